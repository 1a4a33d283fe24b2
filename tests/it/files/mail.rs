//! What came with a message, before and after it became a complaint.
use super::is_neutral;
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
    page.says("Open with care: this is a web page or a drawing made of text");
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
