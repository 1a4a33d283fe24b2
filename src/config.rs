//! How this server was started; read once, passed on.
pub mod database;
pub mod mailbox;
pub mod secrets;

use mailbox::Mailbox;
use std::path::PathBuf;

/// What the command line and the environment say. Printed, it has no key.
#[derive(Clone)]
pub struct Config {
    /// Where the outbox writes to without a mail server, and where the database is unless `database` says otherwise.
    pub data: PathBuf,
    /// The address people type, such as `https://redress.example`; None when they type the server's own.
    pub public_origin: Option<String>,
    /// A proxy in front writes `X-Forwarded-For`; only then is it believed.
    pub proxy: bool,
    /// Signs the session cookie; kept in the data folder so that a restart signs nobody out.
    pub cookie_key: Vec<u8>,
    /// Signs the addresses that replies come back to; kept like the cookie's key.
    pub reply_key: Vec<u8>,
    /// Seals what is typed in forms until it is sent; kept like the cookie's key, never in the database.
    pub forms_key: Vec<u8>,
    /// A demonstration: the sign-in page lists the people to sign in as.
    pub demonstration: bool,
    /// The program that makes documents; none: this one. Tests run in a program of their own and name it.
    pub maker: Option<PathBuf>,
    /// What comes in beside the forms.
    pub incoming: Incoming,
}

/// Where mail comes from, where files are kept, and who looks them over.
#[derive(Debug, Clone, Default)]
pub struct Incoming {
    /// The mailbox that is read; none, and mail comes in as files only.
    pub mailbox: Option<Mailbox>,
    /// Where files are kept, such as `s3://bucket/prefix`; none, and it is the folder `files` of the data.
    pub files: Option<String>,
    /// The virus scanner, as `host:port`; none, and files are said to be not scanned.
    pub clamd: Option<String>,
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("data", &self.data)
            .field("public_origin", &self.public_origin)
            .finish_non_exhaustive()
    }
}

impl Config {
    /// Behind TLS the cookie is `__Host-` and Secure, and browsers are told to insist on TLS.
    pub fn is_tls(&self) -> bool {
        self.public_origin
            .as_deref()
            .is_some_and(|origin| origin.starts_with("https://"))
    }
}
