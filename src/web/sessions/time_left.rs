//! How long a session lasts: told to the page, which warns before the end and hides itself after it.
use crate::web::App;
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Duration, Utc};
use procedure::working_time::uk_time;
use storage::settings::Sessions;

/// The longest time before the end at which a page warns. WCAG 2.2 (2.2.1) asks for twenty seconds at least.
const WARNED_BEFORE: Duration = Duration::minutes(2);

/// What is left of a session if nobody does anything.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct TimeLeft {
    /// From the moment of the request: the clock of the browser may be wrong.
    pub seconds: i64,
    /// Seconds before the end at which a page warns.
    pub warn: i64,
    /// "14:32", in Europe/London.
    pub ends: String,
    /// It ends then whatever anybody does.
    pub absolute: bool,
}

impl TimeLeft {
    /// `seen`: when a person last used it; `ends`: its absolute end.
    pub fn of(
        (seen, ends): (DateTime<Utc>, DateTime<Utc>),
        limits: Sessions,
        now: DateTime<Utc>,
    ) -> Self {
        let idle = seen + limits.idle();
        let end = idle.min(ends);
        Self {
            // One more than is left, so that it is over when the page asks again.
            seconds: (end - now).num_seconds().max(0) + 1,
            warn: WARNED_BEFORE.min(limits.idle() / 2).num_seconds(),
            ends: uk_time::time(end),
            absolute: ends <= idle,
        }
    }
}

/// GET `/session`: what is left, for the script of an open page. It does not keep the session alive.
pub async fn show(who: SignedIn) -> HttpResponse {
    answer(&who)
}

/// POST `/session`: somebody pressed "Stay signed in".
pub async fn stay(app: web::Data<App>, mut who: SignedIn) -> Result<HttpResponse, WebError> {
    who.used(&app).await;
    who.seen = who.now;
    Ok(answer(&who))
}

fn answer(who: &SignedIn) -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({
        "who": who.person.id,
        "left": who.time_left(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn the_sooner_of_two_ends_counts() {
        let now = Utc.with_ymd_and_hms(2026, 11, 24, 14, 2, 0).unwrap();
        let limits = Sessions::default();
        let (seen, far) = (now - Duration::minutes(10), now + Duration::hours(3));
        let idle = TimeLeft::of((seen, far), limits, now);
        assert_eq!((idle.seconds, idle.warn), (20 * 60 + 1, 120));
        assert_eq!((idle.ends.as_str(), idle.absolute), ("14:22", false));
        let near = now + Duration::minutes(5);
        let last = TimeLeft::of((seen, near), limits, now);
        assert_eq!((last.ends.as_str(), last.absolute), ("14:07", true));
        let short = Sessions {
            idle_minutes: 1,
            ..limits
        };
        assert_eq!(TimeLeft::of((now, far), short, now).warn, 30);
    }
}
