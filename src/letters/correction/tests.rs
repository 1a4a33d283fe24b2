use super::*;
use crate::closing::{ESCALATION_VERSION, FINAL_VERSION};
use crate::example::correction as sample_facts;
use crate::sample::{day, flat, has};

fn facts() -> CorrectionFacts {
    sample_facts()
}

fn of(kind: LetterKind) -> CorrectionFacts {
    CorrectionFacts {
        kind,
        left: None,
        ..facts()
    }
}

#[test]
fn the_whole_letter() {
    insta::assert_snapshot!("correction", correction(&facts()).text());
}

#[test]
fn it_says_what_was_wrong_and_is_right_and_apologises() {
    let letter = correction(&of(LetterKind::Acknowledgement));
    assert_eq!(letter.gaps(), Vec::<&str>::new());
    assert_eq!(letter.locked_versions(), Vec::<u32>::new());
    assert_eq!(letter.subject, "A correction to our acknowledgement");
    has(
        &letter,
        &[
            "This letter corrects our acknowledgement dated 2 November 2026.",
            "We made a mistake in that letter, and we are sorry.",
            "What was wrong We wrote that we would pay you £57.00.",
            "What is right We will pay you £75.00.",
            "Everything else in that letter stands.",
            "Your contact for this letter is Officer A.",
        ],
    );
    assert!(!flat(&letter).contains("We posted it"));
}

#[test]
fn a_letter_that_only_left_late_needs_no_typed_words() {
    let late = CorrectionFacts {
        was_wrong: None,
        is_right: Some(" \u{200B}".into()),
        ..facts()
    };
    let letter = correction(&late);
    assert_eq!(letter.gaps(), Vec::<&str>::new());
    has(
        &letter,
        &[
            "Our final response is dated 2 November 2026. We posted it on 5 November 2026, so the time you have counts \
             from 5 November 2026. We are sorry for the delay. Everything else in that letter stands.",
            "Our final response was issued on 5 November 2026 and our internal procedure is complete.",
        ],
    );
    assert!(!flat(&letter).contains("We made a mistake"));
    let update = CorrectionFacts {
        kind: LetterKind::Timescale,
        ..late.clone()
    };
    has(
        &correction(&update),
        &["We posted it on 5 November 2026. Any time limit in it counts from 5 November 2026."],
    );
    // It left on its date: nothing is late.
    let in_time = CorrectionFacts {
        left: Some(late.dated),
        ..late
    };
    assert_eq!(
        correction(&in_time).gaps(),
        [
            "Nothing written yet on what was wrong",
            "Nothing written yet on what is right"
        ]
    );
}

#[test]
fn half_of_what_is_typed_is_not_enough() {
    for left in [None, facts().left] {
        let half = |was_wrong: Option<&str>, is_right: Option<&str>| {
            correction(&CorrectionFacts {
                left,
                was_wrong: was_wrong.map(str::to_owned),
                is_right: is_right.map(str::to_owned),
                ..facts()
            })
            .gap_words()
        };
        let wrong = "Nothing written yet on what was wrong";
        let right = "Nothing written yet on what is right";
        assert_eq!(half(Some("a"), None), [right]);
        assert_eq!(half(None, Some("a")), [wrong]);
    }
}

#[test]
fn the_end_of_the_procedure_is_said_again_with_its_days() {
    for (kind, said) in [
        (
            LetterKind::FinalResponse,
            [
                "Our final response was issued on 2 November 2026 and our internal procedure is complete.",
                "Send them a copy of our final response and of this letter, and say",
            ],
        ),
        (
            LetterKind::ProcedureComplete,
            [
                "Our earlier letter was issued on 2 November 2026 and our internal procedure is complete.",
                "Send them a copy of our earlier letter and of this one, and say",
            ],
        ),
    ] {
        let letter = correction(&of(kind));
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        assert_eq!(letter.locked_versions(), [FINAL_VERSION]);
        assert_eq!(letter.places(), []);
        has(&letter, &said);
        has(&letter, &["The last date is 5 February 2027."]);
    }
    let unknown = CorrectionFacts {
        assessor: AssessorContact::default(),
        assessor_last_date: None,
        ..of(LetterKind::FinalResponse)
    };
    assert_eq!(
        correction(&unknown).gaps(),
        [
            "No contact details for the Independent Assessor in the settings yet",
            "The last date for the Independent Assessor has not been worked out yet",
        ]
    );
}

#[test]
fn the_second_stage_is_said_again() {
    let letter = correction(&of(LetterKind::Response));
    assert_eq!(letter.locked_versions(), [ESCALATION_VERSION]);
    assert_eq!(letter.places(), []);
    has(
        &letter,
        &[
            "You can ask us to take your complaint to the second stage",
            "It helps us if you ask by 24 December 2026.",
        ],
    );
    assert!(!flat(&letter).contains("Independent Assessor"));
}

#[test]
fn what_is_not_the_complainants_is_not_corrected() {
    for kind in LetterKind::ALL {
        let gaps = correction(&of(*kind)).gap_words();
        let may = !kind.restricts() && *kind != LetterKind::AssessorCover;
        assert_eq!(kind.may_be_corrected(), may, "{kind}");
        assert_eq!(gaps.is_empty(), may, "{kind}: {gaps:?}");
        let refused = "A letter of this kind is not corrected by another letter".to_owned();
        assert_eq!(gaps.contains(&refused), !may, "{kind}: {gaps:?}");
    }
}

#[test]
fn hostile_words_come_out_as_text() {
    let bait = crate::sample::HOSTILE;
    let letter = correction(&CorrectionFacts {
        was_wrong: Some(bait.into()),
        is_right: Some(format!("{bait}\n\n<div><!-- \n```")),
        ..facts()
    });
    let html = letter.html();
    for raw in [
        "<script", "<img", "<a ", "<!--", "href", "\u{202E}", "\u{0}",
    ] {
        assert!(!html.contains(raw), "{raw}");
    }
    assert_eq!(letter.locked_versions(), [FINAL_VERSION]);
    assert_eq!(html.matches("</article>").count(), 1);
    let later = crate::Days {
        leaving: day("2026-12-01"),
        assessor_last_day: Some(day("2027-03-01")),
        escalate_by: None,
    };
    assert_eq!(letter.dated(&later).blocks, letter.blocks);
}
