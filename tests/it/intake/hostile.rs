//! Messages made to break whoever reads them are kept and flagged.
use super::Office;
use redress::mail::Flag;
use std::fmt::Write;

fn kept_and_flagged(raw: &[u8], flag: Flag) {
    let office = Office::open();
    let item = office.take(raw);
    assert!(item.flags.contains(&flag), "{flag:?} in {:?}", item.flags);
    assert!(office.original(&item) == raw, "the original differs");
    let stored = format!("{item:?}");
    assert!(!stored.contains("\\0"), "a NUL was stored");
    let (people, machines) = office.waiting();
    assert_eq!((people.len(), machines.len()), (1, 0));
}

#[test]
fn nothing_at_all() {
    kept_and_flagged(b"", Flag::Incomplete);
}

#[test]
fn nothing_but_nul() {
    kept_and_flagged(&[0; 10_000], Flag::NoSender);
}

#[test]
fn nul_everywhere() {
    let raw = b"From: \"A\0nn\" <a\0nn@post.example>\nSubject: De\0lay\nContent-Type: text/\0plain\n\nNine\0 weeks";
    kept_and_flagged(raw, Flag::NoDate);
}

#[test]
fn every_byte_there_is() {
    let raw: Vec<u8> = (0..=255_u8).cycle().take(100_000).collect();
    kept_and_flagged(&raw, Flag::NoSender);
}

#[test]
fn five_thousand_parts() {
    let mut raw = String::from("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n");
    for part in 0..5_000 {
        write!(
            raw,
            "--b\nContent-Disposition: attachment; filename={part}.txt\n\nx\n"
        )
        .unwrap();
    }
    raw.push_str("--b--\n");
    kept_and_flagged(raw.as_bytes(), Flag::TooManyParts);
}

#[test]
fn parts_inside_one_another_ten_thousand_deep() {
    let mut raw = String::from("From: a@b.example\n");
    for depth in 0..10_000 {
        write!(
            raw,
            "Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"
        )
        .unwrap();
    }
    raw.push_str("\nthe end\n");
    kept_and_flagged(raw.as_bytes(), Flag::TooManyParts);
}

#[test]
fn a_subject_of_five_megabytes() {
    let subject = "=?utf-8?Q?=C3=A9?= ".repeat(5 * 1024 * 1024 / 18);
    let raw = format!("From: a@b.example\nSubject: {subject}\n\nhi");
    kept_and_flagged(raw.as_bytes(), Flag::NoDate);
}
