//! The address a reply comes back to: it names the complaint, and a signature that only we can make.
//!
//! `box+SC-2026-000123.abcdefghijklmnop@example.org`. Whoever holds such an address was written to about that
//! complaint, or was shown the address by somebody who was: it says where a message belongs, never who sent it.
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of the signature that stand in the address: 80 bits, 16 letters.
const SIGNED_BYTES: usize = 10;
/// RFC 5321 allows no more before the @.
const LONGEST_LOCAL: usize = 64;
/// A key that signs something else signs no address.
const PURPOSE: &[u8] = b"redress reply address 1\0";
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// Where a reply about `reference` comes back to, in the box `mailbox`. None when `mailbox` is no address, or
/// leaves no room: the reply then comes to the box itself and is joined by other marks.
pub fn reply_address(mailbox: &str, reference: &str, key: &[u8]) -> Option<String> {
    let (local, domain) = mailbox.trim().rsplit_once('@')?;
    let reference = reference.trim();
    let token = base32(&signature(reference, key)?);
    let tagged = format!("{local}+{reference}.{token}");
    let fits = tagged.len() <= LONGEST_LOCAL && !local.is_empty() && !domain.is_empty();
    fits.then(|| format!("{tagged}@{domain}"))
}

/// The reference in an address that [`reply_address`] made with this key, in capitals; none for every other. Mail
/// systems may have changed small letters to capitals.
pub fn reference_of(address: &str, key: &[u8]) -> Option<String> {
    let address = address.trim().trim_matches(['<', '>']);
    let (local, _) = address.rsplit_once('@')?;
    let (_, tag) = local.rsplit_once('+')?;
    let (reference, token) = tag.rsplit_once('.')?;
    let given = unbase32(token)?;
    // The whole of it and no less: `verify_truncated_left` would accept one right byte.
    if given.len() != SIGNED_BYTES {
        return None;
    }
    // Compares in constant time.
    mac(reference, key)?.verify_truncated_left(&given).ok()?;
    Some(reference.to_ascii_uppercase())
}

fn mac(reference: &str, key: &[u8]) -> Option<Hmac<Sha256>> {
    // An empty key is no secret.
    let mut mac = Hmac::<Sha256>::new_from_slice(key)
        .ok()
        .filter(|_| !key.is_empty())?;
    mac.update(PURPOSE);
    mac.update(reference.to_ascii_uppercase().as_bytes());
    Some(mac)
}

fn signature(reference: &str, key: &[u8]) -> Option<Vec<u8>> {
    let whole = mac(reference, key)?.finalize().into_bytes();
    Some(whole.iter().take(SIGNED_BYTES).copied().collect())
}

/// RFC 4648 base32, small letters, for whole groups of five bytes.
fn base32(bytes: &[u8]) -> String {
    let group = |five: &[u8]| five.iter().fold(0_u64, |n, b| (n << 8) | u64::from(*b));
    bytes
        .chunks(5)
        .flat_map(|five| {
            let bits = group(five);
            (0..8).rev().map(move |place| (bits >> (place * 5)) & 31)
        })
        .filter_map(|digit| BASE32.get(usize::try_from(digit).ok()?))
        .map(|letter| char::from(*letter))
        .collect()
}

fn unbase32(text: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| BASE32.iter().position(|l| *l == c.to_ascii_lowercase());
    let mut bytes = Vec::new();
    for eight in text.as_bytes().chunks(8) {
        if eight.len() != 8 {
            return None;
        }
        let mut bits = 0_u64;
        for letter in eight {
            bits = (bits << 5) | u64::try_from(digit(*letter)?).ok()?;
        }
        bytes.extend(bits.to_be_bytes().into_iter().skip(3));
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";
    const BOX: &str = "customer-relations@example.org";

    fn made() -> String {
        reply_address(BOX, "SC-2026-000123", KEY).unwrap()
    }

    #[test]
    fn an_address_says_which_complaint_it_is_about() {
        let address = made();
        let (tagged, domain) = address.split_once('@').unwrap();
        let token = tagged
            .strip_prefix("customer-relations+SC-2026-000123.")
            .unwrap();
        assert_eq!((token.len(), domain), (16, "example.org"));
        assert!(token.bytes().all(|b| BASE32.contains(&b)), "{token}");
        let known = Some("SC-2026-000123".to_owned());
        assert_eq!(reference_of(&address, KEY), known);
        // As mail systems and people change it.
        assert_eq!(reference_of(&address.to_uppercase(), KEY), known);
        assert_eq!(reference_of(&address.to_lowercase(), KEY), known);
        assert_eq!(reference_of(&format!(" <{address}> "), KEY), known);
    }

    #[test]
    fn nobody_else_can_make_one() {
        let address = made();
        assert_eq!(reference_of(&address, b"another key"), None);
        assert_eq!(reference_of(&address, b""), None);
        assert_eq!(
            reference_of(&address.replace("000123", "000124"), KEY),
            None
        );
        // Every letter of the signature counts.
        let at = address.find('.').unwrap() + 1;
        for place in at..at + 16 {
            let mut forged = address.clone().into_bytes();
            forged[place] = if forged[place] == b'a' { b'b' } else { b'a' };
            let forged = String::from_utf8(forged).unwrap();
            assert_eq!(reference_of(&forged, KEY), None, "{forged}");
        }
    }

    #[test]
    fn a_part_of_a_signature_or_none_is_no_signature() {
        let address = made();
        let (tagged, domain) = address.split_once('@').unwrap();
        for cut in [1, 8, 14, 15, 16, 17] {
            let short = &tagged[..tagged.len() - cut];
            assert_eq!(reference_of(&format!("{short}@{domain}"), KEY), None);
        }
        for other in [
            "",
            "@",
            "+.@",
            "customer-relations@example.org",
            "customer-relations+SC-2026-000123@example.org",
            "customer-relations+SC-2026-000123.@example.org",
            "customer-relations+.aaaaaaaaaaaaaaaa@example.org",
            "customer-relations+SC-2026-000123.aaaaaaaaaaaaaaaé@example.org",
        ] {
            assert_eq!(reference_of(other, KEY), None, "{other}");
        }
        let longer = format!("{tagged}aaaaaaaa@{domain}");
        assert_eq!(reference_of(&longer, KEY), None);
    }

    #[test]
    fn a_box_with_a_tag_of_its_own_keeps_it() {
        let address = reply_address("office+post@example.org", "SC-2026-000123", KEY).unwrap();
        assert!(address.starts_with("office+post+SC-2026-000123."));
        assert!(reference_of(&address, KEY).is_some());
    }

    #[test]
    fn what_would_be_no_address_is_not_made() {
        for mailbox in ["", "nobody", "@example.org", "somebody@"] {
            assert_eq!(reply_address(mailbox, "SC-2026-000123", KEY), None);
        }
        let long = format!("{}@example.org", "x".repeat(40));
        assert_eq!(reply_address(&long, "SC-2026-000123", KEY), None);
        assert_eq!(reply_address(BOX, "SC-2026-000123", b""), None);
    }

    /// RFC 4648's alphabet in small letters, there and back.
    #[test]
    fn base32_is_the_usual_one() {
        assert_eq!(base32(b"foobarbaz!"), "mzxw6ytbojrgc6rb");
        assert_eq!(unbase32("MZXW6YTBojrgc6rb").unwrap(), b"foobarbaz!");
        assert_eq!(unbase32("mzxw6yt1"), None);
    }
}
