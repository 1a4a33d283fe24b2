//! The first page: what a person holds and owes, and what waits for their role.
use crate::support::Cast::{Admin, Executive, Leader, Leader2, Relations, Relations2, Staff};
use crate::support::owed::refusal_proposed;
use crate::support::{Page, TestApp};
use chrono::{DateTime, Duration, Utc};
use procedure::allegation::Subject;
use procedure::steps::contact::RecordContact;
use procedure::steps::taking::Take;
use procedure::vocabulary::Channel;

/// The number under a label.
fn figure(page: &Page, label: &str) -> String {
    let labels = page.all(".stat dt");
    let at = labels.iter().position(|l| l == label).unwrap();
    let number = page.all(".stat dd a").into_iter().nth(at).unwrap();
    number.split_whitespace().next().unwrap().to_owned()
}

fn first_contact(now: DateTime<Utc>) -> RecordContact {
    RecordContact {
        happened_at: Some(now),
        from_us: Some(true),
        channel: Some(Channel::Phone),
        note: "Rang her about what she wants".into(),
        reply_due: None,
        answers: vec![],
        mail: None,
        agrees_list: false,
        by_itself: false,
    }
}

#[actix_web::test]
async fn somebody_with_nothing_is_helped() {
    let app = TestApp::start().await;
    let page = app.get(Staff, "/").await;
    page.is(200);
    page.says("Nothing is with you now.");
    page.says("href=\"/complaints/new\"");
    page.says("href=\"/complaints/on-the-spot\"");
    assert_eq!(page.all(".strip__t"), ["Yours"]);
    assert_eq!(app.get(Admin, "/").await.all(".strip__t"), ["Yours"]);
}

#[actix_web::test]
async fn the_assignee_sees_their_complaint_its_clock_and_what_is_next() {
    let app = TestApp::start().await;
    let reference = app.assigned().await.to_string();
    let page = app.get(Staff, "/").await;
    assert_eq!(page.all(".work .ref"), std::slice::from_ref(&reference));
    assert_eq!(page.all(".work .clock").len(), 1);
    // It is owed before the response (rule 26).
    page.says("Make the first contact");
    assert_eq!(figure(&page, "You hold"), "1");
    app.get(Leader, "/").await.says_not(&reference);
    app.later(Duration::days(30));
    let late = app.get(Staff, "/?due=overdue").await;
    assert_eq!(late.all(".work .ref"), std::slice::from_ref(&reference));
    assert_eq!(figure(&late, "Overdue"), "1");
    // Rule 36: an update that is not sent by its date is red.
    let red = late.all(".tag--late");
    assert!(red.contains(&"Update overdue".to_owned()), "{red:?}");
    // What is overdue is counted and listed once.
    let week = app.get(Staff, "/?due=week").await;
    assert_eq!(figure(&week, "Due this week"), "0");
    week.says_not(&reference);
}

#[actix_web::test]
async fn each_role_has_its_own_numbers_and_each_leads_somewhere() {
    let app = TestApp::start().await;
    app.logged().await;
    app.acknowledged().await;
    app.escalated().await;
    let relations = app.get(Relations, "/").await;
    assert_eq!(relations.all(".strip__t"), ["Yours", "Inbox", "Stage 2"]);
    assert_eq!(figure(&relations, "To triage"), "1");
    assert_eq!(figure(&relations, "To decide who reviews"), "1");
    let leader = app.get(Leader, "/").await;
    assert_eq!(leader.all(".strip__t"), ["Yours", "You lead Energy"]);
    assert_eq!(figure(&leader, "To assign"), "1");
    assert_eq!(figure(&app.get(Leader2, "/").await, "To assign"), "0");
    app.get(Executive, "/")
        .await
        .says("Refusals for you to agree");
}

#[actix_web::test]
async fn a_complaint_about_me_is_in_none_of_my_numbers() {
    let app = TestApp::start().await;
    app.logged_as(|intake| {
        intake.subjects = vec![Subject {
            person: Some(Relations2.id()),
            name: "Owen Rees".into(),
            allegation: None,
        }];
    })
    .await;
    assert_eq!(figure(&app.get(Relations, "/").await, "To triage"), "1");
    assert_eq!(figure(&app.get(Relations2, "/").await, "To triage"), "0");
}

#[actix_web::test]
async fn remedies_are_shown_to_their_owner_until_they_are_done() {
    let app = TestApp::start().await;
    let reference = app.answered().await.to_string();
    let page = app.get(Staff, "/").await;
    page.says("Promised, and yours to do");
    page.says("Apology: A written apology");
    page.says(&reference);
    page.says("Due 4 Dec 2026");
    app.later(Duration::days(20));
    app.get(Staff, "/").await.says("Was due 4 Dec 2026");
    app.get(Leader2, "/")
        .await
        .says_not("Promised, and yours to do");
}

#[actix_web::test]
async fn what_is_taken_is_held() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    app.step(Relations, &reference, |_| Take {}).await.unwrap();
    app.get(Relations, "/")
        .await
        .says("Acknowledge, naming the area");
}

/// Everything that is overdue at home is in the number, and the number leads to it and to nothing else (F9).
#[actix_web::test]
async fn whatever_is_overdue_is_counted_and_the_number_leads_to_it() {
    let app = TestApp::start().await;
    let held = app.assigned().await;
    app.step(Staff, &held, |_| first_contact(app.now()))
        .await
        .unwrap();
    let answered = app.answered().await;
    let home = app.get(Staff, "/").await;
    assert_eq!(figure(&home, "Overdue"), "0");
    home.says("Send the stage 1 response");
    // The update is due after five working days, the response after ten, the remedy on 4 December.
    app.later(Duration::days(6));
    let week = app.get(Staff, "/?due=week").await;
    assert_eq!(figure(&week, "Due this week"), "2");
    week.says("Update due Tue 1 Dec");
    week.says("Send an update");
    week.says(answered.as_str());
    app.later(Duration::days(2));
    let late = app.get(Staff, "/?due=overdue").await;
    assert_eq!(figure(&late, "Overdue"), "1");
    assert_eq!(late.all(".work .ref"), [held.to_string()]);
    assert_eq!(late.all("tr.row-late").len(), 1);
    late.says("Update overdue");
    late.says("Only what is overdue.");
    late.says_not(answered.as_str());
    app.later(Duration::days(3));
    let late = app.get(Staff, "/?due=overdue").await;
    assert_eq!(figure(&late, "Overdue"), "2");
    assert_eq!(late.all(".owed .ref"), [answered.to_string()]);
    let rail = late.all("a.rail__link[href='/']").join(" ");
    assert!(rail.contains("My work 2 overdue"), "{rail}");
}

/// A refusal that waits for an executive holds up the answer: it is late when that is.
#[actix_web::test]
async fn a_refusal_to_agree_is_overdue_with_its_complaint() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    refusal_proposed(&app, &reference).await;
    let home = app.get(Executive, "/").await;
    assert_eq!(figure(&home, "Overdue"), "0");
    home.says("Due Tue 8 Dec");
    app.later(Duration::days(15));
    let late = app.get(Executive, "/?due=overdue").await;
    assert_eq!(figure(&late, "Overdue"), "1");
    assert_eq!(late.all(".owed .ref"), [reference.to_string()]);
    let proposer = app.get(Staff, "/").await;
    assert_eq!(figure(&proposer, "Overdue"), "0");
}
