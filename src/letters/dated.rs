//! The days in a letter that depend on the day it leaves. A letter is written and approved with days that hold until
//! then; when its file is made, they are set to those of the day it really leaves.
use super::block::{Block, Inline, Place};
use super::tree::Letter;
use chrono::NaiveDate;

/// The day a letter leaves, and what is counted from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub leaving: NaiveDate,
    /// None leaves the day that is in the letter.
    pub assessor_last_day: Option<NaiveDate>,
    /// None leaves the day that is in the letter.
    pub escalate_by: Option<NaiveDate>,
}

impl Days {
    fn of(&self, place: Place) -> Option<NaiveDate> {
        match place {
            Place::Leaving => Some(self.leaving),
            Place::AssessorLastDay => self.assessor_last_day,
            Place::EscalateBy => self.escalate_by,
        }
    }
}

impl Letter {
    /// The letter with its date and every place set to these days, in what it was made from too. In a letter that
    /// was written before there were places, only its date changes.
    #[must_use]
    pub fn dated(&self, days: &Days) -> Self {
        let mut letter = Self {
            date: days.leaving,
            ..self.clone()
        };
        set(&mut letter.blocks, days);
        if let Some(source) = &mut letter.source {
            source.facts.parts_mut().for_each(|part| set(part, days));
        }
        letter
    }

    /// The places in its words, each once, in reading order. The date at its head is in every letter and is not
    /// among them.
    pub fn places(&self) -> Vec<Place> {
        let mut found = Vec::new();
        collect(&self.blocks, &mut found);
        found
    }
}

fn set(blocks: &mut [Block], days: &Days) {
    for block in blocks {
        match block {
            Block::Paragraph(run) => set_run(run, days),
            Block::List { items, .. } => items.iter_mut().for_each(|item| set_run(item, days)),
            Block::Quote(inner) | Block::Locked { blocks: inner, .. } => set(inner, days),
            Block::Heading(_) | Block::Gap(_) => {}
        }
    }
}

fn set_run(run: &mut [Inline], days: &Days) {
    for inline in run {
        match inline {
            Inline::Day { place, day, .. } => *day = days.of(*place).unwrap_or(*day),
            Inline::Text(_) | Inline::Strong(_) | Inline::Emphasis(_) | Inline::Break => {}
        }
    }
}

fn collect(blocks: &[Block], found: &mut Vec<Place>) {
    for block in blocks {
        match block {
            Block::Paragraph(run) => collect_run(run, found),
            Block::List { items, .. } => items.iter().for_each(|item| collect_run(item, found)),
            Block::Quote(inner) | Block::Locked { blocks: inner, .. } => collect(inner, found),
            Block::Heading(_) | Block::Gap(_) => {}
        }
    }
}

fn collect_run(run: &[Inline], found: &mut Vec<Place>) {
    for inline in run {
        match inline {
            Inline::Day { place, .. } if !found.contains(place) => found.push(*place),
            Inline::Day { .. }
            | Inline::Text(_)
            | Inline::Strong(_)
            | Inline::Emphasis(_)
            | Inline::Break => {}
        }
    }
}

#[cfg(test)]
mod tests;
