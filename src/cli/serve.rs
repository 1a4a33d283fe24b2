//! `redress serve`.
use super::listen::Listen;
use super::{Place, Result, incoming, keys, leftovers};
use redress::clock::Clock;
use redress::config::Config;
use redress::health::LEAST_FREE;
use redress::jobs::outbox::Outbox;
use redress::jobs::smtp::Mailer;
use redress::{jobs, passwords, web};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use storage::{calendars, people};

const MEGABYTE: u64 = 1024 * 1024;

#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub listen: Listen,
    /// Believe the last address in X-Forwarded-For, which the proxy in front must write itself. Without it, wrong
    /// passwords are counted by the address that connects: behind a proxy, everybody's.
    #[arg(long, env = "REDRESS_PROXY")]
    pub proxy: bool,
    /// Megabytes that must be free on the data disk; with less, `/health/ready` fails and administrators are told.
    #[arg(long, env = "REDRESS_LEAST_FREE_MB", default_value_t = LEAST_FREE / MEGABYTE)]
    pub least_free_mb: u64,
    #[command(flatten)]
    pub post: Post,
    #[command(flatten)]
    pub incoming: incoming::Args,
}

/// Where letters leave to.
#[derive(clap::Args, Clone, Default)]
pub struct Post {
    /// The mail server that sends letters: `smtp://user:password@host:587` with STARTTLS, `smtps://...` with TLS.
    /// Without one, emails are written to the folder `outbox` beside the database. With a password, better given as
    /// `REDRESS_SMTP_URL`.
    #[arg(long, env = "REDRESS_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<String>,
    /// The file of a certificate (PEM) that mail servers are trusted by, instead of the system's.
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
            if address.contains("tls=none") {
                tracing::warn!("letters go to the mail server in the clear (tls=none)");
            }
        }
        Ok(outbox)
    }
}

impl Serve {
    pub fn run(&self) -> Result<ExitCode> {
        let data = &self.place.data;
        let incoming = self.incoming.read(data, self.post.mail_ca.as_deref())?;
        let listener = self.listen.socket()?;
        let db = self.place.open()?;
        let config = Config {
            data: data.clone(),
            public_origin: self.listen.public_origin.clone(),
            cookie_key: keys::COOKIE.read(data)?,
            proxy: self.proxy,
            reply_key: keys::REPLY.read(data)?,
            forms_key: keys::FORMS.read(data)?,
            demonstration: false,
            maker: None,
            incoming,
        };
        let clock = Clock::System;
        db.write_now(|conn| calendars::seed(conn, clock.now()))?;
        let app = web::App::new(db, clock, config);
        app.health
            .require_free(self.least_free_mb.saturating_mul(MEGABYTE));
        let outbox = self.post.outbox(&app)?;
        println!("Redress is at http://{}", listener.local_addr()?);
        if app.db.read_now(people::is_empty).unwrap_or(false) {
            println!(
                "Nobody can sign in yet: `redress person add --help` says how to add somebody."
            );
        }

        serve(app, listener, outbox)
    }
}

/// Serves until Ctrl+C or SIGTERM; requests under way are answered first.
pub fn serve(app: web::App, listener: TcpListener, outbox: Outbox) -> Result<ExitCode> {
    passwords::warm_up();
    let _serving = leftovers::remove(&app.config.data, app.files.incoming())?;
    actix_web::rt::System::new().block_on(async move {
        let (db, clock, health) = (&app.db, &app.clock, &app.health);
        let _jobs = jobs::start(db, clock, health, outbox);
        let clamd = app.config.incoming.clamd.as_deref();
        let _scan = jobs::scan::start(db, &app.files, health, clamd);
        let _sweep = jobs::file_sweep::start(db, clock, &app.files, &app.health);
        let _mail = jobs::imap::start((db, clock), health, &app.config, &app.files);
        let _check = jobs::check::start(db, clock, health);
        let _silence = jobs::silence::start(db, clock, health);
        let maker = app.maker.clone();
        web::server::serve(app, listener)?.await?;
        // Nobody waits for a document any more, and the process does not either.
        maker.end();
        Ok(ExitCode::SUCCESS)
    })
}
