//! A form as a browser would send it back.
use scraper::{Html, Selector};

/// Every field of the page's form with this action, as it stands; `form` is the end of the action.
pub fn fields(html: &str, form: &str) -> Vec<(String, String)> {
    let page = Html::parse_document(html);
    let all = Selector::parse("input[name], textarea[name], select[name]").unwrap();
    let chosen = Selector::parse("option[selected]").unwrap();
    let forms = Selector::parse("form").unwrap();
    let own = page
        .select(&forms)
        .filter(|f| f.value().attr("method") == Some("post"))
        .find(|f| f.value().attr("action").unwrap_or(form).ends_with(form));
    let id = own.and_then(|f| f.value().attr("id")).unwrap_or("?");
    let inside = own
        .into_iter()
        .flat_map(|f| f.select(&all).collect::<Vec<_>>());
    let outside = page
        .select(&all)
        .filter(|e| e.value().attr("form") == Some(id));
    let value = |e: scraper::ElementRef| match e.value().name() {
        "textarea" => Some(e.text().collect()),
        "select" => {
            let option = e.select(&chosen).next();
            Some(
                option
                    .and_then(|o| o.value().attr("value"))
                    .unwrap_or_default()
                    .to_owned(),
            )
        }
        _ => {
            let kind = e.value().attr("type").unwrap_or("text");
            let off = ["radio", "checkbox"].contains(&kind) && e.value().attr("checked").is_none();
            let value = e.value().attr("value").unwrap_or_default();
            (!off && kind != "file").then(|| value.to_owned())
        }
    };
    inside
        .chain(outside)
        .filter_map(|e| Some((e.value().attr("name")?.to_owned(), value(e)?)))
        .collect()
}

/// The names of its text areas.
pub fn areas(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let all = Selector::parse("textarea[name]").unwrap();
    let names = page.select(&all).filter_map(|e| e.value().attr("name"));
    names.map(str::to_owned).collect()
}

/// The form with these words in each of its text areas, and this button pressed.
pub fn with_words(html: &str, form: &str, words: &str, act: &str) -> Vec<(String, String)> {
    let areas = areas(html);
    let mut all = fields(html, form);
    all.retain(|(name, _)| name != "act" && !areas.contains(name));
    all.extend(areas.into_iter().map(|name| (name, words.to_owned())));
    all.push(("act".to_owned(), act.to_owned()));
    all
}

pub fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect()
}
