//! The acknowledgement, from triage as it stands on the page.
use super::Writer;
use super::parts::{adjustments, common, due, due_on, given, wanted};
use crate::words::{by_channel, date};
use crate::{AcknowledgementFacts, Excluded, InScope, Letter, Refusal};
use procedure::complaint::SixMonthDecision;
use procedure::dispatch::Dispatch;
use procedure::event::Triaged;
use procedure::vocabulary::{Authority, Exclusion, Ground, Promise};
use procedure::working_time::uk_time::local_date;
use procedure::{Area, Complaint, Reference, Scope};

/// The first letter of one that seems to repeat a finished complaint: we are deciding whether anything is new.
pub fn acknowledgement_of_repeat(
    complaint: &Complaint,
    (triaged, repeats): (Option<&Triaged>, &Reference),
    area: Option<&Area>,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    let judged = Judged::of(complaint, triaged);
    let all = judged.allegations.iter();
    let told = all.map(|(_, alleged, ..)| (*alleged).to_owned()).collect();
    crate::acknowledgement(&AcknowledgementFacts {
        answered_before: Some(repeats.to_string()),
        deciding: told,
        refusal: None,
        ..facts(complaint, triaged, area, dispatch, writer)
    })
}

/// The first letter. `triaged` is the triage on the page, not saved yet; none takes it as it was saved. `area` is
/// the one chosen on the page. The two "ideal" dates run from now: assignment first, contact from there ((e)2).
pub fn acknowledgement(
    complaint: &Complaint,
    triaged: Option<&Triaged>,
    area: Option<&Area>,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    crate::acknowledgement(&facts(complaint, triaged, area, dispatch, writer))
}

fn facts(
    complaint: &Complaint,
    triaged: Option<&Triaged>,
    area: Option<&Area>,
    dispatch: &Dispatch,
    writer: &Writer,
) -> AcknowledgementFacts {
    let ctx = writer.ctx;
    let judged = Judged::of(complaint, triaged);
    let assign_by = due(ctx, Promise::Assign);
    let received = &complaint.received;
    let details = &complaint.details;
    let asked = triaged.map_or(complaint.triage.needs_asked, |now| now.needs_asked);
    let speaks = details
        .representative
        .as_ref()
        .filter(|rep| rep.authority == Authority::Held);
    AcknowledgementFacts {
        common: common(complaint, dispatch, writer),
        answered_before: None,
        received_on: Some(local_date(received.at)),
        channel: Some(received.channel),
        in_scope: judged.inside(),
        undecided: judged.undecided(),
        refusal: judged.refusal(complaint, writer),
        deciding: judged.deciding(),
        decide_by: Some(due_on(ctx, Promise::Respond)),
        outcome_wanted: wanted(complaint),
        oral_record: Some(details.what_happened.clone()).filter(|_| received.channel.is_oral()),
        area: area.map(|one| one.name.clone()),
        assign_by: Some(assign_by),
        contact_by: Some(ctx.calendar.due(assign_by, ctx.promises.first_contact, &[])),
        adjustments: adjustments(complaint, asked),
        representative: speaks.map(|rep| rep.name.clone()),
    }
}

/// The allegations and the six-month decision, from the page or as saved.
pub(super) struct Judged<'a> {
    allegations: Vec<(i32, &'a str, Option<Ground>, &'a Scope)>,
    six_month: Option<&'a SixMonthDecision>,
}

impl<'a> Judged<'a> {
    pub(super) fn of(c: &'a Complaint, triaged: Option<&'a Triaged>) -> Self {
        match triaged {
            Some(now) => Self {
                allegations: now
                    .allegations
                    .iter()
                    .map(|a| (a.number, a.alleged.as_str(), a.ground, &a.scope))
                    .collect(),
                six_month: now.six_month.as_ref(),
            },
            None => Self {
                allegations: c
                    .allegations
                    .iter()
                    .map(|a| (a.number, a.alleged.as_str(), a.ground, &a.scope))
                    .collect(),
                six_month: c.triage.six_month.as_ref(),
            },
        }
    }

    /// What is alleged, when all of it is outside: then that is still to be decided by two people.
    fn deciding(&self) -> Vec<String> {
        let outside = |scope: &Scope| matches!(scope, Scope::Outside { .. });
        let all = self.allegations.iter();
        if !all.clone().all(|(.., scope)| outside(scope)) {
            return Vec::new();
        }
        all.map(|(_, alleged, ..)| (*alleged).to_owned()).collect()
    }

    pub(super) fn inside(&self) -> Vec<InScope> {
        let can = |scope: &Scope| *scope == Scope::CanInvestigate;
        self.allegations
            .iter()
            .filter(|(.., scope)| can(scope))
            .map(|(number, alleged, ground, _)| InScope {
                number: *number,
                alleged: given(alleged),
                ground: *ground,
            })
            .collect()
    }

    fn undecided(&self) -> usize {
        let open = |scope: &Scope| *scope == Scope::Undecided;
        self.allegations
            .iter()
            .filter(|(.., scope)| open(scope))
            .count()
    }

    /// The part outside, when there is one (rule 14); decided on the complaint as it came.
    pub(super) fn refusal(&self, c: &Complaint, writer: &Writer) -> Option<Refusal> {
        let part: Vec<Excluded> = self
            .allegations
            .iter()
            .filter_map(|(_, alleged, _, scope)| excluded(c, alleged, scope, self.six_month))
            .collect();
        if part.is_empty() || part.len() == self.allegations.len() {
            return None;
        }
        let (on, how) = (
            date(local_date(c.received.at)),
            by_channel(c.received.channel),
        );
        Some(Refusal {
            considered: Some(format!(
                "We read all of what you told us on {on}. There is a part of it that our procedure does not cover."
            )),
            evidence: vec![format!("Your complaint as we received it {how} on {on}")],
            excluded: part,
            checked_by: None,
            dispute_reference: given(&c.details.dispute_reference),
            belongs: None,
            look_again_by: Some(due_on(writer.ctx, Promise::Escalate)),
            is_second_look: false,
        })
    }
}

/// An allegation outside the procedure, with the dates and the reason of the six-month test where it is that.
pub(super) fn excluded(
    c: &Complaint,
    alleged: &str,
    scope: &Scope,
    six_month: Option<&SixMonthDecision>,
) -> Option<Excluded> {
    let Scope::Outside { exclusion, reason } = scope else {
        return None;
    };
    let old = *exclusion == Exclusion::OverSixMonths;
    let limit = six_month.filter(|one| old && one.applied);
    Some(Excluded {
        alleged: given(alleged),
        exclusion: Some(*exclusion),
        reason: given(reason),
        no_discretion: limit.and_then(|one| given(&one.reason)),
        latest_event: c.details.latest_event.filter(|_| old),
        first_raised: Some(c.details.first_raised).filter(|_| old),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use crate::sample::has;
    use procedure::event::TriagedAllegation;
    use procedure::steps::testing::{a_complaint, a_triage};
    use procedure::vocabulary::{Channel, NeedsAsked};

    #[test]
    fn a_triaged_complaint_needs_nothing_more() {
        let stationery = Stationery::new();
        let c = a_complaint(&stationery.world);
        let ctx = stationery.world.ctx();
        let dispatch = Dispatch::preferred(&c);
        let write = |area: Option<&Area>| {
            acknowledgement(&c, None, area, &dispatch, &stationery.writer(&ctx))
        };
        let letter = write(Some(&stationery.world.energy()));
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        // 24 working hours of an eight-hour day, twice.
        has(
            &letter,
            &[
                "by email on 24 November 2026",
                "failed to keep you updated on progress: No update since 12 October",
                "An apology",
                "address your concerns is Energy.",
                "That is by 10am on Friday 27 November 2026.",
                "ideally by 10am on Wednesday 2 December 2026",
                "Dear Janet Whitlock",
            ],
        );
        assert_eq!(write(None).gaps(), ["No business area chosen yet"]);
    }

    /// Triage with a second allegation that nobody judged and a third that is too old.
    fn mixed() -> Triaged {
        let mut triaged = a_triage();
        triaged.six_month = Some(SixMonthDecision {
            applied: true,
            reason: "Nothing kept you from telling us.".into(),
        });
        let old = Scope::Outside {
            exclusion: Exclusion::OverSixMonths,
            reason: "It was in February.".into(),
        };
        let further = |(number, scope)| TriagedAllegation {
            number,
            ground: None,
            alleged: "Rude in February".into(),
            scope,
        };
        let both = [(2, Scope::Undecided), (3, old)].map(further);
        triaged.allegations.extend(both);
        triaged
    }

    #[test]
    fn the_page_comes_before_what_was_saved() {
        let stationery = Stationery::new();
        let c = a_complaint(&stationery.world);
        let mut triaged = mixed();
        let ctx = stationery.world.ctx();
        let (area, dispatch) = (stationery.world.energy(), Dispatch::preferred(&c));
        let write = |now: &Triaged| {
            acknowledgement(
                &c,
                Some(now),
                Some(&area),
                &dispatch,
                &stationery.writer(&ctx),
            )
        };
        let undecided = "Not every allegation has been judged in or out of the procedure yet";
        triaged.needs_asked = Some(NeedsAsked::NotPossible);
        let letter = write(&triaged);
        assert_eq!(letter.gaps(), [undecided]);
        has(
            &letter,
            &[
                "doesn't cover complaints that are over 6 months old",
                "It was in February.",
                "The latest event you complain about was on 23 November 2026.",
                "Nothing kept you from telling us.",
                "Please tell us by 24 December 2026 what you think we missed",
                "Is there anything we could do to make it easier",
            ],
        );
        triaged.needs_asked = None;
        assert_eq!(
            write(&triaged).gaps(),
            [undecided, "Nobody has asked about adjustments yet"]
        );
    }

    /// B11 and reading (e)17: it names the area that would deal with it, says that we are deciding, and refuses nothing
    /// that nobody has agreed to refuse.
    #[test]
    fn what_is_wholly_outside_is_being_decided() {
        let stationery = Stationery::new();
        let c = a_complaint(&stationery.world);
        let mut triaged = a_triage();
        triaged.allegations[0].scope = Scope::Outside {
            exclusion: Exclusion::HandlersDecision,
            reason: "Only the outcome.".into(),
        };
        let ctx = stationery.world.ctx();
        let (area, dispatch) = (stationery.world.energy(), Dispatch::preferred(&c));
        let write = |area: Option<&Area>| {
            let writer = stationery.writer(&ctx);
            acknowledgement(&c, Some(&triaged), area, &dispatch, &writer)
        };
        let letter = write(Some(&area));
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "so we are deciding whether we can look into it",
                "No update since 12 October",
                "best placed to address your concerns is Energy. We will pass your complaint to its Leader if",
                "with our decision by 8 December 2026",
            ],
        );
        let text = crate::sample::flat(&letter);
        for said in [
            "Only the outcome",
            "cannot look at this",
            "will assign an individual",
        ] {
            assert!(!text.contains(said), "{said}: {text}");
        }
        assert_eq!(write(None).gaps(), ["No business area chosen yet"]);
    }

    /// Rule 5: a spoken complaint is written down and a copy sent.
    #[test]
    fn a_spoken_complaint_is_written_down() {
        let stationery = Stationery::new();
        let mut c = a_complaint(&stationery.world);
        c.received.channel = Channel::Phone;
        let ctx = stationery.world.ctx();
        let (area, dispatch) = (stationery.world.energy(), Dispatch::preferred(&c));
        let write = |c: &Complaint| {
            acknowledgement(c, None, Some(&area), &dispatch, &stationery.writer(&ctx))
        };
        has(
            &write(&c),
            &["What we wrote down when you spoke to us No update since 12 October"],
        );
        c.details.what_happened.clear();
        assert_eq!(write(&c).gaps(), ["No written record yet of what was said"]);
    }
}
