//! Braille: BRF that an embosser takes, and that liblouis reads back.
use super::{flat, letters, saying, tool};
use formats::braille::{Grade, braille};
use letters::Letter;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Print from Braille ASCII, by the tables of this grade.
fn back(lou: &Path, grade: Grade, lines: &[String]) -> Vec<String> {
    let table = match grade {
        Grade::Contracted => "en-us-brf.dis,en-ueb-g2.ctb",
        Grade::Uncontracted => "en-us-brf.dis,en-ueb-g1.ctb",
    };
    let mut child = Command::new(lou)
        .args(["-b", table])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = lines.join("\n").replace('\\', "\\\\").to_lowercase() + "\n";
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()).unwrap());
    let out = child.wait_with_output().unwrap();
    writer.join().unwrap();
    String::from_utf8_lossy(&out.stdout)
        .lines()
        .map(str::to_owned)
        .collect()
}

/// The text of a file without its pages: paragraphs, each on one line of cells.
fn unpaged(brf: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for page in brf.split_terminator('\u{C}') {
        let lines: Vec<&str> = page.split("\r\n").collect();
        for line in lines.iter().take(24) {
            match out.last_mut() {
                Some(open) if !line.is_empty() && !line.starts_with("  ") => {
                    if open.ends_with('"') {
                        open.pop();
                    } else {
                        open.push(' ');
                    }
                    open.push_str(line);
                }
                _ => out.push(line.trim().to_owned()),
            }
        }
    }
    out.retain(|line| !line.is_empty());
    out
}

#[track_caller]
fn is_brf(brf: &str) {
    assert!(
        brf.bytes()
            .all(|b| (32..=95).contains(&b) || b"\r\n\x0c".contains(&b)),
        "{brf}"
    );
    for page in brf.split_terminator('\u{C}') {
        let lines: Vec<&str> = page.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 25, "{page}");
        assert!(lines.iter().all(|line| line.len() <= 40), "{page}");
        assert!(
            lines
                .last()
                .is_some_and(|last| last.len() == 40 && last.trim().starts_with('#')),
            "{page}"
        );
    }
}

fn words(letter: &Letter) -> Vec<String> {
    flat(&letter.text())
        .to_lowercase()
        .split(' ')
        .map(str::to_owned)
        .collect()
}

/// How many of the words of the letter are read back from its Braille.
fn read_back(lou: &Path, letter: &Letter, with: Option<&Path>) -> (Grade, f64) {
    let made = braille(letter, with, false);
    let brf = made.brf();
    is_brf(&brf);
    let read = back(lou, made.grade, &unpaged(&brf))
        .join(" ")
        .to_lowercase();
    let read: std::collections::HashSet<&str> = read.split_whitespace().collect();
    let (words, mut lost) = (words(letter), Vec::new());
    for word in &words {
        if !read.contains(word.as_str()) && !["-", ">"].contains(&word.as_str()) {
            lost.push(word.clone());
        }
    }
    if !lost.is_empty() {
        println!("{:?} {:?}: {lost:?}", letter.kind, made.grade);
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of words")]
    let part = 1.0 - lost.len() as f64 / words.len() as f64;
    (made.grade, part)
}

#[test]
fn every_letter_is_read_back_from_both_kinds() {
    let Some(lou) = tool("lou_translate") else {
        return;
    };
    for letter in letters() {
        let (grade, part) = read_back(&lou, &letter, Some(&lou));
        assert_eq!(grade, Grade::Contracted);
        assert!(part > 0.95, "{:?}: {part}", letter.kind);
        let (grade, part) = read_back(&lou, &letter, None);
        assert_eq!(grade, Grade::Uncontracted);
        assert!(part > 0.95, "{:?}: {part}", letter.kind);
    }
}

/// The traps of liblouis, each by itself: shortforms, backslashes, long lines, letters it has no rule for.
#[test]
fn references_codes_and_odd_words_come_back_exactly() {
    let Some(lou) = tool("lou_translate") else {
        return;
    };
    for with in [Some(lou.as_path()), None] {
        for typed in [
            "SC-2026-000123",
            "FRS-2026-000123",
            "The CD is at CF24 4HU.",
            "Keep X\\x0041 and \\s and \\R here",
            "Write to a.b@redress.example today",
            "Ms Ŵen Žak of Ásgarðr",
        ] {
            let made = braille(&saying(typed), with, false);
            let read = back(&lou, made.grade, &unpaged(&made.brf())).join("\n");
            let wanted = typed.replace('ð', "[U+00F0]");
            let plain = |text: &str| flat(text).to_lowercase();
            assert!(
                plain(&read).contains(&plain(&wanted)),
                "{:?} {wanted}\n{read}",
                made.grade
            );
        }
    }
}

#[test]
fn a_long_paragraph_loses_no_word() {
    let Some(lou) = tool("lou_translate") else {
        return;
    };
    let typed = (0..2_000)
        .map(|n| format!("word{n}"))
        .collect::<Vec<_>>()
        .join(" ");
    let made = braille(&saying(&typed), Some(&lou), false);
    is_brf(&made.brf());
    let read = back(&lou, made.grade, &unpaged(&made.brf()));
    let read = read.join(" ");
    assert!(
        read.contains("word1999") && read.contains("word1000"),
        "{read}"
    );
    assert!(made.unicode().len() > 10);
}
