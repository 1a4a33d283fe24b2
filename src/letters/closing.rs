//! Standard wording nobody changes in a letter, and its version. Raise the version with every change
//! of words: letters already sent keep the one they were sent with.
use super::block::Block;
use super::clean;
use super::common::Common;
use super::draft::{Draft, routes, rows};
use super::gap::{AssessorGap, FrameGap};
use super::words;
use chrono::NaiveDate;
use procedure::steps::final_response::is_assessor_known;

/// The version of [`escalation_paragraph`].
pub const ESCALATION_VERSION: u32 = 1;
/// The version of [`final_closing`].
pub const FINAL_VERSION: u32 = 1;

/// What the factsheet says the Independent Assessor does, word for word.
pub const ASSESSOR_ROLE: &str =
    "The role of the Independent Assessor is to look at how we've handled your complaint.";
/// How the factsheet begins the list below, word for word.
pub const NOT_THE_ROLE: &str = "It's not the role of the Independent Assessor to:";
/// The five things the Independent Assessor does not do, word for word from the factsheet (rule 62).
pub const NOT_FOR_ASSESSOR: [&str; 5] = [
    "look at the decision made about your complaint about your supplier;",
    "consider appeals to overturn our investigation decisions;",
    "consider our decision not to accept a complaint for investigation;",
    "consider the weight of evidence; or",
    "consider the amount of financial awards recommended in our investigation decisions.",
];

/// How to reach the Independent Assessor; held once, in settings (rule 59).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AssessorContact {
    pub name: String,
    pub address: Vec<String>,
    pub email: String,
}

impl AssessorContact {
    /// Blank means that no final response can be issued.
    pub fn is_blank(&self) -> bool {
        !is_assessor_known(&self.address, &self.email)
    }
}

/// Which letter ends the internal procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// "The second stage of the process ends our complaints procedure."
    FinalResponse,
    /// A second stage refused for written reasons (rule 52).
    EscalationRefused,
}

/// The way to the second stage, in every stage 1 answer (rule 46). No reasons are asked for (rule 51).
/// `suggested_by` is only ever a suggestion: the procedure publishes no limit.
pub fn escalation_paragraph(common: &Common, suggested_by: Option<NaiveDate>) -> Block {
    let mut part = Draft::default();
    part.heading("If you are still unhappy");
    part.say(
        "You can ask us to take your complaint to the second stage of our procedure. You do not have to give a \
         reason. A leader, a senior leader or, in some cases, a senior complaint executive will then look at your \
         complaint and send you a final response. It will be somebody who took no part in this response.",
    );
    match routes(&common.organisation) {
        Some(routes) => part.say(&format!(
            "To ask for the second stage, {routes}, and quote {}. If you cannot do this in writing, tell us in \
             any way you can.",
            common.reference
        )),
        None => part.gap(FrameGap::Routes),
    }
    if let Some(day) = suggested_by {
        part.say(&format!(
            "It helps us if you ask by {}. If you need longer, tell us. If you ask later we will still consider it.",
            words::date(day)
        ));
    }
    part.lock(ESCALATION_VERSION)
}

/// The end of the internal procedure and the way to the Independent Assessor, (c)6.13 to (c)6.18.
/// `issued` is the date of this letter; `last_date` is three months later (rule 61, TOR 1.2).
pub fn final_closing(
    ending: Ending,
    common: &Common,
    last_date: Option<NaiveDate>,
    assessor: &AssessorContact,
) -> Block {
    let issued = words::date(common.date);
    let mut part = Draft::default();
    part.heading("The end of our procedure");
    part.say_strong(&match ending {
        Ending::FinalResponse => {
            format!("This is our final response. It was issued on {issued} and our internal procedure is complete.")
        }
        Ending::EscalationRefused => format!("This letter was issued on {issued} and our internal procedure is complete."),
    });
    part.heading("If you are still unhappy: the Independent Assessor");
    part.say(&format!("If you're still unhappy, you may refer your complaint to the Independent Assessor. {ASSESSOR_ROLE}"));
    part.say(NOT_THE_ROLE);
    part.bullets(&NOT_FOR_ASSESSOR);
    part.say("Going to the Independent Assessor is not an appeal. They do not decide your complaint about your supplier again.");
    contact(&mut part, assessor);
    let papers = match ending {
        Ending::FinalResponse => "this final response",
        Ending::EscalationRefused => "this letter",
    };
    part.say(&format!(
        "Send them a copy of {papers}, and say what you think we got wrong in the way we handled your complaint."
    ));
    part.say_fact(last_date, AssessorGap::LastDate, |day| {
        format!(
            "You have three months to do this. The last date is {}.",
            words::date(day)
        )
    });
    part.lock(FINAL_VERSION)
}

fn contact(part: &mut Draft, assessor: &AssessorContact) {
    if assessor.is_blank() {
        part.gap(AssessorGap::Contact);
        return;
    }
    let name =
        clean::given(Some(&assessor.name)).unwrap_or_else(|| "The Independent Assessor".to_owned());
    let email = clean::given(Some(&assessor.email)).map(|to| format!("Email: {to}"));
    let address = rows(&assessor.address);
    let post = (!address.is_empty()).then(|| format!("Post: {name}, {}", address.join(", ")));
    part.say("This is how to contact them:");
    part.bullets(&[email, post].into_iter().flatten().collect::<Vec<_>>());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    /// The words belong to the version: when this fails, raise the version and accept the new words.
    #[test]
    fn the_words_of_each_version() {
        let common = sample::common();
        let escalation = escalation_paragraph(&common, Some(sample::day("2026-12-24")));
        insta::assert_debug_snapshot!("escalation_paragraph_1", escalation);
        let last = Some(sample::day("2027-02-24"));
        let closing = final_closing(Ending::FinalResponse, &common, last, &sample::assessor());
        insta::assert_debug_snapshot!("final_closing_1", closing);
    }

    #[test]
    fn an_address_alone_is_enough_and_nothing_is_not() {
        let mut assessor = sample::assessor();
        assessor.email = " \u{202E}".into();
        assert!(!assessor.is_blank());
        assessor.address = vec![String::new()];
        assert!(assessor.is_blank());
    }
}
