//! Stage 1: the individual assigned responds, point by point.
use super::{Step, StepKind};
use crate::allegation::{self, Finding};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::dispatch::Dispatch;
use crate::effects::Effects;
use crate::event::{Event, PromisedRemedy};
use crate::person::Actor;
use crate::vocabulary::{LetterKind, Outcome, RemedyKind, Stage};
use crate::working_time::uk_time;

/// What was found on one allegation, as the editor has it: gaps allowed until it is issued.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftFinding {
    /// The allegation's number.
    pub number: i32,
    pub outcome: Option<Outcome>,
    pub reasons: String,
    pub standard: String,
    pub impact: String,
    pub root_cause: Option<crate::vocabulary::RootCause>,
    pub learning: String,
    pub learning_none: bool,
    /// Stage 2: kept or changed.
    pub changed: Option<bool>,
    /// None until somebody chose, "no remedy needed" included.
    pub remedy: Option<RemedyKind>,
    pub remedy_detail: String,
    /// Pence.
    pub amount: Option<i64>,
    pub remedy_due: Option<chrono::NaiveDate>,
}

pub struct IssueResponse {
    pub findings: Vec<DraftFinding>,
    pub dispatch: Dispatch,
    /// The letter's own sections that are still empty, as (field, message).
    pub letter_gaps: Vec<(String, String)>,
}

impl Step for IssueResponse {
    const KIND: StepKind = StepKind::Response;
    fn decide(
        self,
        complaint: &Complaint,
        actor: &Actor,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        let mut gaps = self.letter_gaps;
        gaps.extend(finding_gaps(complaint, &self.findings, 1));
        gaps.extend(self.dispatch.gaps(complaint, ctx.today()));
        Denied::unless_empty(gaps)?;
        let (findings, remedies) = settled(complaint, &self.findings, 1, actor);
        let outcome =
            allegation::overall(findings.iter().map(|f| f.outcome)).unwrap_or(Outcome::Withdrawn);
        Ok(Effects::of(Event::Responded {
            outcome,
            findings,
            remedies,
            warned: warnings(complaint),
        })
        .to(Stage::Answered)
        .letter(LetterKind::Response))
    }
}

/// What the writer of a response should look at again: sent all the same, it is on record that they were told.
///
/// Rule 32: what is answered is what the complainant agreed that they complain about.
pub fn warnings(complaint: &Complaint) -> Vec<String> {
    let name = &complaint.details.name;
    let all = i32::try_from(complaint.allegations.len()).unwrap_or(i32::MAX);
    let warning = match complaint.list_agreed {
        None => format!(
            "It is not recorded that {name} agreed the list of allegations. Ask, and record the contact"
        ),
        Some(agreed) if agreed.allegations < all => format!(
            "An allegation was added after {name} agreed the list on {}",
            uk_time::date_long(uk_time::local_date(agreed.at))
        ),
        Some(_) => return Vec::new(),
    };
    vec![warning]
}

/// Rules 43, 68, 69 and 73: every allegation in scope has an outcome and reasons; what is upheld
/// also has its impact, remedy and learning answer. Empty when nothing is missing.
pub fn finding_gaps(
    complaint: &Complaint,
    findings: &[DraftFinding],
    stage: u8,
) -> Vec<(String, String)> {
    let mut gaps = Vec::new();
    for a in complaint.in_scope() {
        let n = a.number;
        let mut gap = |field: &str, why: &str| {
            gaps.push((format!("{field}_{n}"), format!("Allegation {n}: {why}")))
        };
        let Some(f) = findings.iter().find(|f| f.number == n) else {
            gap("outcome", "choose an outcome");
            continue;
        };
        let Some(outcome) = f.outcome else {
            gap("outcome", "choose an outcome");
            continue;
        };
        if f.reasons.trim().is_empty() {
            gap("reasons", "say what you found and why");
        }
        // Where stage 1 never answered there is nothing to compare with.
        let answered = complaint
            .findings
            .iter()
            .any(|f| f.stage == 1 && f.allegation == a.id);
        if stage == 2 && answered && f.changed.is_none() {
            gap("changed", "say whether the stage 1 view is kept or changed");
        }
        if !outcome.is_upheld() {
            continue;
        }
        if f.remedy.is_none() {
            gap("remedy", "choose how it is put right");
        }
        let some_remedy = f.remedy.is_some_and(|r| r != RemedyKind::None);
        if some_remedy && f.impact.trim().is_empty() {
            gap("impact", "say what it meant for them");
        }
        if some_remedy && f.remedy_due.is_none() {
            gap("remedy_due", "say by when it will be done");
        }
        if f.remedy == Some(RemedyKind::Payment) && f.amount.is_none_or(|pence| pence <= 0) {
            gap("amount", "enter the amount in pounds");
        }
        if f.learning.trim().is_empty() {
            gap("learning", "say what will change, or why nothing needs to");
        }
        if f.root_cause.is_none() {
            gap("root_cause", "choose why it went wrong");
        }
    }
    gaps
}

/// The findings and remedies as they are kept once issued. Only allegations in scope count.
pub(super) fn settled(
    c: &Complaint,
    drafts: &[DraftFinding],
    stage: u8,
    actor: &Actor,
) -> (Vec<Finding>, Vec<PromisedRemedy>) {
    let mut findings = Vec::new();
    let mut remedies = Vec::new();
    for a in c.in_scope() {
        let Some((f, outcome)) = drafts
            .iter()
            .find(|f| f.number == a.number)
            .and_then(|f| Some((f, f.outcome?)))
        else {
            continue;
        };
        findings.push(Finding {
            allegation: a.id,
            stage,
            outcome,
            reasons: f.reasons.clone(),
            standard: f.standard.clone(),
            impact: f.impact.clone(),
            root_cause: f.root_cause,
            learning: f.learning.clone(),
            learning_none: f.learning_none,
            changed: f.changed,
        });
        if let Some(kind) = f
            .remedy
            .filter(|r| *r != RemedyKind::None && outcome.is_upheld())
        {
            remedies.push(PromisedRemedy {
                allegation: a.id,
                kind,
                detail: f.remedy_detail.clone(),
                amount: f.amount.filter(|_| kind == RemedyKind::Payment),
                owner: Some(actor.id),
                due: f.remedy_due,
            });
        }
    }
    (findings, remedies)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::complaint::ListAgreed;
    use crate::decide;
    use crate::steps::testing::{World, upheld};

    fn issue(c: &Complaint, findings: Vec<DraftFinding>) -> IssueResponse {
        IssueResponse {
            findings,
            dispatch: Dispatch::preferred(c),
            letter_gaps: vec![],
        }
    }

    /// Rule 43: every point, with reasons; rule 73: with its learning answer.
    #[test]
    fn every_allegation_in_scope_is_answered_with_reasons() {
        let world = World::new();
        let c = world.investigated();
        let fields = |f: Vec<DraftFinding>| -> Vec<String> {
            decide(&c, issue(&c, f), &world.staff(), &world.ctx())
                .unwrap_err()
                .fields
                .into_iter()
                .map(|f| f.0)
                .collect()
        };
        assert_eq!(fields(vec![]), ["outcome_1"]);
        let bare = DraftFinding {
            number: 1,
            outcome: Some(Outcome::Upheld),
            ..DraftFinding::default()
        };
        assert_eq!(
            fields(vec![bare]),
            ["reasons_1", "remedy_1", "learning_1", "root_cause_1"]
        );
        assert_eq!(
            fields(vec![DraftFinding {
                impact: String::new(),
                ..upheld(1)
            }]),
            ["impact_1"]
        );
        let decision =
            decide(&c, issue(&c, vec![upheld(1)]), &world.staff(), &world.ctx()).unwrap();
        assert_eq!(decision.effects().stage, Some(Stage::Answered));
        assert!(
            matches!(decision.events(), [Event::Responded { outcome: Outcome::Upheld, remedies, .. }] if remedies.len() == 1)
        );
    }

    #[test]
    fn a_gap_in_the_letter_stops_it() {
        let world = World::new();
        let c = world.investigated();
        let mut step = issue(&c, vec![upheld(1)]);
        step.letter_gaps = vec![("told".into(), "Say what the complaint was".into())];
        assert_eq!(
            decide(&c, step, &world.staff(), &world.ctx())
                .unwrap_err()
                .fields[0]
                .0,
            "told"
        );
    }

    #[test]
    fn only_the_person_assigned_issues_it() {
        let world = World::new();
        let c = world.investigated();
        assert!(
            decide(
                &c,
                issue(&c, vec![upheld(1)]),
                &world.leader(),
                &world.ctx()
            )
            .is_err()
        );
        assert!(
            decide(
                &c,
                issue(&c, vec![upheld(1)]),
                &world.relations(),
                &world.ctx()
            )
            .is_err()
        );
    }

    /// Rule 32: warned until they agreed the list, and again when it grew; never stopped, and on record.
    #[test]
    fn a_list_that_nobody_agreed_is_warned_about() {
        let world = World::new();
        let mut c = world.investigated();
        assert!(warnings(&c)[0].contains("not recorded that Janet Whitlock agreed"));
        let decision =
            decide(&c, issue(&c, vec![upheld(1)]), &world.staff(), &world.ctx()).unwrap();
        assert!(
            matches!(decision.events(), [Event::Responded { warned, .. }] if warned.len() == 1)
        );
        c.list_agreed = Some(ListAgreed {
            at: world.now,
            allegations: 1,
        });
        assert!(warnings(&c).is_empty());
        c.allegations.push(c.allegations[0].clone());
        assert!(warnings(&c)[0].contains("added after Janet Whitlock agreed the list on"));
    }
}
