//! The application as tests use it: a database of its own, a fixed cast, a clock that a test moves.
pub mod cast;
pub mod demonstration;
pub mod dump;
pub mod owed;
pub mod page;
pub mod post_room;
pub mod process;
pub mod smtp;
pub mod steps;
pub mod whole;

pub use cast::{ADMIN_PASSWORD, Cast};
pub use page::Page;

use actix_http::Request;
use actix_service::ServiceExt as _;
use actix_service::boxed::{RcService, rc_service};
use actix_web::body::BoxBody;
use actix_web::cookie::{Cookie, CookieJar, Key};
use actix_web::dev::ServiceResponse;
use actix_web::test::{self, TestRequest};
use chrono::{DateTime, Duration, TimeZone, Utc};
use redress::clock::Clock;
use redress::config::{Config, Incoming};
use redress::maker::Maker;
use redress::web::session_store::{hash, new_key};
use redress::{application, web};
use std::ops::{Deref, DerefMut};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use storage::sessions::{self, SessionRow};
use storage::{Connection, Db, StorageError, calendars};
use tokio::sync::OnceCell;

pub const COOKIE_KEY: [u8; 64] = [7; 64];
pub const REPLY_KEY: [u8; 64] = [9; 64];
pub const FORMS_KEY: [u8; 64] = [5; 64];

/// The application and, from the first request on, its routes: making them takes longer than most requests. Whoever
/// changes the application has them made anew.
pub struct Served {
    app: web::App,
    pages: OnceCell<Pages>,
}

type Pages = RcService<Request, ServiceResponse<BoxBody>, actix_web::Error>;

impl Served {
    fn of(app: web::App) -> Self {
        let pages = OnceCell::new();
        Self { app, pages }
    }
    async fn pages(&self) -> &Pages {
        let make = || async {
            let service = test::init_service(application!(self.app)).await;
            rc_service(service.map(|res: ServiceResponse<_>| res.map_into_boxed_body()))
        };
        self.pages.get_or_init(make).await
    }
}

impl Deref for Served {
    type Target = web::App;
    fn deref(&self) -> &web::App {
        &self.app
    }
}

impl DerefMut for Served {
    fn deref_mut(&mut self) -> &mut web::App {
        self.pages = OnceCell::new();
        &mut self.app
    }
}

pub struct TestApp {
    pub app: Served,
    pub now: Arc<Mutex<DateTime<Utc>>>,
    /// Letters of steps stay where a click leaves them, instead of leaving at once.
    pub stay: Arc<AtomicBool>,
    /// Dropped, and deleted, with the app.
    _data: tempfile::TempDir,
}

impl TestApp {
    /// Tuesday 24 November 2026, 10:00 in London, with the cast and no complaints.
    pub async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let db = Db::open(&database(&data)).unwrap();
        let now = Utc.with_ymd_and_hms(2026, 11, 24, 10, 0, 0).unwrap();
        db.write(move |conn| {
            calendars::seed(conn, now)?;
            cast::seed(conn)
        })
        .await
        .unwrap();
        Self::on(db, now, data)
    }
    /// On a database that is there already, at a time; the folder goes with it.
    pub fn on(db: Db, now: DateTime<Utc>, data: tempfile::TempDir) -> Self {
        let now = Arc::new(Mutex::new(now));
        let clock = Clock::Fixed(now.clone());
        let config = Config {
            data: data.path().to_owned(),
            public_origin: None,
            cookie_key: COOKIE_KEY.to_vec(),
            proxy: false,
            reply_key: REPLY_KEY.to_vec(),
            forms_key: FORMS_KEY.to_vec(),
            demonstration: false,
            maker: Some(env!("CARGO_BIN_EXE_redress").into()),
            incoming: Incoming::default(),
        };
        Self {
            app: Served::of(web::App::new(db, clock, config)),
            now,
            stay: Arc::default(),
            _data: data,
        }
    }
    /// Moves the clock on.
    pub fn later(&self, by: Duration) {
        *self.now.lock().unwrap() += by;
    }
    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> T {
        self.app.db.read(work).await.unwrap()
    }
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> T {
        self.app.db.write(work).await.unwrap()
    }
    pub async fn get(&self, who: Cast, path: &str) -> Page {
        self.call(TestRequest::get(), Some(who), path).await
    }
    /// A form sent from one of our own pages.
    pub async fn post(&self, who: Cast, path: &str, form: &[(&str, &str)]) -> Page {
        self.call(TestRequest::post().set_form(form), Some(who), path)
            .await
    }
    /// An administrator stops somebody's sign-in (`no`), or starts it again (`yes`).
    pub async fn sign_in_of(&self, whose: Cast, active: &str) {
        let path = format!("/administration/people/{}/state", whose.id());
        let form = [("active", active), ("state_password", ADMIN_PASSWORD)];
        self.post(Cast::Admin, &path, &form).await.is(303);
    }
    pub async fn call(&self, req: TestRequest, who: Option<Cast>, path: &str) -> Page {
        let cookie = match who {
            Some(who) => Some(self.cookie(who).await),
            None => None,
        };
        self.call_with(req, cookie, path).await
    }
    pub async fn call_with(
        &self,
        req: TestRequest,
        cookie: Option<Cookie<'static>>,
        path: &str,
    ) -> Page {
        let mut req = req
            .uri(path)
            .insert_header(("sec-fetch-site", "same-origin"));
        if let Some(cookie) = cookie {
            req = req.cookie(cookie);
        }
        match test::try_call_service(self.app.pages().await, req.to_request()).await {
            Ok(res) => Page::read(res).await,
            Err(error) => Page::of_error(&error).await,
        }
    }
    /// A session for one of the cast, as signing in makes it.
    pub async fn cookie(&self, who: Cast) -> Cookie<'static> {
        let key = new_key();
        let now = self.now().naive_utc();
        let row = SessionRow {
            key_hash: hash(&key),
            person_id: Some(storage::Key(who.id())),
            state: format!(r#"{{"person":"{}"}}"#, who.id().0),
            created_at: now,
            seen_at: now,
            expires_at: now + Duration::hours(12),
            device: "A test".into(),
        };
        self.write(move |conn| sessions::save(conn, &row)).await;
        let mut jar = CookieJar::new();
        jar.signed_mut(&Key::derive_from(&COOKIE_KEY))
            .add(Cookie::new("redress", key));
        jar.get("redress").unwrap().clone()
    }
}

/// What makes documents for tests that have no application.
pub fn maker(folder: &std::path::Path) -> Maker {
    Maker::new(Some(env!("CARGO_BIN_EXE_redress").as_ref()), folder)
}

/// SQLite in a folder of its own; on `PostgreSQL`, when `REDRESS_TEST_POSTGRES` names a server, a schema of its own.
pub fn database(data: &tempfile::TempDir) -> String {
    match std::env::var("REDRESS_TEST_POSTGRES") {
        Ok(server) => postgres(&server),
        Err(_) => data.path().join("redress.sqlite").display().to_string(),
    }
}

#[cfg(feature = "postgres")]
fn postgres(server: &str) -> String {
    use diesel::connection::{Connection as _, SimpleConnection};
    let schema = format!("test_{}", &new_key()[..12]);
    let mut conn = diesel::PgConnection::establish(server).unwrap();
    conn.batch_execute(&format!("CREATE SCHEMA {schema}"))
        .unwrap();
    format!("{server}?options=-csearch_path%3D{schema}")
}

#[cfg(not(feature = "postgres"))]
fn postgres(_: &str) -> String {
    panic!("REDRESS_TEST_POSTGRES is set: run with --features postgres");
}
