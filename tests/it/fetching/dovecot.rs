//! A real mail server on this machine: Dovecot with a configuration, a certificate and a mailbox of the test's own.
use redress::config::mailbox::Mailbox;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// Nobody: Dovecot reads no mail as root.
const NOBODY: u32 = 65534;
pub const PASSWORD: &str = "opensesame";

pub struct Dovecot {
    child: Child,
    folder: tempfile::TempDir,
    port: u16,
    delivered: std::cell::Cell<usize>,
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // Its children end with it.
        let _stopped = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        let _reaped = self.child.wait();
    }
}

/// Whether a program is there; with `CI=true` it must be.
pub fn is_there(program: &str) -> bool {
    let found = std::env::var_os("PATH")
        .is_some_and(|paths| std::env::split_paths(&paths).any(|dir| dir.join(program).exists()))
        || Path::new("/usr/sbin").join(program).exists();
    if !found {
        assert!(std::env::var("CI").is_err(), "CI needs {program}");
        println!("{program} is not there: this was not tested");
    }
    found
}

impl Dovecot {
    /// None, with one line said, where there is no Dovecot.
    pub fn start() -> Option<Self> {
        if !is_there("dovecot") || !is_there("openssl") {
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        certificate(folder.path());
        for inner in ["cur", "new", "tmp"] {
            fs::create_dir_all(folder.path().join("home/Maildir").join(inner)).unwrap();
        }
        own(&folder.path().join("home"));
        let config = folder.path().join("dovecot.conf");
        fs::write(&config, configuration(folder.path(), port)).unwrap();
        let program = ["/usr/sbin/dovecot", "/usr/bin/dovecot"]
            .into_iter()
            .find(|p| Path::new(p).exists())
            .unwrap_or("dovecot");
        let child = Command::new(program)
            .args(["-F", "-c"])
            .arg(&config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let dovecot = Self {
            child,
            folder,
            port,
            delivered: std::cell::Cell::new(0),
        };
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "{}", dovecot.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(dovecot)
    }
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
    pub fn certificate(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }
    pub fn url(&self) -> String {
        format!("imaps://relations:{PASSWORD}@localhost:{}/INBOX", self.port)
    }
    /// As `redress serve` is told of it.
    pub fn mailbox(&self) -> Mailbox {
        Mailbox {
            ca: Some(self.certificate()),
            ..Mailbox::parse(&self.url()).unwrap()
        }
    }
    fn maildir(&self) -> PathBuf {
        self.folder.path().join("home/Maildir")
    }
    /// A message arrives, now.
    pub fn deliver(&self, raw: &[u8]) {
        self.put(raw, None);
    }
    /// A message that the mail server took in at a time.
    pub fn deliver_at(&self, raw: &[u8], at: SystemTime) {
        self.put(raw, Some(at));
    }
    fn put(&self, raw: &[u8], at: Option<SystemTime>) {
        let count = self.delivered.get();
        self.delivered.set(count + 1);
        let name = format!("{}.M{count:06}.test", 1_700_000_000 + count);
        let (made, place) = (
            self.maildir().join("tmp").join(&name),
            self.maildir().join("new").join(&name),
        );
        fs::write(&made, raw).unwrap();
        if let Some(at) = at {
            let file = fs::File::options().write(true).open(&made).unwrap();
            file.set_modified(at).unwrap();
        }
        own(&made);
        fs::rename(made, place).unwrap();
    }
    /// The files of a folder's messages, those that were seen last.
    pub fn files(&self, folder: &str) -> Vec<PathBuf> {
        let mut all: Vec<PathBuf> = ["cur", "new"]
            .iter()
            .flat_map(|part| fs::read_dir(self.maildir().join(folder).join(part)))
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        all.sort();
        all
    }
    /// How many of its messages are marked as read.
    pub fn seen(&self) -> usize {
        let seen = |file: &&PathBuf| {
            let name = file.to_string_lossy();
            name.rsplit_once(":2,")
                .is_some_and(|(_, flags)| flags.contains('S'))
        };
        self.files("").iter().filter(seen).count()
    }
    /// The server forgets how it numbered its messages.
    pub fn renumber(&self) {
        for entry in fs::read_dir(self.maildir()).unwrap().flatten() {
            if entry.file_name().to_string_lossy().starts_with("dovecot") {
                let _gone = fs::remove_file(entry.path());
            }
        }
        // The numbering is made from the second it is made in.
        std::thread::sleep(Duration::from_millis(1100));
    }
}

fn configuration(folder: &Path, port: u16) -> String {
    let (uid, user) = mail_user();
    let here = folder.display();
    let me = if uid == NOBODY { "nobody" } else { &user };
    let group = if uid == NOBODY { "nogroup" } else { &user };
    format!(
        "base_dir = {here}/run\nstate_dir = {here}/state\nlog_path = {here}/log\nprotocols = imap\n\
         listen = 127.0.0.1\nssl = yes\nssl_cert = <{here}/cert.pem\nssl_key = <{here}/key.pem\n\
         default_internal_user = {me}\ndefault_internal_group = {group}\ndefault_login_user = {me}\n\
         first_valid_uid = 1\nmail_location = maildir:{here}/home/Maildir\ndisable_plaintext_auth = no\n\
         auth_mechanisms = plain login\nmail_max_userip_connections = 200\n\
         namespace inbox {{\n inbox = yes\n}}\n\
         passdb {{\n driver = static\n args = password={PASSWORD}\n}}\n\
         userdb {{\n driver = static\n args = uid={uid} gid={uid} home={here}/home\n}}\n\
         service anvil {{\n chroot =\n}}\nservice stats {{\n chroot =\n}}\n\
         service imap-login {{\n chroot =\n inet_listener imap {{\n port = 0\n }}\n inet_listener imaps {{\n port = {port}\n ssl = yes\n }}\n}}\n"
    )
}

/// Who reads the mail: whoever runs the test, unless that is root.
fn mail_user() -> (u32, String) {
    let me = fs::metadata("/proc/self").map_or(NOBODY, |of| of.uid());
    if me == 0 {
        return (NOBODY, "nobody".to_owned());
    }
    (
        me,
        std::env::var("USER").unwrap_or_else(|_| "nobody".to_owned()),
    )
}

fn own(path: &Path) {
    let (uid, _) = mail_user();
    if uid == NOBODY {
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap().flatten() {
            own(&entry.path());
        }
    }
}

/// `key.pem` and `cert.pem` of localhost.
pub fn certificate(folder: &Path) {
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ])
        .args(["-nodes", "-days", "30", "-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-keyout")
        .arg(folder.join("key.pem"))
        .arg("-out")
        .arg(folder.join("cert.pem"))
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(made.success());
}

impl Dovecot {
    /// A folder beside the inbox.
    pub fn make_folder(&self, name: &str) {
        let folder = self.maildir().join(format!(".{name}"));
        for inner in ["cur", "new", "tmp"] {
            fs::create_dir_all(folder.join(inner)).unwrap();
        }
        fs::write(folder.join("maildirfolder"), "").unwrap();
        own(&folder);
    }
}
