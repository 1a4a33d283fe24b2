//! What everybody who deals with a restricted person is told, calmly, wherever they meet them (rule 84): what is
//! restricted and until when, and never why.
use crate::web::paths;
use chrono::NaiveDate;
use procedure::ComplainantId;
use procedure::restriction::{Measure, RestrictionFile};
use procedure::working_time::uk_time;
use storage::restrictions;
use storage::{Connection, StorageError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Banner {
    /// "In writing only. One named contact"
    pub measures: String,
    /// "24 May 2027"
    pub until: String,
    pub href: String,
}

impl Banner {
    pub fn of(file: &RestrictionFile, today: NaiveDate) -> Option<Self> {
        let live = file.live(today)?;
        let labels: Vec<&str> = live
            .terms
            .measures
            .iter()
            .map(|m| Measure::label(*m))
            .collect();
        Some(Self {
            measures: labels.join(". "),
            until: uk_time::date_short(live.terms.ends_on),
            href: paths::restriction(&file.complainant),
        })
    }
}

/// The banner for a page that shows this person; most have none.
pub fn load(
    conn: &mut Connection,
    id: ComplainantId,
    today: NaiveDate,
) -> Result<Option<Banner>, StorageError> {
    Ok(Banner::of(&restrictions::file(conn, id)?, today))
}
