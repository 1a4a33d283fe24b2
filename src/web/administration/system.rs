//! GET `/administration/system`: how the server is doing, and what to do about what is wrong.
use super::only;
use crate::files::disk::Disk;
use crate::health::{Checked, Job};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use std::time::Instant;

#[derive(askama::Template)]
#[template(path = "administration/system.html")]
struct SystemPage {
    postgres: bool,
    check: Option<Checked>,
    /// "12.3 GB of 250.0 GB are free where the data is."
    room: String,
    is_full: bool,
    /// There is still some room, but not for files.
    refuses_files: bool,
    jobs: Vec<Job>,
    mailbox_unread_since: Option<DateTime<Utc>>,
}

impl SystemPage {
    fn is_damaged(&self) -> bool {
        self.check
            .as_ref()
            .is_some_and(|check| !check.findings.damaged.is_empty())
    }
    /// "now", or how long ago in whole minutes.
    fn ago(job: &Job) -> String {
        match job.silent.as_secs() / 60 {
            0 => "less than a minute ago".to_owned(),
            1 => "1 minute ago".to_owned(),
            minutes => format!("{minutes} minutes ago"),
        }
    }
}

fn room(disk: Option<Disk>) -> String {
    let Some(Disk { free, total }) = disk else {
        return "Redress cannot read how much space is free on the data disk.".to_owned();
    };
    let gigabytes = |bytes: u64| {
        let tenths = bytes / (1024 * 1024 * 1024 / 10);
        format!("{}.{} GB", tenths / 10, tenths % 10)
    };
    let (free, total) = (gigabytes(free), gigabytes(total));
    format!("{free} of {total} is free on the data disk.")
}

/// GET `/administration/system`.
///
/// # Errors
/// The refusal.
pub async fn show(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    only(&who)?;
    let disk = Disk::of(&app.config.data);
    let page = SystemPage {
        postgres: app.db.is_postgres(),
        check: app.health.last_check(),
        room: room(disk),
        is_full: app.health.too_little_free(&app.config.data).is_some(),
        refuses_files: disk.is_some_and(Disk::is_low),
        jobs: app.health.jobs(Instant::now()),
        mailbox_unread_since: app.health.mailbox_unread_since(),
    };
    page::render(&page, StatusCode::OK, &who)
}
