//! Connections over a real server, with limits as short as a test can wait for: the silent ones end, the slow honest
//! ones do not, and whoever holds many keeps nobody out.
use super::{ask, get};
use crate::support::Cast::Staff;
use crate::support::TestApp;
use crate::support::process::Server;
use actix_web::rt;
use redress::application;
use redress::web::connections::Limits;
use redress::web::connections::pace::Speed;
use redress::web::server::serve_within;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};
use storage::{StorageError, lane};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\nOrigin: http://a\r\n";

fn short() -> Limits {
    let speed = Speed {
        quiet: Duration::from_millis(1_500),
        over: Duration::from_secs(2),
        least: 2_000,
    };
    Limits {
        head: Duration::from_secs(3),
        keep_alive: Duration::from_secs(2),
        rest: Duration::from_secs(3),
        bodies: speed,
        answers: speed,
        look: Duration::from_millis(50),
    }
}

/// A server in this process with these limits, and somebody signed in. `client` runs on a thread of its own.
async fn with_server<T: Send + 'static>(
    app: &TestApp,
    limits: Limits,
    client: impl FnOnce(String, String) -> T + Send + 'static,
) -> T {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let cookie = app.cookie(Staff).await;
    let cookie = format!("Cookie: {}={}\r\n", cookie.name(), cookie.value());
    let server = serve_within(app.app.clone(), listener, limits).unwrap();
    let handle = server.handle();
    rt::spawn(server);
    let done = actix_web::web::block(move || client(address, cookie));
    let done = done.await.unwrap();
    handle.stop(false).await;
    done
}

fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    let long = Some(Duration::from_secs(20));
    stream.set_read_timeout(long).unwrap();
    stream.set_write_timeout(long).unwrap();
    stream
}

fn said(address: &str, words: &str) -> TcpStream {
    let mut stream = connect(address);
    stream.write_all(words.as_bytes()).unwrap();
    stream
}

/// Everything that comes until the connection ends; a panic when it does not end.
fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    match stream.read_to_end(&mut all) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => panic!("it does not end"),
        _ => String::from_utf8_lossy(&all).into_owned(),
    }
}

/// One answer, whole, of a connection that stays open.
fn answer(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&all).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .to_lowercase()
                .split("content-length: ")
                .nth(1)
                .and_then(|l| l.lines().next()?.trim().parse::<usize>().ok());
            if length.is_none_or(|length| body.len() >= length) {
                return text;
            }
        }
        match stream.read(&mut piece).unwrap() {
            0 => return text,
            read => all.extend_from_slice(&piece[..read]),
        }
    }
}

/// Waits for what will be.
fn until(so: impl Fn() -> bool) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < Duration::from_secs(15), "it is not so");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

/// A message of this many bytes in the inbox. Out: where its original is.
async fn original(app: &TestApp, bytes: usize) -> String {
    let line = format!("{}\n", "a".repeat(99));
    let body = line.repeat(bytes / 100);
    let id = app.mail("ann@example.org", "Long", &body).await;
    format!("/inbox/mail/{id}/original")
}

#[actix_web::test]
async fn silent_connections_end_whatever_they_are_silent_in() {
    let app = TestApp::start().await;
    let original = original(&app, 2_000_000).await;
    let relations = app.cookie(crate::support::Cast::Relations).await;
    let relations = format!("Cookie: {}={}\r\n", relations.name(), relations.value());
    with_server(&app, short(), move |address, cookie| {
        let body = format!("Content-Length: 50000\r\n\r\n{}", "a".repeat(30_000));
        let sign_in = format!("POST /sign-in HTTP/1.1\r\nHost: a\r\n{FORM}{body}");
        let note = format!("POST /account/preferences HTTP/1.1\r\nHost: a\r\n{cookie}{FORM}{body}");
        let files = note.replace(
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
        );
        let page = "GET /sign-in HTTP/1.1\r\nHost: a\r\n\r\n";
        let long = format!("GET {original} HTTP/1.1\r\nHost: a\r\n{relations}\r\n");
        let mut silent = Vec::new();
        let mut unread = Vec::new();
        for _ in 0..8 {
            silent.extend([
                ("no bytes", said(&address, "")),
                ("half a head", said(&address, "GET /sign-in HTTP/1.1\r\nHo")),
                ("a body signed out", said(&address, &sign_in)),
                ("a body signed in", said(&address, &note)),
                ("a body with files", said(&address, &files)),
            ]);
            for more in ["", "GET /sign-in HTTP/1.1\r\nHo"] {
                let mut kept = said(&address, page);
                assert_eq!(status(&answer(&mut kept)), "200");
                kept.write_all(more.as_bytes()).unwrap();
                silent.push(("a kept connection", kept));
            }
            unread.push(said(&address, &long));
        }
        let began = Instant::now();
        for (what, mut stream) in silent {
            rest(&mut stream);
            // The limits are below four seconds; a busy machine may take its time.
            assert!(began.elapsed() < Duration::from_secs(20), "{what}");
        }
        std::thread::sleep(Duration::from_secs(4));
        for mut stream in unread {
            // What the kernel holds can still be read, and no more than that.
            let read = rest(&mut stream).len();
            assert!(read < 1_500_000, "{read} bytes");
        }
    })
    .await;
}

/// A body without an end is not read past the answer.
#[actix_web::test]
async fn a_body_that_nobody_reads_does_not_keep_a_connection() {
    let app = TestApp::start().await;
    with_server(&app, short(), |address, _| {
        let mut endless = said(
            &address,
            &format!("POST /complaints/new HTTP/1.1\r\nHost: a\r\n{FORM}Transfer-Encoding: chunked\r\n\r\n"),
        );
        let began = Instant::now();
        let told = answer(&mut endless);
        assert!(status(&told) < "413", "{told}");
        assert!(told.to_lowercase().contains("connection: close"), "{told}");
        while endless.write_all(b"3\r\nabc\r\n").is_ok() {
            assert!(began.elapsed() < Duration::from_secs(15), "it reads on");
            std::thread::sleep(Duration::from_millis(20));
        }
    })
    .await;
}

#[actix_web::test]
async fn a_slow_honest_line_is_borne() {
    let app = TestApp::start().await;
    let original = original(&app, 2_000_000).await;
    let relations = app.cookie(crate::support::Cast::Relations).await;
    let relations = format!("Cookie: {}={}\r\n", relations.name(), relations.value());
    with_server(&app, short(), move |address, cookie| {
        let words = format!("theme=dark&note={}", "a".repeat(20_000));
        let mut up = said(
            &address,
            &format!(
                "POST /account/preferences HTTP/1.1\r\nHost: a\r\n{cookie}{FORM}Content-Length: {}\r\n\r\n",
                words.len()
            ),
        );
        // Twice as long as a silence may be.
        for piece in words.as_bytes().chunks(500) {
            up.write_all(piece).unwrap();
            std::thread::sleep(Duration::from_millis(75));
        }
        let told = answer(&mut up);
        assert!(matches!(status(&told), "303" | "422"), "{told}");
        let mut down = said(
            &address,
            &format!("GET {original} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{relations}\r\n"),
        );
        let (mut read, mut piece) = (0, vec![0; 25_000]);
        loop {
            match down.read(&mut piece).unwrap() {
                0 => break,
                bytes => read += bytes,
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        assert!(read > 2_000_000, "{read} bytes");
    })
    .await;
}

#[actix_web::test]
async fn whoever_is_signed_out_sends_little() {
    let app = TestApp::start().await;
    let dead = app.cookie(Staff).await;
    let now = app.now();
    app.write(move |conn| storage::sessions::end_all_of(conn, Staff.id(), None, now).map(|_| ()))
        .await;
    let dead = format!("Cookie: {}={}\r\n", dead.name(), dead.value());
    with_server(&app, Limits::default(), move |address, alive| {
        let head = |path: &str, cookie: &str, length: &str| {
            format!("POST {path} HTTP/1.1\r\nHost: a\r\n{cookie}{FORM}{length}\r\n\r\n")
        };
        // Refused before a byte of it is there, and the connection closed.
        for cookie in ["", "Cookie: redress=made-up\r\n", &dead] {
            for path in ["/sign-in", "/complaints/new"] {
                let mut stream = said(&address, &head(path, cookie, "Content-Length: 65000"));
                let told = rest(&mut stream);
                assert_eq!(status(&told), "413", "{told}");
                assert!(told.contains("You are not signed in"), "{told}");
            }
            let mut stream = said(
                &address,
                &head("/complaints/new", cookie, "Content-Length: 60000"),
            );
            let told = rest(&mut stream);
            assert!(status(&told) < "413" && told.contains("/sign-in"), "{told}");
        }
        // Without a length: read as far as it may be.
        let mut stream = said(
            &address,
            &head("/sign-in", "", "Transfer-Encoding: chunked"),
        );
        let piece = format!("3e8\r\n{}\r\n", "a".repeat(1_000));
        for _ in 0..70 {
            let _refused = stream.write_all(piece.as_bytes());
        }
        assert_eq!(status(&answer(&mut stream)), "413");
        // A form to sign in is read, as long as it may be; somebody signed in sends more.
        let long = format!("email=a%40b.example&password={}", "a".repeat(60_000));
        let length = format!("Content-Length: {}", long.len());
        let mut stream = said(&address, &(head("/sign-in", "", &length) + &long));
        let told = answer(&mut stream);
        assert_eq!(status(&told), "422", "{told}");
        let long = format!("theme=dark&note={}", "a".repeat(90_000));
        let length = format!("Content-Length: {}", long.len());
        let mut stream = said(
            &address,
            &(head("/account/preferences", &alive, &length) + &long),
        );
        let told = answer(&mut stream);
        // Read to its end, and too long for a note.
        assert_eq!(status(&told), "422", "{told}");
    })
    .await;
}

/// Bodies are held in memory for so many bytes of one person, and the others have theirs.
#[actix_web::test]
async fn one_persons_bodies_leave_room_for_the_others() {
    let app = TestApp::start().await;
    let other = app.cookie(crate::support::Cast::Leader).await;
    let other = format!("Cookie: {}={}\r\n", other.name(), other.value());
    let bodies = app.app.bodies.clone();
    let is_full = move || {
        bodies
            .take(&format!("person {}", Staff.id()), 100_000)
            .is_none()
    };
    with_server(&app, Limits::default(), move |address, cookie| {
        let head = |cookie: &str, length: usize| {
            format!("POST /account/preferences HTTP/1.1\r\nHost: a\r\n{cookie}{FORM}Content-Length: {length}\r\n\r\n")
        };
        let held: Vec<TcpStream> = (0..3)
            .map(|_| said(&address, &head(&cookie, 1_990_000)))
            .collect();
        until(is_full);
        for _ in 0..50 {
            let told = answer(&mut said(&address, &head(&cookie, 1_990_000)));
            assert_eq!(status(&told), "503", "{told}");
            assert!(told.to_lowercase().contains("retry-after: 30"), "{told}");
        }
        let long = format!("theme=dark&note={}", "a".repeat(90_000));
        let mut stream = said(&address, &(head(&other, long.len()) + &long));
        assert_eq!(status(&answer(&mut stream)), "422");
        // A short form of theirs goes as ever.
        let mut stream = said(&address, &(head(&cookie, 10) + "theme=dark"));
        assert_eq!(status(&answer(&mut stream)), "303");
        drop(held);
    })
    .await;
}

/// Whoever hangs up waits for nothing: their places are free again.
#[actix_web::test]
async fn a_request_that_was_given_up_keeps_no_place() {
    let app = TestApp::start().await;
    let turn = app.app.strangers.enter().await.unwrap();
    let lane = app.app.strangers.clone();
    let is_full = move || {
        let enter = lane::on_behalf_of("address 127.0.0.1", lane.enter());
        let once = rt::Runtime::new()
            .unwrap()
            .block_on(async { tokio::time::timeout(Duration::from_millis(1), enter).await });
        matches!(once, Ok(Err(StorageError::Busy)))
    };
    with_server(&app, Limits::default(), move |address, _| {
        // Each with an account of its own: attempts at the same one wait behind each other. A few at a time, and more
        // than there is room for: a slow database refuses some before they come to wait.
        let mut waiting = Vec::new();
        for n in 0..400 {
            if n % 4 == 0 {
                std::thread::sleep(Duration::from_millis(100));
                if is_full() {
                    break;
                }
            }
            let form = format!("email=a{n}%40b.example&password=guess");
            let length = form.len();
            let post = format!(
                "POST /sign-in HTTP/1.1\r\nHost: a\r\n{FORM}Content-Length: {length}\r\n\r\n{form}"
            );
            waiting.push(said(&address, &post));
        }
        until(&is_full);
        drop(waiting);
        until(|| !is_full());
    })
    .await;
    drop(turn);
}

#[test]
fn a_thousand_connections_of_one_address_keep_nobody_out() {
    let wanted = 3_000;
    let now = getrlimit(Resource::Nofile);
    if now.current.is_some_and(|have| have < wanted) {
        let more = Rlimit {
            current: Some(now.maximum.map_or(wanted, |most| most.min(wanted))),
            maximum: now.maximum,
        };
        setrlimit(Resource::Nofile, more).unwrap();
    }
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path());
    let page = "GET /sign-in HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let mut held = Vec::new();
    for round in 0..13 {
        for n in 0..100 {
            let mut stream = server.connect();
            if n % 2 == 0 {
                stream.write_all(b"GET / HTTP/1.1\r\nHo").unwrap();
            }
            held.push(stream);
        }
        for path in ["/sign-in", "/health"] {
            let mut stream = server.connect();
            let page = page.replace("/sign-in", path);
            stream.write_all(page.as_bytes()).unwrap();
            assert_eq!(status(&rest(&mut stream)), "200", "{path} {round}");
        }
    }
}

/// A large answer that nobody takes is on disk, and only so much of one person's.
#[actix_web::test]
async fn a_large_answer_is_whole_and_waits_on_disk() {
    let app = TestApp::start().await;
    let original = original(&app, 3_000_000).await;
    let relations = app.cookie(crate::support::Cast::Relations).await;
    let header = format!("Cookie: {}={}\r\n", relations.name(), relations.value());
    let path = original.clone();
    let read = with_server(&app, Limits::default(), move |address, _| {
        let ask = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{header}\r\n");
        // One after the other: so many at once of one person would be told to come back.
        let slow = (0..20).map(|_| {
            let mut stream = said(&address, &ask);
            stream.read_exact(&mut [0; 12]).unwrap();
            stream
        });
        let _slow: Vec<TcpStream> = slow.collect();
        rest(&mut said(&address, &ask))
    })
    .await;
    let service = actix_web::test::init_service(application!(app.app)).await;
    let whole = ask(&service, get(&original).cookie(relations).to_request()).await;
    let (head, body) = read.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, whole.html);
    assert!(
        head.to_lowercase()
            .contains(&format!("content-length: {}", body.len())),
        "{head}"
    );
}
