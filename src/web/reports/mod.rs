//! GET `/reports`: how the promises are kept, over whole weeks.
mod chart;
pub mod export;
mod figures;

use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chart::Chart;
use figures::{Asked, Figures, PERIODS, words};
use procedure::vocabulary::Promise;

#[derive(askama::Template)]
#[template(path = "reports/show.html")]
struct ReportsPage {
    weeks: (u64, &'static str),
    chart: Chart,
    /// The longest bar of what is alleged.
    most: i64,
    acknowledge: String,
    assign: String,
    export: String,
    figures: Figures,
}

/// GET `/reports`, for leaders and Customer Relations. The totals name nobody, so they cover every area.
///
/// # Errors
/// The refusal; storage faults.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    let figures = figures::load(&app, &who, &asked).await?;
    let promises = who.ctx().promises;
    let shown = ReportsPage {
        weeks: asked.weeks(),
        chart: Chart::of(&figures.weeks),
        most: figures
            .alleged
            .iter()
            .map(|a| a.upheld.of)
            .max()
            .unwrap_or(0)
            .max(1),
        acknowledge: promises.acknowledge.to_string(),
        assign: promises.assign.to_string(),
        export: paths::reports_export(&asked.weeks, &asked.area),
        figures,
    };
    let missing = shown.figures.unreadable.clone();
    page::render_without(&shown, StatusCode::OK, &who, &missing)
}

impl ReportsPage {
    fn is_area(&self, area: &procedure::Area) -> bool {
        self.figures.area.as_ref().is_some_and(|a| a.id == area.id)
    }
    /// "All in time in 11 of 12 weeks."
    fn all_in_time(&self) -> String {
        let of = self.figures.weeks.iter().filter(|w| w.share.of > 0);
        let (all, weeks) = (of.clone().filter(|w| w.late == 0).count(), of.count());
        match weeks {
            0 => "No clock stopped in these weeks.".to_owned(),
            1 => format!("All in time in {all} of 1 week."),
            _ => format!("All in time in {all} of {weeks} weeks."),
        }
    }
}
