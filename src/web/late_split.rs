//! Who had a complaint while its promises became late, in finished words: by the history, and as somebody corrected it.
use procedure::clocks::Clock;
use procedure::lateness::{Holder, Past, split};
use procedure::vocabulary::Promise;
use procedure::working_time::{Calendar, uk_time};
use procedure::{Complaint, Event, PersonId};
use storage::events::{self, Happened};
use storage::people::{self, Names};
use storage::{Connection, Result};

/// One late promise.
#[derive(Debug, Clone)]
pub struct LateSplit {
    pub promise: Promise,
    /// "Tue 8 Dec 2026, 17:00"
    pub due: String,
    pub shares: Vec<LateShare>,
    /// What somebody said since, the newest.
    pub correction: Option<Correction>,
}

#[derive(Debug, Clone)]
pub struct LateShare {
    pub holder: Holder,
    pub who: String,
    /// "1 d 3 h"
    pub all: String,
    /// The same after the date had passed; empty for none.
    pub late: String,
}

#[derive(Debug, Clone)]
pub struct Correction {
    pub who: String,
    pub by: String,
    pub at: String,
    pub reason: String,
}

/// Every promise of a complaint that was late, with the newest clock of each.
///
/// # Errors
/// The queries'.
pub fn load(
    conn: &mut Connection,
    c: &Complaint,
    (now, calendar): (chrono::DateTime<chrono::Utc>, &Calendar),
) -> Result<Vec<LateSplit>> {
    let clocks = late_clocks(c, now);
    if clocks.is_empty() {
        return Ok(Vec::new());
    }
    let happened = events::of_holding(conn, c.id)?;
    let past: Vec<Past> = happened.iter().filter_map(past).collect();
    let splits: Vec<_> = clocks
        .into_iter()
        .map(|clock| (clock, split(&past, c.received.at, clock, (now, calendar))))
        .collect();
    let holders = splits
        .iter()
        .flat_map(|(_, shares)| shares.iter().filter_map(|s| person(&s.holder)));
    let said = happened.iter().flat_map(|h| {
        let to = corrected(h).and_then(|(_, to, _)| person(to));
        [Some(h.by), to]
    });
    let names = people::names(conn, holders.chain(said.flatten()))?;
    let of = |(clock, shares): (&Clock, Vec<procedure::lateness::Share>)| LateSplit {
        promise: clock.promise,
        due: uk_time::with_year(clock.due_at),
        shares: shares
            .into_iter()
            .map(|share| LateShare {
                who: words(&share.holder, &names),
                all: share.all.words(),
                late: if share.late.minutes > 0 {
                    share.late.words()
                } else {
                    String::new()
                },
                holder: share.holder,
            })
            .collect(),
        correction: happened
            .iter()
            .rev()
            .find_map(|h| correction(h, clock, &names)),
    };
    Ok(splits.into_iter().map(of).collect())
}

/// The newest late clock of each promise, in the order of the promises.
fn late_clocks(c: &Complaint, now: chrono::DateTime<chrono::Utc>) -> Vec<&Clock> {
    let newest = |promise: &Promise| {
        let mut all = c.clocks.iter().rev();
        all.find(|k| k.promise == *promise && k.we_are_late(now))
    };
    Promise::ALL.iter().filter_map(newest).collect()
}

fn past(happened: &Happened) -> Option<Past<'_>> {
    Some(Past {
        version: happened.version,
        at: happened.at,
        by: happened.by,
        event: happened.event.as_ref()?,
    })
}

fn person(holder: &Holder) -> Option<PersonId> {
    match holder {
        Holder::Person { id } => Some(*id),
        Holder::Unlogged | Holder::CustomerRelations | Holder::Area { .. } | Holder::Outside => {
            None
        }
    }
}

fn corrected(happened: &Happened) -> Option<(&Event, &Holder, &str)> {
    match &happened.event {
        Some(event @ Event::LatenessCorrected { to, reason, .. }) => Some((event, to, reason)),
        _ => None,
    }
}

fn correction(happened: &Happened, clock: &Clock, names: &Names) -> Option<Correction> {
    let (event, to, reason) = corrected(happened)?;
    let same = matches!(event, Event::LatenessCorrected { promise, due, .. }
        if *promise == clock.promise && *due == clock.due_at);
    same.then(|| Correction {
        who: words(to, names),
        by: people::name(names, happened.by),
        at: uk_time::with_year(happened.at),
        reason: reason.to_owned(),
    })
}

/// "Energy, nobody assigned"
pub fn words(holder: &Holder, names: &Names) -> String {
    match holder {
        Holder::Unlogged => "Arrived and not logged".to_owned(),
        Holder::CustomerRelations => "Customer Relations, nobody in particular".to_owned(),
        Holder::Area { name, .. } => format!("{name}, nobody assigned"),
        Holder::Person { id } => people::name(names, *id),
        Holder::Outside => "Nobody here: it was outside our control".to_owned(),
    }
}
