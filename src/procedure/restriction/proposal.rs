//! What a warning and a proposal must hold (rules 77 to 81).
use super::acts::{Leaving, Propose, Warn};
use super::effects::{Effects, letter};
use super::{Example, MOST_MONTHS, RestrictionEvent, RestrictionFile, RestrictionGround, Terms};
use crate::denied::Denied;
use crate::ids::ComplaintId;
use crate::vocabulary::LetterKind;
use crate::working_time::months_after;
use chrono::NaiveDate;

/// The gaps of a form, in its order.
#[derive(Default)]
pub(super) struct Gaps(Vec<(String, String)>);

impl Gaps {
    pub fn unless(&mut self, holds: bool, field: &str, why: &str) {
        if !holds {
            self.0.push((field.to_owned(), why.to_owned()));
        }
    }
    pub fn given(&mut self, words: &str, field: &str, why: &str) {
        self.unless(!words.trim().is_empty(), field, why);
    }
    /// Ok when there are none.
    ///
    /// # Errors
    /// All of them at once.
    pub fn close(self) -> Result<(), Denied> {
        Denied::unless_empty(self.0)
    }
    /// Rule 77: dated, and of something that has happened.
    fn examples(&mut self, examples: &[Example], today: NaiveDate) {
        let why = "Give at least one example: the complaint, the date and what happened. A number of complaints alone is never enough";
        self.unless(!examples.is_empty(), "examples", why);
        let past = examples.iter().all(|e| e.on <= today);
        self.unless(past, "examples", "An example cannot be in the future");
        let told = examples.iter().all(|e| !e.what.trim().is_empty());
        self.unless(told, "examples", "Say what happened in each example");
    }
}

/// Rule 79: the first two rungs of the ladder.
///
/// # Errors
/// Invalid, naming every gap.
pub(super) fn warned(
    warn: Warn,
    leaving: Option<&Leaving>,
    today: NaiveDate,
) -> Result<Effects, Denied> {
    let mut gaps = Gaps::default();
    if !warn.formal {
        let told = warn.told_on.is_some_and(|on| on <= today);
        gaps.unless(
            told,
            "told_on",
            "Enter the day they were told, not later than today",
        );
    }
    gaps.given(
        &warn.behaviour,
        "behaviour",
        "Say which behaviour it is about",
    );
    gaps.examples(&warn.examples, today);
    if warn.formal {
        gaps.given(
            &warn.effect,
            "effect",
            "Say how it affects our work or other people",
        );
        let needs = "Say which needs and adjustments you looked at";
        gaps.given(&warn.needs, "needs", needs);
    }
    gaps.given(&warn.change, "change", "Say what must change");
    gaps.close()?;
    let owed = if warn.formal {
        letter(LetterKind::RestrictionWarning, leaving, today)?
    } else {
        None
    };
    let on = warn.told_on.filter(|_| !warn.formal).unwrap_or(today);
    let event = RestrictionEvent::Warned {
        formal: warn.formal,
        on,
        behaviour: warn.behaviour,
        effect: warn.effect,
        change: warn.change,
        needs: warn.needs,
        examples: warn.examples,
    };
    Ok((vec![event], owed))
}

/// Rules 77 to 81: evidence, a warning before it, needs looked at, tailored and for a time.
///
/// # Errors
/// Invalid, naming every gap.
pub(super) fn proposed(
    propose: Propose,
    file: &RestrictionFile,
    today: NaiveDate,
) -> Result<RestrictionEvent, Denied> {
    let warning = file.formal_warning(today).map(|w| w.id);
    let mut gaps = Gaps::default();
    gaps.unless(propose.ground.is_some(), "ground", "Choose the ground");
    gaps.given(
        &propose.behaviour,
        "behaviour",
        "Say which behaviour it is about",
    );
    gaps.examples(&propose.examples, today);
    let of_number = propose.ground == Some(RestrictionGround::Number);
    let several = "For the number of complaints give examples from at least two of them";
    gaps.unless(
        !of_number || complaints(&propose.examples) != 1,
        "examples",
        several,
    );
    let effect =
        "Say how it affects our ability to deal with this complaint, or with those of other people";
    gaps.given(&propose.effect, "effect", effect);
    needs(&mut gaps, &propose);
    let unwarned = "No formal warning has been sent in the last 12 months. Warn them first, or say why safety cannot wait for it";
    let safe = warning.is_some() || !propose.immediate.trim().is_empty();
    gaps.unless(safe, "immediate", unwarned);
    gaps.unless(
        !propose.measures.is_empty(),
        "measures",
        "Choose what is restricted",
    );
    gaps.given(
        &propose.exactly,
        "exactly",
        "Say exactly what is restricted",
    );
    span(&mut gaps, (propose.starts_on, propose.ends_on), today);
    gaps.close()?;
    let (Some(ground), Some(starts_on), Some(ends_on)) =
        (propose.ground, propose.starts_on, propose.ends_on)
    else {
        return Err(Denied::invalid("form", "The proposal is not complete"));
    };
    Ok(RestrictionEvent::Proposed {
        extends: file.running(today).last().map(|r| r.id),
        warning,
        terms: Terms {
            ground,
            behaviour: propose.behaviour,
            effect: propose.effect,
            needs: propose.needs,
            immediate: propose.immediate,
            measures: propose.measures,
            exactly: propose.exactly,
            starts_on,
            ends_on,
            examples: propose.examples,
        },
    })
}

fn complaints(examples: &[Example]) -> usize {
    let mut all: Vec<ComplaintId> = examples.iter().map(|e| e.complaint).collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

/// Rule 80: adjustments and unmet needs first.
fn needs(gaps: &mut Gaps, propose: &Propose) {
    match propose.needs_checked {
        None => gaps.unless(
            false,
            "needs_checked",
            "Say whether their needs and adjustments were looked at",
        ),
        Some(false) => gaps.unless(
            false,
            "needs_checked",
            "Look at their needs and adjustments first. Until then nobody can be restricted",
        ),
        Some(true) => gaps.given(
            &propose.needs,
            "needs",
            "Say what you looked at and what came of it",
        ),
    }
}

/// Rule 81: for a time, twelve months at most.
fn span(gaps: &mut Gaps, (from, until): (Option<NaiveDate>, Option<NaiveDate>), today: NaiveDate) {
    let begins = from.is_some_and(|from| from >= today);
    gaps.unless(begins, "starts_on", "Enter the first day, today or later");
    let ends = until.zip(from).is_some_and(|(until, from)| until > from);
    gaps.unless(
        ends,
        "ends_on",
        "Enter the last day, after the first. Every restriction must have an end",
    );
    let longest = until
        .zip(from)
        .is_none_or(|(until, from)| until <= months_after(from, MOST_MONTHS));
    let why = "A restriction lasts 12 months at most. Six is usual; extending it is a new decision";
    gaps.unless(longest, "ends_on", why);
}
