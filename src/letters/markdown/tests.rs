use super::*;
use crate::Gap;

fn text(s: &str) -> Inline {
    Inline::Text(s.to_owned())
}
fn paragraph(s: &str) -> Block {
    Block::Paragraph(vec![text(s)])
}
fn blocks(raw: &str) -> Vec<Block> {
    typed(raw).blocks
}
fn list(ordered: bool, items: &[&str]) -> Block {
    Block::List {
        ordered,
        items: items.iter().map(|s| vec![text(s)]).collect(),
    }
}

#[test]
fn the_small_set_is_understood() {
    let read = blocks(
        "I **uphold** this, *twice*\nover.\n\n- one\n- two\n\n### Why\n\n1. first\n2. second\n\n> quoted",
    );
    let first = vec![
        text("I "),
        Inline::Strong("uphold".into()),
        text(" this, "),
        Inline::Emphasis("twice".into()),
        Inline::Break,
        text("over."),
    ];
    let quote = Block::Quote(vec![paragraph("quoted")]);
    let expected = [
        Block::Paragraph(first),
        list(false, &["one", "two"]),
        Block::Heading("Why".into()),
        list(true, &["first", "second"]),
        quote,
    ];
    assert_eq!(read, expected);
}

#[test]
fn html_is_visible_text() {
    let read = typed("Hi <script>alert(1)</script>\n\n<div onclick=\"x\">\n**a**\n</div>");
    assert_eq!(read.blocks[0], paragraph("Hi <script>alert(1)</script>"));
    let row = |s: &str| text(s);
    let div = vec![
        row("<div onclick=\"x\">"),
        Inline::Break,
        row("**a**"),
        Inline::Break,
        row("</div>"),
    ];
    assert_eq!(read.blocks[1], Block::Paragraph(div));
    assert_eq!(read.notes, [Note::Html]);
}

#[test]
fn links_show_their_address_and_bad_ones_do_not() {
    assert_eq!(
        blocks("[us](https://a.example/b)"),
        [paragraph("us (https://a.example/b)")]
    );
    assert_eq!(
        blocks("[us](mailto:a@b.example)"),
        [paragraph("us (a@b.example)")]
    );
    assert_eq!(
        blocks("<https://a.example>"),
        [paragraph("https://a.example")]
    );
    let bad = typed("[us](javascript:alert(1)) and [it](JaVaScRiPt:x) and [d](data:text/html,x)");
    assert_eq!(bad.blocks, [paragraph("us and it and d")]);
    assert_eq!(bad.notes, [Note::Links]);
}

#[test]
fn pictures_leave_their_words_and_a_note() {
    let read = typed("see ![the meter](javascript:alert(1)) here");
    assert_eq!(read.blocks, [paragraph("see the meter here")]);
    assert_eq!(read.notes, [Note::Pictures]);
}

#[test]
fn marks_hidden_as_entities_are_dropped_too() {
    assert_eq!(
        blocks("a&#8238;b&#x200B;c\u{202E}d&#0;"),
        [paragraph("abcd\u{FFFD}")]
    );
    assert_eq!(blocks("&#8238;"), []);
}

#[test]
fn typed_numbers_and_definitions_do_not_vanish() {
    assert_eq!(
        blocks("1986. A good year.\n1987. Another."),
        [paragraph("1986. A good year."), paragraph("1987. Another.")]
    );
    assert_eq!(
        blocks("[note]: call back"),
        [paragraph("[note]: call back")]
    );
    assert_eq!(
        blocks("> [note]: call"),
        [Block::Quote(vec![paragraph("[note]: call")])]
    );
    assert_eq!(
        blocks("one\n\n***\n\ntwo"),
        [paragraph("one"), paragraph("---"), paragraph("two")]
    );
}

#[test]
fn lists_in_lists_are_laid_flat() {
    assert_eq!(
        blocks("- a\n  1. b\n  2. c\n- d"),
        [list(false, &["a", "1. b", "2. c", "d"])]
    );
    let loose = Block::List {
        ordered: false,
        items: vec![vec![text("a"), Inline::Break, text("b")], vec![text("c")]],
    };
    assert_eq!(blocks("- a\n\n  > b\n\n- c"), [loose]);
}

#[test]
fn templates_and_stray_marks_stay_as_typed() {
    for raw in [
        "{{ name }} {% x %}",
        "2 ** 3 ** 4",
        "C:\\x0041",
        "a | b",
        "`",
    ] {
        assert_eq!(blocks(raw), [paragraph(raw)]);
    }
}

#[test]
fn quotes_nest_four_deep_and_no_deeper() {
    let mut read = blocks(&format!("{} deep", ">".repeat(3000)));
    let mut depth = 0;
    while let Some(Block::Quote(inner)) = read.pop() {
        depth += 1;
        read = inner;
    }
    assert_eq!(depth, DEEPEST_QUOTE);
}

#[test]
fn long_text_is_cut_with_a_note() {
    let read = typed(&"word ".repeat(200_000));
    assert_eq!(read.notes, [Note::TooLong]);
    let Block::Paragraph(run) = &read.blocks[0] else {
        panic!("a paragraph")
    };
    assert_eq!(
        words_of(&run[0]).trim_end().chars().count(),
        MOST_CHARACTERS - 1
    );
    assert!(typed("").blocks.is_empty() && typed("").notes.is_empty());
}

fn said(gap: TooLong) -> String {
    Gap::from(gap).words().into_owned()
}

#[test]
fn many_paragraphs_and_items_are_cut_with_a_note() {
    for piece in ["- a\n", "a\n\n", "# a\n", "> - a\n", "1. a\n"] {
        let fits = typed(&piece.repeat(SECTION_BLOCKS - 1));
        assert!(fits.notes.is_empty(), "{piece}: {:?}", fits.notes);
        let read = typed(&piece.repeat(SECTION_BLOCKS * 2));
        assert_eq!(read.notes, [Note::TooMany], "{piece}");
        let size = crate::size::Size::of_blocks(&read.blocks);
        assert_eq!(size.blocks, SECTION_BLOCKS, "{piece}");
    }
    assert!(said(TooLong::SectionBlocks).contains(&SECTION_BLOCKS.to_string()));
    assert!(said(TooLong::Section).contains(&limits::thousands(MOST_CHARACTERS)));
}

#[test]
fn bait_for_slow_parsers_is_read_in_no_time() {
    let started = std::time::Instant::now();
    for piece in [
        "> ", "- ", "[", "*a ", "[a](", "<a", "![", "1. ", "`", "&#x", "**a *b ", "[a]: b\n",
    ] {
        typed(&piece.repeat(MOST_CHARACTERS));
    }
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
