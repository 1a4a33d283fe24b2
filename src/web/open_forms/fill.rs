//! Puts words back into the form they were typed in, in a page as it was rendered.
use super::place::{Place, same_page};
use super::tags::{Tag, escaped, tags};
use crate::web::paths;
use std::collections::HashMap;
use std::ops::Range;

/// The typed fields, in the order of the form.
pub type Words = Vec<(String, String)>;

/// A page with its form marked, and filled where that was asked for.
#[derive(Debug)]
pub struct Filled {
    pub html: String,
    /// The form is not on this page.
    pub missing: bool,
    /// Words for which the form has no place now.
    pub left: Words,
}

/// Marks the form at `place` as the one whose words are kept under `token`, so that they are forgotten once they are
/// sent; with `words`, fills it.
pub fn fill(html: &str, place: &Place, token: &str, words: Option<&Words>) -> Filled {
    let tags = tags(html);
    let names: Vec<&str> = words.map_or_else(Vec::new, |words| {
        words.iter().map(|(name, _)| name.as_str()).collect()
    });
    let Some(form) = form_at(&tags, place, &names) else {
        return Filled {
            html: html.to_owned(),
            missing: true,
            left: words.cloned().unwrap_or_default(),
        };
    };
    let mut edits = vec![marked(form, place, token)];
    let mut left = Words::new();
    if let Some(words) = words {
        left = put_back(form, words, &mut edits);
    }
    Filled {
        html: edited(html, edits),
        missing: false,
        left,
    }
}

type Edit = (Range<usize>, String);

fn marked(form: &[Tag<'_>], place: &Place, token: &str) -> Edit {
    let Some(tag) = form.first() else {
        return (0..0, String::new());
    };
    let to = if place.action.is_empty() {
        &place.page
    } else {
        &place.action
    };
    let set = [
        ("action", paths::with_words(to, token)),
        ("data-words", token.to_owned()),
        ("data-page", place.page.clone()),
    ];
    let set = set.each_ref().map(|(name, value)| (*name, value.as_str()));
    (tag.at.clone(), tag.written(&set, ""))
}

fn edited(html: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(at, _)| at.start);
    let mut out = String::with_capacity(html.len() + 1000);
    let mut from = 0;
    for (at, text) in edits {
        out.push_str(html.get(from..at.start).unwrap_or_default());
        out.push_str(&text);
        from = at.end;
    }
    out.push_str(html.get(from..).unwrap_or_default());
    out
}

/// The tags of the form, from its own to its end. Of several that could be it, the one with most of the names.
fn form_at<'t, 'a>(tags: &'t [Tag<'a>], place: &Place, names: &[&str]) -> Option<&'t [Tag<'a>]> {
    let starts = tags.iter().enumerate().filter(|(_, tag)| {
        tag.name == "form" && !tag.closes && tag.value("method").eq_ignore_ascii_case("post")
    });
    let forms = starts.filter_map(|(at, _)| {
        let rest = tags.get(at..)?;
        let end = rest
            .iter()
            .position(|tag| tag.name == "form" && tag.closes)?;
        rest.get(..end)
    });
    let at_address = forms.filter(|form| {
        let action = form.first().map(|tag| same_page(&tag.value("action")));
        action.is_some_and(|action| action == place.action)
    });
    at_address
        .filter(|form| what(form) == place.what)
        .max_by_key(|form| {
            let has = |name: &&&str| form.iter().any(|tag| tag.value("name") == **name);
            names.iter().filter(has).count()
        })
}

/// What tells a form from others at the same address; the page's script says the same.
fn what(form: &[Tag<'_>]) -> String {
    let hidden = form.iter().find(|tag| {
        tag.name == "input" && tag.value("name") == "what" && tag.value("type") == "hidden"
    });
    let typed = |tag: &&Tag<'_>| {
        let text = tag.name == "input" && matches!(tag.value("type").as_str(), "" | "text");
        !tag.closes && (tag.name == "textarea" || text)
    };
    match hidden {
        Some(hidden) => hidden.value("value"),
        None => form
            .iter()
            .find(typed)
            .map_or_else(String::new, |tag| tag.value("name")),
    }
}

/// Fills every field. Out: what found no place.
fn put_back(form: &[Tag<'_>], words: &Words, edits: &mut Vec<Edit>) -> Words {
    let mut left = words.clone();
    // Fields of one name are filled in turn.
    let mut turns: HashMap<String, usize> = HashMap::new();
    for (at, tag) in form.iter().enumerate() {
        if tag.closes || !tag.has("name") {
            continue;
        }
        let name = tag.value("name");
        let turn = turns.entry(name.clone()).or_default();
        let next = words.iter().filter(|(n, _)| *n == name).nth(*turn);
        let is = |value: &str| words.iter().any(|(n, v)| *n == name && v == value);
        match (tag.name, tag.value("type").as_str()) {
            ("input", "checkbox") => {
                let value = tag.value("value");
                edits.push(chosen(tag, "checked", is(&value)));
                left.retain(|(n, v)| !(*n == name && *v == value));
            }
            ("input", "radio") if next.is_some() => {
                let value = tag.value("value");
                edits.push(chosen(tag, "checked", is(&value)));
                left.retain(|(n, v)| !(*n == name && *v == value));
            }
            ("input", "hidden" | "submit" | "button" | "password" | "file" | "radio") => {}
            ("input", _) => {
                if let Some((_, value)) = next {
                    edits.push((tag.at.clone(), tag.written(&[("value", value)], "")));
                    *turn += 1;
                    taken(&mut left, &name);
                }
            }
            ("textarea", _) => {
                if let (Some((_, value)), Some(end)) = (next, form.get(at + 1)) {
                    edits.push((tag.at.end..end.at.start, format!("\n{}", escaped(value))));
                    *turn += 1;
                    taken(&mut left, &name);
                }
            }
            ("select", _) => {
                if let Some((_, value)) = next
                    && select(form.get(at + 1..).unwrap_or_default(), value, edits)
                {
                    *turn += 1;
                    taken(&mut left, &name);
                }
            }
            _ => {}
        }
    }
    left.retain(|(_, value)| !value.trim().is_empty());
    left
}

fn taken(left: &mut Words, name: &str) {
    if let Some(at) = left.iter().position(|(n, _)| n == name) {
        left.remove(at);
    }
}

fn chosen(tag: &Tag<'_>, how: &str, on: bool) -> Edit {
    let set = [(how, "")];
    let set = if on { set.as_slice() } else { &[] };
    (tag.at.clone(), tag.written(set, how))
}

/// Chooses an option, if it is there.
fn select(rest: &[Tag<'_>], value: &str, edits: &mut Vec<Edit>) -> bool {
    let inside = rest.iter().take_while(|tag| tag.name != "select");
    let options: Vec<&Tag<'_>> = inside
        .filter(|tag| tag.name == "option" && !tag.closes)
        .collect();
    if !options.iter().any(|option| option.value("value") == value) {
        return false;
    }
    let edit = |option: &&Tag<'_>| chosen(option, "selected", option.value("value") == value);
    edits.extend(options.iter().map(edit));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "00112233445566778899aabbccddeeff";
    const PAGE: &str = concat!(
        "<form method=\"post\" action=\"/sign-out\"><button>x</button></form>",
        "<form method=\"post\" action=\"/a\"><input type=\"hidden\" name=\"version\" value=\"3\">",
        "<textarea name=\"note\">\nold</textarea><input name=\"n\" value=\"1\"><input name=\"n\" value=\"2\">",
        "<input type=\"radio\" name=\"r\" value=\"a\" checked><input type=\"radio\" name=\"r\" value=\"b\">",
        "<input type=\"checkbox\" name=\"c\" value=\"yes\" checked>",
        "<select name=\"s\"><option value=\"\">-</option><option value=\"x&#38;y\">X</option></select></form>",
        "<form method=\"post\" action=\"/a\"><input type=\"text\" name=\"reason\"></form>",
    );

    fn place(what: &str) -> Place {
        Place::read("/page", "/a", what).unwrap()
    }

    fn words(pairs: &[(&str, &str)]) -> Words {
        let owned = |(n, v): &(&str, &str)| ((*n).to_owned(), (*v).to_owned());
        pairs.iter().map(owned).collect()
    }

    #[test]
    fn every_kind_of_field_is_filled() {
        let typed = words(&[
            ("note", "</textarea><b>new & \"more\""),
            ("n", "one"),
            ("n", "two"),
            ("r", "b"),
            ("s", "x&y"),
            ("gone", "kept for reading"),
            ("blank", " "),
        ]);
        let filled = fill(PAGE, &place("note"), TOKEN, Some(&typed));
        for part in [
            "<form method=\"post\" action=\"/a?words=00112233445566778899aabbccddeeff\" data-words=\"00112233445566778899aabbccddeeff\" data-page=\"/page\">",
            "name=\"version\" value=\"3\"",
            "\n&#60;/textarea&#62;&#60;b&#62;new &#38; &#34;more&#34;</textarea>",
            "<input name=\"n\" value=\"one\"><input name=\"n\" value=\"two\">",
            "name=\"r\" value=\"a\"><input type=\"radio\" name=\"r\" value=\"b\" checked=\"\">",
            "<input type=\"checkbox\" name=\"c\" value=\"yes\">",
            "<option value=\"x&#38;y\" selected=\"\">",
        ] {
            assert!(filled.html.contains(part), "{part} {}", filled.html);
        }
        assert_eq!(filled.left, words(&[("gone", "kept for reading")]));
        assert!(!filled.missing);
    }

    #[test]
    fn of_two_forms_at_one_address_the_right_one_is_taken() {
        let typed = words(&[("reason", "because")]);
        let filled = fill(PAGE, &place("reason"), TOKEN, Some(&typed));
        assert!(filled.html.contains("name=\"reason\" value=\"because\""));
        assert!(filled.html.contains("\nold</textarea>"));
        assert_eq!(filled.html.matches("data-words").count(), 1);
    }

    #[test]
    fn a_choice_that_is_gone_and_a_form_that_is_gone_lose_nothing() {
        let typed = words(&[("s", "z"), ("r", "q")]);
        let filled = fill(PAGE, &place("note"), TOKEN, Some(&typed));
        assert_eq!(filled.left, typed);
        let filled = fill(PAGE, &place("other"), TOKEN, Some(&typed));
        assert!(filled.missing);
        assert_eq!((filled.html.as_str(), filled.left), (PAGE, typed));
    }

    #[test]
    fn without_words_the_form_is_only_marked() {
        let filled = fill(PAGE, &place("note"), TOKEN, None);
        assert!(filled.html.contains("data-page=\"/page\""));
        assert!(filled.html.contains("\nold</textarea>"));
    }
}
