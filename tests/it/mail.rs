//! Messages as they come: five of our own, and the real ones of `tests/data/mail-real`.
use mail::{Class, Flag, Message, fold_quotes, read, read_ours, safe_name};
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

/// A file that must be there.
fn bytes(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn ours(name: &str) -> Message {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/mail")
        .join(name);
    read(&bytes(&path))
}

fn names(message: &Message) -> Vec<&str> {
    message
        .attachments
        .iter()
        .map(|a| a.name.as_str())
        .collect()
}

#[test]
fn an_html_complaint_becomes_plain_text() {
    let message = ours("html-only.eml");
    assert_eq!(
        (message.from_name.as_str(), message.from_address.as_str()),
        ("Margaret Oyelaran", "margaret.oyelaran@post.example")
    );
    assert_eq!(
        message.subject,
        "Nine weeks and no answer – electricity bill"
    );
    assert_eq!(
        message.received_at.map(|at| at.to_rfc3339()).as_deref(),
        Some("2026-11-12T18:04:31+00:00")
    );
    assert!(
        message.text.contains("about the £412.60 bill")
            && message
                .text
                .contains("\n- two e-mails were not answered;\n"),
        "{}",
        message.text
    );
    assert!(
        message
            .text
            .contains("is here (https://files.post.example/letter.pdf)."),
        "{}",
        message.text
    );
    assert!(
        !message.text.contains("track.post.example") && !message.text.contains("color"),
        "{}",
        message.text
    );
    assert_eq!(
        (
            message.class,
            message.flags.len(),
            message.attachments.len()
        ),
        (Class::Person, 0, 0)
    );
}

#[test]
fn a_reply_folds_only_what_it_quotes() {
    let message = ours("reply-with-quote.eml");
    assert_eq!(
        (
            message.from_name.as_str(),
            message.in_reply_to.concat().as_str()
        ),
        ("Gareth Pŵyl", "SC-2026-000418.1.9f3a@redress.example")
    );
    let pieces = fold_quotes(&message.text);
    assert_eq!(
        pieces.iter().map(|p| p.quoted).collect::<Vec<_>>(),
        [false, true]
    );
    assert!(
        pieces
            .first()
            .is_some_and(|p| p.text.contains("My bill went from 10 -> 20 pounds")
                && p.text.trim_end().ends_with("Gareth"))
    );
    assert!(
        pieces
            .last()
            .is_some_and(|p| p.text.starts_with("On Mon, 16 Nov 2026"))
    );
    // It answers one of our messages; that does not make it one.
    let raw = fs::read(
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/mail/reply-with-quote.eml"),
    )
    .unwrap();
    assert_eq!(read_ours(&raw, "redress.example").class, Class::Person);
}

#[test]
fn a_hostile_message_is_kept_and_disarmed() {
    let message = ours("hostile.eml");
    assert_eq!(
        (message.from_address.as_str(), message.subject.as_str()),
        ("attacker@evil.example", "Complaint about a letter")
    );
    assert_eq!(
        message.sent_at.map(|at| at.to_rfc3339()).as_deref(),
        Some("2026-11-18T10:00:00+00:00")
    );
    assert_eq!(
        message.text,
        "Your staff were rude to me on 4 November.\n\nopen the case\n\nIt was a Wednesday."
    );
    assert_eq!(names(&message), ["billfdp.exe", "file-NUL.html"]);
    for flag in [
        Flag::TwoSenders,
        Flag::TwoSubjects,
        Flag::HiddenMarks,
        Flag::Incomplete,
    ] {
        assert!(
            message.flags.contains(&flag),
            "{flag:?} in {:?}",
            message.flags
        );
    }
    assert_eq!(message.class, Class::Person);
}

#[test]
fn a_complaint_passed_on_as_an_attachment_can_be_read() {
    let message = ours("forwarded-inside.eml");
    assert!(message.text.starts_with("From: Dilip Raval dilip.raval@post.example\nSubject: please phone me\n\nI cannot read letters"), "{}", message.text);
    assert_eq!(
        (names(&message), message.flags.as_slice()),
        (vec!["please phone me.eml"], [Flag::TextInside].as_slice())
    );
}

#[test]
fn an_automatic_reply_is_labelled() {
    let message = ours("out-of-office.eml");
    assert_eq!(
        (message.class, message.text.as_str()),
        (
            Class::AutoReply,
            "I am away until 30 November. For urgent matters ring the café next door."
        )
    );
}

/// One line of the index: what Python's `email` package reads, as a second opinion.
struct Row {
    file: String,
    category: String,
    sender: String,
    subject: String,
    files: Vec<String>,
}

impl Row {
    fn new(line: &str) -> Self {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |n: usize| cells.get(n).copied().unwrap_or_default().to_owned();
        let files = cell(10)
            .split(" | ")
            .filter(|name| !name.is_empty())
            .map(safe_name)
            .collect();
        Self {
            file: cell(0),
            category: cell(1),
            sender: cell(8).to_lowercase(),
            subject: cell(9).trim().to_owned(),
            files,
        }
    }
}

fn real() -> Vec<(Row, Message)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/mail-real");
    let index = String::from_utf8(bytes(&folder.join("index.tsv"))).unwrap();
    let read_row = |line| {
        let row = Row::new(line);
        let message = read(&bytes(&folder.join(&row.file)));
        (row, message)
    };
    let all: Vec<_> = index.lines().skip(1).map(read_row).collect();
    assert_eq!(all.len(), 83);
    all
}

/// Checks every real message; those named in `known` must differ, so that the list stays true.
fn compare(known: &[(&str, &str)], agrees: impl Fn(&Row, &Message) -> Result<(), String>) {
    let mut wrong = Vec::new();
    for (row, message) in real() {
        let why = known
            .iter()
            .find(|(file, _)| row.file.ends_with(file))
            .map(|(_, why)| why);
        match (agrees(&row, &message), why) {
            (Err(said), None) => wrong.push(format!("{}: {said}", row.file)),
            (Ok(()), Some(why)) => wrong.push(format!("{}: agrees now, although {why}", row.file)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn same<T: PartialEq + Debug + ?Sized>(ours: &T, theirs: &T) -> Result<(), String> {
    if ours == theirs {
        Ok(())
    } else {
        Err(format!("{ours:?}, Python {theirs:?}"))
    }
}

#[test]
fn every_real_message_is_read() {
    compare(
        &[("mail--bad_date_header.eml", "its body is empty")],
        |_, message| {
            let storable = !format!("{message:?}").contains("\\0") && !message.class_why.is_empty();
            let shows = !message.text.is_empty() || !message.attachments.is_empty();
            if storable && shows && !message.flags.contains(&Flag::Unreadable) {
                Ok(())
            } else {
                Err(format!("{message:?}"))
            }
        },
    );
}

#[test]
fn senders_agree_with_python() {
    let known = [(
        "php-imap--issue-462.eml",
        "words before an address are no part of it here",
    )];
    compare(&known, |row, message| {
        same(&message.from_address, &row.sender)
    });
}

#[test]
fn subjects_agree_with_python() {
    let known = [
        (
            "php-mime-mail-parser--issue116.eml",
            "Python does not decode this iso-2022-jp; we do",
        ),
        (
            "php-mime-mail-parser--issue149.eml",
            "Python does not know iso-8859-8-i; we do",
        ),
        (
            "lhost-exchange2007-04.eml",
            "the sender cut a letter in two; Python shows the code, we what can be read",
        ),
        (
            "lhost-mailru-05.eml",
            "mail-parser puts a space after an encoded word",
        ),
        (
            "imap_mime_header_decode_returns_false.eml",
            "nonsense in base64, shown differently",
        ),
    ];
    compare(&known, |row, message| same(&message.subject, &row.subject));
}

#[test]
fn file_names_agree_with_python() {
    let known = [
        (
            "php-imap--attachment_long_filename.eml",
            "the index cuts the name elsewhere than we do",
        ),
        (
            "php-imap--four_nested_emails.eml",
            "Python also lists what is inside the enclosed messages",
        ),
        (
            "mail--attachment_message_rfc822.eml",
            "Python also lists what is inside the enclosed message",
        ),
    ];
    compare(&known, |row, message| {
        let missing: Vec<&String> = row
            .files
            .iter()
            .filter(|name| !names(message).contains(&name.as_str()))
            .collect();
        same(&missing, &Vec::new())
    });
}

#[test]
fn the_class_is_that_of_the_category() {
    let known = [(
        "cpython--msg_16.eml",
        "it is filed under auto and is a delivery failure",
    )];
    compare(&known, |row, message| {
        let right = match row.category.as_str() {
            "dsn" => message.class == Class::Bounce,
            "auto" => matches!(message.class, Class::AutoReply | Class::Report),
            "malformed" => true,
            _ if row.file.contains("out-of-office") => message.class == Class::AutoReply,
            _ => message.class == Class::Person,
        };
        if right {
            Ok(())
        } else {
            Err(format!("{:?}: {}", message.class, message.class_why))
        }
    });
}

/// Each starts with "Hello" or its like and repeats an earlier message.
#[test]
fn replies_of_real_programs_are_folded() {
    compare(&[], |row, message| {
        if !row.file.starts_with("reply/talon") {
            return Ok(());
        }
        let pieces = fold_quotes(&message.text);
        let new: String = pieces
            .iter()
            .filter(|p| !p.quoted)
            .map(|p| p.text.trim())
            .collect();
        same(
            new.as_str(),
            if row.file.contains("iphone") {
                "Hello\n\nSent from my iPhone"
            } else {
                "Hello"
            },
        )
    });
}
