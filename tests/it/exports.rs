//! Files are counted before they are made: twenty in ten minutes go, the rest wait, and administrators see who.
use crate::support::Cast::{Admin, Leader, Relations, Relations2};
use crate::support::TestApp;
use crate::trust::{ask, get};
use actix_web::test;
use chrono::Duration;
use diesel::prelude::*;
use redress::application;
use storage::exports::{self, Counted, Kind, MOST};
use storage::schema::exports as e;

async fn rows(app: &TestApp, refused: bool) -> i64 {
    app.read(move |conn| {
        let rows = e::table.filter(e::refused.eq(refused));
        Ok(rows.count().get_result(conn)?)
    })
    .await
}

/// Sixty at once: no more than twenty go, the others wait or are told that it is too much at once, and nobody else
/// waits for them.
#[actix_web::test]
async fn of_sixty_at_once_twenty_go_and_forty_wait() {
    let app = TestApp::start().await;
    app.logged().await;
    let service = test::init_service(application!(app.app)).await;
    let cookie = app.cookie(Relations).await;
    let asked = (0..60).map(|n| {
        let path = if n % 2 == 0 {
            "/complaints.csv"
        } else {
            "/reports.csv"
        };
        ask(&service, get(path).cookie(cookie.clone()).to_request())
    });
    let pages = futures_util::future::join_all(asked).await;
    let mut went = 0;
    for page in &pages {
        match page.status.as_u16() {
            200 => went += 1,
            429 => {
                page.says(
                    "You have exported 20 files in 10 minutes, which is the limit. Wait until 10:10",
                );
                let seconds = page.headers.get("retry-after").unwrap();
                assert_eq!(seconds, "600");
            }
            503 => assert!(page.headers.contains_key("retry-after")),
            other => panic!("{other}"),
        }
    }
    assert!(went <= 20, "{went}");
    // What was too much at once was not counted: the rest of the twenty go now, and no more.
    for _ in went..20 {
        app.get(Relations, "/reports.csv").await.is(200);
    }
    app.get(Relations, "/reports.csv").await.is(429);
    assert_eq!((rows(&app, false).await, rows(&app, true).await), (20, 1));
    app.get(Relations2, "/complaints.csv").await.is(200);
    app.later(Duration::minutes(9));
    app.get(Relations, "/complaints.csv").await.is(429);
    app.later(Duration::minutes(1));
    app.get(Relations, "/complaints.csv").await.is(200);
    assert_eq!(rows(&app, true).await, 1, "one for each ten minutes");
}

/// The papers and a print batch count with the rest, and what was typed on the page is still there.
#[actix_web::test]
async fn papers_and_batches_are_counted_with_the_rest() {
    let app = TestApp::start().await;
    let reference = app.finally_answered().await;
    let path = format!("/complaints/{reference}/assessor-pack");
    let page = app.get(Relations, &path).await;
    let fields = page.names("paper_");
    let version = page.value("version");
    let mut form = vec![("version", version.as_str()), ("why", "")];
    form.extend(fields.iter().map(|name| (name.as_str(), "in")));
    app.post(Relations, &path, &form).await.is(303);
    for _ in 1..MOST {
        app.get(Relations, "/reports.csv").await.is(200);
    }
    let waits = app.post(Relations, &path, &form).await;
    waits.is(429);
    waits.says("You have exported 20 files");
    assert!(waits.headers.contains_key("retry-after"));
    for name in &fields {
        assert_eq!(waits.value(name), "in");
    }
    let packs = app
        .read(|conn| {
            let rows = storage::schema::assessor_packs::table.count();
            Ok(rows.get_result::<i64>(conn)?)
        })
        .await;
    assert_eq!(packs, 1);
    // Nothing to print makes no file.
    app.post(Relations, "/post", &[("act", "print")])
        .await
        .is(303);
    // What a form lacks is said before it is counted.
    app.later(Duration::minutes(11));
    app.post(Relations, &path, &[("version", "0")])
        .await
        .is(409);
    assert_eq!(rows(&app, false).await, 20);
}

#[actix_web::test]
async fn administrators_see_who_had_what_made_and_who_met_the_limit() {
    let app = TestApp::start().await;
    app.logged().await;
    app.get(Admin, "/administration/exports")
        .await
        .says("Nobody has exported a file yet.");
    app.get(Relations, "/complaints.csv?q=Janet").await.is(200);
    for _ in 0..=MOST {
        app.get(Leader, "/reports.csv").await;
    }
    let page = app.get(Admin, "/administration/exports").await;
    let lines = page.all("tbody tr");
    assert_eq!(lines.len(), 22);
    assert!(
        lines[0].contains("Helen Marsh") && lines[0].contains("Reached the limit and had to wait"),
        "{}",
        lines[0]
    );
    assert!(
        lines[21].contains("Priya Nair")
            && lines[21].contains("List of complaints")
            && lines[21].contains("1 line"),
        "{}",
        lines[21]
    );
    page.says_not("Janet");
    page.says_not("SC-2026");
    for who in [Relations, Leader] {
        app.get(who, "/administration/exports").await.is(403);
    }
    let older = app.get(Admin, "/administration/exports?before=2").await;
    assert_eq!(older.all("tbody tr").len(), 1);
    app.get(Admin, "/administration/exports?before=x")
        .await
        .is(200);
}

/// Kept for good: only the size is added, once.
#[actix_web::test]
async fn what_was_exported_stays_written_down() {
    let app = TestApp::start().await;
    let now = app.now();
    let made = app
        .write(move |conn| {
            exports::begin(
                conn,
                Relations.id(),
                (Kind::ComplaintsCsv, "state=open"),
                now,
            )
        })
        .await;
    let Counted::Go(id) = made else {
        panic!("{made:?}");
    };
    app.write(move |conn| exports::finish(conn, id, 14)).await;
    let db = &app.app.db;
    let again = db.write(move |conn| exports::finish(conn, id, 2)).await;
    assert!(again.is_err(), "a second size");
    let renamed = db
        .write(move |conn| {
            diesel::update(e::table.find(id))
                .set(e::what.eq("nothing"))
                .execute(conn)?;
            Ok(())
        })
        .await;
    assert!(renamed.is_err());
    let removed = db
        .write(move |conn| {
            diesel::delete(e::table.find(id)).execute(conn)?;
            Ok(())
        })
        .await;
    assert!(removed.is_err());
}
