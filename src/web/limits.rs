//! How long the words of each field of a form may be. Every field that somebody types words into is named here; a
//! choice, a day or a number is not. `tests/it/trust/hostile.rs` reads the templates and finds a field of many lines that is missing.
use super::forms::FieldErrors;
use letters::template;
use procedure::StepKind;
use procedure::limits::{self as of, Limit};

/// Anything else: a choice, a date, a number, what a page hides in a form.
pub const OTHER: Limit = of::LINE;

/// Which field is held to what; `docs/limits.md` is the same table. A number in a name (`alleged_3`, `example_1_what`)
/// is left out here.
pub const FIELDS: &[(Limit, &[&str])] = &[
    (
        of::NAME,
        &[
            "name",
            "rep_name",
            "assessor_name",
            "supplier",
            "addressed_to",
            "passed_to",
        ],
    ),
    (of::EMAIL, &["email", "rep_email", "assessor_email"]),
    (of::PHONE, &["phone"]),
    (of::POSTCODE, &["postcode", "prefix"]),
    (of::JOB_TITLE, &["job_title"]),
    (of::SUMMARY, &["summary"]),
    (
        of::LINE,
        &[
            "again",
            "complaint",
            "dispatch_reason",
            "dispute_reference",
            "format_note",
            "reach",
            "reference",
            "source",
            "with",
        ],
    ),
    // The name stands above the address where a letter is sent again.
    (of::ADDRESSEE, &["address"]),
    (of::ADDRESS, &["rep_address", "assessor_address"]),
    (of::NEEDS, &["needs"]),
    (of::NAMES, &["about_names", "other_people", "executives"]),
    (of::ALLEGATION, &["alleged"]),
    (
        of::PASSAGE,
        &[
            "answer_reason",
            "appeal_reason",
            "assessor_comment",
            "behaviour",
            "belongs",
            "change",
            "chase_said",
            "closed",
            "data_about",
            "data_answer",
            "decision_reason",
            "done",
            "done_evidence",
            "effect",
            "elsewhere",
            "exactly",
            "example_what",
            "immediate",
            "impact",
            "late_reason",
            "learning",
            "lift_reason",
            "no_letter",
            "outcome",
            "passed_words",
            "reason",
            "remedy_detail",
            "report_reason",
            "scope_reason",
            "six_month_reason",
            "spot_outcome",
            "standard",
            "told_why",
            "tried",
            "unhappy_about",
            "unmark_reason",
            "untold_why",
            "urgent_why",
            "wanted",
            "what",
            "why",
        ],
    ),
    (
        of::SECTION,
        &[
            "about",
            "appeal_words",
            "evidence",
            "is_right",
            "learned",
            "looked",
            "note",
            "putting_right",
            "reasons",
            "recommendations",
            "told",
            "was_wrong",
        ],
    ),
    (of::STORY, &["what_happened"]),
    (
        Limit {
            characters: template::LONGEST,
            lines: None,
        },
        &["words"],
    ),
];

/// How long the words of a field of this name may be.
pub fn limit(field: &str) -> Limit {
    let parts = field.split('_').filter(|part| part.parse::<u32>().is_err());
    let name = parts.collect::<Vec<_>>().join("_");
    let named = |(_, names): &&(Limit, &[&str])| names.contains(&name.as_str());
    FIELDS.iter().find(named).map_or(OTHER, |(limit, _)| *limit)
}

/// Whether a field of this name is named in the table.
pub fn is_named(field: &str) -> bool {
    FIELDS.iter().any(|(_, names)| names.contains(&field))
}

/// What is too long in a form, beside each field; a password is left to the rule of passwords.
pub fn over<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (name, words) in fields {
        if let Some(why) = limit(name)
            .wrong(words)
            .filter(|_| !super::typed::is_secret(name))
        {
            errors.add(name, why);
        }
    }
    errors
}

/// Whether the page at this address shows what is too long beside its own fields (`SignedIn` carries it);
/// for the others [`super::typed`] has a page.
pub fn is_shown_in_form(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts.as_slice() {
        ["complaints", "new" | "on-the-spot"]
        | ["complainants", _, "restriction"]
        | ["administration", "organisation" | "areas" | "people"]
        | ["administration", "letters" | "areas" | "people", _]
        // Drafts keep whatever is typed, and say in the letter that it is too long.
        | ["complaints", _, "drafts", ..] => true,
        ["complaints", _, noun] => StepKind::ALL.iter().any(|step| step.noun() == *noun),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_a_name_is_left_out() {
        assert_eq!(limit("alleged_3"), of::ALLEGATION);
        assert_eq!(limit("example_12_what"), of::PASSAGE);
        assert_eq!(limit("name"), of::NAME);
        assert_eq!(limit("version"), OTHER);
    }

    #[test]
    fn steps_and_what_has_a_form_of_its_own_show_it_themselves() {
        for own in [
            "/complaints/SC-2026-000001/response",
            "/complaints/new",
            "/complainants/4/restriction",
            "/administration/letters/response",
        ] {
            assert!(is_shown_in_form(own), "{own}");
        }
        for not in ["/sign-in", "/post", "/complaints/SC-2026-000001/presence"] {
            assert!(!is_shown_in_form(not), "{not}");
        }
    }
}
