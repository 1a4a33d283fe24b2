//! What stands without an owner since its holder's sign-in was stopped: who sees it, who hands it over, and how.
use crate::support::Cast::{
    self, Admin, Executive, Leader, Leader2, Relations, Relations2, SeniorLeader, Staff, Staff2,
    Staff3,
};
use crate::support::{Page, TestApp};
use diesel::prelude::*;
use procedure::Reference;
use procedure::steps::taking::Take;
use procedure::vocabulary::Stage;
use storage::schema::{areas, people};

fn references(page: &Page) -> Vec<String> {
    page.all(".work .ref")
}

async fn version(app: &TestApp, reference: &Reference) -> String {
    app.complaint(reference).await.version.0.to_string()
}

#[actix_web::test]
async fn it_is_for_customer_relations_and_counted_for_them() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    for who in [Staff, Leader, SeniorLeader, Admin] {
        app.get(who, "/unowned").await.is(403);
    }
    let empty = app.get(Relations, "/unowned").await;
    empty.says("Every complaint has an owner.");
    app.get(Relations, &format!("/complaints/{reference}"))
        .await
        .says_not("Without an owner: ");
    app.sign_in_of(Staff, "no").await;
    for who in [Relations, Executive] {
        let page = app.get(who, "/unowned").await;
        assert_eq!(references(&page), [reference.to_string()]);
        page.says("Sian Bevan");
        // The rail and the first page count it.
        let rail = page.all("a[href='/unowned']").join(" ");
        assert!(rail.contains("Without an owner 1"), "{rail}");
        let home = app.get(who, "/").await;
        assert!(
            home.all(".stat dt")
                .contains(&"Without an owner".to_owned())
        );
    }
    app.get(Leader, &format!("/complaints/{reference}"))
        .await
        .says("Without an owner: sign-in of Sian Bevan stopped");
}

/// The Leader and the deputy gone as well: Customer Relations assigns, or hands back to send it elsewhere.
#[actix_web::test]
async fn where_the_leader_is_stopped_too_customer_relations_hands_over() {
    let app = TestApp::start().await;
    let (one, two) = (app.assigned().await, app.assigned().await);
    let waiting = app.acknowledged().await;
    app.sign_in_of(Staff, "no").await;
    let path = |of: &Reference, step: &str| format!("/complaints/{of}/{step}");
    app.get(Relations, &path(&one, "assignment")).await.is(403);
    app.get(Relations, &path(&one, "hand-back")).await.is(403);
    app.sign_in_of(Leader, "no").await;
    let list = app.get(Relations, "/unowned").await;
    assert_eq!(references(&list).len(), 2);
    list.says("Assign somebody else");
    list.says("1 complaint waits to be assigned where no Leader can");
    list.says_not(waiting.as_str());
    app.get(Relations, "/assignment")
        .await
        .says(waiting.as_str());
    let seen = version(&app, &one).await;
    let form = [
        ("version", seen.as_str()),
        ("assignee", &Staff2.id().to_string()),
        ("reason", "Sian can no longer sign in"),
        ("untold_why", "They were told on the telephone"),
    ];
    app.post(Relations, &path(&one, "assignment"), &form)
        .await
        .is(303);
    assert_eq!(app.complaint(&one).await.assignee, Some(Staff2.id()));
    let seen = version(&app, &two).await;
    let form = [
        ("version", seen.as_str()),
        ("reason", "Nobody leads that area now"),
    ];
    app.post(Relations, &path(&two, "hand-back"), &form)
        .await
        .is(303);
    assert_eq!(app.complaint(&two).await.stage, Stage::Triage);
    let list = app.get(Relations, "/unowned").await;
    list.says("Every complaint has an owner.");
}

#[actix_web::test]
async fn a_stopped_deputy_leads_nothing_and_one_who_is_left_does() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    app.write(|conn| {
        diesel::update(areas::table.find(1_i64))
            .set(areas::deputy_id.eq(SeniorLeader.id().0))
            .execute(conn)?;
        Ok(())
    })
    .await;
    app.sign_in_of(Staff, "no").await;
    app.sign_in_of(Leader, "no").await;
    app.get(Relations, "/unowned")
        .await
        .says("The deputy of Energy, Kofi Osei, assigns somebody else");
    app.get(SeniorLeader, "/assignment")
        .await
        .says(reference.as_str());
    app.sign_in_of(SeniorLeader, "no").await;
    app.get(Relations, "/unowned")
        .await
        .says("Assign somebody else");
}

#[actix_web::test]
async fn stage_2_gets_somebody_else_through_the_step_reviewer() {
    let app = TestApp::start().await;
    let reference = app.in_final_review().await;
    app.sign_in_of(Leader2, "no").await;
    let list = app.get(Relations, "/unowned").await;
    list.says("Choose somebody else");
    let board = app.get(Leader, "/assignment").await;
    board.says(reference.as_str());
    board.says("Customer Relations chooses somebody else to decide.");
    board.says_not(&format!("/complaints/{reference}/assignment"));
    let path = format!("/complaints/{reference}/reviewer");
    let page = app.get(Relations, &path).await;
    page.says_not("id=\"d6\"");
    let form = [
        ("version", page.value("version")),
        ("decider", Executive.id().to_string()),
        ("circumstance_plain", "yes".to_owned()),
        ("reason", "Dev Patel can no longer sign in".to_owned()),
        ("channel", page.value("channel")),
        ("format", page.value("format")),
    ];
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    app.post(Relations, &path, &form).await.is(303);
    assert_eq!(
        app.complaint(&reference).await.decider,
        Some(Executive.id())
    );
    let list = app.get(Relations, "/unowned").await;
    list.says("Every complaint has an owner.");
}

/// In the inbox: a button to take it, by itself, with others, or as the next one.
#[actix_web::test]
async fn what_a_stopped_member_of_customer_relations_took_can_be_taken() {
    let app = TestApp::start().await;
    let mut taken = Vec::new();
    for _ in 0..3 {
        let reference = app.logged().await;
        app.step(Relations, &reference, |_| Take).await.unwrap();
        taken.push(reference);
    }
    let buttons = |page: &Page| page.all("td.c-own button").len();
    assert_eq!(buttons(&app.get(Relations2, "/inbox").await), 0);
    app.sign_in_of(Relations, "no").await;
    let inbox = app.get(Relations2, "/inbox").await;
    assert_eq!(buttons(&inbox), 3);
    inbox.says("Sign-in of Priya Nair stopped");
    let nobodys = app.get(Relations2, "/inbox?owner=nobody").await;
    assert_eq!(nobodys.all("#rows .ref").len(), 3);
    let next = app.post(Relations2, "/inbox/next", &[]).await;
    assert_eq!(
        next.leads_to(),
        Some(format!("/complaints/{}/acknowledgement", taken[0]))
    );
    let pick = format!("{}:{}", taken[1], version(&app, &taken[1]).await);
    app.post(Relations2, "/inbox/taking", &[("pick", &pick)])
        .await
        .is(303);
    let path = format!("/complaints/{}/taking", taken[2]);
    let seen = version(&app, &taken[2]).await;
    app.post(Relations2, &path, &[("version", &seen)])
        .await
        .is(303);
    for reference in &taken {
        assert_eq!(app.complaint(reference).await.owner, Some(Relations2.id()));
    }
    let none = app.post(Relations2, "/inbox/next", &[]).await;
    assert_eq!(none.location.as_deref(), Some("/inbox?nothing=1"));
}

/// A promise is nobody's to do until Customer Relations records it as done.
#[actix_web::test]
async fn a_promise_of_somebody_stopped_is_listed_until_it_is_done() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    app.sign_in_of(Staff, "no").await;
    let list = app.get(Relations, "/unowned").await;
    list.says("Promised, and not done");
    list.says("A written apology");
    let path = format!("/complaints/{reference}/remedy");
    list.says(&path);
    let page = app.get(Relations, &path).await;
    page.is(200);
    let remedy = page.attribute("[name=remedy]", "value").unwrap();
    let version = page.value("version");
    let form = [
        ("version", version.as_str()),
        ("remedy", remedy.as_str()),
        ("evidence", "The letter of apology, sent to her today"),
    ];
    app.post(Relations, &path, &form).await.is(303);
    let list = app.get(Relations, "/unowned").await;
    list.says_not("Promised, and not done");
}

/// Somebody stopped holds more than a page: each is listed once, page after page.
#[actix_web::test]
async fn a_long_list_is_paged_without_a_gap() {
    let app = TestApp::start().await;
    for _ in 0..27 {
        let reference = app.logged().await;
        app.step(Relations, &reference, |_| Take).await.unwrap();
    }
    app.sign_in_of(Relations, "no").await;
    let first = app.get(Executive, "/unowned").await;
    let mut seen = references(&first);
    assert_eq!(seen.len(), 25);
    let next = first.link(".pager a").unwrap();
    seen.extend(references(&app.get(Executive, &next).await));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 27);
    for nonsense in ["/unowned?after=x", "/unowned?promises=x"] {
        app.get(Executive, nonsense).await.is(200);
    }
}

/// An executive, a deputy and a member of staff of another area: whatever they are, their sign-in can be stopped.
#[actix_web::test]
async fn whoever_it_is_their_sign_in_stops_at_once() {
    let app = TestApp::start().await;
    app.in_final_review().await;
    for who in [Relations, Staff, Leader, Leader2, Executive, Staff3] {
        let cookie = app.cookie(who).await;
        app.sign_in_of(who, "no").await;
        let page = app
            .call_with(actix_web::test::TestRequest::get(), Some(cookie), "/")
            .await;
        page.is(303);
        let active = app
            .read(move |conn| {
                let found = people::table.find(who.id().0).select(people::active);
                Ok(found.first::<bool>(conn)?)
            })
            .await;
        assert!(!active, "{who:?}");
    }
    // Nobody can be given anything any more.
    let everybody = Cast::ALL.len();
    let today = app.now().date_naive();
    let left = app
        .read(move |conn| storage::people::candidates(conn, None, today))
        .await;
    assert_eq!(left.len(), everybody - 6);
}
