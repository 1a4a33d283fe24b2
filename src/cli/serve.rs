//! `redress serve`.
use super::incoming;
use super::{Place, Result, cookie_key, listener, reply_key};
use redress::clock::Clock;
use redress::config::Config;
use redress::jobs::outbox::Outbox;
use redress::jobs::smtp::Mailer;
use redress::storage::{calendars, people};
use redress::{jobs, passwords, web};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    pub place: Place,
    /// Where to listen.
    #[arg(long, env = "REDRESS_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// The address people type, when a proxy stands in front, such as `https://redress.example`.
    #[arg(long, env = "REDRESS_PUBLIC_ORIGIN", value_parser = origin)]
    pub public_origin: Option<String>,
    /// Believe the last address in X-Forwarded-For, which the proxy in front must write itself. Without it, wrong
    /// passwords are counted by the address that connects: behind a proxy, everybody's.
    #[arg(long, env = "REDRESS_PROXY")]
    pub proxy: bool,
    #[command(flatten)]
    pub post: Post,
    #[command(flatten)]
    pub incoming: incoming::Args,
}

/// Where letters leave to.
#[derive(clap::Args, Clone, Default)]
pub struct Post {
    /// The mail server letters leave by: `smtp://user:password@host:587` with STARTTLS, `smtps://...` with TLS.
    /// Without one, emails are written to the folder `outbox` beside the database.
    #[arg(long, env = "REDRESS_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// The file of a certificate (PEM) that mail servers are trusted by, besides the system's.
    #[arg(long, env = "REDRESS_MAIL_CA")]
    mail_ca: Option<PathBuf>,
}

impl Post {
    /// As it was asked for.
    ///
    /// # Errors
    /// In a sentence that repeats no password.
    pub fn outbox(&self, app: &web::App) -> Result<Outbox> {
        let config = &app.config;
        let mut outbox = Outbox::folder(&config.data, &config.reply_key, &app.maker);
        if let Some(address) = self.smtp_url.as_deref().filter(|a| !a.trim().is_empty()) {
            outbox.mailer = Some(Mailer::new(address, self.mail_ca.as_deref())?);
        }
        Ok(outbox)
    }
}

impl Serve {
    pub fn run(&self) -> Result<ExitCode> {
        log_lines();
        let incoming = self
            .incoming
            .read(&self.place.data, self.post.mail_ca.as_deref())?;
        let listener = listener(&self.listen)?;
        let db = self.place.open()?;
        let clock = Clock::System;
        db.write_now(|conn| calendars::seed(conn, clock.now()))?;
        let config = Config {
            data: self.place.data.clone(),
            public_origin: self.public_origin.clone(),
            cookie_key: cookie_key(&self.place.data)?,
            proxy: self.proxy,
            reply_key: reply_key(&self.place.data)?,
            demonstration: false,
            maker: None,
            incoming,
        };
        let app = web::App::new(db, clock, config);
        let outbox = self.post.outbox(&app)?;
        println!("Redress is at http://{}", listener.local_addr()?);
        if app.db.read_now(people::is_empty)? {
            println!(
                "Nobody can sign in yet: `redress person add --help` says how to add somebody."
            );
        }
        serve(app, listener, outbox)
    }
}

/// As browsers write it in `Origin`: lower case, no path, no port that goes without saying.
fn origin(typed: &str) -> std::result::Result<String, String> {
    const WRONG: &str = "write it like https://redress.example";
    let typed = typed.trim().trim_end_matches('/').to_lowercase();
    let (scheme, host) = typed.split_once("://").ok_or(WRONG)?;
    let host = match scheme {
        "https" => host.strip_suffix(":443").unwrap_or(host),
        "http" => host.strip_suffix(":80").unwrap_or(host),
        _ => return Err(WRONG.to_owned()),
    };
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || "/?#@".contains(c)) {
        return Err(WRONG.to_owned());
    }
    Ok(format!("{scheme}://{host}"))
}

/// Serves until Ctrl+C or SIGTERM; requests under way are answered first.
pub fn serve(app: web::App, listener: TcpListener, outbox: Outbox) -> Result<ExitCode> {
    passwords::warm_up();
    actix_web::rt::System::new().block_on(async move {
        let _jobs = jobs::start(&app.db, &app.clock, outbox);
        let _scan = jobs::scan::start(&app.db, &app.files, app.config.incoming.clamd.as_deref());
        let _mail = jobs::imap::start(&app.db, &app.clock, &app.config);
        let maker = app.maker.clone();
        web::server::serve(app, listener)?.await?;
        // Nobody waits for a document any more, and the process does not either.
        maker.end();
        Ok(ExitCode::SUCCESS)
    })
}

/// Structured lines on standard error; `RUST_LOG` says how many.
pub fn log_lines() {
    let filter =
        tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    let lines = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second call (tests) keeps the first.
    let _already = lines.try_init();
    std::panic::set_hook(Box::new(web::panics::report));
}
