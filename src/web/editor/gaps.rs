//! What keeps a response from being issued: the same list beside the fields, in the checklist and in a refusal.
use super::Which;
use super::form::{self, Answered};
use crate::letters::{self, Letter, markdown};
use crate::procedure::steps::response::{DraftFinding, finding_gaps};
use crate::procedure::{Actor, Complaint, Context};
use crate::web::forms::FieldErrors;
use crate::web::limits;

/// No field: whoever took part in stage 1 cannot sign the final response.
pub const PART: &str = "part";

/// (field, message).
pub type Gap = (String, String);

/// What the letter itself lacks, each beside the field that gives it. What the rules of the findings already
/// name is left to them.
pub fn of_letter(
    complaint: &Complaint,
    answered: &Answered,
    letter: &Letter,
    which: Which,
) -> Vec<Gap> {
    let found = finding_gaps(complaint, &answered.findings, which.stage());
    let said = !too_long(complaint, answered).is_empty();
    let mut gaps: Vec<Gap> = Vec::new();
    for gap in letter.gaps() {
        // Said beside the field that is too long, unless it is the template.
        if [markdown::TOO_LONG, markdown::TOO_MANY].contains(&gap) && said {
            continue;
        }
        let placed = placed(complaint, &answered.findings, gap);
        let known = |list: &[Gap]| list.iter().any(|(field, _)| *field == placed.0);
        // "letter" is no field of its own: every gap that lands there counts.
        if placed.0 == "letter" || !(known(&found) || known(&gaps)) {
            gaps.push(placed);
        }
    }
    let open = answered.findings.iter().any(|f| f.outcome.is_none());
    if open && answered.sections.putting_right.trim().is_empty() {
        let why = "What we put right depends on the outcomes you have not chosen yet";
        gaps.push(("putting_right".to_owned(), why.to_owned()));
    }
    gaps
}

/// Everything that is missing, in the order of the page.
pub fn all(
    complaint: &Complaint,
    (answered, letter): (&Answered, &Letter),
    which: Which,
    actor: &Actor,
    ctx: &Context,
) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = answered.errors.iter().cloned().collect();
    gaps.extend(too_long(complaint, answered));
    let mut add = |more: Vec<Gap>| {
        for gap in more {
            if gap.0 == "letter" || !gaps.iter().any(|(field, _)| *field == gap.0) {
                gaps.push(gap);
            }
        }
    };
    add(finding_gaps(complaint, &answered.findings, which.stage()));
    // Before the letter's own gap beside that field: it says who can fill it in.
    if which.is_final() && !ctx.assessor_known {
        add(vec![("assessor".to_owned(), "How to contact the Independent Assessor is not filled in. An administrator can add it under Organisation".to_owned())]);
    }
    add(of_letter(complaint, answered, letter, which));
    if let Err(refusal) = answered.dispatch.check(complaint, ctx.today()) {
        add(refusal.fields);
    }
    if which.is_final() && took_part(complaint, actor) {
        let why = "You took part in stage 1, so somebody else must issue the final response";
        add(vec![(PART.to_owned(), why.to_owned())]);
    }
    let page = form::fields(complaint);
    let sent = page.len() - form::DISPATCH.len();
    // The locked end stands before how it goes.
    let place = |field: &str| match field {
        "assessor" => (sent, 0),
        "dispatch" => (sent, 1),
        _ => {
            let nth = page.iter().position(|(name, _)| name == field);
            (nth.unwrap_or(page.len()), 2)
        }
    };
    gaps.sort_by_key(|(field, _)| place(field));
    gaps
}

/// The sections and findings that are too long, each beside its field.
pub fn too_long(complaint: &Complaint, answered: &Answered) -> Vec<Gap> {
    let s = &answered.sections;
    let sections = [
        ("told", &s.told),
        ("looked", &s.looked),
        ("putting_right", &s.putting_right),
        ("learned", &s.learned),
    ];
    let mut gaps: Vec<Gap> = Vec::new();
    let mut add = |field: String, why: Option<String>| gaps.extend(why.map(|why| (field, why)));
    for (field, words) in sections {
        add(field.to_owned(), letters::limits::section(words));
    }
    let numbers: Vec<i32> = complaint.in_scope().map(|a| a.number).collect();
    for f in answered
        .findings
        .iter()
        .filter(|f| numbers.contains(&f.number))
    {
        let at = |name: &str| format!("{name}_{}", f.number);
        add(at("reasons"), letters::limits::section(&f.reasons));
        for (name, words) in [
            ("standard", &f.standard),
            ("impact", &f.impact),
            ("remedy_detail", &f.remedy_detail),
            ("learning", &f.learning),
        ] {
            add(at(name), limits::limit(name).wrong(words));
        }
    }
    add(
        "dispatch_reason".to_owned(),
        limits::limit("dispatch_reason").wrong(&answered.dispatch.reason),
    );
    gaps
}

/// The same, or that the letter as a whole is too long.
pub fn too_long_at_all(complaint: &Complaint, answered: &Answered, letter: &Letter) -> Vec<Gap> {
    let mut gaps = too_long(complaint, answered);
    if gaps.is_empty() {
        let whole = letters::limits::wrong(letter);
        gaps.extend(whole.map(|why| ("letter".to_owned(), why)));
    }
    gaps
}

/// Rule 57, as the step asks it: by full history.
pub fn took_part(complaint: &Complaint, actor: &Actor) -> bool {
    complaint.involved.contains(&actor.id)
        || complaint
            .assignments
            .iter()
            .any(|a| a.to == actor.id || a.by == actor.id)
}

/// The list as the errors of a form.
pub fn errors(gaps: Vec<Gap>) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (field, message) in gaps {
        errors.add(field, message);
    }
    errors
}

/// Which field fills a gap the letter names. What fits nowhere stands under the letter.
fn placed(complaint: &Complaint, drafts: &[DraftFinding], gap: &str) -> Gap {
    let named = gap
        .strip_prefix("Allegation ")
        .and_then(|rest| rest.split_once(": "));
    if let Some((place, what)) = named {
        let number = place.parse::<i32>().unwrap_or_default();
        if complaint.in_scope().any(|a| a.number == number) {
            return of_allegation(number, drafts, what);
        }
    }
    let field = match gap {
        g if g.contains("what you told us") => "told",
        g if g.contains("how we looked") => "looked",
        g if g.contains("apology") => "putting_right",
        g if g.contains("what we have learned") => "learned",
        g if g.contains("Independent Assessor") => "assessor",
        g if g.contains("address to write to") || g.contains("greeting") => "channel",
        _ => "letter",
    };
    (field.to_owned(), gap.to_owned())
}

fn of_allegation(number: i32, drafts: &[DraftFinding], what: &str) -> Gap {
    let field = match what {
        w if w.contains("no finding") => "outcome",
        w if w.contains("first view") => "changed",
        w if w.contains("what it meant") => "impact",
        w if w.contains("no remedy") => "remedy",
        w if w.contains("what we will do") => "remedy_detail",
        w if w.contains("amount") => "amount",
        w if w.contains("no date") => "remedy_due",
        w if w.contains("standard") => "standard",
        _ => "reasons",
    };
    let chosen = drafts
        .iter()
        .any(|f| f.number == number && f.changed.is_some());
    let what = if field == "changed" && chosen {
        "the outcome is not the same as at stage 1, so choose that the view is changed"
    } else {
        what
    };
    (
        format!("{field}_{number}"),
        format!("Allegation {number}: {what}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedure::steps::testing::World;
    use crate::procedure::vocabulary::Exclusion;
    use crate::procedure::{AllegationId, Scope};

    /// The letter's numbers are the complaint's own: its first part may be allegation 2.
    #[test]
    fn a_gap_is_placed_by_the_complaints_own_numbers() {
        let mut c = World::new().investigated();
        let mut second = c.allegations[0].clone();
        (second.id, second.number) = (AllegationId(2), 2);
        c.allegations.push(second);
        c.allegations[0].scope = Scope::Outside {
            exclusion: Exclusion::HandlersDecision,
            reason: "The decision itself".into(),
        };
        let of = |gap| placed(&c, &[], gap);
        assert_eq!(
            of("Allegation 2: no reasons written yet"),
            (
                "reasons_2".to_owned(),
                "Allegation 2: no reasons written yet".to_owned()
            )
        );
        assert_eq!(
            of("Allegation 2: a remedy has no date yet").0,
            "remedy_due_2"
        );
        assert_eq!(of("Allegation 1: no finding yet").0, "letter");
        assert_eq!(of("No organisation name in the settings yet").0, "letter");
    }
}
