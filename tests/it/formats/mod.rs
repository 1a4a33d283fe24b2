//! The files that are made of letters, read back with other people's programs.
mod braille;
mod command;
mod downloads;
mod drafts;
mod limits;
mod longest;
mod print;
mod speech;

use letters::template::Templates;
use letters::{Block, Inline, Letter, example};
use procedure::vocabulary::LetterKind;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One of each kind of letter, from its example.
fn letters() -> Vec<Letter> {
    let of = |kind: &LetterKind| example::letters(*kind, &Templates::default());
    let all: Vec<Letter> = LetterKind::ALL
        .iter()
        .filter_map(|kind| of(kind).into_iter().next())
        .collect();
    assert_eq!(all.len(), LetterKind::ALL.len());
    all
}

fn letter(kind: LetterKind) -> Letter {
    letters().into_iter().find(|one| one.kind == kind).unwrap()
}

fn paragraph(words: &str) -> Block {
    Block::Paragraph(vec![Inline::Text(words.into())])
}

/// A letter of only these words.
fn saying(words: &str) -> Letter {
    Letter {
        blocks: vec![paragraph(words)],
        ..letter(LetterKind::Withdrawal)
    }
}

/// The program, or none with one line said; with `CI=true` it must be there.
pub fn tool(name: &str) -> Option<PathBuf> {
    let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .map(|dir| dir.join(name))
        .find(|file| file.is_file());
    if found.is_none() {
        assert!(std::env::var("CI").is_err(), "CI needs {name}");
        println!("{name} is not installed: what it would read is not checked.");
    }
    found
}

/// What the program prints; it must succeed.
#[track_caller]
pub fn said(program: &Path, arguments: &[&str], file: &Path) -> String {
    let ran = Command::new(program)
        .args(arguments)
        .arg(file)
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(
        ran.status.success(),
        "{}: {out} {}",
        program.display(),
        String::from_utf8_lossy(&ran.stderr)
    );
    out
}

pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pages(bytes: &[u8]) -> usize {
    let pdf = hayro_syntax::Pdf::new(bytes.to_vec()).unwrap();
    pdf.pages().len()
}
