//! Where a restricted person is met: never in the way of a complaint, always read (rules 83 and 84).
use super::Whitlock;
use crate::support::Cast::{Executive, Leader, Relations, SeniorLeader, Staff};
use crate::support::TestApp;
use procedure::Reference;
use procedure::vocabulary::Promise;

/// Logged over the form like anybody's, with the same clock as somebody's who is not restricted.
#[actix_web::test]
async fn the_intake_form_and_the_clock_know_nothing_of_it() {
    let (restricted, free) = (Whitlock::restricted().await, Whitlock::complains().await);
    let mut due = Vec::new();
    for who in [&restricted, &free] {
        let id = who.id.to_string();
        let form = who
            .app
            .get(Staff, &format!("/complaints/new?complainant={id}"))
            .await;
        form.is(200);
        let fields = [
            ("complainant", id.as_str()),
            ("channel", "email"),
            ("received_at_date", "2026-11-24"),
            ("received_at_time", "09:30"),
            ("known_by", "mail_header"),
            ("name", "Janet Whitlock"),
            ("email", "janet.whitlock@example.co.uk"),
            ("summary", "Something new"),
            ("what_happened", "Nobody rang back"),
            ("wanted", "A call"),
            ("reply_channel", "email"),
            ("letter_format", "standard"),
        ];
        let done = who.app.post(Staff, "/complaints/new", &fields).await;
        done.is(303);
        let location = done.leads_to().unwrap();
        let reference = Reference::parse(location.split('/').nth(2).unwrap()).unwrap();
        let complaint = who.app.complaint(&reference).await;
        assert_eq!(complaint.complainant_id, who.id);
        due.push(complaint.running(Promise::Acknowledge).unwrap().due_at);
    }
    assert_eq!(due[0], due[1]);
}

#[actix_web::test]
async fn a_banner_and_a_tag_say_so_calmly() {
    let who = Whitlock::restricted().await;
    let id = who.id;
    who.app
        .logged_as(|intake| intake.complainant = Some(id))
        .await;
    for page in [
        format!("/complaints/{}", who.reference),
        format!("/complainants/{id}"),
    ] {
        let page = who.app.get(Staff, &page).await;
        page.says("Restricted until 24 May 2027");
        page.says("Everything they send is still read");
    }
    who.app
        .get(Relations, "/inbox")
        .await
        .says("Read and decide: restricted");
    who.app
        .get(Executive, "/complaints")
        .await
        .says("Restricted</span>");
    who.app.get(Staff, "/").await.says("Restricted</span>");
    let other = Whitlock::complains().await;
    other
        .app
        .get(Executive, "/complaints")
        .await
        .says_not("Restricted</span>");
}

/// Rule 83: read for new matter and for safety before it is set aside.
#[actix_web::test]
async fn their_mail_is_not_set_aside_unread() {
    let who = Whitlock::restricted().await;
    who.app
        .mail(
            "Janet <Janet.Whitlock@example.co.uk>",
            "Again",
            "Nobody answers.",
        )
        .await;
    let inbox = who.app.get(Relations, "/inbox").await;
    inbox.says("Read and decide: restricted");
    let form = who.app.get(Relations, "/complaints/new?mail=1").await;
    form.says("I have read it for anything new");
    let unread = [("act", "dismiss"), ("reason", "The same as before")];
    let refused = who.app.post(Relations, "/inbox/mail/1", &unread).await;
    refused.is(422);
    refused.says("Read it first, for anything new and for anybody at risk");
    assert_eq!(refused.value("reason"), "The same as before");
    let read = [
        ("act", "dismiss"),
        ("reason", "The same as before"),
        ("read", "yes"),
    ];
    who.app
        .post(Relations, "/inbox/mail/1", &read)
        .await
        .is(303);
    let kept = who.app.get(Relations, "/inbox/mail/1").await;
    kept.says("Read for new matter and safety: The same as before");
    let other = Whitlock::complains().await;
    other
        .app
        .mail("Ivy <ivy@example.org>", "Thanks", "Thanks.")
        .await;
    other
        .app
        .post(Relations, "/inbox/mail/1", &unread)
        .await
        .is(303);
}

/// Figure K20 of `docs/rules.md`: live, new, ended, appealed, upheld.
#[actix_web::test]
async fn the_report_counts_them() {
    let who = Whitlock::restricted().await;
    who.app.later(chrono::Duration::days(7));
    let page = who.app.get(Leader, "/reports").await;
    page.says("<dt>In force today</dt><dd>1</dd> <dt>Began</dt><dd>1 in these weeks</dd>");
    page.says("<dt>Ended or lifted</dt><dd>0</dd>");
    page.says("<dt>Appealed</dt> <dd>0, of which 0 upheld</dd>");
    who.app.later(chrono::Duration::days(181));
    let later = who.app.get(Leader, "/reports").await;
    later.says("<dt>In force today</dt><dd>0</dd> <dt>Began</dt><dd>0 in these weeks</dd>");
    later.says("<dt>Ended or lifted</dt><dd>1</dd>");
}

/// F8: leaders and senior leaders find it on the case; Customer Relations see no button that they may not use.
#[actix_web::test]
async fn whoever_may_propose_finds_where_and_nobody_else_is_shown_it() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    let case = format!("/complaints/{reference}");
    let link = "Warn them, or propose a restriction";
    for who in [Leader, SeniorLeader, Executive] {
        app.get(who, &case).await.says(link);
    }
    for who in [Relations, Staff] {
        app.get(who, &case).await.says_not(link);
    }
    let id = app.complaint(&reference).await.complainant_id;
    let person = format!("/complainants/{id}");
    let restriction = format!("{person}/restriction");
    app.get(Relations, &person).await.says_not(&restriction);
    app.get(Leader, &person).await.says(&restriction);
    app.get(Leader, &restriction).await.is(200);
}

/// Rule 81: four weeks before it ends, home asks those who look after restrictions for its review; then it ends.
#[actix_web::test]
async fn its_review_is_asked_for_before_it_ends() {
    let who = Whitlock::restricted().await;
    let asks = async |cast, yes: bool| {
        let home = who.app.get(cast, "/").await;
        if yes {
            home.says("Restrictions to review");
            home.says("Ends 24 May 2027");
            home.says(&format!("/complainants/{}/restriction", who.id));
        } else {
            home.says_not("Restrictions to review");
        }
    };
    who.app.later(chrono::Duration::days(152));
    asks(Relations, false).await;
    who.app.later(chrono::Duration::days(1));
    for cast in [Relations, Executive] {
        asks(cast, true).await;
    }
    for cast in [Staff, SeniorLeader] {
        asks(cast, false).await;
    }
    who.app.later(chrono::Duration::days(28));
    asks(Relations, true).await;
    who.app.later(chrono::Duration::days(1));
    asks(Relations, false).await;
}
