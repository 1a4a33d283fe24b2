//! Rule 54: a complaint that was answered closes by itself as "no further contact" once the time to ask for stage 2 is
//! over, and why it does not. The job that closes, the page that says so and the step's own rule all ask this one place.
use super::closed_list;
use super::complaint::Complaint;
use super::context::Context;
use super::delivery::{Fate, State};
use super::dispatch::Dispatch;
use super::vocabulary::{LetterKind, Promise, Stage};
use chrono::{DateTime, Utc};

closed_list! {
    /// What keeps an answered complaint open, however long they have been silent.
    StaysOpen {
        Unreadable = "unreadable", "Part of its record cannot be read";
        Remedy = "remedy", "Something we promised is still to be done";
        Learning = "learning", "An upheld point does not say yet what we learn from it";
        ReplyOwed = "reply_owed", "We owe them a reply";
        Unanswered = "unanswered", "They have contacted us since the response, and nobody has answered";
        Message = "message", "A message in the inbox may be from them, and nobody has decided about it";
        Letter = "letter", "A letter has not left, or did not arrive";
        NotReached = "not_reached", "The response could not reach them, so their silence says nothing";
        Correction = "correction", "A letter with a wrong date is to be corrected";
        Hold = "hold", "It is on hold";
        DataProtection = "data_protection", "What is about their personal data is not answered yet";
        Assessor = "assessor", "They have gone to the Independent Assessor";
        Refusal = "refusal", "A refusal is waiting for a second person";
        Escalation = "escalation", "They have asked for stage 2";
        ClosedBefore = "closed_before", "It was closed before and opened again, so a person closes it";
        NoWay = "no_way", "A letter cannot reach them as they prefer. See the contact details";
    }
}

/// What waits for an answer, as far as the complaint itself does not know: contacts and messages are rows of their own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waits {
    /// A contact of theirs has a day by which we reply, and no reply.
    pub reply_owed: bool,
    /// They contacted us after the response, and we have not contacted them since.
    pub unanswered: bool,
    /// A message in the inbox is offered for it, or is from an address of theirs, and is undecided.
    pub message: bool,
}

/// When an answered complaint closes by itself, and what keeps it open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// When the time to ask for stage 2 ends; none while it does not run.
    pub ends: Option<DateTime<Utc>>,
    pub because: Vec<StaysOpen>,
}

impl Outlook {
    /// It closes by itself now.
    pub fn closes(&self, now: DateTime<Utc>) -> bool {
        self.is_due(now) && self.because.is_empty()
    }
    /// Their time is over.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.ends.is_some_and(|ends| now > ends)
    }
}

/// None when it is not one that waits for them after the stage 1 response.
pub fn outlook(c: &Complaint, waits: Waits, ctx: &Context) -> Option<Outlook> {
    if c.stage != Stage::Answered {
        return None;
    }
    let because = StaysOpen::ALL.iter().copied();
    Some(Outlook {
        ends: c.running(Promise::Escalate).map(|clock| clock.due_at),
        because: because.filter(|why| holds(*why, c, waits, ctx)).collect(),
    })
}

/// Whether this keeps it open now.
fn holds(why: StaysOpen, c: &Complaint, waits: Waits, ctx: &Context) -> bool {
    match why {
        StaysOpen::Unreadable => !c.unreadable.is_empty(),
        StaysOpen::Remedy => c.open_remedies().next().is_some(),
        StaysOpen::Learning => c.findings.iter().any(|found| {
            let none_said = found.learning.trim().is_empty() && !found.learning_none;
            found.outcome.is_upheld() && none_said
        }),
        StaysOpen::ReplyOwed => waits.reply_owed,
        StaysOpen::Unanswered => waits.unanswered,
        StaysOpen::Message => waits.message,
        StaysOpen::Letter => {
            let on_its_way = |state: State| match state.fate() {
                Some(Fate::Unsent | Fate::NotArrived) => true,
                Some(Fate::Left | Fate::Over) | None => false,
            };
            !c.is_answered() || c.deliveries.iter().any(|d| on_its_way(d.state))
        }
        StaysOpen::NotReached => c.fate(LetterKind::Response) == Some(Fate::Over),
        StaysOpen::Correction => c.corrections_owed().next().is_some(),
        StaysOpen::Hold => c.pauses.iter().any(|hold| hold.until.is_none()),
        StaysOpen::DataProtection => {
            let marked = c.data_protection.as_ref();
            marked.is_some_and(|d| d.answered_on.is_none())
        }
        StaysOpen::Assessor => c
            .referral
            .as_ref()
            .is_some_and(|r| r.concluded_on.is_none()),
        StaysOpen::Refusal => c.open_refusal().is_some(),
        StaysOpen::Escalation => c.escalation.is_some(),
        StaysOpen::ClosedBefore => closed_before(c),
        StaysOpen::NoWay => Dispatch::preferred(c).check(c, ctx.today()).is_err(),
    }
}

/// A letter that closed it was written after the response, and it is open: somebody reopened it or undid the closing.
fn closed_before(c: &Complaint) -> bool {
    let letters = |kind: LetterKind| c.deliveries.iter().filter(move |d| d.kind == kind);
    let answered = letters(LetterKind::Response).map(|d| d.letter).max();
    let closing = [
        LetterKind::NoFurtherContact,
        LetterKind::ResolvedByAgreement,
        LetterKind::Withdrawal,
    ];
    let mut closed = closing.into_iter().flat_map(letters);
    closed.any(|d| Some(d.letter) > answered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::By;
    use crate::by::Cause;
    use crate::clocks::Pause;
    use crate::complaint::DataProtection;
    use crate::decide::{Decision, decide_lazily};
    use crate::denied::Denied;
    use crate::steps::closure::Close;
    use crate::steps::testing::{World, a_referral, a_remedy, found_at_stage_1, refused_by};
    use crate::steps::{AnyStep, StepKind};
    use crate::vocabulary::{Closure, Outcome};

    const NOTHING: Waits = Waits {
        reply_owed: false,
        unanswered: false,
        message: false,
    };

    /// Answered, its response has left, and their time is over.
    fn silent() -> (World, Complaint) {
        let mut world = World::new();
        let mut c = world.answered();
        c.written(LetterKind::Response, world.staff().id, world.now);
        let c = world.left(&c, LetterKind::Response);
        world.now += chrono::Duration::days(40);
        (world, c)
    }

    fn because(c: &Complaint, waits: Waits, world: &World) -> Vec<StaysOpen> {
        outlook(c, waits, &world.ctx()).unwrap().because
    }

    fn close(c: &Complaint, waits: Waits, world: &World) -> Result<Decision, Denied> {
        let ctx = world.ctx();
        let by = By::Itself(Cause::TimeIsOver);
        decide_lazily(c, StepKind::Closure, (by, &ctx), || {
            Ok(AnyStep::from(Close::BySilence { waits }))
        })
    }

    #[test]
    fn it_closes_by_itself_when_their_time_is_over_and_not_before() {
        let (mut world, c) = silent();
        assert_eq!(because(&c, NOTHING, &world), []);
        let closed = close(&c, NOTHING, &world).unwrap();
        assert_eq!(closed.after().closure, Some(Closure::NoFurtherContact));
        assert_eq!(closed.effects().letter, Some(LetterKind::NoFurtherContact));
        let event = closed.events().first().unwrap();
        assert!(event.nature().by_itself);
        // Nobody took part in stage 1 by it (rule 57).
        assert_eq!(closed.after().parts, c.parts);
        let ends = outlook(&c, NOTHING, &world.ctx()).unwrap().ends.unwrap();
        world.now = ends;
        assert!(close(&c, NOTHING, &world).is_err());
        world.now = ends + chrono::Duration::microseconds(1);
        assert!(close(&c, NOTHING, &world).is_ok());
    }

    /// No person can pass for nobody, and nothing else closes by itself.
    #[test]
    fn only_this_closes_by_itself_and_nobody_asks_for_it() {
        let (world, c) = silent();
        let step = Close::BySilence { waits: NOTHING };
        assert!(crate::decide(&c, step, &world.relations(), &world.ctx()).is_err());
        let ctx = world.ctx();
        for cause in [
            Cause::MessageArrived,
            Cause::LetterLeft,
            Cause::LetterBounced,
        ] {
            let step = || Ok::<_, Denied>(AnyStep::from(Close::BySilence { waits: NOTHING }));
            let by = By::Itself(cause);
            assert!(decide_lazily(&c, StepKind::Closure, (by, &ctx), step).is_err());
        }
        let by = By::Itself(Cause::TimeIsOver);
        let step = || Ok::<_, Denied>(AnyStep::from(Close::Complete));
        assert!(decide_lazily(&c, StepKind::Closure, (by, &ctx), step).is_err());
    }

    #[test]
    fn elsewhere_there_is_no_outlook() {
        let world = World::new();
        for c in [
            world.investigated(),
            world.escalated(),
            world.in_final_review(),
        ] {
            assert_eq!(outlook(&c, NOTHING, &world.ctx()), None);
        }
    }

    /// What keeps it open for each reason, and for no other.
    fn held_by(why: StaysOpen, world: &World, c: &mut Complaint) -> Waits {
        let mut waits = NOTHING;
        let who = world.relations().id;
        match why {
            StaysOpen::Unreadable => c.unreadable.push("its clocks".into()),
            StaysOpen::Remedy => c.remedies.push(a_remedy(None)),
            StaysOpen::Learning => found_at_stage_1(c, Outcome::Upheld),
            StaysOpen::ReplyOwed => waits.reply_owed = true,
            StaysOpen::Unanswered => waits.unanswered = true,
            StaysOpen::Message => waits.message = true,
            StaysOpen::Letter => {
                c.written(LetterKind::Timescale, who, world.now);
                c.deliveries[0].state = State::Bounced;
            }
            StaysOpen::NotReached => c.deliveries[0].state = State::ClosedWithout,
            StaysOpen::Correction => {
                let left = c.deliveries[0].left_at.unwrap();
                let day = crate::working_time::uk_time::local_date(left);
                c.deliveries[0].dated = day.pred_opt();
            }
            StaysOpen::Hold => c.pauses.push(Pause {
                reason: "The dispute runs".into(),
                stops_the_clock: false,
                from: world.now,
                until: None,
                review_on: world.ctx().today(),
                by: who,
            }),
            StaysOpen::DataProtection => {
                c.data_protection = Some(DataProtection {
                    since: world.now,
                    about: "You sent my file to my neighbour".into(),
                    answered_on: None,
                    letter: None,
                    answer: String::new(),
                });
            }
            StaysOpen::Assessor => c.referral = Some(a_referral(world)),
            StaysOpen::Refusal => c.refusals = refused_by(world, who).refusals,
            StaysOpen::Escalation => c.escalation = world.escalated().escalation,
            StaysOpen::ClosedBefore => {
                c.written(LetterKind::NoFurtherContact, who, world.now);
                c.deliveries[0].state = State::TakenBack;
            }
            StaysOpen::NoWay => c.details.email.clear(),
        }
        waits
    }

    /// One by one: each keeps it open, is the only reason given, and is said in a sentence of its own.
    #[test]
    fn each_reason_keeps_it_open() {
        for why in StaysOpen::ALL {
            let (world, mut c) = silent();
            let waits = held_by(*why, &world, &mut c);
            assert_eq!(because(&c, waits, &world), [*why]);
            assert!(close(&c, waits, &world).is_err(), "{why:?}");
        }
    }

    /// A response that has not left, or came back, keeps it open twice over: their time does not run.
    #[test]
    fn a_response_that_has_not_left_or_came_back_keeps_it_open() {
        for state in [State::Held, State::Bounced] {
            let (world, mut c) = silent();
            c.deliveries[0].state = state;
            assert_eq!(because(&c, NOTHING, &world), [StaysOpen::Letter]);
            assert!(close(&c, NOTHING, &world).is_err());
        }
    }

    /// What was reopened or undone closes when a person says so; withdrawn before the response, it is answered anew.
    #[test]
    fn what_was_closed_before_is_closed_by_a_person() {
        let (world, c) = silent();
        let closed = close(&c, NOTHING, &world).unwrap();
        let gone = world.left(closed.after(), LetterKind::NoFurtherContact);
        let reopen = crate::steps::reopening::Reopen {
            reason: "Their letter was in the post".into(),
        };
        let again = crate::decide(&gone, reopen, &world.relations(), &world.ctx()).unwrap();
        let again = again.after();
        assert_eq!(again.stage, Stage::Answered);
        assert_eq!(because(again, NOTHING, &world), [StaysOpen::ClosedBefore]);
        let mut earlier = world.answered();
        earlier.written(LetterKind::Withdrawal, world.staff().id, world.now);
        earlier.deliveries[0].state = State::Sent;
        earlier.written(LetterKind::Response, world.staff().id, world.now);
        let answered = world.left(&earlier, LetterKind::Response);
        assert_eq!(because(&answered, NOTHING, &world), []);
    }
}
