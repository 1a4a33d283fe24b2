//! What is taken in as evidence, by its bytes and its name, and what it is handed out as.
use super::{is_neutral, named};
use crate::support::Cast::{Leader, Staff};
use crate::support::TestApp;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n";

/// T19, f20: as office programs write them, and text as older programs do.
#[actix_web::test]
async fn real_office_files_are_taken_in() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    for name in [
        "f20-letter.docx",
        "large.docx",
        "libreoffice.pptx",
        "openpyxl.xlsx",
        "large.doc",
        "large.xls",
        "large.ppt",
        "outlook.msg",
        "windows-1252.txt",
        "utf-16.txt",
        "phone.heic",
    ] {
        let bytes = std::fs::read(format!("tests/data/office/{name}")).unwrap();
        let page = app.evidence(Staff, &reference, &[(name, &bytes)]).await;
        assert_eq!(
            page.status.as_u16(),
            303,
            "{name}: {}",
            page.text("#files-error")
        );
        let kept = app.files(&reference).await.pop().unwrap();
        assert_eq!((kept.name.as_str(), kept.marks.len()), (name, 0));
        let got = app
            .get(Staff, &format!("/complaints/{reference}/files/{}", kept.id))
            .await;
        is_neutral(&got);
        assert_eq!(named(&got), name);
    }
    let overview = app.get(Leader, &format!("/complaints/{reference}")).await;
    for words in [
        "Word document",
        "Spreadsheet",
        "Presentation",
        "Email",
        "Text",
        "Picture",
    ] {
        overview.says(words);
    }
}

#[actix_web::test]
async fn macros_and_passwords_are_kept_and_marked() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let read = |name: &str| std::fs::read(format!("tests/data/office/{name}")).unwrap();
    let (macros, password) = (read("macros.docm"), read("password.docx"));
    app.evidence(
        Staff,
        &reference,
        &[("macros.docm", &macros), ("password.docx", &password)],
    )
    .await
    .is(303);
    let overview = app.get(Leader, &format!("/complaints/{reference}")).await;
    assert_eq!(
        overview.all("#files .tag"),
        ["Holds macros: do not allow them to run", "Needs a password"]
    );
}

/// T4: a name that computers run is refused, whatever the bytes are and whatever the name is made to look like.
#[actix_web::test]
async fn a_program_is_refused_by_its_name() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    for (name, ending) in [
        ("pay.bat", "bat"),
        ("x.js", "js"),
        ("x.hta", "hta"),
        ("a.exe", "exe"),
        ("invoice.pdf.js", "js"),
        ("bill.exe. .", "exe"),
        ("bill\u{202E}fdp.exe", "exe"),
        ("bill.ｅｘｅ", "exe"),
        ("bill.ехе", "exe"),
        ("a.pdf:x.exe", "exe"),
        ("a.exe:x.pdf", "exe"),
    ] {
        let page = app.evidence(Staff, &reference, &[(name, PDF)]).await;
        page.is(422);
        let said = page.text("#files-error");
        assert!(
            said.contains(&format!(
                "ends in .{ending}, which computers run as a program"
            )),
            "{name}: {said}"
        );
        assert_eq!(page.value("what"), "A call of <b>2</b> October");
    }
    assert_eq!(
        (app.on_disk(), app.files(&reference).await.len()),
        ((0, 0), 0)
    );
}

/// T4: pages are kept, and no browser opens them by their name.
#[actix_web::test]
async fn pages_are_kept_and_handed_out_as_text() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    for (name, bytes, out) in [
        (
            "page.html",
            &b"<!DOCTYPE html><script>alert(1)</script>"[..],
            "page.html.txt",
        ),
        (
            "drawing.svg",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"x()\"/>",
            "drawing.svg.txt",
        ),
        ("data.xml", b"<?xml version=\"1.0\"?><a/>", "data.xml.txt"),
        ("page", b"<html>", "page.txt"),
    ] {
        app.evidence(Staff, &reference, &[(name, bytes)])
            .await
            .is(303);
        let kept = app.files(&reference).await.pop().unwrap();
        assert_eq!(kept.name, name);
        let got = app
            .get(Staff, &format!("/complaints/{reference}/files/{}", kept.id))
            .await;
        is_neutral(&got);
        assert_eq!((named(&got).as_str(), got.html.as_bytes()), (out, bytes));
    }
    app.get(Leader, &format!("/complaints/{reference}"))
        .await
        .says("A web page or a drawing made of text: opens as text");
}
