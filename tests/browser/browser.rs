//! Chromium through ChromeDriver.
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

pub struct Browser {
    pub page: Client,
    pub base: String,
    driver: Child,
    profile: tempfile::TempDir,
}

/// Whether scripts run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scripts {
    On,
    Off,
}

impl Browser {
    /// None, with one line said, where there is no browser; with `CI=true` that is a failure.
    pub async fn open(base: &str, scripts: Scripts) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let name = std::env::var("CHROMEDRIVER").unwrap_or_else(|_| "chromedriver".into());
        let spawned = Command::new(name)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(driver) = spawned else {
            assert!(
                std::env::var("CI").is_err(),
                "CI needs chromium and chromium-driver"
            );
            println!("Left out: no ChromeDriver here, so nothing was tried in a browser");
            return None;
        };
        for _ in 0..200 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .is_ok()
            {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let profile = tempfile::tempdir().unwrap();
        let page = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(profile.path(), scripts))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("a browser session");
        Some(Self {
            page,
            base: base.to_owned(),
            driver,
            profile,
        })
    }
    pub async fn go(&self, path: &str) {
        self.page
            .goto(&format!("{}{path}", self.base))
            .await
            .unwrap();
    }
    pub async fn sign_in(&self, who: &str) {
        self.page.delete_all_cookies().await.unwrap();
        self.go("/sign-in").await;
        self.fill("email", &format!("{who}@redress.example")).await;
        self.fill("password", super::server::PASSWORD).await;
        self.press("Sign in").await;
        assert!(
            !self.path().await.contains("/sign-in"),
            "{who} is signed in"
        );
    }
    /// The present address, without the server.
    pub async fn path(&self) -> String {
        self.page.current_url().await.unwrap().path().to_owned()
    }
    /// Types into a field by its name, over what stands there.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self
            .page
            .find(Locator::Css(&format!("main [name='{name}']")))
            .await;
        let field = field.unwrap_or_else(|_| panic!("no field {name}"));
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }
    /// Chooses from a list by the option's value.
    pub async fn choose(&self, name: &str, value: &str) {
        let option = format!("main select[name='{name}'] option[value='{value}']");
        let option = self
            .page
            .find(Locator::Css(&option))
            .await
            .unwrap_or_else(|_| panic!("no {value} in {name}"));
        option.click().await.unwrap();
    }
    /// Ticks a radio or a box by name and value.
    pub async fn tick(&self, name: &str, value: &str) {
        let css = format!("main input[name='{name}'][value='{value}']");
        let input = self
            .page
            .find(Locator::Css(&css))
            .await
            .unwrap_or_else(|_| panic!("no {name}={value}"));
        if !input.is_selected().await.unwrap() {
            input.click().await.unwrap();
        }
    }
    /// Chooses from a list the first option with these words in it.
    pub async fn choose_words(&self, name: &str, words: &str) {
        let xpath = format!(
            "//main//select[@name='{name}']/option[contains(., '{words}') and not(@disabled)][1]"
        );
        let option = self
            .page
            .find(Locator::XPath(&xpath))
            .await
            .unwrap_or_else(|_| panic!("no {words} in {name}"));
        option.click().await.unwrap();
    }
    /// Presses a label: the radio or box beside a name.
    pub async fn label(&self, words: &str) {
        let xpath = format!("//main//label[contains(., '{words}')][1]");
        let label = self
            .page
            .find(Locator::XPath(&xpath))
            .await
            .unwrap_or_else(|_| panic!("no label {words}"));
        label.click().await.unwrap();
    }
    /// Types a day, month first as the headless browser's own fields want it.
    pub async fn day(&self, name: &str, day: &str) {
        let field = self
            .page
            .find(Locator::Css(&format!("main [name='{name}']")))
            .await;
        field
            .unwrap_or_else(|_| panic!("no field {name}"))
            .send_keys(&day.replace('/', ""))
            .await
            .unwrap();
    }
    pub async fn value(&self, name: &str) -> String {
        let field = self
            .page
            .find(Locator::Css(&format!("main [name='{name}']")))
            .await
            .unwrap();
        field.prop("value").await.unwrap().unwrap_or_default()
    }
    /// Opens what is folded away.
    pub async fn open_details(&self) {
        for summary in self
            .page
            .find_all(Locator::Css("main details:not([open]) > summary"))
            .await
            .unwrap()
        {
            summary.click().await.unwrap();
        }
    }
    /// Presses the first button, or follows the first link, with these words in the page's main part.
    pub async fn press(&self, words: &str) {
        let xpath = format!(
            "(//main//button[contains(normalize-space(.), \"{words}\")] | //main//a[contains(normalize-space(.), \"{words}\")])[1]"
        );
        let found = self.page.find(Locator::XPath(&xpath)).await;
        let path = self.path().await;
        found
            .unwrap_or_else(|_| panic!("nothing to press: {words} on {path}"))
            .click()
            .await
            .unwrap();
        // A submit leaves the page a moment after the press.
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    /// The main part's text; asked again while one page gives way to the next.
    pub async fn text(&self) -> String {
        for _ in 0..50 {
            if let Ok(main) = self.page.find(Locator::Css("main")).await
                && let Ok(text) = main.text().await
            {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the page has no main part")
    }
    #[track_caller]
    pub fn expect(&self, text: &str, words: &str) {
        assert!(text.contains(words), "no {words:?} in: {text}");
    }
    /// A command of Chromium's own protocol.
    pub async fn chrome(&self, cmd: &'static str, params: Value) {
        self.page.issue_cmd(Chrome { cmd, params }).await.unwrap();
    }
    pub async fn width(&self, width: u32) {
        let size =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.chrome("Emulation.setDeviceMetricsOverride", size)
            .await;
    }
    pub async fn scheme(&self, scheme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.chrome("Emulation.setEmulatedMedia", features).await;
    }
    pub async fn script(&self, script: &str) -> Value {
        self.page.execute(script, vec![]).await.unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _gone = self.driver.kill();
        let _reaped = self.driver.wait();
        // A driver that is killed leaves its browser running: it goes by the profile that is only its own.
        let _gone = Command::new("pkill")
            .arg("-f")
            .arg(self.profile.path())
            .status();
    }
}

fn capabilities(profile: &std::path::Path, scripts: Scripts) -> serde_json::Map<String, Value> {
    let binary = std::env::var("CHROME").unwrap_or_else(|_| "/usr/bin/chromium".into());
    let javascript = if scripts == Scripts::On { 1 } else { 2 };
    let caps = json!({ "goog:chromeOptions": {
        "binary": binary,
        "prefs": { "profile.managed_default_content_settings.javascript": javascript },
        "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
            "--window-size=1280,900", "--lang=en-US", "--force-prefers-reduced-motion", format!("--user-data-dir={}", profile.display()),
        ],
    } });
    caps.as_object().unwrap().clone()
}

#[derive(Debug)]
struct Chrome {
    cmd: &'static str,
    params: Value,
}

impl WebDriverCompatibleCommand for Chrome {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }
    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (
            http::Method::POST,
            Some(json!({ "cmd": self.cmd, "params": self.params }).to_string()),
        )
    }
}
