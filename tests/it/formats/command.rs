//! `redress letters`.
use crate::support::process::{at, run};
use procedure::vocabulary::LetterKind;
use std::fs;

#[test]
fn the_demonstration_gives_one_of_each_kind_in_every_format() {
    let around = tempfile::tempdir().unwrap();
    let (data, out) = (around.path().join("data"), around.path().join("out"));
    let demo = ["demo", "--no-serve", "--now", "2026-11-24T10:40:00Z"];
    run(&at(&data, &demo)).succeeded();
    let to = out.display().to_string();
    let made = run(&at(&data, &["letters", "--out", &to])).succeeded();
    for kind in [
        "acknowledgement",
        "response",
        "final_response",
        "restriction",
    ] {
        for ending in [".pdf", "-large.pdf", ".txt", ".html", ".brf"] {
            let file = out.join(format!("{kind}{ending}"));
            assert!(
                fs::metadata(&file).is_ok_and(|file| file.len() > 500),
                "{file:?}: {}",
                made.out
            );
        }
        let spoken =
            out.join(format!("{kind}.wav")).exists() && out.join(format!("{kind}.cue")).exists();
        assert_eq!(spoken, super::tool("espeak-ng").is_some());
    }
    let html = fs::read_to_string(out.join("response.html")).unwrap();
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("<h1"));
    let left: Vec<_> = fs::read_dir(&out)
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    assert!(
        left.iter()
            .all(|name| !name.to_string_lossy().ends_with(".part")),
        "{left:?}"
    );
}

#[test]
fn a_kind_that_is_not_there_is_named_and_left_out() {
    let around = tempfile::tempdir().unwrap();
    let (data, out) = (around.path().join("data"), around.path().join("out"));
    let to = out.display().to_string();
    let none = run(&at(&data, &["letters", "--out", &to])).succeeded();
    assert_eq!(
        none.out.lines().count(),
        LetterKind::ALL.len(),
        "{}",
        none.out
    );
    assert!(
        none.out
            .starts_with("acknowledgement: no letter of this kind is in the database.\n")
    );
    assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
}
