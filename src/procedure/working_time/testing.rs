//! What the tests of working time share: wall-clock instants and a calendar with the bank holidays.
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::{Calendar, Model, Nation, Settings, closures, parse_gov_uk, uk_time};

static CALENDARS: LazyLock<Vec<Calendar>> = LazyLock::new(|| {
    let bank_holidays = parse_gov_uk(include_str!("../../../assets/bank-holidays.json")).unwrap();
    let closed = closures(&bank_holidays, Nation::EnglandAndWales);
    let make = |model: &Model| {
        Calendar::new(Settings {
            closed: closed.clone(),
            model: *model,
            ..Settings::default()
        })
    };
    Model::ALL.iter().map(make).collect()
});

/// Monday to Friday 09:00 to 17:00 with the bank holidays of England and Wales.
pub fn calendar(model: Model) -> &'static Calendar {
    CALENDARS
        .iter()
        .find(|calendar| calendar.settings().model == model)
        .unwrap()
}

/// The instant at which the office clock shows "2026-03-27 16:30".
pub fn at(wall: &str) -> DateTime<Utc> {
    uk_time::utc(NaiveDateTime::parse_from_str(wall, "%Y-%m-%d %H:%M").unwrap())
}

/// "2026-03-27".
pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
