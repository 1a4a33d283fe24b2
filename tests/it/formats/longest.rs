//! The longest honest letter: what it comes to, and that the limits are far above it.
use super::{letters, pages};
use formats::braille::braille;
use formats::pdf::{self, Print};
use formats::speech;
use letters::limits;
use letters::size::Size;
use letters::{
    FinalResponseFacts, FirstView, Inquiry, Letter, Remedy, ReviewedFinding, example,
    final_response,
};
use procedure::limits::{PASSAGE, SECTION};
use procedure::vocabulary::{Outcome, RemedyKind};

/// `tests/data/longest-letter.txt`: five findings, each three times, make the fifteen of the longest letter that we
/// could think of. Written for this test.
const WORDS: &str = include_str!("../../data/longest-letter.txt");

/// The words of a section of the file: what stands under `=== name`.
fn sections(name: &str) -> Vec<&'static str> {
    let sections = WORDS.split("=== ").filter_map(|part| part.split_once('\n'));
    let named = sections.filter(|(is, _)| *is == name);
    named.map(|(_, words)| words.trim()).collect()
}

fn section(name: &str) -> Option<String> {
    sections(name).first().map(|words| (*words).to_owned())
}

fn reviewed(number: i32, words: &str) -> ReviewedFinding {
    let mut parts = words.split("--- ");
    let alleged = parts.next().map(|words| words.trim().to_owned());
    let rest: Vec<(&str, &str)> = parts.filter_map(|part| part.split_once('\n')).collect();
    let of = |name: &str| {
        let found = rest.iter().find(|(is, _)| *is == name);
        found.map(|(_, words)| words.trim().to_owned())
    };
    let mut one = example::final_response().findings.remove(0);
    one.finding.number = number;
    one.finding.alleged = alleged;
    one.finding.happened = None;
    one.finding.should_have = None;
    one.finding.reasons = of("reasons");
    one.finding.impact = of("impact");
    one.finding.remedies = vec![Remedy {
        kind: RemedyKind::Payment,
        what: of("remedy"),
        owner: Some("Our finance team".into()),
        due: Some(example::day("2027-01-15")),
        done_on: None,
        pence: Some(25_000),
    }];
    one.first_view = FirstView::Given(Outcome::PartlyUpheld);
    one.why = of("learning");
    one
}

/// The longest honest letter: a final response to fifteen allegations.
fn longest() -> Letter {
    let findings = sections("finding");
    let fifteen = (1..).zip(findings.iter().cycle().take(15));
    let facts = example::final_response();
    let told = findings.iter().cycle().take(15).zip(1..);
    let told: Vec<String> = told
        .map(|(words, nth)| format!("{nth}. {}", words.lines().next().unwrap()))
        .collect();
    final_response(&FinalResponseFacts {
        inquiry: Inquiry {
            told_us: Some(format!("You told us:\n\n{}", told.join("\n"))),
            how_we_looked: section("looked"),
            putting_right: section("putting_right"),
            learned: section("learned"),
            ..facts.inquiry
        },
        findings: fifteen
            .map(|(number, words)| reviewed(number, words))
            .collect(),
        ..facts
    })
}

/// The limits are well above the longest honest letter.
#[test]
fn the_longest_honest_letter_is_far_within_the_limits() {
    let longest = longest();
    assert!(longest.gaps().is_empty(), "{:?}", longest.gaps());
    let size = Size::of(&longest);
    assert_eq!(size.wrong(), None);
    assert!(size.characters > 50_000, "{size:?}");
    for (there, most) in [
        (size.characters, limits::CHARACTERS),
        (size.blocks, limits::BLOCKS),
        (size.runs, limits::RUNS),
        (size.pages(), limits::PAGES),
    ] {
        assert!(there * 3 <= most, "{there} of {most}");
    }
    let longest_of = |name: &str| {
        let sections = WORDS.split("=== ");
        let parts = sections.flat_map(|section| section.split("--- "));
        let parts = parts.filter_map(|part| part.split_once('\n'));
        let named = parts.filter(|(is, _)| *is == name);
        named.map(|(_, words)| words.chars().count()).max().unwrap()
    };
    assert!(longest_of("reasons") * 3 < SECTION.characters);
    for name in ["impact", "remedy", "learning"] {
        assert!(longest_of(name) * 3 < PASSAGE.characters, "{name}");
    }
    // The estimate of pages is held to the truth.
    let made = pages(&pdf::pdf(&longest, Print::Large).unwrap());
    assert!(
        made * 4 >= size.pages() * 3 && made * 4 <= size.pages() * 5,
        "{made}: {size:?}"
    );
    report(&longest, made);
}

/// The figures that `letters::limits` gives: `cargo test --test it longest -- --nocapture`.
fn report(longest: &Letter, large: usize) {
    let brf = braille(longest, None, false).brf();
    let lines = brf.lines().filter(|line| !line.trim().is_empty()).count();
    println!("{:?}, {large} pages in large print", Size::of(longest));
    println!("{lines} lines of uncontracted Braille");
    println!(
        "{} characters spoken",
        speech::script(longest, false).chars().count()
    );
    let examples = letters().into_iter().map(|one| Size::of(&one).characters);
    println!(
        "the longest example of a letter: {} characters",
        examples.max().unwrap()
    );
}
