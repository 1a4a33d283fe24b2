use crate::support::Cast::{self, Executive, Leader, Relations, Relations2, Staff};
use crate::support::{Page, TestApp};
use procedure::allegation::Scope;
use procedure::vocabulary::{Exclusion, Ground, NeedsAsked, Stage};
use procedure::{Complaint, Reference};

const HOSTILE: &str = "<script>alert(1)</script>";

fn page(reference: &Reference) -> String {
    format!("/complaints/{reference}/acknowledgement")
}

/// One allegation in, needs asked about, Energy chosen, sent as she prefers.
fn whole<'a>(act: &'a str, version: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("version", version),
        ("act", act),
        ("alleged_1", "No update since 12 October"),
        ("ground_1", "not_kept_updated"),
        ("scope_1", "can_investigate"),
        ("needs_asked", "yes"),
        ("area", "1"),
        ("channel", "email"),
        ("format", "standard"),
    ]
}

fn with<'a>(
    mut form: Vec<(&'a str, &'a str)>,
    changed: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    form.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    form.extend_from_slice(changed);
    form
}

async fn send(
    app: &TestApp,
    who: Cast,
    reference: &Reference,
    changed: &[(&str, &str)],
) -> (Page, Complaint) {
    let version = app.complaint(reference).await.version.0.to_string();
    let form = with(whole("acknowledge", &version), changed);
    let page = app.post(who, &page(reference), &form).await;
    (page, app.complaint(reference).await)
}

#[actix_web::test]
async fn triage_letter_and_routing_are_one_act() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let before = app.get(Relations, &page(&reference)).await;
    before.is(200);
    before.says("Janet Whitlock: new email to triage");
    before.says("Within 6 months.");
    before.says("No other service complaints.");
    before.says("No business area chosen yet");
    let (done, after) = send(&app, Relations, &reference, &[]).await;
    done.is(303);
    assert_eq!(done.leads_to(), Some(format!("/complaints/{reference}")));
    assert_eq!(after.stage, Stage::Assignment);
    assert_eq!(after.allegations[0].ground, Some(Ground::NotKeptUpdated));
    assert!(after.acknowledged_at.is_some());
    let (letters, first) = letters(&app).await;
    assert_eq!(letters, 1);
    assert!(first.contains("address your concerns is Energy"), "{first}");
    // Once is enough.
    app.get(Relations, &page(&reference)).await.is(409);
}

async fn letters(app: &TestApp) -> (usize, String) {
    use diesel::prelude::*;
    use storage::schema::letters;
    app.read(|conn| {
        let all: Vec<String> = letters::table
            .order(letters::id)
            .select(letters::body)
            .load(conn)?;
        let last = all.last().cloned().unwrap_or_default();
        let one_line = last.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok((all.len(), one_line))
    })
    .await
}

#[actix_web::test]
async fn saving_stays_on_the_page_and_sends_nothing() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let sian = Staff.id().to_string();
    let form = with(
        whole("save", "0"),
        &[
            ("alleged_2", "Rude on 11 November"),
            ("scope_2", "handlers_decision"),
            ("scope_reason_2", "Only the outcome"),
            ("needs_asked", ""),
            ("people", &sian),
            ("other_people", "Craig\n\nThe gentleman on the phone"),
            ("urgent", "yes"),
            ("urgent_why", "Her power is off"),
        ],
    );
    let done = app.post(Relations, &page(&reference), &form).await;
    done.is(303);
    assert_eq!(done.leads_to(), Some(page(&reference)));
    let again = app.get(Relations, &done.location.unwrap()).await;
    assert_eq!(
        again.text("[role=status] b"),
        "Triage saved. Nothing has been sent."
    );
    assert_eq!(again.value("alleged_2"), "Rude on 11 November");
    assert_eq!(again.value("scope_2"), "handlers_decision");
    assert_eq!(again.value("people"), Staff.id().to_string());
    assert_eq!(again.value("area"), "1");
    again.says(Exclusion::HandlersDecision.hint());
    again.says("Sian Bevan works in Energy.");
    let after = app.complaint(&reference).await;
    assert_eq!(after.stage, Stage::Triage);
    let named: Vec<&str> = after.subjects.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(named, ["Sian Bevan", "Craig", "The gentleman on the phone"]);
    assert!(after.triage.urgent);
    assert_eq!(letters(&app).await.0, 0);
    // She is complained about: for her it does not exist.
    app.get(Staff, &page(&reference)).await.is(404);
}

#[actix_web::test]
async fn another_allegation_can_be_added_and_one_cleared() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let form = with(whole("add", "0"), &[("urgent_why", "kept as typed")]);
    let more = app.post(Relations, &page(&reference), &form).await;
    more.is(200);
    assert_eq!(more.all("fieldset.alleg").len(), 3);
    assert_eq!(more.value("alleged_1"), "No update since 12 October");
    assert_eq!(more.value("urgent_why"), "kept as typed");
    assert_eq!(more.value("version"), "0");
    assert!(app.complaint(&reference).await.allegations.is_empty());
    let two = with(
        whole("save", "0"),
        &[("alleged_2", ""), ("alleged_3", "Rude")],
    );
    app.post(Relations, &page(&reference), &two).await.is(303);
    let one = with(
        whole("save", "1"),
        &[("alleged_1", " "), ("alleged_2", "Rude")],
    );
    app.post(Relations, &page(&reference), &one).await.is(303);
    let left = app.complaint(&reference).await.allegations;
    assert_eq!(left.len(), 1);
    assert_eq!((left[0].number, left[0].alleged.as_str()), (1, "Rude"));
}

type Refused = (
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
);
const SECOND: (&str, &str) = ("alleged_2", "A second thing");
/// (what is changed in a whole form, the field it stands beside, words of it)
const REFUSED: &[Refused] = &[
    (
        &[("needs_asked", "")],
        "needs_asked",
        "Say whether they were asked",
    ),
    (
        &[("ground_1", "")],
        "allegation_1",
        "choose what kind of poor service",
    ),
    (
        &[("scope_1", "")],
        "allegation_1",
        "say whether we can investigate it",
    ),
    (
        &[("scope_1", "staff_employment")],
        "allegation_1",
        "one of the four exclusions",
    ),
    (
        &[SECOND, ("scope_2", "handlers_decision")],
        "allegation_2",
        "give the reason",
    ),
    (
        &[
            SECOND,
            ("scope_2", "over_six_months"),
            ("scope_reason_2", "Old"),
        ],
        "allegation_2",
        "six-month limit must first be applied",
    ),
    (
        &[("scope_reason_2", "Words alone")],
        "allegation_2",
        "say whether we can",
    ),
    (&[("alleged_1", "")], "allegations", "at least one thing"),
    (&[("area", "")], "area", "Choose the area best placed"),
    (&[("area", "77")], "area", "Choose the area best placed"),
    (
        &[("channel", "post")],
        "dispatch_reason",
        "Say why this letter goes another way",
    ),
    (&[("urgent", "yes")], "urgent_why", "Say why this is urgent"),
    (
        &[("six_month", "applied")],
        "six_month_reason",
        "Give the reason for applying",
    ),
    (
        &[("people", "9999")],
        "subjects",
        "Choose people from the list",
    ),
    (&[("people", "1")], "subjects", "complaint about yourself"),
];

/// Rules 10, 12, 13, 14, 16, 21 and 24, each with what stands beside its field.
#[actix_web::test]
async fn what_breaks_a_rule_is_refused_beside_its_field() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    for (changed, field, words) in REFUSED {
        let (refused, after) = send(&app, Relations, &reference, changed).await;
        refused.is(422);
        let link = format!(".summary-err a[href='#{field}']");
        let said = refused.text(&link);
        assert!(said.contains(words), "{changed:?}: {said:?}");
        assert!(refused.html.contains(&format!("id=\"{field}\"")));
        assert_eq!(after.stage, Stage::Triage, "{changed:?}");
    }
    assert_eq!(letters(&app).await.0, 0);
}

/// Rule 30 and reading (e)19: an area without an active Leader cannot receive.
#[actix_web::test]
async fn an_area_that_cannot_receive_is_not_offered() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    app.write(|conn| {
        use diesel::prelude::*;
        use storage::schema::areas;
        diesel::update(areas::table.find(1))
            .set(areas::leader_id.eq(None::<i64>))
            .execute(conn)?;
        Ok(())
    })
    .await;
    let open = app.get(Relations, &page(&reference)).await;
    assert_eq!(
        open.text("#area option[disabled]"),
        "Energy (cannot receive: no active Leader or deputy)"
    );
    let (forged, after) = send(&app, Relations, &reference, &[]).await;
    forged.is(422);
    forged.says("cannot receive complaints");
    assert_eq!(after.stage, Stage::Triage);
}

#[actix_web::test]
async fn a_late_one_is_asked_about_and_the_limit_applied_with_a_reason() {
    let app = TestApp::start().await;
    let reference = app
        .logged_as(|intake| {
            intake.details.latest_event = chrono::NaiveDate::from_ymd_opt(2025, 11, 11);
        })
        .await;
    let late = app.get(Relations, &page(&reference)).await;
    late.says("Likely over 6 months old.");
    late.says("197 days after.");
    let (sent, after) = send(
        &app,
        Relations,
        &reference,
        &[
            ("alleged_2", "Rude a year ago"),
            ("scope_2", "over_six_months"),
            ("scope_reason_2", "It was in November 2025"),
            ("six_month", "applied"),
            ("six_month_reason", "Nothing kept her from telling us"),
        ],
    )
    .await;
    sent.is(303);
    assert!(matches!(
        after.allegations[1].scope,
        Scope::Outside {
            exclusion: Exclusion::OverSixMonths,
            ..
        }
    ));
    assert!(
        letters(&app)
            .await
            .1
            .contains("Nothing kept her from telling us")
    );
}

/// B11 and reading (e)17: what is wholly outside is acknowledged, stays here, and goes to an area only once it is covered.
#[actix_web::test]
async fn what_is_wholly_outside_is_acknowledged_and_then_decided() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let all_outside = [
        ("scope_1", "handlers_decision"),
        ("scope_reason_1", "It is the outcome"),
    ];
    let (sent, after) = send(&app, Relations, &reference, &all_outside).await;
    sent.is(303);
    assert_eq!((after.stage, after.area.clone()), (Stage::Triage, None));
    assert!(after.is_being_decided());
    let letter = letters(&app).await.1;
    for said in [
        "we are deciding whether we can look into it",
        "best placed to address your concerns is Energy",
    ] {
        assert!(letter.contains(said), "{said}: {letter}");
    }
    assert!(!letter.contains("It is the outcome"), "{letter}");
    // It is with nobody of that area, and its Leader does not see it.
    app.get(Leader, &page(&reference)).await.is(404);
    let inbox = app.get(Relations, "/inbox?tab=acknowledged").await;
    inbox.says(reference.as_str());
    inbox.says("Being decided");
    let case = format!("/complaints/{reference}");
    let shown = app.get(Relations, &case).await;
    shown.says("deciding whether we look into it");
    shown.says("Decide whether we look into it");
    let open = app.get(Relations, &page(&reference)).await;
    open.says("is it covered?");
    open.says("Propose to refuse it");
    open.says("Send it to the area, and tell them");
    // Somebody decides that it is covered: they are told, and the Leader has it.
    let version = open.value("version");
    let mut covered = whole("acknowledge", &version);
    covered.retain(|(name, _)| !name.starts_with("scope_reason"));
    app.post(Relations, &page(&reference), &covered)
        .await
        .is(303);
    let after = app.complaint(&reference).await;
    assert_eq!(after.stage, Stage::Assignment);
    let letter = app.last_letter().await;
    assert!(
        letter.contains("We have decided that our complaints procedure covers your complaint"),
        "{letter}"
    );
    app.get(Leader, &case).await.is(200);
}

#[actix_web::test]
async fn only_customer_relations_triage() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    app.get(Leader, &page(&reference)).await.is(404);
    app.get(Executive, &page(&reference)).await.is(200);
    let (refused, after) = send(&app, Leader, &reference, &[]).await;
    refused.is(404);
    assert_eq!(after.stage, Stage::Triage);
}

#[actix_web::test]
async fn a_stale_page_is_told_and_keeps_its_words() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    app.post(Relations2, &page(&reference), &whole("save", "0"))
        .await
        .is(303);
    let mine = with(
        whole("acknowledge", "0"),
        &[("alleged_1", "My own words"), ("other_people", "Craig")],
    );
    let again = app.post(Relations, &page(&reference), &mine).await;
    again.is(409);
    again.says("While you were writing");
    again.says("Owen Rees");
    assert_eq!(again.value("alleged_1"), "My own words");
    assert_eq!(again.value("other_people"), "Craig");
    assert_eq!(again.value("version"), "1");
    assert_eq!(letters(&app).await.0, 0);
}

#[actix_web::test]
async fn hostile_words_are_only_words() {
    let app = TestApp::start().await;
    let reference = app
        .logged_as(|intake| {
            intake.details.name = HOSTILE.into();
            intake.details.what_happened = HOSTILE.into();
            intake.details.summary = HOSTILE.into();
        })
        .await;
    let form = with(
        whole("add", "0"),
        &[
            ("alleged_1", HOSTILE),
            ("other_people", HOSTILE),
            ("scope_reason_1", "\"><img src=x>"),
        ],
    );
    for page in [
        app.get(Relations, &page(&reference)).await,
        app.post(Relations, &page(&reference), &form).await,
    ] {
        page.is(200);
        assert!(!page.html.contains(HOSTILE));
        assert!(!page.html.contains("<img src=x>"));
    }
}

/// Rule 29: handed back, the page says so, and the letter is a change of contact.
#[actix_web::test]
async fn after_a_hand_back_it_is_sent_on() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    app.step(Leader, &reference, |_| {
        procedure::steps::hand_back::HandBack {
            reason: "The call was taken in Communications".into(),
        }
    })
    .await
    .unwrap();
    let back = app.get(Relations, &page(&reference)).await;
    back.says("Handed back by Helen Marsh (Energy)");
    back.says("The call was taken in Communications");
    back.says("Change of contact, as it stands");
    let (dropped, _) = send(&app, Relations, &reference, &[("alleged_1", "")]).await;
    dropped.is(422);
    dropped.says("Allegation 1: say what is alleged");
    let (done, after) = send(&app, Relations, &reference, &[("area", "2")]).await;
    done.is(303);
    assert_eq!(after.area.unwrap().name, "Communications");
    assert_eq!(after.triage.needs_asked, Some(NeedsAsked::Yes));
    assert!(letters(&app).await.1.contains("the Communications team"));
}

/// Rule 9: how serious, complex and far-reaching it is, how urgent, and whether somebody is at risk; whoever is at risk
/// stands first, with a tag, in every list.
#[actix_web::test]
async fn triage_asks_how_it_weighs_and_who_is_at_risk_stands_first() {
    let app = TestApp::start().await;
    let first = app.logged().await;
    app.later(chrono::Duration::hours(1));
    let reference = app.logged().await;
    let mut form = with(
        whole("save", "0"),
        &[
            ("severity", "high"),
            ("complexity", "low"),
            ("impact", "medium"),
            ("at_risk", "yes"),
        ],
    );
    let refused = app.post(Relations, &page(&reference), &form).await;
    refused.is(422);
    refused.says("Say why this is urgent or who is at risk");
    form.push(("urgent_why", "She is <b>alone</b> and cannot heat"));
    let wrong = with(form.clone(), &[("severity", "terrible")]);
    let refused = app.post(Relations, &page(&reference), &wrong).await;
    refused.is(422);
    refused.says("Choose one from the list");
    app.post(Relations, &page(&reference), &form).await.is(303);
    let again = app.get(Relations, &page(&reference)).await;
    assert_eq!(again.value("severity"), "high");
    assert_eq!(again.value("at_risk"), "yes");
    let overview = app
        .get(Relations, &format!("/complaints/{reference}"))
        .await;
    overview.says("At risk");
    overview.says("everity high, complexity low, impact medium, somebody is vulnerable or at risk");
    let inbox = app.get(Relations, "/inbox").await;
    inbox.says("At risk");
    let (before, after) = (first.to_string(), reference.to_string());
    let place = |page: &crate::support::Page, reference: &str| page.html.find(reference).unwrap();
    assert!(place(&inbox, &after) < place(&inbox, &before));
    // With its area, and in the other lists.
    let send = with(form, &[("act", "acknowledge"), ("area", "1")]);
    let version = app.complaint(&reference).await.version.0.to_string();
    let send = with(send, &[("version", &version)]);
    app.post(Relations, &page(&reference), &send).await.is(303);
    let board = app.get(crate::support::Cast::Leader, "/assignment").await;
    board.says("At risk");
    let all = app.get(Relations, "/complaints").await;
    all.says("At risk");
}
