//! Complainants: found by Customer Relations, seen by those who see a complaint of theirs.
use crate::support::Cast::{Executive, Leader, Leader2, Relations, Staff, Staff2};
use crate::support::TestApp;
use procedure::ComplainantId;

#[actix_web::test]
async fn customer_relations_find_people_by_name_email_and_postcode() {
    let app = TestApp::start().await;
    app.logged().await;
    for typed in [
        "jan",
        "whitlock",
        "janet.whitlock%40example.co.uk",
        "SK2+5QB",
        "",
    ] {
        let page = app
            .get(Relations, &format!("/complainants?q={typed}"))
            .await;
        page.is(200);
        assert_eq!(page.all("tbody .who"), ["Janet Whitlock"], "{typed}");
    }
    let none = app.get(Executive, "/complainants?q=nobody").await;
    none.says("Nobody you may see matches.");
    for who in [Leader, Staff] {
        let refused = app.get(who, "/complainants").await;
        refused.is(403);
        refused.says("Only Customer Relations can search complainants");
    }
}

#[actix_web::test]
async fn a_page_shows_what_the_reader_may_see_and_no_more() {
    let app = TestApp::start().await;
    let seen = app.assigned().await.to_string();
    let id = app.complaint(&seen.parse_reference()).await.complainant_id;
    let hidden = app
        .logged_as(|intake| {
            intake.complainant = Some(id);
            intake.details.summary = "Something only Customer Relations know".into();
        })
        .await
        .to_string();
    let path = format!("/complainants/{id}");
    let all = app.get(Relations, &path).await;
    all.says(&seen);
    all.says(&hidden);
    all.says("2 service complaints since November 2026. 2 open.");
    all.says(&format!("/complaints/new?complainant={id}"));
    for who in [Leader, Staff] {
        let some = app.get(who, &path).await;
        some.is(200);
        some.says(&seen);
        some.says_not(&hidden);
        some.says_not("only Customer Relations know");
        some.says("1 service complaint since");
    }
    for who in [Leader2, Staff2] {
        app.get(who, &path).await.is(404);
    }
    app.get(Relations, &format!("/complainants/{}", ComplainantId(99)))
        .await
        .is(404);
}

#[actix_web::test]
async fn the_fair_view_counts_what_is_finished() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    let id = app.complaint(&reference).await.complainant_id;
    app.later(chrono::Duration::minutes(1));
    let open = app.get(Relations, &format!("/complainants/{id}")).await;
    open.says("None of these is finished yet.");
    open.says("100% (1 of 1)");
}

trait ParseReference {
    fn parse_reference(&self) -> procedure::Reference;
}
impl ParseReference for String {
    fn parse_reference(&self) -> procedure::Reference {
        procedure::Reference::parse(self).unwrap()
    }
}
