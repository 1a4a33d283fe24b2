//! The first letter in every format before it goes.
use crate::support::Cast::{Leader, Relations};
use crate::support::TestApp;

const FORM: [(&str, &str); 8] = [
    ("version", "0"),
    ("alleged_1", "No update since 12 October"),
    ("ground_1", "not_kept_updated"),
    ("scope_1", "can_investigate"),
    ("needs_asked", "yes"),
    ("area", "1"),
    ("channel", "email"),
    ("format", "standard"),
];

#[actix_web::test]
async fn an_acknowledgement_is_seen_in_every_format_and_nothing_is_kept() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let before = app.complaint(&reference).await.version;
    let page = format!("/complaints/{reference}/acknowledgement");
    for (act, label) in redress::web::formats::previews() {
        let form = [&FORM[..], &[("act", &act)]].concat();
        let seen = app.post(Relations, &page, &form).await;
        assert_eq!(seen.status.as_u16(), 200, "{label}");
        assert_eq!(app.complaint(&reference).await.version, before, "{label}");
    }
    let form = [&FORM[..], &[("act", "preview-pdf")]].concat();
    app.post(Leader, &page, &form).await.is(404);
}
