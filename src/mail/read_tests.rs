//! Whole messages: the traps that were met, and what somebody may send on purpose.
use super::*;
use crate::{Class, fold_quotes};

fn mail(raw: &str) -> Message {
    read(raw.as_bytes())
}

#[test]
fn an_ordinary_complaint() {
    let message = mail(
        "Received: by mx.frs.example; Tue, 17 Nov 2026 19:22:04 +0000\r\nReceived: by mx.isp.example; Tue, 17 Nov 2026 19:22:01 +0000\r\nFrom: =?utf-8?q?Si=C3=A2n_Jones?= <Sian@Complainant.example>\r\nTo: CR <cr@frs.example>, two@frs.example\r\nReply-To: <home@complainant.example>\r\nSubject: =?utf-8?q?No_reply_=E2=80=93_again?=\r\nDate: Tue, 17 Nov 2026 19:21:58 +0000\r\nMessage-ID: <r-1@complainant.example>\r\nIn-Reply-To: <m1@frs.example>\r\nReferences: <m0@frs.example> <m1@frs.example>\r\n\r\nNobody answers.\r\n",
    );
    assert_eq!(
        (message.from_name.as_str(), message.from_address.as_str()),
        ("Siân Jones", "sian@complainant.example")
    );
    assert_eq!(message.to, ["cr@frs.example", "two@frs.example"]);
    assert_eq!(
        (message.reply_to.as_str(), message.subject.as_str()),
        ("home@complainant.example", "No reply – again")
    );
    assert_eq!(
        message.sent_at.map(|d| d.to_rfc3339()).as_deref(),
        Some("2026-11-17T19:21:58+00:00")
    );
    assert_eq!(
        message.received_at.map(|d| d.to_rfc3339()).as_deref(),
        Some("2026-11-17T19:22:04+00:00")
    );
    assert_eq!(
        (
            message.message_id.as_str(),
            message.in_reply_to.len(),
            message.references.len()
        ),
        ("r-1@complainant.example", 1, 2)
    );
    assert_eq!(
        (
            message.text.as_str(),
            message.class,
            message.flags.as_slice()
        ),
        ("Nobody answers.", Class::Person, [].as_slice())
    );
}

#[test]
fn what_is_missing_or_double_is_said() {
    assert_eq!(
        mail("").flags,
        [
            Flag::NoSender,
            Flag::NoSubject,
            Flag::NoDate,
            Flag::NoText,
            Flag::Incomplete
        ]
    );
    let double =
        mail("From: a@b.example\nFrom: c@d.example\nSubject: one\nSubject: two\nDate: never\n\nhi");
    assert_eq!(
        (double.from_address.as_str(), double.subject.as_str()),
        ("a@b.example", "one")
    );
    assert_eq!(
        double.flags,
        [Flag::TwoSenders, Flag::TwoSubjects, Flag::NoDate]
    );
    assert_eq!(
        mail("Just some words,\nno headers at all.").text,
        "Just some words,\nno headers at all."
    );
    assert_eq!(
        mail("From: a@b.example\rSubject: old Mac\r\rhi\r").subject,
        "old Mac"
    );
}

#[test]
fn what_cannot_be_stored_never_comes_out() {
    let message = read(b"From: \"A\0nn \xE2\x80\xAE\" <a\0@b.example>\nSubject: =?utf-8?q?a=00b=0Ac_=E2=80=AE?=\xFF\xED\xA0\x80\nMessage-ID: <\0x@y>\nContent-Type: text/plain; charset=utf-8; name=\"a\0=?utf-8?q?=E2=80=AE?=fdp.exe\"\n\nx\0y \xED\xA0\x80 \xE2\x80\xAE z\n");
    let all = format!("{message:?}");
    let strings = [
        &message.from_name,
        &message.from_address,
        &message.subject,
        &message.message_id,
        &message.text,
    ];
    for text in strings
        .into_iter()
        .chain(message.attachments.iter().map(|a| &a.name))
    {
        assert!(
            !text.contains(['\0', '\u{202E}'])
                && !text.chars().any(|c| c.is_control() && c != '\n'),
            "{text:?} in {all}"
        );
    }
    assert!(
        message.flags.contains(&Flag::HiddenMarks)
            && message.flags.contains(&Flag::UndecodableText),
        "{all}"
    );
}

#[test]
fn sealed_signed_and_outlook_mail() {
    let of = |kind: &str| mail(&format!("From: a@b.example\nContent-Type: {kind}\n\nxx\n")).flags;
    assert!(of("application/pkcs7-mime; name=smime.p7m").contains(&Flag::Encrypted));
    assert!(of("application/x-pkcs7-mime").contains(&Flag::Encrypted));
    assert!(of("multipart/signed; boundary=b").contains(&Flag::Signed));
    assert!(of("application/ms-tnef").contains(&Flag::OutlookFormat));
    assert!(
        mail("From: a@b.example\n\n-----BEGIN PGP MESSAGE-----\nxx")
            .flags
            .contains(&Flag::Encrypted)
    );
}

#[test]
fn a_complaint_forwarded_as_an_attachment_is_readable() {
    let message = mail(
        "From: staff@frs.example\nSubject: FW\nContent-Type: message/rfc822\n\nFrom: Ann <ann@b.example>\nSubject: Rude\n\nYou were rude.\n",
    );
    assert_eq!(
        message.text,
        "From: Ann ann@b.example\nSubject: Rude\n\nYou were rude."
    );
    assert!(message.flags.contains(&Flag::TextInside) && !message.flags.contains(&Flag::NoText));
    assert_eq!(
        (message.from_address.as_str(), message.attachments.len()),
        ("staff@frs.example", 1)
    );
}

/// mail-parser's own tree of the first of these ends the program, not only the test: dropping a
/// message a hundred thousand deep overflows the stack.
#[test]
fn messages_inside_messages_without_end() {
    let deep = "Content-Type: message/rfc822\n\n".repeat(100_000);
    assert_eq!(mail(&deep).attachments.len(), 1);
    let packed = format!(
        "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n{}",
        deep.replace('=', "=3D")
    );
    assert_eq!(mail(&packed).attachments.len(), 1);
    let digest = "Content-Type: multipart/digest; boundary=b\n\n--b\n\n".repeat(50_000);
    assert!(mail(&digest).attachments.len() <= limits::PARTS);
}

#[test]
fn sizes_are_bounded_whatever_is_sent() {
    let start = std::time::Instant::now();
    let parts =
        "Content-Type: multipart/mixed; boundary=a\n\n".to_owned() + &"--a\n\nx\n".repeat(100_000);
    assert!(mail(&parts).flags.contains(&Flag::TooManyParts));
    let subject = mail(&format!(
        "Subject: {}\nFrom: a@b.example\n\nhi",
        "x".repeat(5_000_000)
    ));
    assert_eq!(
        (
            subject.subject.len(),
            subject.from_address.as_str(),
            subject.text.as_str()
        ),
        (limits::SUBJECT, "a@b.example", "hi")
    );
    let large = mail(&format!(
        "From: a@b.example\n\n{}",
        "All work and no answer.\n".repeat(2_300_000)
    ));
    assert!(large.flags.contains(&Flag::VeryLarge) && large.flags.contains(&Flag::TextCut));
    assert!(large.text.chars().count() <= limits::TEXT + 1);
    let to = mail(&format!("To: {}\n\n", "a@b.example,".repeat(100_000)));
    assert_eq!(to.to.len(), limits::LIST);
    for piece in [
        "=?utf-8?q?",
        "=?aa",
        "<",
        "(",
        "\"",
        "a@b,",
        ";a=b",
        ";a*1=b",
        ";a*0*=u'e'%41",
        "\\",
        "a:",
        "=?u?b?QQ==?= ",
    ] {
        for name in [
            "Subject",
            "From",
            "To",
            "References",
            "Content-Type",
            "Content-Disposition",
            "Date",
            "Received",
        ] {
            mail(&format!(
                "{name}: x/y{}\n\nhi",
                piece.repeat(1_000_000 / piece.len())
            ));
        }
    }
    assert!(start.elapsed().as_secs() < 240, "{:?}", start.elapsed());
}

#[test]
fn any_bytes_at_all_give_a_message() {
    use proptest::prelude::*;
    let words = [
        "From: a@b.example\n",
        "Content-Type: multipart/mixed; boundary=a\n",
        "\n",
        "--a\n",
        "--a--\n",
        "Content-Transfer-Encoding: base64\n",
        "Content-Type: text/html\n",
        "<p>",
        "=?utf-8?q?=E2=80=AE?=",
        "> ",
        "\0",
        "SGVsbG8",
    ];
    let piece = prop_oneof![
        prop::sample::select(words.to_vec()).prop_map(|w| w.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..8)
    ];
    proptest!(|(pieces in prop::collection::vec(piece, 0..30))| {
        let message = read(&pieces.concat());
        prop_assert!(!message.flags.contains(&Flag::Unreadable));
        prop_assert!(!message.class_why.is_empty());
        prop_assert!(!message.text.contains('\0'));
        fold_quotes(&message.text);
    });
}
