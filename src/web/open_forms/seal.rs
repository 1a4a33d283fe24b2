//! Unsent words are sealed with a key that is not in the database: a copy of the database reads none of them.
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::{Digest, Sha256};

/// Bytes of the random nonce, which stands before the sealed bytes. So long that two are never the same.
const NONCE: usize = 24;

/// What is made from the file `forms.key`.
#[derive(Clone)]
pub struct Keys {
    cipher: XChaCha20Poly1305,
    names: [u8; 32],
    /// Tells this key from the one before it: what was sealed with another key is not offered.
    pub id: String,
}

impl Keys {
    /// From the bytes of the file.
    pub fn of(forms_key: &[u8]) -> Self {
        // A key for each use, so that none says anything of another.
        let derived = |purpose: &str| -> [u8; 32] {
            let hash = Sha256::new().chain_update(purpose).chain_update(forms_key);
            hash.finalize().into()
        };
        let id = hex::encode(derived("redress open forms 1, id\0"));
        Self {
            cipher: XChaCha20Poly1305::new(&derived("redress open forms 1, words\0").into()),
            names: derived("redress open forms 1, names\0"),
            id: id.chars().take(16).collect(),
        }
    }

    /// The stored form of a name that could be guessed, such as the address of a page: 64 hexadecimal digits.
    pub fn name(&self, parts: &[&str]) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.names) else {
            return String::new();
        };
        for part in parts {
            mac.update(&part.len().to_be_bytes());
            mac.update(part.as_bytes());
        }
        hex::encode(mac.finalize().into_bytes())
    }

    /// Seals bytes so that they open only with the same `bound_to`. None when they are far too many.
    pub fn seal(&self, plain: &[u8], bound_to: &str) -> Option<Vec<u8>> {
        let mut nonce = [0_u8; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload {
            msg: plain,
            aad: bound_to.as_bytes(),
        };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// The bytes that [`Keys::seal`] sealed. None when they were changed, or bound to something else.
    pub fn open(&self, sealed: &[u8], bound_to: &str) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload {
            msg: sealed,
            aad: bound_to.as_bytes(),
        };
        self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_words_open_only_as_they_were_sealed() {
        let keys = Keys::of(&[1; 64]);
        let sealed = keys.seal(b"Rang twice", "3 note").unwrap();
        assert_eq!(keys.open(&sealed, "3 note").unwrap(), b"Rang twice");
        assert!(!sealed.windows(4).any(|part| part == b"Rang"));
        assert!(keys.open(&sealed, "4 note").is_none(), "somebody else's");
        assert!(Keys::of(&[2; 64]).open(&sealed, "3 note").is_none());
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(keys.open(&changed, "3 note").is_none());
        assert!(keys.open(&[0; 5], "3 note").is_none());
        // The same words twice say nothing of each other.
        assert_ne!(sealed, keys.seal(b"Rang twice", "3 note").unwrap());
    }

    #[test]
    fn names_depend_on_the_key_and_on_where_one_part_ends() {
        let (one, two) = (Keys::of(&[1; 64]), Keys::of(&[2; 64]));
        assert_eq!(one.name(&["a", "b"]).len(), 64);
        assert_eq!(one.id.len(), 16);
        assert_ne!(one.id, two.id);
        assert_ne!(one.name(&["a"]), two.name(&["a"]));
        assert_ne!(one.name(&["ab", "c"]), one.name(&["a", "bc"]));
    }
}
