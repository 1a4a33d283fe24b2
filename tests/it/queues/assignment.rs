use crate::support::Cast::{Executive, Leader, Leader2, Relations, SeniorLeader, Staff, Staff2};
use crate::support::TestApp;
use chrono::{Duration, NaiveDate};
use diesel::prelude::*;
use procedure::PersonId;
use storage::schema::{areas, complainants, complaints, people, subjects};

async fn away(app: &TestApp, who: PersonId) {
    let from = NaiveDate::from_ymd_opt(2026, 11, 20);
    let until = NaiveDate::from_ymd_opt(2026, 11, 30);
    app.write(move |conn| {
        diesel::update(people::table.find(who.0))
            .set((people::away_from.eq(from), people::away_until.eq(until)))
            .execute(conn)?;
        Ok(())
    })
    .await;
}

async fn named(app: &TestApp, reference: &procedure::Reference, who: PersonId) {
    let id = app.complaint(reference).await.id;
    app.write(move |conn| {
        diesel::insert_into(subjects::table)
            .values((
                subjects::complaint_id.eq(id.0),
                subjects::person_id.eq(who.0),
                subjects::name.eq("Somebody"),
            ))
            .execute(conn)?;
        Ok(())
    })
    .await;
}

#[actix_web::test]
async fn a_leader_assigns_from_the_board_and_comes_back_to_it() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let board = app.get(Leader, "/assignment").await;
    board.is(200);
    board.says("Energy: assign");
    board.says("One acknowledged complaint needs someone to respond");
    board.says("Failed to keep you updated");
    board.says("Sian Bevan (0 of 8)");
    board.says(&format!("/complaints/{reference}/hand-back"));
    let version = board.value("version");
    let form = [
        ("version", version.as_str()),
        ("board", "1"),
        ("assignee", &Staff.id().to_string()),
    ];
    let done = app
        .post(
            Leader,
            &format!("/complaints/{reference}/assignment"),
            &form,
        )
        .await;
    done.is(303);
    let back = done.location.unwrap();
    assert_eq!(back, format!("/assignment?area=1&done={reference}.3"));
    let board = app.get(Leader, &back).await;
    board.says("You assigned Sian Bevan.");
    board.says("No acknowledged complaints need");
    board.says("Sian Bevan: 0 on track, 1 due this week, 0 overdue, limit 8");
}

#[actix_web::test]
async fn only_leaders_have_a_board_and_only_of_their_area() {
    let app = TestApp::start().await;
    app.acknowledged().await;
    app.assigned().await;
    let refused = app.get(Staff, "/assignment").await;
    refused.is(403);
    refused.says("Only the Leader of an area or their deputy");
    app.get(SeniorLeader, "/assignment").await.is(403);
    app.get(Leader2, "/assignment?area=1").await.is(404);
    let other = app.get(Leader2, "/assignment").await;
    other.is(200);
    other.says("No acknowledged complaints need");
    other.says_not("Janet Whitlock");
    other.says_not("Sian Bevan");
    other.says("Lewis Tranter: 0 on track");
    app.get(Leader, "/assignment?area=nonsense").await.is(404);
    app.get(Leader, "/assignment?after=nonsense").await.is(200);
}

/// Rule 27 and the wall: whoever is named is marked for others, and nothing is there for themselves.
#[actix_web::test]
async fn the_named_are_marked_and_the_away_cannot_be_picked() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    named(&app, &reference, Staff.id()).await;
    away(&app, Staff2.id()).await;
    let board = app.get(Leader, "/assignment").await;
    let disabled = board.all("option[disabled]");
    assert_eq!(
        disabled,
        [
            "Marcus Bell (away until 30 Nov)",
            "Sian Bevan (named in the complaint)"
        ]
    );
    board.says("Names a team member");
    let version = board.value("version");
    let forged = [
        ("version", version.as_str()),
        ("assignee", &Staff.id().to_string()),
    ];
    let refused = app
        .post(
            Leader,
            &format!("/complaints/{reference}/assignment"),
            &forged,
        )
        .await;
    refused.is(422);
    refused.says("Sian Bevan cannot be chosen: named in the complaint");
}

/// Rule 28: a Leader complained about neither sees nor counts it, and Customer Relations assigns.
#[actix_web::test]
async fn customer_relations_assigns_what_no_leader_can() {
    let app = TestApp::start().await;
    let mine = app.get(Executive, "/assignment").await;
    mine.says("No acknowledged complaints need");
    let reference = app.acknowledged().await;
    app.get(Relations, "/assignment")
        .await
        .says_not(reference.as_str());
    named(&app, &reference, Leader.id()).await;
    let walled = app.get(Leader, "/assignment").await;
    walled.says("No acknowledged complaints need");
    walled.says_not(reference.as_str());
    let board = app.get(Executive, "/assignment").await;
    board.says(reference.as_str());
    board.says("Assign where no Leader can");
    let version = board.value("version");
    let form = [
        ("version", version.as_str()),
        ("assignee", &Staff.id().to_string()),
    ];
    let page = format!("/complaints/{reference}/assignment");
    app.post(Executive, &page, &form).await.is(303);
    // The load of their own team says nothing of it either.
    app.get(Leader, "/assignment")
        .await
        .says("Sian Bevan: 0 on track");
}

#[actix_web::test]
async fn an_area_whose_leader_has_left_strands_nothing() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    app.write(|conn| {
        diesel::update(people::table.find(Leader.id().0))
            .set(people::active.eq(false))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let board = app.get(Relations, "/assignment").await;
    board.says(reference.as_str());
    let page = format!("/complaints/{reference}/assignment");
    app.get(Relations, &page).await.is(200);
}

/// Rule 30: absence must not strand a case.
#[actix_web::test]
async fn what_somebody_away_or_gone_holds_needs_a_new_person() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    app.get(Leader, "/assignment")
        .await
        .says_not("Needs a new person");
    away(&app, Staff.id()).await;
    let board = app.get(Leader, "/assignment").await;
    board.says("Needs a new person");
    board.says(&format!("/complaints/{reference}/assignment"));
    app.later(Duration::days(10));
    app.get(Leader, "/assignment")
        .await
        .says_not("Needs a new person");
    app.write(|conn| {
        diesel::update(people::table.find(Staff.id().0))
            .set(people::active.eq(false))
            .execute(conn)?;
        Ok(())
    })
    .await;
    app.get(Leader, "/assignment")
        .await
        .says("Needs a new person");
}

#[actix_web::test]
async fn a_long_list_is_paged_without_a_gap_and_hostile_text_is_only_text() {
    let app = TestApp::start().await;
    let first = app.acknowledged().await;
    let id = app.complaint(&first).await.id.0;
    for _ in 0..29 {
        app.acknowledged().await;
    }
    app.write(move |conn| {
        diesel::update(complaints::table.find(id))
            .set(complaints::summary.eq("<script>alert(1)</script>"))
            .execute(conn)?;
        diesel::update(complainants::table)
            .set(complainants::name.eq("\"><img src=x>"))
            .execute(conn)?;
        diesel::update(areas::table.find(1_i64))
            .set(areas::name.eq("Energy <b>"))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let page = app.get(Leader, "/assignment").await;
    let refs = page.all(".assign .ref");
    assert_eq!(refs.len(), 25);
    page.says("&#60;script&#62;");
    page.says_not("<script>alert");
    page.says_not("<img");
    let next = page
        .html
        .split("href=\"/assignment?")
        .find(|part| part.contains("after="))
        .map(|part| part.split('"').next().unwrap().replace("&#38;", "&"))
        .unwrap();
    let rest = app
        .get(Leader, &format!("/assignment?{next}"))
        .await
        .all(".assign .ref");
    assert_eq!(rest.len(), 5);
    assert!(rest.iter().all(|one| !refs.contains(one)));
}

/// B12: a Leader who is away, without a deputy who is here, strands nothing: Customer Relations find it and assign.
#[actix_web::test]
async fn where_the_leader_is_away_customer_relations_assign() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let step = format!("/complaints/{reference}/assignment");
    app.get(Relations, &step).await.is(403);
    away(&app, Leader.id()).await;
    let case = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    case.says("Customer Relations, because nobody who leads Energy is here");
    let list = app.get(Relations, "/unowned").await;
    list.says("1 complaint waits to be");
    let board = app.get(Relations, "/assignment?area=none").await;
    board.says(reference.as_str());
    board.says("complained about or away");
    let page = app.get(Relations, &step).await;
    page.is(200);
    let version = page.value("version");
    let assign = [("version", version.as_str()), ("assignee", "3")];
    app.post(Relations, &step, &assign).await.is(303);
    assert_eq!(app.complaint(&reference).await.assignee, Some(Staff.id()));
    // A deputy who is here stands in, and Customer Relations do not.
    let reference = app.logged().await;
    app.write(|conn| {
        diesel::update(areas::table.find(1))
            .set(areas::deputy_id.eq(Some(Staff2.id().0)))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let area = app
        .read(|conn| storage::areas::get(conn, procedure::AreaId(1)))
        .await;
    app.step(Relations, &reference, |c| {
        procedure::steps::acknowledgement::Acknowledge {
            area: Some(area),
            dispatch: procedure::dispatch::Dispatch::preferred(c),
            triaged: Some(crate::support::steps::a_triage()),
        }
    })
    .await
    .unwrap();
    let step = format!("/complaints/{reference}/assignment");
    app.get(Relations, &step).await.is(403);
    app.get(Staff2, &step).await.is(200);
}

/// B13: whoever is complained about since they were assigned does not see it any more, and it does not stay theirs.
#[actix_web::test]
async fn what_somebody_has_who_was_named_since_needs_a_new_person() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    app.name_in(&reference, Staff).await;
    let board = app.get(Leader, "/assignment").await;
    board.says("Needs a new person");
    let case = app.get(Leader, &format!("/complaints/{reference}")).await;
    case.says("Assign somebody else: the person who has it is complained about");
    case.says_not("Next step: Sian Bevan");
    app.get(Staff, &format!("/complaints/{reference}"))
        .await
        .is(404);
}
