//! What a load balancer or a monitor asks: GET `/health/live` and GET `/health/ready` (also as `/health`).
//!
//! Neither waits in the pages' queue: overload is no illness. Neither says anything of a complaint.
use super::App;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::SecondsFormat;

/// GET `/health/live`: the process answers. It asks nothing else, so a restart is the cure for its silence alone.
pub async fn live() -> HttpResponse {
    plain(StatusCode::OK, &["live".to_owned()])
}

/// GET `/health/ready`: 200 while the database answers and is not known to be damaged, there is room on the disk and
/// every job goes on; else 503 with a line for each trouble. That the mailbox cannot be read is told, and no more: the
/// pages work.
pub async fn ready(app: web::Data<App>) -> HttpResponse {
    let mut lines = app.health.troubles(&app.config.data);
    if !app.health.database_answers(&app.db).await {
        lines.insert(0, "The database does not answer".to_owned());
    }
    let status = if lines.is_empty() {
        lines.push("ready".to_owned());
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    if let Some(since) = app.health.mailbox_unread_since() {
        let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
        lines.push(format!("The mailbox cannot be read since {since}"));
    }
    plain(status, &lines)
}

fn plain(status: StatusCode, lines: &[String]) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/plain; charset=utf-8")
        .body(format!("{}\n", lines.join("\n")))
}
