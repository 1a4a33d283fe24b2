//! Mail handed over by STARTTLS to somebody else's mail server: aiosmtpd, which keeps it in a folder.
use crate::fetching::dovecot::{certificate, is_there};
use redress::jobs::smtp::{Fared, Mailer};
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// None, with one line said, where there is none.
fn start(folder: &Path) -> Option<Server> {
    if !is_there("python3") || !is_there("openssl") {
        return None;
    }
    let asked = Command::new("python3")
        .args(["-c", "import aiosmtpd"])
        .stderr(Stdio::null())
        .status();
    if !asked.is_ok_and(|status| status.success()) {
        assert!(std::env::var("CI").is_err(), "CI needs aiosmtpd");
        println!("aiosmtpd is not there: STARTTLS was not tested");
        return None;
    }
    certificate(folder);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let child = Command::new("python3")
        .args(["-m", "aiosmtpd", "-n", "-l", &format!("127.0.0.1:{port}")])
        .arg("--tlscert")
        .arg(folder.join("cert.pem"))
        .arg("--tlskey")
        .arg(folder.join("key.pem"))
        .args(["-c", "aiosmtpd.handlers.Mailbox"])
        .arg(folder.join("mail"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "aiosmtpd does not answer");
        std::thread::sleep(Duration::from_millis(50));
    }
    Some(Server { child, port })
}

#[test]
fn a_trusted_server_is_given_the_bytes_and_one_that_is_not_gets_none() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = start(folder.path()) else {
        return;
    };
    let url = format!("smtp://localhost:{}?tls=required", server.port);
    let message =
        b"Subject: Nine\r\nMessage-ID: <nine@example.org>\r\n\r\n.A dot begins this line.\r\n";
    let kept = || fs::read_dir(folder.path().join("mail/new")).map_or(0, Iterator::count);

    let stranger = Mailer::new(&url, None).unwrap();
    let fared = stranger.send("us@example.org", "them@example.org", message);
    assert!(matches!(fared, Fared::Unreachable(_)), "{fared:?}");
    assert_eq!(kept(), 0);

    let known = Mailer::new(&url, Some(&folder.path().join("cert.pem"))).unwrap();
    for nth in 1..=3 {
        let fared = known.send("us@example.org", "them@example.org", message);
        assert!(matches!(fared, Fared::Accepted(_)), "{fared:?}");
        assert_eq!(kept(), nth);
    }
    let file = fs::read_dir(folder.path().join("mail/new"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let text = fs::read_to_string(file.path())
        .unwrap()
        .replace("\r\n", "\n");
    assert!(text.contains("\n\n.A dot begins this line.\n"), "{text}");
}
