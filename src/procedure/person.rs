//! Who works here, as far as the procedure cares.
use super::ids::{AreaId, PersonId};
use super::vocabulary::Role;
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
}

impl Area {
    /// Who leads it for a complaint that names some people: the Leader, else the deputy. None when neither can sign in
    /// or both are named: Customer Relations stands in (rules 28 and 30).
    pub fn led_by(&self, is_named: impl Fn(PersonId) -> bool) -> Option<PersonId> {
        [self.leader, self.deputy]
            .into_iter()
            .flatten()
            .find(|person| self.can_receive && !is_named(*person))
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
