//! Passwords: Argon2id at 19 MiB, two passes; what makes one too weak; a hash for people who do not exist.
use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use std::sync::LazyLock;

/// Fifteen characters where a password is the only factor, a thousand at most, nothing else demanded.
pub const SHORTEST: usize = 15;
const LONGEST: usize = 1_000;

/// Words an attacker tries first here.
const OURS: [&str; 8] = [
    "redress",
    "flexible",
    "resolution",
    "complaint",
    "daresbury",
    "warrington",
    "ombudsman",
    "password",
];

/// Made once at start-up: an unknown person takes as long as a known one.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash("nobody has this password").unwrap_or_default());

/// Makes the stand-in hash now, so that the first unknown sign-in takes no longer than the rest.
pub fn warm_up() {
    LazyLock::force(&NOBODY);
}

/// The stored form of a password; takes about 25 ms of a core and 19 MiB.
///
/// # Errors
/// When the hasher fails, which it does not for passwords of allowed length.
pub fn hash(password: &str) -> Result<String, String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|h| h.to_string())
        .map_err(|e| e.to_string())
}

/// Whether a password is the one behind a hash. None (no such person) takes the same time and is false.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    let stored = hash.unwrap_or(&NOBODY);
    let right = PasswordHash::new(stored).is_ok_and(|h| {
        Argon2::default()
            .verify_password(password.as_bytes(), &h)
            .is_ok()
    });
    right && hash.is_some()
}

/// Why a new password will not do, for beside the field; None when it will.
pub fn weakness(password: &str, name: &str, email: &str) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(format!(
            "Use at least {SHORTEST} characters. Four or more random words are easy to remember"
        ));
    }
    if length > LONGEST {
        return Some(format!("Use at most {LONGEST} characters"));
    }
    let lower = password.to_lowercase();
    let mut given: String = lower.clone();
    let own = name
        .split_whitespace()
        .chain(email.split(['@', '.']))
        .filter(|w| w.chars().count() > 3)
        .map(str::to_lowercase);
    for word in OURS.into_iter().map(ToOwned::to_owned).chain(own) {
        given = given.replace(&word, "");
    }
    let mut distinct: Vec<char> = given.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let run = "abcdefghijklmnopqrstuvwxyz01234567890qwertyuiopasdfghjklzxcvbnm";
    let sequence = lower
        .as_bytes()
        .windows(8)
        .any(|w| std::str::from_utf8(w).is_ok_and(|w| run.contains(w)));
    if given.chars().count() < 8 || distinct.len() < 5 || sequence {
        return Some(
            "That is too easy to guess: it is mostly our own words, a name, or a pattern"
                .to_owned(),
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_verified_and_nobody_has_one() {
        let stored = hash("correct horse battery").unwrap();
        assert!(verify("correct horse battery", Some(&stored)));
        assert!(
            !verify("correct horse battery ", Some(&stored)),
            "nothing is trimmed"
        );
        assert!(!verify("nobody has this password", None));
    }

    #[test]
    fn weak_ones_are_named() {
        let weak = |p: &str| weakness(p, "Priya Nair", "priya@redress.example").is_some();
        assert!(weak("short"));
        assert!(weak("redresspriya123"));
        assert!(weak("aaaaaaaaaaaaaaaaaaaa"));
        assert!(weak("12345678901234567890"));
        assert!(!weak("tidy lanterns follow rivers"));
        assert!(!weak(&"long and winding ".repeat(6)));
    }
}
