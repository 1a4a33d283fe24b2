//! GET `/health`: 200 only while the database answers.
use super::App;
use crate::storage::StorageError;
use actix_web::{HttpResponse, web};
use diesel::connection::SimpleConnection;

pub async fn show(app: web::Data<App>) -> HttpResponse {
    let answer = app
        .db
        .read(|conn| {
            conn.batch_execute("SELECT 1 FROM people LIMIT 1")
                .map_err(StorageError::from)
        })
        .await;
    match answer {
        Ok(()) => HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body("ok\n"),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            HttpResponse::ServiceUnavailable()
                .content_type("text/plain; charset=utf-8")
                .body("the database does not answer\n")
        }
    }
}
