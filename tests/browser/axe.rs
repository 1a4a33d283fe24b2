//! axe reports no violation on any page as any role, at three widths, light and dark; nothing scrolls sideways.
use crate::browser::{Browser, Scripts};
use crate::server::Server;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const AXE: &str = include_str!("../vendor/axe.min.js");
const RUN: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, { runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'] })
       .then(r => done(r.violations.map(v => v.id + ' ' + v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(', '))))";
const LINKS: &str =
    "return [...document.querySelectorAll('a[href^=\"/\"]')].map(a => a.getAttribute('href'))";
const OVERFLOW: &str =
    "return document.documentElement.scrollWidth - document.documentElement.clientWidth";

/// Every role, and the order in which pages are first met.
const ROLES: [&str; 7] = [
    "relations",
    "leader",
    "staff",
    "executive",
    "leader2",
    "senior-leader",
    "admin",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_page_as_every_role() {
    let server = Server::start();
    let Some(browser) = Browser::open(&server.base, Scripts::On).await else {
        return;
    };
    let mut wrong = String::new();
    browser.go("/sign-in").await;
    look(&browser, "nobody", "/sign-in", &mut wrong).await;
    let mut seen = BTreeSet::new();
    for role in ROLES {
        browser.sign_in(role).await;
        for path in pages(&browser, role).await {
            // A kind of page is looked at once for each role; its width and scheme views once in all.
            browser.go(&path).await;
            let kind = kind_of(&path);
            if seen.insert(kind) {
                look(&browser, role, &path, &mut wrong).await;
            } else {
                check(&browser, role, &path, &mut wrong).await;
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Follows links from the front page, taking a few of each kind of address.
async fn pages(browser: &Browser, role: &str) -> Vec<String> {
    let mut waiting = vec!["/".to_owned()];
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        let kind = kind_of(&path);
        let most = if kind == "/complaints/*" { 9 } else { 1 };
        let count = taken.entry(kind).or_default();
        if *count >= most
            || found.contains(&path)
            || path.contains("/original")
            || path.contains("format=text")
            || path.contains(".csv")
        {
            continue;
        }
        *count += 1;
        found.push(path.clone());
        browser.go(&path).await;
        assert!(
            !browser.text().await.contains("Something went wrong"),
            "{role} {path}"
        );
        let links = browser.script(LINKS).await;
        let mut links: Vec<String> = serde_json::from_value(links).unwrap();
        links.reverse();
        waiting.extend(
            links
                .into_iter()
                .map(|l| l.split('#').next().unwrap_or_default().to_owned())
                .filter(|l| !l.is_empty()),
        );
    }
    found
}

/// An address with its reference and numbers taken out.
fn kind_of(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path
        .split('/')
        .map(|part| {
            if part.starts_with("SC-") || part.parse::<u64>().is_ok() {
                "*"
            } else {
                part
            }
        })
        .collect();
    let name = query.split('=').next().unwrap_or_default();
    let value = if name == "tab" { query } else { name };
    if value.is_empty() {
        parts.join("/")
    } else {
        format!("{}?{value}", parts.join("/"))
    }
}

async fn look(browser: &Browser, role: &str, path: &str, wrong: &mut String) {
    for (width, scheme) in [
        (1280, "light"),
        (1280, "dark"),
        (390, "light"),
        (320, "light"),
        (320, "dark"),
    ] {
        browser.width(width).await;
        browser.scheme(scheme).await;
        let overflow = browser.script(OVERFLOW).await.as_i64().unwrap_or(0);
        if overflow > 0 {
            writeln!(wrong, "{role} {path} at {width}: {overflow} px sideways").unwrap();
        }
        report(browser, &format!("{role} {path} {width} {scheme}"), wrong).await;
    }
    browser.width(1280).await;
    browser.scheme("light").await;
}

async fn check(browser: &Browser, role: &str, path: &str, wrong: &mut String) {
    report(browser, &format!("{role} {path}"), wrong).await;
}

pub async fn report(browser: &Browser, what: &str, wrong: &mut String) {
    browser.page.execute(AXE, vec![]).await.unwrap();
    let found = browser.page.execute_async(RUN, vec![]).await.unwrap();
    let found: Vec<String> = serde_json::from_value(found).unwrap();
    for violation in found {
        writeln!(wrong, "{what}: {violation}").unwrap();
    }
}
