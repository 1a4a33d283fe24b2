//! How a letter leaves: to whom, by what, in which format. Shared by every step that sends one.
use crate::complaint::{Complaint, Details, Representative};
use crate::delivery::{Delivery, State, Way};
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
        Some(_) => Err(Denied::invalid("dispatch", not_authorised(complaint))),
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
    let typed = Typed::of(way, (email, address));
    let own = own_place(details);
    let theirs_own = typed.is_at(&own) && typed.names(&own);
    let Some(rep) = &details.representative else {
        return if theirs_own {
            Whither::TheirOwn
        } else {
            Whither::Elsewhere
        };
    };
    let to_them = typed.is_for(rep, &own);
    match (to_them, rep.may_be_written_to(today)) {
        (true, false) => Whither::Unauthorised,
        (true, true) if typed.is_at(&place_of(rep)) => Whither::TheirOwn,
        (false, _) if theirs_own => Whither::TheirOwn,
        _ => Whither::Elsewhere,
    }
}

/// Whether a letter is addressed to the representative, whatever their authority.
pub fn is_for_representative(complaint: &Complaint, letter: &Delivery) -> bool {
    let details = &complaint.details;
    let typed = Typed::of(letter.way, (&letter.email, &letter.address));
    let rep = details.representative.as_ref();
    rep.is_some_and(|rep| typed.is_for(rep, &own_place(details)))
}

/// Why a letter that has not left may not leave any more: it is addressed to a representative whose authority was
/// withdrawn, or ran out, after it was written (rule 6). None when it may.
pub fn may_not_leave(complaint: &Complaint, letter: &Delivery, today: NaiveDate) -> Option<String> {
    let to = (letter.email.as_str(), letter.address.as_str());
    let unsent = State::UNSENT.contains(&letter.state);
    match whither(complaint, letter.way, to, today) {
        Whither::Unauthorised if unsent => Some(not_authorised(complaint)),
        Whither::Unauthorised | Whither::TheirOwn | Whither::Elsewhere => None,
    }
}

/// What is said when a letter would go to a representative whose authority is not held.
pub fn not_authorised(c: &Complaint) -> String {
    let rep = c.details.representative.as_ref();
    let rep = rep.map_or("the representative", |rep| rep.name.as_str());
    format!(
        "We do not hold {rep}'s authority to act, so no letter can go to them. Write to {}, or record the authority first",
        c.details.name
    )
}

fn own_place(details: &Details) -> Place<'_> {
    Place {
        name: &details.name,
        email: &details.email,
        address: format!("{} {}", details.address, details.postcode),
    }
}

fn place_of(rep: &Representative) -> Place<'_> {
    Place {
        name: &rep.name,
        email: &rep.email,
        address: rep.address.clone(),
    }
}

/// A name and address as they were typed, in [`plain`] letters.
struct Typed {
    by_email: bool,
    email: String,
    name: String,
    lines: Vec<String>,
}

impl Typed {
    fn of(way: Way, (email, address): (&str, &str)) -> Self {
        let mut lines = address.lines().map(plain).filter(|line| !line.is_empty());
        Self {
            by_email: way == Way::Email,
            email: plain(email),
            name: lines.next().unwrap_or_default(),
            lines: lines.collect(),
        }
    }
    fn is_at(&self, place: &Place) -> bool {
        if self.by_email {
            return !self.email.is_empty() && self.email == plain(place.email);
        }
        let known = plain(&place.address);
        !self.lines.is_empty() && self.lines.iter().all(|line| known.contains(line.as_str()))
    }
    fn names(&self, place: &Place) -> bool {
        self.name == plain(place.name)
    }
    /// Their name, or their address where it is nobody else's.
    fn is_for(&self, rep: &Representative, own: &Place) -> bool {
        let theirs = place_of(rep);
        (self.names(&theirs) && !self.names(own)) || (self.is_at(&theirs) && !self.is_at(own))
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
