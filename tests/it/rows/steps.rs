//! Every step that may be taken on a complaint at a moment, by somebody who may take it.
use crate::support::steps::{a_triage, upheld};
use chrono::{Days, Duration};
use procedure::allegation::Scope;
use procedure::dispatch::Dispatch;
use procedure::event::{Triaged, TriagedAllegation};
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::assessor_referral::AssessorStep;
use procedure::steps::assignment::Assign;
use procedure::steps::closure::Close;
use procedure::steps::contact::RecordContact;
use procedure::steps::escalation::RequestEscalation;
use procedure::steps::final_response::IssueFinalResponse;
use procedure::steps::hand_back::HandBack;
use procedure::steps::on_the_spot::{Confirmation, OnTheSpotOutcome};
use procedure::steps::pause::Hold;
use procedure::steps::refusal::{DecideRefusal, ProposeRefusal};
use procedure::steps::remedy::CompleteRemedy;
use procedure::steps::reopening::Reopen;
use procedure::steps::response::{DraftFinding, IssueResponse};
use procedure::steps::reviewer::ChooseReviewer;
use procedure::steps::scope::{AddAllegation, DecideScope};
use procedure::steps::taking::Take;
use procedure::steps::timescale::AgreeTimescale;
use procedure::steps::withdrawal::Withdraw;
use procedure::vocabulary::{Channel, Circumstance, Exclusion, Ground, Outcome};
use procedure::{Actor, Area, Candidate, Complaint, Context, Decision, Step, decide};

/// Who there is, for the steps that choose somebody.
pub struct Company {
    pub actors: Vec<Actor>,
    pub people: Vec<Candidate>,
    pub areas: Vec<Area>,
}

/// A decision and the step it came from, for a failure's words.
pub type Permitted = (String, Decision);

struct Asking<'a> {
    complaint: &'a Complaint,
    company: &'a Company,
    ctx: Context<'a>,
    /// Whose turn it is first.
    turn: usize,
    found: Vec<Permitted>,
}

impl Asking<'_> {
    /// Keeps the decision of the first person who may.
    fn ask<S: Step + Send + 'static>(&mut self, name: &str, step: impl Fn() -> S) {
        let actors = &self.company.actors;
        let mut asked = actors.iter().cycle().skip(self.turn).take(actors.len());
        let decision =
            asked.find_map(|actor| decide(self.complaint, step(), actor, &self.ctx).ok());
        self.found
            .extend(decision.map(|decision| (name.to_owned(), decision)));
    }
}

pub fn permitted(
    complaint: &Complaint,
    company: &Company,
    ctx: Context<'_>,
    turn: usize,
) -> Vec<Permitted> {
    let turn = turn % company.actors.len();
    let mut asking = Asking {
        complaint,
        company,
        ctx,
        turn,
        found: Vec::new(),
    };
    triage(&mut asking);
    stage_1(&mut asking);
    stage_2(&mut asking);
    ends(&mut asking);
    asking.found
}

fn triaged(c: &Complaint, scope: &Scope) -> Triaged {
    let mut triaged = a_triage();
    let known = c.allegations.iter().map(|a| TriagedAllegation {
        number: a.number,
        ground: Some(Ground::UnnecessaryDelay),
        alleged: a.alleged.clone(),
        scope: scope.clone(),
    });
    let known: Vec<_> = known.collect();
    if known.is_empty() {
        triaged.allegations[0].scope = scope.clone();
    } else {
        triaged.allegations = known;
    }
    triaged
}

fn triage(asking: &mut Asking<'_>) {
    let c = asking.complaint;
    let way = || Dispatch::preferred(c);
    let outside = Scope::Outside {
        exclusion: Exclusion::HandlersDecision,
        reason: "About the decision".into(),
    };
    asking.ask("take", || Take);
    asking.ask("promote", || OnTheSpotOutcome::Promoted {
        reason: "They want it formal".into(),
    });
    asking.ask("resolve on the spot", || OnTheSpotOutcome::Resolved {
        outcome: "Put right".into(),
        confirmation: Confirmation::Letter(way()),
    });
    asking.ask("all outside", || DecideScope {
        triaged: triaged(c, &outside),
    });
    for area in &asking.company.areas {
        asking.ask(&format!("acknowledge to {}", area.name), || Acknowledge {
            area: Some(area.clone()),
            dispatch: way(),
            triaged: Some(triaged(c, &Scope::CanInvestigate)),
        });
    }
    asking.ask("propose refusal", || ProposeRefusal {
        reason: "About the decision".into(),
        evidence: "Letter of 3 March".into(),
        belongs: String::new(),
    });
    asking.ask("approve refusal", || DecideRefusal::Approve {
        reason: "Agreed".into(),
        dispatch: way(),
    });
    asking.ask("return refusal", || DecideRefusal::Return {
        reason: "One point can be looked at".into(),
    });
}

fn stage_1(asking: &mut Asking<'_>) {
    let c = asking.complaint;
    let now = asking.ctx.now;
    let today = asking.ctx.today();
    let calendar = asking.ctx.calendar;
    asking.ask("hand back", || HandBack {
        reason: "The other area took the call".into(),
    });
    for person in &asking.company.people {
        asking.ask(&format!("assign {}", person.name), || Assign {
            to: Some(person.clone()),
            reason: "Nearer to it".into(),
            accepts_absence: true,
        });
    }
    asking.ask("add an allegation", || AddAllegation {
        alleged: "Nobody rang back".into(),
        ground: Some(Ground::NotKeptUpdated),
        scope: Scope::CanInvestigate,
        subjects: vec![],
    });
    asking.ask("agree a timescale", || AgreeTimescale {
        until: Some(calendar.next_working_day(today + Days::new(30))),
        contacted_at: Some(now),
        channel: Some(Channel::Phone),
        reason: "Recordings".into(),
        agreed: Some(true),
        dispatch: Dispatch::preferred(c),
    });
    for from_us in [true, false] {
        asking.ask("contact", || RecordContact {
            happened_at: Some(now),
            from_us: Some(from_us),
            channel: Some(Channel::Phone),
            note: "Spoke".into(),
            reply_due: None,
            answers: vec![],
            mail: None,
            agrees_list: false,
            by_itself: false,
        });
    }
    for outcome in [Outcome::Upheld, Outcome::NotUpheld] {
        asking.ask("respond", || IssueResponse {
            findings: findings(c, outcome, today, None),
            dispatch: Dispatch::preferred(c),
            letter_gaps: vec![],
        });
    }
    for stops_the_clock in [true, false] {
        asking.ask("hold", || Hold::Begin {
            reason: "The Assessor asks".into(),
            stops_the_clock,
            review_on: Some(today + Days::new(14)),
        });
    }
    asking.ask("end the hold", || Hold::End {
        reason: "Done".into(),
    });
}

fn findings(
    c: &Complaint,
    outcome: Outcome,
    today: chrono::NaiveDate,
    changed: Option<bool>,
) -> Vec<DraftFinding> {
    c.allegations
        .iter()
        .map(|a| DraftFinding {
            number: a.number,
            outcome: Some(outcome),
            changed,
            ..upheld(today + Days::new(10))
        })
        .collect()
}

fn stage_2(asking: &mut Asking<'_>) {
    let c = asking.complaint;
    let now = asking.ctx.now;
    let today = asking.ctx.today();
    for days in [0, 2] {
        asking.ask("escalate", || RequestEscalation {
            requested_at: Some(now - Duration::days(days)),
            channel: Some(Channel::Email),
            unhappy_about: String::new(),
            wanted: String::new(),
            late_reason: "They were ill".into(),
        });
    }
    for person in &asking.company.people {
        asking.ask(&format!("choose {}", person.name), || ChooseReviewer {
            decider: Some(person.clone()),
            circumstances: vec![Circumstance::Plain],
            reason: "From another line".into(),
            dispatch: Dispatch::preferred(c),
        });
    }
    for outcome in [Outcome::Upheld, Outcome::NotUpheld] {
        asking.ask("final response", || IssueFinalResponse {
            findings: findings(c, outcome, today, Some(false)),
            dispatch: Dispatch::preferred(c),
            letter_gaps: vec![],
            closing_version: 1,
        });
    }
    asking.ask("refer to the Assessor", || AssessorStep::Refer {
        received_on: Some(today),
        about: String::new(),
    });
    asking.ask("papers asked", || AssessorStep::PapersAsked {
        on: Some(today),
    });
    asking.ask("papers sent", || AssessorStep::PapersSent {
        on: Some(today),
    });
}

fn ends(asking: &mut Asking<'_>) {
    let c = asking.complaint;
    let today = asking.ctx.today();
    asking.ask("accept", || Close::Accepted {
        told_on: Some(today),
        how: Some(Channel::Phone),
        dispatch: Dispatch::preferred(c),
    });
    asking.ask("no further contact", || Close::NoFurtherContact {
        dispatch: Dispatch::preferred(c),
    });
    asking.ask("complete", || Close::Complete);
    asking.ask("withdraw", || Withdraw {
        told_on: Some(today),
        how: Some(Channel::Phone),
        reason: String::new(),
        dispatch: Dispatch::preferred(c),
    });
    asking.ask("reopen", || Reopen {
        reason: "They changed their mind".into(),
    });
    let remedy = c.open_remedies().next().map(|r| r.id);
    asking.ask("remedy done", || CompleteRemedy {
        remedy,
        evidence: "Letter of apology".into(),
    });
}
