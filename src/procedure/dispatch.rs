//! How a letter leaves: to whom, by what, in which format. Shared by every step that sends one.
use crate::complaint::Complaint;
use crate::denied::Denied;
use crate::vocabulary::{LetterFormat, ReplyChannel};
use chrono::NaiveDate;

/// The sender's choice. The person's own preference is the default; anything else asks why (rule 24).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    pub channel: ReplyChannel,
    pub format: LetterFormat,
    /// Why it differs from what the person prefers; empty when it does not.
    pub reason: String,
}

/// Who a letter is addressed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addressee {
    Complainant,
    Representative,
}

impl Dispatch {
    /// As the complainant prefers.
    pub fn preferred(complaint: &Complaint) -> Self {
        Self {
            channel: complaint.details.reply_channel,
            format: complaint.details.letter_format,
            reason: String::new(),
        }
    }
    /// The way a letter can reach them at all: as they prefer, or by the address there is. None when nothing that
    /// is known of them takes a letter in their format.
    pub fn reaching(complaint: &Complaint, today: NaiveDate) -> Option<Self> {
        let preferred = Self::preferred(complaint);
        let other = |channel, why: &str| Self {
            channel,
            reason: why.to_owned(),
            ..preferred.clone()
        };
        let ways = [
            preferred.clone(),
            other(ReplyChannel::Email, "There is no postal address"),
            other(ReplyChannel::Post, "There is no email address"),
        ];
        ways.into_iter()
            .find(|way| way.check(complaint, today).is_ok())
    }
    /// Braille and discs cannot be emailed; a phone call is followed by paper.
    pub fn goes_by_post(&self) -> bool {
        let on_paper = match self.channel {
            ReplyChannel::Email => false,
            ReplyChannel::Post | ReplyChannel::Phone => true,
        };
        let by_hand = match self.format {
            LetterFormat::Braille | LetterFormat::AudioCd => true,
            LetterFormat::Standard | LetterFormat::LargePrint | LetterFormat::Other => false,
        };
        on_paper || by_hand
    }
    /// What [`Dispatch::check`] refuses, for a form that names everything missing at once.
    pub fn gaps(&self, complaint: &Complaint, today: NaiveDate) -> Vec<(String, String)> {
        self.check(complaint, today)
            .err()
            .map_or_else(Vec::new, |refusal| refusal.fields)
    }
    /// Refuses what breaks rules 6 and 24, or could not arrive.
    ///
    /// # Errors
    /// Invalid, beside `dispatch_reason`, `channel` or `dispatch`.
    pub fn check(&self, complaint: &Complaint, today: NaiveDate) -> Result<Addressee, Denied> {
        let details = &complaint.details;
        let other = self.channel != details.reply_channel || self.format != details.letter_format;
        if other && self.reason.trim().is_empty() {
            return Err(Denied::invalid(
                "dispatch_reason",
                format!(
                    "{} prefers {} by {}. Say why this letter goes another way",
                    details.name,
                    details.letter_format.label().to_lowercase(),
                    details.reply_channel.label().to_lowercase()
                ),
            ));
        }
        let addressee = addressee(complaint, today)?;
        let (email, address) = match (addressee, &details.representative) {
            (Addressee::Representative, Some(rep)) => (&rep.email, &rep.address),
            _ => (&details.email, &details.address),
        };
        if self.goes_by_post() && address.trim().is_empty() {
            return Err(Denied::invalid(
                "channel",
                "There is no postal address to send it to. Add one to the details first",
            ));
        }
        if self.channel == ReplyChannel::Email && email.trim().is_empty() {
            return Err(Denied::invalid(
                "channel",
                "There is no email address to send it to. Add one to the details first",
            ));
        }
        Ok(addressee)
    }
}

/// Rule 6: no letter to a representative until authority is held.
///
/// # Errors
/// Invalid when letters are set to go to a representative whose authority is not held, or has run out.
pub fn addressee(complaint: &Complaint, today: NaiveDate) -> Result<Addressee, Denied> {
    let details = &complaint.details;
    if !details.write_to_representative {
        return Ok(Addressee::Complainant);
    }
    match &details.representative {
        Some(rep) if rep.may_be_written_to(today) => Ok(Addressee::Representative),
        Some(rep) => Err(Denied::invalid(
            "dispatch",
            format!(
                "We do not hold {}'s authority to act, so no letter can go to them. Write to {} or record the authority first",
                rep.name, details.name
            ),
        )),
        None => Ok(Addressee::Complainant),
    }
}
