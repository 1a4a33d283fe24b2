//! Replies: what joins a message to a complaint, what only offers it, and what it grants (nothing).
use crate::complaints::remedy::all_done;
use crate::support::Cast::{Leader, Relations, Staff, Staff3};
use crate::support::{REPLY_KEY, TestApp};
use mail::Flag;
use mail::token::reply_address;
use procedure::dispatch::Dispatch;
use procedure::steps::closure::Close;
use procedure::vocabulary::Channel;
use procedure::{MailId, Reference};
use storage::mail::{MailItem, MailState, get};

const STRANGER: &str = "Somebody <somebody@elsewhere.example>";

fn to(reference: &Reference) -> String {
    let address = reply_address("relations@redress.example", reference.as_str(), &REPLY_KEY);
    format!("Cc: {}\n", address.unwrap())
}

impl TestApp {
    async fn item(&self, id: MailId) -> MailItem {
        self.read(move |conn| get(conn, id)).await
    }
    /// The complainant of a complaint, as a sender.
    async fn complainant(&self, reference: &Reference) -> String {
        let details = self.complaint(reference).await.details;
        assert!(!details.email.is_empty());
        format!("{} <{}>", details.name, details.email)
    }
}

#[actix_web::test]
async fn a_signed_address_joins_and_says_when_the_sender_is_unknown() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let id = app.complaint(&reference).await.id;
    let version = app.complaint(&reference).await.version;
    let known = app.complainant(&reference).await;
    let mail = app
        .mail_with(&known, "Re: your letter", "Thank you.", &to(&reference))
        .await;
    let item = app.item(mail).await;
    assert_eq!((item.state, item.complaint), (MailState::Joined, Some(id)));
    assert_eq!(
        (item.decided_by, item.flags.len()),
        (None, 0),
        "{:?}",
        item.flags
    );
    assert_eq!(app.complaint(&reference).await.version.0, version.0 + 1);
    let overview = app.get(Staff, &format!("/complaints/{reference}")).await;
    overview.says("Message joined automatically: Re: your letter");
    overview.says("Reply promised by");
    overview.says("Automatic");
    let page = format!("/inbox/mail/{mail}");
    app.get(Leader, &page).await.is(200);
    app.get(Staff3, &page).await.is(404);
    app.get(Relations, "/inbox?tab=replies")
        .await
        .says(reference.as_str());
    // Whoever was shown the address can use it: joined, and said to be unknown.
    let mail = app
        .mail_with(STRANGER, "Re: a letter", "Hello.", &to(&reference))
        .await;
    let item = app.item(mail).await;
    assert_eq!(
        (item.state, item.flags.as_slice()),
        (MailState::Joined, &[Flag::UnknownSender][..])
    );
    // Anybody who may decide can undo it.
    app.post(
        Relations,
        &format!("/inbox/mail/{mail}"),
        &[("act", "restore")],
    )
    .await
    .is(303);
    assert_eq!(app.item(mail).await.state, MailState::New);
}

#[actix_web::test]
async fn forged_marks_join_nothing() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let before = app.complaint(&reference).await.version;
    let good = to(&reference);
    for (subject, more) in [
        (format!("Re: {reference}"), String::new()),
        ("x1".to_owned(), good.replace('.', ".a")),
        ("x2".to_owned(), good.replacen("+SC-", "+SD-", 1)),
        ("x3".to_owned(), good.replacen("Cc:", "X-Cc:", 1)),
        (
            "x4".to_owned(),
            format!("Cc: relations+{reference}.@redress.example\n"),
        ),
        (
            "x5".to_owned(),
            format!("Cc: relations+{reference}@redress.example\n"),
        ),
        (
            "x6".to_owned(),
            format!("In-Reply-To: <{reference}@redress.example>\n"),
        ),
        ("x7".to_owned(), format!("Subject: {reference}\n")),
    ] {
        let mail = app.mail_with(STRANGER, &subject, &subject, &more).await;
        let item = app.item(mail).await;
        assert_eq!(
            (item.state, item.complaint),
            (MailState::New, None),
            "{subject}"
        );
    }
    assert_eq!(app.complaint(&reference).await.version, before);
}

#[actix_web::test]
async fn a_reference_joins_only_what_a_party_sends() {
    let app = TestApp::start().await;
    let (reference, other) = (app.assigned().await, app.assigned().await);
    let party = app.complainant(&reference).await;
    let mail = app
        .mail(&party, &format!("About {reference}"), "Any news?")
        .await;
    assert_eq!(app.item(mail).await.state, MailState::Joined);
    // Two references are a question for a person, and so is a stranger's one, who is offered it.
    let mail = app
        .mail(&party, &format!("{reference} and {other}"), "Both?")
        .await;
    assert_eq!(app.item(mail).await.state, MailState::New);
    let mail = app
        .mail(STRANGER, &format!("About {reference}"), "Any news, please?")
        .await;
    assert_eq!(app.item(mail).await.state, MailState::New);
    let page = app
        .get(Relations, &format!("/complaints/new?mail={mail}"))
        .await;
    page.says("named in the subject");
}

#[actix_web::test]
async fn an_answer_to_a_message_we_have_is_joined_for_a_party_and_offered_for_others() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let party = app.complainant(&reference).await;
    let first = app
        .mail(&party, &format!("{reference} first"), "First words.")
        .await;
    let id = app.item(first).await.message_id;
    let chain = format!("References: <x@y.example> <{id}>\n");
    let mail = app
        .mail_with(&party, "second", "Second words.", &chain)
        .await;
    assert_eq!(app.item(mail).await.state, MailState::Joined);
    let mail = app
        .mail_with(STRANGER, "third", "Third words and more.", &chain)
        .await;
    let item = app.item(mail).await;
    assert_eq!(
        (item.state, item.offered),
        (MailState::New, Some(app.complaint(&reference).await.id))
    );
    let page = app
        .get(Relations, &format!("/complaints/new?mail={mail}"))
        .await;
    page.says("it answers a letter or message of this complaint");
}

#[actix_web::test]
async fn a_machine_joins_nothing_and_a_closed_complaint_is_said_to_be_closed() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    all_done(&app, &reference).await;
    let today = app.now().date_naive();
    app.step(Relations, &reference, |c| Close::Accepted {
        told_on: Some(today),
        how: Some(Channel::Email),
        dispatch: Dispatch::preferred(c),
    })
    .await
    .unwrap();
    let away = format!("Auto-Submitted: auto-replied\n{}", to(&reference));
    let mail = app.mail_with(STRANGER, "Away", "I am away.", &away).await;
    assert_eq!(app.item(mail).await.state, MailState::Machine);
    let party = app.complainant(&reference).await;
    let mail = app
        .mail_with(&party, "Still not done", "Not done.", &to(&reference))
        .await;
    let item = app.item(mail).await;
    assert_eq!(item.flags, [Flag::ToClosed]);
    let replies = app.get(Relations, "/inbox?tab=replies").await;
    replies.says(reference.as_str());
    replies.says("Closed");
}

/// A person complained about hears nothing of what is joined.
#[actix_web::test]
async fn what_is_joined_stays_behind_the_wall() {
    let app = TestApp::start().await;
    let reference = app
        .logged_as(|intake| {
            intake.subjects.push(procedure::Subject {
                person: Some(Relations.id()),
                name: Relations.name().into(),
                allegation: None,
            });
        })
        .await;
    let mail = app
        .mail_with(STRANGER, "About her", "She was rude.", &to(&reference))
        .await;
    app.get(Relations, &format!("/inbox/mail/{mail}"))
        .await
        .is(404);
    app.get(Relations, &format!("/inbox/mail/{mail}/original"))
        .await
        .is(404);
    app.get(Relations, &format!("/inbox/mail/{mail}/attachments/0"))
        .await
        .is(404);
    let replies = app.get(Relations, "/inbox?tab=replies").await;
    assert!(!replies.html.contains(reference.as_str()));
}
