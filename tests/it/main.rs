#![expect(clippy::unwrap_used, reason = "a failed set-up should stop the test")]
mod architecture;
mod complaint;
mod complaints;
mod intake;
mod intake_page;
mod mail;
mod permissions;
mod procedure_table;
mod queues;
mod support;
mod working_time;
