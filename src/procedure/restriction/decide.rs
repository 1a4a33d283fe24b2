//! The one way from wanting to restrict somebody to having permission to record it.
use super::acts::{AppealAct, DecisionAct, Leaving, LiftEarly, RecordAppeal, RestrictionAct};
use super::effects::{Effects, letter};
use super::proposal::{Gaps, proposed, warned};
use super::{Restriction, RestrictionEvent, RestrictionFile, Standing, permits_restriction};
use crate::denied::Denied;
use crate::ids::{ComplainantId, ComplaintId, PersonId, Version};
use crate::person::Actor;
use crate::vocabulary::LetterKind;
use crate::working_time::uk_time::local_date;
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

/// Asks who may, then the act's own rule.
///
/// # Errors
/// A [`Denied`] with the sentence that says why and who can; an invalid act names every gap at once.
pub fn decide_restriction(
    file: &RestrictionFile,
    act: RestrictionAct,
    (actor, standing): (&Actor, Standing),
    now: DateTime<Utc>,
) -> Result<RestrictionDecision, Denied> {
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

fn decided(
    act: DecisionAct,
    file: &RestrictionFile,
    leaving: Option<&Leaving>,
    today: NaiveDate,
) -> Result<Effects, Denied> {
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
                return Err(Denied::not_now(past));
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

fn waiting(file: &RestrictionFile) -> Result<&Restriction, Denied> {
    file.waiting()
        .ok_or_else(|| Denied::not_now("No restriction is proposed"))
}

fn lifted(
    act: LiftEarly,
    file: &RestrictionFile,
    leaving: Option<&Leaving>,
    today: NaiveDate,
) -> Result<Effects, Denied> {
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
) -> Result<RestrictionEvent, Denied> {
    let of = file.running(today).filter(|r| r.appeal.is_none()).last();
    let of = of.ok_or_else(|| Denied::not_now("There is no restriction in force to appeal"))?;
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
) -> Result<Effects, Denied> {
    let none = || Denied::not_now("There is no appeal to decide");
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
