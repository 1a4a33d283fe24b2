//! What somebody typed and has not sent: offered on the page of its form, and named on their first page.
use super::fill::{self, Words};
use super::place::{Place, same_page, token_in};
use super::seal::Keys;
use crate::web::signed_in::SignedIn;
use crate::web::{App, paths};
use actix_web::HttpRequest;
use actix_web::http::{Method, StatusCode};
use chrono::{DateTime, Utc};
use procedure::PersonId;
use procedure::working_time::uk_time;
use storage::open_forms::{self, Mine, SetRow};
use storage::{Connection, StorageError};

/// Characters of what was typed that an offer shows.
const BEGINNING: usize = 80;
/// Where a page's main part begins, in `base.html`.
const MAIN: &str = "<main id=\"main\" tabindex=\"-1\">";

/// What a request has to do with unsent words.
#[derive(Debug, Clone, Default)]
pub struct Unsent {
    /// Of the page that is asked for: the newest of each form.
    offers: Vec<Offer>,
    /// Named in the address: to put back, or sent with its form.
    named: Option<Named>,
}

#[derive(Debug, Clone)]
struct Offer {
    token: String,
    /// The page with these words put back.
    href: String,
    /// "on Tuesday at 14:05"
    when: String,
    begins: String,
}

#[derive(Debug, Clone)]
struct Named {
    token: String,
    place: Place,
    when: String,
    /// Put back; without it the form is only marked.
    words: Option<Words>,
}

/// A set in full.
#[derive(Debug, Clone)]
pub struct Set {
    pub token: String,
    pub place: Place,
    pub saved_at: DateTime<Utc>,
    pub words: Words,
}

#[derive(askama::Template)]
#[template(path = "open_forms/notes.html")]
struct Notes<'a> {
    offers: &'a [Offer],
    named: Option<&'a Named>,
    missing: bool,
    left: &'a Words,
}

/// Whose words, under the key in use.
pub fn mine(app: &App, person: PersonId, now: DateTime<Utc>) -> Mine {
    Mine {
        person,
        key_id: app.forms.id.clone(),
        now,
    }
}

/// What each part of a set is bound to: nobody can be shown the words of another person, form or column.
pub fn bound_to(person: PersonId, form_hash: &str, part: &str) -> String {
    format!("{} {form_hash} {part}", person.0)
}

fn place(keys: &Keys, mine: &Mine, row: &SetRow) -> Option<Place> {
    let bound = bound_to(mine.person, &row.form_hash, "place");
    serde_json::from_slice(&keys.open(&row.place, &bound)?).ok()
}

/// A set of this person in full. None when it is not there, not theirs, or cannot be opened.
pub fn set(
    conn: &mut Connection,
    keys: &Keys,
    mine: &Mine,
    token: &str,
) -> Result<Option<Set>, StorageError> {
    let (row, sealed) = match open_forms::find(conn, mine, token) {
        Ok(found) => found,
        Err(StorageError::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let bound = bound_to(mine.person, &row.form_hash, "words");
    let words = keys
        .open(&sealed, &bound)
        .and_then(|json| serde_json::from_slice(&json).ok());
    Ok(place(keys, mine, &row)
        .zip(words)
        .map(|(place, words)| Set {
            saved_at: row.saved_at(),
            token: row.token,
            place,
            words,
        }))
}

impl Unsent {
    /// For one request of this person.
    pub fn load(
        conn: &mut Connection,
        keys: &Keys,
        mine: &Mine,
        asked: &Asked,
    ) -> Result<Self, StorageError> {
        let mut unsent = Self::default();
        if let Some(token) = &asked.token {
            unsent.named = set(conn, keys, mine, token)?.map(|set| Named {
                when: when(set.saved_at, mine.now),
                words: (asked.get && set.place.page == asked.page).then_some(set.words),
                token: set.token,
                place: set.place,
            });
        }
        if asked.get {
            let page_hash = keys.name(&["page", &asked.page]);
            let mut seen = Vec::new();
            for row in open_forms::of(conn, mine, Some(&page_hash))? {
                let named = asked.token.as_ref() == Some(&row.token);
                if named || seen.contains(&row.form_hash) {
                    continue;
                }
                seen.push(row.form_hash.clone());
                if let Some(set) = set(conn, keys, mine, &row.token)? {
                    unsent.offers.push(Offer {
                        begins: beginning(&set.words),
                        when: when(set.saved_at, mine.now),
                        href: paths::with_words(&set.place.page, &set.token),
                        token: set.token,
                    });
                }
            }
        }
        Ok(unsent)
    }

    /// The page with its form marked or filled, and what there is to say about it above.
    pub fn dress(&self, html: String, status: StatusCode) -> Result<String, askama::Error> {
        let shown = status == StatusCode::OK;
        let Some(named) = &self.named else {
            return self.noted(html, shown, None);
        };
        // A page that came back with errors holds newer words than those that are kept.
        let words = named.words.as_ref().filter(|_| shown);
        let filled = fill::fill(&html, &named.place, &named.token, words);
        if words.is_none() {
            return self.noted(filled.html, shown, None);
        }
        self.noted(
            filled.html,
            shown,
            Some((named, filled.missing, &filled.left)),
        )
    }

    fn noted(
        &self,
        html: String,
        shown: bool,
        back: Option<(&Named, bool, &Words)>,
    ) -> Result<String, askama::Error> {
        if !shown || (self.offers.is_empty() && back.is_none()) {
            return Ok(html);
        }
        let nothing = Words::new();
        let notes = Notes {
            offers: &self.offers,
            named: back.map(|(named, ..)| named),
            missing: back.is_some_and(|(_, missing, _)| missing),
            left: back.map_or(&nothing, |(.., left)| left),
        };
        let notes = askama::Template::render(&notes)?;
        Ok(html.replacen(MAIN, &format!("{MAIN}{notes}"), 1))
    }
}

/// What a request asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// A page is asked for, not something done.
    get: bool,
    page: String,
    token: Option<String>,
}

impl Asked {
    pub fn of(req: &HttpRequest) -> Self {
        Self {
            get: req.method() == Method::GET,
            page: same_page(&req.uri().to_string()),
            token: token_in(req.query_string()),
        }
    }
    /// The address of a page, without what only says what just happened; empty when no page is asked for.
    pub fn page(&self) -> &str {
        if self.get { &self.page } else { "" }
    }
    /// Nothing about unsent words is to be looked up.
    pub fn is_idle(&self) -> bool {
        !self.get && self.token.is_none()
    }
}

/// A line on somebody's first page.
#[derive(Debug, Clone)]
pub struct Line {
    pub token: String,
    pub label: String,
    /// "today at 14:05"
    pub when: String,
}

/// Everything this person has not sent, the newest first; nothing of what is no longer theirs to see.
pub fn lines(conn: &mut Connection, app: &App, who: &SignedIn) -> Result<Vec<Line>, StorageError> {
    let mine = mine(app, who.actor.id, who.now);
    let mut lines = Vec::new();
    for row in open_forms::of(conn, &mine, None)? {
        let Some(place) = place(&app.forms, &mine, &row) else {
            continue;
        };
        // What was put back is kept by two sessions; it is one set of words.
        let known = lines.iter().any(|line: &Line| line.token == row.token);
        if !known && place.is_visible(conn, who)? {
            lines.push(Line {
                label: place.label(),
                when: when(row.saved_at(), who.now),
                token: row.token,
            });
        }
    }
    Ok(lines)
}

/// "today at 14:05", or "on Tuesday at 14:05": words are kept for seven days, so a weekday is enough.
pub fn when(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let day = if uk_time::local_date(at) == uk_time::local_date(now) {
        "today".to_owned()
    } else {
        format!("on {}", uk_time::local(at).format("%A"))
    };
    format!("{day} at {}", uk_time::time(at))
}

/// The beginning of the longest field, on one line.
fn beginning(words: &Words) -> String {
    let longest = words.iter().max_by_key(|(_, value)| value.chars().count());
    let text = longest.map_or("", |(_, value)| value);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= BEGINNING {
        return line;
    }
    let cut: String = line.chars().take(BEGINNING).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, TimeZone};

    #[test]
    fn a_time_is_told_by_its_day() {
        let now = Utc.with_ymd_and_hms(2026, 11, 24, 14, 5, 0).unwrap();
        assert_eq!(when(now, now), "today at 14:05");
        assert_eq!(when(now - Duration::days(1), now), "on Monday at 14:05");
    }

    #[test]
    fn an_offer_begins_as_the_longest_field_does() {
        let words = vec![
            ("date".to_owned(), "2026-11-24".to_owned()),
            (
                "note".to_owned(),
                format!("Rang\n twice {}", "x".repeat(100)),
            ),
        ];
        let begins = beginning(&words);
        assert!(begins.starts_with("Rang twice x") && begins.ends_with('…'));
        assert_eq!(beginning(&Words::new()), "");
    }
}
