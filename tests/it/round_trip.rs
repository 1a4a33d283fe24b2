//! One complaint by post office and back: in by IMAP, triaged, acknowledged by SMTP, the reply joins it, a bounce
//! reopens what the letter answered.
use crate::fetching::dovecot::Dovecot;
use crate::support::Cast::Relations;
use crate::support::smtp::{Given, Smtp};
use crate::support::{REPLY_KEY, TestApp};
use chrono::Duration;
use procedure::Reference;
use procedure::delivery::Owed;
use procedure::vocabulary::Stage;
use redress::health::Pulse;
use redress::jobs::imap::{Office, poll};
use redress::jobs::outbox::{self, Outbox};
use redress::jobs::smtp::Mailer;
use storage::deliveries::{self, Asked, Scope};
use storage::{contacts, inbox, mail};

const FIRST: &str = "From: Ivy Lane <ivy@example.org>\r\nTo: relations@redress.example\r\nSubject: Nobody rings back\r\nDate: Tue, 24 Nov 2026 09:00:00 +0000\r\nMessage-ID: <first@example.org>\r\n\r\nYou promised four dates and kept none of them.\r\n";

/// Hands a message to a mail server by SMTP, as anybody's program does; out: what the server was given.
fn by_smtp(smtp: &Smtp, raw: &str) -> Given {
    use lettre::Transport;
    let address = smtp.url.trim_start_matches("smtp://");
    let (host, port) = address.split_once(':').unwrap();
    let server = lettre::SmtpTransport::builder_dangerous(host)
        .port(port.parse().unwrap())
        .build();
    let envelope = lettre::address::Envelope::new(
        Some("ivy@example.org".parse().unwrap()),
        vec!["relations@redress.example".parse().unwrap()],
    );
    server.send_raw(&envelope.unwrap(), raw.as_bytes()).unwrap();
    smtp.given().pop().unwrap()
}

async fn fetch(app: &TestApp, server: &Dovecot) -> usize {
    let office = Office {
        db: app.app.db.clone(),
        clock: app.app.clock.clone(),
        reply_key: REPLY_KEY.to_vec(),
        pulse: Pulse::default(),
        files: app.app.files.clone(),
    };
    poll(&office, &server.mailbox(), "here")
        .await
        .unwrap()
        .taken
}

async fn log(app: &TestApp) -> Reference {
    let waiting = app
        .read(|conn| mail::new_items(conn, inbox::Window::default(), None, 10))
        .await;
    let id = waiting.first().unwrap().id.to_string();
    let form = [
        ("mail", id.as_str()),
        ("channel", "email"),
        ("received_at_date", "2026-11-24"),
        ("received_at_time", "09:00"),
        ("known_by", "mail_header"),
        ("name", "Ivy Lane"),
        ("email", "ivy@example.org"),
        ("summary", "Nobody rings back"),
        ("wanted_not_stated", "yes"),
    ];
    let done = app.post(Relations, "/complaints/new", &form).await;
    done.is(303);
    let location = done.leads_to().unwrap();
    Reference::parse(location.split('/').nth(2).unwrap()).unwrap()
}

async fn acknowledge(app: &TestApp, reference: &Reference) {
    let version = app.complaint(reference).await.version.0.to_string();
    let form = [
        ("version", version.as_str()),
        ("act", "acknowledge"),
        ("alleged_1", "Nobody rings back"),
        ("ground_1", "not_kept_updated"),
        ("scope_1", "can_investigate"),
        ("needs_asked", "yes"),
        ("area", "1"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    let page = format!("/complaints/{reference}/acknowledgement");
    app.post(Relations, &page, &form).await.is(303);
}

/// A header line's value in what was sent.
fn header(sent: &Given, name: &str) -> String {
    let text = String::from_utf8_lossy(&sent.bytes).replace("\r\n ", " ");
    let line = text
        .lines()
        .find_map(|l| l.strip_prefix(&format!("{name}: ")));
    line.unwrap_or_else(|| panic!("{name} in {text}"))
        .to_owned()
}

#[actix_web::test]
async fn a_complaint_comes_by_mail_is_acknowledged_by_mail_and_its_reply_joins_it() {
    let Some(server) = Dovecot::start() else {
        return;
    };
    let (app, smtp) = (TestApp::start().await, Smtp::start());
    server.deliver(&by_smtp(&smtp, FIRST).bytes);
    assert_eq!(fetch(&app, &server).await, 1);
    let reference = log(&app).await;
    acknowledge(&app, &reference).await;
    let to = Outbox {
        mailer: Some(Mailer::new(&smtp.url, None).unwrap()),
        ..Outbox::folder(&app.app.config.data, &REPLY_KEY, &app.app.maker)
    };
    let later = app.now() + Duration::minutes(2);
    assert_eq!(outbox::drain(&app.app.db, &to, &|| later).unwrap(), 1);
    let sent = smtp.given().pop().unwrap();
    assert_eq!(sent.to, "ivy@example.org");
    assert_eq!(header(&sent, "In-Reply-To"), "<first@example.org>");
    assert!(String::from_utf8_lossy(&sent.bytes).contains("application/pdf"));

    app.later(Duration::hours(1));
    let reply_to = header(&sent, "Reply-To");
    let reply = format!(
        "From: Ivy Lane <ivy@example.org>\r\nTo: {reply_to}\r\nSubject: Thank you\r\nDate: Tue, 24 Nov 2026 11:00:00 +0000\r\nMessage-ID: <second@example.org>\r\nIn-Reply-To: {}\r\n\r\nThat is right. One thing more.\r\n",
        header(&sent, "Message-ID")
    );
    server.deliver(&by_smtp(&smtp, &reply).bytes);
    assert_eq!(fetch(&app, &server).await, 1);
    let complaint = app.complaint(&reference).await;
    assert_eq!(complaint.stage, Stage::Assignment);
    let id = complaint.id;
    let said = app.read(move |conn| contacts::of_complaint(conn, id)).await;
    assert!(
        said.iter().any(|c| c.mail.is_some() && c.is_owed()),
        "{said:?}"
    );
    app.get(
        Relations,
        &format!("/complaints/{reference}/correspondence"),
    )
    .await
    .says("One thing more.");

    bounce(&app, &server, &header(&sent, "Message-ID")).await;
    let undelivered = app.get(Relations, "/undelivered").await;
    undelivered.says(reference.as_str());
    app.get(Relations, &format!("/complaints/{reference}"))
        .await
        .says("has not arrived</b>: came back undelivered");
}

async fn bounce(app: &TestApp, server: &Dovecot, id: &str) {
    let report = format!(
        "From: Mail Delivery System <mailer-daemon@example.org>\r\nTo: relations@redress.example\r\nSubject: Undelivered Mail Returned to Sender\r\nDate: Tue, 24 Nov 2026 11:05:00 +0000\r\nMessage-ID: <dsn@example.org>\r\nAuto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.org\r\n\r\nFinal-Recipient: rfc822; ivy@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {id}\r\nSubject: We have received your complaint\r\n--x--\r\n"
    );
    server.deliver(report.as_bytes());
    assert_eq!(fetch(app, server).await, 1);
    let (actor, now) = (app.actor(Relations).await, app.now());
    let waiting = app
        .read(move |conn| {
            let back = Asked::of(Scope::Theirs, Some(Owed::NotDelivered));
            deliveries::owed_count(conn, &actor, back, now)
        })
        .await;
    assert_eq!(waiting.all, 1);
}
