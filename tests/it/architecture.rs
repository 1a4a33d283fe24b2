//! The walls of ARCHITECTURE.md, and the twins of every step.
use procedure::StepKind;
use std::fs;
use std::path::{Path, PathBuf};

/// (package, the other packages of ours that it may use): Cargo keeps these walls, and nobody moves them unseen.
const PACKAGES: &[(&str, &[&str])] = &[
    ("procedure", &[]),
    ("mail", &[]),
    ("letters", &["procedure"]),
    ("formats", &["letters", "procedure"]),
    ("storage", &["mail", "procedure"]),
];

/// (room of the package `redress`, the packages and the other rooms that it may use)
const MAY_USE: &[(&str, &[&str])] = &[
    ("clock", &[]),
    ("config", &[]),
    ("passwords", &[]),
    ("files", &[]),
    ("health", &["storage"]),
    ("maker", &["formats", "letters", "procedure"]),
    ("casework", &["procedure", "storage", "letters", "formats"]),
    (
        "arrivals",
        &["procedure", "storage", "casework", "mail", "files"],
    ),
    (
        "jobs",
        &[
            "procedure",
            "storage",
            "letters",
            "mail",
            "formats",
            "maker",
            "casework",
            "arrivals",
            "files",
            "health",
            "clock",
            "config",
        ],
    ),
    (
        "demo",
        &[
            "procedure",
            "storage",
            "letters",
            "casework",
            "arrivals",
            "passwords",
            "clock",
        ],
    ),
    (
        "web",
        &[
            "procedure",
            "storage",
            "letters",
            "formats",
            "maker",
            "mail",
            "casework",
            "files",
            "health",
            "clock",
            "config",
            "passwords",
            "application",
        ],
    ),
];

#[test]
fn imports_go_inwards_only() {
    let mut wrong = Vec::new();
    for (room, allowed) in MAY_USE {
        for file in rust_files(Path::new("src"))
            .into_iter()
            .filter(|f| belongs(f, room))
        {
            for used in used_rooms(&fs::read_to_string(&file).unwrap()) {
                if used != *room && !allowed.contains(&used.as_str()) {
                    wrong.push(format!("{}: {room} must not use {used}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a package of ours needs to be built, as its manifest says.
fn needs(package: &str) -> Vec<String> {
    let manifest = fs::read_to_string(format!("src/{package}/Cargo.toml")).unwrap();
    let rest = manifest.split("\n[dependencies]\n").nth(1).unwrap();
    let lines = rest.lines().take_while(|line| !line.starts_with('['));
    let names = lines.filter_map(|line| line.split(['.', ' ']).next());
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn packages_depend_on_what_lies_inwards() {
    for (package, allowed) in PACKAGES {
        let ours = |name: &String| PACKAGES.iter().any(|(one, _)| one == name);
        let used: Vec<String> = needs(package).into_iter().filter(ours).collect();
        assert_eq!(used, *allowed, "src/{package}/Cargo.toml");
    }
    let rules = ["chrono", "chrono-tz", "serde", "serde_json", "thiserror"];
    assert_eq!(needs("procedure"), rules, "the rules stand alone");
}

/// Nothing changes a complaint, a restriction or a delivery but what `casework` has asked the procedure about.
#[test]
fn only_casework_calls_what_records() {
    let recorders = [
        "record::record(",
        "record::create(",
        "use storage::record::record",
        "use storage::record::create",
        "record_restriction(",
        "deliveries::change(",
        "deliveries::bind(",
        "outbox::left(",
        "outbox::sealed(",
        "outbox::put_off(",
        "outbox::given_up(",
    ];
    let mut wrong = Vec::new();
    for file in rust_files(Path::new("src")) {
        let own = ["src/casework", "src/storage"];
        if own.iter().any(|room| file.starts_with(room)) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        for call in recorders.iter().filter(|call| text.contains(**call)) {
            wrong.push(format!("{}: {call}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A new room is given its walls, too.
#[test]
fn every_room_has_its_walls() {
    for entry in fs::read_dir("src").unwrap() {
        let name = entry
            .unwrap()
            .path()
            .file_stem()
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let known = MAY_USE.iter().any(|(room, _)| *room == name)
            || PACKAGES.iter().any(|(package, _)| *package == name)
            || ["lib", "main", "cli"].contains(&name.as_str());
        assert!(known, "src/{name} is not in the table of walls");
    }
}

#[test]
fn the_procedure_touches_nothing_outside() {
    for file in rust_files(Path::new("src/procedure")) {
        let text = fs::read_to_string(&file).unwrap();
        for outside in ["std::fs", "std::env", "std::net", "Utc::now"] {
            assert!(
                !text.contains(outside),
                "{} mentions {outside}",
                file.display()
            );
        }
    }
}

#[test]
fn every_step_has_its_twins() {
    let mut missing = Vec::new();
    for step in StepKind::ALL {
        let noun = step.noun().replace('-', "_");
        for twin in [
            format!("src/procedure/steps/{noun}.rs"),
            format!("src/web/complaints/{noun}.rs"),
            format!("templates/complaints/{noun}.html"),
            format!("tests/it/complaints/{noun}.rs"),
        ] {
            if !Path::new(&twin).exists() {
                missing.push(twin);
            }
        }
        let address = format!("/complaints/{{reference}}/{}", step.noun());
        if !redress::web::ROUTES
            .iter()
            .any(|r| r.path == address && r.method == "post")
        {
            missing.push(format!("POST {address}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// So that no letter leaves past the rules of `outgoing::outgoing`: preferred format and channel, gaps, addresses.
#[test]
fn only_casework_makes_a_letter_that_leaves() {
    for file in rust_files(Path::new("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let makes = text.matches("OutgoingLetter {").count();
        let may = usize::from(file == Path::new("src/casework/outgoing.rs"))
            + usize::from(file == Path::new("src/storage/record/mod.rs"));
        assert!(makes <= may, "{} makes a letter", file.display());
    }
}

#[test]
fn files_stay_small() {
    let mut long = Vec::new();
    for file in rust_files(Path::new("src"))
        .into_iter()
        .chain(rust_files(Path::new("tests")))
    {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        // The house rule: usually 100 to 200, rarely over 600.
        if lines > 600 {
            long.push(format!("{}: {lines}", file.display()));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
}

/// The CSP forbids inline style and script; a page that used them would break in silence.
#[test]
fn templates_have_no_inline_style_or_script() {
    for file in files(Path::new("templates"), "html") {
        let text = fs::read_to_string(&file).unwrap();
        for inline in [
            " style=\"",
            "<style",
            "<script>",
            " onclick=",
            " onchange=",
            " onsubmit=",
            "javascript:",
            "http://",
            "https://",
        ] {
            assert!(!text.contains(inline), "{} has {inline}", file.display());
        }
    }
}

/// Addresses that a template writes out, in an attribute.
fn written_out<'a>(text: &'a str, attribute: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(attribute)
        .skip(1)
        .filter(|rest| rest.starts_with('/'))
        .filter_map(|rest| rest.split(['"', '?', '#']).next())
}

fn leads_somewhere(address: &str, method: Option<&str>) -> bool {
    let parts: Vec<&str> = address.split('/').collect();
    redress::web::ROUTES.iter().any(|route| {
        let known: Vec<&str> = route.path.split('/').collect();
        let same = |(known, part): (&&str, &&str)| {
            known == part || (known.starts_with('{') && part.starts_with("{{"))
        };
        method.is_none_or(|method| method == route.method)
            && known.len() == parts.len()
            && known.iter().zip(&parts).all(same)
    })
}

/// `web/paths.rs` makes the others.
#[test]
fn an_address_in_a_template_leads_somewhere() {
    let (mut found, mut nowhere) = (0, Vec::new());
    for file in files(Path::new("templates"), "html") {
        let text = fs::read_to_string(&file).unwrap();
        for (attribute, method) in [(" href=\"", Some("get")), ("action=\"", None)] {
            for address in written_out(&text, attribute) {
                found += 1;
                if !leads_somewhere(address, method) {
                    nowhere.push(format!("{}: {address}", file.display()));
                }
            }
        }
    }
    assert!(nowhere.is_empty(), "{}", nowhere.join("\n"));
    assert!(found > 30, "{found}");
}

/// What a text names from the top of the repository on; a pattern names no file.
fn named(text: &str) -> impl Iterator<Item = &str> {
    const TOP: [&str; 8] = [
        "src/",
        "tests/",
        "docs/",
        "templates/",
        "benches/",
        "migrations/",
        "assets/",
        "static/",
    ];
    let in_name = |c: char| c.is_ascii_alphanumeric() || "_./-<*{".contains(c);
    text.split(move |c: char| !in_name(c))
        .filter(|word| TOP.iter().any(|top| word.starts_with(top)))
        .filter(|word| !word.contains(['<', '*', '{']))
        .map(|word| word.trim_end_matches(['.', '-']))
}

/// In comments, and in what is written about the code.
#[test]
fn a_file_that_is_named_is_there() {
    let pages = ["README.md", "ARCHITECTURE.md"].map(PathBuf::from);
    let of = |folder: &str, kind: &str| files(Path::new(folder), kind);
    let (mut found, mut missing) = (0, Vec::new());
    for (mark, places) in [
        (
            "//",
            ["src", "tests/it", "tests/browser", "benches"]
                .map(|folder| of(folder, "rs"))
                .concat(),
        ),
        ("--", of("migrations", "sql")),
        (
            "",
            [of("docs", "md"), of("benches", "md"), pages.to_vec()].concat(),
        ),
    ] {
        for file in places {
            let text = fs::read_to_string(&file).unwrap();
            let said = text.lines().filter_map(|line| line.split_once(mark));
            for name in said.flat_map(|(_, said)| named(said)) {
                found += 1;
                if !Path::new(name).exists() && !Path::new(&format!("{name}.rs")).exists() {
                    missing.push(format!("{}: {name}", file.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(found > 200, "{found}");
}

fn belongs(file: &Path, room: &str) -> bool {
    file.starts_with(format!("src/{room}")) || file == Path::new(&format!("src/{room}.rs"))
}

/// `use crate::{a, b::c}` and inline `crate::a::b` name their first segment, over any number of lines; a package is
/// named by a path that begins with it. Modules called `mail` and `letters` stand in other rooms: those two packages
/// are known by `use`.
fn used_rooms(text: &str) -> Vec<String> {
    let code: String = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join(" ");
    let first_word = |s: &str| {
        s.trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect::<String>()
    };
    let mut out = Vec::new();
    for package in ["procedure", "formats", "storage"] {
        let begins = |(at, _): (usize, &str)| {
            let before = code[..at].chars().next_back().unwrap_or(' ');
            !before.is_alphanumeric() && before != '_' && !code[..at].ends_with("::")
        };
        if code.match_indices(&format!("{package}::")).any(begins) {
            out.push(package.to_owned());
        }
    }
    for package in ["mail", "letters"] {
        if ["use ", "use ::"]
            .iter()
            .any(|how| code.contains(&format!("{how}{package}::")))
        {
            out.push(package.to_owned());
        }
    }
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(group) = rest.strip_prefix('{') else {
            out.push(first_word(rest));
            continue;
        };
        let mut depth = 1;
        for part in group.split_inclusive([',', '{', '}']) {
            let word = first_word(part);
            if depth == 1 && !word.is_empty() {
                out.push(word);
            }
            match part.chars().last() {
                Some('{') => depth += 1,
                Some('}') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    out
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    files(dir, "rs")
}

fn files(dir: &Path, ext: &str) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            out.extend(files(&path, ext));
        } else if path.extension().is_some_and(|e| e == ext) {
            out.push(path);
        }
    }
    out.sort();
    out
}
