//! The cast of every test: the demonstration's people, by the same names.
use diesel::prelude::*;
use procedure::vocabulary::Role;
use procedure::{AreaId, PersonId};
use std::sync::LazyLock;
use storage::schema::areas;
use storage::{Connection, Key, Result, Word, people};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    Relations = 1,
    Relations2,
    Staff,
    Staff2,
    Leader,
    Leader2,
    SeniorLeader,
    Executive,
    Executive2,
    Admin,
    /// Staff in the other area.
    Staff3,
}

impl Cast {
    pub const ALL: [Self; 11] = [
        Self::Relations,
        Self::Relations2,
        Self::Staff,
        Self::Staff2,
        Self::Leader,
        Self::Leader2,
        Self::SeniorLeader,
        Self::Executive,
        Self::Executive2,
        Self::Admin,
        Self::Staff3,
    ];
    pub fn id(self) -> PersonId {
        PersonId(self as i64)
    }
    pub fn name(self) -> &'static str {
        match self {
            Self::Relations => "Priya Nair",
            Self::Relations2 => "Owen Rees",
            Self::Staff => "Sian Bevan",
            Self::Staff2 => "Marcus Bell",
            Self::Leader => "Helen Marsh",
            Self::Leader2 => "Dev Patel",
            Self::SeniorLeader => "Kofi Osei",
            Self::Executive => "Ruth Adeyemi",
            Self::Executive2 => "Magda Nowak",
            Self::Admin => "Ann Admin",
            Self::Staff3 => "Lewis Tranter",
        }
    }
}

/// Energy (led by Helen Marsh: Sian, Marcus), Communications (led by Dev Patel: Lewis).
pub const ENERGY: i64 = 1;
pub const COMMUNICATIONS: i64 = 2;

/// What the administrator types where their own password is asked for; nobody else has one.
pub const ADMIN_PASSWORD: &str = "eleven quiet herons wading";
static ADMIN_HASH: LazyLock<String> =
    LazyLock::new(|| redress::passwords::hash(ADMIN_PASSWORD).unwrap());

pub fn seed(conn: &mut Connection) -> Result<()> {
    // In this order, so that the database itself numbers them as the constants say.
    for name in ["Energy", "Communications"] {
        diesel::insert_into(areas::table)
            .values(areas::name.eq(name))
            .execute(conn)?;
    }
    for who in Cast::ALL {
        let (role, area) = match who {
            Cast::Leader => (Role::Leader, Some(ENERGY)),
            Cast::Leader2 => (Role::Leader, Some(COMMUNICATIONS)),
            Cast::SeniorLeader => (Role::SeniorLeader, None),
            Cast::Executive | Cast::Executive2 => (Role::SeniorComplaintExecutive, None),
            Cast::Staff | Cast::Staff2 => (Role::Staff, Some(ENERGY)),
            Cast::Staff3 => (Role::Staff, Some(COMMUNICATIONS)),
            _ => (Role::Staff, None),
        };
        let new = people::NewPerson {
            name: who.name(),
            email: &format!("{}@redress.example", format!("{who:?}").to_lowercase()),
            job_title: "",
            role: Word(role),
            area_id: area.map(|area| Key(AreaId(area))),
            customer_relations: matches!(who, Cast::Relations | Cast::Relations2),
            administrator: who == Cast::Admin,
            password_hash: match who {
                Cast::Admin => &ADMIN_HASH,
                _ => "no password signs in here",
            },
        };
        people::add(conn, &new)?;
    }
    for (area, leader) in [(ENERGY, Cast::Leader), (COMMUNICATIONS, Cast::Leader2)] {
        diesel::update(areas::table.find(area))
            .set(areas::leader_id.eq(leader.id().0))
            .execute(conn)?;
    }
    Ok(())
}
