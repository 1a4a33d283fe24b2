use crate::support::Cast::{
    Admin, Executive, Executive2, Leader, Leader2, Relations, SeniorLeader,
};
use crate::support::{Cast, TestApp};
use diesel::prelude::*;
use procedure::{ComplaintId, Reference};
use storage::schema::{involvements, subjects};
use storage::{Key, stored};

/// Everybody who could decide has written a note at stage 1.
pub async fn nobody_free(app: &TestApp) -> Reference {
    let reference = app.escalated().await;
    let id = app.complaint(&reference).await.id;
    let at = stored(app.now());
    app.write(move |conn| {
        for who in [Leader, Leader2, SeniorLeader, Executive, Executive2] {
            diesel::insert_into(involvements::table)
                .values((
                    involvements::complaint_id.eq(Key(id)),
                    involvements::person_id.eq(Key(who.id())),
                    involvements::what.eq("noted"),
                    involvements::at.eq(at),
                ))
                .execute(conn)?;
        }
        Ok(())
    })
    .await;
    reference
}

/// Complained about, as members of staff.
async fn named(app: &TestApp, id: ComplaintId, people: &'static [Cast]) {
    app.write(move |conn| {
        for who in people {
            diesel::insert_into(subjects::table)
                .values((
                    subjects::complaint_id.eq(Key(id)),
                    subjects::person_id.eq(Key(who.id())),
                    subjects::name.eq(who.name()),
                ))
                .execute(conn)?;
        }
        Ok(())
    })
    .await;
}

fn at(reference: &Reference) -> String {
    format!("/complaints/{reference}/appointment")
}

async fn appoint(
    app: &TestApp,
    by: Cast,
    reference: &Reference,
    who: Cast,
) -> crate::support::Page {
    // Whoever may not appoint forges what whoever may would send.
    let id = app
        .read({
            let reference = reference.clone();
            move |conn| storage::complaints::id_of(conn, &reference)
        })
        .await
        .unwrap();
    let complaint = app
        .read(move |conn| storage::complaints::get(conn, id))
        .await;
    let version = complaint.version.0.to_string();
    let who = who.id().to_string();
    let form = [
        ("version", version.as_str()),
        ("decider", who.as_str()),
        ("reason", "He only wrote down a call"),
    ];
    app.post(by, &at(reference), &form).await
}

/// Rule 57: when nobody is free an executive appoints somebody, and every letter and the certificate name what they did.
#[actix_web::test]
async fn when_nobody_is_free_an_executive_appoints_and_the_letter_says_so() {
    let app = TestApp::start().await;
    let free = app.escalated().await;
    app.get(Executive, &at(&free))
        .await
        .says("Somebody is free to decide it");
    appoint(&app, Executive, &free, Leader2).await.is(409);
    let reference = nobody_free(&app).await;
    let chooser = app
        .get(Relations, &format!("/complaints/{reference}/reviewer"))
        .await;
    chooser.says("Nobody is free");
    chooser.says("Cannot be chosen: wrote a note on 24 November 2026");
    app.get(Relations, &at(&reference)).await.is(403);
    appoint(&app, Relations, &reference, Leader2).await.is(403);
    let page = app.get(Executive, &at(&reference)).await;
    page.is(200);
    page.says("At stage 1: wrote a note on 24 November 2026");
    appoint(&app, Executive, &reference, Leader2).await.is(303);
    let letter = app.last_letter().await;
    assert!(
        letter.contains("so we appointed somebody. They wrote a note on 24 November 2026."),
        "{letter}"
    );
    assert!(!letter.contains("took no part"), "{letter}");
    let case = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    case.says("Everybody of the right rank took part in stage 1, or is complained about.");
    case.says("Appointed by Ruth Adeyemi on 24 November 2026.");
    case.says("At stage 1 they");
}

/// Failing an executive, an administrator appoints, by the reference and the list of barred people alone.
#[actix_web::test]
async fn an_administrator_appoints_without_seeing_the_complaint() {
    let app = TestApp::start().await;
    let reference = nobody_free(&app).await;
    // While an executive can, it is as if it were not there.
    appoint(&app, Admin, &reference, Leader2).await.is(404);
    app.get(Admin, &at(&reference)).await.is(404);
    let id = app.complaint(&reference).await.id;
    named(&app, id, &[Executive, Executive2]).await;
    app.get(Admin, "/administration/people")
        .await
        .says(reference.as_str());
    let page = app.get(Admin, &at(&reference)).await;
    page.is(200);
    page.says("named in the complaint");
    for hidden in [
        "Janet Whitlock",
        "No update since",
        "Stockport",
        "An apology",
    ] {
        page.says_not(hidden);
    }
    app.get(Admin, &format!("/complaints/{reference}"))
        .await
        .is(404);
    // Neither a stale form nor a proof of the letter tells them anything.
    let who = Leader2.id().to_string();
    for (version, act) in [("1", ""), ("0", "preview-print"), ("0", "preview")] {
        let form = [
            ("version", version),
            ("decider", who.as_str()),
            ("reason", "So"),
            ("act", act),
        ];
        let shown = app.post(Admin, &at(&reference), &form).await;
        assert_ne!(shown.status, 303, "{act}");
        for hidden in ["Janet", "No update since", "An apology", "%PDF"] {
            shown.says_not(hidden);
        }
    }
    // Never whoever is complained about, and never whoever answered.
    appoint(&app, Admin, &reference, Executive).await.is(422);
    appoint(&app, Admin, &reference, Leader2).await.is(303);
    // An administrator who is complained about does not even know of it.
    let other = nobody_free(&app).await;
    let id = app.complaint(&other).await.id;
    named(&app, id, &[Executive, Executive2, Admin]).await;
    app.get(Admin, &at(&other)).await.is(404);
    app.get(Admin, "/administration/people")
        .await
        .says_not(other.as_str());
}
