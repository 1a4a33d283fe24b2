//! Ids and references: a number that names one thing cannot be passed for another.
use serde::{Deserialize, Serialize};

/// What storage needs to know of any id.
pub trait Id: Copy + std::fmt::Debug + 'static {
    /// The id with this number.
    fn of(number: i64) -> Self;
    /// Its number, in place: what is bound to a statement is borrowed.
    fn number(&self) -> &i64;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub i64);
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl Id for $name {
            fn of(number: i64) -> Self { Self(number) }
            fn number(&self) -> &i64 { &self.0 }
        })+
    };
}

ids! {
    ComplaintId;
    /// A member of staff.
    PersonId;
    ComplainantId;
    AreaId;
    AllegationId;
    RemedyId;
    ReferralId;
    RecommendationId;
    LetterId;
    /// Of one letter, once for each time it leaves.
    DeliveryId;
    /// Letters that were printed together.
    BatchId;
    MailId;
    ContactId;
    /// Of a complainant.
    RestrictionId;
    /// Of a complainant, before a restriction.
    WarningId;
    /// How often a complaint has changed; every form carries the one its reader saw. It is kept like an id.
    Version;
}

/// What people quote: `SC-2026-000418`. The prefix is a setting (never a Braille shortform:
/// `FRS` reads as "friends").
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference(String);

impl Reference {
    /// Reads a reference in the shapes people type: any case, spaces around, and missing zeros
    /// (`sc-2026-418`). None when it is no reference.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_uppercase();
        let mut parts = text.split('-');
        let (prefix, year, number) = (parts.next()?, parts.next()?, parts.next()?);
        let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let fits = parts.next().is_none()
            && (1..=8).contains(&prefix.len())
            && prefix.bytes().all(|b| b.is_ascii_uppercase())
            && year.len() == 4
            && plain(year)
            && number.len() <= 9
            && plain(number);
        fits.then(|| Self(format!("{prefix}-{year}-{number:0>6}")))
    }
    /// The `number`-th complaint of a year.
    pub fn new(prefix: &str, year: i32, number: i64) -> Self {
        Self(format!("{prefix}-{year:04}-{number:06}"))
    }
    /// Whatever is stored as one, for a list that shows every row; it leads nowhere when it is none.
    pub fn as_stored(text: String) -> Self {
        Self(text)
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_as_people_type_them() {
        let same = Reference::new("SC", 2026, 418);
        assert_eq!(same.as_str(), "SC-2026-000418");
        for typed in ["SC-2026-000418", " sc-2026-418 ", "Sc-2026-0418"] {
            assert_eq!(Reference::parse(typed), Some(same.clone()), "{typed}");
        }
        for other in [
            "",
            "SC",
            "2026-000418",
            "SC-26-0418",
            "SC-2026-",
            "SC-2026-1-2",
            "SC-2026-x",
            "S'-2026-1",
        ] {
            assert_eq!(Reference::parse(other), None, "{other}");
        }
    }
}
