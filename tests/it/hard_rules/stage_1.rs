//! Rows 27 to 43, 69 and 73: assignment, extension, response, closing.
use super::intake::{a_refusal, approval, outside};
use super::{Forged, at};
use crate::complaints::response::Form;
use crate::support::Cast::{Executive2, Leader, Leader2, Relations, Staff, Staff2};
use crate::support::{Cast, TestApp};
use procedure::allegation::Scope;
use procedure::steps::scope::AddAllegation;
use procedure::vocabulary::{Ground, LetterKind};
use procedure::{Candidate, Reference};
use storage::people;

#[actix_web::test]
async fn row_27_nobody_complained_about_is_assigned() {
    let app = TestApp::start().await;
    for reference in [app.acknowledged().await, app.assigned().await] {
        app.name_in(&reference, Staff2).await;
        let version = app.version(&reference).await;
        let form = [
            ("version", version.as_str()),
            ("assignee", "4"),
            ("reason", "Knows it best"),
            ("accepts_absence", "yes"),
        ];
        let says = "Marcus Bell cannot be chosen: named in the complaint";
        Forged::of("27", at(&reference, "assignment"), &form, says)
            .is_refused(&app)
            .await;
    }
    // The Leader is complained about: not even the complaint is there for them.
    let reference = app.acknowledged().await;
    app.name_in(&reference, Leader).await;
    let version = app.version(&reference).await;
    let form = [("version", version.as_str()), ("assignee", "3")];
    let others = [
        Leader,
        Leader2,
        Staff,
        Cast::Staff3,
        Cast::SeniorLeader,
        Cast::Admin,
    ];
    let form = Forged::of(
        "27",
        at(&reference, "assignment"),
        &form,
        "Only the Leader of Energy",
    );
    form.is_refused_to(&app, &others).await;
}

#[actix_web::test]
async fn row_27_nobody_complained_about_approves() {
    let app = TestApp::start().await;
    let reference = outside(&app, |_| {}).await;
    app.step(Relations, &reference, |_| a_refusal())
        .await
        .unwrap();
    app.name_in(&reference, Executive2).await;
    let says = "Only a senior complaint executive can approve a refusal";
    let form = approval(&app, "27", &reference, says).await;
    let others: Vec<Cast> = super::EVERYBODY
        .into_iter()
        .filter(|who| *who != Cast::Executive)
        .collect();
    form.is_refused_to(&app, &others).await;
    assert_eq!(app.post(Executive2, &form.path, &[]).await.status, 404);
}

#[actix_web::test]
async fn row_39_a_new_date_is_agreed_with_them() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let version = app.version(&reference).await;
    let whole = [
        ("version", version.as_str()),
        ("until", "2026-12-15"),
        ("contacted_at_date", "2026-11-24"),
        ("contacted_at_time", "09:30"),
        ("channel_used", "phone"),
        ("reason", "Recordings are held elsewhere"),
        ("agreed", "yes"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    for (field, forged, says) in [
        ("until", "", "Enter the new date"),
        (
            "until",
            "2026-11-25",
            "The new date must be later than the present one",
        ),
        (
            "contacted_at_date",
            "",
            "Enter the date as well as the time",
        ),
        (
            "contacted_at_date",
            "2026-11-25",
            "They cannot have been contacted about more time in the future",
        ),
        ("channel_used", "", "Say how you contacted them"),
        ("channel_used", "thought", "Say how you contacted them"),
        ("reason", " ", "Say why more time is needed"),
        ("agreed", "", "Say whether they agreed"),
        ("agreed", "probably", "Say whether they agreed"),
    ] {
        let form = Forged::of("39", at(&reference, "timescale"), &whole, says);
        form.with(field, forged).is_refused(&app).await;
    }
    let form = Forged::of(
        "39",
        at(&reference, "timescale"),
        &whole,
        "Say when you contacted them",
    );
    let form = form
        .with("contacted_at_date", "")
        .with("contacted_at_time", "");
    form.is_refused(&app).await;
}

/// Everything a response needs, as the person assigned has it on the page.
pub async fn whole_response(app: &TestApp, reference: &Reference) -> Form {
    let mut form = Form::whole(&app.get(Staff, &at(reference, "response")).await);
    form.set("act", "issue");
    form
}

fn forged<'a>(row: &'a str, path: String, form: &'a Form, says: &'a str) -> Forged<'a> {
    let form: Vec<(&str, &str)> = form
        .0
        .iter()
        .map(|(n, w)| (n.as_str(), w.as_str()))
        .collect();
    Forged::of(row, path, &form, says)
}

#[actix_web::test]
async fn row_43_every_allegation_is_answered() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    for (field, words, says) in [
        ("outcome_1", "", "Allegation 1: choose an outcome"),
        ("outcome_1", "fine", "Allegation 1: choose an outcome"),
        ("reasons_1", " ", "Allegation 1: say what you found and why"),
    ] {
        let form = whole_response(&app, &reference).await;
        let form = forged("43", at(&reference, "response"), &form, says).with(field, words);
        form.is_refused(&app).await;
    }
    // A second one, which the form leaves out.
    app.step(Staff, &reference, |_| AddAllegation {
        alleged: "Nobody rang back".into(),
        ground: Some(Ground::NotKeptUpdated),
        scope: Scope::CanInvestigate,
        subjects: vec![],
    })
    .await
    .unwrap();
    let form = whole_response(&app, &reference).await;
    let says = "Allegation 2: choose an outcome";
    forged("43", at(&reference, "response"), &form, says)
        .is_refused(&app)
        .await;
}

#[actix_web::test]
async fn row_73_what_is_upheld_has_its_learning() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    for outcome in ["upheld", "partly_upheld"] {
        let form = whole_response(&app, &reference).await;
        let says = "Allegation 1: say what will change, or why nothing needs to";
        let form = forged("73", at(&reference, "response"), &form, says);
        let form = form.with("outcome_1", outcome).with("learning_1", "");
        // A tick without the why is no answer.
        form.with("learning_none_1", "yes").is_refused(&app).await;
    }
}

/// However it would close.
#[actix_web::test]
async fn row_69_nothing_closes_over_an_open_remedy() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    app.later(chrono::Duration::days(40));
    let says = "still to be done";
    let told = [
        ("told_on", "2026-11-24"),
        ("how", "email"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    for closure in ["accepted", "no_further_contact", "complete"] {
        let form = Forged::of("69", at(&reference, "closure"), &told, says);
        let form = form
            .with("closure", closure)
            .with("version", &app.version(&reference).await);
        form.is_refused(&app).await;
    }
    for reference in [
        reference,
        app.escalated().await,
        app.in_final_review().await,
    ] {
        let form = Forged::of("69", at(&reference, "withdrawal"), &told, says);
        form.with("version", &app.version(&reference).await)
            .is_refused(&app)
            .await;
    }
    let reference = app.finally_answered().await;
    let form = Forged::of(
        "69",
        at(&reference, "closure"),
        &[("closure", "complete")],
        says,
    );
    form.with("version", &app.version(&reference).await)
        .is_refused(&app)
        .await;
}

/// Somebody as a step chooses them.
pub async fn candidate(app: &TestApp, who: Cast) -> Option<Candidate> {
    let today = app.now().date_naive();
    let all = app
        .read(move |conn| people::candidates(conn, None, today))
        .await;
    all.into_iter().find(|c| c.id == who.id())
}

/// Resolved by agreement: the day they accepted, possible by what is known, how they said so, and the letter that
/// confirms it and names the next stage.
#[actix_web::test]
async fn row_47_an_agreement_has_its_day_and_its_letter() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    crate::complaints::remedy::all_done(&app, &reference).await;
    let version = app.version(&reference).await;
    let whole = [
        ("version", version.as_str()),
        ("closure", "accepted"),
        ("told_on", "2026-11-24"),
        ("how", "phone"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    let forged = |says| Forged::of("47", at(&reference, "closure"), &whole, says);
    for (field, words, says) in [
        ("told_on", "", "Enter the day they said they accept"),
        (
            "told_on",
            "2026-11-25",
            "They cannot have accepted the response in the future",
        ),
        (
            "told_on",
            "2026-11-23",
            "They cannot have accepted the response before",
        ),
        ("told_on", "1926-11-23", "Check the year"),
        ("told_on", "yesterday", "Enter a date"),
        ("how", "", "Say how they told us"),
        ("how", "telepathy", "Say how they told us"),
    ] {
        forged(says).with(field, words).is_refused(&app).await;
    }
    // Whole, it closes, and its letter goes with it: it names the day and the second stage.
    let closed = forged("").sent(&app, Relations).await;
    closed.is(303);
    let after = app.complaint(&reference).await;
    assert!(after.is_closed());
    let newest = &after.deliveries[0];
    assert_eq!(newest.kind, LetterKind::ResolvedByAgreement);
    let letter = format!("/complaints/{reference}/letters/{}", newest.letter);
    let letter = app.get(Relations, &letter).await;
    letter.says("24 November 2026 that your complaint is resolved");
    letter.says("take your complaint to the second stage");
    // Nor can it stay closed without: a letter that never left cannot be given up.
    let id = newest.id;
    app.write(move |conn| {
        use diesel::prelude::*;
        use storage::schema::deliveries;
        diesel::update(deliveries::table.find(id.0))
            .set(deliveries::state.eq("failed"))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let version = app.version(&reference).await;
    let id = id.to_string();
    let without = [
        ("version", version.as_str()),
        ("delivery", id.as_str()),
        ("act", "close"),
        ("reason", "It does not matter"),
    ];
    let says = "An agreement is confirmed in writing, and this letter never left";
    Forged::of("47", at(&reference, "delivery"), &without, says)
        .is_refused(&app)
        .await;
}
