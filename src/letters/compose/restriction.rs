//! Restricting a complainant: the warning, the decision, the appeal and the end, from their file.
use super::Writer;
use super::parts::{common, given};
use crate::{
    Conduct, Letter, RestrictionAppealFacts, RestrictionFacts, RestrictionLiftedFacts, WarningFacts,
};
use procedure::Complaint;
use procedure::dispatch::Dispatch;
use procedure::restriction::{
    APPEAL_MONTHS, AppealAct, Example, Restriction, RestrictionFile, Warn,
};
use procedure::vocabulary::Role;
use procedure::working_time::months_after;

fn role(role: Role) -> String {
    role.label().to_lowercase()
}

fn dated(examples: &[Example]) -> Vec<(chrono::NaiveDate, String)> {
    examples.iter().map(|e| (e.on, e.what.clone())).collect()
}

/// The formal warning as typed so far.
pub fn restriction_warning(
    file: &RestrictionFile,
    warn: &Warn,
    (complaint, dispatch): (&Complaint, &Dispatch),
    writer: &Writer,
) -> Letter {
    let informal = file.warnings.iter().filter(|w| !w.formal);
    crate::restriction_warning(&WarningFacts {
        common: common(complaint, dispatch, writer),
        conduct: Conduct {
            behaviour: given(&warn.behaviour),
            examples: dated(&warn.examples),
            effect: given(&warn.effect),
            needs: given(&warn.needs),
        },
        change: given(&warn.change),
        told_on: informal.map(|w| w.on).collect(),
    })
}

/// The decision as it goes when the second person, of this rank, agrees today.
pub fn restriction(
    file: &RestrictionFile,
    proposal: &Restriction,
    approver: Option<Role>,
    (complaint, dispatch): (&Complaint, &Dispatch),
    writer: &Writer,
) -> Letter {
    let today = writer.ctx.today();
    let terms = &proposal.terms;
    crate::restriction(&RestrictionFacts {
        common: common(complaint, dispatch, writer),
        conduct: Conduct {
            behaviour: given(&terms.behaviour),
            examples: dated(&terms.examples),
            effect: given(&terms.effect),
            needs: given(&terms.needs),
        },
        extends: proposal.extends.is_some(),
        warnings: file.warnings.iter().map(|w| (w.on, w.formal)).collect(),
        immediate: given(&terms.immediate),
        measures: terms.measures.clone(),
        exactly: given(&terms.exactly),
        starts_on: Some(terms.starts_on.max(today)),
        ends_on: Some(terms.ends_on),
        appeal_by: months_after(today, APPEAL_MONTHS),
        decided_by: approver.map(|second| (role(proposal.proposer_role), role(second))),
    })
}

/// The answer to an appeal, by somebody of this rank.
pub fn restriction_appeal(
    restriction: &Restriction,
    act: &AppealAct,
    decider: Role,
    (complaint, dispatch): (&Complaint, &Dispatch),
    writer: &Writer,
) -> Letter {
    let appeal = restriction.appeal.as_ref();
    let today = writer.ctx.today();
    crate::restriction_appeal(&RestrictionAppealFacts {
        common: common(complaint, dispatch, writer),
        received_on: appeal.map_or(today, |a| a.received_on),
        said: appeal.map(|a| a.words.clone()).unwrap_or_default(),
        upheld: act.upheld,
        reasons: given(&act.reason),
        ends_on: restriction.terms.ends_on,
        decided_by: role(decider),
    })
}

/// That it is lifted early.
pub fn restriction_lifted(
    file: &RestrictionFile,
    reason: &str,
    (complaint, dispatch): (&Complaint, &Dispatch),
    writer: &Writer,
) -> Letter {
    let until = file.running(writer.ctx.today()).map(|r| r.terms.ends_on);
    crate::restriction_lifted(&RestrictionLiftedFacts {
        common: common(complaint, dispatch, writer),
        ends_on: until.max(),
        reasons: given(reason),
    })
}
