//! The complaints procedure as published, and nothing else: no I/O, no clock, no database.
//!
//! Facts, a step, an actor and a time go in; a [`Decision`] or a [`Refusal`] comes out.
//! "Rule 57", "(c)6" and "reading (e)10" are looked up in `docs/rules.md`.
pub mod allegation;
pub mod clocks;
pub mod complaint;
mod decide;
pub mod delivery;
pub mod event;
pub mod ids;
pub mod limits;
pub mod next_step;
mod permission;
mod person;
mod refusal;
pub mod restriction;
pub mod screen;
pub mod steps;
pub mod visible;
pub mod vocabulary;
pub mod working_time;

pub use allegation::{Allegation, Finding, Remedy, Scope, Subject};
pub use clocks::{ClockChange, Context, Promises};
pub use complaint::{Complaint, Details, Received};
pub use decide::{Decision, Effects, decide, decide_arrival, decide_both};
pub use delivery::Delivery;
pub use event::Event;
pub use ids::{
    AllegationId, AreaId, BatchId, ComplainantId, ComplaintId, ContactId, DeliveryId, LetterId,
    MailId, PersonId, RecommendationId, Reference, ReferralId, RemedyId, RestrictionId, Version,
    WarningId,
};
pub use permission::{permits, sees};
pub use person::{Actor, Area, Candidate};
pub use refusal::{Refusal, RefusalKind};
pub use screen::{Screen, opens, permits_screen};
pub use steps::{Step, StepKind};
