//! The report: whole weeks, real clocks, and who may read it.
use crate::support::Cast::{Admin, Executive, Leader, Relations, Staff};
use crate::support::{Page, TestApp};
use chrono::Duration;

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
    assert_eq!(page.all("tbody tr").len(), 12);
    for who in [Staff, Admin] {
        app.get(who, "/reports").await.is(403);
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
        redress::procedure::steps::acknowledgement::Acknowledge {
            area: None,
            dispatch: redress::procedure::steps::dispatch::Dispatch::preferred(c),
            triaged: Some(crate::support::steps::a_triage()),
        }
    })
    .await
    .unwrap_err();
    let unfinished = app.get(Executive, "/reports").await;
    assert_eq!(figure(&unfinished, "Received"), "3");
    assert_eq!(figure(&unfinished, "Acknowledged in time"), "100% 2 of 2");
    unfinished.says("1 still run past their time now");
    assert_eq!(figure(&unfinished, "Assigned in time"), "100% 2 of 2");
    assert_eq!(
        figure(&unfinished, "Upheld or upheld in part"),
        "100% 1 of 1"
    );
    assert_eq!(figure(&unfinished, "Went to stage 2"), "33% 1 of 3");
    assert_eq!(unfinished.all("tbody th")[0], "23 Nov");
    assert_eq!(unfinished.all("tbody td.num")[..3], ["2", "0", "100%"]);
}
