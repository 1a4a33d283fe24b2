//! Large answers: finished before they are handed out, on the disk while they are read, and a piece at a time in
//! memory, so that whoever reads slowly holds up nobody and fills no memory.
use super::App;
use super::error::WebError;
use crate::maker::Body;
use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use std::io::Read;

/// Bytes in memory at a time.
const PIECE: u64 = 64 * 1024;

/// Hands out bytes of the database. What is small stays in memory.
///
/// # Errors
/// A fault when the disk takes no file.
pub async fn bytes(
    app: &App,
    answer: HttpResponseBuilder,
    bytes: Vec<u8>,
) -> Result<HttpResponse, WebError> {
    let folder = app.config.data.clone();
    let laid_down = web::block(move || Body::of(bytes, &folder));
    let fault = |e: &dyn std::fmt::Display| WebError::Fault(format!("a download: {e}"));
    let body = laid_down
        .await
        .map_err(|e| fault(&e))?
        .map_err(|e| fault(&e))?;
    Ok(self::body(answer, body))
}

/// Hands out a document that was made.
pub fn body(mut answer: HttpResponseBuilder, body: Body) -> HttpResponse {
    match body {
        Body::Memory(bytes) => answer.body(bytes),
        Body::Disk(_) => streamed(answer, body.bytes(), body.reader()),
    }
}

/// Hands out so many bytes as fast as they are read.
pub fn streamed(
    mut answer: HttpResponseBuilder,
    length: u64,
    reader: impl Read + Send + 'static,
) -> HttpResponse {
    let pieces = futures_util::stream::try_unfold(reader, |mut reader| async move {
        let read = web::block(move || {
            let mut piece = Vec::new();
            (&mut reader).take(PIECE).read_to_end(&mut piece)?;
            Ok::<_, std::io::Error>((piece, reader))
        });
        let (piece, reader) = read.await.map_err(std::io::Error::other)??;
        Ok::<_, std::io::Error>(
            Some((web::Bytes::from(piece), reader)).filter(|(piece, _)| !piece.is_empty()),
        )
    });
    answer.insert_header(header::ContentEncoding::Identity);
    answer.body(SizedStream::new(length, pieces))
}
