#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failed set-up should stop the test"
)]
mod account;
mod administration;
mod administration_letters;
mod administration_settings;
mod administration_sign_in;
mod agree;
mod architecture;
mod casework;
mod cli;
mod closures;
mod complainants;
mod complaint;
mod complaints;
mod crash;
mod demo;
mod error_summary;
mod exports;
mod factsheet;
mod fetching;
mod files;
mod formats;
mod hard_rules;
mod home;
mod intake;
mod intake_page;
mod lists;
mod mail;
mod maker;
mod migrations;
mod once;
mod open_forms;
mod outbox;
mod permissions;
mod procedure_table;
mod queues;
mod reports;
mod restriction;
mod round_trip;
mod rows;
mod rules_table;
mod schema;
mod security_table;
mod sight;
mod silence;
mod starttls;
mod support;
mod templates;
mod told;
mod trust;
mod working_time;
