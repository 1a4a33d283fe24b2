//! Stories at the second stage and beyond: escalated, in review, final response, Independent Assessor.
use super::people::Place;
use super::regulars::advice_worker;
use super::story::{Act, Ago, DAY, HOUR, Story};
use super::whom::Whom;
use Circumstance::{DisputedFacts, Plain, StaffConduct, Vulnerability};
use Outcome::{NotUpheld, PartlyUpheld, Upheld};
use procedure::vocabulary::{
    AssessorOutcome, Authority, Channel, Circumstance, LetterFormat, Outcome, ReplyChannel,
};

/// Every story that reached the second stage and is still open.
pub fn stories() -> Vec<Story> {
    let mut all = to_choose();
    all.extend(in_review());
    all.extend(reports_to_come());
    all.extend(final_response());
    all
}

fn to_choose() -> Vec<Story> {
    vec![
        Story::answered(2, 0, 6 * DAY, &[NotUpheld]).escalated(
            8 * HOUR,
            "Nobody has listened to the second call, which is the one I complain of",
        ),
        Story::answered(10, 1, 9 * DAY, &[PartlyUpheld]).escalated(
            23 * HOUR + 10,
            "The letter says sorry but nothing will change",
        ),
        // No response at all at the first stage, and overdue: the way up is open (reading (e)11).
        Story::new(4, 0, 18 * DAY)
            .acknowledged(17 * DAY)
            .assigned(Place::Energy, 16 * DAY, Whom::Marcus)
            .escalated(26 * HOUR, "I have had no answer"),
        nobody_is_free(),
    ]
}

/// Every leader and executive took part at stage 1: an administrator appoints somebody (rule 57).
fn nobody_is_free() -> Story {
    Story::new(4, 1, 25 * DAY)
        .act(24 * DAY, Whom::Priya, Act::Route(Place::Communications))
        .act(
            23 * DAY,
            Whom::Dev,
            Act::HandBack("This is about the gas account, and not the line"),
        )
        .act(22 * DAY, Whom::Priya, Act::Route(Place::Contact))
        .act(
            21 * DAY,
            Whom::Moira,
            Act::HandBack("We only took the calls. The case was never ours"),
        )
        .act(20 * DAY, Whom::Ruth, Act::Route(Place::Relations))
        .act(
            19 * DAY,
            Whom::Gareth,
            Act::HandBack("Nobody in Customer Relations dealt with it before"),
        )
        .act(18 * DAY, Whom::Magda, Act::Route(Place::Energy))
        .assigned(Place::Energy, 17 * DAY, Whom::Marcus)
        .act(
            16 * DAY,
            Whom::Rhian,
            Act::Note("Asked Marcus to begin with the meter readings"),
        )
        .act(
            15 * DAY,
            Whom::Kofi,
            Act::MoveDate(
                3,
                "The meter readings have to be asked for, after three areas have had this",
            ),
        )
        .responded(9 * DAY, &[NotUpheld], 21)
        .escalated(
            3 * DAY,
            "Four teams have had my complaint and none of them rang me",
        )
}

fn in_review() -> Vec<Story> {
    let why = "The first answer does not deal with what I said";
    vec![
        Story::answered(0, 1, 8 * DAY, &[PartlyUpheld, NotUpheld])
            .escalated(4 * DAY, why)
            .chosen(3 * DAY, Whom::Dev, &[Plain]),
        Story::answered(2, 1, 20 * DAY, &[NotUpheld])
            .escalated(18 * DAY + 2 * HOUR, why)
            .chosen(17 * DAY, Whom::Kofi, &[StaffConduct])
            .act(
                13 * DAY,
                Whom::Kofi,
                Act::Wrote(Channel::Phone, "Rang to hear it in their own words"),
            )
            .act(
                4 * DAY,
                Whom::Kofi,
                Act::Wrote(Channel::Email, "Second recording found"),
            )
            .act(3 * DAY, Whom::Kofi, Act::OwnView(&[PartlyUpheld])),
        Story::answered(8, 0, 27 * DAY, &[Upheld])
            .escalated(23 * DAY, why)
            .chosen(22 * DAY, Whom::Helen, &[DisputedFacts]),
        Story::answered(13, 0, 11 * DAY, &[NotUpheld])
            .with(|s| s.urgent = "Says that she is afraid at home")
            .escalated(6 * DAY, "The recording you sent is of another call")
            .chosen(5 * DAY, Whom::Ruth, &[Vulnerability])
            .act(
                3 * DAY,
                Whom::Ruth,
                Act::Hold(
                    "The police have asked us to wait before we speak to the caller",
                    10,
                ),
            ),
        Story::answered(6, 2, 14 * DAY, &[NotUpheld])
            .escalated(10 * DAY, why)
            .chosen(9 * DAY, Whom::Magda, &[DisputedFacts])
            .act(
                7 * DAY,
                Whom::Magda,
                Act::Evidence("Bill of the telephone line, October", "The complainant"),
            ),
        // Too early for the Independent Assessor: a stage is still open (rule 63).
        Story::answered(15, 0, 13 * DAY, &[PartlyUpheld])
            .escalated(8 * DAY, why)
            .chosen(7 * DAY, Whom::Kofi, &[Plain])
            .act(
                2 * DAY,
                Whom::Priya,
                Act::Refer("How the response was put together"),
            )
            // And again, before anybody had answered.
            .act(DAY + HOUR, Whom::Priya, Act::Refer("The same once more"))
            .act(
                DAY,
                Whom::Kofi,
                Act::Freeze(
                    "The Independent Assessor asks us to wait until they have said whether they look at it now",
                    14,
                ),
            ),
    ]
}

/// At the second stage, until shortly before it is answered.
fn reviewed(
    matter: usize,
    variant: usize,
    ago: Ago,
    outcomes: &'static [Outcome],
    decider: Whom,
) -> Story {
    Story::answered(matter, variant, ago + 16 * DAY, outcomes)
        .escalated(ago + 12 * DAY, "I do not think that this was looked into")
        .chosen(ago + 11 * DAY, decider, &[Plain])
        .act(
            ago + 7 * DAY,
            decider,
            Act::Wrote(Channel::Email, "Wrote to say how far I am"),
        )
        .act(
            ago + 3 * DAY,
            decider,
            Act::Wrote(Channel::Phone, "Rang to check two dates"),
        )
}

/// With the Independent Assessor, who has the papers and has not reported.
fn reports_to_come() -> Vec<Story> {
    vec![
        // The papers went eight weeks ago: the report is late, and was asked about.
        reviewed(11, 1, 55 * DAY, &[NotUpheld], Whom::Kofi)
            .act(55 * DAY, Whom::Kofi, Act::Finally(&[NotUpheld], false, 14))
            .act(
                46 * DAY,
                Whom::Priya,
                Act::Refer("Why nobody rang back when we said so"),
            )
            .act(44 * DAY, Whom::Priya, Act::PapersAsked)
            .act(40 * DAY, Whom::Priya, Act::PapersSent)
            .act(
                8 * DAY,
                Whom::Priya,
                Act::Chase("It is being written, and comes within the week", 7),
            ),
        // The Assessor has said that the report takes longer.
        reviewed(12, 0, 30 * DAY, &[PartlyUpheld], Whom::Ruth)
            .act(
                30 * DAY,
                Whom::Ruth,
                Act::Finally(&[PartlyUpheld], false, 14),
            )
            .act(
                25 * DAY,
                Whom::Owen,
                Act::Refer("How long the second stage took"),
            )
            .act(24 * DAY, Whom::Owen, Act::PapersAsked)
            .act(21 * DAY, Whom::Owen, Act::PapersSent)
            .act(
                5 * DAY,
                Whom::Owen,
                Act::ReportMoved(35, "One of the two people who look at it is ill"),
            ),
    ]
}

fn final_response() -> Vec<Story> {
    let apology = "An apology sent by the senior complaint executive";
    vec![
        reviewed(3, 2, 3 * DAY, &[NotUpheld], Whom::Ruth).act(
            3 * DAY,
            Whom::Ruth,
            Act::Finally(&[Upheld], true, 21),
        ),
        reviewed(9, 0, 8 * DAY, &[PartlyUpheld], Whom::Kofi).act(
            8 * DAY,
            Whom::Kofi,
            Act::Finally(&[PartlyUpheld], false, 14),
        ),
        reviewed(5, 0, 10 * DAY, &[NotUpheld], Whom::Dev)
            .with(|s| {
                s.format = LetterFormat::LargePrint;
                s.reply = ReplyChannel::Post;
            })
            .act(10 * DAY, Whom::Dev, Act::Finally(&[NotUpheld], false, 14)),
        // In time, papers asked for.
        reviewed(1, 1, 16 * DAY, &[NotUpheld], Whom::Magda)
            .act(16 * DAY, Whom::Magda, Act::Finally(&[NotUpheld], false, 14))
            .act(
                6 * DAY,
                Whom::Owen,
                Act::Refer("Whether every message was looked for"),
            )
            .act(4 * DAY + HOUR, Whom::Owen, Act::PapersAsked),
        // Concluded; one recommendation accepted and done, one declined.
        reviewed(7, 0, 45 * DAY, &[PartlyUpheld], Whom::Ruth)
            .act(
                45 * DAY,
                Whom::Ruth,
                Act::Finally(&[PartlyUpheld], false, 14),
            )
            .act(
                40 * DAY,
                Whom::Priya,
                Act::Refer("The delay at the first stage"),
            )
            .act(38 * DAY, Whom::Priya, Act::PapersAsked)
            .act(35 * DAY, Whom::Priya, Act::PapersSent)
            .act(
                12 * DAY,
                Whom::Priya,
                Act::Concluded(
                    AssessorOutcome::PartlySupported,
                    &[
                        "Apologise for the delay at the first stage",
                        "Pay a further £100",
                    ],
                ),
            )
            .act(10 * DAY, Whom::Ruth, Act::Answer(true, ""))
            .act(
                9 * DAY,
                Whom::Ruth,
                Act::Answer(
                    false,
                    "The payment already made is in line with what we pay for such delays",
                ),
            )
            .act(5 * DAY, Whom::Owen, Act::Done(apology)),
        // Acted for by somebody whose authority has since run out.
        reviewed(6, 0, 5 * DAY, &[Upheld], Whom::Magda)
            .with(|s| {
                s.representative = Some(procedure::complaint::Representative {
                    expires: chrono::NaiveDate::from_ymd_opt(2020, 1, 31),
                    ..advice_worker(Authority::Held)
                });
            })
            .act(5 * DAY, Whom::Magda, Act::Finally(&[Upheld], false, 10)),
    ]
}
