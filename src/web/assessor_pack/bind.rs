//! From the papers to the bundle: cover, chronology, sections, versions, and the list of hashes.
use super::papers::{Paper, Papers, Section as Of};
use crate::web::case::Case;
use chrono::{DateTime, Utc};
use formats::pdf::{Bundle, Part, Section};
use letters::compose::{Writer, assessor_cover};
use letters::{Block, Inline, Letter};
use procedure::Complaint;
use procedure::working_time::uk_time;

/// The letter that lies on top.
pub(super) fn cover(
    complaint: &Complaint,
    papers: &Papers,
    left_out: &[String],
    writer: &Writer,
) -> Letter {
    let contents = Of::ALL
        .iter()
        .map(|section| format!("{}: {}", section.title(), papers.of(section).count()))
        .chain([format!("Chronology: {} entries", papers.chronology.len())])
        .collect();
    assessor_cover(complaint, contents, left_out.to_vec(), writer)
}

/// What the cover says is not there.
pub(super) fn left_out_words(papers: &Papers, left_out: &[String], why: &str) -> Vec<String> {
    let mut words = papers.by_rule.clone();
    match left_out.len() {
        0 => {}
        1 => words.push(format!("One paper that we looked at and held back: {why}")),
        n => words.push(format!("{n} papers that we looked at and held back: {why}")),
    }
    words
}

/// All of it, in order.
pub(super) fn bundle(
    case: &Case,
    papers: &Papers,
    left_out: &[String],
    why: &str,
    cover: &Letter,
    now: DateTime<Utc>,
) -> Bundle {
    let goes = |paper: &&Paper| !left_out.contains(&paper.key);
    let mut number = 0;
    let mut sections = vec![on_top(cover), chronology(papers)];
    let mut listed: Vec<Vec<String>> = Vec::new();
    for section in &Of::ALL {
        let mut parts = Vec::new();
        for paper in papers.of(section).filter(goes) {
            number += 1;
            let title = format!("{number}. {}", paper.title);
            listed.push(vec![
                number.to_string(),
                paper.title.clone(),
                paper.sha256.clone(),
            ]);
            parts.push(Part::Title(title));
            parts.push(Part::Words(paper.blocks.clone()));
        }
        if parts.is_empty() {
            parts.push(said("There are none."));
        }
        sections.push(Section {
            title: section.title().to_owned(),
            parts,
        });
    }
    for paper in papers.all.iter().filter(|paper| !goes(paper)) {
        listed.push(vec![
            "–".into(),
            format!("{} (held back: {why})", paper.title),
            paper.sha256.clone(),
        ]);
    }
    sections.push(versions(papers));
    sections.push(manifest(papers, listed));
    let reference = case.reference().to_string();
    Bundle {
        title: format!("Papers about complaint {reference}"),
        footer: reference.clone(),
        about: vec![
            ("Complaint".into(), reference.clone()),
            ("Complainant".into(), case.complaint.details.name.clone()),
            ("Bound".into(), uk_time::with_year(now)),
            ("Papers".into(), number.to_string()),
        ],
        sections,
        date: uk_time::local_date(now),
        ident: format!("{reference} assessor pack {}", now.timestamp()),
    }
}

fn on_top(cover: &Letter) -> Section {
    let mut blocks = vec![
        lines(&cover.letterhead),
        lines(&[uk_time::date_long(cover.date)]),
        lines(&cover.addressee),
        lines(&[cover.salutation.clone()]),
        lines(&[cover.subject.clone()]),
    ];
    blocks.extend(cover.blocks.clone());
    blocks.push(lines(&[cover.valediction.clone()]));
    blocks.push(lines(&cover.signatory));
    Section {
        title: "Cover letter".into(),
        parts: vec![Part::Words(blocks)],
    }
}

fn chronology(papers: &Papers) -> Section {
    Section {
        title: "Chronology".into(),
        parts: vec![Part::Table {
            head: ["When", "What", "Who"].map(String::from).to_vec(),
            widths: vec![3, 5, 3],
            rows: papers.chronology.iter().map(|row| row.to_vec()).collect(),
        }],
    }
}

fn versions(papers: &Papers) -> Section {
    Section {
        title: "Rules and words in force".into(),
        parts: vec![Part::Table {
            head: ["What", "Which"].map(String::from).to_vec(),
            widths: vec![1, 1],
            rows: papers
                .versions
                .iter()
                .map(|(what, which)| vec![what.clone(), which.clone()])
                .collect(),
        }],
    }
}

fn manifest(papers: &Papers, mut rows: Vec<Vec<String>>) -> Section {
    for rule in &papers.by_rule {
        rows.push(vec!["–".into(), rule.clone(), "Left out".into()]);
    }
    Section {
        title: "List of papers and their hashes".into(),
        parts: vec![
            said("SHA-256 of the record each paper was made from, in hexadecimal."),
            Part::Table {
                head: ["Number", "Paper", "SHA-256"].map(String::from).to_vec(),
                widths: vec![2, 5, 11],
                rows,
            },
        ],
    }
}

fn said(words: &str) -> Part {
    Part::Words(vec![lines(&[words.to_owned()])])
}

fn lines(rows: &[String]) -> Block {
    let mut run = Vec::new();
    for row in rows {
        if !run.is_empty() {
            run.push(Inline::Break);
        }
        run.push(Inline::Text(row.clone()));
    }
    Block::Paragraph(run)
}
