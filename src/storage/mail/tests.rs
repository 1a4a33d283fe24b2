use super::MailState;
use super::suggestions::references;

#[test]
fn references_stand_anywhere_in_a_subject() {
    let of = |subject: &str| references(subject).join(" ");
    assert_eq!(of("Re: Your complaint SC-2026-000418"), "SC-2026-000418");
    assert_eq!(
        of("RE:[sc-2026-418]: SC-2026-000418, SC-2025-7."),
        "SC-2025-000007 SC-2026-000418"
    );
    assert_eq!(of("Bill 2026-000418 of SC-2026 -SC-2026-1-2-"), "");
}

#[test]
fn the_states_are_those_of_the_table() {
    let words: Vec<String> = MailState::ALL
        .iter()
        .map(|s| format!("'{s}'", s = s.as_str()))
        .collect();
    let check = format!("CHECK (state IN ({}))", words.join(", "));
    for schema in [
        include_str!("../../../migrations/sqlite/2026-11-23-000000_first/up.sql"),
        include_str!("../../../migrations/postgres/2026-11-23-000000_first/up.sql"),
    ] {
        assert!(schema.contains(&check), "{check}");
    }
}
