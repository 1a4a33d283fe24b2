//! Every number on every page of lists is as long as the list it leads to, for everybody, in a database that has one of
//! each state: late and not, written and not sent, stopped, come back, refused, withdrawn, without an owner.
use crate::support::Cast::{
    self, Admin, Executive, Leader, Leader2, Relations, SeniorLeader, Staff, Staff2, Staff3,
};
use crate::support::owed::{
    on_the_way, refusal_proposed, refused_after_a_hand_back, to_the_post_room,
};
use crate::support::steps::upheld;
use crate::support::{Page, TestApp};
use chrono::{Days, Duration};
use procedure::delivery::State;
use procedure::dispatch::Dispatch;
use procedure::steps::contact::RecordContact;
use procedure::steps::final_response::IssueFinalResponse;
use procedure::steps::hand_back::HandBack;
use procedure::steps::response::{DraftFinding, IssueResponse};
use procedure::steps::taking::Take;
use procedure::vocabulary::{Channel, Promise};
use scraper::{ElementRef, Html, Selector};
use std::collections::HashMap;
use storage::reports::{self, Bounds};

/// Lines of a list, and those of them that are past their date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Length {
    all: usize,
    late: usize,
}

/// The lines of a page of lists.
fn length(page: &Page, path: &str) -> Length {
    let lines = if path.starts_with("/assignment") {
        ".assign"
    } else if path == "/#refusals" {
        "#refusals .owed li"
    } else if path.starts_with("/?") {
        ".work tbody tr, .owed li"
    } else {
        ".work tbody tr:not(.none)"
    };
    let html = Html::parse_document(&page.html);
    let lines: Vec<_> = html.select(&select(lines)).collect();
    Length {
        all: lines.len(),
        late: lines.iter().filter(|line| is_late(line)).count(),
    }
}

fn select(words: &str) -> Selector {
    Selector::parse(words).unwrap()
}

fn is_late(line: &ElementRef) -> bool {
    let says = |selector: &str, found: &dyn Fn(&str) -> bool| {
        line.select(&select(selector)).any(|said| {
            let words = said.text().collect::<String>();
            found(words.trim())
        })
    };
    says(".clock__left, .late-t, .soon-t", &|w| {
        w.to_lowercase().ends_with("late")
    }) || says(".next__late, .tag--late", &|w| {
        w.contains("overdue") || w.starts_with("Was due")
    })
}

/// The first number of a text.
fn number(words: &str) -> Option<usize> {
    let digits = words.split(|c: char| !c.is_ascii_digit());
    digits
        .filter(|part| !part.is_empty())
        .find_map(|n| n.parse().ok())
}

/// (address, number, whether it is a number of what is overdue) of each link that has a number.
fn numbers(page: &Page, links: &str, count: &str) -> Vec<(String, usize, bool)> {
    let html = Html::parse_document(&page.html);
    html.select(&select(links))
        .filter_map(|link| {
            let href = link.value().attr("href")?.to_owned();
            let shown = match count {
                "" => Some(link),
                inside => link.select(&select(inside)).next(),
            };
            let words: String = shown?.text().collect();
            Some((href, number(&words)?, words.contains("overdue")))
        })
        .collect()
}

/// One of each: what is listed is what a person finds on a bad day.
async fn a_bad_day() -> TestApp {
    let app = TestApp::start().await;
    let asks = |reply: bool, at| RecordContact {
        happened_at: None,
        from_us: Some(false),
        channel: Some(Channel::Phone),
        note: "She asks for news".into(),
        reply_due: reply.then_some(at),
        answers: vec![],
        mail: None,
        agrees_list: false,
        by_itself: false,
    };
    let soon = app.now() + Duration::days(2);
    // On the spot, in triage, taken, handed back; a refusal that waits for a second person; a message not logged.
    app.tried_on_the_spot().await;
    app.logged().await;
    let taken = app.logged().await;
    app.step(Relations, &taken, |_| Take {}).await.unwrap();
    let back = app.acknowledged().await;
    let reason = || "It is about another area".to_owned();
    app.step(Leader, &back, |_| HandBack { reason: reason() })
        .await
        .unwrap();
    let outside = app.logged().await;
    refusal_proposed(&app, &outside).await;
    app.mail(
        "ivy@example.org",
        "Nobody rings back",
        "Four dates, no call.",
    )
    .await;
    // Acknowledgements: waiting, in the post room, stopped, come back.
    app.acknowledgement_written().await;
    let posted = app.acknowledgement_written().await;
    to_the_post_room(&app, &posted).await;
    let stopped = app.acknowledgement_written().await;
    to_the_post_room(&app, &stopped).await;
    on_the_way(&app, &stopped, Some(Relations), State::Stopped).await;
    let bounced = app.acknowledged().await;
    on_the_way(&app, &bounced, None, State::Bounced).await;
    // With somebody: a reply owed, a person who is gone.
    let held = app.assigned().await;
    app.step(Staff, &held, |_| asks(true, soon)).await.unwrap();
    app.assigned_to(Staff2).await;
    // Answered, with a remedy; the response written and not sent; the same by a person who is gone.
    app.answered().await;
    let response = async |reference, who: Cast| {
        let due = app.now().date_naive() + Days::new(3);
        app.step_written(who, &reference, |c| IssueResponse {
            findings: vec![upheld(due)],
            dispatch: Dispatch::preferred(c),
            letter_gaps: vec![],
        })
        .await
        .unwrap();
    };
    response(app.assigned().await, Staff).await;
    response(app.assigned_to(Staff2).await, Staff2).await;
    // Stage 2: to choose, with somebody, written and not sent, sent.
    app.escalated().await;
    app.in_final_review().await;
    let decided = app.in_final_review().await;
    let due = app.now().date_naive() + Days::new(10);
    app.step_written(Leader2, &decided, |c| IssueFinalResponse {
        findings: vec![DraftFinding {
            changed: Some(false),
            ..upheld(due)
        }],
        dispatch: Dispatch::preferred(c),
        letter_gaps: vec![],
        closing_version: 1,
    })
    .await
    .unwrap();
    to_the_post_room(&app, &decided).await;
    app.finally_answered().await;
    // Closed.
    app.withdrawn().await;
    refused_after_a_hand_back(&app).await;
    app.sign_in_of(Staff2, "no").await;
    app
}

/// The pages of one person at one moment, each asked for once.
struct Reader<'a> {
    app: &'a TestApp,
    who: Cast,
    pages: HashMap<String, Page>,
}

impl Reader<'_> {
    async fn page(&mut self, path: &str) -> Page {
        if !self.pages.contains_key(path) {
            let page = self.app.get(self.who, path).await;
            self.pages.insert(path.to_owned(), page);
        }
        self.pages[path].clone()
    }
    async fn length(&mut self, path: &str) -> Length {
        length(&self.page(path).await, path)
    }
    /// The numbers that stand in some links of a page are as long as the lists behind them.
    async fn agrees(&mut self, path: &str, links: &str, count: &str) {
        let page = self.page(path).await;
        for (href, shown, _) in numbers(&page, links, count) {
            let found = self.length(&href).await.all;
            assert_eq!(
                found, shown,
                "{:?}: {path} says {shown} of {href}",
                self.who
            );
        }
    }
    /// The rail, out: where it leads.
    async fn rail(&mut self) -> Vec<String> {
        let home = self.page("/").await;
        let mut pages = Vec::new();
        for (href, shown, overdue) in numbers(&home, ".rail__link", ".rail__count") {
            // What lies in the post room is its own page's to say.
            if ["/post", "/orders"].contains(&href.as_str()) {
                continue;
            }
            let found = match (href.as_str(), overdue) {
                ("/", true) => self.length("/?due=overdue").await.all,
                (list, true) => self.length(list).await.late,
                (list, false) => self.length(list).await.all,
            };
            let who = self.who;
            assert_eq!(
                found, shown,
                "{who:?}: the rail of {href}, overdue: {overdue}"
            );
            pages.push(href);
        }
        pages
    }
}

/// What the pages of one person say and what they list, at one moment.
async fn walk(app: &TestApp, who: Cast) {
    let pages = HashMap::new();
    let mut reader = Reader { app, who, pages };
    let mut pages = reader.rail().await;
    pages.extend(["/", "/inbox", "/escalation", "/assignment"].map(str::to_owned));
    for path in pages {
        reader.agrees(&path, ".stat dd a", "").await;
        reader.agrees(&path, ".subnav a", ".n").await;
    }
    // Each line of "Overdue" is late, and none of "Due this week" is.
    let Length { all, late } = reader.length("/?due=overdue").await;
    assert_eq!(all, late, "{who:?}");
    let week = reader.length("/?due=week").await;
    assert_eq!(week.late, 0, "{who:?}");
}

#[actix_web::test]
async fn each_number_is_as_long_as_its_list_for_everybody() {
    let app = a_bad_day().await;
    for days in [0, 3, 40] {
        app.later(Duration::days(days));
        for who in [
            Relations,
            Staff,
            Staff3,
            Leader,
            Leader2,
            SeniorLeader,
            Executive,
            Admin,
        ] {
            walk(&app, who).await;
        }
    }
    // It was a bad day for somebody.
    for who in [Relations, Staff, Leader2, Executive] {
        let overdue = app.get(who, "/?due=overdue").await;
        assert!(length(&overdue, "/?due=overdue").all > 0, "{who:?}");
    }
    boards(&app).await;
}

/// The board of an area and the load of its people count the same complaints.
async fn boards(app: &TestApp) {
    let board = app.get(Leader, "/assignment").await;
    let loads: usize = board
        .all(".load__n strong")
        .iter()
        .filter_map(|n| number(n))
        .sum();
    let held = board.all("[aria-labelledby=held-title] tbody tr");
    // Whoever is gone has no line among the people.
    let gone = held
        .iter()
        .filter(|line| line.contains(Staff2.name()))
        .count();
    assert_eq!(loads + gone, held.len(), "{held:#?}");
    assert!(
        held.iter()
            .any(|line| line.contains("written and has not left"))
    );
}

/// What the report calls late now is what the lists have.
#[actix_web::test]
async fn what_is_late_in_the_report_is_late_in_the_lists() {
    let app = a_bad_day().await;
    app.later(Duration::days(40));
    let (now, reader) = (app.now(), Relations.id());
    let late = app
        .read(move |conn| {
            let bounds = Bounds {
                from: now,
                until: now,
                area: None,
                reader,
            };
            let promises = [
                Promise::Acknowledge,
                Promise::Respond,
                Promise::FinalResponse,
                Promise::Assign,
            ];
            reports::kept(conn, &promises, &bounds, now)
        })
        .await;
    let [acknowledge, respond, answer, assign] = late[..] else {
        panic!()
    };
    let lines = async |path: &str| {
        let page = app.get(Relations, path).await;
        let html = Html::parse_document(&page.html);
        let line = select(".work tbody tr:not(.none)");
        let lines = html.select(&line);
        let late = lines.filter(|line| is_late(line));
        late.map(|line| line.text().collect::<String>())
            .collect::<Vec<_>>()
    };
    let of = |lines: &[String], words: &str| {
        let found = lines.iter().filter(|line| line.contains(words));
        i64::try_from(found.count()).unwrap()
    };
    let letters = lines("/undelivered").await;
    let triage = lines("/inbox").await;
    let complaints = of(&triage, "SC-");
    let handed_back = of(&triage, "Handed back");
    // Acknowledged as well, and waits for the answer.
    let deciding = of(&triage, "Being decided");
    let on_the_spot = of(&lines("/inbox?tab=on_the_spot").await, "SC-");
    let acknowledgements = of(&letters, "Acknowledgement to");
    assert_eq!(acknowledgements, 4);
    assert_eq!(acknowledge.unsent_late, acknowledgements);
    assert_eq!(
        acknowledge.running_late,
        complaints - handed_back - deciding + on_the_spot + acknowledgements
    );
    // What else the inbox has overdue, as the report says.
    assert_eq!(of(&triage, "not yet logged"), 1);
    assert_eq!(respond.unsent_late, of(&letters, "Stage 1 response to"));
    assert_eq!(answer.unsent_late, of(&letters, "Final response to"));
    let waiting = lines("/complaints?state=assignment").await;
    assert_eq!(assign.running_late, handed_back + of(&waiting, "SC-"));
    let page = app.get(Relations, "/reports").await;
    let said = format!("{} still past their time now", acknowledge.running_late);
    page.says(&said);
    page.says("4 of them written and not sent");
}
