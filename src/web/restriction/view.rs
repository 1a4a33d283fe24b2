//! A file in finished words, cut to what its reader may see.
use super::subject::Subject;
use crate::web::history::HistoryLine;
use crate::web::paths;
use procedure::restriction::{Appeal, Example, Phase, Restriction, RestrictionEvent, Warning};
use procedure::working_time::uk_time;
use procedure::{LetterId, PersonId, Reference, RestrictionId};
use storage::restrictions::FileEvent;

/// One warning or restriction as a card.
pub struct Entry {
    pub title: String,
    pub tag: &'static str,
    /// `late`, `soon`, `accent` or empty.
    pub tone: &'static str,
    /// (what it is, in words)
    pub facts: Vec<(&'static str, String)>,
    pub examples: Vec<Evidence>,
    /// (what it is, where it is)
    pub letters: Vec<(&'static str, String)>,
}

pub struct Evidence {
    pub reference: Option<Reference>,
    pub on: String,
    pub what: String,
}

impl Subject {
    /// What is in force or waits, and what has been, newest first. Whoever may not read the words is told of what is
    /// in force only what they need to keep to it.
    pub fn entries(&self) -> Vec<Entry> {
        let restrictions = self.file.restrictions.iter().rev();
        let warnings = self.file.warnings.iter().rev();
        let shown = restrictions.filter_map(|r| self.restriction(r));
        shown
            .chain(warnings.filter_map(|w| self.warning(w)))
            .collect()
    }
    fn restriction(&self, r: &Restriction) -> Option<Entry> {
        let phase = r.phase(self.today);
        let reasons = self.reader.reads_reasons(&r.terms.examples);
        if !reasons && !r.runs(self.today) {
            return None;
        }
        let (mut examples, mut letters) = (Vec::new(), Vec::new());
        let mut facts = self.limits(r, self.reader.reads(&r.terms.examples));
        if reasons {
            facts.extend(self.reasons(r));
            examples = self.evidence(&r.terms.examples);
            letters = self.letters_of(r);
        }
        let extends = if r.extends.is_some() {
            "Extension"
        } else {
            "Restriction"
        };
        Some(Entry {
            title: format!(
                "{extends}, {} to {}",
                uk_time::date_short(r.terms.starts_on),
                uk_time::date_short(r.terms.ends_on)
            ),
            tag: phase.label(),
            tone: tone(phase),
            facts,
            examples,
            letters,
        })
    }
    /// What is restricted, and for how long.
    fn limits(&self, r: &Restriction, words: bool) -> Vec<(&'static str, String)> {
        let labels: Vec<&str> = r.terms.measures.iter().map(|m| m.label()).collect();
        let mut facts = vec![("What is restricted", labels.join("\n"))];
        if words {
            facts.push(("Exactly", r.terms.exactly.clone()));
        }
        let days = (r.terms.ends_on - self.today).num_days();
        let left = match r.phase(self.today) {
            Phase::Live if days <= 28 => format!(". Review it now: {days} days are left"),
            Phase::Live | Phase::Coming => {
                ". It then ends by itself, unless a new decision extends it".to_owned()
            }
            _ => String::new(),
        };
        facts.push((
            "Last day",
            format!("{}{left}", uk_time::date_long(r.terms.ends_on)),
        ));
        facts
    }
    fn reasons(&self, r: &Restriction) -> Vec<(&'static str, String)> {
        let terms = &r.terms;
        let mut facts = vec![
            ("Ground", terms.ground.label().to_owned()),
            ("Behaviour", terms.behaviour.clone()),
            ("Effect", terms.effect.clone()),
            ("Needs looked at", terms.needs.clone()),
        ];
        if let Some(on) = r.warned_on {
            facts.push(("Formal warning", uk_time::date_long(on)));
        }
        if !terms.immediate.is_empty() {
            facts.push(("Immediate safety", terms.immediate.clone()));
        }
        let weigh = self.weighed(r.proposed_by);
        let proposed = format!(
            "{}{weigh}, {}",
            self.person(r.proposed_by),
            uk_time::with_year(r.proposed_at)
        );
        facts.push(("Proposed by", proposed));
        if let Some(decided) = &r.decision {
            let label = if decided.approved {
                "Agreed by"
            } else {
                "Not agreed by"
            };
            let who = format!(
                "{}, {}",
                self.person(decided.by),
                uk_time::with_year(decided.at)
            );
            facts.push((label, because(&who, &decided.reason)));
        }
        if let Some(lifted) = &r.lifted {
            let who = format!(
                "{}, {}",
                self.person(lifted.by),
                uk_time::date_long(lifted.on)
            );
            facts.push(("Lifted by", because(&who, &lifted.reason)));
        }
        if let Some(appeal) = &r.appeal {
            facts.extend(self.appeal(appeal));
        }
        facts
    }
    /// Said beside the name of somebody this person complains about: whoever decides weighs it.
    fn weighed(&self, person: PersonId) -> &'static str {
        if self.reader.complained_about.contains(&person) {
            " (complained about by this person: weigh that)"
        } else {
            ""
        }
    }
    fn appeal(&self, appeal: &Appeal) -> Vec<(&'static str, String)> {
        let received = format!(
            "{}. {}",
            uk_time::date_long(appeal.received_on),
            appeal.words
        );
        let mut facts = vec![("Appeal", received)];
        if let Some(outcome) = &appeal.outcome {
            let result = if outcome.upheld {
                "Upheld"
            } else {
                "Not upheld"
            };
            let who = format!(
                "{result}, {}, {}",
                self.person(outcome.by),
                uk_time::with_year(outcome.at)
            );
            facts.push(("Decision on it", because(&who, &outcome.reason)));
        }
        facts
    }
    fn letters_of(&self, r: &Restriction) -> Vec<(&'static str, String)> {
        let appeal = r.appeal.as_ref().and_then(|a| a.outcome.as_ref());
        let appeal = appeal.and_then(|o| o.letter);
        let lifted = r
            .lifted
            .as_ref()
            .and_then(|l| l.letter)
            .filter(|l| Some(*l) != appeal);
        let all = [
            ("Letter that restricted them", r.letter),
            ("Letter on their appeal", appeal),
            ("Letter that lifted it", lifted),
        ];
        all.into_iter()
            .filter_map(|(what, letter)| Some((what, self.letter(letter?))))
            .collect()
    }
    fn letter(&self, letter: LetterId) -> String {
        paths::restriction_letter(&self.id, &letter)
    }
    fn warning(&self, w: &Warning) -> Option<Entry> {
        if !self.reader.reads_reasons(&w.examples) {
            return None;
        }
        let mut facts = vec![("Behaviour", w.behaviour.clone())];
        let given = [
            ("Effect", &w.effect),
            ("What must change", &w.change),
            ("Needs looked at", &w.needs),
        ];
        facts.extend(
            given
                .into_iter()
                .filter(|(_, words)| !words.is_empty())
                .map(|(what, words)| (what, words.clone())),
        );
        facts.push(("By", format!("{}{}", self.person(w.by), self.weighed(w.by))));
        let kind = if w.formal {
            "Formal warning"
        } else {
            "Informal warning"
        };
        Some(Entry {
            title: format!("{kind}, {}", uk_time::date_long(w.on)),
            tag: if w.formal { "Letter sent" } else { "Told" },
            tone: "",
            facts,
            examples: self.evidence(&w.examples),
            letters: w
                .letter
                .iter()
                .map(|l| ("Warning letter", self.letter(*l)))
                .collect(),
        })
    }
    fn evidence(&self, examples: &[Example]) -> Vec<Evidence> {
        let one = |e: &Example| Evidence {
            reference: self.reference(e.complaint).map(|row| row.reference.clone()),
            on: uk_time::date_long(e.on),
            what: e.what.clone(),
        };
        examples.iter().map(one).collect()
    }
    /// The history, oldest first, of what the reader may read the reasons of, after a version.
    pub fn lines(&self, after: usize) -> Vec<HistoryLine> {
        let later = self.events.iter().skip(after);
        later
            .filter(|e| self.reads_event(&e.event))
            .map(|e| self.line(e))
            .collect()
    }
    fn reads_event(&self, event: &RestrictionEvent) -> bool {
        let of = |id: &RestrictionId| {
            let found = self.file.restrictions.iter().find(|r| r.id == *id);
            found.is_some_and(|r| self.reader.reads_reasons(&r.terms.examples))
        };
        match event {
            RestrictionEvent::Warned { examples, .. } => self.reader.reads_reasons(examples),
            RestrictionEvent::Proposed { terms, .. } => self.reader.reads_reasons(&terms.examples),
            RestrictionEvent::Approved { restriction, .. }
            | RestrictionEvent::TurnedDown { restriction, .. }
            | RestrictionEvent::Appealed { restriction, .. }
            | RestrictionEvent::AppealDecided { restriction, .. } => of(restriction),
            RestrictionEvent::LiftedEarly { restrictions, .. } => restrictions.iter().all(of),
        }
    }
    fn line(&self, happened: &FileEvent) -> HistoryLine {
        let (icon, title, body) = words(&happened.event);
        HistoryLine {
            id: happened.id,
            icon,
            tone: "",
            title: title.to_owned(),
            at: uk_time::with_year(happened.at),
            by: self.person(happened.by),
            body,
            changes: Vec::new(),
        }
    }
}

fn because(who: &str, reason: &str) -> String {
    if reason.is_empty() {
        who.to_owned()
    } else {
        format!("{who}. {reason}")
    }
}

fn tone(phase: Phase) -> &'static str {
    match phase {
        Phase::Live | Phase::Coming => "accent",
        Phase::Waiting => "soon",
        _ => "",
    }
}

fn words(event: &RestrictionEvent) -> (&'static str, &'static str, String) {
    match event {
        RestrictionEvent::Warned {
            formal: true,
            behaviour,
            ..
        } => ("mail", "Formal warning sent", behaviour.clone()),
        RestrictionEvent::Warned { behaviour, .. } => {
            ("edit", "Informal warning noted", behaviour.clone())
        }
        RestrictionEvent::Proposed {
            extends: Some(_),
            terms,
            ..
        } => ("edit", "Extension proposed", terms.exactly.clone()),
        RestrictionEvent::Proposed { terms, .. } => {
            ("edit", "Restriction proposed", terms.exactly.clone())
        }
        RestrictionEvent::Approved { reason, .. } => {
            ("tick", "Restriction agreed and letter sent", reason.clone())
        }
        RestrictionEvent::TurnedDown { reason, .. } => {
            ("edit", "Restriction not agreed", reason.clone())
        }
        RestrictionEvent::LiftedEarly { reason, .. } => {
            ("tick", "Restriction lifted early", reason.clone())
        }
        RestrictionEvent::Appealed { words, .. } => ("mail", "Appeal recorded", words.clone()),
        RestrictionEvent::AppealDecided {
            upheld: true,
            reason,
            ..
        } => ("tick", "Appeal upheld", reason.clone()),
        RestrictionEvent::AppealDecided { reason, .. } => {
            ("edit", "Appeal not upheld", reason.clone())
        }
    }
}
