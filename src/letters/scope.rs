//! What we can look at and what we cannot, allegation by allegation (rules 13, 14 and 18).
use super::clean;
use super::draft::Draft;
use super::gap::{AllegationGap, ExcludedGap, FactGap};
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::{Exclusion, Ground};

/// An allegation we can investigate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InScope {
    /// As the complaint numbers it: what is outside or was added later leaves gaps.
    pub number: i32,
    /// What is alleged, as we understand it; shown as typed.
    pub alleged: Option<String>,
    pub ground: Option<Ground>,
}

/// An allegation that is one of the four things the procedure does not cover.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Excluded {
    /// What is alleged; shown as typed.
    pub alleged: Option<String>,
    pub exclusion: Option<Exclusion>,
    /// Why it applies in this case. Markdown.
    pub reason: Option<String>,
    /// Why no exception is made; must be said when the six-month test is applied (rule 16). Markdown.
    pub no_discretion: Option<String>,
    /// The latest event complained of, and when anyone here was first told: must be known for the six-month test.
    pub latest_event: Option<NaiveDate>,
    pub first_raised: Option<NaiveDate>,
}

/// Why we do not accept a complaint, or a part of it: (c)2.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusal {
    /// What we considered. Markdown.
    pub considered: Option<String>,
    /// The papers and records we used; shown as typed.
    pub evidence: Vec<String>,
    pub excluded: Vec<Excluded>,
    /// Role of the second person who checked the decision (rule 17); must be known to refuse a whole complaint.
    pub checked_by: Option<String>,
    pub dispute_reference: Option<String>,
    /// Where else the matter belongs, beyond what the exclusions say (human resources, data protection). Markdown.
    pub belongs: Option<String>,
    pub look_again_by: Option<NaiveDate>,
    /// It was refused before, and this is what came of looking again.
    pub is_second_look: bool,
}

/// How much of a complaint a refusal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    Whole,
    Part,
}

/// The allegations we will look at, numbered.
pub(super) fn say_in_scope(draft: &mut Draft, allegations: &[InScope]) {
    for one in allegations {
        say_alleged(draft, one.number, one.alleged.as_ref(), one.ground);
    }
}

/// One allegation under its number: (c)4.2 uses the same words as (c)1.2.
pub(super) fn say_alleged(
    draft: &mut Draft,
    number: i32,
    alleged: Option<&String>,
    ground: Option<Ground>,
) {
    let title = ground.map_or("Your complaint", words::ground_title);
    draft.heading(&format!("{number}. {title}"));
    draft.say_fact(ground, AllegationGap::Ground.of(number), |ground| {
        format!("You told us that we {}:", words::ground_said(ground))
    });
    draft.quote(alleged, AllegationGap::Alleged.of(number));
}

/// The eight blocks of (c)2, in the letter of refusal and inside an acknowledgement.
pub(super) fn say_refusal(draft: &mut Draft, refusal: &Refusal, extent: Extent) {
    draft.heading(match extent {
        Extent::Whole => "What we considered",
        Extent::Part => "What we cannot look at",
    });
    if refusal.is_second_look {
        draft.say(
            "You asked us to look again at our decision not to accept your complaint. Somebody who took no part in that \
             decision has looked at all of it again, and agrees with it.",
        );
    }
    draft.typed(refusal.considered.as_ref(), FactGap::Considered);
    if refusal.excluded.is_empty() {
        draft.gap(FactGap::Excluded);
    }
    for (i, excluded) in refusal.excluded.iter().enumerate() {
        say_excluded(draft, i + 1, excluded);
    }
    draft.heading("What we used to decide");
    let evidence = super::draft::rows(&refusal.evidence);
    if evidence.is_empty() {
        draft.gap(FactGap::RefusalEvidence);
    } else {
        draft.bullets(&evidence);
    }
    say_checked(draft, refusal, extent);
    say_elsewhere(draft, refusal);
    say_look_again(draft, refusal);
}

fn say_excluded(draft: &mut Draft, nth: usize, excluded: &Excluded) {
    draft.quote(excluded.alleged.as_ref(), ExcludedGap::Alleged.of(nth));
    draft.say_fact(
        excluded.exclusion,
        ExcludedGap::Exclusion.of(nth),
        |exclusion| {
            format!(
                "We cannot look at this because our complaints procedure doesn't cover {}.",
                exclusion.factsheet()
            )
        },
    );
    draft.typed(excluded.reason.as_ref(), ExcludedGap::Reason.of(nth));
    if excluded.exclusion == Some(Exclusion::OverSixMonths) {
        let dates = excluded.latest_event.zip(excluded.first_raised);
        draft.say_fact(dates, ExcludedGap::Dates.of(nth), |(event, raised)| {
            format!(
                "The latest event you complain about was on {}. You first told us about it on {}.",
                words::date(event),
                words::date(raised)
            )
        });
        draft.typed(
            excluded.no_discretion.as_ref(),
            ExcludedGap::NoDiscretion.of(nth),
        );
    } else {
        draft.typed_if_any(excluded.no_discretion.as_ref());
    }
}

/// Rule 17. In part of a complaint the procedure asks for no second person: then we offer one.
fn say_checked(draft: &mut Draft, refusal: &Refusal, extent: Extent) {
    match (clean::given(refusal.checked_by.as_ref()), extent) {
        (Some(role), _) => draft.say(&format!(
            "A second person ({role}), who did not propose this decision, has checked it and agrees with it."
        )),
        (None, Extent::Whole) => draft.gap(FactGap::CheckedBy),
        (None, Extent::Part) => draft.say("If you ask us to look again, a second person will check this decision."),
    }
}

fn say_elsewhere(draft: &mut Draft, refusal: &Refusal) {
    draft.heading("Where this can be dealt with");
    let has = |wanted: Exclusion| {
        refusal
            .excluded
            .iter()
            .any(|one| one.exclusion == Some(wanted))
    };
    let dispute = clean::given(refusal.dispute_reference.as_ref());
    let quoting = dispute.map_or(String::new(), |number| {
        format!(" Please quote your dispute reference, {number}.")
    });
    if has(Exclusion::InvestigationDisagreement) || has(Exclusion::HandlersDecision) {
        draft.say(&format!(
            "If you disagree with how we investigated or decided your complaint about your supplier, use the review \
             route for that dispute. If you are not sure how, ask us and we will explain it.{quoting}"
        ));
    }
    if has(Exclusion::SupplierRemedy) {
        draft.say(&format!(
            "If your supplier has not done what it was told to do, our compliance team can take that up with \
             your supplier. Ask us and we will pass this to them.{quoting}"
        ));
    }
    if has(Exclusion::OverSixMonths) {
        draft.say(
            "If something has happened since, or something kept you from telling us sooner, let us know. That may \
             change our answer.",
        );
    }
    draft.typed_if_any(refusal.belongs.as_ref());
}

/// There is no outside route from a refusal, so the way back to us is the whole remedy ((e)12).
fn say_look_again(draft: &mut Draft, refusal: &Refusal) {
    draft.heading("If you think we are wrong about this");
    if refusal.is_second_look {
        draft.say(
            "We have now looked at this twice. Tell us if something new comes to light that may change our answer. The \
             ways to reach us are at the end of this letter.",
        );
        return say_no_assessor(draft);
    }
    draft.say_fact(refusal.look_again_by, FactGap::LookAgainBy, |day| {
        format!(
            "You can ask us to look at this decision again. Please tell us by {} what you think we missed. The \
             ways to reach us are at the end of this letter.",
            words::date(day)
        )
    });
    say_no_assessor(draft);
}

fn say_no_assessor(draft: &mut Draft) {
    draft.say(
        "The Independent Assessor does not consider our decisions not to accept a complaint for investigation, so \
         they cannot look at this.",
    );
}
