//! The whole policy as one table a person can review, and the doors that no route forgets.
use crate::support::dump::written;
use crate::support::{Cast, TestApp};
use crate::trust::{ask, get, post};
use actix_web::test::{self, TestRequest};
use procedure::{Complaint, Context, Reference, StepKind, permits, sees};
use redress::application;
use std::fmt::Write;

/// A point of the procedure, by name.
async fn points(app: &TestApp) -> Vec<(&'static str, Reference)> {
    vec![
        ("on the spot", app.tried_on_the_spot().await),
        ("to acknowledge", app.logged().await),
        ("to assign", app.acknowledged().await),
        ("stage 1", app.assigned().await),
        ("answered", app.answered().await),
        ("stage 2, to choose", app.escalated().await),
        ("stage 2, no view yet", app.to_view().await),
        ("stage 2", app.in_final_review().await),
        ("final response", app.finally_answered().await),
        ("withdrawn", app.withdrawn().await),
    ]
}

#[actix_web::test]
async fn who_may_take_which_step_at_which_stage() {
    let app = TestApp::start().await;
    let rules = {
        let inner = app.app.clone();
        app.read(move |conn| inner.rules(conn)).await
    };
    let now = app.now();
    let ctx = Context {
        now,
        calendar: &rules.calendar,
        promises: &rules.settings.promises,
        assessor_known: true,
        undo: chrono::Duration::minutes(10),
    };
    let mut table = String::new();
    for (point, reference) in points(&app).await {
        let complaint: Complaint = app.complaint(&reference).await;
        writeln!(table, "## {point}").unwrap();
        for who in Cast::ALL {
            let actor = app.actor(who).await;
            if !sees(&complaint, &actor) {
                writeln!(table, "{who:<12} sees nothing", who = format!("{who:?}")).unwrap();
                continue;
            }
            let may: Vec<&str> = StepKind::ALL
                .iter()
                .filter(|s| permits(**s, &complaint, &actor, &ctx).is_ok())
                .map(|s| s.noun())
                .collect();
            writeln!(
                table,
                "{who:<12} {}",
                may.join(" "),
                who = format!("{who:?}")
            )
            .unwrap();
        }
        for step in StepKind::ALL {
            let leader = app.actor(Cast::Leader).await;
            if let Err(refusal) = permits(*step, &complaint, &leader, &ctx)
                && sees(&complaint, &leader)
            {
                writeln!(table, "  Leader, {}: {refusal}", step.noun()).unwrap();
            }
        }
    }
    insta::assert_snapshot!(table);
}

/// Who does what once the sign-in of those who had it was stopped: the assignee, then the Leader of the area as well,
/// then whoever decides stage 2 (rule 30).
#[actix_web::test]
async fn who_may_hand_over_what_somebody_stopped_had() {
    let app = TestApp::start().await;
    let handing_over = [
        StepKind::Taking,
        StepKind::HandBack,
        StepKind::Assignment,
        StepKind::Reviewer,
        StepKind::FinalResponse,
        StepKind::Response,
        StepKind::Remedy,
    ];
    let points = points(&app).await;
    let rules = {
        let inner = app.app.clone();
        app.read(move |conn| inner.rules(conn)).await
    };
    let ctx = Context {
        now: app.now(),
        calendar: &rules.calendar,
        promises: &rules.settings.promises,
        assessor_known: true,
        undo: chrono::Duration::minutes(10),
    };
    let mut table = String::new();
    let mut stopped = Vec::new();
    for who in [Cast::Staff, Cast::Leader, Cast::Leader2, Cast::Relations] {
        app.sign_in_of(who, "no").await;
        stopped.push(who);
        writeln!(table, "# stopped: {stopped:?}").unwrap();
        for (point, reference) in &points {
            let complaint: Complaint = app.complaint(reference).await;
            writeln!(table, "## {point}").unwrap();
            for who in Cast::ALL.into_iter().filter(|who| !stopped.contains(who)) {
                let actor = app.actor(who).await;
                let may: Vec<&str> = handing_over
                    .iter()
                    .filter(|s| permits(**s, &complaint, &actor, &ctx).is_ok())
                    .map(|s| s.noun())
                    .collect();
                if !may.is_empty() {
                    let who = format!("{who:?}");
                    writeln!(table, "{who:<12} {}", may.join(" ")).unwrap();
                }
            }
        }
    }
    insta::assert_snapshot!(table);
}

/// Somebody whose sign-in was stopped is signed out everywhere: with the session they had, and with one that was left
/// over. Nothing is written, whatever they send.
#[actix_web::test]
async fn every_route_refuses_somebody_who_was_stopped() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let service = test::init_service(application!(app.app)).await;
    for who in [Cast::Staff, Cast::Executive] {
        let ended = app.cookie(who).await;
        app.sign_in_of(who, "no").await;
        let left_over = app.cookie(who).await;
        let before = app.everything().await;
        for route in redress::web::ROUTES.iter().filter(|r| !r.open) {
            for cookie in [&ended, &left_over] {
                let path = fill(route.path, &reference);
                let req = match route.method {
                    "get" => get(&path),
                    _ => post(&path, &[("version", "3"), ("active", "yes")]),
                };
                let page = ask(&service, req.cookie(cookie.clone()).to_request()).await;
                let shown = route.method == "get" && !route.by_page;
                let to = page.location.unwrap_or_default();
                let refused = match page.status.as_u16() {
                    303 => shown && to.starts_with("/sign-in"),
                    401 => !shown,
                    _ => false,
                };
                assert!(
                    refused,
                    "{who:?} {} {path}: {} {to}",
                    route.method, page.status
                );
            }
        }
        let written = written(&before, &app.everything().await);
        assert!(written.is_empty(), "{who:?} {written:#?}");
    }
}

/// A new route cannot forget to ask who is there.
#[actix_web::test]
async fn every_route_refuses_the_signed_out() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    for route in redress::web::ROUTES.iter().filter(|r| !r.open) {
        let path = fill(route.path, &reference);
        let req = if route.method == "get" {
            TestRequest::get()
        } else {
            TestRequest::post().set_form([("a", "b")])
        };
        let page = app.call(req, None::<Cast>, &path).await;
        // A page is come back to after signing in; what was sent, or asked by a script, was not done.
        let shown = route.method == "get" && !route.by_page;
        assert_eq!(
            page.status.as_u16(),
            if shown { 303 } else { 401 },
            "{} {}: {}",
            route.method,
            route.path,
            page.html
        );
        let sign_in = if shown {
            page.location.clone()
        } else {
            page.link("main .btn--primary")
        };
        assert!(
            sign_in.is_some_and(|l| l.starts_with("/sign-in")),
            "{}",
            route.path
        );
    }
}

/// And none answers with a fault, whoever asks for whatever.
#[actix_web::test]
async fn no_address_answers_with_a_fault() {
    let app = TestApp::start().await;
    let reference = app.in_final_review().await;
    for who in [Cast::Relations, Cast::Staff3, Cast::Leader2, Cast::Admin] {
        for route in redress::web::ROUTES
            .iter()
            .filter(|r| !r.path.contains("sign-out"))
        {
            // What is there for each of them, and once what is not.
            for known in if who == Cast::Relations {
                vec![true, false]
            } else {
                vec![true]
            } {
                let other = Reference::new("SC", 2031, 9);
                let path = fill(route.path, if known { &reference } else { &other });
                let page = match route.method {
                    "get" => app.get(who, &path).await,
                    _ => app.post(who, &path, &[("a", "b")]).await,
                };
                assert!(
                    !page.status.is_server_error(),
                    "{who:?} {} {path}: {}",
                    route.method,
                    page.html
                );
            }
        }
    }
}

/// A person complained about: every address of the complaint is as if it were not there.
#[actix_web::test]
async fn a_person_complained_about_finds_nothing_anywhere() {
    for who in [
        Cast::Relations2,
        Cast::Leader,
        Cast::Executive2,
        Cast::SeniorLeader,
    ] {
        // Alone with it: what was logged about somebody else is theirs to see.
        let app = TestApp::start().await;
        let reference = app
            .logged_as(|intake| {
                intake.details.summary = "Walled away".into();
                intake.details.name = "Zebedee Quux".into();
                intake.subjects = vec![procedure::Subject {
                    person: Some(who.id()),
                    name: who.name().into(),
                    allegation: None,
                }];
            })
            .await;
        for route in redress::web::ROUTES
            .iter()
            .filter(|r| !r.open && !r.path.contains("sign-out"))
        {
            let page = match route.method {
                "get" => app.get(who, &fill(route.path, &reference)).await,
                _ => {
                    app.post(who, &fill(route.path, &reference), &[("version", "0")])
                        .await
                }
            };
            if route.path.contains("{reference}") {
                assert_eq!(
                    page.status.as_u16(),
                    404,
                    "{who:?} {} {}",
                    route.method,
                    route.path
                );
            }
            page.says_not("Walled away");
            page.says_not("Zebedee");
            page.says_not(reference.as_str());
        }
        let found = app.get(who, &format!("/complaints?q={reference}")).await;
        found.says_not("Walled away");
        app.get(who, "/complaints?q=zebedee")
            .await
            .says_not("Walled away");
    }
}

fn fill(path: &str, reference: &Reference) -> String {
    path.replace("{reference}", reference.as_str())
        .replace("{file:.*}", "css/app.css")
        .replace("{promise}", "acknowledge")
        .replace("{step}", "response")
        .replace("{id}", "1")
        .split('/')
        .map(|part| if part.starts_with('{') { "1" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}
