//! `redress person add`.
use super::{Place, Result};
use procedure::AreaId;
use procedure::vocabulary::Role;
use redress::clock::Clock;
use redress::passwords;
use std::io::BufRead;
use std::process::ExitCode;
use storage::{Db, Key, StorageError, Taken, Word, areas, calendars, people};

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
    /// The name of their area, which must exist.
    #[arg(long)]
    area: Option<String>,
    /// In the Customer Relations team.
    #[arg(long)]
    customer_relations: bool,
    /// Manages people, areas and the calendar.
    #[arg(long)]
    administrator: bool,
}

impl Person {
    pub fn run(&self) -> Result<ExitCode> {
        let Command::Add(add) = &self.command;
        let role = Role::parse(&add.role)
            .ok_or("the role is staff, leader, senior_leader or senior_complaint_executive")?;
        let name = add.name.trim();
        if name.is_empty() {
            return Err("the name is missing: give it with --name".into());
        }
        let email = address(&add.email)?;
        eprintln!("Password ({} characters or more):", passwords::SHORTEST);
        let mut password = String::new();
        std::io::stdin().lock().read_line(&mut password)?;
        let password = password.trim_end_matches(['\r', '\n']);
        if let Some(why) = passwords::weakness(password, &[name, &email]) {
            return Err(why.into());
        }
        let password_hash = passwords::hash(password)?;
        let db = add.place.open()?;
        let area_id = add.area.as_deref().map(|n| area(&db, n)).transpose()?;
        let added = db.write_now(|conn| {
            calendars::seed(conn, Clock::System.now())?;
            let new = people::NewPerson {
                name,
                email: &email,
                job_title: role.label(),
                role: Word(role),
                area_id: area_id.map(Key),
                customer_relations: add.customer_relations,
                administrator: add.administrator,
                password_hash: &password_hash,
            };
            people::add(conn, &new)
        });
        match added {
            Ok(_) => {}
            Err(StorageError::Taken(Taken::Email)) => {
                return Err(format!("somebody already signs in as {email}").into());
            }
            Err(other) => return Err(other.into()),
        }
        println!("{name} can sign in as {email}.");
        Ok(ExitCode::SUCCESS)
    }
}

/// As people sign in with it.
fn address(typed: &str) -> Result<String> {
    let email = typed.trim().to_lowercase();
    if email.len() < 3 || !email.contains('@') || email.contains(char::is_whitespace) {
        return Err(
            format!("{typed:?} is no email address: give one like name@example.org").into(),
        );
    }
    Ok(email)
}

/// The area of this name.
///
/// # Errors
/// The query's; in a sentence that names the areas there are, when it is none of them.
fn area(db: &Db, name: &str) -> Result<AreaId> {
    let open = db.read_now(areas::all)?;
    let found = open
        .iter()
        .find(|a| a.name.eq_ignore_ascii_case(name.trim()));
    found.map(|a| a.id).ok_or_else(|| {
        let names: Vec<&str> = open.iter().map(|a| a.name.as_str()).collect();
        let there = if names.is_empty() {
            "none yet".to_owned()
        } else {
            names.join(", ")
        };
        format!("there is no area {name:?}; there is: {there}").into()
    })
}
