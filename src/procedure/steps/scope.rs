//! "Complaints that we can investigate" and "Complaints that we can't investigate", point by point.
use super::{Step, StepKind};
use crate::allegation::{Scope, Subject};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::{Change, Event, Triaged, TriagedAllegation};
use crate::person::Actor;
use crate::vocabulary::{Exclusion, Stage};

/// One save of the triage page: allegations, scope, needs, urgency, the likely area.
pub struct DecideScope {
    pub triaged: Triaged,
}

/// A further allegation during stage 1 (rule 11).
pub struct AddAllegation {
    pub alleged: String,
    pub ground: Option<crate::vocabulary::Ground>,
    pub scope: Scope,
    pub subjects: Vec<Subject>,
}

impl Step for DecideScope {
    const KIND: StepKind = StepKind::Scope;
    fn decide(
        mut self,
        complaint: &Complaint,
        actor: &Actor,
        _: &Context,
    ) -> Result<Effects, Denied> {
        if complaint.stage != Stage::Triage {
            return Err(Denied::not_now("Triage is over: add an allegation instead"));
        }
        Denied::unless_empty(gaps(&self.triaged, complaint, actor))?;
        self.triaged.changes = changes(complaint, &self.triaged);
        Ok(Effects::of(Event::Triaged {
            triaged: Box::new(self.triaged),
        }))
    }
}

/// What one save of the triage page lacks.
pub(super) fn gaps(
    triaged: &Triaged,
    complaint: &Complaint,
    actor: &Actor,
) -> Vec<(String, String)> {
    let mut gaps = Vec::new();
    // Whoever the earlier complaint is about stays named while a second person reads what names it.
    let repeat = complaint.open_refusal().filter(|r| r.repeats.is_some());
    let mut after = complaint.clone();
    after.subjects.clone_from(&triaged.subjects);
    if repeat.is_some() && !after.names_everybody_of(complaint) {
        let why = "A second person is deciding whether this is answered already. Nobody can be taken out until they have";
        gaps.push(("subjects".to_owned(), why.to_owned()));
    }
    let applied = triaged.six_month.as_ref().map(|s| s.applied);
    for a in &triaged.allegations {
        check(a, &format!("allegation_{}", a.number), applied, &mut gaps);
    }
    if (triaged.urgent || triaged.assessed.at_risk) && triaged.urgent_why.trim().is_empty() {
        gaps.push((
            "urgent_why".to_owned(),
            "Say why this is urgent or who is at risk".to_owned(),
        ));
    }
    let limit = triaged.six_month.as_ref();
    if limit.is_some_and(|s| s.reason.trim().is_empty()) {
        gaps.push((
            "six_month_reason".to_owned(),
            "Give the reason for applying or waiving the six-month limit".to_owned(),
        ));
    }
    // The acknowledgement named them, and evidence may hang on them: put one outside rather than remove it.
    let dropped = complaint.allegations.iter().filter(|known| {
        complaint.acknowledged_at.is_some()
            && triaged.allegations.iter().all(|a| a.number != known.number)
    });
    gaps.extend(dropped.map(|known| {
        let why = "it was acknowledged, so it stays";
        let field = format!("allegation_{}", known.number);
        (field, format!("Allegation {}: {why}", known.number))
    }));
    check_subjects(&triaged.subjects, actor, &mut gaps);
    gaps
}

impl Step for AddAllegation {
    const KIND: StepKind = StepKind::Scope;
    fn decide(self, complaint: &Complaint, actor: &Actor, _: &Context) -> Result<Effects, Denied> {
        if complaint.stage == Stage::Triage {
            return Err(Denied::not_now("Add it on the triage page"));
        }
        let number = complaint
            .allegations
            .iter()
            .map(|a| a.number)
            .max()
            .unwrap_or(0)
            + 1;
        let added = TriagedAllegation {
            number,
            ground: self.ground,
            alleged: self.alleged,
            scope: self.scope,
        };
        let mut gaps = Vec::new();
        if added.alleged.trim().is_empty() {
            gaps.push(("alleged".to_owned(), "Say what is alleged".to_owned()));
        }
        if added.scope == Scope::Undecided {
            gaps.push((
                "scope".to_owned(),
                "Say whether we can investigate it".to_owned(),
            ));
        }
        let waived = complaint.triage.six_month.as_ref().map(|s| s.applied);
        check(&added, "scope", waived, &mut gaps);
        check_subjects(&self.subjects, actor, &mut gaps);
        Denied::unless_empty(gaps)?;
        Ok(Effects::of(Event::AllegationAdded {
            allegation: Box::new(added),
            subjects: self.subjects,
        }))
    }
}

/// Rules 12, 13 and 16: a ground for what is in; one of the four exclusions with a reason for what is not;
/// "over 6 months old" only after the limit was applied with a reason, never because a sum said so.
pub(super) fn check(
    a: &TriagedAllegation,
    field: &str,
    limit_applied: Option<bool>,
    gaps: &mut Vec<(String, String)>,
) {
    let mut gap =
        |why: &str| gaps.push((field.to_owned(), format!("Allegation {}: {why}", a.number)));
    match &a.scope {
        _ if a.alleged.trim().is_empty() => gap("say what is alleged"),
        Scope::CanInvestigate if a.ground.is_none() => {
            gap("choose what kind of poor service it is")
        }
        Scope::Outside { reason, .. } if reason.trim().is_empty() => {
            gap("give the reason it is outside the procedure")
        }
        Scope::Outside {
            exclusion: Exclusion::OverSixMonths,
            ..
        } if limit_applied != Some(true) => {
            gap("the six-month limit must first be applied, with a reason");
        }
        _ => {}
    }
}

/// Nobody decides about themselves: not even who is named.
pub(super) fn check_subjects(
    subjects: &[Subject],
    actor: &Actor,
    gaps: &mut Vec<(String, String)>,
) {
    if subjects.iter().any(|s| s.person == Some(actor.id)) {
        let why = "You cannot work on a complaint about yourself. Ask a colleague to take it and to name you";
        gaps.push(("subjects".to_owned(), why.to_owned()));
    }
}

/// Allegations in words, one a line.
pub(super) fn lines(all: &[TriagedAllegation]) -> String {
    let line = |a: &TriagedAllegation| match &a.scope {
        Scope::Undecided => format!("{}. {}", a.number, a.alleged),
        Scope::CanInvestigate => format!("{}. {} (can investigate)", a.number, a.alleged),
        Scope::Outside { exclusion, reason } => format!(
            "{}. {} (outside: {}. {reason})",
            a.number,
            a.alleged,
            exclusion.label()
        ),
    };
    all.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// What this save changes, in words, for the history.
fn changes(complaint: &Complaint, after: &Triaged) -> Vec<Change> {
    let names = |subjects: &[Subject]| {
        subjects
            .iter()
            .map(|s| s.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let known: Vec<TriagedAllegation> = complaint
        .allegations
        .iter()
        .map(|a| TriagedAllegation {
            number: a.number,
            ground: a.ground,
            alleged: a.alleged.clone(),
            scope: a.scope.clone(),
        })
        .collect();
    let asked = |n: Option<crate::vocabulary::NeedsAsked>| n.map_or("", |n| n.label()).to_owned();
    let limit = |s: &Option<crate::complaint::SixMonthDecision>| {
        s.as_ref().map_or(String::new(), |s| {
            format!(
                "{}: {}",
                if s.applied { "Applied" } else { "Waived" },
                s.reason
            )
        })
    };
    let urgent = |is: bool, why: &str| {
        if is {
            format!("Urgent: {why}")
        } else {
            String::new()
        }
    };
    [
        ("Allegations", lines(&known), lines(&after.allegations)),
        (
            "People complained about",
            names(&complaint.subjects),
            names(&after.subjects),
        ),
        (
            "Needs asked about",
            asked(complaint.triage.needs_asked),
            asked(after.needs_asked),
        ),
        (
            "Six-month limit",
            limit(&complaint.triage.six_month),
            limit(&after.six_month),
        ),
        (
            "Urgency",
            urgent(complaint.triage.urgent, &complaint.triage.urgent_why),
            urgent(after.urgent, &after.urgent_why),
        ),
        (
            "Assessment",
            complaint.triage.assessed.words(),
            after.assessed.words(),
        ),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(field, before, after)| Change {
        field: field.to_owned(),
        before,
        after,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::complaint::SixMonthDecision;
    use crate::decide;
    use crate::steps::testing::{World, a_complaint, a_triage};

    /// Rule 13 and 16: an exclusion needs its reason, and the limit is applied, not merely exceeded.
    #[test]
    fn outside_needs_a_reason_and_the_limit_must_be_applied() {
        let world = World::new();
        let complaint = a_complaint(&world);
        let mut triaged = a_triage();
        triaged.allegations[0].scope = Scope::Outside {
            exclusion: Exclusion::OverSixMonths,
            reason: "Two years ago".into(),
        };
        let save = |t: &Triaged| {
            decide(
                &complaint,
                DecideScope { triaged: t.clone() },
                &world.relations(),
                &world.ctx(),
            )
        };
        assert!(save(&triaged).unwrap_err().why.contains("six-month limit"));
        triaged.six_month = Some(SixMonthDecision {
            applied: true,
            reason: "Asked twice why it was not raised".into(),
        });
        assert!(save(&triaged).is_ok());
        triaged.allegations[0].scope = Scope::Outside {
            exclusion: Exclusion::HandlersDecision,
            reason: String::new(),
        };
        assert!(save(&triaged).is_err());
    }

    #[test]
    fn what_was_acknowledged_stays() {
        let world = World::new();
        let mut complaint = world.acknowledged();
        complaint.stage = Stage::Triage;
        let mut triaged = a_triage();
        triaged.allegations.clear();
        let step = DecideScope { triaged };
        let refusal = decide(&complaint, step, &world.relations(), &world.ctx()).unwrap_err();
        assert!(refusal.why.contains("so it stays"), "{refusal}");
    }

    #[test]
    fn nobody_triages_a_complaint_about_themselves() {
        let world = World::new();
        let mut triaged = a_triage();
        let me = world.relations();
        triaged.subjects = vec![Subject {
            person: Some(me.id),
            name: me.name.clone(),
            allegation: None,
        }];
        let refusal = decide(
            &a_complaint(&world),
            DecideScope { triaged },
            &me,
            &world.ctx(),
        )
        .unwrap_err();
        assert_eq!(refusal.fields[0].0, "subjects");
    }

    /// Rule 11: after the response, anything new is a new complaint.
    #[test]
    fn an_allegation_is_added_until_the_response_is_out() {
        let world = World::new();
        let mut complaint = world.investigated();
        let add = || AddAllegation {
            alleged: "Nobody rang back".into(),
            ground: Some(crate::vocabulary::Ground::NotKeptUpdated),
            scope: Scope::CanInvestigate,
            subjects: vec![],
        };
        assert!(decide(&complaint, add(), &world.staff(), &world.ctx()).is_ok());
        complaint.stage = Stage::Answered;
        let refusal = decide(&complaint, add(), &world.staff(), &world.ctx()).unwrap_err();
        assert!(refusal.why.contains("new complaint"), "{refusal}");
    }
}
