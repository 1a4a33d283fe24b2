//! A letter on its way: once for each time it leaves, and what became of it.
//!
//! The letter is frozen; a delivery is one attempt to bring it to somebody. The duty that the letter answers is open
//! again whenever a delivery is known not to have arrived.
use super::by::Cause;
use super::denied::Denied;
use super::ids::{DeliveryId, LetterId, PersonId};
use super::vocabulary::{LetterFormat, LetterKind, ReplyChannel};
use crate::closed_list;
use crate::working_time::uk_time;
use chrono::{DateTime, NaiveDate, Utc};

closed_list! {
    /// How it leaves the house.
    Way {
        Email = "email", "Email";
        /// Printed here and posted.
        Post = "post", "Post";
        /// Made by somebody first: Braille, a disc, another format.
        Order = "order", "Made to order";
    }
}

impl Way {
    /// The way a choice of channel and format leads to. Braille and discs cannot be emailed, and what stands in
    /// `Other` is for a person to make; a phone call is followed by paper.
    pub fn of(channel: ReplyChannel, format: LetterFormat) -> Self {
        match format {
            LetterFormat::Braille | LetterFormat::AudioCd | LetterFormat::Other => Self::Order,
            LetterFormat::Standard | LetterFormat::LargePrint => match channel {
                ReplyChannel::Email => Self::Email,
                ReplyChannel::Post | ReplyChannel::Phone => Self::Post,
            },
        }
    }
    /// Where it goes when the time to stop it is over.
    pub fn first(self) -> State {
        match self {
            Self::Email => State::Waiting,
            Self::Post => State::ToPrint,
            Self::Order => State::ToOrder,
        }
    }
}

closed_list! {
    /// What has become of it.
    State {
        /// It can still be stopped.
        Held = "held", "Not gone yet";
        Waiting = "waiting", "Waiting to be sent";
        Retrying = "retrying", "Not accepted yet, tried again";
        Sent = "sent", "Sent";
        /// No mail server is set up: the message stands in the outbox folder.
        Written = "written", "Written to the outbox folder";
        Failed = "failed", "Given up";
        Bounced = "bounced", "Came back undelivered";
        ToPrint = "to_print", "To print";
        Printed = "printed", "Printed, not posted yet";
        Posted = "posted", "Posted";
        ToOrder = "to_order", "To order";
        Ordered = "ordered", "Ordered";
        Dispatched = "dispatched", "Dispatched";
        Delivered = "delivered", "Delivered";
        Returned = "returned", "Came back";
        Stopped = "stopped", "Stopped";
        /// It did not arrive, and another delivery took its place.
        SentAgain = "sent_again", "Did not arrive, sent again";
        /// It did not arrive and cannot: a person said why.
        ClosedWithout = "closed_without", "Did not arrive, closed without delivery";
        /// Given to them in person instead.
        HandedOver = "handed_over", "Handed over";
        /// It never left, and the step that wrote it was undone.
        TakenBack = "taken_back", "Stopped, and its step undone";
    }
}

/// What has become of a letter, over all its deliveries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Written, and it has not left.
    Unsent,
    /// Accepted by the mail server, posted, dispatched or handed over, and it has not come back.
    Left,
    /// Stopped, given up, or come back: it is owed again.
    NotArrived,
    /// It cannot reach them, and a person said why.
    Over,
}

/// How a letter is owed to whoever waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// Written, and it has never left.
    NotSent,
    /// It left and came back.
    NotDelivered,
}

impl State {
    /// It has not arrived and somebody must see to it.
    pub const UNDELIVERED: &'static [Self] =
        &[Self::Stopped, Self::Failed, Self::Bounced, Self::Returned];
    /// Written, and it has not left.
    pub const UNSENT: &'static [Self] = &[
        Self::Held,
        Self::Waiting,
        Self::Retrying,
        Self::ToPrint,
        Self::Printed,
        Self::ToOrder,
        Self::Ordered,
    ];

    pub fn is_undelivered(self) -> bool {
        Self::UNDELIVERED.contains(&self)
    }
    /// What it means for its letter; none when another delivery took its place, or its step was undone.
    pub fn fate(self) -> Option<Fate> {
        match self {
            Self::Held
            | Self::Waiting
            | Self::Retrying
            | Self::ToPrint
            | Self::Printed
            | Self::ToOrder
            | Self::Ordered => Some(Fate::Unsent),
            Self::Sent
            | Self::Written
            | Self::Posted
            | Self::Dispatched
            | Self::Delivered
            | Self::HandedOver => Some(Fate::Left),
            Self::Stopped | Self::Failed | Self::Bounced | Self::Returned => Some(Fate::NotArrived),
            Self::ClosedWithout => Some(Fate::Over),
            Self::SentAgain | Self::TakenBack => None,
        }
    }
    /// How it is owed; none when it has left, is closed, or another delivery took its place.
    pub fn owed(self) -> Option<Owed> {
        match self {
            Self::Held
            | Self::Waiting
            | Self::Retrying
            | Self::ToPrint
            | Self::Printed
            | Self::ToOrder
            | Self::Ordered
            | Self::Stopped
            | Self::Failed => Some(Owed::NotSent),
            Self::Bounced | Self::Returned => Some(Owed::NotDelivered),
            Self::Sent
            | Self::Written
            | Self::Posted
            | Self::Dispatched
            | Self::Delivered
            | Self::HandedOver
            | Self::SentAgain
            | Self::ClosedWithout
            | Self::TakenBack => None,
        }
    }
    /// It is to be printed or made and posted.
    pub fn is_in_the_post_room(self) -> bool {
        match self {
            Self::ToPrint | Self::Printed | Self::ToOrder | Self::Ordered => true,
            Self::Held
            | Self::Waiting
            | Self::Retrying
            | Self::Sent
            | Self::Written
            | Self::Failed
            | Self::Bounced
            | Self::Posted
            | Self::Dispatched
            | Self::Delivered
            | Self::Returned
            | Self::Stopped
            | Self::SentAgain
            | Self::ClosedWithout
            | Self::HandedOver
            | Self::TakenBack => false,
        }
    }
    /// It has left the house, and has not come back.
    pub fn has_left(self) -> bool {
        self.fate() == Some(Fate::Left)
    }
    /// Nothing has left the house yet.
    pub fn can_be_stopped(self) -> bool {
        self.may_become(Self::Stopped)
    }
    /// Whether this can be followed by that.
    pub fn may_become(self, next: Self) -> bool {
        use State::{
            Bounced, ClosedWithout, Delivered, Dispatched, Failed, HandedOver, Held, Ordered,
            Posted, Printed, Retrying, Returned, Sent, SentAgain, Stopped, TakenBack, ToOrder,
            ToPrint, Waiting, Written,
        };
        let after: &[Self] = match self {
            Held => &[Waiting, ToPrint, ToOrder, Stopped, TakenBack, Failed],
            Waiting | Retrying => &[Sent, Written, Retrying, Failed],
            // A message that was only written may have been sent by hand.
            Sent | Written => &[Bounced],
            // Nobody posts what may not leave any more (rule 6).
            ToPrint => &[Printed, Posted, HandedOver, Stopped, TakenBack, Failed],
            // A batch that was not posted on its day is printed again.
            Printed => &[ToPrint, Posted, HandedOver, Stopped, TakenBack, Failed],
            Posted | Delivered => &[Returned],
            ToOrder => &[Ordered, Dispatched, HandedOver, Stopped, TakenBack, Failed],
            Ordered => &[ToOrder, Dispatched, HandedOver, Stopped, TakenBack, Failed],
            Dispatched => &[Delivered, Returned],
            // What never left can still be taken back with its step.
            Failed | Stopped => &[SentAgain, ClosedWithout, TakenBack],
            Bounced | Returned => &[SentAgain, ClosedWithout],
            HandedOver | SentAgain | ClosedWithout | TakenBack => &[],
        };
        after.contains(&next)
    }
    /// Whether a person says that it came to this; the outbox and mail servers say the rest.
    fn is_for_a_person(self) -> bool {
        match self {
            Self::Printed
            | Self::Posted
            | Self::Ordered
            | Self::Dispatched
            | Self::Delivered
            | Self::Returned
            | Self::Stopped
            | Self::SentAgain
            | Self::ClosedWithout
            | Self::HandedOver
            | Self::TakenBack
            | Self::ToPrint
            | Self::ToOrder => true,
            Self::Held
            | Self::Waiting
            | Self::Retrying
            | Self::Sent
            | Self::Written
            | Self::Failed
            | Self::Bounced => false,
        }
    }
    /// Every state that can be followed by this.
    pub fn before(self) -> Vec<Self> {
        let all = Self::ALL.iter().copied();
        all.filter(|one| one.may_become(self)).collect()
    }
    /// `late`, `soon`, `ok` or empty: how a list colours it.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Failed | Self::Bounced | Self::Returned | Self::Stopped => "late",
            Self::Held | Self::Retrying | Self::ToPrint | Self::ToOrder => "soon",
            Self::Sent | Self::Posted | Self::Delivered | Self::HandedOver => "ok",
            Self::Waiting
            | Self::Written
            | Self::Printed
            | Self::Ordered
            | Self::Dispatched
            | Self::SentAgain
            | Self::ClosedWithout
            | Self::TakenBack => "",
        }
    }
}

/// Proof that a delivery may be moved on by whoever moves it. Storage takes nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    to: State,
    by: Option<PersonId>,
}

impl Move {
    /// A person says what became of it.
    ///
    /// # Errors
    /// `NotNow` for what only the outbox or a mail server can say.
    pub fn by_person(person: PersonId, to: State) -> Result<Self, Denied> {
        if to.is_for_a_person() {
            Ok(Self {
                to,
                by: Some(person),
            })
        } else {
            Err(Denied::not_now("This happens without anybody recording it"))
        }
    }
    /// Nobody acts: it follows from what left or came back.
    ///
    /// # Errors
    /// `NotYours` for what a person must say.
    pub fn following(cause: Cause, to: State) -> Result<Self, Denied> {
        let follows = match cause {
            // Made, it waits to be printed or ordered; a person says the rest.
            Cause::LetterLeft => match to {
                State::ToPrint | State::ToOrder => true,
                State::Bounced => false,
                other => !other.is_for_a_person(),
            },
            Cause::LetterBounced => to == State::Bounced,
            Cause::MessageArrived | Cause::TimeIsOver => false,
        };
        if follows {
            Ok(Self { to, by: None })
        } else {
            Err(Denied::not_yours("This is recorded by a person"))
        }
    }
    pub fn to(self) -> State {
        self.to
    }
    /// None: the outbox, or what came back by mail.
    pub fn by(self) -> Option<PersonId> {
        self.by
    }
}

/// One delivery of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub id: DeliveryId,
    pub letter: LetterId,
    pub kind: LetterKind,
    pub sent_by: PersonId,
    /// The first, the second … of this letter.
    pub number: i32,
    pub way: Way,
    pub channel: ReplyChannel,
    pub format: LetterFormat,
    /// Empty unless it goes by email.
    pub email: String,
    /// Name and address lines.
    pub address: String,
    /// Why it goes this way, when somebody had to say.
    pub reason: String,
    pub state: State,
    /// Until then it waits to be stopped.
    pub leaves_at: DateTime<Utc>,
    pub changed_at: DateTime<Utc>,
    /// By when it is owed: the date of the promise it keeps, else of an acknowledgement from when it was written.
    pub due_at: Option<DateTime<Utc>>,
    /// The date that its file bears; none until it was made.
    pub dated: Option<NaiveDate>,
    /// The last day for the Independent Assessor that its file names, if it names one.
    pub last_day: Option<NaiveDate>,
    /// When it left; none until it has.
    pub left_at: Option<DateTime<Utc>>,
    /// The letter that it corrects.
    pub corrects: Option<LetterId>,
    /// Of the message, with its angle brackets; empty unless it was made into one.
    pub message_id: String,
    /// What the mail server said last.
    pub last_error: String,
    pub attempts: i32,
}

impl Delivery {
    /// Who it goes to: the first line of the address.
    pub fn to(&self) -> &str {
        self.address.lines().next().unwrap_or_default()
    }
    /// "Email, standard print"
    pub fn how(&self) -> String {
        how(self.channel, self.format)
    }
    /// The day it left, in London.
    pub fn left_on(&self) -> Option<NaiveDate> {
        self.left_at.map(uk_time::local_date)
    }
    /// It left on another day than its file says, so that the time limits in it are wrong: the day it bears and the
    /// day it left.
    pub fn misdated(&self) -> Option<(NaiveDate, NaiveDate)> {
        let (dated, left) = (self.dated?, self.left_on()?);
        (dated != left && self.state.has_left()).then_some((dated, left))
    }
}

/// "Email, standard print"
pub fn how(channel: ReplyChannel, format: LetterFormat) -> String {
    format!("{}, {}", channel.label(), format.label().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_leads_somewhere_and_braille_never_to_email() {
        use LetterFormat::{AudioCd, Braille, LargePrint, Other, Standard};
        use ReplyChannel::{Email, Phone, Post};
        let ways = [
            (Email, Standard, Way::Email),
            (Email, LargePrint, Way::Email),
            (Email, Braille, Way::Order),
            (Email, Other, Way::Order),
            (Post, Standard, Way::Post),
            (Post, AudioCd, Way::Order),
            (Phone, Standard, Way::Post),
            (Phone, Braille, Way::Order),
        ];
        for (channel, format, way) in ways {
            assert_eq!(Way::of(channel, format), way, "{channel:?} {format:?}");
            assert!(State::Held.may_become(way.first()));
        }
    }

    #[test]
    fn what_has_left_cannot_be_stopped_and_what_is_over_is_over() {
        for gone in [
            State::Sent,
            State::Posted,
            State::Dispatched,
            State::Waiting,
        ] {
            assert!(!gone.can_be_stopped(), "{gone:?}");
        }
        for over in [State::SentAgain, State::ClosedWithout, State::TakenBack] {
            assert!(State::ALL.iter().all(|next| !over.may_become(*next)));
        }
        for open in State::UNDELIVERED {
            assert!(open.may_become(State::SentAgain) && open.may_become(State::ClosedWithout));
        }
    }

    /// What is written and has not left, or has not arrived, is owed; nothing else is.
    #[test]
    fn a_letter_is_owed_until_it_has_left_and_again_when_it_came_back() {
        for state in State::ALL.iter().copied() {
            let fate = state.fate();
            let waited_for = matches!(fate, Some(Fate::Unsent | Fate::NotArrived));
            assert_eq!(state.owed().is_some(), waited_for, "{state:?}");
            let in_the_post_room = state.is_in_the_post_room();
            assert!(!in_the_post_room || fate == Some(Fate::Unsent), "{state:?}");
        }
    }

    /// From being held every state can be reached, so none is a word without a meaning.
    #[test]
    fn every_state_can_be_reached() {
        let mut reached = vec![State::Held];
        while let Some(next) = State::ALL
            .iter()
            .find(|s| !reached.contains(s) && reached.iter().any(|r| r.may_become(**s)))
        {
            reached.push(*next);
        }
        assert_eq!(reached.len(), State::ALL.len());
    }
}
