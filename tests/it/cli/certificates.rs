//! Who is believed to be the server on the other end (T17).
#[cfg(feature = "postgres")]
use super::folder;
use crate::fetching::dovecot::is_there;
#[cfg(feature = "postgres")]
use crate::support::process::{at, run_in};
use redress::jobs::smtp::{Fared, Mailer};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, Stream};

/// A PostgreSQL on "another machine" that speaks no TLS. Out: whether anything was said to it in the clear.
#[cfg(feature = "postgres")]
fn asked_for(parameters: &str) -> bool {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 8];
        stream.read_exact(&mut request).unwrap();
        // What asks for TLS is 80877103; "N" is a no. What comes after that is the user's name, in the clear.
        assert_eq!(request[4..], 80_877_103_u32.to_be_bytes());
        stream.write_all(b"N").unwrap();
        stream.read(&mut [0; 64]).unwrap_or(0) > 0
    });
    let (_around, data) = folder();
    let url = format!("postgres://u:opensesame@db.example:{port}/r?hostaddr=127.0.0.1{parameters}");
    let ended = run_in(&[("REDRESS_DATABASE", &url)], &at(&data, &["migrate"]));
    assert_ne!(ended.code, Some(0));
    assert!(!ended.err.contains("opensesame"), "{}", ended.err);
    let in_the_clear = server.join().unwrap();
    let warned = ended.err.contains("its certificate is not verified");
    assert_eq!(warned, parameters.contains("sslmode"), "{}", ended.err);
    in_the_clear
}

#[cfg(feature = "postgres")]
#[test]
fn postgres_on_another_machine_is_told_nothing_before_it_has_proved_who_it_is() {
    assert!(!asked_for(""));
    // Whoever asks for less gets less, and is warned.
    assert!(asked_for("&sslmode=prefer"));
}

/// A certificate of its own for this machine.
fn certificate(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let (cert, key) = (
        folder.join(format!("{name}.pem")),
        folder.join(format!("{name}-key.pem")),
    );
    let made = Command::new("openssl")
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        ])
        .args([
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
        ])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-out")
        .arg(&cert)
        .arg("-keyout")
        .arg(&key)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    (cert, key)
}

/// A mail server with TLS from the start that takes any message, for one connection.
fn mail_server(cert: &Path, key: &Path) -> u16 {
    let config = ServerConfig::builder_with_provider(Arc::new(
        tokio_rustls::rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(
        vec![CertificateDer::from_pem_file(cert).unwrap()],
        PrivateKeyDer::from_pem_file(key).unwrap(),
    )
    .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (mut tcp, _) = listener.accept().unwrap();
        let mut tls = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = Stream::new(&mut tls, &mut tcp);
        // A client that does not trust it hangs up here.
        let _ended = converse(&mut stream);
    });
    port
}

fn converse(stream: &mut (impl Read + Write)) -> std::io::Result<()> {
    stream.write_all(b"220 mail\r\n")?;
    let mut in_message = false;
    let mut line = Vec::new();
    let mut byte = [0];
    while stream.read(&mut byte)? == 1 {
        line.push(byte[0]);
        if !line.ends_with(b"\n") {
            continue;
        }
        let said = String::from_utf8_lossy(&line).to_uppercase();
        line.clear();
        let answer = match said.trim_end() {
            "." => "250 taken",
            _ if in_message => continue,
            "DATA" => "354 go on",
            _ => "250 mail",
        };
        in_message = said.starts_with("DATA");
        stream.write_all(format!("{answer}\r\n").as_bytes())?;
    }
    Ok(())
}

const TRIED: &str = "REDRESS_TEST_TRIED_SERVER";

/// Only in the child of the test below: what the system trusts is settled when a process starts.
#[test]
fn hands_one_message_over_as_it_is_told_to() {
    let Ok(told) = std::env::var(TRIED) else {
        return;
    };
    let (port, ca) = told.split_once(' ').unwrap();
    let ca = (!ca.is_empty()).then(|| Path::new(ca));
    let mailer = Mailer::new(&format!("smtps://127.0.0.1:{port}"), ca).unwrap();
    let fared = mailer.send("a@example.org", "b@example.org", b"Subject: x\r\n\r\nx\r\n");
    println!("fared: {}", matches!(fared, Fared::Accepted(_)));
}

/// `--mail-ca` is who is trusted, instead of whom the system trusts.
#[test]
fn a_server_that_only_the_system_trusts_is_not_trusted_beside_a_mail_ca() {
    if !is_there("openssl") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (trusted, key) = certificate(folder.path(), "trusted");
    let (other, _) = certificate(folder.path(), "other");
    let accepted = |ca: Option<&Path>| {
        let port = mail_server(&trusted, &key);
        let ca = ca.map(|ca| ca.display().to_string()).unwrap_or_default();
        let child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "cli::certificates::hands_one_message_over_as_it_is_told_to",
            ])
            .arg("--nocapture")
            .env(TRIED, format!("{port} {ca}"))
            .env("SSL_CERT_FILE", &trusted)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout).into_owned();
        assert!(said.contains("fared: "), "{said}");
        said.contains("fared: true")
    };
    assert!(
        accepted(None),
        "the system's word counts where nothing else is said"
    );
    assert!(accepted(Some(&trusted)));
    assert!(!accepted(Some(&other)));
    fs::remove_file(&other).unwrap();
}
