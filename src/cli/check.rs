//! `redress check`.
use super::{Place, Result};
use std::process::ExitCode;
use storage::check::{self, Depth};

#[derive(clap::Args)]
pub struct Check {
    #[command(flatten)]
    place: Place,
}

impl Check {
    /// Looks the whole database over, also while people work, and names every damaged table. Succeeds when there is
    /// none.
    pub fn run(&self) -> Result<ExitCode> {
        let findings = self
            .place
            .look(|conn| check::check(conn, Depth::Thorough, &mut |_| {}))?;
        if findings.no_checksums {
            println!(
                "PostgreSQL runs without data checksums: damage on its disk would not be noticed."
            );
        }
        for damage in &findings.damaged {
            println!("Damaged: {}: {}", damage.table, damage.what);
        }
        if findings.damaged.is_empty() {
            println!("No damage found.");
            return Ok(ExitCode::SUCCESS);
        }
        println!("Put the database back from the latest backup that passes this check.");
        Ok(ExitCode::FAILURE)
    }
}
