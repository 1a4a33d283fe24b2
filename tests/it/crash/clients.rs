//! People at work while their server is killed. Each remembers what was answered, and that only.
use crate::support::process::{Answer, Browser, PASSWORD};
use redress::clock::Clock;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Sian Bevan, third of the demonstration's people.
pub const SIAN: &str = "3";

/// A write that was answered 303: it must be there for ever.
#[derive(Debug, Clone)]
pub enum Written {
    Logged { reference: String, summary: String },
    Taken(String),
    Noted { reference: String, note: String },
    Acknowledged(String),
    Assigned(String),
}

/// A complaint and the version it has by now.
type Known = (String, i64);

/// What the people have between them.
#[derive(Default)]
pub struct Office {
    pub written: Mutex<Vec<Written>>,
    /// Answers that were neither 303 nor none: a form of this test is wrong, or the program is.
    pub odd: Mutex<Vec<String>>,
    /// How many there were, of either kind.
    pub answers: AtomicUsize,
    to_assign: Mutex<Vec<Known>>,
    with_sian: Mutex<Vec<Known>>,
    number: AtomicUsize,
}

#[derive(Clone, Copy)]
enum Work {
    /// Logs, takes, notes and acknowledges.
    Triage,
    Assign,
    Note,
}

/// One person in one browser, which outlives the servers.
pub struct Client {
    browser: Browser,
    email: &'static str,
    work: Work,
    signed_in: bool,
}

impl Client {
    pub fn all() -> Vec<Self> {
        [
            ("relations@redress.example", Work::Triage),
            ("relations2@redress.example", Work::Triage),
            ("leader@redress.example", Work::Assign),
            ("staff@redress.example", Work::Note),
        ]
        .map(|(email, work)| Self {
            browser: Browser::new(),
            email,
            work,
            signed_in: false,
        })
        .into()
    }
    /// Until the server answers no more.
    pub fn work(&mut self, office: &Office, address: &str) {
        if !self.signed_in {
            let form = [("email", self.email), ("password", PASSWORD)];
            if self.act(office, address, "/sign-in", &form).is_none() {
                return;
            }
            self.signed_in = true;
        }
        let turn = match self.work {
            Work::Triage => Self::triage,
            Work::Assign => Self::assign,
            Work::Note => Self::note,
        };
        while turn(self, office, address).is_some() {}
    }
    /// None when nothing came back, and with it everything that builds on it.
    fn act(
        &self,
        office: &Office,
        address: &str,
        path: &str,
        form: &[(&str, &str)],
    ) -> Option<Answer> {
        let answer = self.browser.post(address, path, form).ok()?;
        office.answers.fetch_add(1, Ordering::Relaxed);
        let lost_session = answer.location.starts_with("/sign-in");
        if answer.status != 303 || lost_session {
            let odd = format!("{path}: {} {}", answer.status, answer.body);
            office.odd.lock().unwrap().push(odd);
            return None;
        }
        Some(answer)
    }
    fn triage(&self, office: &Office, address: &str) -> Option<()> {
        let n = office.number.fetch_add(1, Ordering::Relaxed);
        let keep = |written| office.written.lock().unwrap().push(written);
        let summary = format!("Crash complaint {n}");
        let logged = self.act(
            office,
            address,
            "/complaints/new",
            &intake(n, &summary).each(),
        )?;
        let reference = logged.location.split('/').nth(2)?.to_owned();
        let reference = reference.split('?').next()?.to_owned();
        keep(Written::Logged {
            reference: reference.clone(),
            summary,
        });
        let path = |step| format!("/complaints/{reference}/{step}");
        self.act(office, address, &path("taking"), &[("version", "0")])?;
        keep(Written::Taken(reference.clone()));
        let note = format!("Rang them about {n}");
        let form = [("version", "1"), ("note", note.as_str())];
        self.act(office, address, &path("note"), &form)?;
        keep(Written::Noted {
            reference: reference.clone(),
            note,
        });
        self.act(office, address, &path("acknowledgement"), &ACKNOWLEDGE)?;
        keep(Written::Acknowledged(reference.clone()));
        office.to_assign.lock().unwrap().push((reference, 3));
        Some(())
    }
    fn assign(&self, office: &Office, address: &str) -> Option<()> {
        let next = office.to_assign.lock().unwrap().pop();
        let Some((reference, version)) = next else {
            return self.look(address);
        };
        let seen = version.to_string();
        let form = [("version", seen.as_str()), ("assignee", SIAN)];
        self.act(
            office,
            address,
            &format!("/complaints/{reference}/assignment"),
            &form,
        )?;
        office
            .written
            .lock()
            .unwrap()
            .push(Written::Assigned(reference.clone()));
        office
            .with_sian
            .lock()
            .unwrap()
            .push((reference, version + 1));
        Some(())
    }
    fn note(&self, office: &Office, address: &str) -> Option<()> {
        let next = office.with_sian.lock().unwrap().pop();
        let Some((reference, version)) = next else {
            return self.look(address);
        };
        let (seen, note) = (version.to_string(), format!("Read version {version}"));
        let form = [("version", seen.as_str()), ("note", note.as_str())];
        self.act(
            office,
            address,
            &format!("/complaints/{reference}/note"),
            &form,
        )?;
        office.written.lock().unwrap().push(Written::Noted {
            reference: reference.clone(),
            note,
        });
        if version < 8 {
            office
                .with_sian
                .lock()
                .unwrap()
                .push((reference, version + 1));
        }
        Some(())
    }
    /// Nothing to do yet.
    fn look(&self, address: &str) -> Option<()> {
        self.browser.get(address, "/").ok().map(|_| ())
    }
}

const ACKNOWLEDGE: [(&str, &str); 9] = [
    ("version", "2"),
    ("act", "acknowledge"),
    ("alleged_1", "Nobody answered"),
    ("ground_1", "not_kept_updated"),
    ("scope_1", "can_investigate"),
    ("needs_asked", "yes"),
    ("area", "1"),
    ("channel", "email"),
    ("format", "standard"),
];

struct Form(Vec<(&'static str, String)>);

impl Form {
    fn each(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(n, v)| (*n, v.as_str())).collect()
    }
}

/// Somebody new, who wrote yesterday.
fn intake(n: usize, summary: &str) -> Form {
    let yesterday = (Clock::System.now() - chrono::Duration::days(1)).date_naive();
    Form(
        [
            ("channel", "email"),
            ("received_at_date", &yesterday.to_string()),
            ("received_at_time", "09:30"),
            ("known_by", "mail_header"),
            ("name", &format!("Crash Person{n}")),
            ("email", &format!("crash{n}@example.org")),
            ("summary", summary),
            ("wanted", "An answer"),
            ("latest_event", &yesterday.to_string()),
            ("asked", "yes"),
            ("who", "new"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .into(),
    )
}
