//! GET `/complaints.csv`: the list of complaints as this person may see it, as a file for a spreadsheet.
use super::complaints::Asked;
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use crate::web::{App, csv, exports, forms, page};
use actix_web::body::{BodySize, MessageBody};
use actix_web::web::{self, Bytes};
use actix_web::{HttpResponse, rt};
use procedure::working_time::uk_time;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use storage::exports::Kind;
use storage::lane;
use storage::lists::{self, Filter};
use storage::queues::QueueRow;
use tokio::sync::mpsc;

/// Rows read at once: the file is never held whole, however long it is.
const BATCH: i64 = 500;

/// The first line.
const HEAD: &str =
    "Reference,Name,Summary,Received,Received by,Area,Stage,Result,With,Due,Urgent\r\n";

/// The file, a batch at a time.
struct Batches(mpsc::Receiver<Result<Bytes, io::Error>>);

impl MessageBody for Batches {
    type Error = io::Error;
    fn size(&self) -> BodySize {
        BodySize::Stream
    }
    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, io::Error>>> {
        self.0.poll_recv(cx)
    }
}

/// GET `/complaints.csv`, with the filters of the list. What cannot be read goes back to the list, which says why.
///
/// # Errors
/// `Wait` after too many files; a fault on the way cuts the file off, so that nobody takes a part for the whole.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(mut asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    asked.q = forms::line(&asked.q);
    let Ok(filter) = asked.filter() else {
        return Ok(page::see_other(&asked.address(None)));
    };
    let what = asked.address(None);
    let export = exports::count(&app, &who, Kind::ComplaintsCsv, what).await?;
    let name = format!("complaints-{}.csv", who.today());
    let (send, receive) = mpsc::channel(2);
    rt::spawn(lane::carried(write(app, who, (filter, export), send)));
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(csv::as_file(&name))
        .body(Batches(receive)))
}

async fn write(
    app: web::Data<App>,
    who: SignedIn,
    (filter, export): (Filter, i64),
    send: mpsc::Sender<Result<Bytes, io::Error>>,
) {
    let (mut before, mut written, mut text) = (None, 0, format!("{}{HEAD}", csv::MARK));
    loop {
        let (actor, wanted, now) = (who.actor.clone(), filter.clone(), who.now);
        let found = app
            .db
            .read(move |conn| lists::page(conn, &actor, &wanted, before, BATCH, now))
            .await;
        let (rows, next) = match found {
            Ok(found) => found,
            Err(error) => {
                tracing::error!(%error, person = who.actor.id.0, "export of complaints cut off");
                let _ = send.send(Err(io::Error::other("cut off"))).await;
                return;
            }
        };
        for row in &rows {
            text.push_str(&line(row));
        }
        written += rows.len();
        before = next;
        let gone = send.send(Ok(Bytes::from(text))).await.is_err();
        if gone || before.is_none() {
            if !gone {
                exports::finished(&app, export, written).await;
            }
            tracing::info!(
                person = who.actor.id.0,
                rows = written,
                whole = !gone,
                "complaints exported"
            );
            return;
        }
        text = String::new();
    }
}

fn line(row: &QueueRow) -> String {
    let minute = |at| uk_time::local(at).format("%Y-%m-%d %H:%M").to_string();
    let unknown = "unknown";
    let stage = row.stage.map_or(unknown, |stage| stage.label());
    let stage = row.closure.map_or(stage, |c| c.label());
    let cells = [
        row.reference.to_string(),
        row.name.clone(),
        row.summary.clone(),
        row.received_at.map_or(unknown.to_owned(), minute),
        row.channel.map_or(unknown, |c| c.label()).to_owned(),
        row.area_name.clone(),
        stage.to_owned(),
        row.outcome.map_or("", |o| o.label()).to_owned(),
        row.holder_name.clone(),
        match row.due_at {
            None if row.lacks_its_date() => "no date".to_owned(),
            due => due.map(minute).unwrap_or_default(),
        },
        if row.urgent { "yes" } else { "" }.to_owned(),
    ];
    csv::line(cells.iter().map(String::as_str))
}
