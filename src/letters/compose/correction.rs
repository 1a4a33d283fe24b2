//! The letter that corrects another, from the letter it corrects and what staff say of it.
use super::Writer;
use super::parts::{common, given, running_on};
use crate::{CorrectionFacts, Letter};
use chrono::NaiveDate;
use procedure::dispatch::Dispatch;
use procedure::vocabulary::{LetterKind, Promise};
use procedure::working_time::assessor_last_date;
use procedure::working_time::uk_time::{local_date, midnight};
use procedure::{Complaint, Context};

/// What is corrected.
#[derive(Debug, Clone, Copy)]
pub struct Correcting<'a> {
    /// The letter that is corrected, and the date it bears. One about a restriction is not corrected like this: it
    /// does not belong to the complaint.
    pub kind: LetterKind,
    pub dated: NaiveDate,
    /// The day it left, where that was later. What is typed may then be empty.
    pub left: Option<NaiveDate>,
    /// The last day for the Independent Assessor, given anew.
    pub last_day: Option<NaiveDate>,
    /// Markdown.
    pub was_wrong: &'a str,
    /// Markdown.
    pub is_right: &'a str,
}

impl Correcting<'_> {
    /// The day it left, if that was after its date.
    fn late(&self) -> Option<NaiveDate> {
        self.left.filter(|left| *left > self.dated)
    }
}

/// The letter. Where the last day for the Independent Assessor is not given, it is three months after the day a late
/// letter was posted (rule 61), and otherwise the day the complaint has.
pub fn correction(
    complaint: &Complaint,
    correcting: &Correcting,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    let ctx = writer.ctx;
    let counted = |left| assessor_last_date(ctx.calendar, left, true);
    let last_date = correcting
        .last_day
        .or_else(|| correcting.late().map(counted))
        .or(complaint.assessor_last_date);
    crate::correction(&CorrectionFacts {
        common: common(complaint, dispatch, writer),
        kind: correcting.kind,
        dated: correcting.dated,
        left: correcting.left,
        was_wrong: given(correcting.was_wrong),
        is_right: given(correcting.is_right),
        assessor: writer.assessor.clone(),
        assessor_last_date: last_date,
        escalate_by: ask_by(complaint, correcting, ctx),
    })
}

/// The day suggested for asking for the second stage, while it is still to come. It counts from the day a late
/// letter left.
fn ask_by(c: &Complaint, correcting: &Correcting, ctx: &Context) -> Option<NaiveDate> {
    let span = ctx.promises.span(Promise::Escalate);
    let from_leaving = correcting
        .late()
        .map(|left| local_date(ctx.calendar.due(midnight(left), span, &[])));
    running_on(c, Promise::Escalate)
        .map(|running| from_leaving.map_or(running, |day| day.max(running)))
        .filter(|day| *day >= ctx.today())
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use crate::closing::{ESCALATION_VERSION, FINAL_VERSION};
    use crate::sample::{day, flat, has};

    fn told(stationery: &Stationery, c: &Complaint, correcting: &Correcting) -> Letter {
        let ctx = stationery.world.ctx();
        correction(
            c,
            correcting,
            &Dispatch::preferred(c),
            &stationery.writer(&ctx),
        )
    }

    fn wrong(kind: LetterKind) -> Correcting<'static> {
        Correcting {
            kind,
            dated: day("2026-11-02"),
            left: None,
            last_day: None,
            was_wrong: "We wrote *£57.00*.",
            is_right: "We will pay you £75.00.",
        }
    }

    #[test]
    fn a_final_response_keeps_its_last_day_unless_another_is_given() {
        let stationery = Stationery::new();
        let mut c = stationery.world.in_final_review();
        c.assessor_last_date = Some(day("2027-02-02"));
        let words = wrong(LetterKind::FinalResponse);
        let letter = told(&stationery, &c, &words);
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        assert_eq!(letter.locked_versions(), [FINAL_VERSION]);
        has(
            &letter,
            &[
                "Our final response was issued on 2 November 2026",
                "The last date is 2 February 2027.",
            ],
        );
        let anew = Correcting {
            last_day: Some(day("2027-03-01")),
            ..words
        };
        has(
            &told(&stationery, &c, &anew),
            &["The last date is 1 March 2027."],
        );
    }

    #[test]
    fn a_late_letter_counts_from_the_day_it_was_posted() {
        let stationery = Stationery::new();
        let mut c = stationery.world.in_final_review();
        c.assessor_last_date = Some(day("2027-02-02"));
        let late = Correcting {
            left: Some(day("2026-11-05")),
            was_wrong: " ",
            is_right: "",
            ..wrong(LetterKind::FinalResponse)
        };
        let letter = told(&stationery, &c, &late);
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "Our final response was issued on 5 November 2026",
                // Saturday 6 February moves on to the Monday.
                "The last date is 8 February 2027.",
            ],
        );
        let given = Correcting {
            last_day: Some(day("2027-02-10")),
            ..late
        };
        has(
            &told(&stationery, &c, &given),
            &["The last date is 10 February 2027."],
        );
    }

    #[test]
    fn a_response_suggests_the_day_that_runs_or_a_later_one_from_leaving() {
        let mut stationery = Stationery::new();
        let c = stationery.world.answered();
        stationery.world.now += chrono::Duration::days(10);
        let words = Correcting {
            dated: day("2026-11-24"),
            ..wrong(LetterKind::Response)
        };
        let letter = told(&stationery, &c, &words);
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        assert_eq!(letter.locked_versions(), [ESCALATION_VERSION]);
        has(&letter, &["It helps us if you ask by 24 December 2026."]);
        let late = Correcting {
            left: Some(day("2026-11-30")),
            ..words
        };
        has(
            &told(&stationery, &c, &late),
            &["It helps us if you ask by 30 December 2026."],
        );
        let open = stationery.world.investigated();
        assert!(!flat(&told(&stationery, &open, &words)).contains("It helps us if you ask by"));
    }
}
