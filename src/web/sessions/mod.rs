//! Signing in and out.
pub mod attempts;
pub mod device;
pub mod parked;
pub mod sign_in;
pub mod sign_out;
pub mod throttle;
