use super::*;

/// Every gap there is, once.
pub(crate) fn every() -> Vec<Gap> {
    fn of<T: Copy>(all: &[T], gap: impl Fn(T) -> Gap) -> Vec<Gap> {
        all.iter().copied().map(gap).collect()
    }
    let whole = |counted| {
        Gap::TooLong(TooLong::Whole {
            counted,
            there: 9_000,
            most: 8_000,
        })
    };
    let rest = vec![
        TemplateGap::Mistake("line 3: there are no functions here".into()).into(),
        TemplateGap::NoSubject.into(),
        TemplateGap::LeftOut("what_you_told_us".into()).into(),
        TooLong::Section.into(),
        TooLong::SectionBlocks.into(),
        TooLong::SaidTooOften.into(),
        Gap::Words("No finding yet".into()),
    ];
    [
        of(FrameGap::ALL, Gap::Frame),
        of(AnswerGap::ALL, Gap::Answer),
        of(AllegationGap::ALL, |gap| gap.of(1)),
        of(ExcludedGap::ALL, |gap| gap.of(1)),
        of(AssessorGap::ALL, Gap::Assessor),
        of(FactGap::ALL, Gap::Fact),
        of(RestrictionGap::ALL, Gap::Restriction),
        of(FramePart::ALL, |part| TooLong::Frame(part).into()),
        of(Counted::ALL, whole),
        rest,
    ]
    .concat()
}

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
