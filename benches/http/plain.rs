//! The hand-written page: the same questions to the same database, answered with `format!`. No session cookie,
//! no template, no middleware: what is left is the cost of being a product.
use super::plain_frame::{Plain, around};
use actix_web::{App, HttpResponse, HttpServer, web};
use procedure::working_time::Calendar;
use procedure::{PersonId, Reference};
use redress::clock::Clock;
use std::fmt::Write;
use std::sync::Arc;
use storage::inbox::{self, Filter, Tab};
use storage::queues::{self, Queue};
use storage::{Connection, Db, Result, areas, calendars, complaints, events, evidence, people};

/// Serves until it is killed.
pub fn serve(database: &str) {
    let db = Db::open(database).unwrap();
    let (calendar, relations, leader) = db
        .read_now(|conn| {
            let calendar = Calendar::new(calendars::current(conn)?);
            let id = |conn: &mut Connection, email| {
                people::with_password(conn, email).map(|found| PersonId(found.unwrap().0.id))
            };
            let relations = id(conn, "relations@redress.example")?;
            Ok((calendar, relations, id(conn, "leader@redress.example")?))
        })
        .unwrap();
    let reference = Reference::parse(&std::env::var("REDRESS_BENCH_REFERENCE").unwrap()).unwrap();
    let plain = web::Data::new(Plain {
        db,
        calendar: Arc::new(calendar),
        relations,
        leader,
        reference,
    });
    let address = std::env::var("REDRESS_BENCH_ADDRESS").unwrap();
    actix_web::rt::System::new().block_on(async move {
        HttpServer::new(move || {
            App::new()
                .app_data(plain.clone())
                .route("/inbox", web::get().to(inbox_page))
                .route("/case", web::get().to(case_page))
                .route("/assignment", web::get().to(assignment_page))
                .route("/intake", web::post().to(super::plain_intake::submit))
        })
        .workers(2)
        .bind(address)
        .unwrap()
        .run()
        .await
        .unwrap();
    });
}

async fn answer(
    db: &Db,
    work: impl FnOnce(&mut Connection) -> Result<String> + Send + 'static,
) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html")
        .body(db.read(work).await.unwrap())
}

async fn inbox_page(plain: web::Data<Plain>) -> HttpResponse {
    let id = plain.relations;
    answer(&plain.db, move |conn| {
        let mut out = String::new();
        let actor = around(conn, id, &mut out)?;
        let who = (&actor, Clock::System.now());
        let page = inbox::page(conn, (Tab::Triage, Filter::default()), who, None, 25)?;
        for area in areas::all(conn)? {
            writeln!(out, "<option>{}</option>", area.name).unwrap();
        }
        inbox::figures(conn, &actor, Clock::System.now())?;
        for item in page.items {
            writeln!(out, "<tr><td>{item:?}</td></tr>").unwrap();
        }
        Ok(out)
    })
    .await
}

async fn case_page(plain: web::Data<Plain>) -> HttpResponse {
    let (id, reference) = (plain.relations, plain.reference.clone());
    answer(&plain.db, move |conn| {
        let mut out = String::new();
        let actor = around(conn, id, &mut out)?;
        let complaint = complaints::find(conn, &reference, &actor)?;
        let kept = evidence::of_complaint(conn, complaint.id)?;
        let happened = events::newest(conn, complaint.id, None, 8)?;
        let names = people::names(conn, happened.iter().map(|h| h.by))?;
        writeln!(
            out,
            "<h1>{}</h1><p>{}</p>{} {}",
            complaint.details.name,
            complaint.details.summary,
            kept.len(),
            names.len()
        )
        .unwrap();
        for h in happened {
            writeln!(out, "<li>{:?}</li>", h.event).unwrap();
        }
        Ok(out)
    })
    .await
}

async fn assignment_page(plain: web::Data<Plain>) -> HttpResponse {
    let (id, calendar) = (plain.leader, plain.calendar.clone());
    answer(&plain.db, move |conn| {
        let mut out = String::new();
        let actor = around(conn, id, &mut out)?;
        let now = Clock::System.now();
        for queue in [
            Queue::ToAssign(actor.leads.clone()),
            Queue::WithArea(actor.leads.clone()),
        ] {
            for row in queues::page(conn, &queue, &actor, None, 25)? {
                let left = row
                    .due_at
                    .map_or(0, |due| calendar.minutes_between(now, due));
                writeln!(out, "<tr><td>{} {} {left}</td></tr>", row.name, row.summary).unwrap();
            }
        }
        for who in people::candidates(conn, actor.leads.first().copied(), now.date_naive())? {
            writeln!(out, "<option>{}</option>", who.name).unwrap();
        }
        Ok(out)
    })
    .await
}
