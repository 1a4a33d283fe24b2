//! The complaints procedure as published, and nothing else: no I/O, no clock, no database.
//!
//! Facts, a step, an actor and a time go in; a [`Decision`] or a [`Denied`] comes out.
//! "Rule 57", "(c)6" and "reading (e)10" are looked up in `docs/rules.md`.
pub mod allegation;
mod apply;
mod by;
pub mod clocks;
pub mod complaint;
mod context;
pub mod dates;
mod decide;
pub mod delivery;
mod denied;
pub mod dispatch;
mod effects;
pub mod event;
pub mod ids;
pub mod joined;
pub mod lateness;
mod letter_moves;
pub mod likeness;
pub mod limits;
pub mod new_date;
pub mod next_step;
mod not_now;
pub mod part;
mod permission;
mod person;
#[cfg(test)]
mod properties;
pub mod repeat;
pub mod restriction;
pub mod screen;
pub mod silence;
pub mod steps;
pub mod tally;
pub mod undo;
pub mod visible;
pub mod vocabulary;
pub mod working_time;

pub use allegation::{Allegation, Finding, Remedy, Scope, Subject};
pub use by::{By, Cause};
pub use clocks::{ClockChange, Promises};
pub use complaint::{Complaint, Details, Received};
pub use context::Context;
pub use decide::{Decision, closed_days, decide, decide_lazily, on_its_way};
pub use delivery::Delivery;
pub use denied::{Denied, DeniedKind, FieldErrors};
pub use effects::Effects;
pub use event::Event;
pub use ids::{
    AllegationId, AreaId, BatchId, ComplainantId, ComplaintId, ContactId, DeliveryId, LetterId,
    MailId, PersonId, RecommendationId, Reference, ReferralId, RemedyId, RestrictionId, Version,
    WarningId,
};
pub use letter_moves::{LetterDays, kept_by, left_on, owed_with};
pub use permission::{permits, sees};
pub use person::{Actor, Area, Away, Candidate};
pub use screen::{Screen, opens, permits_screen};
pub use steps::{Step, StepKind};
pub use undo::Undoable;
