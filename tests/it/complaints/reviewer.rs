use crate::support::Cast::{Executive, Executive2, Leader, Leader2, Relations, Staff};
use crate::support::TestApp;
use diesel::prelude::*;
use procedure::Reference;
use procedure::vocabulary::{LetterKind, Stage};
use storage::schema::{letters, subjects};

type Fields = Vec<(&'static str, String)>;

async fn fields(app: &TestApp, page: &str) -> Fields {
    let version = app.get(Relations, page).await.value("version");
    vec![
        ("version", version),
        ("circumstance_plain", "yes".into()),
        ("decider", Leader2.id().to_string()),
        ("reason", "From another <b>line</b>".into()),
        ("channel", "email".into()),
        ("format", "standard".into()),
    ]
}

fn borrowed(fields: &Fields) -> Vec<(&str, &str)> {
    fields.iter().map(|(k, v)| (*k, v.as_str())).collect()
}

fn with(mut fields: Fields, name: &'static str, value: impl Into<String>) -> Fields {
    fields.retain(|(k, _)| *k != name);
    fields.push((name, value.into()));
    fields
}

async fn letter_kinds(app: &TestApp, reference: &Reference) -> Vec<String> {
    let id = app.complaint(reference).await.id;
    app.read(move |conn| {
        Ok(letters::table
            .filter(letters::complaint_id.eq(id.0))
            .order(letters::id)
            .select(letters::kind)
            .load::<String>(conn)?)
    })
    .await
}

/// Rules 55 and 56: the choice, its reason and the letter are one act.
#[actix_web::test]
async fn choosing_sends_the_acknowledgement_in_one_act() {
    let app = TestApp::start().await;
    let reference = app.escalated().await;
    let page = format!("/complaints/{reference}/reviewer");
    let shown = app.get(Relations, &page).await;
    shown.says("Nobody listened to the calls");
    shown.says("Nobody chosen yet to decide the second stage");
    shown.says(&format!("/complaints/{reference}/refusal"));
    let form = fields(&app, &page).await;
    let bare = app.post(Relations, &page, &borrowed(&form)[..1]).await;
    bare.is(422);
    bare.says("Say why this person should decide it");
    bare.says("Choose who will issue the final response");
    let done = app.post(Relations, &page, &borrowed(&form)).await;
    done.is(303);
    let c = app.complaint(&reference).await;
    assert_eq!(
        (c.stage, c.decider),
        (Stage::FinalReview, Some(Leader2.id()))
    );
    let last = letter_kinds(&app, &reference).await.pop().unwrap();
    assert_eq!(last, LetterKind::EscalationAcknowledgement.as_str());
}

/// The suggestion is worked out without recording anything, and what was typed stays.
#[actix_web::test]
async fn the_suggestion_is_worked_out_again_and_words_are_kept() {
    let app = TestApp::start().await;
    let reference = app.escalated().await;
    let page = format!("/complaints/{reference}/reviewer");
    let form = with(fields(&app, &page).await, "act", "preview");
    let form = with(form, "circumstance_discrimination", "yes");
    let before = app.complaint(&reference).await.version;
    let shown = app.post(Relations, &page, &borrowed(&form)).await;
    shown.is(200);
    shown.says("A senior complaint executive, because: discrimination is alleged");
    shown.says("Dev Patel, leader, will look at your complaint");
    assert_eq!(shown.value("reason"), "From another <b>line</b>");
    assert_eq!(shown.value("decider"), Leader2.id().to_string());
    assert_eq!(app.complaint(&reference).await.version, before);
}

/// Rule 57, HARD: never anybody from stage 1, nobody named, nobody below a leader; however it is sent.
#[actix_web::test]
async fn nobody_from_stage_1_and_nobody_named_can_be_chosen() {
    let app = TestApp::start().await;
    let reference = app.escalated().await;
    let id = app.complaint(&reference).await.id;
    app.write(move |conn| {
        diesel::insert_into(subjects::table)
            .values((
                subjects::complaint_id.eq(id.0),
                subjects::person_id.eq(Executive2.id().0),
                subjects::name.eq("Magda Nowak"),
            ))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let page = format!("/complaints/{reference}/reviewer");
    let form = fields(&app, &page).await;
    app.get(Relations, &page)
        .await
        .says("Cannot be chosen: assigned it on 24 November 2026");
    for (who, why) in [
        (Leader, "assigned it on 24 November 2026"),
        (Staff, "not a leader"),
        (Executive2, "named in the complaint"),
    ] {
        let forged = with(form.clone(), "decider", who.id().to_string());
        let refused = app.post(Relations, &page, &borrowed(&forged)).await;
        refused.is(422);
        refused.says(&format!("{} cannot decide it: {why}", who.name()));
    }
    app.get(Executive2, &page).await.is(404);
    let forged = with(form, "decider", "999");
    app.post(Executive, &page, &borrowed(&forged))
        .await
        .says("Choose who will issue");
}

#[actix_web::test]
async fn only_customer_relations_chooses_and_a_stale_page_is_told() {
    let app = TestApp::start().await;
    let reference = app.escalated().await;
    let page = format!("/complaints/{reference}/reviewer");
    let form = fields(&app, &page).await;
    let refused = app.post(Leader, &page, &borrowed(&form)).await;
    refused.is(403);
    refused.says("Only Customer Relations can choose");
    app.get(Leader2, &page).await.is(404);
    app.post(
        Staff,
        &page,
        &borrowed(&with(form.clone(), "act", "preview")),
    )
    .await
    .is(403);
    let stale = app
        .post(Relations, &page, &borrowed(&with(form, "version", "1")))
        .await;
    stale.is(409);
    stale.says("While you were writing");
    assert_eq!(stale.value("reason"), "From another <b>line</b>");
    let answered = app.answered().await;
    app.get(Relations, &format!("/complaints/{answered}/reviewer"))
        .await
        .is(409);
}

/// Rule 24: another way than the one they prefer asks why.
#[actix_web::test]
async fn another_way_of_sending_asks_why() {
    let app = TestApp::start().await;
    let reference = app.escalated().await;
    let page = format!("/complaints/{reference}/reviewer");
    let form = with(fields(&app, &page).await, "channel", "post");
    let refused = app.post(Relations, &page, &borrowed(&form)).await;
    refused.is(422);
    refused.says("Say why this letter goes another way");
    let form = with(form, "dispatch_reason", "She rang and asked for paper");
    app.post(Relations, &page, &borrowed(&form)).await.is(303);
}
