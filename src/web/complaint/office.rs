//! The courteous note to the office of an executive or Board member to whom a complaint was addressed (rule 4): to copy,
//! or to open in one's own mail program. It says nothing of the complaint but its reference.
use crate::web::signed_in::SignedIn;
use procedure::Complaint;

pub struct Office {
    /// Whose office it is.
    pub whose: String,
    pub text: String,
    /// The same in one's own mail program.
    pub mailto: String,
}

/// None for a complaint that was addressed to nobody in particular.
pub fn office(c: &Complaint, who: &SignedIn) -> Option<Office> {
    let whose = c.received.addressed_to.trim();
    if whose.is_empty() {
        return None;
    }
    let us = &who.rules.settings.organisation;
    let subject = format!("Complaint {}, addressed to {whose}", c.reference);
    let text = format!(
        "Dear colleague,\n\nA complaint about our service that is addressed to {whose} has reached Customer Relations. We \
         have it, and its reference is {}.\n\nIt goes through our complaints procedure, with the same steps and the same \
         time limits as every other complaint, and we write to the complainant ourselves. Please do not answer it, and \
         send anything more that arrives about it to {}. It is not dealt with in any other way.\n\nFor privacy we say no \
         more about it here. If you have a question, ask Customer Relations and give the reference.\n\nWith kind \
         regards\nCustomer Relations, {}",
        c.reference, us.email, us.name
    );
    let parts = [("subject", subject.as_str()), ("body", text.as_str())];
    let parts = parts.map(|(name, words)| (name, words.replace('\n', "\r\n")));
    // Mail programs read "+" as itself.
    let query = serde_urlencoded::to_string(parts).unwrap_or_default();
    Some(Office {
        whose: whose.to_owned(),
        mailto: format!("mailto:?{}", query.replace('+', "%20")),
        text,
    })
}
