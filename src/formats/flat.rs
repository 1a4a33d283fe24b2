//! The letter as one row of pieces in reading order, for formats that have no page: Braille and speech.
use letters::{Block, Inline, Letter};
use procedure::working_time::uk_time::date_long;

/// What is said at the head of a letter that has not gone.
const PROOF: &str = "Preview: not sent";

/// One piece. Its text is on one line and never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// What follows stands apart.
    Apart,
    /// A row of its own: of an address, of the reference.
    Row(String),
    /// The subject.
    Title(String),
    Heading(String),
    Paragraph(String),
    /// An item of a list, with its number if the list counts.
    Item(Option<usize>, String),
    /// A paragraph of somebody else's words.
    Quoted(String),
    /// What is still missing, as a sentence.
    Gap(String),
}

/// All of the letter that a reader reads. `proof`: it has not gone, and says so first.
pub(super) fn flat(letter: &Letter, proof: bool) -> Vec<Piece> {
    let mut out = Flat::default();
    if proof {
        out.rows(&[PROOF.to_owned()]);
    }
    out.rows(&letter.letterhead);
    out.rows(&[
        format!("Our reference {}", letter.reference),
        date_long(letter.date),
    ]);
    out.rows(&letter.addressee);
    out.add(&letter.salutation, Piece::Paragraph);
    out.add(&letter.subject, Piece::Title);
    out.blocks(&letter.blocks, false);
    out.pieces.push(Piece::Apart);
    out.add(&letter.valediction, Piece::Paragraph);
    out.rows(&letter.signatory);
    out.pieces
}

#[derive(Default)]
struct Flat {
    pieces: Vec<Piece>,
}

impl Flat {
    /// Each line of the words as a piece; none when there are no words.
    fn add(&mut self, words: &str, piece: impl Fn(String) -> Piece) {
        for line in words.split('\n') {
            let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
            if !line.is_empty() {
                self.pieces.push(piece(line));
            }
        }
    }

    /// Rows that belong together, apart from what is around them.
    fn rows(&mut self, rows: &[String]) {
        for row in rows {
            self.add(row, Piece::Row);
        }
        if self.pieces.last().is_some_and(|last| *last != Piece::Apart) {
            self.pieces.push(Piece::Apart);
        }
    }

    fn blocks(&mut self, blocks: &[Block], quoted: bool) {
        for block in blocks {
            match block {
                Block::Heading(words) if quoted => self.add(words, Piece::Quoted),
                Block::Heading(words) => self.add(words, Piece::Heading),
                Block::Paragraph(run) if quoted => self.add(&text(run), Piece::Quoted),
                Block::Paragraph(run) => self.add(&text(run), Piece::Paragraph),
                Block::List { ordered, items } => self.list(*ordered, items, quoted),
                Block::Quote(inner) => self.blocks(inner, true),
                Block::Locked { blocks, .. } => self.blocks(blocks, quoted),
                Block::Gap(gap) => self.add(&gap.words(), |words| {
                    Piece::Gap(format!("Still missing: {words}"))
                }),
            }
        }
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Inline>], quoted: bool) {
        for (item, nth) in items.iter().zip(1..) {
            let words = text(item).replace('\n', " ");
            match (quoted, ordered) {
                (true, true) => self.add(&format!("{nth}. {words}"), Piece::Quoted),
                (true, false) => self.add(&words, Piece::Quoted),
                (false, _) => self.add(&words, |words| Piece::Item(ordered.then_some(nth), words)),
            }
        }
    }
}

/// The words of a run; emphasis is for the eye.
fn text(run: &[Inline]) -> String {
    run.iter().map(|inline| inline.words("\n")).collect()
}
