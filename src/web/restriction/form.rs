//! The form of a restriction: strings as typed, read into what the rules ask.
use super::subject::Subject;
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::Sending;
use chrono::NaiveDate;
use procedure::ComplaintId;
use procedure::restriction::{
    AppealAct, DecisionAct, Example, Leaving, LiftEarly, Measure, Propose, RecordAppeal,
    RestrictionAct, RestrictionGround, RestrictionStep, USUAL_MONTHS, Warn,
};
use procedure::working_time::months_after;
use std::collections::HashMap;

/// Examples there is room for at once.
pub const EXAMPLES: usize = 4;

/// The fields as typed; a missing one is empty.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(transparent)]
pub struct RestrictionForm(HashMap<String, String>);

impl RestrictionForm {
    /// Opened anew: the usual dates, and letters as they prefer them.
    pub fn new(sending: &Sending, today: NaiveDate) -> Self {
        let usual = months_after(today, USUAL_MONTHS);
        let fields = [
            ("channel", sending.channel.clone()),
            ("format", sending.format.clone()),
            ("kind", "formal".to_owned()),
            ("starts_on", today.to_string()),
            ("ends_on", usual.to_string()),
        ];
        Self(fields.map(|(name, value)| (name.to_owned(), value)).into())
    }
    /// What was typed in a field; empty when it was not sent.
    pub fn of(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
    pub fn set(&mut self, name: &str, value: String) {
        self.0.insert(name.to_owned(), value);
    }
    /// A field of the n-th example.
    pub fn example(&self, n: usize, part: &str) -> &str {
        self.of(&format!("example_{n}_{part}"))
    }
    pub fn measures(&self, measure: Measure) -> bool {
        !self.of(&format!("measure_{}", measure.as_str())).is_empty()
    }
    pub fn step(&self) -> Option<RestrictionStep> {
        RestrictionStep::parse(self.of("step"))
    }
    pub fn sending(&self) -> Sending {
        Sending {
            channel: self.of("channel").to_owned(),
            format: self.of("format").to_owned(),
            dispatch_reason: self.of("dispatch_reason").to_owned(),
        }
    }
    fn text(&self, name: &str) -> String {
        forms::text(self.of(name))
    }
    fn day(&self, name: &str, errors: &mut FieldErrors) -> Option<NaiveDate> {
        forms::date(self.of(name)).unwrap_or_else(|why| {
            errors.add(name, why);
            None
        })
    }
    fn yes_no(&self, name: &str) -> Option<bool> {
        match self.of(name) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }
    /// As far as it can be read; a letter is previewed from it, gaps and all.
    pub fn warn(&self, subject: &Subject, errors: &mut FieldErrors) -> Warn {
        Warn {
            formal: self.of("kind") != "informal",
            told_on: self.day("told_on", errors),
            behaviour: self.text("behaviour"),
            effect: self.text("effect"),
            change: self.text("change"),
            needs: self.text("needs"),
            examples: self.examples(subject, errors),
        }
    }
    fn propose(&self, subject: &Subject, errors: &mut FieldErrors) -> Propose {
        let chosen = Measure::ALL.iter().filter(|m| self.measures(**m));
        Propose {
            ground: RestrictionGround::parse(self.of("ground")),
            behaviour: self.text("behaviour"),
            effect: self.text("effect"),
            needs_checked: self.yes_no("needs_checked"),
            needs: self.text("needs"),
            immediate: self.text("immediate"),
            measures: chosen.copied().collect(),
            exactly: self.text("exactly"),
            starts_on: self.day("starts_on", errors),
            ends_on: self.day("ends_on", errors),
            examples: self.examples(subject, errors),
        }
    }
    pub fn appeal_act(&self) -> AppealAct {
        AppealAct {
            upheld: self.yes_no("upheld"),
            reason: self.text("appeal_reason"),
        }
    }
    pub fn lift(&self) -> LiftEarly {
        LiftEarly {
            reason: self.text("lift_reason"),
        }
    }
    /// Those of their complaints that the reader may choose; an empty row is none.
    pub fn examples(&self, subject: &Subject, errors: &mut FieldErrors) -> Vec<Example> {
        let mut found = Vec::new();
        for n in 1..=EXAMPLES {
            let what = forms::text(self.example(n, "what"));
            let (complaint, on) = (self.example(n, "complaint"), self.example(n, "on"));
            if what.is_empty() && complaint.is_empty() && on.trim().is_empty() {
                continue;
            }
            let chosen = subject.choice(complaint);
            match (chosen, forms::date(on)) {
                (Some(complaint), Ok(Some(on))) => found.push(Example {
                    complaint,
                    on,
                    what,
                }),
                (_, Err(why)) => errors.add("examples", format!("Example {n}: {why}")),
                _ => errors.add(
                    "examples",
                    format!("Example {n}: choose the complaint and enter the date"),
                ),
            }
        }
        found
    }
    /// What the rules are asked. `leaving` is how a letter would leave, and which complaint it is filed under.
    ///
    /// # Errors
    /// Beside the fields that cannot be read.
    pub fn parse(
        &self,
        step: RestrictionStep,
        subject: &Subject,
        leaving: Option<Leaving>,
    ) -> Result<RestrictionAct, FieldErrors> {
        let mut errors = FieldErrors::default();
        let act = match step {
            RestrictionStep::Warn => RestrictionAct::Warn(self.warn(subject, &mut errors), leaving),
            RestrictionStep::Propose => RestrictionAct::Propose(self.propose(subject, &mut errors)),
            RestrictionStep::Decide => RestrictionAct::Decide(self.decision()?, leaving),
            RestrictionStep::Lift => RestrictionAct::Lift(self.lift(), leaving),
            RestrictionStep::Appeal => RestrictionAct::Appeal(RecordAppeal {
                received_on: self.day("received_on", &mut errors),
                words: self.text("appeal_words"),
            }),
            RestrictionStep::DecideAppeal => {
                RestrictionAct::DecideAppeal(self.appeal_act(), leaving)
            }
        };
        errors.or(act)
    }
    fn decision(&self) -> Result<DecisionAct, FieldErrors> {
        let reason = self.text("decision_reason");
        match self.of("act") {
            "approve" => Ok(DecisionAct::Approve { reason }),
            "turn_down" => Ok(DecisionAct::TurnDown { reason }),
            _ => Err(FieldErrors::on(
                "form",
                "Choose whether to agree the restriction",
            )),
        }
    }
}

/// The latest of the complaints that examples name, which the letter is filed under; ids grow with time.
pub fn latest(examples: &[Example]) -> Option<ComplaintId> {
    examples.iter().map(|e| e.complaint).max()
}
