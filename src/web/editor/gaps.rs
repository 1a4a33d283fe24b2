//! What keeps a response from being issued: the same list beside the fields, in the checklist and in a refusal.
use super::Which;
use super::form::{self, Answered};
use crate::web::forms::FieldErrors;
use crate::web::limits;
use letters::gap::{AllegationGap, AnswerPart, Place};
use letters::{self, Letter};
use procedure::steps::final_response::may_decide;
use procedure::steps::response::{DraftFinding, finding_gaps};
use procedure::{Actor, Complaint, Context};

/// No field: whoever took part in stage 1 cannot sign the final response.
pub const PART: &str = "part";

/// No field of its own: every gap that lands there counts.
const LETTER: &str = "letter";

/// A gap as the page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The field that fills it.
    pub field: String,
    pub message: String,
    /// The letter has too much of something, which no field alone can answer for.
    pub is_too_long: bool,
}

impl From<(String, String)> for Gap {
    fn from((field, message): (String, String)) -> Self {
        Self {
            field,
            message,
            is_too_long: false,
        }
    }
}

/// What the letter itself lacks, each beside the field that gives it. What the rules of the findings already
/// name is left to them.
pub fn of_letter(
    complaint: &Complaint,
    answered: &Answered,
    letter: &Letter,
    which: Which,
) -> Vec<Gap> {
    let found = pairs(finding_gaps(complaint, &answered.findings, which.stage()));
    let said = !too_long(complaint, answered).is_empty();
    let mut gaps: Vec<Gap> = Vec::new();
    for gap in letter.gaps() {
        // Said beside the field that is too long, unless it is the template.
        if said && gap.is_section_too_long() {
            continue;
        }
        let placed = placed(complaint, &answered.findings, gap);
        if is_new(&placed, &found) && is_new(&placed, &gaps) {
            gaps.push(placed);
        }
    }
    let open = answered.findings.iter().any(|f| f.outcome.is_none());
    if open && answered.sections.putting_right.trim().is_empty() {
        let why = "What we put right depends on the outcomes you have not chosen yet";
        gaps.push(("putting_right".to_owned(), why.to_owned()).into());
    }
    gaps
}

/// Whether nothing is said beside this field yet.
fn is_new(gap: &Gap, said: &[Gap]) -> bool {
    gap.field == LETTER || said.iter().all(|known| known.field != gap.field)
}

fn pairs(list: impl IntoIterator<Item = (String, String)>) -> Vec<Gap> {
    list.into_iter().map(Gap::from).collect()
}

/// Everything that is missing, in the order of the page.
pub fn all(
    complaint: &Complaint,
    (answered, letter): (&Answered, &Letter),
    which: Which,
    actor: &Actor,
    ctx: &Context,
) -> Vec<Gap> {
    let mut gaps = pairs(answered.errors.iter().cloned());
    gaps.extend(too_long(complaint, answered));
    let mut add = |more: Vec<Gap>| {
        for gap in more {
            if is_new(&gap, &gaps) {
                gaps.push(gap);
            }
        }
    };
    add(pairs(finding_gaps(
        complaint,
        &answered.findings,
        which.stage(),
    )));
    // Before the letter's own gap beside that field: it says who can fill it in.
    if which.is_final() && !ctx.assessor_known {
        let why = "How to contact the Independent Assessor is not filled in. An administrator can add it under Organisation";
        add(vec![("assessor".to_owned(), why.to_owned()).into()]);
    }
    add(of_letter(complaint, answered, letter, which));
    if let Err(refusal) = answered.dispatch.check(complaint, ctx.today()) {
        add(pairs(refusal.fields));
    }
    if which.is_final()
        && let Err(denied) = may_decide(complaint, actor.id)
    {
        add(vec![(PART.to_owned(), denied.why).into()]);
    }
    in_order(complaint, gaps)
}

/// As the page has its fields from top to bottom.
fn in_order(complaint: &Complaint, mut gaps: Vec<Gap>) -> Vec<Gap> {
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
    gaps.sort_by_key(|gap| place(&gap.field));
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
    let mut add = |field: String, why: Option<String>| {
        gaps.extend(why.map(|why| Gap::from((field, why))));
    };
    for (field, words) in sections {
        add(field.to_owned(), letters::markdown::wrong(words));
    }
    let numbers: Vec<i32> = complaint.in_scope().map(|a| a.number).collect();
    for f in answered
        .findings
        .iter()
        .filter(|f| numbers.contains(&f.number))
    {
        let at = |name: &str| format!("{name}_{}", f.number);
        add(at("reasons"), letters::markdown::wrong(&f.reasons));
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
        let whole = letters::size::wrong(letter);
        gaps.extend(whole.map(|why| Gap::from((LETTER.to_owned(), why))));
    }
    gaps
}

/// The list as the errors of a form.
pub fn errors(gaps: Vec<Gap>) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for gap in gaps {
        errors.add(gap.field, gap.message);
    }
    errors
}

/// Beside the field that fills what the letter lacks. What fits nowhere stands under the letter.
fn placed(complaint: &Complaint, drafts: &[DraftFinding], gap: &letters::Gap) -> Gap {
    let message = contradiction(drafts, gap).unwrap_or_else(|| gap.words().into_owned());
    Gap {
        field: field(complaint, gap.place()),
        message,
        is_too_long: gap.is_too_long(),
    }
}

/// The field of the editor that stands at this place.
fn field(complaint: &Complaint, place: Place) -> String {
    match place {
        Place::Told => "told".to_owned(),
        Place::Looked => "looked".to_owned(),
        Place::PuttingRight => "putting_right".to_owned(),
        Place::Learned => "learned".to_owned(),
        Place::Assessor => "assessor".to_owned(),
        Place::Sending => "channel".to_owned(),
        Place::Allegation(number, part) if complaint.in_scope().any(|a| a.number == number) => {
            format!("{}_{number}", part_field(part))
        }
        Place::Allegation(..) | Place::Elsewhere => LETTER.to_owned(),
    }
}

/// Without the number of the allegation.
fn part_field(part: AnswerPart) -> &'static str {
    match part {
        AnswerPart::Outcome => "outcome",
        AnswerPart::Reasons => "reasons",
        AnswerPart::View => "changed",
        AnswerPart::Standard => "standard",
        AnswerPart::Impact => "impact",
        AnswerPart::Remedy => "remedy",
        AnswerPart::RemedyDetail => "remedy_detail",
        AnswerPart::RemedyDue => "remedy_due",
        AnswerPart::Amount => "amount",
    }
}

/// The letter cannot say why the first view stands where another outcome was chosen and the view kept: the choice is
/// wrong then, and not missing.
fn contradiction(drafts: &[DraftFinding], gap: &letters::Gap) -> Option<String> {
    let letters::Gap::Allegation {
        number,
        lacks: AllegationGap::WhyView,
    } = gap
    else {
        return None;
    };
    let chosen = |f: &DraftFinding| f.number == *number && f.changed.is_some();
    drafts.iter().any(chosen).then(|| {
        format!(
            "Allegation {number}: the outcome is not the same as at stage 1, so choose that the view is changed"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use letters::gap::{AnswerGap, FrameGap, testing::every};
    use procedure::steps::testing::World;
    use procedure::vocabulary::Exclusion;
    use procedure::{AllegationId, Scope};

    /// A second allegation is added, and the first turns out to be none of ours.
    fn second_alone() -> Complaint {
        let mut c = World::new().investigated();
        let mut second = c.allegations[0].clone();
        (second.id, second.number) = (AllegationId(2), 2);
        c.allegations.push(second);
        c.allegations[0].scope = Scope::Outside {
            exclusion: Exclusion::HandlersDecision,
            reason: "The decision itself".into(),
        };
        c
    }

    /// The letter's numbers are the complaint's own: its first part may be allegation 2.
    #[test]
    fn a_gap_is_placed_by_the_complaints_own_numbers() {
        let c = second_alone();
        let of = |gap: letters::Gap| placed(&c, &[], &gap);
        let reasons = of(AllegationGap::Reasons.of(2));
        assert_eq!(reasons.field, "reasons_2");
        assert_eq!(reasons.message, "Allegation 2: no reasons written yet");
        assert_eq!(of(AllegationGap::RemedyDue.of(2)).field, "remedy_due_2");
        assert_eq!(of(AllegationGap::Outcome.of(1)).field, LETTER);
        assert_eq!(of(FrameGap::Organisation.into()).field, LETTER);
        assert_eq!(of(AnswerGap::Looked.into()).field, "looked");
    }

    /// Whatever a letter lacks, its link in the checklist leads to something on the page.
    #[test]
    fn every_gap_has_a_field_of_the_page() {
        let c = World::new().investigated();
        let page = form::fields(&c);
        for gap in every() {
            let placed = placed(&c, &[], &gap);
            let known = page.iter().any(|(name, _)| *name == placed.field);
            assert!(
                known || [LETTER, "assessor"].contains(&placed.field.as_str()),
                "{gap:?}: {}",
                placed.field
            );
            assert_eq!(placed.message, gap.words());
        }
    }

    #[test]
    fn a_view_kept_beside_another_outcome_is_said_to_be_wrong() {
        let c = World::new().investigated();
        let kept = DraftFinding {
            number: 1,
            changed: Some(false),
            ..DraftFinding::default()
        };
        let gap = AllegationGap::WhyView.of(1);
        let of = |drafts: &[DraftFinding]| placed(&c, drafts, &gap);
        assert_eq!(of(&[]).message, gap.words());
        assert!(
            of(&[kept])
                .message
                .contains("choose that the view is changed")
        );
        assert_eq!(of(&[]).field, "changed_1");
    }
}
