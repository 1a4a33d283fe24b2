//! The shorter letters.
use super::{Common, common, conduct, day, some};
use crate::{
    AlreadyAnsweredFacts, AssessorCoverFacts, ChangeOfContactFacts, CorrectionFacts, Letter,
    NoFurtherContactFacts, OnTheSpotFacts, ResolvedByAgreementFacts, RestrictionAppealFacts,
    RestrictionFacts, RestrictionLiftedFacts, WarningFacts, WithdrawalFacts, addressed_to_assessor,
};
use procedure::restriction::Measure;
use procedure::vocabulary::{Channel, LetterKind};

pub fn assessor_cover() -> AssessorCoverFacts {
    AssessorCoverFacts {
        common: addressed_to_assessor(common(), &super::assessor()),
        complainant: some("Ms Aisha Rahman"),
        referred_on: Some(day("2027-03-02")),
        about: some("They never said sorry for the second delay."),
        completed_on: Some(day("2026-11-24")),
        last_date: Some(day("2027-02-24")),
        contents: vec!["Letters: 5".into(), "Messages and contacts: 9".into()],
        left_out: vec!["Left out by rule: one allegation about the supplier's decision".into()],
    }
}

pub fn already_answered() -> AlreadyAnsweredFacts {
    AlreadyAnsweredFacts {
        common: common(),
        received_on: Some(day("2026-11-20")),
        earlier: some("SC-2026-000071"),
        completed_on: Some(day("2026-11-02")),
        assessor_last_date: Some(day("2027-02-02")),
        same: some("The same nine weeks without an update."),
        checked_by: some("senior complaint executive"),
        look_again_by: Some(day("2026-12-24")),
        is_second_look: false,
    }
}

pub fn change_of_contact() -> ChangeOfContactFacts {
    ChangeOfContactFacts {
        common: common(),
        new_contact: some("Officer B, complaint handler,"),
        from: Some(day("2026-11-25")),
        why: some("Officer A is away."),
        covered: None,
        answer_by: Some(day("2026-12-04")),
        next_update: Some(day("2026-12-01")),
    }
}

pub fn no_further_contact() -> NoFurtherContactFacts {
    NoFurtherContactFacts {
        common: common(),
        answered_on: Some(day("2026-10-23")),
        still_to_do: vec!["Finance will pay you £75.00 by 4 December 2026.".into()],
    }
}

pub fn resolved_by_agreement() -> ResolvedByAgreementFacts {
    ResolvedByAgreementFacts {
        common: common(),
        accepted: Some((day("2026-11-20"), Channel::Phone)),
        agreed: some("We apologise in writing and correct your record."),
        still_to_do: vec!["Our records team will correct your record by 4 December 2026".into()],
        escalate_by: Some(day("2026-12-24")),
    }
}

pub fn withdrawal() -> WithdrawalFacts {
    WithdrawalFacts {
        common: common(),
        withdrawn: Some((day("2026-11-20"), Channel::Email)),
        said: some("I have moved house."),
    }
}

pub fn on_the_spot() -> OnTheSpotFacts {
    OnTheSpotFacts {
        common: common(),
        told: Some((day("2026-11-20"), Channel::Phone)),
        what: some("Nobody called me back."),
        done: some("We called you the same day and answered your question."),
        resolved_on: Some(day("2026-11-20")),
    }
}

pub fn correction() -> CorrectionFacts {
    CorrectionFacts {
        common: common(),
        kind: LetterKind::FinalResponse,
        dated: day("2026-11-02"),
        left: Some(day("2026-11-05")),
        was_wrong: some("We wrote that we would pay you £57.00."),
        is_right: some("We will pay you **£75.00**."),
        assessor: super::assessor(),
        assessor_last_date: Some(day("2027-02-05")),
        escalate_by: Some(day("2026-12-24")),
    }
}

pub fn restriction() -> RestrictionFacts {
    RestrictionFacts {
        common: common(),
        conduct: conduct(),
        extends: false,
        warnings: vec![(day("2026-09-01"), false), (day("2026-10-02"), true)],
        immediate: None,
        measures: vec![Measure::NamedContact, Measure::WritingOnly],
        exactly: some("Write to Officer C, who answers **every** letter."),
        starts_on: Some(day("2026-11-24")),
        ends_on: Some(day("2027-05-24")),
        appeal_by: day("2026-12-24"),
        decided_by: Some(("leader".into(), "senior complaint executive".into())),
    }
}

pub fn restriction_warning() -> WarningFacts {
    WarningFacts {
        common: common(),
        conduct: conduct(),
        change: some("Please write, and do not shout."),
        told_on: vec![day("2026-09-01")],
    }
}

pub fn restriction_appeal() -> RestrictionAppealFacts {
    RestrictionAppealFacts {
        common: common(),
        received_on: day("2026-11-26"),
        said: "I never shouted.".into(),
        upheld: Some(false),
        reasons: some("We listened to the calls."),
        ends_on: day("2027-05-24"),
        decided_by: "senior leader".into(),
    }
}

pub fn restriction_lifted() -> RestrictionLiftedFacts {
    RestrictionLiftedFacts {
        common: common(),
        ends_on: Some(day("2027-05-24")),
        reasons: some("Nothing has happened since January."),
    }
}

pub(super) fn letters(kind: LetterKind, common: Common) -> Vec<Letter> {
    use LetterKind as K;
    match kind {
        K::ChangeOfContact => contacts(common),
        K::NoFurtherContact => vec![crate::no_further_contact(&NoFurtherContactFacts {
            common,
            ..no_further_contact()
        })],
        K::ResolvedByAgreement => agreements(common),
        K::Withdrawal => vec![crate::withdrawal(&WithdrawalFacts {
            common,
            ..withdrawal()
        })],
        K::OnTheSpot => vec![crate::on_the_spot(&OnTheSpotFacts {
            common,
            ..on_the_spot()
        })],
        K::Correction => corrections(common),
        K::Restriction => restrictions(common),
        K::RestrictionWarning => vec![crate::restriction_warning(&WarningFacts {
            common,
            ..restriction_warning()
        })],
        K::RestrictionAppeal => vec![crate::restriction_appeal(&RestrictionAppealFacts {
            common,
            ..restriction_appeal()
        })],
        K::RestrictionLifted => vec![crate::restriction_lifted(&RestrictionLiftedFacts {
            common,
            ..restriction_lifted()
        })],
        K::AssessorCover => vec![crate::assessor_cover(&AssessorCoverFacts {
            common: addressed_to_assessor(common, &super::assessor()),
            ..assessor_cover()
        })],
        K::AlreadyAnswered => repeats(common),
        // In `mod.rs`.
        K::Acknowledgement
        | K::NotAccepted
        | K::Timescale
        | K::Response
        | K::EscalationAcknowledgement
        | K::FinalResponse
        | K::ProcedureComplete => Vec::new(),
    }
}

fn repeats(common: Common) -> Vec<Letter> {
    let first = AlreadyAnsweredFacts {
        common,
        ..already_answered()
    };
    let again = AlreadyAnsweredFacts {
        assessor_last_date: Some(day("2026-11-20")),
        is_second_look: true,
        ..first.clone()
    };
    [first, again].iter().map(crate::already_answered).collect()
}

fn contacts(common: Common) -> Vec<Letter> {
    let in_time = ChangeOfContactFacts {
        common,
        ..change_of_contact()
    };
    let late = ChangeOfContactFacts {
        why: None,
        answer_by: Some(day("2026-11-20")),
        ..in_time.clone()
    };
    [in_time, late]
        .iter()
        .map(crate::change_of_contact)
        .collect()
}

fn agreements(common: Common) -> Vec<Letter> {
    let open = ResolvedByAgreementFacts {
        common,
        ..resolved_by_agreement()
    };
    let done = ResolvedByAgreementFacts {
        still_to_do: Vec::new(),
        ..open.clone()
    };
    [open, done]
        .iter()
        .map(crate::resolved_by_agreement)
        .collect()
}

fn corrections(common: Common) -> Vec<Letter> {
    let ended = CorrectionFacts {
        common,
        ..correction()
    };
    let answered = CorrectionFacts {
        kind: LetterKind::Response,
        left: None,
        ..ended.clone()
    };
    let only_late = CorrectionFacts {
        was_wrong: None,
        is_right: None,
        ..ended.clone()
    };
    [ended, answered, only_late]
        .iter()
        .map(crate::correction)
        .collect()
}

fn restrictions(common: Common) -> Vec<Letter> {
    let first = RestrictionFacts {
        common,
        ..restriction()
    };
    let again = RestrictionFacts {
        extends: true,
        ..first.clone()
    };
    [first, again].iter().map(crate::restriction).collect()
}
