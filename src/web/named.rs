//! Names typed where somebody complained about is not on the list of staff: one that belongs to a member of staff is
//! offered as that person, so that the wall does not depend on picking from a list (rule 27).
use crate::web::forms::{self, FieldErrors};
use procedure::Candidate;

/// Written after a name to say that it is somebody else of that name.
const SOMEBODY_ELSE: &str = "not staff";

/// The typed names, one on a line; beside `field` what is wrong with one that is a member of staff's.
pub fn typed(
    words: &str,
    staff: &[Candidate],
    field: &str,
    errors: &mut FieldErrors,
) -> Vec<String> {
    let lines = words.lines().map(forms::line).filter(|l| !l.is_empty());
    let names: Vec<String> = lines.collect();
    for name in &names {
        if let Some(person) = staff.iter().find(|one| is_theirs(name, &one.name)) {
            let area = match person.area_name.as_str() {
                "" => String::new(),
                area => format!(", {area}"),
            };
            errors.add(
                field,
                format!(
                    "{} works here ({}{area}). Choose them from the list of staff. If it is somebody else, write “{SOMEBODY_ELSE}” after the name",
                    person.name,
                    person.role.label()
                ),
            );
        }
    }
    names
}

/// The same words in any order, whatever their case and punctuation: "BEVAN, Sian".
fn is_theirs(typed: &str, name: &str) -> bool {
    words(typed) == words(name)
}

fn words(name: &str) -> Vec<String> {
    let apart = |c: char| !c.is_alphanumeric() && c != '\'' && c != '-' && c != '’';
    let lower = name.to_lowercase();
    let all = lower.split(apart).filter(|word| !word.is_empty());
    let title = |word: &&str| !["mr", "mrs", "ms", "miss", "dr"].contains(word);
    let mut all: Vec<String> = all.filter(title).map(str::to_owned).collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::is_theirs;

    #[test]
    fn a_name_is_known_however_it_is_written() {
        for typed in ["Sian Bevan", "sian  bevan", "BEVAN, Sian", "Ms Sian Bevan"] {
            assert!(is_theirs(typed, "Sian Bevan"), "{typed}");
        }
        for other in [
            "Sian",
            "Sian Bevans",
            "Sian Bevan (not staff)",
            "A Sian Bevan",
        ] {
            assert!(!is_theirs(other, "Sian Bevan"), "{other}");
        }
    }
}
