//! Row 6: no letter to a representative until authority is held, whichever page would send it.
use super::{Forged, at};
use crate::support::TestApp;
use procedure::complaint::Representative;
use procedure::vocabulary::Authority;

#[actix_web::test]
async fn row_6_a_representative_needs_authority() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let says = "Letters can go to a representative only while we hold their authority to act";
    for authority in ["none", "asked", "refused"] {
        let version = app.version(&reference).await;
        let form = [
            ("version", version.as_str()),
            ("name", "Janet Whitlock"),
            ("summary", "Still no reply"),
            ("reply_channel", "email"),
            ("letter_format", "standard"),
            ("dispute_state", "open"),
            ("first_raised", "2026-11-24"),
            ("rep_name", "Joan Pike"),
            ("rep_email", "joan@example.co.uk"),
            ("rep_authority", authority),
            ("write_to", "representative"),
        ];
        let form = Forged::of("6", at(&reference, "details"), &form, says);
        form.is_refused(&app).await;
        let logged = [
            ("channel", "email"),
            ("received_at_date", "2026-11-24"),
            ("known_by", "mail_header"),
            ("name", "Janet Whitlock"),
            ("summary", "Still no reply"),
            ("wanted_not_stated", "yes"),
            ("rep_name", "Joan Pike"),
            ("rep_authority", authority),
            ("write_to_rep", "yes"),
            ("asked", "yes"),
            ("who", "new"),
        ];
        let form = Forged::of("6", "/complaints/new", &logged, says);
        form.is_refused(&app).await;
    }
}

/// Held when it was written down, and run out since: every letter of the complaint stays.
#[actix_web::test]
async fn row_6_authority_that_has_run_out_is_not_held() {
    let app = TestApp::start().await;
    let today = app.now().date_naive();
    let reference = app
        .logged_as(|intake| {
            intake.details.write_to_representative = true;
            intake.details.representative = Some(Representative {
                name: "Joan Pike".into(),
                email: "joan@example.co.uk".into(),
                address: "3 High Street".into(),
                authority: Authority::Held,
                expires: Some(today),
            });
        })
        .await;
    app.later(chrono::Duration::days(1));
    let version = app.version(&reference).await;
    let says = "We do not hold Joan Pike's authority to act, so no letter can go to them";
    let form = [
        ("version", version.as_str()),
        ("act", "acknowledge"),
        ("alleged_1", "No update since 12 October"),
        ("ground_1", "not_kept_updated"),
        ("scope_1", "can_investigate"),
        ("needs_asked", "yes"),
        ("area", "1"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    let form = Forged::of("6", at(&reference, "acknowledgement"), &form, says);
    form.is_refused(&app).await;
    let withdrawn = [
        ("version", version.as_str()),
        ("told_on", "2026-11-24"),
        ("how", "phone"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    let form = Forged::of("6", at(&reference, "withdrawal"), &withdrawn, says);
    form.is_refused(&app).await;
}

/// B8: "Send it again" takes any name and address, but not theirs.
#[actix_web::test]
async fn row_6_nothing_is_sent_again_to_a_representative_without_authority() {
    let app = TestApp::start().await;
    let reference = app
        .logged_as(|intake| {
            intake.details.representative = Some(Representative {
                name: "Joan Pike".into(),
                email: "joan@example.co.uk".into(),
                address: "2 Mill Lane\nStockport".into(),
                authority: Authority::Refused,
                expires: None,
            });
        })
        .await;
    let area = app
        .read(|conn| storage::areas::get(conn, procedure::AreaId(1)))
        .await;
    app.step(crate::support::Cast::Relations, &reference, |c| {
        procedure::steps::acknowledgement::Acknowledge {
            area: Some(area),
            dispatch: procedure::dispatch::Dispatch::preferred(c),
            triaged: Some(crate::support::steps::a_triage()),
        }
    })
    .await
    .unwrap();
    let id = app.complaint(&reference).await.deliveries[0].id.to_string();
    let version = app.version(&reference).await;
    let says = "We do not hold Joan Pike's authority to act, so no letter can go to them";
    let form = [
        ("version", version.as_str()),
        ("delivery", id.as_str()),
        ("act", "again"),
        ("reason", "She asked for it"),
        ("elsewhere", "She asked for it"),
        ("format", "standard"),
    ];
    let path = || at(&reference, "delivery");
    for (channel, email, address) in [
        ("email", "Joan@example.co.uk", "Janet Whitlock"),
        ("email", "janet.whitlock@example.co.uk", "Joan Pike"),
        ("post", "", "Janet Whitlock\n2 Mill Lane, Stockport"),
    ] {
        Forged::of("6", path(), &form, says)
            .with("channel", channel)
            .with("email", email)
            .with("address", address)
            .is_refused(&app)
            .await;
    }
    // Anywhere that we do not know needs a reason of its own.
    Forged::of("6", path(), &form, "Say why the letter goes there")
        .with("channel", "post")
        .with("address", "Janet Whitlock\n9 High Street")
        .with("elsewhere", " ")
        .is_refused(&app)
        .await;
}
