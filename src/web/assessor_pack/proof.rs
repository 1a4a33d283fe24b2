//! The papers of the newest complaint that can have some, for a proof-reader.
use super::{bind, gathered, papers};
use crate::casework::outgoing as dispatch;
use crate::web::case::Case;
use chrono::{DateTime, Utc};
use formats::pdf::Bundle;
use letters::compose::Writer;
use letters::{Letter, Signatory};
use procedure::Context;
use procedure::working_time::Calendar;
use storage::{Connection, Result, assessor_packs, calendars, complaints, settings};

/// Its cover and its papers, bound at `now`; none when no complaint has been to the end of the procedure.
pub fn newest(conn: &mut Connection, now: DateTime<Utc>) -> Result<Option<(Letter, Bundle)>> {
    let Some(id) = assessor_packs::newest_to_bind(conn)? else {
        return Ok(None);
    };
    let complaint = complaints::get(conn, id)?;
    let set = settings::load(conn)?;
    let calendar = Calendar::new(calendars::current(conn)?);
    let held = gathered::gather(conn, &complaint)?;
    let names = held.names.clone();
    let papers = papers::papers(&complaint, held, calendar.settings().version);
    let organisation = dispatch::organisation(&set.organisation);
    let assessor = dispatch::assessor(&set.assessor);
    let writer = Writer {
        organisation: &organisation,
        assessor: &assessor,
        signatory: Signatory {
            name: "Customer Relations".to_owned(),
            ..Signatory::default()
        },
        templates: &dispatch::templates(conn)?,
        names: &names,
        ctx: &Context {
            now,
            calendar: &calendar,
            promises: &set.promises,
            assessor_known: !set.assessor.is_blank(),
            undo: set.correspondence.time_to_undo(),
        },
    };
    let left_out = bind::left_out_words(&papers, &[], "");
    let cover = bind::cover(&complaint, &papers, &left_out, &writer);
    let case = Case {
        complaint,
        names: names.clone(),
    };
    let bundle = bind::bundle(&case, &papers, &[], "", &cover, now);
    Ok(Some((cover, bundle)))
}
