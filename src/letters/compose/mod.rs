//! From a complaint to its letters.
//!
//! One function a letter noun: a complaint, what the step on the page adds to it, how the letter leaves and who
//! writes it go in; the [`Letter`](super::Letter) comes out, with a visible gap for every fact that only a member of staff can
//! give. What the procedure already holds is never asked for again. Nothing here decides anything: a page may
//! preview what the procedure would refuse.
mod acknowledgement;
mod already_answered;
mod answer;
mod assessor_cover;
mod change_of_contact;
mod correction;
mod escalation_acknowledgement;
mod final_response;
mod no_further_contact;
mod not_accepted;
mod on_the_spot;
mod parts;
mod procedure_complete;
mod remedies;
mod resolved_by_agreement;
mod response;
mod restriction;
mod sections;
#[cfg(test)]
mod testing;
mod timescale;
mod typed;
mod withdrawal;

pub use acknowledgement::{acknowledgement, acknowledgement_of_repeat};
pub use already_answered::already_answered;
pub use answer::Answer;
pub use assessor_cover::assessor_cover;
pub use change_of_contact::{NewContact, change_of_contact};
pub use correction::{Correcting, correction};
pub use escalation_acknowledgement::escalation_acknowledgement;
pub use final_response::final_response;
pub use no_further_contact::no_further_contact;
pub use not_accepted::not_accepted;
pub use on_the_spot::on_the_spot;
pub use procedure_complete::procedure_complete;
pub use resolved_by_agreement::resolved_by_agreement;
pub use response::response;
pub use restriction::{restriction, restriction_appeal, restriction_lifted, restriction_warning};
pub use sections::{ResponseSections, default_sections};
pub use timescale::{NewDate, timescale};
pub use withdrawal::withdrawal;

use super::template::Templates;
use super::{AssessorContact, Organisation, Signatory};
use chrono::NaiveDate;
use procedure::vocabulary::Channel;
use procedure::{Context, PersonId};
use std::collections::HashMap;

/// Who writes: the organisation as the settings have it, and the person acting.
#[derive(Debug, Clone)]
pub struct Writer<'a> {
    pub organisation: &'a Organisation,
    pub assessor: &'a AssessorContact,
    /// The person acting, by name or by a role such as "Officer A" (rule 48).
    pub signatory: Signatory,
    /// The words in force.
    pub templates: &'a Templates,
    /// Names of the staff a complaint mentions; one that is missing is left out of the letter.
    pub names: &'a HashMap<PersonId, String>,
    /// The time of writing, the calendar and the promises: every "by when" comes from here or from a running clock.
    pub ctx: &'a Context<'a>,
}

/// When and how the complainant told us something, as far as the page knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    pub on: Option<NaiveDate>,
    pub how: Option<Channel>,
}
