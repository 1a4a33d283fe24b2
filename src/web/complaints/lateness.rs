//! Who a late promise was late with: as the history has it, and corrected with a reason.
use crate::casework::Case;
use crate::web::forms;
use crate::web::late_split::{self, LateSplit};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, More, Query, Reading, StepPage, View};
use procedure::StepKind;
use procedure::lateness::Holder;
use procedure::steps::lateness::CorrectLateness;
use procedure::vocabulary::Promise;
use storage::{Connection, Result};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct LatenessForm {
    promise: String,
    to: String,
    reason: String,
}

/// The promises that were late, with who had the complaint.
#[derive(Debug, Clone)]
pub struct Splits {
    all: Vec<LateSplit>,
}

impl More for Splits {
    fn load(conn: &mut Connection, case: &Case, who: &SignedIn, _: &Query) -> Result<Self> {
        let on = (who.now, who.rules.calendar.as_ref());
        let all = late_split::load(conn, &case.complaint, on)?;
        Ok(Self { all })
    }
}

impl Splits {
    /// Everybody who had it while something of it was late, and what only a person can say.
    fn holders(&self) -> Vec<(Holder, String)> {
        let shares = self.all.iter().flat_map(|late| &late.shares);
        let mut found: Vec<(Holder, String)> = Vec::new();
        for share in shares {
            if !found.iter().any(|(holder, _)| *holder == share.holder) {
                found.push((share.holder.clone(), share.who.clone()));
            }
        }
        let known = [
            (Holder::CustomerRelations, "Customer Relations"),
            (Holder::Outside, "Nobody here: it was outside our control"),
        ];
        for (holder, words) in known {
            if !found.iter().any(|(one, _)| *one == holder) {
                found.push((holder, words.to_owned()));
            }
        }
        found
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/lateness.html")]
pub struct LatenessPage {
    view: View<LatenessForm, Splits>,
}

impl LatenessPage {
    fn promises(&self) -> Vec<(&'static str, &'static str)> {
        let all = self.view.more.all.iter();
        all.map(|late| (late.promise.as_str(), late.promise.label()))
            .collect()
    }
    fn holders(&self) -> Vec<(String, String)> {
        let all = self.view.more.holders().into_iter();
        all.map(|(holder, words)| (holder.word(), words)).collect()
    }
}

impl StepPage for LatenessPage {
    const KIND: StepKind = StepKind::Lateness;
    const ORDER: &'static [&'static str] = &["promise", "to", "reason"];
    type Form = LatenessForm;
    type More = Splits;

    fn blank(at: &At<Splits>) -> LatenessForm {
        let only = match at.more.all.as_slice() {
            [only] => only.promise.as_str(),
            _ => "",
        };
        LatenessForm {
            promise: only.to_owned(),
            ..LatenessForm::default()
        }
    }
    fn read(form: &LatenessForm, at: &At<Splits>) -> Reading {
        let mut holders = at.more.holders().into_iter();
        let to = holders.find(|(holder, _)| holder.word() == form.to);
        Reading::of(CorrectLateness {
            promise: Promise::parse(&form.promise),
            to: to.map(|(holder, _)| holder),
            reason: forms::text(&form.reason),
        })
    }
    fn page(view: View<LatenessForm, Splits>, _: &SignedIn) -> Self {
        Self { view }
    }
}
