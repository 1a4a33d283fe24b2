use crate::support::Cast::{Relations, Staff};
use crate::support::TestApp;
use procedure::steps::contact::RecordContact;
use procedure::vocabulary::Channel;

#[actix_web::test]
async fn letters_and_contacts_stand_together() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let address = format!("/complaints/{reference}/correspondence");
    app.get(Relations, &address)
        .await
        .says("Nothing has been sent or received yet");
    let reference = app.assigned().await;
    app.step(Staff, &reference, |_| RecordContact {
        happened_at: None,
        from_us: Some(false),
        channel: Some(Channel::Phone),
        note: "She asks for news".into(),
        reply_due: None,
        answers: vec![],
        mail: None,
        agrees_list: false,
        by_itself: false,
    })
    .await
    .unwrap();
    let page = app
        .get(Staff, &format!("/complaints/{reference}/correspondence"))
        .await;
    page.says("They contacted us");
    page.says("She asks for news");
    page.says("Acknowledgement");
    page.says("Email, standard print");
    assert_eq!(page.text(".subnav [aria-current]"), "Correspondence 2");
}
