//! The dates of a letter are those of its leaving: printed for a day, posted on that day or on another.
use crate::complaints::response::Form;
use crate::formats::{flat, said, tool};
use crate::support::Cast::{Leader2, Relations};
use crate::support::{Page, REPLY_KEY, TestApp};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use diesel::prelude::*;
use procedure::clocks::Clock;
use procedure::delivery::{Delivery, State};
use procedure::dispatch::Dispatch;
use procedure::event::Event;
use procedure::steps::acknowledgement::Acknowledge;
use procedure::vocabulary::{LetterFormat, LetterKind, Promise, ReplyChannel};
use procedure::{AreaId, Reference};
use redress::jobs::outbox::{self, Outbox};
use std::fs;
use storage::schema::{delivery_events, letter_files};
use storage::{areas, events};

pub fn to_day(app: &TestApp, when: &str) {
    let when: DateTime<Utc> = format!("{when}:00Z").parse().unwrap();
    app.later(when - app.now());
}

pub fn drain(app: &TestApp) {
    let to = Outbox::folder(&app.app.config.data, &REPLY_KEY, &app.app.maker);
    outbox::drain(&app.app.db, &to, &|| app.now()).unwrap();
}

/// An acknowledgement that was clicked now and is to go by post, or in another format.
pub async fn acknowledged(app: &TestApp, format: LetterFormat) -> Reference {
    let reference = app
        .logged_as(|intake| {
            intake.details.reply_channel = ReplyChannel::Post;
            intake.details.letter_format = format;
        })
        .await;
    let area = app
        .read(|conn| areas::get(conn, AreaId(crate::support::cast::ENERGY)))
        .await;
    app.step_written(Relations, &reference, |c| Acknowledge {
        area: Some(area),
        dispatch: Dispatch::preferred(c),
        triaged: Some(crate::support::steps::a_triage()),
    })
    .await
    .unwrap();
    put_on_paper(app, &reference, format).await;
    app.later(Duration::seconds(60));
    drain(app);
    reference
}

/// The stand-in for a letter is an email to begin with.
async fn put_on_paper(app: &TestApp, reference: &Reference, format: LetterFormat) {
    use storage::schema::deliveries as table;
    let id = newest(app, reference).await.id.0;
    app.write(move |conn| {
        let way = procedure::delivery::Way::of(ReplyChannel::Post, format);
        diesel::update(table::table.find(id))
            .set((
                table::way.eq(way.as_str()),
                table::channel.eq("post"),
                table::format.eq(format.as_str()),
                table::email.eq(""),
            ))
            .execute(conn)?;
        Ok(())
    })
    .await;
}

pub async fn newest(app: &TestApp, reference: &Reference) -> Delivery {
    app.complaint(reference).await.deliveries[0].clone()
}

pub async fn pick(app: &TestApp, reference: &Reference) -> String {
    newest(app, reference).await.id.to_string()
}

async fn print(app: &TestApp, day: &str) -> Page {
    let form = [("act", "print"), ("form", "print"), ("on", day)];
    app.post(Relations, "/post", &form).await
}

async fn posted(app: &TestApp, reference: &Reference, more: &[(&str, &str)]) -> Page {
    let delivery = newest(app, reference).await;
    let id = delivery.id.to_string();
    let form = format!("posted-{}", delivery.dated.unwrap());
    let all = [
        ("act", "posted"),
        ("form", form.as_str()),
        ("pick", id.as_str()),
    ];
    app.post(Relations, "/post", &[&all[..], more].concat())
        .await
}

async fn clock(app: &TestApp, reference: &Reference, promise: Promise) -> Clock {
    let all = app.complaint(reference).await.clocks;
    all.into_iter().find(|c| c.promise == promise).unwrap()
}

/// (name, bytes) of the files of a delivery, in the order they were made.
pub async fn files(app: &TestApp, of: &Delivery) -> Vec<(String, Vec<u8>)> {
    let id = of.id.0;
    app.read(move |conn| {
        Ok(letter_files::table
            .filter(letter_files::delivery_id.eq(id))
            .order(letter_files::id)
            .select((letter_files::name, letter_files::bytes))
            .load(conn)?)
    })
    .await
}

/// The words of a PDF; none where nothing can read it.
fn words(pdf: &[u8]) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("one.pdf");
    fs::write(&path, pdf).unwrap();
    said(&tool("pdftotext")?, &["-q", "-raw", "-nopgbrk"], &path);
    Some(flat(
        &fs::read_to_string(path.with_extension("txt")).unwrap(),
    ))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn case(app: &TestApp, reference: &Reference) -> Page {
    app.get(Relations, &format!("/complaints/{reference}"))
        .await
}

async fn letter(app: &TestApp, reference: &Reference) -> Page {
    let id = newest(app, reference).await.letter;
    app.get(Relations, &format!("/complaints/{reference}/letters/{id}"))
        .await
}

#[actix_web::test]
async fn an_acknowledgement_that_lies_in_the_post_room_is_owed_and_late() {
    let app = TestApp::start().await;
    to_day(&app, "2026-11-02T10:00");
    let reference = acknowledged(&app, LetterFormat::Standard).await;
    // Owed, and not late yet.
    let page = case(&app, &reference).await;
    page.says(
        "<b>Acknowledgement</b> written Mon 2 Nov, not posted: still owed, by Thu 5 Nov, 10:00",
    );
    page.says("note--soon");
    assert!(page.says_stop());
    let list = app.get(Relations, "/post").await;
    list.says("Thu 5 Nov, 10:00");
    assert!(list.all(".clock--late").is_empty());

    to_day(&app, "2026-11-20T10:00");
    let page = case(&app, &reference).await;
    page.says("not posted: still owed, by Thu 5 Nov, 10:00. <span class=\"next__late\">");
    assert_eq!(
        app.get(Relations, "/post").await.all(".clock--late").len(),
        1
    );
    let running = clock(&app, &reference, Promise::Acknowledge).await;
    assert!(running.stopped_at.is_none() && running.due_at < app.now());
    letter(&app, &reference).await.says(
        "It bears 2 November 2026; if it leaves on another day, it is made again for that day.",
    );

    print(&app, "2026-11-20").await.is(303);
    app.later(Duration::hours(2));
    posted(&app, &reference, &[]).await.is(303);
    let kept = clock(&app, &reference, Promise::Acknowledge).await;
    assert!(kept.kept && kept.stopped_at == Some(app.now()));
    assert!(kept.stopped_at.unwrap() > kept.due_at, "it was late");
    let sent = newest(&app, &reference).await;
    assert_eq!(
        (sent.state, sent.dated),
        (State::Posted, Some(day("2026-11-20")))
    );
    assert_eq!(sent.misdated(), None);
    let page = letter(&app, &reference).await;
    page.says("Posted Fri 20 Nov: post, standard print.");
    page.says_not("It bears");
    page.says("<br>20 November 2026</p>");
    // What was made first stays, and the print is the newest.
    let made = files(&app, &sent).await;
    assert_eq!(made.len(), 2);
    assert!(
        made[1].0.ends_with("-acknowledgement-2026-11-20.pdf"),
        "{}",
        made[1].0
    );
    if let Some(read) = words(&made[1].1) {
        assert!(
            read.contains("20 November 2026") && !read.contains("2 November 2026 "),
            "{read}"
        );
    }
    case(&app, &reference)
        .await
        .says_not("still owed, by Thu 5 Nov");
}

impl Page {
    /// A letter can be stopped here.
    fn says_stop(&self) -> bool {
        self.all(".note--letter button")
            .iter()
            .any(|b| b.starts_with("Stop it"))
    }
}

#[actix_web::test]
async fn the_first_owed_comes_first() {
    let app = TestApp::start().await;
    let later = acknowledged(&app, LetterFormat::Standard).await;
    let sooner = acknowledged(&app, LetterFormat::Standard).await;
    let (id, before) = (newest(&app, &sooner).await.id.0, app.now().naive_utc());
    app.write(move |conn| {
        use storage::schema::deliveries as table;
        let row = table::table.find(id);
        Ok(diesel::update(row)
            .set(table::owed_by.eq(before))
            .execute(conn)?)
    })
    .await;
    let page = app.get(Relations, "/post").await;
    let place = |one: &Reference| page.html.find(one.as_str()).unwrap();
    assert!(place(&sooner) < place(&later));
    // Less than a working day is left of it, and two of the other.
    assert_eq!(page.all(".clock--soon").len(), 1);
}

/// Clicked in November, in the post in January: what it says is counted from the posting.
#[actix_web::test]
async fn a_final_response_names_the_last_day_of_its_posting() {
    let app = TestApp::start().await;
    app.assessor_is_known().await;
    let reference = app.in_final_review().await;
    let path = format!("/complaints/{reference}/final-response");
    let mut form = Form::whole(&app.get(Leader2, &path).await);
    form.set("changed_1", "kept");
    form.set("channel", "post");
    form.set("dispatch_reason", "She asked for it on paper");
    form.send(&app, Leader2, &path, "issue").await.is(303);
    let c = app.complaint(&reference).await;
    assert_eq!(
        (c.deliveries[0].kind, c.assessor_last_date),
        (LetterKind::FinalResponse, None)
    );
    app.get(
        Leader2,
        &format!("/complaints/{reference}/letters/{}", c.deliveries[0].letter),
    )
    .await
    .says("Its date, and the days counted from it, are set when it leaves.");
    app.later(Duration::seconds(60));
    drain(&app);

    to_day(&app, "2027-01-07T11:00");
    case(&app, &reference)
        .await
        .says("<b>Final response</b> written Tue 24 Nov 2026, not posted");
    print(&app, "2027-01-07").await.is(303);
    posted(&app, &reference, &[("on", "2027-01-07")])
        .await
        .is(303);
    let c = app.complaint(&reference).await;
    let last = day("2027-04-08");
    assert_eq!(c.assessor_last_date, Some(last));
    let sent = &c.deliveries[0];
    assert_eq!(
        (sent.dated, sent.last_day),
        (Some(day("2027-01-07")), Some(last))
    );
    assert_eq!(c.corrections_owed().count(), 0);
    let page = letter(&app, &reference).await;
    page.says("<br>7 January 2027</p>");
    page.says("8 April 2027");
    page.says_not("24 November 2026</p>");
    page.says_not("class=\"place\"");
    let text = app
        .get(
            Leader2,
            &format!("/complaints/{reference}/letters/{}/text", sent.letter),
        )
        .await;
    text.says("8 April 2027");
    let made = files(&app, sent).await;
    if let Some(read) = words(&made.last().unwrap().1) {
        assert!(
            read.contains("7 January 2027") && read.contains("8 April 2027"),
            "{read}"
        );
    }
    // The papers for the Assessor hold it with these days.
    let papers = format!("/complaints/{reference}/assessor-pack");
    let version = c.version.0.to_string();
    let bound = app
        .post(Relations, &papers, &[("version", version.as_str())])
        .await;
    bound.is(303);
    let bytes = app
        .read(move |conn| storage::assessor_packs::bytes(conn, c.id, 1))
        .await
        .0;
    if let Some(read) = words(&bytes) {
        assert!(read.contains("Final response, 7 January 2027"), "{read}");
        assert!(read.contains("It was posted on 7 January 2027."), "{read}");
        assert!(!read.contains("24 February 2027"), "{read}");
    }
}

#[actix_web::test]
async fn a_print_that_went_on_another_day_needs_a_tick_and_a_correction() {
    let app = TestApp::start().await;
    app.assessor_is_known().await;
    let reference = app.in_final_review().await;
    let path = format!("/complaints/{reference}/final-response");
    let mut form = Form::whole(&app.get(Leader2, &path).await);
    form.set("changed_1", "kept");
    form.set("channel", "post");
    form.set("dispatch_reason", "She asked for it on paper");
    form.send(&app, Leader2, &path, "issue").await.is(303);
    app.later(Duration::seconds(60));
    drain(&app);
    print(&app, "2026-11-25").await.is(303);
    app.get(Relations, "/post")
        .await
        .says("Printed for Wed 25 Nov, to post then");

    to_day(&app, "2026-11-27T10:00");
    let page = app.get(Relations, "/post").await;
    page.says("Printed for Wed 25 Nov and not recorded as posted");
    assert_eq!(page.all(".card .next__late").len(), 1);
    let wrong = posted(
        &app,
        &reference,
        &[("on", "2026-11-27"), ("why", "Signed for")],
    )
    .await;
    wrong.is(422);
    wrong.says("id=\"went_posted-2026-11-25-error\"");
    wrong.says("The letter bears 25 November 2026. Tick this if it went on 27 November 2026");
    assert_eq!(wrong.value("why"), "");
    let kept = wrong.attributes("#why_posted-2026-11-25", "value");
    assert_eq!(kept, ["Signed for"]);
    assert_eq!(newest(&app, &reference).await.state, State::Printed);
    // Neither a day to come nor one before it was printed.
    for (on, why) in [
        ("2026-11-28", "Enter a day that is not in the future"),
        (
            "2026-11-23",
            "Enter a day from 24 November 2026, when it was printed",
        ),
    ] {
        let refused = posted(&app, &reference, &[("on", on), ("went", "yes")]).await;
        refused.is(422);
        refused.says(why);
        refused.says("id=\"on_posted-2026-11-25-error\"");
    }

    let tick = [("on", "2026-11-27"), ("went", "yes")];
    posted(&app, &reference, &tick).await.is(303);
    let c = app.complaint(&reference).await;
    let sent = c.deliveries[0].clone();
    assert_eq!(
        sent.misdated(),
        Some((day("2026-11-25"), day("2026-11-27")))
    );
    // By post, from the day after: three months from 28 November end on a Sunday.
    assert_eq!(
        (sent.last_day, c.assessor_last_date),
        (Some(day("2027-02-26")), Some(day("2027-03-01")))
    );
    let owed: Vec<_> = c.corrections_owed().map(|d| d.id).collect();
    assert_eq!(owed, [sent.id]);
    let page = case(&app, &reference).await;
    page.says("The final response bears 25 November 2026 and was posted on 27 November 2026.");
    page.says("The last day for the Independent Assessor is 1 March 2027. A letter that corrects it is owed.");
    page.says(&format!(
        "/complaints/{reference}/correction?delivery={}",
        sent.id
    ));
    letter(&app, &reference)
        .await
        .says("It bears 25 November 2026 and was posted on 27 November 2026.");
}

#[actix_web::test]
async fn a_print_that_did_not_go_is_printed_again_for_another_day() {
    let app = TestApp::start().await;
    let reference = acknowledged(&app, LetterFormat::Standard).await;
    print(&app, "").await.is(303);
    // Its own day, said a day later, is the ordinary case.
    to_day(&app, "2026-11-25T10:00");
    let page = app.get(Relations, "/post").await;
    assert_eq!(
        page.attributes("#on_posted-2026-11-24", "value"),
        ["2026-11-24"]
    );
    let id = pick(&app, &reference).await;
    let again = [
        ("act", "print_again"),
        ("form", "posted-2026-11-24"),
        ("pick", id.as_str()),
    ];
    app.post(Relations, "/post", &again).await.is(303);
    assert_eq!(newest(&app, &reference).await.state, State::ToPrint);
    print(&app, "2026-11-26").await.is(303);
    // For the first day once more, and for that day again: each print is kept.
    to_day(&app, "2026-11-26T10:00");
    let again = [
        ("act", "print_again"),
        ("form", "posted-2026-11-26"),
        ("pick", id.as_str()),
    ];
    app.post(Relations, "/post", &again).await.is(303);
    print(&app, "2026-11-27").await.is(303);
    app.post(Relations, "/post", &again).await.is(303);
    print(&app, "2026-11-26").await.is(303);
    let sent = newest(&app, &reference).await;
    let names: Vec<String> = files(&app, &sent).await.into_iter().map(|f| f.0).collect();
    let stem = names[0].trim_end_matches(".pdf");
    let ends = ["", "-2026-11-26", "-2026-11-27", "-2026-11-26-2"];
    assert_eq!(names, ends.map(|end| format!("{stem}{end}.pdf")));
    assert_eq!(sent.dated, Some(day("2026-11-26")));
    posted(&app, &reference, &[]).await.is(303);
    assert_eq!(newest(&app, &reference).await.misdated(), None);
    let page = letter(&app, &reference).await;
    page.says("as it was sent");
    page.says("made for an earlier day, not sent");
    let batches: Vec<String> = app
        .read(|conn| {
            let printed = delivery_events::table.filter(delivery_events::state.eq("printed"));
            Ok(printed
                .order(delivery_events::id)
                .select(delivery_events::why)
                .load(conn)?)
        })
        .await;
    assert_eq!(batches, ["Batch 1", "Batch 2", "Batch 3", "Batch 4"]);
    // Every batch opens again, the earlier ones too.
    for batch in 1..=4 {
        app.get(Relations, &format!("/post/batches/{batch}"))
            .await
            .is(200);
    }
}

/// A batch that was printed again since holds what it held: whoever is complained about does not open it.
#[actix_web::test]
async fn an_earlier_batch_has_its_walls_still() {
    use crate::support::Cast::Relations2;
    let app = TestApp::start().await;
    let reference = acknowledged(&app, LetterFormat::Standard).await;
    print(&app, "").await.is(303);
    let id = pick(&app, &reference).await;
    let again = [("act", "print_again"), ("pick", id.as_str())];
    app.post(Relations, "/post", &again).await.is(303);
    print(&app, "").await.is(303);
    app.get(Relations2, "/post/batches/1").await.is(200);
    let complaint = app.complaint(&reference).await.id.0;
    app.write(move |conn| {
        use storage::schema::subjects as table;
        Ok(diesel::insert_into(table::table)
            .values((
                table::complaint_id.eq(complaint),
                table::person_id.eq(Some(Relations2.id().0)),
                table::name.eq("Owen Rees"),
            ))
            .execute(conn)?)
    })
    .await;
    for batch in [1, 2] {
        app.get(Relations2, &format!("/post/batches/{batch}"))
            .await
            .is(404);
        app.get(Relations, &format!("/post/batches/{batch}"))
            .await
            .is(200);
    }
}

#[actix_web::test]
async fn a_batch_is_printed_for_today_or_a_day_on_which_we_are_open() {
    let app = TestApp::start().await;
    let reference = acknowledged(&app, LetterFormat::Standard).await;
    let days = app
        .get(Relations, "/post")
        .await
        .attributes("#on_print option", "value");
    let open = ["24", "25", "26", "27", "30"].map(|day| format!("2026-11-{day}"));
    let december = ["01", "02", "03"].map(|day| format!("2026-12-{day}"));
    assert_eq!(days, [&open[..], &december[..]].concat());
    for wrong in ["2026-11-23", "2026-11-28", "2026-12-04"] {
        let refused = print(&app, wrong).await;
        refused.is(422);
        refused.says("id=\"on_print-error\"");
    }
    print(&app, "soon").await.is(422);
    assert_eq!(newest(&app, &reference).await.state, State::ToPrint);
    // On a Saturday for that day.
    to_day(&app, "2026-11-28T10:00");
    print(&app, "2026-11-28").await.is(303);
    assert_eq!(
        newest(&app, &reference).await.dated,
        Some(day("2026-11-28"))
    );
}

#[actix_web::test]
async fn a_letter_that_is_given_to_them_by_hand_has_left() {
    let app = TestApp::start().await;
    let reference = acknowledged(&app, LetterFormat::Standard).await;
    let id = pick(&app, &reference).await;
    let form = format!("handed-{id}");
    let all = [
        ("act", "handed_over"),
        ("form", form.as_str()),
        ("pick", id.as_str()),
    ];
    to_day(&app, "2026-11-25T10:00");
    let early = app
        .post(
            Relations,
            "/post",
            &[&all[..], &[("on", "2026-11-23")]].concat(),
        )
        .await;
    early.is(422);
    early.says("Enter a day from 24 November 2026, when it was written");
    // It bears yesterday.
    let wrong = app.post(Relations, "/post", &all).await;
    wrong.is(422);
    wrong.says(&format!("id=\"went_{form}-error\""));
    let done = app
        .post(
            Relations,
            "/post",
            &[&all[..], &[("on", "2026-11-24")]].concat(),
        )
        .await;
    done.is(303);
    let given = newest(&app, &reference).await;
    assert_eq!(
        (given.state, given.left_on()),
        (State::HandedOver, Some(day("2026-11-24")))
    );
    let kept = clock(&app, &reference, Promise::Acknowledge).await;
    assert!(kept.kept && kept.stopped_at == given.left_at);
    letter(&app, &reference)
        .await
        .says("Handed over Tue 24 Nov.");
    let complaint = app.complaint(&reference).await.id;
    let told = app
        .read(move |conn| events::newest(conn, complaint, None, 50))
        .await;
    let left = |event: &Option<Event>| {
        matches!(
            event,
            Some(Event::LetterLeft {
                how: State::HandedOver,
                ..
            })
        )
    };
    assert!(told.iter().any(|one| left(&one.event)));
    app.post(Relations, "/post", &all).await.is(422);
}
