//! One attempt at a password: slowed after wrong ones, one at a time for an account from an address, in a lane of its
//! own, so that fifty at once get no more guesses than one after the other and leave the pages quick.
use super::throttle;
use crate::passwords;
use crate::web::App;
use crate::web::error::WebError;
use actix_web::{HttpRequest, rt, web};
use chrono::{DateTime, Duration, Utc};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError};
use storage::{Connection, Result as Stored, lane, sign_ins, stored};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// How many may wait behind one attempt at the same account from the same address.
const WAITING: usize = 64;
/// Turns kept before those that nobody has are forgotten.
const KEPT: usize = 1_000;

/// Whose turn it is, by account and address.
#[derive(Debug, Clone, Default)]
pub struct Attempts(Arc<std::sync::Mutex<HashMap<String, Arc<Mutex<()>>>>>);

impl Attempts {
    /// Waits for a turn; None when too many wait for the same one.
    async fn turn(&self, key: String) -> Option<OwnedMutexGuard<()>> {
        let own = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if all.len() > KEPT {
                all.retain(|_, turn| Arc::strong_count(turn) > 1);
            }
            let own = all.entry(key).or_default();
            // One is the map's, one is of the attempt under way.
            if Arc::strong_count(own) > WAITING + 1 {
                return None;
            }
            own.clone()
        };
        Some(own.lock_owned().await)
    }
}

/// Whose failures slow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Those of the account and those of the address: this browser has not signed in to the account before.
    Anybody,
    /// Only those of this browser, by its stored name: it has.
    Device(String),
    /// Only those of the account at this address: the person is signed in.
    Own,
}

#[derive(Debug, Clone)]
pub struct Attempt {
    /// The account's stored name.
    pub account: String,
    pub address: String,
    pub whose: Whose,
}

impl Attempt {
    /// How long it has to wait after the failures before it.
    fn wait(&self, conn: &mut Connection, now: DateTime<Utc>) -> Stored<Option<Duration>> {
        let since = now - throttle::WINDOW;
        let here = (self.account.as_str(), self.address.as_str());
        if let Whose::Device(device) = &self.whose {
            let own = sign_ins::of_device(conn, device, since)?;
            return Ok(throttle::OWN.wait(own, now));
        }
        let own = throttle::OWN.wait(sign_ins::of_account_at(conn, here, since)?, now);
        if self.whose == Whose::Own {
            return Ok(own);
        }
        let account = sign_ins::of_account(conn, &self.account, since)?;
        let address = sign_ins::of_address(conn, &self.address, since)?;
        Ok(own
            .max(throttle::ACCOUNT.wait(account, now))
            .max(throttle::ADDRESS.wait(address, now)))
    }
    /// As it is kept.
    fn kept(&self, now: DateTime<Utc>, succeeded: bool) -> sign_ins::Attempt {
        sign_ins::Attempt {
            account: self.account.clone(),
            address: self.address.clone(),
            at: stored(now),
            succeeded,
            device: match &self.whose {
                Whose::Device(device) => device.clone(),
                Whose::Anybody | Whose::Own => String::new(),
            },
        }
    }
    /// Who waits behind whom: one attempt at a time for a browser, or for an account at an address.
    fn turn(&self) -> String {
        match &self.whose {
            Whose::Device(device) => device.clone(),
            Whose::Anybody | Whose::Own => format!("{} {}", self.account, self.address),
        }
    }
}

#[derive(Debug)]
pub enum Tried<T> {
    Right(T),
    Wrong,
    /// Seconds until the next one counts.
    Wait(i64),
}

/// Holds a password against the one that `known` finds; no such account takes as long and is wrong.
///
/// # Errors
/// Storage faults, `Busy` when more attempts are made at once than there is room for.
pub async fn attempt<T: Send + 'static>(
    app: &App,
    attempt: Attempt,
    password: String,
    known: impl FnOnce(&mut Connection) -> Stored<Option<(T, String)>> + Send + 'static,
) -> Result<Tried<T>, WebError> {
    let Some(own) = app.attempts.turn(attempt.turn()).await else {
        return Ok(told(&attempt, Tried::Wait(1)));
    };
    // A flood of guesses leaves one of the two places to hash to those who have been here before.
    let stranger = match attempt.whose {
        Whose::Anybody => Some(app.strangers.enter().await?),
        Whose::Device(_) | Whose::Own => None,
    };
    // Held until the outcome is written down, so that what is not counted yet is never more than the lane is wide.
    let turns = (own, stranger, app.hashing.enter().await?);
    // A guess that was begun is made and counted to its end, also when its sender has hung up.
    let made = lane::carried(made(app.clone(), attempt, password, known, turns));
    rt::spawn(made)
        .await
        .map_err(|e| WebError::Fault(e.to_string()))?
}

async fn made<T: Send + 'static>(
    app: App,
    attempt: Attempt,
    password: String,
    known: impl FnOnce(&mut Connection) -> Stored<Option<(T, String)>> + Send + 'static,
    turns: (OwnedMutexGuard<()>, Option<lane::Turn>, lane::Turn),
) -> Result<Tried<T>, WebError> {
    let now = app.clock.now();
    let asked = attempt.clone();
    let (wait, found) = app
        .db
        .read(move |conn| Ok((asked.wait(conn, now)?, known(conn)?)))
        .await?;
    if let Some(wait) = wait {
        return Ok(told(&attempt, Tried::Wait(wait.num_seconds().max(1))));
    }
    let (right, found) = web::block(move || {
        let stored = found.as_ref().map(|(_, hash)| hash.as_str());
        (passwords::verify(&password, stored), found)
    })
    .await
    .map_err(|e| WebError::Fault(e.to_string()))?;
    let kept = attempt.kept(now, right);
    app.db
        .write(move |conn| sign_ins::note(conn, &kept))
        .await?;
    drop(turns);
    Ok(told(
        &attempt,
        match found {
            Some((person, _)) if right => Tried::Right(person),
            _ => Tried::Wrong,
        },
    ))
}

/// A line in the log: which account (by the beginning of its hash), from where, and what became of it.
fn told<T>(attempt: &Attempt, tried: Tried<T>) -> Tried<T> {
    let outcome = match &tried {
        Tried::Right(_) => "right",
        Tried::Wrong => "wrong",
        Tried::Wait(_) => "too many wrong before",
    };
    let account: String = attempt.account.chars().take(12).collect();
    let (address, known) = (&attempt.address, attempt.whose != Whose::Anybody);
    tracing::info!(account, address, known, outcome, "password tried");
    tried
}

/// Where a request comes from, as wrong passwords are counted: the address that connected, or with `--proxy` the one
/// that the proxy wrote last. What a client wrote before it is not believed. Of IPv6 the network, since one customer
/// has a whole one.
pub fn address_of(app: &App, req: &HttpRequest) -> String {
    let peer = req.peer_addr().map(|at| at.ip());
    let said = || {
        let last = req.headers().get_all("x-forwarded-for").last()?;
        let last = last.to_str().ok()?.rsplit(',').next()?.trim();
        let bare = last.trim_start_matches('[').trim_end_matches(']');
        let with_port = || last.parse::<SocketAddr>().map(|at| at.ip());
        bare.parse::<IpAddr>().or_else(|_| with_port()).ok()
    };
    let from = if app.config.proxy {
        said().or(peer)
    } else {
        peer
    };
    from.map_or_else(String::new, network)
}

/// An address as it is counted: of IPv6 the network.
pub fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(four) => four.to_string(),
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or_else(
            || {
                let [a, b, c, d, ..] = six.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            },
            |four| four.to_string(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn of_ipv6_the_network_counts() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2:aaaa::1"), "2001:db8:1:2::/64");
        assert_eq!(of("2001:db8:1:2:bbbb::9"), of("2001:db8:1:2:aaaa::1"));
    }
}
