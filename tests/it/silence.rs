//! Rule 54: an answered complaint closes by itself when their time is over, and stays open for the reasons its page
//! says; and for how long a closed one can be reopened.
use crate::complaints::remedy::all_done;
use crate::support::Cast::{self, Executive, Leader, Relations, Staff};
use crate::support::TestApp;
use chrono::Duration;
use procedure::Reference;
use procedure::delivery::State;
use procedure::vocabulary::{Closure, LetterKind, Stage};
use redress::jobs::silence;

impl TestApp {
    /// Answered, and nothing that was promised is to be done.
    async fn silent(&self) -> Reference {
        let reference = self.answered().await;
        all_done(self, &reference).await;
        reference
    }
    async fn look(&self) -> usize {
        silence::once(&self.app.db, self.now(), &|| ())
            .await
            .unwrap()
    }
    async fn stays_open(&self, reference: &Reference, why: &str) {
        let page = self
            .get(Relations, &format!("/complaints/{reference}"))
            .await;
        page.says("This does not close by itself, because:");
        page.says(why);
        assert_eq!(self.look().await, 0, "{why}");
        assert_eq!(self.complaint(reference).await.stage, Stage::Answered);
    }
    async fn contact(&self, reference: &Reference, more: &[(&str, &str)]) {
        let page = format!("/complaints/{reference}/contact");
        let version = self.get(Staff, &page).await.value("version");
        let mut form = vec![
            ("version", version.as_str()),
            ("channel", "phone"),
            ("note", "About the response"),
        ];
        form.extend_from_slice(more);
        self.post(Staff, &page, &form).await.is(303);
    }
}

#[actix_web::test]
async fn it_closes_by_itself_with_its_letter_and_a_late_request_is_taken() {
    let app = TestApp::start().await;
    let reference = app.silent().await;
    let path = format!("/complaints/{reference}");
    let before = app.get(Relations, &path).await;
    before.says("This closes by itself after Thu 24 Dec, 17:00, as no further contact");
    assert_eq!(app.look().await, 0);
    app.later(Duration::days(40));
    app.get(Relations, &path)
        .await
        .says("This closes by itself within a few minutes");
    assert_eq!(app.look().await, 1);
    let closed = app.complaint(&reference).await;
    assert_eq!(closed.closure, Some(Closure::NoFurtherContact));
    assert!(closed.clocks.iter().all(|clock| clock.stopped_at.is_some()));
    let letter = &closed.deliveries[0];
    assert_eq!(
        (letter.kind, letter.state),
        (LetterKind::NoFurtherContact, State::Held)
    );
    let page = app.get(Relations, &path).await;
    page.says("Closed: no further contact");
    page.says("Automatic");
    page.says("their time to ask for stage 2 was over");
    let letters = app.get(Relations, &format!("{path}/correspondence")).await;
    letters.says("We have closed your complaint for now");
    // Once, whoever looks again.
    assert_eq!(app.look().await, 0);
    // A late request is taken, with the reason.
    let escalation = format!("{path}/escalation");
    let version = app.get(Relations, &escalation).await.value("version");
    let asked = |why: &'static str| {
        [
            ("version", version.clone()),
            ("requested_at_date", "2027-01-03".into()),
            ("requested_at_time", "09:30".into()),
            ("channel", "phone".into()),
            ("late_reason", why.to_owned()),
        ]
    };
    let post = async |form: [(&str, String); 5]| {
        let form: Vec<_> = form
            .iter()
            .map(|(name, typed)| (*name, typed.as_str()))
            .collect();
        app.post(Relations, &escalation, &form).await
    };
    let bare = post(asked("")).await;
    bare.is(422);
    bare.says("Say why the late request is accepted");
    post(asked("She was in hospital")).await.is(303);
    assert_eq!(app.complaint(&reference).await.stage, Stage::Escalated);
}

/// Two servers look at once: one of them closes it, with one letter.
#[actix_web::test]
async fn two_servers_close_it_once() {
    let app = TestApp::start().await;
    let reference = app.silent().await;
    app.later(Duration::days(40));
    let (one, other) = futures_util::future::join(app.look(), app.look()).await;
    assert_eq!(one + other, 1);
    let letters = app.complaint(&reference).await.deliveries;
    let closing = letters
        .iter()
        .filter(|d| d.kind == LetterKind::NoFurtherContact);
    assert_eq!(closing.count(), 1);
}

/// What the complaint itself does not know: a reply that is owed, a contact and a message that nobody has answered.
#[actix_web::test]
async fn whoever_waits_for_us_is_not_silent() {
    let app = TestApp::start().await;
    let reference = app.silent().await;
    app.later(Duration::days(40));
    let theirs = [("from_us", "them")];
    app.contact(&reference, &theirs).await;
    app.stays_open(&reference, "They have contacted us since the response")
        .await;
    app.later(Duration::minutes(5));
    app.contact(&reference, &[("from_us", "us")]).await;
    let owed = [
        ("from_us", "them"),
        ("reply_due_date", "2027-01-06"),
        ("reply_due_time", "12:00"),
    ];
    app.later(Duration::minutes(5));
    app.contact(&reference, &owed).await;
    app.stays_open(&reference, "We owe them a reply").await;
    app.later(Duration::minutes(5));
    app.contact(&reference, &[("from_us", "us"), ("answers_3", "yes")])
        .await;
    let details = app.complaint(&reference).await.details;
    let from = format!("{} <{}>", details.name, details.email);
    app.mail(&from, "Something else", "Good morning").await;
    app.stays_open(&reference, "A message in the inbox may be from them")
        .await;
}

/// A promise to be kept, a letter that came back, a hold: said on the page, to whoever may open it.
#[actix_web::test]
async fn what_is_owed_keeps_it_open() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    app.later(Duration::days(40));
    app.stays_open(&reference, "Something we promised is still to be done")
        .await;
    all_done(&app, &reference).await;
    let page = format!("/complaints/{reference}/pause");
    let version = app.get(Executive, &page).await.value("version");
    let form = [
        ("version", version.as_str()),
        ("act", "begin"),
        ("reason", "The dispute with the supplier runs"),
        ("review_on", "2027-02-01"),
    ];
    app.post(Executive, &page, &form).await.is(303);
    app.stays_open(&reference, "It is on hold").await;
}

/// Row 24: for six months by whoever works on it, then by a senior complaint executive; both pages say until when.
#[actix_web::test]
async fn a_closed_complaint_is_reopened_for_a_time() {
    let app = TestApp::start().await;
    let reference = app.silent().await;
    app.later(Duration::days(40));
    assert_eq!(app.look().await, 1);
    let path = format!("/complaints/{reference}");
    let page = format!("{path}/reopening");
    app.get(Leader, &path)
        .await
        .says("It can be reopened until 3 Jul 2027");
    app.get(Leader, &page)
        .await
        .says("can reopen it until 3 Jul 2027");
    let send = async |who: Cast, reason: &str| {
        let version = app.complaint(&reference).await.version.0.to_string();
        let form = [("version", version.as_str()), ("reason", reason)];
        app.post(who, &page, &form).await
    };
    app.later(Duration::days(182));
    for who in [Relations, Leader] {
        let late = send(who, "New evidence").await;
        late.is(403);
        late.says("ended on 3 July 2027");
    }
    app.get(Leader, &path)
        .await
        .says("Now only a senior complaint executive can reopen it");
    send(Executive, " ").await.is(422);
    send(Executive, "Her letter of June was found")
        .await
        .is(303);
    assert_eq!(app.complaint(&reference).await.stage, Stage::Answered);
    // Opened again, it does not close by itself.
    app.letters_leave(&reference).await;
    app.stays_open(&reference, "It was closed before and opened again")
        .await;
}
