//! What lies on the disk is its owner's alone, and a key is never replaced without being asked (T9).
use super::folder;
use crate::support::process::{Ended, Server, at, demonstration, run, run_as, run_with};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Everything in a folder, and the folder itself.
fn all(folder: &Path) -> Vec<PathBuf> {
    let mut all = vec![folder.to_owned()];
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        all.extend(if path.is_dir() {
            all_of(&path)
        } else {
            vec![path]
        });
    }
    all
}

fn all_of(folder: &Path) -> Vec<PathBuf> {
    all(folder)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn open_to_others(data: &Path) -> Vec<String> {
    let open = all(data).into_iter().filter(|path| mode(path) & 0o077 != 0);
    open.map(|path| format!("{} {:o}", path.display(), mode(&path)))
        .collect()
}

fn set(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Somebody who can sign in, so that the database is in use.
fn in_use(data: &Path) {
    let flags = [
        "person",
        "add",
        "--name",
        "Sian",
        "--email",
        "s@redress.example",
    ];
    run_with(&at(data, &flags), b"tidy lanterns follow rivers\n").succeeded();
}

fn start(data: &Path, more: &[&str]) -> Ended {
    let command = ["serve", "--listen", "127.0.0.1:0"];
    run(&at(data, &[command.as_slice(), more].concat()))
}

#[test]
fn everything_it_makes_is_its_owners_alone() {
    let (_around, data) = folder();
    demonstration(&data, &[]).succeeded();
    let server = Server::start(&data);
    let letter = || {
        let files = fs::read_dir(data.join("outbox"))
            .into_iter()
            .flatten()
            .flatten();
        files
            .map(|f| f.path())
            .any(|f| f.extension().is_some_and(|end| end == "eml"))
    };
    let until = Instant::now() + Duration::from_mins(1);
    while !letter() {
        assert!(Instant::now() < until, "no letter was written");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(data.join("redress.sqlite-wal").exists());
    assert!(data.join("reply.key").exists());
    assert_eq!(open_to_others(&data), [""; 0]);
    drop(server);
}

#[test]
fn what_was_open_is_closed_at_the_next_start_and_one_line_says_so() {
    let (_around, data) = folder();
    in_use(&data);
    for file in [
        "files/ab12",
        "outbox/SC-2026-000001.eml",
        "files-incoming/x",
    ] {
        fs::create_dir_all(data.join(file).parent().unwrap()).unwrap();
        fs::write(data.join(file), "of a complainant").unwrap();
        set(&data.join(file), 0o644);
        set(data.join(file).parent().unwrap(), 0o755);
    }
    set(&data.join("redress.sqlite"), 0o664);
    set(&data, 0o755);
    let done = run(&at(&data, &["migrate"])).succeeded();
    assert_eq!(open_to_others(&data), [""; 0]);
    let lines: Vec<&str> = done
        .err
        .lines()
        .filter(|l| l.contains("closed now"))
        .collect();
    assert_eq!(lines.len(), 1, "{}", done.err);
    assert!(lines[0].contains("\"closed\":8"), "{}", lines[0]);
    let again = run(&at(&data, &["migrate"])).succeeded();
    assert_eq!(again.err, "");
}

/// Only root can be somebody else for once.
#[test]
fn what_is_open_and_somebody_elses_is_refused() {
    const NOBODY: u32 = 65534;
    let (around, data) = folder();
    in_use(&data);
    set(around.path(), 0o755);
    set(&data, 0o777);
    let Some(said) = run_as(NOBODY, &at(&data, &["migrate"])) else {
        return;
    };
    let said = said.refused("cannot be closed");
    for words in ["mode 777", "chown -R"] {
        assert!(said.err.contains(words), "{words}: {}", said.err);
    }
}

/// A folder that everybody writes to is never changed.
#[test]
fn a_shared_folder_is_refused() {
    let (around, _) = folder();
    let shared = around.path().join("shared");
    fs::create_dir(&shared).unwrap();
    set(&shared, 0o1777);
    run(&at(&shared, &["migrate"])).refused("a folder of its own");
    assert_eq!(mode(&shared), 0o777);
}

#[test]
fn a_key_of_another_length_is_refused_and_not_replaced() {
    for (key, what_ends) in [
        ("cookie.key", "signed out"),
        ("reply.key", "replies to every letter"),
    ] {
        let (_around, data) = folder();
        in_use(&data);
        let file = data.join(key);
        for wrong in [0, 10, 63, 65] {
            fs::write(&file, vec![7; wrong]).unwrap();
            let said = start(&data, &[]).refused("bytes instead of 64");
            for words in [key, "from the backup", "--new-keys", what_ends] {
                assert!(said.err.contains(words), "{words}: {}", said.err);
            }
            assert_eq!(fs::read(&file).unwrap().len(), wrong, "it was left alone");
        }
    }
}

#[test]
fn a_key_that_others_can_read_is_refused() {
    let (_around, data) = folder();
    in_use(&data);
    let key = data.join("reply.key");
    for open in [0o644, 0o640, 0o604] {
        set(&key, open);
        let said = start(&data, &[]).refused("open to other users of this machine");
        assert!(said.err.contains("chmod 600"), "{}", said.err);
        assert_eq!(mode(&key), open, "whoever runs it decides");
    }
    set(&key, 0o600);
    drop(Server::start(&data));
}

#[test]
fn a_key_that_is_lost_is_made_anew_only_when_asked_for() {
    let (around, data) = folder();
    in_use(&data);
    let key = data.join("reply.key");
    let before = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    let message = around.path().join("a.eml");
    fs::write(&message, "From: ann@post.example\n\nStill nothing.\n").unwrap();
    let message = message.to_str().unwrap();
    start(&data, &[]).refused("reply.key is missing, and people use this database");
    run(&at(&data, &["intake", message])).refused("--new-keys");
    assert!(!key.exists());
    run(&at(&data, &["intake", message, "--new-keys"])).succeeded();
    let made = fs::read(&key).unwrap();
    assert_eq!((made.len(), mode(&key)), (64, 0o600));
    assert_ne!(made, before);
    drop(Server::start(&data));
}
