//! The stylesheet, the font and the script, from the disk while developing and inside the binary otherwise.
use super::error::WebError;
use actix_web::{HttpRequest, HttpResponse, http::header, web};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Static;

/// Changes when any file does, so that addresses may be kept for ever.
static STAMP: LazyLock<String> = LazyLock::new(|| {
    let mut all = Sha256::new();
    let mut names: Vec<_> = Static::iter().collect();
    names.sort();
    for name in names {
        if let Some(file) = Static::get(&name) {
            all.update(file.metadata.sha256_hash());
        }
    }
    hex::encode(all.finalize()).chars().take(12).collect()
});

/// The address of a file of ours, such as `css/app.css`.
pub fn path(file: &str) -> String {
    format!("/static/{}/{file}", *STAMP)
}

/// GET `/static/{stamp}/{file}`.
///
/// # Errors
/// `NotFound`.
pub async fn show(
    req: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (stamp, name) = path.into_inner();
    let file = Static::get(&name).ok_or(WebError::NotFound)?;
    let etag = format!("\"{}\"", hex::encode(file.metadata.sha256_hash()));
    let keep = if stamp == *STAMP {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let known = req
        .headers()
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok());
    let mut answer = if known == Some(etag.as_str()) {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header((header::CACHE_CONTROL, keep))
        .insert_header((header::ETAG, etag.clone()));
    if known == Some(etag.as_str()) {
        return Ok(answer.finish());
    }
    Ok(answer
        .content_type(with_charset(file.metadata.mimetype()))
        .body(file.data.into_owned()))
}

/// Text says how it is encoded.
fn with_charset(kind: &str) -> String {
    if kind.starts_with("text/") || kind.ends_with("javascript") || kind.ends_with("+xml") {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_owned()
    }
}
