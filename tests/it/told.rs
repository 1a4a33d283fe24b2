//! After each step the page says what was done, in the words of what was recorded: to whoever did it, for a while, and
//! to nobody else.
use crate::complaints::response::Form;
use crate::hard_rules::at;
use crate::hard_rules::stale::{self, Row};
use crate::support::Cast::{Executive, Executive2, Leader, Relations, Relations2, Staff, Staff3};
use crate::support::{Cast, Page, TestApp};
use actix_web::test::TestRequest;
use chrono::Duration;
use procedure::steps::note::AddNote;
use procedure::{Reference, StepKind};

/// What its page lacks besides what the table of stale forms fills in.
fn besides(step: StepKind) -> &'static [(&'static str, &'static str)] {
    match step {
        StepKind::Acknowledgement => &[
            ("scope_1", "can_investigate"),
            ("ground_1", "not_kept_updated"),
        ],
        StepKind::OnTheSpot => &[("summary", "A bill")],
        StepKind::Closure => &[("told_on", "2026-11-24")],
        StepKind::Joining => &[("told_on", "2026-11-24"), ("with_version", "3")],
        StepKind::Escalation => &[("requested_at_date", "2026-11-24")],
        StepKind::Contact => &[
            ("happened_at_date", "2026-11-24"),
            ("happened_at_time", "09:30"),
        ],
        StepKind::Timescale => &[
            ("contacted_at_date", "2026-11-24"),
            ("contacted_at_time", "09:30"),
            ("channel_used", "phone"),
        ],
        _ => &[],
    }
}

fn sentence(step: StepKind, reference: &Reference) -> String {
    match step {
        StepKind::Details => "Details changed.".to_owned(),
        StepKind::Facts => "Record corrected.".to_owned(),
        StepKind::OnTheSpot => "Recorded as resolved on the spot. ".to_owned(),
        StepKind::Taking => "You took this complaint.".to_owned(),
        StepKind::Scope => "Allegation 2 added.".to_owned(),
        StepKind::Acknowledgement => "It is with Energy now. Acknowledgement written to Janet Whitlock. It leaves at 10:01:00.".to_owned(),
        StepKind::Refusal => "You proposed to refuse the complaint.".to_owned(),
        StepKind::Joining => "You joined it with the other record, which goes on. To undo that, take the records apart here.".to_owned(),
        StepKind::HandBack => format!("You sent {reference} back to Customer Relations."),
        StepKind::Assignment => "You assigned Marcus Bell.".to_owned(),
        StepKind::Timescale => "New date recorded: Tue 15 Dec, 17:00. Agreed timescale written to Janet Whitlock. It leaves at".to_owned(),
        StepKind::Note => "Note added.".to_owned(),
        StepKind::Contact => "Contact recorded.".to_owned(),
        StepKind::Plan => "Plan saved. You find it beside the response.".to_owned(),
        StepKind::Evidence => "Evidence added to allegation 1.".to_owned(),
        StepKind::Response => "You approved the stage 1 response: upheld. Stage 1 response written to Janet Whitlock. It leaves at".to_owned(),
        StepKind::Closure => "You closed it: ".to_owned(),
        StepKind::Withdrawal => "You closed it: withdrawn.".to_owned(),
        StepKind::Reopening => "You reopened it.".to_owned(),
        StepKind::Escalation => "Request for stage 2 recorded.".to_owned(),
        StepKind::Reviewer => "You chose Dev Patel to issue the final response.".to_owned(),
        StepKind::Appointment => "You appointed Dev Patel to issue the final response.".to_owned(),
        StepKind::OwnView => "Your view of allegation 1 is recorded. You can open what stage 1 found.".to_owned(),
        StepKind::FinalResponse => "You approved the final response: upheld. Final response written to Janet Whitlock. It leaves at".to_owned(),
        StepKind::Remedy => "Remedy recorded as done.".to_owned(),
        StepKind::Pause => "It is on hold. The clock keeps running.".to_owned(),
        StepKind::DataProtection => "Marked as a data protection complaint. It is listed until its answer is recorded.".to_owned(),
        StepKind::HumanResources => "Recorded that it was passed to human resources.".to_owned(),
        StepKind::AssessorReferral => "Referral to the Independent Assessor recorded.".to_owned(),
        StepKind::Lateness => "You corrected who was late with it: stage 1 response.".to_owned(),
        StepKind::Delivery => "Acknowledgement to Janet Whitlock stopped. It has not been sent. Undone: triage and acknowledge.".to_owned(),
        StepKind::Correction => "Correction of the acknowledgement approved. Correction written to Janet Whitlock. It leaves at".to_owned(),
        StepKind::Undo => "Undone: assign. What you typed is in the form again.".to_owned(),
    }
}

/// Takes the step of a row on its page. Out: the complaint and where it leads.
async fn taken(app: &TestApp, (step, point, who, more, field): Row) -> (Reference, String) {
    let reference = stale::bring(app, point).await;
    let path = at(&reference, step.noun());
    let page = app.get(who, &path).await;
    let done = match step {
        StepKind::Response | StepKind::FinalResponse => {
            let mut form = Form::whole(&page);
            form.set("changed_1", "kept");
            form.send(app, who, &path, "issue").await
        }
        _ => {
            let version = app.version(&reference).await;
            let mut form: Vec<(String, String)> = Vec::new();
            let mut set = |name: &str, value: &str| {
                form.retain(|(known, _)| known != name);
                form.push((name.to_owned(), value.to_owned()));
            };
            for name in page.names("") {
                let field = format!("input[name='{name}']");
                let kind = page.attribute(&field, "type").unwrap_or_default();
                let chosen = page.attribute(&format!("{field}[checked]"), "name");
                if ["radio", "checkbox"].contains(&kind.as_str()) && chosen.is_none() {
                    continue;
                }
                if name != "act" && !page.value(&name).is_empty() {
                    set(&name, &page.value(&name));
                }
            }
            set("version", &version);
            for (name, value) in besides(step).iter().chain(more) {
                set(name, value);
            }
            if !field.is_empty() {
                set(field, "My own words");
            }
            let pairs: Vec<_> = form.iter().map(|(n, v)| (&**n, &**v)).collect();
            app.post(who, &path, &pairs).await
        }
    };
    let noun = step.noun();
    assert_eq!(
        done.status.as_u16(),
        303,
        "{noun}: {:?} {}",
        done.all(".summary-err li"),
        done.text("main")
    );
    (reference, done.location.unwrap())
}

fn told(page: &Page) -> String {
    page.all(".told").join(" ")
}

#[actix_web::test]
async fn every_step_says_what_was_done_to_whoever_did_it() {
    let mut wrong = Vec::new();
    for row in stale::STEPS {
        let (step, _, who, ..) = row;
        let noun = step.noun();
        let app = TestApp::start().await;
        app.assessor_is_known().await;
        if step == StepKind::Delivery {
            app.letters_stay();
        }
        let (reference, to) = taken(&app, row).await;
        let said = told(&app.get(who, &to).await);
        let sentence = sentence(step, &reference);
        if !said.starts_with(&sentence) {
            wrong.push(format!("{noun}: {said:?}"));
        }
        // Nothing is next once it is closed, and what is next is not theirs to know once it is somebody else's.
        let next = match step {
            // The letter of a response leaves by itself.
            StepKind::HandBack
            | StepKind::Joining
            | StepKind::Withdrawal
            | StepKind::Closure
            | StepKind::OnTheSpot
            | StepKind::Response
            | StepKind::FinalResponse => false,
            _ => true,
        };
        if said.contains("Next: ") != next {
            wrong.push(format!("{noun}: what is next: {said:?}"));
        }
        // Whoever else sees the complaint did not do it.
        for other in [Executive, Executive2, Relations, Relations2]
            .into_iter()
            .filter(|o| *o != who)
        {
            let page = app.get(other, &to).await;
            assert_eq!(told(&page), "", "{noun} told to {other:?}");
        }
        // What somebody else did is not what they did.
        let heard = AddNote {
            happened_at: None,
            note: "Heard".into(),
        };
        let other = if who == Relations2 {
            Relations
        } else {
            Relations2
        };
        app.step(other, &reference, |_| heard).await.unwrap();
        let theirs = app.version(&reference).await;
        for version in [theirs.as_str(), "99", "-1", "x", ""] {
            let forged = format!("/?done={reference}.{version}");
            assert_eq!(told(&app.get(who, &forged).await), "", "{noun} {version}");
        }
        // A moment ago is no longer.
        app.later(Duration::minutes(16));
        assert_eq!(told(&app.get(who, &to).await), "", "{noun} later");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[actix_web::test]
async fn on_a_list_it_names_the_complaint_and_only_to_those_who_see_it() {
    let app = TestApp::start().await;
    let reference = app.acknowledged().await;
    let version = app.version(&reference).await;
    let form = [
        ("version", version.as_str()),
        ("assignee", "3"),
        ("board", "1"),
    ];
    let done = app.post(Leader, &at(&reference, "assignment"), &form).await;
    let to = done.location.unwrap();
    assert!(to.starts_with("/assignment?area=1&done="), "{to}");
    let board = app.get(Leader, &to).await;
    let said = told(&board);
    assert!(said.starts_with("You assigned Sian Bevan."), "{said}");
    assert!(
        said.contains(&format!("{reference}, Janet Whitlock")),
        "{said}"
    );
    assert!(
        said.contains(
            "Next: make the first contact, or respond, by Fri 27 Nov, 10:00 (Sian Bevan)."
        ),
        "{said}"
    );
    // Nobody is told of a complaint that does not exist for them, or that it exists.
    let home = format!("/?{}", to.split_once('&').unwrap().1);
    for outsider in [Staff3, Cast::Admin] {
        let page = app.get(outsider, &home).await;
        page.says_not(reference.as_str());
    }
}

/// Whoever hands it back is told so, until it turns out to be about them.
#[actix_web::test]
async fn handing_back_is_told_without_what_is_no_longer_theirs() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let version = app.version(&reference).await;
    let form = [
        ("version", version.as_str()),
        ("reason", "It is about phones"),
    ];
    let done = app.post(Leader, &at(&reference, "hand-back"), &form).await;
    let to = done.location.unwrap();
    let page = app.get(Leader, &to).await;
    let said = told(&page);
    assert!(
        said.starts_with(&format!("You sent {reference} back to Customer Relations.")),
        "{said}"
    );
    page.says("Undo");
    page.says_not("Janet Whitlock");
    let id = app.complaint(&reference).await.id.0;
    app.write(move |conn| {
        use diesel::prelude::*;
        use storage::schema::subjects as s;
        let subject = (
            s::complaint_id.eq(id),
            s::person_id.eq(Leader.id().0),
            s::name.eq(Leader.name()),
        );
        diesel::insert_into(s::table)
            .values(subject)
            .execute(conn)?;
        Ok(())
    })
    .await;
    app.get(Leader, &to).await.says_not(reference.as_str());
}

async fn coming_from(app: &TestApp, who: Cast, path: &str, from: &str) -> Page {
    let request = TestRequest::get().insert_header(("referer", format!("http://localhost{from}")));
    app.call(request, Some(who), path).await
}

/// The list goes along from page to page, through errors too, and nothing is pressed for it.
#[actix_web::test]
async fn there_is_a_way_back_to_the_list_it_was_opened_from() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let complaint = format!("/complaints/{reference}");
    let from = "/complaints?stage=investigation";
    let page = coming_from(&app, Staff, &complaint, &format!("{from}&done=x")).await;
    let note = format!("{complaint}/note?from=%2Fcomplaints%3Fstage%3Dinvestigation");
    assert_eq!(
        page.link(&format!("a[href^='{complaint}/note']")).unwrap(),
        note
    );
    let page = app.get(Staff, &note).await;
    let action = page.attribute("main form", "action").unwrap();
    assert_eq!(action, note);
    let version = page.value("version");
    let gap = app.post(Staff, &action, &[("version", &version)]).await;
    gap.is(422);
    assert_eq!(gap.attribute("main form", "action").unwrap(), note);
    let form = [("version", version.as_str()), ("note", "Heard")];
    let done = app.post(Staff, &action, &form).await.location.unwrap();
    let page = app.get(Staff, &done).await;
    assert_eq!(page.link(".told .acts a").unwrap(), from);
    assert!(
        told(&page).contains("Back to All complaints"),
        "{}",
        told(&page)
    );
    // Pages of others, and pages of ours that are no list, are none.
    for other in ["/account", "//evil.example/inbox", &complaint] {
        let page = coming_from(&app, Staff, &complaint, other).await;
        page.says_not("from=");
    }
    let forged = done.replace(
        "%2Fcomplaints%3Fstage%3Dinvestigation",
        "%2F%2Fevil.example",
    );
    app.get(Staff, &forged).await.says_not("evil.example");
    // A list that is not theirs to open is none either.
    let inbox = done.replace("%2Fcomplaints%3Fstage%3Dinvestigation", "%2Finbox");
    assert!(app.get(Staff, &inbox).await.link(".told .acts a").is_none());
}

#[actix_web::test]
async fn a_complaint_taken_from_the_inbox_leads_back_there() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let version = app.version(&reference).await;
    let request = TestRequest::post()
        .set_form([("version", version.as_str())])
        .insert_header(("referer", "http://localhost/inbox?tab=triage&taken=2"));
    let path = at(&reference, "taking");
    let done = app.call(request, Some(Relations), &path).await;
    let page = app.get(Relations, &done.location.unwrap()).await;
    assert!(
        told(&page).starts_with("You took this complaint."),
        "{}",
        told(&page)
    );
    assert_eq!(page.link(".told .acts a").unwrap(), "/inbox?tab=triage");
    // A message's or a form's words never reach the notice.
    page.says_not("taken=2");
}
