//! Speed and memory over real HTTP, at 1,000 and 100,000 complaints, beside a hand-written actix page that
//! makes the same queries in the same run. `cargo bench --bench http`; `REDRESS_BENCH_REQUESTS` says how many.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench that cannot run should stop"
)]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for people"
)]
mod client;
mod plain;
mod plain_frame;
mod plain_intake;
mod process;

use client::Client;
use process::Running;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const PASSWORD: &str = "tidy lanterns follow rivers";
const SIZES: [u64; 2] = [1_000, 100_000];
const THREADS: usize = 8;

fn main() {
    if let Ok(database) = std::env::var("REDRESS_BENCH_PLAIN") {
        return plain::serve(&database);
    }
    let requests = std::env::var("REDRESS_BENCH_REQUESTS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(4_000);
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench");
    println!(
        "{:>8} {:<18} {:>9} {:>8} {:>8} {:>9} {:>8}",
        "size", "page", "req/s", "p50 ms", "p99 ms", "CPU us", "RSS MB"
    );
    for size in SIZES {
        let data = root.join(size.to_string());
        make(&data, size);
        measure(&data, size, requests);
    }
}

/// A demonstration database of a size, made once and kept between runs.
fn make(data: &Path, size: u64) {
    if data.join("made").exists() {
        return;
    }
    let started = Instant::now();
    let made = Command::new(env!("CARGO_BIN_EXE_redress"))
        .args([
            "demo",
            "--no-serve",
            "--password",
            PASSWORD,
            "--complaints",
            &size.to_string(),
            "--data",
        ])
        .arg(data)
        .status()
        .unwrap();
    assert!(
        made.success(),
        "the demonstration of {size} could not be made"
    );
    std::fs::write(data.join("made"), "").unwrap();
    println!(
        "{size} complaints made in {:.1} s",
        started.elapsed().as_secs_f64()
    );
}

fn measure(data: &Path, size: u64, requests: usize) {
    let started = Instant::now();
    let server = Running::redress(data);
    println!(
        "{size:>8} first good answer after {:.0} ms",
        started.elapsed().as_secs_f64() * 1000.0
    );
    let relations = Client::sign_in(&server.address, "relations@redress.example", PASSWORD);
    let leader = Client::sign_in(&server.address, "leader@redress.example", PASSWORD);
    let reference = relations.first_reference("/complaints").unwrap();
    let case = format!("/complaints/{reference}");
    let plain = Running::plain(data, &reference);
    let pages = [
        ("inbox", &relations, "/inbox"),
        ("case", &relations, case.as_str()),
        ("assignment", &leader, "/assignment"),
    ];
    for (name, who, path) in pages {
        run((&server, size, name), requests, |_| {
            (who.cookie.clone(), "GET", path.to_owned(), String::new())
        });
        let hand_written = format!("{name} by hand");
        run((&plain, size, &hand_written), requests, |_| {
            (String::new(), "GET", format!("/{name}"), String::new())
        });
    }
    run((&server, size, "intake"), requests / 10, |n| {
        let cookie = relations.cookie.clone();
        (cookie, "POST", "/complaints/new".to_owned(), intake("", n))
    });
    run((&plain, size, "intake by hand"), requests / 10, |n| {
        (
            String::new(),
            "POST",
            "/intake".to_owned(),
            intake("hand", n),
        )
    });
}

/// A complaint of somebody new each time; `whose` keeps those of two servers apart.
fn intake(whose: &str, n: usize) -> String {
    format!(
        "channel=phone&received_at_date=2026-11-20&received_at_time=10%3A00&known_by=call_record&name=Bench+Person+{whose}{n}\
         &email=bench{whose}{n}%40example.org&reply_channel=email&letter_format=standard&summary=Rang+about+a+delay+{n}\
         &what_happened=Nobody+rang+back&wanted=A+call&dispute_state=unknown&needs_asked=no&rep_authority=none"
    )
}

/// Cookie, method, path, body of the n-th request.
type Request = (String, &'static str, String, String);

fn run(
    (server, size, name): (&Running, u64, &str),
    requests: usize,
    request: impl Fn(usize) -> Request + Sync,
) {
    let send = |client: &mut Client, n: usize| {
        let (cookie, method, path, body) = request(n);
        client.cookie = cookie;
        let started = Instant::now();
        let status = client.send(method, &path, &body).0;
        assert!(
            status == 200 || status == 303,
            "{name}: {path} answered {status}"
        );
        started.elapsed()
    };
    // Warm: caches filled, pages once through.
    let mut warm = Client::new(&server.address);
    for n in 0..50 {
        send(&mut warm, n + 1_000_000);
    }
    let (cpu, started) = (server.cpu(), Instant::now());
    let share = requests / THREADS;
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS)
            .map(|worker| {
                let send = &send;
                scope.spawn(move || {
                    let mut client = Client::new(&server.address);
                    (0..share)
                        .map(|n| send(&mut client, worker * share + n))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers
            .into_iter()
            .flat_map(|w| w.join().unwrap())
            .collect()
    });
    let (wall, used) = (started.elapsed(), server.cpu() - cpu);
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!(
        "{size:>8} {name:<18} {:>9.0} {:>8.2} {:>8.2} {:>9.0} {:>8.0}",
        times.len() as f64 / wall.as_secs_f64(),
        at(0.5),
        at(0.99),
        used.as_secs_f64() * 1e6 / times.len() as f64,
        server.resident_megabytes(),
    );
}
