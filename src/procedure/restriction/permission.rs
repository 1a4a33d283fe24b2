//! Who may do what about restricting a complainant, and when (rules 79 and 82): the whole policy.
use super::{Restriction, RestrictionFile, RestrictionStep};
use crate::denied::Denied;
use crate::person::Actor;
use crate::vocabulary::Role;
use chrono::NaiveDate;

/// How a person stands to a complainant, over all their complaints, seen by them or not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// In some complaint of theirs.
    pub complained_about: bool,
    /// Answered, decided or worked at stage 1 on some complaint of theirs.
    pub involved: bool,
    /// What a restriction is built on is not all theirs to see.
    pub unseen: bool,
}

/// Said alike to everybody who may not, so that nobody learns from it what they may not see.
const APART: &str =
    "Only somebody of the right rank who has no part in this person's complaints can do this";

/// Whether this person may do this now.
///
/// - To warn and to propose: a leader, a senior leader or a senior complaint executive.
/// - To decide: a senior complaint executive, or for one's proposal a senior leader too; never the proposer.
/// - To decide an appeal: a senior leader or a senior complaint executive who did neither.
/// - Whoever decides has no part in this person's complaints, and is complained about in none, seen or not.
/// - Nobody acts on what they may not see. Warning and proposing ask nothing of the kind: a refusal there would tell
///   somebody of a complaint about them. Whoever decides is told when the proposer is complained about.
///
/// # Errors
/// `NotYours` with who can, or `NotNow` with why.
pub fn permits_restriction(
    step: RestrictionStep,
    file: &RestrictionFile,
    (actor, standing): (&Actor, Standing),
    today: NaiveDate,
) -> Result<(), Denied> {
    who(step, file, actor)?;
    let part = standing.complained_about || standing.involved;
    let apart = match step {
        RestrictionStep::Warn | RestrictionStep::Propose => true,
        RestrictionStep::Lift | RestrictionStep::Appeal => !standing.unseen,
        RestrictionStep::Decide | RestrictionStep::DecideAppeal => !part && !standing.unseen,
    };
    if !apart {
        return Err(Denied::not_yours(APART));
    }
    now(step, file, today)?;
    match step {
        RestrictionStep::Decide => file.waiting().map_or(Ok(()), |r| second_person(r, actor)),
        RestrictionStep::DecideAppeal => file.appealed().map_or(Ok(()), |r| third_person(r, actor)),
        RestrictionStep::Warn
        | RestrictionStep::Propose
        | RestrictionStep::Lift
        | RestrictionStep::Appeal => Ok(()),
    }
}

/// Of the rank to decide about restrictions and appeals.
pub fn decides_restrictions(role: Role) -> bool {
    match role {
        Role::SeniorLeader | Role::SeniorComplaintExecutive => true,
        Role::Staff | Role::Leader => false,
    }
}

/// Of the rank to warn and to propose.
pub fn proposes_restrictions(role: Role) -> bool {
    match role {
        Role::Leader | Role::SeniorLeader | Role::SeniorComplaintExecutive => true,
        Role::Staff => false,
    }
}

fn who(step: RestrictionStep, file: &RestrictionFile, actor: &Actor) -> Result<(), Denied> {
    let senior = decides_restrictions(actor.role);
    let of_executive = file
        .waiting()
        .is_some_and(|r| r.proposer_role.is_executive());
    let (may, who) = match step {
        RestrictionStep::Warn | RestrictionStep::Propose => (
            proposes_restrictions(actor.role),
            "a leader, a senior leader or a senior complaint executive",
        ),
        RestrictionStep::Decide if of_executive => (
            senior,
            "another senior complaint executive or a senior leader",
        ),
        RestrictionStep::Decide => (actor.is_executive(), "a senior complaint executive"),
        RestrictionStep::Lift | RestrictionStep::DecideAppeal => {
            (senior, "a senior leader or a senior complaint executive")
        }
        RestrictionStep::Appeal => (
            proposes_restrictions(actor.role) || actor.customer_relations,
            "Customer Relations or a leader",
        ),
    };
    let what = match step {
        RestrictionStep::Warn => "warn a complainant",
        RestrictionStep::Propose => "propose a restriction",
        RestrictionStep::Decide => "decide this proposal",
        RestrictionStep::Lift => "lift a restriction",
        RestrictionStep::Appeal => "record an appeal",
        RestrictionStep::DecideAppeal => "decide an appeal",
    };
    if may {
        Ok(())
    } else {
        Err(Denied::not_yours(format!("Only {who} can {what}")))
    }
}

fn now(step: RestrictionStep, file: &RestrictionFile, today: NaiveDate) -> Result<(), Denied> {
    let when = |is_now: bool, why: &str| {
        if is_now {
            Ok(())
        } else {
            Err(Denied::not_now(why))
        }
    };
    match step {
        RestrictionStep::Warn => when(
            file.running(today).next().is_none() && file.waiting().is_none(),
            "A restriction is in force or proposed: it is too late for a warning",
        ),
        RestrictionStep::Propose => when(
            file.waiting().is_none(),
            "A proposal is already waiting for a second person",
        ),
        RestrictionStep::Decide => when(file.waiting().is_some(), "No restriction is proposed"),
        RestrictionStep::Lift => when(
            file.running(today).next().is_some(),
            "No restriction is in force",
        ),
        RestrictionStep::Appeal => {
            when(
                file.appealed().is_none(),
                "An appeal is already waiting to be decided",
            )?;
            when(
                file.running(today).any(|r| r.appeal.is_none()),
                "There is no restriction in force that has not been appealed",
            )
        }
        RestrictionStep::DecideAppeal => {
            when(file.appealed().is_some(), "There is no appeal to decide")
        }
    }
}

/// Rule 82: the proposer differs from the approver.
fn second_person(proposal: &Restriction, actor: &Actor) -> Result<(), Denied> {
    if proposal.proposed_by == actor.id {
        return Err(Denied::not_yours(
            "You proposed this, so somebody else decides it: a senior complaint executive who did not propose it",
        ));
    }
    Ok(())
}

/// Rule 82: an appeal goes to a third person.
fn third_person(restriction: &Restriction, actor: &Actor) -> Result<(), Denied> {
    let approver = restriction.decision.as_ref().map(|d| d.by);
    if restriction.proposed_by == actor.id || approver == Some(actor.id) {
        return Err(Denied::not_yours(
            "An appeal is decided by somebody who neither proposed the restriction nor agreed it",
        ));
    }
    Ok(())
}
