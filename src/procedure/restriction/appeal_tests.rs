//! The decision's day, and the appeal (rules 81 and 82).
use super::tests::{ask, day, restricted};
use super::*;
use crate::denied::DeniedKind;
use crate::dispatch::Dispatch;
use crate::steps::testing::{World, a_complaint};
use crate::vocabulary::LetterKind;
use chrono::Days;

/// Told today at the earliest: a first day that has passed moves to the decision.
#[test]
fn nobody_is_restricted_before_they_are_told() {
    let mut world = World::new();
    let file = restricted(&world, false);
    world.now = world.now + Days::new(3);
    let complaint = a_complaint(&world);
    let leaving = Leaving {
        complaint: complaint.clone(),
        dispatch: Dispatch::preferred(&complaint),
    };
    let reason = String::new();
    let act = RestrictionAct::Decide(DecisionAct::Approve { reason }, Some(leaving));
    let agreed = ask(&world, &file, act.clone(), &world.executive()).unwrap();
    let RestrictionEvent::Approved { starts_on, .. } = &agreed.events()[0] else {
        panic!("{agreed:?}")
    };
    assert_eq!(*starts_on, day("2026-11-27"));
    world.now = world.now + Days::new(200);
    let late = ask(&world, &file, act, &world.executive()).unwrap_err();
    assert_eq!(late.kind, DeniedKind::NotNow);
}

/// Rule 82: the appeal goes to a third person, and one that is upheld lifts it.
#[test]
fn an_appeal_is_decided_by_a_third_person() {
    let world = World::new();
    let mut file = restricted(&world, true);
    let heard = RecordAppeal {
        received_on: Some(day("2026-11-24")),
        words: "I never shouted".into(),
    };
    let recorded = ask(
        &world,
        &file,
        RestrictionAct::Appeal(heard),
        &world.relations(),
    )
    .unwrap();
    assert_eq!(recorded.letter(), None);
    file.restrictions[0].appeal = Some(Appeal {
        received_on: day("2026-11-24"),
        words: "I never shouted".into(),
        recorded_by: world.relations().id,
        outcome: None,
    });
    let complaint = a_complaint(&world);
    let decide = || {
        let act = AppealAct {
            upheld: Some(true),
            reason: "The recording bears them out".into(),
        };
        let leaving = Leaving {
            complaint: complaint.clone(),
            dispatch: Dispatch::preferred(&complaint),
        };
        RestrictionAct::DecideAppeal(act, Some(leaving))
    };
    let approver = ask(&world, &file, decide(), &world.executive()).unwrap_err();
    assert!(approver.why.contains("neither proposed"), "{approver}");
    let proposer = ask(&world, &file, decide(), &world.leader()).unwrap_err();
    assert_eq!(proposer.kind, DeniedKind::NotYours);
    let third = ask(&world, &file, decide(), &world.executive2()).unwrap();
    assert_eq!(
        third.letter().map(|l| l.0),
        Some(LetterKind::RestrictionAppeal)
    );
    let lifts = matches!(&third.events()[1], RestrictionEvent::LiftedEarly { restrictions, .. } if *restrictions == [RestrictionId(1)]);
    assert!(lifts, "{third:?}");
}
