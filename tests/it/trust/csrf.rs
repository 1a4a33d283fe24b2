//! Nothing is changed without proof that the request came from our own pages.
use super::{ask, cookies, fill};
use crate::support::Cast::Relations;
use crate::support::TestApp;
use actix_web::test::{self, TestRequest};
use redress::application;
use redress::config::Config;
use std::sync::Arc;

/// What a browser or a program elsewhere may send: (header, value).
const ELSEWHERE: [&[(&str, &str)]; 11] = [
    &[],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "http://localhost:8080.evil.example")],
    &[("origin", "https://localhost:8080")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[
        ("sec-fetch-site", "cross-site"),
        ("origin", "http://localhost:8080"),
    ],
    &[("sec-fetch-site", ""), ("origin", "http://localhost:8080")],
    &[("referer", "https://evil.example/http://localhost:8080/")],
    &[
        ("origin", "https://evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-http-method-override", "GET"),
    ],
];

#[actix_web::test]
async fn every_unsafe_route_refuses_what_comes_from_elsewhere() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let service = test::init_service(application!(app.app)).await;
    let cookie = cookies(&app).await.remove(&Relations.id().0).unwrap();
    let before = app.complaint(&reference).await.version;
    let mut routes = 0;
    for route in redress::web::ROUTES.iter().filter(|r| r.method != "get") {
        let path = fill(route.path, &reference, "1");
        for headers in ELSEWHERE {
            let mut req = TestRequest::post()
                .uri(&path)
                .insert_header(("host", "localhost:8080"))
                .cookie(cookie.clone())
                .set_form([("version", "3"), ("note", "from elsewhere")]);
            for header in headers {
                req = req.insert_header(*header);
            }
            let page = ask(&service, req.to_request()).await;
            assert_eq!(page.status.as_u16(), 403, "{path} {headers:?}");
            page.says("did not come from a page of Redress");
        }
        routes += 1;
    }
    assert!(routes > 40, "{routes}");
    assert_eq!(app.complaint(&reference).await.version, before);
    // What does come from our pages gets further; nothing changes by reading.
    for header in [
        ("origin", "http://localhost:8080"),
        ("sec-fetch-site", "same-origin"),
        ("referer", "http://localhost:8080/account"),
    ] {
        let req = TestRequest::post()
            .uri("/account/preferences")
            .insert_header(("host", "localhost:8080"))
            .insert_header(header)
            .cookie(cookie.clone())
            .set_form([("theme", "dark")]);
        ask(&service, req.to_request()).await.is(303);
    }
}

/// Other methods change nothing and break nothing.
#[actix_web::test]
async fn other_methods_find_nothing() {
    use actix_web::http::Method;
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let service = test::init_service(application!(app.app)).await;
    let cookie = app.cookie(Relations).await;
    for method in [
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::TRACE,
        Method::OPTIONS,
    ] {
        let req = TestRequest::with_uri(&format!("/complaints/{reference}/note"))
            .method(method.clone())
            .insert_header(("sec-fetch-site", "same-origin"))
            .cookie(cookie.clone());
        let page = ask(&service, req.to_request()).await;
        assert!(page.status.is_client_error(), "{method} {}", page.status);
    }
}

/// The address people type is what is configured, never what a request says.
#[actix_web::test]
async fn a_forged_host_or_proxy_header_changes_nothing() {
    let mut app = TestApp::start().await;
    app.app.config = Arc::new(Config {
        public_origin: Some("https://redress.example".into()),
        ..(*app.app.config).clone()
    });
    let service = test::init_service(application!(app.app)).await;
    let send = |origin: &'static str| {
        let req = TestRequest::post()
            .uri("/sign-in")
            .insert_header(("host", "evil.example"))
            .insert_header(("x-forwarded-host", "evil.example"))
            .insert_header(("x-forwarded-proto", "http"))
            .insert_header(("remote-user", "executive@redress.example"))
            .insert_header(("x-remote-user", "executive@redress.example"))
            .insert_header(("origin", origin))
            .set_form([("email", ""), ("password", "")]);
        ask(&service, req.to_request())
    };
    for origin in [
        "http://evil.example",
        "https://evil.example",
        "http://redress.example",
        "https://redress.example.evil.example",
    ] {
        send(origin).await.is(403);
    }
    let ours = send("https://redress.example").await;
    ours.is(422);
    ours.says_not("evil.example");
    // Said to be somebody by a header: nobody.
    let req = TestRequest::get()
        .uri("/")
        .insert_header(("host", "evil.example"))
        .insert_header(("remote-user", "executive@redress.example"))
        .insert_header(("x-forwarded-user", "executive@redress.example"))
        .insert_header(("authorization", "Basic ZXhlY3V0aXZlOng="));
    let page = ask(&service, req.to_request()).await;
    assert_eq!(
        page.location.as_deref(),
        Some("/sign-in"),
        "and not at a host of theirs"
    );
}
