//! Every gap there is, for tests here and of the pages that show them.
use super::{
    AllegationGap, AnswerGap, AssessorGap, Counted, ExcludedGap, FactGap, FrameGap, FramePart, Gap,
    RestrictionGap, TemplateGap, TooLong,
};

/// Every gap there is, once.
pub fn every() -> Vec<Gap> {
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
