//! Where the bytes are: a folder of the data by default, an S3 bucket by setting. The key is the hash of the bytes.
use super::disk::Disk;
use super::{Received, Refused};
use chrono::{DateTime, Utc};
use futures_util::stream::{BoxStream, StreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use tokio::io::AsyncReadExt;

/// Bytes written at once; S3 takes no part under 5 MB but the last.
const PART: usize = 8 * 1024 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("there is no such file")]
    NotFound,
    #[error("the files cannot be reached: {0}")]
    Unreachable(String),
    #[error("{0}")]
    Setting(String),
}

impl From<object_store::Error> for StoreError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            // Its words may hold an address with a key in it.
            other => Self::Unreachable(
                match other {
                    object_store::Error::PermissionDenied { .. } => "not allowed",
                    object_store::Error::Unauthenticated { .. } => "not signed in",
                    _ => "the store did not do it",
                }
                .to_owned(),
            ),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Unreachable(error.kind().to_string())
    }
}

/// Bytes on their way out.
pub type Pieces = BoxStream<'static, Result<bytes::Bytes, StoreError>>;

/// What is in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InStore {
    pub sha256: String,
    pub bytes: u64,
}

/// The store, which every server on one database must share.
#[derive(Debug, Clone)]
pub struct Store {
    place: Place,
    incoming: PathBuf,
    /// Bytes that must be free on the disk of the data; none, and [`Disk::is_low`] decides.
    least_free: Option<u64>,
}

#[derive(Debug, Clone)]
enum Place {
    Folder(PathBuf),
    /// A bucket elsewhere, and what stands before each key.
    Elsewhere(Arc<dyn ObjectStore>, Key),
    /// Why it cannot be used.
    Nowhere(String),
}

impl Store {
    /// The folder `files` of the data, or what the setting names.
    ///
    /// # Errors
    /// In a sentence, when the setting cannot be used.
    pub fn open(data: &Path, setting: Option<&str>) -> Result<Self, StoreError> {
        let folder = data.join("files");
        let incoming = data.join("files-incoming");
        let place = match setting {
            None => Place::Folder(folder),
            Some(url) => {
                let (store, prefix) = elsewhere(url)?;
                Place::Elsewhere(store, prefix)
            }
        };
        Ok(Self {
            place,
            incoming,
            least_free: None,
        })
    }
    /// [`Store::open`]; a setting that cannot be used is said by every file that is asked for.
    pub fn of(data: &Path, setting: Option<&str>) -> Self {
        Self::open(data, setting).unwrap_or_else(|error| Self {
            place: Place::Nowhere(error.to_string()),
            incoming: data.join("files-incoming"),
            least_free: None,
        })
    }
    /// The same store with another limit of what must be free on the disk, in bytes.
    #[must_use]
    pub fn leaving_free(self, bytes: u64) -> Self {
        Self {
            least_free: Some(bytes),
            ..self
        }
    }
    /// Whether there is room to take anything in. What the system says nothing of has room.
    ///
    /// # Errors
    /// `DiskFull`.
    pub fn has_room(&self) -> Result<(), Refused> {
        let data = self.incoming.parent().unwrap_or(&self.incoming);
        let low = Disk::of(data).is_some_and(|disk| match self.least_free {
            Some(least) => disk.free < least,
            None => disk.is_low(),
        });
        if low { Err(Refused::DiskFull) } else { Ok(()) }
    }
    /// Where files are while they come in.
    pub fn incoming(&self) -> &Path {
        &self.incoming
    }
    /// Where keys are, and what stands before each.
    fn root(&self) -> Result<(Arc<dyn ObjectStore>, Key), StoreError> {
        match &self.place {
            Place::Folder(folder) => {
                std::fs::create_dir_all(folder)?;
                let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
                Ok((Arc::new(store), Key::default()))
            }
            Place::Elsewhere(store, prefix) => Ok((store.clone(), prefix.clone())),
            Place::Nowhere(why) => Err(StoreError::Setting(why.clone())),
        }
    }
    fn at(&self, sha256: &str) -> Result<(Arc<dyn ObjectStore>, Key), StoreError> {
        if !is_key(sha256) {
            return Err(StoreError::NotFound);
        }
        let (store, root) = self.root()?;
        Ok((store, root.join(sha256)))
    }
    /// Keeps a file under its hash; the same bytes are kept once. They are there, whole and lasting, before anything
    /// else is told of them.
    pub async fn put(&self, file: &Received) -> Result<(), StoreError> {
        let (store, key) = self.at(&file.sha256)?;
        if store
            .head(&key)
            .await
            .is_ok_and(|there| there.size == file.bytes)
        {
            return Ok(());
        }
        let path = file.path().to_owned();
        let mut upload = store.put_multipart(&key).await?;
        let mut reader = tokio::fs::File::open(path).await?;
        loop {
            let mut part = Vec::new();
            let read = (&mut reader)
                .take(PART as u64)
                .read_to_end(&mut part)
                .await?;
            if read == 0 {
                break;
            }
            if let Err(error) = upload.put_part(PutPayload::from(part)).await {
                let _aborted = upload.abort().await;
                return Err(error.into());
            }
        }
        upload.complete().await?;
        Ok(())
    }
    /// The bytes of a hash, in pieces.
    ///
    /// # Errors
    /// `NotFound`; the store's.
    pub async fn get(&self, sha256: &str) -> Result<Pieces, StoreError> {
        let (store, key) = self.at(sha256)?;
        let found = store.get(&key).await?;
        Ok(found
            .into_stream()
            .map(|piece| piece.map_err(StoreError::from))
            .boxed())
    }
    /// Everything in the store.
    pub async fn list(&self) -> Result<Vec<InStore>, StoreError> {
        let (store, root) = self.root()?;
        let mut found = store.list(Some(&root));
        let mut all = Vec::new();
        while let Some(object) = found.next().await {
            let object = object?;
            if let Some(name) = object.location.filename().filter(|name| is_key(name)) {
                all.push(InStore {
                    sha256: name.to_owned(),
                    bytes: object.size,
                });
            }
        }
        Ok(all)
    }
    /// Removes the bytes of a hash; that they are not there is as good. The caller knows that nothing names them.
    /// Out: how many there were.
    pub async fn remove(&self, sha256: &str) -> Result<u64, StoreError> {
        let (store, key) = self.at(sha256)?;
        let bytes = store.head(&key).await.map_or(0, |there| there.size);
        match store.delete(&key).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(bytes),
            Err(error) => Err(error.into()),
        }
    }
    /// Removes what a server that ended left half written before a time: files on their way in, and into the folder.
    /// Out: how many, and their bytes. (Of a bucket, a rule of the bucket ends uploads that were not finished.)
    pub fn tidy(&self, before: DateTime<Utc>) -> (usize, u64) {
        let before = SystemTime::from(before);
        let parts = remove_old(&self.incoming, before, |name| {
            Path::new(name).extension().is_some_and(|end| end == "part")
        });
        let halves = match &self.place {
            // As the library names them: the key, a hash sign, a number.
            Place::Folder(folder) => remove_old(folder, before, |name| {
                name.split_once('#').is_some_and(|(key, _)| is_key(key))
            }),
            Place::Elsewhere(..) | Place::Nowhere(_) => (0, 0),
        };
        (parts.0 + halves.0, parts.1 + halves.1)
    }
}

fn is_key(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

/// What cannot be removed now is tried again the next time.
fn remove_old(folder: &Path, before: SystemTime, is: impl Fn(&str) -> bool) -> (usize, u64) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return (0, 0);
    };
    let (mut count, mut bytes) = (0, 0);
    for entry in entries.flatten() {
        let Ok(known) = entry.metadata() else {
            continue;
        };
        let old = known.modified().is_ok_and(|changed| changed < before);
        let ours = entry.file_name().to_str().is_some_and(&is);
        if known.is_file() && old && ours && std::fs::remove_file(entry.path()).is_ok() {
            count += 1;
            bytes += known.len();
        }
    }
    (count, bytes)
}

#[cfg(feature = "s3")]
fn elsewhere(url: &str) -> Result<(Arc<dyn ObjectStore>, Key), StoreError> {
    let wrong =
        || StoreError::Setting("write where files are kept like s3://bucket/prefix".to_owned());
    let rest = url.strip_prefix("s3://").ok_or_else(wrong)?;
    let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let store = object_store::aws::AmazonS3Builder::from_env()
        .with_bucket_name(bucket)
        .build()
        .map_err(|_| StoreError::Setting("the bucket cannot be used: set AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_ENDPOINT where it is not Amazon's".to_owned()))?;
    Ok((Arc::new(store), Key::parse(prefix).map_err(|_| wrong())?))
}

#[cfg(not(feature = "s3"))]
fn elsewhere(_: &str) -> Result<(Arc<dyn ObjectStore>, Key), StoreError> {
    Err(StoreError::Setting(
        "files elsewhere than in the data folder need Redress built with --features s3".to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::Receiver;
    use super::*;

    #[tokio::test]
    async fn bytes_come_back_and_are_kept_once_under_their_hash() {
        let data = tempfile::tempdir().unwrap();
        let store = Store::open(data.path(), None).unwrap();
        // More than one part.
        let bytes: Vec<u8> = (0..10_000_000_u32).map(|n| b'a' + (n % 26) as u8).collect();
        for _ in 0..2 {
            let mut file = Receiver::begin(store.incoming(), "../x.txt".into()).unwrap();
            file.write(&bytes).unwrap();
            let file = file.finish().unwrap();
            store.put(&file).await.unwrap();
            let pieces: Vec<_> = store.get(&file.sha256).await.unwrap().collect().await;
            let back: Vec<u8> = pieces
                .into_iter()
                .flat_map(|piece| piece.unwrap().to_vec())
                .collect();
            assert!(back == bytes);
        }
        let kept: Vec<_> = std::fs::read_dir(data.path().join("files"))
            .unwrap()
            .collect();
        assert_eq!(kept.len(), 1);
    }

    #[tokio::test]
    async fn only_a_hash_is_a_key() {
        let data = tempfile::tempdir().unwrap();
        let store = Store::open(data.path(), None).unwrap();
        std::fs::write(data.path().join("cookie.key"), "secret").unwrap();
        for key in ["../cookie.key", "", "..", &"/".repeat(64), &"a".repeat(64)] {
            assert!(
                matches!(store.get(key).await, Err(StoreError::NotFound)),
                "{key}"
            );
        }
        assert!(Store::open(data.path(), Some("s3:/x")).is_err());
    }
}
