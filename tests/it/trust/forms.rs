//! The forms of a page as a browser would send them.
use crate::support::Page;
use scraper::{ElementRef, Html, Selector};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Typed: text, a password, a day, a number.
    Typed,
    /// Chosen or hidden.
    Given,
}

#[derive(Debug, Clone)]
pub struct Form {
    pub action: String,
    /// Name, value, kind; one radio of each name, every box ticked.
    pub fields: Vec<(String, String, Kind)>,
}

impl Form {
    /// Tells it from the forms of other pages.
    pub fn shape(&self) -> String {
        let mut names: Vec<&str> = self.fields.iter().map(|f| f.0.as_str()).collect();
        names.sort_unstable();
        let noun = self.action.split('/').next_back().unwrap_or_default();
        format!("{noun} {}", names.join(","))
    }
    /// With some fields replaced.
    pub fn with(&self, change: impl Fn(&str, &Kind) -> Option<String>) -> Vec<(String, String)> {
        let one = |(name, value, kind): &(String, String, Kind)| {
            let value = change(name, kind).unwrap_or_else(|| value.clone());
            (name.clone(), value)
        };
        self.fields.iter().map(one).collect()
    }
}

/// Every form of a page that changes something.
pub fn forms(page: &Page) -> Vec<Form> {
    let html = Html::parse_document(&page.html);
    let select = |s: &str| Selector::parse(s).unwrap();
    html.select(&select("main form[method=post]"))
        .map(|form| Form {
            action: form.value().attr("action").unwrap_or_default().to_owned(),
            fields: form
                .select(&select("input, textarea, select, button"))
                .filter_map(field)
                .collect(),
        })
        .filter(|form| !form.action.is_empty())
        .map(|mut form| {
            let mut seen = Vec::new();
            form.fields.retain(|(name, _, kind)| {
                let first = *kind == Kind::Typed || !seen.contains(name);
                seen.push(name.clone());
                first
            });
            form
        })
        .collect()
}

fn field(field: ElementRef<'_>) -> Option<(String, String, Kind)> {
    let element = field.value();
    let name = element.attr("name")?.to_owned();
    let value = element.attr("value").unwrap_or_default().to_owned();
    let kind = element.attr("type").unwrap_or("text");
    Some(match element.name() {
        "textarea" => (name, field.text().collect(), Kind::Typed),
        "select" => {
            let options = Selector::parse("option[value]").unwrap();
            let mut options = field.select(&options);
            let chosen = options.find(|o| o.value().attr("value").is_some_and(|v| !v.is_empty()));
            let value = chosen.and_then(|o| o.value().attr("value"));
            (name, value.unwrap_or_default().to_owned(), Kind::Given)
        }
        "button" => (name, value, Kind::Given),
        _ if matches!(kind, "hidden" | "radio" | "checkbox" | "submit") => {
            (name, value, Kind::Given)
        }
        _ => (name, value, Kind::Typed),
    })
}
