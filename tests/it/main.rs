#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failed set-up should stop the test"
)]
mod account;
mod administration;
mod administration_settings;
mod architecture;
mod complainants;
mod complaint;
mod complaints;
mod home;
mod intake;
mod intake_page;
mod lists;
mod mail;
mod permissions;
mod procedure_table;
mod queues;
mod reports;
mod support;
mod working_time;
