//! What is logged while people work names no complainant and quotes nobody.
use super::{ask, cookies, get, post};
use crate::support::Cast::{Admin, Relations, Staff};
use crate::support::TestApp;
use actix_web::middleware::from_fn;
use actix_web::test;
use actix_web::{HttpResponse, web};
use redress::application;
use redress::web::{guard, panics};
use std::cell::Cell;
use std::io::Write;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

const SECRETS: [&str; 6] = [
    "Quillfeather",
    "zephyrine",
    "Tidewater",
    "07700900456",
    "LS29",
    "purple-lantern",
];

async fn broken() -> HttpResponse {
    panic!("Zephyrine Quillfeather wrote to us")
}

#[actix_web::test]
async fn no_line_names_a_complainant_or_quotes_anybody() {
    let lines = Lines::default();
    let out = lines.clone();
    // Every thread of this process, as in the real server: what other tests log is not about these people.
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_env_filter("debug,redress=trace")
        .with_writer(move || out.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if QUIET.get() {
            panics::report(info)
        } else {
            before(info)
        }
    }));
    let app = TestApp::start().await;
    let cookies = cookies(&app).await;
    let with_it = application!(app.app)
        .route("/broken", web::to(broken))
        .wrap(from_fn(guard::log));
    let service = test::init_service(with_it).await;
    let typed = [
        ("channel", "phone"),
        ("received_at_date", "2026-11-19"),
        ("received_at_time", "14:00"),
        ("known_by", "call_record"),
        ("name", "Zephyrine Quillfeather"),
        ("email", "zephyrine@tidewater.example"),
        ("phone", "07700900456"),
        ("postcode", "LS29 1AA"),
        ("summary", "Nobody at Tidewater answers"),
        ("what_happened", "Zephyrine wrote four times"),
        ("wanted", "An apology"),
        ("asked", "yes"),
        ("who", "new"),
    ];
    let send = |who: crate::support::Cast, req: test::TestRequest| {
        ask(
            &service,
            req.cookie(cookies[&who.id().0].clone()).to_request(),
        )
    };
    let done = send(Relations, post("/complaints/new", &typed)).await;
    done.is(303);
    let triage = done.location.unwrap();
    for path in [
        triage.as_str(),
        "/complaints?q=Quillfeather",
        "/complaints?q=%00Quillfeather",
        "/complainants?q=zephyrine%40tidewater.example",
        "/complaints/Quillfeather/note",
        "/complaints.csv?q=Quillfeather",
    ] {
        send(Relations, get(path)).await;
    }
    for req in [
        post("/complaints/new", &typed[..6]),
        post(
            "/sign-in",
            &[
                ("email", "zephyrine@tidewater.example"),
                ("password", "purple-lantern-of-mine"),
            ],
        ),
        post(
            "/account/password",
            &[
                ("old_password", "purple-lantern-of-mine"),
                ("new_password", "x"),
            ],
        ),
        post("/inbox/mail/Quillfeather", &[("reason", "Zephyrine")]),
        post("/complaints/new", &[("name", &"Quillfeather".repeat(100))]),
    ] {
        send(Staff, req).await;
    }
    send(
        Admin,
        post(
            "/administration/people/new",
            &[
                ("name", "Quillfeather"),
                ("password", "purple-lantern-of-mine"),
            ],
        ),
    )
    .await;
    QUIET.set(true);
    send(Staff, get("/broken")).await.is(500);
    QUIET.set(false);
    let text = lines.text();
    assert!(
        text.contains("\"request\"") && text.contains("panicked"),
        "{text}"
    );
    assert!(text.contains("logs.rs"), "it says where");
    // Whoever looks into what happened finds the complaint that was asked for, and each try of a password.
    let reference = triage.split('/').nth(2).unwrap();
    let line = text
        .lines()
        .find(|l| l.contains(reference) && l.contains("\"request\""));
    assert!(line.is_some(), "{text}");
    let tried = |line: &&str| line.contains("password tried") && line.contains("\"wrong\"");
    let tried = text.lines().find(tried).unwrap();
    assert!(
        tried.contains("\"address\"") && tried.contains("\"account\""),
        "{tried}"
    );
    for secret in SECRETS {
        let line = text
            .lines()
            .find(|l| l.to_lowercase().contains(&secret.to_lowercase()));
        assert_eq!(line, None, "{secret}");
    }
}
