use crate::support::Cast::{Executive2, Leader2, Relations, Staff, Staff2, Staff3};
use crate::support::TestApp;
use procedure::steps::facts::as_it_stands;
use procedure::{Reference, Subject};

fn page_of(reference: &Reference) -> String {
    format!("/complaints/{reference}/like-cases")
}

/// The answer to a like point, with its remedy, as a link; nothing of a complaint that the reader may not see.
#[actix_web::test]
async fn an_upheld_point_on_the_same_ground_is_shown_to_those_who_may_see_it() {
    let app = TestApp::start().await;
    let mine = app.assigned().await;
    let none = app.get(Staff, &page_of(&mine)).await;
    none.is(200);
    none.says("No point of another complaint that you may see has been upheld yet");
    let answered = app.answered().await;
    let leads = format!("a[href='/complaints/{answered}']");
    let page = app.get(Relations, &page_of(&mine)).await;
    assert!(page.link(&leads).is_some(), "{}", page.text("main"));
    page.says("Upheld");
    page.says("Apology");
    // Its own points are not compared with it, and whoever does not see the other complaint finds no trace of it.
    let own = app.get(Relations, &page_of(&answered)).await;
    own.says("No point of another complaint that you may see has been upheld yet");
    app.get(Staff3, &page_of(&mine)).await.is(404);
    // Complained about in it: no trace, whatever their rank.
    app.step(Relations, &answered, |c| {
        let mut step = as_it_stands(c);
        step.subjects = vec![Subject {
            person: Some(Executive2.id()),
            name: "Somebody".into(),
            allegation: None,
        }];
        step.reason = "Their letter names her".into();
        step
    })
    .await
    .unwrap();
    let walled = app.get(Executive2, &page_of(&mine)).await;
    walled.is(200);
    walled.says_not(answered.as_str());
    walled.says("No point of another complaint that you may see has been upheld yet");
}

/// Fresh eyes: what stage 1 found in a complaint that stage 2 is looking at is in nobody's list.
#[actix_web::test]
async fn what_stage_2_is_looking_at_is_left_out() {
    let app = TestApp::start().await;
    let looked_at = app.to_view().await;
    // With a point on the same ground.
    let other = app.assigned().await;
    for who in [Leader2, Relations] {
        let page = app.get(who, &page_of(&other)).await;
        if page.status.as_u16() == 404 {
            continue;
        }
        page.says_not(looked_at.as_str());
    }
    let own = app.get(Leader2, &page_of(&looked_at)).await;
    own.is(200);
    own.says("No point of another complaint that you may see has been upheld yet");
}

/// The editors and the page of related complaints lead to it.
#[actix_web::test]
async fn both_editors_and_the_complaint_lead_to_it() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let leads = format!("a[href='{}']", page_of(&reference));
    for page in ["response", "related"] {
        let page = app
            .get(Staff, &format!("/complaints/{reference}/{page}"))
            .await;
        assert!(page.link(&leads).is_some());
    }
    app.get(Staff2, &page_of(&reference)).await.is(404);
    let reviewed = app.in_final_review().await;
    let leads = format!("a[href='{}']", page_of(&reviewed));
    let editor = app
        .get(Leader2, &format!("/complaints/{reviewed}/final-response"))
        .await;
    assert!(editor.link(&leads).is_some());
}
