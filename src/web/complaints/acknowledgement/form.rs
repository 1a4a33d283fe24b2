//! The triage page's form: strings as typed, and what they decide.
use super::lists::Lists;
use crate::web::forms::{self, FieldErrors};
use crate::web::named;
use crate::web::sending::Sending;
use procedure::complaint::{Assessed, SixMonthDecision};
use procedure::event::{Triaged, TriagedAllegation};
use procedure::vocabulary::{Exclusion, Ground, Level, NeedsAsked};
use procedure::{Area, Complaint, Scope, Subject};

/// What a browser sends: names may repeat and end in a number, so no struct names them all.
type Pairs = Vec<(String, String)>;

/// Where errors stand, in the order of the page.
pub const PAGE: [&str; 14] = [
    "six_month",
    "six_month_reason",
    "allegation*",
    "subjects",
    "needs_asked",
    "severity",
    "complexity",
    "impact",
    "urgent_why",
    "repeats",
    "area",
    "dispatch",
    "channel",
    "dispatch_reason",
];
/// The word of a scope that is in.
pub const IN: &str = "can_investigate";
/// More allegations than any complaint has; the page stops adding there.
const MOST: i32 = 40;

/// One allegation as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    pub number: i32,
    pub alleged: String,
    pub ground: String,
    pub scope: String,
    pub reason: String,
}

impl Block {
    /// Its field, where its errors stand.
    pub fn field(&self) -> String {
        format!("allegation_{}", self.number)
    }
    /// What else the chosen exclusion takes in (rule 15).
    pub fn hint(&self) -> &'static str {
        Exclusion::parse(&self.scope).map_or("", Exclusion::hint)
    }
    fn is_blank(&self) -> bool {
        self.alleged.trim().is_empty() && self.reason.trim().is_empty()
    }
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(from = "Pairs")]
pub struct TriageForm {
    /// `save`, `acknowledge` or `add`.
    pub act: String,
    pub blocks: Vec<Block>,
    /// Ids of members of staff complained about.
    pub people: Vec<String>,
    /// Names of people we do not know, one a line.
    pub other_people: String,
    pub six_month: String,
    pub six_month_reason: String,
    pub needs_asked: String,
    pub urgent: bool,
    pub urgent_why: String,
    pub at_risk: bool,
    pub severity: String,
    pub complexity: String,
    pub impact: String,
    pub area: String,
    /// The reference of the finished complaint that it seems to repeat.
    pub repeats: String,
    pub sending: Sending,
}

impl From<Pairs> for TriageForm {
    /// As sent.
    fn from(pairs: Pairs) -> Self {
        let one = |name: &str| value(&pairs, name).to_owned();
        let people = pairs
            .iter()
            .filter(|(name, typed)| name == "people" && !typed.trim().is_empty());
        Self {
            act: one("act"),
            blocks: sent_blocks(&pairs),
            people: people.map(|(_, typed)| typed.trim().to_owned()).collect(),
            other_people: one("other_people"),
            six_month: one("six_month"),
            six_month_reason: one("six_month_reason"),
            needs_asked: one("needs_asked"),
            urgent: value(&pairs, "urgent") == "yes",
            urgent_why: one("urgent_why"),
            at_risk: value(&pairs, "at_risk") == "yes",
            severity: one("severity"),
            complexity: one("complexity"),
            impact: one("impact"),
            area: one("area"),
            repeats: one("repeats"),
            sending: Sending {
                channel: one("channel"),
                format: one("format"),
                dispatch_reason: one("dispatch_reason"),
            },
        }
    }
}

impl TriageForm {
    /// As triage was last saved.
    pub fn saved(complaint: &Complaint) -> Self {
        let triage = &complaint.triage;
        let limit = triage.six_month.as_ref();
        let unknown = complaint.subjects.iter().filter(|s| s.person.is_none());
        Self {
            act: String::new(),
            blocks: complaint.allegations.iter().map(saved_block).collect(),
            people: complaint
                .subjects
                .iter()
                .filter_map(|s| Some(s.person?.to_string()))
                .collect(),
            other_people: unknown
                .map(|s| s.name.as_str())
                .collect::<Vec<_>>()
                .join("\n"),
            six_month: limit
                .map_or("", |s| if s.applied { "applied" } else { "waived" })
                .to_owned(),
            six_month_reason: limit.map_or(String::new(), |s| s.reason.clone()),
            needs_asked: triage.needs_asked.map_or("", NeedsAsked::as_str).to_owned(),
            urgent: triage.urgent,
            urgent_why: triage.urgent_why.clone(),
            at_risk: triage.assessed.at_risk,
            severity: level(triage.assessed.severity),
            complexity: level(triage.assessed.complexity),
            impact: level(triage.assessed.impact),
            area: triage
                .likely_area
                .map_or(String::new(), |area| area.to_string()),
            repeats: String::new(),
            sending: Sending::preferred(complaint),
        }
    }
    /// As sent, on the complaint as it is. What is blank falls away and the rest is numbered again, so that clearing an
    /// allegation removes it; once the complaint was acknowledged its allegations keep their places, because the letter
    /// named them.
    pub fn numbered(&self, complaint: &Complaint) -> Self {
        let kept = |number: i32| {
            complaint.acknowledged_at.is_some()
                && complaint.allegations.iter().any(|a| a.number == number)
        };
        let mut form = self.clone();
        form.blocks
            .retain(|block| !block.is_blank() || kept(block.number));
        for (number, block) in (1..).zip(&mut form.blocks) {
            block.number = number;
        }
        form
    }
    /// The letter goes; otherwise what is typed is only decided.
    pub fn acknowledges(&self) -> bool {
        self.act == "acknowledge"
    }
    /// Empty allegations to write in: one, and another when it was asked for.
    pub fn make_room(&mut self) {
        let more = usize::from(self.act == "add");
        for _ in 0..=more {
            let number = self.blocks.last().map_or(1, |b| b.number + 1);
            if number <= MOST {
                self.blocks.push(Block {
                    number,
                    ..Block::default()
                });
            }
        }
    }
    /// The area chosen, when there is one of that number.
    pub fn area<'a>(&self, lists: &'a Lists) -> Option<&'a Area> {
        let id = self.area.trim();
        lists.areas.iter().find(|a| a.id.to_string() == id)
    }
    /// What this decides, and what in it is no choice of ours.
    pub fn read(&self, complaint: &Complaint, lists: &Lists) -> (Triaged, FieldErrors) {
        let mut errors = FieldErrors::default();
        let triaged = Triaged {
            urgent: self.urgent,
            urgent_why: forms::text(&self.urgent_why),
            assessed: Assessed {
                severity: choice(&self.severity, Level::parse, "severity", &mut errors),
                complexity: choice(&self.complexity, Level::parse, "complexity", &mut errors),
                impact: choice(&self.impact, Level::parse, "impact", &mut errors),
                at_risk: self.at_risk,
            },
            needs_asked: choice(
                &self.needs_asked,
                NeedsAsked::parse,
                "needs_asked",
                &mut errors,
            ),
            six_month: self.limit(&mut errors),
            likely_area: self.area(lists).map(|area| area.id),
            allegations: self
                .blocks
                .iter()
                .map(|block| allegation(block, &mut errors))
                .collect(),
            subjects: self.subjects(complaint, lists, &mut errors),
            changes: Vec::new(),
        };
        (triaged, errors)
    }
    fn limit(&self, errors: &mut FieldErrors) -> Option<SixMonthDecision> {
        let applied = match self.six_month.as_str() {
            "" => return None,
            "applied" => true,
            "waived" => false,
            _ => {
                errors.add("six_month", "Choose whether the limit is applied or waived");
                return None;
            }
        };
        Some(SixMonthDecision {
            applied,
            reason: forms::text(&self.six_month_reason),
        })
    }
    fn subjects(
        &self,
        complaint: &Complaint,
        lists: &Lists,
        errors: &mut FieldErrors,
    ) -> Vec<Subject> {
        let mut named: Vec<Subject> = Vec::new();
        for id in &self.people {
            match lists.staff.iter().find(|s| s.id.to_string() == *id) {
                None => errors.add("subjects", "Choose people from the list"),
                Some(person) if named.iter().any(|s| s.person == Some(person.id)) => {}
                Some(person) => named.push(Subject {
                    person: Some(person.id),
                    name: person.name.clone(),
                    allegation: None,
                }),
            }
        }
        let typed = named::typed(&self.other_people, &lists.staff, "other_people", errors);
        named.extend(typed.into_iter().map(|name| Subject {
            person: None,
            name,
            allegation: None,
        }));
        for subject in &mut named {
            let before = complaint
                .subjects
                .iter()
                .find(|s| s.person == subject.person && s.name == subject.name);
            subject.allegation = before.and_then(|s| s.allegation);
        }
        named
    }
}

fn level(level: Option<Level>) -> String {
    level.map_or("", Level::as_str).to_owned()
}

/// Errors of the fields of an allegation beside the allegation, and of names beside who is complained about: these
/// have one place for both.
pub fn placed(errors: &FieldErrors) -> FieldErrors {
    let mut placed = FieldErrors::default();
    for (field, why) in errors.iter() {
        let number = field
            .strip_prefix("alleged_")
            .or_else(|| field.strip_prefix("scope_reason_"));
        let place = match (field.as_str(), number) {
            (_, Some(number)) => format!("allegation_{number}"),
            ("other_people", None) => "subjects".to_owned(),
            (own, None) => own.to_owned(),
        };
        placed.add(place, why);
    }
    placed
}

/// The first value sent under a name; empty when there is none.
fn value<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs
        .iter()
        .find(|(n, _)| n == name)
        .map_or("", |(_, typed)| typed)
}

fn saved_block(a: &procedure::Allegation) -> Block {
    let (scope, reason) = match &a.scope {
        Scope::Undecided => ("", ""),
        Scope::CanInvestigate => (IN, ""),
        Scope::Outside { exclusion, reason } => (exclusion.as_str(), reason.as_str()),
    };
    Block {
        number: a.number,
        alleged: a.alleged.clone(),
        ground: a.ground.map_or("", Ground::as_str).to_owned(),
        scope: scope.to_owned(),
        reason: reason.to_owned(),
    }
}

fn sent_blocks(pairs: &Pairs) -> Vec<Block> {
    let field = |name: &str, number: i32| value(pairs, &format!("{name}_{number}")).to_owned();
    let blocks = (1..=MOST).map(|number| Block {
        number,
        alleged: field("alleged", number),
        ground: field("ground", number),
        scope: field("scope", number),
        reason: field("scope_reason", number),
    });
    blocks.collect()
}

fn allegation(block: &Block, errors: &mut FieldErrors) -> TriagedAllegation {
    let reason = forms::text(&block.reason);
    let scope = match block.scope.as_str() {
        "" => Scope::Undecided,
        IN => Scope::CanInvestigate,
        word => Exclusion::parse(word).map_or_else(
            || {
                // Rule 13: these four and no others.
                errors.add(
                    block.field(),
                    "Choose “Can investigate” or one of the four exclusions",
                );
                Scope::Undecided
            },
            |exclusion| Scope::Outside { exclusion, reason },
        ),
    };
    TriagedAllegation {
        number: block.number,
        ground: choice(&block.ground, Ground::parse, &block.field(), errors),
        alleged: forms::text(&block.alleged),
        scope,
    }
}

fn choice<T>(
    word: &str,
    parse: fn(&str) -> Option<T>,
    field: &str,
    errors: &mut FieldErrors,
) -> Option<T> {
    let chosen = parse(word);
    if chosen.is_none() && !word.is_empty() {
        errors.add(field, "Choose one from the list");
    }
    chosen
}
