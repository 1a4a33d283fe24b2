//! Other people's programs: found, given what they read, and stopped when they take too long.
use super::Failed;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Translates into contracted Braille (liblouis).
pub const LOU_TRANSLATE: &str = "lou_translate";
/// Speaks.
pub const ESPEAK_NG: &str = "espeak-ng";
/// How often a running program is asked whether it has ended.
const LOOK: Duration = Duration::from_millis(5);

/// Where the program is: as `REDRESS_LOU_TRANSLATE` or `REDRESS_ESPEAK_NG` says, else on the `PATH`. None when it is
/// not installed, or the variable is empty or names no file.
pub fn look_up(name: &str) -> Option<PathBuf> {
    let variable = format!("REDRESS_{}", name.replace('-', "_").to_uppercase());
    if let Some(set) = std::env::var_os(variable) {
        return Some(PathBuf::from(set)).filter(|path| path.is_file());
    }
    let path = std::env::var_os("PATH")?;
    let mut places = std::env::split_paths(&path).filter(|dir| dir.is_absolute());
    places.find_map(|dir| Some(dir.join(name)).filter(|file| file.is_file()))
}

/// What the program writes when it reads `input`. It is started by itself, never by a shell, and knows nothing of our
/// environment, which may hold secrets.
///
/// # Errors
/// When it cannot be started, ends badly, or runs longer than `longest` and is stopped.
pub(super) fn run(
    program: &Path,
    arguments: &[&str],
    input: Vec<u8>,
    longest: Duration,
) -> Result<Vec<u8>, Failed> {
    let failed = |e: std::io::Error| Failed::Tool(format!("{}: {e}", name(program)));
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("LANG", "C.UTF-8")
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    // Both at once: a program that waits for its output to be read does not read its input.
    let writer = std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(&input)));
    let reader = std::thread::spawn(move || {
        let mut out = Vec::new();
        stdout
            .map_or(Ok(0), |mut stdout| stdout.read_to_end(&mut out))
            .map(|_| out)
    });
    let ended = wait(&mut child, longest).map_err(failed);
    let status = match ended {
        Ok(Some(status)) => status,
        // The threads end when the pipes do; a grandchild that holds one open is not waited for.
        Ok(None) => return Err(Failed::Slow(name(program))),
        Err(error) => return Err(error),
    };
    // What it did not care to read is no fault of its answer.
    let _unread = writer.join();
    let out = reader
        .join()
        .map_err(|_| Failed::Tool(name(program)))?
        .map_err(failed)?;
    if status.success() {
        Ok(out)
    } else {
        Err(Failed::Tool(format!("{}: {status}", name(program))))
    }
}

/// How it ended; none when it did not in time and was killed.
fn wait(child: &mut Child, longest: Duration) -> std::io::Result<Option<std::process::ExitStatus>> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() >= longest {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(LOOK);
    }
}

fn name(program: &Path) -> String {
    program
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str, longest: Duration) -> Result<Vec<u8>, Failed> {
        run(
            Path::new("/bin/sh"),
            &["-c", script],
            b"in".to_vec(),
            longest,
        )
    }

    #[test]
    fn a_program_is_given_its_input_and_nothing_of_our_environment() {
        let out = sh("cat; env | grep -c CARGO", Duration::from_secs(20));
        assert!(
            matches!(out, Err(Failed::Tool(_))),
            "grep counted none and failed: {out:?}"
        );
        assert_eq!(sh("cat", Duration::from_secs(20)).unwrap(), b"in");
        assert_eq!(
            sh("exec echo unread", Duration::from_secs(20)).unwrap(),
            b"unread\n"
        );
    }

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let begun = Instant::now();
        let out = sh("exec sleep 600", Duration::from_millis(100));
        assert!(matches!(out, Err(Failed::Slow(name)) if name == "sh"));
        assert!(begun.elapsed() < Duration::from_mins(1));
    }

    #[test]
    fn much_goes_through_without_waiting_for_itself() {
        let input = vec![b'a'; 3_000_000];
        let out = run(
            Path::new("/bin/cat"),
            &[],
            input.clone(),
            Duration::from_mins(1),
        );
        assert!(out.unwrap() == input);
    }
}
