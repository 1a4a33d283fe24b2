//! The figures of the report, for the page and for the file alike.
use crate::web::App;
use crate::web::error::WebError;
use crate::web::signed_in::SignedIn;
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use procedure::vocabulary::Promise;
use procedure::working_time::uk_time;
use procedure::{Area, AreaId, Denied, Screen, permits_screen};
use storage::reports::{self, Alleged, Bounds, Kept, Share};
use storage::restrictions::live;
use storage::unreadable::Unreadable;
use storage::{Connection, StorageError, areas};

/// Whether "Promises kept" has a line for it.
fn is_reported(promise: Promise) -> bool {
    match promise {
        Promise::Acknowledge
        | Promise::Assign
        | Promise::FirstContact
        | Promise::Respond
        | Promise::AcknowledgeEscalation
        | Promise::FinalResponse
        | Promise::SendToAssessor => true,
        // An update is due again after each contact, and the time to escalate is the complainant's. What is about personal
        // data has a list of its own and no measure here.
        Promise::Update | Promise::Escalate | Promise::DataProtection => false,
    }
}

/// The periods to choose from: whole weeks, and how they are said.
pub const PERIODS: [(u64, &str); 3] = [(12, "Twelve"), (4, "Four"), (26, "Twenty-six")];

/// The address's own words. What is not one of the choices is the first of them.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    pub weeks: String,
    pub area: String,
}

impl Asked {
    pub fn weeks(&self) -> (u64, &'static str) {
        let asked = self.weeks.parse().ok();
        let found = PERIODS.iter().find(|(weeks, _)| Some(*weeks) == asked);
        found.copied().unwrap_or((12, "Twelve"))
    }
}

/// One week of acknowledgements.
pub struct Week {
    /// Its Monday.
    pub from: NaiveDate,
    pub in_time: i64,
    pub late: i64,
    pub share: Share,
}

impl Week {
    pub fn percent(&self) -> String {
        words(&self.share)
    }
    /// Of a bar 100 wide.
    pub fn width(&self) -> i64 {
        self.share.percent().unwrap_or_default()
    }
}

/// "88%", or a dash of nothing.
pub fn words(share: &Share) -> String {
    share
        .percent()
        .map_or_else(|| "–".to_owned(), |percent| format!("{percent}%"))
}

pub struct Figures {
    /// The first Monday and the last Sunday.
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub areas: Vec<Area>,
    /// The area asked for; None is all of them.
    pub area: Option<Area>,
    pub received: i64,
    pub promises: Vec<Kept>,
    pub upheld: Share,
    pub escalated: Share,
    pub alleged: Vec<Alleged>,
    pub restrictions: live::Figures,
    /// The oldest first.
    pub weeks: Vec<Week>,
    /// Figures that the database cannot give: they stand at nought.
    pub unreadable: Unreadable,
}

impl Figures {
    /// How one promise was kept; nothing where it is not reported.
    pub fn kept(&self, promise: Promise) -> Share {
        let found = self.promises.iter().find(|kept| kept.promise == promise);
        found.map(|kept| kept.in_time).unwrap_or_default()
    }
    /// Complaints that wait for an acknowledgement past its time: all, and of those the ones whose acknowledgement is
    /// written and has not left.
    pub fn unacknowledged(&self) -> (i64, i64) {
        let found = |kept: &&Kept| kept.promise == Promise::Acknowledge;
        self.promises
            .iter()
            .find(found)
            .map_or((0, 0), |k| (k.running_late, k.unsent_late))
    }
}

/// The figures asked for, for leaders and Customer Relations.
///
/// # Errors
/// The refusal; storage faults.
pub async fn load(app: &App, who: &SignedIn, asked: &Asked) -> Result<Figures, WebError> {
    may(who)?;
    let (reader, asked) = (who.clone(), asked.clone());
    Ok(app.db.read(move |conn| read(conn, &reader, &asked)).await?)
}

/// Who reports are for.
///
/// # Errors
/// The refusal, for everybody else.
pub fn may(who: &SignedIn) -> Result<(), Denied> {
    permits_screen(Screen::Reports, &who.actor)
}

fn read(conn: &mut Connection, who: &SignedIn, asked: &Asked) -> Result<Figures, StorageError> {
    let mut missing = Unreadable::default();
    let areas = missing.part("the areas", areas::all(conn))?;
    let chosen = asked.area.parse().ok().map(AreaId);
    let area = areas.iter().find(|a| Some(a.id) == chosen).cloned();
    let mondays = mondays(who.today(), asked.weeks().0);
    let (first, end) = (
        mondays.first().copied().unwrap_or_default(),
        monday_of(who.today()),
    );
    let bounds = Bounds {
        from: uk_time::midnight(first),
        until: uk_time::midnight(end),
        area: area.as_ref().map(|a| a.id),
        reader: who.actor.id,
    };
    let stopped = reports::stopped(conn, Promise::Acknowledge, &bounds);
    let stopped = missing.part("the acknowledgements of each week", stopped)?;
    let reported = Promise::ALL.iter().copied().filter(|p| is_reported(*p));
    let promises: Vec<Promise> = reported.collect();
    let kept = reports::kept(conn, &promises, &bounds, who.now);
    let restrictions = live::figures(conn, &bounds, who.today());
    Ok(Figures {
        first,
        last: end.pred_opt().unwrap_or(end),
        areas,
        area,
        received: missing.part("how many were received", reports::received(conn, &bounds))?,
        promises: missing.part("how promises were kept", kept)?,
        upheld: missing.part("how many were upheld", reports::upheld(conn, &bounds))?,
        escalated: missing.part(
            "how many went to stage 2",
            reports::escalated(conn, &bounds),
        )?,
        alleged: missing.part("what was alleged", reports::alleged(conn, &bounds))?,
        restrictions: missing.part("the restrictions", restrictions)?,
        weeks: mondays.iter().map(|from| week(*from, &stopped)).collect(),
        unreadable: missing,
    })
}

fn week(from: NaiveDate, stopped: &[(DateTime<Utc>, bool)]) -> Week {
    let monday = |at: DateTime<Utc>| monday_of(uk_time::local(at).date());
    let (mut in_time, mut late) = (0, 0);
    for (_, kept) in stopped.iter().filter(|(at, _)| monday(*at) == from) {
        *(if *kept { &mut in_time } else { &mut late }) += 1;
    }
    Week {
        from,
        in_time,
        late,
        share: Share {
            part: in_time,
            of: in_time + late,
        },
    }
}

fn monday_of(day: NaiveDate) -> NaiveDate {
    let back = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(back)).unwrap_or(day)
}

/// The Mondays of the whole weeks before this one, the oldest first.
fn mondays(today: NaiveDate, weeks: u64) -> Vec<NaiveDate> {
    let this = monday_of(today);
    (1..=weeks)
        .rev()
        .filter_map(|back| this.checked_sub_days(Days::new(back * 7)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weeks_are_whole_and_end_last_sunday() {
        let tuesday = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let weeks = mondays(tuesday, 12);
        assert_eq!(weeks.len(), 12);
        assert_eq!(weeks[0], NaiveDate::from_ymd_opt(2026, 8, 31).unwrap());
        assert_eq!(weeks[11], NaiveDate::from_ymd_opt(2026, 11, 16).unwrap());
        let sunday_night = uk_time::utc(
            NaiveDate::from_ymd_opt(2026, 11, 22)
                .unwrap()
                .and_hms_opt(23, 59, 0)
                .unwrap(),
        );
        let last = week(weeks[11], &[(sunday_night, false), (sunday_night, true)]);
        assert_eq!((last.in_time, last.late), (1, 1));
        assert_eq!(week(weeks[10], &[(sunday_night, true)]).share.of, 0);
    }

    #[test]
    fn an_unknown_period_is_the_first_choice() {
        let asked = |weeks: &str| Asked {
            weeks: weeks.to_owned(),
            area: String::new(),
        };
        assert_eq!(asked("26").weeks(), (26, "Twenty-six"));
        for odd in ["", "-1", "13", "99999999999999999999"] {
            assert_eq!(asked(odd).weeks(), (12, "Twelve"));
        }
    }
}
