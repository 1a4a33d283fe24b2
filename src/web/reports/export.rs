//! GET `/reports.csv`: the figures of the page, as a file for a spreadsheet.
use super::figures::{self, Asked, Figures};
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use crate::web::{App, csv, exports, paths};
use actix_web::{HttpResponse, web};
use storage::exports::Kind;
use storage::reports::Share;

/// GET `/reports.csv`, with the filters of the page.
///
/// # Errors
/// The refusal; `Wait` after too many files; storage faults.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    figures::may(&who)?;
    let what = paths::reports_export(&asked.weeks, &asked.area);
    let export = exports::count(&app, &who, Kind::ReportsCsv, what).await?;
    let figures = figures::load(&app, &who, &asked).await?;
    let text = written(&figures);
    exports::finished(&app, export, text.lines().count().saturating_sub(1)).await;
    let name = format!("report-{}-to-{}.csv", figures.first, figures.last);
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(csv::as_file(&name))
        .body(text))
}

fn written(figures: &Figures) -> String {
    let mut text = csv::MARK.to_owned();
    text.push_str(&csv::line(["Figure", "Of what", "Number", "Out of"]));
    let area = figures.area.as_ref().map_or("All areas", |a| &a.name);
    let whole = |n: i64| Share { part: n, of: n };
    let mut add = |figure: &str, what: &str, share: Share| {
        let (part, of) = (share.part.to_string(), share.of.to_string());
        text.push_str(&csv::line([figure, what, part.as_str(), of.as_str()]));
    };
    add("Received", area, whole(figures.received));
    for kept in &figures.promises {
        add("In time", kept.promise.label(), kept.in_time);
    }
    for kept in &figures.promises {
        add(
            "Running late now",
            kept.promise.label(),
            whole(kept.running_late),
        );
    }
    for kept in figures.promises.iter().filter(|kept| kept.in_letters()) {
        add(
            "Of those, written and not sent",
            kept.promise.label(),
            whole(kept.unsent_late),
        );
    }
    add("Upheld or partly upheld", "Complaints", figures.upheld);
    add("Went to stage 2", "Complaints", figures.escalated);
    for alleged in &figures.alleged {
        let ground = alleged
            .ground
            .map_or("Outside our procedure", |g| g.label());
        add("Upheld or partly upheld", ground, alleged.upheld);
    }
    let restrictions = &figures.restrictions;
    for (what, number) in [
        ("In force today", restrictions.live),
        ("Began", restrictions.new),
        ("Ended or lifted", restrictions.ended),
        ("Appealed", restrictions.appealed),
    ] {
        add(
            "Restrictions of complainants",
            what,
            whole(i64::try_from(number).unwrap_or(i64::MAX)),
        );
    }
    for week in &figures.weeks {
        let monday = format!("Week from {}", week.from);
        add("Acknowledged in time", &monday, week.share);
    }
    // Nobody takes a figure that could not be read for nought.
    for what in figures.unreadable.words() {
        text.push_str(&csv::line(["Could not be read", what.as_str(), "", ""]));
    }
    text
}
