//! The messages that wait in the demonstration's inbox: five from people, four from machines.
use super::house::House;
use super::story::{Ago, HOUR};
use crate::arrivals::{Receiving, take_in_file};
use storage::{Db, Result};

/// Each with how long ago it came, in opening minutes; the first is late.
const MESSAGES: [(Ago, &str); 9] = [
    (26 * HOUR, include_str!("mail/late-bill-letter.eml")),
    (22 * HOUR + 25, include_str!("mail/cut-off.eml")),
    (17 * HOUR, include_str!("mail/for-my-mother.eml")),
    (9 * HOUR + 10, include_str!("mail/re-acknowledgement.eml")),
    (4 * HOUR, include_str!("mail/not-rude-but.eml")),
    (6 * HOUR, include_str!("mail/out-of-office.eml")),
    (2 * HOUR, include_str!("mail/returned.eml")),
    (7 * HOUR, include_str!("mail/read-receipt.eml")),
    (3 * HOUR, include_str!("mail/our-own.eml")),
];

/// Takes each message in at the moment it came, as `redress intake` would have.
///
/// # Errors
/// That one could not be stored.
pub fn take_in(db: &Db, house: &House) -> Result<()> {
    for (ago, message) in MESSAGES {
        let at = house.ago(ago);
        // Lines end in CRLF on the wire, whatever a checkout did to the file.
        let raw = message
            .replace("@RECEIVED@", &at.to_rfc2822())
            .replace("\r\n", "\n")
            .replace('\n', "\r\n");
        let receiving = Receiving {
            calendar: &house.calendar,
            promises: &house.settings.promises,
            own_domain: "trustalliancegroup.org",
            reply_key: &[],
            now: at,
        };
        take_in_file(db, raw.as_bytes(), &receiving)?;
    }
    Ok(())
}
