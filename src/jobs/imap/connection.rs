//! One conversation with a mail server.
//!
//! Commands are sent and answered here rather than by the library's own methods: those take "NO" and a connection
//! that ended for an empty answer, and nothing may be taken for gone that only was not answered. What the server
//! says is never repeated in an error: a line that cannot be read may be a line of somebody's letter.
use crate::config::mailbox::Mailbox;
use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response, Status};
use async_imap::{Client, Session};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// The longest wait for an answer.
const ANSWER: Duration = Duration::from_secs(30);
/// The longest wait for a whole message.
const MESSAGE: Duration = Duration::from_secs(90);
/// Bytes of header lines that are fetched of a message that is too large.
const HEADERS: u32 = 64 * 1024;

/// Why a mailbox could not be read, in words for people.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("the mail server cannot be reached")]
    Unreachable,
    #[error("the mail server's certificate is not trusted, or it does not speak TLS")]
    Untrusted,
    #[error("the file of certificates cannot be used")]
    Certificates,
    #[error("the mail server did not accept the name and password")]
    Password,
    #[error("the mail server has no such folder")]
    Folder,
    #[error("the mail server refused what was asked of it")]
    Refused,
    #[error("the connection to the mail server was lost")]
    Lost,
    #[error("the mail server did not answer in time")]
    Slow,
    #[error("the disk of this server is nearly full; messages wait on the mail server")]
    DiskFull,
    #[error("another server took over the mailbox")]
    TakenOver,
    #[error("the database cannot keep it now")]
    Database(#[from] storage::StorageError),
}

/// What the server says about a message before it is fetched.
#[derive(Debug, Clone, Copy)]
pub struct Announced {
    pub uid: u32,
    pub size: u32,
    /// When the mail server took it in.
    pub taken_in: Option<DateTime<Utc>>,
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug> Stream for T {}

/// A mailbox that is open.
pub struct Open {
    session: Session<Box<dyn Stream>>,
    /// The server's word for its numbering: another one numbers every message anew.
    pub uid_validity: i64,
}

/// Connects, signs in and opens the folder.
///
/// # Errors
/// What went wrong, in words.
pub async fn open(mailbox: &Mailbox) -> Result<Open, Trouble> {
    let stream = within(ANSWER, connect(mailbox)).await??;
    let mut client = Client::new(stream);
    within(ANSWER, client.read_response())
        .await?
        .ok()
        .flatten()
        .ok_or(Trouble::Lost)?;
    let session = within(ANSWER, client.login(&mailbox.user, &mailbox.password))
        .await?
        .map_err(|(error, _)| match error {
            async_imap::error::Error::No(_) | async_imap::error::Error::Bad(_) => Trouble::Password,
            _ => Trouble::Lost,
        })?;
    let mut open = Open {
        session,
        uid_validity: 0,
    };
    let selected = within(ANSWER, open.session.select(&mailbox.folder)).await?;
    let selected = selected.map_err(|error| match error {
        async_imap::error::Error::No(_) => Trouble::Folder,
        _ => Trouble::Lost,
    })?;
    open.uid_validity = i64::from(selected.uid_validity.unwrap_or_default());
    Ok(open)
}

async fn within<T>(most: Duration, work: impl Future<Output = T>) -> Result<T, Trouble> {
    timeout(most, work).await.map_err(|_| Trouble::Slow)
}

async fn connect(mailbox: &Mailbox) -> Result<Box<dyn Stream>, Trouble> {
    let tcp = TcpStream::connect((mailbox.host.as_str(), mailbox.port))
        .await
        .map_err(|_| Trouble::Unreachable)?;
    if !mailbox.tls {
        return Ok(Box::new(tcp));
    }
    let name = ServerName::try_from(mailbox.host.clone()).map_err(|_| Trouble::Unreachable)?;
    let config = ClientConfig::builder_with_provider(Arc::new(
        tokio_rustls::rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .map_err(|_| Trouble::Untrusted)?
    .with_root_certificates(roots(mailbox)?)
    .with_no_client_auth();
    let tls = TlsConnector::from(Arc::new(config))
        .connect(name, tcp)
        .await;
    Ok(Box::new(tls.map_err(|_| Trouble::Untrusted)?))
}

/// What the setting names, and nothing else; what the system trusts where there is no setting.
fn roots(mailbox: &Mailbox) -> Result<RootCertStore, Trouble> {
    let mut roots = RootCertStore::empty();
    let Some(file) = &mailbox.ca else {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(roots);
    };
    for certificate in CertificateDer::pem_file_iter(file).map_err(|_| Trouble::Certificates)? {
        let certificate = certificate.map_err(|_| Trouble::Certificates)?;
        roots.add(certificate).map_err(|_| Trouble::Certificates)?;
    }
    // A file without one would trust nobody, and say so only by refusing every server.
    if roots.is_empty() {
        return Err(Trouble::Certificates);
    }
    Ok(roots)
}

impl Open {
    /// Sends a command and hands over what the server says until it is done.
    async fn command(
        &mut self,
        text: &str,
        most: Duration,
        mut heard: impl FnMut(&Response),
    ) -> Result<(), Trouble> {
        let asked = within(most, async {
            let tag = self
                .session
                .run_command(text)
                .await
                .map_err(|_| Trouble::Lost)?;
            loop {
                let said = self.session.read_response().await;
                let said = said.ok().flatten().ok_or(Trouble::Lost)?;
                match said.parsed() {
                    Response::Done {
                        tag: of, status, ..
                    } if *of == tag => {
                        return match status {
                            Status::Ok => Ok(()),
                            _ => Err(Trouble::Refused),
                        };
                    }
                    Response::Data {
                        status: Status::Bye,
                        ..
                    } => return Err(Trouble::Lost),
                    other => heard(other),
                }
            }
        });
        asked.await?
    }

    /// The numbers of the messages that a search finds, in order.
    ///
    /// # Errors
    /// When there was no whole answer.
    pub async fn search(&mut self, what: &str) -> Result<Vec<u32>, Trouble> {
        let mut found = Vec::new();
        let heard = |said: &Response| {
            if let Response::MailboxData(MailboxDatum::Search(uids)) = said {
                found.extend(uids.iter().copied());
            }
        };
        self.command(&format!("UID SEARCH {what}"), ANSWER, heard)
            .await?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// What the server says about one message; none when it has none of this number.
    ///
    /// # Errors
    /// When there was no whole answer.
    pub async fn announced(&mut self, uid: u32) -> Result<Option<Announced>, Trouble> {
        let mut found = None;
        let command = format!("UID FETCH {uid} (UID RFC822.SIZE INTERNALDATE)");
        self.command(&command, ANSWER, |said| {
            if let Response::Fetch(_, attributes) = said {
                found = announced(attributes)
                    .filter(|facts| facts.uid == uid)
                    .or(found);
            }
        })
        .await?;
        Ok(found)
    }

    /// The bytes of a message as they came; empty when there are none of this number. Marks nothing.
    ///
    /// # Errors
    /// When there was no whole answer.
    pub async fn message(&mut self, uid: u32) -> Result<Vec<u8>, Trouble> {
        self.bytes(&format!("UID FETCH {uid} (UID BODY.PEEK[])"), uid)
            .await
    }

    /// The header lines of a message, bounded.
    ///
    /// # Errors
    /// When there was no whole answer.
    pub async fn headers(&mut self, uid: u32) -> Result<Vec<u8>, Trouble> {
        let command = format!("UID FETCH {uid} (UID BODY.PEEK[HEADER]<0.{HEADERS}>)");
        self.bytes(&command, uid).await
    }

    async fn bytes(&mut self, command: &str, uid: u32) -> Result<Vec<u8>, Trouble> {
        let mut bytes = Vec::new();
        self.command(command, MESSAGE, |said| {
            if let Response::Fetch(_, attributes) = said
                && attributes.contains(&AttributeValue::Uid(uid))
            {
                for attribute in attributes {
                    if let AttributeValue::BodySection {
                        data: Some(data), ..
                    } = attribute
                    {
                        bytes = data.to_vec();
                    }
                }
            }
        })
        .await?;
        Ok(bytes)
    }

    /// Says that a message has been read, or moves it away.
    ///
    /// # Errors
    /// When the server did not do it; it has been taken in all the same.
    pub async fn done(&mut self, uid: u32, folder: Option<&str>) -> Result<(), Trouble> {
        match folder {
            None => {
                let command = format!("UID STORE {uid} +FLAGS.SILENT (\\Seen)");
                self.command(&command, ANSWER, |_| {}).await
            }
            Some(folder) => {
                let quoted = folder.replace('\\', "\\\\").replace('"', "\\\"");
                let command = format!("UID MOVE {uid} \"{quoted}\"");
                self.command(&command, ANSWER, |_| {}).await
            }
        }
    }

    /// Says goodbye, without waiting long for an answer.
    pub async fn close(mut self) {
        let _ended = timeout(Duration::from_secs(2), self.session.logout()).await;
    }
}

fn announced(attributes: &[AttributeValue]) -> Option<Announced> {
    let mut found = Announced {
        uid: 0,
        size: u32::MAX,
        taken_in: None,
    };
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(uid) => found.uid = *uid,
            AttributeValue::Rfc822Size(size) => found.size = *size,
            AttributeValue::InternalDate(date) => found.taken_in = internal_date(date),
            _ => {}
        }
    }
    (found.uid > 0).then_some(found)
}

/// ` 5-Nov-2026 10:00:00 +0000`
fn internal_date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_str(text.trim(), "%d-%b-%Y %H:%M:%S %z")
        .ok()
        .map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    /// Whoever names a certificate trusts that one, and not everybody whom the system trusts.
    #[test]
    fn a_file_of_certificates_is_trusted_instead_of_the_systems() {
        let mailbox = |ca: &str| super::Mailbox {
            ca: Some(ca.into()),
            ..super::Mailbox::parse("imaps://a:b@mail.example").unwrap()
        };
        let roots = super::roots(&mailbox("tests/data/mail-ca/mail.example.pem")).unwrap();
        assert_eq!(roots.len(), 1);
        super::roots(&mailbox("tests/data/mail-ca/README.md")).unwrap_err();
    }

    #[test]
    fn the_servers_dates() {
        let read = |text| super::internal_date(text).map(|at| at.to_rfc3339());
        assert_eq!(
            read(" 5-Nov-2026 10:00:00 +0100").as_deref(),
            Some("2026-11-05T09:00:00+00:00")
        );
        assert_eq!(read("yesterday"), None);
    }
}
