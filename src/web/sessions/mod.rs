//! Signing in and out.
pub mod attempts;
pub mod device;
pub mod parked;
pub mod sign_in;
pub mod sign_out;
pub mod throttle;

/// The name of the session cookie.
pub fn cookie_name(tls: bool) -> &'static str {
    if tls { "__Host-redress" } else { "redress" }
}
