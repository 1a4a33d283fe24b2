//! Sentences of the factsheet that no single step carries, each followed over the pages. `docs/procedure.md` names them.
use crate::complaints::remedy::all_done;
use crate::hard_rules::at;
use crate::support::Cast::{Admin, Executive, Leader, Leader2, Relations, SeniorLeader, Staff};
use crate::support::steps::{a_triage, upheld};
use crate::support::{Cast, TestApp};
use chrono::{Days, TimeZone, Utc};
use diesel::prelude::*;
use procedure::Reference;
use procedure::allegation::Scope;
use procedure::complaint::SixMonthDecision;
use procedure::delivery::Way;
use procedure::dispatch::Dispatch;
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::closure::Close;
use procedure::steps::final_response::IssueFinalResponse;
use procedure::steps::response::DraftFinding;
use procedure::steps::reviewer::ChooseReviewer;
use procedure::vocabulary::{
    Channel, Circumstance, Closure, Exclusion, Ground, LetterFormat, Promise, Stage,
};
use procedure::working_time::Span;
use std::fs;
use storage::people;
use storage::schema::{deliveries, letters};
use storage::settings::Organisation;

fn published() -> Vec<String> {
    let text = fs::read_to_string("assets/factsheet.txt").unwrap();
    let lines = text.lines().map(|line| line.trim().to_owned());
    lines.filter(|line| !line.is_empty()).collect()
}

/// The lines after one, until a line that `ends` it.
fn after(line: &str, ends: impl Fn(&str) -> bool) -> Vec<String> {
    let all = published();
    let at = all.iter().position(|l| l.ends_with(line)).unwrap();
    let rest = all.into_iter().skip(at + 1);
    rest.take_while(|line| !ends(line)).collect()
}

/// The list after a line, without what joins its items.
fn listed(line: &str) -> Vec<String> {
    let items = after(line, |line| !line.starts_with("- "));
    items.iter().map(|item| bare(item).to_owned()).collect()
}

fn bare(line: &str) -> &str {
    let line = line.trim_start_matches("- ");
    let joined = ["; and", "; or", ";", "."];
    let end = joined.iter().find_map(|end| line.strip_suffix(end));
    end.unwrap_or(line)
}

/// One allegation in, needs asked about, Energy chosen, sent as they prefer; with some fields otherwise.
fn acknowledgement<'a>(changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![
        ("version", "0"),
        ("act", "acknowledge"),
        ("alleged_1", "No update since 12 October"),
        ("ground_1", "not_kept_updated"),
        ("scope_1", "can_investigate"),
        ("needs_asked", "yes"),
        ("area", "1"),
        ("channel", "email"),
        ("format", "standard"),
    ];
    form.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
    form.extend_from_slice(changed);
    form
}

impl TestApp {
    async fn acknowledge(&self, reference: &Reference, changed: &[(&str, &str)]) {
        let page = at(reference, "acknowledgement");
        let form = acknowledgement(changed);
        self.post(Relations, &page, &form).await.is(303);
    }
    /// The words of the last letter, on one line.
    pub async fn last_letter(&self) -> String {
        let body: String = self
            .read(|conn| {
                let last = letters::table.order(letters::id.desc());
                Ok(last.select(letters::body).first(conn)?)
            })
            .await;
        body.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// "This factsheet helps to explain our complaints procedure": staff have its words before them, to quote.
#[actix_web::test]
async fn the_page_of_the_procedure_has_the_published_words() {
    let app = TestApp::start().await;
    let page = app.get(Staff, "/procedure").await;
    page.is(200);
    let shown = page.text("main");
    // What comes before is no part of the procedure; short lines are headings.
    let all = published();
    let begins = all.iter().position(|l| l.starts_with("We recommend"));
    let mut compared = 0;
    for line in &all[begins.unwrap()..] {
        if line.len() > 40 || line.starts_with("- ") {
            assert!(shown.contains(bare(line)), "{line}");
            compared += 1;
        }
    }
    assert!(compared > 25, "{compared}");
}

/// "If you're unhappy with our service, we want to hear from you", and "any complaints addressed to them will be
/// managed in line with our complaints procedure": each way leads to the same inbox and the same clock.
#[actix_web::test]
async fn whatever_way_it_comes_the_same_procedure_begins() {
    let app = TestApp::start().await;
    let received = Utc.with_ymd_and_hms(2026, 11, 19, 14, 0, 0).unwrap();
    for channel in Channel::ALL.iter().map(|channel| channel.as_str()) {
        let form = [
            ("channel", channel),
            ("addressed_to", "The Chair"),
            ("received_at_date", "2026-11-19"),
            ("received_at_time", "14:00"),
            ("known_by", "staff_recollection"),
            ("name", "Janet Whitlock"),
            ("email", "janet@example.co.uk"),
            ("reply_channel", "email"),
            ("summary", "Still no reply"),
            ("wanted_not_stated", "yes"),
            ("asked", "yes"),
            ("who", "new"),
        ];
        let done = app.post(Staff, "/complaints/new", &form).await;
        done.is(303);
        let location = done.leads_to().unwrap();
        let reference = Reference::parse(location.split('/').nth(2).unwrap()).unwrap();
        let complaint = app.complaint(&reference).await;
        assert_eq!(complaint.stage, Stage::Triage, "{channel}");
        let clock = complaint.running(Promise::Acknowledge).unwrap();
        // Thursday at 14:00: three hours of that day, eight of Friday, eight of Monday, five of Tuesday.
        let due = Utc.with_ymd_and_hms(2026, 11, 24, 14, 0, 0).unwrap();
        assert_eq!(
            (clock.started_at, clock.due_at),
            (received, due),
            "{channel}"
        );
        let inbox = app.get(Relations, "/inbox").await;
        inbox.says(reference.as_str());
    }
}

/// "We can investigate complaints that involve allegations of poor service or performance, for example where we've ...":
/// each of the four, and what is like them, can be chosen, is taken on and is told to them in these words.
#[actix_web::test]
async fn each_kind_of_poor_service_is_taken_on() {
    let app = TestApp::start().await;
    let mut words = listed("for example where we've:");
    assert_eq!(words.len(), 4);
    words.push("gave you poor service in another way".to_owned());
    assert_eq!(Ground::ALL.len(), words.len());
    for (ground, words) in Ground::ALL.iter().zip(words) {
        let reference = app.logged().await;
        let page = app.get(Relations, &at(&reference, "acknowledgement")).await;
        let offered = page.attributes("select[name='ground_1'] option", "value");
        assert!(offered.contains(&ground.as_str().to_owned()), "{offered:?}");
        app.acknowledge(&reference, &[("ground_1", ground.as_str())])
            .await;
        let complaint = app.complaint(&reference).await;
        assert_eq!(complaint.stage, Stage::Assignment);
        assert_eq!(complaint.allegations[0].ground, Some(*ground));
        let letter = app.last_letter().await;
        let told = format!("You told us that we {words}:");
        assert!(letter.contains(&told), "{told} in {letter}");
    }
}

/// "Our complaints procedure doesn't cover ...": these four and no others, each refused by two people with its words.
#[actix_web::test]
async fn what_is_not_covered_is_refused_in_the_published_words() {
    let ours: Vec<&str> = Exclusion::ALL.iter().map(|e| e.factsheet()).collect();
    assert_eq!(listed("Our complaints procedure doesn't cover:"), ours);
    let app = TestApp::start().await;
    for exclusion in Exclusion::ALL {
        let old = *exclusion == Exclusion::OverSixMonths;
        let reference = app
            .logged_as(|intake| {
                if old {
                    intake.details.latest_event = "2026-01-12".parse().ok();
                }
            })
            .await;
        let mut triaged = a_triage();
        triaged.allegations[0].scope = Scope::Outside {
            exclusion: *exclusion,
            reason: "There is nothing else in it".into(),
        };
        triaged.six_month = old.then(|| SixMonthDecision {
            applied: true,
            reason: "Nothing kept them from telling us".into(),
        });
        let area = app
            .read(|conn| storage::areas::get(conn, procedure::AreaId(1)))
            .await;
        app.step_written(Relations, &reference, |c| Acknowledge {
            area: Some(area),
            dispatch: Dispatch::preferred(c),
            triaged: Some(triaged),
        })
        .await
        .unwrap();
        let page = at(&reference, "refusal");
        let propose = [
            ("version", "1"),
            ("act", "propose"),
            ("reason", "There is nothing else in it"),
            ("evidence", "The letter of 3 March"),
            ("belongs", "The review of the decision"),
        ];
        app.post(Relations, &page, &propose).await.is(303);
        let approve = [
            ("version", "2"),
            ("act", "approve"),
            ("channel", "email"),
            ("format", "standard"),
        ];
        app.post(Executive, &page, &approve).await.is(303);
        app.letters_leave(&reference).await;
        let closed = app.complaint(&reference).await.closure;
        assert_eq!(closed, Some(Closure::NotAccepted), "{exclusion}");
        let letter = app.last_letter().await;
        let words = exclusion.factsheet();
        assert!(letter.contains(words), "{words} in {letter}");
    }
}

/// "... send an acknowledgement within 24 working hours explaining which area of our business is best placed to address
/// your concerns. The Leader of that area will assign an individual to respond, ideally within 24 working hours."
#[actix_web::test]
async fn acknowledged_with_its_area_and_assigned_by_its_leader_in_the_published_time() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let published = Some(Span::WorkingHours(24));
    let complaint = app.complaint(&reference).await;
    let clock = complaint.running(Promise::Acknowledge).unwrap();
    assert_eq!(
        (clock.span, Promise::Acknowledge.is_ideal()),
        (published, false)
    );
    app.acknowledge(&reference, &[("area", "2")]).await;
    let letter = app.last_letter().await;
    let area = "address your concerns is Communications";
    assert!(letter.contains(area), "{letter}");
    let complaint = app.complaint(&reference).await;
    let clock = complaint.running(Promise::Assign).unwrap();
    assert_eq!((clock.span, Promise::Assign.is_ideal()), (published, true));
    let page = at(&reference, "assignment");
    let version = complaint.version.0.to_string();
    let staff = Cast::Staff3.id().to_string();
    let form = [("version", version.as_str()), ("assignee", &staff)];
    app.post(Leader, &page, &form).await.is(404);
    app.post(Relations, &page, &form).await.is(403);
    app.post(Leader2, &page, &form).await.is(303);
    let complaint = app.complaint(&reference).await;
    assert_eq!(complaint.assignee, Some(Cast::Staff3.id()));
}

/// "... can escalate their complaint to a leader, senior leader or in some cases to a senior complaint executive in the
/// Customer Relations team to issue a final response."
#[actix_web::test]
async fn a_leader_a_senior_leader_or_an_executive_issues_the_final_response() {
    let app = TestApp::start().await;
    let today = app.now().date_naive();
    for (who, may) in [
        (Leader2, true),
        (SeniorLeader, true),
        (Executive, true),
        (Cast::Staff3, false),
    ] {
        let reference = app.escalated().await;
        let staff = app
            .read(move |conn| people::candidates(conn, None, today))
            .await;
        let decider = staff.into_iter().find(|one| one.id == who.id());
        let chosen = app
            .step(Relations, &reference, |c| ChooseReviewer {
                decider,
                circumstances: vec![Circumstance::Plain],
                reason: "From another line".into(),
                dispatch: Dispatch::preferred(c),
            })
            .await;
        assert_eq!(chosen.is_ok(), may, "{who:?}: {chosen:?}");
        if !may {
            continue;
        }
        app.record_own_view(who, &reference).await;
        app.step(who, &reference, |c| IssueFinalResponse {
            findings: vec![DraftFinding {
                changed: Some(false),
                ..upheld(today + Days::new(10))
            }],
            dispatch: Dispatch::preferred(c),
            letter_gaps: vec![],
            closing_version: 1,
        })
        .await
        .unwrap();
        let stage = app.complaint(&reference).await.stage;
        assert_eq!(stage, Stage::FinalResponse, "{who:?}");
    }
}

/// "The role of the Independent Assessor is ...", "It's not the role ...": word for word in what is locked.
#[actix_web::test]
async fn the_final_response_says_what_the_assessor_does_in_the_published_words() {
    let app = TestApp::start().await;
    app.assessor_is_known().await;
    let reference = app.in_final_review().await;
    let page = app.get(Leader2, &at(&reference, "final-response")).await;
    page.is(200);
    let locked = page.text(".sect__locked");
    let heading = |line: &str| line == "Complaints to the executive team and Board";
    let words = after("Independent Assessor", heading);
    // The role, what it is not, and five things.
    assert_eq!(words.len(), 7, "{words:?}");
    for line in words {
        let line = line.trim_start_matches("- ");
        assert!(locked.contains(line), "{line} in {locked}");
    }
}

/// "... may have cause to complain about our service on more than one occasion": a new complaint is taken like any
/// other, and what came of the earlier ones stands beside it.
#[actix_web::test]
async fn whoever_complains_again_is_known_and_heard_like_anybody() {
    let app = TestApp::start().await;
    let first = app.answered().await;
    all_done(&app, &first).await;
    let today = app.now().date_naive();
    app.step(Relations, &first, |c| Close::Accepted {
        told_on: Some(today),
        how: Some(Channel::Email),
        dispatch: Dispatch::preferred(c),
    })
    .await
    .unwrap();
    let id = app.complaint(&first).await.complainant_id;
    let second = app.logged_as(|intake| intake.complainant = Some(id)).await;
    let stranger = app
        .logged_as(|intake| intake.details.email = "somebody.else@example.org".into())
        .await;
    let (again, other) = (app.complaint(&second).await, app.complaint(&stranger).await);
    assert_eq!((again.complainant_id, again.stage), (id, other.stage));
    assert_ne!(other.complainant_id, id);
    assert_eq!(again.clocks, other.clocks);
    let triage = app.get(Relations, &at(&second, "acknowledgement")).await;
    triage.says("1 other service complaint.");
    let record = app.get(Relations, &format!("/complainants/{id}")).await;
    for words in [
        first.as_str(),
        second.as_str(),
        "2 service complaints since November 2026. 1 open.",
    ] {
        record.says(words);
    }
    let fair = record.text("main");
    let upheld = "1 of 1 finished complaint was upheld in whole or part.";
    assert!(fair.contains(upheld), "{fair}");
}

/// "You can email us at ... or write to ...": as it was published, until an administrator says otherwise; on the page
/// that staff quote from and in every letter.
#[actix_web::test]
async fn the_ways_to_reach_us_are_the_published_ones_until_they_change() {
    let ours = Organisation::default();
    let email = after("You can email us at:", |line| line == "or write to:");
    let address = after("or write to:", |line| line.starts_with("This factsheet"));
    assert_eq!(email, [ours.email.clone()]);
    assert_eq!(address.first(), Some(&ours.name));
    assert_eq!(address[1..], ours.address);
    let app = TestApp::start().await;
    app.get(Staff, "/procedure").await.says(&ours.email);
    app.acknowledge(&app.logged().await, &[]).await;
    let letter = app.last_letter().await;
    assert!(letter.contains(&ours.email), "{letter}");
    let moved = [
        ("what", "organisation"),
        ("version", "0"),
        ("name", "Flexible Resolution Services"),
        ("address", "1 High Street\r\nLeeds"),
        ("email", "complaints@elsewhere.example"),
        ("phone", ""),
        ("prefix", "SC"),
        ("executives", ""),
    ];
    app.post(Admin, "/administration/organisation", &moved)
        .await
        .is(303);
    app.get(Staff, "/procedure").await.says("1 High Street");
    app.acknowledge(&app.logged().await, &[]).await;
    let letter = app.last_letter().await;
    assert!(letter.contains("complaints@elsewhere.example"), "{letter}");
    assert!(!letter.contains(&ours.email), "{letter}");
}

/// "... also available in Braille, large print and audio compact disc": letters alike (reading (e)16). Whoever asked for
/// one gets it without anybody saying why, and only another format needs a reason.
#[actix_web::test]
async fn letters_go_in_the_format_they_asked_for() {
    let app = TestApp::start().await;
    for (format, way) in [
        (LetterFormat::Braille, Way::Order),
        (LetterFormat::LargePrint, Way::Email),
        (LetterFormat::AudioCd, Way::Order),
    ] {
        let reference = app
            .logged_as(|intake| intake.details.letter_format = format)
            .await;
        let page = at(&reference, "acknowledgement");
        let plain = app.post(Relations, &page, &acknowledgement(&[])).await;
        plain.is(422);
        plain.says("Say why this letter goes another way");
        app.acknowledge(&reference, &[("format", format.as_str())])
            .await;
        let last: (String, String) = app
            .read(|conn| {
                let of = deliveries::table.order(deliveries::id.desc());
                let columns = (deliveries::format, deliveries::way);
                Ok(of.select(columns).first(conn)?)
            })
            .await;
        assert_eq!(last, (format.as_str().to_owned(), way.as_str().to_owned()));
    }
}
