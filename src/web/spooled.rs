//! A large answer waits on disk while its reader takes it, however slow they are: it holds no memory, no lane and no
//! connection to the database.
use super::error::WebError;
use super::signed_in::LoggedPerson;
use super::{App, visitor};
use actix_web::body::{BodySize, EitherBody, MessageBody, SizedStream};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::{self, Bytes};
use actix_web::{Error, HttpResponse, ResponseError};
use futures_util::Stream;
use futures_util::stream;
use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use storage::StorageError;

/// Answers up to this are held in memory.
const LARGEST_IN_MEMORY: u64 = 256_000;
/// Bytes read of a file at once.
const PIECE: usize = 64_000;
/// Bytes of answers on disk at once: together, and for one visitor.
pub const TOGETHER: usize = 1_000_000_000;
pub const EACH: usize = 150_000_000;

/// The middleware.
pub async fn spooled<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let app = req.app_data::<web::Data<App>>().cloned();
    let res = next.call(req).await?;
    let (Some(app), BodySize::Sized(bytes)) = (app, res.response().body().size()) else {
        return Ok(res.map_into_left_body());
    };
    if bytes <= LARGEST_IN_MEMORY {
        return Ok(res.map_into_left_body());
    }
    let (req, res) = res.into_parts();
    let (res, body) = res.into_parts();
    // What comes as a stream is not in memory.
    let bytes = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        Err(body) => {
            let res = res.set_body(body);
            return Ok(ServiceResponse::new(req, res).map_into_left_body());
        }
    };
    let signed_in = actix_web::HttpMessage::extensions(&req)
        .get::<LoggedPerson>()
        .map(|person| format!("person {}", person.0));
    let who = signed_in.unwrap_or_else(|| visitor::unknown(&app, &req));
    let Some(share) = app.answers.take(&who, bytes.len()) else {
        let busy: HttpResponse = WebError::Storage(StorageError::Busy).error_response();
        return Ok(ServiceResponse::new(req, busy).map_into_right_body());
    };
    let length = bytes.len() as u64;
    let folder = app.files.incoming().to_owned();
    let copy = bytes.clone();
    let kept = web::block(move || keep(&folder, &copy)).await;
    let res = match kept.map_err(io::Error::other).flatten() {
        Ok(file) => {
            drop(bytes);
            let pieces = pieces(file, share);
            res.set_body(SizedStream::new(length, pieces).boxed())
        }
        Err(error) => {
            tracing::warn!(%error, "a large answer could not be kept on disk while it is read");
            res.set_body(bytes.boxed())
        }
    };
    Ok(ServiceResponse::new(req, res).map_into_right_body())
}

/// A file without a name: it is gone with its last reader, whatever happens.
fn keep(folder: &Path, bytes: &[u8]) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    let mut file = tempfile::tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}

fn pieces(file: File, share: super::budget::Share) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold((file, share), |(mut file, share)| async move {
        let read = web::block(move || {
            let mut piece = Vec::with_capacity(PIECE);
            Read::by_ref(&mut file)
                .take(PIECE as u64)
                .read_to_end(&mut piece)?;
            Ok::<_, io::Error>((piece, file))
        });
        let (piece, file) = read.await.map_err(io::Error::other)??;
        Ok((!piece.is_empty()).then(|| (Bytes::from(piece), (file, share))))
    })
}
