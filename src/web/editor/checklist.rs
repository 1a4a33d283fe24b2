//! "Before you can sign": one line for each thing the letter must do, with what is still missing under it.
use super::Which;
use super::finding::short_title;
use super::form::FINDING;
use super::gaps::Gap;
use procedure::Complaint;

/// One line of the checklist.
#[derive(Debug, Clone)]
pub struct Check {
    pub words: String,
    /// Empty when it is done.
    pub gaps: Vec<Gap>,
}

impl Check {
    pub fn is_done(&self) -> bool {
        self.gaps.is_empty()
    }
}

/// The lines for this letter; every gap is under exactly one of them.
pub fn of(complaint: &Complaint, which: Which, gaps: Vec<Gap>) -> Vec<Check> {
    let mut list = Vec::new();
    let (long, mut gaps): (Vec<Gap>, Vec<Gap>) = gaps.into_iter().partition(|gap| gap.is_too_long);
    let mut line = |words: String, mine: &dyn Fn(&str) -> bool| {
        let (taken, rest) = std::mem::take(&mut gaps)
            .into_iter()
            .partition(|gap| mine(&gap.field));
        gaps = rest;
        list.push(Check { words, gaps: taken });
    };
    line("Says what the complaint was".to_owned(), &|f| f == "told");
    line("Says how we looked into it".to_owned(), &|f| f == "looked");
    for a in complaint.in_scope() {
        let words = format!("Answers allegation {}: {}", a.number, short_title(a));
        let suffix = format!("_{}", a.number);
        line(words, &|f| {
            f.strip_suffix(&suffix)
                .is_some_and(|name| FINDING.iter().any(|(known, _)| *known == name))
        });
    }
    line("Says how it is put right".to_owned(), &|f| {
        f == "putting_right"
    });
    line("Says what we have learned".to_owned(), &|f| f == "learned");
    if which.is_final() {
        line("Says this is the final response".to_owned(), &|_| false);
        let words = "Explains how to go to the Independent Assessor";
        line(words.to_owned(), &|f| f == "assessor");
        line("You took no part in stage 1".to_owned(), &|f| f == "part");
    } else {
        line(
            "Explains how to ask for the second stage".to_owned(),
            &|_| false,
        );
    }
    line("Can be delivered the way it is sent".to_owned(), &|_| true);
    // Nobody comes near the limits: the line is there only for whoever does.
    if !long.is_empty() {
        list.push(Check {
            words: "Is short enough to be made in every format".to_owned(),
            gaps: long,
        });
    }
    list
}
