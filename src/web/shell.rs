//! What stands around every page: who is signed in, where they can go, and the time.
use crate::web::sessions::time_left::TimeLeft;
use crate::web::told::Told;
use chrono::{DateTime, Utc};
use procedure::working_time::{Calendar, uk_time};
use procedure::{Actor, Screen, opens};
use storage::deliveries::{self, Asked, Scope};
use storage::people::Person;
use storage::queues::{self, Count};
use storage::workload::{self, Cuts};
use storage::{Connection, Result, data_protection, home, inbox, unowned};

/// Carried into `base.html` by `page::render`.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// Tells one person's pages from another's in the same tab.
    pub person: i64,
    pub name: String,
    pub initials: String,
    pub title: String,
    pub theme: String,
    pub shortcuts: bool,
    pub administrator: bool,
    /// What an administrator has to see to, a sentence each.
    pub troubles: Vec<String>,
    pub links: Vec<NavLink>,
    /// What of the page could not be read; it stands above it.
    pub unreadable: Vec<String>,
    /// The link of the page being shown.
    pub here: &'static str,
    /// "Tue 24 Nov 2026, 10:40"
    pub now: String,
    /// "clocks running until 17:00", or when they start again.
    pub clocks: String,
    pub open: bool,
    /// "Mon to Fri, 09:00 to 17:00, bank holidays excluded"
    pub week: String,
    /// What is left of the session.
    pub left: TimeLeft,
    /// What they did a moment ago.
    pub told: Option<Told>,
    /// Seconds after which the page is asked for again; none for a page that stays right.
    pub again: Option<i64>,
}

/// One line of the rail.
#[derive(Debug, Clone)]
pub struct NavLink {
    pub href: &'static str,
    pub icon: &'static str,
    pub label: &'static str,
    pub group: &'static str,
    /// The group's name stands above its first link.
    pub first_of_group: bool,
    pub count: Option<Count>,
    /// It has a count, and that cannot be read.
    pub uncounted: bool,
}

/// The rail's link for an address: the page itself, or the list it belongs to.
pub fn here(path: &str) -> &'static str {
    const SECTIONS: [&str; 17] = [
        "/inbox",
        "/unowned",
        "/data-protection",
        "/assignment",
        "/escalation",
        "/complaints",
        "/complainants",
        "/undelivered",
        "/post",
        "/orders",
        "/reports",
        "/administration/people",
        "/administration/areas",
        "/administration/calendar",
        "/administration/organisation",
        "/administration/letters",
        "/administration/system",
    ];
    if path == "/" {
        return "/";
    }
    // Logging and triage are work of the inbox, wherever they stand in the addresses.
    let of_the_inbox = ["/complaints/new", "/complaints/on-the-spot"].contains(&path)
        || path.ends_with("/acknowledgement");
    if of_the_inbox {
        return "/inbox";
    }
    SECTIONS
        .into_iter()
        .find(|section| path.starts_with(section))
        .unwrap_or("")
}

impl NavLink {
    /// How many are there, in the words the rail shows.
    pub fn shown(&self) -> Option<i64> {
        self.count
            .map(|c| if c.late > 0 { c.late } else { c.all })
            .filter(|n| *n > 0)
    }
    pub fn is_late(&self) -> bool {
        self.count.is_some_and(|c| c.late > 0)
    }
}

/// First letters of the first and last name.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|w| w.chars().next());
    let first = words.next();
    let last = words.next_back();
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

/// Builds the shell for one person at one moment.
pub fn shell(
    conn: &mut Connection,
    person: &Person,
    actor: &Actor,
    calendar: &Calendar,
    now: DateTime<Utc>,
) -> Result<Shell> {
    let open = calendar.open_at(now);
    Ok(Shell {
        person: person.id,
        name: person.name.clone(),
        initials: initials(&person.name),
        title: if person.job_title.is_empty() {
            actor.role.label().to_owned()
        } else {
            person.job_title.clone()
        },
        theme: person.theme.clone(),
        shortcuts: person.shortcuts,
        administrator: person.administrator,
        troubles: Vec::new(),
        links: links(conn, actor, now)?,
        unreadable: Vec::new(),
        here: "",
        now: uk_time::with_year(now),
        clocks: match open {
            Some(close) => format!("clocks running until {}", uk_time::time(close)),
            None => format!(
                "clocks start again {}",
                uk_time::short(calendar.next_opening(now), now)
            ),
        },
        open: open.is_some(),
        week: calendar.week_text(),
        left: TimeLeft::default(),
        told: None,
        again: None,
    })
}

/// A link's count; an error when it cannot be read, which the rail shows as "?".
type Shown<T = Count> = std::result::Result<Option<T>, Uncounted>;

#[derive(Debug, Clone, Copy)]
struct Uncounted;

/// A count that the database cannot give takes no page down.
///
/// # Errors
/// Too much to do.
fn counted<T>(asked: Result<T>) -> Result<Shown<T>> {
    match asked {
        Ok(count) => Ok(Ok(Some(count))),
        Err(error) if error.is_damage() => {
            tracing::error!(%error, "a count of the rail cannot be read");
            Ok(Err(Uncounted))
        }
        Err(other) => Err(other),
    }
}

fn links(conn: &mut Connection, actor: &Actor, now: DateTime<Utc>) -> Result<Vec<NavLink>> {
    let mut links = Vec::new();
    let mut last = "";
    let mut add = |href, icon, label, group, count: Shown| {
        links.push(NavLink {
            href,
            icon,
            label,
            group,
            first_of_group: group != last,
            count: count.ok().flatten(),
            uncounted: count.is_err(),
        });
        last = group;
    };
    let mine = home::figures(conn, actor, Cuts::of(now));
    let mine = counted(mine.map(|figures| figures.count()))?;
    add("/", "user", "My work", "Work", mine);
    if opens(Screen::Inbox, actor) {
        let waiting = counted(inbox::waiting(conn, actor, now))?;
        add("/inbox", "inbox", "Inbox", "Work", waiting);
    }
    if opens(Screen::Unowned, actor) {
        let today = uk_time::local_date(now);
        let count = counted(unowned::count(conn, actor, (now, today)))?;
        add("/unowned", "flag", "Without an owner", "Work", count);
    }
    if opens(Screen::Assignment, actor) {
        let to_assign = counted(workload::assign_count(conn, actor, now))?;
        add("/assignment", "assign", "Assign", "Work", to_assign);
    }
    if opens(Screen::Escalation, actor) {
        let at_stage_2 = counted(queues::stage_2_count(conn, actor, now))?;
        add("/escalation", "up", "Stage 2", "Work", at_stage_2);
    }
    let letters = Asked::of(Scope::Theirs, None);
    let letters = counted(deliveries::owed_count(conn, actor, letters, now))?;
    let any = |count: Shown| count.is_err() || count.is_ok_and(|c| c.is_some_and(|c| c.all > 0));
    if opens(Screen::Undelivered, actor) || any(letters) {
        add("/undelivered", "late", "Letters owed", "Work", letters);
    }
    let (posts, orders) = (opens(Screen::Post, actor), opens(Screen::Orders, actor));
    if posts || orders {
        let at_hand = deliveries::counts(conn, actor);
        let of = |all| Count { all, late: 0 };
        let both = counted(at_hand.map(|c| (of(c.post), of(c.orders))))?;
        if posts {
            let post = both.map(|b| b.map(|b| b.0));
            add("/post", "post", "Post", "Work", post);
        }
        if orders {
            let orders = both.map(|b| b.map(|b| b.1));
            add("/orders", "book", "Orders", "Work", orders);
        }
    }
    if opens(Screen::DataProtection, actor) {
        let count = counted(data_protection::count(conn, actor, now))?;
        add("/data-protection", "lock", "Data protection", "Work", count);
    }
    add("/complaints", "list", "All complaints", "Work", Ok(None));
    if opens(Screen::Complainants, actor) {
        add("/complainants", "users", "Complainants", "People", Ok(None));
    }
    if opens(Screen::Reports, actor) {
        add("/reports", "chart", "Reports", "Improve", Ok(None));
    }
    if opens(Screen::Administration, actor) {
        for (href, icon, label) in [
            ("/administration/people", "users", "People"),
            ("/administration/areas", "assign", "Areas"),
            ("/administration/calendar", "clock", "Working time"),
            ("/administration/organisation", "edit", "Organisation"),
            ("/administration/letters", "mail", "Letters"),
            ("/administration/system", "info", "System"),
        ] {
            add(href, icon, label, "Administration", Ok(None));
        }
    }
    Ok(links)
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_the_first_and_last_name() {
        assert_eq!(initials("Priya Nair"), "PN");
        assert_eq!(initials("Ana Maria dos Santos"), "AS");
        assert_eq!(initials("Łucja"), "Ł");
        assert_eq!(initials(" "), "");
    }
}
