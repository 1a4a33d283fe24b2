//! `redress intake`.
use super::folder;
use crate::intake::{OURS, REAL, messages};
use crate::support::process::{at, run};
use crate::support::whole::{count, open, words};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Text};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

fn take_in(data: &Path, files: &[PathBuf]) -> crate::support::process::Ended {
    let mut args = at(data, &["intake"]);
    args.extend(files.iter().map(OsString::from));
    run(&args)
}

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = Text)]
    sha256: String,
    #[diesel(sql_type = Binary)]
    bytes: Vec<u8>,
}

/// Every original by its fingerprint, the fingerprint being right.
fn kept(data: &Path) -> BTreeMap<String, Vec<u8>> {
    let query =
        "SELECT o.sha256, bytes FROM mail_originals o JOIN mail_items i ON i.sha256 = o.sha256";
    let rows: Vec<Kept> = diesel::sql_query(query).load(&mut open(data)).unwrap();
    rows.into_iter()
        .map(|row| {
            assert_eq!(hex::encode(Sha256::digest(&row.bytes)), row.sha256);
            (row.sha256, row.bytes)
        })
        .collect()
}

#[test]
fn every_message_is_an_item_with_its_bytes() {
    let (_around, data) = folder();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [OURS, REAL].map(|folder| here.join(folder));
    let files: Vec<PathBuf> = folders.iter().flat_map(|f| messages(f)).collect();
    assert!(files.len() > 80);
    let took = take_in(&data, &files).succeeded();
    assert_eq!(
        took.out.matches(": taken in\n").count(),
        files.len(),
        "{}",
        took.out
    );
    let sent: BTreeMap<String, Vec<u8>> = files
        .iter()
        .map(|f| fs::read(f).unwrap())
        .map(|bytes| (hex::encode(Sha256::digest(&bytes)), bytes))
        .collect();
    let items = "SELECT count(*) FROM mail_items";
    assert_eq!(
        count(&mut open(&data), items),
        i64::try_from(files.len()).unwrap()
    );
    assert!(kept(&data) == sent, "the originals are not the files");
    // Once more is nothing more, and still a success.
    let again = take_in(&data, &files).succeeded();
    assert!(
        again
            .err
            .contains(&format!("0 taken in, {} already there, 0 not", files.len())),
        "{}",
        again.err
    );
    assert!(kept(&data) == sent);
}

#[test]
fn a_missing_file_is_named_and_the_others_are_taken_in() {
    let (around, data) = folder();
    let place = |name: &str| around.path().join(name);
    let good = [place("one.eml"), place("two.eml")];
    fs::write(
        &good[0],
        "From: ann@post.example\nSubject: Nine weeks\n\nStill nothing.\n",
    )
    .unwrap();
    fs::write(
        &good[1],
        "From: bob@post.example\nSubject: Rude\n\nOn the phone.\n",
    )
    .unwrap();
    let files = [
        good[0].clone(),
        place("missing.eml"),
        around.path().to_owned(),
        good[1].clone(),
    ];
    let took = take_in(&data, &files);
    assert_eq!(took.code, Some(1));
    assert!(
        took.out
            .contains("missing.eml: not taken in: it could not be read ("),
        "{}",
        took.out
    );
    assert!(
        took.err
            .contains("2 taken in, 0 already there, 2 not taken in."),
        "{}",
        took.err
    );
    assert_eq!(kept(&data).len(), 2);
    // Its lines go to logs: no sender, no subject.
    assert!(
        !took.out.contains("ann@") && !took.out.contains("Nine weeks"),
        "{}",
        took.out
    );
}

#[test]
fn no_file_at_all_is_a_mistake() {
    let (_around, data) = folder();
    run(&at(&data, &["intake"])).refused("<FILES>");
}

#[test]
fn broken_empty_hostile_and_huge_are_kept_and_flagged() {
    let (around, data) = folder();
    let place = |name: &str| around.path().join(name);
    let mut deep = "From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n".to_owned();
    for _ in 0..5_000 {
        deep += "--x\nContent-Type: multipart/mixed; boundary=x\n\n";
    }
    let huge = format!(
        "From: a@b.example\nSubject: Huge\n\n{}",
        "All work. ".repeat(2_000_000)
    );
    let files = [
        ("empty.eml", Vec::new()),
        ("noise.eml", (0..=255).cycle().take(60_000).collect()),
        ("nul.eml", b"From: a\0b@c.example\nSubject: \0\n\n\0\0".to_vec()),
        ("deep.eml", deep.into_bytes()),
        ("huge.eml", huge.into_bytes()),
        ("script.eml", b"From: <script>@x.example\nSubject: <script>alert(1)</script>\nContent-Type: text/html\n\n<script>alert(1)</script>".to_vec()),
    ];
    let mut paths = Vec::new();
    for (name, bytes) in &files {
        fs::write(place(name), bytes).unwrap();
        paths.push(place(name));
    }
    let took = take_in(&data, &paths).succeeded();
    assert!(took.err.contains("6 taken in"), "{} {}", took.out, took.err);
    let kept = kept(&data);
    for (name, bytes) in &files {
        let found = kept.get(&hex::encode(Sha256::digest(bytes)));
        assert!(found == Some(bytes), "{name} is not kept as it came");
    }
    let flagged = words(
        &mut open(&data),
        "SELECT i.sha256 AS found FROM mail_items i WHERE flags <> '[]'",
    );
    for name in ["empty.eml", "noise.eml", "nul.eml", "deep.eml", "huge.eml"] {
        let hash = hex::encode(Sha256::digest(fs::read(place(name)).unwrap()));
        assert!(flagged.contains(&hash), "{name} carries no flag");
    }
}
