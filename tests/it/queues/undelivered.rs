//! Letters that are owed: who finds which, until when, and what can be done about each.
use crate::support::Cast::{
    self, Executive, Leader, Leader2, Relations, Relations2, Staff, Staff3,
};
use crate::support::owed::{on_the_way, to_the_post_room};
use crate::support::steps::upheld;
use crate::support::{Page, TestApp};
use chrono::{Days, Duration};
use procedure::delivery::State;
use procedure::dispatch::Dispatch;
use procedure::steps::remedy::CompleteRemedy;
use procedure::steps::response::IssueResponse;
use procedure::{Reference, Subject};

/// The stage 1 response of Sian Bevan is written.
async fn response_written(app: &TestApp) -> Reference {
    let reference = app.assigned().await;
    let due = app.now().date_naive() + Days::new(10);
    app.step_written(Staff, &reference, |c| IssueResponse {
        findings: vec![upheld(due)],
        dispatch: Dispatch::preferred(c),
        letter_gaps: vec![],
    })
    .await
    .unwrap();
    reference
}

/// The lines of one list of the page.
fn lines(page: &Page, title: &str) -> Vec<String> {
    let titles = page.all(".card__head h2");
    match titles.iter().position(|found| found == title) {
        Some(at) => page.all(&format!("[aria-labelledby=list-{}] tbody tr", at + 1)),
        None => Vec::new(),
    }
}

async fn listed(app: &TestApp, who: Cast, reference: &Reference) -> bool {
    let page = app.get(who, "/undelivered").await;
    page.html.contains(reference.as_str())
}

/// A handler who stops their response finds it again: at home, in the list, in the rail.
#[actix_web::test]
async fn a_stopped_response_stays_with_whoever_wrote_it() {
    let app = TestApp::start().await;
    let reference = response_written(&app).await;
    to_the_post_room(&app, &reference).await;
    // Since something else was done, stopping it undoes nothing.
    app.step_written(Staff, &reference, |c| CompleteRemedy {
        on: None,
        remedy: c.remedies.first().map(|remedy| remedy.id),
        evidence: "She has my apology".into(),
    })
    .await
    .unwrap();
    let complaint = app.complaint(&reference).await;
    let id = complaint.deliveries[0].id;
    let stop = [
        ("version", complaint.version.0.to_string()),
        ("delivery", id.to_string()),
        ("act", "stop".to_owned()),
    ];
    let stop: Vec<_> = stop.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let step = format!("/complaints/{reference}/delivery");
    app.post(Staff, &step, &stop).await.is(303);
    let stopped = app.complaint(&reference).await.deliveries[0].state;
    assert_eq!(stopped, State::Stopped);
    let home = app.get(Staff, "/").await;
    home.says("Written, not sent");
    let owed = home.all(".owed li");
    assert_eq!(owed.len(), 1, "{owed:?}");
    assert!(
        owed[0].contains("Stage 1 response to Janet Whitlock: stopped"),
        "{owed:?}"
    );
    assert!(owed[0].contains("Due Tue 8 Dec"), "{owed:?}");
    let rail = home.all("a.rail__link[href='/undelivered']").join(" ");
    assert!(rail.contains("Letters owed 1"), "{rail}");
    let page = app.get(Staff, "/undelivered").await;
    let found = lines(&page, "Letters not sent");
    assert_eq!(found.len(), 1, "{found:?}");
    for words in ["Stage 1 response", "Stopped", "Sian Bevan", "Deal with it"] {
        assert!(found[0].contains(words), "{words} in {found:?}");
    }
    page.says(&format!("{step}?delivery={id}"));
    app.get(Staff, &format!("{step}?delivery={id}"))
        .await
        .is(200);
    for who in [Leader, Relations, Relations2, Executive] {
        assert!(listed(&app, who, &reference).await, "{who:?}");
    }
    for who in [Staff3, Leader2] {
        assert!(!listed(&app, who, &reference).await, "{who:?}");
    }
    // Two working weeks later it is overdue: in the list, at home and in the rail.
    app.later(Duration::days(15));
    let home = app.get(Staff, "/?due=overdue").await;
    assert!(home.all(".owed li")[0].contains("Was due Tue 8 Dec"));
    let page = app.get(Staff, "/undelivered").await;
    assert_eq!(page.all("tr.row-late").len(), 1);
    let rail = page.all("a.rail__link[href='/undelivered']").join(" ");
    assert!(rail.contains("1 overdue"), "{rail}");
    let late = app.get(Leader, "/complaints?state=overdue").await;
    late.says(reference.as_str());
    late.says("Response written, not sent");
}

/// A letter is listed when its time to be stopped is over, as owed by the date of its promise and as the post room's
/// while that has it, and no more once it has left.
#[actix_web::test]
async fn it_is_owed_until_it_has_left_and_again_when_it_comes_back() {
    let app = TestApp::start().await;
    let reference = app.acknowledgement_written().await;
    assert!(
        !listed(&app, Relations, &reference).await,
        "it can still be stopped"
    );
    app.later(Duration::minutes(2));
    let page = app.get(Relations, "/undelivered").await;
    let found = lines(&page, "Letters not sent");
    assert!(found[0].contains("Priya Nair"), "{found:?}");
    assert!(found[0].contains("Fri 27 Nov, 10:00"), "{found:?}");
    assert!(found[0].contains("Open the case"), "{found:?}");
    assert!(!found[0].contains("Deal with it"), "{found:?}");
    to_the_post_room(&app, &reference).await;
    let page = app.get(Relations, "/undelivered").await;
    assert!(lines(&page, "Letters not sent")[0].contains("Post room"));
    // It is everybody's of Customer Relations while it waits there, and nobody's else at home.
    for (who, theirs) in [(Relations, true), (Relations2, true), (Leader, false)] {
        let home = app.get(who, "/").await;
        assert_eq!(home.html.contains("Written, not sent"), theirs, "{who:?}");
    }
    assert!(listed(&app, Leader, &reference).await, "they lead its area");
    on_the_way(&app, &reference, Some(Relations), State::Posted).await;
    let page = app.get(Relations, "/undelivered").await;
    page.says("Every letter has been sent, and none has come back.");
    on_the_way(&app, &reference, Some(Relations), State::Returned).await;
    let page = app.get(Relations, "/undelivered").await;
    assert!(lines(&page, "Letters not sent").is_empty());
    let found = lines(&page, "Letters not delivered");
    assert!(found[0].contains("Deal with it"), "{found:?}");
    app.get(Relations, "/").await.says("Not delivered");
}

#[actix_web::test]
async fn those_owed_first_stand_first() {
    let app = TestApp::start().await;
    let first = app.acknowledgement_written().await;
    app.later(Duration::hours(1));
    let second = app.acknowledgement_written().await;
    let response = response_written(&app).await;
    app.later(Duration::hours(1));
    let page = app.get(Relations, "/undelivered").await;
    let order = [first, second, response].map(|r| r.to_string());
    assert_eq!(page.all(".work .ref"), order);
    let inbox = app.get(Relations, "/inbox?tab=unsent").await;
    assert_eq!(inbox.all(".work .ref"), order[..2]);
}

/// Whoever is complained about finds none of its letters, whatever they are.
#[actix_web::test]
async fn a_letter_about_me_is_in_none_of_my_lists() {
    let app = TestApp::start().await;
    let reference = app.acknowledgement_written().await;
    app.later(Duration::minutes(2));
    let id = app.complaint(&reference).await.id.0;
    app.write(move |conn| {
        use diesel::prelude::*;
        use storage::schema::subjects;
        let about = Subject {
            person: Some(Relations.id()),
            name: Relations.name().into(),
            allegation: None,
        };
        diesel::insert_into(subjects::table)
            .values((
                subjects::complaint_id.eq(id),
                subjects::person_id.eq(about.person.map(storage::Key)),
                subjects::name.eq(about.name),
            ))
            .execute(conn)?;
        Ok(())
    })
    .await;
    for path in ["/undelivered", "/", "/inbox?tab=unsent"] {
        app.get(Relations, path).await.says_not(reference.as_str());
    }
    assert!(listed(&app, Relations2, &reference).await);
}
