//! The papers for the Independent Assessor: looked through, bound, kept.
use crate::support::Cast::{Leader, Relations, Staff, Staff3};
use crate::support::{Page, TestApp};
use procedure::Reference;
use storage::assessor_packs;

fn address(reference: &Reference) -> String {
    format!("/complaints/{reference}/assessor-pack")
}

async fn bind(app: &TestApp, reference: &Reference, more: &[(&str, &str)]) -> Page {
    let version = app.complaint(reference).await.version.0.to_string();
    let mut form = vec![("version", version.as_str())];
    form.extend_from_slice(more);
    app.post(Relations, &address(reference), &form).await
}

async fn packs(app: &TestApp, reference: &Reference) -> Vec<assessor_packs::Pack> {
    let id = app.complaint(reference).await.id;
    app.read(move |conn| assessor_packs::of_complaint(conn, id))
        .await
}

async fn noted(app: &TestApp, reference: &Reference, words: &str) {
    let version = app.complaint(reference).await.version.0.to_string();
    let form = [("version", version.as_str()), ("note", words)];
    app.post(Relations, &format!("/complaints/{reference}/note"), &form)
        .await
        .is(303);
}

#[actix_web::test]
async fn nothing_is_bound_before_a_letter_completed_the_procedure() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    app.get(Relations, &address(&reference))
        .await
        .says("Not ready to be bound");
    let refused = bind(&app, &reference, &[]).await;
    refused.is(422);
    assert!(packs(&app, &reference).await.is_empty());
    app.get(Staff, &address(&reference)).await.is(404);
    app.get(Leader, &address(&reference)).await.is(403);
}

#[actix_web::test]
async fn what_names_somebody_else_is_decided_on_and_the_papers_are_kept_as_bound() {
    let app = TestApp::start().await;
    let reference = app.finally_answered().await;
    let page = app.get(Relations, &address(&reference)).await;
    page.is(200);
    let fields: Vec<String> = page.names("paper_");
    let held = app.get(Staff3, &address(&reference)).await;
    held.is(404);
    if !fields.is_empty() {
        bind(&app, &reference, &[]).await.is(422);
    }
    let all: Vec<(&str, &str)> = fields.iter().map(|name| (name.as_str(), "in")).collect();
    bind(&app, &reference, &all).await.is(303);
    let bound = packs(&app, &reference).await;
    assert_eq!(bound.len(), 1);
    let pdf = app
        .get(
            Relations,
            &format!("{}/{}", address(&reference), bound[0].id),
        )
        .await;
    pdf.is(200);
    app.get(Staff, &format!("{}/{}", address(&reference), bound[0].id))
        .await
        .is(403);
    let other = app.acknowledged().await;
    app.get(Relations, &format!("{}/{}", address(&other), bound[0].id))
        .await
        .is(404);
}

#[actix_web::test]
async fn what_is_held_back_needs_a_reason_and_a_stale_page_binds_nothing() {
    let app = TestApp::start().await;
    let reference = app.finally_answered().await;
    noted(
        &app,
        &reference,
        "Northgrid Power said that the meter is right",
    )
    .await;
    let supplier = app.complaint(&reference).await.details.supplier;
    let page = app.get(Relations, &address(&reference)).await;
    let fields: Vec<String> = page.names("paper_");
    let out: Vec<(&str, &str)> = fields.iter().map(|name| (name.as_str(), "out")).collect();
    if !out.is_empty() {
        let refused = bind(&app, &reference, &out).await;
        refused.is(422);
        refused.says("Say why something is left out");
        bind(
            &app,
            &reference,
            &[&out[..], &[("why", "They are about the supplier")]].concat(),
        )
        .await
        .is(303);
        assert!(packs(&app, &reference).await[0].left_out > 0, "{supplier}");
    }
    let stale = app
        .post(Relations, &address(&reference), &[("version", "0")])
        .await;
    stale.is(409);
}
