//! The members of staff by name, for the stories.
use procedure::PersonId;

/// In the order they are added to an empty database: ids are 1, 2, 3 ….
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whom {
    Priya = 1,
    Owen,
    Sian,
    Marcus,
    Helen,
    Dev,
    Kofi,
    Ruth,
    Magda,
    /// After Ann Whitfield, who administers and opens no complaint.
    Anika = 11,
    Jo,
    Tom,
    Rhian,
    Lewis,
    Nadia,
    Callum,
    Moira,
    Ben,
    Yusra,
    Gareth,
    Orla,
}

impl Whom {
    pub fn id(self) -> PersonId {
        PersonId(self as i64)
    }
}
