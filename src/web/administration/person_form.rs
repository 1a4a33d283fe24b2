//! What an administrator types about a person, and what it says in words.
use super::changes;
use crate::web::forms::{self, FieldErrors};
use procedure::AreaId;
use procedure::event::Change;
use procedure::vocabulary::Role;
use storage::administration::people::Details;
use storage::people::Person;
use storage::{Key, Word};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct PersonForm {
    pub version: String,
    pub name: String,
    pub email: String,
    pub job_title: String,
    pub role: String,
    pub area: String,
    pub customer_relations: String,
    pub administrator: String,
    pub caseload_limit: String,
    pub away_from: String,
    pub away_until: String,
    /// For somebody new; one is made when it is empty.
    pub password: String,
    /// The administrator's own, where it is asked for.
    pub own_password: String,
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "" }.to_owned()
}

impl PersonForm {
    pub fn of(person: &Person) -> Self {
        let day = |d: Option<chrono::NaiveDate>| d.map(|d| d.to_string()).unwrap_or_default();
        Self {
            version: person.version.to_string(),
            name: person.name.clone(),
            email: person.email.clone(),
            job_title: person.job_title.clone(),
            role: person.role.known().map_or("", Role::as_str).to_owned(),
            area: person.area_id.map(|a| a.0.to_string()).unwrap_or_default(),
            customer_relations: yes(person.customer_relations),
            administrator: yes(person.administrator),
            caseload_limit: person.caseload_limit.to_string(),
            away_from: day(person.away_from),
            away_until: day(person.away_until),
            password: String::new(),
            own_password: String::new(),
        }
    }
    pub fn blank() -> Self {
        Self {
            role: Role::Staff.as_str().to_owned(),
            caseload_limit: "8".to_owned(),
            ..Self::default()
        }
    }
    /// What was typed, as it is kept. `own`: an administrator's own page, where the right itself stays.
    ///
    /// # Errors
    /// What is missing or wrong, field by field.
    pub fn parse(&self, areas: &[(String, String)], own: bool) -> Result<Details, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = forms::line(&self.name);
        if name.is_empty() {
            errors.add("name", "Enter their name");
        }
        let email = forms::line(&self.email).to_lowercase();
        if email.len() < 3 || !email.contains('@') || email.contains(' ') {
            errors.add("email", "Enter a work email address, like name@example.org");
        }
        let role = Role::parse(&self.role);
        if role.is_none() {
            errors.add("role", "Choose a role");
        }
        if !self.area.is_empty() && !areas.iter().any(|(id, _)| *id == self.area) {
            errors.add("area", "Choose one of the areas");
        }
        let limit = self.caseload_limit.trim().parse::<i32>();
        if !limit.as_ref().is_ok_and(|n| (0..=200).contains(n)) {
            errors.add("caseload_limit", "Enter a number from 0 to 200");
        }
        let mut day = |field: &str, typed: &str| {
            forms::date(typed).unwrap_or_else(|why| {
                errors.add(field, why);
                None
            })
        };
        let (from, until) = (
            day("away_from", &self.away_from),
            day("away_until", &self.away_until),
        );
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            errors.add(
                "away_until",
                "The last day away must not be before the first",
            );
        }
        if own && self.administrator != "yes" {
            errors.add(
                "administrator",
                "You cannot take this right from yourself: ask another administrator",
            );
        }
        errors.or(Details {
            name,
            email,
            job_title: forms::line(&self.job_title),
            role: Word(role.unwrap_or(Role::Staff)),
            area_id: self.area.parse().ok().map(|id| Key(AreaId(id))),
            customer_relations: self.customer_relations == "yes",
            administrator: self.administrator == "yes",
            caseload_limit: limit.unwrap_or(8),
            away_from: from,
            away_until: until,
        })
    }
    /// Field by field in words, for the history and for those who meet each other's changes.
    pub fn words(&self, areas: &[(String, String)]) -> Vec<(&'static str, String)> {
        let area = areas.iter().find(|(id, _)| *id == self.area);
        let yes_no = |typed: &str| if typed == "yes" { "Yes" } else { "No" }.to_owned();
        vec![
            ("Name", forms::line(&self.name)),
            ("Email", forms::line(&self.email).to_lowercase()),
            ("Job title", forms::line(&self.job_title)),
            (
                "Role",
                Role::parse(&self.role).map_or_else(String::new, |r| r.label().to_owned()),
            ),
            (
                "Area",
                area.map_or_else(|| "None".to_owned(), |(_, name)| name.clone()),
            ),
            ("Customer Relations", yes_no(&self.customer_relations)),
            ("Administrator", yes_no(&self.administrator)),
            ("Complaints at once", self.caseload_limit.trim().to_owned()),
            ("Away from", self.away_from.clone()),
            ("Away until", self.away_until.clone()),
        ]
    }
    /// What differs between this and another.
    pub fn changes_to(&self, other: &Self, areas: &[(String, String)]) -> Vec<Change> {
        changes(&self.words(areas), &other.words(areas))
    }
}

/// A password nobody has to think of: four groups of five letters and digits that are not mixed up when read aloud.
pub fn made_password() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut bytes = [0_u8; 64];
    rand::Rng::fill_bytes(&mut rand::rng(), &mut bytes);
    // Bytes past the last whole alphabet are skipped, so that no letter is likelier than another.
    let chars: Vec<char> = bytes
        .iter()
        .filter(|b| **b < 248)
        .filter_map(|b| LETTERS.get(usize::from(*b) % LETTERS.len()))
        .map(|b| char::from(*b))
        .take(20)
        .collect();
    chars
        .chunks(5)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::made_password;

    #[test]
    fn a_made_password_is_strong_and_never_the_same() {
        let (one, two) = (made_password(), made_password());
        assert_eq!(one.len(), 23, "{one}");
        assert_ne!(one, two);
        assert_eq!(
            crate::passwords::weakness(&one, &["Priya Nair", "priya@redress.example"]),
            None
        );
    }
}
