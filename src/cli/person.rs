//! `redress person add`.
use super::{Place, Result};
use redress::clock::Clock;
use redress::passwords;
use redress::procedure::vocabulary::Role;
use redress::storage::{Db, calendars, people};
use std::io::BufRead;
use std::process::ExitCode;

#[derive(clap::Args)]
pub struct Person {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Add somebody who can sign in. The password is read from standard input.
    Add(Add),
}

#[derive(clap::Args)]
struct Add {
    #[command(flatten)]
    place: Place,
    #[arg(long)]
    name: String,
    #[arg(long)]
    email: String,
    /// staff, leader, `senior_leader` or `senior_complaint_executive`.
    #[arg(long, default_value = "staff")]
    role: String,
    /// In the Customer Relations team.
    #[arg(long)]
    customer_relations: bool,
    /// Runs people, areas and the calendar.
    #[arg(long)]
    administrator: bool,
}

impl Person {
    pub fn run(&self) -> Result<ExitCode> {
        let Command::Add(add) = &self.command;
        let role = Role::parse(&add.role)
            .ok_or("the role is staff, leader, senior_leader or senior_complaint_executive")?;
        eprintln!("Password ({} characters or more):", passwords::SHORTEST);
        let mut password = String::new();
        std::io::stdin().lock().read_line(&mut password)?;
        let password = password.trim_end_matches(['\r', '\n']);
        if let Some(why) = passwords::weakness(password, &add.name, &add.email) {
            return Err(why.into());
        }
        let db = Db::open(&add.place.url()?)?;
        let new = people::NewPerson {
            name: &add.name,
            email: &add.email.trim().to_lowercase(),
            job_title: role.label(),
            role: role.as_str(),
            area_id: None,
            customer_relations: add.customer_relations,
            administrator: add.administrator,
            password_hash: &passwords::hash(password)?,
        };
        db.write_now(|conn| {
            calendars::seed(conn, Clock::System.now())?;
            people::add(conn, &new)
        })?;
        println!("{} can sign in as {}.", add.name, add.email);
        Ok(ExitCode::SUCCESS)
    }
}
