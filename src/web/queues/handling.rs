//! What the post room records of deliveries that it ticked: posted, ordered, dispatched, delivered, come back.
use crate::casework::delivery::{Next, move_each};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use chrono::NaiveDate;
use procedure::delivery::State;
use procedure::{By, DeliveryId};
use storage::deliveries;
use storage::unreadable::Unreadable;

/// A form of the post room, as typed.
#[derive(Debug, Clone, Default)]
pub struct Handled {
    pub act: String,
    pub on: String,
    pub why: String,
    picked: Vec<String>,
}

impl Handled {
    pub fn of(form: Vec<(String, String)>) -> Self {
        let mut handled = Self::default();
        for (field, value) in form {
            match field.as_str() {
                "act" => handled.act = value,
                "on" => handled.on = value,
                "why" => handled.why = forms::line(&value),
                "pick" => handled.picked.push(value),
                _ => {}
            }
        }
        handled
    }
    pub fn has(&self, id: DeliveryId) -> bool {
        self.picked.contains(&id.to_string())
    }
    /// What was typed in the form of this act, and nothing in another's.
    pub fn on_of(&self, act: &str) -> &str {
        if self.act == act { &self.on } else { "" }
    }
    pub fn why_of(&self, act: &str) -> &str {
        if self.act == act { &self.why } else { "" }
    }
    /// The day; today when none was typed.
    fn day(&self, today: NaiveDate) -> Result<NaiveDate, FieldErrors> {
        let field = format!("on_{}", self.act);
        match forms::date(&self.on) {
            Err(why) => Err(FieldErrors::on(field, why)),
            Ok(Some(day)) if day > today => Err(FieldErrors::on(
                field,
                "Enter a day that is not in the future",
            )),
            Ok(day) => Ok(day.unwrap_or(today)),
        }
    }
}

/// Records it of everything ticked that is in one of the states `from` and that this person may know of; the rest is
/// as if it had not been ticked. Inner error: what is wrong with the form.
pub async fn handle(
    app: &App,
    who: &SignedIn,
    handled: &Handled,
    (from, to): (&'static [State], State),
) -> Result<Result<(), FieldErrors>, WebError> {
    let day = match handled.day(who.today()) {
        Ok(day) => day,
        Err(errors) => return Ok(Err(errors)),
    };
    if to == State::Ordered && handled.why.is_empty() {
        let errors = FieldErrors::on("why_ordered", "Say from whom it was ordered");
        return Ok(Err(errors));
    }
    let (actor, at, form) = (who.actor.clone(), who.now, handled.clone());
    let moved = app
        .db
        .try_write(move |conn| {
            // Chosen from what they may see, not from what was sent.
            let mut missing = Unreadable::default();
            let seen = deliveries::at_hand(conn, &actor, from, i64::MAX, &mut missing)?;
            let ids: Vec<DeliveryId> = seen
                .iter()
                .map(|one| one.delivery.id)
                .filter(|id| form.has(*id))
                .collect();
            let next = Next {
                to,
                at,
                why: &form.why,
                on_day: Some(day),
            };
            move_each(conn, By::Person(&actor), &ids, &next)
        })
        .await?;
    if moved == 0 {
        let field = format!("pick_{}", handled.act);
        return Ok(Err(FieldErrors::on(field, "Tick at least one letter")));
    }
    Ok(Ok(()))
}
