//! Working time and the organisation, as administrators set them; and the pages staff look things up on.
use crate::support::Cast::{Admin, Staff};
use crate::support::{Page, TestApp};

const CALENDAR: &str = "/administration/calendar";
const ORGANISATION: &str = "/administration/organisation";

/// The calendar's form as it stands, with some fields changed.
async fn send(app: &TestApp, page: &Page, changed: &[(&str, &str)]) -> Page {
    let names = (0..7).flat_map(|n| [format!("open_{n}"), format!("close_{n}")]);
    let rest = ["version", "model", "nation", "listed", "closed"].map(str::to_owned);
    let kept: Vec<(String, String)> = names
        .chain(rest)
        .filter(|name| !changed.iter().any(|(c, _)| c == name))
        .map(|name| (name.clone(), page.value(&name)))
        .collect();
    let mut form: Vec<(&str, &str)> = kept.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    form.extend(changed);
    app.post(Admin, CALENDAR, &form).await
}

#[actix_web::test]
async fn a_calendar_is_previewed_then_saved_as_a_new_version_with_its_reason() {
    let app = TestApp::start().await;
    let page = app.get(Admin, CALENDAR).await;
    // Tuesday 10:00 plus 24 opening hours, by each reading.
    assert_eq!(
        page.all("aside dd")[0],
        "Fri 27 Nov 2026, 10:00 the reading chosen"
    );
    page.says("Wed 25 Nov 2026, 10:00");
    page.says("Wed 25 Nov 2026, 17:00");
    assert!(page.value("closed").contains("2026-12-25 Christmas Day"));
    let longer = [("close_1", "19:00"), ("act", "preview")];
    let preview = send(&app, &page, &longer).await;
    preview.is(200);
    preview.says("Version 1.");
    assert_eq!(
        preview.all("aside dd")[0],
        "Thu 26 Nov 2026, 16:00 the reading chosen"
    );
    send(&app, &page, &[("close_1", "19:00")])
        .await
        .says("Say why you are changing it");
    let saved = send(
        &app,
        &page,
        &[("close_1", "19:00"), ("why", "Open late on Tuesdays")],
    )
    .await;
    saved.is(303);
    let now = app.get(Admin, CALENDAR).await;
    now.says("Version 2.");
    assert_eq!(now.value("close_1"), "19:00");
    app.get(Staff, "/").await.says("Tue, 09:00 to 19:00");
    let history = app.get(Admin, "/administration/history").await;
    history.says("Why: Open late on Tuesdays");
    history.says("Tuesday, close");
    let stale = send(&app, &page, &[("close_2", "18:00"), ("why", "Also")]).await;
    stale.is(409);
    stale.says("While you were writing");
    assert_eq!(stale.value("close_2"), "18:00");
}

#[actix_web::test]
async fn another_nation_brings_its_bank_holidays_and_keeps_our_own_closures() {
    let app = TestApp::start().await;
    let page = app.get(Admin, CALENDAR).await;
    let ours = format!("{}\n2026-12-24 Office moves", page.value("closed"));
    let scotland = [
        ("nation", "scotland"),
        ("closed", ours.as_str()),
        ("act", "preview"),
    ];
    let preview = send(&app, &page, &scotland).await;
    preview.is(200);
    let closed = preview.value("closed");
    for day in [
        "2026-11-30 St Andrew",
        "2026-12-24 Office moves",
        "2026-12-25 Christmas Day",
        "2027-01-04 2nd January",
    ] {
        assert!(closed.contains(day), "{day} in {closed}");
    }
    assert!(!closed.contains("Easter Monday"), "{closed}");
    assert_eq!(closed.matches("2026-12-25").count(), 1, "{closed}");
    // What is taken off the list afterwards stays off.
    let without: Vec<&str> = closed.lines().filter(|l| !l.contains("Andrew")).collect();
    let changed = [
        ("closed", without.join("\n")),
        ("why", "We moved to Glasgow".to_owned()),
    ];
    let changed: Vec<(&str, &str)> = changed.iter().map(|(n, v)| (*n, v.as_str())).collect();
    send(&app, &preview, &changed).await.is(303);
    let now = app.get(Admin, CALENDAR).await;
    assert_eq!(now.value("nation"), "scotland");
    assert_eq!(now.value("closed"), without.join("\n"));
    let history = app.get(Admin, "/administration/history").await;
    history.says("We moved to Glasgow");
    history.says_not("listed");
}

#[actix_web::test]
async fn days_are_closed_and_opened_again_and_wrong_ones_are_told() {
    let app = TestApp::start().await;
    let page = app.get(Admin, CALENDAR).await;
    for (field, typed) in [
        ("closed", "Christmas"),
        ("closed", "2026-11-01 In the past"),
        ("open_0", ""),
        ("close_0", "08:00"),
        ("nation", "moon"),
    ] {
        send(&app, &page, &[(field, typed), ("why", "x")])
            .await
            .is(422);
    }
    let few = [
        ("closed", "25/12/2026 Christmas <b>Day</b>"),
        ("why", "Only one"),
    ];
    send(&app, &page, &few).await.is(303);
    let now = app.get(Admin, CALENDAR).await;
    assert_eq!(now.value("closed"), "2026-12-25 Christmas <b>Day</b>");
    now.says("Bank holidays run out");
    now.says_not("<b>Day</b>");
}

#[actix_web::test]
async fn each_document_is_saved_on_its_own() {
    let app = TestApp::start().await;
    let assessor = [
        ("what", "assessor"),
        ("version", "0"),
        ("assessor_name", "The Independent Assessor"),
        ("assessor_address", "1 High Street\r\nLeeds"),
    ];
    app.post(Admin, ORGANISATION, &assessor).await.is(303);
    let page = app.get(Admin, ORGANISATION).await;
    assert_eq!(page.value("assessor_address"), "1 High Street\nLeeds");
    app.get(Admin, "/administration/history")
        .await
        .says("Independent Assessor");
    let other = [
        ("what", "assessor"),
        ("version", "0"),
        ("assessor_name", "Somebody else"),
    ];
    let again = app.post(Admin, ORGANISATION, &other).await;
    again.is(409);
    again.says("While you were writing");
    assert_eq!(again.value("assessor_name"), "Somebody else");
    let sessions = [
        ("what", "sessions"),
        ("version", "0"),
        ("idle_minutes", "0"),
        ("absolute_hours", "x"),
    ];
    let wrong = app.post(Admin, ORGANISATION, &sessions).await;
    wrong.is(422);
    assert_eq!(wrong.value("absolute_hours"), "x");
    let promise = [("what", "promises"), ("version", "0"), ("respond", "15")];
    app.post(Admin, ORGANISATION, &promise).await.is(303);
    app.get(Staff, "/procedure").await.says("15 working days");
    let periods = |months: &'static str| {
        [
            ("what", "promises"),
            ("version", "1"),
            ("reopen_months", months),
            ("report_weeks", "8"),
            ("review_days", "14"),
            ("data_protection", "30"),
        ]
    };
    let wrong = app.post(Admin, ORGANISATION, &periods("0")).await;
    wrong.is(422);
    assert_eq!(wrong.value("reopen_months"), "0");
    assert_eq!(wrong.value("report_weeks"), "8");
    app.post(Admin, ORGANISATION, &periods("9")).await.is(303);
    let saved = app.get(Admin, ORGANISATION).await;
    for (name, value) in [
        ("reopen_months", "9"),
        ("report_weeks", "8"),
        ("review_days", "14"),
    ] {
        assert_eq!(saved.value(name), value);
    }
    let prefix = [
        ("what", "organisation"),
        ("version", "0"),
        ("prefix", "FRS"),
    ];
    app.post(Admin, ORGANISATION, &prefix)
        .await
        .says("In Braille FRS is short for another word");
    app.post(Admin, ORGANISATION, &[("what", "nonsense")])
        .await
        .is(400);
}

#[actix_web::test]
async fn the_procedure_and_help_say_what_is_published() {
    let app = TestApp::start().await;
    let procedure = app.get(Staff, "/procedure").await;
    procedure.is(200);
    procedure.says("send an acknowledgement within 24 working hours explaining which area");
    procedure.says("internal target, not published");
    let help = app.get(Staff, "/help").await;
    help.is(200);
    help.says("24 working hours, counted in opening hours (Mon to Fri, 09:00 to 17:00)");
    assert!(help.all("kbd").contains(&"g then i".to_owned()));
}
