//! A keyboard alone is enough: the skip link comes first, and signing in needs no mouse.
use crate::browser::{Browser, Scripts};
use crate::server::{PASSWORD, Server};
use fantoccini::Locator;
use fantoccini::key::Key;

const FOCUS: &str =
    "const e = document.activeElement; return (e.name || e.id || e.className || e.tagName) + ''";

#[tokio::test(flavor = "multi_thread")]
async fn a_keyboard_alone_is_enough() {
    let server = Server::start();
    let Some(browser) = Browser::open(&server.base, Scripts::On).await else {
        return;
    };
    browser.go("/sign-in").await;
    keys(
        &browser,
        &format!(
            "{}relations@redress.example{}{PASSWORD}{}",
            tab(),
            tab(),
            char::from(Key::Enter)
        ),
    )
    .await;
    for _ in 0..50 {
        if browser.path().await == "/" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(browser.path().await, "/");
    // The skip link is first, and leads to the main part.
    keys(&browser, &tab()).await;
    assert_eq!(browser.script(FOCUS).await, "skip");
    keys(&browser, &char::from(Key::Enter).to_string()).await;
    assert_eq!(browser.script(FOCUS).await, "main");
    // Keys: "/" is the search, "g i" the inbox, "j" the first row, Enter opens it.
    browser.go("/").await;
    keys(&browser, "/").await;
    assert_eq!(browser.script(FOCUS).await, "q");
    browser.go("/").await;
    keys(&browser, "gi").await;
    browser
        .page
        .wait()
        .for_element(Locator::Css("main a.who"))
        .await
        .unwrap();
    assert_eq!(browser.path().await, "/inbox");
    keys(&browser, "j").await;
    assert_eq!(browser.script(FOCUS).await, "who");
    keys(&browser, &char::from(Key::Enter).to_string()).await;
    for _ in 0..50 {
        if browser.path().await.starts_with("/complaints/") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(browser.path().await.starts_with("/complaints/"));
}

fn tab() -> String {
    char::from(Key::Tab).to_string()
}

/// To whatever has the focus.
async fn keys(browser: &Browser, keys: &str) {
    use fantoccini::actions::{InputSource, KeyAction, KeyActions};
    let mut actions = KeyActions::new("keys".to_owned());
    for value in keys.chars() {
        actions = actions
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
    }
    browser.page.perform_actions(actions).await.unwrap();
}
