//! What the triage page shows beside the form: the message, the areas, the staff, what came before.
use crate::casework::Case;
use crate::web::complaint::own_words::{Message, message_of};
use crate::web::signed_in::SignedIn;
use crate::web::step::{More, Query};
use chrono::NaiveDate;
use procedure::{Area, Candidate, Complaint, PersonId};
use storage::people::Names;
use storage::{Connection, Result, areas, complainants, finished, people};

#[derive(Debug, Clone)]
pub struct Lists {
    pub areas: Vec<Area>,
    pub leaders: Names,
    pub today: NaiveDate,
    /// Everybody active, and whoever is named already.
    pub staff: Vec<Candidate>,
    /// Other service complaints of the same person that the reader may see (rule 8).
    pub earlier: i64,
    /// Those of them that are complete, while this one has not been acknowledged.
    pub finished: Vec<Complaint>,
    pub message: Option<Message>,
}

/// One line of the select of areas.
pub struct AreaChoice {
    pub id: String,
    /// "Energy (Helen Marsh)"
    pub words: String,
    pub disabled: bool,
}

impl More for Lists {
    fn load(conn: &mut Connection, case: &Case, who: &SignedIn, _: &Query) -> Result<Self> {
        let complaint = &case.complaint;
        let areas = areas::all(conn)?;
        let leaders = people::names(
            conn,
            areas.iter().flat_map(|a| [a.leader, a.deputy]).flatten(),
        )?;
        let mut staff = people::candidates(conn, None, who.today())?;
        staff.extend(named_and_gone(complaint, &staff));
        let person = complaint.complainant_id;
        let earlier = complainants::other_complaints(conn, person, complaint.id, &who.actor)?;
        let finished = match complaint.acknowledged_at {
            None => finished::finished(conn, &who.actor, (person, complaint.id))?,
            Some(_) => Vec::new(),
        };
        Ok(Self {
            finished,
            areas,
            leaders,
            today: who.today(),
            staff,
            earlier,
            message: message_of(conn, complaint)?,
        })
    }
}

impl Lists {
    /// Areas to choose from; one that cannot receive says why.
    pub fn area_choices(&self) -> Vec<AreaChoice> {
        let leader = |area: &Area| {
            let who: Option<PersonId> = area.leader.or(area.deputy);
            who.map(|id| storage::people::name(&self.leaders, id))
        };
        let words = |area: &Area| match leader(area) {
            _ if !area.can_receive => {
                format!("{} (cannot receive: no active Leader or deputy)", area.name)
            }
            Some(name) if area.led_by(self.today, |_| false).is_none() => {
                format!("{} ({name} is away: Customer Relations assigns)", area.name)
            }
            Some(name) => format!("{} ({name})", area.name),
            None => area.name.clone(),
        };
        self.areas
            .iter()
            .map(|area| AreaChoice {
                id: area.id.to_string(),
                words: words(area),
                disabled: !area.can_receive,
            })
            .collect()
    }
    /// Where the people complained about work: "Craig Dunn works in Contact centre."
    pub fn where_they_work(&self, ids: &[String]) -> Vec<String> {
        self.staff
            .iter()
            .filter(|s| ids.contains(&s.id.to_string()) && !s.area_name.is_empty())
            .map(|s| format!("{} works in {}.", s.name, s.area_name))
            .collect()
    }
}

/// People who were named before they left; naming them must not be undone by a save.
fn named_and_gone(complaint: &Complaint, staff: &[Candidate]) -> Vec<Candidate> {
    let known = |id: PersonId| staff.iter().any(|s| s.id == id);
    complaint
        .subjects
        .iter()
        .filter_map(|s| Some((s.person?, &s.name)))
        .filter(|(id, _)| !known(*id))
        .map(|(id, name)| Candidate {
            id,
            name: name.clone(),
            role: procedure::vocabulary::Role::Staff,
            area: None,
            area_name: String::new(),
            active: false,
            away_until: None,
        })
        .collect()
}
