//! Repeat complainants: one restricted now, one warned, one whose restriction waits for a second person, and one who
//! appealed and was released. Each step is decided by the rules as the right person at its own time.
use super::complainant::People;
use super::house::House;
use super::regulars::{RELEASED, REPEATER, RESTRICTED, WARNED};
use super::story::{Ago, DAY, HOUR};
use super::whom::Whom;
use crate::casework;
use crate::casework::restriction::{Restricted, RestrictionProposal};
use diesel::prelude::*;
use letters::compose::{self, Writer};
use letters::{Letter, Signatory};
use procedure::dispatch::Dispatch;
use procedure::restriction::{
    AppealAct, DecisionAct, Example, Leaving, LiftEarly, Measure, Propose, RecordAppeal,
    RestrictionAct, RestrictionFile, RestrictionGround, Standing, USUAL_MONTHS, Warn,
};
use procedure::working_time::{months_after, uk_time::local_date};
use procedure::{Actor, By, ComplainantId, Complaint, ComplaintId, Context};
use storage::restrictions::{self, standing::standing};
use storage::schema::complaints as table;
use storage::{Connection, Result, StorageError, complaints, stored};

const BEHAVIOUR: &str = "You ring the same people many times in a day and shout at them, and you write the same letter to several of us at once.";
const EFFECT: &str = "The people who answer cannot take other calls on those days, and your own complaint is looked at by several people at once instead of by one.";
const NEEDS: &str = "We asked whether anything would make it easier for you to deal with us. You told us that letters by email suit you.";
const EXACTLY: &str = "Please write to Customer Relations, by email or by post. One named person reads and answers every letter within five working days. We do not take calls about complaints.";

/// Tells all four.
///
/// # Errors
/// The queries'; `Corrupt` in words when the rules refuse a step.
pub fn tell(conn: &mut Connection, house: &House, people: &People) -> Result<()> {
    if let Some(mut one) = Told::of(conn, house, people, RESTRICTED)? {
        one.warn(false, Whom::Kofi, 31 * DAY)?;
        one.warn(true, Whom::Kofi, 24 * DAY)?;
        // It ends within four weeks, so home asks for its review.
        one.propose(RestrictionGround::Nature, 1, 15 * DAY)?;
        one.approve(14 * DAY)?;
    }
    if let Some(mut one) = Told::of(conn, house, people, WARNED)? {
        one.warn(true, Whom::Kofi, 10 * DAY)?;
    }
    if let Some(mut one) = Told::of(conn, house, people, REPEATER)? {
        one.warn(true, Whom::Kofi, 12 * DAY)?;
        one.propose(RestrictionGround::Number, USUAL_MONTHS, 6 * HOUR)?;
    }
    if let Some(mut one) = Told::of(conn, house, people, RELEASED)? {
        one.warn(true, Whom::Kofi, 33 * DAY)?;
        one.propose(RestrictionGround::Nature, USUAL_MONTHS, 30 * DAY)?;
        one.approve(29 * DAY)?;
        one.appeal(27 * DAY)?;
        one.hear(25 * DAY)?;
        one.lift(5 * DAY)?;
    }
    Ok(())
}

/// One person's file while it is told.
struct Told<'a> {
    conn: &'a mut Connection,
    house: &'a House,
    id: ComplainantId,
    /// Their complaints, the oldest first.
    complaints: Vec<ComplaintId>,
}

/// One step of it, at its time.
struct Moment<'a> {
    file: RestrictionFile,
    complaint: Complaint,
    actor: &'a Actor,
    ctx: Context<'a>,
    who: Whom,
}

impl<'a> Told<'a> {
    fn of(
        conn: &'a mut Connection,
        house: &'a House,
        people: &People,
        number: u8,
    ) -> Result<Option<Self>> {
        let Some(id) = people.known(number) else {
            return Ok(None);
        };
        let complaints = table::table
            .filter(table::complainant_id.eq(id.0))
            .order(table::id)
            .select(table::id)
            .load::<i64>(conn)?;
        Ok(Some(Self {
            conn,
            house,
            id,
            complaints: complaints.into_iter().map(ComplaintId).collect(),
        }))
    }
    fn moment(&mut self, who: Whom, ago: Ago) -> Result<Moment<'a>> {
        let first = self.complaints.first().copied();
        let first = first.ok_or(StorageError::NotFound)?;
        let actor = self.house.actor(who)?;
        Ok(Moment {
            file: restrictions::file(self.conn, self.id)?,
            complaint: complaints::get(self.conn, first)?,
            actor,
            ctx: self.house.context(self.house.ago(ago)),
            who,
        })
    }
    /// The first of the executives who has no part in this person's complaints.
    fn apart(&mut self, not: Option<Whom>) -> Result<Whom> {
        for who in [Whom::Ruth, Whom::Magda] {
            let standing = standing(self.conn, self.id, self.house.actor(who)?)?;
            if Some(who) != not && standing == Standing::default() {
                return Ok(who);
            }
        }
        Err(StorageError::Corrupt(
            "demonstration: every executive has a part in these complaints".to_owned(),
        ))
    }
    fn carry_out(
        &mut self,
        moment: &Moment,
        act: RestrictionAct,
        letter: Option<Letter>,
    ) -> Result<()> {
        let who = (By::Person(moment.actor), &moment.ctx);
        let on = (&self.id, act.step());
        let proposal = RestrictionProposal::from(act).sending(letter);
        casework::act::<Restricted>(self.conn, who, on, |_, _| Ok(proposal))
            .map(|_| ())
            .map_err(|ended| ended.into_storage("demonstration: a restriction"))
    }
    fn warn(&mut self, formal: bool, who: Whom, ago: Ago) -> Result<()> {
        let moment = self.moment(who, ago)?;
        let warn = Warn {
            formal,
            told_on: Some(moment.ctx.today()),
            behaviour: BEHAVIOUR.to_owned(),
            effect: EFFECT.to_owned(),
            change: "Please write to one address, and let the people who answer finish.".to_owned(),
            needs: NEEDS.to_owned(),
            examples: self.examples(1, ago)?,
        };
        let letter = formal.then(|| {
            moment.letter(self.house, |way, writer| {
                compose::restriction_warning(&moment.file, &warn, way, writer)
            })
        });
        let act = RestrictionAct::Warn(warn, moment.leaving());
        self.carry_out(&moment, act, letter)
    }
    fn propose(&mut self, ground: RestrictionGround, months: u32, ago: Ago) -> Result<()> {
        let moment = self.moment(Whom::Kofi, ago)?;
        let starts_on = moment.ctx.today();
        let propose = Propose {
            ground: Some(ground),
            behaviour: BEHAVIOUR.to_owned(),
            effect: EFFECT.to_owned(),
            needs_checked: Some(true),
            needs: NEEDS.to_owned(),
            immediate: String::new(),
            measures: vec![Measure::NamedContact, Measure::WritingOnly],
            exactly: EXACTLY.to_owned(),
            starts_on: Some(starts_on),
            ends_on: Some(months_after(starts_on, months)),
            examples: self.examples(2, ago)?,
        };
        self.carry_out(&moment, RestrictionAct::Propose(propose), None)
    }
    fn approve(&mut self, ago: Ago) -> Result<()> {
        let who = self.apart(None)?;
        let moment = self.moment(who, ago)?;
        let proposal = moment.file.waiting().ok_or(StorageError::NotFound)?;
        let role = Some(moment.actor.role);
        let letter = moment.letter(self.house, |way, writer| {
            compose::restriction(&moment.file, proposal, role, way, writer)
        });
        let reason = "The warning changed nothing, and this is the least that helps".to_owned();
        let act = RestrictionAct::Decide(DecisionAct::Approve { reason }, moment.leaving());
        self.carry_out(&moment, act, Some(letter))
    }
    fn appeal(&mut self, ago: Ago) -> Result<()> {
        let moment = self.moment(Whom::Priya, ago)?;
        let act = RestrictionAct::Appeal(RecordAppeal {
            received_on: Some(moment.ctx.today()),
            words: "I ring because nobody writes back. I have never shouted at anybody.".to_owned(),
        });
        self.carry_out(&moment, act, None)
    }
    /// By the executive who did not agree it.
    fn hear(&mut self, ago: Ago) -> Result<()> {
        let approver = self.apart(None)?;
        let who = self.apart(Some(approver))?;
        let moment = self.moment(who, ago)?;
        let act = AppealAct {
            upheld: Some(false),
            reason: "We listened to the calls of both days. Your letters were answered within five working days each time.".to_owned(),
        };
        let of = moment.file.appealed().ok_or(StorageError::NotFound)?;
        let letter = moment.letter(self.house, |way, writer| {
            compose::restriction_appeal(of, &act, moment.actor.role, way, writer)
        });
        let act = RestrictionAct::DecideAppeal(act.clone(), moment.leaving());
        self.carry_out(&moment, act, Some(letter))
    }
    fn lift(&mut self, ago: Ago) -> Result<()> {
        let who = self.apart(None)?;
        let moment = self.moment(who, ago)?;
        let reason = "Every letter since has been calm and to the point.".to_owned();
        let letter = moment.letter(self.house, |way, writer| {
            compose::restriction_lifted(&moment.file, &reason, way, writer)
        });
        let act = LiftEarly {
            reason: reason.clone(),
        };
        let act = RestrictionAct::Lift(act, moment.leaving());
        self.carry_out(&moment, act, Some(letter))
    }
    /// On the two days before, in so many of the complaints that had reached us by then.
    fn examples(&mut self, several: i64, ago: Ago) -> Result<Vec<Example>> {
        let days = [2, 1].map(|n| local_date(self.house.ago(ago + n * DAY)));
        let what = [
            "You rang eleven times before noon and shouted at each person who answered",
            "You sent the same letter to six people and rang each of them",
        ];
        let before = stored(self.house.ago(ago + 3 * DAY));
        let here = table::table
            .filter(table::complainant_id.eq(self.id.0))
            .filter(table::received_at.lt(before))
            .order(table::id)
            .limit(several)
            .select(table::id)
            .load::<i64>(self.conn)?;
        let all = here.iter().cycle().zip(days.into_iter().zip(what));
        Ok(all
            .map(|(complaint, (on, what))| Example {
                complaint: ComplaintId(*complaint),
                on,
                what: what.to_owned(),
            })
            .collect())
    }
}

impl Moment<'_> {
    fn leaving(&self) -> Option<Leaving> {
        Some(Leaving {
            complaint: self.complaint.clone(),
            dispatch: Dispatch::preferred(&self.complaint),
        })
    }
    fn letter(
        &self,
        house: &House,
        write: impl FnOnce((&Complaint, &Dispatch), &Writer) -> Letter,
    ) -> Letter {
        let writer = Writer {
            organisation: &house.organisation,
            assessor: &house.assessor,
            signatory: Signatory {
                name: self.actor.name.clone(),
                job_title: house.titles.get(&self.who.id()).cloned(),
                contact: None,
            },
            templates: &house.templates,
            names: &house.names,
            ctx: &self.ctx,
        };
        write(
            (&self.complaint, &Dispatch::preferred(&self.complaint)),
            &writer,
        )
    }
}
