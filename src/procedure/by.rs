//! Who wants something done: a person, or nobody.
use super::ids::PersonId;
use super::person::Actor;

/// Who wants something done.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    Person(&'a Actor),
    /// Nobody: it follows from what came in or went out. `permits_itself` says what may happen so.
    Itself(Cause),
}

/// What makes something happen without anybody acting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A message carried what joins it to a complaint.
    MessageArrived,
    /// The outbox handed a letter over, or gave it up.
    LetterLeft,
    /// A mail server sent a letter back.
    LetterBounced,
    /// The time to ask for stage 2 is over, and they have been silent (rule 54).
    TimeIsOver,
}

impl By<'_> {
    /// The person; nobody, when it happens by itself.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(actor) => Some(actor.id),
            Self::Itself(_) => None,
        }
    }
}
