//! The papers for the Independent Assessor: looked through, bound, kept.
use crate::support::Cast::{Leader, Relations, Staff, Staff3};
use crate::support::owed::on_the_way;
use crate::support::steps::{a_triage, upheld};
use crate::support::{Page, REPLY_KEY, TestApp};
use chrono::{Days, Duration};
use formats::pdf::{Bundle, Part};
use mail::token::reply_address;
use procedure::Reference;
use procedure::delivery::State;
use procedure::dispatch::Dispatch;
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::correction::Correct;
use procedure::steps::delivery::{Act, SeeTo};
use procedure::steps::response::IssueResponse;
use procedure::steps::timescale::AgreeTimescale;
use procedure::vocabulary::Channel;
use redress::web::assessor_pack as pack;
use storage::{areas, assessor_packs};

fn address(reference: &Reference) -> String {
    format!("/complaints/{reference}/assessor-pack")
}

async fn bind(app: &TestApp, reference: &Reference, more: &[(&str, &str)]) -> Page {
    let version = app.complaint(reference).await.version.0.to_string();
    let mut form = vec![("version", version.as_str())];
    form.extend_from_slice(more);
    app.post(Relations, &address(reference), &form).await
}

async fn packs(app: &TestApp, reference: &Reference) -> Vec<assessor_packs::Pack> {
    let id = app.complaint(reference).await.id;
    app.read(move |conn| assessor_packs::of_complaint(conn, id))
        .await
}

async fn noted(app: &TestApp, reference: &Reference, words: &str) {
    let version = app.complaint(reference).await.version.0.to_string();
    let form = [("version", version.as_str()), ("note", words)];
    app.post(Relations, &format!("/complaints/{reference}/note"), &form)
        .await
        .is(303);
}

#[actix_web::test]
async fn nothing_is_bound_before_a_letter_completed_the_procedure() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    app.get(Relations, &address(&reference))
        .await
        .says("Not ready to be bound");
    let refused = bind(&app, &reference, &[]).await;
    refused.is(422);
    assert!(packs(&app, &reference).await.is_empty());
    app.get(Staff, &address(&reference)).await.is(404);
    app.get(Leader, &address(&reference)).await.is(403);
}

#[actix_web::test]
async fn what_names_somebody_else_is_decided_on_and_the_papers_are_kept_as_bound() {
    let app = TestApp::start().await;
    let reference = app.finally_answered().await;
    let page = app.get(Relations, &address(&reference)).await;
    page.is(200);
    let fields: Vec<String> = page.names("paper_");
    let held = app.get(Staff3, &address(&reference)).await;
    held.is(404);
    if !fields.is_empty() {
        bind(&app, &reference, &[]).await.is(422);
    }
    let all: Vec<(&str, &str)> = fields.iter().map(|name| (name.as_str(), "in")).collect();
    bind(&app, &reference, &all).await.is(303);
    let bound = packs(&app, &reference).await;
    assert_eq!(bound.len(), 1);
    let pdf = app
        .get(
            Relations,
            &format!("{}/{}", address(&reference), bound[0].id),
        )
        .await;
    pdf.is(200);
    app.get(Staff, &format!("{}/{}", address(&reference), bound[0].id))
        .await
        .is(403);
    let other = app.acknowledged().await;
    app.get(Relations, &format!("{}/{}", address(&other), bound[0].id))
        .await
        .is(404);
}

#[actix_web::test]
async fn what_is_held_back_needs_a_reason_and_a_stale_page_binds_nothing() {
    let app = TestApp::start().await;
    let reference = app.finally_answered().await;
    noted(
        &app,
        &reference,
        "Northgrid Power said that the meter is right",
    )
    .await;
    let supplier = app.complaint(&reference).await.details.supplier;
    let page = app.get(Relations, &address(&reference)).await;
    let fields: Vec<String> = page.names("paper_");
    let out: Vec<(&str, &str)> = fields.iter().map(|name| (name.as_str(), "out")).collect();
    if !out.is_empty() {
        let refused = bind(&app, &reference, &out).await;
        refused.is(422);
        refused.says("Say why something is left out");
        bind(
            &app,
            &reference,
            &[&out[..], &[("why", "They are about the supplier")]].concat(),
        )
        .await
        .is(303);
        assert!(packs(&app, &reference).await[0].left_out > 0, "{supplier}");
    }
    let stale = app
        .post(Relations, &address(&reference), &[("version", "0")])
        .await;
    stale.is(409);
}

/// The rows of the chronology, without the day and who: "10:05: what".
fn chronology(bundle: &Bundle) -> Vec<String> {
    let section = bundle.sections.iter().find(|s| s.title == "Chronology");
    let parts = section.into_iter().flat_map(|s| &s.parts);
    let rows = parts.filter_map(|part| match part {
        Part::Table { rows, .. } => Some(rows),
        Part::Title(_) | Part::Words(_) => None,
    });
    rows.flatten()
        .map(|row| {
            format!(
                "{}: {}",
                row[0].trim_start_matches("Tue 24 Nov 2026, "),
                row[1]
            )
        })
        .collect()
}

/// (title, first line) of each letter.
fn letters(bundle: &Bundle) -> Vec<(String, String)> {
    let section = bundle.sections.iter().find(|s| s.title == "Letters");
    let parts: Vec<&Part> = section.into_iter().flat_map(|s| &s.parts).collect();
    let pairs = parts.chunks(2).filter_map(|pair| match pair {
        [Part::Title(title), Part::Words(blocks)] => Some((title, blocks)),
        _ => None,
    });
    pairs
        .map(|(title, blocks)| {
            let first = blocks.first().map(|b| format!("{b:?}")).unwrap_or_default();
            let lead = first.trim_start_matches("Paragraph([Text(\"");
            (title.clone(), lead.trim_end_matches("\")])").to_owned())
        })
        .collect()
}

/// F2: the papers say of a letter that was stopped that it was, and tell what happened in the order in which it did.
#[actix_web::test]
async fn the_papers_tell_what_became_of_each_letter_in_order() {
    let app = TestApp::start().await;
    app.assessor_is_known().await;
    let reference = app.logged().await;
    let energy = procedure::AreaId(crate::support::cast::ENERGY);
    let area = app.read(move |conn| areas::get(conn, energy)).await;
    let acknowledge = |c: &procedure::Complaint| Acknowledge {
        area: Some(area.clone()),
        dispatch: Dispatch::preferred(c),
        triaged: Some(a_triage()),
    };
    let wait = |minutes| app.later(Duration::minutes(minutes));
    app.step_written(Relations, &reference, acknowledge)
        .await
        .unwrap();
    let stop = |c: &procedure::Complaint| SeeTo {
        delivery: Some(c.deliveries[0].id),
        reason: String::new(),
        act: Some(Act::Stop),
    };
    app.step_written(Relations, &reference, stop).await.unwrap();
    wait(5);
    app.step(Relations, &reference, acknowledge).await.unwrap();
    wait(5);
    app.assign(&reference).await;
    wait(5);
    let (now, today) = (app.now(), app.now().date_naive());
    let moved = |c: &procedure::Complaint| AgreeTimescale {
        until: Some(today + Days::new(20)),
        contacted_at: Some(now),
        channel: Some(Channel::Phone),
        reason: "We wait for the recording".into(),
        agreed: Some(true),
        dispatch: Dispatch::preferred(c),
    };
    app.step(Staff, &reference, moved).await.unwrap();
    wait(5);
    on_the_way(&app, &reference, None, State::Bounced).await;
    wait(5);
    let answer = |c: &procedure::Complaint| IssueResponse {
        findings: vec![upheld(today + Days::new(10))],
        dispatch: Dispatch::preferred(c),
        letter_gaps: vec![],
    };
    app.step(Staff, &reference, answer).await.unwrap();
    wait(5);
    let correct = |c: &procedure::Complaint| Correct {
        delivery: Some(c.deliveries[0].id),
        was_wrong: "We wrote eleven weeks".into(),
        is_right: "It was nine".into(),
        dispatch: Dispatch::preferred(c),
    };
    app.step(Staff, &reference, correct).await.unwrap();
    wait(5);
    app.stage_2_of(&reference).await;
    let now = app.now();
    let found = app.read(move |conn| pack::newest(conn, now)).await;
    let (_, bundle) = found.expect("papers");
    // What staff, the wall clock and the letters did, in the order in which it happened.
    let told = chronology(&bundle);
    assert_eq!(
        told[..19],
        [
            "10:00: Received: Email",
            "10:00: Triage saved",
            "10:00: Acknowledged, naming Energy as best placed to answer",
            "10:00: Letter to Janet Whitlock written: acknowledgement",
            "10:00: Letter to Janet Whitlock stopped before it left: acknowledgement",
            "10:00: Undone: triage and acknowledge",
            "10:05: Triage saved",
            "10:05: Acknowledged, naming Energy as best placed to answer",
            "10:05: Letter to Janet Whitlock written: acknowledgement",
            "10:05: Letter to Janet Whitlock sent on Tue 24 Nov, 10:05: acknowledgement",
            "10:10: Assigned to Sian Bevan",
            "10:15: Timescale agreed: respond by Mon 14 Dec, 17:00",
            "10:15: Letter to Janet Whitlock written: agreed timescale",
            "10:15: Letter to Janet Whitlock sent on Tue 24 Nov, 10:15: agreed timescale",
            "10:20: Letter to Janet Whitlock came back on 24 November: agreed timescale",
            "10:25: Stage 1 response written: upheld",
            "10:25: Letter to Janet Whitlock written: stage 1 response",
            "10:25: Letter to Janet Whitlock sent on Tue 24 Nov, 10:25: stage 1 response",
            "10:30: Correction of the stage 1 response",
        ]
    );
    // Each letter says what became of it.
    let became = [
        (
            "Acknowledgement",
            "It was stopped on 24 November 2026, before it left.",
        ),
        ("Acknowledgement", "It was sent on 24 November 2026."),
        (
            "Agreed timescale",
            "It was sent on 24 November 2026. It came back on 24 November 2026.",
        ),
        ("Stage 1 response", "It was sent on 24 November 2026."),
        ("Correction", "It was sent on 24 November 2026."),
    ];
    let letters = letters(&bundle);
    for ((kind, words), (title, lead)) in became.into_iter().zip(&letters) {
        assert!(title.contains(kind), "{kind}: {title}");
        assert!(
            lead.ends_with(&format!("standard print). {words}")),
            "{title}: {lead}"
        );
    }
}

/// Rule 64: what is not inside the PDF is listed in it by name, kind, size and hash, goes beside it, and which files went
/// is kept.
#[actix_web::test]
async fn files_go_beside_the_pdf_and_which_went_is_kept() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let sound = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\0\0\0";
    let files: [(&str, &[u8]); 2] = [("call.wav", sound), ("minutes.txt", b"We met at noon")];
    app.evidence(Staff, &reference, &files).await.is(303);
    let ours = reply_address("relations@redress.example", reference.as_str(), &REPLY_KEY).unwrap();
    let more = format!("Cc: {ours}\nContent-Type: multipart/mixed; boundary=b\n");
    let body = "--b\nContent-Type: text/plain\n\nSee the photo.\n--b\nContent-Type: text/plain\n\
                Content-Disposition: attachment; filename=\"photo.txt\"\n\nA photo\n--b--";
    app.mail_with(
        "Janet <janet.whitlock@example.co.uk>",
        "A photo",
        body,
        &more,
    )
    .await;
    let today = app.now().date_naive();
    let answer = |c: &procedure::Complaint| IssueResponse {
        findings: vec![upheld(today + Days::new(10))],
        dispatch: Dispatch::preferred(c),
        letter_gaps: vec![],
    };
    app.step(Staff, &reference, answer).await.unwrap();
    app.stage_2_of(&reference).await;
    let shown = app.get(Relations, &address(&reference)).await;
    let fields: Vec<String> = shown.names("paper_");
    let held: Vec<_> = app.files(&reference).await;
    let back = format!("paper_file-{}", held[1].id);
    let choice = |name: &String| if *name == back { "out" } else { "in" };
    let mut all: Vec<(&str, &str)> = fields.iter().map(|n| (n.as_str(), choice(n))).collect();
    all.push(("why", "It names somebody else"));
    bind(&app, &reference, &all).await.is(303);
    let bound = &packs(&app, &reference).await[0];
    let went: Vec<&str> = bound.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(went, ["call.wav", "photo.txt"]);
    assert_eq!(bound.files[0].sha256, held[0].sha256);
    assert_eq!(bound.files[0].bytes, i64::try_from(sound.len()).unwrap());
    let page = app.get(Relations, &address(&reference)).await;
    page.says("Files that go with it");
    page.says(&held[0].sha256);
    page.says(&format!("/complaints/{reference}/files/{}", held[0].id));
    page.says("/attachments/0");
    // In the PDF each is listed with its hash.
    let now = app.now();
    let (_, bundle) = app.read(move |conn| pack::newest(conn, now)).await.unwrap();
    let listed = format!("{:?}", bundle.sections);
    assert!(listed.contains(&format!("SHA-256 {}", held[0].sha256)));
    assert!(listed.contains("photo.txt"));
}
