//! The post room: what is to print and to post, what is ordered, and who may know of it.
use crate::support::Cast::{self, Admin, Leader, Relations, Relations2, Staff};
use crate::support::{REPLY_KEY, TestApp};
use chrono::Duration;
use diesel::prelude::*;
use procedure::delivery::State;
use procedure::vocabulary::{LetterFormat, ReplyChannel};
use procedure::{AreaId, Reference, Subject};
use redress::casework::delivery;
use redress::jobs::outbox::{self, Outbox};
use storage::areas;
use storage::deliveries::{self, Going};
use storage::schema::letters;

/// Another delivery of an acknowledgement, which the post room is to bring on its way.
async fn to_go(app: &TestApp, reference: &Reference, channel: ReplyChannel, format: LetterFormat) {
    let complaint = app.complaint(reference).await.id.0;
    let now = app.now();
    app.write(move |conn| {
        let letter = letters::table
            .filter(letters::complaint_id.eq(complaint))
            .select(letters::id)
            .first::<i64>(conn)?;
        let going = Going {
            channel,
            format,
            email: "",
            address: "Janet Whitlock\n14 Fernhill Close",
            reason: "She asked for it",
        };
        let by = (Relations.id(), now);
        deliveries::begin(conn, procedure::LetterId(letter), &going, None, by)
    })
    .await;
}

fn leave(app: &TestApp) {
    app.later(Duration::seconds(60));
    let to = Outbox::folder(&app.app.config.data, &REPLY_KEY, &app.app.maker);
    outbox::drain(&app.app.db, &to, &|| app.now()).unwrap();
}

/// (id, state) of the latest delivery.
async fn latest(app: &TestApp, reference: &Reference) -> (String, State) {
    let complaint = app.complaint(reference).await;
    let latest = complaint.deliveries.first().unwrap();
    (latest.id.to_string(), latest.state)
}

async fn posted_letter() -> (TestApp, Reference) {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    to_go(&app, &reference, ReplyChannel::Post, LetterFormat::Standard).await;
    leave(&app);
    (app, reference)
}

#[actix_web::test]
async fn letters_are_printed_in_a_batch_posted_and_come_back() {
    let (app, reference) = posted_letter().await;
    let other = app.acknowledged().await;
    to_go(&app, &other, ReplyChannel::Post, LetterFormat::LargePrint).await;
    leave(&app);
    let page = app.get(Relations, "/post").await;
    page.says(reference.as_str());
    page.says("Large print");
    let printed = app.post(Relations, "/post", &[("act", "print")]).await;
    printed.is(303);
    assert_eq!(printed.location.as_deref(), Some("/post?printed=1"));
    app.get(Relations, "/post?printed=1")
        .await
        .says("Batch 1 is ready");
    let batch = app.get(Relations2, "/post/batches/1").await;
    batch.is(200);
    assert!(batch.html.starts_with("%PDF-"));
    let (id, state) = latest(&app, &reference).await;
    assert_eq!(state, State::Printed);
    // What is printed is not printed again.
    let again = app.post(Relations, "/post", &[("act", "print")]).await;
    assert_eq!(again.location.as_deref(), Some("/post?done=nothing"));
    let posted = [
        ("act", "posted"),
        ("pick", id.as_str()),
        ("on", "2026-11-24"),
        ("why", "First class"),
    ];
    app.post(Relations, "/post", &posted).await.is(303);
    assert_eq!(latest(&app, &reference).await.1, State::Posted);
    // The other one was not ticked.
    assert_eq!(latest(&app, &other).await.1, State::Printed);
    let step = format!("/complaints/{reference}/delivery");
    let version = app.get(Relations, &format!("{step}?delivery={id}")).await;
    let version = version.value("version");
    let back = [
        ("version", version.as_str()),
        ("delivery", id.as_str()),
        ("act", "came_back"),
        ("reason", "Gone away"),
    ];
    app.post(Relations, &step, &back).await.is(303);
    assert_eq!(latest(&app, &reference).await.1, State::Returned);
    app.get(Relations, "/undelivered").await.says("Came back");
}

#[actix_web::test]
async fn a_form_of_the_post_room_is_refused_with_its_words_kept() {
    let (app, reference) = posted_letter().await;
    let (id, _) = latest(&app, &reference).await;
    app.post(Relations, "/post", &[("act", "print")])
        .await
        .is(303);
    let tomorrow = [
        ("act", "posted"),
        ("form", "posted-2026-11-24"),
        ("pick", id.as_str()),
        ("on", "2026-11-25"),
        ("why", "Signed for"),
    ];
    let refused = app.post(Relations, "/post", &tomorrow).await;
    refused.is(422);
    refused.says("Enter a day that is not in the future");
    let why = refused.attributes("#why_posted-2026-11-24", "value");
    assert_eq!(why, ["Signed for"]);
    let none = app.post(Relations, "/post", &[("act", "posted")]).await;
    none.is(422);
    none.says("Tick at least one letter");
    app.post(Relations, "/post", &[("act", "burn")])
        .await
        .is(400);
    assert_eq!(latest(&app, &reference).await.1, State::Printed);
}

#[actix_web::test]
async fn an_order_is_followed_to_the_door() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    to_go(&app, &reference, ReplyChannel::Email, LetterFormat::Braille).await;
    leave(&app);
    let (id, state) = latest(&app, &reference).await;
    assert_eq!(state, State::ToOrder);
    let page = app.get(Relations, "/orders").await;
    page.says(reference.as_str());
    page.says("Braille");
    // From whom is asked.
    let bare = [("act", "ordered"), ("pick", id.as_str())];
    app.post(Relations, "/orders", &bare).await.is(422);
    for (act, state) in [
        ("ordered", State::Ordered),
        ("dispatched", State::Dispatched),
        ("delivered", State::Delivered),
    ] {
        let form = [("act", act), ("pick", id.as_str()), ("why", "The service")];
        app.post(Relations, "/orders", &form).await.is(303);
        assert_eq!(latest(&app, &reference).await.1, state);
    }
    let letter = app.complaint(&reference).await.deliveries[0].letter;
    let page = format!("/complaints/{reference}/letters/{letter}");
    app.get(Relations, &page).await.says("The service");
}

#[actix_web::test]
async fn the_post_room_is_customer_relations() {
    let (app, _) = posted_letter().await;
    for who in [Staff, Leader, Admin, Cast::SeniorLeader] {
        for path in ["/post", "/orders", "/post/batches/1"] {
            app.get(who, path).await.is(403);
        }
        app.post(who, "/post", &[("act", "print")]).await.is(403);
        app.post(who, "/orders", &[("act", "ordered")])
            .await
            .is(403);
    }
}

/// About Owen Rees, of Customer Relations himself: he prints, counts and opens nothing of it.
#[actix_web::test]
async fn whoever_is_complained_about_prints_none_of_it() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app
        .logged_as(|intake| {
            intake.subjects = vec![Subject {
                person: Some(Relations2.id()),
                name: "Owen Rees".into(),
                allegation: None,
            }];
        })
        .await;
    let area = app
        .read(|conn| areas::get(conn, AreaId(crate::support::cast::ENERGY)))
        .await;
    let mut triaged = crate::support::steps::a_triage();
    triaged.subjects = app.complaint(&reference).await.subjects;
    app.step(Relations, &reference, |c| {
        procedure::steps::acknowledgement::Acknowledge {
            area: Some(area),
            dispatch: procedure::dispatch::Dispatch::preferred(c),
            triaged: Some(triaged),
        }
    })
    .await
    .unwrap();
    to_go(&app, &reference, ReplyChannel::Post, LetterFormat::Standard).await;
    leave(&app);
    app.get(Relations, "/post").await.says(reference.as_str());
    let his = app.get(Relations2, "/post").await;
    his.says_not(reference.as_str());
    his.says("There is nothing to print");
    let tried = app.post(Relations2, "/post", &[("act", "print")]).await;
    assert_eq!(tried.location.as_deref(), Some("/post?done=nothing"));
    let (id, _) = latest(&app, &reference).await;
    let posted = [("act", "posted"), ("pick", id.as_str())];
    app.post(Relations2, "/post", &posted).await.is(422);
    app.post(Relations, "/post", &[("act", "print")])
        .await
        .is(303);
    app.get(Relations, "/post/batches/1").await.is(200);
    // As one that is not there.
    app.get(Relations2, "/post/batches/1").await.is(404);
    app.get(Relations2, "/post/batches/99").await.is(404);
    let failed = app.complaint(&reference).await.deliveries[1]
        .message_id
        .clone();
    let now = app.now();
    app.write(move |conn| delivery::bounced(conn, &[failed], "550", now))
        .await;
    app.get(Relations, "/undelivered")
        .await
        .says(reference.as_str());
    app.get(Relations2, "/undelivered")
        .await
        .says_not(reference.as_str());
}

/// A letter that restricts somebody is in no complaint's history: Customer Relations alone sees to it.
#[actix_web::test]
async fn a_restriction_that_did_not_arrive_is_seen_to_by_customer_relations() {
    let scene = crate::restriction::Whitlock::restricted().await;
    let app = &scene.app;
    leave(app);
    let sent: Vec<(i64, String)> = app
        .read(|conn| {
            use storage::schema::deliveries as table;
            Ok(table::table
                .inner_join(letters::table)
                .filter(letters::kind.eq("restriction"))
                .select((table::id, table::message_id))
                .load(conn)?)
        })
        .await;
    let (id, message) = sent[0].clone();
    let now = app.now();
    app.write(move |conn| delivery::bounced(conn, &[message], "550", now))
        .await;
    let id = id.to_string();
    let page = app.get(Relations, "/undelivered").await;
    page.says("Send it the same way again");
    app.get(Staff, "/undelivered").await.says_not("Restriction");
    let again = |reason: &'static str| {
        [
            ("delivery".to_owned(), id.clone()),
            ("act".to_owned(), "again".to_owned()),
            ("reason".to_owned(), reason.to_owned()),
        ]
    };
    let post = |who: Cast, form: [(String, String); 3]| async move {
        let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        app.post(who, "/undelivered", &form).await
    };
    post(Staff, again("x")).await.is(403);
    let bare = post(Relations, again(" ")).await;
    bare.is(422);
    bare.says("Say why");
    post(Relations, again("Their box was full")).await.is(303);
    // It is on its way again, and not twice.
    post(Relations, again("Their box was full")).await.is(404);
    app.get(Relations, "/undelivered")
        .await
        .says("Every letter has been sent, and none has come back");
}
