//! From a warning to the end: each rung by the right person, each letter sent.
use super::{APPROVE, SHOUTS, Whitlock};
use crate::support::Cast::{Executive, Executive2, Leader, Relations, SeniorLeader, Staff};
use chrono::Duration;
use procedure::restriction::Phase;

/// "We may restrict consumers from using the formal complaints procedure in exceptional cases."
#[actix_web::test]
async fn warned_then_proposed_then_agreed_by_a_second_person() {
    let who = Whitlock::complains().await;
    let before = who.page(Leader).await;
    before.is(200);
    before.says("Not restricted.");
    let early = who.send(Leader, "propose", &who.proposal()).await;
    early.is(422);
    early.says("No formal warning has been sent in the last 12 months");
    who.send(Leader, "warn", &who.warning()).await.is(303);
    who.send(Leader, "propose", &who.proposal()).await.is(303);
    let waits = who.page(Leader).await;
    waits.says("Waiting for a second person");
    waits.says("Only a senior complaint executive can decide this proposal");
    let decide = who.page(Executive).await;
    decide.says("0 of 0");
    decide.says("Agree, and send the letter");
    let letter = decide.text("article.letter");
    for block in [
        SHOUTS,
        "24 November 2026: Rang again and shouted.",
        "We warned you in a letter of 24 November 2026",
        "Asked on 20 November: none",
        "We deal with your complaints in writing only. Write to us, and we answer each letter",
        "its last day is 24 May 2027",
        "We still read everything you send us",
        "You can appeal against this decision to us by 24 December 2026",
        "proposed by a leader and agreed by a second person, a senior complaint executive",
    ] {
        assert!(letter.contains(block), "{block}\n{letter}");
    }
    who.send(Executive, "decide", APPROVE).await.is(303);
    let file = who.file().await;
    let today = who.app.now().date_naive();
    assert_eq!(file.restrictions[0].phase(today), Phase::Live);
    let page = who.page(Executive).await;
    page.says("Restricted until 24 May 2027");
    let href = page.link("main .small a[href*='letters']").unwrap();
    let sent = who.app.get(Leader, &href).await;
    sent.says("Write to us, and we answer each letter");
    sent.says("Shouts at whoever answers &lt;b&gt;");
}

/// Rule 81: by time alone, and with nothing that has to run.
#[actix_web::test]
async fn it_ends_by_itself() {
    let who = Whitlock::restricted().await;
    let case = format!("/complaints/{}", who.reference);
    who.app
        .get(Staff, &case)
        .await
        .says("Restricted until 24 May 2027");
    who.app.later(Duration::days(181));
    who.app.get(Staff, &case).await.says("Restricted until");
    who.page(Leader)
        .await
        .says("Review it now: 0 days are left");
    who.app.later(Duration::days(1));
    who.app.get(Staff, &case).await.says_not("Restricted until");
    let ended = who.page(Leader).await;
    ended.says("Not restricted.");
    ended.says("Ended");
}

/// Rule 81: renewal is a new decision, with its own letter.
#[actix_web::test]
async fn extending_it_is_a_new_decision() {
    let who = Whitlock::restricted().await;
    let page = who.page(Leader).await;
    page.says("Propose to extend it");
    let longer = who.but(&[("starts_on", "2027-05-24"), ("ends_on", "2027-11-24")]);
    who.send(Leader, "propose", &longer).await.is(303);
    let decide = who.page(Executive).await;
    decide.says("We wrote to you before to restrict");
    who.send(Executive, "decide", APPROVE).await.is(303);
    let file = who.file().await;
    assert_eq!(file.restrictions[1].extends, Some(file.restrictions[0].id));
    assert_ne!(file.restrictions[1].letter, file.restrictions[0].letter);
    who.app.later(Duration::days(200));
    who.page(Leader)
        .await
        .says("Restricted until 24 November 2027");
}

#[actix_web::test]
async fn it_is_lifted_early_with_a_reason_and_a_letter() {
    let who = Whitlock::restricted().await;
    who.send(Leader, "lift", &[("act", "lift")]).await.is(403);
    let silent = who.send(Executive, "lift", &[("act", "lift")]).await;
    silent.is(422);
    silent.says("Say why it is lifted early");
    let why = [
        ("act", "lift"),
        ("lift_reason", "Quiet since the letter"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    who.send(Executive, "lift", &why).await.is(303);
    let page = who.page(Executive).await;
    page.says("Not restricted.");
    page.says("Lifted early");
    let last = page.all("main .small a[href*='letters']");
    assert!(
        last.contains(&"Letter that lifted it".to_owned()),
        "{last:?}"
    );
}

/// Rule 82: appeal to somebody who neither proposed nor agreed it.
#[actix_web::test]
async fn an_appeal_goes_to_a_third_person() {
    let who = Whitlock::restricted().await;
    let said = [
        ("act", "appeal"),
        ("received_on", "2026-11-24"),
        ("appeal_words", "I never shouted"),
    ];
    let missing = who
        .send(
            Relations,
            "appeal",
            &[("act", "appeal"), ("received_on", "2026-11-25")],
        )
        .await;
    missing.is(422);
    missing.says("Write down what they say");
    assert_eq!(missing.value("received_on"), "2026-11-25");
    who.send(Relations, "appeal", &said).await.is(303);
    let upheld = [
        ("act", "decide_appeal"),
        ("upheld", "yes"),
        ("appeal_reason", "The recording bears them out"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    for involved in [Leader, Executive, Staff] {
        who.send(involved, "decide_appeal", &upheld).await.is(403);
    }
    assert!(who.file().await.appealed().is_some());
    who.app
        .get(Executive2, "/")
        .await
        .says("An appeal against a restriction");
    who.app
        .get(Executive, "/")
        .await
        .says_not("An appeal against a restriction");
    who.page(SeniorLeader).await.says("Decide the appeal");
    who.send(Executive2, "decide_appeal", &upheld).await.is(303);
    let page = who.page(Leader).await;
    page.says("Not restricted.");
    page.says("Appeal upheld");
    let report = who.app.get(Relations, "/reports").await;
    report.says("Restrictions of complainants");
}
