//! Every rule that `domain/procedure-rules.md` marks HARD, forged past the page by everybody: refused with the
//! reason, and nothing written.
mod administration;
mod intake;
mod letters;
mod stage_1;
mod stage_2;
pub mod stale;
mod stale_administration;

use crate::support::dump::written;
use crate::support::{Cast, Page, TestApp};
use diesel::prelude::*;
use redress::procedure::Reference;
use redress::storage::schema::subjects;
use std::fs;

/// (row of the table, what it asks, the tests that prove it). Rows of (e) are written with their letter.
const RULES: [(&str, &str, &[&str]); 20] = [
    (
        "1",
        "reference, summary, what they want, channel, received at",
        &["row_1_what_is_recorded_at_receipt"],
    ),
    (
        "6",
        "no letter to a representative until authority is held",
        &["row_6_a_representative_needs_authority"],
    ),
    (
        "10",
        "needs asked before the acknowledgement",
        &["row_10_needs_are_asked_about"],
    ),
    (
        "13",
        "no other exclusion codes",
        &["row_13_there_are_four_exclusions"],
    ),
    (
        "17",
        "refusal: reason and a second approver",
        &[
            "row_17_a_refusal_has_its_reasons",
            "row_17_a_refusal_is_approved_by_a_second_executive",
        ],
    ),
    (
        "18",
        "not accepted only with its letter",
        &["row_18_not_accepted_closes_only_with_its_letter"],
    ),
    (
        "21",
        "area before the acknowledgement",
        &["row_21_the_acknowledgement_names_an_area"],
    ),
    (
        "27",
        "nobody complained about assigns, approves or decides",
        &[
            "row_27_nobody_complained_about_is_assigned",
            "row_27_nobody_complained_about_approves",
            "row_27_nobody_complained_about_decides_stage_2",
        ],
    ),
    (
        "30",
        "what a stopped person has is in a list that others work from",
        &["row_30_nothing_of_somebody_stopped_is_without_a_list"],
    ),
    (
        "39",
        "a new date only with contact, channel, reason, agreed",
        &["row_39_a_new_date_is_agreed_with_them"],
    ),
    (
        "43",
        "every allegation in scope has outcome and reason",
        &["row_43_every_allegation_is_answered"],
    ),
    (
        "52",
        "refusing to escalate: second approver and letter",
        &["row_52_an_escalation_is_refused_by_two_and_in_writing"],
    ),
    (
        "56",
        "stage 2 by leader, senior leader or executive",
        &["row_56_rank_decides_stage_2"],
    ),
    (
        "57",
        "stage 2 by somebody else than stage 1",
        &[
            "row_57_nobody_from_stage_1_is_chosen",
            "row_57_nobody_from_stage_1_signs",
        ],
    ),
    (
        "59",
        "no final response without the Assessor's details",
        &["row_59_without_the_assessor_it_stays"],
    ),
    (
        "69",
        "not closed while a remedy is open",
        &["row_69_nothing_closes_over_an_open_remedy"],
    ),
    (
        "73",
        "learning answer before what is upheld is issued",
        &["row_73_what_is_upheld_has_its_learning"],
    ),
    (
        "(e)7",
        "different person: row 57",
        &["row_57_nobody_from_stage_1_is_chosen"],
    ),
    (
        "(e)19",
        "an area without active Leader cannot receive",
        &["row_e19_an_area_without_a_leader_receives_nothing"],
    ),
    (
        "stale",
        "nothing is written over what somebody else wrote",
        &[
            "every_step_form_that_is_stale_is_refused",
            "every_administration_form_that_is_stale_is_refused",
        ],
    ),
];

/// Restrictions come after the Independent Assessor's referral; they are another piece of work.
const ELSEWHERE: [&str; 3] = ["79", "80", "82"];

/// Everybody who forges: each role, the Leader of another area and a second executive among them.
pub const EVERYBODY: [Cast; 8] = [
    Cast::Staff,
    Cast::Leader,
    Cast::Leader2,
    Cast::SeniorLeader,
    Cast::Executive,
    Cast::Executive2,
    Cast::Relations,
    Cast::Admin,
];

/// What everybody forges, and what is said to whoever gets as far as the rule.
pub struct Forged<'a> {
    pub row: &'a str,
    pub path: String,
    pub form: Vec<(&'a str, String)>,
    pub says: &'a str,
}

impl<'a> Forged<'a> {
    pub fn of(
        row: &'a str,
        path: impl Into<String>,
        form: &[(&'a str, &str)],
        says: &'a str,
    ) -> Self {
        let owned = |(name, words): &(&'a str, &str)| (*name, (*words).to_owned());
        Self {
            row,
            path: path.into(),
            form: form.iter().map(owned).collect(),
            says,
        }
    }
    /// With one field of it changed, or added.
    pub fn with(mut self, name: &'a str, words: &str) -> Self {
        self.form.retain(|(known, _)| *known != name);
        self.form.push((name, words.to_owned()));
        self
    }
    async fn sent(&self, app: &TestApp, who: Cast) -> Page {
        let form: Vec<(&str, &str)> = self.form.iter().map(|(n, w)| (*n, w.as_str())).collect();
        app.post(who, &self.path, &form).await
    }
    /// Everybody is refused, told why, and nothing is written.
    pub async fn is_refused(&self, app: &TestApp) {
        self.is_refused_to(app, &EVERYBODY).await;
    }
    pub async fn is_refused_to(&self, app: &TestApp, all: &[Cast]) {
        let mut reached = 0;
        let before = app.everything().await;
        for who in all {
            let page = self.sent(app, *who).await;
            let case = format!("row {}, {who:?}, {}: {:?}", self.row, self.path, self.form);
            let said = page.text("main");
            match page.status.as_u16() {
                404 => page.says("you do not have access to it"),
                403 | 409 | 422 if page.html.contains(&escaped(self.says)) => reached += 1,
                // Who can is part of every refusal of a person.
                403 => assert!(said.contains("Only "), "{case}: {said}"),
                status => panic!("{case}: {status} without {:?}: {said}", self.says),
            }
        }
        let written = written(&before, &app.everything().await);
        assert!(
            written.is_empty(),
            "row {}, {}: {:?} wrote {written:#?}",
            self.row,
            self.path,
            self.form
        );
        assert!(
            reached > 0,
            "row {}: nobody got as far as {:?}",
            self.row,
            self.says
        );
    }
}

fn escaped(words: &str) -> String {
    words.replace('\'', "&#39;")
}

/// The address of a step.
pub fn at(reference: &Reference, noun: &str) -> String {
    format!("/complaints/{reference}/{noun}")
}

impl TestApp {
    /// The version a form must carry now.
    pub async fn version(&self, reference: &Reference) -> String {
        self.complaint(reference).await.version.0.to_string()
    }
    /// The complaint names somebody, whatever was said at triage.
    pub async fn name_in(&self, reference: &Reference, who: Cast) {
        let id = self.complaint(reference).await.id;
        self.write(move |conn| {
            let row = (
                subjects::complaint_id.eq(id.0),
                subjects::person_id.eq(who.id().0),
                subjects::name.eq(who.name()),
            );
            diesel::insert_into(subjects::table)
                .values(row)
                .execute(conn)?;
            Ok(())
        })
        .await;
    }
}

/// The HARD rows of the domain's own table, when it is there.
fn hard_rows() -> Option<Vec<String>> {
    let text = fs::read_to_string("../shared/domain/procedure-rules.md").ok()?;
    let (rows, readings) = text.split_once("## (e)")?;
    let table = rows.lines().filter(|l| l.contains("**HARD**"));
    let mut hard: Vec<String> = table
        .filter_map(|l| l.strip_prefix("| ")?.split(" |").next())
        .map(str::to_owned)
        .filter(|row| row.parse::<u8>().is_ok())
        .collect();
    let said = readings.lines().filter(|l| l.contains("HARD"));
    hard.extend(said.filter_map(|l| Some(format!("(e){}", l.split_once(". ")?.0))));
    Some(hard)
}

#[test]
fn every_hard_rule_has_a_test_that_is_there() {
    let sources: String = fs::read_dir("tests/it/hard_rules")
        .unwrap()
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    for (row, what, tests) in RULES {
        assert!(!tests.is_empty(), "row {row}, {what}");
        for test in tests {
            assert!(
                sources.contains(&format!("async fn {test}(")),
                "row {row}, {what}: {test} is not there"
            );
        }
    }
    let Some(hard) = hard_rows() else { return };
    assert!(hard.len() > 18, "{hard:?}");
    let known = |row: &String| {
        ELSEWHERE.contains(&row.as_str()) || RULES.iter().any(|(known, ..)| known == row)
    };
    let missing: Vec<_> = hard.iter().filter(|row| !known(row)).collect();
    assert!(missing.is_empty(), "HARD without a test: {missing:?}");
}
