use crate::complaints::remedy::all_done;
use crate::support::Cast::{Relations, Relations2, Staff};
use crate::support::TestApp;
use procedure::dispatch::Dispatch;
use procedure::steps::closure::Close;
use procedure::vocabulary::{Channel, Stage};
use procedure::{Reference, Subject};

const BODY: &str = "Nobody rings back.\n\nOn 3 Nov, you wrote:\n> We will ring on Friday.\n";

#[actix_web::test]
async fn a_message_is_read_beside_the_form_it_fills_in() {
    let app = TestApp::start().await;
    let mail = app
        .mail("Ivy Lane <ivy@example.org>", "Four dates", BODY)
        .await;
    let page = app
        .get(Relations, &format!("/complaints/new?mail={mail}"))
        .await;
    page.is(200);
    assert_eq!(
        (page.value("name"), page.value("email")),
        ("Ivy Lane".into(), "ivy@example.org".into())
    );
    assert_eq!(
        (page.value("summary"), page.value("channel")),
        ("Four dates".into(), "email".into())
    );
    assert_eq!(page.value("what_happened"), "Nobody rings back.");
    assert_eq!(page.value("known_by"), "mail_header");
    assert_eq!(
        (
            page.value("received_at_date"),
            page.value("received_at_time")
        ),
        ("2026-11-24".into(), "10:00:00".into())
    );
    assert!(
        page.text("details.quoted")
            .contains("We will ring on Friday")
    );
    page.says(&format!("/inbox/mail/{mail}/original"));
    let id = mail.to_string();
    let form = [
        ("mail", id.as_str()),
        ("channel", "email"),
        ("received_at_date", "2026-11-24"),
        ("received_at_time", "10:00"),
        ("known_by", "mail_header"),
        ("name", "Ivy Lane"),
        ("email", "ivy@example.org"),
        ("summary", "Four dates"),
        ("wanted_not_stated", "yes"),
    ];
    app.post(Staff, "/complaints/new", &form).await.is(403);
    let done = app.post(Relations, "/complaints/new", &form).await;
    done.is(303);
    let location = done.leads_to().unwrap();
    let reference = Reference::parse(location.split('/').nth(2).unwrap()).unwrap();
    let complaint = app.complaint(&reference).await;
    assert_eq!(
        (complaint.received.mail, complaint.received.channel),
        (Some(mail), Channel::Email)
    );
    assert_eq!(complaint.stage, Stage::Triage);
    // A second person who logs the same message is told; it makes one complaint.
    let again = app
        .post(
            Relations2,
            "/complaints/new",
            &[&form[..], &[("asked", "yes"), ("who", "new")]].concat(),
        )
        .await;
    again.is(409);
    again.says("Somebody else decided about this message");
    assert_eq!(again.value("summary"), "Four dates");
    let page = app.get(Relations, "/inbox").await;
    assert_eq!(page.all("tr .who"), ["Ivy Lane"]);
}

#[actix_web::test]
async fn a_message_is_joined_set_aside_and_put_back() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let mail = app
        .mail(
            // Not the address we know her by: a person decides.
            "Janet <janet@elsewhere.example>",
            &format!("Re: {reference}"),
            "More",
        )
        .await;
    let log = format!("/complaints/new?mail={mail}");
    let page = app.get(Relations, &log).await;
    page.says("named in the subject");
    let act = format!("/inbox/mail/{mail}");
    let wrong = app
        .post(
            Relations,
            &act,
            &[("act", "join"), ("reference", "SC-2026-9")],
        )
        .await;
    wrong.is(422);
    wrong.says("There is no complaint with this reference");
    assert_eq!(wrong.value("reference"), "SC-2026-9");
    app.post(Relations, &act, &[("act", "join"), ("reference", "x")])
        .await
        .is(422);
    app.post(Relations, &act, &[("act", "burn")]).await.is(400);
    app.post(Relations, &act, &[("act", "dismiss")])
        .await
        .says("Say why it is not a service complaint");
    let joined = app
        .post(
            Relations,
            &act,
            &[("act", "join"), ("reference", reference.as_str())],
        )
        .await;
    assert_eq!(
        joined.leads_to().unwrap(),
        format!("/complaints/{reference}")
    );
    let late = app
        .post(
            Relations2,
            &act,
            &[("act", "dismiss"), ("reason", "Thanks")],
        )
        .await;
    late.is(409);
    late.says("Somebody else decided about this message meanwhile");
    late.says("Joined to a complaint, Priya Nair");
    assert_eq!(app.get(Relations, &log).await.location.unwrap(), act);
    app.post(Relations, &act, &[("act", "restore")])
        .await
        .is(303);
    let aside = app
        .post(
            Relations,
            &act,
            &[("act", "dismiss"), ("reason", "Only thanks")],
        )
        .await;
    assert_eq!(aside.location.as_deref(), Some("/inbox"));
    let list = app.get(Relations, "/inbox?tab=not_complaints").await;
    assert_eq!(list.all("tr .who"), ["Janet"]);
    app.get(Relations, &act).await.says("Only thanks");
    for acts in [("act", "join"), ("act", "dismiss"), ("act", "restore")] {
        app.post(Staff, &act, &[acts]).await.is(403);
    }
}

#[actix_web::test]
async fn machine_mail_waits_apart_and_can_be_brought_back() {
    let app = TestApp::start().await;
    let mail = app
        .mail_with(
            "a@example.org",
            "Out of office",
            "Away",
            "Auto-Submitted: auto-replied\n",
        )
        .await;
    let inbox = app.get(Relations, "/inbox").await;
    inbox.says_not("Out of office");
    app.get(Relations, "/inbox?tab=machine")
        .await
        .says("Out of office");
    app.get(Relations, &format!("/complaints/new?mail={mail}"))
        .await
        .says("Bring back to the inbox");
    app.post(
        Relations,
        &format!("/inbox/mail/{mail}"),
        &[("act", "restore")],
    )
    .await
    .is(303);
    app.get(Relations, "/inbox").await.says("Out of office");
}

#[actix_web::test]
async fn the_original_is_a_neutral_download_for_those_who_may_see_it() {
    let app = TestApp::start().await;
    let mail = app
        .mail("a@example.org", "Hello", "<script>alert(1)</script>")
        .await;
    let path = format!("/inbox/mail/{mail}/original");
    app.get(Staff, &path).await.is(404);
    let file = app.get(Relations, &path).await;
    file.is(200);
    let header = |name: &str| file.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "message/rfc822");
    assert!(header("content-disposition").starts_with("attachment"));
    assert!(header("content-security-policy").starts_with("sandbox"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(
        file.html.contains("Subject: Hello") && file.html.ends_with("<script>alert(1)</script>\n")
    );
    let shown = app
        .get(Relations, &format!("/complaints/new?mail={mail}"))
        .await;
    shown.says_not("<script>alert");
    for nowhere in [
        "/inbox/mail/999/original",
        "/inbox/mail/x",
        "/complaints/new?mail=999",
        "/complaints/new?mail=x",
    ] {
        app.get(Relations, nowhere).await.is(404);
    }
}

/// A message that belongs to a complaint is seen by those who see the complaint, and by nobody it is about.
#[actix_web::test]
async fn joined_mail_is_behind_the_wall_of_its_complaint() {
    let app = TestApp::start().await;
    let reference = app
        .logged_as(|form| {
            form.subjects = vec![Subject {
                person: Some(Relations2.id()),
                name: "Owen Rees".into(),
                allegation: None,
            }];
        })
        .await;
    let mail = app
        .mail(
            "janet.whitlock@example.co.uk",
            "More about Owen",
            "He sighed",
        )
        .await;
    let act = format!("/inbox/mail/{mail}");
    let seen = app
        .get(Relations2, &format!("/complaints/new?mail={mail}"))
        .await;
    seen.says_not(reference.as_str());
    let forged = [("act", "join"), ("reference", reference.as_str())];
    app.post(Relations2, &act, &forged).await.is(422);
    app.post(Relations, &act, &forged).await.is(303);
    app.get(Relations2, &act).await.is(404);
    app.get(Relations2, &format!("{act}/original"))
        .await
        .is(404);
    app.post(Relations2, &act, &[("act", "restore")])
        .await
        .is(404);
    app.get(Relations, &act).await.is(200);
}

/// Rule 37: a message that is joined is in the history and the correspondence, and owes a reply, whatever the
/// complaint has come to: somebody sees it.
#[actix_web::test]
async fn a_joined_message_is_seen_and_answered_even_when_the_complaint_is_closed() {
    let app = TestApp::start().await;
    let closed = app.answered().await;
    all_done(&app, &closed).await;
    let today = app.now().date_naive();
    app.step(Relations, &closed, |c| Close::Accepted {
        told_on: Some(today),
        how: Some(Channel::Email),
        dispatch: Dispatch::preferred(c),
    })
    .await
    .unwrap();
    for reference in [
        app.logged().await,
        app.assigned().await,
        app.answered().await,
        closed,
    ] {
        let subject = format!("And another thing about {reference}");
        let mail = app
            .mail("janet@elsewhere.example", &subject, "You forgot my letter")
            .await;
        let form = [("act", "join"), ("reference", reference.as_str())];
        app.post(Relations, &format!("/inbox/mail/{mail}"), &form)
            .await
            .is(303);
        let page = |tab: &str| format!("/complaints/{reference}/{tab}");
        let letters = app.get(Relations, &page("correspondence")).await;
        letters.says("You forgot my letter");
        letters.says("Reply owed by Tue 1 Dec, 17:00");
        letters.says_not("Message joined from the inbox");
        app.get(Relations, &page("history"))
            .await
            .says(&format!("Message joined from the inbox: {subject}"));
        let queue = app.get(Relations, "/inbox?tab=replies").await;
        assert_eq!(queue.all("tr .ref"), [reference.as_str()]);
        queue.says("Tue 1 Dec, 17:00");
        let noted = format!("Message joined from the inbox: {subject}");
        // Whoever holds it, and where nobody does everybody in Customer Relations.
        let held = app.complaint(&reference).await.assignee == Some(Staff.id());
        let whose = if held && app.complaint(&reference).await.stage == Stage::Investigation {
            Staff
        } else {
            Relations2
        };
        app.get(whose, "/").await.says(&noted);
        // Answered, it waits no more.
        let contact = app.get(Relations, &page("contact")).await;
        contact.says(&noted);
        let version = contact.value("version");
        let answers = contact.attribute("#answers input", "name").unwrap();
        let form = [
            ("version", version.as_str()),
            ("from_us", "us"),
            ("channel", "email"),
            ("note", "Sent it"),
            (answers.as_str(), "yes"),
        ];
        app.post(Relations, &page("contact"), &form).await.is(303);
        app.get(Relations, "/inbox?tab=replies")
            .await
            .says("Nobody is waiting for a reply");
        app.get(whose, "/").await.says_not(&noted);
    }
}

/// Joined by mistake and put back: no reply is owed there, and the history says what happened.
#[actix_web::test]
async fn a_message_put_back_owes_nothing_where_it_was() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let mail = app.mail("a@example.org", "Wrong one", "Hello").await;
    let act = format!("/inbox/mail/{mail}");
    let join = [("act", "join"), ("reference", reference.as_str())];
    app.post(Relations, &act, &join).await.is(303);
    app.post(Relations, &act, &[("act", "restore")])
        .await
        .is(303);
    app.get(Relations, "/inbox?tab=replies")
        .await
        .says("Nobody is waiting for a reply");
    let page = |tab: &str| format!("/complaints/{reference}/{tab}");
    let history = app.get(Relations, &page("history")).await;
    history.says("Message joined from the inbox: Wrong one");
    history.says("A message was joined by mistake and is back in the inbox: Wrong one");
    app.get(Relations, &page("correspondence"))
        .await
        .says_not("Hello");
}
