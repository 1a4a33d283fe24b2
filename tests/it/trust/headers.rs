//! Every answer carries the headers, the errors too; HEAD is GET without its body; bad framing is refused.
use super::{ask, cookies, fill, get, post};
use crate::support::Cast::{Admin, Relations};
use crate::support::{Page, TestApp};
use actix_web::test::{self, TestRequest};
use redress::{application, web};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

fn guarded(page: &Page, what: &str) {
    let header = |name: &str| {
        let found = page.headers.get(name).and_then(|v| v.to_str().ok());
        found.unwrap_or_default().to_owned()
    };
    let csp = header("content-security-policy");
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action '",
    ] {
        assert!(csp.contains(part), "{what}: {csp}");
    }
    assert!(!csp.contains("unsafe"), "{what}: {csp}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(header("referrer-policy"), "same-origin", "{what}");
    assert_eq!(
        header("cross-origin-opener-policy"),
        "same-origin",
        "{what}"
    );
    assert_eq!(
        header("cross-origin-resource-policy"),
        "same-origin",
        "{what}"
    );
    if !what.contains("/static/") {
        assert_eq!(header("cache-control"), "no-store", "{what}");
    }
    let kind = header("content-type");
    let mut text = ["text/", "javascript", "+xml"].iter();
    if text.any(|text| kind.contains(text)) {
        assert!(kind.contains("charset="), "{what}: {kind}");
    }
    // Nothing inline, nothing of another host.
    for inline in ["<script>", " style=\"", " onclick=", "javascript:"] {
        assert!(!page.html.contains(inline), "{what}: {inline}");
    }
    if page.html.starts_with("<!DOCTYPE") {
        for outside in [
            "src=\"http",
            "src=\"//",
            "<link rel=\"stylesheet\" href=\"http",
        ] {
            assert!(!page.html.contains(outside), "{what}: {outside}");
        }
    }
}

#[actix_web::test]
async fn every_page_is_guarded_and_every_error() {
    let app = TestApp::start().await;
    let reference = app.in_final_review().await;
    app.mail("ann@example.org", "Late", "Nobody answers").await;
    let service = test::init_service(application!(app.app)).await;
    let cookies = cookies(&app).await;
    for route in web::ROUTES.iter().filter(|r| r.path != "/sign-out") {
        // Whoever is number 7 loses their password and their sessions here.
        let id = if route.path.starts_with("/administration") {
            "7"
        } else {
            "1"
        };
        let path = fill(route.path, &reference, id);
        for who in [Relations, Admin] {
            let req = match route.method {
                "get" => get(&path),
                _ => post(&path, &[("a", "b")]),
            };
            let cookie = cookies[&who.id().0].clone();
            let page = ask(&service, req.cookie(cookie).to_request()).await;
            guarded(&page, &format!("{} {path} {}", route.method, page.status));
        }
        let page = ask(&service, TestRequest::with_uri(&path).to_request()).await;
        guarded(&page, &format!("{path} signed out"));
    }
    let cookie = cookies[&Relations.id().0].clone();
    for (req, status) in [
        (get("/nothing/here"), 404),
        (get("/%00"), 404),
        (get("/complaints/SC-2026-000001%0d%0aX-Evil:1/note"), 404),
        (post("/account/preferences", &[("theme", "<b>")]), 422),
        (
            post("/account/preferences", &[("theme", &"x".repeat(2_100_000))]),
            413,
        ),
        (
            post("/account/preferences", &[("theme", &"x".repeat(100_001))]),
            422,
        ),
        (TestRequest::post().uri("/account/preferences"), 403),
        (
            post("/account/preferences", &[])
                .insert_header(("content-type", "text/plain"))
                .set_payload("theme=dark"),
            400,
        ),
    ] {
        let req = req.cookie(cookie.clone()).to_request();
        let what = format!("{} {}", req.method(), &req.uri().to_string());
        let page = ask(&service, req).await;
        assert_eq!(page.status.as_u16(), status, "{what}");
        guarded(&page, &what);
        assert!(!page.text("h1").is_empty(), "{what} says what to do next");
        assert!(!page.headers.contains_key("x-evil"));
    }
}

#[actix_web::test]
async fn head_is_get_to_the_router() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let service = test::init_service(application!(app.app)).await;
    let cookie = app.cookie(Relations).await;
    for route in web::ROUTES.iter().filter(|r| r.method == "get") {
        let path = fill(route.path, &reference, "1");
        let ask = |method| {
            let req = TestRequest::with_uri(&path)
                .method(method)
                .cookie(cookie.clone());
            ask(&service, req.to_request())
        };
        let got = ask(actix_web::http::Method::GET).await;
        let head = ask(actix_web::http::Method::HEAD).await;
        assert_eq!(head.status, got.status, "{path}");
    }
}

/// What a server says to bytes, read to its end.
fn say(address: &str, bytes: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(bytes.as_bytes()).unwrap();
    let mut all = Vec::new();
    let _until_it_ends = stream.read_to_end(&mut all);
    String::from_utf8_lossy(&all).into_owned()
}

#[actix_web::test]
async fn a_real_server_leaves_the_body_of_head_away_and_refuses_bad_framing() {
    let app = TestApp::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = web::server::serve(app.app.clone(), listener).unwrap();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    let said = actix_web::web::block(move || {
        let req = |first: &str, more: &str| {
            say(
                &address,
                &format!("{first} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{more}\r\n"),
            )
        };
        vec![
            req("HEAD /sign-in", ""),
            req("HEAD /nothing", ""),
            req(
                "POST /sign-in",
                "Content-Length: 3\r\nContent-Length: 4\r\nOrigin: http://a\r\n",
            ),
            req(
                "POST /sign-in",
                "Content-Length: +3\r\nOrigin: http://a\r\n",
            ),
            req(
                "POST /sign-in",
                "Transfer-Encoding: chunked, identity\r\nContent-Length: 3\r\nOrigin: http://a\r\n",
            ),
            req("GET /sign-in", "X-A: a\0b\r\n"),
            req(&format!("GET /{}", "a".repeat(200_000)), ""),
            req("GET /health", ""),
        ]
    })
    .await
    .unwrap();
    handle.stop(false).await;
    let (top, body) = said[0].split_once("\r\n\r\n").unwrap();
    assert!(
        top.starts_with("HTTP/1.1 200") && body.is_empty(),
        "{}",
        said[0]
    );
    assert!(
        said[1].starts_with("HTTP/1.1 404") && said[1].ends_with("\r\n\r\n"),
        "{}",
        said[1]
    );
    for refused in &said[2..7] {
        let first = refused.lines().next().unwrap_or_default();
        assert!(
            first.is_empty() || first.starts_with("HTTP/1.1 4"),
            "{first}"
        );
    }
    assert!(
        said[7].ends_with("ready\n"),
        "and is still there: {}",
        said[7]
    );
}
