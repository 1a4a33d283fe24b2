//! The acknowledgement: the first letter, within 24 working hours.
//!
//! "The Customer Relations team will review your concerns and send an acknowledgement within 24 working
//! hours explaining which area of our business is best placed to address your concerns." Blocks: (c)1.
use super::clean;
use super::closing::{ASSESSOR_ROLE, NOT_FOR_ASSESSOR, NOT_THE_ROLE};
use super::common::{Adjustments, Common, Wanted};
use super::draft::Draft;
use super::scope::{Extent, InScope, Refusal, say_in_scope, say_refusal};
use super::tree::Letter;
use super::words;
use crate::procedure::vocabulary::{Channel, LetterKind};
use chrono::{DateTime, NaiveDate, Utc};

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
    let mut draft = Draft::default();
    received(&mut draft, facts);
    understanding(&mut draft, facts);
    if let Some(refusal) = &facts.refusal {
        say_refusal(&mut draft, refusal, Extent::Part);
    }
    next(&mut draft, facts);
    stages(&mut draft);
    help(&mut draft, facts);
    draft.heading("Your information");
    draft.say(
        "We use what you tell us to look into your complaint and to learn from it. Only people who need to see it \
         will see it. You can ask us for a copy of what we hold about you.",
    );
    draft.finish(
        LetterKind::Acknowledgement,
        "We have received your complaint",
        &facts.common,
    )
}

fn received(draft: &mut Draft, facts: &AcknowledgementFacts) {
    match (facts.received_on, facts.channel) {
        (Some(day), Some(channel)) => draft.say(&format!(
            "Thank you for telling us about this. We received your complaint {} on {}.",
            words::by_channel(channel),
            words::date(day)
        )),
        (None, _) => draft.gap("The date we received the complaint is not known yet"),
        (_, None) => draft.gap("How the complaint reached us is not known yet"),
    }
    draft.say("We want to understand where things went wrong and what we can do to put things right as quickly as possible.");
    let oral = facts.channel.is_some_and(Channel::is_oral);
    if oral || clean::given(facts.oral_record.as_ref()).is_some() {
        draft.heading("What we wrote down when you spoke to us");
        draft.quote(
            facts.oral_record.as_ref(),
            "No written record yet of what was said",
        );
        draft.say("If we have written anything down wrongly, tell us and we will put it right.");
    }
}

fn understanding(draft: &mut Draft, facts: &AcknowledgementFacts) {
    draft.heading("What we will look at");
    if facts.in_scope.is_empty() {
        draft.gap("No allegation that we can look at is written down yet");
    } else {
        draft.say("This is how we understand your complaint. We will look at each part of it.");
        say_in_scope(draft, &facts.in_scope);
    }
    if facts.undecided > 0 {
        draft.gap("Not every allegation has been judged in or out of the procedure yet");
    }
    draft.heading("What you would like to happen");
    draft.outcome_wanted(&facts.outcome_wanted);
    draft.heading("If we have got something wrong");
    draft.say("You can correct this or add to it at any time until we answer. Reply to this letter or contact us in any way you like.");
}

fn next(draft: &mut Draft, facts: &AcknowledgementFacts) {
    draft.heading("What happens next");
    draft.say_fact(clean::given(facts.area.as_ref()), "No business area chosen yet", |area| {
        format!("The area of our business best placed to address your concerns is {area}. We have passed your complaint to its Leader.")
    });
    draft.say_fact(facts.assign_by, "No date yet for assigning somebody", |by| {
        format!("The Leader will assign an individual to respond to you, ideally within 24 working hours. That is by {}.", words::moment(by))
    });
    draft.say_fact(
        facts.contact_by,
        "No date yet for the first contact",
        |by| {
            format!(
                "That person should contact you or send you a response, ideally by {}.",
                words::moment(by)
            )
        },
    );
    draft.say("If your complaint is complex they may need more time to investigate. If so, they will contact you to agree how long.");
}

/// (c)1.8, and what the Assessor can and cannot do: wrong expectations start here (failing 8 of (d)).
fn stages(draft: &mut Draft) {
    draft.heading("How our procedure works");
    draft.say(
        "There are two stages. At the first stage, the person assigned to your complaint looks into it and responds. \
         If no resolution can be agreed, you can take your complaint to the second stage. A leader, senior leader or, \
         in some cases, a senior complaint executive then issues a final response.",
    );
    draft.say(&format!(
        "The second stage ends our complaints procedure. If you're still unhappy after it, you may refer your \
         complaint to the Independent Assessor. {ASSESSOR_ROLE}"
    ));
    draft.say(NOT_THE_ROLE);
    draft.bullets(&NOT_FOR_ASSESSOR);
    draft.say("All of this is in our factsheet, 'Our Complaints Procedure'. Ask us if you would like a copy.");
}

fn help(draft: &mut Draft, facts: &AcknowledgementFacts) {
    draft.heading("Help with your complaint");
    draft.adjustments(&facts.adjustments);
    match clean::given(facts.representative.as_ref()) {
        Some(name) => draft.say(&format!("You have asked {name} to speak for you. You can change this at any time.")),
        None => draft.say("You can ask somebody to speak for you. Tell us who it is, so that we may write to them."),
    }
}

#[cfg(test)]
mod tests;
