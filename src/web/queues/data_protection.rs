//! GET `/data-protection`: complaints that are also about personal data, until the answer to that is recorded (rule 94).
use crate::web::clock_view::ClockView;
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::signed_in::SignedIn;
use crate::web::{App, page, paths};
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use procedure::{Screen, StepKind, permits_screen};
use storage::data_protection::{self, AboutData, Acknowledge};
use storage::queues::Count;
use storage::unreadable::Unreadable;

/// Complaints of the list.
const MOST: i64 = 100;

/// A complaint as it is drawn.
struct Row {
    one: AboutData,
    /// Until when it is to be acknowledged; none once it is, and when that cannot be read.
    clock: Option<ClockView>,
}

impl Row {
    fn tone(&self) -> &'static str {
        match (&self.clock, self.one.acknowledge) {
            (Some(clock), _) => clock.state,
            // In doubt it is late: then somebody looks at it.
            (None, Acknowledge::Unreadable) => "late",
            (None, Acknowledge::Owed(..) | Acknowledge::Done) => "",
        }
    }
    /// What stands in place of a clock.
    fn state(&self) -> &'static str {
        match self.one.acknowledge {
            Acknowledge::Unreadable => "Cannot be read",
            Acknowledge::Owed(..) | Acknowledge::Done => "Acknowledged",
        }
    }
    fn step(&self) -> String {
        paths::step(&self.one.row.reference, &StepKind::DataProtection)
    }
}

#[derive(askama::Template)]
#[template(path = "queues/data_protection.html")]
struct DataProtectionPage {
    rows: Vec<Row>,
    count: Count,
}

impl DataProtectionPage {
    fn more(&self) -> bool {
        i64::try_from(self.rows.len()).is_ok_and(|shown| shown < self.count.all)
    }
}

/// GET `/data-protection`.
///
/// # Errors
/// The refusal for those who are not in Customer Relations.
pub async fn show(app: web::Data<App>, who: SignedIn) -> Result<HttpResponse, WebError> {
    permits_screen(Screen::DataProtection, &who.actor)?;
    let reader = who.clone();
    let (rows, count, unreadable) = app
        .db
        .read(move |conn| {
            let mut missing = Unreadable::default();
            let (actor, now) = (&reader.actor, reader.now);
            let rows = data_protection::list(conn, actor, MOST);
            let rows = missing.part("the complaints of this list", rows)?;
            let count = data_protection::count(conn, actor, now);
            let count = missing.part("how many there are", count)?;
            Ok((rows, count, missing))
        })
        .await?;
    let calendar = &who.rules.calendar;
    let clock = |one: &AboutData| match one.acknowledge {
        Acknowledge::Owed(from, due) => Some(ClockView::new(calendar, who.now, (from, due))),
        Acknowledge::Unreadable | Acknowledge::Done => None,
    };
    let rows = rows.into_iter().map(|one| Row {
        clock: clock(&one),
        one,
    });
    let shown = DataProtectionPage {
        rows: rows.collect(),
        count,
    };
    page::render_without(&shown, StatusCode::OK, &who, &unreadable)
}
