//! Stories at the beginning of the procedure: on the spot, to acknowledge, to assign.
use super::people::Place;
use super::regulars::{APART, REPEATER, RESTRICTED, TWICE, advice_worker};
use super::story::{Act, DAY, HOUR, Story};
use super::whom::Whom;
use procedure::vocabulary::{Authority, Channel, Exclusion, LetterFormat, ReplyChannel};

/// Every story that has not reached an individual.
pub fn stories() -> Vec<Story> {
    let mut all = on_the_spot();
    all.extend(to_acknowledge());
    all.extend(odd_ones_to_acknowledge());
    all.extend(to_assign());
    all.extend(two_records());
    all
}

/// One complaint that was logged twice: its second record is joined with the first, and of another the two were taken
/// apart again. And a repeat of a finished complaint that waits for a second person.
fn two_records() -> Vec<Story> {
    let of = |person, matter| {
        let first = Story::new(matter, 0, 29 * HOUR)
            .with(|s| s.same_person = Some(person))
            .acknowledged(26 * HOUR);
        // The letter came first, and was logged when the post was opened.
        let second = Story::new(matter, 0, 33 * HOUR).with(|s| {
            s.same_person = Some(person);
            s.channel = Channel::Post;
            s.entered = 24 * HOUR;
        });
        (first, second)
    };
    let join = Act::Join("The letter tells of the same calls as the email of the next day");
    let (first, second) = of(TWICE, 2);
    let (one, two) = of(APART, 8);
    vec![
        first,
        second.act(22 * HOUR, Whom::Priya, join.clone()),
        one,
        two.act(22 * HOUR, Whom::Owen, join).act(
            20 * HOUR,
            Whom::Owen,
            Act::TakeApart("They rang: the letter is about another bill"),
        ),
        Story::new(12, 0, 18 * HOUR)
            .with(|s| {
                s.same_person = Some(REPEATER);
                s.entered_by = Whom::Priya;
                s.event_days = 165;
            })
            .act(16 * HOUR, Whom::Priya, Act::Take)
            .act(15 * HOUR, Whom::Priya, Act::AcknowledgeRepeat)
            .act(
                5 * HOUR,
                Whom::Priya,
                Act::Repeats(
                    "The same wait that our final response answered. Nothing has happened since",
                ),
            ),
    ]
}

fn on_the_spot() -> Vec<Story> {
    let spot = |matter, ago, by, tried| {
        Story::new(matter, 1, ago).with(|s| {
            s.entered_by = by;
            s.channel = Channel::Phone;
            s.tried = tried;
        })
    };
    vec![
        spot(
            11,
            5 * HOUR,
            Whom::Ben,
            "Apologised for the wait and asked the team to ring today",
        ),
        spot(
            3,
            11 * HOUR,
            Whom::Sian,
            "Explained the queue; the Leader will say tomorrow who has it",
        ),
    ]
}

/// "…send an acknowledgement within 24 working hours": two late, two due within the hour, the rest on the way.
fn to_acknowledge() -> Vec<Story> {
    let taken = |s: Story, ago| {
        let by = s.entered_by;
        s.act(ago, by, Act::Take)
    };
    vec![
        taken(Story::new(0, 0, 34 * HOUR), 30 * HOUR),
        Story::new(9, 0, 25 * HOUR + 20),
        taken(Story::new(6, 0, 23 * HOUR + 22), 9 * HOUR),
        Story::new(1, 1, 23 * HOUR + 8),
        Story::new(12, 2, 22 * HOUR + 10),
        taken(Story::new(7, 1, 19 * HOUR), 14 * HOUR).act(13 * HOUR, Whom::Priya, Act::Review),
        Story::new(11, 0, 12 * HOUR + 25),
        Story::new(3, 2, 9 * HOUR).with(|s| s.channel = Channel::SocialMedia),
        Story::new(8, 2, 5 * HOUR + 12),
        Story::new(15, 0, 3 * HOUR + 5),
        Story::new(13, 0, 95).with(|s| {
            s.urgent = "Her former partner may know where she lives";
            s.channel = Channel::Phone;
        }),
        Story::new(4, 2, 31),
    ]
}

/// To acknowledge too, each for its own reason.
fn odd_ones_to_acknowledge() -> Vec<Story> {
    let handlers_decision = (
        Exclusion::HandlersDecision,
        "The decision to award £50 is wrong",
        "This is about the outcome itself. The handler's manner and speed are not complained about",
    );
    vec![
        // Proposed, and waiting for an executive (rule 17).
        Story::new(1, 0, 15 * HOUR)
            .with(|s| {
                s.entered_by = Whom::Owen;
                s.wholly_outside = true;
                s.outside = Some(handlers_decision);
            })
            .act(14 * HOUR, Whom::Owen, Act::Take)
            .act(6 * HOUR, Whom::Owen, Act::Acknowledge)
            .act(
                5 * HOUR,
                Whom::Owen,
                Act::Refuse("Every point asks for a different decision. Nothing is said about how the case was handled"),
            ),
        // Not agreed, so it is to be put inside and sent to an area.
        Story::new(9, 2, 17 * HOUR)
            .with(|s| {
                s.entered_by = Whom::Priya;
                s.wholly_outside = true;
                s.outside = Some(handlers_decision);
            })
            .act(15 * HOUR, Whom::Priya, Act::Acknowledge)
            .act(14 * HOUR, Whom::Priya, Act::Refuse("About the decision on the broadband case"))
            .act(
                4 * HOUR,
                Whom::Magda,
                Act::ReturnRefusal("The second page complains of nine weeks without a word. That is service and it is in"),
            ),
        // Routed to the wrong area and handed back by its Leader.
        Story::new(10, 0, 30 * HOUR)
            .with(|s| s.entered_by = Whom::Priya)
            .acknowledged(26 * HOUR)
            .act(
                7 * HOUR,
                Whom::Dev,
                Act::HandBack("The booking was made by the contact centre, not by us"),
            ),
        Story::new(14, 0, 8 * HOUR).with(|s| {
            s.channel = Channel::ExecutiveOrBoard;
            s.addressed_to = "Piers Langdon, Chair of the Board";
        }),
        Story::new(5, 0, 10 * HOUR).with(|s| {
            s.format = LetterFormat::AudioCd;
            s.reply = ReplyChannel::Post;
            s.channel = Channel::Post;
            s.needs = "Cannot read at present; audio CD";
        }),
        // The wall: Owen Rees cannot see this one.
        Story::new(15, 1, 6 * HOUR).with(|s| {
            s.entered_by = Whom::Priya;
            s.about = Some(Whom::Owen);
        }),
        // Nobody has decided about the six months yet.
        Story::new(2, 1, 11 * HOUR).with(|s| s.event_days = 205),
        // Restricted, and read and decided as anybody else's (rules 83 and 84).
        Story::new(3, 1, 12 * HOUR).with(|s| s.same_person = Some(RESTRICTED)),
        // Tried on the spot, then taken to stage 1 with its first date kept (rule 3).
        Story::new(6, 3, 16 * HOUR)
            .with(|s| {
                s.entered_by = Whom::Priya;
                s.channel = Channel::Phone;
                s.tried = "Promised a call by the end of the day";
            })
            .act(8 * HOUR, Whom::Priya, Act::Promote("The call did not help; they want an answer in writing")),
        Story::new(8, 0, 7 * HOUR).with(|s| s.representative = Some(advice_worker(Authority::Asked))),
    ]
}

/// "…will assign an individual to respond, ideally within 24 working hours."
fn to_assign() -> Vec<Story> {
    let at = |matter, variant, ago| Story::new(matter, variant, ago + 9 * HOUR).acknowledged(ago);
    vec![
        at(1, 2, 31 * HOUR),
        at(0, 3, 23 * HOUR + 25),
        // Handed back twice: a senior complaint executive decides which area answers.
        at(2, 0, 18 * HOUR)
            .act(
                15 * HOUR,
                Whom::Helen,
                Act::HandBack("Nobody here rang her. The call came from the contact centre"),
            )
            .act(12 * HOUR, Whom::Priya, Act::Acknowledge)
            .act(
                3 * HOUR,
                Whom::Helen,
                Act::HandBack("The recording is of a call from another team, and not ours"),
            ),
        at(4, 0, 6 * HOUR + 40),
        at(7, 3, 20 * HOUR + 15),
        Story::new(12, 0, 2 * DAY)
            .with(|s| {
                s.channel = Channel::Phone;
                s.reply = ReplyChannel::Phone;
                s.needs = "Had a stroke; please ring, and speak slowly";
                s.urgent = "Cannot read or write at present and lives alone";
            })
            .acknowledged(5 * HOUR),
        at(14, 1, 4 * HOUR)
            .with(|s| {
                s.channel = Channel::ExecutiveOrBoard;
                s.addressed_to = "Maria Ellwood, Chief Executive";
            })
            .act(3 * HOUR, Whom::Owen, Act::TellOffice),
        at(2, 3, 5 * HOUR).act(
            4 * HOUR,
            Whom::Priya,
            Act::PassOn(
                "The case handler said that he was on a final warning. They think he should have been dismissed for that",
            ),
        ),
    ]
}

/// More work at the beginning, for large demonstrations: the `n`th.
pub fn one_more(n: usize) -> Story {
    let ago = 20 + i64::try_from(n * 37 % 1500).unwrap_or(0);
    let story = Story::new(n % 16, n / 16, ago);
    match n % 5 {
        0 | 1 => story,
        2 => Story::new(n % 16, n / 16, ago + 6 * HOUR).acknowledged(ago),
        _ => {
            let place = Place::of(n % 16);
            let staff = place.staff();
            let to = staff.get(n / 5 % staff.len().max(1)).copied();
            Story::new(n % 16, n / 16, 2 * ago + 20 * HOUR)
                .acknowledged(2 * ago + 8 * HOUR)
                .assigned(place, 2 * ago, to.unwrap_or(place.leader()))
        }
    }
}
