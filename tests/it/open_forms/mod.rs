//! What is typed and not sent: saved while the session lives, offered to its writer alone, forgotten once it is sent.
mod kept;
mod offered;

use crate::support::{Cast, Page, TestApp};
use actix_web::cookie::Cookie;
use actix_web::test::TestRequest;
use diesel::prelude::*;
use storage::schema::open_forms::dsl::open_forms;

const ONE: &str = "00112233445566778899aabbccddee01";
const TWO: &str = "00112233445566778899aabbccddee02";

/// What the script of a page sends while somebody types.
struct Typing<'a> {
    page: &'a str,
    action: &'a str,
    what: &'a str,
    token: &'a str,
    fields: &'a [(&'a str, &'a str)],
}

impl<'a> Typing<'a> {
    /// In the one form of a page, which is sent to the page's own address.
    fn at(page: &'a str, token: &'a str, fields: &'a [(&'a str, &'a str)]) -> Self {
        Self {
            page,
            action: page.split('?').next().unwrap_or_default(),
            what: fields.first().map_or("", |(name, _)| name),
            token,
            fields,
        }
    }
    fn request(&self) -> TestRequest {
        TestRequest::post().set_json(serde_json::json!({
            "page": self.page,
            "action": self.action,
            "what": self.what,
            "token": self.token,
            "fields": self.fields,
        }))
    }
    async fn save(&self, app: &TestApp, cookie: &Cookie<'static>) -> Page {
        app.call_with(self.request(), Some(cookie.clone()), "/open-forms")
            .await
    }
    /// In a session of its own.
    async fn save_as(&self, app: &TestApp, who: Cast) -> Page {
        let cookie = app.cookie(who).await;
        self.save(app, &cookie).await
    }
}

async fn rows(app: &TestApp) -> i64 {
    app.read(|conn| Ok(open_forms.count().get_result(conn)?))
        .await
}
