//! Stories that have ended: every way of ending, over the last twelve weeks, most of them in time.
use super::people::Place;
use super::regulars::{RELEASED, REPEATER, RESTRICTED, WARNED};
use super::story::{Act, DAY, HOUR, Story};
use super::whom::Whom;
use Outcome::{NotUpheld, PartlyUpheld, Upheld};
use procedure::vocabulary::{Channel, Circumstance, Exclusion, Outcome};

/// How many there are.
const HOW_MANY: usize = 45;
/// Opening minutes from one ending to the next.
const APART: i64 = 60 * DAY / 45;
const OUTCOMES: [&[Outcome]; 5] = [
    &[Upheld],
    &[NotUpheld],
    &[PartlyUpheld],
    &[Upheld, NotUpheld],
    &[NotUpheld],
];
/// Every closed story, the latest ending first.
pub fn stories() -> Vec<Story> {
    let mut all: Vec<Story> = (0..HOW_MANY).map(story).collect();
    all.push(already_answered());
    all
}

/// A repeat of the complaint that was finished first of all (reading (e)18).
fn already_answered() -> Story {
    let ended = 9 * DAY;
    Story::new(12, 1, ended + 3 * DAY)
        .with(|s| {
            s.same_person = Some(REPEATER);
            s.entered_by = Whom::Owen;
            s.event_days = 165;
        })
        .act(ended + 2 * DAY, Whom::Owen, Act::AcknowledgeRepeat)
        .act(
            ended + DAY,
            Whom::Owen,
            Act::Repeats("It asks about the same weeks without an update, which our final response answered point by point"),
        )
        .act(ended, Whom::Ruth, Act::ApproveRefusal("Read beside the final response. Nothing is new"))
}

fn story(n: usize) -> Story {
    let ended = i64::try_from(n).unwrap_or(0) * APART + 3 * HOUR;
    let matter = n * 5 % 16;
    let variant = n / 3;
    let outcomes = OUTCOMES.get(n % 5).copied().unwrap_or(&[NotUpheld]);
    let story = match n % 15 {
        0 | 3 | 5 | 8 | 11 | 13 => accepted(matter, variant, ended, outcomes),
        6 => silent(matter, variant, ended, outcomes, Act::Lapse),
        1 | 12 => silent(matter, variant, ended, outcomes, Act::Silence),
        2 => withdrawn(matter, variant, ended),
        4 | 9 => on_the_spot(matter, ended),
        7 => not_accepted(matter, ended),
        10 => escalation_refused(matter, variant, ended),
        _ => complete(matter, variant, ended, outcomes),
    };
    // The oldest of the spread are the repeat complainant's.
    let same = match n {
        20 => Some(RESTRICTED),
        23 => Some(WARNED),
        26 => Some(RELEASED),
        // Not the second stage that Magda refused: she is left to decide about restricting them.
        _ if n >= 36 && n.is_multiple_of(2) && n % 15 != 10 => Some(REPEATER),
        _ => None,
    };
    story.with(|s| s.same_person = same)
}

fn accepted(matter: usize, variant: usize, ended: i64, outcomes: &'static [Outcome]) -> Story {
    let story = Story::answered(matter, variant, ended + 6 * DAY, outcomes);
    let by = story.responder();
    story
        .act(
            ended + 2 * DAY,
            by,
            Act::Remedied("Letter and finance record on the file"),
        )
        .act(ended, by, Act::Accept(Channel::Email))
}

/// Closed by somebody, or by itself. One in three of these was answered late, for the reports.
fn silent(
    matter: usize,
    variant: usize,
    ended: i64,
    outcomes: &'static [Outcome],
    end: Act,
) -> Story {
    let story = if variant.is_multiple_of(3) {
        late(matter, variant, ended + 26 * DAY, outcomes)
    } else {
        Story::answered(matter, variant, ended + 26 * DAY, outcomes)
    };
    let by = story.responder();
    story
        .act(
            ended + 20 * DAY,
            by,
            Act::Remedied("Done, and said so by telephone"),
        )
        .act(ended, by, end)
}

/// Acknowledged late and answered late.
fn late(matter: usize, variant: usize, ago: i64, outcomes: &'static [Outcome]) -> Story {
    let place = Place::of(matter);
    let staff = place.staff();
    let to = staff.get(variant % staff.len().max(1)).copied();
    Story::new(matter, variant, ago + 19 * DAY)
        .acknowledged(ago + 15 * DAY)
        .assigned(place, ago + 11 * DAY, to.unwrap_or(place.leader()))
        .responded(ago, outcomes, 28)
}

fn withdrawn(matter: usize, variant: usize, ended: i64) -> Story {
    let place = Place::of(matter);
    let story = Story::new(matter, variant, ended + 5 * DAY)
        .acknowledged(ended + 4 * DAY)
        .act(ended + 3 * DAY, place.leader(), Act::Assign(first(place)));
    let by = story.responder();
    story.act(ended, by, Act::Withdraw(Channel::Phone))
}

fn first(place: Place) -> Whom {
    place.staff().first().copied().unwrap_or(place.leader())
}

fn on_the_spot(matter: usize, ended: i64) -> Story {
    let by = first(Place::of(matter));
    Story::new(matter, 0, ended + 4 * HOUR)
        .with(|s| {
            s.entered_by = by;
            s.channel = Channel::Phone;
            s.tried = "Rang back within the hour and asked what would put it right";
        })
        .act(
            ended,
            by,
            Act::SettleOnTheSpot(
                "We rang back, apologised and sent the missing update the same day.",
            ),
        )
}

fn not_accepted(matter: usize, ended: i64) -> Story {
    let old = matter.is_multiple_of(2);
    Story::new(matter, 1, ended + 2 * DAY)
        .with(|s| {
            s.entered_by = Whom::Owen;
            s.wholly_outside = true;
            s.event_days = if old { 260 } else { 20 };
            s.limit = old.then_some((true, "Eight months have passed and nothing kept them from writing sooner"));
            s.outside = Some(if old {
                (
                    Exclusion::OverSixMonths,
                    "Calls were not returned last winter",
                    "Over eight months old when we first heard of it",
                )
            } else {
                (
                    Exclusion::InvestigationDisagreement,
                    "The evidence was weighed wrongly",
                    "How evidence is weighed is part of the investigation of the supplier",
                )
            });
        })
        .act(ended + DAY, Whom::Owen, Act::Acknowledge)
        .act(
            ended + DAY - HOUR,
            Whom::Owen,
            Act::Refuse("Nothing in it is about how we treated them, and no special reason has been given or found"),
        )
        .act(ended, Whom::Ruth, Act::ApproveRefusal("Read in full. I agree"))
}

fn escalation_refused(matter: usize, variant: usize, ended: i64) -> Story {
    let story = Story::answered(matter, variant, ended + 9 * DAY, &[Upheld]);
    let by = story.responder();
    story
        .act(
            ended + 4 * DAY,
            by,
            Act::Remedied("Done, and said so by telephone"),
        )
        .escalated(ended + 2 * DAY, "I want the supplier's decision changed")
        .act(
            ended + DAY,
            Whom::Owen,
            Act::Refuse("All that was asked for has been done, and the request is about the supplier's decision alone"),
        )
        .act(ended, Whom::Magda, Act::ApproveRefusal("Agreed: there is nothing left to decide"))
}

fn complete(matter: usize, variant: usize, ended: i64, outcomes: &'static [Outcome]) -> Story {
    Story::answered(matter, variant, ended + 30 * DAY, outcomes)
        .escalated(ended + 24 * DAY, "The letter does not answer what I asked")
        .chosen(
            ended + 23 * DAY,
            Whom::Ruth,
            &[Circumstance::AssessorLikely],
        )
        .act(
            ended + 19 * DAY,
            Whom::Ruth,
            Act::Wrote(Channel::Email, "Wrote to say how far I am"),
        )
        .act(
            ended + 15 * DAY,
            Whom::Ruth,
            Act::Wrote(Channel::Phone, "Rang to hear it in their own words"),
        )
        .act(
            ended + 11 * DAY,
            Whom::Ruth,
            Act::Finally(outcomes, false, 14),
        )
        .act(
            ended + 2 * DAY,
            Whom::Ruth,
            Act::Remedied("Done and confirmed in writing"),
        )
        .act(ended, Whom::Priya, Act::Complete)
}
