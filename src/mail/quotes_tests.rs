//! Replies in the style of the programs people use.
use super::*;
use proptest::prelude::*;

/// What would be shown without opening a fold, blank lines apart.
fn shown(text: &str) -> String {
    let kept: Vec<String> = fold_quotes(text)
        .into_iter()
        .filter(|p| !p.quoted)
        .map(|p| p.text.trim().to_owned())
        .collect();
    kept.join("\n").trim().to_owned()
}

#[test]
fn the_styles_of_mail_programs() {
    for (program, repeated) in [
        (
            "Gmail",
            "On Mon, 16 Nov 2026 at 09:00, Customer Relations <cr@frs.example> wrote:\n\n> Dear Ann\n>\n> Sorry.\n",
        ),
        (
            "Gmail, wrapped",
            "On Mon, 16 Nov 2026 at 09:00, Customer Relations\n<cr@frs.example> wrote:\n\n> Dear Ann\n",
        ),
        (
            "Apple Mail",
            "On 16 Nov 2026, at 09:00, Customer Relations <cr@frs.example> wrote:\n\n> Dear Ann\n\n> Sorry.\n",
        ),
        (
            "Apple Mail without marks",
            "On 16 Nov 2026, at 09:00, Customer Relations <cr@frs.example> wrote:\n\nDear Ann\nSorry.\n",
        ),
        (
            "Thunderbird",
            "On 16/11/2026 09:00, Customer Relations wrote:\n> Dear Ann\n",
        ),
        (
            "Outlook",
            "From: Customer Relations <cr@frs.example>\nSent: 16 November 2026 09:00\nTo: Ann\nSubject: Your complaint\n\nDear Ann\n",
        ),
        (
            "Outlook on the web",
            "________________________________\nFrom: Customer Relations <cr@frs.example>\nSent: Monday\nTo: Ann\nSubject: x\n\nDear Ann\n",
        ),
        (
            "Outlook, bold",
            "*From:* CR <cr@frs.example>\n*Sent:* Monday\n*To:* Ann\n\nDear Ann\n",
        ),
        (
            "Yahoo",
            "----- Original Message -----\nFrom: CR <cr@frs.example>\nTo: Ann\n\nDear Ann\n",
        ),
        (
            "AOL",
            "-----Original Message-----\nFrom: CR <cr@frs.example>\n\nDear Ann\n",
        ),
        (
            "Hotmail",
            "> Subject: Test\n> From: cr@frs.example\n> \n> Dear Ann\n",
        ),
        (
            "French Gmail",
            "Le lun. 16 nov. 2026 à 09:00, CR <cr@frs.example> a écrit :\n> Dear Ann\n",
        ),
    ] {
        let text = format!("Thank you.\n\nSent from my iPhone\n\n{repeated}");
        assert_eq!(
            shown(&text),
            "Thank you.\n\nSent from my iPhone",
            "{program}"
        );
    }
}

#[test]
fn an_answer_below_or_between_is_new() {
    assert_eq!(
        shown("On 04/02/2012 06:26 PM, Ann wrote:\n> Hi\nHello\n"),
        "Hello"
    );
    assert_eq!(
        shown(
            "On 16 Nov 2026 at 9:00 CR wrote:\n> Were you called?\nNo.\n> Were you written to?\nNo again."
        ),
        "No.\nNo again."
    );
}

#[test]
fn a_complaint_is_never_taken_for_a_quotation() {
    for line in [
        "My bill went from 10 -> 20 pounds",
        "> 6 months I have waited now",
        "On 3 October Mr Smith wrote:\nyour file is lost.\nI want it found.",
        "On the phone he wrote: nothing",
        "From: the very start\nyou were rude to me.",
        "-- \nAnn",
        "1 > 2 and 3 > 2",
    ] {
        assert_eq!(shown(line), line);
        assert_eq!(shown(&format!("Hello\n{line}")), format!("Hello\n{line}"));
    }
}

#[test]
fn a_forwarded_message_is_shown() {
    for head in [
        "---------- Forwarded message ---------\nFrom: Ann <a@b.example>\nDate: x\nSubject: y\nTo: z\n",
        "Begin forwarded message:\n\nFrom: Ann <a@b.example>\nDate: x\nSubject: y\n",
    ] {
        let text = format!("Please deal with this.\n\n{head}\nI want to complain.\n");
        assert_eq!(shown(&text), text.trim());
        let answered = format!("{text}\nOn 1 May 2026 at 9:00, CR wrote:\n> Dear Ann\n");
        assert_eq!(shown(&answered), text.trim());
    }
}

#[test]
fn when_nothing_would_be_left_all_is_shown() {
    let text = "> I want to complain.\n> Nobody answers.\n";
    assert_eq!(
        fold_quotes(text),
        [Piece {
            quoted: false,
            text: text.to_owned()
        }]
    );
    assert_eq!(fold_quotes(""), []);
}

#[test]
fn hostile_text_takes_time_in_proportion() {
    for piece in [
        "On 1\n",
        "> \n",
        "From: a\n",
        "\n",
        "On 1 \n\n",
        "<\n",
        "____________\n",
    ] {
        let text = piece.repeat(500_000 / piece.len());
        assert_eq!(
            fold_quotes(&text)
                .iter()
                .map(|p| p.text.len())
                .sum::<usize>(),
            text.len()
        );
    }
}

proptest! {
    #[test]
    fn the_pieces_are_the_text(lines in prop::collection::vec(prop::sample::select(vec![
        "> a\n", "\n", "On 1 May 2026 at 9:00 x wrote:\n", "From: a\n", "Sent: b\n", "To: c\n", "text\n", "end", "-----Original Message-----\n", ">\r\n",
    ]), 0..20)) {
        let text = lines.concat();
        let pieces = fold_quotes(&text);
        prop_assert_eq!(pieces.iter().map(|p| p.text.as_str()).collect::<String>(), text.clone());
        prop_assert!(text.trim().is_empty() || pieces.iter().any(|p| !p.quoted && !p.text.trim().is_empty()));
        prop_assert!(pieces.windows(2).all(|w| matches!(w, [a, b] if a.quoted != b.quoted)));
    }
}
