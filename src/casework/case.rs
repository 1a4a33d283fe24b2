//! A complaint as it is acted on.
use super::outgoing::outgoing;
use super::{Ended, Matter};
use letters::Letter;
use procedure::dispatch::Dispatch;
use procedure::steps::AnyStep;
use procedure::steps::intake::Accepted;
use procedure::{
    By, Complaint, ComplaintId, Context, Decision, Denied, DeniedKind, Event, FieldErrors,
    LetterId, PersonId, Reference, StepKind, Version, decide_lazily, sees,
};
use storage::people::{self, Names};
use storage::record::{self, OutgoingLetter, Recorded};
use storage::unreadable::Unreadable;
use storage::{Connection, StorageError, complaints};

/// A complaint and the names a page about it writes.
#[derive(Debug, Clone)]
pub struct Case {
    pub complaint: Complaint,
    pub names: Names,
}

/// How a complaint is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseKey {
    At(Reference),
    /// The same for whoever took the last step on it and wants to undo that: they may not see it any more.
    Undoing(Reference),
    /// The same for an administrator, who appoints somebody by the reference alone when nobody else can.
    Appointing(Reference),
    Of(ComplaintId),
}

impl Case {
    /// The complaint with the names of everybody it names.
    ///
    /// # Errors
    /// The query's. Without the names a page says "Somebody".
    pub fn of(conn: &mut Connection, complaint: Complaint) -> Result<Self, StorageError> {
        let names = people::names(conn, involved_people(&complaint));
        let names = Unreadable::default().part("names of people", names)?;
        Ok(Self { complaint, names })
    }
    pub fn name(&self, id: PersonId) -> String {
        people::name(&self.names, id)
    }
    pub fn reference(&self) -> &Reference {
        &self.complaint.reference
    }
}

impl Case {
    /// The letter that the letter of this decision corrects.
    fn corrects(&self, decision: &Decision) -> Option<LetterId> {
        let corrected = decision.events().iter().find_map(|event| match event {
            Event::LetterCorrected { delivery, .. } => Some(*delivery),
            _ => None,
        })?;
        let mut all = self.complaint.deliveries.iter();
        all.find(|d| d.id == corrected).map(|d| d.letter)
    }
}

fn involved_people(c: &Complaint) -> Vec<PersonId> {
    let area = c.area.iter().flat_map(|a| [a.leader, a.deputy]).flatten();
    let one_offs = [c.owner, c.assignee, c.decider, Some(c.received.entered_by)]
        .into_iter()
        .flatten();
    let proposed = c
        .refusals
        .iter()
        .flat_map(|r| [Some(r.proposed_by), r.decided_by])
        .flatten();
    let assigned = c.assignments.iter().flat_map(|a| [a.to, a.by]);
    let remedies = c.remedies.iter().filter_map(|r| r.owner);
    let pauses = c.pauses.iter().map(|p| p.by);
    let chosen = c.escalation.iter().filter_map(|e| e.chosen_by);
    let agreed = c.timescales.iter().map(|t| t.by);
    let parts = c.parts.iter().map(|part| part.who);
    let backs = c.hand_backs.iter().map(|back| back.by);
    let views = c.own_views.iter().map(|view| view.by);
    let about = c.subjects.iter().filter_map(|s| s.person);
    area.chain(one_offs)
        .chain(proposed)
        .chain(assigned)
        .chain(remedies)
        .chain(pauses)
        .chain(chosen)
        .chain(agreed)
        .chain(parts)
        .chain(backs)
        .chain(views)
        .chain(about)
        .collect()
}

/// One act: its steps in their order, and the letter that goes with the last of them.
pub struct Proposal {
    first: AnyStep,
    then: Vec<AnyStep>,
    letter: Option<(Letter, Dispatch)>,
    /// What could not be read of the form; said together with what the first step misses.
    wrong: FieldErrors,
}

impl<S: Into<AnyStep>> From<S> for Proposal {
    fn from(step: S) -> Self {
        Self {
            first: step.into(),
            then: Vec::new(),
            letter: None,
            wrong: FieldErrors::default(),
        }
    }
}

impl Proposal {
    /// A further step of the same act. It is asked of what the ones before leave, in the same transaction.
    #[must_use]
    pub fn and(mut self, step: impl Into<AnyStep>) -> Self {
        self.then.push(step.into());
        self
    }
    /// What could not be read: then nothing is recorded, and all that is wrong is said at once.
    #[must_use]
    pub fn despite(mut self, wrong: FieldErrors) -> Self {
        self.wrong = wrong;
        self
    }
    /// The letter, when there is one, and how it leaves.
    #[must_use]
    pub fn sending(mut self, letter: Option<&Letter>, way: Dispatch) -> Self {
        self.letter = letter.map(|letter| (letter.clone(), way));
        self
    }
}

/// What a proposal comes to.
pub struct Decided {
    first: Decision,
    then: Vec<AnyStep>,
    letter: Option<OutgoingLetter>,
}

impl Matter for Case {
    type Key = CaseKey;
    type Kind = StepKind;
    type Proposal = Proposal;
    type Decision = Decided;

    fn load(conn: &mut Connection, key: &CaseKey, by: By) -> Result<Self, StorageError> {
        let complaint = match (key, by) {
            (CaseKey::At(reference), By::Person(actor)) => {
                complaints::find(conn, reference, actor)?
            }
            (CaseKey::Undoing(reference), By::Person(actor)) => {
                complaints::find_to_undo(conn, reference, actor)?
            }
            (CaseKey::Appointing(reference), By::Person(actor)) => {
                complaints::find_to_appoint(conn, reference, actor)?
            }
            (CaseKey::Of(id), By::Person(actor)) => Some(complaints::get(conn, *id)?)
                .filter(|complaint| sees(complaint, actor))
                .ok_or(StorageError::NotFound)?,
            (CaseKey::Of(id), By::Itself(_)) => complaints::get(conn, *id)?,
            // What happens by itself knows the row; only people write references.
            (CaseKey::At(_) | CaseKey::Undoing(_) | CaseKey::Appointing(_), By::Itself(_)) => {
                return Err(StorageError::NotFound);
            }
        };
        Self::of(conn, complaint)
    }
    fn version(&self) -> Version {
        self.complaint.version
    }
    fn is_as_seen(&self, seen: Version) -> bool {
        self.complaint.is_as_seen(seen)
    }
    fn decide(
        &self,
        kind: StepKind,
        (by, ctx): (By, &Context),
        make: impl FnOnce(&Self) -> Result<Proposal, Ended>,
    ) -> Result<Decided, Ended> {
        let (mut rest, mut wrong) = (None, FieldErrors::default());
        let decided = decide_lazily(&self.complaint, kind, (by, ctx), || {
            let proposal = make(self)?;
            rest = Some((proposal.then, proposal.letter));
            wrong = proposal.wrong;
            Ok::<_, Ended>(proposal.first)
        });
        let first = match decided {
            Err(Ended::Refused(denied)) if denied.kind == DeniedKind::Invalid => {
                return Err(wrong.and(denied.fields).into());
            }
            decided => wrong.or(decided?)?,
        };
        let (then, letter) = rest.unwrap_or_default();
        let mut letter = letter
            .map(|(letter, way)| outgoing(&letter, &way, &self.complaint, ctx.today()))
            .transpose()?;
        if let Some(letter) = &mut letter {
            letter.corrects = self.corrects(&first);
        }
        Ok(Decided {
            first,
            then,
            letter,
        })
    }
    fn record(
        conn: &mut Connection,
        decided: Decided,
        (by, ctx): (By, &Context),
    ) -> Result<Recorded, Ended> {
        let Decided {
            first,
            then,
            letter,
        } = decided;
        let id = first.complaint();
        let mut decision = first;
        for step in then {
            if decision.effects().letter.is_some() {
                let why = "More than one of these steps sends a letter. Take one after the other";
                return Err(Denied::not_now(why).into());
            }
            record::record(conn, &decision, None)?;
            let complaint = complaints::get(conn, id)?;
            decision = decide_lazily(&complaint, step.kind(), (by, ctx), || Ok::<_, Denied>(step))?;
        }
        Ok(record::record(conn, &decision, letter.as_ref())?)
    }
}

/// A new complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub id: ComplaintId,
    pub reference: Reference,
}

/// Logs a complaint, inside the caller's transaction. What follows it at once is an act of its own in the same one.
/// `prefix` begins its reference.
///
/// # Errors
/// `Stale` when the message it is made of was decided about meanwhile; the queries'.
pub fn open(conn: &mut Connection, accepted: &Accepted, prefix: &str) -> Result<Opened, Ended> {
    let (id, reference) = record::create(conn, accepted, prefix)?;
    Ok(Opened { id, reference })
}
