//! Putting right what we hold about a complaint; every change kept with what stood before.
use super::{Step, StepKind};
use crate::complaint::{Complaint, Details};
use crate::context::Context;
use crate::dates::{self, What};
use crate::delivery::{Delivery, State};
use crate::denied::Denied;
use crate::dispatch::is_for_representative;
use crate::effects::Effects;
use crate::event::{Change, Event};
use crate::limits;
use crate::person::Actor;
use chrono::NaiveDate;

pub struct ChangeDetails {
    pub details: Details,
}

impl Step for ChangeDetails {
    const KIND: StepKind = StepKind::Details;
    fn decide(self, complaint: &Complaint, _: &Actor, ctx: &Context) -> Result<Effects, Denied> {
        let mut gaps = Vec::new();
        if self.details.name.trim().is_empty() {
            gaps.push(("name".to_owned(), "Enter the complainant's name".to_owned()));
        }
        if self.details.summary.trim().is_empty() {
            gaps.push((
                "summary".to_owned(),
                "Say in one line what the complaint is about".to_owned(),
            ));
        }
        gaps.extend(wrong_dates(&self.details, complaint, ctx));
        check_representative(&self.details, ctx.today(), &mut gaps);
        gaps.extend(gone_with_a_letter_waiting(&self.details, complaint));
        gaps.extend(limits::of_details(&self.details));
        Denied::unless_empty(gaps)?;
        let changes = changes(&complaint.details, &self.details);
        if changes.is_empty() {
            return Err(Denied::not_now("Nothing was changed"));
        }
        Ok(Effects::of(Event::DetailsChanged {
            details: Box::new(self.details),
            changes,
        }))
    }
}

/// Of the days that change: one that was kept before there were rules about it stops nobody from mending a phone number.
fn wrong_dates(details: &Details, c: &Complaint, ctx: &Context) -> Vec<(String, String)> {
    let (before, after) = (&c.details, details);
    let event = after
        .latest_event
        .filter(|on| before.latest_event != Some(*on));
    let told = Some(after.first_raised).filter(|on| before.first_raised != *on);
    let check = |field: &str, what, on: Option<NaiveDate>| {
        let why = dates::impossible(what, on?, c, ctx)?;
        Some((field.to_owned(), why))
    };
    let event = check("latest_event", What::LatestEvent, event);
    let told = check("first_raised", What::FirstRaised, told);
    event.into_iter().chain(told).collect()
}

/// Rule 6: letters go to a representative only while their authority is held.
pub fn check_representative(details: &Details, today: NaiveDate, gaps: &mut Vec<(String, String)>) {
    if !details.write_to_representative {
        return;
    }
    match &details.representative {
        None => gaps.push((
            "rep_name".to_owned(),
            "Enter the representative's name".to_owned(),
        )),
        Some(rep) if !rep.may_be_written_to(today) => gaps.push((
            "rep_authority".to_owned(),
            "Letters can go to a representative only while we hold their authority to act"
                .to_owned(),
        )),
        Some(_) => {}
    }
}

/// A letter that has not left is known to be a representative's by their name and address: while one waits, these stay,
/// so that it does not leave to somebody who speaks for nobody any more (rule 6).
fn gone_with_a_letter_waiting(after: &Details, c: &Complaint) -> Option<(String, String)> {
    let before = c.details.representative.as_ref()?;
    let same = after.representative.as_ref().is_some_and(|rep| {
        (&rep.name, &rep.email, &rep.address) == (&before.name, &before.email, &before.address)
    });
    let mut unsent = c.deliveries.iter();
    let waits = |d: &Delivery| State::UNSENT.contains(&d.state) && is_for_representative(c, d);
    let why = format!(
        "A letter to {} has not left yet. Stop it first, or keep them here and say that we do not hold their authority: then it does not leave",
        before.name
    );
    (!same && unsent.any(waits)).then(|| ("rep_name".to_owned(), why))
}

/// Field by field, in words.
pub fn changes(before: &Details, after: &Details) -> Vec<Change> {
    let rep = |d: &Details| {
        d.representative.as_ref().map_or(String::new(), |r| {
            let until = r.expires.map_or(String::new(), |e| format!(" until {e}"));
            format!(
                "{}, {} {}, authority {}{until}",
                r.name,
                r.email,
                r.address,
                r.authority.label().to_lowercase()
            )
        })
    };
    let date = |d: Option<NaiveDate>| d.map_or(String::new(), |d| d.to_string());
    let to = |d: &Details| {
        if d.write_to_representative {
            "The representative"
        } else {
            "The complainant"
        }
        .to_owned()
    };
    [
        ("Name", before.name.clone(), after.name.clone()),
        ("Email", before.email.clone(), after.email.clone()),
        ("Phone", before.phone.clone(), after.phone.clone()),
        ("Address", before.address.clone(), after.address.clone()),
        ("Postcode", before.postcode.clone(), after.postcode.clone()),
        (
            "Reply by",
            before.reply_channel.label().to_owned(),
            after.reply_channel.label().to_owned(),
        ),
        (
            "Letters in",
            before.letter_format.label().to_owned(),
            after.letter_format.label().to_owned(),
        ),
        (
            "About the format",
            before.format_note.clone(),
            after.format_note.clone(),
        ),
        ("Needs", before.needs.clone(), after.needs.clone()),
        ("Representative", rep(before), rep(after)),
        ("Letters go to", to(before), to(after)),
        ("Summary", before.summary.clone(), after.summary.clone()),
        (
            "What happened",
            before.what_happened.clone(),
            after.what_happened.clone(),
        ),
        (
            "What they want",
            before.wanted.clone(),
            after.wanted.clone(),
        ),
        (
            "Latest event",
            date(before.latest_event),
            date(after.latest_event),
        ),
        (
            "First raised",
            before.first_raised.to_string(),
            after.first_raised.to_string(),
        ),
        (
            "Supplier case",
            before.dispute_reference.clone(),
            after.dispute_reference.clone(),
        ),
        ("Supplier", before.supplier.clone(), after.supplier.clone()),
        (
            "Supplier case is",
            before.dispute_state.label().to_owned(),
            after.dispute_state.label().to_owned(),
        ),
    ]
    .into_iter()
    .filter(|(_, b, a)| b != a)
    .map(|(field, before, after)| Change {
        field: field.to_owned(),
        before,
        after,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::complaint::Representative;
    use crate::decide;
    use crate::steps::testing::{World, a_complaint};
    use crate::vocabulary::Authority;

    /// Rule 6: no letter to a representative until authority is held.
    #[test]
    fn letters_do_not_go_to_a_representative_without_authority() {
        let world = World::new();
        let complaint = a_complaint(&world);
        let mut details = complaint.details.clone();
        details.write_to_representative = true;
        details.representative = Some(Representative {
            name: "Joan Pike".into(),
            email: String::new(),
            address: String::new(),
            authority: Authority::Asked,
            expires: None,
        });
        let change = |details| {
            decide(
                &complaint,
                ChangeDetails { details },
                &world.relations(),
                &world.ctx(),
            )
        };
        assert_eq!(
            change(details.clone()).unwrap_err().fields[0].0,
            "rep_authority"
        );
        if let Some(rep) = details.representative.as_mut() {
            rep.authority = Authority::Held;
            rep.expires = Some(world.ctx().today().pred_opt().unwrap());
        }
        assert!(
            change(details.clone()).is_err(),
            "authority that has run out is not held"
        );
        if let Some(rep) = details.representative.as_mut() {
            rep.expires = None;
        }
        assert!(change(details).is_ok());
    }

    #[test]
    fn a_day_that_changes_agrees_with_the_received_date() {
        let world = World::new();
        let complaint = a_complaint(&world);
        let mut details = complaint.details.clone();
        details.first_raised = "2026-11-25".parse().unwrap();
        details.latest_event = "2026-12-25".parse().ok();
        let step = ChangeDetails { details };
        let refused = decide(&complaint, step, &world.relations(), &world.ctx()).unwrap_err();
        let fields: Vec<&str> = refused.fields.iter().map(|f| f.0.as_str()).collect();
        assert_eq!(fields, ["latest_event", "first_raised"]);
    }

    #[test]
    fn each_change_keeps_what_stood_before() {
        let world = World::new();
        let complaint = a_complaint(&world);
        let mut details = complaint.details.clone();
        details.phone = "01925 430049".into();
        let decision = decide(
            &complaint,
            ChangeDetails { details },
            &world.relations(),
            &world.ctx(),
        )
        .unwrap();
        let [Event::DetailsChanged { changes, .. }] = decision.events() else {
            panic!()
        };
        assert_eq!(changes[0].field, "Phone");
        assert_eq!(changes.len(), 1);
    }
}
