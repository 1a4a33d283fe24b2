//! The words of letters, as administrators change them.
use crate::support::Cast::{Admin, Relations, Staff};
use crate::support::{Page, TestApp};
use letters::template::Template;
use procedure::vocabulary::LetterKind;

const LETTERS: &str = "/administration/letters";
const WITHDRAWAL: &str = "/administration/letters/withdrawal";

async fn send(app: &TestApp, fields: &[(&str, &str)]) -> Page {
    app.post(Admin, WITHDRAWAL, fields).await
}

fn own() -> String {
    Template::built_in(LetterKind::Withdrawal).source
}

fn thanks() -> String {
    own().replace(
        "## If you change your mind",
        "Thank you for telling us.\n\n## If you change your mind",
    )
}

#[actix_web::test]
async fn words_are_seen_in_the_letter_then_kept_as_a_version_with_who_and_why() {
    let app = TestApp::start().await;
    app.get(Admin, LETTERS).await.says("Original wording");
    let page = app.get(Admin, WITHDRAWAL).await;
    assert_eq!(page.value("version"), "0");
    page.says("You have withdrawn your complaint");
    let changed = thanks();
    let seen = send(
        &app,
        &[("version", "0"), ("words", &changed), ("act", "preview")],
    )
    .await;
    seen.is(200);
    seen.says("What you have changed");
    assert_eq!(seen.value("words").trim(), changed.trim());
    let unsaid = send(
        &app,
        &[("version", "0"), ("words", &changed), ("act", "save")],
    )
    .await;
    unsaid.is(422);
    unsaid.says("Say why you are changing the words");
    let fields = [
        ("version", "0"),
        ("words", changed.as_str()),
        ("act", "save"),
        ("why", "To thank them"),
    ];
    send(&app, &fields).await.is(303);
    let now = app.get(Admin, WITHDRAWAL).await;
    now.says("Version 1 is in force.");
    now.says("To thank them");
    app.get(Admin, LETTERS).await.says("Version 1");
    app.get(Admin, "/administration/history")
        .await
        .says("Withdrawal confirmed, version 1");
    // What was seen is out of date now: nothing is written over.
    let stale = send(&app, &fields).await;
    stale.is(409);
    assert_eq!(stale.value("words").trim(), changed.trim());
    app.get(Admin, &format!("{WITHDRAWAL}?from=0"))
        .await
        .says("What you have changed");
}

#[actix_web::test]
async fn a_letter_cannot_lose_what_it_must_say() {
    let app = TestApp::start().await;
    for (words, told) in [
        (
            own().replace("{{ withdrawn }}", ""),
            "The template leaves out what this letter must say: withdrawn",
        ),
        (
            own().replace("{{ formats_offer }}", ""),
            "must say: formats offer",
        ),
        (
            own().replace("{{ withdrawn }}", "{{ withdrwan }}"),
            "this letter has no fact called “withdrwan”",
        ),
        (
            own().replace("# You have", "You have"),
            "its first line must begin with",
        ),
        (String::new(), "no subject"),
    ] {
        let refused = send(
            &app,
            &[
                ("version", "0"),
                ("words", &words),
                ("act", "save"),
                ("why", "x"),
            ],
        )
        .await;
        refused.is(422);
        refused.says(told);
        assert_eq!(refused.value("words").trim(), words.trim());
    }
    app.get(Admin, WITHDRAWAL)
        .await
        .says("This is Redress’s original wording.");
}

#[actix_web::test]
async fn only_an_administrator_sees_them_and_no_case_is_opened_by_being_one() {
    let app = TestApp::start().await;
    for who in [Staff, Relations] {
        app.get(who, LETTERS).await.is(403);
        app.get(who, WITHDRAWAL).await.is(403);
        app.post(who, WITHDRAWAL, &[("words", "# x"), ("act", "save")])
            .await
            .is(403);
    }
    app.get(Admin, "/administration/letters/nothing")
        .await
        .is(404);
    let words = own();
    let asked = send(
        &app,
        &[
            ("version", "0"),
            ("words", &words),
            ("complaint", "SC-2026-000001"),
            ("act", "preview"),
        ],
    )
    .await;
    asked.is(422);
    asked.says("No complaint you can open with this reference");
}

#[actix_web::test]
async fn the_print_is_marked_as_a_preview() {
    let app = TestApp::start().await;
    let words = own();
    let page = send(
        &app,
        &[("version", "0"), ("words", &words), ("act", "preview-pdf")],
    )
    .await;
    page.is(200);
}
