//! What has a figure of its own: silent connections, fifty sign-ins, more than the server can do.
use super::colleagues;
use super::sender::{Sender, open};
use super::server::Server;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// 200 connections that say nothing, in five ways: how many are open after 30 s.
pub fn silence(data: &Path) {
    let server = Server::start(data);
    let sender = Sender::sign_in(&server.address, "relations@redress.example").unwrap();
    let half_form = sender.head(
        "POST",
        "/complaints/new",
        "application/x-www-form-urlencoded",
        900_000,
    );
    let whole = sender.head("GET", "/inbox", "", 0);
    let kinds: [(&str, String); 5] = [
        ("no byte", String::new()),
        ("half a head", "GET /inbox HTTP/1.1\r\nHost: a".to_owned()),
        ("half a form", half_form + &"x".repeat(10_000)),
        ("after an answer", whole.clone()),
        ("never reads", whole.repeat(60)),
    ];
    let mut held = Vec::new();
    for (n, (_, said)) in kinds.iter().enumerate() {
        for _ in 0..40 {
            let mut line = open(&server.address).unwrap().into_inner();
            line.write_all(said.as_bytes()).unwrap();
            line.set_nonblocking(true).unwrap();
            held.push((n, line));
        }
    }
    // Those who read do so; the fifth kind does not.
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(200));
        held.retain_mut(|(n, line)| *n == 4 || is_open(line));
    }
    let mut open = [0; 5];
    for (n, line) in &mut held {
        open[*n] += usize::from(if *n == 4 {
            !was_reset(line)
        } else {
            is_open(line)
        });
    }
    for ((kind, _), open) in kinds.iter().zip(open) {
        println!("silent, {kind:<16} {open:>3} of 40 open after 30 s");
    }
    println!("server at most {} MB", server.peaks().0);
}

fn is_open(line: &mut std::net::TcpStream) -> bool {
    loop {
        match line.read(&mut [0; 8_192]) {
            Ok(0) => return false,
            Ok(_) => {}
            Err(e) => return e.kind() == std::io::ErrorKind::WouldBlock,
        }
    }
}

/// Writes to a connection that the other side has ended: refused after the first.
fn was_reset(line: &mut std::net::TcpStream) -> bool {
    let _first = line.write(b"GET / HTTP/1.1\r\n");
    std::thread::sleep(Duration::from_millis(20));
    line.write(b"Host: a\r\n").is_err()
}

/// Fifty sign-ins at once while the others read; memory a minute later.
pub fn sign_ins(data: &Path) {
    let server = Server::start(data);
    let people = colleagues::come(&server.address);
    let stop = AtomicBool::new(false);
    let (met, took) = std::thread::scope(|scope| {
        let met = scope.spawn(|| colleagues::read(people, &stop));
        std::thread::sleep(Duration::from_secs(5));
        let begun = Instant::now();
        let address = &server.address;
        let all: Vec<_> = (0..50)
            .map(|_| {
                scope.spawn(move || Sender::sign_in(address, "jo.hartley@redress.example").is_ok())
            })
            .collect();
        let good = all
            .into_iter()
            .filter_map(|one| one.join().ok())
            .filter(|good| *good)
            .count();
        let took = begun.elapsed();
        std::thread::sleep(Duration::from_secs(5));
        stop.store(true, Ordering::Relaxed);
        println!(
            "fifty sign-ins at once: {good} good in {:.1} s",
            took.as_secs_f64()
        );
        (met.join().unwrap(), took)
    });
    println!(
        "other pages p99 {:.0} ms over the {:.0} s around it, {} failed; {} MB at the most",
        met.at(0.99),
        took.as_secs_f64() + 10.0,
        met.failed.len(),
        server.peaks().0
    );
    std::thread::sleep(Duration::from_mins(1));
    println!("a minute later {} MB", server.resident());
}

/// Two hundred connections that ask as fast as they can for a minute; then one asks again.
pub fn overload(data: &Path) {
    let server = Server::start(data);
    let people = colleagues::come(&server.address);
    let stop = AtomicBool::new(false);
    let mut accepted = Vec::new();
    let mut refused = Vec::new();
    let (mut other, mut bare) = (0, 0);
    std::thread::scope(|scope| {
        let askers: Vec<_> = (0..200)
            .map(|n| {
                let (sender, pages) = &people[n % people.len()];
                let (mut sender, stop) = (sender.again(), &stop);
                scope.spawn(move || {
                    let mut met = Vec::new();
                    for path in pages.iter().cycle() {
                        if stop.load(Ordering::Relaxed) {
                            break;
                        }
                        let begun = Instant::now();
                        let answer = sender.get(path);
                        let retry = answer
                            .as_ref()
                            .is_ok_and(|a| a.header("retry-after").is_some());
                        let status = answer.map_or(0, |a| a.status);
                        met.push((status, retry, begun.elapsed().as_secs_f64() * 1000.0));
                        if status == 503 {
                            // A fifth of a second, and not the half minute that it was asked for.
                            std::thread::sleep(Duration::from_millis(50));
                        }
                    }
                    met
                })
            })
            .collect();
        std::thread::sleep(Duration::from_mins(1));
        stop.store(true, Ordering::Relaxed);
        for (status, retry, took) in askers.into_iter().flat_map(|a| a.join().unwrap()) {
            match status {
                200 => accepted.push(took),
                503 => {
                    refused.push(took);
                    bare += usize::from(!retry);
                }
                _ => other += 1,
            }
        }
    });
    let after = Instant::now();
    let mut sender = people[0].0.again();
    while sender.get("/inbox").map_or(0, |a| a.status) != 200 {
        std::thread::sleep(Duration::from_millis(50));
    }
    let normal = after.elapsed().as_secs_f64();
    println!(
        "overload: {} accepted, p99 {:.0} ms; {} refused, p99 {:.0} ms, slowest {:.0} ms, {bare} without Retry-After; \
         {other} other; normal after {normal:.1} s; server at most {} MB",
        accepted.len(),
        share(&mut accepted, 0.99),
        refused.len(),
        share(&mut refused, 0.99),
        share(&mut refused, 1.0),
        server.peaks().0
    );
}

fn share(times: &mut [f64], share: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    let last = times.len().saturating_sub(1);
    times
        .get((last as f64 * share) as usize)
        .copied()
        .unwrap_or(0.0)
}
