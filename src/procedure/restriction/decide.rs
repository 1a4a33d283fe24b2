//! The one way from wanting to restrict somebody to having permission to record it.
use super::acts::{
    AppealAct, DecisionAct, Leaving, LiftEarly, Propose, RecordAppeal, RestrictionAct, Warn,
};
use super::{
    Example, MOST_MONTHS, Restriction, RestrictionEvent, RestrictionFile, RestrictionGround,
    Standing, Terms, permits_restriction,
};
use crate::procedure::ids::{ComplainantId, ComplaintId, PersonId, Version};
use crate::procedure::person::Actor;
use crate::procedure::refusal::Refusal;
use crate::procedure::vocabulary::LetterKind;
use crate::procedure::working_time::{months_after, uk_time::local_date};
use chrono::{DateTime, NaiveDate, Utc};

/// Proof that the rules allowed it. Only [`decide_restriction`] makes one, and storage takes nothing else.
#[derive(Debug, Clone)]
pub struct RestrictionDecision {
    complainant: ComplainantId,
    seen: Version,
    by: PersonId,
    at: DateTime<Utc>,
    events: Vec<RestrictionEvent>,
    letter: Option<(LetterKind, ComplaintId)>,
}

impl RestrictionDecision {
    pub fn complainant(&self) -> ComplainantId {
        self.complainant
    }
    /// The version it was decided on; recording on any other is a conflict.
    pub fn seen(&self) -> Version {
        self.seen
    }
    pub fn by(&self) -> PersonId {
        self.by
    }
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }
    pub fn events(&self) -> &[RestrictionEvent] {
        &self.events
    }
    /// The letter it owes, and the complaint that letter is filed under.
    pub fn letter(&self) -> Option<(LetterKind, ComplaintId)> {
        self.letter
    }
}

/// What an act does: what happened, and the letter it owes.
type Effects = (Vec<RestrictionEvent>, Option<(LetterKind, ComplaintId)>);

/// Asks who may, then the act's own rule.
///
/// # Errors
/// A [`Refusal`] with the sentence that says why and who can; an invalid act names every gap at once.
pub fn decide_restriction(
    file: &RestrictionFile,
    act: RestrictionAct,
    (actor, standing): (&Actor, Standing),
    now: DateTime<Utc>,
) -> Result<RestrictionDecision, Refusal> {
    let today = local_date(now);
    permits_restriction(act.step(), file, (actor, standing), today)?;
    let (events, letter) = match act {
        RestrictionAct::Warn(warn, leaving) => warned(warn, leaving.as_ref(), today)?,
        RestrictionAct::Propose(propose) => (vec![proposed(propose, file, today)?], None),
        RestrictionAct::Decide(decision, leaving) => {
            decided(decision, file, leaving.as_ref(), today)?
        }
        RestrictionAct::Lift(lift, leaving) => lifted(lift, file, leaving.as_ref(), today)?,
        RestrictionAct::Appeal(appeal) => (vec![appealed(appeal, file, today)?], None),
        RestrictionAct::DecideAppeal(act, leaving) => {
            appeal_decided(act, file, leaving.as_ref(), today)?
        }
    };
    Ok(RestrictionDecision {
        complainant: file.complainant,
        seen: file.version,
        by: actor.id,
        at: now,
        events,
        letter,
    })
}

/// The gaps of a form, in its order.
#[derive(Default)]
struct Gaps(Vec<(String, String)>);

impl Gaps {
    fn unless(&mut self, holds: bool, field: &str, why: &str) {
        if !holds {
            self.0.push((field.to_owned(), why.to_owned()));
        }
    }
    fn given(&mut self, words: &str, field: &str, why: &str) {
        self.unless(!words.trim().is_empty(), field, why);
    }
    fn close(self) -> Result<(), Refusal> {
        Refusal::unless_empty(self.0)
    }
    /// Rule 77: dated, and of something that has happened.
    fn examples(&mut self, examples: &[Example], today: NaiveDate) {
        let why = "Give at least one example: the complaint, the date and what happened. A number of complaints alone is never enough";
        self.unless(!examples.is_empty(), "examples", why);
        let past = examples.iter().all(|e| e.on <= today);
        self.unless(past, "examples", "An example cannot be in the future");
        let told = examples.iter().all(|e| !e.what.trim().is_empty());
        self.unless(told, "examples", "Say what happened in each example");
    }
}

/// The letter can go as it is to go.
fn letter(
    kind: LetterKind,
    leaving: Option<&Leaving>,
    today: NaiveDate,
) -> Result<Option<(LetterKind, ComplaintId)>, Refusal> {
    let missing = "This sends a letter, and there is no complaint to file it under";
    let leaving = leaving.ok_or_else(|| Refusal::invalid("letter", missing))?;
    leaving.dispatch.check(leaving.complaint, today)?;
    Ok(Some((kind, leaving.complaint.id)))
}

/// Rule 79: the first two rungs of the ladder.
fn warned(warn: Warn, leaving: Option<&Leaving>, today: NaiveDate) -> Result<Effects, Refusal> {
    let mut gaps = Gaps::default();
    if !warn.formal {
        let told = warn.told_on.is_some_and(|on| on <= today);
        gaps.unless(
            told,
            "told_on",
            "Enter the day they were told, not later than today",
        );
    }
    gaps.given(
        &warn.behaviour,
        "behaviour",
        "Say which behaviour it is about",
    );
    gaps.examples(&warn.examples, today);
    if warn.formal {
        gaps.given(
            &warn.effect,
            "effect",
            "Say how it affects our work or other people",
        );
        let needs = "Say which needs and adjustments you looked at";
        gaps.given(&warn.needs, "needs", needs);
    }
    gaps.given(&warn.change, "change", "Say what must change");
    gaps.close()?;
    let owed = if warn.formal {
        letter(LetterKind::RestrictionWarning, leaving, today)?
    } else {
        None
    };
    let on = warn.told_on.filter(|_| !warn.formal).unwrap_or(today);
    let event = RestrictionEvent::Warned {
        formal: warn.formal,
        on,
        behaviour: warn.behaviour,
        effect: warn.effect,
        change: warn.change,
        needs: warn.needs,
        examples: warn.examples,
    };
    Ok((vec![event], owed))
}

/// Rules 77 to 81: evidence, a warning before it, needs looked at, tailored and for a time.
fn proposed(
    propose: Propose,
    file: &RestrictionFile,
    today: NaiveDate,
) -> Result<RestrictionEvent, Refusal> {
    let warning = file.formal_warning(today).map(|w| w.id);
    let mut gaps = Gaps::default();
    gaps.unless(propose.ground.is_some(), "ground", "Choose the ground");
    gaps.given(
        &propose.behaviour,
        "behaviour",
        "Say which behaviour it is about",
    );
    gaps.examples(&propose.examples, today);
    let of_number = propose.ground == Some(RestrictionGround::Number);
    let several = "For the number of complaints give examples from at least two of them";
    gaps.unless(
        !of_number || complaints(&propose.examples) != 1,
        "examples",
        several,
    );
    let effect =
        "Say how it affects our ability to deal with this complaint, or with those of other people";
    gaps.given(&propose.effect, "effect", effect);
    needs(&mut gaps, &propose);
    let unwarned = "No formal warning has been sent in the last 12 months. Warn them first, or say why safety cannot wait for it";
    let safe = warning.is_some() || !propose.immediate.trim().is_empty();
    gaps.unless(safe, "immediate", unwarned);
    gaps.unless(
        !propose.measures.is_empty(),
        "measures",
        "Choose what is restricted",
    );
    gaps.given(
        &propose.exactly,
        "exactly",
        "Say exactly what is restricted",
    );
    span(&mut gaps, (propose.starts_on, propose.ends_on), today);
    gaps.close()?;
    let (Some(ground), Some(starts_on), Some(ends_on)) =
        (propose.ground, propose.starts_on, propose.ends_on)
    else {
        return Err(Refusal::invalid("form", "The proposal is not whole"));
    };
    Ok(RestrictionEvent::Proposed {
        extends: file.running(today).last().map(|r| r.id),
        warning,
        terms: Terms {
            ground,
            behaviour: propose.behaviour,
            effect: propose.effect,
            needs: propose.needs,
            immediate: propose.immediate,
            measures: propose.measures,
            exactly: propose.exactly,
            starts_on,
            ends_on,
            examples: propose.examples,
        },
    })
}

fn complaints(examples: &[Example]) -> usize {
    let mut all: Vec<ComplaintId> = examples.iter().map(|e| e.complaint).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

/// Rule 80: adjustments and unmet needs first.
fn needs(gaps: &mut Gaps, propose: &Propose) {
    match propose.needs_checked {
        None => gaps.unless(
            false,
            "needs_checked",
            "Say whether their needs and adjustments were looked at",
        ),
        Some(false) => gaps.unless(
            false,
            "needs_checked",
            "Look at their needs and adjustments first. Until then nobody can be restricted",
        ),
        Some(true) => gaps.given(
            &propose.needs,
            "needs",
            "Say what you looked at and what came of it",
        ),
    }
}

/// Rule 81: for a time, twelve months at most.
fn span(gaps: &mut Gaps, (from, until): (Option<NaiveDate>, Option<NaiveDate>), today: NaiveDate) {
    let begins = from.is_some_and(|from| from >= today);
    gaps.unless(begins, "starts_on", "Enter the first day, today or later");
    let ends = until.zip(from).is_some_and(|(until, from)| until > from);
    gaps.unless(
        ends,
        "ends_on",
        "Enter the last day, after the first. No restriction is without an end",
    );
    let longest = until
        .zip(from)
        .is_none_or(|(until, from)| until <= months_after(from, MOST_MONTHS));
    let why =
        "A restriction lasts 12 months at most. Six are usual; extending it is a new decision";
    gaps.unless(longest, "ends_on", why);
}

fn decided(
    act: DecisionAct,
    file: &RestrictionFile,
    leaving: Option<&Leaving>,
    today: NaiveDate,
) -> Result<Effects, Refusal> {
    let proposal = waiting(file)?;
    match act {
        DecisionAct::TurnDown { reason } => {
            let mut gaps = Gaps::default();
            let why = "Say why you do not agree, so that they can act on it";
            gaps.given(&reason, "decision_reason", why);
            gaps.close()?;
            let restriction = proposal.id;
            Ok((
                vec![RestrictionEvent::TurnedDown {
                    restriction,
                    reason,
                }],
                None,
            ))
        }
        DecisionAct::Approve { reason } => {
            let past = "Its last day has passed. Do not agree it; it can be proposed again";
            if proposal.terms.ends_on <= today {
                return Err(Refusal::not_now(past));
            }
            let owed = letter(LetterKind::Restriction, leaving, today)?;
            let event = RestrictionEvent::Approved {
                restriction: proposal.id,
                reason,
                // Nobody is restricted before they are told.
                starts_on: proposal.terms.starts_on.max(today),
            };
            Ok((vec![event], owed))
        }
    }
}

fn waiting(file: &RestrictionFile) -> Result<&Restriction, Refusal> {
    file.waiting()
        .ok_or_else(|| Refusal::not_now("No restriction is proposed"))
}

fn lifted(
    act: LiftEarly,
    file: &RestrictionFile,
    leaving: Option<&Leaving>,
    today: NaiveDate,
) -> Result<Effects, Refusal> {
    let mut gaps = Gaps::default();
    gaps.given(&act.reason, "lift_reason", "Say why it is lifted early");
    gaps.close()?;
    let owed = letter(LetterKind::RestrictionLifted, leaving, today)?;
    let event = RestrictionEvent::LiftedEarly {
        restrictions: file.running(today).map(|r| r.id).collect(),
        on: today,
        reason: act.reason,
    };
    Ok((vec![event], owed))
}

fn appealed(
    act: RecordAppeal,
    file: &RestrictionFile,
    today: NaiveDate,
) -> Result<RestrictionEvent, Refusal> {
    let of = file.running(today).filter(|r| r.appeal.is_none()).last();
    let of = of.ok_or_else(|| Refusal::not_now("Nothing in force can be appealed"))?;
    let since = of.decision.as_ref().map(|d| local_date(d.at));
    let mut gaps = Gaps::default();
    let dated = act
        .received_on
        .is_some_and(|on| on <= today && since.is_none_or(|since| on >= since));
    let why = "Enter the day the appeal reached us: not before the decision, not after today";
    gaps.unless(dated, "received_on", why);
    gaps.given(&act.words, "appeal_words", "Write down what they say");
    gaps.close()?;
    Ok(RestrictionEvent::Appealed {
        restriction: of.id,
        received_on: act.received_on.unwrap_or(today),
        words: act.words,
    })
}

fn appeal_decided(
    act: AppealAct,
    file: &RestrictionFile,
    leaving: Option<&Leaving>,
    today: NaiveDate,
) -> Result<Effects, Refusal> {
    let none = || Refusal::not_now("No appeal waits");
    let of = file.appealed().ok_or_else(none)?;
    let mut gaps = Gaps::default();
    gaps.unless(
        act.upheld.is_some(),
        "upheld",
        "Say whether the appeal is upheld",
    );
    gaps.given(
        &act.reason,
        "appeal_reason",
        "Give the reasons. They go into the letter",
    );
    gaps.close()?;
    let upheld = act.upheld.unwrap_or_default();
    let owed = letter(LetterKind::RestrictionAppeal, leaving, today)?;
    let mut events = vec![RestrictionEvent::AppealDecided {
        restriction: of.id,
        upheld,
        reason: act.reason,
        on: today,
    }];
    if upheld && of.runs(today) {
        events.push(RestrictionEvent::LiftedEarly {
            restrictions: vec![of.id],
            on: today,
            reason: "Their appeal was upheld".to_owned(),
        });
    }
    Ok((events, owed))
}
