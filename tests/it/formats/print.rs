//! PDF: complete, in reading order, sound, and without a fault that a checker of accessibility knows.
use super::{flat, letter, letters, paragraph, said, saying, tool};
use formats::pdf::{Print, pdf, proof};
use letters::gap::FactGap;
use letters::{Block, Letter};
use procedure::vocabulary::LetterKind;
use std::fs;
use std::path::{Path, PathBuf};

fn file(dir: &tempfile::TempDir, name: &str, bytes: Vec<u8>) -> PathBuf {
    let path = dir.path().join(name);
    fs::write(&path, bytes).unwrap();
    path
}

/// In the order of the file, which is that of the tags.
fn text(pdftotext: &Path, path: &Path) -> String {
    said(pdftotext, &["-q", "-raw", "-nopgbrk"], path);
    // Given one name, it writes beside the file.
    let read = fs::read_to_string(path.with_extension("txt")).unwrap();
    // It marks words that run from right to left, and a line may end at a hyphen.
    let plain = read.replace(['\u{202A}', '\u{202B}', '\u{202C}'], "");
    flat(&plain).replace("- ", "-")
}

#[test]
fn every_word_comes_back_in_the_order_it_is_read() {
    let Some(pdftotext) = tool("pdftotext") else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    for letter in letters() {
        for print in [Print::Standard, Print::Large] {
            let path = file(&dir, "letter.pdf", pdf(&letter, print).unwrap());
            let read = text(&pdftotext, &path);
            let mut at = 0;
            for words in words_of(&letter) {
                // A page may end within any paragraph: then its footer stands between.
                let next = find(&read, at, &words);
                assert!(
                    next.is_some(),
                    "{:?} {print:?}: {words:?} is not after {at} in {read}",
                    letter.kind
                );
                at = next.unwrap_or(at);
            }
            assert!(!read.contains("Preview: not sent"));
        }
    }
}

/// Its place when it stands whole, or word by word within a page's length.
fn find(read: &str, at: usize, words: &str) -> Option<usize> {
    let rest = read.get(at..)?;
    if let Some(found) = rest.find(words) {
        return Some(at + found + words.len());
    }
    let mut end = at;
    for word in words.split(' ') {
        let found = read.get(end..)?.find(word)?;
        (found < 400).then_some(())?;
        end += found + word.len();
    }
    Some(end)
}

fn words_of(letter: &Letter) -> Vec<String> {
    let mut all = letter
        .letterhead
        .iter()
        .take(1)
        .cloned()
        .collect::<Vec<_>>();
    all.extend(letter.addressee.iter().cloned());
    all.extend([
        letter.reference.clone(),
        letter.salutation.clone(),
        letter.subject.clone(),
    ]);
    // The plain text has the same blocks in the same order; its marks of lists and quotations are its own.
    let text = letter.text();
    let body = text.split_once(&letter.salutation).unwrap().1;
    let lines = body
        .lines()
        .map(|line| line.trim_start_matches(['>', '-', ' ']));
    all.extend(lines.filter(|line| !line.is_empty()).skip(1).map(flat));
    for words in &mut all {
        *words = words.replace("- ", "-");
    }
    all.retain(|words| !words.is_empty() && *words != letter.subject);
    all
}

#[test]
fn the_structure_has_one_title_headings_lists_and_quotations() {
    let Some(pdfinfo) = tool("pdfinfo") else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let letter = letter(LetterKind::FinalResponse);
    let path = file(&dir, "a.pdf", pdf(&letter, Print::Standard).unwrap());
    let info = said(&pdfinfo, &[], &path);
    assert!(
        info.contains("Tagged:          yes")
            && info.contains("A4")
            && info.contains(&letter.subject)
    );
    let tree = said(&pdfinfo, &["-struct"], &path);
    assert_eq!(tree.matches("\n  H1").count(), 1, "{tree}");
    for element in [
        "\n  H2",
        "\n  P",
        "\n  L ",
        "LI",
        "Lbl",
        "LBody",
        "\n  BlockQuote",
    ] {
        assert!(tree.contains(element), "{element}: {tree}");
    }
    assert!(
        !tree.contains("Table"),
        "the head of a letter is no table: {tree}"
    );
}

#[test]
fn files_are_sound_and_the_checker_finds_no_error() {
    let dir = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for letter in letters() {
        let kind = letter.kind.as_str();
        for (print, size) in [(Print::Standard, "s"), (Print::Large, "l")] {
            files.push(file(
                &dir,
                &format!("{kind}-{size}.pdf"),
                pdf(&letter, print).unwrap(),
            ));
        }
    }
    if let Some(qpdf) = tool("qpdf") {
        for path in &files {
            said(&qpdf, &["--check"], path);
        }
    }
    if let Some(outloud) = tool("outloud") {
        // The folder at once: starting it takes longer than reading a letter.
        let out = said(
            &outloud,
            &["--fail-on", "error", "--no-info", "--quiet"],
            dir.path(),
        );
        assert_eq!(out.matches("0 error(s)").count(), files.len(), "{out}");
    }
}

#[test]
fn what_looks_like_a_command_is_printed_as_typed() {
    let Some(pdftotext) = tool("pdftotext") else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let typed = "#panic() #read(\"/etc/passwd\") #import \"@preview/x:1.0.0\": * $x$ *b* _i_ @ref // no <a> C:\\x0041 {{ 7*7 }} it's \"so\" ---~";
    let path = file(&dir, "a.pdf", pdf(&saying(typed), Print::Standard).unwrap());
    assert!(
        text(&pdftotext, &path).contains(typed),
        "{}",
        text(&pdftotext, &path)
    );
}

#[test]
fn what_has_no_sign_is_named_in_a_quotation_and_marked_elsewhere() {
    let Some(pdftotext) = tool("pdftotext") else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let mut letter = saying("ours 中 Ŵ Ω Ж א ệ");
    letter
        .blocks
        .push(Block::Quote(vec![paragraph("theirs \u{1F600} 中")]));
    letter.blocks.push(Block::Gap(FactGap::NewDate.into()));
    let path = file(&dir, "a.pdf", proof(&letter, Print::Large).unwrap());
    let read = text(&pdftotext, &path);
    assert!(read.contains("ours □ Ŵ Ω Ж א ệ"), "{read}");
    assert!(
        read.contains("theirs [emoji U+1F600] [character U+4E2D]"),
        "{read}"
    );
    assert!(
        read.contains("Still missing: No new date yet") && read.starts_with("Preview: not sent"),
        "{read}"
    );
}
