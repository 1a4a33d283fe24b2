//! GET `/reports`: how the promises are kept, over the last twelve whole weeks.
use crate::procedure::Refusal;
use crate::procedure::vocabulary::{Promise, Role};
use crate::procedure::working_time::uk_time;
use crate::storage::reports::{self, Period, Share};
use crate::storage::{Connection, StorageError};
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};

const WEEKS: u64 = 12;

/// One week of acknowledgements.
struct Week {
    /// Its Monday.
    from: NaiveDate,
    in_time: i64,
    late: i64,
    share: Share,
}

impl Week {
    fn percent(&self) -> String {
        words(self.share)
    }
    /// Of a bar 100 wide.
    fn width(&self) -> i64 {
        self.share.percent().unwrap_or_default()
    }
}

fn words(share: Share) -> String {
    share
        .percent()
        .map_or_else(|| "–".to_owned(), |percent| format!("{percent}%"))
}

#[derive(askama::Template)]
#[template(path = "reports/show.html")]
struct ReportsPage {
    /// The first Monday and the last Sunday.
    first: NaiveDate,
    last: NaiveDate,
    acknowledge: String,
    assign: String,
    received: i64,
    acknowledged: Share,
    unacknowledged: i64,
    assigned: Share,
    upheld: Share,
    escalated: Share,
    weeks: Vec<Week>,
}

/// GET `/reports`, for leaders and Customer Relations. The totals name nobody, so they cover every area.
///
/// # Errors
/// The refusal; storage faults.
pub async fn show(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    if !who.actor.in_customer_relations() && who.actor.role == Role::Staff {
        return Err(Refusal::not_yours("Reports are for leaders and Customer Relations").into());
    }
    let reader = who.clone();
    let shown = app.db.read(move |conn| load(conn, &reader)).await?;
    page::render(&shown, StatusCode::OK, &who)
}

fn load(conn: &mut Connection, who: &SignedIn) -> Result<ReportsPage, StorageError> {
    let mondays = mondays(who.today());
    let first = mondays.first().copied().unwrap_or_default();
    let end = monday_of(who.today());
    let period = Period {
        from: uk_time::midnight(first),
        until: uk_time::midnight(end),
    };
    let stopped = reports::stopped(conn, Promise::Acknowledge, period)?;
    let kept = stopped.iter().filter(|(_, in_time)| *in_time).count();
    let promises = who.ctx().promises;
    Ok(ReportsPage {
        first,
        last: end.pred_opt().unwrap_or(end),
        acknowledge: promises.acknowledge.to_string(),
        assign: promises.assign.to_string(),
        received: reports::received(conn, period)?,
        acknowledged: share(kept, stopped.len()),
        unacknowledged: reports::running_late(conn, Promise::Acknowledge, who.now)?,
        assigned: reports::in_time(conn, Promise::Assign, period)?,
        upheld: reports::upheld(conn, period)?,
        escalated: reports::escalated(conn, period)?,
        weeks: mondays
            .iter()
            .rev()
            .map(|from| week(*from, &stopped))
            .collect(),
    })
}

fn share(part: usize, of: usize) -> Share {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Share {
        part: count(part),
        of: count(of),
    }
}

fn week(from: NaiveDate, stopped: &[(DateTime<Utc>, bool)]) -> Week {
    let monday = |at: DateTime<Utc>| monday_of(uk_time::local(at).date());
    let of: Vec<bool> = stopped
        .iter()
        .filter(|(at, _)| monday(*at) == from)
        .map(|(_, in_time)| *in_time)
        .collect();
    let kept = of.iter().filter(|in_time| **in_time).count();
    let share = share(kept, of.len());
    Week {
        from,
        in_time: share.part,
        late: share.of - share.part,
        share,
    }
}

fn monday_of(day: NaiveDate) -> NaiveDate {
    let back = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}

/// The Mondays of the twelve whole weeks before this one, the oldest first.
fn mondays(today: NaiveDate) -> Vec<NaiveDate> {
    let this = monday_of(today);
    (1..=WEEKS)
        .rev()
        .filter_map(|back| this.checked_sub_days(Days::new(back * 7)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weeks_are_whole_and_end_last_sunday() {
        let tuesday = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let weeks = mondays(tuesday);
        assert_eq!(weeks.len(), 12);
        assert_eq!(weeks[0], NaiveDate::from_ymd_opt(2026, 8, 31).unwrap());
        assert_eq!(weeks[11], NaiveDate::from_ymd_opt(2026, 11, 16).unwrap());
        let sunday_night = uk_time::utc(
            NaiveDate::from_ymd_opt(2026, 11, 22)
                .unwrap()
                .and_hms_opt(23, 59, 0)
                .unwrap(),
        );
        let last = week(weeks[11], &[(sunday_night, false), (sunday_night, true)]);
        assert_eq!((last.in_time, last.late), (1, 1));
        assert_eq!(week(weeks[10], &[(sunday_night, true)]).share.of, 0);
    }
}
