//! The three readings of "24 working hours", the nations whose bank holidays count, and the length of a promise.
use serde::{Deserialize, Serialize};

use crate::closed_list;

closed_list! {
    /// What "24 working hours" means (reading (e)1). The first is the default and decides met or missed.
    Model {
        /// A: only minutes in which the office is open.
        OpeningHours = "opening_hours", "Hours in which the office is open";
        /// B: all hours of a working day, midnight to midnight.
        WorkingDayHours = "working_day_hours", "Clock hours on working days";
        /// C: close of business on the next working day.
        NextWorkingDay = "next_working_day", "Close of the next working day";
    }
}

closed_list! {
    /// Whose bank holidays count; the office is in Warrington, so England and Wales is the default.
    Nation {
        EnglandAndWales = "england_and_wales", "England and Wales";
        Scotland = "scotland", "Scotland";
        NorthernIreland = "northern_ireland", "Northern Ireland";
    }
}

impl Nation {
    /// The nation that GOV.UK calls by this name ("england-and-wales"), or none.
    pub fn from_gov_uk(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|nation| nation.as_str().replace('_', "-") == name)
    }
}

/// How long a promise gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// "Within 24 working hours": what that means is the [`Model`].
    WorkingHours(u32),
    /// Close of business of the n-th working day after the day it started; the day itself is never counted,
    /// even when it started before opening time.
    WorkingDays(u32),
    /// The same day n calendar months later (the month's last day if there is no such day), moved to the next
    /// working day if closed, at close of business.
    Months(u32),
    /// The n-th calendar day after the day it started, moved to the next working day if closed, at close of business.
    Days(u32),
}

impl Span {
    /// The unit's stored word; with [`Span::amount`] it makes two plain columns.
    pub fn unit(self) -> &'static str {
        match self {
            Self::WorkingHours(_) => "working_hours",
            Self::WorkingDays(_) => "working_days",
            Self::Months(_) => "months",
            Self::Days(_) => "days",
        }
    }

    /// How many of the unit.
    pub fn amount(self) -> u32 {
        match self {
            Self::WorkingHours(n) | Self::WorkingDays(n) | Self::Months(n) | Self::Days(n) => n,
        }
    }

    /// The span stored as this unit and amount, or none if the unit is unknown.
    pub fn from_parts(unit: &str, amount: u32) -> Option<Self> {
        match unit {
            "working_hours" => Some(Self::WorkingHours(amount)),
            "working_days" => Some(Self::WorkingDays(amount)),
            "months" => Some(Self::Months(amount)),
            "days" => Some(Self::Days(amount)),
            _ => None,
        }
    }
}

/// "24 working hours", "1 working day", "3 calendar months".
impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = match self {
            Self::WorkingHours(_) => "working hour",
            Self::WorkingDays(_) => "working day",
            Self::Months(_) => "calendar month",
            Self::Days(_) => "calendar day",
        };
        let n = self.amount();
        write!(f, "{n} {unit}{}", if n == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gov_uk_names_are_known() {
        assert_eq!(
            Nation::from_gov_uk("england-and-wales"),
            Some(Nation::EnglandAndWales)
        );
        assert_eq!(Nation::from_gov_uk("scotland"), Some(Nation::Scotland));
        assert_eq!(
            Nation::from_gov_uk("northern-ireland"),
            Some(Nation::NorthernIreland)
        );
        assert_eq!(Nation::from_gov_uk("england_and_wales"), None);
    }

    #[test]
    fn stored_words_come_back() {
        for model in Model::ALL {
            assert_eq!(Model::parse(model.as_str()), Some(*model));
        }
        for span in [
            Span::WorkingHours(24),
            Span::WorkingDays(10),
            Span::Months(3),
            Span::Days(30),
        ] {
            assert_eq!(Span::from_parts(span.unit(), span.amount()), Some(span));
            let json = serde_json::to_string(&span).unwrap();
            assert_eq!(serde_json::from_str::<Span>(&json).unwrap(), span);
        }
        assert_eq!(Span::from_parts("fortnights", 1), None);
    }

    #[test]
    fn spans_read_as_english() {
        assert_eq!(Span::WorkingHours(24).to_string(), "24 working hours");
        assert_eq!(Span::WorkingDays(1).to_string(), "1 working day");
        assert_eq!(Span::Months(3).to_string(), "3 calendar months");
    }
}
