//! Row 30: absence must not strand a case.
use super::Forged;
use crate::support::Cast::{self, Leader2, Relations, Staff};
use crate::support::TestApp;
use redress::procedure::steps::taking::Take;

#[actix_web::test]
async fn row_30_nobody_leaves_complaints_behind() {
    let app = TestApp::start().await;
    app.assigned().await;
    app.in_final_review().await;
    let taken = app.logged().await;
    app.step(Relations, &taken, |_| Take).await.unwrap();
    for whose in [Staff, Leader2, Relations] {
        refused(&app, whose).await;
    }
}

async fn refused(app: &TestApp, whose: Cast) {
    let path = format!("/administration/people/{}/state", whose.id());
    let says = "They hold open complaints. Have each moved first";
    for forged in ["no", "", "false"] {
        let form = Forged::of("30", path.clone(), &[("active", forged)], says);
        form.is_refused(app).await;
    }
}
