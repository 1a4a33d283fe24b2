//! What a letter still lacks. A gap stands where the words would be, says to staff what is missing, and knows the
//! place that fills it, so that nobody looks for it in its sentence.
mod lists;

pub use lists::{
    AllegationGap, AnswerGap, AssessorGap, Counted, ExcludedGap, FactGap, FrameGap, FramePart,
    RestrictionGap,
};

use super::limits::{ROW, ROWS};
use procedure::limits::thousands;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One gap in a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    Frame(FrameGap),
    Answer(AnswerGap),
    /// Of the allegation with this number in the complaint.
    Allegation {
        number: i32,
        lacks: AllegationGap,
    },
    /// Of the part refused that comes in this place, the first being 1.
    Excluded {
        nth: usize,
        lacks: ExcludedGap,
    },
    Assessor(AssessorGap),
    Fact(FactGap),
    Restriction(RestrictionGap),
    Template(TemplateGap),
    TooLong(TooLong),
    /// Its words alone, as trees held every gap before gaps had names. Only read, and never left.
    #[serde(untagged)]
    Words(String),
}

/// What is wrong with a template; only an administrator can mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TemplateGap {
    /// The mistake, in the words of [`super::template`].
    Mistake(String),
    NoSubject,
    /// The name of the fact it does not say.
    LeftOut(String),
}

/// There is more than a letter can hold; see [`super::limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TooLong {
    /// The characters of one section.
    Section,
    /// The headings, paragraphs and items of one section.
    SectionBlocks,
    /// The template says a long fact over and over.
    SaidTooOften,
    Frame(FramePart),
    Whole {
        counted: Counted,
        there: usize,
        most: usize,
    },
}

/// Where a gap is filled, for a page that writes an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// "What you told us".
    Told,
    /// "How we looked into it".
    Looked,
    /// "Putting things right".
    PuttingRight,
    /// "What we have learned".
    Learned,
    /// How to reach the Independent Assessor, in the settings.
    Assessor,
    /// Who it goes to, and how.
    Sending,
    /// The answer to the allegation of this number.
    Allegation(i32, AnswerPart),
    /// Nowhere in the answer: a setting, the template, or a step before this one.
    Elsewhere,
}

/// A part of the answer to one allegation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerPart {
    Outcome,
    Reasons,
    /// Whether the first view is kept or changed.
    View,
    Standard,
    Impact,
    Remedy,
    RemedyDetail,
    RemedyDue,
    Amount,
}

impl Gap {
    /// The sentence that staff read.
    pub fn words(&self) -> Cow<'_, str> {
        match self {
            Self::Frame(gap) => gap.label().into(),
            Self::Answer(gap) => gap.label().into(),
            Self::Allegation { number, lacks } => format!("Allegation {number}: {lacks}").into(),
            Self::Excluded { nth, lacks } => format!("Excluded allegation {nth}: {lacks}").into(),
            Self::Assessor(gap) => gap.label().into(),
            Self::Fact(gap) => gap.label().into(),
            Self::Restriction(gap) => gap.label().into(),
            Self::Template(gap) => gap.words(),
            Self::TooLong(gap) => gap.words(),
            Self::Words(words) => words.into(),
        }
    }

    /// Where it is filled.
    pub fn place(&self) -> Place {
        match self {
            Self::Frame(gap) => gap.place(),
            Self::Answer(gap) => gap.place(),
            Self::Allegation { number, lacks } => Place::Allegation(*number, lacks.part()),
            Self::Assessor(AssessorGap::Contact | AssessorGap::LastDate) => Place::Assessor,
            Self::Excluded { .. }
            | Self::Fact(_)
            | Self::Restriction(_)
            | Self::Template(_)
            | Self::TooLong(_)
            | Self::Words(_) => Place::Elsewhere,
        }
    }

    /// Whether there is too much of something, and nothing missing.
    pub fn is_too_long(&self) -> bool {
        matches!(self, Self::TooLong(_))
    }

    /// Whether there is too much of one section, which may be said beside its field as well.
    pub fn is_section_too_long(&self) -> bool {
        matches!(
            self,
            Self::TooLong(TooLong::Section | TooLong::SectionBlocks)
        )
    }
}

impl FrameGap {
    fn place(self) -> Place {
        match self {
            Self::Addressee | Self::Greeting => Place::Sending,
            Self::Organisation | Self::Reference | Self::Signatory | Self::Routes => {
                Place::Elsewhere
            }
        }
    }
}

impl AnswerGap {
    fn place(self) -> Place {
        match self {
            Self::Told => Place::Told,
            Self::Looked => Place::Looked,
            Self::Apology | Self::Unapologetic => Place::PuttingRight,
            Self::Learned => Place::Learned,
            Self::Evidence | Self::Allegation | Self::Updates | Self::DecidedBy => Place::Elsewhere,
        }
    }
}

impl AllegationGap {
    /// This gap of the allegation with this number.
    pub fn of(self, number: i32) -> Gap {
        Gap::Allegation {
            number,
            lacks: self,
        }
    }

    fn part(self) -> AnswerPart {
        match self {
            Self::Outcome => AnswerPart::Outcome,
            Self::Happened
            | Self::ShouldHave
            | Self::Reasons
            // An earlier step gives these: they stand by the answer they are needed for.
            | Self::Ground
            | Self::Alleged
            | Self::FirstView => AnswerPart::Reasons,
            Self::WhyView => AnswerPart::View,
            Self::Standard => AnswerPart::Standard,
            Self::Impact => AnswerPart::Impact,
            Self::Remedy | Self::RemedyOwner => AnswerPart::Remedy,
            Self::RemedyDetail => AnswerPart::RemedyDetail,
            Self::RemedyDue => AnswerPart::RemedyDue,
            Self::Amount => AnswerPart::Amount,
        }
    }
}

impl ExcludedGap {
    /// This gap of the part in this place, the first being 1.
    pub fn of(self, nth: usize) -> Gap {
        Gap::Excluded { nth, lacks: self }
    }
}

impl TemplateGap {
    fn words(&self) -> Cow<'_, str> {
        match self {
            Self::Mistake(mistake) => format!(
                "The template of this letter has a mistake that an administrator must mend: {mistake}"
            )
            .into(),
            Self::NoSubject => {
                "The template has no subject: its first line must begin with “# ”".into()
            }
            Self::LeftOut(fact) => format!(
                "The template leaves out what this letter must say: {}",
                fact.replace('_', " ")
            )
            .into(),
        }
    }
}

impl TooLong {
    fn words(self) -> Cow<'static, str> {
        match self {
            Self::Section => {
                "This section is too long: only its first 20,000 characters are in the letter"
                    .into()
            }
            Self::SectionBlocks => "This section has too many paragraphs and list items: only its first 400 are in the letter"
                .into(),
            Self::SaidTooOften => "The letter is too long to be made: its template says the same facts too often"
                .into(),
            Self::Frame(part) => format!(
                "The letter is too long to be made: {part} can have at most {ROWS} lines of {ROW} characters. Shorten it where it is kept"
            )
            .into(),
            Self::Whole {
                counted,
                there,
                most,
            } => format!(
                "The letter is too long to be made: it has {} {counted}, and the most is {}. Shorten its longest sections",
                thousands(there),
                thousands(most)
            )
            .into(),
        }
    }
}

macro_rules! gaps_of {
    ($($list:ident => $variant:ident),* $(,)?) => {
        $(impl From<$list> for Gap {
            fn from(gap: $list) -> Self {
                Self::$variant(gap)
            }
        })*
    };
}

gaps_of!(
    FrameGap => Frame,
    AnswerGap => Answer,
    AssessorGap => Assessor,
    FactGap => Fact,
    RestrictionGap => Restriction,
    TemplateGap => Template,
    TooLong => TooLong,
);

/// Tests quote what staff read.
#[cfg(any(test, feature = "testing"))]
impl PartialEq<str> for Gap {
    fn eq(&self, words: &str) -> bool {
        self.words() == words
    }
}

#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
