//! Whom the choice of who decides stage 2 was checked against, and with what result (rules 27 and 57): from the record.
use crate::web::case::Case;
use procedure::working_time::uk_time;
use procedure::{Complaint, PersonId};

/// For one complaint whose decider has been chosen.
pub struct Certificate {
    pub decider: String,
    /// "Chosen by Priya Nair on 24 November 2026."
    pub chosen: String,
    /// What the decider did at stage 1; only somebody who was appointed, because nobody was free, has done anything.
    pub earlier: Vec<String>,
    pub appointed: bool,
    /// Everybody else who took part or is complained about, with what bars them.
    pub checked: Vec<(String, String)>,
}

/// None while nobody has been chosen.
pub fn certificate(case: &Case) -> Option<Certificate> {
    let c = &case.complaint;
    let decider = c.decider?;
    let asked = c.escalation.as_ref();
    let chosen = asked.and_then(|e| Some((e.chosen_by?, e.chosen_at?)));
    let appointed = c.is_appointed(decider);
    let others = barred(c).into_iter().filter(|who| *who != decider);
    Some(Certificate {
        decider: case.name(decider),
        chosen: chosen.map_or(String::new(), |(by, at)| {
            let how = if appointed { "Appointed" } else { "Chosen" };
            let on = uk_time::date_long(uk_time::local_date(at));
            format!("{how} by {} on {on}.", case.name(by))
        }),
        earlier: c.parts_in_words(decider),
        appointed,
        checked: others.map(|who| (case.name(who), bars(c, who))).collect(),
    })
}

/// Everybody who took part in stage 1 or is complained about, each once.
pub fn barred(c: &Complaint) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = Vec::new();
    let about = c.subjects.iter().filter_map(|s| s.person);
    for who in c.parts.iter().map(|part| part.who).chain(about) {
        if !people.contains(&who) {
            people.push(who);
        }
    }
    people
}

/// "wrote a note on 12 November 2026; named in the complaint"
pub fn bars(c: &Complaint, who: PersonId) -> String {
    let about = c.is_about(who).then(|| "named in the complaint".to_owned());
    let all: Vec<String> = c.parts_in_words(who).into_iter().chain(about).collect();
    all.join("; ")
}
