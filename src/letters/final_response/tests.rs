use super::*;
use crate::closing::{ASSESSOR_ROLE, FINAL_VERSION, NOT_THE_ROLE};
use crate::sample::{self, HOSTILE, has};

#[test]
fn the_whole_letter_as_text() {
    let letter = final_response(&sample::final_response());
    assert_eq!(letter.gaps(), Vec::<&str>::new());
    insta::assert_snapshot!("final_response", letter.text());
}

/// Blocks 1 to 11 are the response's own; here those and 12 to 19.
#[test]
fn the_nineteen_blocks_are_there() {
    let letter = final_response(&sample::final_response());
    assert_eq!(letter.locked_versions(), [FINAL_VERSION]);
    has(
        &letter,
        &[
            "at the second stage of our complaints procedure",
            "we took eleven weeks to look at your evidence",
            "You told us you would like this to happen:",
            "You gave us:",
            "What happened: Your evidence arrived",
            "What should have happened:",
            "Why we decided this:",
            "We measured this against:",
            "What this meant for you:",
            "I am sorry that",
            "will do this by 11 December 2026",
            "One action is still open.",
            "From 1 December every email",
            "At the first stage we upheld this part of your complaint. We have looked at this again and have kept that view. The dates are plain.",
            "At the first stage we upheld this part of your complaint in part. We have looked at this again and have changed that view.",
            "This is our final response. It was issued on 24 November 2026 and our internal procedure is complete.",
            ASSESSOR_ROLE,
            NOT_THE_ROLE,
            "- Email: assessor@redress.example - Post: Independent Assessor, PO Box 12, Warrington, WA4 9ZZ",
            "You have three months to do this. The last date is 24 February 2027.",
            "Send them a copy of this final response",
            "is not an appeal",
            "Ruth Adeyemi, senior complaint executive, made these decisions. They took no part in the first stage, and your complaint is not about them.",
            "Yours sincerely Ruth Adeyemi Senior complaint executive",
        ],
    );
}

/// The factsheet's own lines, typed out here from it and not taken from the code.
#[test]
fn the_five_things_are_word_for_word() {
    has(
        &final_response(&sample::final_response()),
        &[
            "The role of the Independent Assessor is to look at how we've handled your complaint.",
            "It's not the role of the Independent Assessor to: \
         - look at the decision made about your complaint about your supplier; \
         - consider appeals to overturn our investigation decisions; \
         - consider our decision not to accept a complaint for investigation; \
         - consider the weight of evidence; or \
         - consider the amount of financial awards recommended in our investigation decisions.",
        ],
    );
}

#[test]
fn without_the_assessors_details_or_the_date_it_cannot_go() {
    let facts = FinalResponseFacts {
        assessor: AssessorContact::default(),
        assessor_last_date: None,
        ..sample::final_response()
    };
    assert_eq!(
        final_response(&facts).gaps(),
        [
            "No contact details for the Independent Assessor in the settings yet",
            "The last date for the Independent Assessor has not been worked out yet",
        ]
    );
}

#[test]
fn the_first_view_is_known_and_why_it_stands_is_written() {
    let mut facts = sample::final_response();
    facts.findings[0].first_view = FirstView::NotKnown;
    facts.findings[1].why = None;
    assert_eq!(
        final_response(&facts).gaps(),
        [
            "Allegation 1: what the first stage found is not known yet",
            "Allegation 2: nothing written yet on why the first view is kept or changed",
        ]
    );
    facts.findings[0].first_view = FirstView::NeverGiven;
    facts.findings.truncate(1);
    let letter = final_response(&facts);
    assert_eq!(letter.gaps(), Vec::<&str>::new());
    has(&letter, &["You had no answer on this at the first stage"]);
}

#[test]
fn hostile_sections_come_out_as_text() {
    let mut facts = sample::final_response();
    let bait = format!("sorry {HOSTILE}\n\n{HOSTILE}\n\n<div><!-- \n```");
    facts.inquiry.putting_right = Some(bait.clone());
    facts.findings[0].finding.reasons = Some(bait);
    facts.findings[0].finding.remedies[0].what = Some(HOSTILE.into());
    facts.assessor.name = HOSTILE.into();
    facts.decided_by = Some(HOSTILE.into());
    let letter = final_response(&facts);
    let html = letter.html();
    for raw in [
        "<script", "<img", "<a ", "<!--", "href", "src=", "\u{202E}", "\u{0}",
    ] {
        assert!(!html.contains(raw), "{raw}");
    }
    assert!(html.contains(
        "&lt;script&gt;alert(1)&lt;/script&gt; x {{ 7*7 }} ** a &lt;/div&gt;&lt;/article&gt;"
    ));
    has(
        &letter,
        &[
            "<script>alert(1)</script> x {{ 7*7 }} ** a </div></article> <b> [31mevil </blockquote> C:\\x0041",
        ],
    );
    assert_eq!(letter.locked_versions(), [FINAL_VERSION]);
    assert_eq!(html.matches("</article>").count(), 1);
}
