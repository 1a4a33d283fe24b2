//! The program itself: run to its end, or serving as a process of its own, on SQLite whatever the other tests use.
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{LazyLock, mpsc};
use std::time::{Duration, Instant};

/// Nothing of the machine's own settings reaches it.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_redress"));
    for name in [
        "REDRESS_DATA",
        "REDRESS_DATABASE",
        "REDRESS_LISTEN",
        "REDRESS_PUBLIC_ORIGIN",
        "REDRESS_PROXY",
        "REDRESS_SMTP_URL",
        "REDRESS_IMAP_URL",
        "REDRESS_IMAP_SECONDS",
        "REDRESS_IMAP_DONE_FOLDER",
        "REDRESS_IMAP_LARGEST",
        "REDRESS_MAIL_CA",
        "REDRESS_FILES",
        "REDRESS_CLAMD",
        "REDRESS_BEHIND_TLS_PROXY",
        "REDRESS_LEAST_FREE_MB",
    ] {
        command.env_remove(name);
    }
    command.env("RUST_LOG", "warn").env("RUST_BACKTRACE", "1");
    command
}

/// How a command ended and what it said.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ended {
    #[track_caller]
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{} {}", self.out, self.err);
        self
    }
    /// It refused in words: no panic, no trace, and the words say what is meant.
    #[track_caller]
    pub fn refused(self, words: &str) -> Self {
        assert!(self.code.is_some_and(|code| code != 0), "{self:?}");
        assert!(self.err.contains(words), "{words:?} is not in {}", self.err);
        for trace in ["panicked", "backtrace", "RUST_", "src/"] {
            assert!(!self.err.contains(trace), "{}", self.err);
        }
        self
    }
}

pub fn run<A: AsRef<OsStr>>(args: &[A]) -> Ended {
    run_with(args, b"")
}

/// With something to read on standard input.
pub fn run_with<A: AsRef<OsStr>>(args: &[A], input: &[u8]) -> Ended {
    ended(program().args(args), input)
}

/// With variables in its environment.
pub fn run_in<A: AsRef<OsStr>>(variables: &[(&str, &str)], args: &[A]) -> Ended {
    ended(program().args(args).envs(variables.iter().copied()), b"")
}

/// As another user of this machine, which only root can. None where that user cannot even run the program.
pub fn run_as<A: AsRef<OsStr>>(user: u32, args: &[A]) -> Option<Ended> {
    use std::os::unix::process::CommandExt;
    let may = program().arg("--version").uid(user).gid(user).output();
    may.is_ok_and(|said| said.status.success())
        .then(|| ended(program().args(args).uid(user).gid(user), b""))
}

fn ended(command: &mut Command, input: &[u8]) -> Ended {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // One that refuses earlier reads nothing.
    let _read = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    Ended {
        code: output.status.code(),
        out: text(&output.stdout),
        err: text(&output.stderr),
    }
}

/// The arguments of a command on a data folder.
pub fn at(data: &Path, args: &[&str]) -> Vec<OsString> {
    let mut all: Vec<OsString> = args.iter().map(OsString::from).collect();
    all.extend(["--data".into(), data.into()]);
    all
}

/// What signs everybody of a demonstration in.
pub const PASSWORD: &str = "tidy lanterns follow rivers";

/// What is in a data folder: (place, who may do what, bytes; none of a folder).
type Things = Vec<(PathBuf, u32, Option<Vec<u8>>)>;

fn things(folder: &Path, below: &Path, all: &mut Things) {
    for entry in fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        let place = path.strip_prefix(folder).unwrap().to_owned();
        if path.is_dir() {
            all.push((place, mode, None));
            things(folder, &path, all);
        } else {
            all.push((place, mode, Some(fs::read(&path).unwrap())));
        }
    }
}

/// A demonstration in this folder, not served. It is made once for all tests of this process, and each has a copy.
pub fn demonstrated(data: &Path) {
    static MADE: LazyLock<Things> = LazyLock::new(|| {
        let around = tempfile::tempdir().unwrap();
        let data = around.path().join("data");
        demonstration(&data, &["--password", PASSWORD]).succeeded();
        let mut all = Things::new();
        things(&data, &data, &mut all);
        all
    });
    fs::create_dir_all(data).unwrap();
    let only_mine = fs::Permissions::from_mode(0o700);
    fs::set_permissions(data, only_mine).unwrap();
    for (place, mode, bytes) in &*MADE {
        let there = data.join(place);
        match bytes {
            None => fs::create_dir(&there).unwrap(),
            Some(bytes) => fs::write(&there, bytes).unwrap(),
        }
        fs::set_permissions(&there, fs::Permissions::from_mode(*mode)).unwrap();
    }
}

/// A demonstration that the program makes in this folder, not served.
pub fn demonstration(data: &Path, more: &[&str]) -> Ended {
    run(&at(
        data,
        &[["demo", "--no-serve"].as_slice(), more].concat(),
    ))
}

/// A server under way; dropped, it is killed.
pub struct Server {
    child: Child,
    /// `127.0.0.1:40123`
    pub address: String,
    rest: mpsc::Receiver<String>,
}

impl Server {
    /// `redress serve` on a free port.
    pub fn start(data: &Path) -> Self {
        Self::run(&at(data, &["serve", "--listen", "127.0.0.1:0"]))
    }
    /// The same, handing its letters to a mail server.
    pub fn start_with_mail(data: &Path, smtp: &str) -> Self {
        let args = ["serve", "--listen", "127.0.0.1:0", "--smtp-url", smtp];
        Self::run(&at(data, &args))
    }
    pub fn run(args: &[OsString]) -> Self {
        let mut command = program();
        command.args(args).stderr(Stdio::null());
        Self::of(command)
    }
    /// With every line of its log; what it says on standard error goes into a file.
    pub fn run_logging(args: &[OsString], errors: &Path) -> Self {
        let mut command = program();
        let errors = fs::File::create(errors).unwrap();
        command.args(args).env("RUST_LOG", "info").stderr(errors);
        Self::of(command)
    }
    /// A copy of the program at another place, with more in its environment.
    pub fn of_copy(copy: &Path, args: &[OsString], environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(copy);
        command
            .args(args)
            .envs(environment.iter().copied())
            .stderr(Stdio::null());
        Self::of(command)
    }
    fn of(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.split_once("http://").map(|(_, at)| at.to_owned()));
        let Some(address) = address else {
            panic!("it does not say where it is: {command:?}");
        };
        // The pipe is read to its end, so that the server never waits for us.
        let (send, rest) = mpsc::channel();
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|l| drop(send.send(l))));
        Self {
            child,
            address,
            rest,
        }
    }
    /// So many lines of what it says after its address.
    pub fn more(&self, lines: usize) -> Vec<String> {
        let wait = Duration::from_secs(10);
        (0..lines)
            .map(|_| self.rest.recv_timeout(wait).unwrap())
            .collect()
    }
    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
    /// kill -9.
    pub fn kill(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
    /// SIGTERM, as a service manager stops it.
    pub fn terminate(&self) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status();
        assert!(sent.unwrap().success());
    }
    /// How it ended, within a time.
    pub fn ended_within(&mut self, limit: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + limit;
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        None
    }
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(15)))
            .unwrap();
        stream
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// An answer over real HTTP.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub body: String,
}

/// Keeps cookies, follows nothing.
#[derive(Clone)]
pub struct Browser(ureq::Agent);

impl Browser {
    pub fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(20)))
            .build();
        Self(config.into())
    }
    /// # Errors
    /// That there was no whole answer.
    pub fn get(&self, address: &str, path: &str) -> Result<Answer, ureq::Error> {
        answer(self.0.get(format!("http://{address}{path}")).call()?)
    }
    /// # Errors
    /// As [`Browser::get`].
    pub fn post(
        &self,
        address: &str,
        path: &str,
        form: &[(&str, &str)],
    ) -> Result<Answer, ureq::Error> {
        let post = self.0.post(format!("http://{address}{path}"));
        let post = post.header("Origin", format!("http://{address}"));
        answer(post.send_form(form.iter().copied())?)
    }
    /// # Errors
    /// As [`Browser::get`].
    pub fn sign_in(
        &self,
        address: &str,
        email: &str,
        password: &str,
    ) -> Result<Answer, ureq::Error> {
        let form = [("email", email), ("password", password)];
        self.post(address, "/sign-in", &form)
    }
}

fn answer(mut res: ureq::http::Response<ureq::Body>) -> Result<Answer, ureq::Error> {
    let header = |name| {
        let value = res.headers().get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    Ok(Answer {
        status: res.status().as_u16(),
        location: header("location"),
        body: res.body_mut().read_to_string()?,
    })
}

/// Everything a connection says until it ends.
pub fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let _until_it_ends = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}
