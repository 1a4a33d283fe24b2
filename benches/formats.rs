//! What each format of a letter costs: `cargo bench --bench formats`.
//!
//! Processor time is this process's own and, for Braille and speech, its children's; it does not grow when the machine
//! has other work. Linux only: it reads `/proc`.
#![expect(
    clippy::expect_used,
    reason = "a bench that cannot measure should stop"
)]
use redress::formats::braille::braille;
use redress::formats::pdf::{self, Print};
use redress::formats::speech::speech;
use redress::formats::tools;
use redress::letters::template::Templates;
use redress::letters::{Letter, example};
use redress::procedure::vocabulary::LetterKind;
use std::hint::black_box;
use std::time::Instant;

/// So many letters, no two the same.
const MANY: usize = 200;
/// So many of each format.
const EACH: usize = 20;
/// The kernel counts in hundredths of a second.
const TICK_MS: u64 = 10;

fn main() {
    let letter = example::letters(LetterKind::FinalResponse, &Templates::default())
        .into_iter()
        .next()
        .expect("an example of a final response");
    // First, while nothing else has raised the peak of memory.
    many(&letter);
    println!(
        "\n{:<28} {:>12} {:>12} {:>12}",
        "one final response", "CPU, ms", "wall, ms", "bytes"
    );
    let (lou, espeak) = (
        tools::look_up(tools::LOU_TRANSLATE),
        tools::look_up(tools::ESPEAK_NG),
    );
    measure("text", || letter.text().len());
    measure("HTML of an email", || letter.email_html().len());
    measure("PDF", || printed(&letter, Print::Standard));
    measure("PDF, large print", || printed(&letter, Print::Large));
    measure("Braille, built in", || {
        braille(&letter, None, false).brf().len()
    });
    if lou.is_some() {
        measure("Braille, liblouis", || {
            braille(&letter, lou.as_deref(), false).brf().len()
        });
    }
    if espeak.is_some() {
        measure("speech, for a disc", || {
            let spoken = speech(&letter, espeak.as_deref(), false).expect("the voice");
            spoken.wav().map(|piece| black_box(piece).len()).sum()
        });
    }
    println!("peak of memory after all: {} MB", status("VmHWM:") / 1024);
}

fn printed(letter: &Letter, print: Print) -> usize {
    pdf::pdf(letter, print).expect("a PDF").len()
}

/// Different letters one after another, as a batch of the day's post is made.
fn many(letter: &Letter) {
    let warm = printed(letter, Print::Standard);
    let (before, cpu, wall) = (status("VmHWM:"), cpu_ms(), Instant::now());
    let mut bytes = 0;
    for n in 0..MANY {
        let mut one = letter.clone();
        one.reference = format!("SC-2026-{n:06}");
        one.addressee = vec![
            format!("Person {n}"),
            format!("{n} Fernhill Close"),
            "Warrington".into(),
        ];
        bytes += printed(&one, Print::Standard);
    }
    println!(
        "{MANY} different letters as PDF: {} ms CPU, {} ms wall, {} KB each",
        cpu_ms() - cpu,
        wall.elapsed().as_millis(),
        bytes / MANY / 1024
    );
    println!(
        "peak of memory: {} MB, {} MB after the first (of {} KB)",
        status("VmHWM:") / 1024,
        before / 1024,
        warm / 1024
    );
}

fn measure(name: &str, mut work: impl FnMut() -> usize) {
    let mut bytes = black_box(work());
    let (cpu, wall) = (cpu_ms(), Instant::now());
    for _ in 0..EACH {
        bytes = black_box(work());
    }
    let each = u64::try_from(EACH).unwrap_or(1);
    let cpu = hundredths((cpu_ms() - cpu) * 100 / each);
    let wall = hundredths(u64::try_from(wall.elapsed().as_micros()).unwrap_or(0) / 10 / each);
    println!("{name:<28} {cpu:>12} {wall:>12} {bytes:>12}");
}

fn hundredths(n: u64) -> String {
    format!("{}.{:02}", n / 100, n % 100)
}

/// Processor time so far, of this process and of its children that have ended.
fn cpu_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("/proc");
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    // utime, stime, cutime, cstime are fields 14 to 17; the first after the name is the third.
    let ticks = after_name.split_whitespace().skip(11).take(4);
    ticks
        .filter_map(|field| field.parse::<u64>().ok())
        .sum::<u64>()
        * TICK_MS
}

/// A line of `/proc/self/status`, in KB.
fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("/proc");
    let line = status.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}
