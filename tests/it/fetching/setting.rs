//! What the command line is told about the mailbox.
use crate::support::process::{at, run};

#[test]
fn what_is_wrong_is_said_before_serving_and_no_password_with_it() {
    let folder = tempfile::tempdir().unwrap();
    for (option, value, words) in [
        (
            "--imap-url",
            "imaps://relations:opensesame@",
            "address of the mailbox",
        ),
        (
            "--imap-url",
            "imap://relations:opensesame@mail.example",
            "in the clear",
        ),
        ("--mail-ca", "/nowhere/opensesame-not.pem", "cannot be read"),
        ("--files", "s3://bucket", "--features s3"),
    ] {
        if option == "--files" && cfg!(feature = "s3") {
            continue;
        }
        let args = ["serve", "--listen", "127.0.0.1:0", option, value];
        let ended = run(&at(folder.path(), &args)).refused(words);
        if option == "--imap-url" {
            let said = format!("{}{}", ended.out, ended.err);
            assert!(!said.contains("opensesame"), "{said}");
        }
    }
}
