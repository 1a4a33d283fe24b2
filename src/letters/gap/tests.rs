use super::testing::every;
use super::*;

#[test]
fn every_gap_is_kept_as_it_was_and_none_is_taken_for_another() {
    let mut said = std::collections::HashSet::new();
    for gap in every() {
        let json = serde_json::to_string(&gap).unwrap();
        assert_eq!(serde_json::from_str::<Gap>(&json).unwrap(), gap, "{json}");
        assert!(said.insert(gap.words().into_owned()), "{gap:?}");
    }
}

#[test]
fn a_gap_kept_as_words_alone_is_read_as_they_stand() {
    let read: Gap = serde_json::from_str("\"No business area chosen yet\"").unwrap();
    assert_eq!(read, Gap::Words("No business area chosen yet".into()));
    assert_eq!(read.words(), "No business area chosen yet");
    assert_eq!(read.place(), Place::Elsewhere);
}
