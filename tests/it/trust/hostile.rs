//! Hostile words in every field of every form: never a fault, never unescaped, nobody's page broken.
use super::forms::{Form, Kind, forms};
use super::{ask, cookies, fill, get, post};
use crate::support::Cast::{self, Admin, Executive, Leader, Leader2, Relations, Staff};
use crate::support::steps::{a_triage, upheld};
use crate::support::{Page, TestApp};
use actix_web::cookie::Cookie;
use actix_web::test;
use procedure::dispatch::Dispatch;
use procedure::limits::{NAME, PHONE, POSTCODE};
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::assignment::Assign;
use procedure::steps::response::{DraftFinding, IssueResponse};
use procedure::{AreaId, Reference};
use redress::application;
use std::collections::{HashMap, HashSet};
use storage::{areas, people};

const EVIL: &str = "<script>hostile()</script>\"><img src=x onerror=hostile()>' onmouseover='hostile() {{7*7}} {% raw %} %s%n \
    \u{202E}txet\u{2066} 😀\u{0}\u{7f} ${7*7} [a](javascript:hostile()) ![b](http://evil.example/p.png) <http://evil.example> \
    ' OR 1=1 -- \r\nX-Evil: 1";

/// Markup of ours never has these; a page with one let the words out.
fn harmless(page: &Page, what: &str) {
    assert!(
        !page.status.is_server_error(),
        "{what}: {} {}",
        page.status,
        page.text("main")
    );
    assert!(!page.headers.contains_key("x-evil"), "{what}");
    let kind = page
        .headers
        .get("content-type")
        .and_then(|v| v.to_str().ok());
    if !kind.unwrap_or_default().starts_with("text/html") {
        return;
    }
    for out in [
        "<script>hostile",
        "<img src=x",
        "' onmouseover='hostile",
        "href=\"javascript:",
        "src=\"http://evil",
        "\u{0}",
    ] {
        assert!(!page.html.contains(out), "{what}: {out:?} is on the page");
    }
    // What was escaped once is not escaped twice.
    assert!(!page.html.contains("&amp;lt;script"), "{what}");
}

/// Every form of the points of the procedure and of the pages beside it, once each.
pub(super) struct Seen {
    pub who: Cast,
    pub form: Form,
}

pub(super) async fn collect(
    app: &TestApp,
    found: &mut Vec<Seen>,
    look: impl AsyncFn(Cast, &str) -> Page,
) {
    let mut shapes: HashSet<String> = HashSet::new();
    let mut note = |who: Cast, page: &Page| {
        for form in forms(page) {
            if !form.action.contains("sign-out") && shapes.insert(form.shape()) {
                found.push(Seen { who, form });
            }
        }
    };
    let spot = app
        .logged_as(|i| {
            i.on_the_spot = Some(procedure::steps::intake::OnTheSpot {
                tried: "Rang".into(),
            });
        })
        .await;
    let points: [(Reference, [Cast; 2]); 7] = [
        (spot, [Relations, Relations]),
        (app.logged().await, [Relations, Relations]),
        (app.acknowledged().await, [Relations, Leader]),
        (app.assigned().await, [Staff, Leader]),
        (app.answered().await, [Staff, Relations]),
        (app.in_final_review().await, [Relations, Leader2]),
        (app.finally_answered().await, [Relations, Executive]),
    ];
    for (reference, both) in &points {
        for route in redress::web::ROUTES
            .iter()
            .filter(|r| r.method == "get" && r.path.contains("{reference}"))
        {
            for who in both {
                note(*who, &look(*who, &fill(route.path, reference, "1")).await);
            }
        }
    }
    for (who, path) in [
        (Relations, "/complaints/new"),
        (Relations, "/complaints/new?mail=1"),
        (Staff, "/complaints/on-the-spot"),
        (Relations, "/inbox"),
        (Leader, "/assignment"),
        (Staff, "/account"),
        (Admin, "/administration/people/new"),
        (Admin, "/administration/people/11"),
        (Admin, "/administration/areas"),
        (Admin, "/administration/areas/2"),
        (Admin, "/administration/calendar"),
        (Admin, "/administration/organisation"),
    ] {
        note(who, &look(who, path).await);
    }
}

pub(super) fn sent(
    form: &Form,
    fields: &[(String, String)],
    cookie: &Cookie<'static>,
) -> test::TestRequest {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect();
    post(&form.action, &fields).cookie(cookie.clone())
}

/// A complaint that is hostile in everything it holds, answered at stage 1: past what any form would let through.
async fn told(app: &TestApp) {
    let evil = || EVIL.replace(['\u{202E}', '\u{2066}', '\0'], "");
    let reference = app
        .logged_as(|i| {
            let d = &mut i.details;
            for field in [
                &mut d.name,
                &mut d.phone,
                &mut d.address,
                &mut d.postcode,
                &mut d.format_note,
                &mut d.needs,
                &mut d.summary,
                &mut d.what_happened,
                &mut d.wanted,
                &mut d.dispute_reference,
                &mut d.supplier,
                &mut i.addressed_to,
                &mut i.urgent_why,
            ] {
                *field = evil();
            }
            // As much of it as fits.
            for (field, limit) in [
                (&mut d.name, NAME.characters),
                (&mut d.phone, PHONE.characters),
                (&mut d.address, 100),
                (&mut d.postcode, POSTCODE.characters),
                (&mut d.supplier, NAME.characters),
            ] {
                *field = field.lines().next().unwrap().chars().take(limit).collect();
            }
            i.urgent = true;
            i.channel = procedure::vocabulary::Channel::ExecutiveOrBoard;
        })
        .await;
    let area = app
        .read(|conn| areas::get(conn, AreaId(crate::support::cast::ENERGY)))
        .await;
    let mut triage = a_triage();
    triage.urgent = true;
    triage.urgent_why = evil();
    triage
        .allegations
        .iter_mut()
        .for_each(|a| a.alleged = evil());
    app.step(Relations, &reference, |c| Acknowledge {
        area: Some(area),
        dispatch: Dispatch::preferred(c),
        triaged: Some(triage),
    })
    .await
    .unwrap();
    let today = app.now().date_naive();
    let staff = app
        .read(move |conn| people::candidates(conn, None, today))
        .await;
    let to = staff.into_iter().find(|c| c.id == Staff.id());
    app.step(Leader, &reference, |_| Assign {
        to,
        reason: evil(),
        accepts_absence: false,
    })
    .await
    .unwrap();
    app.step(Staff, &reference, |c| IssueResponse {
        findings: vec![DraftFinding {
            reasons: evil(),
            standard: evil(),
            impact: evil(),
            learning: evil(),
            remedy_detail: evil(),
            ..upheld(today + chrono::Days::new(10))
        }],
        dispatch: Dispatch::preferred(c),
        letter_gaps: vec![],
    })
    .await
    .unwrap();
}

#[actix_web::test]
async fn every_field_of_every_form() {
    let app = TestApp::start().await;
    app.mail(EVIL, EVIL, EVIL).await;
    let cookies: HashMap<i64, Cookie<'static>> = cookies(&app).await;
    let service = test::init_service(application!(app.app)).await;
    let look = async |who: Cast, path: &str| {
        let req = get(path).cookie(cookies[&who.id().0].clone());
        let page = ask(&service, req.to_request()).await;
        harmless(&page, path);
        // Direction marks are shown back only in the field where they were typed.
        let file = page.headers.contains_key("content-disposition");
        assert!(file || !page.html.contains('\u{202E}'), "{path}");
        page
    };
    told(&app).await;
    let mut found = Vec::new();
    collect(&app, &mut found, look).await;
    assert!(found.len() > 35, "{} forms", found.len());
    let mut taken = Vec::new();
    for Seen { who, form } in &found {
        let cookie = &cookies[&who.id().0];
        let words = form.with(|name, kind| {
            // A day or a number stays one, so that the form gets as far as it can.
            let other = name.contains("date") || name.ends_with("_on") || name.contains("limit");
            (*kind == Kind::Typed && !other && !name.contains("password")).then(|| EVIL.to_owned())
        });
        let page = ask(&service, sent(form, &words, cookie).to_request()).await;
        harmless(&page, &format!("{} {who:?}", form.shape()));
        if page.status.as_u16() < 400 {
            taken.push(form.shape());
        }
        let all = form.with(|name, _| (!name.contains("password")).then(|| EVIL.to_owned()));
        let page = ask(&service, sent(form, &all, cookie).to_request()).await;
        harmless(&page, &format!("all of {} {who:?}", form.shape()));
        let mut longest = form
            .fields
            .iter()
            .filter(|f| f.2 == Kind::Typed && !f.0.contains("password"));
        if let Some((long, _, _)) = longest.next() {
            let long = form.with(|name, _| (name == long).then(|| "<b>".repeat(350_000)));
            let page = ask(&service, sent(form, &long, cookie).to_request()).await;
            assert!(
                page.status.is_client_error(),
                "1 MB of {}: {}",
                form.shape(),
                page.status
            );
        }
    }
    assert!(taken.len() > 8, "only these were taken in: {taken:?}");
    // Whatever was kept of it is shown as words, everywhere.
    let references: Vec<Reference> = app
        .read(|conn| {
            use diesel::prelude::*;
            use storage::schema::complaints;
            let all = complaints::table
                .select(complaints::reference)
                .load::<String>(conn)?;
            Ok(all.iter().filter_map(|r| Reference::parse(r)).collect())
        })
        .await;
    for route in redress::web::ROUTES.iter().filter(|r| r.method == "get") {
        for reference in &references {
            look(Relations, &fill(route.path, reference, "1")).await;
            if !route.path.contains("{reference}") {
                look(Admin, &fill(route.path, reference, "1")).await;
                break;
            }
        }
    }
}

/// A page that has no form of its own to show it: the field is named, with the words beside it.
#[actix_web::test]
async fn what_is_too_long_is_said_beside_it() {
    let app = TestApp::start().await;
    let id = app.mail("jo@example.org", "A complaint", "No reply").await;
    let path = format!("/inbox/mail/{id}");
    let long = "n".repeat(5_001);
    let form = [
        ("reason", long.as_str()),
        ("act", "set_aside"),
        ("reference", "No <b>answer</b>"),
    ];
    let page = app.post(Relations, &path, &form).await;
    page.is(422);
    assert_eq!(
        page.text("#reason-error"),
        "Error: Use at most 5,000 characters. This has 5,001: take out at least 1"
    );
    assert_eq!(page.value("reason"), long);
    assert_eq!(page.value("reference"), "No <b>answer</b>");
    assert_eq!(page.attribute("form", "action").unwrap(), path);
    let fits = "n".repeat(5_000);
    let page = app
        .post(Relations, &path, &[("reason", fits.as_str())])
        .await;
    page.says_not("Use at most");
}

/// A text area that is missing in the table would be held to the length of a line.
#[actix_web::test]
async fn every_field_that_is_typed_in_has_a_limit_of_its_own() {
    let mut typed = Vec::new();
    let mut folders = vec![std::path::PathBuf::from("templates")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            // Arguments and attributes may stand on lines of their own.
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let text = text.replace("( ", "(");
            for start in ["f::area(\"", "f::area(v.id(\"", "<textarea name=\""] {
                for part in text.split(start).skip(1) {
                    typed.push(part.split('"').next().unwrap().to_owned());
                }
            }
        }
    }
    assert!(typed.len() > 40, "{typed:?}");
    typed.extend(["told", "looked", "reasons", "alleged", "words"].map(String::from));
    for field in typed {
        assert!(redress::web::limits::is_named(&field), "{field}");
    }
}
