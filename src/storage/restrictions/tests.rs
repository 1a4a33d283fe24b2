//! The CHECKs of the migrations repeat the closed lists, on both databases.
use procedure::restriction::{Measure, RestrictionGround};
use procedure::vocabulary::Role;

const SQLITE: &str =
    include_str!("../../../migrations/sqlite/2026-11-24-000000_restrictions/up.sql");
const POSTGRES: &str =
    include_str!("../../../migrations/postgres/2026-11-24-000000_restrictions/up.sql");

#[test]
fn the_schema_repeats_the_closed_lists() {
    let quoted = |words: Vec<&str>| {
        let quoted: Vec<String> = words.iter().map(|w| format!("'{w}'")).collect();
        quoted.join(", ")
    };
    let lists = [
        ("measure", Measure::ALL.iter().map(|m| m.as_str()).collect()),
        (
            "ground",
            RestrictionGround::ALL.iter().map(|g| g.as_str()).collect(),
        ),
        (
            "proposer_role",
            Role::ALL.iter().map(|r| r.as_str()).collect(),
        ),
    ];
    for (column, words) in lists {
        let check = format!("CHECK ({column} IN ({}))", quoted(words));
        for schema in [SQLITE, POSTGRES] {
            assert!(schema.contains(&check), "{check}");
        }
    }
}
