//! One kind of letter: its words, the facts they may say, how they read, and every version there was.
use super::diff::{self, How, Line};
use super::{facts, only};
use crate::web::administration::STALE;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::formats::{self, Format};
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::Paper;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use letters::template::{KnownFact, Template, check, known_facts};
use letters::{Letter, size};
use procedure::Reference;
use procedure::vocabulary::LetterKind;
use storage::StorageError;
use storage::administration::history::{WhatChanged as Noted, note};
use storage::templates::{self, Version};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Form {
    /// The newest version the person saw; 0 when the words are Redress's own.
    version: String,
    words: String,
    why: String,
    /// A complaint whose letter is shown in these words; empty for the example.
    complaint: String,
    act: String,
}

/// A version and what it changed.
struct Past {
    version: Version,
    changed: Vec<Line>,
}

#[derive(askama::Template)]
#[template(path = "administration/letter.html")]
struct LetterPage {
    kind: LetterKind,
    /// The newest version there is.
    newest: i32,
    form: Form,
    errors: FieldErrors,
    known: Vec<KnownFact>,
    past: Vec<Past>,
    /// What the words on the page change in those in force.
    changed: Vec<Line>,
    paper: Option<Paper>,
    saved: bool,
}

impl LetterPage {
    fn is_own(&self) -> bool {
        self.newest == 0
    }
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    saved: String,
    /// A version to start again from; 0 for Redress's own words.
    from: String,
}

fn kind(word: &str) -> Result<LetterKind, WebError> {
    LetterKind::parse(word).ok_or(WebError::NotFound)
}

/// GET `/administration/letters/{kind}`.
///
/// # Errors
/// The refusal; `NotFound`; storage faults.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    only(&who)?;
    let kind = kind(&path)?;
    let versions = app
        .db
        .read(move |conn| templates::of_kind(conn, kind))
        .await?;
    let words = match asked.from.parse::<i32>() {
        Ok(0) => Template::built_in(kind).source,
        Ok(wanted) => versions
            .iter()
            .find(|one| one.version == wanted)
            .map(|one| one.source.clone())
            .ok_or(WebError::NotFound)?,
        Err(_) => in_force(kind, &versions).source,
    };
    let form = Form {
        version: newest(&versions).to_string(),
        words,
        ..Form::default()
    };
    let mut shown = page_of(kind, form, versions);
    shown.saved = !asked.saved.is_empty();
    shown.paper = facts::example_letter(&shown_template(&shown)).map(|one| Paper::from(&one));
    page::render(&shown, StatusCode::OK, &who)
}

fn newest(versions: &[Version]) -> i32 {
    versions.first().map_or(0, |one| one.version)
}

fn in_force(kind: LetterKind, versions: &[Version]) -> Template {
    versions.first().map_or_else(
        || Template::built_in(kind),
        |one| template(kind, one.version, &one.source),
    )
}

fn template(kind: LetterKind, version: i32, source: &str) -> Template {
    Template {
        kind,
        version,
        source: source.to_owned(),
    }
}

fn shown_template(shown: &LetterPage) -> Template {
    template(shown.kind, shown.newest, &shown.form.words)
}

fn page_of(kind: LetterKind, form: Form, versions: Vec<Version>) -> LetterPage {
    let own = Template::built_in(kind).source;
    let changed = diff::lines(&in_force(kind, &versions).source, &form.words);
    let before = versions.iter().skip(1).map(|one| one.source.clone());
    let before: Vec<String> = before.chain([own]).collect();
    let newest = newest(&versions);
    let past = versions
        .into_iter()
        .zip(before)
        .map(|(version, before)| Past {
            changed: diff::lines(&before, &version.source),
            version,
        })
        .collect();
    LetterPage {
        kind,
        newest,
        form,
        errors: FieldErrors::default(),
        known: known_facts(&facts::examples(kind)),
        past,
        changed,
        paper: None,
        saved: false,
    }
}

/// POST `/administration/letters/{kind}`: shows what the words come to, in the format named in `act`, or keeps
/// them as a new version.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(mut form): web::Form<Form>,
) -> Result<HttpResponse, WebError> {
    let by = only(&who)?;
    let kind = kind(&path)?;
    form.words = forms::text(&form.words);
    form.why = forms::text(&form.why);
    let tried = template(kind, 0, &form.words);
    let (letter, missing) = preview(&app, &who, &tried, &form.complaint).await?;
    let too_long = letter.as_ref().and_then(size::wrong);
    if let Some(format) = Format::of_act(&form.act)
        && who.over.is_empty()
        && too_long.is_none()
    {
        let letter = letter.ok_or(WebError::NotFound)?;
        return formats::proof(&app, &who, letter, format).await;
    }
    let versions = app
        .db
        .read(move |conn| templates::of_kind(conn, kind))
        .await?;
    let seen: i32 = form.version.trim().parse().unwrap_or(-1);
    let (act, why) = (form.act.clone(), form.why.clone());
    let mut shown = page_of(kind, form, versions);
    shown.paper = letter.as_ref().map(Paper::from);
    shown.errors = who.over.clone();
    // Words that are too long are not read as a template: it would only say the same again.
    if shown.errors.is_empty() {
        shown.errors = problems(&shown, &tried);
    }
    if let Some(why) = too_long {
        shown.errors.add("words", why);
    }
    if let Some(missing) = missing {
        shown.errors.add("complaint", missing);
    }
    if act != "save" {
        let status = status(&shown);
        return page::render(&shown, status, &who);
    }
    if why.is_empty() {
        shown
            .errors
            .add("why", "Say why you are changing the words");
    }
    if shown.changed.is_empty() {
        shown.errors.add("source", "You have not changed the words");
    }
    if seen != shown.newest {
        shown.errors = FieldErrors::on("form", STALE);
        return page::render(&shown, StatusCode::CONFLICT, &who);
    }
    if !shown.errors.is_empty() {
        return page::render(&shown, StatusCode::UNPROCESSABLE_ENTITY, &who);
    }
    app.db
        .write(move |conn| {
            let version =
                templates::add(conn, kind, seen, (&tried.source, &why), (by.who, by.now))?;
            let facts = Noted {
                subject: format!("{}, version {version}", kind.label()),
                changes: Vec::new(),
                why,
            };
            note(conn, by.who, "Words of a letter changed", &facts, by.now)
        })
        .await?;
    let to = format!("/administration/letters/{}?saved=yes", kind.as_str());
    Ok(page::see_other(&to))
}

fn status(shown: &LetterPage) -> StatusCode {
    if shown.errors.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

fn problems(shown: &LetterPage, tried: &Template) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for fault in check(tried, &facts::examples(shown.kind))
        .err()
        .unwrap_or_default()
    {
        errors.add("words", fault.0);
    }
    errors
}

/// The letter to show, and what to say when the complaint asked for has none.
async fn preview(
    app: &App,
    who: &SignedIn,
    tried: &Template,
    complaint: &str,
) -> Result<(Option<Letter>, Option<&'static str>), WebError> {
    const NONE: &str =
        "No complaint you can open with this reference has this letter. The example is shown";
    let example = || facts::example_letter(tried);
    let complaint = complaint.trim();
    if complaint.is_empty() {
        return Ok((example(), None));
    }
    let Some(reference) = Reference::parse(complaint) else {
        return Ok((example(), Some("Enter a reference, like SC-2026-000123")));
    };
    let (actor, template) = (who.actor.clone(), tried.clone());
    let read = app
        .db
        .read(move |conn| facts::live(conn, &actor, &reference, &template))
        .await;
    match read {
        Ok(letter) => Ok((Some(letter), None)),
        Err(StorageError::NotFound) => Ok((example(), Some(NONE))),
        Err(other) => Err(other.into()),
    }
}
