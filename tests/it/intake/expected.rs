//! What a reader expects of every real message: who wrote it, when it reached somebody, how its text begins, how many
//! files came with it, and in which tray it stands. The table was made with the program and then read beside the
//! messages, line by line.
use super::Office;
use mail::Class;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use storage::mail::MailState;

const TABLE: &str = include_str!("../../data/mail-expected.tsv");

struct Row<'a> {
    file: &'a str,
    cells: Vec<&'a str>,
}

impl Row<'_> {
    fn message(&self) -> Vec<u8> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(super::REAL);
        fs::read(folder.join(self.file)).unwrap_or_else(|e| panic!("{}: {e}", self.file))
    }
}

fn rows() -> Vec<Row<'static>> {
    TABLE
        .lines()
        .skip(1)
        .map(|line| {
            let (file, rest) = line.split_once('\t').unwrap();
            Row {
                file,
                cells: rest.split('\t').collect(),
            }
        })
        .collect()
}

/// The cells of a message as it was taken in.
fn cells(item: &storage::mail::MailItem) -> [String; 5] {
    let text: String = item.body.split_whitespace().collect::<Vec<_>>().join(" ");
    [
        item.class.as_str().to_owned(),
        item.from_address.clone(),
        if item.received_known {
            item.received_at.format("%Y-%m-%d %H:%M").to_string()
        } else {
            "-".to_owned()
        },
        item.attachments.len().to_string(),
        text.chars().take(48).collect::<String>().trim().to_owned(),
    ]
}

#[test]
fn every_real_message_is_what_a_reader_expects() {
    let rows = rows();
    let known: BTreeSet<&str> = rows.iter().map(|row| row.file).collect();
    assert_eq!((rows.len(), known.len()), (83, 83));
    let (office, mut wrong) = (Office::open(), Vec::new());
    for row in &rows {
        let raw = row.message();
        let item = office.take(&raw);
        let found = cells(&item);
        if row.cells != found {
            wrong.push(format!("{}\t{}", row.file, found.join("\t")));
        }
        let tray = if item.class == Class::Person {
            MailState::New
        } else {
            MailState::Machine
        };
        assert_eq!(item.state, tray, "{}", row.file);
    }
    assert!(
        wrong.is_empty(),
        "differs from the table:\n{}",
        wrong.join("\n")
    );
}

/// A bounce names what it is about wherever the mail system put it.
#[test]
fn bounces_say_what_they_are_about() {
    let (mut all, mut silent) = (0, Vec::new());
    for row in rows().iter().filter(|row| row.cells[0] == "bounce") {
        let raw = row.message();
        all += 1;
        // Only where the message quotes an id at all.
        let text = String::from_utf8_lossy(&raw).to_lowercase();
        let quotes = text.matches("\nmessage-id: <").count() > 1;
        if quotes && mail::read(&raw).about.is_empty() {
            silent.push(row.file);
        }
    }
    assert!(all > 10);
    assert!(silent.is_empty(), "{silent:?}");
}
