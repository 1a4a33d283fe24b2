//! Stories of letters: stopped, still to print, printed for another day, posted late, corrected; and of a date that was
//! told without agreement.
use super::people::Place;
use super::story::{Act, DAY, HOUR, Story};
use super::whom::Whom;
use Outcome::{NotUpheld, PartlyUpheld};
use procedure::vocabulary::{Channel, Circumstance, Exclusion, Outcome, ReplyChannel};

/// Every story of this kind.
pub fn stories() -> Vec<Story> {
    let mut all = not_sent();
    all.extend(put_right());
    all
}

fn by_post(story: Story) -> Story {
    story.with(|s| s.reply = ReplyChannel::Post)
}

fn not_sent() -> Vec<Story> {
    let about_the_decision = (
        Exclusion::HandlersDecision,
        "The award should be higher",
        "It asks for another decision and says nothing about how the case was handled",
    );
    vec![
        // Stopped within the minute: to acknowledge again.
        Story::new(10, 0, 8 * HOUR).acknowledged(3 * HOUR).act(
            3 * HOUR,
            Whom::Owen,
            Act::Stop("It names the wrong area"),
        ),
        // Written, not printed, and late by now.
        by_post(Story::new(15, 1, 4 * DAY))
            .acknowledged(3 * DAY + HOUR)
            .act(3 * DAY + HOUR, Whom::Priya, Act::LeaveToPrint),
        // Printed yesterday and not recorded as posted: it must be printed again.
        by_post(Story::new(4, 2, 2 * DAY + 4 * HOUR))
            .acknowledged(DAY + 2 * HOUR)
            .act(DAY + 2 * HOUR, Whom::Priya, Act::Print),
        // Agreed by two, and no refusal before its letter has left (rule 18).
        by_post(Story::new(9, 1, 2 * DAY))
            .with(|s| {
                s.wholly_outside = true;
                s.outside = Some(about_the_decision);
            })
            .act(DAY + 5 * HOUR, Whom::Owen, Act::Acknowledge)
            .act(
                DAY + 4 * HOUR,
                Whom::Owen,
                Act::Refuse("Every point is about the award"),
            )
            .act(5 * HOUR, Whom::Magda, Act::ApproveRefusal("Agreed"))
            .act(5 * HOUR, Whom::Priya, Act::LeaveToPrint),
    ]
}

fn put_right() -> Vec<Story> {
    vec![
        // A mistake in the response, corrected by a further letter.
        Story::answered(11, 2, 9 * DAY, &[NotUpheld]).act(
            7 * DAY,
            Place::of(11).leader(),
            Act::Correct(
                "We wrote that you rang us twice in October.",
                "You rang us four times, on 5, 12, 19 and 26 October.",
            ),
        ),
        // The final response lay in the tray: its last date counts from the posting, and a correction is owed.
        by_post(Story::answered(7, 0, 30 * DAY, &[PartlyUpheld]))
            .escalated(26 * DAY, "The second part was not answered")
            .chosen(25 * DAY, Whom::Kofi, &[Circumstance::Plain])
            .act(
                12 * DAY,
                Whom::Kofi,
                Act::Finally(&[PartlyUpheld], false, 14),
            )
            .act(12 * DAY, Whom::Priya, Act::Print)
            .act(9 * DAY, Whom::Priya, Act::PostLate),
        // Told a new date after the first had passed: it counts as late.
        Story::new(2, 1, 17 * DAY)
            .acknowledged(16 * DAY)
            .assigned(Place::of(2), 15 * DAY, Whom::Jo)
            .act(
                14 * DAY,
                Whom::Jo,
                Act::Wrote(Channel::Phone, "Rang and said what I will look at"),
            )
            .act(
                4 * DAY,
                Place::of(2).leader(),
                Act::TellDate(3, "The recording was lost and has to be asked for again"),
            ),
    ]
}
