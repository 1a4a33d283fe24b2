//! A complaint about somebody changes no page of theirs by one byte: not a row, a number, a load or a file.
use super::{about, ask, cookies, fill, get, post};
use crate::support::Cast::{
    self, Admin, Executive, Executive2, Leader, Relations, Relations2, SeniorLeader, Staff2,
};
use crate::support::steps::{a_triage, upheld};
use crate::support::{TestApp, cast};
use actix_web::test;
use chrono::{Days, Duration};
use procedure::dispatch::Dispatch;
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::assignment::Assign;
use procedure::steps::response::IssueResponse;
use procedure::{AreaId, Reference};
use redress::application;
use storage::{areas, people};

/// Everything they can open that is not one complaint's.
const PAGES: [&str; 30] = [
    "/",
    "/inbox",
    "/inbox?tab=all",
    "/inbox?tab=refusals",
    "/unowned",
    "/data-protection",
    "/complaints",
    "/complaints?q=Zebedee",
    "/complaints?q=zebedee%40quux.example",
    "/complaints?state=open",
    "/complaints.csv",
    "/complaints.csv?q=Zebedee",
    "/complaints/new",
    "/complaints/new?complainant=2",
    "/complainants",
    "/complainants?q=Zebedee",
    "/complainants/1",
    "/complainants/2",
    "/reports",
    "/reports?area=1",
    "/reports.csv",
    "/assignment",
    "/assignment?area=1",
    "/escalation",
    "/escalation?view=answered",
    "/administration/people",
    "/administration/people/4",
    "/administration/areas",
    "/administration/areas/1",
    "/administration/history",
];

/// About `who`, with Energy; assigned to Marcus Bell and answered where `who` is not their Leader.
async fn walled(app: &TestApp, who: Cast, answered: bool) -> Reference {
    let reference = app
        .logged_as(|intake| {
            intake.details.name = "Zebedee Quux".into();
            intake.details.email = "zebedee@quux.example".into();
            intake.subjects = vec![about(who)];
        })
        .await;
    let area = app
        .read(|conn| areas::get(conn, AreaId(cast::ENERGY)))
        .await;
    let mut triage = a_triage();
    triage.subjects = vec![about(who)];
    app.step(Relations, &reference, |c| Acknowledge {
        area: Some(area),
        dispatch: Dispatch::preferred(c),
        triaged: Some(triage),
    })
    .await
    .unwrap();
    let today = app.now().date_naive();
    let staff = app
        .read(move |conn| people::candidates(conn, None, today))
        .await;
    let to = staff.into_iter().find(|c| c.id == Staff2.id());
    let assigns = if who == Leader { Relations } else { Leader };
    app.step(assigns, &reference, |_| Assign {
        to,
        reason: String::new(),
        accepts_absence: false,
    })
    .await
    .unwrap();
    if answered {
        let due = today + Days::new(10);
        app.step(Staff2, &reference, |c| IssueResponse {
            findings: vec![upheld(due)],
            dispatch: Dispatch::preferred(c),
            letter_gaps: vec![],
        })
        .await
        .unwrap();
    }
    reference
}

#[actix_web::test]
async fn no_page_of_theirs_differs_by_a_byte() {
    let app = TestApp::start().await;
    app.answered().await;
    app.assigned().await;
    app.logged().await;
    // The next week, so that reports speak of it.
    app.later(Duration::days(7));
    let cookies = cookies(&app).await;
    let service = test::init_service(application!(app.app)).await;
    let subjects = [Relations2, Leader, Executive2, SeniorLeader, Admin];
    let mut shown = 0;
    for who in subjects {
        let mut before = Vec::new();
        for path in PAGES {
            let req = get(path).cookie(cookies[&who.id().0].clone());
            before.push(ask(&service, req.to_request()).await);
        }
        app.later(Duration::days(-7));
        let open = walled(&app, who, false).await;
        let answered = walled(&app, who, true).await;
        app.later(Duration::days(7));
        for (path, before) in PAGES.iter().zip(before) {
            let req = get(path).cookie(cookies[&who.id().0].clone());
            let after = ask(&service, req.to_request()).await;
            assert_eq!(after.status, before.status, "{who:?} {path}");
            // The page's own token is new each time.
            let plain = |page: &crate::support::Page| page.html.replace(&page.value("once"), "");
            assert_eq!(plain(&after), plain(&before), "{who:?} {path}");
            shown += usize::from(after.status.as_u16() == 200);
        }
        for reference in [&open, &answered] {
            let path = format!("/complaints/{reference}");
            let req = get(&path).cookie(cookies[&who.id().0].clone());
            ask(&service, req.to_request()).await.is(404);
            // Others see it: it is there.
            app.get(Executive, &path).await.is(200);
        }
    }
    assert!(shown > 60, "{shown} pages were really looked at");
}

/// The administrator complained about: stopping the sign-in of the person who answers it tells them no more than
/// stopping that of somebody with nothing.
#[actix_web::test]
async fn stopping_whoever_answers_a_complaint_about_the_administrator_tells_them_nothing() {
    let app = TestApp::start().await;
    let reference = walled(&app, Admin, false).await;
    let mut pages = Vec::new();
    for (who, id) in [(Staff2, "4"), (Cast::Staff3, "11")] {
        let path = format!("/administration/people/{id}");
        let before = app.get(Admin, &path).await;
        app.sign_in_of(who, "no").await;
        let after = app.get(Admin, &format!("{path}?done=stopped")).await;
        after.says("Their work is listed for the Leaders and Customer Relations");
        for page in [&before, &after] {
            page.says_not(reference.as_str());
            page.says_not("open complaint");
        }
        let card = |page: &crate::support::Page| page.all("section.card").join("|");
        pages.push((card(&before), card(&after)));
        after.says_not("Zebedee");
    }
    assert_eq!(pages[0], pages[1]);
    let history = app.get(Admin, "/administration/history").await;
    history.says_not(reference.as_str());
    // It stands with others.
    app.get(Relations, "/unowned")
        .await
        .says(reference.as_str());
    let close = [("version", "0"), ("name", "Energy"), ("leader", "5")];
    let refused = app.post(Admin, "/administration/areas/1", &close).await;
    refused.is(422);
    refused.says("must be moved first");
    refused.says_not("1 open");
}

/// What somebody complained about could count while its holder's sign-in is stopped: the list, the rail, the home.
#[actix_web::test]
async fn what_is_without_an_owner_is_not_there_for_whom_it_is_about() {
    for who in [Relations2, Executive2, Leader] {
        let app = TestApp::start().await;
        app.assigned().await;
        let pages = async || {
            let mut pages = Vec::new();
            for path in ["/", "/unowned", "/assignment", "/inbox", "/escalation"] {
                pages.push(app.get(who, path).await.html);
            }
            pages
        };
        app.sign_in_of(Staff2, "no").await;
        let before = pages().await;
        app.sign_in_of(Staff2, "yes").await;
        let reference = walled(&app, who, false).await;
        app.sign_in_of(Staff2, "no").await;
        let after = pages().await;
        for (was, is) in before.iter().zip(&after) {
            assert_eq!(was, is, "{who:?}");
        }
        app.get(Relations, "/unowned")
            .await
            .says(reference.as_str());
    }
}

/// What is typed to find it finds nothing, and acts on it find nothing.
#[actix_web::test]
async fn its_reference_in_a_body_opens_nothing() {
    let app = TestApp::start().await;
    let reference = walled(&app, Relations2, false).await;
    let none = Reference::new("SC", 2031, 9);
    let mail = app.mail("ann@example.org", "Late", "Nobody answers").await;
    let service = test::init_service(application!(app.app)).await;
    let cookie = app.cookie(Relations2).await;
    let path = format!("/inbox/mail/{mail}");
    let mut answers = Vec::new();
    for typed in [reference.as_str(), none.as_str()] {
        let pick = format!("{typed}:0");
        let join = [("act", "join"), ("reference", typed)];
        let query = format!("/complaints?q={typed}");
        let (joined, taken, found) = (
            ask(
                &service,
                post(&path, &join).cookie(cookie.clone()).to_request(),
            )
            .await,
            ask(
                &service,
                post("/inbox/taking", &[("pick", &pick)])
                    .cookie(cookie.clone())
                    .to_request(),
            )
            .await,
            ask(&service, get(&query).cookie(cookie.clone()).to_request()).await,
        );
        for page in [&joined, &taken, &found] {
            page.says_not("Zebedee");
        }
        let plain = |page: &crate::support::Page| {
            let html = page
                .html
                .replace(typed, "REFERENCE")
                .replace(&page.value("once"), "");
            (page.status, html)
        };
        answers.push([plain(&joined), plain(&taken), plain(&found)]);
    }
    assert_eq!(answers[0], answers[1], "the same as one that is not there");
}

/// Another complaint of the same complainant, about them: no page of the one they may see differs.
#[actix_web::test]
async fn nor_does_a_page_of_another_complaint_of_the_same_person() {
    let app = TestApp::start().await;
    let seen = app.answered().await;
    let complainant = app.complaint(&seen).await.complainant_id;
    // One more of theirs, to be acknowledged: its page says how many others there are.
    let to_acknowledge = app
        .logged_as(|intake| intake.complainant = Some(complainant))
        .await;
    let cookies = cookies(&app).await;
    let service = test::init_service(application!(app.app)).await;
    for who in [Leader, Relations2, SeniorLeader, Executive2] {
        let pages = async || {
            let mut pages = Vec::new();
            let own = redress::web::ROUTES.iter().filter(|r| r.method == "get");
            for route in own.filter(|r| r.path.contains("{reference}")) {
                for reference in [&seen, &to_acknowledge] {
                    let path = fill(route.path, reference, "1");
                    let req = get(&path).cookie(cookies[&who.id().0].clone());
                    pages.push((path, ask(&service, req.to_request()).await.html));
                }
            }
            pages
        };
        // Looked at once before, so that being there is noted.
        pages().await;
        let before = pages().await;
        app.logged_as(|intake| {
            intake.complainant = Some(complainant);
            intake.subjects = vec![about(who)];
        })
        .await;
        for (was, is) in before.iter().zip(pages().await) {
            assert_eq!(was.1, is.1, "{who:?} {}", was.0);
        }
    }
}
