//! GET `/complaints`: every complaint this person may see, newest first, and the search over them.
use crate::web::clock_view::ClockView;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{Datelike, Days, NaiveDate};
use procedure::AreaId;
use procedure::vocabulary::{Outcome, Stage};
use procedure::working_time::uk_time;
use procedure::{Area, Reference};
use storage::lists::{self, Before, Filter, State};
use storage::queues::QueueRow;
use storage::unreadable::Unreadable;
use storage::{StorageError, areas};

/// Rows on a page.
const PAGE: i64 = 25;

/// The address's own words, kept as typed.
#[derive(Debug, Clone, Default, serde::Deserialize, serde::Serialize)]
#[serde(default)]
pub struct Asked {
    pub q: String,
    pub state: String,
    pub area: String,
    pub outcome: String,
    pub from: String,
    pub to: String,
    #[serde(skip_serializing)]
    pub before: String,
}

impl Asked {
    pub fn filter(&self) -> Result<Filter, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut day = |field: &str, typed: &str| {
            forms::date(typed).unwrap_or_else(|why| {
                errors.add(field, why);
                None
            })
        };
        let from = day("from", &self.from);
        let to = day("to", &self.to);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            errors.add("to", "The last day must not be before the first");
        }
        errors.or(Filter {
            state: match self.state.as_str() {
                "open" => Some(State::Open),
                "closed" => Some(State::Closed),
                "overdue" => Some(State::Overdue),
                "answering" => Some(State::BeingAnswered),
                stage => Stage::parse(stage).map(State::At),
            },
            area: self.area.parse().ok().map(AreaId),
            outcome: Outcome::parse(&self.outcome),
            from: from.map(uk_time::midnight),
            until: to
                .and_then(|day| day.checked_add_days(Days::new(1)))
                .map(uk_time::midnight),
            complainant: None,
            words: (!self.q.is_empty()).then(|| self.q.clone()),
        })
    }
    pub fn address(&self, before: Option<Before>) -> String {
        paths::complaints(&self.pairs(before))
    }
    /// The whole list as a file.
    fn export(&self) -> String {
        paths::complaints_export(&self.pairs(None))
    }
    fn pairs(&self, before: Option<Before>) -> Vec<(&'static str, String)> {
        let mut pairs: Vec<(&'static str, String)> = [
            ("q", &self.q),
            ("state", &self.state),
            ("area", &self.area),
            ("outcome", &self.outcome),
            ("from", &self.from),
            ("to", &self.to),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name, value.clone()))
        .collect();
        pairs.extend(before.map(|b| ("before", b.to_string())));
        pairs
    }
    /// Something narrows the list.
    fn narrows(&self) -> bool {
        [&self.state, &self.area, &self.outcome, &self.from, &self.to]
            .iter()
            .any(|typed| !typed.is_empty())
    }
}

#[derive(askama::Template)]
#[template(path = "queues/complaints.html")]
struct ComplaintsPage {
    asked: Asked,
    errors: FieldErrors,
    rows: Vec<(QueueRow, Option<ClockView>)>,
    states: Vec<(String, String)>,
    areas: Vec<(String, String)>,
    outcomes: Vec<(String, String)>,
    /// None on the last page.
    older: Option<String>,
    newest: Option<String>,
    sees_everything: bool,
    today: NaiveDate,
}

/// GET `/complaints`. A reference in any shape goes straight to its complaint.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(mut asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    asked.q = forms::line(&asked.q);
    let actor = who.actor.clone();
    if let Some(reference) = reference_in(
        &asked.q,
        &who.rules.settings.organisation.reference_prefix,
        who.today().year(),
    ) {
        let (actor, known) = (actor.clone(), reference.clone());
        if app
            .db
            .read(move |conn| lists::exists(conn, &actor, &known))
            .await?
        {
            return Ok(page::see_other(&paths::complaint(&reference)));
        }
    }
    let (filter, errors) = match asked.filter() {
        Ok(filter) => (Some(filter), FieldErrors::default()),
        Err(errors) => (None, errors),
    };
    let before = Before::parse(&asked.before);
    let now = who.now;
    let (found, areas, unreadable) = app
        .db
        .read(move |conn| {
            let mut missing = Unreadable::default();
            let found = match &filter {
                Some(filter) => lists::page(conn, &actor, filter, before, PAGE, now),
                None => Ok((Vec::new(), None)),
            };
            let found = missing.part("the complaints of this list", found)?;
            let areas = missing.part("the areas", areas::all(conn))?;
            Ok::<_, StorageError>((found, areas, missing))
        })
        .await?;
    render((&who, &unreadable), asked, errors, found, areas)
}

fn render(
    (who, unreadable): (&SignedIn, &Unreadable),
    asked: Asked,
    errors: FieldErrors,
    (rows, next): (Vec<QueueRow>, Option<Before>),
    areas: Vec<Area>,
) -> Result<HttpResponse, WebError> {
    let older = next.map(|before| asked.address(Some(before)));
    let status = if errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let clock = |row: &QueueRow| ClockView::of_row(row, &who.rules.calendar, who.now);
    let listed = ComplaintsPage {
        today: who.today(),
        older,
        newest: (!asked.before.is_empty()).then(|| asked.address(None)),
        rows: rows
            .into_iter()
            .map(|row| (clock(&row), row))
            .map(|(c, r)| (r, c))
            .collect(),
        states: states(),
        areas: areas
            .into_iter()
            .map(|a| (a.id.to_string(), a.name))
            .collect(),
        outcomes: Outcome::ALL
            .iter()
            .map(|o| (o.as_str().to_owned(), o.label().to_owned()))
            .collect(),
        sees_everything: who.actor.in_customer_relations(),
        asked,
        errors,
    };
    page::render_without(&listed, status, who, unreadable)
}

fn states() -> Vec<(String, String)> {
    let fixed = [
        ("open", "All that are open"),
        ("overdue", "Open and overdue"),
        ("answering", "Being answered"),
        ("closed", "Closed"),
    ];
    fixed
        .into_iter()
        .map(|(word, label)| (word.to_owned(), label.to_owned()))
        .chain(
            Stage::ALL
                .iter()
                .filter(|stage| **stage != Stage::Closed)
                .map(|stage| (stage.as_str().to_owned(), stage.label().to_owned())),
        )
        .collect()
}

/// A reference however it was typed: `SC-2026-000418`, `sc 2026/418`, `SC2026000418`, `2026-418`, and `418`
/// for this year's. None when it cannot be one.
fn reference_in(typed: &str, prefix: &str, year: i32) -> Option<Reference> {
    let mut parts: Vec<String> = Vec::new();
    let mut last = None;
    for c in typed.trim().chars() {
        let kind = match c {
            'a'..='z' | 'A'..='Z' => 'a',
            '0'..='9' => '0',
            ' ' | '-' | '/' | '.' | '_' | '\u{2010}'..='\u{2014}' => {
                last = None;
                continue;
            }
            _ => return None,
        };
        match parts.last_mut() {
            Some(part) if last == Some(kind) => part.push(c),
            _ => parts.push(c.to_string()),
        }
        last = Some(kind);
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let numeric = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let text = match parts.as_slice() {
        [letters, year, number] if !numeric(letters) => format!("{letters}-{year}-{number}"),
        [letters, joined] if !numeric(letters) && joined.len() > 4 => {
            let (year, number) = joined.split_at(4);
            format!("{letters}-{year}-{number}")
        }
        [letters, number] if !numeric(letters) => format!("{letters}-{year}-{number}"),
        [year, number] if year.len() == 4 => format!("{prefix}-{year}-{number}"),
        [number] if numeric(number) && number.len() <= 6 => format!("{prefix}-{year}-{number}"),
        _ => return None,
    };
    Reference::parse(&text)
}

#[cfg(test)]
mod tests {
    use super::reference_in;

    #[test]
    fn a_reference_is_known_in_any_shape() {
        for typed in [
            "SC-2026-000418",
            " sc 2026 418 ",
            "sc2026000418",
            "SC/2026/418",
            "SC\u{2013}2026\u{2013}418",
            "2026-418",
            "418",
            "sc 418",
        ] {
            let read = reference_in(typed, "SC", 2026).map(|r| r.to_string());
            assert_eq!(read.as_deref(), Some("SC-2026-000418"), "{typed}");
        }
        for other in [
            "",
            "Janet Whitlock",
            "SK2 5QB 1",
            "a@b.example",
            "SC-26-418x",
            "<b>",
        ] {
            assert_eq!(reference_in(other, "SC", 2026), None, "{other}");
        }
    }
}
