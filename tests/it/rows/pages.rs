//! The demonstration's database, spoiled, and every list and home as somebody who has something in it.
use crate::support::whole::{open, words};
use crate::support::{Cast, Page, TestApp, demonstration};
use actix_web::test::{self, TestRequest};
use redress::application;
use redress::web::ROUTES;
use std::collections::HashMap;
use std::path::PathBuf;

/// The demonstration as a file that each case takes a copy of. On SQLite: what is tried here, its own constraints
/// would not let in.
pub struct Original {
    folder: tempfile::TempDir,
}

impl Original {
    pub fn make() -> Self {
        let folder = demonstration::stories();
        Self { folder }
    }
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("redress.sqlite")
    }
    /// The words of a query's one column.
    pub fn words(&self, query: &str) -> Vec<String> {
        words(&mut open(self.folder.path()), query)
    }
    /// A folder with a copy of the file.
    pub fn copy(&self) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("redress.sqlite");
        std::fs::copy(self.file(), &file).unwrap();
        (folder, file)
    }
    /// Changes a file as its own constraints would not allow.
    pub fn alter(&self, file: &std::path::Path, sql: &str) {
        let mut conn = open(file.parent().unwrap());
        let free = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;";
        diesel::connection::SimpleConnection::batch_execute(&mut conn, &format!("{free} {sql}"))
            .unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
}

/// Every page that is reached without naming one thing, each view of it, as everybody who works with it. A new
/// address of the route table is visited as Customer Relations; one that they may not open must be named here.
pub fn lists() -> Vec<(Cast, String)> {
    use Cast::{Admin, Executive, Leader, Leader2, Relations, SeniorLeader, Staff};
    let mut all = Vec::new();
    let fixed = ROUTES
        .iter()
        .filter(|route| route.method == "get" && !route.path.contains('{'))
        // Only for whoever must choose a password now; everybody else is sent on.
        .filter(|route| route.path != "/account/password");
    for route in fixed {
        let who: &[Cast] = match route.path {
            "/" => &[
                Relations,
                Executive,
                Leader,
                Leader2,
                SeniorLeader,
                Staff,
                Admin,
            ],
            "/complaints" | "/escalation" | "/undelivered" => {
                &[Relations, Executive, Leader, SeniorLeader]
            }
            "/assignment" => &[Relations, Leader, Leader2],
            path if path.starts_with("/administration") => &[Admin],
            _ => &[Relations],
        };
        all.extend(who.iter().map(|who| (*who, route.path.to_owned())));
    }
    let tabs = storage::inbox::Tab::ALL.iter();
    all.extend(tabs.map(|tab| (Relations, format!("/inbox?tab={}", tab.as_str()))));
    for due in ["overdue", "today", "later"] {
        all.push((Relations, format!("/inbox?due={due}")));
    }
    for view in [
        "overdue",
        "to-choose",
        "answered",
        "final-response",
        "assessor",
    ] {
        all.push((Executive, format!("/escalation?view={view}")));
    }
    for state in ["open", "overdue", "closed", "triage", "answering"] {
        all.push((Relations, format!("/complaints?state={state}")));
    }
    for view in ["/?due=overdue", "/?due=week"] {
        all.push((Staff, view.to_owned()));
    }
    all.push((Relations, "/complainants?q=a".to_owned()));
    all.push((Relations, "/complaints?q=a".to_owned()));
    all.push((Relations, "/assignment?area=none".to_owned()));
    all
}

/// The page of one complaint of each stage, and every tab of two of them.
pub fn complaints(original: &Original) -> Vec<(Cast, String)> {
    let of_each = "SELECT max(reference) AS found FROM complaints GROUP BY stage";
    let mut all = Vec::new();
    for (nth, reference) in original.words(of_each).into_iter().enumerate() {
        let tabs = ["", "/correspondence", "/history", "/related"];
        for tab in &tabs[..if nth < 2 { 4 } else { 1 }] {
            all.push((Cast::Executive, format!("/complaints/{reference}{tab}")));
        }
    }
    all
}

/// Visits pages, one after another. Whatever happens, what comes back is a page.
pub async fn visit_all(app: &TestApp, pages: &[(Cast, String)]) -> Vec<Page> {
    let service = test::init_service(application!(app.app)).await;
    let mut cookies = HashMap::new();
    let mut shown = Vec::new();
    for (who, path) in pages {
        if !cookies.contains_key(&who.id()) {
            let own = app.cookie(*who).await;
            cookies.entry(who.id()).or_insert(own);
        }
        let req = TestRequest::get()
            .uri(path)
            .insert_header(("sec-fetch-site", "same-origin"))
            .cookie(cookies[&who.id()].clone());
        let page = match test::try_call_service(&service, req.to_request()).await {
            Ok(res) => Page::read(res).await,
            Err(error) => Page::of_error(&error).await,
        };
        assert!(
            page.status.as_u16() == 200 || page.html.contains("<h1"),
            "{path}: {} without a page: {}",
            page.status,
            page.html
        );
        shown.push(page);
    }
    shown
}

/// What a list says when it holds nothing; one that cannot be read must not say so.
const EMPTY: [&str; 8] = [
    "Every complaint has an owner",
    "There is nothing to assign",
    "Nobody is answering a complaint here",
    "Nobody works in this area yet",
    "No complaint is at stage 2",
    "There is nothing to triage",
    "Every letter has been sent, and none",
    "Nobody has complained yet",
];

/// Those of the pages that were not served, or say that nothing is there when it cannot be read, in words.
pub async fn not_served(app: &TestApp, pages: &[(Cast, String)], why: &str) -> Vec<String> {
    let shown = visit_all(app, pages).await;
    let mut failed = Vec::new();
    for (page, shown) in pages.iter().zip(shown) {
        if shown.status.as_u16() != 200 {
            let line = format!("{why}: {:?} {} {}", page.0, page.1, shown.status.as_u16());
            println!("{line}");
            failed.push(line);
        }
        let in_part = shown.html.contains("Not everything here can be read");
        if let Some(said) = EMPTY
            .iter()
            .find(|said| in_part && shown.html.contains(*said))
        {
            failed.push(format!("{why}: {:?} {} says: {said}", page.0, page.1));
        }
    }
    failed
}
