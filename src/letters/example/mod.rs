//! Complete facts of an imagined complaint: each kind of letter, as an administrator sees it while they change its
//! words, and as the tests read it. None has a gap.
mod others;

pub use others::{
    already_answered, assessor_cover, change_of_contact, correction, no_further_contact,
    on_the_spot, resolved_by_agreement, restriction, restriction_appeal, restriction_lifted,
    restriction_warning, withdrawal,
};

use super::template::Templates;
use super::{
    AcknowledgementFacts, Adjustments, Agreement, AssessorContact, Common, Conduct,
    EscalationAcknowledgementFacts, Evidence, EvidenceFrom, Excluded, FinalResponseFacts, Finding,
    FirstView, InScope, Inquiry, Letter, LetterStage, NotAcceptedFacts, Organisation,
    OutstandingIssue, ProcedureCompleteFacts, Refusal, Remedy, ResponseFacts, ReviewedFinding,
    Signatory, TimescaleFacts, Wanted,
};
use chrono::NaiveDate;
use procedure::vocabulary::{
    Channel, Exclusion, Ground, LetterFormat, LetterKind, Outcome, RemedyKind, ReplyChannel,
};

pub fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap_or_default()
}

pub fn common() -> Common {
    Common {
        reference: "SC-2026-000341".into(),
        date: day("2026-11-24"),
        addressee: [
            "Ms Aisha Rahman",
            "Flat 3, 88 Cathays Terrace",
            "Cardiff CF24 4HU",
        ]
        .map(String::from)
        .to_vec(),
        salutation: "Dear Ms Rahman".into(),
        format: LetterFormat::Standard,
        reply_channel: ReplyChannel::Post,
        organisation: Organisation {
            name: "Flexible Resolution Services".into(),
            address: ["3300 Daresbury Park", "Warrington", "WA4 4HS"]
                .map(String::from)
                .to_vec(),
            email: "customer-relations@redress.example".into(),
            phone: None,
        },
        signatory: Some(Signatory {
            name: "Officer A".into(),
            job_title: Some("Customer Relations".into()),
            contact: None,
        }),
        about_data: false,
        passed_on: false,
        templates: Templates::default(),
    }
}

pub fn assessor() -> AssessorContact {
    AssessorContact {
        name: "Independent Assessor".into(),
        address: vec!["PO Box 12, Warrington".into(), "WA4 9ZZ".into()],
        email: "assessor@redress.example".into(),
    }
}

/// Letters of this kind that between them say everything such a letter can say.
pub fn letters(kind: LetterKind, templates: &Templates) -> Vec<Letter> {
    use LetterKind as K;
    let common = Common {
        templates: templates.clone(),
        about_data: true,
        passed_on: true,
        ..common()
    };
    match kind {
        K::Acknowledgement => acknowledgements(common),
        K::NotAccepted => vec![super::not_accepted(&NotAcceptedFacts {
            common,
            ..not_accepted()
        })],
        K::Timescale => timescales(common),
        K::Response => vec![super::response(&ResponseFacts {
            common,
            ..response()
        })],
        K::EscalationAcknowledgement => escalation_acknowledgements(common),
        K::FinalResponse => vec![super::final_response(&FinalResponseFacts {
            common,
            ..final_response()
        })],
        K::ProcedureComplete => vec![super::procedure_complete(&ProcedureCompleteFacts {
            common,
            ..procedure_complete()
        })],
        other => others::letters(other, common),
    }
}

fn acknowledgements(common: Common) -> Vec<Letter> {
    let spoken = AcknowledgementFacts {
        common,
        ..acknowledgement()
    };
    let written = AcknowledgementFacts {
        channel: Some(Channel::Email),
        oral_record: None,
        refusal: None,
        representative: None,
        ..spoken.clone()
    };
    let deciding = AcknowledgementFacts {
        in_scope: Vec::new(),
        deciding: vec!["The decision on my boiler is wrong.".into()],
        decide_by: Some(day("2026-12-08")),
        ..written.clone()
    };
    let repeats = AcknowledgementFacts {
        answered_before: Some("SC-2026-000071".into()),
        ..deciding.clone()
    };
    [spoken, written, deciding, repeats]
        .iter()
        .map(super::acknowledgement)
        .collect()
}

fn timescales(common: Common) -> Vec<Letter> {
    let missed = TimescaleFacts {
        common,
        ..timescale()
    };
    let in_time = TimescaleFacts {
        stage: LetterStage::Second,
        old_date: Some(day("2026-11-30")),
        ..missed.clone()
    };
    [missed, in_time].iter().map(super::timescale).collect()
}

fn escalation_acknowledgements(common: Common) -> Vec<Letter> {
    let in_time = EscalationAcknowledgementFacts {
        common,
        ..escalation_acknowledgement()
    };
    let late = EscalationAcknowledgementFacts {
        still_unhappy: None,
        answer_by: Some(day("2026-11-20")),
        ..in_time.clone()
    };
    [in_time, late]
        .iter()
        .map(super::escalation_acknowledgement)
        .collect()
}

fn adjustments() -> Adjustments {
    Adjustments::Agreed(vec!["Phone after 4pm".into()])
}

#[expect(clippy::unnecessary_wraps, reason = "facts are optional")]
fn some(words: &str) -> Option<String> {
    Some(words.to_owned())
}

pub fn refusal() -> Refusal {
    Refusal {
        considered: some("We read your letter of 2 November and the notes on your dispute."),
        evidence: vec![
            "Your letter of 2 November 2026".into(),
            "The decision of 20 October 2026".into(),
        ],
        excluded: vec![
            Excluded {
                alleged: some("The decision on my meter was wrong."),
                exclusion: Some(Exclusion::HandlersDecision),
                reason: some(
                    "Your letter says the decision is wrong. It does not say that we were slow or rude.",
                ),
                ..Excluded::default()
            },
            Excluded {
                alleged: some("You lost my first email."),
                exclusion: Some(Exclusion::OverSixMonths),
                reason: some("This was more than six months before you told us."),
                no_discretion: some(
                    "We saw no reason to make an exception: nothing kept you from telling us.",
                ),
                latest_event: Some(day("2026-02-03")),
                first_raised: Some(day("2026-11-02")),
            },
        ],
        checked_by: some("senior complaint executive"),
        dispute_reference: some("D-991"),
        belongs: None,
        look_again_by: Some(day("2026-12-24")),
        is_second_look: false,
    }
}

pub fn acknowledgement() -> AcknowledgementFacts {
    AcknowledgementFacts {
        common: common(),
        received_on: Some(day("2026-11-23")),
        channel: Some(Channel::Phone),
        in_scope: vec![
            InScope {
                number: 1,
                alleged: some("You took eleven weeks to open my evidence."),
                ground: Some(Ground::UnnecessaryDelay),
            },
            InScope {
                number: 2,
                alleged: some("The person I spoke to talked over me."),
                ground: Some(Ground::TreatedRudely),
            },
        ],
        undecided: 0,
        refusal: Some(Refusal {
            checked_by: None,
            ..refusal()
        }),
        deciding: Vec::new(),
        answered_before: None,
        decide_by: None,
        outcome_wanted: Wanted::Said("An apology, and to know what will change.".into()),
        oral_record: some("I rang on 3 September.\nI was talked over.\n\nI want to know why."),
        area: some("Energy Investigations"),
        assign_by: "2026-11-27T10:30:00Z".parse().ok(),
        contact_by: "2026-12-02T10:30:00Z".parse().ok(),
        adjustments: adjustments(),
        representative: some("Mr Omar Rahman"),
    }
}

pub fn not_accepted() -> NotAcceptedFacts {
    NotAcceptedFacts {
        common: common(),
        received_on: Some(day("2026-11-02")),
        refusal: refusal(),
    }
}

pub fn timescale() -> TimescaleFacts {
    TimescaleFacts {
        common: common(),
        stage: LetterStage::First,
        old_date: Some(day("2026-11-23")),
        new_date: Some(day("2026-12-08")),
        done: some("We have read the whole case file."),
        why: some("Two call recordings are still to come."),
        agreement: Agreement::Agreed {
            on: day("2026-11-23"),
            how: Channel::Phone,
        },
        next_update: Some(day("2026-12-01")),
    }
}

fn inquiry() -> Inquiry {
    Inquiry {
        told_us: some(
            "You told us that we took eleven weeks to look at your evidence about Northgrid Power.",
        ),
        outcome_wanted: Wanted::Said("An apology, and to know what will change.".into()),
        how_we_looked: some("I read the case file and listened to the call of 3 September."),
        evidence: vec![
            Evidence {
                from: EvidenceFrom::Complainant,
                what: "Your email of 11 June 2026".into(),
            },
            Evidence {
                from: EvidenceFrom::Us,
                what: "The recording of the call of 3 September 2026".into(),
            },
        ],
        putting_right: some("I am **sorry** that your evidence lay unopened for eleven weeks."),
        learned: some(
            "From 1 December every email with evidence is opened within two working days.",
        ),
        updates_from: some("The Energy Investigations team"),
    }
}

fn delay() -> Finding {
    Finding {
        number: 1,
        alleged: some("You took eleven weeks to open my evidence."),
        ground: Some(Ground::UnnecessaryDelay),
        happened: some("Your evidence arrived on 11 June and nobody opened it until 27 August."),
        should_have: some("Somebody should have opened it by 25 June."),
        reasons: some("There was **no good reason** for the wait."),
        impact: some("You chased us four times and lost confidence in us."),
        standard: some("Our case handling standard: evidence is opened in ten working days"),
        outcome: Some(Outcome::Upheld),
        remedies: vec![
            Remedy {
                kind: RemedyKind::Payment,
                what: some("for the distress the delay caused"),
                owner: some("Our finance team"),
                due: Some(day("2026-12-11")),
                done_on: None,
                pence: Some(7500),
            },
            Remedy {
                kind: RemedyKind::CorrectRecord,
                what: some("your evidence is now on the case file"),
                owner: None,
                due: None,
                done_on: Some(day("2026-11-20")),
                pence: None,
            },
        ],
    }
}

fn rudeness() -> Finding {
    Finding {
        number: 2,
        alleged: some("The person I spoke to talked over me."),
        ground: Some(Ground::TreatedRudely),
        happened: some("Officer B let you finish each time."),
        should_have: some("Officer B should have let you speak."),
        reasons: some("The recording shows that you were heard."),
        standard: some("Our call standard."),
        outcome: Some(Outcome::NotUpheld),
        ..Finding::default()
    }
}

pub fn response() -> ResponseFacts {
    ResponseFacts {
        common: common(),
        inquiry: inquiry(),
        findings: vec![delay(), rudeness()],
        decided_by: some("Officer A, complaint handler,"),
        escalate_by: Some(day("2026-12-24")),
    }
}

pub fn escalation_acknowledgement() -> EscalationAcknowledgementFacts {
    EscalationAcknowledgementFacts {
        common: common(),
        requested_on: Some(day("2026-11-23")),
        outstanding: vec![OutstandingIssue {
            number: 1,
            alleged: delay().alleged,
            ground: delay().ground,
        }],
        still_unhappy: some("The apology came too late."),
        outcome_wanted: Wanted::Said("An apology.".into()),
        decider: some("Ruth Adeyemi, senior complaint executive,"),
        earlier_parts: Vec::new(),
        answer_by: Some(day("2026-12-21")),
        next_update: Some(day("2026-11-30")),
        adjustments: adjustments(),
    }
}

pub fn final_response() -> FinalResponseFacts {
    let kept = ReviewedFinding {
        finding: delay(),
        first_view: FirstView::Given(Outcome::Upheld),
        own_view: Some(Outcome::Upheld),
        why: some("The dates are plain."),
    };
    let changed = ReviewedFinding {
        finding: Finding {
            outcome: Some(Outcome::NotUpheld),
            ..rudeness()
        },
        first_view: FirstView::Given(Outcome::PartlyUpheld),
        own_view: Some(Outcome::NotUpheld),
        why: some("The first stage did not have the recording."),
    };
    FinalResponseFacts {
        common: Common {
            format: LetterFormat::LargePrint,
            signatory: Some(Signatory {
                name: "Ruth Adeyemi".into(),
                job_title: some("Senior complaint executive"),
                contact: some("ruth.adeyemi@redress.example"),
            }),
            ..common()
        },
        inquiry: inquiry(),
        findings: vec![kept, changed],
        earlier_parts: Vec::new(),
        decided_by: some("Ruth Adeyemi, senior complaint executive,"),
        assessor: assessor(),
        assessor_last_date: Some(day("2027-02-24")),
    }
}

pub fn procedure_complete() -> ProcedureCompleteFacts {
    ProcedureCompleteFacts {
        common: common(),
        requested_on: Some(day("2026-11-23")),
        answered_on: Some(day("2026-11-06")),
        reasons: some("You accepted the remedy in writing."),
        approved_by: some("senior complaint executive"),
        assessor: assessor(),
        assessor_last_date: Some(day("2027-02-24")),
    }
}

pub fn conduct() -> Conduct {
    Conduct {
        behaviour: some("You ring many times a day and shout at the people who answer."),
        examples: vec![
            (
                day("2026-11-12"),
                "You rang eleven times before noon".into(),
            ),
            (day("2026-10-14"), "You called Officer B names".into()),
        ],
        effect: some("Two people could not answer other callers on those days."),
        needs: some("We asked you on 2 November. You told us that email suits you."),
    }
}
