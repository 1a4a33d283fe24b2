//! The mailbox that complaints come to, as the command line names it.
use std::net::IpAddr;
use std::path::PathBuf;

/// Seconds between two looks, unless the command line says otherwise.
pub const SECONDS: u64 = 60;
/// Bytes of the largest message that is fetched: 35 MB of files as they travel.
pub const LARGEST: u32 = 50 * 1024 * 1024;

/// Where mail is fetched from. The password is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox {
    pub host: String,
    pub port: u16,
    /// Only a server on this machine is spoken to in the clear.
    pub tls: bool,
    pub user: String,
    pub password: String,
    pub folder: String,
    pub seconds: u64,
    /// Certificates that are trusted instead of the system's, as PEM.
    pub ca: Option<PathBuf>,
    /// Where a message goes once it is taken in; without it, it stays and is marked as read.
    pub done_folder: Option<String>,
    pub largest: u32,
}

impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}

impl Mailbox {
    /// Reads `imaps://user:password@host:993/INBOX`. What is special in an address is percent-encoded there.
    ///
    /// # Errors
    /// In a sentence that repeats nothing of it: it may hold a password.
    pub fn parse(url: &str) -> Result<Self, String> {
        const WRONG: &str = "write it like imaps://user:password@mail.example:993/INBOX";
        let (scheme, rest) = url.trim().split_once("://").ok_or(WRONG)?;
        let tls = match scheme.to_ascii_lowercase().as_str() {
            "imaps" => true,
            "imap" => false,
            _ => return Err(WRONG.to_owned()),
        };
        let (login, rest) = rest.rsplit_once('@').ok_or(WRONG)?;
        let (user, password) = login.split_once(':').ok_or(WRONG)?;
        let (place, folder) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = host_and_port(place, if tls { 993 } else { 143 }).ok_or(WRONG)?;
        let decoded = |text: &str| decode(text).ok_or(WRONG);
        let (user, password, folder) = (decoded(user)?, decoded(password)?, decoded(folder)?);
        if user.is_empty()
            || [&user, &password, &folder]
                .iter()
                .any(|t| t.contains(char::is_control))
        {
            return Err(WRONG.to_owned());
        }
        if !tls && !is_loopback(&host) {
            return Err("imap:// sends the password in the clear and is only for a server on this machine: use imaps://".to_owned());
        }
        Ok(Self {
            host,
            port,
            tls,
            user,
            password,
            folder: if folder.is_empty() {
                "INBOX".to_owned()
            } else {
                folder
            },
            seconds: SECONDS,
            ca: None,
            done_folder: None,
            largest: LARGEST,
        })
    }
    /// What people and the database call it: no password.
    pub fn name(&self) -> String {
        format!("{}@{}:{}/{}", self.user, self.host, self.port, self.folder)
    }
}

fn host_and_port(place: &str, usual: u16) -> Option<(String, u16)> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']')?;
            (host, after.strip_prefix(':'))
        }
        None => match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        },
    };
    let port = port.map_or(Some(usual), |port| port.parse().ok())?;
    let plain =
        !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || "/?#@".contains(c));
    plain.then(|| (host.to_ascii_lowercase(), port))
}

/// This machine itself.
pub fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// `%40` is `@`; a plus sign is a plus sign.
fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' {
            let pair = std::str::from_utf8(tail.get(..2)?).ok()?;
            out.push(u8::from_str_radix(pair, 16).ok()?);
            rest = tail.get(2..)?;
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_its_password_not_shown() {
        let box_ = Mailbox::parse("imaps://rel%40mail.example:p%3Aa+s%2Fs@Mail.example/Complaints")
            .unwrap();
        assert_eq!(
            (box_.user.as_str(), box_.password.as_str()),
            ("rel@mail.example", "p:a+s/s")
        );
        assert_eq!(
            (box_.host.as_str(), box_.port, box_.folder.as_str()),
            ("mail.example", 993, "Complaints")
        );
        assert_eq!(
            format!("{box_:?}"),
            "rel@mail.example@mail.example:993/Complaints"
        );
        let plain = Mailbox::parse("imap://a:b@[::1]:1143").unwrap();
        assert_eq!(
            (plain.tls, plain.port, plain.folder.as_str()),
            (false, 1143, "INBOX")
        );
    }

    #[test]
    fn what_is_wrong_is_said_without_repeating_it() {
        for wrong in [
            "",
            "imaps://mail.example",
            "imaps://a@mail.example",
            "http://a:secret@b",
            "imaps://a:secret@:993",
            "imaps://a:secret%0D@b",
            "imaps://:secret@b",
            "imaps://a:secret@b:port",
        ] {
            assert!(
                !Mailbox::parse(wrong).unwrap_err().contains("secret"),
                "{wrong}"
            );
        }
        let clear = Mailbox::parse("imap://a:secret@mail.example").unwrap_err();
        assert!(clear.contains("in the clear") && !clear.contains("secret"));
        assert!(Mailbox::parse("imap://a:b@127.0.0.1.evil.example").is_err());
    }
}
