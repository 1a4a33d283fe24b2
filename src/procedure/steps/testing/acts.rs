//! Every step that may be taken on a complaint at a moment, by somebody who may take it (feature `testing`).
#![expect(clippy::indexing_slicing, reason = "only tests use it")]
use super::{World, a_triage, candidate, upheld};
use crate::allegation::Scope;
use crate::dispatch::Dispatch;
use crate::event::{Triaged, TriagedAllegation};
use crate::lateness::Holder;
use crate::steps::acknowledgement::Acknowledge;
use crate::steps::appointment::Appoint;
use crate::steps::assessor_referral::AssessorStep;
use crate::steps::assignment::Assign;
use crate::steps::closure::Close;
use crate::steps::contact::RecordContact;
use crate::steps::correction::Correct;
use crate::steps::data_protection::AboutData;
use crate::steps::delivery::{Act, Again, SeeTo};
use crate::steps::escalation::RequestEscalation;
use crate::steps::facts::{CorrectFacts, as_it_stands};
use crate::steps::final_response::IssueFinalResponse;
use crate::steps::hand_back::HandBack;
use crate::steps::human_resources::PassToHumanResources;
use crate::steps::joining::{Join, TakeApart};
use crate::steps::lateness::CorrectLateness;
use crate::steps::on_the_spot::{Confirmation, OnTheSpotOutcome};
use crate::steps::own_view::{DraftView, RecordOwnView};
use crate::steps::pause::Hold;
use crate::steps::plan::{DraftPlan, WritePlan};
use crate::steps::refusal::{DecideRefusal, ProposeRefusal, ProposeRepeat};
use crate::steps::remedy::CompleteRemedy;
use crate::steps::reopening::{LookAgain, Reopen};
use crate::steps::response::{DraftFinding, IssueResponse};
use crate::steps::reviewer::ChooseReviewer;
use crate::steps::scope::{AddAllegation, DecideScope};
use crate::steps::taking::Take;
use crate::steps::timescale::AgreeTimescale;
use crate::steps::undo::UndoLast;
use crate::steps::withdrawal::Withdraw;
use crate::vocabulary::{Channel, Circumstance, Closure, Exclusion, Ground, Outcome, Stage};
use crate::{
    Actor, Area, Candidate, Complaint, ComplaintId, Context, Decision, Reference, Step, decide,
};
use chrono::{Days, Duration};

/// Who there is, for the steps that choose somebody.
pub struct Company {
    pub actors: Vec<Actor>,
    pub people: Vec<Candidate>,
    pub areas: Vec<Area>,
    /// The same person's: one whose procedure is complete, and another record of the same complaint. None where they
    /// would have to be stored.
    pub others: Option<(Complaint, Complaint)>,
}

/// A decision and the step it came from, for a failure's words.
pub type Permitted = (String, Decision);

struct Asking<'a> {
    complaint: &'a Complaint,
    company: &'a Company,
    ctx: Context<'a>,
    /// Whose turn it is first.
    turn: usize,
    /// Only the step of this number is asked for; every step where there is none.
    wanted: Option<usize>,
    asked: usize,
    found: Vec<Permitted>,
}

impl Company {
    /// The cast of [`World`].
    pub fn of(world: &World) -> Self {
        let actors = vec![
            world.relations(),
            world.staff(),
            world.staff2(),
            world.leader(),
            world.leader2(),
            world.executive(),
            world.executive2(),
        ];
        let second = Area {
            id: crate::AreaId(2),
            name: "Contact centre".into(),
            leader: Some(world.leader2().id),
            ..world.energy()
        };
        Self {
            people: actors.iter().map(candidate).collect(),
            areas: vec![world.energy(), second],
            actors,
            others: Some((complete(world), twin(world))),
        }
    }
}

fn complete(world: &World) -> Complaint {
    let mut c = world.escalated();
    (c.id, c.reference) = (ComplaintId(70), Reference::new("SC", 2026, 870));
    (c.stage, c.closure) = (Stage::Closed, Some(Closure::Complete));
    c.final_at = Some(world.now);
    c.assessor_last_date = Some(world.ctx().today() + Days::new(90));
    c
}

fn twin(world: &World) -> Complaint {
    let mut c = world.acknowledged();
    (c.id, c.reference) = (ComplaintId(71), Reference::new("SC", 2026, 871));
    c.details.latest_event = None;
    c
}

impl Asking<'_> {
    /// Keeps the decision of the first person who may.
    fn ask<S: Step + Send + 'static>(&mut self, name: &str, step: impl Fn() -> S) {
        self.asked += 1;
        if self.wanted.is_some_and(|wanted| wanted + 1 != self.asked) {
            return;
        }
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
    all(complaint, company, ctx, (turn, None)).0
}

/// One of them, chosen by a number; none when nobody may do anything.
pub fn one_permitted(
    complaint: &Complaint,
    company: &Company,
    ctx: Context<'_>,
    (roll, turn): (usize, usize),
) -> Option<Permitted> {
    let (_, steps) = all(complaint, company, ctx, (turn, Some(usize::MAX - 1)));
    let from = roll % steps;
    (0..steps).find_map(|next| {
        let wanted = Some((from + next) % steps);
        all(complaint, company, ctx, (turn, wanted)).0.pop()
    })
}

/// Those permitted, and how many steps were thought of.
fn all(
    complaint: &Complaint,
    company: &Company,
    ctx: Context<'_>,
    (turn, wanted): (usize, Option<usize>),
) -> (Vec<Permitted>, usize) {
    let turn = turn % company.actors.len();
    let mut asking = Asking {
        complaint,
        company,
        ctx,
        turn,
        wanted,
        asked: 0,
        found: Vec::new(),
    };
    triage(&mut asking);
    stage_1(&mut asking);
    stage_2(&mut asking);
    ends(&mut asking);
    letters(&mut asking);
    (asking.found, asking.asked)
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

fn other_records(asking: &mut Asking<'_>) {
    let Some((complete, twin)) = &asking.company.others else {
        return;
    };
    asking.ask("propose that it is answered already", || ProposeRepeat {
        repeats: Box::new(complete.clone()),
        reason: "The same nine weeks without a word".into(),
    });
    let today = asking.ctx.today();
    asking.ask("close for another record", || Join {
        goes_on: Box::new(twin.clone()),
        same_person: false,
        told_on: Some(today),
        how: Some(Channel::Phone),
        reason: "The call and the email are one complaint".into(),
    });
    asking.ask("take apart from the other record", || TakeApart {
        goes_on: Box::new(twin.clone()),
        reason: "They are two after all".into(),
    });
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
    let area = asking.company.areas.first().cloned();
    asking.ask("acknowledge, deciding", || Acknowledge {
        area: area.clone(),
        dispatch: way(),
        triaged: Some(triaged(c, &outside)),
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
    other_records(asking);
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
    for (agreed, days) in [(true, 7), (false, 7), (true, 30), (false, 30)] {
        asking.ask("agree a timescale", || AgreeTimescale {
            until: Some(calendar.next_working_day(today + Days::new(days))),
            contacted_at: Some(now),
            channel: Some(Channel::Phone),
            reason: "Recordings".into(),
            agreed: Some(agreed),
            dispatch: Dispatch::preferred(c),
        });
    }
    for (from_us, days) in [(true, 0), (true, 3), (false, 0)] {
        asking.ask("contact", || RecordContact {
            happened_at: Some(now - Duration::days(days)),
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
    // Corrected to an earlier and to a later time: what is impossible is refused.
    for days in [-3, 2] {
        asking.ask("correct the received date", || CorrectFacts {
            received_at: Some(c.received.at + Duration::days(days)),
            received_is_right: true,
            reason: "The envelope was stamped".into(),
            ..as_it_stands(c)
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
    asking.ask("plan", || WritePlan {
        entries: c
            .allegations
            .iter()
            .map(|a| DraftPlan {
                number: a.number,
                standard: "An update every week".into(),
                evidence: "The recordings".into(),
                by: Some(today + Days::new(3)),
            })
            .collect(),
    });
    asking.ask("correct who was late", || CorrectLateness {
        promise: c
            .clocks
            .iter()
            .rev()
            .find(|k| k.is_late(now))
            .map(|k| k.promise),
        to: Some(Holder::Outside),
        reason: "The post was late".into(),
    });
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
            remedy_due: Some(today + Days::new(10)),
            ..upheld(a.number)
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
    for person in &asking.company.people {
        asking.ask(&format!("appoint {}", person.name), || Appoint {
            decider: Some(person.clone()),
            reason: "Nobody is free".into(),
            dispatch: Dispatch::preferred(c),
            everybody: asking.company.people.clone(),
        });
    }
    asking.ask("own view", || RecordOwnView {
        views: c
            .allegations
            .iter()
            .map(|a| DraftView {
                number: a.number,
                view: Some(Outcome::Upheld),
                reasons: "From the complaint".into(),
            })
            .collect(),
    });
    for outcome in [Outcome::Upheld, Outcome::NotUpheld] {
        asking.ask("final response", || IssueFinalResponse {
            findings: findings(c, outcome, today, Some(false)),
            dispatch: Dispatch::preferred(c),
            letter_gaps: vec![],
            closing_version: 1,
        });
    }
    asking.ask("mark as about personal data", || AboutData::Mark {
        about: "You sent my file to my neighbour".into(),
    });
    asking.ask("not about personal data", || AboutData::Unmark {
        reason: "It is about a supplier".into(),
    });
    asking.ask("answer what is about personal data", || {
        AboutData::Answered {
            on: Some(today),
            letter: None,
            answer: "They had an apology by phone".into(),
        }
    });
    asking.ask("pass to human resources", || PassToHumanResources {
        on: Some(today),
        to: "The people team".into(),
        words: "He is on a final warning".into(),
    });
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
    asking.ask("report expected later", || AssessorStep::ReportMoved {
        due: Some(today + Days::new(70)),
        reason: "Two of them are ill".into(),
    });
    asking.ask("report chased", || AssessorStep::Chased {
        on: Some(today),
        said: "Next week".into(),
        again_on: Some(today + Days::new(7)),
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
    asking.ask("look again at the refusal", || LookAgain {
        asked_on: Some(today),
        channel: Some(Channel::Phone),
        words: String::new(),
    });
    let remedy = c.open_remedies().next().map(|r| r.id);
    for on in [None, today.pred_opt()] {
        asking.ask("remedy done", || CompleteRemedy {
            remedy,
            on,
            evidence: "Letter of apology".into(),
        });
    }
}

/// What people do about letters, and undoing.
fn letters(asking: &mut Asking<'_>) {
    let c = asking.complaint;
    let way = Dispatch::preferred(c);
    for delivery in &c.deliveries {
        let see_to = |act: Act| SeeTo {
            delivery: Some(delivery.id),
            reason: "They said so".into(),
            act: Some(act),
        };
        let kind = delivery.kind.as_str();
        asking.ask(&format!("stop the {kind}"), || see_to(Act::Stop));
        asking.ask(&format!("the {kind} came back"), || {
            see_to(Act::CameBack(None))
        });
        asking.ask(&format!("the {kind} cannot reach them"), || {
            see_to(Act::CloseWithout)
        });
        asking.ask(&format!("send the {kind} again"), || {
            see_to(Act::Again(Again {
                channel: way.channel,
                format: way.format,
                email: c.details.email.clone(),
                address: "Janet Whitlock\n14 Fernhill Close".into(),
                elsewhere: String::new(),
            }))
        });
        asking.ask(&format!("correct the {kind}"), || Correct {
            delivery: Some(delivery.id),
            was_wrong: "The day".into(),
            is_right: "Another".into(),
            dispatch: way.clone(),
        });
    }
    asking.ask("undo", || UndoLast {
        reason: String::new(),
    });
}
