//! The days that a letter bears. They depend on the day it leaves and are filled in when its file is made; what was
//! approved are the words around them.
use chrono::{DateTime, Duration, NaiveDate, Utc};
use letters::{Days, Letter, Place};
use procedure::delivery::Delivery;
use procedure::working_time::Calendar;
use procedure::{Context, DeliveryId, LetterDays, Promises};
use storage::deliveries::outbox::{self, ToSeal};
use storage::deliveries::{Dated, Made, Remade};
use storage::{Connection, StorageError, calendars, settings};

/// What days are counted by.
pub struct Rules {
    calendar: Calendar,
    promises: Promises,
}

impl Rules {
    /// The calendar and the promises in force.
    ///
    /// # Errors
    /// The queries'.
    pub fn load(conn: &mut Connection) -> Result<Self, StorageError> {
        Ok(Self {
            calendar: Calendar::new(calendars::current(conn)?),
            promises: settings::one::<Promises>(conn)?,
        })
    }
    pub fn ctx(&self, now: DateTime<Utc>) -> Context<'_> {
        Context {
            now,
            calendar: &self.calendar,
            promises: &self.promises,
            assessor_known: false,
            undo: Duration::zero(),
        }
    }
}

/// A letter that is to be made into files.
#[derive(Debug, Clone)]
pub struct ToMake {
    pub delivery: Delivery,
    pub reference: String,
    /// With its days.
    pub letter: Letter,
    pub dated: Dated,
    /// The name of its files, without an ending.
    pub stem: String,
    /// Message-IDs that it answers or follows, the earliest first.
    pub thread: Vec<String>,
}

impl ToMake {
    /// What was made of it.
    pub fn made(&self, files: Vec<Made>) -> Remade {
        Remade {
            delivery: self.delivery.id,
            files,
            dated: self.dated,
        }
    }
}

/// A delivery as it is made for this day.
///
/// # Errors
/// The queries'; `Corrupt` when the letter cannot be read any more.
pub fn to_make(
    conn: &mut Connection,
    id: DeliveryId,
    day: NaiveDate,
    ctx: &Context,
) -> Result<ToMake, StorageError> {
    let found = outbox::to_seal(conn, id)?;
    let letter = tree(&found)?;
    let delivery = &found.delivery;
    let days = LetterDays::of(delivery.kind, delivery.way, day, ctx);
    let places = letter.places();
    let named = |place, day: Option<NaiveDate>| day.filter(|_| places.contains(&place));
    let dated = Dated {
        on: day,
        last_day: named(Place::AssessorLastDay, days.last_day),
        escalate_by: named(Place::EscalateBy, days.escalate_by),
    };
    Ok(ToMake {
        letter: as_dated(&letter, &dated),
        dated,
        stem: found.stem(day),
        delivery: found.delivery,
        reference: found.reference,
        thread: found.thread,
    })
}

/// The letter's tree, for this delivery: where it goes somewhere else than at first, the window of the envelope
/// shows that address. Nothing else of it is changed.
fn tree(found: &ToSeal) -> Result<Letter, StorageError> {
    let mut letter: Letter = serde_json::from_str(&found.tree)
        .map_err(|e| StorageError::Corrupt(format!("the letter cannot be read any more: {e}")))?;
    let delivery = &found.delivery;
    if delivery.number > 1 {
        letter.addressee = delivery.address.lines().map(str::to_owned).collect();
        letter.format = delivery.format;
    }
    Ok(letter)
}

/// The letter with these days.
pub fn as_dated(letter: &Letter, dated: &Dated) -> Letter {
    letter.dated(&Days {
        leaving: dated.on,
        assessor_last_day: dated.last_day,
        escalate_by: dated.escalate_by,
    })
}
