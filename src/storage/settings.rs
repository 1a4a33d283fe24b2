//! Typed settings, one JSON document a name.
use super::schema::settings;
use super::{Connection, Result, StorageError};
use crate::procedure::Promises;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assessor {
    pub name: String,
    pub address: Vec<String>,
    pub email: String,
}
impl Assessor {
    pub fn is_blank(&self) -> bool {
        self.address.iter().all(|l| l.trim().is_empty()) && self.email.trim().is_empty()
    }
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sessions {
    pub idle_minutes: i64,
    pub absolute_hours: i64,
}
impl Default for Sessions {
    fn default() -> Self {
        Self {
            idle_minutes: 30,
            absolute_hours: 12,
        }
    }
}
#[derive(Debug, Clone, Default)]
pub struct AllSettings {
    pub assessor: Assessor,
    pub promises: Promises,
    pub sessions: Sessions,
}

pub fn load(conn: &mut Connection) -> Result<AllSettings> {
    let mut all = AllSettings::default();
    for (name, value) in settings::table
        .select((settings::name, settings::value))
        .load::<(String, String)>(conn)?
    {
        let bad = |e: serde_json::Error| StorageError::Corrupt(format!("setting {name}: {e}"));
        match name.as_str() {
            "assessor" => all.assessor = serde_json::from_str(&value).map_err(bad)?,
            "promises" => all.promises = serde_json::from_str(&value).map_err(bad)?,
            "sessions" => all.sessions = serde_json::from_str(&value).map_err(bad)?,
            _ => {}
        }
    }
    Ok(all)
}
