//! Whoever is complained about meets "not found" at every address of the complaint.
use crate::support::Cast::{Executive, Relations, Relations2};
use crate::support::TestApp;
use procedure::Subject;
use redress::web::ROUTES;

#[actix_web::test]
async fn a_subject_finds_nothing_at_any_address() {
    let app = TestApp::start().await;
    let about = |who: crate::support::Cast| Subject {
        person: Some(who.id()),
        name: who.name().into(),
        allegation: None,
    };
    let reference = app
        .logged_as(|i| i.subjects = vec![about(Relations2), about(Executive)])
        .await;
    let mut visited = 0;
    for route in ROUTES
        .iter()
        .filter(|r| r.path.starts_with("/complaints/{reference}"))
    {
        let path = route
            .path
            .replace("{reference}", reference.as_str())
            .replace("{letter}", "1")
            .replace("{promise}", "acknowledge");
        for who in [Relations2, Executive] {
            let page = if route.method == "get" {
                app.get(who, &path).await
            } else {
                app.post(who, &path, &[("version", "0"), ("note", "x")])
                    .await
            };
            assert_eq!(
                page.status.as_u16(),
                404,
                "{} {path} as {who:?}",
                route.method
            );
            page.says_not("Janet");
        }
        visited += 1;
    }
    assert!(visited >= 6);
    app.get(Relations, &format!("/complaints/{reference}"))
        .await
        .is(200);
}
