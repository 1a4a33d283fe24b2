//! How a letter leaves: to whom, by what, in which format. Shared by every step that sends one.
use crate::complaint::Complaint;
use crate::delivery::Way;
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

/// Whose address a letter goes to that somebody typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whither {
    /// The complainant's, or that of a representative who may be written to.
    TheirOwn,
    /// A representative's whose authority is not held (rule 6).
    Unauthorised,
    /// None that we know.
    Elsewhere,
}

/// Whose a name and address are: the email address when it goes by email, else the lines of the postal one; the first
/// line is the name. Two people of one house have one address, so a name tells them apart. Blanks, commas and capitals
/// mean nothing.
pub fn whither(
    complaint: &Complaint,
    way: Way,
    (email, address): (&str, &str),
    today: NaiveDate,
) -> Whither {
    let details = &complaint.details;
    let own = Place {
        name: &details.name,
        email: &details.email,
        address: format!("{} {}", details.address, details.postcode),
    };
    let (by_email, email) = (way == Way::Email, plain(email));
    let mut lines = address.lines().map(plain).filter(|line| !line.is_empty());
    let name = lines.next().unwrap_or_default();
    let lines: Vec<String> = lines.collect();
    let at = |place: &Place| {
        if by_email {
            !email.is_empty() && email == plain(place.email)
        } else {
            let known = plain(&place.address);
            !lines.is_empty() && lines.iter().all(|line| known.contains(line.as_str()))
        }
    };
    let named = |place: &Place| name == plain(place.name);
    let Some(rep) = &details.representative else {
        return if at(&own) && named(&own) {
            Whither::TheirOwn
        } else {
            Whither::Elsewhere
        };
    };
    let theirs = Place {
        name: &rep.name,
        email: &rep.email,
        address: rep.address.clone(),
    };
    let to_them = (named(&theirs) && !named(&own)) || (at(&theirs) && !at(&own));
    match (to_them, rep.may_be_written_to(today)) {
        (true, false) => Whither::Unauthorised,
        (true, true) if at(&theirs) => Whither::TheirOwn,
        (false, _) if at(&own) && named(&own) => Whither::TheirOwn,
        _ => Whither::Elsewhere,
    }
}

/// What we have for somebody.
struct Place<'a> {
    name: &'a str,
    email: &'a str,
    address: String,
}

/// Small letters without blanks and marks, but for what tells one email address from another.
fn plain(text: &str) -> String {
    let counts = |c: &char| c.is_alphanumeric() || "@._+-".contains(*c);
    let small = text.chars().filter(counts).flat_map(char::to_lowercase);
    small.collect()
}
