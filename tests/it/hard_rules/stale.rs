//! Every form that carries a version, sent with an old one: both texts are shown and nothing is written over.
use super::intake::outside;
use super::{Forged, at};
use crate::complaints::remedy::all_done;
use crate::complaints::{appointment, joining};
use crate::support::Cast::{self, Executive, Leader, Leader2, Relations, Relations2, Staff};
use crate::support::TestApp;
use crate::support::dump::written;
use procedure::dispatch::Dispatch;
use procedure::steps::intake::OnTheSpot;
use procedure::steps::note::AddNote;
use procedure::steps::withdrawal::Withdraw;
use procedure::vocabulary::Channel;
use procedure::{Reference, StepKind};
use std::fs;

/// Where a complaint stands when its form is open.
#[derive(Clone, Copy)]
pub enum Point {
    OnTheSpot,
    Logged,
    Outside,
    Acknowledged,
    Assigned,
    /// Assigned, and past the date of its answer.
    Late,
    /// The second of two records of one complaint.
    TwoRecords,
    Answered,
    AllDone,
    Escalated,
    /// At stage 2, and everybody who could decide took part in stage 1.
    NobodyFree,
    /// The decider has no view of their own yet.
    ToView,
    InFinalReview,
    FinallyAnswered,
    Withdrawn,
}

const MINE: &str = "My own words <b>";
const THEIRS: &str = "They heard the call of 2 October";

/// (step, point, who sends it, what else is sent, the field that holds my words)
pub type Row = (
    StepKind,
    Point,
    Cast,
    &'static [(&'static str, &'static str)],
    &'static str,
);

pub const STEPS: [Row; 33] = [
    (
        StepKind::Details,
        Point::Acknowledged,
        Relations,
        &[("name", "Janet Whitlock"), ("first_raised", "2026-11-24")],
        "what_happened",
    ),
    (
        StepKind::Facts,
        Point::Acknowledged,
        Relations,
        &[
            ("received_at_date", "2026-11-24"),
            ("received_at_time", "10:00"),
            ("known_by", "mail_header"),
            ("channel", "email"),
            ("alleged_1", "No update since 12 September"),
            ("ground_1", "not_kept_updated"),
            ("scope_1", "can_investigate"),
        ],
        "reason",
    ),
    (
        StepKind::OnTheSpot,
        Point::OnTheSpot,
        Relations,
        &[("act", "resolve")],
        "outcome",
    ),
    (StepKind::Taking, Point::Logged, Relations, &[], ""),
    (
        StepKind::Scope,
        Point::Assigned,
        Staff,
        &[("scope", "can_investigate"), ("ground", "not_kept_updated")],
        "alleged",
    ),
    (
        StepKind::Acknowledgement,
        Point::Logged,
        Relations,
        &[
            ("act", "acknowledge"),
            ("area", "1"),
            ("needs_asked", "yes"),
        ],
        "alleged_1",
    ),
    (
        StepKind::Refusal,
        Point::Outside,
        Relations,
        &[("act", "propose"), ("evidence", "The decision")],
        "reason",
    ),
    (
        StepKind::Joining,
        Point::TwoRecords,
        Relations,
        &[("with", "SC-2026-000001"), ("how", "phone")],
        "reason",
    ),
    (StepKind::HandBack, Point::Assigned, Leader, &[], "reason"),
    (
        StepKind::Assignment,
        Point::Assigned,
        Leader,
        &[("assignee", "4")],
        "reason",
    ),
    (
        StepKind::Timescale,
        Point::Assigned,
        Staff,
        &[("until", "2026-12-15"), ("agreed", "yes")],
        "reason",
    ),
    (
        StepKind::Plan,
        Point::Assigned,
        Staff,
        &[("evidence_1", "The recordings")],
        "standard_1",
    ),
    (StepKind::Note, Point::Assigned, Staff, &[], "note"),
    (
        StepKind::Contact,
        Point::Assigned,
        Staff,
        &[("from_us", "us"), ("channel", "phone")],
        "note",
    ),
    (
        StepKind::Evidence,
        Point::Assigned,
        Staff,
        &[("allegation", "1")],
        "what",
    ),
    (
        StepKind::Response,
        Point::Assigned,
        Staff,
        &[("act", "issue"), ("outcome_1", "not_upheld")],
        "reasons_1",
    ),
    (
        StepKind::Closure,
        Point::AllDone,
        Staff,
        &[
            ("closure", "accepted"),
            ("how", "email"),
            ("channel", "post"),
        ],
        "dispatch_reason",
    ),
    (
        StepKind::Withdrawal,
        Point::Assigned,
        Staff,
        &[("told_on", "2026-11-24"), ("how", "phone")],
        "reason",
    ),
    (
        StepKind::Reopening,
        Point::Withdrawn,
        Relations,
        &[],
        "reason",
    ),
    (
        StepKind::Escalation,
        Point::Answered,
        Relations,
        &[("channel", "email")],
        "unhappy_about",
    ),
    (
        StepKind::Reviewer,
        Point::Escalated,
        Relations,
        &[("decider", "6"), ("circumstance_plain", "yes")],
        "reason",
    ),
    (
        StepKind::Appointment,
        Point::NobodyFree,
        Executive,
        &[("decider", "6")],
        "reason",
    ),
    (
        StepKind::OwnView,
        Point::ToView,
        Leader2,
        &[("view_1", "not_upheld")],
        "reasons_1",
    ),
    (
        StepKind::FinalResponse,
        Point::InFinalReview,
        Leader2,
        &[("act", "issue"), ("outcome_1", "not_upheld")],
        "reasons_1",
    ),
    (
        StepKind::Remedy,
        Point::Answered,
        Staff,
        &[("remedy", "1")],
        "evidence",
    ),
    (
        StepKind::Pause,
        Point::Assigned,
        Executive,
        &[("act", "begin"), ("review_on", "2026-12-01")],
        "reason",
    ),
    (
        StepKind::DataProtection,
        Point::Acknowledged,
        Relations,
        &[("act", "mark")],
        "data_about",
    ),
    (
        StepKind::HumanResources,
        Point::Acknowledged,
        Relations,
        &[("went_on", "2026-11-24"), ("passed_to", "The people team")],
        "passed_words",
    ),
    (
        StepKind::AssessorReferral,
        Point::FinallyAnswered,
        Relations,
        &[("act", "refer"), ("received_on", "2026-11-24")],
        "about",
    ),
    (
        StepKind::Lateness,
        Point::Late,
        Leader,
        &[("promise", "respond"), ("to", "outside")],
        "reason",
    ),
    (
        StepKind::Delivery,
        Point::Acknowledged,
        Relations,
        &[("act", "stop"), ("delivery", "1")],
        "",
    ),
    (
        StepKind::Correction,
        Point::Acknowledged,
        Relations,
        &[("delivery", "1"), ("is_right", "Another day")],
        "was_wrong",
    ),
    (StepKind::Undo, Point::Assigned, Leader, &[], "reason"),
];

pub async fn bring(app: &TestApp, point: Point) -> Reference {
    match point {
        Point::OnTheSpot => {
            app.logged_as(|intake| intake.on_the_spot = Some(tried()))
                .await
        }
        Point::Logged => app.logged().await,
        Point::Outside => outside(app, |_| {}).await,
        Point::Acknowledged => app.acknowledged().await,
        Point::Assigned => app.assigned().await,
        Point::Late => {
            let reference = app.assigned().await;
            app.later(chrono::Duration::days(15));
            reference
        }
        Point::TwoRecords => joining::two_records(app).await.0,
        Point::Answered => app.answered().await,
        Point::AllDone => {
            let reference = app.answered().await;
            all_done(app, &reference).await;
            reference
        }
        Point::Escalated => app.escalated().await,
        Point::NobodyFree => appointment::nobody_free(app).await,
        Point::ToView => app.to_view().await,
        Point::InFinalReview => app.in_final_review().await,
        Point::FinallyAnswered => app.finally_answered().await,
        Point::Withdrawn => {
            let reference = app.assigned().await;
            let today = app.now().date_naive();
            app.step(Relations, &reference, |c| Withdraw {
                told_on: Some(today),
                how: Some(Channel::Phone),
                reason: String::new(),
                dispatch: Dispatch::preferred(c),
            })
            .await
            .unwrap();
            reference
        }
    }
}

fn tried() -> OnTheSpot {
    OnTheSpot {
        tried: "Rang the supplier".into(),
    }
}

#[actix_web::test]
async fn every_step_form_that_is_stale_is_refused() {
    assert_eq!(STEPS.map(|row| row.0), StepKind::ALL);
    for (step, point, who, more, field) in STEPS {
        let app = TestApp::start().await;
        if step == StepKind::Delivery {
            app.letters_stay();
        }
        let reference = bring(&app, point).await;
        let old = app.version(&reference).await;
        let heard = AddNote {
            happened_at: None,
            note: THEIRS.into(),
        };
        app.step(Relations2, &reference, |_| heard).await.unwrap();
        let mut form = vec![("version", old.as_str())];
        form.extend_from_slice(more);
        if !field.is_empty() {
            form.push((field, MINE));
        }
        let before = app.everything().await;
        let page = app.post(who, &at(&reference, step.noun()), &form).await;
        let noun = step.noun();
        assert_eq!(page.status.as_u16(), 409, "{noun}: {}", page.text("main"));
        page.says("While you were writing");
        page.says(THEIRS);
        if !field.is_empty() {
            assert_eq!(page.value(field), MINE, "{noun}");
        }
        let written = written(&before, &app.everything().await);
        assert!(written.is_empty(), "{noun} wrote {written:#?}");
        // What is sent next is sent on what they see now.
        let now = app.version(&reference).await;
        assert_eq!(page.value("version"), now, "{noun}");
        // And a version that is none is an old one.
        let none = Forged::of(
            "stale",
            at(&reference, noun),
            &form,
            "while you were writing",
        );
        for version in ["", "-1", "99", "latest"] {
            let forged = Forged::of("stale", none.path.clone(), &form, none.says);
            forged
                .with("version", version)
                .is_refused_to(&app, &[who])
                .await;
        }
    }
}

/// Every page with a version in a form is one of the table's, or leads to one.
#[test]
fn every_page_with_a_version_is_in_the_table() {
    let nouns: Vec<String> = StepKind::ALL
        .iter()
        .map(|s| s.noun().replace('-', "_"))
        .collect();
    for folder in ["complaints", "administration"] {
        for file in fs::read_dir(format!("templates/{folder}")).unwrap() {
            let path = file.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            // Both texts of a response side by side: it is what a stale draft shows.
            if !text.contains("name=\"version\"") || name == "drafts" {
                continue;
            }
            let known = nouns.contains(&name)
                || ["calendar", "organisation", "person", "area", "letter"]
                    .contains(&name.as_str());
            assert!(known, "{} is in no table of stale forms", path.display());
        }
    }
}
