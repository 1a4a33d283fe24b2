//! See also `tests/it/formats`, which reads the files back with other people's tools.
use super::*;
use letters::{Block, Gap, Inline, acknowledgement, final_response, sample};

fn letter() -> Letter {
    acknowledgement(&sample::acknowledgement())
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph(vec![Inline::Text(words.into())])
}

/// A letter of only these blocks.
fn of(blocks: Vec<Block>) -> Letter {
    Letter { blocks, ..letter() }
}

#[test]
fn the_same_letter_is_the_same_bytes_and_sizes_differ() {
    let letter = final_response(&sample::final_response());
    let first = pdf(&letter, Print::Standard).unwrap();
    assert!(first.starts_with(b"%PDF-1.7"));
    // Another letter in between, so that nothing remembered makes them alike.
    let large = pdf(&letter, Print::Large).unwrap();
    assert_eq!(pdf(&letter, Print::Standard).unwrap(), first);
    assert_ne!(large, first);
    assert_ne!(proof(&letter, Print::Standard).unwrap(), first);
}

#[test]
fn both_standards_are_claimed_and_the_language_and_title_are_there() {
    let bytes = pdf(&letter(), Print::Standard).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    for claim in [
        "pdfuaid:part",
        "pdfaid:part",
        "en-GB",
        "DisplayDocTitle true",
    ] {
        assert!(text.contains(claim), "{claim}");
    }
}

#[test]
fn what_no_font_has_is_named_and_never_stops_the_print() {
    let lost =
        "😀 中 ع \u{E001} \u{FFFD} \u{0}\u{7} Ω Ж א ệ Ŵ é e\u{301} a\u{35C}b 👩\u{200D}💻 \u{202E}";
    let quote = Block::Quote(vec![paragraph(lost)]);
    let quoted = of(vec![quote.clone()]);
    let named = [
        '\0', '\u{7}', 'ع', '\u{202E}', '中', '\u{E001}', '\u{FFFD}', '👩', '💻', '😀',
    ];
    for c in named {
        assert!(unshowable(&quoted).contains(&c), "{c:?}");
    }
    assert_eq!(
        unshowable(&quoted).len(),
        named.len(),
        "{:?}",
        unshowable(&quoted)
    );
    assert!(unshowable_in_our_words(&quoted).is_empty());
    let mut ours = of(vec![Block::Locked {
        version: 1,
        blocks: vec![paragraph("中"), quote],
    }]);
    ours.addressee = vec!["李 Rahman".into()];
    assert_eq!(unshowable_in_our_words(&ours), ['中', '李']);
    for letter in [
        &quoted,
        &ours,
        &of(vec![
            paragraph(lost),
            Block::Heading(lost.into()),
            Block::Gap(Gap::Words(lost.into())),
        ]),
    ] {
        pdf(letter, Print::Standard).unwrap();
        pdf(letter, Print::Large).unwrap();
    }
}

#[test]
fn the_box_and_the_notes_can_be_shown_themselves() {
    for fonts in [glyphs::Fonts::Both, glyphs::Fonts::Liberation] {
        assert_eq!(glyphs::shown("a\u{AD}b 中", false, fonts), "ab □");
        assert_eq!(
            glyphs::shown("😀中", true, fonts),
            "[emoji U+1F600][character U+4E2D]"
        );
        assert_eq!(glyphs::shown("□", false, fonts), "□");
    }
}

/// Every character of the first two planes, alone, with an accent, and bold: whatever is said to be showable is.
#[test]
fn nothing_that_is_said_to_be_showable_is_refused() {
    let all: String = ('\u{0}'..='\u{2FFFF}')
        .filter(|c| !('\u{3400}'..='\u{D7FF}').contains(c))
        .collect();
    let shown = glyphs::shown(&all, false, glyphs::Fonts::Both).replace('□', "");
    let shown: Vec<char> = shown.chars().collect();
    assert!(shown.len() > 2000);
    let mut blocks = Vec::new();
    for some in shown.chunks(60) {
        let plain: String = some.iter().collect();
        let accented: String = some.iter().flat_map(|&c| [c, '\u{301}', ' ']).collect();
        blocks.push(paragraph(&accented));
        blocks.push(Block::Paragraph(vec![
            Inline::Strong(plain.clone()),
            Inline::Emphasis(plain),
        ]));
    }
    pdf(&of(blocks), Print::Standard).unwrap();
}

#[test]
fn markup_is_text() {
    let hostile = "#panic() #read(\"/etc/passwd\") #import \"@preview/x:1.0.0\" $x$ *b* _i_ @ref // <a> \\ \"; #let";
    let mut letter = of(vec![paragraph(hostile), Block::Heading(hostile.into())]);
    letter.subject = hostile.into();
    letter.addressee = vec![hostile.into(); 9];
    letter.signatory = vec![hostile.into(); 30];
    letter.reference = hostile.into();
    pdf(&letter, Print::Standard).unwrap();
    pdf(&letter, Print::Large).unwrap();
}

#[test]
fn a_template_reads_no_other_file() {
    let about = About {
        title: "T".into(),
        ident: "i".into(),
        date: sample::day("2026-11-24"),
    };
    let none = serde_json::json!({});
    for source in [
        "#read(\"/etc/passwd\")",
        "#read(\"main.typ\")",
        "#import \"@preview/cetz:0.3.0\": *",
        "#datetime.today()",
    ] {
        assert!(typeset(source, &none, &about).is_err(), "{source}");
    }
    let words = "#set document(title: json(\"/data.json\").title)\nwords";
    assert!(typeset(words, &none, &about).unwrap().starts_with(b"%PDF"));
}

#[test]
fn depth_emptiness_and_odd_shapes_are_borne() {
    let mut deep = paragraph("deep");
    for _ in 0..120 {
        deep = Block::Quote(vec![deep]);
    }
    let odd = vec![
        deep,
        Block::Quote(vec![Block::Heading("theirs".into()), Block::Quote(vec![])]),
        Block::List {
            ordered: true,
            items: vec![],
        },
        Block::List {
            ordered: false,
            items: vec![vec![], vec![Inline::Break]],
        },
        Block::Paragraph(vec![]),
        Block::Heading(" ".into()),
        Block::Heading("\u{200D}".into()),
        Block::Locked {
            version: 1,
            blocks: vec![Block::Heading("\u{AD}\u{FE0F} \u{A0}".into())],
        },
    ];
    let mut letter = of(odd);
    letter.subject = " \u{200D}".into();
    for lines in [
        &mut letter.letterhead,
        &mut letter.addressee,
        &mut letter.signatory,
    ] {
        lines.clear();
    }
    letter.salutation.clear();
    letter.valediction.clear();
    pdf(&letter, Print::Large).unwrap();
    pdf(&of(vec![]), Print::Standard).unwrap();
}

/// PDF/UA refuses a title of nothing that can be seen.
#[test]
fn a_subject_that_cannot_be_seen_is_no_title() {
    for subject in ["", " ", "\u{200D}", "\u{AD}\u{200B}"] {
        let mut letter = letter();
        letter.subject = subject.into();
        pdf(&letter, Print::Standard).unwrap();
        proof(&letter, Print::Large).unwrap();
    }
}

/// A word of 16,384 letters was refused by PDF/A, and one longer than a line ran off the paper.
#[test]
fn a_word_without_an_end_is_parted() {
    let many = |words: &str, n: usize| words.chars().cycle().take(n).collect::<String>();
    for words in [
        "a",
        "é",
        "ש",
        "a\u{A0}",
        "\u{200D}a",
        "👩",
        "a\u{301}\u{302}\u{303}",
    ] {
        let long = many(words, 20_000);
        let mut letter = of(vec![
            paragraph(&long),
            Block::Heading(many(words, 500)),
            Block::Gap(Gap::Words(many(words, 500))),
            Block::Quote(vec![paragraph(&many(words, 500))]),
        ]);
        letter.subject = many(words, 300);
        letter.salutation = many(words, 300);
        letter.letterhead = vec![many(words, 300); 14];
        letter.addressee = vec![many(words, 300); 14];
        letter.signatory = vec![many(words, 300); 14];
        pdf(&letter, Print::Standard).unwrap();
        pdf(&letter, Print::Large).unwrap();
    }
    let mail = "somebody.with-a-long-name@department.of.an.example.org";
    assert_eq!(
        sheet::seamed(&format!("Write to {mail} or ring"), 40),
        serde_json::json!([
            "Write to somebody.w",
            "ith-a-long",
            "-name@depa",
            "rtment.of.",
            "an.example",
            ".org or ring"
        ])
    );
    let short = format!("{} {}", "a".repeat(40), "b".repeat(40));
    assert_eq!(sheet::seamed(&short, 40), short);
}

/// The day a letter leaves and what is counted from it, read back from the file.
#[test]
fn a_letter_that_leaves_on_another_day_is_printed_with_that_day() {
    let Some(pdftotext) = crate::tools::look_up("pdftotext") else {
        assert!(std::env::var("CI").is_err(), "CI needs pdftotext");
        return;
    };
    let read = |letter: &Letter, print| {
        let file = std::env::temp_dir().join(format!("redress-dated-{}.pdf", std::process::id()));
        std::fs::write(&file, pdf(letter, print).unwrap()).unwrap();
        let ran = std::process::Command::new(&pdftotext)
            .args(["-q", "-raw", "-nopgbrk"])
            .arg(&file)
            .arg("-")
            .output();
        std::fs::remove_file(&file).unwrap();
        let text = String::from_utf8(ran.unwrap().stdout).unwrap();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for letter in sample::all_with_places() {
        let dated = letter.dated(&sample::other_days());
        let (old, new) = sample::dates(&letter);
        for print in [Print::Standard, Print::Large] {
            let text = read(&dated, print);
            assert!(old.iter().all(|day| !text.contains(day)), "{text}");
            assert!(new.iter().all(|day| text.contains(day)), "{text}");
        }
    }
}

/// Rule 48: nothing in a letter is printed smaller than 14 point, and in large print nothing smaller than 18. Every size
/// in the template is the letter's own, or a multiple of it.
#[test]
fn nothing_is_printed_smaller_than_14_point() {
    assert!(TEMPLATE.contains("#let size = if large { 18pt } else { 14pt }"));
    let sizes = TEMPLATE.split("size: ").skip(1).map(|rest| {
        let end = rest.find([',', ')']).unwrap();
        rest.get(..end).unwrap().trim()
    });
    let mut all = 0;
    for size in sizes {
        all += 1;
        let times = size.strip_prefix("size").unwrap_or("smaller").trim();
        let factor: f64 = match times.strip_prefix('*') {
            _ if times.is_empty() => 1.0,
            Some(factor) => factor.trim().parse().unwrap(),
            None => panic!("{size}"),
        };
        assert!(factor >= 1.0, "{size}");
    }
    assert!(all >= 4, "{all}");
}
