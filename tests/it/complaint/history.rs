use crate::support::Cast::{Relations, Staff};
use crate::support::TestApp;
use procedure::steps::note::AddNote;

#[actix_web::test]
async fn newest_first_and_in_pages() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    for n in 1..=60 {
        app.step(Staff, &reference, |_| AddNote {
            happened_at: None,
            note: format!("Note number {n}."),
        })
        .await
        .unwrap();
    }
    let address = format!("/complaints/{reference}/history");
    let first = app.get(Relations, &address).await;
    let lines = first.all(".timeline > li");
    assert_eq!(lines.len(), 50);
    assert!(lines[0].contains("Note number 60."));
    first.says_not("Note number 10.");
    let older = first
        .html
        .split("history?before=")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap()
        .to_owned();
    let second = app
        .get(Relations, &format!("{address}?before={older}"))
        .await;
    assert!(second.all(".timeline > li")[0].contains("Note number 10."));
    second.says("Received: Email");
    second.says_not("?before=");
    app.get(Relations, &format!("{address}?before=x"))
        .await
        .is(404);
}
