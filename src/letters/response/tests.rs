use super::*;
use crate::closing::ESCALATION_VERSION;
use crate::gap::TooLong;
use crate::sample::{self, flat, has};
use crate::{Block, Finding, Gap, Inquiry, Remedy};
use procedure::vocabulary::{Outcome, RemedyKind};

#[test]
fn the_eleven_blocks_are_there() {
    let letter = response(&sample::response());
    assert_eq!(letter.gaps(), Vec::<&str>::new());
    has(
        &letter,
        &[
            "at the first stage of our complaints procedure",
            "1. Delay: upheld. 2. How we treated you: not upheld.",
            "we took eleven weeks to look at your evidence about Northgrid Power",
            "You told us you would like this to happen: An apology",
            "I read the case file",
            "You gave us: - Your email of 11 June 2026 We also looked at: - The recording",
            "We uphold this part of your complaint. What happened: Your evidence arrived on 11 June",
            "What should have happened: Somebody should have opened it by 25 June.",
            "We measured this against: Our case handling standard: evidence is opened in ten working days.",
            "Why we decided this: There was no good reason for the wait.",
            "What this meant for you: You chased us four times",
            "We do not uphold this part of your complaint.",
            "I am sorry that your evidence lay unopened",
            "Payment of £75.00: for the distress the delay caused. Our finance team will do this by 11 December 2026.",
            "your evidence is now on the case file. We did this on 20 November 2026.",
            "One action is still open. The Energy Investigations team will keep you updated",
            "From 1 December every email with evidence is opened",
            "You do not have to give a reason.",
            "It helps us if you ask by 24 December 2026.",
            "Officer A, complaint handler, looked into your complaint and made these decisions.",
            "Officer A Customer Relations",
        ],
    );
}

#[test]
fn nothing_typed_removes_the_way_to_the_second_stage() {
    let locked = |facts: &ResponseFacts| {
        response(facts)
            .blocks
            .into_iter()
            .find(|block| matches!(block, Block::Locked { .. }))
            .unwrap()
    };
    let facts = sample::response();
    for bait in [
        "```\n",
        "> ",
        "<!-- ",
        "<div>",
        "[a]: b\n[",
        "- 1\n  - ",
        "</div></article>",
        "<textarea>",
        "![",
        "\\",
    ] {
        let mut typed = facts.clone();
        typed.inquiry.learned = Some(bait.into());
        typed.inquiry.putting_right = Some(format!("sorry {bait}"));
        typed.findings[1].reasons = Some(format!("{bait}{bait}"));
        let letter = response(&typed);
        assert_eq!(letter.locked_versions(), [ESCALATION_VERSION], "{bait}");
        assert_eq!(locked(&typed), locked(&facts), "{bait}");
        let html = letter.html();
        assert!(html.contains(
            "<div class=\"letter__locked\" data-version=\"1\">\n<h3>If you are still unhappy</h3>"
        ));
        assert!(
            !html.contains("<!--") && !html.contains("<textarea"),
            "{bait}"
        );
        assert_eq!(
            html.matches("<blockquote>").count(),
            html.matches("</blockquote>").count()
        );
    }
}

#[test]
fn no_date_is_suggested_when_there_is_none() {
    let facts = ResponseFacts {
        escalate_by: None,
        ..sample::response()
    };
    let letter = response(&facts);
    assert_eq!(letter.gaps(), Vec::<&str>::new());
    assert!(!flat(&letter).contains("It helps us if you ask by"));
}

#[test]
fn an_upheld_part_owes_apology_impact_and_remedy() {
    let mut facts = sample::response();
    facts.inquiry.putting_right = Some("We will do better.".into());
    facts.findings[0].impact = None;
    assert_eq!(
        response(&facts).gaps(),
        [
            "Allegation 1: nothing written on what it meant yet",
            "There is no apology under 'Putting things right' yet",
        ]
    );
    facts.inquiry.putting_right = None;
    facts.findings[0].remedies.clear();
    assert_eq!(
        response(&facts).gaps(),
        [
            "No apology written yet",
            "Allegation 1: no remedy chosen yet"
        ]
    );
    facts.findings[0].outcome = Some(Outcome::NotUpheld);
    assert_eq!(response(&facts).gaps(), Vec::<&str>::new());
    has(
        &response(&facts),
        &["There are no actions left open on your complaint."],
    );
}

#[test]
fn a_remedy_says_what_who_and_when() {
    let mut facts = sample::response();
    let bare = Remedy {
        kind: RemedyKind::Payment,
        what: None,
        owner: None,
        due: None,
        done_on: None,
        pence: None,
    };
    let none = Remedy {
        kind: RemedyKind::None,
        ..bare.clone()
    };
    facts.findings[0].remedies = vec![bare, none];
    facts.inquiry.updates_from = None;
    assert_eq!(
        response(&facts).gaps(),
        [
            "Allegation 1: a remedy does not say what we will do yet",
            "Allegation 1: a payment has no amount yet",
            "Allegation 1: a remedy does not say who will do it yet",
            "Allegation 1: a remedy has no date yet",
            "Nobody named yet to give updates on the open actions",
        ]
    );
}

#[test]
fn a_part_that_was_withdrawn_needs_no_account_of_events() {
    let mut facts = sample::response();
    let alleged = facts.findings[1].alleged.take();
    let ground = facts.findings[1].ground;
    let reasons = Some("You told us on 2 November.".to_owned());
    facts.findings[1] = Finding {
        number: 2,
        alleged,
        ground,
        reasons,
        outcome: Some(Outcome::Withdrawn),
        ..Finding::default()
    };
    let letter = response(&facts);
    assert_eq!(letter.gaps(), Vec::<&str>::new());
    has(
        &letter,
        &["You withdrew this part of your complaint, so we have made no finding on it."],
    );
}

#[test]
fn what_is_missing_shows_as_gaps() {
    let facts = ResponseFacts {
        inquiry: Inquiry::default(),
        findings: vec![Finding {
            number: 1,
            ..Finding::default()
        }],
        decided_by: None,
        ..sample::response()
    };
    let letter = response(&facts);
    assert_eq!(
        letter.gaps(),
        [
            "Nothing written yet on what you told us",
            "The outcome wanted has not been asked about yet",
            "Nothing written yet on how we looked into it",
            "No evidence listed yet",
            "Allegation 1: no ground chosen yet",
            "Allegation 1: nothing written yet",
            "Allegation 1: no finding yet",
            "Allegation 1: nothing written on what happened yet",
            "Allegation 1: nothing written on what should have happened yet",
            "Allegation 1: no standard named yet",
            "Allegation 1: no reasons written yet",
            "Nothing written yet on what we have learned",
            "Nobody named yet who decided this",
        ]
    );
    assert!(!flat(&letter).contains("Our findings in short"));
    assert!(
        response(&ResponseFacts {
            findings: Vec::new(),
            ..facts
        })
        .gaps()
        .contains(&&AnswerGap::Allegation.into())
    );
}

#[test]
fn too_much_text_is_cut_and_says_so() {
    let mut facts = sample::response();
    facts.inquiry.learned = Some("word ".repeat(200_000));
    let letter = response(&facts);
    assert_eq!(letter.gaps(), [&Gap::from(TooLong::Section)]);
    assert!(letter.text().len() < 60_000);
}
