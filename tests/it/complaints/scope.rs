use crate::support::Cast::{Leader, Leader2, Relations, Staff, Staff2};
use crate::support::TestApp;
use procedure::Reference;
use procedure::allegation::Scope;

fn page(reference: &Reference) -> String {
    format!("/complaints/{reference}/scope")
}

const WORDS: &[(&str, &str)] = &[
    ("alleged", "Nobody rang back <b>"),
    ("ground", "not_kept_updated"),
    ("scope", "can_investigate"),
];

fn at<'a>(version: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = WORDS.to_vec();
    form.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    form.extend_from_slice(more);
    form.push(("version", version));
    form
}

#[actix_web::test]
async fn the_person_responding_adds_an_allegation_and_names_a_colleague() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let open = app.get(Staff, &page(&reference)).await;
    open.is(200);
    open.says("No update since 12 October");
    let version = open.value("version");
    let form = at(&version, &[("person", "4"), ("other_people", "Craig")]);
    app.post(Staff, &page(&reference), &form).await.is(303);
    let after = app.complaint(&reference).await;
    assert_eq!(after.allegations.len(), 2);
    assert_eq!(after.allegations[1].scope, Scope::CanInvestigate);
    assert_eq!(after.allegations[1].alleged, "Nobody rang back <b>");
    assert!(after.is_about(Staff2.id()));
    assert_eq!(after.subjects[1].allegation, Some(2));
}

#[actix_web::test]
async fn what_breaks_a_rule_is_refused_and_words_are_kept() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let version = app.complaint(&reference).await.version.0.to_string();
    let me = Staff.id().to_string();
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("alleged", "")], "alleged"),
        (&[("scope", "")], "scope"),
        (&[("ground", "")], "scope"),
        (&[("scope", "staff_employment")], "scope"),
        (&[("scope", "handlers_decision")], "scope"),
        (
            &[("scope", "over_six_months"), ("scope_reason", "Old")],
            "scope",
        ),
        (&[("person", me.as_str())], "subjects"),
        (&[("person", "999")], "subjects"),
    ];
    for (changed, field) in cases {
        let mut changed = changed.to_vec();
        changed.push(("other_people", "<script>x</script>"));
        let refused = app
            .post(Staff, &page(&reference), &at(&version, &changed))
            .await;
        refused.is(422);
        let link = format!(".summary-err a[href='#{field}']");
        assert!(!refused.text(&link).is_empty(), "{changed:?}");
        assert_eq!(refused.value("other_people"), "<script>x</script>");
        assert!(!refused.html.contains("<script>x</script>"));
    }
    assert_eq!(app.complaint(&reference).await.allegations.len(), 1);
}

#[actix_web::test]
async fn others_cannot_and_in_triage_the_triage_page_does_it() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    app.get(Staff2, &page(&reference)).await.is(404);
    app.get(Leader2, &page(&reference)).await.is(404);
    app.get(Leader, &page(&reference)).await.is(200);
    let triage = app.logged().await;
    let sent = app.get(Relations, &page(&triage)).await;
    sent.is(303);
    assert_eq!(
        sent.location,
        Some(format!("/complaints/{triage}/acknowledgement"))
    );
    app.post(Relations, &page(&triage), &at("0", &[]))
        .await
        .is(409);
}

/// Rule 11: after the response, anything new is a new complaint.
#[actix_web::test]
async fn after_the_response_it_is_a_new_complaint() {
    let app = TestApp::start().await;
    let reference = app.answered().await;
    let late = app.get(Staff, &page(&reference)).await;
    late.is(409);
    late.says("anything new is a new complaint");
    let version = app.complaint(&reference).await.version.0.to_string();
    let forged = app.post(Staff, &page(&reference), &at(&version, &[])).await;
    forged.is(409);
    assert_eq!(forged.value("alleged"), "Nobody rang back <b>");
}

#[actix_web::test]
async fn a_stale_page_is_told_and_keeps_its_words() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let stale = app.post(Staff, &page(&reference), &at("0", &[])).await;
    stale.is(409);
    stale.says("While you were writing");
    assert_eq!(stale.value("alleged"), "Nobody rang back <b>");
}

/// B13: a typed name that belongs to a member of staff is offered as that person, so that the wall does not depend on
/// picking from a list.
#[actix_web::test]
async fn a_typed_name_of_a_member_of_staff_is_offered_as_that_person() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let version = app.version(&reference).await;
    let form = at(&version, &[("other_people", "BEVAN, Sian\nCraig")]);
    let refused = app.post(Leader, &page(&reference), &form).await;
    refused.is(422);
    refused.says("Sian Bevan works here (Staff, Energy). Choose them from the list of staff");
    refused.says("BEVAN, Sian");
    assert_eq!(app.complaint(&reference).await.allegations.len(), 1);
    let form = at(&version, &[("other_people", "Sian Bevan (not staff)")]);
    app.post(Leader, &page(&reference), &form).await.is(303);
}
