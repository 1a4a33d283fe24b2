//! The only writer of restrictions: facts, history, letter and its delivery, together or not at all.
use super::version;
use crate::record::{OutgoingLetter, Recorded, freeze};
use crate::schema::{
    complaints, people, restriction_events, restriction_examples, restriction_measures,
    restriction_warnings, restrictions,
};
use crate::{Connection, Key, Result, StorageError, Word, stored};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use procedure::restriction::{Example, RestrictionDecision, RestrictionEvent, Terms};
use procedure::vocabulary::Role;
use procedure::{
    ComplainantId, ComplaintId, LetterId, PersonId, RestrictionId, Version, WarningId,
};

/// Records a decision made on the version it saw, with the letter it owes. Only `casework` calls it.
///
/// # Errors
/// `Conflict` when the file changed meanwhile; `MissingLetter` when it owes one that was not given; `NotFound`
/// when it names a complaint of somebody else. Nothing is written then.
pub fn record_restriction(
    conn: &mut Connection,
    decision: &RestrictionDecision,
    letter: Option<&OutgoingLetter>,
) -> Result<Recorded> {
    let complainant = decision.complainant();
    if version(conn, complainant)? != decision.seen() {
        return Err(StorageError::Conflict);
    }
    let acting = Acting {
        complainant,
        by: decision.by(),
        at: decision.at(),
    };
    let sent = match decision.letter() {
        None => None,
        Some((kind, complaint)) => {
            let letter = letter.filter(|l| l.kind == kind);
            let letter = letter.ok_or(StorageError::MissingLetter(kind.as_str()))?;
            acting.owns(conn, complaint)?;
            Some(freeze(conn, complaint, (acting.by, acting.at), letter, None)?.0)
        }
    };
    for (number, event) in (decision.seen().0 + 1..).zip(decision.events()) {
        acting.write(conn, number, event)?;
        acting.apply(conn, event, sent)?;
    }
    let events = i64::try_from(decision.events().len()).unwrap_or(i64::MAX);
    Ok(Recorded {
        version: Version(decision.seen().0 + events),
        letter: sent,
    })
}

struct Acting {
    complainant: ComplainantId,
    by: PersonId,
    at: DateTime<Utc>,
}

impl Acting {
    /// The complaint is this person's.
    fn owns(&self, conn: &mut Connection, complaint: ComplaintId) -> Result<()> {
        let theirs = complaints::table
            .filter(complaints::id.eq(Key(complaint)))
            .filter(complaints::complainant_id.eq(Key(self.complainant)));
        if diesel::select(diesel::dsl::exists(theirs)).get_result::<bool>(conn)? {
            Ok(())
        } else {
            Err(StorageError::NotFound)
        }
    }
    /// The unique number tells two people at once apart.
    fn write(&self, conn: &mut Connection, number: i64, event: &RestrictionEvent) -> Result<()> {
        use diesel::result::{DatabaseErrorKind, Error};
        let facts =
            serde_json::to_string(event).map_err(|e| StorageError::Corrupt(e.to_string()))?;
        diesel::insert_into(restriction_events::table)
            .values((
                restriction_events::complainant_id.eq(Key(self.complainant)),
                restriction_events::number.eq(number),
                restriction_events::at.eq(stored(self.at)),
                restriction_events::by_id.eq(Key(self.by)),
                restriction_events::kind.eq(event.kind()),
                restriction_events::facts.eq(facts),
            ))
            .execute(conn)
            .map_err(|error| match error {
                Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => {
                    StorageError::Conflict
                }
                other => other.into(),
            })?;
        Ok(())
    }
    fn apply(
        &self,
        conn: &mut Connection,
        event: &RestrictionEvent,
        letter: Option<LetterId>,
    ) -> Result<()> {
        match event {
            RestrictionEvent::Warned { .. } => self.warned(conn, event, letter),
            RestrictionEvent::Proposed {
                extends,
                terms,
                warning,
            } => self.proposed(conn, *extends, terms, *warning),
            RestrictionEvent::Approved {
                restriction,
                reason,
                starts_on,
            } => self.decided(conn, *restriction, reason, Some((*starts_on, letter))),
            RestrictionEvent::TurnedDown {
                restriction,
                reason,
            } => self.decided(conn, *restriction, reason, None),
            RestrictionEvent::LiftedEarly {
                restrictions,
                on,
                reason,
            } => self.lifted(conn, restrictions, (*on, reason), letter),
            RestrictionEvent::Appealed {
                restriction,
                received_on,
                words,
            } => self.appealed(conn, *restriction, *received_on, words),
            RestrictionEvent::AppealDecided {
                restriction,
                upheld,
                reason,
                ..
            } => self.heard(conn, *restriction, (*upheld, reason), letter),
        }
    }
    fn warned(
        &self,
        conn: &mut Connection,
        event: &RestrictionEvent,
        letter: Option<LetterId>,
    ) -> Result<()> {
        let RestrictionEvent::Warned {
            formal,
            on,
            behaviour,
            effect,
            change,
            needs,
            examples,
        } = event
        else {
            return Ok(());
        };
        let id = diesel::insert_into(restriction_warnings::table)
            .values((
                restriction_warnings::complainant_id.eq(Key(self.complainant)),
                restriction_warnings::formal.eq(formal),
                restriction_warnings::given_on.eq(on),
                restriction_warnings::behaviour.eq(behaviour),
                restriction_warnings::effect.eq(effect),
                restriction_warnings::must_change.eq(change),
                restriction_warnings::needs.eq(needs),
                restriction_warnings::by_id.eq(Key(self.by)),
                restriction_warnings::at.eq(stored(self.at)),
                restriction_warnings::letter_id.eq(letter.map(Key)),
            ))
            .returning(restriction_warnings::id)
            .get_result(conn)?;
        self.examples(conn, (Some(id), None), examples)
    }
    fn examples(
        &self,
        conn: &mut Connection,
        (warning, restriction): (Option<Key<WarningId>>, Option<Key<RestrictionId>>),
        examples: &[Example],
    ) -> Result<()> {
        for example in examples {
            self.owns(conn, example.complaint)?;
            diesel::insert_into(restriction_examples::table)
                .values((
                    restriction_examples::warning_id.eq(warning),
                    restriction_examples::restriction_id.eq(restriction),
                    restriction_examples::complaint_id.eq(Key(example.complaint)),
                    restriction_examples::happened_on.eq(example.on),
                    restriction_examples::what.eq(&example.what),
                ))
                .execute(conn)?;
        }
        Ok(())
    }
    fn proposed(
        &self,
        conn: &mut Connection,
        extends: Option<RestrictionId>,
        terms: &Terms,
        warning: Option<WarningId>,
    ) -> Result<()> {
        let role = people::table
            .find(Key(self.by))
            .select(people::role)
            .first::<Word<Role>>(conn)?;
        let id = diesel::insert_into(restrictions::table)
            .values((
                restrictions::complainant_id.eq(Key(self.complainant)),
                restrictions::extends_id.eq(extends.map(Key)),
                restrictions::ground.eq(Word(terms.ground)),
                restrictions::behaviour.eq(&terms.behaviour),
                restrictions::effect.eq(&terms.effect),
                restrictions::needs.eq(&terms.needs),
                restrictions::warning_id.eq(warning.map(Key)),
                restrictions::immediate.eq(&terms.immediate),
                restrictions::exactly.eq(&terms.exactly),
                restrictions::starts_on.eq(terms.starts_on),
                restrictions::ends_on.eq(terms.ends_on),
                restrictions::proposed_by.eq(Key(self.by)),
                restrictions::proposer_role.eq(role),
                restrictions::proposed_at.eq(stored(self.at)),
            ))
            .returning(restrictions::id)
            .get_result::<Key<RestrictionId>>(conn)?;
        for measure in &terms.measures {
            diesel::insert_into(restriction_measures::table)
                .values((
                    restriction_measures::restriction_id.eq(id),
                    restriction_measures::measure.eq(Word(*measure)),
                ))
                .execute(conn)?;
        }
        self.examples(conn, (None, Some(id)), &terms.examples)
    }
    /// Agreed from a day, with its letter; or not agreed.
    fn decided(
        &self,
        conn: &mut Connection,
        id: RestrictionId,
        reason: &str,
        agreed: Option<(NaiveDate, Option<LetterId>)>,
    ) -> Result<()> {
        let waiting = restrictions::table
            .find(Key(id))
            .filter(restrictions::approved.is_null());
        let letter = agreed.and_then(|(_, letter)| letter);
        let changed = diesel::update(waiting)
            .set((
                restrictions::approved.eq(Some(agreed.is_some())),
                restrictions::decided_by.eq(Some(Key(self.by))),
                restrictions::decided_at.eq(Some(stored(self.at))),
                restrictions::decision_reason.eq(reason),
                restrictions::letter_id.eq(letter.map(Key)),
                agreed.map(|(starts_on, _)| restrictions::starts_on.eq(starts_on)),
            ))
            .execute(conn)?;
        once(changed)
    }
    fn lifted(
        &self,
        conn: &mut Connection,
        ids: &[RestrictionId],
        (on, reason): (NaiveDate, &str),
        letter: Option<LetterId>,
    ) -> Result<()> {
        let running = restrictions::table
            .filter(restrictions::id.eq_any(ids.iter().copied().map(Key)))
            .filter(restrictions::lifted_on.is_null());
        diesel::update(running)
            .set((
                restrictions::lifted_on.eq(Some(on)),
                restrictions::lifted_by.eq(Some(Key(self.by))),
                restrictions::lift_reason.eq(reason),
                restrictions::lift_letter_id.eq(letter.map(Key)),
            ))
            .execute(conn)?;
        Ok(())
    }
    fn appealed(
        &self,
        conn: &mut Connection,
        id: RestrictionId,
        on: NaiveDate,
        words: &str,
    ) -> Result<()> {
        let quiet = restrictions::table
            .find(Key(id))
            .filter(restrictions::appeal_on.is_null());
        let changed = diesel::update(quiet)
            .set((
                restrictions::appeal_on.eq(Some(on)),
                restrictions::appeal_words.eq(words),
                restrictions::appeal_recorded_by.eq(Some(Key(self.by))),
            ))
            .execute(conn)?;
        once(changed)
    }
    fn heard(
        &self,
        conn: &mut Connection,
        id: RestrictionId,
        (upheld, reason): (bool, &str),
        letter: Option<LetterId>,
    ) -> Result<()> {
        let open = restrictions::table
            .find(Key(id))
            .filter(restrictions::appeal_upheld.is_null());
        let changed = diesel::update(open)
            .set((
                restrictions::appeal_upheld.eq(Some(upheld)),
                restrictions::appeal_decided_by.eq(Some(Key(self.by))),
                restrictions::appeal_decided_at.eq(Some(stored(self.at))),
                restrictions::appeal_reason.eq(reason),
                restrictions::appeal_letter_id.eq(letter.map(Key)),
            ))
            .execute(conn)?;
        once(changed)
    }
}

fn once(changed: usize) -> Result<()> {
    if changed == 1 {
        Ok(())
    } else {
        Err(StorageError::Conflict)
    }
}
