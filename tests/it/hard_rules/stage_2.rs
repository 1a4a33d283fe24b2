//! Rows 27, 52 to 59: who decides stage 2, who refuses it, and what the final response must hold.
use super::intake::{a_refusal, approval, outside};
use super::stage_1::candidate;
use super::{EVERYBODY, Forged, at};
use crate::complaints::response::Form;
use crate::support::Cast::{self, Executive, Executive2, Leader, Leader2, Relations, Staff};
use crate::support::TestApp;
use crate::support::steps::{a_triage, upheld};
use chrono::Days;
use procedure::dispatch::Dispatch;
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::assignment::Assign;
use procedure::steps::escalation::RequestEscalation;
use procedure::steps::refusal::DecideRefusal;
use procedure::steps::response::IssueResponse;
use procedure::vocabulary::Channel;
use procedure::{AreaId, Reference};

use storage::{areas, schema};

async fn reviewer<'a>(app: &TestApp, row: &'a str, of: &Reference, says: &'a str) -> Forged<'a> {
    let form = [
        ("circumstance_plain", "yes"),
        ("reason", "From another line"),
        ("decider", "6"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    let form = Forged::of(row, at(of, "reviewer"), &form, says);
    form.with("version", &app.version(of).await)
}

#[actix_web::test]
async fn row_27_nobody_complained_about_decides_stage_2() {
    let app = TestApp::start().await;
    let reference = app.escalated().await;
    app.name_in(&reference, Leader2).await;
    let says = "Dev Patel cannot decide it: named in the complaint";
    reviewer(&app, "27", &reference, says)
        .await
        .is_refused(&app)
        .await;
    // Named since they were chosen: the letter does not leave from them either.
    let reference = app.in_final_review().await;
    app.name_in(&reference, Leader2).await;
    let says = "Only the person it was escalated to can issue the final response";
    let form = [("act", "issue"), ("outcome_1", "not_upheld")];
    let form = Forged::of("27", at(&reference, "final-response"), &form, says);
    form.with("version", &app.version(&reference).await)
        .is_refused(&app)
        .await;
    assert_eq!(app.get(Leader2, &form_path(&reference)).await.status, 404);
}

fn form_path(reference: &Reference) -> String {
    at(reference, "final-response")
}

#[actix_web::test]
async fn row_52_an_escalation_is_refused_by_two_and_in_writing() {
    let app = TestApp::start().await;
    let reference = app.escalated().await;
    // Nobody closes it around the second person.
    let form = [("closure", "escalation_refused")];
    let says = "The final response has not been issued yet";
    let form = Forged::of("52", at(&reference, "closure"), &form, says);
    form.with("version", &app.version(&reference).await)
        .is_refused(&app)
        .await;
    for empty in ["reason", "evidence"] {
        let whole = [
            ("act", "propose"),
            ("reason", "Answered"),
            ("evidence", "The response"),
        ];
        let says = if empty == "reason" {
            "Give the reasons"
        } else {
            "Say what evidence"
        };
        let form = Forged::of("52", at(&reference, "refusal"), &whole, says).with(empty, "");
        form.with("version", &app.version(&reference).await)
            .is_refused(&app)
            .await;
    }
    app.step(Executive, &reference, |_| a_refusal())
        .await
        .unwrap();
    // Without the Assessor's details the letter has a gap, and without the letter nothing is refused.
    let says = "The letter cannot go yet";
    let form = approval(&app, "52", &reference, says).await;
    form.is_refused(&app).await;
    app.assessor_is_known().await;
    let says = "Only a senior complaint executive who did not propose it can approve this refusal";
    let form = approval(&app, "52", &reference, says).await;
    let others: Vec<Cast> = EVERYBODY
        .into_iter()
        .filter(|who| *who != Executive2)
        .collect();
    form.is_refused_to(&app, &others).await;
    let says = "A refusal is waiting for a second person";
    reviewer(&app, "52", &reference, says)
        .await
        .is_refused(&app)
        .await;
}

#[actix_web::test]
async fn row_56_rank_decides_stage_2() {
    let app = TestApp::start().await;
    let reference = app.escalated().await;
    for (field, forged, says) in [
        (
            "decider",
            "11",
            "Lewis Tranter cannot decide it: not a leader, senior leader or senior complaint executive",
        ),
        (
            "decider",
            "10",
            "Ann Admin cannot decide it: not a leader, senior leader or senior complaint executive",
        ),
        ("decider", "", "Choose who will issue the final response"),
        ("decider", "999", "Choose who will issue the final response"),
        ("reason", " ", "Say why this person should decide it"),
        (
            "circumstance_plain",
            "",
            "Say what kind of complaint it is and what bears on it",
        ),
    ] {
        let form = reviewer(&app, "56", &reference, says)
            .await
            .with(field, forged);
        form.is_refused(&app).await;
    }
}

/// Refused once by Executive, who sent the refusal back; acknowledged, assigned by Leader, answered, escalated.
async fn with_a_history(app: &TestApp) -> Reference {
    let reference = outside(app, |_| {}).await;
    app.step(Relations, &reference, |_| a_refusal())
        .await
        .unwrap();
    let back = DecideRefusal::Return {
        reason: "The delay is service".into(),
    };
    app.step(Executive, &reference, |_| back).await.unwrap();
    let area = app.read(|conn| areas::get(conn, AreaId(1))).await;
    app.step(Cast::Relations2, &reference, |c| Acknowledge {
        area: Some(area),
        dispatch: Dispatch::preferred(c),
        triaged: Some(a_triage()),
    })
    .await
    .unwrap();
    let to = candidate(app, Staff).await;
    let assign = Assign {
        to,
        reason: String::new(),
        accepts_absence: false,
    };
    app.step(Leader, &reference, |_| assign).await.unwrap();
    let due = app.now().date_naive() + Days::new(10);
    app.step(Staff, &reference, |c| IssueResponse {
        findings: vec![upheld(due)],
        dispatch: Dispatch::preferred(c),
        letter_gaps: vec![],
    })
    .await
    .unwrap();
    let now = app.now();
    app.step(Relations, &reference, |_| RequestEscalation {
        requested_at: Some(now),
        channel: Some(Channel::Email),
        unhappy_about: String::new(),
        wanted: String::new(),
        late_reason: String::new(),
    })
    .await
    .unwrap();
    reference
}

/// By full history: the Leader who assigned, and the executive who looked at a refusal in triage.
#[actix_web::test]
async fn row_57_nobody_from_stage_1_is_chosen() {
    let app = TestApp::start().await;
    let reference = with_a_history(&app).await;
    for (decider, says) in [
        (
            Leader,
            "Helen Marsh cannot decide it: assigned it on 24 November 2026",
        ),
        (Executive, "Ruth Adeyemi cannot decide it: "),
    ] {
        let form = reviewer(&app, "57", &reference, says).await;
        form.with("decider", &decider.id().to_string())
            .is_refused(&app)
            .await;
    }
    let form = reviewer(&app, "57", &reference, "Sian Bevan cannot decide it").await;
    form.with("decider", &Staff.id().to_string())
        .is_refused(&app)
        .await;
}

fn forged<'a>(row: &'a str, of: &Reference, form: &'a Form, says: &'a str) -> Forged<'a> {
    let form: Vec<(&str, &str)> = form
        .0
        .iter()
        .map(|(n, w)| (n.as_str(), w.as_str()))
        .collect();
    Forged::of(row, form_path(of), &form, says)
}

async fn whole(app: &TestApp, reference: &Reference) -> Form {
    let mut form = Form::whole(&app.get(Leader2, &form_path(reference)).await);
    form.set("changed_1", "kept").set("act", "issue");
    form
}

#[actix_web::test]
async fn row_57_nobody_from_stage_1_signs() {
    use diesel::prelude::*;
    use schema::involvements as i;
    let app = TestApp::start().await;
    app.assessor_is_known().await;
    let reference = app.in_final_review().await;
    let form = whole(&app, &reference).await;
    let id = app.complaint(&reference).await.id;
    app.write(move |conn| {
        let row = (
            i::complaint_id.eq(id.0),
            i::person_id.eq(Leader2.id().0),
            i::what.eq("responded"),
            i::at.eq(chrono::NaiveDateTime::default()),
        );
        diesel::insert_into(i::table).values(row).execute(conn)?;
        Ok(())
    })
    .await;
    let says = "You took part in stage 1, so somebody else must issue the final response";
    forged("57", &reference, &form, says).is_refused(&app).await;
}

#[actix_web::test]
async fn row_59_without_the_assessor_it_stays() {
    let app = TestApp::start().await;
    let reference = app.in_final_review().await;
    let form = whole(&app, &reference).await;
    let says = "How to contact the Independent Assessor is not filled in";
    // What is typed in its place is nothing.
    let form = forged("59", &reference, &form, says);
    form.with("assessor_email", "me@example.org")
        .with("closing_version", "99")
        .is_refused(&app)
        .await;
    // Rows 43 and 73 hold here too.
    app.assessor_is_known().await;
    for (field, says) in [
        ("outcome_1", "Allegation 1: choose an outcome"),
        ("reasons_1", "Allegation 1: say what you found and why"),
        (
            "learning_1",
            "Allegation 1: say what will change, or why nothing needs to",
        ),
    ] {
        let form = whole(&app, &reference).await;
        forged("59", &reference, &form, says)
            .with(field, "")
            .is_refused(&app)
            .await;
    }
}
