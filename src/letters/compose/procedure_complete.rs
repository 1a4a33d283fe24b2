//! A second stage refused: the letter that ends the internal procedure (rule 52).
use super::Writer;
use super::parts::{common, given, refusal};
use crate::{Letter, ProcedureCompleteFacts};
use procedure::Complaint;
use procedure::complaint::RefusalOf;
use procedure::dispatch::Dispatch;
use procedure::working_time::assessor_last_date;
use procedure::working_time::uk_time::local_date;

/// The refusal of the second stage, from its proposal. `checked_by` is the role of the second person, none while
/// nobody has agreed. The last date for the Independent Assessor counts from today (rule 61).
pub fn procedure_complete(
    complaint: &Complaint,
    checked_by: Option<&str>,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    let ctx = writer.ctx;
    let asked = complaint.escalation.as_ref();
    let last = assessor_last_date(ctx.calendar, ctx.today(), dispatch.goes_by_post());
    crate::procedure_complete(&ProcedureCompleteFacts {
        common: common(complaint, dispatch, writer),
        requested_on: asked.map(|one| local_date(one.requested_at)),
        answered_on: complaint.answered_at.map(local_date),
        reasons: refusal(complaint, RefusalOf::Escalation).and_then(|one| given(&one.reason)),
        approved_by: checked_by.map(str::to_owned),
        assessor: writer.assessor.clone(),
        assessor_last_date: Some(last),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use crate::AssessorContact;
    use crate::sample::has;
    use procedure::complaint::RefusalRecord;
    use procedure::steps::testing::refused_by;
    use procedure::vocabulary::ReplyChannel;

    #[test]
    fn the_dates_come_from_the_complaint_and_the_calendar() {
        let mut stationery = Stationery::new();
        let mut c = stationery.world.escalated();
        let proposed = refused_by(&stationery.world, stationery.world.executive().id);
        c.refusals.push(RefusalRecord {
            of: RefusalOf::Escalation,
            ..proposed.refusals[0].clone()
        });
        let mut dispatch = Dispatch::preferred(&c);
        let write = |stationery: &Stationery, dispatch: &Dispatch, role| {
            let ctx = stationery.world.ctx();
            procedure_complete(&c, role, dispatch, &stationery.writer(&ctx))
        };
        let letter = write(&stationery, &dispatch, Some("senior complaint executive"));
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "You asked us on 24 November 2026",
                "About the decision",
                "The last date is 24 February 2027.",
            ],
        );
        dispatch.channel = ReplyChannel::Post;
        has(
            &write(&stationery, &dispatch, None),
            &["The last date is 25 February 2027."],
        );
        stationery.assessor = AssessorContact::default();
        assert_eq!(
            write(&stationery, &dispatch, None).gaps(),
            [
                "No second person has approved this yet",
                "No contact details for the Independent Assessor in the settings yet"
            ]
        );
    }
}
