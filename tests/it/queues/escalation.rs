use crate::support::Cast::{Executive, Leader, Leader2, Relations, SeniorLeader, Staff, Staff3};
use crate::support::TestApp;
use diesel::prelude::*;
use procedure::steps::assessor_referral::AssessorStep;
use storage::schema::{complainants, subjects};

#[actix_web::test]
async fn each_view_shows_its_complaints_with_what_comes_next() {
    let app = TestApp::start().await;
    let answered = app.answered().await;
    let escalated = app.escalated().await;
    let reviewed = app.in_final_review().await;
    let finished = app.finally_answered().await;
    let open = app.get(Relations, "/escalation").await;
    open.is(200);
    open.says(escalated.as_str());
    open.says(reviewed.as_str());
    open.says_not(answered.as_str());
    open.says("Nobody listened to the calls");
    open.says("Upheld");
    open.says("Sian Bevan, 24 Nov");
    open.says("Dev Patel");
    open.says(&format!("/complaints/{escalated}/reviewer"));
    assert_eq!(open.all(".subnav .n"), ["2", "0", "1", "1", "1", "0"]);
    let choose = app.get(Relations, "/escalation?view=to-choose").await;
    choose.says(escalated.as_str());
    choose.says_not(reviewed.as_str());
    let theirs = app.get(Relations, "/escalation?view=answered").await;
    theirs.says(&format!("/complaints/{answered}/escalation"));
    let final_ones = app.get(Relations, "/escalation?view=final-response").await;
    final_ones.says(finished.as_str());
    final_ones.says("Last day to refer");
    app.get(Relations, "/escalation?view=nonsense")
        .await
        .is(404);
}

#[actix_web::test]
async fn what_is_with_the_assessor_stays_until_it_is_settled() {
    let app = TestApp::start().await;
    let reference = app.finally_answered().await;
    let today = app.now().date_naive();
    app.step(Executive, &reference, |_| AssessorStep::Refer {
        received_on: Some(today),
        about: String::new(),
    })
    .await
    .unwrap();
    let view = app.get(Relations, "/escalation?view=assessor").await;
    view.says(reference.as_str());
    view.says("Received 24 Nov, in time");
    let conclude = |recommendations: Vec<String>| {
        move |c: &procedure::Complaint| AssessorStep::Concluded {
            on: Some(today),
            outcomes: c
                .in_scope()
                .map(|a| {
                    let found = procedure::vocabulary::AssessorOutcome::Supported;
                    (a.id, Some(found), String::new())
                })
                .collect(),
            recommendations,
        }
    };
    let two = vec!["Say sorry".to_owned()];
    app.step(Executive, &reference, conclude(two))
        .await
        .unwrap();
    let view = app.get(Relations, "/escalation?view=assessor").await;
    view.says("A recommendation is still open");
    let again = app.step(Executive, &reference, conclude(vec![])).await;
    assert!(again.unwrap_err().why.contains("recorded already"));
    let c = app.complaint(&reference).await;
    let id = c.referral.unwrap().recommendations[0].id;
    app.step(Executive, &reference, |_| AssessorStep::Answer {
        recommendation: Some(id),
        accepted: Some(false),
        reason: "Done before".into(),
        due: None,
    })
    .await
    .unwrap();
    app.get(Relations, "/escalation?view=assessor")
        .await
        .says_not(reference.as_str());
}

/// The board is for those who run stage 2, and shows each only what they may see, counts included.
#[actix_web::test]
async fn roles_areas_and_walls() {
    let app = TestApp::start().await;
    let reference = app.escalated().await;
    app.get(Staff, "/escalation").await.is(403);
    app.get(Staff3, "/escalation").await.is(403);
    for sees in [Relations, Executive, SeniorLeader, Leader] {
        app.get(sees, "/escalation").await.says(reference.as_str());
    }
    let other = app.get(Leader2, "/escalation").await;
    other.says_not(reference.as_str());
    assert_eq!(other.all(".subnav .n"), ["0"; 6]);
    // A leader reads, and does not choose.
    app.get(Leader, "/escalation")
        .await
        .says("Customer Relations chooses");
    let id = app.complaint(&reference).await.id;
    app.write(move |conn| {
        diesel::insert_into(subjects::table)
            .values((
                subjects::complaint_id.eq(id.0),
                subjects::person_id.eq(SeniorLeader.id().0),
                subjects::name.eq("Kofi Osei"),
            ))
            .execute(conn)?;
        diesel::update(complainants::table)
            .set(complainants::name.eq("<script>alert(1)</script>"))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let walled = app.get(SeniorLeader, "/escalation").await;
    walled.says_not(reference.as_str());
    assert_eq!(walled.all(".subnav .n"), ["0"; 6]);
    app.get(Relations, "/escalation")
        .await
        .says_not("<script>alert");
}
