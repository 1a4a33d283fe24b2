use super::*;
use crate::gap::FactGap;
use crate::sample::{self, all_with_places, dates, day, other_days};
use crate::size::Size;
use crate::{Block, acknowledgement, resolved_by_agreement, response};
use procedure::vocabulary::LetterKind;
use proptest::prelude::*;

#[test]
fn these_letters_have_places_and_no_other() {
    let found: Vec<(LetterKind, Vec<Place>)> = all_with_places()
        .iter()
        .map(|letter| (letter.kind, letter.places()))
        .collect();
    let ending = vec![Place::Leaving, Place::AssessorLastDay];
    assert_eq!(
        found,
        [
            (LetterKind::Response, vec![Place::EscalateBy]),
            (LetterKind::FinalResponse, ending.clone()),
            (LetterKind::ProcedureComplete, ending),
        ]
    );
}

#[test]
fn a_letter_that_leaves_on_another_day_says_that_day_and_never_the_old_one() {
    for letter in all_with_places() {
        let dated = letter.dated(&other_days());
        let forms = [
            dated.html(),
            dated.html_as_sent(),
            dated.email_html(),
            dated.text(),
        ];
        for form in forms {
            let form = form.split_whitespace().collect::<Vec<_>>().join(" ");
            let (old, new) = dates(&letter);
            for words in old {
                assert!(
                    !form.contains(&words),
                    "{:?}: {words} in {form}",
                    letter.kind
                );
            }
            for words in new {
                assert!(
                    form.contains(&words),
                    "{:?}: {words} not in {form}",
                    letter.kind
                );
            }
        }
    }
}

#[test]
fn what_it_was_made_from_agrees() {
    use crate::template::{Template, rewritten};
    for letter in all_with_places() {
        let dated = letter.dated(&other_days());
        let template = Template::built_in(letter.kind);
        assert_eq!(rewritten(&dated, &template), Some(dated));
    }
}

#[test]
fn a_day_that_is_not_given_stays() {
    let letter = crate::final_response(&sample::final_response());
    let leaving = Days {
        leaving: day("2026-12-01"),
        assessor_last_day: None,
        escalate_by: None,
    };
    let text = sample::flat(&letter.dated(&leaving));
    assert!(
        text.contains("It was issued on 1 December 2026 and"),
        "{text}"
    );
    assert!(
        text.contains("The last date is 24 February 2027."),
        "{text}"
    );
}

/// Its clock runs already: the day does not depend on when this letter leaves.
#[test]
fn the_suggested_day_of_an_agreement_is_no_place() {
    let letter = resolved_by_agreement(&crate::example::resolved_by_agreement());
    assert_eq!(letter.places(), []);
    let dated = letter.dated(&other_days());
    assert_eq!(dated.blocks, letter.blocks);
    assert!(sample::flat(&dated).contains("ask by 24 December 2026."));
}

/// As such a tree was stored before there were places.
fn without_places(tree: &mut serde_json::Value) {
    match tree {
        serde_json::Value::Array(all) => all.iter_mut().for_each(without_places),
        serde_json::Value::Object(fields) => {
            if fields.contains_key("day") {
                *tree = serde_json::json!({ "text": "24 December 2026" });
            } else {
                fields.values_mut().for_each(without_places);
            }
        }
        _ => {}
    }
}

#[test]
fn in_an_older_letter_only_the_date_changes() {
    let today = serde_json::to_value(response(&sample::response())).unwrap();
    let mut older = today.clone();
    without_places(&mut older);
    assert_ne!(older, today);
    let older: Letter = serde_json::from_value(older).unwrap();
    assert_eq!(older.places(), []);
    let expected = Letter {
        date: day("2026-12-01"),
        ..older.clone()
    };
    assert_eq!(older.dated(&other_days()), expected);
}

#[test]
fn only_the_screen_marks_a_place() {
    let letter = crate::final_response(&sample::final_response());
    let mark = "<strong>This is our final response. It was issued on <span class=\"place\" title=\"Set to the day \
                the letter leaves\">24 November 2026</span> and our internal procedure is complete.</strong>";
    assert!(letter.html().contains(mark), "{}", letter.html());
    let plain = "<strong>This is our final response. It was issued on 24 November 2026 and our internal procedure \
                 is complete.</strong>";
    for html in [letter.html_as_sent(), letter.email_html()] {
        assert!(html.contains(plain) && !html.contains("<span"), "{html}");
    }
}

fn a_day() -> impl Strategy<Value = NaiveDate> {
    (0..4000_u64).prop_map(|after| day("2024-01-01") + chrono::Days::new(after))
}

fn days() -> impl Strategy<Value = Days> {
    let some = || proptest::option::of(a_day());
    (a_day(), some(), some()).prop_map(|(leaving, assessor_last_day, escalate_by)| Days {
        leaving,
        assessor_last_day,
        escalate_by,
    })
}

fn inline() -> impl Strategy<Value = Inline> {
    let place = prop::sample::select(Place::ALL);
    prop_oneof![
        "[a-z ]{0,60}".prop_map(Inline::Text),
        "[a-z]{0,9}".prop_map(Inline::Strong),
        Just(Inline::Break),
        (place, a_day(), any::<bool>()).prop_map(|(place, day, strong)| Inline::Day {
            place,
            day,
            strong
        }),
    ]
}

fn block() -> impl Strategy<Value = Block> {
    let run = || prop::collection::vec(inline(), 0..5);
    let leaf = prop_oneof![
        run().prop_map(Block::Paragraph),
        (any::<bool>(), prop::collection::vec(run(), 0..3))
            .prop_map(|(ordered, items)| Block::List { ordered, items }),
        Just(Block::Gap(FactGap::Area.into())),
        "[a-z]{1,9}".prop_map(Block::Heading),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let blocks = prop::collection::vec(inner, 0..3);
        prop_oneof![
            blocks.clone().prop_map(Block::Quote),
            (1..9_u32, blocks).prop_map(|(version, blocks)| Block::Locked { version, blocks }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    #[test]
    fn dating_changes_the_days_and_nothing_else(
        blocks in prop::collection::vec(block(), 0..6),
        facts in prop::collection::vec(block(), 0..3),
        days in days(),
        again in days(),
    ) {
        let mut letter = Letter { blocks, ..acknowledgement(&sample::acknowledgement()) };
        for part in letter.source.iter_mut().flat_map(|source| source.facts.parts_mut()) {
            part.clone_from(&facts);
        }
        let dated = letter.dated(&days);
        prop_assert_eq!(dated.dated(&days), dated.clone());
        prop_assert_eq!(dated.date, days.leaving);
        prop_assert_eq!(dated.gaps(), letter.gaps());
        prop_assert_eq!(dated.locked_versions(), letter.locked_versions());
        prop_assert_eq!(dated.places(), letter.places());
        prop_assert_eq!(Size::of(&dated), Size::of(&letter));
        // What it said before is forgotten, and all else is as it was.
        let every = Days {
            assessor_last_day: days.assessor_last_day.or(Some(again.leaving)),
            escalate_by: days.escalate_by.or(Some(again.leaving)),
            ..again
        };
        prop_assert_eq!(dated.dated(&every), letter.dated(&every));
        let json = serde_json::to_string(&dated).unwrap();
        prop_assert_eq!(serde_json::from_str::<Letter>(&json).unwrap(), dated);
    }
}
