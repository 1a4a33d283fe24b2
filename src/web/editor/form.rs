//! What is typed in an editor, and what it means.
use crate::web::forms::{self, FieldErrors};
use chrono::NaiveDate;
use letters::compose::{ResponseSections, default_sections};
use letters::roles::Roles;
use procedure::Complaint;
use procedure::dispatch::Dispatch;
use procedure::steps::response::DraftFinding;
use procedure::tally::{Once, count};
use procedure::vocabulary::{LetterFormat, Outcome, RemedyKind, ReplyChannel, RootCause};
use storage::drafts::Fields;

/// The sections every response has, and what their heading says.
pub const SECTIONS: [(&str, &str); 4] = [
    ("told", "What you told us"),
    ("looked", "How we looked into it"),
    ("putting_right", "Putting things right"),
    ("learned", "What we have learned"),
];
/// How the letter goes.
pub const DISPATCH: [(&str, &str); 3] = [
    ("channel", "How it is sent"),
    ("format", "Format"),
    (
        "dispatch_reason",
        "Reason for a different channel or format",
    ),
];
/// What is asked about each allegation, in the order of the page; in the form each name ends in the allegation's number.
pub const FINDING: [(&str, &str); 12] = [
    ("outcome", "Outcome"),
    ("reasons", "What was found and why"),
    ("changed", "Stage 1 view"),
    ("standard", "Standard it was held against"),
    ("impact", "What it meant for them"),
    ("remedy", "How it is put right"),
    ("remedy_due", "By when"),
    ("remedy_detail", "What we will do"),
    ("amount", "Amount"),
    ("root_cause", "Why it went wrong"),
    ("learning", "What will change"),
    ("learning_none", "Nothing needs to change"),
];

/// Every field of a complaint's editor, in the order of the page: (name, what it is called).
pub fn fields(complaint: &Complaint) -> Vec<(String, String)> {
    let own = |(name, label): (&str, &str)| (name.to_owned(), label.to_owned());
    let mut all: Vec<_> = SECTIONS.into_iter().take(2).map(own).collect();
    for a in &complaint.allegations {
        all.extend(FINDING.map(|(name, label)| {
            let label = format!("Finding {}: {}", a.number, label.to_lowercase());
            (format!("{name}_{}", a.number), label)
        }));
    }
    all.extend(SECTIONS.into_iter().skip(2).map(own));
    all.extend(DISPATCH.map(own));
    all
}

/// The words in an editor, by field name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed(pub Fields);

/// What the words mean to the procedure and to the letter.
#[derive(Debug, Clone)]
pub struct Answered {
    pub sections: ResponseSections,
    pub findings: Vec<DraftFinding>,
    pub dispatch: Dispatch,
    /// What could not be read.
    pub errors: FieldErrors,
}

impl Typed {
    /// What was sent, less what is no field of this editor. Empty fields are not kept.
    pub fn sent(form: &Fields, complaint: &Complaint) -> Self {
        let typed = fields(complaint).into_iter().filter_map(|(name, _)| {
            let words = forms::text(form.get(&name)?);
            (!words.trim().is_empty()).then_some((name, words))
        });
        Self(typed.collect())
    }
    /// What an editor that was never saved begins with: the first draft the complaint itself gives.
    pub fn first(complaint: &Complaint) -> Self {
        let ResponseSections {
            told,
            looked,
            putting_right,
            learned,
        } = default_sections(complaint, &[]);
        let dispatch = Dispatch::preferred(complaint);
        let begun = [
            ("told", told),
            ("looked", looked),
            ("putting_right", putting_right),
            ("learned", learned),
            ("channel", dispatch.channel.as_str().to_owned()),
            ("format", dispatch.format.as_str().to_owned()),
        ];
        let begun = begun.into_iter().filter(|(_, words)| !words.is_empty());
        Self(
            begun
                .map(|(name, words)| (name.to_owned(), words))
                .collect(),
        )
    }
    /// The words of a field; empty when there are none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
    /// The same words with roles in place of the names of staff (rule 48), and how many people they stand for. Fields
    /// are read in the order of the page, so that the first who is named is Officer A.
    pub fn with_roles(mut self, complaint: &Complaint, names: &[String]) -> (Self, usize) {
        let mut roles = Roles::default();
        let letters = DISPATCH.map(|(name, _)| name);
        for (name, _) in fields(complaint) {
            if letters.contains(&name.as_str()) {
                continue;
            }
            if let Some(words) = self.0.get_mut(&name) {
                *words = roles.replace(words, names);
            }
        }
        (self, roles.len())
    }
    /// The words about one allegation.
    pub fn at(&self, name: &str, number: i32) -> &str {
        self.get(&format!("{name}_{number}"))
    }
    /// What it all means; `today` is the date in London.
    pub fn read(&self, complaint: &Complaint, today: NaiveDate) -> Answered {
        count(Once::Read);
        let mut errors = FieldErrors::default();
        let findings = complaint
            .in_scope()
            .map(|a| self.finding(a.number, today, &mut errors))
            .collect();
        let own = |name: &str| self.get(name).to_owned();
        let preferred = Dispatch::preferred(complaint);
        Answered {
            sections: ResponseSections {
                told: own("told"),
                looked: own("looked"),
                putting_right: own("putting_right"),
                learned: own("learned"),
            },
            findings,
            dispatch: Dispatch {
                channel: ReplyChannel::parse(self.get("channel")).unwrap_or(preferred.channel),
                format: LetterFormat::parse(self.get("format")).unwrap_or(preferred.format),
                reason: own("dispatch_reason"),
            },
            errors,
        }
    }
    fn finding(&self, number: i32, today: NaiveDate, errors: &mut FieldErrors) -> DraftFinding {
        let own = |name: &str| self.at(name, number).to_owned();
        let amount = forms::pounds(self.at("amount", number)).unwrap_or_else(|why| {
            errors.add(
                format!("amount_{number}"),
                format!("Allegation {number}: {why}"),
            );
            None
        });
        DraftFinding {
            number,
            outcome: Outcome::parse(self.at("outcome", number)),
            reasons: own("reasons"),
            standard: own("standard"),
            impact: own("impact"),
            root_cause: RootCause::parse(self.at("root_cause", number)),
            learning: own("learning"),
            learning_none: self.at("learning_none", number) == "yes",
            changed: match self.at("changed", number) {
                "kept" => Some(false),
                "changed" => Some(true),
                _ => None,
            },
            remedy: RemedyKind::parse(self.at("remedy", number)),
            remedy_detail: own("remedy_detail"),
            amount,
            remedy_due: self.due(number, today, errors),
        }
    }
    /// A promise is for a day to come.
    fn due(&self, number: i32, today: NaiveDate, errors: &mut FieldErrors) -> Option<NaiveDate> {
        let read = forms::date(self.at("remedy_due", number));
        let wrong = match read {
            Ok(Some(day)) if day < today => {
                "This date has passed. Enter the day it will be done by"
            }
            Ok(day) => return day,
            Err(why) => why,
        };
        errors.add(
            format!("remedy_due_{number}"),
            format!("Allegation {number}: {wrong}"),
        );
        None
    }
}
