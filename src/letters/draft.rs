//! Building a letter: each part says its words, or leaves a visible gap when its fact is missing.
use super::block::{Block, Day, Inline};
use super::clean;
use super::common::{Adjustments, Organisation, Wanted};
use super::gap::{FactGap, Gap};
use super::markdown::{self, Typed};
use super::words;

/// The blocks of a letter, or of a locked part of one, as they are written.
#[derive(Default)]
pub(super) struct Draft {
    blocks: Vec<Block>,
}

impl Draft {
    pub(super) fn heading(&mut self, words: &str) {
        self.blocks.push(Block::Heading(clean::line(words)));
    }

    /// A paragraph of our own words, which may hold facts; facts stay text.
    pub(super) fn say(&mut self, words: &str) {
        self.blocks.push(Block::Paragraph(vec![plain(words)]));
    }

    pub(super) fn say_strong(&mut self, words: &str) {
        self.blocks
            .push(Block::Paragraph(vec![Inline::Strong(clean::line(words))]));
    }

    /// A paragraph of our own words around a day; the words keep the blanks at their ends.
    pub(super) fn say_day(&mut self, strong: bool, before: &str, day: Day, after: &str) {
        let run = |words: String| {
            if strong {
                Inline::Strong(words)
            } else {
                Inline::Text(words)
            }
        };
        self.blocks.push(Block::Paragraph(match day {
            Day::Fixed(day) => vec![run(format!("{before}{}{after}", words::date(day)))],
            Day::Counted(place, day) => vec![
                run(before.to_owned()),
                Inline::Day { place, day, strong },
                run(after.to_owned()),
            ],
        }));
    }

    pub(super) fn gap(&mut self, missing: impl Into<Gap>) {
        self.blocks.push(Block::Gap(missing.into()));
    }

    /// A sentence made from one fact, or a gap.
    pub(super) fn say_fact<T>(
        &mut self,
        fact: Option<T>,
        missing: impl Into<Gap>,
        sentence: impl Fn(T) -> String,
    ) {
        match fact {
            Some(fact) => self.say(&sentence(fact)),
            None => self.gap(missing),
        }
    }

    /// Sentences for the facts that are there, in one paragraph; nothing when there are none.
    pub(super) fn say_all(&mut self, sentences: &[Option<String>]) {
        let said: Vec<&str> = sentences.iter().flatten().map(String::as_str).collect();
        if !said.is_empty() {
            self.say(&said.join(" "));
        }
    }

    /// Somebody's own words, quoted exactly as typed.
    pub(super) fn quote(&mut self, words: Option<&String>, missing: impl Into<Gap>) {
        let said = said(words);
        if said.is_empty() {
            self.gap(missing);
        } else {
            self.blocks.push(Block::Quote(said));
        }
    }

    /// The same, when they may well have said nothing.
    pub(super) fn quote_if_any(&mut self, words: Option<&String>) {
        let said = said(words);
        if !said.is_empty() {
            self.blocks.push(Block::Quote(said));
        }
    }

    /// A section typed by staff. Too much of it is a gap, so that words are never lost unseen.
    pub(super) fn typed(&mut self, section: Option<&String>, missing: impl Into<Gap>) {
        let read = read(section);
        if read.blocks.is_empty() {
            self.gap(missing);
        }
        self.add(read);
    }

    /// A typed section that begins with a bold lead: "What happened:".
    pub(super) fn typed_led(
        &mut self,
        lead: &str,
        section: Option<&String>,
        missing: impl Into<Gap>,
    ) {
        let mut part = Draft::default();
        part.typed(section, missing);
        match part.blocks.first_mut() {
            Some(Block::Paragraph(run)) => {
                run.splice(0..0, [Inline::Strong(lead.to_owned()), plain_space()]);
            }
            _ => self.say_strong(lead),
        }
        self.blocks.append(&mut part.blocks);
    }

    /// A typed section, when there may well be nothing to say.
    pub(super) fn typed_if_any(&mut self, section: Option<&String>) {
        let read = read(section);
        if !read.blocks.is_empty() {
            self.add(read);
        }
    }

    fn add(&mut self, read: Typed) {
        let too_long = read.too_long();
        self.blocks.extend(read.blocks);
        for gap in too_long {
            self.gap(gap);
        }
    }

    pub(super) fn bullets<S: AsRef<str>>(&mut self, items: &[S]) {
        self.list(false, items);
    }

    pub(super) fn numbered<S: AsRef<str>>(&mut self, items: &[S]) {
        self.list(true, items);
    }

    /// Under numbers of their own: a list while they are 1, 2, 3, else a paragraph each, because a list would
    /// count for itself.
    pub(super) fn numbered_as(&mut self, rows: &[(i32, String)]) {
        if rows
            .iter()
            .zip(1..)
            .all(|((number, _), nth)| *number == nth)
        {
            let words: Vec<&String> = rows.iter().map(|(_, words)| words).collect();
            return self.numbered(&words);
        }
        for (number, words) in rows {
            self.say(&format!("{number}. {words}"));
        }
    }

    fn list<S: AsRef<str>>(&mut self, ordered: bool, items: &[S]) {
        let items = items
            .iter()
            .map(|item| vec![plain(item.as_ref())])
            .collect();
        self.blocks.push(Block::List { ordered, items });
    }

    pub(super) fn block(&mut self, block: Block) {
        self.blocks.push(block);
    }

    pub(super) fn lock(self, version: u32) -> Block {
        Block::Locked {
            version,
            blocks: self.blocks,
        }
    }

    /// (c)1.3 and (c)4.2: the outcome the person wants, in their words.
    pub(super) fn outcome_wanted(&mut self, wanted: &Wanted) {
        match wanted {
            Wanted::NotAsked => self.gap(FactGap::OutcomeWanted),
            Wanted::NotStated => {
                self.say("You have not told us what you would like to happen. You can tell us at any time.");
            }
            Wanted::Said(words) => {
                self.say("You told us you would like this to happen:");
                self.quote(Some(words), FactGap::OutcomeWantedWords);
            }
        }
    }

    /// Adjustments as agreed, so that the person can correct us.
    pub(super) fn adjustments(&mut self, adjustments: &Adjustments) {
        match adjustments {
            Adjustments::NotAsked => self.gap(FactGap::Adjustments),
            Adjustments::NoneNeeded => {
                self.say("You told us you do not need us to do anything differently. If that changes, tell us and we will.");
            }
            Adjustments::AskedHere => {
                self.say("Is there anything we could do to make it easier for you to deal with us? Tell us at any time, in any way you like.");
            }
            Adjustments::Agreed(list) if list.iter().all(|one| clean::line(one).is_empty()) => {
                self.gap(FactGap::AdjustmentsWords);
            }
            Adjustments::Agreed(list) => {
                self.say("This is what we have agreed to do so that it is easier for you to deal with us:");
                self.bullets(list);
                self.say("If this is not right, or something else would help, tell us.");
            }
        }
    }

    pub(super) fn into_blocks(self) -> Vec<Block> {
        self.blocks
    }
}

/// "email a@b.example, phone 01 or write to Name, Street": every route there is, or none.
pub(super) fn routes(organisation: &Organisation) -> Option<String> {
    let email = clean::given(Some(&organisation.email)).map(|to| format!("email {to}"));
    let phone = clean::given(organisation.phone.as_ref()).map(|to| format!("phone {to}"));
    let address = rows(&organisation.address);
    let post = (!address.is_empty()).then(|| {
        format!(
            "write to {}",
            rows(std::iter::once(&organisation.name).chain(&organisation.address)).join(", ")
        )
    });
    let ways: Vec<String> = [email, phone, post].into_iter().flatten().collect();
    let (last, others) = ways.split_last()?;
    if others.is_empty() {
        Some(last.clone())
    } else {
        Some(format!("{} or {last}", others.join(", ")))
    }
}

/// The lines that hold something, cleaned.
pub(super) fn rows<'a>(lines: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    lines
        .into_iter()
        .map(|raw| clean::line(raw))
        .filter(|row| !row.is_empty())
        .collect()
}

fn said(words: Option<&String>) -> Vec<Block> {
    words.map(|raw| clean::paragraphs(raw)).unwrap_or_default()
}

fn read(section: Option<&String>) -> Typed {
    section.map(|raw| markdown::typed(raw)).unwrap_or_default()
}

fn plain_space() -> Inline {
    Inline::Text(" ".to_owned())
}

fn plain(words: &str) -> Inline {
    Inline::Text(clean::line(words))
}
