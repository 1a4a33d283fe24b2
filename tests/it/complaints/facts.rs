use crate::support::Cast::{Leader, Relations, Staff, Staff2, Staff3};
use crate::support::{Page, TestApp};
use procedure::Reference;
use procedure::vocabulary::{Channel, Promise};

const FIELDS: &[&str] = &[
    "version",
    "received_at_date",
    "received_at_time",
    "known_by",
    "channel",
    "addressed_to",
    "alleged_1",
    "ground_1",
    "scope_1",
    "scope_reason_1",
    "other_people",
    "reason",
];

fn page(reference: &Reference) -> String {
    format!("/complaints/{reference}/facts")
}

/// The form as it was shown, with some of it changed.
async fn send(
    app: &TestApp,
    who: crate::support::Cast,
    reference: &Reference,
    changed: &[(&str, &str)],
) -> Page {
    let shown = app.get(who, &page(reference)).await;
    let mut form: Vec<(&str, String)> = Vec::new();
    for name in FIELDS {
        let now = changed.iter().find(|(n, _)| n == name);
        form.push((
            name,
            now.map_or_else(|| shown.value(name), |(_, v)| (*v).to_owned()),
        ));
    }
    let more = changed.iter().filter(|(n, _)| !FIELDS.contains(n));
    form.extend(more.map(|(n, v)| (*n, (*v).to_owned())));
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    app.post(who, &page(reference), &form).await
}

/// F6: the received date is corrected, what has stopped is judged again, and both results can be seen.
#[actix_web::test]
async fn the_received_date_is_corrected_and_the_acknowledgement_judged_again() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let clocks = format!("/complaints/{reference}/clocks/acknowledge");
    app.get(Relations, &clocks).await.says("In time");
    let earlier = [("received_at_date", "2026-11-13"), ("channel", "post")];
    let bare = send(&app, Relations, &reference, &earlier).await;
    bare.is(422);
    bare.says("Say why the record is corrected");
    assert_eq!(bare.value("received_at_date"), "2026-11-13");
    let mut whole = earlier.to_vec();
    whole.push(("reason", "The envelope was stamped"));
    send(&app, Relations, &reference, &whole).await.is(303);
    let c = app.complaint(&reference).await;
    assert_eq!(c.received.at.to_rfc3339(), "2026-11-13T10:00:00+00:00");
    assert_eq!(c.received.channel, Channel::Post);
    assert_eq!(c.details.first_raised.to_string(), "2026-11-13");
    assert!(c.timescales.is_empty());
    let clock = c
        .clocks
        .iter()
        .find(|k| k.promise == Promise::Acknowledge)
        .unwrap();
    assert_eq!((clock.kept, clock.in_time()), (true, Some(false)));
    let why = app.get(Relations, &clocks).await;
    why.says("judged again after the received date was corrected: late");
    why.says("By the date recorded first it was due");
    let history = app
        .get(Relations, &format!("/complaints/{reference}/history"))
        .await;
    history.says("Record corrected");
    history.says("The envelope was stamped");
    history.says("Fri 13 Nov 2026, 10:00");
    history.says("Tue 24 Nov 2026, 10:00");
}

#[actix_web::test]
async fn dates_that_cannot_be_are_refused_beside_the_field() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    for (day, says) in [
        ("2026-11-25", "in the future"),
        (
            "2026-11-03",
            "before 11 November 2026, the date of the latest event",
        ),
        (
            "1926-01-01",
            "before 11 November 2026, the date of the latest event",
        ),
    ] {
        let change = [("received_at_date", day), ("reason", "A stamp")];
        let refused = send(&app, Relations, &reference, &change).await;
        refused.is(422);
        refused.says(says);
        assert_eq!(refused.value("reason"), "A stamp");
    }
}

/// Words by whoever handles it, scope by Customer Relations, and nobody else at all.
#[actix_web::test]
async fn who_corrects_what() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    app.get(Staff3, &page(&reference)).await.is(404);
    app.get(Staff, &page(&reference))
        .await
        .says("only Customer Relations can change whether we can investigate it");
    let words = [
        ("alleged_1", "No update since 12 September"),
        ("reason", "She meant September"),
    ];
    send(&app, Staff, &reference, &words).await.is(303);
    let c = app.complaint(&reference).await;
    assert_eq!(c.allegations[0].alleged, "No update since 12 September");
    let outside = [
        ("scope_1", "handlers_decision"),
        ("scope_reason_1", "Only the outcome"),
        ("reason", "Read again"),
    ];
    let forged = send(&app, Staff, &reference, &outside).await;
    forged.is(422);
    forged.says("only Customer Relations");
    let all = send(&app, Relations, &reference, &outside).await;
    all.is(422);
    all.says("At least one allegation");
}

/// The wall: whoever is named newly is outside at once, also the person it is assigned to.
#[actix_web::test]
async fn somebody_newly_complained_about_sees_it_no_more() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let named = Staff.id().to_string();
    let people = [("people", named.as_str()), ("reason", "She named her")];
    send(&app, Leader, &reference, &people).await.is(303);
    let complaint = format!("/complaints/{reference}");
    app.get(Staff, &complaint).await.is(404);
    app.get(Leader, &complaint).await.is(200);
    app.get(Staff2, &complaint).await.is(404);
    // And put right again.
    let nobody = [("people", ""), ("reason", "It was somebody else")];
    send(&app, Leader, &reference, &nobody).await.is(303);
    app.get(Staff, &complaint).await.is(200);
}
