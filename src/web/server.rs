//! The server: middleware in order, workers, and a clean end.
use super::session_store::{Store, cookie_name};
use super::{App, guard};
use actix_session::SessionMiddleware;
use actix_session::config::{CookieContentSecurity, PersistentSession};
use actix_web::HttpServer;
use actix_web::cookie::{Key, SameSite};
use actix_web::dev::Server;
use actix_web::middleware::{Compress, from_fn};
use std::net::TcpListener;
use std::time::Duration;

/// The whole application around the routes; tests build the same. The last one wrapped is the first to see a request.
#[macro_export]
macro_rules! application {
    ($app:expr) => {
        actix_web::App::new()
            .app_data(actix_web::web::Data::new($app.clone()))
            .wrap(actix_web::middleware::from_fn(
                $crate::web::open_forms::sent::forgotten,
            ))
            .wrap($crate::web::server::sessions(&$app))
            .wrap(actix_web::middleware::from_fn($crate::web::typed::keep))
            .wrap(actix_web::middleware::from_fn(
                $crate::web::guard::same_origin,
            ))
            .wrap(actix_web::middleware::from_fn($crate::web::guard::head))
            .wrap(actix_web::middleware::from_fn($crate::web::panics::caught))
            .wrap(actix_web::middleware::from_fn($crate::web::guard::headers))
            .configure($crate::web::configure)
    };
}

/// The session middleware: a signed cookie with a random key, everything else in our table.
pub fn sessions(app: &App) -> SessionMiddleware<Store> {
    let tls = app.config.is_tls();
    SessionMiddleware::builder(Store(app.clone()), Key::derive_from(&app.config.cookie_key))
        .cookie_name(cookie_name(tls).to_owned())
        .cookie_secure(tls)
        .cookie_same_site(SameSite::Lax)
        .cookie_http_only(true)
        .cookie_path("/".to_owned())
        .cookie_content_security(CookieContentSecurity::Signed)
        .session_lifecycle(
            PersistentSession::default().session_ttl(actix_web::cookie::time::Duration::hours(12)),
        )
        .build()
}

/// Serves on a listener until told to stop.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve(app: App, listener: TcpListener) -> std::io::Result<Server> {
    let data = app.clone();
    Ok(HttpServer::new(move || {
        application!(data)
            .wrap(from_fn(guard::log))
            .wrap(Compress::default())
    })
    .workers(2)
    .client_request_timeout(Duration::from_secs(10))
    .keep_alive(Duration::from_secs(30))
    .shutdown_timeout(8)
    .listen(listener)?
    .run())
}
