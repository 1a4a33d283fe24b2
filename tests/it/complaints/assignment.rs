use crate::support::Cast::{Leader, Leader2, Relations, Staff};
use crate::support::TestApp;

#[actix_web::test]
async fn the_leader_assigns_an_individual() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let page = format!("/complaints/{reference}/assignment");
    let version = app.get(Leader, &page).await.value("version");
    let none = app.post(Leader, &page, &[("version", &version)]).await;
    none.is(422);
    none.says("Choose who will respond");
    let done = app
        .post(
            Leader,
            &page,
            &[("version", &version), ("assignee", &Staff.id().to_string())],
        )
        .await;
    done.is(303);
    assert_eq!(app.complaint(&reference).await.assignee, Some(Staff.id()));
}

#[actix_web::test]
async fn others_cannot() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let page = format!("/complaints/{reference}/assignment");
    app.get(Leader2, &page).await.is(404);
    app.get(Staff, &page).await.is(404);
    let refused = app.get(Relations, &page).await;
    refused.is(403);
    refused.says("Only the Leader of Energy or their deputy");
    app.get(Leader, "/complaints/nonsense/assignment")
        .await
        .is(404);
}

#[actix_web::test]
async fn a_stale_page_is_told_and_keeps_its_words() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/assignment");
    let again = app
        .post(
            Leader,
            &page,
            &[
                ("version", "0"),
                ("assignee", "4"),
                ("reason", "Too many cases"),
            ],
        )
        .await;
    again.is(409);
    again.says("While you were writing");
    again.says("Assigned to Sian Bevan");
    assert_eq!(again.value("reason"), "Too many cases");
}

/// Rule 31: the complainant hears of every change, unless the Leader says not to.
#[actix_web::test]
async fn moving_it_tells_the_complainant_unless_unticked() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/assignment");
    let shown = app.get(Leader, &page).await;
    shown.says("Sian Bevan has it now");
    shown.says("1 of 8 complaints");
    assert_eq!(shown.value("tell"), "yes");
    let version = shown.value("version");
    let mut form = vec![
        ("version", version.as_str()),
        ("assignee", "4"),
        ("reason", "Too many cases"),
        ("tell", "yes"),
        ("told_why", "Sian is <b>away</b>."),
        ("channel", "email"),
        ("format", "standard"),
        ("act", "preview"),
    ];
    let preview = app.post(Leader, &page, &form).await;
    preview.is(200);
    preview.says("Marcus Bell is dealing with your complaint");
    preview.says_not("<b>away</b>");
    form.pop();
    app.post(Leader, &page, &form).await.is(303);
    assert_eq!(change_letters(&app, &reference).await, 1);
    let version = app.get(Leader, &page).await.value("version");
    let quiet = [
        ("version", version.as_str()),
        ("assignee", "3"),
        ("reason", "Back again"),
    ];
    let refused = app.post(Leader, &page, &quiet).await;
    refused.is(422);
    refused.says("Say why the complainant is not told");
    assert_eq!(refused.value("reason"), "Back again");
    let quiet = [quiet.as_slice(), &[("untold_why", "They rang and know")]].concat();
    app.post(Leader, &page, &quiet).await.is(303);
    let history = app
        .get(Leader, &format!("/complaints/{reference}/history"))
        .await;
    history.says("The complainant was not told: They rang and know");
    let overview = app.get(Leader, &format!("/complaints/{reference}")).await;
    assert!(overview.text("aside").contains("Changed 2 times"));
    assert_eq!(change_letters(&app, &reference).await, 1);
    assert_eq!(app.complaint(&reference).await.assignee, Some(Staff.id()));
}

async fn change_letters(app: &TestApp, reference: &procedure::Reference) -> i64 {
    use diesel::prelude::*;
    use storage::schema::letters;
    let id = app.complaint(reference).await.id;
    app.read(move |conn| {
        Ok(letters::table
            .filter(letters::complaint_id.eq(id.0))
            .filter(letters::kind.eq("change_of_contact"))
            .count()
            .get_result(conn)?)
    })
    .await
}
