//! Who works here, as far as the procedure cares.
use super::ids::{AreaId, PersonId};
use super::vocabulary::Role;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The person who asks, as the database knows them at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub id: PersonId,
    pub name: String,
    pub role: Role,
    /// The area they work in.
    pub area: Option<AreaId>,
    /// The areas they are Leader or deputy of.
    pub leads: Vec<AreaId>,
    /// "The Customer Relations team": triages and acknowledges.
    pub customer_relations: bool,
    /// Runs people, areas and the calendar. Opens no complaint.
    pub administrator: bool,
}

impl Actor {
    pub fn is_executive(&self) -> bool {
        self.role.is_executive()
    }
    /// Senior complaint executives are "in the Customer Relations team" (factsheet, second stage).
    pub fn in_customer_relations(&self) -> bool {
        self.customer_relations || self.is_executive()
    }
    /// Sees every complaint that has been routed to an area, whichever it is.
    pub fn sees_every_area(&self) -> bool {
        match self.role {
            Role::Staff | Role::Leader => false,
            Role::SeniorLeader | Role::SeniorComplaintExecutive => true,
        }
    }
    pub fn leads(&self, area: AreaId) -> bool {
        self.leads.contains(&area)
    }
}

/// A business area: "which area of our business is best placed to address your concerns".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    pub id: AreaId,
    pub name: String,
    pub leader: Option<PersonId>,
    pub deputy: Option<PersonId>,
    /// An area without an active Leader or deputy cannot receive complaints (reading (e)19).
    pub can_receive: bool,
    /// When the Leader and the deputy are away, as far as that is entered.
    #[serde(default)]
    pub away: Vec<Away>,
}

/// An absence of somebody who leads an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    pub person: PersonId,
    pub from: NaiveDate,
    /// The last day; none when nobody knows.
    pub until: Option<NaiveDate>,
}

impl Away {
    fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|last| last >= day)
    }
}

impl Area {
    /// Who leads it on a day for a complaint that names some people: the Leader, else the deputy. None when neither can
    /// sign in, is here or is free to: Customer Relations stands in (rules 28 and 30).
    pub fn led_by(
        &self,
        today: NaiveDate,
        is_named: impl Fn(PersonId) -> bool,
    ) -> Option<PersonId> {
        [self.leader, self.deputy]
            .into_iter()
            .flatten()
            .find(|person| self.can_receive && !self.is_away(*person, today) && !is_named(*person))
    }
    /// Whether the Leader or the deputy is away on a day.
    pub fn is_away(&self, person: PersonId, day: NaiveDate) -> bool {
        self.away
            .iter()
            .any(|away| away.person == person && away.covers(day))
    }
}

/// Somebody who might be given a complaint, with what the rules ask about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub id: PersonId,
    pub name: String,
    pub role: Role,
    pub area: Option<AreaId>,
    pub area_name: String,
    pub active: bool,
    /// Away today or while the complaint would be theirs; a warning, not a wall.
    pub away_until: Option<chrono::NaiveDate>,
}
