//! What lies on top of the papers for the Independent Assessor, from the complaint.
use super::Writer;
use super::parts::{common, given};
use crate::{AssessorCoverFacts, Letter, addressed_to_assessor};
use procedure::Complaint;
use procedure::dispatch::Dispatch;
use procedure::vocabulary::{LetterFormat, ReplyChannel};
use procedure::working_time::uk_time::local_date;

/// The cover; `contents` and `left_out` are lines as they stand in it.
pub fn assessor_cover(
    complaint: &Complaint,
    contents: Vec<String>,
    left_out: Vec<String>,
    writer: &Writer,
) -> Letter {
    let way = Dispatch {
        channel: ReplyChannel::Post,
        format: LetterFormat::Standard,
        reason: String::new(),
    };
    let referral = complaint.referral.as_ref();
    crate::assessor_cover(&AssessorCoverFacts {
        common: addressed_to_assessor(common(complaint, &way, writer), writer.assessor),
        complainant: given(&complaint.details.name),
        referred_on: referral.map(|one| one.received_on),
        about: referral.map(|one| one.about.clone()),
        completed_on: complaint.final_at.map(local_date),
        last_date: complaint.assessor_last_date,
        contents,
        left_out,
    })
}
