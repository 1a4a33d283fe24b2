//! The lines of the log: JSON, without the passwords in addresses, on standard error or in a demonstration's file.
use redress::config::secrets::masked;
use redress::web;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::OnceLock;
use tracing::{Level, Metadata};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// Set once, by [`write_to`].
static FILE: OnceLock<File> = OnceLock::new();

/// Starts the log on standard error; `RUST_LOG` says how many lines.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    let lines = tracing_subscriber::fmt()
        .json()
        .with_env_filter(filter)
        .with_writer(Lines);
    // A second call (tests) keeps the first.
    let _already = lines.try_init();
    std::panic::set_hook(Box::new(web::panics::report));
}

/// From here on every line is added to this file, which only its owner can read. Standard error still has warnings and
/// errors.
///
/// # Errors
/// The file cannot be opened.
pub fn write_to(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    // A second call keeps the first.
    let _already = FILE.set(file);
    Ok(())
}

/// Gives each line its writer.
struct Lines;

impl MakeWriter<'_> for Lines {
    type Writer = Line;
    fn make_writer(&self) -> Line {
        Line { to_stderr: true }
    }
    fn make_writer_for(&self, about: &Metadata<'_>) -> Line {
        Line {
            to_stderr: FILE.get().is_none() || *about.level() <= Level::WARN,
        }
    }
}

/// Where one line goes.
struct Line {
    to_stderr: bool,
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let line = masked(&text);
        if self.to_stderr {
            io::stderr().write_all(line.as_bytes())?;
        }
        if let Some(mut file) = FILE.get() {
            file.write_all(line.as_bytes())?;
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}
