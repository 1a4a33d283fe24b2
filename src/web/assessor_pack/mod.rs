//! The papers for the Independent Assessor (rule 64): looked through, bound into one PDF, kept as they were bound.
mod bind;
mod decisions;
mod gathered;
mod papers;
mod proof;

use crate::maker::Whose;
use crate::web::case::{self, Case};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::Stationery;
use crate::web::signed_in::SignedIn;
use crate::web::{App, exports, handed, page, paths};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use papers::{Paper, Papers};
use procedure::{StepKind, permits};
use std::collections::HashMap;
use storage::StorageError;
use storage::assessor_packs::{self, NewPack, Pack, PackFile, Source};
use storage::exports::Kind;

pub use proof::newest;

type Typed = HashMap<String, String>;

#[derive(askama::Template)]
#[template(path = "complaint/assessor_pack.html")]
struct PackPage {
    case: Case,
    papers: Papers,
    packs: Vec<Pack>,
    typed: Typed,
    errors: FieldErrors,
    /// What the cover still lacks.
    gaps: Vec<String>,
    version: String,
}

impl PackPage {
    fn chosen(&self, paper: &Paper, choice: &str) -> bool {
        self.typed.get(&paper.field()).is_some_and(|c| c == choice)
    }
    fn why(&self) -> &str {
        self.typed.get("why").map_or("", String::as_str)
    }
    /// Where the bytes of a file are; none when its row does not say.
    fn href(&self, file: &PackFile) -> Option<String> {
        match file.source {
            Source::Added(id) => Some(paths::file(self.case.reference(), id)),
            Source::Attached(mail, place) => {
                Some(paths::attachment(&mail, usize::try_from(place).ok()?))
            }
            Source::Unknown => None,
        }
    }
}

/// GET `/complaints/{reference}/assessor-pack`.
///
/// # Errors
/// `NotFound`, or the refusal when it is not theirs to do.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let shown = load(&app, &who, &path).await?;
    page::render(&shown, StatusCode::OK, &who)
}

async fn load(app: &App, who: &SignedIn, reference: &str) -> Result<PackPage, WebError> {
    let case = case::load(app, who, reference).await?;
    permits(
        StepKind::AssessorReferral,
        &case.complaint,
        &who.actor,
        &who.ctx(),
    )?;
    if case.complaint.stage_1_is_shut_to(who.actor.id) {
        return Err(procedure::Denied::not_now(
            "Record your own view of each point first: the papers hold what stage 1 found",
        )
        .into());
    }
    let complaint = case.complaint.clone();
    let calendar = who.rules.calendar.settings().version;
    let (papers, packs) = app
        .db
        .read(move |conn| {
            let gathered = gathered::gather(conn, &complaint)?;
            let packs = assessor_packs::of_complaint(conn, complaint.id)?;
            Ok::<_, StorageError>((papers::papers(&complaint, gathered, calendar), packs))
        })
        .await?;
    let version = case.complaint.version.0.to_string();
    let mut shown = PackPage {
        case,
        papers,
        packs,
        typed: Typed::new(),
        errors: FieldErrors::default(),
        gaps: Vec::new(),
        version,
    };
    shown.gaps = cover(&shown, who, &[]).gap_words();
    Ok(shown)
}

fn cover(shown: &PackPage, who: &SignedIn, left_out: &[String]) -> letters::Letter {
    let stationery = Stationery::of(who);
    let ctx = who.ctx();
    bind::cover(
        &shown.case.complaint,
        &shown.papers,
        left_out,
        &stationery.writer(&shown.case, &ctx),
    )
}

/// POST `/complaints/{reference}/assessor-pack`: binds them.
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(typed): web::Form<Typed>,
) -> Result<HttpResponse, WebError> {
    let mut shown = load(&app, &who, &path).await?;
    shown.typed = typed;
    let seen = shown
        .typed
        .get("version")
        .map(String::as_str)
        .unwrap_or_default();
    if seen != shown.version {
        shown.errors = FieldErrors::on("form", case::CHANGED);
        return page::render(&shown, StatusCode::CONFLICT, &who);
    }
    let why = forms::text(shown.why());
    let left_out = match choices(&shown, &why) {
        Ok(left_out) => left_out,
        Err(errors) => {
            shown.errors = errors;
            return page::render(&shown, StatusCode::UNPROCESSABLE_ENTITY, &who);
        }
    };
    let cover = cover(
        &shown,
        &who,
        &bind::left_out_words(&shown.papers, &left_out, &why),
    );
    if let Some(gap) = cover.gaps().first() {
        let why = format!("The papers cannot be bound yet. {}", gap.words());
        shown.errors = FieldErrors::on("form", why);
        return page::render(&shown, StatusCode::UNPROCESSABLE_ENTITY, &who);
    }
    let reference = shown.case.reference().to_string();
    let export = match exports::count(&app, &who, Kind::AssessorPack, reference).await {
        Ok(export) => export,
        Err(WebError::Wait(wait)) => {
            shown.errors = FieldErrors::on("form", wait.words());
            return wait.shown_on(&shown, &who);
        }
        Err(other) => return Err(other),
    };
    let bound = bind::bundle(&shown.case, &shown.papers, &left_out, &why, &cover, who.now);
    let whose = Whose::Person(who.actor.id);
    let bytes = app.maker.bundle(whose, bound).await?;
    let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let new = NewPack {
        complaint: shown.case.complaint.id,
        papers: count(shown.papers.all.len() - left_out.len()),
        left_out: count(left_out.len() + shown.papers.by_rule.len()),
        why,
        bytes,
        files: shown
            .papers
            .all
            .iter()
            .filter(|paper| !left_out.contains(&paper.key))
            .filter_map(|paper| paper.file.clone())
            .collect(),
    };
    let (by, at, size) = (
        who.actor.id,
        who.now,
        shown.papers.all.len() - left_out.len(),
    );
    app.db
        .write(move |conn| assessor_packs::add(conn, &new, by, at))
        .await?;
    exports::finished(&app, export, size).await;
    Ok(page::see_other(&paths::of(
        shown.case.reference(),
        "assessor-pack",
    )))
}

/// The keys of what stays behind.
fn choices(shown: &PackPage, why: &str) -> Result<Vec<String>, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut left_out = Vec::new();
    for paper in shown.papers.to_review() {
        match shown.typed.get(&paper.field()).map(String::as_str) {
            Some("in") => {}
            Some("out") => left_out.push(paper.key.clone()),
            _ => errors.add(
                paper.field(),
                format!("Decide whether to include this: {}", paper.title),
            ),
        }
    }
    if !left_out.is_empty() && why.is_empty() {
        errors.add("why", "Say why something is left out");
    }
    errors.or(left_out)
}

/// GET `/complaints/{reference}/assessor-pack/{id}`: the PDF as it was bound.
///
/// # Errors
/// As [`show`]; `NotFound` for one of another complaint.
pub async fn pdf(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<(String, i64)>,
) -> Result<HttpResponse, WebError> {
    let (reference, id) = path.into_inner();
    let case = case::load(&app, &who, &reference).await?;
    permits(
        StepKind::AssessorReferral,
        &case.complaint,
        &who.actor,
        &who.ctx(),
    )?;
    let complaint = case.complaint.id;
    let (bytes, opened) = app
        .db
        .read(move |conn| assessor_packs::bytes(conn, complaint, id))
        .await?;
    if !opened {
        // Before they are handed out: what somebody has is never removed here.
        let at = who.now;
        app.db
            .write(move |conn| assessor_packs::opened(conn, id, at))
            .await?;
    }
    let name = format!("attachment; filename=\"{reference}-papers-{id}.pdf\"");
    let mut answer = HttpResponse::Ok();
    answer
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, name));
    handed::bytes(&app, answer, bytes).await
}
