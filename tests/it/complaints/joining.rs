use crate::support::Cast::{self, Executive, Leader, Leader2, Relations, Staff, Staff2};
use crate::support::{Page, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use procedure::steps::facts::as_it_stands;
use procedure::steps::note::AddNote;
use procedure::vocabulary::{Closure, Promise, Stage};
use procedure::{PersonId, Reference, Subject};
use storage::reports::{self, Bounds};
use storage::schema::{complaints, subjects};
use storage::{Key, mail};

/// (logged a day before the other and not acknowledged, assigned to Staff): two records of one complaint.
pub async fn two_records(app: &TestApp) -> (Reference, Reference) {
    let on = app.assigned().await;
    let person = app.complaint(&on).await.complainant_id;
    let earlier = app
        .logged_as(|intake| {
            intake.complainant = Some(person);
            intake.received_at -= Duration::days(1);
        })
        .await;
    (earlier, on)
}

fn page_of(reference: &Reference) -> String {
    format!("/complaints/{reference}/joining")
}

async fn send(
    app: &TestApp,
    who: Cast,
    (closed, on): (&Reference, &Reference),
    more: &[(&str, &str)],
) -> Page {
    let looked = app
        .get(who, &format!("{}?with={on}", page_of(closed)))
        .await;
    let (version, with) = (looked.value("version"), looked.value("with_version"));
    let mut form = vec![
        ("version", version.as_str()),
        ("with", on.as_str()),
        ("with_version", with.as_str()),
    ];
    form.extend_from_slice(more);
    app.post(who, &page_of(closed), &form).await
}

const RIGHT: [(&str, &str); 3] = [
    ("told_on", "2026-11-24"),
    ("how", "phone"),
    ("reason", "The email repeats the call"),
];

#[actix_web::test]
async fn two_records_become_one_and_are_taken_apart_again() {
    let app = TestApp::start().await;
    let (closed, on) = two_records(&app).await;
    let before = app.complaint(&on).await;
    let first = app.complaint(&closed).await.received.at;
    // The other one is offered, and looked at first.
    let choose = app.get(Relations, &page_of(&closed)).await;
    choose.says("Others of the same person that are being answered");
    choose.says(on.as_str());
    let bare = send(&app, Relations, (&closed, &on), &[("reason", "Mine <b>")]).await;
    bare.is(422);
    bare.says("Enter the day they were told");
    bare.says("Say how they were told");
    assert_eq!(bare.value("reason"), "Mine <b>");
    send(&app, Relations, (&closed, &on), &RIGHT).await.is(303);
    let (one, two) = (app.complaint(&closed).await, app.complaint(&on).await);
    assert_eq!(
        (one.stage, one.closure),
        (Stage::Closed, Some(Closure::Joined))
    );
    assert_eq!((two.stage, two.received.at), (Stage::Investigation, first));
    assert_eq!(two.joined.own.map(|own| own.at), Some(before.received.at));
    let judged = |c: &procedure::Complaint| {
        let mut all = c.clocks.iter();
        let k = all.find(|k| k.promise == Promise::Acknowledge).cloned();
        k.map(|k| (k.started_at, k.stopped_at))
    };
    let kept = judged(&before).unwrap();
    assert_eq!(judged(&two), Some((first, kept.1)));
    // Each says so and leads to the other; the lines of the history name neither.
    for (here, other) in [(&closed, &on), (&on, &closed)] {
        let page = app.get(Relations, &format!("/complaints/{here}")).await;
        let leads = format!("section a[href='/complaints/{other}']");
        assert!(
            page.link(&leads).is_some(),
            "{here} does not lead to {other}"
        );
        page.says("The email repeats the call");
    }
    let history = app.get(Staff, &format!("/complaints/{on}/history")).await;
    history.says("Another record of this complaint was joined with this one");
    history.says("The complainant was told on 24 Nov 2026 by phone");
    // Taken apart again.
    let apart = app.get(Relations, &page_of(&closed)).await;
    apart.says("Take the records apart");
    let none = send(&app, Relations, (&closed, &on), &[]).await;
    none.is(422);
    none.says("Say why they are two complaints");
    let why = [("reason", "Two calls after all")];
    send(&app, Relations, (&closed, &on), &why).await.is(303);
    let (one, two) = (app.complaint(&closed).await, app.complaint(&on).await);
    assert_eq!((one.stage, one.closure), (Stage::Triage, None));
    assert_eq!(two.received, before.received);
    assert_eq!(judged(&two), Some(kept));
    assert!(one.joined.into.is_none() && two.joined.with.is_empty());
}

/// Customer Relations do it: 404 for somebody outside, 403 for somebody who sees it and may not.
#[actix_web::test]
async fn only_customer_relations_and_only_before_either_is_answered() {
    let app = TestApp::start().await;
    let (closed, on) = two_records(&app).await;
    app.get(Leader2, &page_of(&on)).await.is(404);
    app.get(Staff, &page_of(&on)).await.is(403);
    app.get(Leader, &page_of(&on)).await.is(403);
    app.get(Executive, &page_of(&closed)).await.is(200);
    let answered = app.answered().await;
    let late = app.get(Relations, &page_of(&answered)).await;
    late.is(409);
    late.says("Records are joined before either is answered");
    let other = send(&app, Relations, (&closed, &answered), &RIGHT).await;
    other.is(422);
    other.says("an answer stands by itself");
    // What is not there and what is not theirs read alike.
    let nowhere = Reference::new("SC", 2026, 999_999);
    let version = app.version(&closed).await;
    let mut form = vec![("version", version.as_str()), ("with", nowhere.as_str())];
    form.extend_from_slice(&RIGHT);
    let missing = app.post(Relations, &page_of(&closed), &form).await;
    missing.is(422);
    missing.says("There is no record with this reference that you can open");
}

/// Both versions are checked, in one transaction.
#[actix_web::test]
async fn the_other_record_is_held_to_the_version_that_was_looked_at() {
    let app = TestApp::start().await;
    let (closed, on) = two_records(&app).await;
    let looked = app
        .get(Relations, &format!("{}?with={on}", page_of(&closed)))
        .await;
    let (version, with) = (looked.value("version"), looked.value("with_version"));
    let note = AddNote {
        happened_at: None,
        note: "They rang again".into(),
    };
    app.step(Staff, &on, |_| note).await.unwrap();
    let mut form = vec![
        ("version", version.as_str()),
        ("with", on.as_str()),
        ("with_version", with.as_str()),
    ];
    form.extend_from_slice(&RIGHT);
    let stale = app.post(Relations, &page_of(&closed), &form).await;
    stale.is(422);
    stale.says("Somebody has changed the other record since you looked at it");
    assert_eq!(app.complaint(&closed).await.stage, Stage::Triage);
    assert_ne!(stale.value("with_version"), with);
    let with = stale.value("with_version");
    form[2] = ("with_version", with.as_str());
    app.post(Relations, &page_of(&closed), &form).await.is(303);
}

/// The wall: nobody named in one reads the other, and whoever sees the one that goes on reads both.
#[actix_web::test]
async fn the_same_people_see_both_and_nobody_named_sees_either() {
    let app = TestApp::start().await;
    let (closed, on) = two_records(&app).await;
    let of = |reference: &Reference| format!("/complaints/{reference}");
    app.get(Staff, &of(&closed)).await.is(404);
    send(&app, Relations, (&closed, &on), &RIGHT).await.is(303);
    for who in [Staff, Leader] {
        app.get(who, &of(&closed)).await.is(200);
        let list = app.get(who, "/complaints?state=closed").await;
        list.says(closed.as_str());
    }
    app.get(Staff2, &of(&closed)).await.is(404);
    app.get(Leader2, &of(&closed)).await.is(404);
    // Named later in the one that goes on: the other is shut to them as well, and no page names it.
    app.step(Relations, &on, |c| {
        let mut step = as_it_stands(c);
        step.subjects = vec![Subject {
            person: Some(Leader.id()),
            name: "The Leader".into(),
            allegation: None,
        }];
        step.reason = "Their second letter names her".into();
        step
    })
    .await
    .unwrap();
    for reference in [&closed, &on] {
        app.get(Leader, &of(reference)).await.is(404);
        let list = app.get(Leader, "/complaints?state=closed").await;
        list.says_not(reference.as_str());
    }
    let copied = app
        .read(|conn| {
            let all = subjects::table.select((subjects::complaint_id, subjects::person_id));
            Ok(all.load::<(i64, Option<Key<PersonId>>)>(conn)?)
        })
        .await;
    assert_eq!(copied.len(), 2, "{copied:?}");
}

#[actix_web::test]
async fn who_is_named_in_one_alone_is_corrected_first() {
    let app = TestApp::start().await;
    let (closed, on) = two_records(&app).await;
    app.step(Relations, &on, |c| {
        let mut step = as_it_stands(c);
        step.subjects = vec![Subject {
            person: Some(Staff2.id()),
            name: "Somebody".into(),
            allegation: None,
        }];
        step.reason = "Named in the letter".into();
        step
    })
    .await
    .unwrap();
    let refused = send(&app, Relations, (&closed, &on), &RIGHT).await;
    refused.is(422);
    refused.says("do not name the same people as complained about");
}

/// A joined record is counted in no figure, and messages about it reach the one that goes on.
#[actix_web::test]
async fn it_is_counted_once_and_its_mail_reaches_the_one_that_goes_on() {
    let app = TestApp::start().await;
    let (closed, on) = two_records(&app).await;
    let bounds = Bounds {
        from: app.now() - Duration::days(30),
        until: app.now() + Duration::days(1),
        area: None,
        reader: Relations.id(),
    };
    let received = |app: &TestApp| {
        let app = app.app.clone();
        async move {
            app.db
                .read(move |conn| reports::received(conn, &bounds))
                .await
                .unwrap()
        }
    };
    assert_eq!(received(&app).await, 2);
    send(&app, Relations, (&closed, &on), &RIGHT).await.is(303);
    assert_eq!(received(&app).await, 1);
    let (reference, goes_on) = (closed.clone(), app.complaint(&on).await.id);
    let answers = app
        .read(move |conn| {
            mail::replies::by_reference(conn, &reference, "janet.whitlock@example.co.uk")
        })
        .await;
    assert_eq!(
        answers.map(|found| (found.complaint, found.closed)),
        Some((goes_on, false))
    );
    // Nor is a contact recorded where nobody looks any more.
    let contact = app
        .get(Relations, &format!("/complaints/{closed}/contact"))
        .await;
    contact.is(409);
    contact.says("Record it there, in the one that goes on");
    let ids = app
        .read(|conn| {
            let joined = complaints::table.filter(complaints::joined_into_id.is_not_null());
            Ok(joined.count().get_result::<i64>(conn)?)
        })
        .await;
    assert_eq!(ids, 1);
}
