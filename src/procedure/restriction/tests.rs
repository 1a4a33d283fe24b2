//! Rules 77 to 84, one at a time.
use super::*;
use crate::denied::{Denied, DeniedKind};
use crate::dispatch::Dispatch;
use crate::person::Actor;
use crate::steps::testing::{World, a_complaint};
use crate::vocabulary::{LetterKind, Role};

pub(super) fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap()
}

fn example(complaint: i64, on: &str) -> Example {
    Example {
        complaint: ComplaintId(complaint),
        on: day(on),
        what: "Rang eleven times and shouted".into(),
    }
}

fn empty() -> RestrictionFile {
    RestrictionFile {
        complainant: ComplainantId(1),
        version: Version(0),
        warnings: vec![],
        restrictions: vec![],
    }
}

fn warned(on: &str) -> RestrictionFile {
    let warning = Warning {
        id: WarningId(1),
        formal: true,
        on: day(on),
        behaviour: "Shouting".into(),
        effect: "Nobody answers".into(),
        change: "Stop".into(),
        needs: "None".into(),
        examples: vec![example(1, "2026-10-01")],
        by: PersonId(4),
        letter: None,
    };
    RestrictionFile {
        warnings: vec![warning],
        ..empty()
    }
}

fn a_proposal() -> Propose {
    Propose {
        ground: Some(RestrictionGround::Nature),
        behaviour: "Shouting at the people who answer".into(),
        effect: "Two people cannot answer other calls".into(),
        needs_checked: Some(true),
        needs: "Asked about adjustments on 2 November: none wanted".into(),
        immediate: String::new(),
        measures: vec![Measure::WritingOnly],
        exactly: "Write to us; we answer every letter".into(),
        starts_on: Some(day("2026-11-24")),
        ends_on: Some(day("2027-05-24")),
        examples: vec![example(1, "2026-11-12")],
    }
}

/// As approved by Ruth Adeyemi on Helen Marsh's proposal, or as it waits.
pub(super) fn restricted(world: &World, approved: bool) -> RestrictionFile {
    let p = a_proposal();
    let restriction = Restriction {
        id: RestrictionId(1),
        extends: None,
        terms: Terms {
            ground: RestrictionGround::Nature,
            behaviour: p.behaviour,
            effect: p.effect,
            needs: p.needs,
            immediate: String::new(),
            measures: p.measures,
            exactly: p.exactly,
            starts_on: day("2026-11-24"),
            ends_on: day("2027-05-24"),
            examples: p.examples,
        },
        warned_on: Some(day("2026-11-02")),
        proposed_by: world.leader().id,
        proposer_role: Role::Leader,
        proposed_at: world.now,
        decision: approved.then(|| Decided {
            by: world.executive().id,
            at: world.now,
            approved: true,
            reason: String::new(),
        }),
        letter: None,
        lifted: None,
        appeal: None,
    };
    RestrictionFile {
        restrictions: vec![restriction],
        ..warned("2026-11-02")
    }
}

fn senior(world: &World) -> Actor {
    Actor {
        role: Role::SeniorLeader,
        ..world.executive2()
    }
}

pub(super) fn ask(
    world: &World,
    file: &RestrictionFile,
    act: RestrictionAct,
    actor: &Actor,
) -> Result<RestrictionDecision, Denied> {
    decide_restriction(file, act, (actor, Standing::default()), world.now)
}

fn gap(world: &World, file: &RestrictionFile, change: impl FnOnce(&mut Propose)) -> String {
    let mut proposal = a_proposal();
    change(&mut proposal);
    let act = RestrictionAct::Propose(proposal);
    let refusal = ask(world, file, act, &world.leader()).unwrap_err();
    assert_eq!(refusal.kind, DeniedKind::Invalid);
    refusal.fields[0].0.clone()
}

/// Rule 77: "in exceptional cases": evidence, and never a count.
#[test]
fn a_number_of_complaints_alone_restricts_nobody() {
    let (world, file) = (World::new(), warned("2026-11-02"));
    assert!(
        ask(
            &world,
            &file,
            RestrictionAct::Propose(a_proposal()),
            &world.leader()
        )
        .is_ok()
    );
    assert_eq!(gap(&world, &file, |p| p.examples.clear()), "examples");
    let one = |p: &mut Propose| p.ground = Some(RestrictionGround::Number);
    assert_eq!(gap(&world, &file, one), "examples");
    assert_eq!(gap(&world, &file, |p| p.effect.clear()), "effect");
    assert_eq!(gap(&world, &file, |p| p.ground = None), "ground");
    let ahead = |p: &mut Propose| p.examples = vec![example(1, "2026-11-25")];
    assert_eq!(gap(&world, &file, ahead), "examples");
}

/// Rule 79: a formal warning of the last twelve months, or immediate safety.
#[test]
fn a_restriction_follows_a_formal_warning() {
    let world = World::new();
    assert_eq!(gap(&world, &empty(), |_| {}), "immediate");
    let mut informal = warned("2026-11-02");
    informal.warnings[0].formal = false;
    assert_eq!(gap(&world, &informal, |_| {}), "immediate");
    assert_eq!(gap(&world, &warned("2025-11-23"), |_| {}), "immediate");
    let mut urgent = a_proposal();
    urgent.immediate = "Threatened to come to the office with a knife".into();
    assert!(
        ask(
            &world,
            &empty(),
            RestrictionAct::Propose(urgent),
            &world.leader()
        )
        .is_ok()
    );
}

/// Rule 80: needs and adjustments first.
#[test]
fn needs_are_looked_at_first() {
    let (world, file) = (World::new(), warned("2026-11-02"));
    for answer in [None, Some(false)] {
        assert_eq!(
            gap(&world, &file, |p| p.needs_checked = answer),
            "needs_checked"
        );
    }
    assert_eq!(gap(&world, &file, |p| p.needs = " ".into()), "needs");
}

/// Rule 81: for a time, and twelve months at most.
#[test]
fn it_has_an_end_within_twelve_months() {
    let (world, file) = (World::new(), warned("2026-11-02"));
    assert_eq!(gap(&world, &file, |p| p.ends_on = None), "ends_on");
    let longer = |p: &mut Propose| p.ends_on = Some(day("2027-11-25"));
    assert_eq!(gap(&world, &file, longer), "ends_on");
    assert_eq!(gap(&world, &file, |p| p.ends_on = p.starts_on), "ends_on");
    let yesterday = |p: &mut Propose| p.starts_on = Some(day("2026-11-23"));
    assert_eq!(gap(&world, &file, yesterday), "starts_on");
    let mut year = a_proposal();
    year.ends_on = Some(day("2027-11-24"));
    assert!(
        ask(
            &world,
            &file,
            RestrictionAct::Propose(year),
            &world.leader()
        )
        .is_ok()
    );
    assert_eq!(gap(&world, &file, |p| p.measures.clear()), "measures");
    assert_eq!(gap(&world, &file, |p| p.exactly.clear()), "exactly");
}

/// Rule 81: it expires by itself, and an extension is a new decision.
#[test]
fn it_ends_by_itself_and_is_extended_only_by_a_new_decision() {
    let world = World::new();
    let file = restricted(&world, true);
    let one = &file.restrictions[0];
    assert_eq!(one.phase(day("2026-11-23")), Phase::Coming);
    assert_eq!(one.phase(day("2027-05-24")), Phase::Live);
    assert_eq!(one.phase(day("2027-05-25")), Phase::Ended);
    assert!(file.live(day("2027-05-25")).is_none());
    let act = RestrictionAct::Propose(a_proposal());
    let extended = ask(&world, &file, act, &world.leader()).unwrap();
    let RestrictionEvent::Proposed { extends, .. } = &extended.events()[0] else {
        panic!("{extended:?}")
    };
    assert_eq!(*extends, Some(RestrictionId(1)));
}

/// Rule 82: a second person who has no part in it, and the letter goes with the decision.
#[test]
fn a_second_person_agrees_and_the_letter_is_owed() {
    let world = World::new();
    let file = restricted(&world, false);
    let complaint = a_complaint(&world);
    let approve = || {
        let leaving = Leaving {
            complaint: complaint.clone(),
            dispatch: Dispatch::preferred(&complaint),
        };
        let reason = String::new();
        RestrictionAct::Decide(DecisionAct::Approve { reason }, Some(leaving))
    };
    for other in [
        world.leader(),
        world.leader2(),
        world.relations(),
        senior(&world),
    ] {
        let refusal = ask(&world, &file, approve(), &other).unwrap_err();
        assert_eq!(refusal.kind, DeniedKind::NotYours, "{}", other.name);
    }
    for (complained_about, involved, unseen) in [
        (true, false, false),
        (false, true, false),
        (false, false, true),
    ] {
        let standing = Standing {
            complained_about,
            involved,
            unseen,
        };
        let by = (&world.executive(), standing);
        let refusal = decide_restriction(&file, approve(), by, world.now).unwrap_err();
        assert!(refusal.why.contains("no part"), "{refusal}");
    }
    let agreed = ask(&world, &file, approve(), &world.executive()).unwrap();
    assert_eq!(
        agreed.letter(),
        Some((LetterKind::Restriction, complaint.id))
    );
    let turned = RestrictionAct::Decide(DecisionAct::TurnDown { reason: " ".into() }, None);
    let refusal = ask(&world, &file, turned, &world.executive()).unwrap_err();
    assert_eq!(refusal.fields[0].0, "decision_reason");
}

/// An executive's own proposal goes to the other, or to a senior leader.
#[test]
fn nobody_agrees_with_themselves() {
    let world = World::new();
    let mut file = restricted(&world, false);
    file.restrictions[0].proposed_by = world.executive().id;
    file.restrictions[0].proposer_role = Role::SeniorComplaintExecutive;
    let act = || {
        let reason = "Not proportionate".into();
        RestrictionAct::Decide(DecisionAct::TurnDown { reason }, None)
    };
    let own = ask(&world, &file, act(), &world.executive()).unwrap_err();
    assert!(own.why.contains("did not propose"), "{own}");
    assert!(ask(&world, &file, act(), &world.executive2()).is_ok());
    assert!(ask(&world, &file, act(), &senior(&world)).is_ok());
    assert!(ask(&world, &file, act(), &world.leader2()).is_err());
}

/// Who may do what: the policy as a table.
#[test]
fn who_may_do_what() {
    let world = World::new();
    let mut appealed = restricted(&world, true);
    appealed.restrictions[0].appeal = Some(Appeal {
        received_on: day("2026-11-24"),
        words: "No".into(),
        recorded_by: world.relations().id,
        outcome: None,
    });
    let files = [
        ("nothing yet", empty()),
        ("proposed", restricted(&world, false)),
        ("in force", restricted(&world, true)),
        ("appealed", appealed),
    ];
    let people = [
        ("staff", world.staff()),
        ("customer relations", world.relations()),
        ("leader, proposed it", world.leader()),
        ("another leader", world.leader2()),
        ("senior leader", senior(&world)),
        ("executive, agreed it", world.executive()),
        ("another executive", world.executive2()),
    ];
    let today = day("2026-11-24");
    let mut table = String::new();
    for (state, file) in &files {
        for (who, actor) in &people {
            let may = |step: &&RestrictionStep| {
                permits_restriction(**step, file, (actor, Standing::default()), today).is_ok()
            };
            let may: Vec<&str> = RestrictionStep::ALL
                .iter()
                .filter(may)
                .map(|s| s.as_str())
                .collect();
            table.push_str(&format!("{state:<12} {who:<22} {}\n", may.join(" ")));
        }
    }
    insta::assert_snapshot!(table);
    let about = Standing {
        complained_about: true,
        ..Standing::default()
    };
    let by = (&world.executive2(), about);
    for (file, step) in [
        (1, RestrictionStep::Decide),
        (3, RestrictionStep::DecideAppeal),
    ] {
        assert!(permits_restriction(step, &files[file].1, by, today).is_err());
    }
}
