use crate::support::Cast::{
    Admin, Executive, Leader, Leader2, Relations, Relations2, Staff, Staff3,
};
use crate::support::steps::an_intake;
use crate::support::{Page, TestApp};
use chrono::Duration;
use procedure::Subject;
use procedure::vocabulary::{Channel, LetterFormat};

fn buttons(page: &Page) -> Vec<String> {
    page.all(".next .btn")
}

#[actix_web::test]
async fn the_page_says_what_is_owed_by_whom_and_by_when() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let page = format!("/complaints/{reference}");
    let leader = app.get(Leader, &page).await;
    leader.is(200);
    assert_eq!(
        leader.text(".next__what"),
        "Assign an individual to respond"
    );
    leader.says("You, leading Energy");
    assert_eq!(leader.text(".next__now .btn--primary"), "Assign");
    let relations = app.get(Relations, &page).await;
    relations.says("The Leader of Energy, Helen Marsh");
    relations
        .says("Only the Leader of Energy or their deputy can assign an individual to respond.");
    assert_eq!(relations.text(".next__now .btn--primary"), "");
}

#[actix_web::test]
async fn buttons_come_from_what_is_permitted() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}");
    let staff = app.get(Staff, &page).await;
    assert!(!buttons(&staff).contains(&"Reassign".into()));
    assert!(staff.text(".next__cannot").contains("the Leader of Energy"));
    let leader = app.get(Leader, &page).await;
    assert!(buttons(&leader).contains(&"Reassign".into()));
}

#[actix_web::test]
async fn the_track_shows_what_is_done_and_whether_in_time() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = app.get(Staff, &format!("/complaints/{reference}")).await;
    assert_eq!(page.all(".track li b").len(), 7);
    assert_eq!(page.text(".track [aria-current=step] b"), "Investigating");
    assert_eq!(
        page.all(".track .done")[1],
        "AcknowledgedTue 24 Nov, in time"
    );
    app.later(Duration::days(40));
    let late = app.get(Staff, &format!("/complaints/{reference}")).await;
    assert!(late.text(".track .now").ends_with("overdue"));
    assert!(late.html.contains("clock--late"));
}

#[actix_web::test]
async fn everything_they_need_is_above_the_tabs() {
    let app = TestApp::start().await;
    let reference = app
        .logged_as(|i| {
            i.channel = Channel::ExecutiveOrBoard;
            i.addressed_to = "The Chair".into();
            i.details.letter_format = LetterFormat::Braille;
            i.details.needs = "Welsh speaker".into();
            i.urgent = true;
            i.urgent_why = "Off supply".into();
        })
        .await;
    let page = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    let tags = page.all(".head .tag");
    for tag in [
        "To acknowledge",
        "Urgent",
        "Board letter",
        "Braille",
        "Welsh speaker",
    ] {
        assert!(tags.contains(&tag.into()), "{tag} in {tags:?}");
    }
    page.says("None written down yet");
    page.says("No reply is owed");
    page.says("Why is it due then?");
}

#[actix_web::test]
async fn stage_2_says_that_nobody_from_stage_1_decides() {
    let app = TestApp::start().await;
    let reference = app.in_final_review().await;
    let page = app.get(Leader2, &format!("/complaints/{reference}")).await;
    page.is(200);
    page.says("took no part in stage 1, and is not complained about.");
    page.says(&format!(
        "Chosen by {} on 24 November 2026.",
        Relations2.name()
    ));
    let certificate = page.text("details.small");
    for line in [
        "Checked against 3 people",
        "acknowledged it on 24 November 2026",
        "assigned it on 24 November 2026",
        "was assigned to answer it on 24 November 2026; wrote the stage 1 response on 24 November 2026",
    ] {
        assert!(certificate.contains(line), "{line}: {certificate}");
    }
    page.says("Upheld");
    let done = app.finally_answered().await;
    let page = app.get(Executive, &format!("/complaints/{done}")).await;
    page.says("Independent Assessor");
    page.says("24 Feb 2027");
    page.says("A written apology");
}

#[actix_web::test]
async fn it_exists_only_for_those_who_may_see_it() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}");
    for who in [Relations, Relations2, Staff, Leader, Executive] {
        app.get(who, &page).await.is(200);
    }
    for who in [Leader2, Staff3, Admin] {
        app.get(who, &page).await.is(404);
    }
    app.get(Relations, "/complaints/SC-1999-000001")
        .await
        .is(404);
    app.get(Relations, "/complaints/nonsense").await.is(404);
}

#[actix_web::test]
async fn somebody_named_in_it_is_shown_as_not_to_be_assigned() {
    let app = TestApp::start().await;
    let reference = app
        .logged_as(|i| {
            i.subjects = vec![Subject {
                person: Some(Staff3.id()),
                name: "Lewis Tranter".into(),
                allegation: None,
            }]
        })
        .await;
    let page = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    page.says("Cannot be assigned");
    page.says("Lewis Tranter");
}

#[actix_web::test]
async fn hostile_words_stay_words() {
    let app = TestApp::start().await;
    let bad = "<script>alert(1)</script>\"'&{{7*7}}";
    let reference = app
        .logged_as(|i| {
            let mut d = an_intake(i.received_at).details;
            for field in [
                &mut d.name,
                &mut d.summary,
                &mut d.what_happened,
                &mut d.wanted,
                &mut d.needs,
                &mut d.supplier,
                &mut d.format_note,
            ] {
                *field = bad.into();
            }
            i.details = d;
            i.subjects = vec![Subject {
                person: None,
                name: bad.into(),
                allegation: None,
            }];
        })
        .await;
    for tab in ["", "/history", "/correspondence", "/clocks/acknowledge"] {
        let page = app
            .get(Relations, &format!("/complaints/{reference}{tab}"))
            .await;
        page.is(200);
        page.says_not("<script>alert");
    }
    let page = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    assert_eq!(page.text("h1"), bad);
}
