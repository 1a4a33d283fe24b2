//! A further allegation during stage 1, until the response is out (rule 11). In triage the triage page decides scope.
use crate::casework::Case;
use crate::web::forms::{self, FieldErrors};
use crate::web::named;
use crate::web::paths;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, More, Query, Reading, StepPage, View};
use procedure::allegation::Scope;
use procedure::steps::scope::AddAllegation;
use procedure::vocabulary::{Exclusion, Ground, Stage};
use procedure::{Candidate, StepKind, Subject};
use storage::{Connection, StorageError, people};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct ScopeForm {
    alleged: String,
    ground: String,
    scope: String,
    scope_reason: String,
    person: String,
    other_people: String,
}

/// Everybody who works here, to say who it is about.
pub struct Staff(Vec<Candidate>);

impl More for Staff {
    fn load(
        conn: &mut Connection,
        _: &Case,
        who: &SignedIn,
        _: &Query,
    ) -> Result<Self, StorageError> {
        people::candidates(conn, None, who.today()).map(Self)
    }
}

impl ScopeForm {
    fn scope(&self, errors: &mut FieldErrors) -> Scope {
        match (self.scope.as_str(), Exclusion::parse(&self.scope)) {
            ("", _) => Scope::Undecided,
            ("can_investigate", _) => Scope::CanInvestigate,
            (_, Some(exclusion)) => Scope::Outside {
                exclusion,
                reason: forms::text(&self.scope_reason),
            },
            // Rule 13: these four and no others.
            (_, None) => {
                errors.add("scope", "Choose one of the four exclusions");
                Scope::Undecided
            }
        }
    }
    /// Who this allegation names and the complaint does not name yet.
    fn subjects(&self, at: &At<Staff>, errors: &mut FieldErrors) -> Vec<Subject> {
        let complaint = at.complaint();
        let number = complaint.allegations.iter().map(|a| a.number).max();
        let mut named = Vec::new();
        if !self.person.is_empty() {
            match at.more.0.iter().find(|s| s.id.to_string() == self.person) {
                Some(person) => named.push((Some(person.id), person.name.clone())),
                None => errors.add("subjects", "Choose people from the list"),
            }
        }
        let typed = named::typed(&self.other_people, &at.more.0, "other_people", errors);
        named.extend(typed.into_iter().map(|name| (None, name)));
        named
            .into_iter()
            .filter(|(person, _)| person.is_none_or(|id| !complaint.is_about(id)))
            .map(|(person, name)| Subject {
                person,
                name,
                allegation: Some(number.unwrap_or(0) + 1),
            })
            .collect()
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/scope.html")]
pub struct ScopePage {
    view: View<ScopeForm, Staff>,
}

impl ScopePage {
    fn grounds() -> Vec<(&'static str, &'static str)> {
        forms::options(Ground::ALL, Ground::as_str, Ground::label)
    }
    fn scopes() -> Vec<(&'static str, &'static str)> {
        let outside = forms::options(Exclusion::ALL, Exclusion::as_str, Exclusion::label);
        let inside = [("can_investigate", "We can investigate it")];
        inside.into_iter().chain(outside).collect()
    }
}

impl StepPage for ScopePage {
    const KIND: StepKind = StepKind::Scope;
    type Form = ScopeForm;
    type More = Staff;

    fn elsewhere(at: &At<Staff>) -> Option<String> {
        let triage = || paths::step(at.case.reference(), &StepKind::Acknowledgement);
        (at.complaint().stage == Stage::Triage).then(triage)
    }
    fn blank(_: &At<Staff>) -> ScopeForm {
        ScopeForm::default()
    }
    fn read(form: &ScopeForm, at: &At<Staff>) -> Reading {
        let mut errors = FieldErrors::default();
        let ground = Ground::parse(&form.ground);
        if ground.is_none() && !form.ground.is_empty() {
            errors.add("ground", "Choose one from the list");
        }
        let scope = form.scope(&mut errors);
        let subjects = form.subjects(at, &mut errors);
        let alleged = forms::text(&form.alleged);
        Reading::read(errors.or(AddAllegation {
            alleged,
            ground,
            scope,
            subjects,
        }))
    }
    fn page(view: View<ScopeForm, Staff>, _: &SignedIn) -> Self {
        Self { view }
    }
}
