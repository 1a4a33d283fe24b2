//! What was alleged, found and promised, allegation by allegation, and the dates that were agreed.
use super::papers::{Paper, Section, hash};
use letters::{Block, Inline, as_typed};
use procedure::working_time::uk_time;
use procedure::{Allegation, Complaint};

/// A paper for each allegation that was looked at, and one of dates when any was agreed.
pub(super) fn papers(c: &Complaint) -> Vec<Paper> {
    let mut all: Vec<Paper> = c.in_scope().map(|a| allegation(c, a)).collect();
    if !c.timescales.is_empty() {
        all.push(dates(c));
    }
    if let Some(asked) = &c.escalation {
        let mut blocks = vec![words(&format!(
            "Asked for on {}.",
            uk_time::with_year(asked.requested_at)
        ))];
        said(
            &mut blocks,
            "What they are unhappy about",
            &asked.unhappy_about,
        );
        said(&mut blocks, "What they want", &asked.wanted);
        said(
            &mut blocks,
            "Why this person was chosen to decide",
            &asked.chosen_reason,
        );
        all.push(paper(
            "second-stage".to_owned(),
            "The second stage".to_owned(),
            blocks,
        ));
    }
    all
}

fn paper(key: String, title: String, blocks: Vec<Block>) -> Paper {
    let record = serde_json::to_string(&blocks).unwrap_or_default();
    Paper {
        key,
        section: Section::Decisions,
        title,
        blocks,
        sha256: hash(&record),
        review: Vec::new(),
        file: None,
    }
}

fn allegation(c: &Complaint, a: &Allegation) -> Paper {
    let mut blocks = Vec::new();
    if let Some(ground) = a.ground {
        blocks.push(words(ground.label()));
    }
    blocks.push(Block::Quote(as_typed(&a.alleged)));
    for finding in c.findings.iter().filter(|f| f.allegation == a.id) {
        blocks.push(Block::Heading(format!(
            "Stage {}: {}",
            finding.stage,
            finding.outcome.label()
        )));
        said(&mut blocks, "Why", &finding.reasons);
        said(&mut blocks, "Standard", &finding.standard);
        said(&mut blocks, "What it meant", &finding.impact);
        said(&mut blocks, "Learning", &finding.learning);
    }
    for remedy in c.remedies.iter().filter(|r| r.allegation == a.id) {
        let pounds = remedy
            .amount
            .map(|pence| format!(" of £{}.{:02}", pence / 100, pence % 100));
        let done = match (remedy.done_on, remedy.due) {
            (Some(on), _) => format!("done on {}", uk_time::date_long(on)),
            (None, Some(due)) => format!("to be done by {}", uk_time::date_long(due)),
            (None, None) => "no date".to_owned(),
        };
        blocks.push(words(&format!(
            "Remedy at stage {}: {}{}. {} ({done}).",
            remedy.stage,
            remedy.kind.label(),
            pounds.unwrap_or_default(),
            remedy.detail
        )));
    }
    paper(
        format!("allegation-{}", a.number),
        format!("Allegation {}", a.number),
        blocks,
    )
}

fn dates(c: &Complaint) -> Paper {
    let mut blocks = Vec::new();
    for date in &c.timescales {
        blocks.push(words(&format!(
            "{}: {} instead of {}; {} on {}.{}",
            date.promise.label(),
            uk_time::with_year(date.new_due),
            uk_time::with_year(date.old_due),
            if date.agreed {
                "agreed"
            } else {
                "told, not agreed"
            },
            uk_time::with_year(date.contacted_at),
            if date.late {
                " The earlier date had passed."
            } else {
                ""
            }
        )));
        blocks.push(Block::Quote(as_typed(&date.reason)));
    }
    paper(
        "dates".to_owned(),
        "Dates that were agreed".to_owned(),
        blocks,
    )
}

fn said(blocks: &mut Vec<Block>, lead: &str, typed: &str) {
    if !typed.trim().is_empty() {
        blocks.push(Block::Paragraph(vec![Inline::Strong(format!("{lead}:"))]));
        blocks.extend(as_typed(typed));
    }
}

fn words(text: &str) -> Block {
    Block::Paragraph(vec![Inline::Text(text.to_owned())])
}
