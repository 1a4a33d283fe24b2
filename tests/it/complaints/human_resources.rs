//! What is about the employment of our staff: passed to human resources, and its words in no place that others read (rule 15).
use crate::support::Cast::{Executive, Leader, Relations, Relations2, Staff};
use crate::support::steps::upheld;
use crate::support::{Cast, Page, TestApp};
use chrono::Days;
use procedure::dispatch::Dispatch;
use procedure::steps::response::IssueResponse;
use procedure::vocabulary::LetterKind;
use procedure::{Complaint, Reference};

const WORDS: &str = "He is on a final warning already";

async fn pass(app: &TestApp, who: Cast, reference: &Reference, words: &str) -> Page {
    let version = app.complaint(reference).await.version.0.to_string();
    let form = [
        ("version", version.as_str()),
        ("went_on", "2026-11-24"),
        ("passed_to", "The people team"),
        ("passed_words", words),
    ];
    let page = format!("/complaints/{reference}/human-resources");
    app.post(who, &page, &form).await
}

#[actix_web::test]
async fn its_words_stand_on_its_own_page_alone_and_for_two_kinds_of_reader() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let bare = pass(&app, Relations, &reference, "").await;
    bare.is(422);
    bare.says("Enter what was passed on");
    assert_eq!(bare.value("passed_to"), "The people team");
    pass(&app, Relations, &reference, WORDS).await.is(303);
    let own = format!("/complaints/{reference}/human-resources");
    for who in [Relations, Executive] {
        app.get(who, &own).await.says(WORDS);
    }
    for who in [Relations2, Staff, Leader] {
        let page = app.get(who, &own).await;
        page.says("The people team");
        page.says_not("final warning");
    }
    // The complaint says that it was passed on, and nothing else does more.
    let path = format!("/complaints/{reference}");
    app.get(Staff, &path)
        .await
        .says("Passed to human resources");
    for part in [
        "",
        "/history",
        "/correspondence",
        "/files",
        "/related",
        "/response",
    ] {
        for who in [Relations, Executive, Staff] {
            let page = app.get(who, &format!("{path}{part}")).await;
            page.says_not("final warning");
        }
    }
    app.get(Staff, &format!("{path}/history"))
        .await
        .says("Passed to human resources on 24 November");
}

/// Whatever reads the history, the letters, the exports or the papers for the Assessor cannot have the words: one table
/// holds them, also after a letter was written and the complaint went on.
#[actix_web::test]
async fn its_words_are_kept_in_one_table_alone() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    pass(&app, Relations, &reference, WORDS).await.is(303);
    let due = app.now().date_naive() + Days::new(10);
    let answer = |c: &Complaint| IssueResponse {
        findings: vec![upheld(due)],
        dispatch: Dispatch::preferred(c),
        letter_gaps: vec![],
    };
    app.step(Staff, &reference, answer).await.unwrap();
    let held = app.everything().await;
    let holding: Vec<&str> = held
        .iter()
        .filter(|(_, rows)| rows.iter().any(|row| row.contains("final warning")))
        .map(|(table, _)| table.as_str())
        .collect();
    assert_eq!(holding, ["human_resources"]);
}

#[actix_web::test]
async fn the_next_letter_says_that_it_was_passed_on_and_no_more() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/response");
    app.get(Staff, &page)
        .await
        .says_not("What we have passed on");
    pass(&app, Relations, &reference, WORDS).await.is(303);
    let editor = app.get(Staff, &page).await;
    editor.says("What we have passed on");
    editor.says("human resources");
    // Before the acknowledgement it stands in that.
    let other = app.logged().await;
    pass(&app, Relations, &other, WORDS).await.is(303);
    let page = format!("/complaints/{other}/acknowledgement");
    let version = app.get(Relations, &page).await.value("version");
    let form = [
        ("version", version.as_str()),
        ("act", "acknowledge"),
        ("alleged_1", "He shouted at me"),
        ("ground_1", "treated_rudely"),
        ("scope_1", "can_investigate"),
        ("needs_asked", "yes"),
        ("area", "1"),
    ];
    app.post(Relations, &page, &form).await.is(303);
    let c = app.complaint(&other).await;
    let mut all = c.deliveries.iter();
    let letter = all.find(|d| d.kind == LetterKind::Acknowledgement);
    let letter = letter.unwrap().letter;
    let letter = format!("/complaints/{other}/letters/{letter}");
    let shown = app.get(Relations, &letter).await;
    shown.says("What we have passed on");
    shown.says_not("final warning");
}
