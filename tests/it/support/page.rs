//! What came back.
use actix_web::body::MessageBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use scraper::{Html, Selector};

#[derive(Debug, Clone)]
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub location: Option<String>,
    pub html: String,
}

impl Page {
    pub async fn read<B: MessageBody>(res: ServiceResponse<B>) -> Self {
        let status = res.status();
        let headers = res.headers().clone();
        let location = headers
            .get("location")
            .map(|v| v.to_str().unwrap().to_owned());
        let body = actix_web::body::to_bytes(res.into_body())
            .await
            .map_err(|_| "a body that cannot be read")
            .unwrap();
        Self {
            status,
            headers,
            location,
            html: String::from_utf8_lossy(&body).into_owned(),
        }
    }
    pub async fn of_error(error: &actix_web::Error) -> Self {
        let res = error.error_response();
        let (status, headers) = (res.status(), res.headers().clone());
        let location = headers
            .get("location")
            .map(|v| v.to_str().unwrap().to_owned());
        let body = actix_web::body::to_bytes(res.into_body())
            .await
            .unwrap_or_default();
        Self {
            status,
            headers,
            location,
            html: String::from_utf8_lossy(&body).into_owned(),
        }
    }
    /// The text of everything a selector finds, spaces folded.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.html);
        html.select(&Selector::parse(selector).unwrap())
            .map(|e| fold(&e.text().collect::<String>()))
            .collect()
    }
    pub fn text(&self, selector: &str) -> String {
        self.all(selector).into_iter().next().unwrap_or_default()
    }
    /// The names of fields that begin so, each once.
    pub fn names(&self, begin: &str) -> Vec<String> {
        let html = Html::parse_document(&self.html);
        let fields = Selector::parse("[name]").unwrap();
        let mut names: Vec<String> = html
            .select(&fields)
            .filter_map(|field| field.value().attr("name"))
            .filter(|name| name.starts_with(begin))
            .map(ToOwned::to_owned)
            .collect();
        names.dedup();
        names
    }
    /// Where it leads on to, without what the page there needs to say what was done.
    pub fn leads_to(&self) -> Option<String> {
        let (path, query) = self
            .location
            .as_ref()?
            .split_once('?')
            .unwrap_or((self.location.as_ref()?, ""));
        let told = |pair: &&str| pair.starts_with("done=SC-") || pair.starts_with("from=");
        let other: Vec<&str> = query.split('&').filter(|pair| !told(pair)).collect();
        Some(
            [path, &other.join("&")]
                .join("?")
                .trim_end_matches('?')
                .to_owned(),
        )
    }
    /// Where the first link found leads.
    pub fn link(&self, selector: &str) -> Option<String> {
        self.attribute(selector, "href")
    }
    /// An attribute of the first element found.
    pub fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let html = Html::parse_document(&self.html);
        let found = html.select(&Selector::parse(selector).unwrap()).next()?;
        found.value().attr(name).map(ToOwned::to_owned)
    }
    /// An attribute of everything found.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let html = Html::parse_document(&self.html);
        html.select(&Selector::parse(selector).unwrap())
            .filter_map(|e| e.value().attr(name).map(ToOwned::to_owned))
            .collect()
    }
    /// The summary of errors leads down the page: each to a field that is there, after the one before.
    #[track_caller]
    pub fn errors_follow_the_page(&self) {
        let wrong = self.errors_out_of_order();
        assert!(wrong.is_none(), "not in the order of the page: {wrong:?}");
    }
    /// The summary's links, when they do not lead down the page.
    pub fn errors_out_of_order(&self) -> Option<Vec<String>> {
        let ids = self.attributes("[id]", "id");
        let place = |link: &String| ids.iter().position(|id| *id == link[1..]);
        let links = self.attributes(".summary-err a", "href");
        let places: Vec<_> = links.iter().map(place).collect();
        let follow = places.iter().all(Option::is_some) && places.is_sorted();
        (!follow).then_some(links)
    }
    /// The value of a field by name: what a person sees typed in it.
    pub fn value(&self, name: &str) -> String {
        let html = Html::parse_document(&self.html);
        let field = |s: String| html.select(&Selector::parse(&s).unwrap()).next();
        if let Some(area) = field(format!("textarea[name='{name}']")) {
            return area
                .text()
                .collect::<String>()
                .trim_start_matches('\n')
                .to_owned();
        }
        if let Some(chosen) = field(format!("select[name='{name}'] option[selected]")) {
            return chosen.value().attr("value").unwrap_or_default().to_owned();
        }
        if let Some(radio) = field(format!("input[name='{name}'][checked]")) {
            return radio.value().attr("value").unwrap_or_default().to_owned();
        }
        field(format!("input[name='{name}']"))
            .and_then(|f| f.value().attr("value").map(ToOwned::to_owned))
            .unwrap_or_default()
    }
    #[track_caller]
    pub fn says(&self, words: &str) {
        assert!(
            fold(&self.html).contains(words),
            "{} without {words:?}: {}",
            self.status,
            self.text("main")
        );
    }
    #[track_caller]
    pub fn says_not(&self, words: &str) {
        assert!(
            !fold(&self.html).contains(words),
            "{} with {words:?}",
            self.status
        );
    }
    #[track_caller]
    pub fn is(&self, status: u16) {
        assert_eq!(self.status.as_u16(), status, "{}", self.text("main"));
    }
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
