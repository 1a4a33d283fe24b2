//! What both responses take from the complaint, the sections and the findings so far.
use super::parts::{given, team, wanted};
use super::sections::ResponseSections;
use super::{Writer, remedies};
use crate::words::{by_channel, date, ground_said};
use crate::{Evidence, EvidenceFrom, Finding, Inquiry, Remedy};
use procedure::steps::response::DraftFinding;
use procedure::vocabulary::{Ground, Outcome, RemedyKind};
use procedure::working_time::uk_time::local_date;
use procedure::{Allegation, Complaint, allegation};

/// What the editor holds: the sections, the findings with their gaps, and the evidence kept on the complaint.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    pub sections: &'a ResponseSections,
    pub drafts: &'a [DraftFinding],
    pub evidence: &'a [allegation::Evidence],
}

/// What is said of the complaint as a whole. Their own complaint is always part of what we looked at.
pub(super) fn inquiry(c: &Complaint, answer: &Answer) -> Inquiry {
    let sections = answer.sections;
    let team = c.area.as_ref().filter(|_| !c.at_stage_2()).map(team);
    Inquiry {
        told_us: given(&sections.told),
        outcome_wanted: wanted(c),
        how_we_looked: given(&sections.looked),
        evidence: evidence(c, answer.evidence),
        putting_right: given(&sections.putting_right),
        learned: given(&sections.learned),
        updates_from: Some(capital(
            &team.unwrap_or_else(|| "the Customer Relations team".to_owned()),
        )),
    }
}

fn capital(words: &str) -> String {
    let mut rest = words.chars();
    let first = rest.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + rest.as_str()
}

fn evidence(c: &Complaint, kept: &[allegation::Evidence]) -> Vec<Evidence> {
    let received = &c.received;
    let mut list = vec![Evidence {
        from: EvidenceFrom::Complainant,
        what: format!(
            "What you told us {} on {}",
            by_channel(received.channel),
            date(local_date(received.at))
        ),
    }];
    list.extend(kept.iter().map(|one| {
        let source = one.source.trim();
        let theirs = source.eq_ignore_ascii_case("complainant") || source == c.details.name;
        let dated = one.dated.map(|day| format!(", {}", date(day)));
        let lead = if theirs || source.is_empty() {
            String::new()
        } else {
            format!("{source}: ")
        };
        Evidence {
            from: if theirs {
                EvidenceFrom::Complainant
            } else {
                EvidenceFrom::Us
            },
            what: format!("{lead}{}{}", one.what.trim(), dated.unwrap_or_default()),
        }
    }));
    list
}

/// Who decided: the person who signs.
pub(super) fn decided_by(writer: &Writer) -> Option<String> {
    let name = given(&writer.signatory.name)?;
    let title = writer.signatory.job_title.as_deref().and_then(given);
    Some(title.map_or(name.clone(), |title| {
        format!("{name}, {},", title.to_lowercase())
    }))
}

/// One allegation and its answer. The editor's reasons are the whole account: what happened, what should have, why.
pub(super) fn finding(a: &Allegation, answer: &Answer, writer: &Writer) -> Finding {
    let blank = DraftFinding::default();
    let draft = answer
        .drafts
        .iter()
        .find(|f| f.number == a.number)
        .unwrap_or(&blank);
    let judged = !matches!(draft.outcome, Some(Outcome::Withdrawn | Outcome::Resolved));
    let standing = a.ground.filter(|_| judged).map(published_standard);
    Finding {
        number: a.number,
        alleged: given(&a.alleged),
        ground: a.ground,
        happened: None,
        should_have: None,
        reasons: given(&draft.reasons),
        impact: given(&draft.impact),
        standard: given(&draft.standard).or(standing),
        outcome: draft.outcome,
        remedies: promised(draft, writer),
    }
}

/// The remedy the editor has, owned by the person who signs; only what is upheld is put right.
fn promised(draft: &DraftFinding, writer: &Writer) -> Vec<Remedy> {
    let upheld = draft.outcome.is_some_and(Outcome::is_upheld);
    let kind = draft.remedy.filter(|_| upheld);
    kind.map(|kind| Remedy {
        kind,
        what: remedies::what(kind, &draft.remedy_detail),
        owner: given(&writer.signatory.name),
        due: draft.remedy_due,
        done_on: None,
        pence: draft.amount.filter(|_| kind == RemedyKind::Payment),
    })
    .into_iter()
    .collect()
}

/// The published standard a ground is named in, when no closer one was written down: "for example where we've ...",
/// and "we work hard to maintain very high standards of service".
fn published_standard(ground: Ground) -> String {
    if ground == Ground::OtherPoorService {
        return "the very high standards of service that our published complaints procedure speaks of"
            .to_owned();
    }
    format!(
        "our published complaints procedure, which calls it poor service where we have {}",
        ground_said(ground)
    )
}
