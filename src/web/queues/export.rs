//! GET `/complaints.csv`: the list of complaints as this person may see it, as a file for a spreadsheet.
use super::complaints::Asked;
use crate::procedure::working_time::uk_time;
use crate::storage::lists::{self, Before, Filter};
use crate::storage::queues::QueueRow;
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use crate::web::{App, forms, page};
use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header;
use actix_web::web::{self, Bytes};
use actix_web::{HttpResponse, rt};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// Rows read at once: the file is never held whole, however long it is.
const BATCH: i64 = 500;

/// The first line. The mark before it tells Excel that the rest is UTF-8.
const HEAD: &str =
    "\u{feff}Reference,Name,Summary,Received,Received by,Area,Stage,Result,With,Due,Urgent\r\n";

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
/// None of its own: a fault on the way cuts the file off, so that nobody takes a part for the whole.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(mut asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    asked.q = forms::line(&asked.q);
    let Ok(filter) = asked.filter() else {
        return Ok(page::see_other(&asked.address(None)));
    };
    let name = format!("complaints-{}.csv", who.today());
    let (send, receive) = mpsc::channel(2);
    rt::spawn(write(app, who, filter, send));
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .body(Batches(receive)))
}

async fn write(
    app: web::Data<App>,
    who: SignedIn,
    filter: Filter,
    send: mpsc::Sender<Result<Bytes, io::Error>>,
) {
    let (mut before, mut written, mut text) = (None, 0, HEAD.to_owned());
    loop {
        let (actor, wanted, now) = (who.actor.clone(), filter.clone(), who.now);
        let found = app
            .db
            .read(move |conn| lists::page(conn, &actor, &wanted, before, BATCH, now))
            .await;
        let (rows, more) = match found {
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
        before = rows.last().map(Before::row);
        let gone = send.send(Ok(Bytes::from(text))).await.is_err();
        if gone || !more {
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
    let stage = row.closure.map_or(row.stage.label(), |c| c.label());
    let cells = [
        row.reference.to_string(),
        row.name.clone(),
        row.summary.clone(),
        minute(row.received_at),
        row.channel.label().to_owned(),
        row.area_name.clone(),
        stage.to_owned(),
        row.outcome.map_or("", |o| o.label()).to_owned(),
        row.holder_name.clone(),
        row.due_at.map(minute).unwrap_or_default(),
        if row.urgent { "yes" } else { "" }.to_owned(),
    ];
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    format!("{}\r\n", cells.join(","))
}

/// One cell: quoted where it must be, and never a formula. What a complainant writes must not run in a spreadsheet.
fn cell(text: &str) -> String {
    let formula =
        text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(['=', '+', '-', '@']);
    let safe = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if safe.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_never_a_formula_and_never_two() {
        for (typed, written) in [
            ("Janet Whitlock", "Janet Whitlock"),
            ("=1+1", "'=1+1"),
            ("+44 1925", "'+44 1925"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("  =1", "'  =1"),
            ("a, \"b\"", "\"a, \"\"b\"\"\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
        ] {
            assert_eq!(cell(typed), written, "{typed:?}");
        }
    }
}
