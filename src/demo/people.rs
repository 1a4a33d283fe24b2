//! The house of the demonstration: who works there, in which area, with which settings.
use super::Whom;
use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use procedure::AreaId;
use procedure::vocabulary::Role;
use storage::schema::{areas, people as table};
use storage::settings::{self, Assessor, Organisation};
use storage::{Connection, Key, Result, Word, people};

/// The areas, in the order they are made: their ids are 1, 2, 3, 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Energy = 1,
    Communications,
    Contact,
    Relations,
}

impl Place {
    const ALL: [Self; 4] = [
        Self::Energy,
        Self::Communications,
        Self::Contact,
        Self::Relations,
    ];
    pub fn id(self) -> i64 {
        self as i64
    }
    /// The area of the matter with this index in `matters.json`.
    pub fn of(matter: usize) -> Self {
        match matter {
            0..=5 => Self::Energy,
            6..=10 => Self::Communications,
            11..=13 => Self::Contact,
            _ => Self::Relations,
        }
    }
    fn name(self) -> &'static str {
        match self {
            Self::Energy => "Energy investigations",
            Self::Communications => "Communications investigations",
            Self::Contact => "Contact centre",
            Self::Relations => "Customer Relations",
        }
    }
    /// The Leader, who assigns.
    pub fn leader(self) -> Whom {
        match self {
            Self::Energy => Whom::Helen,
            Self::Communications => Whom::Dev,
            Self::Contact => Whom::Moira,
            Self::Relations => Whom::Gareth,
        }
    }
    /// Those who respond, the Leader left out.
    pub fn staff(self) -> &'static [Whom] {
        match self {
            Self::Energy => &[Whom::Sian, Whom::Marcus, Whom::Anika, Whom::Jo, Whom::Rhian],
            Self::Communications => &[Whom::Lewis, Whom::Nadia, Whom::Callum],
            Self::Contact => &[Whom::Ben, Whom::Yusra],
            Self::Relations => &[Whom::Orla],
        }
    }
}

/// One member of staff: email before the @, name, title, area, rank.
struct Row(
    &'static str,
    &'static str,
    &'static str,
    Option<Place>,
    Role,
);

/// In the order of [`Whom`]: ids are 1, 2, 3 …; the first ten are the sign-ins of the README.
const ROWS: [Row; 21] = [
    Row(
        "relations",
        "Priya Nair",
        "Customer Relations",
        Some(Place::Relations),
        Role::Staff,
    ),
    Row(
        "relations2",
        "Owen Rees",
        "Customer Relations",
        Some(Place::Relations),
        Role::Staff,
    ),
    Row(
        "staff",
        "Sian Bevan",
        "Energy investigations",
        Some(Place::Energy),
        Role::Staff,
    ),
    Row(
        "staff2",
        "Marcus Bell",
        "Energy investigations",
        Some(Place::Energy),
        Role::Staff,
    ),
    Row(
        "leader",
        "Helen Marsh",
        "Leader, Energy investigations",
        Some(Place::Energy),
        Role::Leader,
    ),
    Row(
        "leader2",
        "Dev Patel",
        "Leader, Communications investigations",
        Some(Place::Communications),
        Role::Leader,
    ),
    Row(
        "senior-leader",
        "Kofi Osei",
        "Senior leader, investigations",
        None,
        Role::SeniorLeader,
    ),
    Row(
        "executive",
        "Ruth Adeyemi",
        "Senior complaint executive",
        None,
        Role::SeniorComplaintExecutive,
    ),
    Row(
        "executive2",
        "Magda Nowak",
        "Senior complaint executive",
        None,
        Role::SeniorComplaintExecutive,
    ),
    Row("admin", "Ann Whitfield", "Administrator", None, Role::Staff),
    Row(
        "anika.sethi",
        "Anika Sethi",
        "Energy investigations",
        Some(Place::Energy),
        Role::Staff,
    ),
    Row(
        "jo.hartley",
        "Jo Hartley",
        "Energy investigations, part time",
        Some(Place::Energy),
        Role::Staff,
    ),
    Row(
        "tom.okoro",
        "Tom Okoro",
        "Energy investigations",
        Some(Place::Energy),
        Role::Staff,
    ),
    Row(
        "rhian.cole",
        "Rhian Cole",
        "Deputy Leader, Energy investigations",
        Some(Place::Energy),
        Role::Leader,
    ),
    Row(
        "lewis.tranter",
        "Lewis Tranter",
        "Communications investigations",
        Some(Place::Communications),
        Role::Staff,
    ),
    Row(
        "nadia.farouk",
        "Nadia Farouk",
        "Communications investigations",
        Some(Place::Communications),
        Role::Staff,
    ),
    Row(
        "callum.price",
        "Callum Price",
        "Communications investigations",
        Some(Place::Communications),
        Role::Staff,
    ),
    Row(
        "moira.keane",
        "Moira Keane",
        "Leader, Contact centre",
        Some(Place::Contact),
        Role::Leader,
    ),
    Row(
        "ben.achebe",
        "Ben Achebe",
        "Contact centre",
        Some(Place::Contact),
        Role::Staff,
    ),
    Row(
        "yusra.malik",
        "Yusra Malik",
        "Contact centre",
        Some(Place::Contact),
        Role::Staff,
    ),
    Row(
        "gareth.holt",
        "Gareth Holt",
        "Leader, Customer Relations",
        Some(Place::Relations),
        Role::Leader,
    ),
];

/// One more in Customer Relations, apart from the triage desk, to answer complaints about it.
const ORLA: Row = Row(
    "orla.quinn",
    "Orla Quinn",
    "Customer Relations, quality",
    Some(Place::Relations),
    Role::Staff,
);

/// (email, name, title) of the ten sign-ins.
pub fn sign_ins() -> impl Iterator<Item = (String, &'static str, &'static str)> {
    ROWS.iter()
        .take(10)
        .map(|Row(mailbox, name, title, ..)| (address(mailbox), *name, *title))
}

fn address(mailbox: &str) -> String {
    format!("{mailbox}@redress.example")
}

/// Areas, people and settings. `hash` is everybody's password, hashed once.
pub fn furnish(conn: &mut Connection, hash: &str, today: NaiveDate) -> Result<()> {
    for place in Place::ALL {
        diesel::insert_into(areas::table)
            .values(areas::name.eq(place.name()))
            .execute(conn)?;
    }
    for Row(mailbox, name, job_title, area, role) in ROWS.iter().chain([&ORLA]) {
        let new = people::NewPerson {
            name,
            email: &address(mailbox),
            job_title,
            role: Word(*role),
            area_id: area.map(|place| Key(AreaId(place.id()))),
            customer_relations: mailbox.starts_with("relations") || *mailbox == "gareth.holt",
            administrator: *mailbox == "admin",
            password_hash: hash,
        };
        people::add(conn, &new)?;
    }
    for place in Place::ALL {
        let deputy = (place == Place::Energy).then_some(Whom::Rhian.id().0);
        diesel::update(areas::table.find(place.id()))
            .set((
                areas::leader_id.eq(place.leader().id().0),
                areas::deputy_id.eq(deputy),
            ))
            .execute(conn)?;
    }
    diesel::update(table::table.find(Whom::Jo.id().0))
        .set(table::caseload_limit.eq(6))
        .execute(conn)?;
    diesel::update(table::table.find(Whom::Tom.id().0))
        .set((
            table::away_from.eq(Some(today - Days::new(4))),
            table::away_until.eq(Some(today + Days::new(9))),
        ))
        .execute(conn)?;
    settle(conn)
}

/// "You can email us at … or write to …" is the default; the Independent Assessor's contact is made up.
fn settle(conn: &mut Connection) -> Result<()> {
    let organisation = Organisation {
        executives: [
            "Eleanor Voss, Chief Executive",
            "Piers Langdon, Chair of the Board",
        ]
        .map(str::to_owned)
        .to_vec(),
        ..Organisation::default()
    };
    settings::save(conn, &organisation, 0)?;
    let assessor = Assessor {
        name: "The Independent Assessor (demonstration)".to_owned(),
        address: ["PO Box 0000", "Exampletown", "EX0 0EX"]
            .map(str::to_owned)
            .to_vec(),
        email: "independent-assessor@assessor.example".to_owned(),
    };
    settings::save(conn, &assessor, 0).map(|_| ())
}
