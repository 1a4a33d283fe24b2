//! A child at work, seen from the server.
use super::body::{Body, Collector};
use super::limits::Bounds;
use super::program::Program;
use super::work::{End, Request, Work};
use super::{NotMade, frame};
use rustix::process::{Pid, Signal, kill_process_group};
use std::io::{self, BufReader, BufWriter, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What of our environment a child is given: where other programs are. The rest may hold secrets.
const GIVEN: [&str; 3] = ["PATH", "REDRESS_LOU_TRANSLATE", "REDRESS_ESPEAK_NG"];
/// Bytes of the last frame: the tracks of a disc, at most 99.
const LARGEST_END: u64 = 1 << 20;
/// Bytes of any other frame.
const LARGEST_PIECE: u64 = 1 << 20;
/// How long a child that has closed its output is given to say how it ended.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// Dropped, it is killed with everything it has started, and buried.
#[derive(Debug)]
pub(super) struct Child {
    process: std::process::Child,
    stdin: BufWriter<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

enum Broken {
    Pipe(io::Error),
    TooLarge,
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::FileTooLarge => Self::TooLarge,
            _ => Self::Pipe(error),
        }
    }
}

impl Child {
    /// # Errors
    /// When it cannot be started.
    pub(super) fn start(program: &Program) -> io::Result<Self> {
        let mut command = Command::new(program.path());
        command.arg0("redress").arg("make").env_clear();
        for name in GIVEN {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        let mut process = command
            .env("LANG", "C.UTF-8")
            // More threads would only take address space.
            .env("RAYON_NUM_THREADS", "1")
            .env("MALLOC_ARENA_MAX", "1")
            .current_dir("/")
            // Of its own group, so that what it starts ends with it.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What the log should know is in the answer.
            .stderr(Stdio::null())
            .spawn()?;
        let (Some(stdin), Some(stdout)) = (process.stdin.take(), process.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        Ok(Self {
            process,
            stdin: BufWriter::new(stdin),
            stdout: BufReader::with_capacity(64 * 1024, stdout),
        })
    }

    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    /// It and everything it has started.
    pub(super) fn group(&self) -> Pid {
        Pid::from_child(&self.process)
    }

    pub(super) fn is_alive(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Sends a request and takes the whole answer; what is large goes to a file in `folder`. After an error the child
    /// is of no more use.
    ///
    /// # Errors
    /// What became of the child.
    pub(super) fn ask(
        &mut self,
        request: &Request,
        bounds: Bounds,
        folder: &Path,
    ) -> Result<(Body, End), NotMade> {
        let watchdog = Watchdog::over(self.group(), bounds.longest)
            .map_err(|e| NotMade::NotStarted(e.to_string()))?;
        let answered = self.exchange(request, bounds, folder);
        let was_killed = watchdog.call_off();
        match answered {
            Ok((body, end)) => Ok((
                body,
                End {
                    last: end.last || was_killed,
                    ..end
                },
            )),
            Err(_) if was_killed => Err(NotMade::Slow),
            Err(Broken::TooLarge) => Err(NotMade::TooLarge),
            Err(Broken::Pipe(error)) => Err(self.last_words(&error)),
        }
    }

    fn exchange(
        &mut self,
        request: &Request,
        bounds: Bounds,
        folder: &Path,
    ) -> Result<(Body, End), Broken> {
        frame::write(
            &mut self.stdin,
            &serde_json::to_vec(request).map_err(io::Error::from)?,
        )?;
        if let Work::Batch(letters) = &request.work {
            for letter in letters {
                frame::write(&mut self.stdin, letter)?;
            }
        }
        self.stdin.flush()?;
        let mut body = Collector::new(folder);
        let mut next = |most| {
            let read = frame::read(&mut self.stdout, most);
            read?.ok_or(io::Error::from(io::ErrorKind::UnexpectedEof))
        };
        loop {
            let piece = next(LARGEST_PIECE)?;
            if piece.is_empty() {
                break;
            }
            body.add(&piece)?;
            if body.bytes() > bounds.largest {
                return Err(Broken::TooLarge);
            }
        }
        let end = serde_json::from_slice(&next(LARGEST_END)?).map_err(io::Error::from)?;
        Ok((body.finish()?, end))
    }

    /// How a child ended that closed its pipes in the middle.
    fn last_words(&mut self, error: &io::Error) -> NotMade {
        const ABORTED: i32 = 6;
        const OUT_OF_TIME: i32 = 24;
        const FILE_TOO_LARGE: i32 = 25;
        let until = Instant::now() + LAST_WORDS;
        while Instant::now() < until {
            match self.process.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(2)),
                Err(error) => return NotMade::Died(error.to_string()),
                Ok(Some(status)) => {
                    return match status.signal() {
                        // Rust ends a process so whose memory cannot grow any more.
                        Some(ABORTED | FILE_TOO_LARGE) => NotMade::TooLarge,
                        Some(OUT_OF_TIME) => NotMade::Slow,
                        _ => NotMade::Died(status.to_string()),
                    };
                }
            }
        }
        NotMade::Died(error.to_string())
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // The group first: its number is nobody else's while its first process is not buried. It may be gone already.
        let _gone = kill_process_group(self.group(), Signal::KILL);
        let _buried = self.process.wait();
    }
}

/// Kills a group of processes when the time is over, unless it is called off.
struct Watchdog {
    done: mpsc::Sender<()>,
    thread: JoinHandle<bool>,
}

impl Watchdog {
    fn over(group: Pid, longest: Duration) -> io::Result<Self> {
        let (done, wait) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("maker's watchdog".to_owned())
            .spawn(move || {
                let over = wait.recv_timeout(longest) == Err(RecvTimeoutError::Timeout);
                // It is not buried before the watchdog is called off, so the number is still its own.
                over && kill_process_group(group, Signal::KILL).is_ok()
            })?;
        Ok(Self { done, thread })
    }
    /// Whether it has killed.
    fn call_off(self) -> bool {
        let _over = self.done.send(());
        self.thread.join().unwrap_or(false)
    }
}
