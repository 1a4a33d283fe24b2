//! What one event says in the history: its sign, its tone, its title and its words.
use super::phrases::{
    again, assigned, closed_days, contact, contacted, days_of, left_words, lower, planned_words,
    refused,
};
use chrono::{DateTime, Utc};
use procedure::StepKind;
use procedure::delivery;
use procedure::event::Event;
use procedure::working_time::uk_time;

/// Sign, tone, title and body.
pub(super) type Words = (&'static str, &'static str, String, String);

/// `at` is when it was recorded: a date of another year is said with it.
#[expect(
    clippy::too_many_lines,
    reason = "one arm an event, each a line of words"
)]
pub(super) fn words(event: &Event, at: DateTime<Utc>) -> Words {
    let short = |date| uk_time::short(date, at);
    let plain = |icon, title: String, body: &str| (icon, "", title, body.to_owned());
    match event {
        Event::Received {
            channel,
            received_at,
            known_by,
            ..
        } => (
            "post",
            "",
            format!("Received: {}", channel.label()),
            format!(
                "Received {}. How we know: {}",
                short(*received_at),
                known_by.label().to_lowercase()
            ),
        ),
        Event::OnTheSpotTried { tried } => (
            "phone",
            "",
            "Tried to put it right on the spot".into(),
            tried.clone(),
        ),
        Event::OnTheSpotResolved { outcome, no_letter } => (
            "tick",
            "ok",
            "Resolved on the spot".into(),
            match no_letter.as_str() {
                "" => outcome.clone(),
                why => format!("{outcome}\nNo letter went: {why}"),
            },
        ),
        Event::Promoted { reason } => (
            "up",
            "",
            "Taken to stage 1, the first date kept".into(),
            reason.clone(),
        ),
        Event::Taken { .. } => ("user", "", "Taken from the inbox".into(), String::new()),
        Event::DetailsChanged { .. } => ("edit", "", "Details changed".into(), String::new()),
        Event::FactsCorrected { reason, judged, .. } => (
            "edit",
            "hold",
            "Record corrected".into(),
            std::iter::once(reason.clone())
                .chain(judged.iter().map(again))
                .collect::<Vec<_>>()
                .join("\n"),
        ),
        Event::ClocksMoved { closed, moved } => (
            "clock",
            "",
            format!("Dates moved: we are closed on {}", closed_days(closed)),
            moved
                .iter()
                .map(|m| {
                    let (label, due) = (m.promise.label(), short(m.due));
                    format!("{label}: {due} instead of {}", short(m.was_due))
                })
                .chain(std::iter::once(
                    "The working time promised stays the same".to_owned(),
                ))
                .collect::<Vec<_>>()
                .join("\n"),
        ),
        Event::Triaged { .. } => ("edit", "", "Triage saved".into(), String::new()),
        Event::AllegationAdded { allegation, .. } => (
            "edit",
            "",
            format!("Allegation {} added", allegation.number),
            allegation.alleged.clone(),
        ),
        Event::Acknowledged {
            area_name,
            deciding: true,
            ..
        } => (
            "mail",
            "ok",
            "Acknowledged: we are deciding whether we look into it".into(),
            format!("{area_name} would deal with it"),
        ),
        Event::Acknowledged {
            area_name,
            again: false,
            ..
        } => (
            "mail",
            "ok",
            format!("Acknowledged, naming {area_name} as best placed to answer"),
            String::new(),
        ),
        Event::Acknowledged { area_name, .. } => (
            "mail",
            "ok",
            format!("Sent on to {area_name}"),
            String::new(),
        ),
        Event::HandedBack {
            area_name,
            reason,
            held,
            ..
        } => (
            "undo",
            "hold",
            format!(
                "Handed back by {area_name}{}",
                held.map_or(String::new(), |held| format!(", held for {}", held.words()))
            ),
            reason.clone(),
        ),
        Event::Assigned {
            to_name,
            reason,
            warned,
            not_told,
            ..
        } => (
            "assign",
            "ok",
            format!("Assigned to {to_name}"),
            assigned(reason, warned, not_told),
        ),
        Event::TimescaleAgreed {
            new_due,
            reason,
            agreed,
            late,
            old_due,
            ..
        } => (
            "clock",
            if *late { "late" } else { "hold" },
            format!(
                "{}: respond by {}",
                if *agreed {
                    "Timescale agreed"
                } else {
                    "New date told, not agreed"
                },
                short(*new_due)
            ),
            format!(
                "Instead of {}{}. Reason: {reason}",
                short(*old_due),
                if *late { ", which had passed" } else { "" }
            ),
        ),
        Event::Noted {
            happened_at,
            note,
            late_entry,
            office_told,
        } => (
            "edit",
            "",
            if *office_told {
                format!("Their office was told on {}", short(*happened_at))
            } else if *late_entry {
                format!("Note about {}, written later", short(*happened_at))
            } else {
                "Note".into()
            },
            note.clone(),
        ),
        Event::Contacted {
            from_us,
            channel,
            note,
            reply_due,
            agreed_allegations,
            ..
        } => (
            if channel.is_oral() { "phone" } else { "mail" },
            "",
            contact(*from_us, *channel),
            contacted(note, reply_due.map(short), agreed_allegations.is_some()),
        ),
        Event::Planned { planned } => plain(
            "edit",
            "Plan of the investigation written".into(),
            &planned_words(planned),
        ),
        Event::EvidenceAdded {
            number,
            what,
            source,
            ..
        } => (
            "clip",
            "",
            format!("Evidence on allegation {number}"),
            [what.as_str(), source].join(" ").trim().to_owned(),
        ),
        Event::RefusalProposed { of, reason, .. } => plain(
            "flag",
            format!("Refusal of {} proposed", refused(*of)),
            reason,
        ),
        Event::RefusalApproved { of, reason, .. } => plain(
            "lock",
            format!("Refusal of {} approved by a second person", refused(*of)),
            reason,
        ),
        Event::RefusalReturned { of, reason } => plain(
            "undo",
            format!("Refusal of {} not agreed", refused(*of)),
            reason,
        ),
        Event::Responded {
            outcome, warned, ..
        } => (
            "mail",
            "ok",
            format!(
                "Stage 1 response written: {}",
                outcome.label().to_lowercase()
            ),
            warned.join(". "),
        ),
        Event::Closed {
            closure,
            reason,
            by_itself,
            ..
        } => (
            "tick",
            "ok",
            format!("Closed: {}", closure.label().to_lowercase()),
            if *by_itself {
                "They did not contact us again, and their time to ask for stage 2 was over"
                    .to_owned()
            } else {
                reason.clone()
            },
        ),
        Event::SecondLookAsked { on, channel, words } => plain(
            "undo",
            format!(
                "They asked us to look at the refusal again, on {} by {}",
                on.format("%-d %b %Y"),
                channel.label().to_lowercase()
            ),
            words,
        ),
        // Neither names the other: not everybody who reads one may see that the other is there.
        Event::RecordsJoined {
            goes_on,
            told_on,
            how,
            reason,
            ..
        } => plain(
            "list",
            if *goes_on {
                "Another record of this complaint was joined with this one, which goes on"
            } else {
                "Joined with another record of this complaint, which goes on"
            }
            .into(),
            &format!(
                "{reason}\nThe complainant was told on {} by {}",
                told_on.format("%-d %b %Y"),
                how.label().to_lowercase()
            ),
        ),
        Event::RecordsTakenApart {
            goes_on, reason, ..
        } => plain(
            "undo",
            if *goes_on {
                "The record that was joined with this one is a complaint of its own again"
            } else {
                "Taken apart from the other record, and open again"
            }
            .into(),
            reason,
        ),
        Event::Reopened { reason, .. } => plain("undo", "Reopened".into(), reason),
        Event::EscalationRequested {
            unhappy_about,
            no_response,
            ..
        } => plain(
            "up",
            if *no_response {
                "They asked for stage 2: no stage 1 response in time"
            } else {
                "They asked for stage 2"
            }
            .into(),
            unhappy_about,
        ),
        Event::ReviewerChosen {
            decider_name,
            reason,
            instead_of,
            appointed,
            ..
        } => plain(
            "assign",
            format!(
                "{decider_name} {} the final response{}",
                if *appointed {
                    "was appointed, because nobody was free, and will issue"
                } else {
                    "will issue"
                },
                if instead_of.is_some() {
                    ", instead of another"
                } else {
                    ""
                }
            ),
            reason,
        ),
        Event::OwnViewRecorded {
            number,
            view,
            reasons,
            ..
        } => plain(
            "edit",
            format!(
                "Own view of allegation {number}, before reading what stage 1 found: {}",
                view.label().to_lowercase()
            ),
            reasons,
        ),
        Event::FinalResponseIssued { outcome, .. } => (
            "mail",
            "ok",
            format!("Final response written: {}", outcome.label().to_lowercase()),
            "The time to go to the Independent Assessor counts from the day the letter leaves"
                .to_owned(),
        ),
        Event::RemedyDone { on, evidence, .. } => {
            let on = on.map_or(String::new(), |on| {
                format!(" on {}", uk_time::date_long(on))
            });
            ("tick", "ok", format!("Remedy done{on}"), evidence.clone())
        }
        Event::Paused {
            reason,
            stops_the_clock,
            review_on,
        } => (
            "pause",
            "hold",
            if *stops_the_clock {
                "On hold: the clock is stopped"
            } else {
                "On hold: the clock keeps running"
            }
            .into(),
            format!("{reason} Look again on {}.", review_on.format("%-d %B")),
        ),
        Event::Resumed { reason } => plain("clock", "Hold ended".into(), reason),
        Event::DataProtectionMarked { about } => {
            let title = "Marked as a data protection complaint";
            plain("lock", title.into(), about)
        }
        Event::DataProtectionUnmarked { reason } => {
            let title = "No longer marked as a data protection complaint";
            plain("lock", title.into(), reason)
        }
        Event::DataProtectionAnswered { on, answer, .. } => (
            "lock",
            "ok",
            format!(
                "What is about personal data answered on {}",
                on.format("%-d %B")
            ),
            answer.clone(),
        ),
        Event::PassedToHumanResources { on, to, .. } => plain(
            "lock",
            format!("Passed to human resources on {}", on.format("%-d %B")),
            to,
        ),
        Event::ReferredToAssessor {
            timing,
            about,
            repeat,
            ..
        } => plain(
            "up",
            format!(
                "Referred to the Independent Assessor{}: {}",
                if *repeat { " again" } else { "" },
                timing.label().to_lowercase()
            ),
            about,
        ),
        Event::AssessorPapersAsked { on } => plain(
            "post",
            format!(
                "The Assessor asked for the papers on {}",
                on.format("%-d %B")
            ),
            "",
        ),
        Event::AssessorPapersSent { on, report_due } => (
            "post",
            "ok",
            format!("Papers sent to the Assessor on {}", on.format("%-d %B")),
            report_due.map_or_else(String::new, |due| {
                format!("The report is expected on {}.", uk_time::date_long(due))
            }),
        ),
        Event::AssessorReportMoved { due, reason } => plain(
            "clock",
            format!(
                "The Assessor's report is now expected on {}",
                uk_time::date_long(*due)
            ),
            reason,
        ),
        Event::AssessorChased { on, said, again_on } => plain(
            "phone",
            format!(
                "We asked the Assessor on {} how the report goes",
                on.format("%-d %B")
            ),
            &format!("{said}\nAsk again on {}.", uk_time::date_long(*again_on)),
        ),
        Event::AssessorConcluded {
            recommendations, ..
        } => plain(
            "book",
            "The Independent Assessor reported".into(),
            &recommendations.join(" "),
        ),
        Event::RecommendationAnswered {
            accepted, reason, ..
        } => plain(
            "flag",
            if *accepted {
                "Recommendation accepted"
            } else {
                "Recommendation not accepted"
            }
            .into(),
            reason,
        ),
        Event::RecommendationDone { evidence, .. } => (
            "tick",
            "ok",
            "Recommendation carried out".into(),
            evidence.clone(),
        ),
        Event::LatenessCorrected {
            promise,
            due,
            reason,
            ..
        } => plain(
            "edit",
            format!(
                "Corrected who it was late with: {}, due {}",
                promise.label().to_lowercase(),
                short(*due)
            ),
            reason,
        ),
        Event::LetterSent { letter, to, how } => plain(
            "mail",
            format!("Letter to {to} written: {}", letter.label().to_lowercase()),
            how,
        ),
        Event::LetterLeft {
            letter,
            to,
            how,
            left_at,
            dated,
            last_day,
            ..
        } => {
            let bears = dated.filter(|dated| *dated != uk_time::local_date(*left_at));
            (
                "mail",
                "ok",
                format!(
                    "Letter to {to} {} on {}: {}",
                    left_words(*how),
                    short(*left_at),
                    letter.label().to_lowercase()
                ),
                days_of(bears, *last_day),
            )
        }
        Event::LetterNotSent {
            letter, to, reason, ..
        } => (
            "cross",
            "late",
            format!("Letter to {to} was not sent: {}", lower(*letter)),
            reason.clone(),
        ),
        Event::LetterTakenBack {
            letter, to, reason, ..
        } => plain(
            "undo",
            format!("Letter to {to} stopped before it left: {}", lower(*letter)),
            reason,
        ),
        Event::Undone { step, reason, .. } => {
            let label = StepKind::parse(step).map_or("a step", StepKind::label);
            plain("undo", format!("Undone: {}", label.to_lowercase()), reason)
        }
        Event::LetterCorrected {
            letter,
            was_wrong,
            is_right,
            misdated,
            ..
        } => {
            let words = if *misdated {
                "It left on another day than it bears.".to_owned()
            } else {
                format!("{was_wrong} {is_right}")
            };
            plain(
                "mail",
                format!("Correction of the {}", letter.label().to_lowercase()),
                &words,
            )
        }
        Event::LetterStopped {
            letter, to, reason, ..
        } => plain(
            "cross",
            format!("Letter to {to} stopped: {}", letter.label().to_lowercase()),
            reason,
        ),
        Event::LetterCameBack {
            letter,
            to,
            on,
            reason,
            ..
        } => (
            "undo",
            "late",
            format!(
                "Letter to {to} came back on {}: {}",
                on.format("%-d %B"),
                letter.label().to_lowercase()
            ),
            reason.clone(),
        ),
        Event::LetterSentAgain {
            letter,
            channel,
            format,
            address,
            reason,
            ..
        } => (
            "mail",
            "",
            format!(
                "Letter to {} sent again: {}",
                address.lines().next().unwrap_or_default(),
                letter.label().to_lowercase()
            ),
            format!("{}. {reason}", delivery::how(*channel, *format)),
        ),
        Event::LetterClosedWithout {
            letter, to, reason, ..
        } => plain(
            "flag",
            format!("Letter to {to} could not reach them: {}", lower(*letter)),
            reason,
        ),
    }
}
