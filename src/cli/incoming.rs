//! What `redress serve` is told about mail and files that come in.
use super::Result;
use redress::config::Incoming;
use redress::config::mailbox::{LARGEST, Mailbox, SECONDS, is_loopback};
use redress::files::Store;
use std::path::Path;

#[derive(clap::Args)]
pub struct Args {
    /// The mailbox that complaints come to, such as `imaps://user:password@mail.example:993/INBOX`. Better given as
    /// `REDRESS_IMAP_URL`: other users can see what is on the command line.
    // Read only in `read`: what is wrong with an argument is printed with its value, and this holds a password.
    #[arg(long, env = "REDRESS_IMAP_URL", hide_env_values = true)]
    pub imap_url: Option<String>,
    /// Seconds between two checks of the mailbox.
    #[arg(long, env = "REDRESS_IMAP_SECONDS", default_value_t = SECONDS, value_parser = clap::value_parser!(u64).range(1..))]
    pub imap_seconds: u64,
    /// Move each message there once it is taken in, instead of marking it as read.
    #[arg(long, env = "REDRESS_IMAP_DONE_FOLDER")]
    pub imap_done_folder: Option<String>,
    /// The largest message to fetch, in bytes. Of a larger one only the header lines are fetched; it stays there.
    #[arg(long, env = "REDRESS_IMAP_LARGEST", default_value_t = LARGEST)]
    pub imap_largest: u32,
    /// Where files are kept instead of the folder `files` of the data, such as `s3://bucket/prefix`.
    #[arg(long, env = "REDRESS_FILES", hide_env_values = true)]
    pub files: Option<String>,
    /// A clamd that scans every file, as `host:port`.
    #[arg(long, env = "REDRESS_CLAMD")]
    pub clamd: Option<String>,
}

impl Args {
    /// What the server is configured with; `ca` is the file of certificates that mail servers are trusted by.
    ///
    /// # Errors
    /// In a sentence, when one of them cannot be used; a password is never repeated.
    pub fn read(&self, data: &Path, ca: Option<&Path>) -> Result<Incoming> {
        Store::open(data, self.files.as_deref().filter(|f| !f.is_empty()))?;
        if let Some(ca) = ca {
            std::fs::metadata(ca).map_err(|e| format!("{} cannot be read: {e}", ca.display()))?;
        }
        let mailbox = self.imap_url.as_deref().filter(|url| !url.is_empty());
        let mailbox = mailbox
            .map(Mailbox::parse)
            .transpose()
            .map_err(|why| format!("the address of the mailbox cannot be read: {why}"))?;
        let mailbox = mailbox.map(|mailbox| Mailbox {
            seconds: self.imap_seconds,
            ca: ca.map(Path::to_owned),
            done_folder: self.imap_done_folder.clone().filter(|f| !f.is_empty()),
            largest: self.imap_largest,
            ..mailbox
        });
        let clamd = self.clamd.clone().filter(|c| !c.is_empty());
        let host = clamd.as_deref().and_then(|c| c.rsplit_once(':'));
        if host.is_some_and(|(host, _)| !is_loopback(host)) {
            tracing::warn!("files travel to the virus scanner on another machine in the clear");
        }
        Ok(Incoming {
            mailbox,
            files: self.files.clone().filter(|f| !f.is_empty()),
            clamd,
        })
    }
}
