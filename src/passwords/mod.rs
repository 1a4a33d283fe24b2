//! Passwords: Argon2id at 19 MiB, two passes; what makes one too weak; a hash for people who do not exist.
mod memory;
mod weak;

pub use weak::{SHORTEST, weakness};

use argon2::password_hash::phc::{Output, PasswordHash, Salt};
use argon2::{Argon2, Params};
use std::sync::LazyLock;

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
    let argon2 = Argon2::default();
    let salt = Salt::generate();
    let mut out = [0_u8; Params::DEFAULT_OUTPUT_LEN];
    memory::fill(&argon2, password.as_bytes(), &salt, &mut out).map_err(|e| e.to_string())?;
    let phc = PasswordHash {
        algorithm: argon2::Algorithm::default().ident(),
        version: Some(argon2::Version::default().into()),
        params: argon2.params().try_into().map_err(phc_error)?,
        salt: Some(salt),
        hash: Some(Output::new(&out).map_err(phc_error)?),
    };
    Ok(phc.to_string())
}

fn phc_error(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Whether a password is the one behind a hash. None (no such person) takes the same time and is false.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    let stored = hash.unwrap_or(&NOBODY);
    let right = again(password, stored).is_some_and(|(made, kept)| made == kept);
    right && hash.is_some()
}

/// The hash of a password by the salt and the cost of a stored one, and the stored one. They are compared in constant
/// time.
fn again(password: &str, stored: &str) -> Option<(Output, Output)> {
    let phc = PasswordHash::new(stored).ok()?;
    let kept = phc.hash?;
    let algorithm = argon2::Algorithm::try_from(phc.algorithm.as_str()).ok()?;
    let version = argon2::Version::try_from(phc.version?).ok()?;
    let argon2 = Argon2::new(algorithm, version, Params::try_from(&phc).ok()?);
    let mut out = vec![0_u8; kept.len()];
    memory::fill(&argon2, password.as_bytes(), &phc.salt?, &mut out).ok()?;
    Some((Output::new(&out).ok()?, kept))
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::{PasswordHasher, PasswordVerifier};

    #[test]
    fn a_password_is_verified_and_nobody_has_one() {
        let stored = hash("correct horse battery").unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(verify("correct horse battery", Some(&stored)));
        assert!(
            !verify("correct horse battery ", Some(&stored)),
            "nothing is trimmed"
        );
        assert!(!verify("nobody has this password", None));
        assert!(!verify("anything", Some("no hash at all")));
    }

    #[test]
    fn it_is_the_hash_that_the_library_makes() {
        let theirs = Argon2::default().hash_password(b"tidy lanterns").unwrap();
        assert!(verify("tidy lanterns", Some(&theirs.to_string())));
        let ours = hash("tidy lanterns").unwrap();
        let parsed = PasswordHash::new(&ours).unwrap();
        Argon2::default()
            .verify_password(b"tidy lanterns", &parsed)
            .unwrap();
    }
}
