//! `redress demo`.
use super::{Place, Result, cookie_key, serve};
use redress::clock::Clock;
use redress::config::Config;
use redress::passwords;
use redress::storage::{Db, calendars, people};
use redress::web;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Demo {
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    #[arg(long)]
    data: Option<PathBuf>,
    #[arg(long, default_value = "tidy lanterns follow rivers")]
    password: String,
}

impl Demo {
    pub fn run(&self) -> Result<ExitCode> {
        serve::log_lines();
        let data = self
            .data
            .clone()
            .unwrap_or_else(|| std::env::temp_dir().join("redress-demo"));
        let place = Place {
            data: data.clone(),
            database: None,
        };
        let db = Db::open(&place.url()?)?;
        let clock = Clock::System;
        let hash = passwords::hash(&self.password)?;
        db.write_now(|conn| {
            calendars::seed(conn, clock.now())?;
            let new = people::NewPerson {
                name: "Priya Nair",
                email: "relations@redress.example",
                job_title: "Customer Relations",
                role: "staff",
                area_id: None,
                customer_relations: true,
                administrator: false,
                password_hash: &hash,
            };
            people::add(conn, &new).map(|_| ())
        })
        .ok();
        let listener = TcpListener::bind(&self.listen)?;
        println!(
            "http://{} password: {}",
            listener.local_addr()?,
            self.password
        );
        let config = Config {
            data: data.clone(),
            public_origin: None,
            cookie_key: cookie_key(&data)?,
            demonstration: true,
        };
        serve::serve(web::App::new(db, clock, config), listener)
    }
}
