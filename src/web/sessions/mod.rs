//! Signing in and out.
pub mod attempts;
pub mod device;
pub mod ended;
pub mod sign_in;
pub mod sign_out;
pub mod throttle;
pub mod time_left;
