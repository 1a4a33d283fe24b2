//! "There is a problem": everything that is wrong, at once, in the order of the page.
use crate::complaints::response::Form;
use crate::hard_rules::stale::{STEPS, bring};
use crate::support::Cast::{Leader2, Relations, Staff};
use crate::support::TestApp;

/// Every step's form, sent with nothing in it.
#[actix_web::test]
async fn errors_stand_in_the_order_of_the_page() {
    let (mut refused, mut wrong) = (0, Vec::new());
    for (step, point, who, more, _) in STEPS {
        let app = TestApp::start().await;
        let reference = bring(&app, point).await;
        let version = app.complaint(&reference).await.version.0.to_string();
        let mut form = vec![("version", version.as_str())];
        // Which button it was, and nothing else; sent another way than they prefer.
        form.extend(
            more.iter()
                .filter(|(name, _)| ["act", "closure"].contains(name)),
        );
        form.extend([("channel", "post"), ("format", "large_print")]);
        let path = format!("/complaints/{reference}/{}", step.noun());
        let page = app.post(who, &path, &form).await;
        if page.status.as_u16() == 422 {
            wrong.extend(page.errors_out_of_order().map(|links| (step, links)));
            refused += 1;
        }
    }
    assert!(wrong.is_empty(), "not in the order of the page: {wrong:#?}");
    assert!(refused > 15, "only {refused} forms asked for anything");
}

#[actix_web::test]
async fn a_contact_names_what_cannot_be_read_and_what_is_missing_together() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let path = format!("/complaints/{reference}/contact");
    let version = app.get(Staff, &path).await.value("version");
    let form = [
        ("version", version.as_str()),
        ("happened_at_date", "yesterday"),
        ("reply_due_time", "12:00"),
    ];
    let page = app.post(Staff, &path, &form).await;
    page.is(422);
    page.errors_follow_the_page();
    assert_eq!(
        page.attributes(".summary-err a", "href"),
        [
            "#from_us",
            "#channel",
            "#happened_at",
            "#note",
            "#reply_due"
        ]
    );
}

/// A missing area is named with the rest, not on the second try.
#[actix_web::test]
async fn triage_names_everything_at_once() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let form = [
        ("version", "0"),
        ("act", "acknowledge"),
        ("alleged_1", "No update"),
        ("urgent", "yes"),
        ("six_month", "applied"),
        ("channel", "post"),
    ];
    let path = format!("/complaints/{reference}/acknowledgement");
    let page = app.post(Relations, &path, &form).await;
    page.is(422);
    page.errors_follow_the_page();
    assert_eq!(
        page.attributes(".summary-err a", "href"),
        [
            "#six_month_reason",
            "#allegation_1",
            "#needs_asked",
            "#urgent_why",
            "#area",
            "#dispatch_reason"
        ]
    );
}

/// Both editors, with a gap in every part: sections, findings, the Assessor's details, how it goes.
#[actix_web::test]
async fn the_editors_name_everything_at_once_in_the_order_of_the_page() {
    let app = TestApp::start().await;
    let (first, last) = (app.assigned().await, app.in_final_review().await);
    for (who, path) in [
        (Staff, format!("/complaints/{first}/response")),
        (Leader2, format!("/complaints/{last}/final-response")),
    ] {
        let mut form = Form::whole(&app.get(who, &path).await);
        for (field, words) in [
            ("told", ""),
            ("reasons_1", ""),
            ("impact_1", ""),
            ("amount_1", "lots"),
            ("remedy_due_1", "2026-11-01"),
            ("remedy_detail_1", ""),
            ("root_cause_1", ""),
            ("learning_1", ""),
            ("putting_right", ""),
            ("learned", ""),
            ("channel", "post"),
        ] {
            form.set(field, words);
        }
        let page = form.send(&app, who, &path, "issue").await;
        page.is(422);
        page.errors_follow_the_page();
        let links = page.attributes(".summary-err a", "href");
        for field in [
            "told",
            "reasons_1",
            "impact_1",
            "amount_1",
            "remedy_due_1",
            "learned",
            "dispatch_reason",
        ] {
            assert!(links.contains(&format!("#{field}")), "{field}: {links:?}");
        }
    }
}
