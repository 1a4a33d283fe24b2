//! `redress serve | demo | migrate | check | person | intake | letters`, and `make`, which a server starts for itself.
mod check;
mod demo;
mod incoming;
mod intake;
mod keys;
mod leftovers;
mod letters;
mod listen;
mod log_lines;
mod make;
mod modes;
mod person;
mod place;
mod secrets;
mod serve;

pub use place::Place;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use redress::config::secrets::masked;
use std::process::ExitCode;

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Complaints casework for Flexible Resolution Services.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a demonstration database, print how to sign in, and serve it.
    Demo(demo::Demo),
    /// Serve Redress.
    Serve(Box<serve::Serve>),
    /// Bring the database's schema up to date.
    Migrate(Place),
    /// Check the database for damage, also while people work, and name the damaged tables.
    Check(check::Check),
    /// People who can sign in.
    Person(person::Person),
    /// Take messages into the inbox from files.
    Intake(intake::Intake),
    /// Write one letter of each kind to files, in every format.
    Letters(letters::Letters),
    /// Make documents for the server that starts this.
    #[command(hide = true)]
    Make,
}

pub fn main() -> ExitCode {
    modes::close_what_is_made();
    log_lines::start();
    let cli = match read() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let ran = match cli.command {
        Command::Demo(demo) => demo.run(),
        Command::Serve(serve) => serve.run(),
        Command::Migrate(place) => migrate(&place),
        Command::Check(check) => check.run(),
        Command::Person(person) => person.run(),
        Command::Intake(intake) => intake.run(),
        Command::Letters(letters) => letters.run(),
        Command::Make => make::run(),
    };
    match ran {
        Ok(code) => code,
        Err(error) => {
            eprintln!("redress: {}", masked(&error.to_string()));
            ExitCode::FAILURE
        }
    }
}

/// The command line. What is wrong with it is said without the passwords in it.
fn read() -> std::result::Result<Cli, ExitCode> {
    let read = Cli::command().try_get_matches().and_then(|matches| {
        secrets::warn(&matches);
        Cli::from_arg_matches(&matches)
    });
    read.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => error.exit(),
        _ => {
            eprint!("{}", masked(&error.to_string()));
            ExitCode::from(2)
        }
    })
}

fn migrate(place: &Place) -> Result<ExitCode> {
    let done = place.migrate()?;
    if done.is_empty() {
        println!("The schema is up to date.");
    }
    for name in done {
        println!("Migrated: {name}");
    }
    Ok(ExitCode::SUCCESS)
}
