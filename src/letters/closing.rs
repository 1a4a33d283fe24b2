//! Standard wording nobody changes in a letter, and its version. Raise the version with every change
//! of words: letters already sent keep the one they were sent with.
use super::block::{Block, Day, Place};
use super::clean;
use super::common::Common;
use super::draft::{Draft, routes, rows};
use super::facts::Facts;
use super::gap::{AssessorGap, FrameGap};
use chrono::NaiveDate;
use procedure::steps::final_response::is_assessor_known;

/// The version of [`escalation_paragraph`].
pub const ESCALATION_VERSION: u32 = 1;
/// The version of [`data_protection_paragraph`].
pub const DATA_PROTECTION_VERSION: u32 = 1;
/// The version of [`human_resources_paragraph`].
pub const HUMAN_RESOURCES_VERSION: u32 = 1;
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
/// `suggested_by` is only ever a suggestion: the procedure publishes no limit. It is fixed where its clock runs
/// already, and counted where this letter starts it.
pub fn escalation_paragraph(common: &Common, suggested_by: Option<Day>) -> Block {
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
        let after = ". If you need longer, tell us. If you ask later we will still consider it.";
        part.say_day(false, "It helps us if you ask by ", day, after);
    }
    part.lock(ESCALATION_VERSION)
}

/// The way to the Information Commissioner, in each letter about a complaint that is also about personal data (rule 94).
pub fn data_protection_paragraph() -> Block {
    let mut part = Draft::default();
    part.heading("Your personal data");
    part.say(
        "Part of your complaint is about how we used your personal data. We answer that part without undue delay, \
         and it does not have to wait for the rest. You may also complain to the Information Commissioner.",
    );
    part.say("This is how to contact the Information Commissioner's Office:");
    part.bullets(&[
        "Website: ico.org.uk/make-a-complaint",
        "Phone: 0303 123 1113",
        "Post: Wycliffe House, Water Lane, Wilmslow, Cheshire, SK9 5AF",
    ]);
    part.lock(DATA_PROTECTION_VERSION)
}

/// The same as a part of a letter; empty unless the complaint is marked.
pub(super) fn tell_data_protection(told: &mut Facts, common: &Common) {
    told.part("data_protection", |part| {
        if common.about_data {
            part.block(data_protection_paragraph());
        }
    });
}

/// That something went to human resources, and nothing of what it is (rule 15).
pub fn human_resources_paragraph() -> Block {
    let mut part = Draft::default();
    part.heading("What we have passed on");
    part.say(
        "Part of what you told us is about the employment of our staff. Our complaints procedure does not deal with \
         that, so we have passed it to human resources. What they do about it is confidential, and we cannot write to \
         you about it.",
    );
    part.lock(HUMAN_RESOURCES_VERSION)
}

/// The same as a part of a letter; empty where nothing went there.
pub(super) fn tell_human_resources(told: &mut Facts, common: &Common) {
    told.part("human_resources", |part| {
        if common.passed_on {
            part.block(human_resources_paragraph());
        }
    });
}

/// The end of the internal procedure and the way to the Independent Assessor, (c)6.13 to (c)6.18.
/// It is issued on the day this letter leaves; `last_date` is three months later (rule 61, TOR 1.2).
pub fn final_closing(
    ending: Ending,
    common: &Common,
    last_date: Option<NaiveDate>,
    assessor: &AssessorContact,
) -> Block {
    let (issued, papers) = match ending {
        Ending::FinalResponse => (
            "This is our final response. It was issued on ",
            "this final response",
        ),
        Ending::EscalationRefused => ("This letter was issued on ", "this letter"),
    };
    let words = ClosingWords {
        issued,
        on: Day::Counted(Place::Leaving, common.date),
        papers,
        last: last_date.map(|day| Day::Counted(Place::AssessorLastDay, day)),
    };
    closing(&words, assessor)
}

/// The same in a letter that corrects the one that ended the procedure. Both days are known by then, and stay.
pub fn final_closing_again(
    ended_by: Ending,
    issued: NaiveDate,
    last_date: Option<NaiveDate>,
    assessor: &AssessorContact,
) -> Block {
    let (said, papers) = match ended_by {
        Ending::FinalResponse => (
            "Our final response was issued on ",
            "our final response and of this letter",
        ),
        Ending::EscalationRefused => (
            "Our earlier letter was issued on ",
            "our earlier letter and of this one",
        ),
    };
    let words = ClosingWords {
        issued: said,
        on: Day::Fixed(issued),
        papers,
        last: last_date.map(Day::Fixed),
    };
    closing(&words, assessor)
}

/// What differs between the letters that say how the procedure ended.
struct ClosingWords {
    issued: &'static str,
    on: Day,
    /// What the Independent Assessor needs a copy of.
    papers: &'static str,
    last: Option<Day>,
}

fn closing(words: &ClosingWords, assessor: &AssessorContact) -> Block {
    let mut part = Draft::default();
    part.heading("The end of our procedure");
    let after = " and our internal procedure is complete.";
    part.say_day(true, words.issued, words.on, after);
    part.heading("If you are still unhappy: the Independent Assessor");
    part.say(&format!("If you're still unhappy, you may refer your complaint to the Independent Assessor. {ASSESSOR_ROLE}"));
    part.say(NOT_THE_ROLE);
    part.bullets(&NOT_FOR_ASSESSOR);
    part.say("Going to the Independent Assessor is not an appeal. They do not decide your complaint about your supplier again.");
    contact(&mut part, assessor);
    part.say(&format!(
        "Send them a copy of {}, and say what you think we got wrong in the way we handled your complaint.",
        words.papers
    ));
    match words.last {
        Some(day) => {
            let before = "You have three months to do this. The last date is ";
            part.say_day(false, before, day, ".");
        }
        None => part.gap(AssessorGap::LastDate),
    }
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
    use crate::{Letter, sample};

    /// The words belong to the version: when this fails, raise the version and accept the new words.
    #[test]
    fn the_words_of_each_version() {
        let common = sample::common();
        let escalation = escalation_paragraph(
            &common,
            Some(Day::Counted(Place::EscalateBy, sample::day("2026-12-24"))),
        );
        insta::assert_debug_snapshot!("escalation_paragraph_1", escalation);
        let last = Some(sample::day("2027-02-24"));
        let closing = final_closing(Ending::FinalResponse, &common, last, &sample::assessor());
        insta::assert_debug_snapshot!("final_closing_1", closing);
        insta::assert_debug_snapshot!("data_protection_paragraph_1", data_protection_paragraph());
        insta::assert_debug_snapshot!("human_resources_paragraph_1", human_resources_paragraph());
    }

    /// Each letter that carries a paragraph about the whole complaint.
    fn letters(common: Common) -> [Letter; 4] {
        [
            crate::acknowledgement(&crate::AcknowledgementFacts {
                common: common.clone(),
                ..sample::acknowledgement()
            }),
            crate::response(&crate::ResponseFacts {
                common: common.clone(),
                ..sample::response()
            }),
            crate::final_response(&crate::FinalResponseFacts {
                common: common.clone(),
                ..sample::final_response()
            }),
            crate::not_accepted(&crate::NotAcceptedFacts {
                common,
                ..sample::not_accepted()
            }),
        ]
    }

    /// Rule 94: locked into each letter about such a complaint, and into no other.
    #[test]
    fn a_complaint_about_personal_data_names_the_information_commissioner() {
        for letter in letters(sample::common()) {
            assert!(!letter.text().contains("Information Commissioner"));
        }
        for letter in letters(Common {
            about_data: true,
            ..sample::common()
        }) {
            assert_eq!(letter.gaps(), Vec::<&str>::new());
            assert!(letter.text().contains("ico.org.uk"), "{:?}", letter.kind);
            assert!(letter.locked_versions().contains(&DATA_PROTECTION_VERSION));
        }
    }

    /// Rule 15: that something was passed on, and nothing of what it is.
    #[test]
    fn letters_say_that_something_went_to_human_resources() {
        for letter in letters(sample::common()) {
            assert!(!letter.text().contains("What we have passed on"));
        }
        for letter in letters(Common {
            passed_on: true,
            ..sample::common()
        }) {
            assert_eq!(letter.gaps(), Vec::<&str>::new());
            let text = letter.text();
            assert!(text.contains("What we have passed on"), "{:?}", letter.kind);
            assert!(letter.locked_versions().contains(&HUMAN_RESOURCES_VERSION));
        }
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
