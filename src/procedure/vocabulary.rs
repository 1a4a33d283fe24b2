//! The field's words: every closed list of the procedure, once.
//!
//! Each list has the word that is stored (`as_str`) and the words a person reads (`label`). Where a CHECK in the
//! migrations repeats a list, `tests/it/schema.rs` compares the two.

mod letter_kind;

pub use letter_kind::LetterKind;

/// What storage and forms need to know of any closed list.
pub trait ClosedList: Copy + std::fmt::Debug + 'static {
    /// Every member, in the order people meet them.
    const ALL: &'static [Self];
    /// The word that is stored and sent in forms.
    fn as_str(self) -> &'static str;
    /// The words a person reads.
    fn label(self) -> &'static str;
    /// The member with this stored word, or none.
    fn parse(word: &str) -> Option<Self>;
}

/// A closed list: variant, stored word, words on screen. Storage and letters have lists of their own, so this is
/// exported; what it makes can be used without the trait in scope.
#[macro_export]
macro_rules! closed_list {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $label:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+ }
        impl $name {
            /// Every member, in the order people meet them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// The word that is stored and sent in forms.
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $word,)+ } }
            /// The words a person reads.
            pub fn label(self) -> &'static str { match self { $(Self::$variant => $label,)+ } }
            /// The member with this stored word, or none.
            pub fn parse(word: &str) -> Option<Self> { match word { $($word => Some(Self::$variant),)+ _ => None } }
        }
        impl $crate::vocabulary::ClosedList for $name {
            const ALL: &'static [Self] = Self::ALL;
            fn as_str(self) -> &'static str { self.as_str() }
            fn label(self) -> &'static str { self.label() }
            fn parse(word: &str) -> Option<Self> { Self::parse(word) }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.label()) }
        }
    };
}

closed_list! {
    /// Rank in the procedure. Customer Relations membership and administration are apart from it.
    Role {
        Staff = "staff", "Staff";
        Leader = "leader", "Leader";
        SeniorLeader = "senior_leader", "Senior leader";
        SeniorComplaintExecutive = "senior_complaint_executive", "Senior complaint executive";
    }
}

impl Role {
    /// "A senior complaint executive in the Customer Relations team".
    pub fn is_executive(self) -> bool {
        match self {
            Self::SeniorComplaintExecutive => true,
            Self::Staff | Self::Leader | Self::SeniorLeader => false,
        }
    }
}

closed_list! {
    /// How a complaint, a contact or an escalation request reached us (rules 2 and 4).
    Channel {
        Email = "email", "Email";
        Post = "post", "Post";
        Phone = "phone", "Phone";
        InPerson = "in_person", "In person";
        SocialMedia = "social_media", "Social media";
        /// "Any complaints addressed to them will be managed in line with our complaints procedure."
        ExecutiveOrBoard = "executive_or_board", "Addressed to the executive team or Board";
    }
}

impl Channel {
    /// Spoken complaints are written down and a copy sent (rule 5).
    pub fn is_oral(self) -> bool {
        match self {
            Self::Phone | Self::InPerson => true,
            Self::Email | Self::Post | Self::SocialMedia | Self::ExecutiveOrBoard => false,
        }
    }
    /// How people tell us something that we can put right there and then (rule 3), spoken ways first.
    pub fn on_the_spot() -> Vec<Self> {
        let all = Self::ALL.iter().copied();
        let mut ways: Vec<Self> = all.filter(|way| way.is_on_the_spot()).collect();
        ways.sort_by_key(|way| !way.is_oral());
        ways
    }
    fn is_on_the_spot(self) -> bool {
        match self {
            Self::Phone | Self::InPerson | Self::Email | Self::SocialMedia => true,
            Self::Post | Self::ExecutiveOrBoard => false,
        }
    }
}

closed_list! {
    /// How we know when a complaint was received; it starts every clock.
    ReceivedBy {
        MailHeader = "mail_header", "The time the email reached us";
        DateStamp = "date_stamp", "Date stamp on the letter";
        Postmark = "postmark", "Postmark";
        CallRecord = "call_record", "Call record";
        StaffRecollection = "staff_recollection", "The person who took it says so";
    }
}

closed_list! {
    /// How we write to the complainant.
    ReplyChannel {
        Email = "email", "Email";
        Post = "post", "Post";
        Phone = "phone", "Phone first, then in writing";
    }
}

closed_list! {
    /// "This factsheet is also available in Braille, large print and audio compact disc."
    LetterFormat {
        Standard = "standard", "Standard print";
        LargePrint = "large_print", "Large print";
        Braille = "braille", "Braille";
        AudioCd = "audio_cd", "Audio CD";
        Other = "other", "Other";
    }
}

closed_list! {
    /// How serious, how complex or how far-reaching something is (rule 9).
    Level {
        Low = "low", "Low";
        Medium = "medium", "Medium";
        High = "high", "High";
    }
}

closed_list! {
    /// Were adjustments asked about at first contact? (rule 10)
    NeedsAsked {
        Yes = "yes", "Yes";
        No = "no", "No";
        NotPossible = "not_possible", "Not possible";
    }
}

closed_list! {
    /// Whether a representative may be written to (rule 6).
    Authority {
        None = "none", "Not seen yet";
        Asked = "asked", "Asked for";
        Held = "held", "Held";
        Refused = "refused", "Refused or withdrawn";
    }
}

closed_list! {
    /// The dispute with the supplier that the service was about (rule 7).
    DisputeState {
        Unknown = "unknown", "Not known";
        Open = "open", "Still open";
        Concluded = "concluded", "Concluded";
    }
}

closed_list! {
    /// "Complaints that we can investigate", and the open end of that list (rule 12).
    Ground {
        TreatedRudely = "treated_rudely", "Treated you rudely";
        ProcessNotFollowed = "process_not_followed", "Failed to follow our processes";
        NotKeptUpdated = "not_kept_updated", "Failed to keep you updated";
        UnnecessaryDelay = "unnecessary_delay", "Caused unnecessary delay";
        OtherPoorService = "other_poor_service", "Other poor service";
    }
}

closed_list! {
    /// "Complaints that we can't investigate": these four and no others (rule 13).
    Exclusion {
        InvestigationDisagreement = "investigation_disagreement", "Disagrees with our investigation of the supplier";
        HandlersDecision = "handlers_decision", "The case handler's decision";
        SupplierRemedy = "supplier_remedy", "The supplier has not carried out the remedy";
        OverSixMonths = "over_six_months", "Over 6 months old";
    }
}

impl Exclusion {
    /// The factsheet's own words, for letters: "Our complaints procedure doesn't cover: ...".
    pub fn factsheet(self) -> &'static str {
        match self {
            Self::InvestigationDisagreement => {
                "your disagreement with our investigation of your complaint about your supplier"
            }
            Self::HandlersDecision => "the decision made by the case handler",
            Self::SupplierRemedy => "the failure of your supplier to implement the remedy",
            Self::OverSixMonths => "complaints that are over 6 months old",
        }
    }
    /// Beside the code on screen: what else the Independent Assessor's terms put there (rule 15).
    pub fn hint(self) -> &'static str {
        match self {
            Self::InvestigationDisagreement => {
                "How evidence was weighed, what was in our remit, what redress was right. Evidence lost or never opened is service: that is in."
            }
            Self::HandlersDecision => {
                "The outcome itself. How politely or promptly it was reached is service: that is in."
            }
            Self::SupplierRemedy => {
                "Goes to the compliance team. Our own delay in chasing the supplier is service: that is in."
            }
            Self::OverSixMonths => {
                "Six calendar months from the latest event to when they first told anyone here. When it is close, ask rather than refuse."
            }
        }
    }
}

/// What the Independent Assessor's terms leave out besides (rule 15): hints, and no further exclusions (rule 13). Under
/// which of the four each belongs, or where it goes.
pub const ALSO_OUTSIDE: [(&str, &str); 5] = [
    (
        "Our remit (jurisdiction)",
        "Whether we could take on the case against the supplier: choose the disagreement with our investigation. How we told them is service: that is in.",
    ),
    (
        "The weight of evidence",
        "What was believed and why: choose the disagreement with our investigation. Evidence that nobody opened is service: that is in.",
    ),
    (
        "The redress",
        "What the supplier was to pay or do: choose the case handler’s decision.",
    ),
    (
        "Staff employment",
        "Contracts, grievances and discipline go to human resources: record that with “Pass to human resources”. Leave their words out of the allegations. The letter says only that it was passed on. How somebody treated the complainant is service: that is in.",
    ),
    (
        "Commercial dealings",
        "Contracts, fees and dealings with suppliers are no service to a complainant. It is outside only as one of the four.",
    ),
];

closed_list! {
    /// What was found on one allegation (rule 44). A complaint's outcome is computed from these.
    Outcome {
        Upheld = "upheld", "Upheld";
        PartlyUpheld = "partly_upheld", "Partly upheld";
        NotUpheld = "not_upheld", "Not upheld";
        Resolved = "resolved", "Resolved";
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

impl Outcome {
    /// Upheld in whole or in part: impact, remedy and learning must be answered (rules 68, 73).
    pub fn is_upheld(self) -> bool {
        match self {
            Self::Upheld | Self::PartlyUpheld => true,
            Self::NotUpheld | Self::Resolved | Self::Withdrawn => false,
        }
    }
    /// It was decided whether the complaint was right; what was withdrawn or put right before was not.
    pub fn is_decided(self) -> bool {
        match self {
            Self::Upheld | Self::PartlyUpheld | Self::NotUpheld => true,
            Self::Resolved | Self::Withdrawn => false,
        }
    }
}

closed_list! {
    /// How things are put right (rule 67).
    RemedyKind {
        None = "none", "No remedy needed";
        Apology = "apology", "Apology";
        Acknowledgement = "acknowledgement", "Acknowledge what went wrong";
        Explanation = "explanation", "Explanation";
        ActionOnDelay = "action_on_delay", "Act on the delay";
        Reconsider = "reconsider", "Reconsider what we did";
        CorrectRecord = "correct_record", "Correct the record";
        Payment = "payment", "Payment";
        ChangePolicy = "change_policy", "Change a policy or process";
    }
}

closed_list! {
    /// Why it went wrong (rule 74).
    RootCause {
        People = "people", "People";
        Process = "process", "Process";
        System = "system", "System";
        Capacity = "capacity", "Capacity";
        Communication = "communication", "Communication";
        ThirdParty = "third_party", "Third party";
    }
}

closed_list! {
    /// Where a complaint is.
    Stage {
        /// Somebody is trying to put it right there and then.
        OnTheSpot = "on_the_spot", "On the spot";
        /// With Customer Relations, to review and acknowledge.
        Triage = "triage", "With Customer Relations";
        /// Acknowledged; the area's Leader must assign an individual.
        Assignment = "assignment", "To assign";
        /// An individual is looking into it.
        Investigation = "investigation", "Stage 1";
        /// The stage 1 response is out; the complainant may accept or escalate.
        Answered = "answered", "Answered at stage 1";
        /// Escalation asked for; who issues the final response is to be chosen.
        Escalated = "escalated", "Stage 2, to choose who decides";
        /// With the leader, senior leader or senior complaint executive.
        FinalReview = "final_review", "Stage 2";
        /// The final response is out; the procedure is complete.
        FinalResponse = "final_response", "Final response";
        Closed = "closed", "Closed";
    }
}

impl Stage {
    /// Stage 2 is asked for, and its response is not out yet.
    pub fn is_stage_2(self) -> bool {
        match self {
            Self::Escalated | Self::FinalReview => true,
            Self::OnTheSpot
            | Self::Triage
            | Self::Assignment
            | Self::Investigation
            | Self::Answered
            | Self::FinalResponse
            | Self::Closed => false,
        }
    }
}

closed_list! {
    /// How a complaint ended.
    Closure {
        OnTheSpot = "on_the_spot", "Resolved on the spot";
        NotAccepted = "not_accepted", "Not accepted";
        /// A repeat of a complaint whose procedure is complete (reading (e)18).
        AlreadyAnswered = "already_answered", "Already answered";
        Accepted = "accepted", "Accepted as resolved";
        NoFurtherContact = "no_further_contact", "No further contact";
        Withdrawn = "withdrawn", "Withdrawn";
        /// Another record of the same complaint goes on; this one is kept.
        Joined = "joined", "Joined with another record";
        /// Refused a second stage for written reasons; the internal procedure is complete (rule 52).
        EscalationRefused = "escalation_refused", "Escalation refused, procedure complete";
        Complete = "complete", "Procedure complete";
    }
}

impl Closure {
    /// The internal procedure is complete: nothing is left but the Independent Assessor (rules 52 and 60).
    pub fn is_complete(self) -> bool {
        match self {
            Self::Complete | Self::EscalationRefused => true,
            Self::OnTheSpot
            | Self::NotAccepted
            | Self::AlreadyAnswered
            | Self::Accepted
            | Self::NoFurtherContact
            | Self::Withdrawn
            | Self::Joined => false,
        }
    }
    /// Closed after the stage 1 response, so that they may still ask for stage 2, late (rule 54).
    pub fn may_be_escalated(self) -> bool {
        match self {
            Self::Accepted | Self::NoFurtherContact => true,
            Self::OnTheSpot
            | Self::NotAccepted
            | Self::AlreadyAnswered
            | Self::Withdrawn
            | Self::Joined
            | Self::EscalationRefused
            | Self::Complete => false,
        }
    }
}

closed_list! {
    /// Every promise that runs on a clock.
    Promise {
        Acknowledge = "acknowledge", "Acknowledge";
        Assign = "assign", "Assign";
        FirstContact = "first_contact", "First contact or response";
        Respond = "respond", "Stage 1 response";
        Update = "update", "Next update";
        AcknowledgeEscalation = "acknowledge_escalation", "Acknowledge the escalation";
        FinalResponse = "final_response", "Final response";
        Escalate = "escalate", "Time to escalate";
        SendToAssessor = "send_to_assessor", "Papers to the Independent Assessor";
        /// Of a complaint about how we used somebody's personal data (rule 94).
        DataProtection = "data_protection", "Data protection acknowledgement";
    }
}

impl Promise {
    /// Who made the promise: the factsheet, the law, or we to ourselves. Never "required by" a code.
    pub fn standing(self) -> &'static str {
        match self {
            Self::Acknowledge => "published",
            Self::Assign | Self::FirstContact => "published as ideal",
            Self::Escalate => "published without a limit; ours is internal",
            Self::DataProtection => "required by law",
            Self::Respond
            | Self::Update
            | Self::AcknowledgeEscalation
            | Self::FinalResponse
            | Self::SendToAssessor => "internal target, not published",
        }
    }
    /// Published only as "ideally" (rule 26).
    pub fn is_ideal(self) -> bool {
        match self {
            Self::Assign | Self::FirstContact => true,
            Self::Acknowledge
            | Self::Respond
            | Self::Update
            | Self::AcknowledgeEscalation
            | Self::FinalResponse
            | Self::Escalate
            | Self::SendToAssessor
            | Self::DataProtection => false,
        }
    }
    /// Their time, and not a promise of ours: nobody here is late with it.
    pub fn is_theirs(self) -> bool {
        match self {
            Self::Escalate => true,
            Self::Acknowledge
            | Self::Assign
            | Self::FirstContact
            | Self::Respond
            | Self::Update
            | Self::AcknowledgeEscalation
            | Self::FinalResponse
            | Self::SendToAssessor
            | Self::DataProtection => false,
        }
    }
    /// Whether a hold that the Independent Assessor requires moves its date; what the law gives does not move.
    pub fn is_held(self) -> bool {
        match self {
            Self::DataProtection => false,
            Self::Acknowledge
            | Self::Assign
            | Self::FirstContact
            | Self::Respond
            | Self::Update
            | Self::AcknowledgeEscalation
            | Self::FinalResponse
            | Self::Escalate
            | Self::SendToAssessor => true,
        }
    }
}

closed_list! {
    /// Whether a referral to the Independent Assessor came in time (rules 61 and 63).
    ReferralTiming {
        InTime = "in_time", "In time";
        Late = "late", "Late";
        Premature = "premature", "Too early: a stage is still open";
        Unknown = "unknown", "Not known: no letter has started the three months";
    }
}

closed_list! {
    /// What the Independent Assessor found on one allegation (rule 66).
    AssessorOutcome {
        Supported = "supported", "Complaint supported";
        PartlySupported = "partly_supported", "Supported in part";
        NotSupported = "not_supported", "Not supported";
        OutOfRemit = "out_of_remit", "Outside the Assessor's role";
    }
}

closed_list! {
    /// Nature and circumstances that point to who should decide stage 2 (reading (e)7).
    Circumstance {
        Plain = "plain", "A plain service complaint";
        StaffConduct = "staff_conduct", "About how somebody behaved";
        DisputedFacts = "disputed_facts", "Facts are disputed";
        Vulnerability = "vulnerability", "The complainant is vulnerable or at risk";
        Discrimination = "discrimination", "Discrimination is alleged";
        AboutExecutive = "about_executive", "About an executive or Board member";
        Repeat = "repeat", "A repeat or restricted complainant";
        AssessorLikely = "assessor_likely", "Likely to go to the Independent Assessor";
    }
}

impl Circumstance {
    /// The rank the circumstances point to; a suggestion, the chooser gives the reason.
    pub fn suggests(self) -> Role {
        match self {
            Self::Plain => Role::Leader,
            Self::StaffConduct | Self::DisputedFacts => Role::SeniorLeader,
            Self::Vulnerability
            | Self::Discrimination
            | Self::AboutExecutive
            | Self::Repeat
            | Self::AssessorLikely => Role::SeniorComplaintExecutive,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word that two members share would come back as the first.
    #[test]
    fn stored_words_come_back() {
        macro_rules! come_back {
            ($($list:ident)+) => {$(
                for member in $list::ALL {
                    assert_eq!($list::parse(member.as_str()), Some(*member));
                }
            )+};
        }
        come_back!(Role Channel ReceivedBy ReplyChannel LetterFormat NeedsAsked Authority DisputeState Ground Exclusion Outcome RemedyKind RootCause Stage Closure Promise LetterKind ReferralTiming AssessorOutcome Circumstance);
        assert_eq!(Exclusion::parse("staff_employment"), None);
    }

    /// Rule 13: "Our complaints procedure doesn't cover" four things, and the list is closed.
    #[test]
    fn there_are_four_exclusions_and_no_more() {
        assert_eq!(Exclusion::ALL.len(), 4);
    }
}
