//! The complaints procedure as published, and nothing else: no I/O, no clock, no database.
//!
//! Facts, a step, an actor and a time go in; a [`Decision`] or a [`Denied`] comes out.
//! "Rule 57", "(c)6" and "reading (e)10" are looked up in `docs/rules.md`.
pub mod allegation;
mod by;
pub mod clocks;
pub mod complaint;
mod context;
mod decide;
pub mod delivery;
mod denied;
pub mod dispatch;
mod effects;
pub mod event;
pub mod ids;
pub mod limits;
pub mod next_step;
mod permission;
mod person;
pub mod restriction;
pub mod screen;
pub mod steps;
pub mod tally;
pub mod visible;
pub mod vocabulary;
pub mod working_time;

pub use allegation::{Allegation, Finding, Remedy, Scope, Subject};
pub use by::{By, Cause};
pub use clocks::{ClockChange, Promises};
pub use complaint::{Complaint, Details, Received};
pub use context::Context;
pub use decide::{Decision, decide, decide_lazily};
pub use delivery::Delivery;
pub use denied::{Denied, DeniedKind, FieldErrors};
pub use effects::Effects;
pub use event::Event;
pub use ids::{
    AllegationId, AreaId, BatchId, ComplainantId, ComplaintId, ContactId, DeliveryId, LetterId,
    MailId, PersonId, RecommendationId, Reference, ReferralId, RemedyId, RestrictionId, Version,
    WarningId,
};
pub use permission::{permits, sees};
pub use person::{Actor, Area, Candidate};
pub use screen::{Screen, opens, permits_screen};
pub use steps::{Step, StepKind};
