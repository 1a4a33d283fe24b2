//! The acknowledgement: the first letter, within 24 working hours.
//!
//! "The Customer Relations team will review your concerns and send an acknowledgement within 24 working
//! hours explaining which area of our business is best placed to address your concerns." Blocks: (c)1.
use super::clean;
use super::closing::{
    ASSESSOR_ROLE, NOT_FOR_ASSESSOR, NOT_THE_ROLE, tell_data_protection, tell_human_resources,
};
use super::common::{Adjustments, Common, Wanted};
use super::draft::Draft;
use super::facts::Facts;
use super::frame;
use super::gap::FactGap;
use super::scope::{Extent, InScope, Refusal, say_in_scope, say_refusal};
use super::tree::Letter;
use super::words;
use chrono::{DateTime, NaiveDate, Utc};
use procedure::vocabulary::{Channel, LetterKind};

/// What an acknowledgement is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcknowledgementFacts {
    pub common: Common,
    pub received_on: Option<NaiveDate>,
    pub channel: Option<Channel>,
    pub in_scope: Vec<InScope>,
    /// How many allegations nobody has judged yet.
    pub undecided: usize,
    /// The part we cannot look at, when there is one (rule 14).
    pub refusal: Option<Refusal>,
    /// What they told us, when none of it seems to be covered: nobody has agreed to that yet (reading (e)17).
    pub deciding: Vec<String>,
    /// The finished complaint that it seems to repeat; that is what is being decided then (reading (e)18).
    pub answered_before: Option<String>,
    /// By when we tell them whether it is covered; of what is being decided only.
    pub decide_by: Option<NaiveDate>,
    pub outcome_wanted: Wanted,
    /// The written record of a complaint made in speech; shown as typed (rule 5).
    pub oral_record: Option<String>,
    pub area: Option<String>,
    /// When somebody should be assigned, ideally.
    pub assign_by: Option<DateTime<Utc>>,
    /// When that person should be in touch, ideally ((e)2).
    pub contact_by: Option<DateTime<Utc>>,
    pub adjustments: Adjustments,
    /// Who speaks for the complainant.
    pub representative: Option<String>,
}

/// The letter; complete when it has no gaps.
pub fn acknowledgement(facts: &AcknowledgementFacts) -> Letter {
    let mut told = Facts::default();
    received(&mut told, facts);
    understanding(&mut told, facts);
    told.flag("is_being_decided", facts.is_being_decided());
    told.words_if_any("answered_before", facts.answered_before.as_ref());
    told.part("what_we_cannot_look_at", |part| {
        if let Some(refusal) = &facts.refusal {
            say_refusal(part, refusal, Extent::Part);
        }
    });
    next(&mut told, facts);
    told.part("independent_assessor", assessor);
    told.part("adjustments", |part| part.adjustments(&facts.adjustments));
    told.words_if_any("representative", facts.representative.as_ref());
    tell_data_protection(&mut told, &facts.common);
    tell_human_resources(&mut told, &facts.common);
    frame::letter(LetterKind::Acknowledgement, told, &facts.common)
}

fn received(told: &mut Facts, facts: &AcknowledgementFacts) {
    told.words(
        "received_on",
        facts.received_on.map(words::date),
        FactGap::ReceivedOn,
    );
    told.words(
        "how_it_came",
        facts.channel.map(words::by_channel),
        FactGap::Channel,
    );
    let oral = facts.channel.is_some_and(Channel::is_oral);
    let spoken = oral || clean::given(facts.oral_record.as_ref()).is_some();
    told.flag("was_spoken", spoken);
    told.part("oral_record", |part| {
        if spoken {
            part.quote(facts.oral_record.as_ref(), FactGap::OralRecord);
        }
    });
}

impl AcknowledgementFacts {
    fn is_being_decided(&self) -> bool {
        !self.deciding.is_empty()
    }
}

fn understanding(told: &mut Facts, facts: &AcknowledgementFacts) {
    if facts.is_being_decided() {
        told.part("allegations", |part| {
            for alleged in &facts.deciding {
                part.quote(Some(alleged), FactGap::InScope);
            }
        });
    } else if facts.in_scope.is_empty() {
        told.words("allegations", None::<&str>, FactGap::InScope);
    } else {
        told.part("allegations", |part| say_in_scope(part, &facts.in_scope));
    }
    told.part("allegations_to_judge", |part| {
        if facts.undecided > 0 {
            part.gap(FactGap::Unjudged);
        }
    });
    told.part("outcome_wanted", |part| {
        part.outcome_wanted(&facts.outcome_wanted);
    });
}

fn next(told: &mut Facts, facts: &AcknowledgementFacts) {
    told.words("area", facts.area.as_ref(), FactGap::Area);
    told.words_if_any(
        "decide_by",
        facts
            .decide_by
            .filter(|_| facts.is_being_decided())
            .map(words::date),
    );
    if facts.is_being_decided() {
        told.words_if_any("assign_by", None::<&str>);
        told.words_if_any("contact_by", None::<&str>);
        return;
    }
    told.words(
        "assign_by",
        facts.assign_by.map(words::moment),
        FactGap::AssignBy,
    );
    told.words(
        "contact_by",
        facts.contact_by.map(words::moment),
        FactGap::ContactBy,
    );
}

/// What the Assessor can and cannot do: wrong expectations start here ((d)8).
fn assessor(part: &mut Draft) {
    part.say(&format!(
        "The second stage ends our complaints procedure. If you're still unhappy after it, you may refer your \
         complaint to the Independent Assessor. {ASSESSOR_ROLE}"
    ));
    part.say(NOT_THE_ROLE);
    part.bullets(&NOT_FOR_ASSESSOR);
}

#[cfg(test)]
mod tests;
