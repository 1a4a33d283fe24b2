//! Mail in.
