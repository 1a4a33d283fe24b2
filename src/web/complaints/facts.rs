//! Correction of the record: when and how it reached us, the words and the scope of its allegations, and who is
//! complained about, with a reason.
use super::acknowledgement::form::{IN, TriageForm};
use super::acknowledgement::lists::Lists;
use crate::casework::Case;
use crate::web::forms;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, More, Query, Reading, StepPage, View};
use chrono::NaiveDate;
use procedure::StepKind;
use procedure::steps::facts::{CorrectFacts, scope_is_settled};
use procedure::vocabulary::{Channel, Exclusion, Ground, ReceivedBy};
use procedure::working_time::uk_time;
use storage::{Connection, StorageError, contacts};

type Pairs = Vec<(String, String)>;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(from = "Pairs")]
pub struct FactsForm {
    received_at_date: String,
    received_at_time: String,
    received_is_right: String,
    known_by: String,
    channel: String,
    addressed_to: String,
    reason: String,
    /// Allegations and people, as on the triage page.
    list: TriageForm,
}

impl From<Pairs> for FactsForm {
    fn from(pairs: Pairs) -> Self {
        let one = |name: &str| {
            let found = pairs.iter().find(|(field, _)| field == name);
            found.map_or(String::new(), |(_, typed)| typed.clone())
        };
        Self {
            received_at_date: one("received_at_date"),
            received_at_time: one("received_at_time"),
            received_is_right: one("received_is_right"),
            known_by: one("known_by"),
            channel: one("channel"),
            addressed_to: one("addressed_to"),
            reason: one("reason"),
            list: TriageForm::from(pairs),
        }
    }
}

/// What the form is read against.
pub struct Known {
    lists: Lists,
    /// The first day on which somebody wrote down a contact.
    first_contact: Option<NaiveDate>,
}

impl More for Known {
    fn load(
        conn: &mut Connection,
        case: &Case,
        who: &SignedIn,
        query: &Query,
    ) -> Result<Self, StorageError> {
        let first = contacts::first_written_down(conn, case.complaint.id)?;
        Ok(Self {
            lists: Lists::load(conn, case, who, query)?,
            first_contact: first.map(uk_time::local_date),
        })
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/facts.html")]
pub struct FactsPage {
    view: View<FactsForm, Known>,
    /// Why this person cannot say what we can investigate; empty when they can.
    scope_stays: &'static str,
}

impl FactsPage {
    fn grounds() -> Vec<(&'static str, &'static str)> {
        forms::options(Ground::ALL, Ground::as_str, Ground::label)
    }
    fn scopes() -> Vec<(&'static str, &'static str)> {
        let outside = forms::options(Exclusion::ALL, Exclusion::as_str, Exclusion::label);
        let first = [("", "Not decided yet"), (IN, "We can investigate it")];
        first.into_iter().chain(outside).collect()
    }
    fn channels() -> Vec<(&'static str, &'static str)> {
        forms::options(Channel::ALL, Channel::as_str, Channel::label)
    }
    fn known_by() -> Vec<(&'static str, &'static str)> {
        forms::options(ReceivedBy::ALL, ReceivedBy::as_str, ReceivedBy::label)
    }
    /// "Can investigate", in words, for somebody who cannot change it.
    fn scope_words(word: &str) -> &'static str {
        let all = Self::scopes();
        let mut found = all.into_iter().filter(|(value, _)| *value == word);
        found.next().map_or("Not decided yet", |(_, words)| words)
    }
    /// Whether they are asked if an unlikely date is right.
    fn asks_if_right(&self) -> bool {
        let why = self.view.errors().of("received_is_right");
        !why.is_empty() || self.view.form.received_is_right == "yes"
    }
}

impl StepPage for FactsPage {
    const KIND: StepKind = StepKind::Facts;
    const ORDER: &'static [&'static str] = &[
        "received_at",
        "received_is_right",
        "known_by",
        "channel",
        "addressed_to",
        "subjects",
        "other_people",
        "allegation*",
        "reason",
    ];
    type Form = FactsForm;
    type More = Known;

    fn blank(at: &At<Known>) -> FactsForm {
        let c = at.complaint();
        let received = uk_time::local(c.received.at);
        FactsForm {
            received_at_date: received.format("%Y-%m-%d").to_string(),
            received_at_time: received.format("%H:%M").to_string(),
            received_is_right: String::new(),
            known_by: c.received.known_by.as_str().to_owned(),
            channel: c.received.channel.as_str().to_owned(),
            addressed_to: c.received.addressed_to.clone(),
            reason: String::new(),
            list: TriageForm::saved(c),
        }
    }
    fn read(form: &FactsForm, at: &At<Known>) -> Reading {
        let c = at.complaint();
        let (mut triaged, mut errors) = form.list.read(c, &at.more.lists);
        triaged
            .allegations
            .retain(|typed| c.allegations.iter().any(|a| a.number == typed.number));
        let typed = forms::instant(&form.received_at_date, &form.received_at_time);
        let received_at = errors.keep("received_at", typed);
        // The form has minutes: what was not touched keeps its seconds.
        let shown = |at| uk_time::local(at).format("%Y-%m-%d %H:%M").to_string();
        let same = received_at.is_some_and(|typed| shown(typed) == shown(c.received.at));
        let step = CorrectFacts {
            received_at: if same {
                Some(c.received.at)
            } else {
                received_at
            },
            received_is_right: form.received_is_right == "yes",
            known_by: ReceivedBy::parse(&form.known_by),
            channel: Channel::parse(&form.channel),
            addressed_to: forms::line(&form.addressed_to),
            allegations: triaged.allegations,
            subjects: triaged.subjects,
            reason: forms::text(&form.reason),
            first_contact: at.more.first_contact,
        };
        Reading::of(step).despite(errors)
    }
    fn page(mut view: View<FactsForm, Known>, who: &SignedIn) -> Self {
        let c = &view.case.complaint;
        let known = |number: i32| c.allegations.iter().any(|a| a.number == number);
        view.form.list.blocks.retain(|block| known(block.number));
        // Allegation by allegation, where there are several.
        let each = view.form.list.blocks.iter().flat_map(|block| {
            let names = ["allegation", "alleged", "scope_reason"];
            names.map(|name| format!("{name}_{}", block.number))
        });
        let each: Vec<String> = each.collect();
        let mut order: Vec<&str> = Vec::new();
        for field in Self::ORDER {
            if *field == "allegation*" {
                order.extend(each.iter().map(String::as_str));
            }
            order.push(field);
        }
        let errors = std::mem::take(&mut view.problems.errors);
        view.problems.errors = errors.in_page_order(&order);
        Self {
            scope_stays: scope_is_settled(c, &who.actor).unwrap_or_default(),
            view,
        }
    }
}
