use crate::support::Cast::{Leader, Leader2, Relations, Staff};
use crate::support::{Page, TestApp};
use procedure::Reference;
use procedure::vocabulary::{Authority, LetterFormat};

fn page(reference: &Reference) -> String {
    format!("/complaints/{reference}/details")
}

const FIELDS: &[&str] = &[
    "version",
    "name",
    "email",
    "phone",
    "address",
    "postcode",
    "reply_channel",
    "letter_format",
    "format_note",
    "needs",
    "rep_name",
    "rep_email",
    "rep_address",
    "rep_authority",
    "rep_expires",
    "write_to",
    "summary",
    "what_happened",
    "wanted",
    "latest_event",
    "first_raised",
    "dispute_reference",
    "supplier",
    "dispute_state",
];

/// The form as it was shown, with some of it changed.
fn form(shown: &Page, changed: &[(&str, &str)]) -> Vec<(String, String)> {
    FIELDS
        .iter()
        .map(|name| {
            let now = changed.iter().find(|(n, _)| n == name);
            let value = now.map_or_else(|| shown.value(name), |(_, v)| (*v).to_owned());
            ((*name).to_owned(), value)
        })
        .collect()
}

async fn send(app: &TestApp, reference: &Reference, changed: &[(&str, &str)]) -> Page {
    let shown = app.get(Relations, &page(reference)).await;
    let form = form(&shown, changed);
    let pairs: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    app.post(Relations, &page(reference), &pairs).await
}

#[actix_web::test]
async fn what_is_put_right_is_kept_and_the_rest_stays() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let before = app.complaint(&reference).await.details;
    let done = send(
        &app,
        &reference,
        &[
            ("letter_format", "large_print"),
            ("needs", "Ring before writing"),
            ("latest_event", "11/11/2026"),
            ("rep_name", "Joan Pike"),
            ("rep_email", "joan@example.co.uk"),
            ("rep_authority", "held"),
            ("rep_expires", "2027-01-31"),
            ("write_to", "representative"),
        ],
    )
    .await;
    done.is(303);
    assert_eq!(
        done.leads_to(),
        Some(format!("/complaints/{reference}/acknowledgement"))
    );
    let after = app.complaint(&reference).await.details;
    let rep = after.representative.clone().unwrap();
    assert_eq!(
        (rep.name.as_str(), rep.authority),
        ("Joan Pike", Authority::Held)
    );
    assert!(after.write_to_representative);
    assert_eq!(after.letter_format, LetterFormat::LargePrint);
    assert_eq!(after.address, before.address);
    assert_eq!(after.first_raised, before.first_raised);
    let nothing = send(&app, &reference, &[]).await;
    nothing.is(409);
    nothing.says("Nothing was changed");
}

/// Rule 6, and what cannot be read.
#[actix_web::test]
async fn what_cannot_be_is_refused_beside_its_field() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("name", " ")], "name"),
        (&[("summary", "")], "summary"),
        (&[("write_to", "representative")], "rep_name"),
        (
            &[
                ("write_to", "representative"),
                ("rep_name", "Joan"),
                ("rep_authority", "asked"),
            ],
            "rep_authority",
        ),
        (
            &[
                ("write_to", "representative"),
                ("rep_name", "Joan"),
                ("rep_authority", "held"),
                ("rep_expires", "2026-11-23"),
            ],
            "rep_authority",
        ),
        (&[("rep_email", "joan@example.co.uk")], "rep_name"),
        (&[("latest_event", "2026-11-25")], "latest_event"),
        (&[("latest_event", "yesterday")], "latest_event"),
        (&[("first_raised", "")], "first_raised"),
        (&[("letter_format", "gold")], "letter_format"),
    ];
    for (changed, field) in cases {
        let mut changed = changed.to_vec();
        changed.push(("phone", "<script>x</script>"));
        let refused = send(&app, &reference, &changed).await;
        refused.is(422);
        let link = format!(".summary-err a[href='#{field}']");
        assert!(!refused.text(&link).is_empty(), "{changed:?}");
        assert!(refused.html.contains(&format!("id=\"{field}\"")));
        assert_eq!(refused.value("phone"), "<script>x</script>");
        assert!(!refused.html.contains("<script>x</script>"));
    }
    assert_eq!(
        app.complaint(&reference).await.details.phone,
        "0161 496 0000"
    );
}

#[actix_web::test]
async fn those_who_work_on_it_may_and_others_not() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    app.get(Staff, &page(&reference)).await.is(200);
    app.get(Leader, &page(&reference)).await.is(200);
    app.get(Leader2, &page(&reference)).await.is(404);
    app.post(
        Leader2,
        &page(&reference),
        &[("version", "2"), ("name", "X")],
    )
    .await
    .is(404);
}

#[actix_web::test]
async fn a_stale_page_is_told_and_keeps_its_words() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    send(&app, &reference, &[("phone", "01925 430049")])
        .await
        .is(303);
    let stale = send(&app, &reference, &[("version", "0"), ("wanted", "A call")]).await;
    stale.is(409);
    stale.says("While you were writing");
    stale.says("01925 430049");
    assert_eq!(stale.value("wanted"), "A call");
    assert_eq!(stale.value("version"), "1");
}
