//! Words of columns whose meaning the procedure keeps in another shape than a list.
use procedure::closed_list;
use procedure::complaint::{RefusalOf, SixMonthDecision};

closed_list! {
    /// Which [`procedure::Scope`] an allegation has.
    ScopeWord {
        Undecided = "undecided", "Not decided";
        In = "in", "Can be investigated";
        Out = "out", "Outside the procedure";
    }
}

closed_list! {
    /// [`SixMonthDecision::applied`].
    SixMonthWord {
        Applied = "applied", "Applied";
        Waived = "waived", "Waived";
    }
}

impl From<&SixMonthDecision> for SixMonthWord {
    fn from(decision: &SixMonthDecision) -> Self {
        if decision.applied {
            Self::Applied
        } else {
            Self::Waived
        }
    }
}

closed_list! {
    /// [`RefusalOf`].
    Refused {
        Complaint = "complaint", "The complaint";
        Escalation = "escalation", "The escalation";
        Repeat = "repeat", "A repeat of a finished complaint";
    }
}

impl From<RefusalOf> for Refused {
    fn from(of: RefusalOf) -> Self {
        match of {
            RefusalOf::Complaint => Self::Complaint,
            RefusalOf::Escalation => Self::Escalation,
            RefusalOf::Repeat => Self::Repeat,
        }
    }
}

impl From<Refused> for RefusalOf {
    fn from(of: Refused) -> Self {
        match of {
            Refused::Complaint => Self::Complaint,
            Refused::Escalation => Self::Escalation,
            Refused::Repeat => Self::Repeat,
        }
    }
}
