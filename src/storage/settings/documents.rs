//! The documents themselves, with the defaults that are published.
use procedure::steps::final_response::is_assessor_known;
use serde::{Deserialize, Serialize};

/// Who we are: what stands on every letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Organisation {
    pub name: String,
    /// Postal address, a line each, without the name.
    pub address: Vec<String>,
    pub email: String,
    /// Empty when there is none to print.
    pub phone: String,
    /// The letters before the year in a reference; see [`super::check_prefix`]. Complaints keep the one they got.
    pub reference_prefix: String,
    /// Names of the executive team and Board: "any complaints addressed to them will be managed in line with our
    /// complaints procedure" (rule 4).
    pub executives: Vec<String>,
}

impl Organisation {
    /// What a guesser would try first in a password here.
    pub fn words(&self) -> Vec<&str> {
        let address = self.address.iter().map(String::as_str);
        [self.name.as_str(), &self.email, &self.reference_prefix]
            .into_iter()
            .chain(address)
            .collect()
    }
    /// The part of its address after the @: that of our Message-IDs.
    pub fn domain(&self) -> &str {
        self.email.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// "You can email us at ... or write to ...", as the factsheet has it.
impl Default for Organisation {
    fn default() -> Self {
        Self {
            name: "Flexible Resolution Services".to_owned(),
            address: ["3300 Daresbury Park", "Warrington", "WA4 4HS"]
                .map(str::to_owned)
                .to_vec(),
            email: "customer-relations@trustalliancegroup.org".to_owned(),
            phone: String::new(),
            reference_prefix: "SC".to_owned(),
            executives: Vec::new(),
        }
    }
}

/// How to reach the Independent Assessor; not published, so blank at first, and while it is blank no final response
/// can be issued (rule 59).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assessor {
    pub name: String,
    /// Postal address, a line each, without the name.
    pub address: Vec<String>,
    pub email: String,
}

impl Assessor {
    /// Neither an address nor an email to print: the Assessor cannot be reached.
    pub fn is_blank(&self) -> bool {
        !is_assessor_known(&self.address, &self.email)
    }
}

/// How long somebody stays signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sessions {
    /// Minutes without a request after which a session ends.
    pub idle_minutes: i64,
    /// Hours after which a session ends in any case.
    pub absolute_hours: i64,
}

impl Sessions {
    pub fn idle(self) -> chrono::Duration {
        chrono::Duration::minutes(self.idle_minutes)
    }
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            idle_minutes: 30,
            absolute_hours: 12,
        }
    }
}

/// How letters leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Correspondence {
    /// Seconds in which a letter can still be stopped; none when 0.
    pub undo_seconds: i64,
    /// Minutes in which an act without a letter can be undone; none when 0.
    pub undo_minutes: i64,
}

impl Correspondence {
    /// How long an act without a letter can be undone.
    pub fn time_to_undo(&self) -> chrono::Duration {
        chrono::Duration::minutes(self.undo_minutes.max(0))
    }
}

impl Default for Correspondence {
    fn default() -> Self {
        Self {
            undo_seconds: 60,
            undo_minutes: 10,
        }
    }
}
