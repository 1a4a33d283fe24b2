//! Nothing that one person sends stops the others: `cargo bench --bench abuse`, with the beginning of a load's name to
//! run only that. Thirty people read forty pages a second at 100,000 complaints while one abuser does for a minute what
//! ended the server before. `REDRESS_BENCH_SECONDS` makes it shorter.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot run should stop"
)]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for people"
)]
mod abusers;
mod colleagues;
mod forms;
mod limits;
mod sender;
mod server;

use abusers::Scene;
use server::Server;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub const PASSWORD: &str = "tidy lanterns follow rivers";

type Load = (&'static str, fn(&Scene));
type Measure = (&'static str, fn(&Path));

const LOADS: [Load; 13] = [
    ("nobody", |scene| {
        while !scene.stop.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(100));
        }
    }),
    ("T1 previews of lists", abusers::t1_preview),
    ("T2 lists issued", abusers::t2_issue),
    ("T5 refused files", abusers::t5_files),
    ("T6 wrong passwords", abusers::t6_guesses),
    ("T7 half forms", abusers::t7_half_bodies),
    ("T10 slow readers", abusers::t10_slow_readers),
    ("T11 signed out", abusers::t11_signed_out),
    ("T15 exports", abusers::t15_exports),
    ("T20 long address", abusers::t20_address),
    ("V1 hardest letters", abusers::v1_hardest),
    ("V2 silence", abusers::v2_silence),
    ("V3 forty at once", abusers::v3_forty_pages),
];

fn main() {
    let only = std::env::args()
        .skip(1)
        .find(|a| !a.starts_with('-'))
        .unwrap_or_default();
    let wanted = |name: &str| name.to_lowercase().starts_with(&only.to_lowercase());
    let data = data();
    println!(
        "{:<22} {:>6} {:>7} {:>7} {:>7} {:>7} {:>6} {:>6}  abuser was answered",
        "abuser", "pages", "p50 ms", "p99 ms", "max ms", "failed", "MB", "child"
    );
    for (name, abuse) in LOADS {
        if wanted(name) {
            run(&data, name, abuse);
        }
    }
    let own: [Measure; 3] = [
        ("silence", limits::silence),
        ("sign-ins", limits::sign_ins),
        ("overload", limits::overload),
    ];
    for (name, measure) in own {
        if wanted(name) {
            measure(&data);
        }
    }
}

/// A demonstration of 100,000 complaints, made once, and a copy of it to abuse.
fn data() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("abuse");
    let (made, used) = (root.join("made"), root.join("used"));
    if !made.join("done").exists() {
        let size = std::env::var("REDRESS_BENCH_COMPLAINTS").unwrap_or("100000".to_owned());
        let status = Command::new(env!("CARGO_BIN_EXE_redress"))
            .args([
                "demo",
                "--no-serve",
                "--password",
                PASSWORD,
                "--complaints",
                &size,
                "--data",
            ])
            .arg(&made)
            .status();
        assert!(
            status.unwrap().success(),
            "the demonstration could not be made"
        );
        std::fs::write(made.join("done"), "").unwrap();
    }
    let _none = std::fs::remove_dir_all(&used);
    let copied = Command::new("cp").arg("-a").args([&made, &used]).status();
    assert!(
        copied.unwrap().success(),
        "the demonstration could not be copied"
    );
    used
}

fn run(data: &Path, name: &str, abuse: fn(&Scene)) {
    let mut server = Server::start(data);
    let people = colleagues::come(&server.address);
    let stop = AtomicBool::new(false);
    let scene = Scene {
        address: &server.address,
        stop: &stop,
        answers: Mutex::default(),
    };
    let seconds = std::env::var("REDRESS_BENCH_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok());
    let files = kept(data);
    let met = std::thread::scope(|scope| {
        let met = scope.spawn(|| colleagues::read(people, &stop));
        let abuser = scope.spawn(|| abuse(&scene));
        std::thread::sleep(Duration::from_secs(seconds.unwrap_or(60)));
        stop.store(true, Ordering::Relaxed);
        if abuser.join().is_err() {
            println!("{name}: the abuser could not go on");
        }
        met.join().unwrap()
    });
    let answers: BTreeMap<u16, usize> = scene.answers.into_inner().unwrap();
    let (own, child) = server.peaks();
    println!(
        "{name:<22} {:>6} {:>7.1} {:>7.1} {:>7.0} {:>7} {own:>6} {child:>6}  {answers:?}",
        met.times.len(),
        met.at(0.5),
        met.at(0.99),
        met.at(1.0),
        met.failed.len(),
    );
    let files = kept(data).saturating_sub(files);
    if files > 0 {
        println!("{:<22} {files} more files in the data folder", "");
    }
    if !server.lives() || !server.answers() {
        println!("{:<22} THE SERVER HAS ENDED", "");
    }
}

/// Files below the data folder.
fn kept(folder: &Path) -> usize {
    let inside = std::fs::read_dir(folder).into_iter().flatten().flatten();
    inside
        .map(|entry| {
            if entry.path().is_dir() {
                kept(&entry.path())
            } else {
                1
            }
        })
        .sum()
}

/// The reference that an address begins with: `/complaints/SC-2026-000123/…`.
pub fn reference(text: &str) -> Option<String> {
    let at = text.find("/complaints/SC-")? + "/complaints/".len();
    let plain = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    Some(text.get(at..)?.chars().take_while(plain).collect())
}
