//! What triage and a correction of the record leave of the facts and the allegations.
use crate::allegation::Allegation;
use crate::complaint::Complaint;
use crate::event::{Facts, Triaged, TriagedAllegation};
use crate::ids::AllegationId;

impl Complaint {
    /// Triage as one save of its page leaves it.
    pub(crate) fn triage_as(&mut self, triaged: &Triaged) {
        self.triage.urgent = triaged.urgent;
        self.triage.urgent_why.clone_from(&triaged.urgent_why);
        self.triage.needs_asked = triaged.needs_asked;
        self.triage.six_month.clone_from(&triaged.six_month);
        self.triage.likely_area = triaged.likely_area;
        self.subjects.clone_from(&triaged.subjects);
        self.allegations_as(&triaged.allegations);
    }

    pub(super) fn put_right(&mut self, facts: &Facts) {
        self.received.at = facts.received_at;
        self.received.known_by = facts.known_by;
        self.received.channel = facts.channel;
        self.received.addressed_to.clone_from(&facts.addressed_to);
        self.details.first_raised = facts.first_raised;
        self.subjects.clone_from(&facts.subjects);
        self.allegations_as(&facts.allegations);
    }

    fn allegations_as(&mut self, all: &[TriagedAllegation]) {
        let wanted = |number| all.iter().any(|a| a.number == number);
        self.allegations.retain(|a| wanted(a.number));
        for wanted in all {
            match self
                .allegations
                .iter_mut()
                .find(|a| a.number == wanted.number)
            {
                Some(known) => {
                    known.ground = wanted.ground;
                    known.alleged.clone_from(&wanted.alleged);
                    known.scope = wanted.scope.clone();
                }
                None => self.add_allegation(wanted),
            }
        }
        self.allegations.sort_by_key(|a| a.number);
    }

    pub(super) fn add_allegation(&mut self, new: &TriagedAllegation) {
        let last = self.allegations.iter().map(|a| a.id.0).max();
        self.allegations.push(Allegation {
            id: AllegationId(last.unwrap_or(0) + 1),
            number: new.number,
            ground: new.ground,
            alleged: new.alleged.clone(),
            scope: new.scope.clone(),
        });
    }
}
