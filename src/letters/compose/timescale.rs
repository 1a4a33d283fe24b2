//! A new date, as agreed on the page (rule 39).
use super::Writer;
use super::parts::{common, due_on, given, running_on, team};
use crate::words::date;
use crate::{Agreement, Letter, LetterStage, TimescaleFacts};
use chrono::{DateTime, NaiveDate, Utc};
use procedure::dispatch::Dispatch;
use procedure::vocabulary::{Channel, Promise, Stage};
use procedure::working_time::uk_time::local_date;
use procedure::{Complaint, PersonId};

/// What the page asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewDate<'a> {
    pub until: Option<NaiveDate>,
    pub contacted_at: Option<DateTime<Utc>>,
    pub channel: Option<Channel>,
    pub agreed: Option<bool>,
    /// Why we need more time. Markdown.
    pub reason: &'a str,
    /// What we have done so far. Markdown; empty for what the complaint itself shows.
    pub done: &'a str,
}

/// The letter; the date promised before is that of the running clock. The next update runs from this letter, and
/// is never after the new date.
pub fn timescale(
    complaint: &Complaint,
    new: &NewDate,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    let (stage, promise) = if complaint.stage == Stage::FinalReview {
        (LetterStage::Second, Promise::FinalResponse)
    } else {
        (LetterStage::First, Promise::Respond)
    };
    let update = due_on(writer.ctx, Promise::Update);
    crate::timescale(&TimescaleFacts {
        common: common(complaint, dispatch, writer),
        stage,
        old_date: running_on(complaint, promise),
        new_date: new.until,
        done: given(new.done).or_else(|| so_far(complaint, writer)),
        why: given(new.reason),
        agreement: agreement(new),
        next_update: Some(new.until.map_or(update, |until| update.min(until))),
    })
}

fn agreement(new: &NewDate) -> Agreement {
    let (Some(at), Some(how), Some(agreed)) = (new.contacted_at, new.channel, new.agreed) else {
        return Agreement::NotContacted;
    };
    let on = local_date(at);
    if agreed {
        Agreement::Agreed { on, how }
    } else {
        Agreement::NotAgreed { on, how }
    }
}

/// How far the complaint has come, from what is kept; none before it was acknowledged.
fn so_far(c: &Complaint, writer: &Writer) -> Option<String> {
    let name = |who: Option<PersonId>| who.and_then(|id| writer.names.get(&id));
    let mut said = Vec::new();
    if let Some(asked) = &c.escalation {
        let on = date(local_date(asked.requested_at));
        said.push(format!("You asked for the second stage on {on}."));
        if let Some(decider) = name(c.decider) {
            said.push(format!("{decider} is looking at your complaint again."));
        }
    } else if let Some(at) = c.acknowledged_at {
        let to = c.area.as_ref().map_or(String::new(), |area| {
            format!(" and passed it to {}", team(area))
        });
        said.push(format!(
            "We acknowledged your complaint on {}{to}.",
            date(local_date(at))
        ));
        if let Some(assignee) = name(c.assignee) {
            said.push(format!("{assignee} is looking into it."));
        }
    }
    given(&said.join(" "))
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use crate::sample::{day, has};

    fn agreed(stationery: &Stationery) -> NewDate<'static> {
        NewDate {
            until: Some(day("2026-12-18")),
            contacted_at: Some(stationery.world.now),
            channel: Some(Channel::Phone),
            agreed: Some(true),
            reason: "Two recordings are still to come.",
            done: "",
        }
    }

    fn told(stationery: &Stationery, c: &Complaint, new: &NewDate) -> Letter {
        let ctx = stationery.world.ctx();
        timescale(c, new, &Dispatch::preferred(c), &stationery.writer(&ctx))
    }

    #[test]
    fn what_the_step_asks_for_is_enough() {
        let stationery = Stationery::new();
        let letter = told(
            &stationery,
            &stationery.world.investigated(),
            &agreed(&stationery),
        );
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "would have our response by 8 December 2026. We need more time",
                "passed it to the Energy team. Sian Bevan is looking into it.",
                "Two recordings are still to come.",
                "our response by 18 December 2026",
                "You agreed to this date with us by phone on 24 November 2026.",
                "you will hear from us by 1 December 2026",
                "You can ask to go to the second stage",
            ],
        );
        let soon = NewDate {
            until: Some(day("2026-11-30")),
            done: "I read the file.",
            ..agreed(&stationery)
        };
        let letter = told(&stationery, &stationery.world.in_final_review(), &soon);
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "response by 22 December 2026",
                "I read the file.",
                "hear from us by 30 November 2026",
            ],
        );
    }

    #[test]
    fn an_empty_page_shows_what_it_lacks() {
        let stationery = Stationery::new();
        let letter = told(
            &stationery,
            &stationery.world.in_final_review(),
            &NewDate::default(),
        );
        has(&letter, &["Dev Patel is looking at your complaint again."]);
        assert_eq!(
            letter.gaps(),
            [
                "Nothing written yet on why we need more time",
                "No new date yet",
                "Nobody has contacted the complainant yet to agree the new date",
            ]
        );
    }
}
