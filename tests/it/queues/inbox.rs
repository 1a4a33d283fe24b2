use crate::support::Cast::{Executive, Leader, Relations, Relations2, Staff};
use crate::support::{Page, TestApp};
use chrono::Duration;
use procedure::Subject;
use procedure::steps::hand_back::HandBack;
use procedure::vocabulary::{Channel, LetterFormat};

fn stat(page: &Page, name: &str) -> String {
    let names = page.all(".stat dt");
    let at = names.iter().position(|n| n == name).unwrap();
    let number = page.all(".stat dd").swap_remove(at);
    number.trim_end_matches(name).trim().to_owned()
}

fn tab(page: &Page, name: &str) -> String {
    let tabs = page.all(".subnav a");
    let found = tabs.iter().find(|t| t.starts_with(name)).unwrap();
    found.trim_start_matches(name).trim().to_owned()
}

#[actix_web::test]
async fn only_customer_relations_open_it() {
    let app = TestApp::start().await;
    for other in [Staff, Leader] {
        let page = app.get(other, "/inbox").await;
        page.is(403);
        page.says("Only Customer Relations can open the inbox");
        app.post(other, "/inbox/next", &[]).await.is(403);
    }
    app.get(Relations, "/inbox").await.is(200);
    // "a senior complaint executive in the Customer Relations team"
    app.get(Executive, "/inbox").await.is(200);
}

#[actix_web::test]
async fn the_most_urgent_stands_first_with_what_it_needs() {
    let app = TestApp::start().await;
    let earlier = app.now() - Duration::days(6);
    let late = app
        .logged_as(|form| {
            form.received_at = earlier;
            form.details.name = "Tomasz Nowak".into();
            form.channel = Channel::ExecutiveOrBoard;
            form.addressed_to = "The Chair".into();
        })
        .await;
    app.logged_as(|form| {
        form.details.letter_format = LetterFormat::Braille;
        form.details.latest_event = Some((earlier - Duration::days(300)).date_naive());
    })
    .await;
    app.mail(
        "Ivy Lane <ivy@example.org>",
        "Nobody rings back",
        "Four dates, no call.",
    )
    .await;
    let page = app.get(Relations, "/inbox").await;
    assert_eq!(
        page.all("tr .who"),
        ["Tomasz Nowak", "Janet Whitlock", "Ivy Lane"]
    );
    page.says("row-late");
    page.says("To The Chair");
    page.says("Braille");
    page.says("Check scope");
    page.says("Email, not yet logged");
    page.says(&format!("action=\"/complaints/{late}/taking\""));
    assert_eq!(
        (stat(&page, "Overdue"), stat(&page, "Due later")),
        ("1".into(), "2".into())
    );
    assert_eq!(tab(&page, "To triage"), "3");
    assert_eq!(tab(&page, "Executives, Board"), "1");
    let executives = app.get(Relations, "/inbox?tab=executives").await;
    assert_eq!(executives.all("tr .who"), ["Tomasz Nowak"]);
    let email = app
        .get(Relations, "/inbox?channel=email&owner=nobody")
        .await;
    assert_eq!(email.all("tr .who"), ["Janet Whitlock", "Ivy Lane"]);
    let mine = app.get(Relations, "/inbox?owner=mine").await;
    assert!(mine.all("tr .who").is_empty());
}

#[actix_web::test]
async fn paging_walks_every_row_once() {
    let app = TestApp::start().await;
    // Several due at the same moment, complaints and mail: the ties are what a cursor gets wrong.
    for n in 0..16 {
        app.logged_as(|form| {
            form.details.summary = format!("Complaint {n:02}");
            form.urgent = n % 5 == 0;
            form.urgent_why = "At risk".into();
        })
        .await;
        app.mail(
            "a@example.org",
            &format!("Message {n:02}"),
            &"x".repeat(n + 1),
        )
        .await;
    }
    let mut seen = Vec::new();
    let mut next = Some("/inbox".to_owned());
    while let Some(path) = next {
        let page = app.get(Relations, &path).await;
        page.is(200);
        seen.extend(page.all("tr .gist"));
        let html = scraper::Html::parse_document(&page.html);
        let link = scraper::Selector::parse("a[rel=next]").unwrap();
        next = html
            .select(&link)
            .next()
            .map(|a| a.value().attr("href").unwrap().to_owned());
    }
    assert_eq!(seen.len(), 32, "{seen:?}");
    assert!(
        seen[..4].iter().all(|s| s.starts_with("Complaint")),
        "urgent first: {seen:?}"
    );
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 32);
}

/// The wall: Customer Relations too neither see nor count a complaint about themselves.
#[actix_web::test]
async fn a_person_complained_about_sees_and_counts_nothing() {
    let app = TestApp::start().await;
    app.logged_as(|form| {
        form.details.name = "Grace Abara".into();
        form.subjects = vec![Subject {
            person: Some(Relations2.id()),
            name: "Owen Rees".into(),
            allegation: None,
        }];
    })
    .await;
    let theirs = app.get(Relations2, "/inbox").await;
    theirs.says_not("Grace Abara");
    assert_eq!(tab(&theirs, "To triage"), "0");
    assert_eq!(stat(&theirs, "Due later"), "0");
    app.get(Relations, "/inbox").await.says("Grace Abara");
    let nothing = app.post(Relations2, "/inbox/next", &[]).await;
    assert_eq!(nothing.location.as_deref(), Some("/inbox?nothing=1"));
}

#[actix_web::test]
async fn two_people_who_take_the_next_one_take_different_ones() {
    let app = TestApp::start().await;
    let first = app.logged().await;
    app.later(Duration::minutes(1));
    let second = app.logged().await;
    let taken = app.post(Relations, "/inbox/next", &[]).await;
    taken.is(303);
    assert_eq!(
        taken.location.unwrap(),
        format!("/complaints/{first}/acknowledgement")
    );
    let other = app.post(Relations2, "/inbox/next", &[]).await;
    assert_eq!(
        other.location.unwrap(),
        format!("/complaints/{second}/acknowledgement")
    );
    assert_eq!(app.complaint(&first).await.owner, Some(Relations.id()));
    let third = app.post(Relations2, "/inbox/next", &[]).await;
    assert_eq!(third.location.as_deref(), Some("/inbox?nothing=1"));
    app.get(Relations2, "/inbox?nothing=1")
        .await
        .says("Every complaint here has an owner");
    let mail = app.mail("a@example.org", "Hello", "There").await;
    let read = app.post(Relations2, "/inbox/next", &[]).await;
    assert_eq!(
        read.location.unwrap(),
        format!("/complaints/new?mail={mail}")
    );
}

#[actix_web::test]
async fn what_was_handed_back_waits_in_its_own_list() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let before = app.get(Relations, "/inbox").await;
    assert_eq!(stat(&before, "In time, last 4 weeks"), "100% of 1");
    assert_eq!(tab(&before, "Handed back"), "0");
    let reason = "About the call centre".to_owned();
    app.step(Leader, &reference, |_| HandBack { reason })
        .await
        .unwrap();
    let page = app.get(Relations, "/inbox?tab=handed_back").await;
    assert_eq!(page.all("tr .who"), ["Janet Whitlock"]);
    page.says("Handed back");
    assert_eq!(
        page.all("tr .clock__left").len(),
        1,
        "the clock to assign runs on"
    );
    // It waits for triage with the others too, so that it is not forgotten.
    assert_eq!(tab(&page, "To triage"), "1");
}

#[actix_web::test]
async fn the_rows_alone_are_sent_again_only_when_they_changed() {
    use actix_web::test::TestRequest;
    let app = TestApp::start().await;
    app.logged().await;
    let ask = |etag: &str| TestRequest::get().insert_header(("if-none-match", etag));
    let rows = app
        .call(ask("\"old\""), Some(Relations), "/inbox/rows")
        .await;
    rows.is(200);
    assert!(
        rows.html.trim_start().starts_with("<tbody"),
        "{}",
        rows.html
    );
    let etag = rows
        .headers
        .get("etag")
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned();
    app.call(ask(&etag), Some(Relations), "/inbox/rows")
        .await
        .is(304);
    app.logged().await;
    app.call(ask(&etag), Some(Relations), "/inbox/rows")
        .await
        .is(200);
}

#[actix_web::test]
async fn hostile_words_are_shown_as_words() {
    let app = TestApp::start().await;
    let nasty = "<script>alert(1)</script>\"'><img src=x>";
    app.logged_as(|form| {
        form.details.name = nasty.into();
        form.details.summary = nasty.into();
    })
    .await;
    app.mail("\"<b>x</b>\" <a@example.org>", nasty, nasty).await;
    let page = app.get(Relations, "/inbox").await;
    page.says_not("<script>alert");
    page.says_not("<img src=x>");
    for path in [
        "/inbox?tab=%3Cscript%3E",
        "/inbox?after=1.x.2.'",
        "/inbox?area=9&channel=%22",
    ] {
        let page = app.get(Relations, path).await;
        page.is(200);
        page.says_not("<script>\"");
    }
}
