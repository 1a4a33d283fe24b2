//! Redress: complaints casework. The rooms and their walls are in `ARCHITECTURE.md`.
pub mod letters;
pub mod mail;
pub mod procedure;
pub mod storage;
