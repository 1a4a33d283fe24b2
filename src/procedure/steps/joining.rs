//! Two records of one complaint become one: an email and a call that were logged separately, say. This record is closed
//! and kept, and the other goes on under the earlier received date; or they are taken apart again.
//!
//! The clocks of the one that goes on follow its received date as they do when the record is corrected (`facts.rs`).
//! Both records change in one act, and each is held to the version that was looked at.
use super::{Step, StepKind, facts, reopening};
use crate::complaint::Complaint;
use crate::context::Context;
use crate::dates::{self, What};
use crate::denied::Denied;
use crate::effects::Effects;
use crate::event::Event;
use crate::not_now;
use crate::person::Actor;
use crate::vocabulary::{Channel, Stage};
use crate::working_time::uk_time;
use chrono::NaiveDate;

/// Closes this record for the other.
pub struct Join {
    /// As whoever joins them sees it.
    pub goes_on: Box<Complaint>,
    /// "They are the same person", of records of two complainants.
    pub same_person: bool,
    /// How the complainant was told.
    pub told_on: Option<NaiveDate>,
    pub how: Option<Channel>,
    pub reason: String,
}

/// They are two complaints after all: this one is open again, and the other has its own received date back.
pub struct TakeApart {
    pub goes_on: Box<Complaint>,
    pub reason: String,
}

impl Step for Join {
    const KIND: StepKind = StepKind::Joining;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let other = &*self.goes_on;
        let mut gaps = Vec::new();
        let mut gap = |field: &str, why: String| gaps.push((field.to_owned(), why));
        if let Some(why) = cannot_join(complaint, other) {
            gap("with", why);
        }
        if complaint.complainant_id != other.complainant_id && !self.same_person {
            let (one, two) = (&complaint.details.name, &other.details.name);
            let why = format!(
                "They were recorded as two people, {one} and {two}. Tick “They are the same person” if they are"
            );
            gap("same_person", why);
        }
        match self.told_on {
            None => gap("told_on", "Enter the day they were told".to_owned()),
            Some(day) => {
                let later = if other.received.at > complaint.received.at {
                    other
                } else {
                    complaint
                };
                if let Some(why) = dates::impossible(What::Contact, day, later, ctx) {
                    gap("told_on", why);
                }
            }
        }
        if self.how.is_none() {
            gap("how", "Say how they were told".to_owned());
        }
        if self.reason.trim().is_empty() {
            gap("reason", "Say why they are one complaint".to_owned());
        }
        Denied::unless_empty(gaps)?;
        let (Some(told_on), Some(how)) = (self.told_on, self.how) else {
            return Err(Denied::invalid("told_on", "Enter the day they were told"));
        };
        let joined = |record, goes_on, parts| Event::RecordsJoined {
            other: record,
            goes_on,
            told_on,
            how,
            reason: self.reason.clone(),
            parts,
        };
        // Whoever worked on this record worked on the complaint (rule 57).
        let on = joined(complaint.as_joined(), true, complaint.parts.clone());
        let earlier = other
            .received_first()
            .or_earlier(complaint.received_first());
        let why = format!("Joined with another record: {}", self.reason);
        let on = Effects::of(on).and(facts::received_as(other, earlier, why, ctx));
        let closed = Effects::of(joined(other.as_joined(), false, Vec::new()));
        Ok(closed.to(Stage::Closed).with(self.goes_on, on))
    }
}

impl Step for TakeApart {
    const KIND: StepKind = StepKind::Joining;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let other = &*self.goes_on;
        let into = complaint.joined.into.as_ref().map(|into| into.id);
        if into != Some(other.id) {
            return Err(Denied::not_now("It is not joined with another record"));
        }
        if self.reason.trim().is_empty() {
            let why = "Say why they are two complaints";
            return Err(Denied::invalid("reason", why));
        }
        let apart = |record, goes_on| Event::RecordsTakenApart {
            other: record,
            goes_on,
            reason: self.reason.clone(),
        };
        let own = other.joined.own.unwrap_or_else(|| other.received_first());
        let left = other
            .joined
            .with
            .iter()
            .filter(|one| one.id != complaint.id);
        let date = left.fold(own, |date, one| date.or_earlier(one.received));
        let why = format!("Taken apart from another record: {}", self.reason);
        let on = Effects::of(apart(complaint.as_joined(), true));
        let on = on.and(facts::received_as(other, date, why, ctx));
        let opened = Effects::of(apart(other.as_joined(), false));
        Ok(opened
            .to(reopening::back_to(complaint))
            .with(self.goes_on, on))
    }
}

/// Why this record cannot be closed for the other one; none when it can.
fn cannot_join(c: &Complaint, other: &Complaint) -> Option<String> {
    let reference = &other.reference;
    if other.id == c.id {
        return Some("That is this record. Give the reference of the other one".to_owned());
    }
    if other.joined.into.is_some() {
        return Some(format!(
            "{reference} was joined with another record itself, so it does not go on. Give the reference of the one that goes on"
        ));
    }
    if let Some(why) = not_now::joining_with(other) {
        return Some(format!("{reference} cannot go on with this one: {why}"));
    }
    if !other.unreadable.is_empty() {
        return Some(format!(
            "Part of {reference} cannot be read, so nothing is decided on it"
        ));
    }
    if other.open_refusal().is_some() || other.refusal_agreed().is_some() {
        return Some(format!(
            "A refusal of {reference} is waiting. It must be decided first"
        ));
    }
    if let Some(why) = wrong_way_round(c, other) {
        return Some(why);
    }
    if !c.is_about_the_same_people(other) {
        return Some(format!(
            "This record and {reference} do not name the same people as complained about. Correct the record of one of them first, so that nobody named in one can read the other"
        ));
    }
    let received = uk_time::local_date(c.received.at);
    let event = other
        .details
        .latest_event
        .filter(|event| *event > received)?;
    Some(format!(
        "The latest event in {reference} is of {}, after this record was received on {}. If one of the dates is wrong, put it right first; if both are right, they are two complaints",
        uk_time::date_long(event),
        uk_time::date_long(received)
    ))
}

/// What was sent stays with the complaint: the record that was acknowledged goes on, and of two the one that was
/// received first, so that its acknowledgement is held against the date it answered.
fn wrong_way_round(c: &Complaint, other: &Complaint) -> Option<String> {
    c.acknowledged_at?;
    let reference = &other.reference;
    if other.acknowledged_at.is_none() {
        return Some(format!(
            "This record has been acknowledged and {reference} has not. Join them the other way round, from {reference}: then this one goes on"
        ));
    }
    (c.received.at < other.received.at).then(|| {
        format!(
            "Both have been acknowledged, and this record was received first. Join them the other way round, from {reference}: then this one goes on"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allegation::Subject;
    use crate::decide;
    use crate::ids::{ComplainantId, ComplaintId, PersonId, Reference};
    use crate::part::{Involvement, Part};
    use crate::sees;
    use crate::steps::testing::{World, a_complaint};
    use crate::vocabulary::{Closure, Promise};
    use chrono::Duration;

    /// A second record of the same complaint, received so many days before the other and not acknowledged.
    fn second(world: &World, days: i64) -> Complaint {
        let mut c = a_complaint(world);
        c.id = ComplaintId(c.id.0 + 1);
        c.reference = Reference::new("SC", 2026, 900);
        c.received.at -= Duration::days(days);
        c.details.first_raised -= Duration::days(days);
        c.details.latest_event = None;
        for clock in &mut c.clocks {
            clock.started_at = c.received.at;
            clock.due_at -= Duration::days(days);
        }
        c
    }
    /// Acknowledged at once, with an area.
    fn first(world: &World) -> Complaint {
        let mut c = world.acknowledged();
        c.details.latest_event = None;
        for clock in &mut c.clocks {
            if clock.promise == Promise::Acknowledge {
                (clock.stopped_at, clock.kept) = (Some(world.now), true);
            }
        }
        c
    }
    fn join(goes_on: &Complaint, world: &World) -> Join {
        Join {
            goes_on: Box::new(goes_on.clone()),
            same_person: false,
            told_on: Some(world.ctx().today()),
            how: Some(Channel::Phone),
            reason: "The same call of 12 November".into(),
        }
    }
    fn joined(world: &World, c: &Complaint, goes_on: &Complaint) -> (Complaint, Complaint) {
        let step = join(goes_on, world);
        let decided = decide(c, step, &world.relations(), &world.ctx()).unwrap();
        let on = decided.also().unwrap().after().clone();
        (decided.after().clone(), on)
    }
    fn apart(world: &World, c: &Complaint, goes_on: &Complaint) -> (Complaint, Complaint) {
        let step = TakeApart {
            goes_on: Box::new(goes_on.clone()),
            reason: "Two calls after all".into(),
        };
        let decided = decide(c, step, &world.relations(), &world.ctx()).unwrap();
        let on = decided.also().unwrap().after().clone();
        (decided.after().clone(), on)
    }
    fn acknowledge(c: &Complaint) -> (bool, Option<bool>) {
        let mut all = c.clocks.iter();
        let clock = all.find(|k| k.promise == Promise::Acknowledge).unwrap();
        (clock.kept, clock.in_time())
    }
    fn refused(world: &World, c: &Complaint, step: Join) -> Denied {
        decide(c, step, &world.relations(), &world.ctx()).unwrap_err()
    }

    #[test]
    fn one_is_closed_and_the_other_goes_on_under_the_earlier_date() {
        let world = World::new();
        let (c, other) = (second(&world, 14), first(&world));
        assert_eq!(acknowledge(&other), (true, Some(true)));
        let (closed, on) = joined(&world, &c, &other);
        assert_eq!(
            (closed.stage, closed.closure),
            (Stage::Closed, Some(Closure::Joined))
        );
        assert!(closed.clocks.iter().all(|k| k.stopped_at.is_some()));
        assert_eq!(
            closed.joined.into.as_ref().map(|into| into.id),
            Some(other.id)
        );
        assert_eq!((on.stage, on.received.at), (other.stage, c.received.at));
        assert_eq!(on.details.first_raised, c.details.first_raised);
        // Judged again from the earlier date; nothing was agreed and nothing extended.
        assert_eq!(acknowledge(&on), (true, Some(false)));
        assert!(on.timescales.is_empty());
        assert!(on.undoable.is_none() && closed.undoable.is_none());
        // A later date of the other record changes nothing.
        let mut later = second(&world, 0);
        later.received.at += Duration::minutes(30);
        let (_, on) = joined(&world, &later, &other);
        assert_eq!(
            (on.received.at, &on.clocks),
            (other.received.at, &other.clocks)
        );
    }

    #[test]
    fn taken_apart_each_has_its_own_date_and_its_clocks_again() {
        let world = World::new();
        let (c, other) = (second(&world, 14), first(&world));
        let (closed, on) = joined(&world, &c, &other);
        let (opened, on) = apart(&world, &closed, &on);
        assert_eq!((opened.stage, opened.closure), (c.stage, None));
        assert!(opened.running(Promise::Acknowledge).is_some());
        assert_eq!(opened.joined, crate::joined::Joined::default());
        assert_eq!(on.received, other.received);
        assert_eq!(on.details.first_raised, other.details.first_raised);
        assert_eq!(acknowledge(&on), (true, Some(true)));
        assert_eq!(on.joined, crate::joined::Joined::default());
    }

    /// Of three records the earliest of those that are still joined counts.
    #[test]
    fn the_earliest_date_of_those_that_stay_joined_counts() {
        let world = World::new();
        let (mid, other) = (second(&world, 7), first(&world));
        let mut early = second(&world, 14);
        early.id = ComplaintId(77);
        let (mid, on) = joined(&world, &mid, &other);
        let (early, on) = joined(&world, &early, &on);
        assert_eq!(on.received.at, early.received.at);
        let (_, left) = apart(&world, &early, &on);
        assert_eq!(left.received.at, mid.received.at);
        let (_, alone) = apart(&world, &mid, &left);
        assert_eq!(alone.received, other.received);
    }

    #[test]
    fn records_are_joined_in_no_chain() {
        let world = World::new();
        let (c, other) = (second(&world, 14), first(&world));
        let (closed, on) = joined(&world, &c, &other);
        // The closed one does not go on.
        let mut third = second(&world, 3);
        third.id = ComplaintId(77);
        let why = refused(&world, &third, join(&closed, &world));
        assert!(why.fields[0].1.contains("does not go on"), "{why}");
        // The one that goes on is closed for no third.
        let why = refused(&world, &on, join(&third, &world));
        assert!(why.why.contains("not joined with a third"), "{why}");
        let same = refused(&world, &third, join(&third, &world));
        assert!(same.fields[0].1.contains("That is this record"), "{same}");
    }

    #[test]
    fn what_was_acknowledged_first_goes_on() {
        let world = World::new();
        let (c, acknowledged) = (second(&world, 14), first(&world));
        let why = refused(&world, &acknowledged, join(&c, &world));
        assert!(why.fields[0].1.contains("the other way round"), "{why}");
        let mut earlier = second(&world, 14);
        earlier.acknowledged_at = Some(world.now);
        let why = refused(&world, &earlier, join(&acknowledged, &world));
        assert!(why.fields[0].1.contains("received first"), "{why}");
    }

    /// Nobody named in one reads the other (rule 27 and the wall).
    #[test]
    fn both_name_the_same_people() {
        let world = World::new();
        let (mut c, other) = (second(&world, 14), first(&world));
        let named = |person, name: &str| Subject {
            person,
            name: name.into(),
            allegation: None,
        };
        c.subjects = vec![named(Some(PersonId(40)), "Sian Bevan")];
        let why = refused(&world, &c, join(&other, &world));
        assert!(why.fields[0].1.contains("Correct the record"), "{why}");
        let mut both = other.clone();
        both.subjects = vec![named(Some(PersonId(40)), "S. Bevan")];
        joined(&world, &c, &both);
        c.subjects = vec![named(None, "A driver")];
        both.subjects = vec![named(None, "a driver ")];
        joined(&world, &c, &both);
    }

    #[test]
    fn only_of_one_person_and_before_either_is_answered() {
        let world = World::new();
        let (mut c, mut other) = (second(&world, 14), first(&world));
        c.complainant_id = ComplainantId(99);
        let why = refused(&world, &c, join(&other, &world));
        assert_eq!(why.fields[0].0, "same_person", "{why}");
        let same = Join {
            same_person: true,
            ..join(&other, &world)
        };
        decide(&c, same, &world.relations(), &world.ctx()).unwrap();
        c.complainant_id = other.complainant_id;
        let bare = Join {
            told_on: None,
            how: None,
            reason: " ".into(),
            ..join(&other, &world)
        };
        let fields = refused(&world, &c, bare).fields;
        let fields: Vec<&str> = fields.iter().map(|f| f.0.as_str()).collect();
        assert_eq!(fields, ["told_on", "how", "reason"]);
        other.stage = Stage::Answered;
        let why = refused(&world, &c, join(&other, &world));
        assert!(
            why.fields[0].1.contains("an answer stands by itself"),
            "{why}"
        );
        c.stage = Stage::FinalReview;
        let why = refused(&world, &c, join(&first(&world), &world));
        assert!(why.why.contains("before either is answered"), "{why}");
        let staff = decide(
            &second(&world, 1),
            join(&first(&world), &world),
            &world.executive(),
            &world.ctx(),
        );
        assert!(staff.is_ok());
        let why = decide(
            &world.acknowledged(),
            join(&other, &world),
            &world.leader(),
            &world.ctx(),
        )
        .unwrap_err();
        assert!(why.why.contains("Only Customer Relations"), "{why}");
    }

    /// Rule 57: whoever worked on a record of it worked on the complaint.
    #[test]
    fn parts_in_the_closed_record_are_parts_in_the_one_that_goes_on() {
        let world = World::new();
        let (mut c, other) = (second(&world, 14), first(&world));
        let who = world.leader2().id;
        c.parts.push(Part {
            who,
            what: Involvement::Noted,
            at: world.now,
        });
        assert!(!other.took_part_in_stage_1(who));
        let (_, on) = joined(&world, &c, &other);
        assert!(on.took_part_in_stage_1(who) && on.took_part_in_stage_1(world.relations().id));
    }

    #[test]
    fn whoever_may_see_the_one_that_goes_on_may_read_the_other() {
        let world = World::new();
        let other = world.investigated();
        let mut c = second(&world, 14);
        let staff = world.staff();
        assert!(sees(&other, &staff) && !sees(&c, &staff));
        c.joined.into = Some(crate::joined::GoesOn {
            id: other.id,
            reference: other.reference.clone(),
            with: Some((other.area.as_ref().map(|a| a.id), other.hands())),
        });
        assert!(sees(&c, &staff) && sees(&c, &world.leader()));
        assert!(!sees(&c, &world.staff2()));
        // Not if it is about them.
        c.subjects = vec![Subject {
            person: Some(staff.id),
            name: staff.name.clone(),
            allegation: None,
        }];
        assert!(!sees(&c, &staff));
    }
}
