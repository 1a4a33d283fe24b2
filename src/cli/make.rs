//! `redress make`: makes documents for the server that has started it. Nobody types it.
use super::Result;
use redress::maker;
use std::process::ExitCode;

/// Reads requests on standard input and writes documents on standard output.
///
/// # Errors
/// When this process cannot be limited, or a pipe breaks.
pub fn run() -> Result<ExitCode> {
    // Both are of this process alone: no other thread of it ever waits for the locks.
    maker::serve(std::io::stdin().lock(), std::io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}
