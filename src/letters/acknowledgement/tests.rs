use super::*;
use crate::sample::{self, HOSTILE, flat, has};
use procedure::vocabulary::{LetterFormat, ReplyChannel};

#[test]
fn the_whole_letter_as_text() {
    let letter = acknowledgement(&sample::acknowledgement());
    assert_eq!(letter.gaps(), Vec::<&str>::new());
    insta::assert_snapshot!("acknowledgement", letter.text());
}

#[test]
fn the_ten_blocks_are_there() {
    has(
        &acknowledgement(&sample::acknowledgement()),
        &[
            "We received your complaint by phone on 23 November 2026.",
            "You told us that we caused unnecessary delays: You took eleven weeks to open my evidence.",
            "> I rang on 3 September.",
            "You told us you would like this to happen: An apology, and to know what will change.",
            "We cannot look at this because our complaints procedure doesn't cover the decision made by the case handler.",
            "The area of our business best placed to address your concerns is Energy Investigations.",
            "ideally within 24 working hours. That is by 10:30am on Friday 27 November 2026.",
            "send you a response, ideally by 10:30am on Wednesday 2 December 2026.",
            "You can correct this or add to it at any time",
            "There are two stages.",
            "factsheet, 'Our Complaints Procedure'",
            "- Phone after 4pm",
            "You have asked Mr Omar Rahman to speak for you.",
            "Only people who need to see it will see it.",
            "Our ref SC-2026-000341 24 November 2026",
            "in Braille, in large print or on audio compact disc, free of charge",
        ],
    );
}

#[test]
fn a_refused_part_offers_a_second_person_when_none_has_checked() {
    let mut facts = sample::acknowledgement();
    has(
        &acknowledgement(&facts),
        &["If you ask us to look again, a second person will check this decision."],
    );
    facts.refusal = None;
    assert!(!flat(&acknowledgement(&facts)).contains("What we cannot look at"));
}

#[test]
fn a_spoken_complaint_owes_its_record_and_a_written_one_does_not() {
    let mut facts = sample::acknowledgement();
    facts.oral_record = None;
    assert_eq!(
        acknowledgement(&facts).gaps(),
        ["No written record yet of what was said"]
    );
    facts.channel = Some(Channel::Email);
    assert_eq!(acknowledgement(&facts).gaps(), Vec::<&str>::new());
}

#[test]
fn what_is_missing_shows_as_gaps() {
    let mut facts = sample::acknowledgement();
    facts.common.addressee = vec![" ".into()];
    facts.common.salutation.clear();
    facts.common.signatory = None;
    facts.common.organisation.email.clear();
    facts.common.organisation.address.clear();
    let facts = AcknowledgementFacts {
        received_on: None,
        in_scope: Vec::new(),
        undecided: 2,
        refusal: None,
        outcome_wanted: Wanted::NotAsked,
        area: None,
        assign_by: None,
        contact_by: None,
        adjustments: Adjustments::NotAsked,
        representative: None,
        ..facts
    };
    let letter = acknowledgement(&facts);
    assert_eq!(
        letter.gaps(),
        [
            "No name and address to write to yet",
            "No greeting chosen yet",
            "The date we received the complaint is not known yet",
            "No allegation that we can look at is written down yet",
            "Not every allegation has been judged in or out of the procedure yet",
            "The outcome wanted has not been asked about yet",
            "No business area chosen yet",
            "No date yet for assigning somebody",
            "No date yet for the first contact",
            "Nobody has asked about adjustments yet",
            "No email or postal address for replies in the settings yet",
            "Nobody has been chosen to sign yet",
        ]
    );
    assert!(
        letter
            .html()
            .contains("<span class=\"gap\">No business area chosen yet</span>")
    );
    assert!(letter.text().contains("\n[No business area chosen yet]\n"));
}

#[test]
fn not_stated_is_an_answer_and_an_unknown_ground_is_a_gap() {
    let mut facts = sample::acknowledgement();
    facts.outcome_wanted = Wanted::NotStated;
    facts.in_scope[1] = InScope {
        number: 2,
        ..InScope::default()
    };
    let letter = acknowledgement(&facts);
    assert_eq!(
        letter.gaps(),
        [
            "Allegation 2: no ground chosen yet",
            "Allegation 2: nothing written yet"
        ]
    );
    has(
        &letter,
        &["You have not told us what you would like to happen."],
    );
}

#[test]
fn the_way_and_the_format_are_told() {
    let mut facts = sample::acknowledgement();
    has(
        &acknowledgement(&facts),
        &["We are sending you this letter by post. We can send"],
    );
    facts.common.format = LetterFormat::Braille;
    facts.common.reply_channel = ReplyChannel::Email;
    has(
        &acknowledgement(&facts),
        &["We are sending you this letter by email, in Braille."],
    );
}

#[test]
fn hostile_words_come_out_as_typed() {
    let mut facts = sample::acknowledgement();
    let hostile = || Some(HOSTILE.to_owned());
    facts.oral_record = hostile();
    facts.outcome_wanted = Wanted::Said(HOSTILE.into());
    facts.area = hostile();
    facts.representative = hostile();
    facts.in_scope[0].alleged = hostile();
    facts.common.addressee = vec![HOSTILE.into()];
    facts.common.salutation = HOSTILE.into();
    let letter = acknowledgement(&facts);
    assert_eq!(letter.gaps(), Vec::<&str>::new());
    let typed = "<script>alert(1)</script> ![x](javascript:alert(1)) {{ 7*7 }} ** [a](javascript:b) </div></article> &lt;b&gt; [31mevil </blockquote> C:\\x0041 \"'";
    assert_eq!(flat(&letter).replace(" > ", " ").matches(typed).count(), 7);
    let html = letter.html();
    let escaped = "&lt;script&gt;alert(1)&lt;/script&gt; ![x](javascript:alert(1)) {{ 7*7 }} ** [a](javascript:b) &lt;/div&gt;&lt;/article&gt; &amp;lt;b&amp;gt; [31mevil";
    assert_eq!(html.matches(escaped).count(), 7);
    for raw in [
        "<script", "<img", "<a ", "\u{202E}", "\u{2066}", "\u{0}", "\u{1b}",
    ] {
        assert!(
            !html.contains(raw) && !letter.text().contains(&raw.replace("<script", "\u{0}")),
            "{raw}"
        );
    }
    assert_eq!(html.matches("</article>").count(), 1);
}

/// Reading (e)18: one that seems to be answered already is told that, and by when it is decided.
#[test]
fn one_that_seems_to_repeat_a_finished_complaint_is_told_so() {
    let facts = AcknowledgementFacts {
        deciding: vec!["You took nine weeks.".into()],
        answered_before: Some("SC-2026-000071".into()),
        in_scope: Vec::new(),
        refusal: None,
        decide_by: Some(sample::day("2026-12-08")),
        ..sample::acknowledgement()
    };
    let letter = acknowledgement(&facts);
    assert_eq!(letter.gaps(), Vec::<&str>::new());
    has(
        &letter,
        &[
            "It seems to be about the same as your complaint SC-2026-000071",
            "A second person must agree before we say that there is not.",
            "We will write to you with our decision by 8 December 2026.",
        ],
    );
    assert!(!sample::flat(&letter).contains("does not cover"));
}
