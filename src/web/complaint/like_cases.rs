//! Like cases: points of other complaints that were upheld and are like the points of this one, so that like is answered
//! alike. Each complaint is still decided on its own merits.
use crate::web::case::{self, Case};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, http::StatusCode, web};
use procedure::likeness::{Likeness, likeness};
use storage::like_cases::{self, Upheld};

/// Like points that are shown for each point.
const SHOWN: usize = 8;

/// One point of the complaint, and those like it.
pub struct Point {
    pub number: i32,
    pub ground: &'static str,
    pub alleged: String,
    pub like: Vec<(Likeness, Upheld)>,
}

#[derive(askama::Template)]
#[template(path = "complaint/like_cases.html")]
struct LikeCasesPage {
    case: Case,
    points: Vec<Point>,
    /// How many upheld points were compared.
    compared: usize,
}

/// GET `/complaints/{reference}/like-cases`.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    let (actor, id) = (who.actor.clone(), case.complaint.id);
    let upheld = app
        .db
        .read(move |conn| like_cases::upheld(conn, &actor, id))
        .await?;
    let points = case.complaint.in_scope().map(|point| Point {
        number: point.number,
        ground: point
            .ground
            .map_or("No ground chosen", |ground| ground.label()),
        alleged: point.alleged.clone(),
        like: like(point, &upheld),
    });
    let page = LikeCasesPage {
        points: points.collect(),
        compared: upheld.len(),
        case,
    };
    page::render(&page, StatusCode::OK, &who)
}

/// The most alike first; of those that are as alike, the newest.
fn like(point: &procedure::Allegation, upheld: &[Upheld]) -> Vec<(Likeness, Upheld)> {
    let mine = (point.ground, point.alleged.as_str());
    let alike = |one: &Upheld| likeness(mine, (one.ground, &one.alleged));
    let mut found: Vec<(Likeness, Upheld)> = upheld
        .iter()
        .filter_map(|one| Some((alike(one)?, one.clone())))
        .collect();
    found.sort_by_key(|(how, _)| std::cmp::Reverse(*how));
    found.truncate(SHOWN);
    found
}
