//! Beyond this machine only behind TLS (T17).
use super::folder;
use crate::support::process::{Browser, Server, at, run};
use std::path::Path;

fn serve(data: &Path, listen: &str, more: &[&str]) -> Vec<std::ffi::OsString> {
    at(
        data,
        &[["serve", "--listen", listen].as_slice(), more].concat(),
    )
}

#[test]
fn other_machines_reach_it_only_where_tls_is_said_to_be_in_front() {
    let (_around, data) = folder();
    for listen in [
        "0.0.0.0:0",
        "[::]:0",
        "192.0.2.7:8080",
        "10.1.2.3:8080",
        "[2001:db8::1]:80",
    ] {
        for more in [
            [].as_slice(),
            &["--behind-tls-proxy"],
            &["--public-origin", "https://redress.example"],
            &[
                "--behind-tls-proxy",
                "--public-origin",
                "http://redress.example",
            ],
        ] {
            let said = run(&serve(&data, listen, more)).refused("would travel in the clear");
            assert!(said.err.contains("--behind-tls-proxy"), "{}", said.err);
        }
    }
    run(&at(&data, &["demo", "--listen", "0.0.0.0:0"])).refused("would travel in the clear");
    assert!(!data.exists(), "nothing was made");
    let both = [
        "--behind-tls-proxy",
        "--public-origin",
        "https://redress.example",
    ];
    let server = Server::run(&serve(&data, "0.0.0.0:0", &both));
    let here = server.address.replace("0.0.0.0", "127.0.0.1");
    assert_eq!(Browser::new().get(&here, "/sign-in").unwrap().status, 200);
}

#[test]
fn this_machine_needs_no_flag_by_whatever_name() {
    for listen in ["127.0.0.1:0", "127.0.0.9:0", "localhost:0"] {
        let (_around, data) = folder();
        let server = Server::run(&serve(&data, listen, &[]));
        let ready = Browser::new().get(&server.address, "/health/live");
        assert_eq!(ready.unwrap().status, 200, "{listen}");
    }
}
