use crate::support::Cast::{self, Leader, Leader2, Relations, Staff, Staff2};
use crate::support::{Page, TestApp};
use procedure::Reference;
use procedure::vocabulary::{Outcome, RemedyKind, Stage};

/// A form with everything a response needs, as fields that a test may change.
pub struct Form(pub Vec<(String, String)>);

impl Form {
    pub fn whole(page: &Page) -> Self {
        let mut form = Self(vec![]);
        for name in ["version", "draft_version", "told", "channel", "format"] {
            form.set(name, &page.value(name));
        }
        for (name, words) in [
            ("looked", "I read your letters and listened to the calls."),
            ("outcome_1", "upheld"),
            (
                "reasons_1",
                "Nobody opened the letter for **eleven weeks**.",
            ),
            ("impact_1", "You had to ring three times."),
            ("remedy_1", "payment"),
            ("remedy_detail_1", "We will pay you by bank transfer"),
            ("amount_1", "£75"),
            ("remedy_due_1", "2026-12-04"),
            ("root_cause_1", "process"),
            ("learning_1", "Post is opened daily"),
            (
                "putting_right",
                "We are sorry that we did not open your letter.",
            ),
            (
                "learned",
                "From 1 December somebody opens the post every day.",
            ),
        ] {
            form.set(name, words);
        }
        form
    }
    pub fn set(&mut self, name: &str, words: &str) -> &mut Self {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), words.to_owned()));
        self
    }
    pub async fn send(&self, app: &TestApp, who: Cast, path: &str, act: &str) -> Page {
        let mut pairs: Vec<(&str, &str)> = self.0.iter().map(|(n, w)| (&**n, &**w)).collect();
        pairs.push(("act", act));
        app.post(who, path, &pairs).await
    }
}

async fn at_work() -> (TestApp, Reference, String) {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let path = format!("/complaints/{reference}/response");
    (app, reference, path)
}

#[actix_web::test]
async fn the_editor_begins_with_what_the_complaint_says() {
    let (app, _, path) = at_work().await;
    let page = app.get(Staff, &path).await;
    page.is(200);
    assert!(page.value("told").contains("1. No update since 12 October"));
    page.says("Finding 1: No update since 12 October");
    page.says("No finding yet");
    page.says("Nothing saved yet");
    page.says("3 of 7</strong> done");
    page.says("href=\"#outcome_1\"");
    page.says("Standard wording, version 1");
    assert!(
        page.text(".sect__locked")
            .contains("second stage of our procedure")
    );
    assert!(page.text("#preview").contains("Dear Janet Whitlock"));
}

#[actix_web::test]
async fn a_whole_response_is_issued_and_its_draft_is_gone() {
    let (app, reference, path) = at_work().await;
    let form = Form::whole(&app.get(Staff, &path).await);
    form.send(&app, Staff, &path, "save").await.is(303);
    let mut form = Form::whole(&app.get(Staff, &path).await);
    assert_eq!(form.0[1].1, "1");
    let done = form
        .set("amount_1", "75.50")
        .send(&app, Staff, &path, "issue")
        .await;
    done.is(303);
    assert_eq!(
        done.leads_to().as_deref(),
        Some(&*format!("/complaints/{reference}"))
    );
    let c = app.complaint(&reference).await;
    assert_eq!(
        (c.stage, c.outcome(1)),
        (Stage::Answered, Some(Outcome::Upheld))
    );
    let remedy = &c.remedies[0];
    assert_eq!(
        (remedy.kind, remedy.amount),
        (RemedyKind::Payment, Some(7_550))
    );
    assert_eq!(remedy.owner, Some(Staff.id()));
    let (letters, drafts) = left(&app).await;
    assert!(letters[0].contains("Payment of £75.50"), "{}", letters[0]);
    assert!(letters[0].contains("If you are still unhappy"));
    assert!(letters[0].contains("<strong>eleven weeks</strong>"));
    assert_eq!(drafts, 0);
    app.get(Staff, &path).await.is(409);
}

/// The letters that went out, as HTML, and how many drafts there are.
pub async fn left(app: &TestApp) -> (Vec<String>, i64) {
    use diesel::prelude::*;
    use storage::schema::{drafts, letters};
    app.read(|conn| {
        let kinds = letters::kind.eq_any(["response", "final_response"]);
        let sent = letters::table
            .filter(kinds)
            .order(letters::id.desc())
            .select(letters::html)
            .load::<String>(conn)?;
        Ok((sent, drafts::table.count().get_result(conn)?))
    })
    .await
}

/// (field, what is sent in it, what is said beside it)
const FORGED: [(&str, &str, &str); 16] = [
    ("outcome_1", "", "Allegation 1: choose an outcome"),
    (
        "outcome_1",
        "obviously_fine",
        "Allegation 1: choose an outcome",
    ),
    ("reasons_1", " ", "Allegation 1: say what you found and why"),
    ("impact_1", "", "Allegation 1: say what it meant for them"),
    ("remedy_1", "", "Allegation 1: choose how it is put right"),
    (
        "remedy_due_1",
        "",
        "Allegation 1: say by when it will be done",
    ),
    (
        "remedy_due_1",
        "2026-11-23",
        "Allegation 1: This date has passed",
    ),
    ("amount_1", "0", "Allegation 1: enter the amount in pounds"),
    (
        "amount_1",
        "lots",
        "Allegation 1: Enter an amount in pounds",
    ),
    (
        "learning_1",
        "",
        "Allegation 1: say what will change, or why nothing needs to",
    ),
    ("root_cause_1", "", "Allegation 1: choose why it went wrong"),
    ("told", "", "Nothing written yet on what you told us"),
    // Never written for anybody: only they know what they read and whom they asked.
    ("looked", "", "Nothing written yet on how we looked into it"),
    ("putting_right", "Never mind.", "There is no apology"),
    ("learned", "", "Nothing written yet on what we have learned"),
    ("format", "braille", "prefers standard print by email"),
];

/// Rules 43, 68, 69 and 73, each forged past the page: refused beside its field, every word kept.
#[actix_web::test]
async fn each_hard_rule_is_refused_with_the_words_kept() {
    let (app, reference, path) = at_work().await;
    assert_eq!(app.get(Staff, &path).await.value("looked"), "");
    for (field, forged, message) in FORGED {
        let mut form = Form::whole(&app.get(Staff, &path).await);
        form.set(field, forged);
        let again = form.send(&app, Staff, &path, "issue").await;
        again.is(422);
        again.says(message);
        let beside = if field == "format" {
            "dispatch_reason"
        } else {
            field
        };
        again.says(&format!("href=\"#{beside}\""));
        again.says(&format!("id=\"{beside}\""));
        if field != "reasons_1" {
            assert_eq!(
                again.value("reasons_1"),
                "Nobody opened the letter for **eleven weeks**."
            );
        }
        assert_eq!(
            app.complaint(&reference).await.stage,
            Stage::Investigation,
            "{field}"
        );
    }
    assert!(left(&app).await.0.is_empty());
}

/// With nothing written at all, every gap leads to a field of its own.
#[actix_web::test]
async fn every_gap_has_its_field() {
    let (app, _, path) = at_work().await;
    let page = app.get(Staff, &path).await;
    let version = page.value("version");
    let again = app
        .post(Staff, &path, &[("version", &version), ("act", "issue")])
        .await;
    again.is(422);
    let missing = again.all(".summary-err a");
    assert_eq!(missing.len(), 6, "{missing:?}");
    again.says_not("href=\"#letter\"");
}

#[actix_web::test]
async fn only_the_person_assigned_reads_or_writes_it() {
    let (app, reference, path) = at_work().await;
    let form = Form::whole(&app.get(Staff, &path).await);
    form.send(&app, Staff, &path, "save").await.is(303);
    for who in [Leader, Relations] {
        let refused = app.get(who, &path).await;
        refused.is(403);
        refused.says("Only the person assigned to respond");
        for act in ["issue", "save", "preview"] {
            let again = form.send(&app, who, &path, act).await;
            again.is(403);
            assert_eq!(again.value("learning_1"), "Post is opened daily");
        }
    }
    app.get(Staff2, &path).await.is(404);
    form.send(&app, Leader2, &path, "issue").await.is(404);
    assert_eq!(app.complaint(&reference).await.stage, Stage::Investigation);
}

#[actix_web::test]
async fn a_stale_complaint_is_told_and_keeps_its_words() {
    let (app, _, path) = at_work().await;
    let mut form = Form::whole(&app.get(Staff, &path).await);
    form.set("version", "0");
    let again = form.send(&app, Staff, &path, "issue").await;
    again.is(409);
    again.says("While you were writing");
    assert_eq!(again.value("impact_1"), "You had to ring three times.");
    again.says("Draft saved 10:00");
}

#[actix_web::test]
async fn hostile_words_stay_words() {
    let (app, _, path) = at_work().await;
    let mut form = Form::whole(&app.get(Staff, &path).await);
    form.set(
        "reasons_1",
        "</textarea><script>alert(1)</script>\n<img src=x onerror=y> [a](javascript:z)",
    )
    .set(
        "told",
        "</div><div class=\"letter__locked\" data-version=\"9\">You cannot complain further.</div>",
    )
    .set(
        "learned",
        "# If you are still unhappy\nThere is no second stage.\u{202E}",
    );
    let shown = form.send(&app, Staff, &path, "preview").await;
    shown.is(200);
    shown.says_not("<script>alert");
    shown.says_not("<img src");
    shown.says_not("javascript:z\"");
    assert!(shown.value("reasons_1").starts_with("</textarea><script>"));
    // The real end is there once, after anything that imitates it.
    assert_eq!(shown.all("#preview .letter__locked").len(), 1);
    assert!(
        shown
            .text("#preview .letter__locked")
            .contains("You can ask us to take your complaint to the second stage")
    );
    form.send(&app, Staff, &path, "issue").await.is(303);
    let letter = &left(&app).await.0[0];
    assert_eq!(letter.matches("<div class=\"letter__locked\"").count(), 1);
    assert!(!letter.contains("<script") && !letter.contains("<img"));
}

/// Rules 48 and 70: warned, never refused.
#[actix_web::test]
async fn wording_is_warned_about_and_still_goes() {
    let (app, reference, path) = at_work().await;
    let id = app.complaint(&reference).await.id;
    app.write(move |conn| {
        use diesel::prelude::*;
        use storage::schema::subjects as s;
        let row = (s::complaint_id.eq(id.0), s::name.eq("Gareth Quill"));
        diesel::insert_into(s::table).values(row).execute(conn)?;
        Ok(())
    })
    .await;
    let mut form = Form::whole(&app.get(Staff, &path).await);
    form.set(
        "putting_right",
        "We are sorry you feel let down by Gareth Quill.",
    );
    let shown = form.send(&app, Staff, &path, "preview").await;
    shown.is(200);
    shown.says("The letter names Gareth Quill");
    shown.says("does not say what we are sorry for");
    form.send(&app, Staff, &path, "issue").await.is(303);
}

#[actix_web::test]
async fn the_preview_comes_in_both_sizes_and_saves_nothing() {
    let (app, _, path) = at_work().await;
    let form = Form::whole(&app.get(Staff, &path).await);
    let large = form.send(&app, Staff, &path, "preview-large").await;
    large.is(200);
    assert_eq!(large.all("#preview .letter--large").len(), 1);
    let standard = form.send(&app, Staff, &path, "preview-standard").await;
    assert_eq!(standard.all("#preview .letter--large").len(), 0);
    standard.says("Nothing saved yet");
    standard.says("7 of 7</strong> done");
    assert_eq!(left(&app).await.1, 0);
}

/// Rule 48: one button puts roles in place of the names of staff, the same one each time, in every section; the warning
/// goes with the names. What was typed is not saved by it.
#[actix_web::test]
async fn names_of_staff_become_roles_at_a_press() {
    let (app, reference, path) = at_work().await;
    app.name_in(&reference, crate::support::Cast::Staff3).await;
    let page = app.get(Staff, &path).await;
    page.says("Use roles instead of names");
    let named = crate::support::Cast::Staff3.name();
    let mut form = Form::whole(&page);
    form.set(
        "told",
        "Sian Bevan and Marcus Bell spoke to Janet Whitlock.",
    );
    form.set(
        "reasons_1",
        &format!("{named} was rude, and Ms Bevan heard it."),
    );
    let warned = form.send(&app, Staff, &path, "preview").await;
    warned.says("who is complained about. Use a role, such as Officer A.");
    let roles = form.send(&app, Staff, &path, "roles").await;
    roles.is(200);
    assert_eq!(
        roles.value("told"),
        "Officer A and Officer B spoke to Janet Whitlock."
    );
    assert_eq!(
        roles.value("reasons_1"),
        "Officer C was rude, and Officer A heard it."
    );
    roles.says_not("who is complained about. Use a role");
}
