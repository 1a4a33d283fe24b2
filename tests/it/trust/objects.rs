//! Every route, every role, every object that is not theirs: the answer is the one for what is not there.
use super::{ask, cookies, fill, get, post};
use crate::support::Cast::{self, Admin, Leader, Leader2, Relations, Staff, Staff2, Staff3};
use crate::support::{Page, TestApp};
use actix_web::test;
use procedure::{Reference, sees};
use redress::application;
use storage::people;

fn plain(page: &Page, reference: &Reference) -> String {
    page.html
        .replace(reference.as_str(), "REFERENCE")
        .replace(&page.value("once"), "")
}

#[actix_web::test]
async fn what_is_not_theirs_is_as_if_it_were_not_there() {
    let app = TestApp::start().await;
    let none = Reference::new("SC", 2031, 9);
    let mut outside = Vec::new();
    for reference in [app.assigned().await, app.in_final_review().await] {
        let complaint = app.complaint(&reference).await;
        for who in Cast::ALL {
            if !sees(&complaint, &app.actor(who).await) {
                outside.push((who, reference.clone()));
            }
        }
    }
    // Two people of one role, of different areas, are told apart.
    let outsiders: Vec<Cast> = outside.iter().map(|o| o.0).collect();
    for (inside, out) in [(Staff, Staff3), (Leader, Leader2), (Staff, Staff2)] {
        assert!(
            outsiders.contains(&out) && !outsiders.contains(&inside),
            "{out:?}"
        );
    }
    let service = test::init_service(application!(app.app)).await;
    let cookies = cookies(&app).await;
    let mut asked = 0;
    for (who, reference) in outside {
        let before = app.complaint(&reference).await.version;
        for route in redress::web::ROUTES
            .iter()
            .filter(|r| r.path.contains("{reference}"))
        {
            let mut answers = Vec::new();
            for of in [&reference, &none] {
                let path = fill(route.path, of, "1");
                let req = match route.method {
                    "get" => get(&path),
                    _ => post(&path, &[("version", "3"), ("note", "x"), ("reason", "x")]),
                };
                let req = req.cookie(cookies[&who.id().0].clone());
                answers.push(ask(&service, req.to_request()).await);
            }
            answers[0].is(404);
            assert_eq!(
                plain(&answers[0], &reference),
                plain(&answers[1], &none),
                "{who:?} {} {}",
                route.method,
                route.path
            );
            asked += 1;
        }
        assert_eq!(app.complaint(&reference).await.version, before);
    }
    assert!(asked > 200, "{asked}");
}

/// A letter, a complainant, a message or a session by its number, and each number in a body.
#[actix_web::test]
async fn a_number_that_is_not_theirs_opens_nothing() {
    let app = TestApp::start().await;
    let (theirs, other) = (app.answered().await, app.answered().await);
    app.mail("ann@example.org", "Late", "Nobody answers").await;
    let service = test::init_service(application!(app.app)).await;
    let cookies = cookies(&app).await;
    let letter = {
        let id = app.complaint(&other).await.id.0;
        app.read(move |conn| {
            use diesel::prelude::*;
            use storage::schema::letters;
            let of = letters::table.filter(letters::complaint_id.eq(id));
            Ok(of
                .select(diesel::dsl::max(letters::id))
                .first::<Option<i64>>(conn)?)
        })
        .await
        .unwrap()
    };
    let ask_as = |who: Cast, req: test::TestRequest| {
        ask(
            &service,
            req.cookie(cookies[&who.id().0].clone()).to_request(),
        )
    };
    // Another complaint's letter under one's own reference.
    for suffix in ["", "?format=text"] {
        let own = format!("/complaints/{theirs}/letters/{letter}{suffix}");
        ask_as(Staff, get(&own)).await.is(404);
        let at_home = format!("/complaints/{other}/letters/{letter}{suffix}");
        ask_as(Staff, get(&at_home)).await.is(200);
    }
    for path in [
        "/complainants/1",
        "/inbox/mail/1",
        "/inbox/mail/1/original",
        "/complaints/new?complainant=1",
        "/complainants/999",
    ] {
        let page = ask_as(Staff3, get(path)).await;
        assert!(
            matches!(page.status.as_u16(), 403 | 404),
            "{path} {}",
            page.status
        );
        page.says_not("Janet");
        page.says_not("ann@example.org");
    }
    for (field, number) in [
        ("complainant", "1"),
        ("who", "1"),
        ("mail", "1"),
        ("complainant", "-1"),
        ("who", "999"),
    ] {
        let form = [
            ("name", "Nadia"),
            ("summary", "x"),
            ("asked", "yes"),
            (field, number),
        ];
        let page = ask_as(Staff3, post("/complaints/new", &form)).await;
        assert!(page.status.is_client_error(), "{field} {}", page.status);
        page.says_not("Janet");
        page.says_not("ann@example.org");
    }
    // People who are not there, or must not be chosen.
    let version = app.complaint(&theirs).await.version.0.to_string();
    for assignee in ["999", "-1", "10", "", "3 OR 1=1"] {
        let path = format!("/complaints/{theirs}/assignment");
        let form = [("version", version.as_str()), ("assignee", assignee)];
        let page = ask_as(Leader, post(&path, &form)).await;
        assert!(page.status.is_client_error(), "{assignee} {}", page.status);
    }
    for leader in ["999", "-1", "x"] {
        let form = [
            ("version", "0"),
            ("name", "Energy"),
            ("open", "yes"),
            ("leader", leader),
        ];
        ask_as(Admin, post("/administration/areas/1", &form))
            .await
            .is(422);
    }
    assert_eq!(app.complaint(&theirs).await.version.0.to_string(), version);
}

/// A field that no form of ours has, or one twice, changes nothing that it should not.
#[actix_web::test]
async fn fields_nobody_asked_for_change_nothing() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let service = test::init_service(application!(app.app)).await;
    let cookies = cookies(&app).await;
    let before = app.read(|conn| people::find(conn, Staff.id())).await;
    let more = [
        ("id", "1"),
        ("person_id", "1"),
        ("role", "senior_complaint_executive"),
        ("administrator", "yes"),
        ("customer_relations", "yes"),
        ("active", "yes"),
        ("email", "evil@example.org"),
        ("password_hash", "x"),
    ];
    for path in ["/account/preferences", "/account/sessions"] {
        let form = [[("theme", "dark"), ("end", "x")].as_slice(), &more].concat();
        let req = post(path, &form).cookie(cookies[&Staff.id().0].clone());
        let page = ask(&service, req.to_request()).await;
        assert!(!page.status.is_server_error(), "{path}");
    }
    let after = app.read(|conn| people::find(conn, Staff.id())).await;
    assert_eq!(
        (
            after.role,
            after.administrator,
            after.customer_relations,
            after.email
        ),
        (
            before.role,
            before.administrator,
            before.customer_relations,
            before.email
        )
    );
    let was = app.complaint(&reference).await;
    let note = format!("/complaints/{reference}/note");
    let version = was.version.0.to_string();
    let form = [
        ("version", version.as_str()),
        ("note", "As it should be"),
        ("stage", "closed"),
        ("assignee_id", "1"),
        ("assignee", "1"),
        ("by", "1"),
        ("closure", "withdrawn"),
    ];
    let req = post(&note, &form).cookie(cookies[&Staff.id().0].clone());
    ask(&service, req.to_request()).await.is(303);
    let is = app.complaint(&reference).await;
    assert_eq!(
        (is.stage, is.assignee, is.closure),
        (was.stage, was.assignee, was.closure)
    );
    // The same field twice is no form of ours, or the last is read: never a fault, never both.
    let twice = [
        ("version", "0"),
        ("version", "4"),
        ("note", "one"),
        ("note", "two"),
    ];
    for who in [Staff, Relations] {
        let req = post(&note, &twice).cookie(cookies[&who.id().0].clone());
        let page = ask(&service, req.to_request()).await;
        assert!(page.status.is_client_error(), "{}", page.status);
    }
}
