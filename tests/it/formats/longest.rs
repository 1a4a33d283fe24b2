//! The longest honest letter: what it comes to, and that the limits are far above it.
use super::{letters, pages};
use redress::formats::braille::braille;
use redress::formats::pdf::{self, Print};
use redress::formats::speech;
use redress::letters::limits::{self, Size};
use redress::letters::{
    FinalResponseFacts, FirstView, Inquiry, Letter, Remedy, ReviewedFinding, example,
    final_response,
};
use redress::procedure::limits::{PASSAGE, SECTION};
use redress::procedure::vocabulary::{Outcome, RemedyKind};

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
    let longest_of = |name: &str| {
        let parts = WORDS.split("--- ").filter_map(|part| part.split_once('\n'));
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
