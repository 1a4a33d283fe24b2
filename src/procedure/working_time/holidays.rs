//! GOV.UK's list of bank holidays, which seeds the table of closures.
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::Nation;

/// Why a list of bank holidays cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum HolidaysError {
    #[error("the list of bank holidays is not the JSON that GOV.UK publishes: {0}")]
    NotTheList(#[from] serde_json::Error),
    #[error("the list of bank holidays has a nation we do not know: {0}")]
    UnknownNation(String),
}

#[derive(Deserialize)]
struct Division {
    events: Vec<Holiday>,
}

#[derive(Deserialize)]
struct Holiday {
    title: String,
    date: NaiveDate,
    #[serde(default)]
    notes: String,
}

/// Reads <https://www.gov.uk/bank-holidays.json>.
///
/// Out: for each nation its bank holidays in order of date, each with its name; a note is put behind the name
/// ("Boxing Day (substitute day)"), so that an explanation says why that day. A nation that we do not know is an
/// error rather than silently dropped.
pub fn parse_gov_uk(
    json: &str,
) -> Result<BTreeMap<Nation, Vec<(NaiveDate, String)>>, HolidaysError> {
    let divisions: BTreeMap<String, Division> = serde_json::from_str(json)?;
    divisions
        .into_iter()
        .map(|(name, division)| {
            let nation = Nation::from_gov_uk(&name).ok_or(HolidaysError::UnknownNation(name))?;
            let mut days: Vec<_> = division.events.into_iter().map(named).collect();
            days.sort();
            Ok((nation, days))
        })
        .collect()
}

/// One nation's bank holidays as [`super::Settings::closed`] wants them.
pub fn closures(
    bank_holidays: &BTreeMap<Nation, Vec<(NaiveDate, String)>>,
    nation: Nation,
) -> BTreeMap<NaiveDate, String> {
    bank_holidays
        .get(&nation)
        .map(|days| days.iter().cloned().collect())
        .unwrap_or_default()
}

fn named(holiday: Holiday) -> (NaiveDate, String) {
    let name = if holiday.notes.is_empty() {
        holiday.title
    } else {
        format!("{} ({})", holiday.title, holiday.notes.to_lowercase())
    };
    (holiday.date, name)
}

#[cfg(test)]
mod tests {
    use super::super::testing::date;
    use super::*;

    const LIST: &str = include_str!("../../../assets/bank-holidays.json");

    #[test]
    fn every_nation_is_read_whole() {
        let all = parse_gov_uk(LIST).unwrap();
        let count = |nation| all[&nation].len();
        assert_eq!(count(Nation::EnglandAndWales), 140);
        assert_eq!(count(Nation::Scotland), 157);
        assert_eq!(count(Nation::NorthernIreland), 174);
    }

    #[test]
    fn nations_differ() {
        let all = parse_gov_uk(LIST).unwrap();
        let second_january = date("2026-01-02");
        assert!(closures(&all, Nation::Scotland).contains_key(&second_january));
        assert!(!closures(&all, Nation::EnglandAndWales).contains_key(&second_january));
    }

    #[test]
    fn a_substitute_day_says_so() {
        let all = parse_gov_uk(LIST).unwrap();
        let days = closures(&all, Nation::EnglandAndWales);
        assert_eq!(days[&date("2026-04-03")], "Good Friday");
        assert_eq!(days[&date("2026-12-28")], "Boxing Day (substitute day)");
    }

    #[test]
    fn what_is_not_the_list_is_refused() {
        assert!(matches!(
            parse_gov_uk("[]"),
            Err(HolidaysError::NotTheList(_))
        ));
        let moon = r#"{"moon": {"events": []}}"#;
        assert!(
            matches!(parse_gov_uk(moon), Err(HolidaysError::UnknownNation(name)) if name == "moon")
        );
        let bad_date = r#"{"scotland": {"events": [{"title": "x", "date": "2026-02-30"}]}}"#;
        assert!(parse_gov_uk(bad_date).is_err());
    }
}
