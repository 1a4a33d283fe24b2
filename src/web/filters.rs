//! Dates and times as templates write them.
use chrono::{DateTime, NaiveDate, Utc};
use procedure::working_time::uk_time;

/// The name under which `page::render` gives a page the present.
pub const NOW: &str = "now";

/// "Tue 24 Nov, 09:15"; with its year where that is not this year.
#[askama::filter_fn]
pub fn short(at: &DateTime<Utc>, values: &dyn askama::Values) -> askama::Result<String> {
    let now = askama::get_value::<DateTime<Utc>>(values, NOW);
    Ok(now.map_or_else(|_| uk_time::with_year(*at), |now| uk_time::short(*at, *now)))
}

/// "Tue 24 Nov 2026, 09:15"
#[askama::filter_fn]
pub fn with_year(at: &DateTime<Utc>, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(uk_time::with_year(*at))
}

/// "24 Nov 2026"
#[askama::filter_fn]
pub fn day(date: &NaiveDate, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(date.format("%-d %b %Y").to_string())
}

/// "24 Nov 2026", the day in Europe/London.
#[askama::filter_fn]
pub fn on_day(at: &DateTime<Utc>, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(uk_time::local(*at).format("%-d %b %Y").to_string())
}

/// "£75.00" from pence.
#[askama::filter_fn]
pub fn pounds(pence: &i64, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(format!("£{}.{:02}", pence / 100, pence % 100))
}
