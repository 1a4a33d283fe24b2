//! What each letter says.
