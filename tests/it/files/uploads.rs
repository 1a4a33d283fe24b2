use super::{is_neutral, multipart};
use crate::support::Cast::{Leader, Relations, Staff, Staff2, Staff3};
use crate::support::TestApp;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n";

#[actix_web::test]
async fn evidence_carries_files_that_only_its_people_get() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let files: [(&str, &[u8]); 2] = [
        ("Bill for Siân.pdf", PDF),
        ("../../notes.txt", b"Rang twice"),
    ];
    app.evidence(Staff, &reference, &files).await.is(303);
    let kept = app.files(&reference).await;
    let names: Vec<&str> = kept.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["Bill for Siân.pdf", "notes.txt"]);
    assert_eq!(
        (kept[0].kind.as_str(), kept[0].bytes),
        ("application/pdf", 17)
    );
    assert_eq!(app.on_disk(), (2, 0));
    let overview = app.get(Leader, &format!("/complaints/{reference}")).await;
    overview.says("With evidence");
    overview.says("Not scanned for viruses");
    let place = format!("/complaints/{reference}/files/{}", kept[0].id);
    assert_eq!(overview.link("#files a"), Some(place.clone()));
    for who in [Staff, Leader, Relations] {
        let got = app.get(who, &place).await;
        is_neutral(&got);
        assert_eq!(got.html.as_bytes(), PDF);
        let said = got
            .headers
            .get("content-disposition")
            .unwrap()
            .to_str()
            .unwrap();
        assert!(
            said.ends_with("filename*=UTF-8''Bill%20for%20Si%C3%A2n.pdf"),
            "{said}"
        );
    }
    for who in [Staff2, Staff3] {
        app.get(who, &place).await.is(404);
    }
    // Of another complaint it is not there, for whoever sees both.
    let other = app.assigned().await;
    let elsewhere = format!("/complaints/{other}/files/{}", kept[0].id);
    app.get(Relations, &elsewhere).await.is(404);
}

#[actix_web::test]
async fn what_is_refused_keeps_the_words_and_writes_nothing() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    for (name, bytes) in [
        ("bill.pdf", &b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0"[..]),
        ("bill.pdf", b"PK\x03\x04\x14\0\0\0\x08\0zip"),
        ("bill.txt", b"\0\0\0"),
        ("bill.pdf", b""),
    ] {
        let page = app
            .evidence(Staff, &reference, &[("good.pdf", PDF), (name, bytes)])
            .await;
        page.is(422);
        assert_eq!(page.value("what"), "A call of <b>2</b> October");
        let said = page.text("#files-error");
        assert!(said.contains(name) && !said.contains("good.pdf"), "{said}");
        page.errors_follow_the_page();
    }
    assert!(app.files(&reference).await.is_empty());
    assert_eq!(app.on_disk(), (0, 0));
    assert!(!app.complaint(&reference).await.allegations.is_empty());
}

#[actix_web::test]
async fn large_and_many_are_refused_while_they_come() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let large = vec![b'a'; 25 * 1024 * 1024 + 1];
    let page = app
        .evidence(Staff, &reference, &[("large.txt", &large)])
        .await;
    page.is(422);
    page.says("is larger than 25 MB");
    let half = vec![b'a'; 18 * 1024 * 1024];
    let page = app
        .evidence(Staff, &reference, &[("one.txt", &half), ("two.txt", &half)])
        .await;
    page.is(422);
    assert!(
        page.text("#files-error")
            .contains("“two.txt” makes them larger than 35 MB")
    );
    let many: Vec<(&str, &[u8])> = (0..51).map(|_| ("a.txt", &b"x"[..])).collect();
    let page = app.evidence(Staff, &reference, &many).await;
    page.is(422);
    page.says("is one too many");
    assert_eq!(
        (app.on_disk(), app.files(&reference).await.len()),
        ((0, 0), 0)
    );
}

#[actix_web::test]
async fn whoever_may_not_leaves_nothing_behind() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let refused = app.evidence(Relations, &reference, &[("a.pdf", PDF)]).await;
    refused.is(403);
    assert_eq!(refused.value("what"), "A call of <b>2</b> October");
    app.evidence(Staff3, &reference, &[("a.pdf", PDF)])
        .await
        .is(404);
    let page = format!("/complaints/{reference}/evidence");
    app.call(multipart(&[("what", "x")], &[("a.pdf", PDF)]), None, &page)
        .await;
    // A stale form: told what happened, and nothing kept.
    let words = [("version", "1"), ("allegation", "1"), ("what", "x")];
    let stale = app
        .call(multipart(&words, &[("a.pdf", PDF)]), Some(Staff), &page)
        .await;
    stale.is(409);
    assert!(app.files(&reference).await.is_empty());
    assert_eq!(app.on_disk().1, 0);
}

#[actix_web::test]
async fn a_contact_carries_files_and_the_same_bytes_are_kept_once() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    app.evidence(Staff, &reference, &[("one.pdf", PDF)])
        .await
        .is(303);
    let version = app.complaint(&reference).await.version.0.to_string();
    let words = [
        ("version", version.as_str()),
        ("from_us", "them"),
        ("channel", "post"),
        ("note", "Sent us their bill"),
    ];
    let page = format!("/complaints/{reference}/contact");
    let sent = app
        .call(multipart(&words, &[("again.pdf", PDF)]), Some(Staff), &page)
        .await;
    sent.is(303);
    let kept = app.files(&reference).await;
    assert_eq!((kept.len(), kept[0].sha256 == kept[1].sha256), (2, true));
    assert_eq!(app.on_disk(), (1, 0));
    app.get(Staff, &format!("/complaints/{reference}"))
        .await
        .says("With a contact");
}

#[actix_web::test]
async fn broken_forms_are_refused() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/evidence");
    for body in [
        "",
        "--XX",
        "--XX\r\n\r\n",
        "--XX\r\nContent-Disposition: form-data; name=\"what\"\r\n\r\nhalf",
    ] {
        let req = actix_web::test::TestRequest::post()
            .insert_header(("content-type", "multipart/form-data; boundary=XX"))
            .set_payload(body);
        let answer = app.call(req, Some(Staff), &page).await;
        assert!(
            answer.status.is_client_error(),
            "{body:?}: {}",
            answer.status
        );
    }
    let long = "x".repeat(600_000);
    let req = multipart(&[("version", "1"), ("what", &long)], &[]);
    app.call(req, Some(Staff), &page).await.is(413);
}
