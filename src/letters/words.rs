//! Dates, money and lists in the words of a letter.
use chrono::{DateTime, Timelike, Utc};
use procedure::vocabulary::{Channel, Ground, LetterFormat, LetterKind, Outcome, ReplyChannel};
use procedure::working_time::uk_time;

/// "24 November 2026".
pub(super) use uk_time::date_long as date;

/// "4:30pm on Wednesday 1 April 2026", as clocks in London show it.
pub(super) fn moment(instant: DateTime<Utc>) -> String {
    let local = uk_time::local(instant);
    let clock = match (local.hour(), local.minute()) {
        (0, 0) => "the very start of the day".to_owned(),
        (12, 0) => "noon".to_owned(),
        (_, 0) => local.format("%-I%P").to_string(),
        _ => local.format("%-I:%M%P").to_string(),
    };
    format!("{clock} on {}", local.format("%A %-d %B %Y"))
}

/// Pence as "£75.00" or "£1,250.00".
pub(super) fn money(pence: i64) -> String {
    let digits = (pence.unsigned_abs() / 100).to_string();
    let mut pounds = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            pounds.push(',');
        }
        pounds.push(digit);
    }
    let sign = if pence < 0 { "-" } else { "" };
    format!("{sign}£{pounds}.{:02}", pence.unsigned_abs() % 100)
}

/// The words as a sentence: with a full stop, unless they end in one of their own.
pub(super) fn sentence(words: &str) -> String {
    let ended = words.ends_with(['.', '!', '?', ':']);
    if ended {
        words.to_owned()
    } else {
        format!("{words}.")
    }
}

/// "by email", "in person": how something was said to us or agreed with us.
pub(super) fn by_channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "by email",
        Channel::Post => "by post",
        Channel::Phone => "by phone",
        Channel::InPerson => "in person",
        Channel::SocialMedia => "on social media",
        Channel::ExecutiveOrBoard => "through our executive team or Board",
    }
}

/// How we write, for "We are sending this letter ...".
pub(super) fn by_reply_channel(channel: ReplyChannel) -> &'static str {
    match channel {
        ReplyChannel::Email => "by email",
        ReplyChannel::Post => "by post",
        ReplyChannel::Phone => "in writing, so that you can keep it",
    }
}

/// The format as the end of the same sentence; nothing for standard print.
pub(super) fn in_format(format: LetterFormat) -> &'static str {
    match format {
        LetterFormat::Standard => "",
        LetterFormat::LargePrint => ", in large print",
        LetterFormat::Braille => ", in Braille",
        LetterFormat::AudioCd => ", on audio compact disc",
        LetterFormat::Other => ", in the format you told us you need",
    }
}

/// A short neutral title for an allegation; a finding follows it, so it must not sound like one.
pub(super) fn ground_title(ground: Ground) -> &'static str {
    match ground {
        Ground::TreatedRudely => "How we treated you",
        Ground::ProcessNotFollowed => "Following our processes",
        Ground::NotKeptUpdated => "Keeping you updated",
        Ground::UnnecessaryDelay => "Delay",
        Ground::OtherPoorService => "Our service",
    }
}

/// The factsheet's words for what we are said to have done: "for example where we've ...".
pub(super) fn ground_said(ground: Ground) -> &'static str {
    match ground {
        Ground::TreatedRudely => "treated you rudely",
        Ground::ProcessNotFollowed => "failed to follow our processes",
        Ground::NotKeptUpdated => "failed to keep you updated on progress",
        Ground::UnnecessaryDelay => "caused unnecessary delays",
        Ground::OtherPoorService => "gave you poor service in another way",
    }
}

/// The outcome as a sentence to the person.
pub(super) fn outcome_sentence(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Upheld => "We uphold this part of your complaint.",
        Outcome::PartlyUpheld => "We uphold this part of your complaint in part.",
        Outcome::NotUpheld => "We do not uphold this part of your complaint.",
        Outcome::Resolved => "We have resolved this part of your complaint with you.",
        Outcome::Withdrawn => {
            "You withdrew this part of your complaint, so we have made no finding on it."
        }
    }
}

/// The same, as it was at the first stage.
pub(super) fn first_outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Upheld => "we upheld this part of your complaint",
        Outcome::PartlyUpheld => "we upheld this part of your complaint in part",
        Outcome::NotUpheld => "we did not uphold this part of your complaint",
        Outcome::Resolved => "we recorded this part of your complaint as resolved",
        Outcome::Withdrawn => "we recorded this part of your complaint as withdrawn",
    }
}

/// What a decider thought of a part, after "We thought then that".
pub(super) fn own_view(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Upheld => "we should uphold this part of your complaint",
        Outcome::PartlyUpheld => "we should partly uphold this part of your complaint",
        Outcome::NotUpheld => "we should not uphold this part of your complaint",
        Outcome::Resolved => "this part of your complaint was resolved",
        Outcome::Withdrawn => "this part of your complaint was withdrawn",
    }
}

/// The letter as another letter names it, after "our".
pub(super) fn our_letter(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::Acknowledgement => "acknowledgement",
        LetterKind::NotAccepted => "decision on accepting your complaint",
        LetterKind::AlreadyAnswered => "letter that your complaint is answered already",
        LetterKind::Timescale => "letter about a new date",
        LetterKind::Response => "response to your complaint",
        LetterKind::EscalationAcknowledgement => "letter about the second stage",
        LetterKind::FinalResponse => "final response",
        LetterKind::ProcedureComplete => "letter that our complaints procedure is complete",
        LetterKind::ResolvedByAgreement => "letter about what we agreed",
        LetterKind::ChangeOfContact => "letter about your new contact",
        LetterKind::NoFurtherContact => "letter about closing your complaint",
        LetterKind::Withdrawal => "letter about withdrawing your complaint",
        LetterKind::OnTheSpot => "letter about what we did",
        LetterKind::Correction => "correction",
        LetterKind::RestrictionWarning => "formal warning",
        LetterKind::Restriction => "letter about how you can contact us",
        LetterKind::RestrictionAppeal => "decision on your appeal",
        LetterKind::RestrictionLifted => "letter about lifting a restriction",
        LetterKind::AssessorCover => "letter to the Independent Assessor",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pence_become_pounds() {
        let shown = [0, 5, 7500, 125_000, 123_456_789, -150].map(money);
        assert_eq!(
            shown,
            [
                "£0.00",
                "£0.05",
                "£75.00",
                "£1,250.00",
                "£1,234,567.89",
                "-£1.50"
            ]
        );
    }

    #[test]
    fn moments_are_told_in_london_time() {
        let told = |s: &str| moment(s.parse().unwrap());
        assert_eq!(
            told("2026-04-01T15:30:00Z"),
            "4:30pm on Wednesday 1 April 2026"
        );
        assert_eq!(
            told("2026-11-24T17:00:00Z"),
            "5pm on Tuesday 24 November 2026"
        );
        assert_eq!(
            told("2026-11-24T12:00:00Z"),
            "noon on Tuesday 24 November 2026"
        );
        assert_eq!(
            told("2026-03-31T23:00:00Z"),
            "the very start of the day on Wednesday 1 April 2026"
        );
    }
}
