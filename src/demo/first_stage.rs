//! Stories at the first stage: with an individual, and answered.
use super::people::Place::{Communications, Contact, Energy, Relations};
use super::regulars::advice_worker;
use super::story::{Act, DAY, HOUR, Story};
use super::whom::Whom;
use Outcome::{NotUpheld, PartlyUpheld, Upheld};
use procedure::vocabulary::{Authority, Channel, Exclusion, LetterFormat, Outcome, ReplyChannel};

/// Every story with somebody who responds, and every one that waits for what the complainant says.
pub fn stories() -> Vec<Story> {
    let mut all = under_way();
    all.extend(in_trouble());
    all.extend(with_odd_ways());
    all.extend(answered());
    all
}

/// Acknowledged and assigned: the first stage's response clock runs from the acknowledgement.
fn with(matter: usize, variant: usize, acknowledged: i64, to: Whom) -> Story {
    let place = super::people::Place::of(matter);
    Story::new(matter, variant, acknowledged + 11 * HOUR)
        .acknowledged(acknowledged)
        .assigned(place, acknowledged - 7 * HOUR, to)
}

fn under_way() -> Vec<Story> {
    vec![
        with(0, 1, 12 * HOUR, Whom::Sian).act(
            3 * HOUR,
            Whom::Sian,
            Act::Wrote(
                Channel::Phone,
                "Introduced myself and said what I will look at first",
            ),
        ),
        with(1, 3, 2 * DAY, Whom::Marcus)
            .act(
                9 * HOUR,
                Whom::Marcus,
                Act::Wrote(Channel::Email, "Wrote to say that I have it"),
            )
            .act(
                5 * HOUR,
                Whom::Marcus,
                Act::Evidence(
                    "Upload log: both photographs came on the first day",
                    "Case portal",
                ),
            ),
        with(3, 3, 5 * DAY, Whom::Anika)
            .act(
                4 * DAY,
                Whom::Anika,
                Act::Wrote(Channel::Phone, "Agreed what I will look at"),
            )
            .act(
                3 * DAY,
                Whom::Helen,
                Act::Reassign(Whom::Sian, "Anika is in training this week"),
            )
            .act(
                2 * DAY + HOUR,
                Whom::Sian,
                Act::Plan(
                    "An update at least every ten working days",
                    "The queue reports, and what the handler wrote at the time",
                    4,
                ),
            )
            .act(
                2 * DAY,
                Whom::Sian,
                Act::Note("Queue report asked for from planning"),
            )
            .act(
                DAY,
                Whom::Sian,
                Act::Evidence("Queue report, weeks 20 to 33", "Planning team"),
            ),
        with(7, 0, 3 * DAY, Whom::Lewis)
            .act(
                2 * DAY,
                Whom::Lewis,
                Act::Wrote(Channel::Email, "Introduced myself"),
            )
            .act(
                6 * HOUR,
                Whom::Lewis,
                Act::Asked(
                    Channel::Email,
                    "Asks whether the receipts arrived",
                    10 * HOUR,
                ),
            ),
        with(11, 1, 4 * DAY, Whom::Yusra)
            .act(
                3 * DAY,
                Whom::Yusra,
                Act::Wrote(Channel::Phone, "Rang; agreed to write from now on"),
            )
            .act(
                DAY,
                Whom::Moira,
                Act::ReassignUntold(
                    Whom::Ben,
                    "Yusra starts her leave",
                    "Yusra told them on the telephone who has it from now on",
                ),
            ),
        with(15, 2, 3 * DAY, Whom::Orla)
            .act(
                2 * DAY,
                Whom::Orla,
                Act::Wrote(Channel::Email, "Introduced myself"),
            )
            .act(
                HOUR,
                Whom::Orla,
                Act::Note("Letter compared with the four points: three are missing"),
            ),
    ]
}

fn in_trouble() -> Vec<Story> {
    vec![
        // Due within two days.
        with(2, 2, 9 * DAY, Whom::Jo)
            .act(
                8 * DAY,
                Whom::Jo,
                Act::Wrote(Channel::Phone, "Listened and wrote down what was said"),
            )
            .act(
                3 * DAY,
                Whom::Jo,
                Act::Wrote(Channel::Email, "Recording found; answer next week"),
            ),
        // Overdue, and an update with it.
        with(0, 2, 13 * DAY, Whom::Marcus)
            .act(
                12 * DAY,
                Whom::Marcus,
                Act::Wrote(Channel::Email, "Wrote to say that I have it"),
            )
            .act(
                4 * HOUR,
                Whom::Helen,
                Act::LateOutside("The supplier sent the meter readings three weeks after we asked"),
            ),
        // Nobody has been in touch at all.
        with(4, 1, 6 * DAY, Whom::Jo),
        // One agreed date.
        with(6, 1, 11 * DAY, Whom::Nadia)
            .act(
                10 * DAY,
                Whom::Nadia,
                Act::Wrote(Channel::Phone, "Rang as promised"),
            )
            .act(
                3 * DAY,
                Whom::Nadia,
                Act::MoveDate(
                    5,
                    "The call recordings come from another company and take a week",
                ),
            ),
        // Moved twice; the second time by the Leader (rule 40).
        with(3, 1, 19 * DAY, Whom::Jo)
            .act(
                18 * DAY,
                Whom::Jo,
                Act::Wrote(Channel::Email, "Introduced myself"),
            )
            .act(
                11 * DAY,
                Whom::Jo,
                Act::MoveDate(5, "Two handlers have left and their notes are being found"),
            )
            .act(
                6 * DAY,
                Whom::Helen,
                Act::MoveDate(6, "One of the two has agreed to speak to us next week"),
            ),
        // A reply has been owed since yesterday.
        with(9, 1, 7 * DAY, Whom::Callum)
            .act(
                6 * DAY,
                Whom::Callum,
                Act::Wrote(Channel::Email, "Introduced myself"),
            )
            .act(
                2 * DAY,
                Whom::Callum,
                Act::Asked(
                    Channel::Phone,
                    "Wants to know if the supplier has answered",
                    6 * HOUR,
                ),
            ),
        // The person who has it is away.
        with(5, 1, 6 * DAY, Whom::Tom).act(
            5 * DAY,
            Whom::Tom,
            Act::Wrote(Channel::Phone, "Read the letter out and agreed large print"),
        ),
        // About Sian Bevan, so it is Marcus Bell's.
        with(2, 3, 4 * DAY, Whom::Marcus)
            .with(|s| s.about = Some(Whom::Sian))
            .act(
                3 * DAY,
                Whom::Marcus,
                Act::Wrote(
                    Channel::Phone,
                    "Said who I am and that I will hear both sides",
                ),
            ),
    ]
}

fn with_odd_ways() -> Vec<Story> {
    vec![
        Story::new(5, 2, 6 * DAY)
            .with(|s| {
                s.format = LetterFormat::LargePrint;
                s.reply = ReplyChannel::Post;
                s.channel = Channel::Post;
                s.needs = "Large print, 18 point";
            })
            .acknowledged(5 * DAY)
            .assigned(Energy, 4 * DAY, Whom::Anika)
            .act(
                3 * DAY,
                Whom::Anika,
                Act::Wrote(Channel::Phone, "Rang to agree the size of the print"),
            ),
        // One point in, one out: accepted for the part that is in.
        with(8, 1, 5 * DAY, Whom::Lewis)
            .with(|s| {
                s.outside = Some((
                    Exclusion::SupplierRemedy,
                    "The supplier has not paid the £80",
                    "Whether the supplier pays is for our compliance team, which has been told",
                ));
            })
            .act(
                4 * DAY,
                Whom::Lewis,
                Act::Wrote(Channel::Email, "Said which part I look into"),
            ),
        // Over six months and let in, with the reason (rule 16).
        with(13, 1, 4 * DAY, Whom::Ben)
            .with(|s| {
                s.event_days = 214;
                s.limit = Some((
                    false,
                    "She was in hospital for three of the months. It is fair to look at it",
                ));
                s.urgent = "Says that she is afraid at home";
            })
            .act(
                3 * DAY,
                Whom::Ben,
                Act::Wrote(Channel::Phone, "Rang at the agreed hour"),
            ),
        Story::new(6, 3, 5 * DAY)
            .with(|s| s.representative = Some(advice_worker(Authority::Asked)))
            .acknowledged(4 * DAY)
            .act(3 * DAY + HOUR, Whom::Priya, Act::Authorised)
            .assigned(Communications, 3 * DAY, Whom::Callum)
            .act(
                DAY,
                Whom::Callum,
                Act::Wrote(Channel::Email, "Wrote to Ms Tamsin, who acts for them"),
            ),
        Story::new(12, 1, 5 * DAY)
            .with(|s| {
                s.channel = Channel::Phone;
                s.format = LetterFormat::Braille;
                s.reply = ReplyChannel::Post;
                s.needs = "Blind; reads Braille, grade 2";
            })
            .acknowledged(4 * DAY)
            .assigned(Contact, 3 * DAY, Whom::Ben)
            .act(
                2 * DAY,
                Whom::Ben,
                Act::Wrote(Channel::Phone, "Read the acknowledgement out"),
            ),
    ]
}

/// The response is out. The first is past the month that we suggest for escalating.
fn answered() -> Vec<Story> {
    let out = |matter, variant, ago, to, outcomes, due| {
        with(matter, variant, ago + 7 * DAY, to)
            .act(
                ago + 5 * DAY,
                to,
                Act::Wrote(Channel::Email, "Introduced myself"),
            )
            .responded(ago, outcomes, due)
    };
    vec![
        out(0, 0, 25 * DAY, Whom::Marcus, &[NotUpheld], 20),
        out(1, 0, 12 * DAY, Whom::Sian, &[Upheld], 7),
        out(7, 2, 6 * DAY, Whom::Nadia, &[Upheld, PartlyUpheld], 21),
        out(12, 2, 4 * DAY, Whom::Yusra, &[Upheld, NotUpheld], 28),
        out(3, 0, 2 * DAY, Whom::Anika, &[PartlyUpheld], 14),
        Story::new(14, 2, 12 * DAY)
            .acknowledged(11 * DAY)
            .assigned(Relations, 10 * DAY, Whom::Orla)
            .responded(3 * DAY, &[Upheld], 20)
            .act(
                DAY,
                Whom::Orla,
                Act::Remedied("Said so in the response and on the telephone"),
            ),
    ]
}
