//! What both responses say: how we looked, and per allegation what we found and how it is put right.
use super::clean;
use super::common::Wanted;
use super::draft::{Draft, rows};
use super::facts::Facts;
use super::gap::{AllegationGap, AnswerGap};
use super::scope::say_alleged;
use super::words;
use chrono::NaiveDate;
use procedure::vocabulary::{Ground, Outcome, RemedyKind};

/// What a response says of the complaint as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inquiry {
    /// "What you told us". Markdown.
    pub told_us: Option<String>,
    pub outcome_wanted: Wanted,
    /// "How we looked into it". Markdown.
    pub how_we_looked: Option<String>,
    pub evidence: Vec<Evidence>,
    /// "Putting things right", with the apology when something is upheld. Markdown.
    pub putting_right: Option<String>,
    /// "What we have learned" (rule 72: also when nothing is upheld). Markdown.
    pub learned: Option<String>,
    /// Role or team that keeps the person updated while actions are open (rule 69).
    pub updates_from: Option<String>,
}

/// One thing we looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub from: EvidenceFrom,
    /// Shown as typed.
    pub what: String,
}

/// Where evidence came from; the person sees that theirs was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceFrom {
    Complainant,
    Us,
}

/// One allegation and its answer (rule 43).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Finding {
    /// As the complaint numbers its allegation; the pages show the same.
    pub number: i32,
    /// Shown as typed.
    pub alleged: Option<String>,
    pub ground: Option<Ground>,
    /// What happened; what should have happened; why we find so; what it meant to the person. Markdown.
    /// With neither of the first two, the reasons are read as the whole account.
    pub happened: Option<String>,
    pub should_have: Option<String>,
    pub reasons: Option<String>,
    pub impact: Option<String>,
    /// The standard or process we measured against; shown as typed.
    pub standard: Option<String>,
    pub outcome: Option<Outcome>,
    pub remedies: Vec<Remedy>,
}

/// One thing that puts it right: what, who, by when (rule 69).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    pub kind: RemedyKind,
    pub what: Option<String>,
    /// Role or team, not a name (rule 48).
    pub owner: Option<String>,
    pub due: Option<NaiveDate>,
    pub done_on: Option<NaiveDate>,
    /// For a payment, in pence.
    pub pence: Option<i64>,
}

/// What both responses tell of the complaint as a whole: (c)4.2, (c)4.3 and (c)4.6 to (c)4.9.
pub(super) fn tell_inquiry(told: &mut Facts, inquiry: &Inquiry, findings: &[&Finding]) {
    told.part("findings_in_short", |part| say_in_short(part, findings));
    told.typed(
        "what_you_told_us",
        inquiry.told_us.as_ref(),
        AnswerGap::Told,
    );
    told.part("outcome_wanted", |part| {
        part.outcome_wanted(&inquiry.outcome_wanted);
    });
    told.typed(
        "how_we_looked",
        inquiry.how_we_looked.as_ref(),
        AnswerGap::Looked,
    );
    told.part("evidence", |part| say_evidence(part, inquiry));
    told.part("putting_right", |part| {
        say_putting_right(part, inquiry, findings);
    });
    told.part("remedies", |part| {
        for finding in findings {
            say_remedies(part, finding);
        }
        say_open(part, inquiry, findings);
    });
    told.typed(
        "what_we_learned",
        inquiry.learned.as_ref(),
        AnswerGap::Learned,
    );
}

fn say_evidence(part: &mut Draft, inquiry: &Inquiry) {
    if inquiry.evidence.is_empty() {
        part.gap(AnswerGap::Evidence);
    }
    let from = |wanted: EvidenceFrom| {
        let given = inquiry.evidence.iter().filter(|one| one.from == wanted);
        rows(given.map(|one| &one.what))
    };
    for (source, lead) in [
        (EvidenceFrom::Complainant, "You gave us:"),
        (EvidenceFrom::Us, "We also looked at:"),
    ] {
        let list = from(source);
        if !list.is_empty() {
            part.say(lead);
            part.bullets(&list);
        }
    }
}

/// The outcomes as a short list, once every allegation has one.
fn say_in_short(part: &mut Draft, findings: &[&Finding]) {
    let row = |finding: &&Finding| {
        let title = finding.ground.map_or("Your complaint", words::ground_title);
        finding.outcome.map(|outcome| {
            let words = format!("{title}: {}.", outcome.label().to_lowercase());
            (finding.number, words)
        })
    };
    let rows: Option<Vec<(i32, String)>> = findings.iter().map(row).collect();
    if let Some(rows) = rows.filter(|rows| !rows.is_empty()) {
        part.numbered_as(&rows);
    }
}

/// (c)4.4 and (c)4.5 for one allegation.
pub(super) fn say_finding(draft: &mut Draft, finding: &Finding) {
    let number = finding.number;
    say_alleged(draft, number, finding.alleged.as_ref(), finding.ground);
    match finding.outcome {
        Some(outcome) => draft.say_strong(words::outcome_sentence(outcome)),
        None => draft.gap(AllegationGap::Outcome.of(number)),
    }
    let whole = is_whole_account(finding);
    say_events(draft, finding, whole);
    let lead = if whole {
        "What happened, and why we decided this:"
    } else {
        "Why we decided this:"
    };
    draft.typed_led(
        lead,
        finding.reasons.as_ref(),
        AllegationGap::Reasons.of(number),
    );
    say_impact(draft, finding);
}

/// The reasons alone were written: they tell what happened and what should have as well.
fn is_whole_account(finding: &Finding) -> bool {
    let written = |section: &Option<String>| clean::given(section.as_ref()).is_some();
    written(&finding.reasons) && !written(&finding.happened) && !written(&finding.should_have)
}

/// What happened beside what should have, unless the reasons tell it, and the standard named.
fn say_events(draft: &mut Draft, finding: &Finding, told_in_reasons: bool) {
    let number = finding.number;
    // What was withdrawn or settled was not investigated to its end.
    let investigated = !matches!(
        finding.outcome,
        Some(Outcome::Withdrawn | Outcome::Resolved)
    );
    for (lead, section, gap) in [
        ("What happened:", &finding.happened, AllegationGap::Happened),
        (
            "What should have happened:",
            &finding.should_have,
            AllegationGap::ShouldHave,
        ),
    ] {
        let owed = investigated && !told_in_reasons;
        if owed || clean::given(section.as_ref()).is_some() {
            draft.typed_led(lead, section.as_ref(), gap.of(number));
        }
    }
    match clean::given(finding.standard.as_ref()) {
        Some(standard) => draft.say(&format!(
            "We measured this against: {}",
            words::sentence(&standard)
        )),
        None if investigated => draft.gap(AllegationGap::Standard.of(number)),
        None => {}
    }
}

/// Rule 68: what it meant to the person is said when something is upheld and put right.
fn say_impact(draft: &mut Draft, finding: &Finding) {
    let upheld = finding.outcome.is_some_and(Outcome::is_upheld);
    let owed = upheld
        && finding
            .remedies
            .iter()
            .any(|remedy| remedy.kind != RemedyKind::None);
    if owed || clean::given(finding.impact.as_ref()).is_some() {
        draft.typed_led(
            "What this meant for you:",
            finding.impact.as_ref(),
            AllegationGap::Impact.of(finding.number),
        );
    }
}

/// The apology and what puts it right, as staff wrote it.
fn say_putting_right(part: &mut Draft, inquiry: &Inquiry, findings: &[&Finding]) {
    let upheld = findings
        .iter()
        .any(|one| one.outcome.is_some_and(Outcome::is_upheld));
    if upheld {
        part.typed(inquiry.putting_right.as_ref(), AnswerGap::Apology);
        say_apology_missing(part, inquiry.putting_right.as_ref());
    } else {
        part.typed_if_any(inquiry.putting_right.as_ref());
    }
}

/// "6 clear apology if failing": a section without one word of it cannot go.
fn say_apology_missing(draft: &mut Draft, section: Option<&String>) {
    let Some(words) = clean::given(section) else {
        return;
    };
    let lower = words.to_lowercase();
    if !["sorry", "apolog"].iter().any(|word| lower.contains(word)) {
        draft.gap(AnswerGap::Unapologetic);
    }
}

fn say_remedies(draft: &mut Draft, finding: &Finding) {
    let number = finding.number;
    if finding.remedies.is_empty() {
        if finding.outcome.is_some_and(Outcome::is_upheld) {
            draft.gap(AllegationGap::Remedy.of(number));
        }
        return;
    }
    draft.say(&format!("For part {number} of your complaint:"));
    let told: Vec<String> = finding.remedies.iter().map(remedy_sentence).collect();
    draft.bullets(&told);
    for gap in finding.remedies.iter().flat_map(remedy_gaps) {
        draft.gap(gap.of(number));
    }
}

fn remedy_sentence(remedy: &Remedy) -> String {
    if remedy.kind == RemedyKind::None {
        return "We do not think anything more is needed to put this right.".to_owned();
    }
    let title = match (remedy.kind, remedy.pence) {
        (RemedyKind::Payment, Some(pence)) => format!("Payment of {}", words::money(pence)),
        (kind, _) => kind.label().to_owned(),
    };
    let what = clean::given(remedy.what.as_ref()).map_or(format!("{title}."), |what| {
        format!("{title}: {}", words::sentence(&what))
    });
    let owner = clean::given(remedy.owner.as_ref());
    match (remedy.done_on, owner, remedy.due) {
        (Some(done), _, _) => format!("{what} We did this on {}.", words::date(done)),
        (None, Some(owner), Some(due)) => {
            format!("{what} {owner} will do this by {}.", words::date(due))
        }
        (None, Some(owner), None) => format!("{what} {owner} will do this."),
        (None, None, Some(due)) => format!("{what} We will do this by {}.", words::date(due)),
        (None, None, None) => what,
    }
}

fn remedy_gaps(remedy: &Remedy) -> Vec<AllegationGap> {
    if remedy.kind == RemedyKind::None {
        return Vec::new();
    }
    let open = remedy.done_on.is_none();
    let checks = [
        (
            clean::given(remedy.what.as_ref()).is_none(),
            AllegationGap::RemedyDetail,
        ),
        (
            remedy.kind == RemedyKind::Payment && remedy.pence.is_none(),
            AllegationGap::Amount,
        ),
        (
            open && clean::given(remedy.owner.as_ref()).is_none(),
            AllegationGap::RemedyOwner,
        ),
        (open && remedy.due.is_none(), AllegationGap::RemedyDue),
    ];
    checks
        .into_iter()
        .filter_map(|(missing, gap)| missing.then_some(gap))
        .collect()
}

fn say_open(draft: &mut Draft, inquiry: &Inquiry, findings: &[&Finding]) {
    let all = || findings.iter().flat_map(|one| &one.remedies);
    let open = all()
        .filter(|one| one.kind != RemedyKind::None && one.done_on.is_none())
        .count();
    let count = match open {
        0 => return draft.say("There are no actions left open on your complaint."),
        1 => "One action is still open.".to_owned(),
        n => format!("{n} actions are still open."),
    };
    draft.say_fact(
        clean::given(inquiry.updates_from.as_ref()),
        AnswerGap::Updates,
        |who| format!("{count} {who} will keep you updated until everything we promised is done."),
    );
}
