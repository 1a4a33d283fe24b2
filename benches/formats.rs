//! What each format of a letter costs: `cargo bench --bench formats`.
//!
//! Each is measured in this process, and then as the server has it made: by a child, over its pipes. Processor time is
//! this process's own and, for Braille and speech, its children's; it does not grow when the machine has other work. Of
//! a child that is kept there is only the time on the wall. Linux only: it reads `/proc`.
//!
//! With a folder of letters (JSON, as `REDRESS_LIMITS_OUT` writes them), each of those is made in print, large print
//! and Braille instead, and the slowest and the largest are named.
#![expect(
    clippy::expect_used,
    reason = "a bench that cannot measure should stop"
)]
use formats::braille::braille;
use formats::pdf::{self, Print};
use formats::speech::speech;
use formats::tools;
use letters::template::Templates;
use letters::{Block, Inline, Letter, example, size};
use procedure::PersonId;
use procedure::vocabulary::LetterKind;
use redress::maker::{Maker, Whose, Work};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

/// So many letters, no two the same.
const MANY: usize = 200;
/// So many of each format.
const EACH: usize = 20;
/// The kernel counts in hundredths of a second.
const TICK_MS: u64 = 10;

fn main() {
    if let Some(folder) = std::env::args().skip(1).find(|arg| !arg.starts_with('-')) {
        return folder_of(Path::new(&folder));
    }
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
    apart(&letter);
}

/// The same by a child: what it takes longer, two hundred letters, and what is stopped.
fn apart(letter: &Letter) {
    const WHOSE: Whose = Whose::Person(PersonId(1));
    let folder = tempfile::tempdir().expect("a folder");
    let maker = Maker::new(
        Some(Path::new(env!("CARGO_BIN_EXE_redress"))),
        folder.path(),
    );
    let make = |work| {
        let made = maker.make_here(WHOSE, work).expect("a document");
        made.body().into_bytes().expect("its bytes").len()
    };
    let pdf = |letter: Letter| Work::Pdf {
        letter,
        print: Print::Standard,
        proof: true,
    };
    println!("\nby a child");
    let first = Instant::now();
    make(pdf(letter.clone()));
    println!(
        "the first PDF, with its start: {} ms",
        first.elapsed().as_millis()
    );
    let proof = true;
    measure("PDF", || make(pdf(letter.clone())));
    measure("Braille", || {
        let letter = letter.clone();
        make(Work::Braille { letter, proof })
    });
    if tools::look_up(tools::ESPEAK_NG).is_some() {
        measure("speech", || {
            let letter = letter.clone();
            make(Work::Speech { letter, proof })
        });
    }
    let wall = Instant::now();
    for n in 0..MANY {
        make(pdf(addressed(letter, n)));
    }
    println!(
        "{MANY} different letters: {} ms wall",
        wall.elapsed().as_millis()
    );
    let item = vec![Inline::Text("a".into())];
    let hostile = Letter {
        blocks: vec![
            Block::List {
                ordered: false,
                items: vec![item; 10_000],
            };
            10
        ],
        ..letter.clone()
    };
    let wall = Instant::now();
    let stopped = maker.make_here(WHOSE, pdf(hostile)).err();
    println!(
        "100,000 list items: {stopped:?} after {} ms",
        wall.elapsed().as_millis()
    );
    println!(
        "memory of this process at its peak: {} MB",
        status("VmHWM:") / 1024
    );
}

/// Makes every letter of a folder by a child.
fn folder_of(letters: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let maker = Maker::new(
        Some(Path::new(env!("CARGO_BIN_EXE_redress"))),
        folder.path(),
    );
    let (mut made, mut too_long, mut refused) = (0, 0, Vec::new());
    let (mut slowest, mut largest) = ((0, String::new()), 0);
    for entry in std::fs::read_dir(letters).expect("the folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let json = std::fs::read(entry.path()).expect("a letter");
        let letter: Letter = serde_json::from_slice(&json).expect("a letter");
        if size::wrong(&letter).is_some() {
            too_long += 1;
            continue;
        }
        let proof = false;
        let pdf = |print| Work::Pdf {
            letter: letter.clone(),
            print,
            proof,
        };
        let braille = Work::Braille {
            letter: letter.clone(),
            proof,
        };
        for work in [pdf(Print::Standard), pdf(Print::Large), braille] {
            let begun = Instant::now();
            match maker.make_here(Whose::Outbox, work) {
                Ok(_) => made += 1,
                Err(why) => refused.push(format!("{name}: {why}")),
            }
            let took = begun.elapsed().as_millis();
            if took > slowest.0 {
                slowest = (took, name.clone());
            }
            for child in maker.resting() {
                largest = largest.max(of(&format!("/proc/{child}/status"), "VmHWM:"));
            }
        }
    }
    println!("{too_long} letters beyond the limits");
    println!("{made} documents made, {} not", refused.len());
    for why in refused {
        println!("  {why}");
    }
    println!("the slowest: {} ms ({})", slowest.0, slowest.1);
    println!("the largest child: {} MB", largest / 1024);
}

/// A letter like it to somebody else.
fn addressed(letter: &Letter, n: usize) -> Letter {
    let mut one = letter.clone();
    one.reference = format!("SC-2026-{n:06}");
    one.addressee = vec![
        format!("Person {n}"),
        format!("{n} Fernhill Close"),
        "Warrington".into(),
    ];
    one
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
        bytes += printed(&addressed(letter, n), Print::Standard);
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
    of("/proc/self/status", name)
}

fn of(file: &str, name: &str) -> u64 {
    let status = std::fs::read_to_string(file).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok())
        .unwrap_or(0)
}
