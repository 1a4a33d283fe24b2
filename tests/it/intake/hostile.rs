//! Messages made to break whoever reads them are kept and flagged.
use super::Office;
use mail::Flag;
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

#[test]
fn two_hundred_multiparts_inside_one_another_and_a_hundred_thousand_beside() {
    let mut deep =
        String::from("From: a@b.example\nContent-Type: multipart/mixed; boundary=b0\n\n");
    for depth in 0..200 {
        let next = depth + 1;
        write!(
            deep,
            "--b{depth}\nContent-Type: multipart/mixed; boundary=b{next}\n\n"
        )
        .unwrap();
    }
    kept_and_flagged(deep.as_bytes(), Flag::TooManyParts);
    let many = "From: a@b.example\nContent-Type: multipart/mixed; boundary=a\n\n".to_owned()
        + &"--a\n\nx\n".repeat(100_000);
    kept_and_flagged(many.as_bytes(), Flag::TooManyParts);
}

#[test]
fn blank_lines_before_two_of_everything_and_an_empty_sender() {
    let office = Office::open();
    let raw = b"\r\n   \r\nFrom: <>\nFrom: ann@post.example\nSubject: first\nSubject: second\nDate: Wed, 11 Nov 26 11:51 GMT\n\nHi";
    let item = office.take(raw);
    assert_eq!(
        (item.subject.as_str(), item.from_address.as_str()),
        ("first", "")
    );
    assert_eq!(item.received_at.to_rfc3339(), "2026-11-11T11:51:00+00:00");
    for flag in [Flag::TwoSenders, Flag::TwoSubjects, Flag::NoSender] {
        assert!(item.flags.contains(&flag), "{flag:?}");
    }
}

/// Nothing is unpacked: a small archive of a huge file stays a small archive.
#[test]
fn a_bomb_stays_packed() {
    let office = Office::open();
    // 42 bytes that claim to become four gigabytes.
    let bomb = [
        b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\x10\0\0\0\xFF\xFF\xFF\xFF\x01\0\0\0a"
            .as_slice(),
        &[0; 11],
    ]
    .concat();
    let mut raw = b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: application/zip; name=\"a.zip\"\n\n".to_vec();
    raw.extend_from_slice(&bomb);
    raw.extend_from_slice(b"\n--b--\n");
    let item = office.take(&raw);
    assert_eq!(item.attachments[0].bytes, bomb.len());
    let (_, bytes) = mail::attachment(&office.original(&item), 0).unwrap();
    assert_eq!(bytes, bomb);
}

#[test]
fn names_that_leave_their_place() {
    let office = Office::open();
    let mut raw = String::from("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n");
    for name in [
        "../../x",
        "/etc/passwd",
        "C:\\\\x\\\\y.pdf",
        "a\u{202E}fdp.exe",
        "..",
        "=?utf-8?Q?a=0D=0AX-Evil:_1.pdf?=",
    ] {
        write!(
            raw,
            "--b\nContent-Disposition: attachment; filename=\"{name}\"\n\nx\n"
        )
        .unwrap();
    }
    raw.push_str("--b--\n");
    let item = office.take(raw.as_bytes());
    let names: Vec<&str> = item.attachments.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names[..4], ["x", "passwd", "y.pdf", "afdp.exe"]);
    for name in names {
        let wrong = |c: char| c.is_control() || "/\\:".contains(c) || c == '\u{202E}';
        assert!(
            !name.is_empty() && !name.contains(wrong) && name != "..",
            "{name:?}"
        );
    }
    assert!(item.flags.contains(&Flag::HiddenMarks));
}

/// Anybody can write any Message-ID: it drops nothing that says something else, and the same by another way is one.
#[test]
fn a_message_id_drops_nothing() {
    let office = Office::open();
    let of = |received: &str, text: &str| {
        format!(
            "Received: {received}; Thu, 19 Nov 2026 10:00:00 +0000\nFrom: ann@post.example\nSubject: Delay\nMessage-ID: <1@post.example>\n\n{text}\n"
        )
    };
    let first = office.take(of("from a by b", "Nine weeks.").as_bytes());
    let again = redress::arrivals::take_in_file(
        &office.db,
        of("from x by y", "Nine weeks.").as_bytes(),
        &office.desk(),
    );
    assert_eq!(
        again.unwrap(),
        redress::arrivals::Outcome::AlreadyThere(first.id)
    );
    let other = office.take(of("from a by b", "Something else.").as_bytes());
    assert!(other.flags.contains(&Flag::SameId) && !first.flags.contains(&Flag::SameId));
    assert_eq!(office.waiting().0.len(), 2);
}
