//! Two records of one complaint, joined: one goes on under the earlier received date, and the other is closed and kept.
use super::complaint::{Complaint, Hands};
use super::ids::{AreaId, ComplaintId, PersonId, Reference};
use super::vocabulary::ReceivedBy;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// How a complaint is joined with other records of the same complaint; as a rule it is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Joined {
    /// The record that goes on, when this one was closed for it.
    pub into: Option<GoesOn>,
    /// The records that were closed for this one, the first joined first.
    pub with: Vec<JoinedRecord>,
    /// When this one was received itself, while records are joined with it.
    pub own: Option<ReceivedFirst>,
}

/// The record that goes on, and who it is with: whoever may see it may read the one that was joined with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoesOn {
    pub id: ComplaintId,
    pub reference: Reference,
    /// None in a decision that was just made; storage knows it.
    pub with: Option<(Option<AreaId>, Hands)>,
}

/// A record that was closed for another one of the same complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinedRecord {
    pub id: ComplaintId,
    pub reference: Reference,
    pub received: ReceivedFirst,
}

/// When a record was received, how we know, and when they first told anybody here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedFirst {
    pub at: DateTime<Utc>,
    pub known_by: ReceivedBy,
    pub first_raised: NaiveDate,
}

impl ReceivedFirst {
    /// The earlier of two, and the earlier day on which they first told anybody.
    #[must_use]
    pub fn or_earlier(self, other: Self) -> Self {
        let first = if other.at < self.at { other } else { self };
        Self {
            first_raised: self.first_raised.min(other.first_raised),
            ..first
        }
    }
}

impl Complaint {
    /// When this record says that it was received.
    pub fn received_first(&self) -> ReceivedFirst {
        ReceivedFirst {
            at: self.received.at,
            known_by: self.received.known_by,
            first_raised: self.details.first_raised,
        }
    }
    /// This record, for one that it is joined with.
    pub fn as_joined(&self) -> JoinedRecord {
        JoinedRecord {
            id: self.id,
            reference: self.reference.clone(),
            received: self.received_first(),
        }
    }
    /// Both name the same people as complained about: those we know, and the names of the others.
    pub fn is_about_the_same_people(&self, other: &Self) -> bool {
        self.names_everybody_of(other) && other.names_everybody_of(self)
    }
    /// Everybody that the other complaint is about is named in this one too.
    pub fn names_everybody_of(&self, other: &Self) -> bool {
        let mut all = other.people_complained_about().into_iter();
        let named = self.people_complained_about();
        all.all(|who| named.contains(&who))
    }
    /// What [`Event::RecordsJoined`](crate::Event) changes.
    pub(super) fn join(&mut self, other: &JoinedRecord, goes_on: bool, at: DateTime<Utc>) {
        if goes_on {
            let own = self.received_first();
            self.joined.own.get_or_insert(own);
            self.joined.with.push(other.clone());
        } else {
            self.closed_at = Some(at);
            self.joined.into = Some(GoesOn {
                id: other.id,
                reference: other.reference.clone(),
                with: None,
            });
        }
    }
    /// What [`Event::RecordsTakenApart`](crate::Event) changes.
    pub(super) fn take_apart(&mut self, other: &JoinedRecord, goes_on: bool) {
        if goes_on {
            self.joined.with.retain(|one| one.id != other.id);
            let alone = self.joined.with.is_empty();
            self.joined.own = self.joined.own.filter(|_| !alone);
        } else {
            self.closed_at = None;
            self.joined.into = None;
        }
    }
    fn people_complained_about(&self) -> Vec<(Option<PersonId>, String)> {
        let all = self.subjects.iter().map(|subject| match subject.person {
            Some(person) => (Some(person), String::new()),
            None => (None, subject.name.trim().to_lowercase()),
        });
        all.collect()
    }
}
