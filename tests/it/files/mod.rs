//! Files that people send: what comes in, who gets it, and that no browser opens it here.
mod kinds;
mod leftovers;
mod mail;
mod quotas;
mod scanner;
mod uploads;

use crate::support::{Cast, Page, TestApp};
use actix_web::test::TestRequest;
use procedure::Reference;

/// A form with files, as a browser sends it.
pub fn multipart(words: &[(&str, &str)], files: &[(&str, &[u8])]) -> TestRequest {
    let mut body = Vec::new();
    for (name, value) in words {
        let part =
            format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.into_bytes());
    }
    for (name, bytes) in files {
        let part = format!(
            "--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n"
        );
        body.extend(part.into_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--XX--\r\n");
    TestRequest::post()
        .insert_header(("content-type", "multipart/form-data; boundary=XX"))
        .set_payload(body)
}

impl TestApp {
    /// Evidence with files on the first allegation.
    pub async fn evidence(
        &self,
        who: Cast,
        reference: &Reference,
        files: &[(&str, &[u8])],
    ) -> Page {
        let version = self.complaint(reference).await.version.0.to_string();
        let words = [
            ("version", version.as_str()),
            ("allegation", "1"),
            ("what", "A call of <b>2</b> October"),
        ];
        let page = format!("/complaints/{reference}/evidence");
        self.call(multipart(&words, files), Some(who), &page).await
    }
    /// What is kept with a complaint.
    pub async fn files(&self, reference: &Reference) -> Vec<storage::files::KeptFile> {
        let id = self.complaint(reference).await.id;
        self.read(move |conn| storage::files::of_complaint(conn, id))
            .await
    }
    /// Files in the store and on their way into it.
    pub fn on_disk(&self) -> (usize, usize) {
        let count = |name: &str| {
            std::fs::read_dir(self.app.config.data.join(name)).map_or(0, |entries| entries.count())
        };
        (count("files"), count("files-incoming"))
    }
}

/// The plain name it is handed out under.
pub fn named(page: &Page) -> String {
    let said = page.headers.get("content-disposition").unwrap();
    let quoted = said.to_str().unwrap().split('"').nth(1);
    quoted.unwrap().to_owned()
}

/// It is a download of no particular type, whatever it is.
pub fn is_neutral(page: &Page) {
    page.is(200);
    let header = |name: &str| page.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/octet-stream");
    assert!(header("content-disposition").starts_with("attachment; filename=\""));
    assert_eq!(
        header("content-security-policy"),
        redress::web::neutral::SHUT
    );
    assert_eq!(header("x-content-type-options"), "nosniff");
}
