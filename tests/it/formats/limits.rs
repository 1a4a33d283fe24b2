//! Whatever is within the limits of a letter is made in every format; the rest is refused.
use super::{letter, pages, paragraph};
use formats::braille::braille;
use formats::pdf::{self, Print};
use formats::speech;
use letters::limits;
use letters::size::{self, Size};
use letters::{
    Block, FinalResponseFacts, Gap, Inline, Inquiry, Letter, ReviewedFinding, Wanted, example,
    final_response,
};
use procedure::vocabulary::LetterKind;
use proptest::prelude::*;

/// With these blocks and no others.
fn of(blocks: Vec<Block>) -> Letter {
    Letter {
        blocks,
        ..letter(LetterKind::FinalResponse)
    }
}

/// What costs a typesetter most: as much as there may be of each, divided by `part`.
fn costliest(part: usize) -> Vec<(&'static str, Letter)> {
    let (blocks, runs) = (limits::BLOCKS / part, limits::RUNS / part);
    let characters = limits::CHARACTERS / part - 1_000;
    let item = || vec![Inline::Text("a".into())];
    let list = |ordered, many| Block::List {
        ordered,
        items: vec![item(); many],
    };
    let run = |one: &[Inline]| {
        let many = one.iter().cycle().take(runs).cloned();
        of(vec![Block::Paragraph(many.collect())])
    };
    let many = |words: &str, n: usize| words.chars().cycle().take(n).collect::<String>();
    let said = |words: &str| of(vec![paragraph(&many(words, characters))]);
    let sentence = "The quick brown fox jumps over the lazy dog. ";
    let mixed = Block::Paragraph(vec![
        Inline::Text(many(sentence, 70)),
        Inline::Strong("bold".into()),
        Inline::Text(many("SC-2026-000123 ", 50)),
        Inline::Emphasis("slanted".into()),
    ]);
    // A note stands for each character that print cannot show.
    let lost = limits::PAGES * 1_200 / 18 / part;
    vec![
        ("items", of(vec![list(false, blocks)])),
        ("numbered", of(vec![list(true, blocks)])),
        ("lists", of(vec![list(false, 1); blocks])),
        ("headings", of(vec![Block::Heading("a".into()); blocks])),
        ("paragraphs", of(vec![paragraph("a"); blocks])),
        ("gaps", of(vec![Block::Gap(Gap::Words("a".into())); blocks])),
        (
            "quotes",
            of(vec![Block::Quote(vec![paragraph("a")]); blocks / 2]),
        ),
        (
            "bold",
            run(&[Inline::Strong("a".into()), Inline::Text(" ".into())]),
        ),
        ("breaks", run(&[Inline::Text("a".into()), Inline::Break])),
        ("mixed", of(vec![mixed; blocks])),
        ("sentences", said(sentence)),
        ("one word", said("a")),
        ("accents", said("e\u{301}\u{302}\u{303}")),
        ("Hebrew", said("שלום ")),
        ("codes", said("a-1 ")),
        ("addresses", said("a-1@b.example.org ")),
        (
            "notes",
            of(vec![Block::Quote(vec![paragraph(&many("سلام", lost))])]),
        ),
    ]
}

/// A tenth of each, because a debug build is slow; all of it is written out for a release build to measure.
#[test]
fn the_costliest_letters_are_made() {
    for (name, letter) in costliest(1) {
        let frame = size::wrong(&letter);
        assert!(frame.is_none(), "{name}: {frame:?}");
        write(&letter);
    }
    for (name, letter) in costliest(10) {
        let begun = std::time::Instant::now();
        let made = pages(&pdf::pdf(&letter, Print::Large).unwrap());
        let about = Size::of(&letter).pages();
        println!(
            "{name}: {made} of about {about} pages in {:?}",
            begun.elapsed()
        );
        assert!(
            made <= about * 2 + 3,
            "{name}: {made} of about {about} pages"
        );
        assert!(
            braille(&letter, None, false).brf().len() < 1_000_000,
            "{name}"
        );
    }
}

/// How many random documents in all: 80, or `REDRESS_LIMITS_CASES`.
fn config() -> ProptestConfig {
    let cases = std::env::var("REDRESS_LIMITS_CASES").ok();
    let cases = cases.and_then(|n| n.parse().ok()).unwrap_or(80);
    ProptestConfig {
        cases: cases / 2,
        failure_persistence: None,
        max_shrink_iters: 64,
        ..ProptestConfig::default()
    }
}

/// Pieces of Markdown, and of what people and machines paste.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "word ",
        "The quick brown fox jumps over the lazy dog. ",
        "- item\n",
        "  - inner\n",
        "1. one\n",
        "7) seven\n",
        "# Heading\n\n",
        "### Deep\n",
        "> quoted\n",
        ">>> deep\n",
        "\n\n",
        "\n",
        "  \n",
        "**bold** ",
        "*slanted* ",
        "***both***",
        "**",
        "`code` ",
        "```\n",
        "---\n",
        "[link](https://example.org/a?b=c) ",
        "![picture](x.png)",
        "<b>html</b>",
        "&#8238;&amp;&nbsp;",
        "| a | b |\n",
        "SC-2026-000123 ",
        "somebody@example.org ",
        "https://example.org/a/very/long/path/that/goes/on?and=on&and=on ",
        "nospacesatallinthisword",
        "e\u{301}\u{302}\u{303}",
        "\u{301}",
        "שלום ",
        "سلام ",
        "中文 ",
        "👩\u{200D}💻",
        "🏳\u{FE0F}\u{200D}🌈 ",
        "\u{200D}",
        "\u{AD}",
        "\u{A0}",
        "\u{202E}",
        "\u{FEFF}",
        "\u{0}\u{7}",
        "\u{FFFD}\u{E000}",
        "ﬁ½€£“”–…",
        "Ω Ж ệ Ŵ ",
        "\t",
    ])
    .prop_map(str::to_owned);
    prop_oneof![4 => known, 1 => "\\PC{0,12}", 1 => any::<char>().prop_map(String::from)]
}

/// A section that is typed: pieces, each so often. One in twenty is longer than it may be.
fn typed_words() -> impl Strategy<Value = String> {
    let times = prop_oneof![30 => 1_usize..4, 4 => 10_usize..80, 1 => 100_usize..600];
    prop::collection::vec((piece(), times), 0..14).prop_map(|pieces| {
        let words = pieces.into_iter().map(|(words, times)| words.repeat(times));
        words.collect::<String>()
    })
}

fn line() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..6).prop_map(|all| all.concat())
}

prop_compose! {
    fn finding()(alleged in typed_words(), reasons in typed_words(), impact in typed_words(), remedy in line(), why in typed_words())
        -> ReviewedFinding {
        let mut one = example::final_response().findings.remove(0);
        one.finding.alleged = Some(alleged);
        one.finding.happened = None;
        one.finding.should_have = None;
        one.finding.reasons = Some(reasons);
        one.finding.impact = Some(impact);
        for one in &mut one.finding.remedies {
            one.what = Some(remedy.clone());
        }
        one.why = Some(why);
        one
    }
}

prop_compose! {
    /// A final response, as staff could type it.
    fn typed()(told in typed_words(), looked in typed_words(), learned in typed_words(), wanted in typed_words(),
        findings in prop::collection::vec(finding(), 1..4), addressee in prop::collection::vec(line(), 1..6),
        salutation in line()) -> Letter {
        let facts = example::final_response();
        let mut common = facts.common;
        common.addressee = addressee;
        common.salutation = salutation;
        final_response(&FinalResponseFacts {
            common,
            inquiry: Inquiry {
                told_us: Some(told),
                how_we_looked: Some(looked),
                learned: Some(learned),
                outcome_wanted: Wanted::Said(wanted),
                ..facts.inquiry
            },
            findings,
            ..facts
        })
    }
}

fn run() -> impl Strategy<Value = Vec<Inline>> {
    let inline = (line(), 0..4_u8).prop_map(|(words, kind)| match kind {
        0 => Inline::Strong(words),
        1 => Inline::Emphasis(words),
        2 => Inline::Break,
        _ => Inline::Text(words),
    });
    prop::collection::vec(inline, 0..8)
}

fn block() -> impl Strategy<Value = Block> {
    let leaf = prop_oneof![
        line().prop_map(Block::Heading),
        line().prop_map(|words| Block::Gap(Gap::Words(words))),
        run().prop_map(Block::Paragraph),
        (any::<bool>(), prop::collection::vec(run(), 0..12))
            .prop_map(|(ordered, items)| Block::List { ordered, items }),
    ];
    leaf.prop_recursive(12, 60, 4, |inner| {
        let inner = prop::collection::vec(inner, 0..4);
        prop_oneof![
            3 => inner.clone().prop_map(Block::Quote),
            1 => inner.prop_map(|blocks| Block::Locked { version: 1, blocks }),
        ]
    })
}

prop_compose! {
    /// Any tree at all, whoever made it.
    fn tree()(blocks in prop::collection::vec(block(), 0..14), subject in line(), salutation in line(),
        rows in prop::collection::vec(line(), 0..6)) -> Letter {
        Letter {
            subject,
            salutation,
            addressee: rows.clone(),
            signatory: rows,
            blocks,
            ..letter(LetterKind::Response)
        }
    }
}

/// Refused, or made in every format: nothing panics, nothing grows without end.
fn made_or_refused(letter: &Letter) -> Result<(), TestCaseError> {
    if write(letter) || size::wrong(letter).is_some() {
        return Ok(());
    }
    let size = Size::of(letter);
    let print = if size.characters.is_multiple_of(2) {
        Print::Standard
    } else {
        Print::Large
    };
    let made = pdf::pdf(letter, print);
    prop_assert!(made.is_ok(), "{:?}", made.err());
    let there = made.map_or(0, |bytes| pages(&bytes));
    prop_assert!(
        there <= size.pages() * 2 + 3,
        "{there} of about {}",
        size.pages()
    );
    let characters = size.characters + 1_000;
    prop_assert!(braille(letter, None, false).brf().len() < characters * 60);
    prop_assert!(speech::script(letter, false).len() < characters * 60);
    prop_assert!(letter.email_html().len() + letter.text().len() < characters * 60);
    Ok(())
}

/// Instead of making it, for whoever makes it in a release build: `REDRESS_LIMITS_OUT=folder`. False when it is not set.
fn write(letter: &Letter) -> bool {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NTH: AtomicUsize = AtomicUsize::new(0);
    let Some(out) = std::env::var_os("REDRESS_LIMITS_OUT") else {
        return false;
    };
    let nth = NTH.fetch_add(1, Ordering::Relaxed);
    let path = std::path::PathBuf::from(out).join(format!("{nth}.json"));
    std::fs::write(path, serde_json::to_string(letter).unwrap()).unwrap();
    true
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_is_typed_is_made_or_refused(letter in typed()) {
        made_or_refused(&letter)?;
    }

    #[test]
    fn whatever_tree_there_is_is_made_or_refused(letter in tree()) {
        made_or_refused(&letter)?;
    }
}
