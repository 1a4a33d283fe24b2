//! Stories that are also about personal data (rule 94): one not acknowledged in the 30 days that the law gives, one that
//! waits for its acknowledgement, one being looked into, and one whose part about personal data is answered already.
use super::people::Place;
use super::story::{Act, DAY, HOUR, Story};
use super::whom::Whom;
use procedure::vocabulary::Channel;

/// All four.
pub fn stories() -> Vec<Story> {
    let investigated = |matter, variant, ago| {
        let place = Place::of(matter);
        let to = place.staff().first().copied().unwrap_or(place.leader());
        Story::new(matter, variant, ago)
            .acknowledged(ago - 5 * HOUR)
            .assigned(place, ago - DAY, to)
    };
    vec![
        // The letter lay in another team's tray.
        Story::new(14, 1, 26 * DAY)
            .with(|s| {
                s.channel = Channel::Post;
                s.entered = 3 * HOUR;
            })
            .act(
                2 * HOUR,
                Whom::Owen,
                Act::MarkData("A copy of their bill went to another customer"),
            ),
        Story::new(10, 0, 6 * HOUR).act(
            5 * HOUR,
            Whom::Priya,
            Act::MarkData("They ask who listened to the recording of their call"),
        ),
        investigated(4, 1, 4 * DAY).act(
            3 * DAY - HOUR,
            Whom::Priya,
            Act::MarkData("We gave their new address to the supplier"),
        ),
        investigated(5, 2, 6 * DAY)
            .act(
                5 * DAY - HOUR,
                Whom::Owen,
                Act::MarkData("Their old telephone number is still on the file"),
            )
            .act(
                2 * DAY,
                Whom::Owen,
                Act::AnswerData(
                    "The number was taken off the file, and we told them so by telephone and said sorry",
                ),
            ),
    ]
}
