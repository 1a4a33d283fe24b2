//! The child itself, without pages.
use super::{letter, of_lists};
use crate::support::maker;
use formats::pdf::{Bundle, Part, Print, Section, bundle, pdf, proof};
use formats::{braille, speech, tools};
use letters::Letter;
use procedure::PersonId;
use redress::maker::{Maker, NotMade, Whose, Work};
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

const WHOSE: Whose = Whose::Person(PersonId(1));

fn ours() -> (Maker, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (maker(folder.path()), folder)
}

fn printed(letter: Letter) -> Work {
    Work::Pdf {
        letter,
        print: Print::Standard,
        proof: false,
    }
}

#[test]
fn what_a_child_makes_is_what_the_formats_make() {
    let (maker, _folder) = ours();
    let bytes = |work| maker.make_here(WHOSE, work).unwrap().body().into_bytes();
    let made = bytes(printed(letter())).unwrap();
    assert!(made == pdf(&letter(), Print::Standard).unwrap());
    let large = Work::Pdf {
        letter: letter(),
        print: Print::Large,
        proof: true,
    };
    assert!(bytes(large).unwrap() == proof(&letter(), Print::Large).unwrap());
    let lou = tools::look_up(tools::LOU_TRANSLATE);
    let work = Work::Braille {
        letter: letter(),
        proof: true,
    };
    let read = maker.make_here(WHOSE, work).unwrap().braille().unwrap();
    assert_eq!(read, braille::braille(&letter(), lou.as_deref(), true));
    let bound = Bundle {
        title: "Papers".into(),
        footer: "SC-2026-000341".into(),
        about: vec![],
        sections: vec![Section {
            title: "One".into(),
            parts: vec![Part::Words(letter().blocks)],
        }],
        date: letter().date,
        ident: "x".into(),
    };
    assert!(bytes(Work::Bundle(bound.clone())).unwrap() == bundle(&bound).unwrap());
    let batch = bytes(Work::Batch(vec![made.clone(), made])).unwrap();
    assert!(batch.starts_with(b"%PDF-"));
    // All by two children, which are kept: one for what people look at, one for the rest.
    let resting = maker.resting();
    assert_eq!(resting.len(), 2);
    maker.make_here(WHOSE, printed(letter())).unwrap();
    assert_eq!(maker.resting(), resting);
}

#[test]
fn sound_comes_from_a_file_without_a_name_and_is_the_same() {
    let Some(espeak) = tools::look_up(tools::ESPEAK_NG) else {
        return;
    };
    let (maker, folder) = ours();
    let work = Work::Speech {
        letter: letter(),
        proof: false,
    };
    let sound = maker.make_here(WHOSE, work).unwrap().sound();
    let spoken = speech::speech(&letter(), Some(&espeak), false).unwrap();
    assert_eq!(sound.cue("a.wav"), spoken.cue("a.wav"));
    assert_eq!(sound.wav_bytes(), spoken.wav_bytes());
    assert!(sound.wav_bytes() > 8 << 20, "too short to lie on the disk");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let mut wav = Vec::new();
    sound.wav().read_to_end(&mut wav).unwrap();
    assert!(wav == spoken.wav().flatten().collect::<Vec<u8>>());
}

/// T1: it is stopped, the server has lost nothing, and the next document is made by a new child.
#[test]
fn a_document_that_takes_for_ever_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_redress"));
    let maker = Maker::within(Duration::from_secs(4), Some(program), folder.path());
    // The program has begun and read its fonts.
    maker.make_here(WHOSE, printed(letter())).unwrap();
    let before = maker.resting();
    let failed = maker.make_here(WHOSE, printed(of_lists())).unwrap_err();
    assert!(
        matches!(failed, NotMade::Slow | NotMade::TooLarge),
        "{failed:?}"
    );
    maker.make_here(WHOSE, printed(letter())).unwrap();
    assert_ne!(maker.resting(), before);
    assert!(!is_there(before[0]), "it was stopped and buried");
}

#[test]
fn a_document_that_needs_too_much_memory_is_stopped() {
    let (maker, _folder) = ours();
    // Not long, and each of its rows takes memory.
    let rows = Letter {
        signatory: vec![String::new(); 4_000_000],
        ..letter()
    };
    let failed = maker.make_here(WHOSE, printed(rows)).unwrap_err();
    assert_eq!(failed, NotMade::TooLarge);
    maker.make_here(WHOSE, printed(letter())).unwrap();
}

#[test]
fn a_child_that_was_killed_is_replaced() {
    let (maker, _folder) = ours();
    maker.make_here(WHOSE, printed(letter())).unwrap();
    // While it rests.
    let child = maker.resting()[0];
    kill(child);
    while !is_dead(child) {
        std::thread::sleep(Duration::from_millis(1));
    }
    maker.make_here(WHOSE, printed(letter())).unwrap();
    // While it works.
    let child = maker.resting()[0];
    let working = {
        let maker = maker.clone();
        std::thread::spawn(move || maker.make_here(WHOSE, printed(of_lists())).map(|_| ()))
    };
    while !maker.resting().is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(200));
    kill(child);
    let failed = working.join().unwrap().unwrap_err();
    assert!(matches!(failed, NotMade::Died(_)), "{failed:?}");
    maker.make_here(WHOSE, printed(letter())).unwrap();
}

#[test]
fn a_program_that_is_none_fails_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let made = |program: &str| {
        let longest = Duration::from_millis(500);
        let maker = Maker::within(longest, Some(Path::new(program)), folder.path());
        maker.make_here(WHOSE, printed(letter())).unwrap_err()
    };
    assert!(matches!(made("/nonexistent"), NotMade::NotStarted(_)));
    assert!(matches!(made("/bin/false"), NotMade::Died(_)));
    // Says "make" for ever, which would be a frame of 1.7 GB.
    assert_eq!(made("/usr/bin/yes"), NotMade::TooLarge);
    // Reads and never answers.
    assert_eq!(made("/bin/grep"), NotMade::Slow);
}

#[test]
fn children_end_with_the_maker() {
    let (maker, _folder) = ours();
    maker.make_here(WHOSE, printed(letter())).unwrap();
    let child = maker.resting()[0];
    assert!(is_there(child));
    drop(maker);
    let until = Instant::now() + Duration::from_secs(10);
    while is_there(child) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(!is_there(child));
}

/// Ended with all its threads, and not buried yet.
fn is_dead(process: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let ended = stat
        .rsplit_once(") ")
        .is_some_and(|(_, rest)| rest.starts_with('Z'));
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).unwrap();
    ended && threads.count() == 1
}

fn is_there(process: u32) -> bool {
    Path::new(&format!("/proc/{process}")).exists()
}

fn kill(process: u32) {
    let pid = process.to_string();
    let sent = Command::new("kill").args(["-9", &pid]).status();
    assert!(sent.unwrap().success());
}
