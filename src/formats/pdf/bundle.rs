//! Papers bound together: a title page, an index, sections with letters as they were sent, and tables.
use super::glyphs::{Fonts, shown};
use super::sheet::{self, Look};
use super::{About, Print, typeset};
use crate::Failed;
use chrono::NaiveDate;
use letters::Block;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

const TEMPLATE: &str = include_str!("bundle.typ");

/// What is bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    pub title: String,
    /// Stands at the foot of every page: the reference.
    pub footer: String,
    /// (what, words) on the title page.
    pub about: Vec<(String, String)>,
    pub sections: Vec<Section>,
    pub date: NaiveDate,
    /// What makes these papers these and no others.
    pub ident: String,
}

/// A section begins on a page of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub title: String,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Of one paper; it stands in the index.
    Title(String),
    Words(Vec<Block>),
    Table {
        head: Vec<String>,
        /// How wide each column is beside the others.
        widths: Vec<u8>,
        rows: Vec<Vec<String>>,
    },
}

/// The bundle as a tagged PDF/UA-1 and PDF/A-2a.
///
/// # Errors
/// When the typesetter refuses.
pub fn bundle(bundle: &Bundle) -> Result<Vec<u8>, Failed> {
    let about = About {
        title: line(&bundle.title),
        ident: bundle.ident.clone(),
        date: bundle.date,
    };
    typeset(TEMPLATE, &data(bundle), &about)
}

fn data(bundle: &Bundle) -> Value {
    let about = |(what, words): &(String, String)| json!([line(what), line(words)]);
    let section = |one: &Section| {
        // A heading may not skip a level: what stands under no paper's title is one level up.
        let mut level = 2;
        let mut parts = Vec::new();
        for one in &one.parts {
            if matches!(one, Part::Title(_)) {
                level = 3;
            }
            parts.push(part(one, level));
        }
        json!({ "title": line(&one.title), "parts": parts })
    };
    json!({
        "title": line(&bundle.title),
        "footer": line(&bundle.footer),
        "about": bundle.about.iter().map(about).collect::<Vec<_>>(),
        "sections": bundle.sections.iter().map(section).collect::<Vec<_>>(),
    })
}

fn part(one: &Part, level: u8) -> Value {
    const LOOK: Look = Look {
        print: Print::Standard,
        proof: false,
        fonts: Fonts::Both,
    };
    match one {
        Part::Title(words) => json!({ "kind": "title", "text": line(words) }),
        Part::Words(blocks) => {
            json!({ "kind": "words", "level": level, "blocks": sheet::blocks(blocks, LOOK) })
        }
        Part::Table { head, widths, rows } => {
            let row = |cells: &Vec<String>| -> Vec<Value> {
                // A row is as long as its head, whatever it was given: the table would shift else.
                (0..head.len())
                    .map(|nth| cells.get(nth).map_or(json!(""), |words| cell(words)))
                    .collect()
            };
            json!({
                "kind": "table",
                "head": head.iter().map(|cell| line(cell)).collect::<Vec<_>>(),
                "widths": widths,
                "rows": rows.iter().map(row).collect::<Vec<_>>(),
            })
        }
    }
}

/// A hash of 64 digits stays whole.
fn cell(words: &str) -> Value {
    sheet::seamed(&line(words), 70)
}

fn line(words: &str) -> String {
    let shown = shown(words, false, Fonts::Both);
    if shown.trim().is_empty() {
        // An empty title or heading is refused by PDF/UA.
        "–".to_owned()
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use letters::{acknowledgement, sample};

    #[test]
    fn papers_are_bound_with_their_index_whatever_is_in_them() {
        let letter = acknowledgement(&sample::acknowledgement());
        let bound = Bundle {
            title: "Papers #panic() 🦀".into(),
            footer: "SC-2026-000341".into(),
            about: vec![("For".into(), "The Independent Assessor".into())],
            sections: vec![
                Section {
                    title: "What happened".into(),
                    parts: vec![Part::Table {
                        head: vec!["When".into(), "What".into()],
                        widths: vec![1, 3],
                        rows: vec![vec!["Today".into(), sample::HOSTILE.into()], vec![]],
                    }],
                },
                Section {
                    title: "On top".into(),
                    parts: vec![Part::Words(letter.blocks.clone())],
                },
                Section {
                    title: String::new(),
                    parts: vec![
                        Part::Title("1. Acknowledgement".into()),
                        Part::Words(letter.blocks),
                    ],
                },
            ],
            date: sample::day("2026-11-26"),
            ident: "x".into(),
        };
        let made = bundle(&bound).unwrap();
        assert!(made.starts_with(b"%PDF-"));
        assert_eq!(
            made,
            bundle(&bound).unwrap(),
            "the same papers, the same bytes"
        );
    }
}
