//! The report: whole weeks, real clocks, and who may read it.
use crate::support::Cast::{Admin, Executive, Leader, Relations, Staff};
use crate::support::owed::refused_after_a_hand_back;
use crate::support::steps::upheld;
use crate::support::{Page, TestApp};
use chrono::Duration;
use procedure::dispatch::Dispatch;
use procedure::steps::response::IssueResponse;

fn figure(page: &Page, label: &str) -> String {
    let at = page
        .all(".stat dt")
        .iter()
        .position(|l| l == label)
        .unwrap();
    page.all(".stat dt + dd").into_iter().nth(at).unwrap()
}

#[actix_web::test]
async fn nothing_is_reported_as_nothing() {
    let app = TestApp::start().await;
    let page = app.get(Relations, "/reports").await;
    page.is(200);
    page.says("Twelve weeks from Monday 31 August 2026 to Sunday 22 November 2026");
    assert_eq!(figure(&page, "Acknowledged in time"), "– 0 of 0");
    assert_eq!(page.all("tbody th.nb").len(), 12);
    page.says("No clock stopped in these weeks.");
    for who in [Staff, Admin] {
        app.get(who, "/reports").await.is(403);
        app.get(who, "/reports.csv").await.is(403);
    }
    app.get(Leader, "/reports").await.is(200);
}

#[actix_web::test]
async fn figures_come_from_the_clocks() {
    let app = TestApp::start().await;
    app.escalated().await;
    app.assigned().await;
    let late = app.logged().await;
    app.later(Duration::days(6));
    app.step(Relations, &late, |c| {
        procedure::steps::acknowledgement::Acknowledge {
            area: None,
            dispatch: procedure::dispatch::Dispatch::preferred(c),
            triaged: Some(crate::support::steps::a_triage()),
        }
    })
    .await
    .unwrap_err();
    let unfinished = app.get(Executive, "/reports").await;
    assert_eq!(figure(&unfinished, "Received"), "3");
    assert_eq!(figure(&unfinished, "Acknowledged in time"), "100% 2 of 2");
    unfinished.says("1 still past their time now");
    unfinished.says("All in time in 1 of 1 week.");
    assert_eq!(figure(&unfinished, "Assigned in time"), "100% 2 of 2");
    assert_eq!(
        figure(&unfinished, "Upheld or upheld in part"),
        "100% 1 of 1"
    );
    assert_eq!(figure(&unfinished, "Went to stage 2"), "33% 1 of 3");
    assert_eq!(unfinished.all("tbody th")[0], "23 Nov");
    assert_eq!(unfinished.all("tbody td.num")[..3], ["2", "0", "100%"]);
}

/// What is counted can be narrowed, and is the same in the file.
#[actix_web::test]
async fn one_area_and_another_period_in_the_page_and_in_the_file() {
    let app = TestApp::start().await;
    let reference = app.escalated().await;
    let area = app.complaint(&reference).await.area.unwrap();
    app.later(Duration::days(6));
    let address = format!("/reports?weeks=4&area={}", area.id);
    let page = app.get(Leader, &address).await;
    page.says("Four weeks from Monday 2 November 2026");
    assert_eq!(figure(&page, "Received"), "1");
    let file = app
        .get(Leader, &address.replace("/reports", "/reports.csv"))
        .await;
    file.is(200);
    assert!(file.html.starts_with('\u{feff}'), "{}", file.html);
    for line in [
        "In time,Acknowledge,1,1\r\n",
        "Upheld or partly upheld,Failed to keep you updated,",
        "Acknowledged in time,Week from 2026-11-23,1,1\r\n",
    ] {
        assert!(file.html.contains(line), "{line} in {}", file.html);
    }
    let elsewhere = app
        .get(Leader, &format!("/reports?area={}", area.id.0 + 1))
        .await;
    assert_eq!(figure(&elsewhere, "Received"), "0");
    assert_eq!(figure(&elsewhere, "Acknowledged in time"), "– 0 of 0");
    // What is no choice narrows nothing.
    let odd = app.get(Leader, "/reports?weeks=x&area=999").await;
    odd.is(200);
    odd.says("all areas");
    assert_eq!(figure(&odd, "Received"), "1");
}

/// Who is complained about does not learn of it from a total.
#[actix_web::test]
async fn a_complaint_about_the_reader_is_in_no_figure() {
    let app = TestApp::start().await;
    app.logged().await;
    app.logged_as(|intake| {
        intake.subjects = vec![procedure::Subject {
            person: Some(Leader.id()),
            name: Leader.name().into(),
            allegation: None,
        }];
    })
    .await;
    app.later(Duration::days(6));
    let figures = async |who| {
        let page = app.get(who, "/reports").await;
        (
            figure(&page, "Received"),
            page.all("strong.late-t").join(" "),
        )
    };
    let (received, late) = figures(Executive).await;
    assert_eq!(
        (received.as_str(), late.as_str()),
        ("2", "2 still past their time now 2")
    );
    let (received, late) = figures(Leader).await;
    assert_eq!(
        (received.as_str(), late.as_str()),
        ("1", "1 still past their time now 1")
    );
}

/// The cells of a line of "Promises kept".
fn promise(page: &Page, name: &str) -> Vec<String> {
    let lines = page.all("[aria-labelledby=kept] tbody tr");
    let at = lines.iter().position(|line| line.starts_with(name));
    let at = at.unwrap_or_else(|| panic!("{name} in {lines:?}"));
    page.all(&format!(
        "[aria-labelledby=kept] tbody tr:nth-child({}) td",
        at + 1
    ))
}

/// A promise is kept when its letter leaves. What was owed no longer by its date is in no share.
#[actix_web::test]
async fn letters_that_left_are_counted_and_nothing_else() {
    let app = TestApp::start().await;
    app.answered().await;
    app.withdrawn().await;
    let response = app.assigned().await;
    let due = app.now().date_naive();
    app.step_written(Staff, &response, |c| IssueResponse {
        findings: vec![upheld(due)],
        dispatch: Dispatch::preferred(c),
        letter_gaps: vec![],
    })
    .await
    .unwrap();
    app.acknowledgement_written().await;
    app.later(Duration::days(21));
    let page = app.get(Relations, "/reports").await;
    assert_eq!(promise(&page, "Acknowledge")[..2], ["3 of 3", "100%"]);
    assert_eq!(promise(&page, "Stage 1 response")[..2], ["1 of 1", "100%"]);
    assert_eq!(
        promise(&page, "Stage 1 response")[2],
        "2 1 written, not sent"
    );
    page.says("1 still past their time now</strong>, 1 of them written and not sent");
    let file = app.get(Relations, "/reports.csv").await;
    file.says("Running late now,Stage 1 response,2,2");
    file.says("\"Of those, written and not sent\",Stage 1 response,1,1");
}

/// Nothing runs late on a complaint that is closed.
#[actix_web::test]
async fn what_was_refused_after_a_hand_back_is_not_late() {
    let app = TestApp::start().await;
    let reference = refused_after_a_hand_back(&app).await;
    let complaint = app.complaint(&reference).await;
    assert!(complaint.is_closed());
    // As earlier versions left it.
    let id = complaint.id.0;
    app.write(move |conn| {
        use diesel::prelude::*;
        use storage::schema::clocks;
        diesel::update(clocks::table.filter(clocks::complaint_id.eq(id)))
            .set((
                clocks::stopped_at.eq(None::<chrono::NaiveDateTime>),
                clocks::in_time.eq(None::<bool>),
            ))
            .execute(conn)?;
        Ok(())
    })
    .await;
    app.later(Duration::days(21));
    let page = app.get(Relations, "/reports").await;
    for name in ["Acknowledge", "Assign", "Stage 1 response"] {
        assert_eq!(promise(&page, name)[2], "0", "{name}");
    }
}
