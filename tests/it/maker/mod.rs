//! Documents made in a child process: what comes back, what a bad one costs, whose turn it is, and what becomes of a
//! letter that cannot be made.
mod child;
mod hostile;
mod old;
mod outbox;
mod server;
mod turns;

use letters::template::Templates;
use letters::{Block, Inline, Letter, example};
use procedure::vocabulary::LetterKind;

/// An honest letter.
fn letter() -> Letter {
    let kind = LetterKind::Acknowledgement;
    let mut all = example::letters(kind, &Templates::default()).into_iter();
    all.next().unwrap()
}

/// T1: ten text areas of forty thousand characters, all `- a`.
fn of_lists() -> Letter {
    let item = vec![Inline::Text("a".into())];
    let list = Block::List {
        ordered: false,
        items: vec![item; 10_000],
    };
    Letter {
        blocks: vec![list; 10],
        ..letter()
    }
}
