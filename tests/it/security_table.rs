//! `docs/security.md`: every requirement that applies has its row; what is met names a test that is there, and what is
//! not names the issue that it waits for. Beside it, what is true of the whole source and has no better place.
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Requirements of OWASP ASVS 5.0.0, levels 1 and 2, that apply to Redress.
const APPLY: usize = 174;
const MET: usize = 140;

struct Row {
    number: String,
    verdict: String,
    evidence: String,
}

fn rows() -> Vec<Row> {
    let text = fs::read_to_string("docs/security.md").unwrap();
    let rows = text.lines().filter_map(|line| {
        let mut cells = line.strip_prefix("| ")?.split(" | ");
        let number = cells.next()?.to_owned();
        number
            .starts_with(|c: char| c.is_ascii_digit())
            .then_some(())?;
        let _level = cells.next()?;
        let verdict = cells.next()?.to_owned();
        let evidence = cells.next()?.trim_end_matches('|').trim().to_owned();
        Some(Row {
            number,
            verdict,
            evidence,
        })
    });
    rows.collect()
}

/// `tests/it/lists.rs::name` in the evidence.
fn tests_named(evidence: &str) -> Vec<(&str, &str)> {
    let quoted = evidence.split('`').skip(1).step_by(2);
    quoted.filter_map(|word| word.split_once(".rs::")).collect()
}

fn is_there(file: &str, name: &str) -> bool {
    let source = fs::read_to_string(format!("{file}.rs")).unwrap_or_default();
    let head = format!("fn {name}(");
    let Some(at) = source.find(&head) else {
        return false;
    };
    let before: String = source[..at].chars().rev().take(300).collect();
    // Written backwards: an attribute of a test, or the macro of properties.
    before.contains("tset") || before.contains("tseporp")
}

#[test]
fn every_requirement_has_its_row_and_its_test() {
    let mut wrong = Vec::new();
    let mut counts = BTreeMap::new();
    for row in rows() {
        *counts.entry(row.verdict.clone()).or_insert(0) += 1;
        let tests = tests_named(&row.evidence);
        for (file, name) in &tests {
            if !is_there(file, name) {
                wrong.push(format!("{}: no test {file}.rs::{name}", row.number));
            }
        }
        let enough = match row.verdict.as_str() {
            "met" => !tests.is_empty(),
            "part" | "not" => row.evidence.contains("issue "),
            _ => false,
        };
        if !enough {
            wrong.push(format!("{}: {} {}", row.number, row.verdict, row.evidence));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(counts.values().sum::<usize>(), APPLY, "{counts:?}");
    assert!(counts["met"] >= MET, "{counts:?}");
    // What it says of itself is what stands in it.
    let text = fs::read_to_string("docs/security.md").unwrap();
    let said = format!("{} are met", counts["met"]);
    assert!(text.contains(&said), "{said}");
}

#[test]
fn the_documents_it_names_are_there() {
    let text = fs::read_to_string("docs/security.md").unwrap();
    for heading in [
        "Signing in",
        "Sessions",
        "Limits",
        "Files",
        "Keys and ciphers",
        "Connections",
        "The proxy in front",
        "Logs",
        "Updates",
        "Classes of data",
    ] {
        assert!(text.contains(&format!("\n## {heading}\n")), "{heading}");
    }
}

#[test]
fn unsafe_code_is_forbidden() {
    let manifest = fs::read_to_string("Cargo.toml").unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
}

fn templates(folder: &Path) -> Vec<(String, String)> {
    let inside = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    inside
        .flat_map(|path| {
            if path.is_dir() {
                templates(&path)
            } else {
                let text = fs::read_to_string(&path).unwrap_or_default();
                vec![(path.display().to_string(), text)]
            }
        })
        .collect()
}

/// Nothing shows a password as it is typed or keeps one from being pasted, and browsers are told which kind it is.
#[test]
fn passwords_are_typed_in_password_fields() {
    let mut fields = 0;
    for (name, text) in templates(Path::new("templates")) {
        assert!(!text.contains("onpaste"), "{name}");
        // The arguments may stand on lines of their own.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.replace("f::text( ", "f::text(");
        for call in text.split("f::text(\"").skip(1) {
            let call = call.split(") %}").next().unwrap_or_default();
            let field = call.split('"').next().unwrap_or_default();
            if field.contains("password") || field == "again" {
                fields += 1;
                assert!(call.contains("\"password\""), "{name}: {call}");
                assert!(
                    call.contains("-password\""),
                    "{name} says which kind it is: {call}"
                );
            }
        }
    }
    assert!(fields >= 7, "{fields}");
    let script = fs::read_to_string("static/js/app.js").unwrap();
    assert!(!script.contains("\"paste\""));
}

/// The crates that hash, sign or encrypt; one more is looked at before it is let in.
#[test]
fn only_these_ciphers_are_built_in() {
    let rooms = ["procedure", "mail", "letters", "formats", "storage"];
    let packages = rooms.map(|room| format!("src/{room}/Cargo.toml"));
    let manifests = packages.into_iter().chain(["Cargo.toml".to_owned()]);
    let dependencies: String = manifests
        .map(|file| {
            let manifest = fs::read_to_string(file).unwrap();
            let needed = manifest.split("[dev-dependencies]").next().unwrap();
            needed.to_owned()
        })
        .collect();
    for weak in [
        "md5",
        "md-5",
        "sha1",
        "sha-1",
        "rc4",
        "des",
        "aes",
        "cbc",
        "ecb",
        "openssl",
        "native-tls",
    ] {
        let line = dependencies
            .lines()
            .find(|l| l.split([' ', '.', '=']).next() == Some(weak));
        assert_eq!(line, None);
    }
    for ours in ["argon2", "hmac", "sha2", "tokio-rustls"] {
        let named = |line: &str| line.split([' ', '.']).next() == Some(ours);
        assert!(dependencies.lines().any(named), "{ours}");
    }
}

/// No object is filled from what came over the network under a name that came with it.
#[test]
fn the_script_merges_no_objects() {
    let script = fs::read_to_string("static/js/app.js").unwrap();
    for way in [
        "Object.assign",
        "__proto__",
        "prototype",
        "eval(",
        "new Function",
    ] {
        assert!(!script.contains(way), "{way}");
    }
}

/// What is typed is kept on the server, never in a browser's storage.
#[test]
fn browsers_keep_no_words() {
    for entry in fs::read_dir("static/js").unwrap() {
        let path = entry.unwrap().path();
        let script = fs::read_to_string(&path).unwrap();
        for store in [
            "sessionStorage",
            "localStorage",
            "indexedDB",
            "document.cookie",
        ] {
            assert!(!script.contains(store), "{}: {store}", path.display());
        }
    }
}
