//! A form that is sent is dealt with once: the complaint is loaded, the form becomes a step, one letter is composed and
//! it is asked once who may, whether the step is recorded or the page comes back.
use crate::complaints::response::Form;
use crate::support::Cast::{self, Leader, Leader2, Relations};
use crate::support::{Page, TestApp};

/// [loads, forms read, letters, permissions].
type Counts = [usize; 4];
const ONCE: Counts = [1, 1, 1, 1];

async fn sent(app: &TestApp, who: Cast, path: &str, form: &[(&str, &str)]) -> (Page, Counts) {
    app.app.db.tally.take();
    let page = app.post(who, path, form).await;
    (page, app.app.db.tally.take())
}

#[actix_web::test]
async fn an_assignment_is() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let path = format!("/complaints/{reference}/assignment");
    let version = app.complaint(&reference).await.version.to_string();
    let other = Cast::Staff2.id().to_string();
    let mut form = vec![
        ("version", version.as_str()),
        ("assignee", other.as_str()),
        ("tell", "yes"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    let (refused, counts) = sent(&app, Leader, &path, &form).await;
    refused.is(422);
    refused.says("Say why it moves to somebody else");
    assert_eq!(counts, ONCE);
    form.push(("reason", "Sian is on leave"));
    let (done, counts) = sent(&app, Leader, &path, &form).await;
    done.is(303);
    assert_eq!(counts, ONCE);
    // A form that is stale comes back from the same one look.
    let (stale, counts) = sent(&app, Leader, &path, &form).await;
    stale.is(409);
    assert_eq!(counts, [1, 1, 1, 0]);
}

#[actix_web::test]
async fn triage_is() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let path = format!("/complaints/{reference}/acknowledgement");
    let mut form = vec![
        ("version", "0"),
        ("act", "acknowledge"),
        ("alleged_1", "No update since 12 October"),
        ("ground_1", "not_kept_updated"),
        ("scope_1", "can_investigate"),
        ("needs_asked", "yes"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    let (refused, counts) = sent(&app, Relations, &path, &form).await;
    refused.is(422);
    assert_eq!(counts, ONCE);
    form[1].1 = "save";
    let (saved, counts) = sent(&app, Relations, &path, &form).await;
    saved.is(303);
    assert_eq!(counts, ONCE);
    let version = app.complaint(&reference).await.version.to_string();
    form[0].1 = &version;
    form[1].1 = "acknowledge";
    form.push(("area", "1"));
    let (done, counts) = sent(&app, Relations, &path, &form).await;
    done.is(303);
    assert_eq!(counts, ONCE);
}

#[actix_web::test]
async fn a_final_response_is() {
    let app = TestApp::start().await;
    app.assessor_is_known().await;
    let reference = app.in_final_review().await;
    let path = format!("/complaints/{reference}/final-response");
    let mut form = Form::whole(&app.get(Leader2, &path).await);
    form.set("changed_1", "kept");
    app.app.db.tally.take();
    let done = form.send(&app, Leader2, &path, "issue").await;
    done.is(303);
    assert_eq!(app.app.db.tally.take(), ONCE);
}
