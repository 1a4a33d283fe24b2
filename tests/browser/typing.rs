//! What is typed is saved while the session lives and offered after it; at its end nothing stays on the screen.
use crate::axe::report;
use crate::browser::{Browser, Scripts};
use crate::server::{PASSWORD, Server};
use fantoccini::Locator;
use std::time::Duration;

const WORDS: &str = "Rang twice, nobody answered the telephone";
const SAVED: &str = "SELECT count(*) AS n FROM open_forms";
const STORED: &str =
    "return JSON.stringify({ ...sessionStorage }) + JSON.stringify({ ...localStorage })";
const BODY: &str = "return document.title + ' ' + document.body.innerText";
/// As when Back brings a page again, or a machine wakes up: the page asks how long its session lasts.
const WAKE: &str = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))";
const WARNED: &str =
    "return document.querySelector('#ending')?.open === true && document.activeElement.id";

/// Signed in as a member of staff. Out: the page of a note on a complaint that they handle.
async fn note(b: &Browser) -> String {
    b.sign_in("staff").await;
    b.go("/").await;
    let hrefs =
        "return [...document.querySelectorAll('main a.who')].map(a => a.getAttribute('href'))";
    let hrefs: Vec<String> = serde_json::from_value(b.script(hrefs).await).unwrap();
    for href in hrefs {
        let page = format!("{href}/note");
        b.go(&page).await;
        if b.page.find(Locator::Css("[name=note]")).await.is_ok() {
            return page;
        }
    }
    panic!("staff handle no complaint")
}

async fn wait(what: &str, done: impl AsyncFn() -> bool) {
    for _ in 0..150 {
        if done().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not in fifteen seconds: {what}")
}

async fn says(b: &Browser, words: &str) {
    wait(words, async || {
        let body = b.page.execute(BODY, vec![]).await;
        body.is_ok_and(|body| body.as_str().is_some_and(|body| body.contains(words)))
    })
    .await;
}

async fn axe(b: &Browser, what: &str) {
    let mut wrong = String::new();
    for (width, scheme) in [(1280, "light"), (390, "dark")] {
        b.width(width).await;
        b.scheme(scheme).await;
        report(b, &format!("{what} {width} {scheme}"), &mut wrong).await;
    }
    b.width(1280).await;
    b.scheme("light").await;
    assert!(wrong.is_empty(), "{wrong}");
}

/// Signs in on the page that is there, without leaving it first.
async fn sign_in_here(b: &Browser) {
    b.fill("email", "staff@redress.example").await;
    b.fill("password", PASSWORD).await;
    b.press("Sign in").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_is_left_loses_nothing_that_was_typed() {
    let server = Server::start();
    let Some(b) = Browser::open(&server.base, Scripts::On).await else {
        return;
    };
    let note = note(&b).await;
    b.go(&note).await;
    b.fill("note", WORDS).await;
    // Before the next save is due.
    b.go("/account").await;
    wait("the words are saved", async || server.count(SAVED) > 0).await;
    assert_eq!(
        b.script(STORED).await,
        "{}{}",
        "the browser keeps none of it"
    );
    b.go("/").await;
    b.expect(&b.text().await, "Unsent: note on");
    axe(&b, "the first page with unsent words").await;
    b.press("Unsent: note on").await;
    b.expect(&b.text().await, WORDS);
    axe(&b, "unsent words to read").await;
    b.go(&note).await;
    b.expect(&b.text().await, "You were typing here today at 10:4");
    assert_eq!(b.value("note").await, "");
    axe(&b, "an offer").await;
    b.press("Put it back").await;
    assert_eq!(b.value("note").await, WORDS);
    axe(&b, "words put back").await;
    b.press("Add the note").await;
    assert!(!b.path().await.ends_with("/note"), "{}", b.text().await);
    assert_eq!(server.count(SAVED), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_told_before_and_hides_the_page_after() {
    let server = Server::start();
    let Some(b) = Browser::open(&server.base, Scripts::On).await else {
        return;
    };
    let note = note(&b).await;
    b.go(&note).await;
    b.fill("note", WORDS).await;
    wait("the words are saved", async || server.count(SAVED) > 0).await;
    let told = b.text().await;
    // A minute and a half before the end by the idle limit of half an hour.
    server.sql("UPDATE sessions SET seen_at = datetime(seen_at, '-1710 seconds')");
    b.script(WAKE).await;
    wait("the warning", async || {
        b.script(WARNED).await == "ending-title"
    })
    .await;
    says(&b, "You will be signed out at 10:4").await;
    axe(&b, "the warning").await;
    let stay = b
        .page
        .find(Locator::Css("#ending button:not([hidden])"))
        .await;
    stay.unwrap().click().await.unwrap();
    let used = "SELECT count(*) AS n FROM sessions WHERE ended_at IS NULL AND seen_at > '2026-11-24 10:40:00'";
    wait("the session is in use", async || server.count(used) > 0).await;
    assert_eq!(b.script(WARNED).await, false);
    assert_eq!(b.value("note").await, WORDS, "the page is as it was");
    // Five seconds before the end. Nobody presses anything.
    server.sql("UPDATE sessions SET seen_at = datetime(seen_at, '-1795 seconds')");
    b.script(WAKE).await;
    says(&b, "Signed out · Redress").await;
    says(&b, "You have been signed out").await;
    says(&b, "Your words up to 10:4").await;
    let left = b.script(BODY).await;
    let left = left.as_str().unwrap();
    assert!(
        !told.is_empty() && left.len() < 250,
        "nothing else is left: {left}"
    );
    assert_eq!(b.path().await, "/sign-in");
    axe(&b, "signed out").await;
    b.press("Sign in").await;
    sign_in_here(&b).await;
    assert_eq!(b.path().await, note);
    b.expect(&b.text().await, "You were typing here today at 10:4");
}

/// Keeps the saves of a page back until the next page is there, as a slow connection does.
const HOLD: &str = "const real = window.fetch; let held;
    window.fetch = (to, what) => to === '/open-forms' ? new Promise(() => { held = what; }) : real(to, what);
    addEventListener('pagehide', () => held && real('/open-forms', { ...held, keepalive: true }));";

/// The last key and the press of the button are closer together than a save and its answer.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_at_once_is_not_called_unsent() {
    let server = Server::start();
    let Some(b) = Browser::open(&server.base, Scripts::On).await else {
        return;
    };
    let note = note(&b).await;
    let page = format!("{}{note}", server.base);
    // At once; while the timer of a save runs out; while the save itself is on its way.
    for (n, pause) in [0, 600, 790, 800, 810, 830].into_iter().enumerate() {
        b.page.goto(&page).await.unwrap();
        let send = format!(
            "const field = document.querySelector('main [name=note]'), form = field.form;
             field.value = 'Sent {pause} ms after the last key';
             field.dispatchEvent(new Event('input', {{ bubbles: true }}));
             setTimeout(() => form.querySelector('.btn--primary').click(), {pause});"
        );
        b.script(&send).await;
        wait("the note is sent", async || {
            b.path().await == note.trim_end_matches("/note")
        })
        .await;
        let written = "SELECT count(*) AS n FROM events WHERE facts LIKE '%ms after the last key%'";
        assert_eq!(server.count(written), i64::try_from(n).unwrap() + 1);
        // Long enough for what was still on its way.
        tokio::time::sleep(Duration::from_millis(1200)).await;
        assert_eq!(server.count(SAVED), 0, "sent after {pause} ms");
        b.go(&note).await;
        assert!(!b.text().await.contains("You were typing here"));
    }
    // A save that arrives after the form was taken.
    b.go(&note).await;
    b.script(HOLD).await;
    b.fill("note", "Sent before its save").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    b.press("Add the note").await;
    wait("the note is sent", async || {
        !b.path().await.ends_with("/note")
    })
    .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(server.count(SAVED), 0, "saved after it was sent");
    // A form that comes back with an error goes on under its token, whatever was on its way.
    b.go(&note).await;
    b.script(HOLD).await;
    b.fill("note", " ").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    b.press("Add the note").await;
    says(&b, "There is a problem").await;
    wait("the late save", async || server.count(SAVED) == 1).await;
    b.fill("note", "Rang in the end").await;
    b.press("Add the note").await;
    wait("the note is sent", async || {
        !b.path().await.ends_with("/note")
    })
    .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(server.count(SAVED), 0, "sent after an error");
}

/// f22: a note is typed, another tab signs out, the note is sent, somebody signs in again.
#[tokio::test(flavor = "multi_thread")]
async fn signing_out_in_another_tab_hides_this_one_and_loses_nothing() {
    let server = Server::start();
    let Some(b) = Browser::open(&server.base, Scripts::On).await else {
        return;
    };
    let note = note(&b).await;
    b.go(&note).await;
    b.fill("note", WORDS).await;
    wait("the words are saved", async || server.count(SAVED) > 0).await;
    let first = b.page.window().await.unwrap();
    let second = b.page.new_window(true).await.unwrap().handle;
    b.page.switch_to_window(second).await.unwrap();
    b.go("/").await;
    let out = b.page.find(Locator::Css(".rail__signout")).await.unwrap();
    out.click().await.unwrap();
    wait("signed out", async || b.path().await == "/sign-in").await;
    b.page.switch_to_window(first).await.unwrap();
    says(&b, "You have been signed out").await;
    b.press("Sign in").await;
    sign_in_here(&b).await;
    assert_eq!(b.path().await, note);
    // Ended by somebody else, of which no tab tells another.
    b.press("Put it back").await;
    b.fill("note", "Rang again").await;
    wait("saved again", async || {
        server.count("SELECT count(*) AS n FROM open_forms WHERE session_hash IN (SELECT key_hash FROM sessions WHERE ended_at IS NULL)") > 0
    })
    .await;
    server.sql("UPDATE sessions SET ended_at = seen_at");
    b.press("Add the note").await;
    b.expect(&b.text().await, "What you typed up to 10:4");
    axe(&b, "sent with a session that had ended").await;
    b.press("Sign in").await;
    sign_in_here(&b).await;
    b.press("Put it back").await;
    assert_eq!(b.value("note").await, "Rang again");
    b.press("Add the note").await;
    assert!(!b.path().await.ends_with("/note"), "{}", b.text().await);
    assert_eq!(server.count(SAVED), 0);
}

/// Without scripts nothing is saved on the way; the browser sends the form again, as the page says it does.
#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_the_browser_sends_the_form_again() {
    let server = Server::start();
    let Some(b) = Browser::open(&server.base, Scripts::Off).await else {
        return;
    };
    let note = note(&b).await;
    b.go(&note).await;
    b.fill("note", WORDS).await;
    server.sql("UPDATE sessions SET ended_at = seen_at");
    b.press("Add the note").await;
    b.expect(&b.text().await, "your browser still has it");
    let first = b.page.window().await.unwrap();
    let second = b.page.new_window(true).await.unwrap().handle;
    b.page.switch_to_window(second).await.unwrap();
    b.go("/sign-in").await;
    sign_in_here(&b).await;
    b.page.switch_to_window(first).await.unwrap();
    b.page.refresh().await.unwrap();
    wait("the complaint", async || !b.path().await.ends_with("/note")).await;
    let written = "SELECT count(*) AS n FROM events WHERE facts LIKE '%Rang twice, nobody%'";
    assert_eq!(server.count(written), 1);
}
