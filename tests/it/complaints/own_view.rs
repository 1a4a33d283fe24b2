use crate::support::Cast::{Executive, Leader2, Relations};
use crate::support::TestApp;
use diesel::prelude::*;
use procedure::vocabulary::LetterKind;
use redress::web::ROUTES;
use storage::schema::{deliveries, letters};

/// What stage 1 found, in words that only its finding has.
const FOUND: &str = "Nobody opened the letter for eleven weeks";

/// Every page about a complaint, with what stands for the other parts of its address.
fn pages(reference: &str, letters: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    let gets = ROUTES.iter().filter(|r| r.method == "get");
    for route in gets.filter(|r| r.path.contains("{reference}")) {
        let path = route.path.replace("{reference}", reference);
        for letter in letters {
            let path = path.replace("{letter}", letter).replace("{id}", letter);
            for format in [
                "print.pdf",
                "large-print.pdf",
                "braille.brf",
                "audio.wav",
                "text",
            ] {
                let path = path.replace("{format}", format).replace("{file}", format);
                let path = path
                    .replace("{promise}", "respond")
                    .replace("{kind}", "response");
                if !all.contains(&path) {
                    all.push(path);
                }
            }
        }
    }
    for board in ["/", "/escalation", "/complaints", "/complaints.csv"] {
        all.push(board.to_owned());
    }
    all
}

/// Fresh eyes: no page, letter or file shows stage 1's finding to whoever decides before their own view is recorded.
#[actix_web::test]
async fn what_stage_1_found_is_shut_until_the_decider_has_a_view() {
    let app = TestApp::start().await;
    app.assessor_is_known().await;
    let reference = app.to_view().await;
    let deliveries = app.complaint(&reference).await.deliveries;
    let of = |kind| deliveries.iter().find(|d| d.kind == kind).unwrap().letter;
    let response = of(LetterKind::Response).to_string();
    let letters = [
        response.clone(),
        of(LetterKind::Acknowledgement).to_string(),
    ];
    let mut read = 0;
    for path in pages(reference.as_str(), &letters) {
        let page = app.get(Leader2, &path).await;
        read += usize::from(page.status == 200);
        assert!(!page.html.contains(FOUND), "{path} says what stage 1 found");
        let tags = page.all(".tag").join(" ");
        assert!(!tags.contains("Upheld"), "{path} says that it was upheld");
        assert!(
            !page.html.contains("1: Upheld"),
            "{path} says that it was upheld"
        );
        assert!(
            !page.html.contains("A written apology"),
            "{path} says what was promised"
        );
        if path.contains(&format!("/letters/{response}")) {
            assert_ne!(page.status, 200, "{path}");
        }
    }
    assert!(read > 10, "{read} pages were read");
    let case = format!("/complaints/{reference}");
    app.get(Leader2, &case)
        .await
        .says("Record your own view of each point, before you read the stage 1 response");
    app.get(Leader2, &format!("{case}/final-response"))
        .await
        .is(409);
    // Customer Relations does not decide it, and sees it as before.
    app.get(Relations, &case).await.says(">Upheld<");
}

/// Whoever prints a letter reads it: one that says what stage 1 found is not theirs to print until they have a view.
#[actix_web::test]
async fn a_decider_prints_no_letter_of_stage_1_before_their_own_view() {
    let app = TestApp::start().await;
    app.assessor_is_known().await;
    let reference = app.escalated().await;
    app.choose(Executive, &reference).await;
    app.letters_stay();
    app.write(|conn| {
        let written = letters::table
            .filter(letters::kind.eq("response"))
            .select(letters::id);
        let waits = deliveries::table.filter(deliveries::letter_id.eq_any(written));
        diesel::update(waits)
            .set(deliveries::state.eq("to_print"))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let to_print = async |who| {
        let actor = app.actor(who).await;
        app.read(move |conn| Ok(storage::deliveries::counts(conn, &actor)?.post))
            .await
    };
    assert_eq!(to_print(Relations).await, 1);
    assert_eq!(to_print(Executive).await, 0);
    app.get(Executive, "/post")
        .await
        .says_not(reference.as_str());
    app.record_own_view(Executive, &reference).await;
    assert_eq!(to_print(Executive).await, 1);
}

/// A senior complaint executive has more pages than a leader: every list, too, and what others did since a form was
/// opened.
#[actix_web::test]
async fn an_executive_who_decides_meets_the_finding_nowhere() {
    let app = TestApp::start().await;
    app.assessor_is_known().await;
    let reference = app.escalated().await;
    app.choose(Executive, &reference).await;
    let deliveries = app.complaint(&reference).await.deliveries;
    let letters: Vec<String> = deliveries.iter().map(|d| d.letter.to_string()).collect();
    let lists = ROUTES
        .iter()
        .filter(|r| r.method == "get" && !r.path.contains('{'))
        .map(|r| r.path.to_owned());
    let person = app.complaint(&reference).await.complainant_id;
    let more = [
        format!("/complainants/{person}"),
        "/complaints?outcome=upheld".to_owned(),
    ];
    let all = pages(reference.as_str(), &letters)
        .into_iter()
        .chain(lists)
        .chain(more);
    for path in all {
        let page = app.get(Executive, &path).await;
        assert!(!page.html.contains(FOUND), "{path} says what stage 1 found");
        assert!(
            !page.html.contains("A written apology"),
            "{path} says what was promised"
        );
        let tags = page.all(".tag").join(" ");
        assert!(!tags.contains("Upheld"), "{path} says that it was upheld");
    }
    let found = app.get(Executive, "/complaints?outcome=upheld").await;
    found.says_not(reference.as_str());
    // A form that says it was opened before anything happened is told what happened, and not what was found.
    let old = [("version", "0"), ("note", "So")];
    for noun in ["note", "contact", "own-view", "reviewer", "correction"] {
        let page = app
            .post(Executive, &format!("/complaints/{reference}/{noun}"), &old)
            .await;
        assert_ne!(page.status, 303, "{noun}");
        page.says_not("response written: upheld");
        page.says_not(FOUND);
    }
}

#[actix_web::test]
async fn the_decider_records_a_view_and_the_finding_opens() {
    let app = TestApp::start().await;
    app.assessor_is_known().await;
    let reference = app.to_view().await;
    let case = format!("/complaints/{reference}");
    let path = format!("{case}/own-view");
    app.get(Executive, &path).await.is(403);
    let page = app.get(Leader2, &path).await;
    page.is(200);
    page.says("No update since 12 October");
    page.says("Nobody listened to the calls");
    let version = page.value("version");
    let form = |view: &'static str, why: &'static str| {
        vec![
            ("version", version.clone()),
            ("view_1", view.into()),
            ("reasons_1", why.into()),
        ]
    };
    let sent = |form: Vec<(&'static str, String)>| {
        let (app, path) = (&app, path.clone());
        async move {
            let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
            app.post(Leader2, &path, &form).await
        }
    };
    let empty = sent(form("", "")).await;
    empty.is(422);
    empty.says("Allegation 1: choose your view");
    let bare = sent(form("not_upheld", "")).await;
    bare.is(422);
    bare.says("Allegation 1: say why, from the complaint and the evidence");
    sent(form("not_upheld", "She was rung on 12 October"))
        .await
        .is(303);
    let after = app.get(Leader2, &case).await;
    after.says(">Upheld<");
    after.says("before reading stage 1: not upheld. She was rung on 12 October");
    let editor = app.get(Leader2, &format!("{case}/final-response")).await;
    editor.is(200);
    editor.says(FOUND);
    // It stands, and cannot be written again.
    let again = app.get(Leader2, &path).await;
    again.is(409);
    again.says("Your own view of every point is recorded");
    let version = app.version(&reference).await;
    let once_more = [
        ("version", version.as_str()),
        ("view_1", "upheld"),
        ("reasons_1", "Changed"),
    ];
    app.post(Leader2, &path, &once_more).await.is(409);
    app.get(Relations, &format!("{case}/history"))
        .await
        .says("Own view of allegation 1, before reading what stage 1 found: not upheld");
}
