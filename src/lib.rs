//! Redress: complaints casework. The rooms and their walls are in `ARCHITECTURE.md`.
pub mod arrivals;
pub mod casework;
pub mod clock;
pub mod config;
pub mod demo;
pub mod files;
pub mod health;
pub mod jobs;
pub mod maker;
pub mod passwords;
pub mod web;
