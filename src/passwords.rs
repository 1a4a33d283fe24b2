//! Passwords: Argon2id at 19 MiB, two passes; what makes one too weak; a hash for people who do not exist.
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version, password_hash};
use rand::Rng;
use std::sync::LazyLock;

/// Fifteen characters where a password is the only factor, a thousand at most, nothing else demanded.
pub const SHORTEST: usize = 15;
const LONGEST: usize = 1_000;

/// Bytes; more than the allocator ever keeps in one piece.
const GIVEN_BACK: usize = 33 * 1024 * 1024;

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
    let mut salt = [0_u8; 16];
    rand::rng().fill_bytes(&mut salt);
    made(password, &salt).map_err(|e| e.to_string())
}

fn made(password: &str, salt: &[u8]) -> password_hash::Result<String> {
    let hasher = Argon2::default();
    let mut out = [0_u8; Params::DEFAULT_OUTPUT_LEN];
    fill(&hasher, password, salt, &mut out)?;
    let stored = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::default().into()),
        params: ParamsString::try_from(hasher.params())?,
        salt: Some(Salt::new(salt)?),
        hash: Some(Output::new(&out)?),
    };
    Ok(stored.to_string())
}

/// Whether a password is the one behind a hash. None (no such person) takes the same time and is false.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    let right = is_right(password, hash.unwrap_or(&NOBODY));
    right.unwrap_or(false) && hash.is_some()
}

fn is_right(password: &str, stored: &str) -> password_hash::Result<bool> {
    let stored = PasswordHash::new(stored)?;
    let (Some(salt), Some(right)) = (&stored.salt, &stored.hash) else {
        return Ok(false);
    };
    let version = stored.version.map(Version::try_from).transpose()?;
    let hasher = Argon2::new(
        Algorithm::try_from(stored.algorithm.as_str())?,
        version.unwrap_or_default(),
        Params::try_from(&stored)?,
    );
    let mut out = vec![0_u8; right.len()];
    fill(&hasher, password, salt, &mut out)?;
    // Compared in constant time.
    Ok(Output::new(&out)? == *right)
}

/// The work, in memory that goes back to the system when it is done. The allocator keeps pieces of up to 32 MiB for
/// the thread that had them, and fifty sign-ins go through many threads; a larger piece it gives back, and what is
/// not touched of it costs nothing.
fn fill(hasher: &Argon2, password: &str, salt: &[u8], out: &mut [u8]) -> argon2::Result<()> {
    let mut memory = Vec::with_capacity(GIVEN_BACK / Block::SIZE);
    memory.resize(hasher.params().block_count(), Block::new());
    hasher.hash_password_into_with_memory(password.as_bytes(), salt, out, memory)
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

    /// Hashes of earlier versions, and of other programs, are verified as they say.
    #[test]
    fn a_hash_made_elsewhere_is_verified() {
        use argon2::{PasswordHasher, PasswordVerifier};
        let theirs = Argon2::default().hash_password(b"tidy lanterns").unwrap();
        assert!(verify("tidy lanterns", Some(&theirs.to_string())));
        let cheap = Argon2::from(Params::new(1_024, 3, 1, Some(24)).unwrap());
        let cheap = cheap.hash_password(b"tidy lanterns").unwrap().to_string();
        assert!(verify("tidy lanterns", Some(&cheap)));
        assert!(!verify("tidy lantern", Some(&cheap)));
        let ours = hash("tidy lanterns").unwrap();
        let again = PasswordHash::new(&ours).unwrap();
        Argon2::default()
            .verify_password(b"tidy lanterns", &again)
            .unwrap();
        assert!(
            ours.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{ours}"
        );
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
