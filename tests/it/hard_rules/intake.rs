//! Rows 1 to 21: receipt, scope, refusal, acknowledgement; and reading (e)19.
use super::{EVERYBODY, Forged, at};
use crate::support::Cast::{self, Executive, Executive2, Relations, Staff};
use crate::support::TestApp;
use procedure::Reference;
use procedure::steps::refusal::ProposeRefusal;
use procedure::steps::scope::DecideScope;

const LOGGED: &[(&str, &str)] = &[
    ("channel", "post"),
    ("received_at_date", "2026-11-19"),
    ("received_at_time", "14:00"),
    ("known_by", "date_stamp"),
    ("name", "Janet Whitlock"),
    ("email", "janet@example.co.uk"),
    ("reply_channel", "email"),
    ("summary", "Still no reply"),
    ("what_happened", "No update since 12 October"),
    ("wanted", "An apology"),
    ("asked", "yes"),
    ("who", "new"),
];

#[actix_web::test]
async fn row_1_what_is_recorded_at_receipt() {
    let app = TestApp::start().await;
    for (field, forged, says) in [
        (
            "summary",
            " ",
            "Say in one line what the complaint is about",
        ),
        (
            "wanted",
            "",
            "Say what they want, or tick that they did not say",
        ),
        ("channel", "", "Choose how it reached us"),
        ("channel", "telepathy", "Choose how it reached us"),
        ("received_at_date", "", "Enter the date as well as the time"),
        (
            "received_at_date",
            "2026-12-01",
            "The complaint cannot have been received in the future",
        ),
        (
            "known_by",
            "hearsay",
            "Say how we know when it was received",
        ),
    ] {
        let forged = Forged::of("1", "/complaints/new", LOGGED, says).with(field, forged);
        forged.is_refused(&app).await;
    }
    let spot = Forged::of(
        "1",
        "/complaints/on-the-spot",
        &[
            ("name", "Janet"),
            ("reach", "janet@example.co.uk"),
            ("channel", "phone"),
            ("tried", "Rang"),
            ("ended", "trying"),
        ],
        "Say in one line what the complaint is about",
    );
    spot.is_refused(&app).await;
    // The reference is ours to give, whatever is sent.
    let mut form = LOGGED.to_vec();
    form.push(("reference", "SC-1999-000007"));
    let made = app.post(Staff, "/complaints/new", &form).await;
    assert_eq!(
        made.leads_to().as_deref(),
        Some("/complaints/SC-2026-000001")
    );
}

const ACKNOWLEDGED: &[(&str, &str)] = &[
    ("act", "acknowledge"),
    ("alleged_1", "No update since 12 October"),
    ("ground_1", "not_kept_updated"),
    ("scope_1", "can_investigate"),
    ("needs_asked", "yes"),
    ("area", "1"),
    ("channel", "email"),
    ("format", "standard"),
];

async fn acknowledgement<'a>(
    app: &TestApp,
    row: &'a str,
    of: &Reference,
    says: &'a str,
) -> Forged<'a> {
    let form = Forged::of(row, at(of, "acknowledgement"), ACKNOWLEDGED, says);
    form.with("version", &app.version(of).await)
}

#[actix_web::test]
async fn row_10_needs_are_asked_about() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    for (forged, says) in [
        ("", "Say whether they were asked what they need from us"),
        ("perhaps", "Choose one from the list"),
    ] {
        let form = acknowledgement(&app, "10", &reference, says).await;
        form.with("needs_asked", forged).is_refused(&app).await;
    }
}

#[actix_web::test]
async fn row_13_there_are_four_exclusions() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    for act in ["save", "acknowledge"] {
        for forged in ["staff_employment", "jurisdiction", "Over 6 months old"] {
            let says = "Choose “Can investigate” or one of the four exclusions";
            let form = acknowledgement(&app, "13", &reference, says).await;
            form.with("act", act)
                .with("scope_1", forged)
                .is_refused(&app)
                .await;
        }
    }
    let reference = app.assigned().await;
    let version = app.version(&reference).await;
    let form = [
        ("version", version.as_str()),
        ("alleged", "They read my evidence wrongly"),
        ("scope", "evidence_weight"),
        ("scope_reason", "It is"),
    ];
    let added = Forged::of(
        "13",
        at(&reference, "scope"),
        &form,
        "Choose one of the four exclusions",
    );
    added.is_refused(&app).await;
}

/// Acknowledged, with everything it says outside the procedure; then its details are changed.
pub async fn outside(app: &TestApp, change: impl FnOnce(&mut procedure::Details)) -> Reference {
    let reference = app.outside().await;
    let complaint = app.complaint(&reference).await;
    let mut details = complaint.details;
    change(&mut details);
    let id = complaint.id.0;
    app.write(move |conn| {
        use diesel::prelude::*;
        use storage::schema::complainants;
        let of = storage::schema::complaints::table
            .find(id)
            .select(storage::schema::complaints::complainant_id)
            .first::<i64>(conn)?;
        diesel::update(complainants::table.find(of))
            .set(complainants::email.eq(details.email))
            .execute(conn)?;
        Ok(())
    })
    .await;
    reference
}

pub fn a_refusal() -> ProposeRefusal {
    ProposeRefusal {
        reason: "It is about the outcome only".into(),
        evidence: "The decision of 3 March".into(),
        belongs: String::new(),
    }
}

/// A refusal that somebody proposed waits, and this approves it.
pub async fn approval<'a>(
    app: &TestApp,
    row: &'a str,
    of: &Reference,
    says: &'a str,
) -> Forged<'a> {
    let form = [
        ("act", "approve"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    let form = Forged::of(row, at(of, "refusal"), &form, says);
    form.with("version", &app.version(of).await)
}

#[actix_web::test]
async fn row_17_a_refusal_has_its_reasons() {
    let app = TestApp::start().await;
    let reference = outside(&app, |_| {}).await;
    for (empty, says) in [
        ("reason", "Give the reasons in this case"),
        ("evidence", "Say what evidence and dates you relied on"),
    ] {
        let version = app.version(&reference).await;
        let whole = [
            ("version", version.as_str()),
            ("act", "propose"),
            ("reason", "The outcome only"),
            ("evidence", "The decision of 3 March"),
        ];
        let form = Forged::of("17", at(&reference, "refusal"), &whole, says);
        form.with(empty, " ").is_refused(&app).await;
    }
    // Nor approved before anybody proposed it.
    let bare = approval(&app, "17", &reference, "No refusal has been proposed").await;
    bare.is_refused(&app).await;
}

#[actix_web::test]
async fn row_17_a_refusal_is_approved_by_a_second_executive() {
    let app = TestApp::start().await;
    let reference = outside(&app, |_| {}).await;
    app.step(Executive, &reference, |_| a_refusal())
        .await
        .unwrap();
    let others: Vec<Cast> = EVERYBODY
        .into_iter()
        .filter(|who| *who != Executive2)
        .collect();
    let says = "Only a senior complaint executive who did not propose it can approve this refusal";
    let form = approval(&app, "17", &reference, says).await;
    form.is_refused_to(&app, &others).await;
    // While it waits nobody acknowledges around it.
    let says = "A refusal is waiting for a second person";
    acknowledgement(&app, "17", &reference, says)
        .await
        .is_refused(&app)
        .await;
}

#[actix_web::test]
async fn row_18_not_accepted_closes_only_with_its_letter() {
    let app = TestApp::start().await;
    // Nowhere to send it.
    let reference = outside(&app, |details| details.email.clear()).await;
    app.step(Relations, &reference, |_| a_refusal())
        .await
        .unwrap();
    let form = approval(
        &app,
        "18",
        &reference,
        "There is no email address to send it to",
    )
    .await;
    form.is_refused(&app).await;
    let form = approval(
        &app,
        "18",
        &reference,
        "Say why this letter goes another way",
    )
    .await;
    form.with("channel", "post").is_refused(&app).await;
    // Nor by the door of closing.
    for (reference, says) in [
        (reference, "It can be closed once a response has been sent"),
        (app.answered().await, "Choose how it closes"),
    ] {
        let form = [
            ("closure", "not_accepted"),
            ("told_on", "2026-11-24"),
            ("how", "email"),
        ];
        let form = Forged::of("18", at(&reference, "closure"), &form, says);
        form.with("version", &app.version(&reference).await)
            .is_refused(&app)
            .await;
    }
}

/// Reading (e)17: one that nothing of is covered is acknowledged too, and before anybody proposes to refuse it.
#[actix_web::test]
async fn row_21_nothing_is_refused_before_it_is_acknowledged() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    app.step(Relations, &reference, |_| DecideScope {
        triaged: crate::support::steps::outside(),
    })
    .await
    .unwrap();
    let form = [
        ("act", "propose"),
        ("reason", "The outcome only"),
        ("evidence", "The decision of 3 March"),
    ];
    let says = "Acknowledge it first: every complaint is acknowledged";
    let form = Forged::of("21", at(&reference, "refusal"), &form, says);
    form.with("version", &app.version(&reference).await)
        .is_refused(&app)
        .await;
}

#[actix_web::test]
async fn row_21_the_acknowledgement_names_an_area() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    for forged in ["", "77", "Energy"] {
        let says = "Choose the area best placed to answer";
        let form = acknowledgement(&app, "21", &reference, says).await;
        form.with("area", forged).is_refused(&app).await;
    }
}

/// Reading (e)19: without an active Leader or deputy, and when it is closed.
#[actix_web::test]
async fn row_e19_an_area_without_a_leader_receives_nothing() {
    use diesel::prelude::*;
    use storage::schema::{areas, people};
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let says = "Energy has no active Leader or deputy, so it cannot receive complaints";
    app.write(|conn| {
        let leader = people::table.find(Cast::Leader.id().0);
        diesel::update(leader)
            .set(people::active.eq(false))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let form = acknowledgement(&app, "(e)19", &reference, says).await;
    let here: Vec<Cast> = EVERYBODY
        .into_iter()
        .filter(|who| *who != Cast::Leader)
        .collect();
    form.is_refused_to(&app, &here).await;
    app.write(|conn| {
        let energy = areas::table.find(1);
        diesel::update(energy)
            .set(areas::leader_id.eq(None::<i64>))
            .execute(conn)?;
        Ok(())
    })
    .await;
    form.is_refused_to(&app, &here).await;
    app.write(|conn| {
        diesel::update(areas::table.find(1))
            .set(areas::active.eq(false))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let says = "Choose the area best placed to answer";
    let form = acknowledgement(&app, "(e)19", &reference, says).await;
    form.is_refused_to(&app, &here).await;
}
