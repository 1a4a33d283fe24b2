//! One file per step of the procedure: what is asked, its rule with the factsheet clause above it, its tests.
pub mod acknowledgement;
pub mod appointment;
pub mod assessor_referral;
pub mod assignment;
pub mod closure;
pub mod contact;
pub mod correction;
pub mod data_protection;
pub mod delivery;
pub mod details;
pub mod escalation;
pub mod evidence;
pub mod facts;
pub mod final_response;
pub mod hand_back;
pub mod human_resources;
pub mod intake;
pub mod joining;
pub mod lateness;
pub mod note;
pub mod on_the_spot;
pub mod own_view;
pub mod pause;
pub mod plan;
pub mod refusal;
pub mod remedy;
pub mod reopening;
pub mod response;
pub mod reviewer;
pub mod scope;
pub mod taking;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod timescale;
pub mod undo;
pub mod withdrawal;

use super::by::By;
use super::complaint::Complaint;
use super::context::Context;
use super::denied::Denied;
use super::effects::Effects;
use super::person::Actor;

/// Something a person wants to do to a complaint.
pub trait Step {
    const KIND: StepKind;
    /// The step's own rule; `permits` has already said yes.
    ///
    /// # Errors
    /// A refusal, beside the field it is about where there is one.
    fn decide(self, complaint: &Complaint, actor: &Actor, ctx: &Context)
    -> Result<Effects, Denied>;
    /// The same where nobody acts. Most steps need somebody.
    ///
    /// # Errors
    /// `NotYours`, where it cannot happen by itself; as [`Step::decide`].
    fn by_itself(self, _: &Complaint, _: &Context) -> Result<Effects, Denied>
    where
        Self: Sized,
    {
        Err(Denied::not_yours("This is done by a person"))
    }
}

/// A step of any kind, so that one act can be made of several.
pub struct AnyStep(Box<dyn Erased>);

impl AnyStep {
    pub fn kind(&self) -> StepKind {
        self.0.kind()
    }
    /// The step's own rule.
    ///
    /// # Errors
    /// As [`Step::decide`] and [`Step::by_itself`].
    pub(super) fn decide(
        self,
        complaint: &Complaint,
        by: By,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        self.0.decide(complaint, by, ctx)
    }
}

impl<S: Step + Send + 'static> From<S> for AnyStep {
    fn from(step: S) -> Self {
        Self(Box::new(step))
    }
}

trait Erased: Send {
    fn kind(&self) -> StepKind;
    fn decide(
        self: Box<Self>,
        complaint: &Complaint,
        by: By,
        ctx: &Context,
    ) -> Result<Effects, Denied>;
}

impl<S: Step + Send> Erased for S {
    fn kind(&self) -> StepKind {
        S::KIND
    }
    fn decide(
        self: Box<Self>,
        complaint: &Complaint,
        by: By,
        ctx: &Context,
    ) -> Result<Effects, Denied> {
        match by {
            By::Person(actor) => Step::decide(*self, complaint, actor, ctx),
            By::Itself(_) => self.by_itself(complaint, ctx),
        }
    }
}

macro_rules! steps {
    ($($(#[$doc:meta])* $kind:ident = $noun:literal, $label:literal;)+) => {
        /// Every step, in the order of the procedure.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum StepKind { $($(#[$doc])* $kind,)+ }
        impl StepKind {
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];
            /// The step's noun: its file in every tree, and its address.
            pub fn noun(self) -> &'static str { match self { $(Self::$kind => $noun,)+ } }
            /// The step of this noun.
            pub fn parse(noun: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.noun() == noun)
            }
            /// What its button says.
            pub fn label(self) -> &'static str { match self { $(Self::$kind => $label,)+ } }
        }
    };
}

steps! {
    Details = "details", "Change details";
    Facts = "facts", "Correct the record";
    OnTheSpot = "on-the-spot", "Record on-the-spot outcome";
    Taking = "taking", "Take";
    Scope = "scope", "Add an allegation";
    Acknowledgement = "acknowledgement", "Triage and acknowledge";
    Refusal = "refusal", "Refuse the complaint";
    Joining = "joining", "Join with another record";
    HandBack = "hand-back", "Hand back";
    Assignment = "assignment", "Assign";
    Timescale = "timescale", "Agree a timescale";
    Plan = "plan", "Plan the investigation";
    Note = "note", "Add a note";
    Contact = "contact", "Record contact";
    Evidence = "evidence", "Add evidence";
    Response = "response", "Write response";
    Closure = "closure", "Close the complaint";
    Withdrawal = "withdrawal", "Record withdrawal";
    Reopening = "reopening", "Reopen the complaint";
    Escalation = "escalation", "Escalate to stage 2";
    Reviewer = "reviewer", "Choose who decides";
    Appointment = "appointment", "Appoint who decides";
    OwnView = "own-view", "Record your own view";
    FinalResponse = "final-response", "Write final response";
    Remedy = "remedy", "Record a remedy as done";
    Pause = "pause", "Put on hold";
    DataProtection = "data-protection", "Data protection";
    HumanResources = "human-resources", "Pass to human resources";
    AssessorReferral = "assessor-referral", "Record a referral to the Assessor";
    Lateness = "lateness", "Correct who was late";
    Delivery = "delivery", "Undelivered letter";
    Correction = "correction", "Correct a letter";
    Undo = "undo", "Undo";
}
