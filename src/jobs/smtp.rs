//! The mail server that letters are handed to.
use lettre::address::Envelope;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::{Address, SmtpTransport, Transport};
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;
use url::Url;

/// No server answers a letter more slowly.
const PATIENCE: Duration = Duration::from_secs(30);
/// Codes that are about us and not about the letter: signing in, and TLS first.
const ABOUT_US: [&str; 4] = ["530", "534", "535", "538"];

/// How a message fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fared {
    /// The server has it and says so.
    Accepted(String),
    /// Not now: with what the server said.
    Later(String),
    /// No server could be reached: the same would happen to every other message now.
    Unreachable(String),
    /// Never.
    Refused(String),
}

/// A pool of connections to one server.
#[derive(Debug, Clone)]
pub struct Mailer(SmtpTransport);

impl Mailer {
    /// A server by its address: `smtp://user:password@host:587` with STARTTLS, `smtps://…` with TLS from the
    /// start. Without either only to this machine itself, unless the address ends in `?tls=required`, or where it
    /// ends in `?tls=none`. `ca` is a file of a certificate that is trusted instead
    /// of the system's.
    ///
    /// # Errors
    /// A sentence that does not repeat the address, for it may hold a password.
    pub fn new(address: &str, ca: Option<&Path>) -> Result<Self, String> {
        const WRONG: &str = "the mail server's address cannot be read: write it like smtp://user:password@mail.example.org:587 or smtps://…";
        let url = Url::parse(address.trim()).map_err(|_| WRONG.to_owned())?;
        let host = url.host_str().filter(|h| !h.is_empty()).ok_or(WRONG)?;
        let tls = url.query_pairs().find(|(k, _)| k == "tls");
        let tls = tls.map(|(_, v)| v.into_owned()).unwrap_or_default();
        let plain_here = is_this_machine(host) && tls != "required";
        let (port, tls) = match url.scheme() {
            "smtps" => (465, Tls::Wrapper(parameters(host, ca)?)),
            "smtp" if tls == "none" || plain_here => (25, Tls::None),
            "smtp" => (587, Tls::Required(parameters(host, ca)?)),
            _ => return Err(WRONG.to_owned()),
        };
        let mut builder = SmtpTransport::builder_dangerous(host.trim_matches(['[', ']']))
            .port(url.port().unwrap_or(port))
            .tls(tls)
            .timeout(Some(PATIENCE))
            .pool_config(PoolConfig::new().max_size(2));
        if !url.username().is_empty() {
            let user = plain(url.username()).ok_or(WRONG)?;
            let password = plain(url.password().unwrap_or_default()).ok_or(WRONG)?;
            builder = builder.credentials(Credentials::new(user, password));
        }
        Ok(Self(builder.build()))
    }
    /// Hands one message over. The bytes are sent as they are.
    pub fn send(&self, from: &str, to: &str, message: &[u8]) -> Fared {
        let address = |text: &str| text.trim().parse::<Address>().ok();
        let envelope = match (address(from), address(to)) {
            (Some(from), Some(to)) => Envelope::new(Some(from), vec![to]).ok(),
            _ => None,
        };
        let Some(envelope) = envelope else {
            return Fared::Refused("It is not an address that mail can be sent to".to_owned());
        };
        match self.0.send_raw(&envelope, message) {
            Ok(answer) => {
                let said: Vec<&str> = answer.message().collect();
                Fared::Accepted(format!("{} {}", answer.code(), said.join(" ")))
            }
            Err(error) => fared(&error),
        }
    }
}

fn fared(error: &lettre::transport::smtp::Error) -> Fared {
    let said = error.to_string();
    let code = error.status().map(|code| code.to_string());
    match code {
        Some(code) if error.is_permanent() && !ABOUT_US.contains(&code.as_str()) => {
            Fared::Refused(said)
        }
        Some(_) => Fared::Later(said),
        // A refused connection is neither passing nor lasting to lettre.
        None => Fared::Unreachable(said),
    }
}

fn parameters(host: &str, ca: Option<&Path>) -> Result<TlsParameters, String> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(file) = ca {
        let wrong = |e: &dyn std::fmt::Display| format!("{} cannot be used: {e}", file.display());
        let pem = std::fs::read(file).map_err(|e| wrong(&e))?;
        builder = builder
            .certificate_store(CertificateStore::None)
            .add_root_certificate(Certificate::from_pem(&pem).map_err(|e| wrong(&e))?);
    }
    builder
        .build()
        .map_err(|e| format!("TLS cannot be set up: {e}"))
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_matches(['[', ']']);
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// What stands percent-encoded in an address.
fn plain(part: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let pair = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_read_as_they_are_written_in_addresses() {
        assert_eq!(plain("p%40ss%3Aword").as_deref(), Some("p@ss:word"));
        assert_eq!(plain("100%"), None);
        assert_eq!(plain("%ff"), None);
    }

    #[test]
    fn what_cannot_be_read_is_refused_without_being_repeated() {
        for wrong in [
            "",
            "mail.example.org",
            "http://user:secret@mail.example.org",
            "smtp://",
            "smtp://user:%ffsecret@mail.example.org",
        ] {
            let said = Mailer::new(wrong, None).unwrap_err();
            assert!(!said.contains("secret"), "{said}");
        }
    }

    #[test]
    fn only_this_machine_is_spoken_to_in_the_open() {
        let tls = |address: &str| format!("{:?}", Mailer::new(address, None).unwrap());
        for host in ["localhost", "127.0.0.1", "127.9.9.9", "[::1]"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "localhost.example.org",
            "10.0.0.1",
            "mail",
            "127.0.0.1.example.org",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
        // Its password stands in no log line.
        assert!(!tls("smtps://user:secret@mail.example.org").contains("secret"));
    }

    #[test]
    fn an_unreachable_server_is_no_reason_to_give_up() {
        let mailer = Mailer::new("smtp://127.0.0.1:9", None).unwrap();
        let fared = mailer.send("a@example.org", "b@example.org", b"x");
        assert!(matches!(fared, Fared::Unreachable(_)), "{fared:?}");
        let fared = mailer.send("a@example.org", "nobody", b"x");
        assert!(matches!(fared, Fared::Refused(_)));
    }
}
