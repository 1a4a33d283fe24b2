//! What administrators keep: who may, what is refused, what ends at once, and what is written down.
use crate::support::Cast::{Admin, Executive, Leader, Leader2, Relations, Staff};
use crate::support::{ADMIN_PASSWORD, Cast, Page, TestApp};
use actix_web::cookie::Cookie;
use actix_web::test::TestRequest;
use procedure::AreaId;
use procedure::vocabulary::Role;
use storage::administration::people::{By, Details, change};
use storage::{Key, Word, people};

const PAGES: [&str; 7] = [
    "people",
    "people/new",
    "people/3",
    "areas",
    "areas/1",
    "calendar",
    "organisation",
];

async fn open(app: &TestApp, cookie: &Cookie<'static>) -> u16 {
    let page = app
        .call_with(TestRequest::get(), Some(cookie.clone()), "/account")
        .await;
    page.status.as_u16()
}

/// Sends a person's page back with some fields changed.
async fn save(app: &TestApp, whose: Cast, changed: &[(&str, &str)]) -> Page {
    let path = format!("/administration/people/{}", whose.id());
    let page = app.get(Admin, &path).await;
    send(app, &path, &page, changed).await
}

async fn send(app: &TestApp, path: &str, page: &Page, changed: &[(&str, &str)]) -> Page {
    const FIELDS: [&str; 8] = [
        "version",
        "name",
        "email",
        "job_title",
        "role",
        "area",
        "caseload_limit",
        "away_until",
    ];
    let kept: Vec<(&str, String)> = FIELDS.iter().map(|f| (*f, page.value(f))).collect();
    let mut form: Vec<(&str, &str)> = kept
        .iter()
        .filter(|(f, _)| !changed.iter().any(|(c, _)| c == f))
        .map(|(f, v)| (*f, v.as_str()))
        .collect();
    for right in ["customer_relations", "administrator"] {
        let held = format!("#{right}[checked]");
        if page.attribute(&held, "id").is_some() && !changed.iter().any(|(c, _)| *c == right) {
            form.push((right, "yes"));
        }
    }
    form.push(("own_password", ADMIN_PASSWORD));
    form.extend(changed);
    app.post(Admin, path, &form).await
}

#[actix_web::test]
async fn only_administrators_come_in_and_they_open_no_complaint() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    for page in PAGES.iter().chain(&["history", "exports"]) {
        let path = format!("/administration/{page}");
        app.get(Admin, &path).await.is(200);
        for who in [Relations, Staff, Leader, Executive] {
            app.get(who, &path).await.is(403);
        }
    }
    for path in [
        "people/new",
        "people/3",
        "people/3/password",
        "people/3/state",
        "people/3/sessions",
        "areas",
        "areas/1",
        "calendar",
        "organisation",
    ] {
        let page = app
            .post(
                Executive,
                &format!("/administration/{path}"),
                &[("active", "no")],
            )
            .await;
        page.is(403);
    }
    app.get(Admin, &format!("/complaints/{reference}"))
        .await
        .is(404);
}

#[actix_web::test]
async fn somebody_is_added_with_a_made_password_shown_once() {
    let app = TestApp::start().await;
    let form = [
        ("name", "Zo\u{eb} <b>Hart</b>"),
        ("email", " Zoe@Redress.example "),
        ("role", "leader"),
        ("area", "1"),
        ("caseload_limit", "6"),
        ("own_password", ADMIN_PASSWORD),
    ];
    let page = app.post(Admin, "/administration/people/new", &form).await;
    page.is(200);
    let password = page.text(".secret");
    assert_eq!(password.len(), 23);
    page.says_not("<b>Hart</b>");
    let email = "zoe@redress.example";
    let (person, hash) = app
        .read(|conn| people::with_password(conn, email))
        .await
        .unwrap();
    assert_eq!(
        (person.role(), person.area_id, person.caseload_limit),
        (Role::Leader, Some(Key(AreaId(1))), 6)
    );
    assert!(redress::passwords::verify(&password, Some(&hash)));
    let again = app.post(Admin, "/administration/people/new", &form).await;
    again.is(422);
    again.says("Somebody else already signs in with this email");
    let weak = [
        ("name", "A B"),
        ("email", "a@b.example"),
        ("role", "staff"),
        ("caseload_limit", "8"),
        ("password", "short"),
    ];
    app.post(Admin, "/administration/people/new", &weak)
        .await
        .says("Use at least 15 characters");
    let history = app.get(Admin, "/administration/history").await;
    history.says("Person added");
    history.says_not(&password);
    history.says_not("<b>Hart</b>");
}

#[actix_web::test]
async fn a_change_of_rights_ends_sessions_and_a_change_of_title_does_not() {
    let app = TestApp::start().await;
    let cookie = app.cookie(Staff).await;
    save(&app, Staff, &[("job_title", "Case handler")])
        .await
        .is(303);
    assert_eq!(open(&app, &cookie).await, 200);
    save(&app, Staff, &[("role", "senior_leader")])
        .await
        .is(303);
    assert_eq!(open(&app, &cookie).await, 303, "signed out at once");
    let history = app.get(Admin, "/administration/history").await;
    assert_eq!(history.all("tbody tr").len(), 2);
    history.says("<b>Role</b>: <span class=\"pre\">Staff</span>");
    let wrong = save(
        &app,
        Staff,
        &[("email", "none"), ("away_until", "soon"), ("role", "king")],
    )
    .await;
    wrong.is(422);
    assert_eq!(wrong.value("email"), "none");
    wrong.says("Choose a role");
}

#[actix_web::test]
async fn a_new_password_is_made_and_signs_them_out() {
    let app = TestApp::start().await;
    let cookie = app.cookie(Staff).await;
    let page = app
        .post(
            Admin,
            "/administration/people/3/password",
            &[("reset_password", ADMIN_PASSWORD)],
        )
        .await;
    page.is(200);
    assert_eq!(page.text(".secret").len(), 23);
    assert_eq!(open(&app, &cookie).await, 303);
    let own = format!("/administration/people/{}/password", Admin.id());
    assert_eq!(
        app.post(Admin, &own, &[]).await.location.as_deref(),
        Some("/account")
    );
}

#[actix_web::test]
async fn there_is_always_an_administrator() {
    let app = TestApp::start().await;
    let own = format!("/administration/people/{}", Admin.id());
    let refused = save(&app, Admin, &[("administrator", "")]).await;
    refused.is(422);
    refused.says("You cannot take this right from yourself");
    let stop = [("active", "no"), ("state_password", ADMIN_PASSWORD)];
    let refused = app.post(Admin, &format!("{own}/state"), &stop).await;
    refused.is(409);
    refused.says("You cannot stop your own sign-in");
    save(&app, Leader, &[("administrator", "yes")])
        .await
        .is(303);
    // Both press the button at once: the second write finds that its author is no administrator any more.
    save(&app, Admin, &[("job_title", "Runs Redress")])
        .await
        .is(303);
    let by = |who: Cast| By {
        who: who.id(),
        now: app.now(),
    };
    let (first, second) = (by(Leader), by(Admin));
    let take = async |by: By, whose: Cast| {
        app.app
            .db
            .write(move |conn| {
                let before = people::find(conn, whose.id())?;
                let details = Details {
                    administrator: false,
                    ..as_details(&before)
                };
                change(conn, by, &before, &details, vec![])
            })
            .await
    };
    take(first, Admin).await.unwrap();
    take(second, Leader).await.unwrap_err();
    app.get(Admin, "/administration/people").await.is(403);
    app.get(Leader, "/administration/people").await.is(200);
}

fn as_details(p: &people::Person) -> Details {
    Details {
        name: p.name.clone(),
        email: p.email.clone(),
        job_title: p.job_title.clone(),
        role: Word(p.role()),
        area_id: p.area_id,
        customer_relations: p.customer_relations,
        administrator: p.administrator,
        caseload_limit: p.caseload_limit,
        away_from: p.away_from,
        away_until: p.away_until,
    }
}

#[actix_web::test]
async fn of_two_who_change_the_same_the_second_sees_both() {
    let app = TestApp::start().await;
    let path = "/administration/people/3";
    let stale = app.get(Admin, path).await;
    save(&app, Staff, &[("job_title", "Theirs")]).await.is(303);
    let told = send(&app, path, &stale, &[("job_title", "Mine")]).await;
    told.is(409);
    told.says("While you were writing");
    told.says("Theirs");
    assert_eq!(told.value("job_title"), "Mine");
    send(&app, path, &told, &[]).await.is(303);
    assert_eq!(app.get(Admin, path).await.value("job_title"), "Mine");
}

#[actix_web::test]
async fn an_area_without_a_leader_cannot_receive() {
    let app = TestApp::start().await;
    let cookie = app.cookie(Leader2).await;
    let form = [
        ("version", "0"),
        ("name", "Communications"),
        ("open", "yes"),
        ("own_password", ADMIN_PASSWORD),
    ];
    let without = app.post(Admin, "/administration/areas/2", &form[..3]).await;
    without.is(422);
    without.says("Enter your own password");
    assert_eq!(without.value("leader"), "");
    app.post(Admin, "/administration/areas/2", &form)
        .await
        .is(303);
    assert_eq!(
        open(&app, &cookie).await,
        303,
        "no longer leads: signed out"
    );
    app.get(Admin, "/administration/areas")
        .await
        .says("Cannot receive: no Leader");
    let stale = app.post(Admin, "/administration/areas/2", &form).await;
    stale.is(409);
    let same = [
        ("version", "1"),
        ("name", "Energy"),
        ("open", "yes"),
        ("leader", "6"),
        ("deputy", "6"),
    ];
    let wrong = app.post(Admin, "/administration/areas/2", &same).await;
    wrong.is(422);
    wrong.says("Choose somebody other than the Leader");
    let taken = app
        .post(Admin, "/administration/areas", &[("name", "Energy")])
        .await;
    taken.says("There is already an area with this name");
    app.acknowledged().await;
    let close = [("version", "0"), ("name", "Energy"), ("leader", "5")];
    let refused = app.post(Admin, "/administration/areas/1", &close).await;
    refused.is(422);
    refused.says("1 open complaint");
    app.post(
        Admin,
        "/administration/areas",
        &[("name", "Contact centre")],
    )
    .await
    .is(303);
}
