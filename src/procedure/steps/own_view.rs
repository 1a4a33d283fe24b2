//! Fresh eyes: whoever decides stage 2 writes down their own view of each point, from the complaint and the evidence,
//! before they open what stage 1 found on it.
use super::{Step, StepKind};
use crate::allegation::{Finding, OwnView, Remedy};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::ids::{AllegationId, PersonId};
use crate::person::Actor;
use crate::vocabulary::{LetterKind, Outcome};

/// A view as the page has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftView {
    /// The allegation's number.
    pub number: i32,
    pub view: Option<Outcome>,
    pub reasons: String,
}

/// The views of one or several points; those without an outcome are left for later.
pub struct RecordOwnView {
    pub views: Vec<DraftView>,
}

/// What somebody who has only read the complaint and the evidence can say.
pub const VIEWS: [Outcome; 3] = [Outcome::Upheld, Outcome::PartlyUpheld, Outcome::NotUpheld];

impl Complaint {
    /// What this person thought of a point before they read what stage 1 found.
    pub fn own_view(&self, allegation: AllegationId, who: PersonId) -> Option<&OwnView> {
        let mut all = self.own_views.iter();
        all.find(|view| view.allegation == allegation && view.by == who)
    }
    /// The points of which this person must not see what stage 1 found yet: they decide stage 2, and have not recorded
    /// their own view.
    pub fn unseen_by(&self, who: PersonId) -> impl Iterator<Item = AllegationId> {
        let decides = self.decider == Some(who) && self.final_at.is_none();
        let found = self.in_scope().filter(move |a| {
            let mut stage_1 = self.findings.iter().filter(|f| f.stage == 1);
            decides && stage_1.any(|f| f.allegation == a.id) && self.own_view(a.id, who).is_none()
        });
        found.map(|a| a.id)
    }
    /// What was found, as far as this person may see it.
    pub fn findings_seen_by(&self, who: PersonId) -> impl Iterator<Item = &Finding> {
        let unseen: Vec<AllegationId> = self.unseen_by(who).collect();
        let all = self.findings.iter();
        all.filter(move |f| f.stage != 1 || !unseen.contains(&f.allegation))
    }
    /// What was promised, as far as this person may see it: a remedy says that a point was upheld.
    pub fn remedies_seen_by(&self, who: PersonId) -> impl Iterator<Item = &Remedy> {
        let unseen: Vec<AllegationId> = self.unseen_by(who).collect();
        let all = self.remedies.iter();
        all.filter(move |r| r.stage != 1 || !unseen.contains(&r.allegation))
    }
    /// Whether this person must not open what stage 1 wrote yet: its response, and what corrects it.
    pub fn stage_1_is_shut_to(&self, who: PersonId) -> bool {
        self.unseen_by(who).next().is_some()
    }
    /// Whether this person must not open a letter of this kind yet.
    pub fn letter_is_shut_to(&self, who: PersonId, kind: LetterKind) -> bool {
        kind.says_what_stage_1_found() && self.stage_1_is_shut_to(who)
    }
}

impl Step for RecordOwnView {
    const KIND: StepKind = StepKind::OwnView;
    fn decide(self, complaint: &Complaint, actor: &Actor, _: &Context) -> Result<Effects, Denied> {
        let unseen: Vec<AllegationId> = complaint.unseen_by(actor.id).collect();
        let mut gaps = Vec::new();
        let mut events = Vec::new();
        for a in complaint.in_scope().filter(|a| unseen.contains(&a.id)) {
            let found = self.views.iter().find(|v| v.number == a.number);
            let Some(draft) = found.filter(|v| v.view.is_some() || !v.reasons.trim().is_empty())
            else {
                continue;
            };
            let mut gap = |field: &str, why: &str| {
                let n = a.number;
                gaps.push((format!("{field}_{n}"), format!("Allegation {n}: {why}")));
            };
            let Some(view) = draft.view.filter(|view| VIEWS.contains(view)) else {
                gap("view", "choose your view");
                continue;
            };
            if draft.reasons.trim().is_empty() {
                gap("reasons", "say why, from the complaint and the evidence");
                continue;
            }
            events.push(Event::OwnViewRecorded {
                allegation: a.id,
                number: a.number,
                view,
                reasons: draft.reasons.clone(),
            });
        }
        if events.is_empty() && gaps.is_empty() {
            let first = complaint.in_scope().find(|a| unseen.contains(&a.id));
            let n = first.map_or(1, |a| a.number);
            gaps.push((
                format!("view_{n}"),
                format!("Allegation {n}: choose your view"),
            ));
        }
        Denied::unless_empty(gaps)?;
        Ok(Effects {
            events,
            ..Effects::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::steps::testing::{World, found_at_stage_1};

    fn view(number: i32, view: Option<Outcome>, reasons: &str) -> RecordOwnView {
        RecordOwnView {
            views: vec![DraftView {
                number,
                view,
                reasons: reasons.into(),
            }],
        }
    }

    #[test]
    fn a_point_is_shown_once_the_decider_has_a_view_of_their_own() {
        let world = World::new();
        let mut c = world.in_final_review();
        found_at_stage_1(&mut c, Outcome::NotUpheld);
        let (decider, id) = (world.leader2(), c.allegations[0].id);
        assert_eq!(c.unseen_by(decider.id).collect::<Vec<_>>(), [id]);
        assert_eq!(c.findings_seen_by(decider.id).count(), 0);
        assert!(c.letter_is_shut_to(decider.id, LetterKind::Response));
        // Nobody else decides it.
        assert_eq!(c.findings_seen_by(world.relations().id).count(), 1);
        let fields = |step| {
            let refused = decide(&c, step, &decider, &world.ctx()).unwrap_err();
            refused.fields[0].0.clone()
        };
        assert_eq!(fields(view(1, None, "")), "view_1");
        assert_eq!(fields(view(1, Some(Outcome::Upheld), " ")), "reasons_1");
        assert_eq!(fields(view(1, Some(Outcome::Withdrawn), "x")), "view_1");
        let step = view(1, Some(Outcome::Upheld), "The call log shows four calls");
        let decided = decide(&c, step, &decider, &world.ctx()).unwrap();
        let after = decided.after().clone();
        assert_eq!(after.unseen_by(decider.id).count(), 0);
        assert_eq!(after.findings_seen_by(decider.id).count(), 1);
        // It is recorded once.
        let again = view(1, Some(Outcome::NotUpheld), "On reflection");
        assert!(decide(&after, again, &decider, &world.ctx()).is_err());
    }

    #[test]
    fn only_whoever_decides_records_a_view() {
        let world = World::new();
        let mut c = world.in_final_review();
        found_at_stage_1(&mut c, Outcome::NotUpheld);
        for other in [world.relations(), world.executive()] {
            let step = view(1, Some(Outcome::Upheld), "So");
            assert!(decide(&c, step, &other, &world.ctx()).is_err());
        }
    }
}
