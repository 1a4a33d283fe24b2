//! The server: middleware in order, connections with limits, workers, and a clean end.
use super::connections::attended::{Bodies, attended};
use super::connections::stream::TimedStream;
use super::connections::table::{Most, Table};
use super::connections::{self, Limits};
use super::session_store::{Store, cookie_name};
use super::sessions::attempts;
use super::spooled::spooled;
use super::{App, guard};
use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol};
use actix_server::Server;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_session::SessionMiddleware;
use actix_session::config::{CookieContentSecurity, PersistentSession};
use actix_web::cookie::{Key, SameSite};
use actix_web::dev::AppConfig;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web;
use socket2::SockRef;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use tokio::net::TcpStream;

/// Threads of each worker for work that blocks: above what the lanes let in together, far below what memory bears.
const BLOCKING_THREADS: usize = 32;
/// The kernel's buffer of what a client has not taken yet, in bytes. A larger one takes an answer in such lumps that a
/// slow reader looks like a silent one.
const SEND_BUFFER: usize = 64 * 1024;
/// Connections at once, if the system gives enough descriptors.
const CONNECTIONS: usize = 2_048;
/// Descriptors kept for files, databases and mail.
const OTHER_DESCRIPTORS: usize = 256;

/// The whole application around the routes; tests build the same. The last one wrapped is the first to see a request.
#[macro_export]
macro_rules! application {
    ($app:expr) => {
        actix_web::App::new()
            .app_data(actix_web::web::Data::new($app.clone()))
            .wrap(actix_web::middleware::from_fn(
                $crate::web::open_forms::sent::forgotten,
            ))
            .wrap(actix_web::middleware::from_fn($crate::web::typed::keep))
            .wrap(actix_web::middleware::from_fn(
                $crate::web::bodies::admitted,
            ))
            .wrap($crate::web::server::sessions(&$app))
            .wrap(actix_web::middleware::from_fn(
                $crate::web::guard::session_faults,
            ))
            .wrap(actix_web::middleware::from_fn(
                $crate::web::visitor::before_the_session,
            ))
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
pub fn serve(app: App, listener: TcpListener) -> io::Result<Server> {
    serve_within(app, listener, Limits::default())
}

/// [`serve`], with limits of one's own.
pub fn serve_within(app: App, listener: TcpListener, limits: Limits) -> io::Result<Server> {
    let table = Table::new(most_connections(app.config.proxy));
    let bodies = web::Data::new(Bodies {
        speed: limits.bodies,
        look: limits.look,
    });
    let builder = Server::build()
        .workers(2)
        .worker_max_blocking_threads(BLOCKING_THREADS)
        .shutdown_timeout(8);
    let ending = builder.graceful_shutdown_signal();
    let server = builder.listen("redress", listener, move || {
        let ending = ending.clone();
        let pages = application!(app)
            .app_data(bodies.clone())
            .wrap(from_fn(spooled))
            .wrap(from_fn(guard::log))
            .wrap(Compress::default())
            .wrap(from_fn(attended))
            .into_factory()
            .map_err(|error: actix_web::Error| error.error_response());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let ending = ending.clone();
                async move { ending.notified().await }
            })
            .client_request_timeout(limits.head)
            .keep_alive(limits.keep_alive)
            .client_disconnect_timeout(Duration::from_secs(1))
            // Whoever has gone waits for nothing: their request gives up its place.
            .h1_allow_half_closed(false)
            .on_connect_ext(|stream: &TimedStream, data| {
                data.insert(stream.line());
            })
            .finish(map_config(pages, |()| AppConfig::default()));
        let table = table.clone();
        fn_service(move |stream| {
            let accepted = accepted(stream, &table, limits);
            async move { accepted.map_err(DispatchError::Io) }
        })
        .and_then(http)
    })?;
    Ok(server.run())
}

/// A connection with a place, or told to come back.
fn accepted(
    stream: TcpStream,
    table: &Table,
    limits: Limits,
) -> io::Result<(TimedStream, Protocol, Option<SocketAddr>)> {
    let peer = stream.peer_addr().ok();
    let address = peer.map(|peer| attempts::network(peer.ip()));
    let Some(held) = table.admit(&address.unwrap_or_default()) else {
        let _best_effort = stream.try_write(connections::FULL.as_bytes());
        return Err(ErrorKind::ConnectionRefused.into());
    };
    stream.set_nodelay(true)?;
    SockRef::from(&stream).set_send_buffer_size(SEND_BUFFER)?;
    Ok((
        TimedStream::new(stream, held, limits),
        Protocol::Http1,
        peer,
    ))
}

/// As many connections as there are descriptors for, and half of them for one address; behind a proxy all come from
/// the proxy's, and it is the proxy that tells addresses apart.
fn most_connections(proxy: bool) -> Most {
    let together = descriptors()
        .saturating_sub(OTHER_DESCRIPTORS)
        .clamp(64, CONNECTIONS);
    Most {
        together,
        of_an_address: (!proxy).then_some(together / 2),
    }
}

/// How many descriptors this process may have, after asking for as many as it can use.
fn descriptors() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = (CONNECTIONS + OTHER_DESCRIPTORS) as u64;
    let now = getrlimit(Resource::Nofile);
    let current = now.current.unwrap_or(u64::MAX);
    let asked = now.maximum.map_or(wanted, |most| most.min(wanted));
    let more = Rlimit {
        current: Some(asked),
        maximum: now.maximum,
    };
    let have = if asked > current && setrlimit(Resource::Nofile, more).is_ok() {
        asked
    } else {
        current
    };
    usize::try_from(have).unwrap_or(usize::MAX)
}
