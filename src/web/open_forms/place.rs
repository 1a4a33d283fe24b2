//! Where a form stands: its page, the address it is sent to, and what tells it from others there.
use crate::web::sessions::sign_in::our_own;
use crate::web::signed_in::SignedIn;
use crate::web::told::{DONE, FROM};
use procedure::{ComplainantId, MailId, Reference, Screen, opens};
use serde::{Deserialize, Serialize};
use storage::lists::{self, Filter};
use storage::{Connection, StorageError, mail};

/// The parameter that names a set of unsent words: on a page, it puts them back; on a form, they are sent with it.
pub const PARAMETER: &str = "words";
/// Parameters that only say what just happened: with or without them it is the same page.
const PASSING: [&str; 7] = [
    PARAMETER, "saved", DONE, FROM, "taken", "nothing", "printed",
];
/// The most that each part may be, in bytes.
const LONGEST: usize = 500;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The address of the page, without what only passes by (`PASSING`).
    pub page: String,
    /// Where the form is sent; empty when that is the page itself.
    pub action: String,
    /// The value of the form's hidden `what`, else the name of its first text field.
    pub what: String,
}

impl Place {
    /// As a page's script says it; None when it cannot be one of ours.
    pub fn read(page: &str, action: &str, what: &str) -> Option<Self> {
        let page = same_page(&our_own(page));
        let action = same_page(action);
        let fits = !page.is_empty()
            && (action.is_empty() || our_own(&action) == action)
            && what.len() <= LONGEST;
        fits.then(|| Self {
            page,
            action,
            what: what.to_owned(),
        })
    }

    /// In words, such as "note on SC-2026-000123". Nothing that was typed is in it.
    pub fn label(&self) -> String {
        // A row of a board has a form of its own, sent to its complaint.
        let named = match segments(&self.action).as_slice() {
            ["complaints", reference, _] if Reference::parse(reference).is_some() => &self.action,
            _ => &self.page,
        };
        match segments(named).as_slice() {
            ["complaints", "new"] => "a new complaint".to_owned(),
            ["complaints", "on-the-spot"] => "an on-the-spot attempt".to_owned(),
            ["complaints", reference, noun] => format!("{} on {reference}", noun.replace('-', " ")),
            ["complaints", reference] => format!("complaint {reference}"),
            ["inbox", ..] => "a message in the inbox".to_owned(),
            ["complainants", ..] => "a restriction".to_owned(),
            ["administration", page, ..] => format!("administration, {page}"),
            [board] => (*board).to_owned(),
            _ => "a form".to_owned(),
        }
    }

    /// Whether this person may still see what the form is about.
    pub fn is_visible(&self, conn: &mut Connection, who: &SignedIn) -> Result<bool, StorageError> {
        Ok(is_visible(conn, &self.page, who)? && is_visible(conn, &self.action, who)?)
    }
}

/// The address of a page without what only says what just happened.
pub fn same_page(address: &str) -> String {
    let address = address.split('#').next().unwrap_or_default();
    let Some((path, query)) = address.split_once('?') else {
        return address.to_owned();
    };
    let stays = |pair: &&str| !PASSING.contains(&pair.split('=').next().unwrap_or_default());
    let query: Vec<&str> = query.split('&').filter(stays).collect();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", query.join("&"))
    }
}

/// The token in the query of an address, if it is one.
pub fn token_in(query: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, token) = pairs.find(|(name, _)| *name == PARAMETER)?;
    is_token(token).then(|| token.to_owned())
}

/// 128 bits in hexadecimal digits.
pub fn is_token(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn segments(address: &str) -> Vec<&str> {
    let path = address.split('?').next().unwrap_or_default();
    path.split('/').filter(|part| !part.is_empty()).collect()
}

fn is_visible(conn: &mut Connection, address: &str, who: &SignedIn) -> Result<bool, StorageError> {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let message = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("mail="))
        .and_then(|id| id.parse().ok());
    match segments(address).as_slice() {
        ["complaints", "new" | "on-the-spot"] => {
            message.map_or(Ok(true), |id| sees_message(conn, id, who))
        }
        ["complaints", reference, ..] => match Reference::parse(reference) {
            Some(reference) => lists::exists(conn, &who.actor, &reference),
            None => Ok(false),
        },
        ["inbox", "mail", id, ..] => id
            .parse()
            .map_or(Ok(false), |id| sees_message(conn, id, who)),
        ["complainants", id, ..] => {
            let filter = Filter {
                complainant: Some(ComplainantId(id.parse().unwrap_or_default())),
                ..Filter::default()
            };
            let (rows, _) = lists::page(conn, &who.actor, &filter, None, 1, who.now)?;
            Ok(!rows.is_empty())
        }
        ["administration", ..] => Ok(opens(Screen::Administration, &who.actor)),
        _ => Ok(true),
    }
}

fn sees_message(conn: &mut Connection, id: i64, who: &SignedIn) -> Result<bool, StorageError> {
    match mail::find(conn, MailId(id), &who.actor) {
        Ok(_) => Ok(true),
        Err(StorageError::NotFound) => Ok(false),
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "00112233445566778899aabbccddeeff";

    #[test]
    fn a_page_is_the_same_whatever_just_happened() {
        for (address, page) in [
            ("/a?saved=yes", "/a"),
            ("/a?mail=5&words=1&done=x#top", "/a?mail=5"),
            ("/a?step=b", "/a?step=b"),
        ] {
            assert_eq!(same_page(address), page);
        }
        assert_eq!(token_in(&format!("a=b&words={TOKEN}")).unwrap(), TOKEN);
        assert!(token_in("words=1%27").is_none());
    }

    #[test]
    fn only_places_of_ours_are_read() {
        assert!(Place::read("//evil.example", "", "").is_none());
        assert!(Place::read("/a", "//evil.example", "").is_none());
        assert!(Place::read("/a", "", &"x".repeat(501)).is_none());
        let place = Place::read("/a?saved=yes", &format!("/b?words={TOKEN}"), "x").unwrap();
        assert_eq!((place.page.as_str(), place.action.as_str()), ("/a", "/b"));
    }

    #[test]
    fn a_place_is_named_without_what_was_typed() {
        let label = |page: &str, action: &str| Place::read(page, action, "").unwrap().label();
        let hand_back = "/complaints/SC-2026-000123/hand-back";
        assert_eq!(label(hand_back, hand_back), "hand back on SC-2026-000123");
        let row = "/complaints/SC-2026-000123/assignment";
        assert_eq!(
            label("/assignment?area=1", row),
            "assignment on SC-2026-000123"
        );
        assert_eq!(label("/complaints/new?mail=5", ""), "a new complaint");
        assert_eq!(
            label("/administration/people/3", ""),
            "administration, people"
        );
    }
}
