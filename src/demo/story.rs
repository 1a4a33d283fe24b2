//! A story: one complaint and what happens to it, told backwards from now in opening minutes.
use super::people::Place;
use super::whom::Whom;
use procedure::complaint::Representative;
use procedure::vocabulary::{
    AssessorOutcome, Channel, Circumstance, Exclusion, LetterFormat, Outcome, ReplyChannel,
};

/// Opening minutes before now.
pub type Ago = i64;

/// Working hours and days as opening minutes (the calendar of the demonstration opens eight hours a day).
pub const HOUR: Ago = 60;
pub const DAY: Ago = 8 * HOUR;

/// One step, by one person.
#[derive(Debug, Clone)]
pub enum Act {
    Take,
    SettleOnTheSpot(&'static str),
    Promote(&'static str),
    /// Triage saved and not sent.
    Review,
    Acknowledge,
    /// The same, with this area as the best placed one; or the way on from an area that has handed it back.
    Route(Place),
    /// It seems to repeat the finished complaint of the same person.
    AcknowledgeRepeat,
    Refuse(&'static str),
    /// It repeats that complaint: which facts are the same.
    Repeats(&'static str),
    ReturnRefusal(&'static str),
    ApproveRefusal(&'static str),
    HandBack(&'static str),
    Assign(Whom),
    Reassign(Whom, &'static str),
    /// To whom, why, and why the complainant is not told (rule 31).
    ReassignUntold(Whom, &'static str, &'static str),
    /// What should have happened with each point, what to find out, and in how many days (rule 33).
    Plan(&'static str, &'static str, u64),
    /// The late response was late for a reason outside, and why.
    LateOutside(&'static str),
    /// The office of the executive it was addressed to was told (rule 4).
    TellOffice,
    /// What they say about somebody’s employment goes to human resources.
    PassOn(&'static str),
    Note(&'static str),
    Wrote(Channel, &'static str),
    /// They wrote and wait for an answer, so many opening minutes from then.
    Asked(Channel, &'static str, Ago),
    Evidence(&'static str, &'static str),
    /// A new date, so many working days after the old one.
    MoveDate(u32, &'static str),
    /// The same, told to them without their agreement.
    TellDate(u32, &'static str),
    /// The newest letter is stopped before it leaves, which undoes its step.
    Stop(&'static str),
    /// The newest letter is printed on this day and waits for the post.
    Print,
    /// It waits to be printed.
    LeaveToPrint,
    /// The print of that day is posted now.
    PostLate,
    /// A letter that corrects the newest of those that can be: what was wrong, what is right.
    Correct(&'static str, &'static str),
    /// Outcomes by allegation, the last one for the rest; calendar days until remedies are due.
    Respond(&'static [Outcome], u64),
    Remedied(&'static str),
    Accept(Channel),
    Silence,
    /// It closes by itself: their time is over and nothing keeps it open.
    Lapse,
    Withdraw(Channel),
    /// With the other record of the same person, and why they are one complaint.
    Join(&'static str),
    TakeApart(&'static str),
    Escalate(Channel, &'static str),
    Choose(Whom, &'static [Circumstance], &'static str),
    /// What the decider thinks of each point before they read what stage 1 found.
    OwnView(&'static [Outcome]),
    Finally(&'static [Outcome], bool, u64),
    Complete,
    Refer(&'static str),
    PapersAsked,
    PapersSent,
    /// The report comes so many calendar days from then: the reason the Assessor gave.
    ReportMoved(u64, &'static str),
    /// The Assessor was asked how it goes: what they said, and in how many calendar days we ask again.
    Chase(&'static str, u64),
    Concluded(AssessorOutcome, &'static [&'static str]),
    /// The next recommendation that has no answer: accepted or not, and why.
    Answer(bool, &'static str),
    Done(&'static str),
    Hold(&'static str, u64),
    /// A hold that stops the clock: only the Independent Assessor can ask for one.
    Freeze(&'static str, u64),
    /// The representative's authority came.
    Authorised,
    /// It is also about personal data: what of it.
    MarkData(&'static str),
    AnswerData(&'static str),
}

/// One complaint from its arrival to where it stands now.
#[derive(Debug, Clone)]
pub struct Story {
    /// Which of the matters, and which of its summaries.
    pub matter: usize,
    pub variant: usize,
    pub received: Ago,
    /// When it was written down; before that only the post knew.
    pub entered: Ago,
    pub entered_by: Whom,
    pub channel: Channel,
    pub addressed_to: &'static str,
    pub urgent: &'static str,
    pub needs: &'static str,
    pub format: LetterFormat,
    pub reply: ReplyChannel,
    pub about: Option<Whom>,
    pub representative: Option<Representative>,
    /// Tried there and then before it came here.
    pub tried: &'static str,
    /// A further allegation that the procedure does not cover, with the reason.
    pub outside: Option<(Exclusion, &'static str, &'static str)>,
    /// Nothing in it is covered.
    pub wholly_outside: bool,
    /// Days from the latest event to now; the six-month limit bites beyond 183.
    pub event_days: u64,
    pub limit: Option<(bool, &'static str)>,
    /// Stories with the same number here are one person's.
    pub same_person: Option<u8>,
    pub acts: Vec<(Ago, Whom, Act)>,
}

impl Story {
    /// An email received so long ago, entered by Customer Relations soon after.
    pub fn new(matter: usize, variant: usize, received: Ago) -> Self {
        let by = if (matter + variant).is_multiple_of(2) {
            Whom::Priya
        } else {
            Whom::Owen
        };
        Self {
            matter,
            variant,
            received,
            entered: (received - 17).max(1),
            entered_by: by,
            channel: Channel::Email,
            addressed_to: "",
            urgent: "",
            needs: "",
            format: LetterFormat::Standard,
            reply: ReplyChannel::Email,
            about: None,
            representative: None,
            tried: "",
            outside: None,
            wholly_outside: false,
            event_days: 12,
            limit: None,
            same_person: None,
            acts: Vec::new(),
        }
    }
    /// Answered at the first stage so long ago, by somebody of the area it is about.
    pub fn answered(matter: usize, variant: usize, ago: Ago, outcomes: &'static [Outcome]) -> Self {
        let place = Place::of(matter);
        let staff = place.staff();
        let to = staff.get(variant % staff.len().max(1)).copied();
        let to = to.unwrap_or(place.leader());
        Self::new(matter, variant, ago + 9 * DAY)
            .acknowledged(ago + 8 * DAY)
            .assigned(place, ago + 7 * DAY, to)
            .act(
                ago + 4 * DAY + 3 * HOUR,
                to,
                Act::Wrote(Channel::Email, "Introduced myself"),
            )
            .responded(ago, outcomes, 21)
    }
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
    #[must_use]
    pub fn act(mut self, ago: Ago, who: Whom, act: Act) -> Self {
        // Whoever decides reads the complaint afresh before they read what stage 1 found.
        if let Act::Finally(outcomes, ..) = act {
            self.acts.push((ago + 2 * DAY, who, Act::OwnView(outcomes)));
        }
        self.acts.push((ago, who, act));
        self
    }
    /// Whether it is closed by now.
    pub fn ends(&self) -> bool {
        matches!(
            self.acts.last(),
            Some((
                _,
                _,
                Act::SettleOnTheSpot(_)
                    | Act::ApproveRefusal(_)
                    | Act::Accept(_)
                    | Act::Silence
                    | Act::Lapse
                    | Act::Withdraw(_)
                    | Act::Complete
            ))
        )
    }
    /// Whoever entered it takes it and acknowledges it.
    #[must_use]
    pub fn acknowledged(self, ago: Ago) -> Self {
        let by = self.entered_by;
        let taken = (ago + 40).min(self.entered);
        self.act(taken, by, Act::Take)
            .act(ago, by, Act::Acknowledge)
    }
    /// By the area's Leader.
    #[must_use]
    pub fn assigned(self, place: Place, ago: Ago, to: Whom) -> Self {
        self.act(ago, place.leader(), Act::Assign(to))
    }
    /// The person who responds, from the latest assignment.
    pub fn responder(&self) -> Whom {
        let assigned = self.acts.iter().rev().find_map(|(_, _, act)| match act {
            Act::Assign(to) | Act::Reassign(to, _) | Act::ReassignUntold(to, ..) => Some(*to),
            _ => None,
        });
        assigned.unwrap_or(self.entered_by)
    }
    #[must_use]
    pub fn responded(self, ago: Ago, outcomes: &'static [Outcome], due_days: u64) -> Self {
        let by = self.responder();
        self.act(ago, by, Act::Respond(outcomes, due_days))
    }
    /// They ask for the second stage, and Customer Relations records it.
    #[must_use]
    pub fn escalated(self, ago: Ago, why: &'static str) -> Self {
        let by = self.entered_by;
        self.act(ago, by, Act::Escalate(Channel::Email, why))
    }
    #[must_use]
    pub fn chosen(self, ago: Ago, decider: Whom, circumstances: &'static [Circumstance]) -> Self {
        let why = "Took no part in the first stage, and knows this kind of work";
        let by = self.entered_by;
        self.act(ago, by, Act::Choose(decider, circumstances, why))
    }
}
