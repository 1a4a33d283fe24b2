//! Letters as files over HTTP: whose complaint it is may, nobody else, and nothing is kept.
use crate::support::Cast::{Relations, Staff, Staff3};
use crate::support::{Page, TestApp};

const FORMATS: [(&str, &str, &str); 7] = [
    (
        "pdf",
        "application/pdf",
        "SC-2026-000001-acknowledgement.pdf",
    ),
    (
        "large-print",
        "application/pdf",
        "SC-2026-000001-acknowledgement.large-print.pdf",
    ),
    (
        "brf",
        "application/octet-stream",
        "SC-2026-000001-acknowledgement.brf",
    ),
    ("audio", "audio/wav", "SC-2026-000001-acknowledgement.wav"),
    (
        "cue",
        "application/octet-stream",
        "SC-2026-000001-acknowledgement.cue",
    ),
    (
        "script",
        "text/plain; charset=utf-8",
        "SC-2026-000001-acknowledgement.script.txt",
    ),
    (
        "text",
        "text/plain; charset=utf-8",
        "SC-2026-000001-acknowledgement.txt",
    ),
];

fn header<'a>(page: &'a Page, name: &str) -> &'a str {
    page.headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[actix_web::test]
async fn a_sent_letter_is_downloaded_in_every_format() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = format!("/complaints/{reference}/letters/1");
    let shown = app.get(Staff, &page).await;
    let voice = super::tool("espeak-ng").is_some();
    for (format, kind, name) in FORMATS {
        let address = format!("{page}/{format}");
        let speaks = ["audio", "cue"].contains(&format);
        if speaks && !voice {
            shown.says("espeak-ng is not installed");
            let silent = app.get(Staff, &address).await;
            silent.is(200);
            silent.says("We have your complaint.");
            continue;
        }
        shown.says(&format!("href=\"{address}\""));
        let file = app.get(Staff, &address).await;
        file.is(200);
        assert_eq!(header(&file, "content-type"), kind, "{format}");
        assert_eq!(
            header(&file, "content-disposition"),
            format!("attachment; filename=\"{name}\"")
        );
        assert_eq!(
            header(&file, "content-security-policy"),
            redress::web::neutral::SHUT
        );
        assert_eq!(header(&file, "cache-control"), "no-store");
        assert_eq!(header(&file, "x-content-type-options"), "nosniff");
        app.get(Staff3, &address).await.is(404);
    }
    app.get(Staff, &format!("{page}/exe")).await.is(404);
    app.get(Staff, &format!("/complaints/{reference}/letters/99/pdf"))
        .await
        .is(404);
}

#[actix_web::test]
async fn the_page_of_braille_says_which_was_made_and_that_nobody_has_read_it() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let page = app
        .get(Staff, &format!("/complaints/{reference}/letters/1/braille"))
        .await;
    page.is(200);
    page.says("no Braille reader has proof-read it");
    let grade = if super::tool("lou_translate").is_some() {
        "This is contracted (grade 2)"
    } else {
        "This is uncontracted (grade 1)"
    };
    page.says(grade);
    page.says("Download for an embosser");
    assert!(page.text("pre.braille").contains('⠠'));
}

/// "See the letter" in another format: the words typed now, marked as not sent, and nothing is recorded.
#[actix_web::test]
async fn a_letter_is_seen_in_every_format_before_it_goes() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let address = format!("/complaints/{reference}/withdrawal");
    let form = app.get(Staff, &address).await;
    form.says("value=\"preview-pdf\" formtarget=\"_blank\"");
    let version = app.complaint(&reference).await.version;
    let typed = |act| {
        [
            ("act", act),
            ("version", "1"),
            ("told_on", "2026-11-24"),
            ("reason", "Zanzibar #panic()"),
        ]
    };
    let pdf = app.post(Staff, &address, &typed("preview-pdf")).await;
    let csp = header(&pdf, "content-security-policy");
    for shut in ["base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(csp.contains(shut), "{csp}");
    }
    pdf.is(200);
    assert_eq!(
        (
            header(&pdf, "content-type"),
            header(&pdf, "content-disposition")
        ),
        ("application/pdf", "inline")
    );
    app.post(Staff, &address, &typed("preview-large-print"))
        .await
        .is(200);
    let braille = app.post(Staff, &address, &typed("preview-braille")).await;
    braille.is(200);
    braille.says("Preview: not sent");
    braille.says_not("Download for an embosser");
    let spoken = app.post(Staff, &address, &typed("preview-audio")).await;
    spoken.is(200);
    if super::tool("espeak-ng").is_some() {
        assert_eq!(header(&spoken, "content-type"), "audio/wav");
    }
    let script = app.post(Staff, &address, &typed("preview-script")).await;
    script.says("Preview: not sent.");
    script.says("Zanzibar #panic()");
    assert_eq!(app.complaint(&reference).await.version, version);
    app.post(Staff3, &address, &typed("preview-pdf"))
        .await
        .is(404);
}

/// Every page that shows a letter before it goes has the buttons and answers them.
#[actix_web::test]
async fn the_editor_and_the_other_steps_show_theirs() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    for step in ["response", "timescale"] {
        let address = format!("/complaints/{reference}/{step}");
        app.get(Staff, &address).await.says("value=\"preview-pdf\"");
        let pdf = app
            .post(Staff, &address, &[("act", "preview-pdf"), ("version", "1")])
            .await;
        assert_eq!(header(&pdf, "content-type"), "application/pdf", "{step}");
    }
    let refused = app.outside().await;
    let address = format!("/complaints/{refused}/refusal");
    let pdf = app
        .post(
            Relations,
            &address,
            &[("act", "preview-pdf"), ("version", "1")],
        )
        .await;
    assert_eq!(header(&pdf, "content-type"), "application/pdf");
}

/// Rule 48 and print: what no font can show in our own words stops the letter, beside it, and is named.
#[actix_web::test]
async fn a_letter_that_print_cannot_show_does_not_go() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let address = format!("/complaints/{reference}/timescale");
    let form = [
        ("act", "preview"),
        ("version", "1"),
        ("reason", "Because of 中 and \u{1F600}"),
    ];
    let page = app.post(Staff, &address, &form).await;
    page.says("The print fonts cannot show 中 (U+4E2D), \u{1F600} (U+1F600)");
}
