//! `redress serve`.
use super::{Place, Result, cookie_key, listener};
use redress::clock::Clock;
use redress::config::Config;
use redress::storage::{Db, calendars};
use redress::{jobs, passwords, web};
use std::net::TcpListener;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Serve {
    #[command(flatten)]
    pub place: Place,
    /// Where to listen.
    #[arg(long, env = "REDRESS_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// The address people type, when a proxy stands in front, such as `https://redress.example`.
    #[arg(long, env = "REDRESS_PUBLIC_ORIGIN")]
    pub public_origin: Option<String>,
}

impl Serve {
    pub fn run(&self) -> Result<ExitCode> {
        log_lines();
        let db = Db::open(&self.place.url()?)?;
        let clock = Clock::System;
        db.write_now(|conn| calendars::seed(conn, clock.now()))?;
        let listener = listener(&self.listen)?;
        println!("Redress is at http://{}", listener.local_addr()?);
        let config = Config {
            data: self.place.data.clone(),
            public_origin: self.public_origin.clone(),
            cookie_key: cookie_key(&self.place.data)?,
            demonstration: false,
        };
        serve(web::App::new(db, clock, config), listener)
    }
}

/// Serves until Ctrl+C or SIGTERM; requests under way are answered first.
pub fn serve(app: web::App, listener: TcpListener) -> Result<ExitCode> {
    passwords::warm_up();
    actix_web::rt::System::new().block_on(async move {
        let _jobs = jobs::start(&app.db, &app.clock, &app.config.data);
        web::server::serve(app, listener)?.await?;
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
}
