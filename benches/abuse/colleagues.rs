//! Thirty people who read pages all the while, forty pages a second between them, whatever somebody else does.
use super::sender::Sender;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const PEOPLE: usize = 30;
const PAGES_A_SECOND: u32 = 40;

/// Mailbox, and the pages that are theirs.
const WHO: [(&str, &[&str]); 9] = [
    (
        "relations",
        &["/", "/inbox", "/complaints", "/undelivered", "{case}"],
    ),
    (
        "gareth.holt",
        &["/inbox", "/", "/complaints?q=bill", "/post", "{case}"],
    ),
    ("leader", &["/", "/assignment", "/complaints", "{case}"]),
    ("leader2", &["/assignment", "/", "/complaints", "{case}"]),
    (
        "senior-leader",
        &["/", "/escalation", "/complaints", "{case}"],
    ),
    ("executive", &["/", "/escalation", "/reports", "{case}"]),
    ("executive2", &["/", "/inbox", "/complaints", "{case}"]),
    ("staff", &["/", "/complaints", "{case}", "/account"]),
    ("anika.sethi", &["/", "/complaints", "{case}", "/help"]),
];

/// What they met.
#[derive(Debug, Default)]
pub struct Met {
    /// Milliseconds from when a page was due to its last byte.
    pub times: Vec<f64>,
    /// Answers other than 200, and broken connections (0).
    pub failed: Vec<u16>,
}

impl Met {
    pub fn at(&self, share: f64) -> f64 {
        let last = self.times.len().saturating_sub(1);
        let place = (last as f64 * share) as usize;
        self.times.get(place).copied().unwrap_or(f64::NAN)
    }
}

/// Everybody signed in, each on a connection of their own.
pub fn come(address: &str) -> Vec<(Sender, Vec<String>)> {
    let one = |n: usize| {
        let (mailbox, pages) = WHO[n % WHO.len()];
        let email = format!("{mailbox}@redress.example");
        let mut sender = Sender::sign_in(address, &email).unwrap();
        let list = sender.get("/complaints").unwrap().html();
        let case = super::reference(&list).map_or("/".to_owned(), |r| format!("/complaints/{r}"));
        let pages = pages.iter().map(|p| p.replace("{case}", &case)).collect();
        (sender, pages)
    };
    (0..PEOPLE).map(one).collect()
}

/// They read until told to stop.
pub fn read(people: Vec<(Sender, Vec<String>)>, stop: &AtomicBool) -> Met {
    let begun = Instant::now();
    let every = Duration::from_secs(1) * u32::try_from(PEOPLE).unwrap() / PAGES_A_SECOND;
    let mut met = std::thread::scope(|scope| {
        let readers: Vec<_> = people
            .into_iter()
            .enumerate()
            .map(|(n, person)| {
                let first = begun + every * u32::try_from(n).unwrap() / 30;
                scope.spawn(move || one(person, (first, every), stop))
            })
            .collect();
        let all = readers.into_iter().map(|r| r.join().unwrap());
        all.fold(Met::default(), |mut sum, met| {
            sum.times.extend(met.times);
            sum.failed.extend(met.failed);
            sum
        })
    });
    met.times.sort_by(f64::total_cmp);
    met
}

fn one(
    (mut sender, pages): (Sender, Vec<String>),
    (mut due, every): (Instant, Duration),
    stop: &AtomicBool,
) -> Met {
    let mut met = Met::default();
    for path in pages.iter().cycle() {
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        if stop.load(Ordering::Relaxed) {
            break;
        }
        // An open tab on a connection that ended asks once more, as browsers do.
        let answer = sender.get(path).or_else(|_| sender.get(path));
        met.times.push(due.elapsed().as_secs_f64() * 1000.0);
        match answer.map_or(0, |a| a.status) {
            200 => {}
            other => met.failed.push(other),
        }
        due = (due + every).max(Instant::now());
    }
    met
}
