use crate::support::Cast::{Relations, Relations2, Staff, Staff2};
use crate::support::{Cast, Page, TestApp};
use chrono::{TimeZone, Utc};
use procedure::Reference;
use procedure::vocabulary::{Channel, Closure, LetterFormat, Stage};

const PAGE: &str = "/complaints/new";

fn form() -> Vec<(&'static str, &'static str)> {
    vec![
        ("channel", "post"),
        ("received_at_date", "2026-11-19"),
        ("received_at_time", "14:00"),
        ("known_by", "date_stamp"),
        ("name", "Janet Whitlock"),
        ("email", "janet@example.co.uk"),
        ("postcode", "sk2 5qb"),
        ("summary", "Still no reply"),
        ("what_happened", "No update since 12 October"),
        ("wanted", "An apology"),
        ("reply_channel", "post"),
        ("letter_format", "large_print"),
    ]
}

fn with(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut form = form();
    form.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    form.extend_from_slice(more);
    form
}

async fn log(app: &TestApp, who: Cast, more: &[(&'static str, &'static str)]) -> Page {
    app.post(who, PAGE, &with(more)).await
}

fn reference(page: &Page) -> Reference {
    let location = page.leads_to().unwrap();
    Reference::parse(location.split('/').nth(2).unwrap()).unwrap()
}

#[actix_web::test]
async fn any_member_of_staff_logs_one_and_its_received_time_drives_the_clock() {
    let app = TestApp::start().await;
    app.get(Staff, PAGE).await.is(200);
    let done = log(&app, Staff, &[]).await;
    done.is(303);
    let reference = reference(&done);
    assert_eq!(done.leads_to().unwrap(), format!("/complaints/{reference}"));
    let complaint = app.complaint(&reference).await;
    assert_eq!(complaint.stage, Stage::Triage);
    assert_eq!(complaint.received.channel, Channel::Post);
    let received = Utc.with_ymd_and_hms(2026, 11, 19, 14, 0, 0).unwrap();
    assert_eq!(complaint.received.at, received);
    assert_eq!(complaint.clocks[0].started_at, received);
    assert_eq!(complaint.details.letter_format, LetterFormat::LargePrint);
    assert_eq!(complaint.details.postcode, "SK2 5QB");
    let theirs = log(
        &app,
        Relations,
        &[("email", "b@example.org"), ("postcode", "")],
    )
    .await;
    assert!(theirs.leads_to().unwrap().ends_with("/acknowledgement"));
}

/// Rule 1, and the rest of the HARD rules of intake, by forged forms.
#[actix_web::test]
async fn what_a_rule_asks_for_is_asked_beside_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    for (wrong, says) in [
        (("name", " "), "Enter the complainant's name"),
        (
            ("summary", ""),
            "Say in one line what the complaint is about",
        ),
        (
            ("wanted", ""),
            "Say what they want, or tick that they did not say",
        ),
        (("channel", "pigeon"), "Choose how it reached us"),
        (("known_by", ""), "Say how we know when it was received"),
        (
            ("received_at_date", ""),
            "Enter the date as well as the time",
        ),
        (
            ("received_at_date", "2026-12-24"),
            "The complaint cannot have been received in the future",
        ),
        (
            ("channel", "executive_or_board"),
            "Say which executive or Board member",
        ),
        (("urgent", "yes"), "Say why this is urgent"),
        (("write_to_rep", "yes"), "Enter the representative's name"),
        (("email", "not an address"), "Enter an email address"),
        (("latest_event", "31/02/2026"), "Enter a date"),
        (
            ("latest_event", "2026-12-25"),
            "The latest event cannot have happened in the future",
        ),
        (
            ("received_at_date", "1926-01-01"),
            "1 January 1926 is more than a year ago. Correct the date, or tick",
        ),
        (("about_1", "999"), "Choose somebody from the list"),
        (
            ("tried", "Rang them"),
            "Say how the attempt to put it right ended",
        ),
        (("spot_ended", "resolved"), "Say how it was put right"),
        (("spot_ended", "trying"), "Say what was tried"),
    ] {
        let again = log(&app, Staff, &[wrong]).await;
        assert_eq!(again.status.as_u16(), 422, "{wrong:?}");
        assert!(
            again.html.contains(&says.replace('\'', "&#39;")),
            "{wrong:?} without {says}"
        );
        assert_eq!(again.value("what_happened"), "No update since 12 October");
        assert_eq!(again.value("letter_format"), "large_print");
        assert!(again.text("title").starts_with("Error:"));
    }
    let asked = [
        ("write_to_rep", "yes"),
        ("rep_name", "Joan Pike"),
        ("rep_authority", "asked"),
    ];
    log(&app, Staff, &asked)
        .await
        .says("while we hold their authority to act");
    assert_eq!(app.get(Relations, "/inbox").await.all("tr .who").len(), 0);
    log(&app, Staff, &[("wanted", ""), ("wanted_not_stated", "yes")])
        .await
        .is(303);
}

#[actix_web::test]
async fn the_same_person_is_asked_about_once() {
    let app = TestApp::start().await;
    let first = reference(&log(&app, Relations, &[("needs", "Poor sight")]).await);
    let again = log(
        &app,
        Relations,
        &[("name", "J Whitlock"), ("summary", "Another matter")],
    )
    .await;
    again.is(200);
    again.says("We may know this person");
    again.says(first.as_str());
    assert_eq!(again.value("summary"), "Another matter");
    assert_eq!(again.value("asked"), "yes");
    let known = app.complaint(&first).await.complainant_id;
    let id: &'static str = known.to_string().leak();
    let same = [
        ("asked", "yes"),
        ("who", id),
        ("letter_format", "standard"),
        ("phone", ""),
    ];
    let second = reference(&log(&app, Relations, &same).await);
    let second = app.complaint(&second).await;
    assert_eq!(second.complainant_id, known);
    // What we hold is not wiped out by what was left blank.
    assert_eq!(second.details.needs, "Poor sight");
    assert_eq!(second.details.letter_format, LetterFormat::LargePrint);
    let new = log(&app, Relations, &[("asked", "yes"), ("who", "new")]).await;
    assert_ne!(app.complaint(&reference(&new)).await.complainant_id, known);
    // Another way in: from the person's own page.
    let page = app
        .get(Relations, &format!("/complaints/new?complainant={id}"))
        .await;
    assert_eq!(page.value("name"), "Janet Whitlock");
}

/// Who has complained before is not told to somebody who may not see those complaints.
#[actix_web::test]
async fn a_stranger_to_the_complaint_learns_nothing_and_changes_nobody() {
    let app = TestApp::start().await;
    let first = reference(&log(&app, Relations, &[("about_1", "2")]).await);
    let known = app.complaint(&first).await.complainant_id.to_string();
    for stranger in [Relations2, Staff2] {
        app.get(stranger, &format!("/complaints/new?complainant={known}"))
            .await
            .is(404);
        let id: &'static str = known.clone().leak();
        let forged = [("complainant", id), ("email", "evil@example.org")];
        log(&app, stranger, &forged).await.is(404);
        log(&app, stranger, &[("asked", "yes"), ("who", id)])
            .await
            .is(404);
        log(&app, stranger, &[]).await.is(303);
    }
    assert_eq!(
        app.complaint(&first).await.details.email,
        "janet@example.co.uk"
    );
}

/// Rule 3: on the spot is never a gate, and nothing is retyped on the way to stage 1.
#[actix_web::test]
async fn tried_on_the_spot_ends_in_three_ways() {
    let app = TestApp::start().await;
    let spot = "/complaints/on-the-spot";
    app.get(Staff, spot).await.is(200);
    let note = |ended: &'static str| {
        [
            ("name", "Ivy Lane"),
            ("reach", "0161 496 0000"),
            ("channel", "phone"),
            ("summary", "Put on hold for an hour"),
            ("tried", "Rang back & apologised"),
            ("ended", ended),
        ]
    };
    let again = app.post(Staff, spot, &note("")).await;
    again.is(422);
    again.says("Say how it ended");
    assert_eq!(again.value("tried"), "Rang back & apologised");
    // There is only a phone number: no letter can confirm it, so how they were told is asked.
    let untold = app.post(Staff, spot, &note("resolved")).await;
    untold.is(422);
    untold.says("There is nowhere to send a confirmation");
    assert_eq!(untold.value("tried"), "Rang back & apologised");
    for (ended, stage) in [
        ("trying", Stage::OnTheSpot),
        ("not_resolved", Stage::Triage),
        ("resolved", Stage::Closed),
    ] {
        let mut form = note(ended).to_vec();
        form.push(("no_letter", "Told her on the phone how to go formal"));
        let done = app.post(Staff, spot, &form).await;
        done.is(303);
        let complaint = app.complaint(&reference(&done)).await;
        assert_eq!(complaint.stage, stage, "{ended}");
        assert_eq!(complaint.details.phone, "0161 496 0000");
        assert_eq!(complaint.received.at, app.now());
        assert_eq!(complaint.on_the_spot_tried, "Rang back & apologised");
        let closed = complaint.closure == Some(Closure::OnTheSpot);
        assert_eq!(closed, stage == Stage::Closed);
    }
}

#[actix_web::test]
async fn a_complaint_about_the_person_who_logs_it_is_not_theirs_to_see() {
    let app = TestApp::start().await;
    let about_me = [("about_1", "1"), ("about_names", "A man called Craig\n\n")];
    let done = log(&app, Relations, &about_me).await;
    assert_eq!(done.location.as_deref(), Some("/"));
    assert_eq!(app.get(Relations, "/inbox").await.all("tr .who").len(), 0);
    assert_eq!(app.get(Relations2, "/inbox").await.all("tr .who").len(), 1);
}

/// Rule 47: put right and logged at once, it is confirmed in writing with the way to a formal complaint; or it is
/// on record why not.
#[actix_web::test]
async fn put_right_on_the_spot_is_confirmed_or_says_why_not() {
    let app = TestApp::start().await;
    let spot = [
        ("tried", "Rang them"),
        ("spot_ended", "resolved"),
        ("spot_outcome", "We said sorry"),
        ("reply_channel", "phone"),
    ];
    let done = log(&app, Staff, &spot).await;
    done.is(303);
    let letters = |reference: Reference| {
        let app = &app;
        async move {
            let page = format!("/complaints/{reference}/correspondence");
            app.get(Staff, &page).await
        }
    };
    // She is rung first and has no postal address: it goes by email, in her large print, and says why.
    let page = letters(reference(&done)).await;
    page.says("Resolved on the spot");
    page.says("Email, large print");
    page.says("There is no postal address");
    let nowhere = [("email", ""), ("name", "Ivy Lane"), ("postcode", "")];
    let nowhere: Vec<_> = spot.into_iter().chain(nowhere).collect();
    let asked = log(&app, Staff, &nowhere).await;
    asked.is(422);
    asked.says("There is nowhere to send a confirmation");
    let mut told = nowhere.clone();
    told.push(("no_letter", "Told her on the phone"));
    let done = log(&app, Staff, &told).await;
    done.is(303);
    letters(reference(&done))
        .await
        .says("Nothing has been sent or received yet");
    let history = format!("/complaints/{}/history", reference(&done));
    app.get(Staff, &history)
        .await
        .says("No letter went: Told her on the phone");
    // And nobody says so of a complaint about themselves.
    let mut own = spot.to_vec();
    own.push(("about_1", "3"));
    let refused = log(&app, Staff, &own).await;
    refused.is(422);
    refused.says("a complaint about you was put right");
}

/// F6: a complaint of more than a year ago is asked about once, and taken in with a tick.
#[actix_web::test]
async fn an_unlikely_received_date_needs_a_tick() {
    let app = TestApp::start().await;
    let old = [
        ("received_at_date", "2025-03-03"),
        ("first_raised", ""),
        ("latest_event", "2025-02-01"),
    ];
    let asked = log(&app, Relations, &old).await;
    asked.is(422);
    asked.says("3 March 2025 is more than a year ago");
    assert_eq!(asked.all("input[name=received_is_right]").len(), 1);
    assert_eq!(asked.value("what_happened"), "No update since 12 October");
    let mut right = old.to_vec();
    right.push(("received_is_right", "yes"));
    assert!(log(&app, Relations, &right).await.leads_to().is_some());
    // Not asked of any other.
    let fresh = log(&app, Relations, &[("name", "")]).await;
    assert_eq!(fresh.all("input[name=received_is_right]").len(), 0);
}
