//! Roles in place of the names of staff (rule 48): "Officer A" for the first who is named, the same one each time.
use super::checks;

/// People whose names are to be replaced, and the words in which they occur, in order.
#[derive(Debug, Default)]
pub struct Roles {
    /// (full name, role), in the order in which they were first named.
    given: Vec<(String, String)>,
}

impl Roles {
    /// The words with the full name of each of these people, or their surname with a title or by itself, as a role.
    pub fn replace(&mut self, words: &str, names: &[String]) -> String {
        let mut found: Vec<(usize, usize, &String)> = Vec::new();
        for name in names {
            for (from, to) in checks::places(words, name) {
                let inside = |(a, b, _): &(usize, usize, &String)| from < *b && *a < to;
                if !found.iter().any(inside) {
                    found.push((from, to, name));
                }
            }
        }
        found.sort_by_key(|(from, ..)| *from);
        let (mut written, mut at) = (String::new(), 0);
        for (from, to, name) in found {
            written.push_str(words.get(at..from).unwrap_or_default());
            written.push_str(&self.role_of(name));
            at = to;
        }
        written.push_str(words.get(at..).unwrap_or_default());
        written
    }
    fn role_of(&mut self, name: &str) -> String {
        if let Some((_, role)) = self.given.iter().find(|(known, _)| known == name) {
            return role.clone();
        }
        let role = format!("Officer {}", letter(self.given.len()));
        self.given.push((name.to_owned(), role.clone()));
        role
    }
    /// How many people were given a role.
    pub fn len(&self) -> usize {
        self.given.len()
    }
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }
}

/// A to Z, then AA, AB and so on.
fn letter(place: usize) -> String {
    const ALL: [char; 26] = [
        'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R',
        'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z',
    ];
    let last = ALL.get(place % 26).copied().unwrap_or('A');
    match place / 26 {
        0 => last.to_string(),
        before => format!("{}{last}", letter(before - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_person_has_the_same_role_wherever_they_are_named() {
        let names = ["Craig Dunn", "Sian Bevan"].map(str::to_owned);
        let mut roles = Roles::default();
        let said = roles.replace(
            "Sian Bevan rang on 2 October. Mr Dunn did not, and Craig Dunn's note says so.",
            &names,
        );
        assert_eq!(
            said,
            "Officer A rang on 2 October. Officer B did not, and Officer B's note says so."
        );
        assert_eq!(
            roles.replace("**Dunn** and Bevan", &names),
            "**Officer B** and Officer A"
        );
        assert_eq!(roles.len(), 2);
    }

    #[test]
    fn everyday_words_and_other_people_stay() {
        let names = ["Will May".to_owned()];
        let mut roles = Roles::default();
        let same = "We will write in May. Mrs Mayhew agreed.";
        assert_eq!(roles.replace(same, &names), same);
        assert_eq!(roles.replace("Will May rang", &names), "Officer A rang");
        assert_eq!(letter(26), "AA");
    }
}
