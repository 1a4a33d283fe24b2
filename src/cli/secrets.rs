//! Passwords on the command line are warned of.
use clap::ArgMatches;
use clap::parser::ValueSource;
use redress::config::secrets::holds_a_password;

/// The arguments whose addresses may hold a password, and the variables that are the way to give one.
const MAY_HOLD_ONE: [(&str, &str); 4] = [
    ("database", "REDRESS_DATABASE"),
    ("smtp_url", "REDRESS_SMTP_URL"),
    ("imap_url", "REDRESS_IMAP_URL"),
    ("files", "REDRESS_FILES"),
];

/// Warns of each password that other users of this machine can see in the list of processes.
pub fn warn(matches: &ArgMatches) {
    let mut inner = matches;
    while let Some((_, deeper)) = inner.subcommand() {
        inner = deeper;
    }
    for (id, variable) in MAY_HOLD_ONE {
        // Not every command has it; `intake` has files of another kind.
        let Ok(Some(value)) = inner.try_get_one::<String>(id) else {
            continue;
        };
        let typed = inner.value_source(id) == Some(ValueSource::CommandLine);
        if typed && holds_a_password(value) {
            let flag = id.replace('_', "-");
            eprintln!(
                "redress: warning: --{flag} holds a password, and every user of this machine can read the command line. \
                 Give it as {variable} instead."
            );
        }
    }
}
