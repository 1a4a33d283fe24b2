//! The device cookie (OWASP): it says that this browser has signed in to an account before, and signs nobody in.
//!
//! A token for each account: its stored name, a random name of the browser, when it ends, and a signature that only we
//! can make. With it, wrong passwords are counted for this browser alone.
use crate::web::App;
use crate::web::session_store::hash;
use actix_web::HttpRequest;
use actix_web::cookie::time::Duration as Age;
use actix_web::cookie::{Cookie, SameSite};
use chrono::{DateTime, Duration, Utc};
use hmac::{Hmac, KeyInit, Mac};
use rand::Rng;
use sha2::Sha256;

/// A key that signs something else signs no device.
const PURPOSE: &[u8] = b"redress device cookie 1\0";
/// How long a browser is known after it last signed in.
const DAYS: i64 = 180;
/// Accounts that one browser is known for; people share desks.
const MOST: usize = 8;
/// So much of an account's stored name tells any two apart.
const NAMED_BY: usize = 16;

/// The name of the cookie.
pub fn cookie_name(tls: bool) -> &'static str {
    if tls {
        "__Host-redress-device"
    } else {
        "redress-device"
    }
}

/// One account's token.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    account: String,
    /// Random, of this browser and account.
    device: String,
    /// Seconds since 1970.
    ends: i64,
}

impl Token {
    fn read(text: &str, key: &[u8], now: DateTime<Utc>) -> Option<Self> {
        let (signed, signature) = text.rsplit_once('.')?;
        let mut parts = signed.split('.');
        let token = Self {
            account: parts.next()?.to_owned(),
            device: parts.next()?.to_owned(),
            ends: parts.next()?.parse().ok()?,
        };
        if parts.next().is_some() || token.ends < now.timestamp() {
            return None;
        }
        // Compares in constant time.
        let given = hex::decode(signature).ok()?;
        token.mac(key)?.verify_slice(&given).ok()?;
        Some(token)
    }
    fn signed(&self) -> String {
        format!("{}.{}.{}", self.account, self.device, self.ends)
    }
    fn mac(&self, key: &[u8]) -> Option<Hmac<Sha256>> {
        // An empty key is no secret.
        let mac = Hmac::<Sha256>::new_from_slice(key).ok();
        let mut mac = mac.filter(|_| !key.is_empty())?;
        mac.update(PURPOSE);
        mac.update(self.signed().as_bytes());
        Some(mac)
    }
    fn written(&self, key: &[u8]) -> Option<String> {
        let signature = self.mac(key)?.finalize().into_bytes();
        Some(format!("{}.{}", self.signed(), hex::encode(signature)))
    }
}

fn short(account: &str) -> &str {
    account.get(..NAMED_BY).unwrap_or(account)
}

fn tokens(cookie: &str, key: &[u8], now: DateTime<Utc>) -> Vec<Token> {
    let written = cookie.split('_').take(MOST);
    written
        .filter_map(|text| Token::read(text, key, now))
        .collect()
}

fn sent(app: &App, req: &HttpRequest) -> Vec<Token> {
    let cookie = req.cookie(cookie_name(app.config.is_tls()));
    let value = cookie.as_ref().map_or("", Cookie::value);
    tokens(value, &app.config.cookie_key, app.clock.now())
}

/// This browser's stored name for `account` (its stored name), if it has signed in to it before.
pub fn known(app: &App, req: &HttpRequest, account: &str) -> Option<String> {
    let token = sent(app, req)
        .into_iter()
        .find(|t| t.account == short(account))?;
    Some(hash(&token.device))
}

/// The cookie after signing in to `account`: this browser keeps its name, or is given one.
pub fn cookie(app: &App, req: &HttpRequest, account: &str) -> Cookie<'static> {
    let mut all = sent(app, req);
    let at = all.iter().position(|t| t.account == short(account));
    let device = at.map_or_else(name, |at| all.remove(at).device);
    let own = Token {
        account: short(account).to_owned(),
        device,
        ends: (app.clock.now() + Duration::days(DAYS)).timestamp(),
    };
    let key = &app.config.cookie_key;
    let written = std::iter::once(own).chain(all).take(MOST);
    let value: Vec<String> = written.filter_map(|t| t.written(key)).collect();
    let tls = app.config.is_tls();
    Cookie::build(cookie_name(tls), value.join("_"))
        .path("/")
        .secure(tls)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Age::days(DAYS))
        .finish()
}

/// 128 random bits.
fn name() -> String {
    let mut bytes = [0_u8; 16];
    rand::rng().fill_bytes(&mut bytes);
    hex::encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_we_signed_and_not_too_long_ago_counts() {
        let now = DateTime::UNIX_EPOCH + Duration::days(20_000);
        let token = Token {
            account: "0123456789abcdef".into(),
            device: name(),
            ends: (now + Duration::days(1)).timestamp(),
        };
        let written = token.written(b"our key").unwrap();
        assert_eq!(tokens(&written, b"our key", now), [token.clone()]);
        assert_eq!(tokens(&written, b"another key", now), []);
        assert_eq!(tokens(&written, b"our key", now + Duration::days(2)), []);
        assert!(token.written(b"").is_none(), "an empty key is no secret");
        let of_another = written.replace("0123456789abcdef", "fedcba9876543210");
        assert_eq!(tokens(&of_another, b"our key", now), []);
        for bad in ["", ".", "...", "a.b.9999999999.00", "a.b.c.d.e", "_____"] {
            assert_eq!(tokens(bad, b"our key", now), [], "{bad}");
        }
        let many = vec![written; 50].join("_");
        assert_eq!(tokens(&many, b"our key", now).len(), MOST);
    }
}
