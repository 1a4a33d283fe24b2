//! What came with a message, before and after it became a complaint.
use super::{is_neutral, named};
use crate::support::Cast::{Leader, Relations, Staff};
use crate::support::TestApp;

const PARTS: &str = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n";
const BODY: &str = "--b\n\nNobody rings back.\n--b\nContent-Type: application/pdf; name=\"../../x.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjcK\n--b\nContent-Type: application/pdf; name=\"bill.pdf\"\n\n<script>alert(1)</script>\n--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\neJ8+IgAA\n--b--\n";

#[actix_web::test]
async fn each_is_named_as_what_it_is_and_opened_nowhere() {
    let app = TestApp::start().await;
    let mail = app
        .mail_with("Ivy <ivy@example.org>", "Four dates", BODY, PARTS)
        .await;
    let page = app
        .get(Relations, &format!("/complaints/new?mail={mail}"))
        .await;
    page.is(200);
    let files = page.all(".attach .file");
    assert!(
        files[0].starts_with("x.pdf") && files[1].starts_with("bill.pdf"),
        "{files:?}"
    );
    page.says("A web page or a drawing made of text: opens as text");
    page.says("Outlook format: ask the sender for a PDF");
    let place = |n: usize| format!("/inbox/mail/{mail}/attachments/{n}");
    assert_eq!(page.link(".attach a"), Some(place(0)));
    for (n, starts) in [(0, "%PDF-1.7"), (1, "<script>")] {
        let got = app.get(Relations, &place(n)).await;
        is_neutral(&got);
        assert!(got.html.starts_with(starts));
    }
    app.get(Relations, &place(3)).await.is(404);
    app.get(Relations, &format!("/inbox/mail/{mail}/attachments/-1"))
        .await
        .is(404);
    // Not a complaint yet: Customer Relations' alone.
    for who in [Staff, Leader] {
        app.get(who, &place(0)).await.is(404);
    }
    let reference = app.assigned().await;
    let form = [("act", "join"), ("reference", reference.as_str())];
    app.post(Relations, &format!("/inbox/mail/{mail}"), &form)
        .await
        .is(303);
    is_neutral(&app.get(Staff, &place(0)).await);
    let overview = app.get(Staff, &format!("/complaints/{reference}")).await;
    overview.says("With a message");
    assert_eq!(overview.link("#files a"), Some(place(0)));
}

const PROGRAM: &str = "--b\n\nSee the bill.\n--b\nContent-Type: text/javascript; name=\"invoice.pdf.js\"\n\nalert(1)\n--b\nContent-Type: application/pdf; name=\"bill.pdf\"\nContent-Transfer-Encoding: base64\n\nTVqQAAMAAAAEAAAA//8AALgAAAA=\n--b\nContent-Type: text/html; name=page.html\n\n<p>Hello</p>\n--b\nContent-Type: text/plain; name=words.txt\n\nHello\n--b--\n";

/// T4: mail is kept byte for byte; what a computer runs is marked wherever it is listed, and handed out under a name
/// that nothing runs.
#[actix_web::test]
async fn a_program_is_kept_marked_everywhere_and_handed_out_under_another_name() {
    const MARK: &str = "A program: do not open";
    let app = TestApp::start().await;
    let mail = app
        .mail_with("Ivy <ivy@example.org>", "Bill", PROGRAM, PARTS)
        .await;
    let inbox = app
        .get(Relations, &format!("/complaints/new?mail={mail}"))
        .await;
    let tags = inbox.all(".attach .tag");
    assert_eq!(
        tags,
        [
            MARK,
            MARK,
            "A web page or a drawing made of text: opens as text"
        ]
    );
    let place = |n: usize| format!("/inbox/mail/{mail}/attachments/{n}");
    for (n, name, starts) in [
        (0, "invoice.pdf.js.blocked", "alert(1)"),
        (1, "bill.pdf.blocked", "MZ"),
        (2, "page.html.txt", "<p>"),
        (3, "words.txt", "Hello"),
    ] {
        let got = app.get(Relations, &place(n)).await;
        is_neutral(&got);
        assert_eq!(named(&got), name);
        assert!(got.html.starts_with(starts), "{n}");
    }
    let reference = app.finally_answered().await;
    let form = [("act", "join"), ("reference", reference.as_str())];
    app.post(Relations, &format!("/inbox/mail/{mail}"), &form)
        .await
        .is(303);
    let overview = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    assert_eq!(overview.all("#files .tag").len(), 3);
    let page = format!("/complaints/{reference}/correspondence");
    let letters = app.get(Relations, &page).await;
    letters.says(MARK);
    letters.says("invoice.pdf.js");
    let page = format!("/complaints/{reference}/assessor-pack");
    app.get(Relations, &page)
        .await
        .says("Attached: invoice.pdf.js (A program: do not open)");
}

/// What was taken in before anybody looked at bytes is known by its name, and on its own page by its bytes.
#[actix_web::test]
async fn mail_of_long_ago_is_marked_too() {
    use diesel::prelude::*;
    use storage::schema::mail_items;
    let app = TestApp::start().await;
    let mail = app
        .mail_with("Ivy <ivy@example.org>", "Bill", PROGRAM, PARTS)
        .await;
    app.write(|conn| {
        let kept: String = mail_items::table
            .select(mail_items::attachments)
            .first(conn)?;
        let mut files: serde_json::Value = serde_json::from_str(&kept).unwrap();
        for file in files.as_array_mut().unwrap() {
            file.as_object_mut().unwrap().remove("marks").unwrap();
        }
        diesel::update(mail_items::table)
            .set(mail_items::attachments.eq(files.to_string()))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let page = format!("/complaints/new?mail={mail}");
    assert_eq!(app.get(Relations, &page).await.all(".attach .tag").len(), 3);
    let reference = app.assigned().await;
    let form = [("act", "join"), ("reference", reference.as_str())];
    app.post(Relations, &format!("/inbox/mail/{mail}"), &form)
        .await
        .is(303);
    let overview = app.get(Staff, &format!("/complaints/{reference}")).await;
    assert_eq!(
        overview.all("#files .tag"),
        [
            "A program: do not open",
            "A web page or a drawing made of text: opens as text"
        ]
    );
    let got = app
        .get(Staff, &format!("/inbox/mail/{mail}/attachments/1"))
        .await;
    assert_eq!(named(&got), "bill.pdf.blocked");
}
