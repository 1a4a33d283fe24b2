//! `docs/clocks.md` and `owes` say the same.
use super::owes;
use crate::complaint::{Complaint, DataProtection};
use crate::delivery::State;
use crate::steps::testing::{World, a_complaint, refused_by};
use crate::vocabulary::{LetterKind, Promise, Stage};

const TABLE: &str = include_str!("../../../docs/clocks.md");

/// The columns of the table, in its order.
const COLUMNS: [Promise; 9] = [
    Promise::Acknowledge,
    Promise::Assign,
    Promise::FirstContact,
    Promise::Respond,
    Promise::Update,
    Promise::Escalate,
    Promise::AcknowledgeEscalation,
    Promise::FinalResponse,
    Promise::DataProtection,
];

/// With a letter of this kind in this state.
fn with(mut c: Complaint, world: &World, kind: LetterKind, state: State) -> Complaint {
    c.written(kind, world.relations().id, world.now);
    c.deliveries[0].state = state;
    c
}

fn closed(mut c: Complaint) -> Complaint {
    c.stage = Stage::Closed;
    c
}

/// It is also about personal data, as every complaint of the table is.
fn about_data((name, mut c): (&'static str, Complaint)) -> (&'static str, Complaint) {
    c.data_protection = Some(DataProtection {
        since: c.received.at,
        about: "You sent my file to my neighbour".into(),
        answered_on: None,
        letter: None,
        answer: String::new(),
    });
    (name, c)
}

/// One complaint for each row of the table. The acknowledgement of its stage has not left and the first contact has
/// not been made, wherever the row lets that be.
fn rows(world: &World) -> Vec<(&'static str, Complaint)> {
    let unsent = |c, kind| with(c, world, kind, State::Held);
    let acknowledged = |c| unsent(c, LetterKind::Acknowledgement);
    let at = |stage| {
        let mut c = a_complaint(world);
        c.stage = stage;
        c
    };
    let mut deciding = refused_by(world, world.relations().id);
    deciding
        .clocks
        .retain(|k| k.promise != Promise::Acknowledge);
    let mut handed_back = world.investigated();
    handed_back.stage = Stage::Triage;
    let mut returned = acknowledged(world.investigated());
    returned.stage = Stage::Assignment;
    let answered = |state| {
        let c = acknowledged(world.answered());
        with(c, world, LetterKind::Response, state)
    };
    // They asked for stage 2 because nobody had acknowledged or answered it.
    let unacknowledged = |mut c: Complaint| {
        c.acknowledged_at = None;
        c
    };
    let second = |c| unacknowledged(unsent(c, LetterKind::EscalationAcknowledgement));
    let last = |state| {
        let mut c = second(world.in_final_review());
        c.stage = Stage::FinalResponse;
        c.final_at = Some(world.now);
        with(c, world, LetterKind::FinalResponse, state)
    };
    let all = vec![
        ("On the spot", at(Stage::OnTheSpot)),
        ("Triage", at(Stage::Triage)),
        ("Triage, being decided", acknowledged(deciding)),
        ("Triage, handed back", acknowledged(handed_back)),
        ("Assignment", returned),
        ("Investigation", acknowledged(world.investigated())),
        ("Answered, response written or back", answered(State::Held)),
        (
            "Answered, response written or back",
            answered(State::Bounced),
        ),
        ("Answered, response left", answered(State::Sent)),
        ("Escalated", unacknowledged(world.escalated())),
        ("Final review", second(world.in_final_review())),
        ("Final response, written or back", last(State::ToPrint)),
        ("Final response, written or back", last(State::Returned)),
        ("Final response, left", last(State::Posted)),
        ("Closed", closed(last(State::Posted))),
        ("Closed", closed(acknowledged(world.investigated()))),
    ];
    all.into_iter().map(about_data).collect()
}

fn columns(row: &str) -> Vec<&str> {
    row.trim_matches('|').split('|').map(str::trim).collect()
}

#[test]
fn the_table_is_what_is_owed() {
    let world = World::new();
    let lines: Vec<Vec<&str>> = TABLE
        .lines()
        .filter(|line| line.starts_with('|'))
        .map(columns)
        .collect();
    for (name, complaint) in rows(&world) {
        let line = lines.iter().find(|line| line.first() == Some(&name));
        let line = line.unwrap_or_else(|| panic!("docs/clocks.md has no row {name}"));
        for (promise, cell) in COLUMNS.iter().zip(&line[1..]) {
            let owed = owes(&complaint, *promise);
            assert_eq!(owed, *cell != "-", "{name}: {promise:?} is {cell:?}");
        }
    }
}

/// Each row with "until it left" or "until made" owes it no longer once that has happened.
#[test]
fn what_has_left_or_was_made_is_owed_no_longer() {
    let world = World::new();
    for (name, mut complaint) in rows(&world) {
        for delivery in &mut complaint.deliveries {
            delivery.state = State::Delivered;
        }
        for clock in &mut complaint.clocks {
            (clock.stopped_at, clock.kept) = (Some(world.now), true);
        }
        for promise in [
            Promise::FirstContact,
            Promise::Acknowledge,
            Promise::AcknowledgeEscalation,
            Promise::DataProtection,
        ] {
            let first = match complaint.stage {
                Stage::OnTheSpot => true,
                Stage::Triage => complaint.acknowledged_at.is_none(),
                Stage::Escalated => {
                    promise == Promise::AcknowledgeEscalation || promise == Promise::DataProtection
                }
                _ => false,
            };
            let owed = owes(&complaint, promise);
            assert!(!owed || first, "{name}: {promise:?}");
        }
    }
}
