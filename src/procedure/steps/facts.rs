//! Correction of the record: when and how a complaint reached us, what each allegation says, whether we can investigate
//! it, and who is complained about, put right after triage too, with a reason and what stood before.
//!
//! The clocks that start from the received date follow it: the working time promised stays the same, and no date is an
//! extension. A clock that has stopped is judged again from the true date, and both results are kept.
use super::scope::{check, check_subjects, lines};
use super::{Step, StepKind};
use crate::allegation::{Scope, Subject};
use crate::clocks::{Clock, ClockChange, from_true_start};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::dates::{self, What};
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::{Change, Event, Facts, JudgedAgain, TriagedAllegation};
use crate::joined::ReceivedFirst;
use crate::person::Actor;
use crate::vocabulary::{Channel, Promise, ReceivedBy, Stage};
use crate::working_time::uk_time;
use chrono::{DateTime, NaiveDate, Utc};

/// The facts as they should stand, all of them.
pub struct CorrectFacts {
    pub received_at: Option<DateTime<Utc>>,
    /// "This date is right", of one that is hardly likely.
    pub received_is_right: bool,
    pub known_by: Option<ReceivedBy>,
    pub channel: Option<Channel>,
    pub addressed_to: String,
    /// Those of the complaint, by number: none is added and none is left out.
    pub allegations: Vec<TriagedAllegation>,
    pub subjects: Vec<Subject>,
    pub reason: String,
    /// The first day on which they were in contact with us, or we with them, as people wrote it down.
    pub first_contact: Option<NaiveDate>,
}

impl Step for CorrectFacts {
    const KIND: StepKind = StepKind::Facts;
    fn decide(
        self,
        complaint: &Complaint,
        actor: &Actor,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        let gaps = self.gaps(complaint, actor, ctx);
        Denied::unless_empty(gaps)?;
        let (Some(received_at), Some(channel), Some(known_by)) =
            (self.received_at, self.channel, self.known_by)
        else {
            return Err(Denied::invalid("received_at", NO_TIME));
        };
        // Whoever told us formally on that day has told us by that day.
        let first_raised = complaint.details.first_raised;
        let facts = Facts {
            received_at,
            known_by,
            channel,
            addressed_to: self.addressed_to,
            first_raised: first_raised.min(uk_time::local_date(received_at)),
            allegations: self.allegations,
            subjects: self.subjects,
        };
        let changes = changes(complaint, &facts);
        if changes.is_empty() {
            return Err(Denied::not_now("Nothing was changed"));
        }
        Ok(corrects(complaint, facts, changes, self.reason, ctx))
    }
}

/// The received date that two records of one complaint have together, or that one has again by itself. The clocks follow
/// as for any other correction. Nothing when it stays as it was.
pub(super) fn received_as(
    c: &Complaint,
    received: ReceivedFirst,
    reason: String,
    ctx: &Context,
) -> Effects {
    let as_it_stands = as_it_stands(c);
    let facts = Facts {
        received_at: received.at,
        known_by: received.known_by,
        channel: c.received.channel,
        addressed_to: as_it_stands.addressed_to,
        first_raised: received.first_raised,
        allegations: as_it_stands.allegations,
        subjects: as_it_stands.subjects,
    };
    let changes = changes(c, &facts);
    if changes.is_empty() {
        return Effects::default();
    }
    corrects(c, facts, changes, reason, ctx)
}

fn corrects(
    c: &Complaint,
    facts: Facts,
    changes: Vec<Change>,
    reason: String,
    ctx: &Context,
) -> Effects {
    let corrected = corrected_clocks(c, facts.received_at, ctx);
    let judged = corrected.iter().filter_map(|(was, is)| judged(was, is));
    let mut effects = Effects::of(Event::FactsCorrected {
        scope_decided: scope_changes(c, &facts.allegations),
        facts: Box::new(facts),
        changes,
        reason,
        judged: judged.collect(),
    });
    for (was, is) in corrected {
        effects = effects.moves(ClockChange::Correct { was, is });
    }
    effects
}

const NO_TIME: &str = "Enter when it was received";

impl CorrectFacts {
    /// What is missing or wrong, in the order of the page.
    fn gaps(&self, c: &Complaint, actor: &Actor, ctx: &Context) -> Vec<(String, String)> {
        let gap = |field: &str, why: &str| (field.to_owned(), why.to_owned());
        let mut gaps = Vec::new();
        match self.received_at {
            None => gaps.push(gap("received_at", NO_TIME)),
            Some(at) if at != c.received.at => gaps.extend(self.wrong_date(at, c, ctx)),
            Some(_) => {}
        }
        if self.known_by.is_none() {
            gaps.push(gap("known_by", "Say how we know when it was received"));
        }
        if self.channel.is_none() {
            gaps.push(gap("channel", "Choose how it reached us"));
        }
        let addressed = !self.addressed_to.trim().is_empty();
        if self.channel == Some(Channel::ExecutiveOrBoard) && !addressed {
            let why = "Say which executive or Board member it was addressed to";
            gaps.push(gap("addressed_to", why));
        }
        gaps.extend(self.wrong_allegations(c, actor));
        check_subjects(&self.subjects, actor, &mut gaps);
        if self.reason.trim().is_empty() {
            gaps.push(gap("reason", "Say why the record is corrected"));
        }
        gaps
    }

    fn wrong_date(
        &self,
        at: DateTime<Utc>,
        c: &Complaint,
        ctx: &Context,
    ) -> Option<(String, String)> {
        let on = uk_time::local_date(at);
        let beside = |why| Some(("received_at".to_owned(), why));
        if !c.joined.with.is_empty() {
            return beside("It goes on under the earlier of two received dates. Take the records apart first, and correct the date of the one that is wrong".to_owned());
        }
        if let Some(why) = dates::impossible_at(What::Received, at, c, ctx) {
            return beside(why);
        }
        // What is complained of came before the complaint, and every contact about it after.
        let event = c.details.latest_event.filter(|event| *event > on);
        if let Some(event) = event {
            let event = uk_time::date_long(event);
            return beside(format!(
                "The complaint cannot have been received before {event}, the date of the latest event. If that is wrong, put it right first under Change details"
            ));
        }
        if let Some(contact) = self.first_contact.filter(|contact| *contact < on) {
            let contact = uk_time::date_long(contact);
            return beside(format!(
                "The complaint cannot have been received after {contact}, when there was a contact about it"
            ));
        }
        let asked = dates::unlikely(at, ctx).filter(|_| !self.received_is_right);
        asked.map(|why| ("received_is_right".to_owned(), why))
    }

    fn wrong_allegations(&self, c: &Complaint, actor: &Actor) -> Vec<(String, String)> {
        let mut gaps = Vec::new();
        let limit = c.triage.six_month.as_ref().map(|s| s.applied);
        let numbers = |all: &[i32]| -> Vec<i32> {
            let mut all = all.to_vec();
            all.sort_unstable();
            all
        };
        let known: Vec<i32> = c.allegations.iter().map(|a| a.number).collect();
        let said: Vec<i32> = self.allegations.iter().map(|a| a.number).collect();
        if numbers(&known) != numbers(&said) {
            let why = "The allegations have changed meanwhile. Open the page again";
            gaps.push(("form".to_owned(), why.to_owned()));
        }
        for a in &self.allegations {
            let field = format!("allegation_{}", a.number);
            let before = c.allegations.iter().find(|known| known.number == a.number);
            let mut gap = |why: &str| {
                gaps.push((field.clone(), format!("Allegation {}: {why}", a.number)));
            };
            // Words that stay as they were are not asked about again.
            let same = before.is_some_and(|known| as_triaged(known) == *a);
            if same {
                continue;
            }
            if before.is_some_and(|known| known.scope != a.scope) {
                if let Some(why) = scope_is_settled(c, actor) {
                    gap(why);
                    continue;
                }
                if a.scope == Scope::Undecided && c.acknowledged_at.is_some() {
                    gap("say whether we can investigate it");
                }
            }
            check(a, &field, limit, &mut gaps);
        }
        let all_outside = !self
            .allegations
            .iter()
            .any(|a| a.scope == Scope::CanInvestigate);
        let was_inside = c.in_scope().next().is_some();
        if c.acknowledged_at.is_some() && was_inside && all_outside {
            let why = "At least one allegation stays one that we can investigate. If none can be, hand the complaint back to Customer Relations, who can propose to refuse it";
            let first = self.allegations.first().map_or(1, |a| a.number);
            gaps.push((format!("allegation_{first}"), why.to_owned()));
        }
        gaps
    }
}

/// Why this person cannot say now whether we can investigate something; none when they can.
pub fn scope_is_settled(c: &Complaint, actor: &Actor) -> Option<&'static str> {
    match c.stage {
        Stage::OnTheSpot | Stage::Triage | Stage::Assignment | Stage::Investigation => (!actor
            .in_customer_relations())
        .then_some("only Customer Relations can change whether we can investigate it"),
        Stage::Answered
        | Stage::Escalated
        | Stage::FinalReview
        | Stage::FinalResponse
        | Stage::Closed => Some("it has been answered, so whether we can investigate it stays"),
    }
}

fn as_triaged(a: &crate::Allegation) -> TriagedAllegation {
    TriagedAllegation {
        number: a.number,
        ground: a.ground,
        alleged: a.alleged.clone(),
        scope: a.scope.clone(),
    }
}

fn scope_changes(c: &Complaint, after: &[TriagedAllegation]) -> bool {
    let mut all = c.allegations.iter();
    all.any(|a| {
        after
            .iter()
            .any(|b| b.number == a.number && b.scope != a.scope)
    })
}

/// The clocks that started when the complaint was received, as they were and as they are from the true date.
fn corrected_clocks(
    c: &Complaint,
    received_at: DateTime<Utc>,
    ctx: &Context,
) -> Vec<(Clock, Clock)> {
    if received_at == c.received.at {
        return Vec::new();
    }
    let from_receipt = |k: &&Clock| {
        let starts = match k.promise {
            Promise::Acknowledge | Promise::Update | Promise::DataProtection => true,
            Promise::Assign
            | Promise::FirstContact
            | Promise::Respond
            | Promise::AcknowledgeEscalation
            | Promise::FinalResponse
            | Promise::Escalate
            | Promise::SendToAssessor => false,
        };
        starts && k.started_at == c.received.at
    };
    let all = c.clocks.iter().filter(from_receipt);
    all.map(|was| (was.clone(), from_true_start(c, was, received_at, ctx)))
        .collect()
}

/// What became of a clock that had stopped; none of one that runs.
fn judged(was: &Clock, is: &Clock) -> Option<JudgedAgain> {
    let stopped_at = was.stopped_at?;
    Some(JudgedAgain {
        promise: was.promise,
        stopped_at,
        kept: was.kept,
        was_due: was.due_at,
        due: is.due_at,
        was_late: was.is_late(stopped_at),
        late: is.is_late(stopped_at),
    })
}

/// What this changes, in words, for the history.
fn changes(c: &Complaint, after: &Facts) -> Vec<Change> {
    let before = &c.received;
    let names = |subjects: &[Subject]| {
        let names = subjects.iter().map(|s| s.name.as_str());
        names.collect::<Vec<_>>().join(", ")
    };
    let known: Vec<TriagedAllegation> = c.allegations.iter().map(as_triaged).collect();
    // A change of kind alone shows too.
    let kinds = |all: &[TriagedAllegation]| {
        let kind = |a: &TriagedAllegation| a.ground.map_or("", |g| g.label());
        let each = all.iter().map(|a| format!("{}. {}", a.number, kind(a)));
        each.collect::<Vec<_>>().join("\n")
    };
    let label = |channel: Channel| channel.label().to_owned();
    let day = |on: NaiveDate| uk_time::date_long(on);
    let fields = [
        (
            "Received",
            uk_time::with_year(before.at),
            uk_time::with_year(after.received_at),
        ),
        (
            "How we know",
            before.known_by.label().to_owned(),
            after.known_by.label().to_owned(),
        ),
        ("Received by", label(before.channel), label(after.channel)),
        (
            "Addressed to",
            before.addressed_to.clone(),
            after.addressed_to.clone(),
        ),
        (
            "First told anybody here",
            day(c.details.first_raised),
            day(after.first_raised),
        ),
        ("Allegations", lines(&known), lines(&after.allegations)),
        (
            "Kind of poor service",
            kinds(&known),
            kinds(&after.allegations),
        ),
        (
            "People complained about",
            names(&c.subjects),
            names(&after.subjects),
        ),
    ];
    fields
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| Change {
            field: field.to_owned(),
            before,
            after,
        })
        .collect()
}

/// The step that leaves everything as it stands: what a form begins with.
pub fn as_it_stands(c: &Complaint) -> CorrectFacts {
    CorrectFacts {
        received_at: Some(c.received.at),
        received_is_right: false,
        known_by: Some(c.received.known_by),
        channel: Some(c.received.channel),
        addressed_to: c.received.addressed_to.clone(),
        allegations: c.allegations.iter().map(as_triaged).collect(),
        subjects: c.subjects.clone(),
        reason: String::new(),
        first_contact: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide;
    use crate::sees;
    use crate::steps::testing::{World, a_complaint};
    use crate::vocabulary::{Exclusion, LetterKind};
    use chrono::Duration;

    fn corrected(c: &Complaint, days: i64) -> CorrectFacts {
        let mut step = as_it_stands(c);
        step.received_at = Some(c.received.at - Duration::days(days));
        step.reason = "The envelope was stamped".into();
        step
    }

    /// Logged two weeks after it came, and acknowledged at once: kept, until the true date comes to light.
    fn acknowledged(world: &mut World) -> Complaint {
        let mut c = a_complaint(world);
        c.details.latest_event = None;
        c.written(LetterKind::Acknowledgement, world.relations().id, world.now);
        c.stage = Stage::Assignment;
        c.area = Some(world.energy());
        c.acknowledged_at = Some(world.now);
        world.now += Duration::hours(1);
        world.left(&c, LetterKind::Acknowledgement)
    }

    #[test]
    fn the_clocks_follow_the_received_date_and_what_stopped_is_judged_again() {
        let mut world = World::new();
        let c = acknowledged(&mut world);
        let kept = |c: &Complaint| {
            let mut all = c.clocks.iter();
            let clock = all.find(|k| k.promise == Promise::Acknowledge).unwrap();
            (clock.kept, clock.in_time(), clock.span)
        };
        let span = kept(&c).2;
        assert_eq!(kept(&c), (true, Some(true), span));
        let decision = decide(&c, corrected(&c, 14), &world.relations(), &world.ctx()).unwrap();
        let after = decision.after();
        assert_eq!(kept(after), (true, Some(false), span));
        assert_eq!(after.received.at, c.received.at - Duration::days(14));
        assert_eq!(
            after.details.first_raised,
            uk_time::local_date(after.received.at)
        );
        // Nothing was agreed and nothing extended.
        assert!(after.timescales.is_empty());
        let [
            Event::FactsCorrected {
                changes, judged, ..
            },
        ] = decision.events()
        else {
            panic!()
        };
        assert_eq!(changes[0].field, "Received");
        assert!(changes[0].before.contains("24 Nov") && changes[0].after.contains("10 Nov"));
        let again = judged
            .iter()
            .find(|j| j.promise == Promise::Acknowledge)
            .unwrap();
        assert!(again.kept && !again.was_late && again.late);
    }

    #[test]
    fn a_clock_that_runs_is_due_its_promised_time_after_the_true_date() {
        let world = World::new();
        let mut c = a_complaint(&world);
        c.details.latest_event = None;
        let decision = decide(&c, corrected(&c, 7), &world.relations(), &world.ctx()).unwrap();
        let clock = decision.after().running(Promise::Acknowledge).unwrap();
        let started = c.received.at - Duration::days(7);
        let due = world.calendar.due(started, world.promises.acknowledge, &[]);
        assert_eq!((clock.started_at, clock.due_at), (started, due));
        let update = decision.after().running(Promise::Update).unwrap();
        assert_eq!(update.started_at, started);
    }

    #[test]
    fn the_true_date_agrees_with_the_others() {
        let world = World::new();
        let mut c = a_complaint(&world);
        let why = |c: &Complaint, step: CorrectFacts| {
            let refused = decide(c, step, &world.relations(), &world.ctx()).unwrap_err();
            assert_eq!(refused.fields[0].0, "received_at", "{refused}");
            refused.why
        };
        // The latest event is of 23 November.
        assert!(
            why(&c, corrected(&c, 7)).contains("23 November 2026, the date of the latest event")
        );
        assert!(why(&c, corrected(&c, -1)).contains("in the future"));
        c.details.latest_event = None;
        c.received.at -= Duration::days(9);
        let mut late = corrected(&c, -3);
        late.first_contact = "2026-11-17".parse().ok();
        assert!(why(&c, late).contains("after 17 November 2026"));
        let mut escalated = world.escalated();
        escalated.received.at -= Duration::days(9);
        let asked = escalated.escalation.as_mut().unwrap();
        asked.requested_at -= Duration::days(3);
        assert!(why(&escalated, corrected(&escalated, -8)).contains("when they asked for stage 2"));
    }

    #[test]
    fn scope_is_for_customer_relations_until_it_is_answered() {
        let world = World::new();
        let mut c = world.investigated();
        c.allegations.push(crate::Allegation {
            id: crate::AllegationId(2),
            number: 2,
            ..c.allegations[0].clone()
        });
        let outside = |c: &Complaint, both: bool| {
            let mut step = as_it_stands(c);
            step.reason = "About the decision".into();
            let some = step.allegations.iter_mut().take(if both { 2 } else { 1 });
            for a in some {
                a.scope = Scope::Outside {
                    exclusion: Exclusion::HandlersDecision,
                    reason: "Only the outcome".into(),
                };
            }
            step
        };
        let refused = decide(&c, outside(&c, false), &world.staff(), &world.ctx()).unwrap_err();
        assert!(refused.why.contains("only Customer Relations"), "{refused}");
        let done = decide(&c, outside(&c, false), &world.relations(), &world.ctx()).unwrap();
        assert_eq!(done.after().in_scope().count(), 1);
        let all = decide(&c, outside(&c, true), &world.relations(), &world.ctx()).unwrap_err();
        assert!(all.why.contains("At least one allegation"), "{all}");
        let answered = Complaint {
            allegations: c.allegations.clone(),
            ..world.answered()
        };
        let step = outside(&answered, false);
        let late = decide(&answered, step, &world.relations(), &world.ctx()).unwrap_err();
        assert!(late.why.contains("has been answered"), "{late}");
        // Its words can be put right by whoever handles it, at any time while it is open.
        let mut words = as_it_stands(&c);
        words.reason = "She meant October".into();
        words.allegations[0].alleged = "No update since 12 September".into();
        assert!(decide(&c, words, &world.staff(), &world.ctx()).is_ok());
    }

    /// The wall: whoever is named sees it no longer, also while it is theirs.
    #[test]
    fn somebody_newly_named_loses_sight() {
        let world = World::new();
        let c = world.investigated();
        let name = |who: &Actor| {
            let mut step = as_it_stands(&c);
            step.reason = "She named him on the phone".into();
            step.subjects.push(Subject {
                person: Some(who.id),
                name: who.name.clone(),
                allegation: None,
            });
            step
        };
        let leader = world.leader();
        let done = decide(&c, name(&world.staff()), &leader, &world.ctx()).unwrap();
        assert!(!sees(done.after(), &world.staff()));
        assert!(sees(done.after(), &leader));
        let own = decide(&c, name(&leader), &leader, &world.ctx()).unwrap_err();
        assert_eq!(own.fields[0].0, "subjects");
        let other = decide(&c, name(&leader), &world.leader2(), &world.ctx());
        assert!(other.is_err());
    }

    #[test]
    fn it_needs_a_reason_and_a_change() {
        let world = World::new();
        let c = world.investigated();
        let bare = decide(&c, as_it_stands(&c), &world.relations(), &world.ctx()).unwrap_err();
        assert_eq!(bare.fields[0].0, "reason");
        let mut idle = as_it_stands(&c);
        idle.reason = "No reason".into();
        let idle = decide(&c, idle, &world.relations(), &world.ctx()).unwrap_err();
        assert!(idle.why.contains("Nothing was changed"), "{idle}");
    }
}
