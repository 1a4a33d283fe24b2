//! What the post room records of deliveries that it ticked: posted, ordered, dispatched, delivered, handed over, come
//! back, to be printed or ordered again.
use crate::casework::dating::{self, ToMake};
use crate::casework::delivery::{Next, move_each, order};
use crate::maker::{Named, NotMade, Whose};
use crate::web::App;
use crate::web::clock_view::ClockView;
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use chrono::{Days, NaiveDate};
use procedure::dates;
use procedure::delivery::State;
use procedure::working_time::uk_time;
use procedure::{Actor, By, DeliveryId};
use storage::deliveries::{self, AtHand, Made, Remade};
use storage::unreadable::Unreadable;
use storage::{Connection, StorageError};

/// The furthest day that something can be ordered for.
const FURTHEST: Days = Days::new(60);

/// A line of a list of the post room.
pub struct Row {
    pub hand: AtHand,
    /// By when it is owed; none when it has left, or has no date.
    pub clock: Option<ClockView>,
}

impl Row {
    pub fn all(hands: Vec<AtHand>, who: &SignedIn) -> Vec<Self> {
        let of = |hand: AtHand| {
            let unsent = State::UNSENT.contains(&hand.delivery.state);
            let from = hand.written_at;
            let calendar = &who.rules.calendar;
            let clock = ClockView::of_letter(&hand.delivery, from, calendar, who.now);
            Self {
                clock: clock.filter(|_| unsent),
                hand,
            }
        };
        hands.into_iter().map(of).collect()
    }
    /// The name of the form that says it was handed over.
    pub fn by_hand(&self) -> String {
        format!("handed-{}", self.hand.delivery.id)
    }
    /// The day it left.
    pub fn left(&self) -> String {
        let delivery = &self.hand.delivery;
        let at = delivery.left_at.unwrap_or(delivery.changed_at);
        uk_time::date_short(uk_time::local_date(at))
    }
}

/// The id of a field of a form.
pub fn id(name: impl AsRef<str>, form: impl AsRef<str>) -> String {
    format!("{}_{}", name.as_ref(), form.as_ref())
}

/// A form of the post room, as typed.
#[derive(Debug, Clone, Default)]
pub struct Handled {
    pub act: String,
    /// Which form of the page it is; its fields are named by it.
    pub form: String,
    pub on: String,
    pub why: String,
    /// It went on that day, although it bears another.
    pub went: bool,
    picked: Vec<String>,
}

impl Handled {
    pub fn of(form: Vec<(String, String)>) -> Self {
        let mut handled = Self::default();
        for (field, value) in form {
            match field.as_str() {
                "act" => handled.act = value,
                "form" => handled.form = forms::line(&value),
                "on" => handled.on = value,
                "why" => handled.why = forms::line(&value),
                "went" => handled.went = value == "yes",
                "pick" => handled.picked.push(value),
                _ => {}
            }
        }
        if handled.form.is_empty() {
            handled.form.clone_from(&handled.act);
        }
        handled
    }
    pub fn has(&self, id: DeliveryId) -> bool {
        self.picked.contains(&id.to_string())
    }
    /// What was typed in this form, and nothing in another; what stands there before anything is typed.
    pub fn on_of<'a>(&'a self, form: &str, before: &'a str) -> &'a str {
        if self.form == form { &self.on } else { before }
    }
    pub fn why_of(&self, form: &str) -> &str {
        if self.form == form { &self.why } else { "" }
    }
    pub fn went_of(&self, form: &str) -> bool {
        self.form == form && self.went
    }
    /// A field of the form that was sent.
    pub fn field(&self, name: &str) -> String {
        id(name, &self.form)
    }
    fn wrong(&self, name: &str, why: impl Into<String>) -> FieldErrors {
        FieldErrors::on(self.field(name), why)
    }
    /// The day on which it happened; today when none was typed.
    fn day(&self, today: NaiveDate) -> Result<NaiveDate, FieldErrors> {
        match forms::date(&self.on) {
            Err(why) => Err(self.wrong("on", why)),
            Ok(day) => {
                let day = day.unwrap_or(today);
                match dates::cannot_have_gone(day, None, today) {
                    Some(why) => Err(self.wrong("on", why)),
                    None => Ok(day),
                }
            }
        }
    }
    /// The day on which what is ordered is to be dispatched; today when none was typed.
    fn dispatch_day(&self, today: NaiveDate) -> Result<NaiveDate, FieldErrors> {
        match forms::date(&self.on) {
            Err(why) => Err(self.wrong("on", why)),
            Ok(Some(day)) if day < today => {
                Err(self.wrong("on", "Enter a day that is not in the past"))
            }
            Ok(Some(day))
                if today
                    .checked_add_days(FURTHEST)
                    .is_some_and(|most| day > most) =>
            {
                Err(self.wrong("on", "Enter a day within the next 60 days"))
            }
            Ok(day) => Ok(day.unwrap_or(today)),
        }
    }
    /// What is wrong with saying that these came to that on this day.
    fn amiss(&self, picked: &[AtHand], to: State, day: NaiveDate) -> Option<FieldErrors> {
        if picked.is_empty() {
            return Some(self.wrong("pick", "Tick at least one letter"));
        }
        let earliest = picked.iter().filter_map(|one| earliest(one, to)).max();
        // That it is not in the future has been looked at before it was known what was ticked.
        if let Some(why) = dates::cannot_have_gone(day, earliest, day) {
            return Some(self.wrong("on", why));
        }
        if !matches!(to, State::Posted | State::Dispatched | State::HandedOver) || self.went {
            return None;
        }
        let other = |one: &AtHand| one.delivery.dated.filter(|dated| *dated != day);
        let bears = uk_time::date_long(picked.iter().find_map(other)?);
        let day = uk_time::date_long(day);
        let words = format!(
            "The letter bears {bears}. Tick this if it went on {day}, or have it made again for its day"
        );
        Some(self.wrong("went", words))
    }
}

/// The first day on which it can have come to this, and what happened to it then.
fn earliest(one: &AtHand, to: State) -> Option<(NaiveDate, &'static str)> {
    let delivery = &one.delivery;
    let since = uk_time::local_date(delivery.changed_at);
    let written = (uk_time::local_date(one.written_at), "written");
    match (to, delivery.state) {
        (State::Posted, State::Printed) => Some((since, "printed")),
        (State::Dispatched, State::Ordered) => Some((since, "ordered")),
        (State::Posted | State::Dispatched | State::HandedOver, _) => Some(written),
        (State::Returned, _) => delivery.left_on().map(|left| (left, "posted")),
        (State::Delivered, _) => delivery.left_on().map(|left| (left, "dispatched")),
        _ => None,
    }
}

/// What was ticked, of what is in one of these states and this person may know of: chosen from what they may see, not
/// from what was sent.
fn picked(
    conn: &mut Connection,
    (actor, handled): (&Actor, &Handled),
    from: &[State],
) -> Result<Vec<AtHand>, StorageError> {
    let mut missing = Unreadable::default();
    let mut seen = deliveries::at_hand(conn, actor, from, i64::MAX, &mut missing)?;
    seen.retain(|one| handled.has(one.delivery.id));
    Ok(seen)
}

/// Records it of everything ticked that is in one of the states `from` and that this person may know of; the rest is
/// as if it had not been ticked. What is ordered is made for the day on which it will be dispatched. Inner error: what
/// is wrong with the form; nothing is recorded then.
pub async fn handle(
    app: &App,
    who: &SignedIn,
    handled: &Handled,
    (from, to): (&'static [State], State),
) -> Result<Result<(), FieldErrors>, WebError> {
    let today = who.today();
    let day = match to {
        State::Ordered => handled.dispatch_day(today),
        State::ToPrint | State::ToOrder => Ok(today),
        _ => handled.day(today),
    };
    let day = match day {
        Ok(day) => day,
        Err(errors) => return Ok(Err(errors)),
    };
    if to == State::Ordered && handled.why.is_empty() {
        return Ok(Err(handled.wrong("why", "Say from whom it was ordered")));
    }
    let again = match to {
        State::Ordered => match made_for(app, who, handled, (from, day)).await? {
            Ok(again) => again,
            Err(errors) => return Ok(Err(errors)),
        },
        _ => Vec::new(),
    };
    let (actor, at, form) = (who.actor.clone(), who.now, handled.clone());
    app.db
        .try_write(move |conn| {
            let picked = picked(conn, (&actor, &form), from)?;
            if let Some(errors) = form.amiss(&picked, to, day) {
                return Ok(Err(errors));
            }
            let happened = !matches!(to, State::Ordered | State::ToPrint | State::ToOrder);
            let next = Next {
                to,
                at,
                why: &form.why,
                on_day: Some(day).filter(|_| happened),
            };
            let by = By::Person(&actor);
            let ids = picked.iter().map(|one| one.delivery.id);
            let moved = if to == State::Ordered {
                // Whatever came to the list meanwhile was not made for the day.
                let bears = |one: &&AtHand| {
                    let made = again.iter().any(|made| made.delivery == one.delivery.id);
                    made || one.delivery.dated == Some(day)
                };
                let ready = picked.iter().filter(bears);
                let ids: Vec<DeliveryId> = ready.map(|one| one.delivery.id).collect();
                order(conn, by, (&ids, &again), &next)?
            } else {
                move_each(conn, by, &ids.collect::<Vec<_>>(), &next)?
            };
            let none = form.wrong("pick", "Tick at least one letter");
            Ok(if moved == 0 { Err(none) } else { Ok(()) })
        })
        .await
}

/// What was ticked and bears another day, made for this one. Inner error: one of them cannot be made.
async fn made_for(
    app: &App,
    who: &SignedIn,
    handled: &Handled,
    (from, day): (&'static [State], NaiveDate),
) -> Result<Result<Vec<Remade>, FieldErrors>, WebError> {
    let (asking, form) = (who.clone(), handled.clone());
    let to_make = app
        .db
        .read(move |conn| {
            let picked = picked(conn, (&asking.actor, &form), from)?;
            let others = picked.iter().filter(|one| one.delivery.dated != Some(day));
            let ctx = asking.ctx();
            others
                .map(|one| dating::to_make(conn, one.delivery.id, day, &ctx))
                .collect::<Result<Vec<ToMake>, StorageError>>()
        })
        .await?;
    let mut again = Vec::new();
    for one in to_make {
        let to = one.delivery.to().to_owned();
        match remade(app, who, one).await {
            Ok(made) => again.push(made),
            Err(passing) if passing.is_passing() => return Err(passing.into()),
            Err(why) => {
                let why = format!("The letter to {to} could not be made. {}", why.plainly());
                return Ok(Err(handled.wrong("pick", why)));
            }
        }
    }
    Ok(Ok(again))
}

/// The files of a letter with its new days, made in a child.
///
/// # Errors
/// Why they were not made.
pub async fn remade(app: &App, who: &SignedIn, to_make: ToMake) -> Result<Remade, NotMade> {
    let (maker, whose) = (app.maker.clone(), Whose::Person(who.actor.id));
    let making = tokio::task::spawn_blocking(move || {
        let how = (to_make.delivery.way, to_make.delivery.format);
        let made = maker.files_here(whose, to_make.letter.clone(), how, &to_make.stem)?;
        let kept = |Named { name, bytes }| Made { name, bytes };
        Ok(to_make.made(made.files.into_iter().map(kept).collect()))
    });
    making
        .await
        .map_err(|e| NotMade::Died(format!("the server's own thread: {e}")))?
}
