//! What one person does for a minute; none of them is one of the thirty who read. Each takes the faults of the last trial (T1 to T20) by their number, or is a
//! variant of them.
use super::forms::{borrowed, fields, with_words};
use super::reference;
use super::sender::{Answer, Sender, open};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// Where it happens, until when, and what the abuser was answered.
pub struct Scene<'a> {
    pub address: &'a str,
    pub stop: &'a AtomicBool,
    pub answers: Mutex<BTreeMap<u16, usize>>,
}

impl Scene<'_> {
    fn goes_on(&self) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }
    fn note(&self, answer: std::io::Result<Answer>) -> Option<Answer> {
        let status = answer.as_ref().map_or(0, |a| a.status);
        *self.answers.lock().unwrap().entry(status).or_default() += 1;
        answer.ok()
    }
    fn signed_in(&self, mailbox: &str) -> Sender {
        Sender::sign_in(self.address, &format!("{mailbox}@redress.example")).unwrap()
    }
    /// So many at once, each on a connection of its own, until the minute is over.
    fn at_once(&self, sender: &Sender, how_many: usize, each: impl Fn(&mut Sender) + Sync) {
        std::thread::scope(|scope| {
            let each = &each;
            for _ in 0..how_many {
                let mut own = sender.again();
                scope.spawn(move || {
                    while self.goes_on() {
                        each(&mut own);
                        // Nobody presses faster than this.
                        std::thread::sleep(Duration::from_millis(5));
                    }
                });
            }
        });
    }
    /// The form of a step that somebody may take on a complaint of theirs: its address and its page.
    fn step(&self, sender: &mut Sender, list: &str, step: &str) -> Option<(String, String)> {
        let html = sender.get(list).ok()?.html();
        let mut seen = Vec::new();
        for part in html.split("/complaints/").skip(1) {
            let Some(one) = reference(&format!("/complaints/{part}")) else {
                continue;
            };
            if seen.contains(&one) {
                continue;
            }
            let path = format!("/complaints/{one}/{step}");
            let page = sender.get(&path).ok()?;
            if page.status == 200 && page.html().contains("name=\"version\"") {
                return Some((path, page.html()));
            }
            seen.push(one);
        }
        None
    }
}

/// `- a` lines: so many characters make as many blocks as they can.
fn lists(characters: usize) -> String {
    "- a\n".repeat(characters / 4)
}

fn editor(scene: &Scene, words: &str, acts: &[&str], at_once: usize) {
    let mut sender = scene.signed_in("staff2");
    let found = scene.step(&mut sender, "/", "response");
    let (path, html) = found.expect("there is a complaint that this person answers");
    let next = AtomicUsize::new(0);
    scene.at_once(&sender, at_once, |own| {
        let act = acts[next.fetch_add(1, Ordering::Relaxed) % acts.len()];
        let form = with_words(&html, "response", words, act);
        scene.note(own.form(&path, &borrowed(&form)));
    });
}

/// Ten text areas of `- a` lines as PDF, again and again.
pub fn t1_preview(scene: &Scene) {
    editor(scene, &lists(40_000), &["preview-pdf"], 2);
}

/// The same words issued.
pub fn t2_issue(scene: &Scene) {
    editor(scene, &lists(40_000), &["issue"], 2);
}

/// Three files of 5 MB with a version that is stale.
pub fn t5_files(scene: &Scene) {
    let mut sender = scene.signed_in("staff2");
    let (path, _) = scene
        .step(&mut sender, "/", "evidence")
        .expect("there is a complaint of this person");
    let mut body = Vec::new();
    let mut field = |disposition: &str, bytes: &[u8]| {
        body.extend_from_slice(b"--AbuseBoundary\r\nContent-Disposition: form-data; ");
        body.extend_from_slice(disposition.as_bytes());
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    };
    field("name=\"version\"", b"1");
    field("name=\"note\"", b"Three files");
    for n in 0..3 {
        let mut pdf = b"%PDF-1.7\n".to_vec();
        pdf.resize(5_000_000 + n, b'x');
        field(
            &format!("name=\"files\"; filename=\"{n}.pdf\"\r\nContent-Type: application/pdf"),
            &pdf,
        );
    }
    body.extend_from_slice(b"--AbuseBoundary--\r\n");
    scene.at_once(&sender, 2, |own| {
        let kind = "multipart/form-data; boundary=AbuseBoundary";
        scene.note(own.send("POST", &path, kind, &body));
    });
}

/// Wrong passwords for made-up names.
pub fn t6_guesses(scene: &Scene) {
    let next = AtomicUsize::new(0);
    scene.at_once(&Sender::new(scene.address), 8, |own| {
        let name = format!(
            "nobody{}@redress.example",
            next.fetch_add(1, Ordering::Relaxed)
        );
        let form = [
            ("email", name.as_str()),
            ("password", "not the password at all"),
        ];
        scene.note(own.form("/sign-in", &form));
    });
}

/// 150 connections, not signed in, each 1.9 MB of a form of 1.99 MB and then silence; opened again when they end.
pub fn t7_half_bodies(scene: &Scene) {
    let part = "note=".to_owned() + &"x".repeat(1_900_000);
    half_bodies(
        scene,
        &Sender::new(scene.address),
        "/complaints/new",
        150,
        &part,
    );
}

fn half_bodies(scene: &Scene, sender: &Sender, path: &str, how_many: usize, part: &str) {
    let kind = "application/x-www-form-urlencoded";
    let head = sender.head("POST", path, kind, part.len() + 90_000);
    let begin = || -> std::io::Result<TcpStream> {
        let mut line = open(scene.address)?.into_inner();
        line.set_write_timeout(Some(Duration::from_secs(2)))?;
        line.write_all(head.as_bytes())?;
        let _refused = line.write_all(part.as_bytes());
        line.set_nonblocking(true)?;
        Ok(line)
    };
    let mut held: Vec<TcpStream> = Vec::new();
    while scene.goes_on() {
        held.retain_mut(|line| match line.read(&mut [0; 4096]) {
            Ok(0) => false,
            Ok(_) => {
                scene.note(Ok(Answer {
                    status: 1,
                    ..Answer::default()
                }));
                true
            }
            Err(e) => e.kind() == std::io::ErrorKind::WouldBlock,
        });
        if held.len() < how_many {
            held.extend(begin());
        } else {
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Two people ask for a letter's sound and hardly read it.
pub fn t10_slow_readers(scene: &Scene) {
    let mut sender = scene.signed_in("relations2");
    let letter = letter(&mut sender).expect("a letter was sent");
    std::thread::scope(|scope| {
        for kind in ["audio", "audio", "pdf", "text"] {
            let head = sender.head("GET", &format!("{letter}/{kind}"), "", 0);
            scope.spawn(move || {
                while scene.goes_on() {
                    let Ok(mut line) = open(scene.address).map(std::io::BufReader::into_inner)
                    else {
                        continue;
                    };
                    let _asked = line.write_all(head.as_bytes());
                    let mut piece = [0; 1024];
                    while scene.goes_on() && line.read(&mut piece).is_ok_and(|n| n > 0) {
                        std::thread::sleep(Duration::from_secs(1));
                    }
                }
            });
        }
        // Somebody else's Braille comes meanwhile.
        let mut other = scene.signed_in("executive");
        while scene.goes_on() {
            scene.note(other.get(&format!("{letter}/brf")));
            std::thread::sleep(Duration::from_millis(500));
        }
    });
}

/// A letter that was sent, by its address.
fn letter(sender: &mut Sender) -> Option<String> {
    let html = sender.get("/complaints?state=closed").ok()?.html();
    html.split("/complaints/").skip(1).find_map(|part| {
        let one = reference(&format!("/complaints/{part}"))?;
        let page = sender.get(&format!("/complaints/{one}")).ok()?.html();
        let at = page.find(&format!("/complaints/{one}/letters/"))?;
        let end = page.get(at..)?.find('"')?;
        let path = page.get(at..at + end)?.to_owned();
        (path.matches('/').count() == 4).then_some(path)
    })
}

/// Forms of 1.8 MB with a cookie that was signed out.
pub fn t11_signed_out(scene: &Scene) {
    let mut sender = scene.signed_in("staff2");
    let _out = sender.form("/sign-out", &[]);
    let words = "x".repeat(1_800_000);
    scene.at_once(&sender, 4, |own| {
        scene.note(own.form("/complaints/new", &[("what_happened", &words)]));
    });
}

/// Lists as CSV, print batches and papers for the Assessor, sixty at once.
pub fn t15_exports(scene: &Scene) {
    let mut sender = scene.signed_in("relations2");
    let pack = scene.step(&mut sender, "/complaints?stage=assessor", "assessor-pack");
    let next = AtomicUsize::new(0);
    scene.at_once(&sender, 60, |own| {
        let n = next.fetch_add(1, Ordering::Relaxed);
        scene.note(match (n % 3, &pack) {
            (1, _) => own.form("/post", &[("act", "print")]),
            (2, Some((path, html))) => own.form(path, &borrowed(&fields(html, "assessor-pack"))),
            _ => own.get("/complaints.csv"),
        });
    });
}

/// A letter to an address of 50,000 characters.
pub fn t20_address(scene: &Scene) {
    let mut sender = scene.signed_in("relations2");
    let page = sender.get("/undelivered").unwrap().html();
    let at = page
        .find("/delivery?delivery=")
        .expect("a letter that has not arrived");
    let begins = page[..at].rfind('"').unwrap() + 1;
    let ends = at + page[at..].find('"').unwrap();
    let path = page[begins..ends].to_owned();
    let html = sender.get(&path).unwrap().html();
    let mut form = fields(&html, "delivery");
    form.retain(|(name, _)| !["act", "address", "channel", "reason"].contains(&name.as_str()));
    let long = "A street with a name\n".repeat(2_500);
    for (name, value) in [
        ("act", "again"),
        ("channel", "post"),
        ("reason", "Again"),
        ("address", &long),
    ] {
        form.push((name.to_owned(), value.to_owned()));
    }
    scene.at_once(&sender, 4, |own| {
        scene.note(own.form(&path, &borrowed(&form)));
    });
}

/// Variant of T1: the longest that the limits allow, of what is hardest to set, in every format at once.
pub fn v1_hardest(scene: &Scene) {
    let words = format!(
        "{}\n\n> > > é̂{}\n\n## 🙂\n\n{}",
        lists(1_500),
        "x".repeat(400),
        "**a** ".repeat(150)
    );
    let acts = [
        "preview-pdf",
        "preview-large-print",
        "preview-braille",
        "preview-audio",
    ];
    editor(scene, &words, &acts, 8);
}

/// Variant of T7: a thousand silent connections, and two hundred half forms of somebody who is signed in.
pub fn v2_silence(scene: &Scene) {
    let sender = scene.signed_in("staff2");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut held = Vec::new();
            while scene.goes_on() {
                if held.len() < 1_000 {
                    held.extend(TcpStream::connect(scene.address).inspect(|mut line| {
                        let _half = line.write_all(b"GET / HTTP/1.1\r\nHost: a");
                    }));
                } else {
                    std::thread::sleep(Duration::from_secs(20));
                    held.clear();
                }
            }
        });
        let part = "what_happened=".to_owned() + &"x".repeat(1_800_000);
        half_bodies(scene, &sender, "/complaints/new", 200, &part);
    });
}

/// Variant of T15: one person asks for the heaviest pages forty at a time.
pub fn v3_forty_pages(scene: &Scene) {
    let sender = scene.signed_in("relations2");
    let pages = [
        "/reports",
        "/complaints?q=the",
        "/inbox",
        "/complainants?q=a",
        "/undelivered",
    ];
    let next = AtomicUsize::new(0);
    scene.at_once(&sender, 40, |own| {
        let n = next.fetch_add(1, Ordering::Relaxed);
        scene.note(own.get(pages[n % pages.len()]));
    });
}
