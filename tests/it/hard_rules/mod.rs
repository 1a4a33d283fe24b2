//! Every rule that `docs/rules.md` marks HARD, forged past the page by everybody: refused with the
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
use procedure::Reference;
use std::collections::BTreeSet;
use std::fs;
use storage::schema::subjects;

/// (row of the table, what it asks, the tests that prove it). Rows of (e) are written with their letter.
const RULES: [(&str, &str, &[&str]); 21] = [
    (
        "1",
        "reference, summary, what they want, channel, received at",
        &["row_1_what_is_recorded_at_receipt"],
    ),
    (
        "6",
        "no letter to a representative until authority is held",
        &[
            "row_6_a_representative_needs_authority",
            "row_6_authority_that_has_run_out_is_not_held",
            "row_6_nothing_is_sent_again_to_a_representative_without_authority",
        ],
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
        &[
            "row_21_the_acknowledgement_names_an_area",
            "row_21_nothing_is_refused_before_it_is_acknowledged",
        ],
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
        "47",
        "resolved by agreement: the day they accepted and its letter",
        &["row_47_an_agreement_has_its_day_and_its_letter"],
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
        STALE,
        "nothing is written over what somebody else wrote",
        &[
            "every_step_form_that_is_stale_is_refused",
            "every_administration_form_that_is_stale_is_refused",
        ],
    ),
];

/// What binds a complainant and not a complaint is forged in `tests/it/restriction`.
const OF_RESTRICTIONS: [(&str, &str, &[&str]); 3] = [
    (
        "79",
        "no restriction without a formal warning or immediate safety",
        &[
            "without_a_formal_warning_nobody_is_restricted",
            "immediate_safety_stands_in_for_a_warning",
        ],
    ),
    (
        "80",
        "needs looked at first, and what came of it",
        &["a_proposal_that_breaks_a_rule_is_refused_and_kept_as_typed"],
    ),
    (
        "82",
        "two people decide, a third the appeal",
        &[
            "the_proposer_does_not_agree",
            "an_appeal_goes_to_a_third_person",
        ],
    ),
];

/// No rule of the procedure, and refused to everybody all the same.
const STALE: &str = "stale";

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
    pub async fn sent(&self, app: &TestApp, who: Cast) -> Page {
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

/// What `docs/rules.md` calls HARD: the rows of its table, and the readings that say so.
fn hard_in_the_page() -> BTreeSet<String> {
    let page = fs::read_to_string("docs/rules.md").unwrap();
    let mut hard = BTreeSet::new();
    let mut reading = None;
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            let name = heading.split(' ').next().unwrap_or_default();
            reading = name.starts_with("(e)").then(|| name.to_owned());
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let ["", number, _, "HARD", ..] = cells.as_slice() {
            hard.insert((*number).to_owned());
        } else if line.contains("HARD") {
            hard.extend(reading.clone());
        }
    }
    hard
}

fn tests_in(folder: &str) -> String {
    fs::read_dir(folder)
        .unwrap()
        .map(|file| fs::read_to_string(file.unwrap().path()).unwrap())
        .collect()
}

#[test]
fn every_hard_rule_has_a_test_that_is_there() {
    for (rules, folder) in [
        (RULES.as_slice(), "tests/it/hard_rules"),
        (OF_RESTRICTIONS.as_slice(), "tests/it/restriction"),
    ] {
        let sources = tests_in(folder);
        for (row, what, tests) in rules {
            assert!(!tests.is_empty(), "row {row}, {what}");
            for test in *tests {
                assert!(
                    sources.contains(&format!("#[actix_web::test]\nasync fn {test}(")),
                    "row {row}, {what}: {test} is not in {folder}"
                );
            }
        }
    }
    let forged = RULES.iter().chain(&OF_RESTRICTIONS).map(|(row, ..)| *row);
    let forged: BTreeSet<String> = forged
        .filter(|row| *row != STALE)
        .map(str::to_owned)
        .collect();
    assert_eq!(forged, hard_in_the_page());
}
