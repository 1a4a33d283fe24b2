//! Words that are too long: said beside their field, kept on the page, and nothing written.
use super::forms::Kind;
use super::hostile::{Seen, collect, sent};
use super::{ask, cookies, get};
use crate::complaints::response::{Form, left};
use crate::hard_rules::{Forged, at};
use crate::support::Cast::{self, Admin, Leader, Relations, Staff};
use crate::support::cast::ENERGY;
use crate::support::steps::a_triage;
use crate::support::{REPLY_KEY, TestApp};
use actix_web::test;
use letters::limits::{BLOCKS, CHARACTERS, DEPTH, PAGES, RUNS, SECTION_BLOCKS};
use procedure::dispatch::Dispatch;
use procedure::event::TriagedAllegation;
use procedure::limits::thousands;
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::assignment::Assign;
use procedure::{AreaId, Reference};
use redress::application;
use redress::jobs::outbox::{self, Outbox};
use redress::web::limits::{FIELDS, OTHER, limit};
use storage::{areas, people};

/// Assigned, with so many allegations.
async fn about_many(app: &TestApp, many: i32) -> Reference {
    let reference = app.logged().await;
    let area = app.read(|conn| areas::get(conn, AreaId(ENERGY))).await;
    let mut triaged = a_triage();
    let one = triaged.allegations[0].clone();
    triaged.allegations = (1..=many)
        .map(|number| TriagedAllegation {
            number,
            ..one.clone()
        })
        .collect();
    app.step(Relations, &reference, |c| Acknowledge {
        area: Some(area),
        dispatch: Dispatch::preferred(c),
        triaged: Some(triaged),
    })
    .await
    .unwrap();
    let today = app.now().date_naive();
    let staff = app
        .read(move |conn| people::candidates(conn, None, today))
        .await;
    let to = staff.into_iter().find(|c| c.id == Staff.id());
    app.step(Leader, &reference, |_| Assign {
        to,
        reason: String::new(),
        accepts_absence: false,
    })
    .await
    .unwrap();
    reference
}

/// The words of a field, one character more than it may hold.
fn too_long(name: &str) -> String {
    "x".repeat(limit(name).characters + 1)
}

#[actix_web::test]
async fn every_field_of_every_form_has_its_limit() {
    let app = TestApp::start().await;
    app.mail("jo@example.org", "A complaint", "No reply").await;
    let cookies = cookies(&app).await;
    let service = test::init_service(application!(app.app)).await;
    let look = async |who: Cast, path: &str| {
        let req = get(path).cookie(cookies[&who.id().0].clone());
        ask(&service, req.to_request()).await
    };
    let mut found = Vec::new();
    collect(&app, &mut found, look).await;
    let before = app.everything().await;
    let (mut tried, mut beside) = (0, 0);
    for Seen { who, form } in &found {
        let typed = form.fields.iter().filter(|(name, _, kind)| {
            *kind == Kind::Typed && !name.contains("password") && name != "files"
        });
        let mut names: Vec<&str> = typed.map(|(name, ..)| name.as_str()).collect();
        names.dedup();
        for name in names.into_iter().filter(|name| *name != "again") {
            let long = too_long(name);
            // The editor keeps what it refuses: it would be newer than the page for the next field.
            let editor = form
                .fields
                .iter()
                .any(|(field, ..)| field == "draft_version");
            let words = form.with(|field, _| match field {
                "act" if editor => Some("preview".to_owned()),
                _ => (field == name).then(|| long.clone()),
            });
            let cookie = &cookies[&who.id().0];
            let page = ask(&service, sent(form, &words, cookie).to_request()).await;
            let case = format!("{name} of {} {who:?}: {}", form.shape(), page.status);
            assert_eq!(page.status.as_u16(), 422, "{case}: {}", page.text("main"));
            let why = limit(name).wrong(&long).unwrap();
            assert!(page.html.contains(&why), "{case}: {}", page.text("main"));
            assert!(page.html.contains(&long), "{case}: the words are lost");
            tried += 1;
            beside += usize::from(page.text(&format!("#{name}-error")).contains(&why));
        }
    }
    assert!(tried > 150, "{tried}");
    // The others are said in the summary: beside a group of fields, or where a page has no room.
    assert!(beside * 10 > tried * 8, "{beside} of {tried}");
    assert_eq!(before, app.everything().await);
}

/// T1: what is too long is refused in every format before anything is made.
#[actix_web::test]
async fn a_response_that_is_too_long_is_made_in_no_format() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let path = at(&reference, "response");
    let whole = app.get(Staff, &path).await;
    let cases = [
        ("reasons_1", "a".repeat(20_001), "This has 20,001"),
        ("looked", "- a\n".repeat(401), "Use at most 400 headings"),
        ("learned", "# a\n".repeat(4_000), "Use at most 400 headings"),
        ("impact_1", "a".repeat(5_001), "This has 5,001"),
    ];
    for (field, words, says) in cases {
        let mut form = Form::whole(&whole);
        form.set(field, &words);
        let version = app.get(Staff, &path).await.value("draft_version");
        form.set("draft_version", &version);
        for act in [
            "preview",
            "preview-pdf",
            "preview-large-print",
            "preview-braille",
            "preview-audio",
            "preview-script",
            "save",
        ] {
            let page = form.send(&app, Staff, &path, act).await;
            assert_eq!(page.status.as_u16(), 422, "{field} {act}");
            assert!(
                page.text(&format!("#{field}-error")).contains(says),
                "{field} {act}"
            );
            assert_eq!(page.value(field), words.trim_end(), "{field} {act}");
        }
        let version = app.get(Staff, &path).await.value("draft_version");
        let issued = form
            .set("draft_version", &version)
            .send(&app, Staff, &path, "issue")
            .await;
        issued.is(422);
        assert!(
            issued.text(&format!("#{field}-error")).contains(says),
            "{field}"
        );
        assert_ne!(version, "0", "{field}: what was saved is kept");
        let page = app.get(Staff, &path).await;
        assert_eq!(page.value(field), words.trim_end(), "{field}");
        assert!(
            page.text(".checks").contains(says),
            "{field}: in the checklist"
        );
        let shown = form
            .send(&app, Staff, &at(&reference, "drafts/response/preview"), "")
            .await;
        shown.is(200);
        assert!(shown.html.len() < 200_000, "{field}");
    }
    assert!(left(&app).await.0.is_empty());
}

/// Each section fits, and all of them together do not.
#[actix_web::test]
async fn a_letter_of_too_many_long_sections_stays() {
    let app = TestApp::start().await;
    let reference = about_many(&app, 20).await;
    let path = at(&reference, "response");
    let page = app.get(Staff, &path).await;
    for (words, says) in [
        ("word ".repeat(3_900), CHARACTERS),
        ("- a\n".repeat(390), BLOCKS),
    ] {
        let mut form = Form::whole(&page);
        let version = app.get(Staff, &path).await.value("draft_version");
        form.set("draft_version", &version);
        for number in 1..=20 {
            form.set(&format!("reasons_{number}"), &words);
        }
        for act in ["preview-pdf", "preview-braille", "issue"] {
            let page = form.send(&app, Staff, &path, act).await;
            page.is(422);
            page.says("The letter is too long to be made");
            page.says(&thousands(says));
            page.says("Is short enough to be made in every format");
            assert_eq!(page.value("reasons_20"), words.trim_end());
        }
    }
    assert!(left(&app).await.0.is_empty());
}

/// T20: a delivery address of 50,000 characters, sent past the page by everybody.
#[actix_web::test]
async fn an_address_that_cannot_be_printed_is_refused_by_the_rule() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let complaint = app.complaint(&reference).await;
    let delivery = complaint.deliveries[0].id.to_string();
    app.later(chrono::Duration::seconds(60));
    let to = Outbox::folder(&app.app.config.data, &REPLY_KEY, &app.app.maker);
    outbox::drain(&app.app.db, &to, &|| app.now()).unwrap();
    let version = app.version(&reference).await;
    for (address, says) in [
        ("a".repeat(50_000), "This has 50,000"),
        ("Jo\nStreet\n".repeat(20), "Use at most 14 lines"),
        (
            format!("Jo\n{}", "b".repeat(250)),
            "in each line. One has 250",
        ),
    ] {
        let form = [
            ("version", version.as_str()),
            ("delivery", delivery.as_str()),
            ("act", "again"),
            ("reason", "It came back"),
            ("channel", "post"),
            ("format", "standard"),
            ("address", address.as_str()),
        ];
        let form = Forged::of("limits", at(&reference, "delivery"), &form, says);
        form.is_refused(&app).await;
    }
    let page = app
        .get(
            Relations,
            &at(&reference, &format!("delivery?delivery={delivery}")),
        )
        .await;
    page.is(200);
}

/// A name, an address and a story, forged past the pages that log a complaint and put its details right.
#[actix_web::test]
async fn details_that_are_too_long_are_refused_by_the_rule() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let version = app.version(&reference).await;
    let long = [
        ("name", "n".repeat(201), "Use at most 200 characters"),
        ("address", "line\n".repeat(13), "Use at most 12 lines"),
        (
            "address",
            "a".repeat(101),
            "Use at most 100 characters in each line",
        ),
        (
            "what_happened",
            "w".repeat(50_001),
            "Use at most 50,000 characters",
        ),
        ("format_note", "f".repeat(501), "Use at most 500 characters"),
        ("needs", "n\n".repeat(41), "Use at most 40 lines"),
    ];
    for (field, words, says) in &long {
        let details = [
            ("version", version.as_str()),
            ("name", "Janet Whitlock"),
            ("summary", "Still no reply"),
            ("reply_channel", "email"),
            ("letter_format", "standard"),
            ("dispute_state", "open"),
            ("first_raised", "2026-11-24"),
        ];
        let form = Forged::of("limits", at(&reference, "details"), &details, says);
        form.with(field, words).is_refused(&app).await;
        let logged = [
            ("channel", "email"),
            ("received_at_date", "2026-11-24"),
            ("known_by", "mail_header"),
            ("name", "Janet Whitlock"),
            ("summary", "Still no reply"),
            ("wanted_not_stated", "yes"),
            ("asked", "yes"),
            ("who", "new"),
        ];
        let form = Forged::of("limits", "/complaints/new", &logged, says);
        form.with(field, words).is_refused(&app).await;
    }
}

/// A message of 2 MB is kept whole, and what it puts into the form fits.
#[actix_web::test]
async fn a_message_of_two_megabytes_fills_in_what_fits() {
    let app = TestApp::start().await;
    let body = "Nobody answers my letters. ".repeat(15_000);
    let id = app.mail("jo@example.org", "A complaint", &body).await;
    let page = app
        .get(Relations, &format!("/complaints/new?mail={id}"))
        .await;
    page.is(200);
    let told = page.value("what_happened");
    assert_eq!(limit("what_happened").wrong(&told), None);
    assert!(told.starts_with("Nobody answers"));
    assert!(
        told.contains("All of it is kept with the complaint"),
        "{}",
        told.len()
    );
}

/// An administrator's template may say a long fact over and over.
#[actix_web::test]
async fn a_template_that_makes_letters_too_long_is_neither_shown_nor_kept() {
    let app = TestApp::start().await;
    let path = "/administration/letters/final_response";
    let words = app.get(Admin, path).await.value("words");
    let before = app.everything().await;
    let often = format!("{words}\n\n{}", "{{ findings }}\n\n".repeat(390));
    let said = "{% for a in [1,2,3,4,5,6,7,8,9,10] %}{% for b in [1,2,3,4,5,6,7,8,9,10] %}{% for c in [1,2,3,4,5,6,7,8,9,10] %}{{ findings }} {% endfor %}{% endfor %}{% endfor %}";
    let looped = format!("{words}\n\n{said}");
    for (words, says) in [
        (often, "The letter is too long to be made"),
        (looped, "The letter is too long to be made"),
        (
            format!("{words}{}", "x".repeat(20_000)),
            "Use at most 20,000 characters",
        ),
    ] {
        for act in ["preview-pdf", "preview-braille", "save"] {
            let form = [
                ("version", "0"),
                ("words", words.as_str()),
                ("why", "To see"),
                ("act", act),
            ];
            let page = app.post(Admin, path, &form).await;
            page.is(422);
            page.says(says);
            assert_eq!(page.value("words"), words.trim_end(), "{act}");
        }
    }
    assert_eq!(before, app.everything().await);
}

/// `docs/limits.md` says what is in force.
#[core::prelude::v1::test]
fn the_page_about_limits_is_true() {
    let page = std::fs::read_to_string("docs/limits.md").unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(rows, FIELDS.len());
    for (limit, names) in FIELDS {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let lines = limit.lines.map(|(most, each)| format!("{most} of {each} "));
        let row = format!(
            "| {} | {} | {}|",
            names.join(", "),
            thousands(limit.characters),
            lines.unwrap_or_default()
        );
        assert!(page.contains(&row), "{row}");
    }
    assert!(page.contains(&format!("holds {} characters", thousands(OTHER.characters))));
    for (what, most) in [
        ("Characters", CHARACTERS),
        ("Paragraphs, headings and items of lists", BLOCKS),
        ("Line breaks and changes to bold or italics", RUNS),
        ("Pages in large print, estimated", PAGES),
        ("Quotations within each other", DEPTH),
        (
            "Paragraphs, headings and items of one section",
            SECTION_BLOCKS,
        ),
    ] {
        let row = format!("| {what} | {} |", thousands(most));
        assert!(page.contains(&row), "{row}");
    }
}
