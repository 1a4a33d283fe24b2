//! Who we are, the Independent Assessor, how long promises are and sessions last: one form a document.
use super::{STALE, differences, only};
use crate::web::error::WebError;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use procedure::Promises;
use procedure::event::Change;
use procedure::vocabulary::Promise;
use procedure::working_time::Span;
use std::collections::HashMap;
use storage::administration::history::{WhatChanged, note};
use storage::administration::people::By;
use storage::administration::still_administrator;
use storage::settings::{
    self, AllSettings, Assessor, BadPrefix, Correspondence, Document, Organisation, Sessions,
    check_prefix,
};
use storage::{Connection, StorageError};

/// Every field of the page by name; a form sends those of its own document.
type Typed = HashMap<String, String>;

#[derive(askama::Template)]
#[template(path = "administration/organisation.html")]
struct OrganisationPage {
    typed: Typed,
    versions: HashMap<&'static str, i64>,
    errors: FieldErrors,
    meanwhile: Vec<Change>,
    saved: bool,
}

impl OrganisationPage {
    fn of(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }
    fn version(&self, document: &str) -> i64 {
        self.versions.get(document).copied().unwrap_or_default()
    }
    /// (promise, its length as typed)
    fn lengths(&self) -> Vec<(Promise, String)> {
        let typed = |p: &Promise| self.of(p.as_str()).to_owned();
        Promise::ALL.iter().map(|p| (*p, typed(p))).collect()
    }
    fn unit(promise: Promise) -> &'static str {
        match Promises::default().span(promise) {
            Span::WorkingHours(_) => "working hours",
            Span::WorkingDays(_) => "working days",
            Span::Months(_) => "calendar months",
            Span::Days(_) => "calendar days",
        }
    }
}

/// Everything as a form would send it.
fn as_typed(all: &AllSettings) -> Typed {
    let (o, a, s) = (&all.organisation, &all.assessor, all.sessions);
    let mut typed: Typed = [
        ("name", o.name.clone()),
        ("address", o.address.join("\n")),
        ("email", o.email.clone()),
        ("phone", o.phone.clone()),
        ("prefix", o.reference_prefix.clone()),
        ("executives", o.executives.join("\n")),
        ("assessor_name", a.name.clone()),
        ("assessor_address", a.address.join("\n")),
        ("assessor_email", a.email.clone()),
        ("idle_minutes", s.idle_minutes.to_string()),
        ("absolute_hours", s.absolute_hours.to_string()),
        ("undo_seconds", all.correspondence.undo_seconds.to_string()),
        ("undo_minutes", all.correspondence.undo_minutes.to_string()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let periods = [
        ("reopen_months", all.promises.reopen_months),
        ("report_weeks", all.promises.report_weeks),
        ("review_days", all.promises.review_days),
    ];
    typed.extend(periods.map(|(name, amount)| (name.to_owned(), amount.to_string())));
    for promise in Promise::ALL {
        let amount = all.promises.span(*promise).amount();
        typed.insert(promise.as_str().to_owned(), amount.to_string());
    }
    typed
}

fn versions(all: &AllSettings) -> HashMap<&'static str, i64> {
    HashMap::from([
        (Organisation::NAME, all.version::<Organisation>()),
        (Assessor::NAME, all.version::<Assessor>()),
        (Promises::NAME, all.version::<Promises>()),
        (Sessions::NAME, all.version::<Sessions>()),
        (Correspondence::NAME, all.version::<Correspondence>()),
    ])
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    pub saved: String,
}

/// GET `/administration/organisation`.
///
/// # Errors
/// The refusal.
pub async fn show(
    _: web::Data<App>,
    who: SignedIn,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    only(&who)?;
    let all = &who.rules.settings;
    let shown = OrganisationPage {
        typed: as_typed(all),
        versions: versions(all),
        errors: FieldErrors::default(),
        meanwhile: Vec::new(),
        saved: !asked.saved.is_empty(),
    };
    page::render(&shown, StatusCode::OK, &who)
}

/// POST `/administration/organisation`: the document named in `what`.
///
/// # Errors
/// As [`show`]; storage faults.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    web::Form(form): web::Form<Typed>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let all = who.rules.settings.clone();
    let now = as_typed(&all);
    let mut typed = now.clone();
    for (name, value) in form.iter().filter(|(name, _)| now.contains_key(*name)) {
        typed.insert(name.clone(), forms::text(value));
    }
    let what = form.get("what").cloned().unwrap_or_default();
    let versions = versions(&all);
    let Some(version) = versions.get(what.as_str()).copied() else {
        return Err(WebError::BadForm);
    };
    let changed = differences(&now, &typed);
    let seen = form
        .get("version")
        .and_then(|v| v.parse().ok())
        .unwrap_or(-1);
    let (errors, meanwhile) = if seen == version {
        match who.over.clone().or(()).and_then(|()| parse(&what, &typed)) {
            Err(errors) => (errors, Vec::new()),
            Ok(document) => {
                app.db
                    .write(move |conn| save(conn, by, &document, seen, changed))
                    .await?;
                return Ok(page::see_other("/administration/organisation?saved=yes"));
            }
        }
    } else {
        (FieldErrors::on("form", STALE), changed)
    };
    let status = if meanwhile.is_empty() && seen == version {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::CONFLICT
    };
    let shown = OrganisationPage {
        typed,
        versions,
        errors,
        meanwhile,
        saved: false,
    };
    page::render(&shown, status, &who)
}

/// One document, ready to be kept.
enum Ready {
    Organisation(Organisation),
    Assessor(Assessor),
    Promises(Promises),
    Sessions(Sessions),
    Correspondence(Correspondence),
}

fn save(
    conn: &mut Connection,
    by: By,
    document: &Ready,
    seen: i64,
    changes: Vec<Change>,
) -> Result<(), StorageError> {
    still_administrator(conn, by.who)?;
    let subject = match document {
        Ready::Organisation(d) => settings::save(conn, d, seen).map(|_| "Organisation"),
        Ready::Assessor(d) => settings::save(conn, d, seen).map(|_| "Independent Assessor"),
        Ready::Promises(d) => settings::save(conn, d, seen).map(|_| "Lengths of promises"),
        Ready::Sessions(d) => settings::save(conn, d, seen).map(|_| "Sessions"),
        Ready::Correspondence(d) => settings::save(conn, d, seen).map(|_| "Correspondence"),
    }?;
    let facts = WhatChanged {
        subject: subject.to_owned(),
        changes,
        why: String::new(),
    };
    note(conn, by.who, "Setting changed", &facts, by.now)
}

fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(forms::line)
        .filter(|l| !l.is_empty())
        .collect()
}

fn bad_prefix(bad: BadPrefix, prefix: &str) -> String {
    match bad {
        BadPrefix::NotCapitals => "The reference prefix must be 1 to 8 capital letters".to_owned(),
        BadPrefix::Shortform => format!(
            "In Braille {prefix} is short for another word, so references would be read wrongly. Choose other letters"
        ),
    }
}

fn parse(what: &str, typed: &Typed) -> Result<Ready, FieldErrors> {
    let of = |name: &str| typed.get(name).cloned().unwrap_or_default();
    let mut errors = FieldErrors::default();
    let mut from = |name: &str, least: i64, most: i64| {
        let read = of(name).trim().parse::<i64>().ok();
        read.filter(|n| (least..=most).contains(n))
            .unwrap_or_else(|| {
                errors.add(name, format!("Enter a number from {least} to {most}"));
                least
            })
    };
    let mut number = |name: &str, most: i64| from(name, 1, most);
    let ready = match what {
        "promises" => Ready::Promises(promises(&mut number)),
        "sessions" => Ready::Sessions(Sessions {
            idle_minutes: number("idle_minutes", 480),
            absolute_hours: number("absolute_hours", 24),
        }),
        "correspondence" => Ready::Correspondence(Correspondence {
            undo_seconds: from("undo_seconds", 0, 3600),
            undo_minutes: from("undo_minutes", 0, 1440),
        }),
        "assessor" => Ready::Assessor(Assessor {
            name: forms::line(&of("assessor_name")),
            address: lines(&of("assessor_address")),
            email: forms::line(&of("assessor_email")),
        }),
        _ => {
            let prefix = forms::line(&of("prefix"));
            if let Err(bad) = check_prefix(&prefix) {
                errors.add("prefix", bad_prefix(bad, &prefix));
            }
            let email = of("email");
            if !email.trim().is_empty() && email.trim().parse::<lettre::Address>().is_err() {
                errors.add("email", "Enter one email address, like name@example.org");
            }
            for (name, why) in [
                ("name", "Enter the organisation's name"),
                ("email", "Enter the email address that letters give"),
            ] {
                if of(name).trim().is_empty() {
                    errors.add(name, why);
                }
            }
            Ready::Organisation(Organisation {
                name: forms::line(&of("name")),
                address: lines(&of("address")),
                email: forms::line(&of("email")),
                phone: forms::line(&of("phone")),
                reference_prefix: prefix,
                executives: lines(&of("executives")),
            })
        }
    };
    errors.or(ready)
}

fn promises(number: &mut impl FnMut(&str, i64) -> i64) -> Promises {
    let usual = Promises::default();
    let mut count = |name: &str, most: i64| u32::try_from(number(name, most)).unwrap_or(1);
    let reopen_months = count("reopen_months", 120);
    let report_weeks = count("report_weeks", 52);
    let review_days = count("review_days", 180);
    let mut span = |promise: Promise| {
        let amount = u32::try_from(number(promise.as_str(), 400)).unwrap_or(1);
        let unit = usual.span(promise).unit();
        Span::from_parts(unit, amount).unwrap_or(usual.span(promise))
    };
    Promises {
        acknowledge: span(Promise::Acknowledge),
        assign: span(Promise::Assign),
        first_contact: span(Promise::FirstContact),
        respond: span(Promise::Respond),
        update: span(Promise::Update),
        acknowledge_escalation: span(Promise::AcknowledgeEscalation),
        final_response: span(Promise::FinalResponse),
        escalate: span(Promise::Escalate),
        send_to_assessor: span(Promise::SendToAssessor),
        data_protection: span(Promise::DataProtection),
        reopen_months,
        report_weeks,
        review_days,
    }
}
