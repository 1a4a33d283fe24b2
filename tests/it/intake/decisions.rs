//! People decide about messages; whoever comes second is told.
use super::{Office, at};
use diesel::prelude::*;
use procedure::steps::intake::{Accepted, Intake, intake};
use procedure::vocabulary::{Channel, DisputeState, LetterFormat, ReceivedBy, ReplyChannel, Role};
use procedure::{Actor, ComplaintId, Context, Details, MailId, PersonId, Reference, Subject};
use storage::mail::{
    Decided, MailItem, MailState, WhySuggested, find, join, not_a_complaint, of_complaint, restore,
    suggested,
};
use storage::record::create;
use storage::schema::{calendars, people};
use storage::unreadable::Unreadable;
use storage::{Connection, Result, StorageError};

const WHEN: &str = "2026-11-20T11:00:00Z";

/// People and a calendar: 1 and 2 are Customer Relations, 3 is a case handler.
fn staffed() -> Office {
    let office = Office::open();
    let written = office.db.write_now(|conn| {
        for (id, triages) in [(1_i64, true), (2, true), (3, false)] {
            diesel::insert_into(people::table)
                .values((
                    people::id.eq(id),
                    people::name.eq(format!("Person {id}")),
                    people::email.eq(format!("person{id}@redress.example")),
                    people::role.eq("staff"),
                    people::password_hash.eq(""),
                    people::customer_relations.eq(triages),
                ))
                .execute(conn)?;
        }
        diesel::insert_into(calendars::table)
            .values((
                calendars::version.eq(1_i64),
                calendars::nation.eq("england_and_wales"),
                calendars::settings.eq("{}"),
                calendars::made_at.eq(at(WHEN).naive_utc()),
            ))
            .execute(conn)?;
        Ok(())
    });
    written.unwrap();
    office
}

fn person(id: i64) -> Actor {
    Actor {
        id: PersonId(id),
        name: format!("Person {id}"),
        role: Role::Staff,
        area: None,
        leads: vec![],
        customer_relations: id < 3,
        administrator: false,
    }
}

fn details() -> Details {
    let day = at("2026-11-19T10:00:00Z").date_naive();
    Details {
        name: "Ann Field".into(),
        email: "Ann@Post.example".into(),
        phone: String::new(),
        address: String::new(),
        postcode: String::new(),
        reply_channel: ReplyChannel::Email,
        letter_format: LetterFormat::Standard,
        format_note: String::new(),
        needs: String::new(),
        representative: None,
        write_to_representative: false,
        summary: "Nine weeks without news".into(),
        what_happened: "Nobody answers".into(),
        wanted: "An apology".into(),
        latest_event: Some(day),
        first_raised: day,
        dispute_reference: String::new(),
        supplier: String::new(),
        dispute_state: DisputeState::Open,
    }
}

impl Office {
    fn accepted(&self, mail: Option<MailId>, about: Option<i64>) -> Accepted {
        let asked = Intake {
            details: details(),
            wanted_not_stated: false,
            channel: Channel::Email,
            received_at: at("2026-11-19T10:00:00Z"),
            received_is_right: false,
            known_by: ReceivedBy::MailHeader,
            addressed_to: String::new(),
            needs_asked: None,
            urgent: false,
            urgent_why: String::new(),
            subjects: about
                .map(|id| Subject {
                    person: Some(PersonId(id)),
                    name: "Person complained about".into(),
                    allegation: None,
                })
                .into_iter()
                .collect(),
            complainant: None,
            mail,
            on_the_spot: None,
        };
        let ctx = Context {
            now: at(WHEN),
            calendar: &self.calendar,
            promises: &self.promises,
            assessor_known: true,
            undo: chrono::Duration::minutes(10),
        };
        intake(asked, &person(1), &ctx).unwrap()
    }
    fn log(&self, mail: Option<MailId>, about: Option<i64>) -> Result<(ComplaintId, Reference)> {
        let accepted = self.accepted(mail, about);
        self.db.write_now(|conn| create(conn, &accepted, "SC"))
    }
    fn letter(&self, subject: &str) -> MailItem {
        self.take(format!("From: ann@post.example\nSubject: {subject}\n\nhi").as_bytes())
    }
    fn decide(&self, work: impl FnOnce(&mut Connection) -> Result<()>) -> &'static str {
        match self.db.write_now(work) {
            Ok(()) => "done",
            Err(StorageError::Conflict) => "conflict",
            Err(StorageError::NotFound) => "not found",
            Err(error) => panic!("{error}"),
        }
    }
}

fn by(person: i64, why: &'static str) -> Decided<'static> {
    Decided {
        by: PersonId(person),
        at: at(WHEN),
        why,
    }
}

#[test]
fn the_second_to_decide_is_told() {
    let office = staffed();
    let (complaint, _) = office.log(None, None).unwrap();
    let id = office.letter("More").id;
    assert_eq!(
        office.decide(|c| join(c, id, complaint, &by(1, "It names it"))),
        "done"
    );
    assert_eq!(
        office.decide(|c| not_a_complaint(c, id, &by(2, "Thanks"))),
        "conflict"
    );
    assert_eq!(
        office.decide(|c| join(c, id, complaint, &by(2, ""))),
        "conflict"
    );
    let item = office.item(id);
    assert_eq!(
        (
            item.state,
            item.complaint,
            item.decided_by,
            item.decided_why.as_str()
        ),
        (
            MailState::Joined,
            Some(complaint),
            Some(PersonId(1)),
            "It names it"
        )
    );
    assert_eq!(item.decided_at, Some(at(WHEN)));
    let joined = office
        .db
        .read_now(|c| of_complaint(c, complaint, &mut Unreadable::default()))
        .unwrap();
    assert_eq!(joined, [item]);
    assert_eq!(office.waiting(), (vec![], vec![]));
    assert_eq!(
        office.decide(|c| not_a_complaint(c, MailId(99), &by(1, ""))),
        "not found"
    );
}

#[test]
fn every_decision_but_a_complaint_can_be_undone_once() {
    let office = staffed();
    let (complaint, _) = office.log(None, None).unwrap();
    let joined = office.letter("One").id;
    let set_aside = office.letter("Two").id;
    let machine = office
        .take(b"From: ann@post.example\nAuto-Submitted: auto-replied\n\nAway")
        .id;
    let logged = office.letter("Three").id;
    let undo = |id| office.decide(|c| restore(c, id, PersonId(2), at(WHEN)));
    assert_eq!(undo(joined), "conflict");
    office.decide(|c| join(c, joined, complaint, &by(1, "Same matter")));
    office.decide(|c| not_a_complaint(c, set_aside, &by(1, "Thanks")));
    office.log(Some(logged), None).unwrap();
    for id in [joined, set_aside, machine] {
        assert_eq!((undo(id), undo(id)), ("done", "conflict"));
        let item = office.item(id);
        assert_eq!((item.state, item.complaint), (MailState::New, None));
        assert_eq!(item.decided_by, Some(PersonId(2)));
    }
    assert_eq!(office.item(set_aside).decided_why, "Thanks");
    assert_eq!(undo(logged), "conflict");
    assert_eq!(office.waiting().0.len(), 3);
    // The machine's label stays: only its tray was overruled.
    assert!(office.item(machine).class.is_machine());
}

#[test]
fn a_message_becomes_one_complaint_only() {
    let office = staffed();
    let id = office.letter("Delay").id;
    let (complaint, first) = office.log(Some(id), None).unwrap();
    assert!(matches!(
        office.log(Some(id), None),
        Err(StorageError::Conflict)
    ));
    assert_eq!(
        office.decide(|c| not_a_complaint(c, id, &by(2, ""))),
        "conflict"
    );
    let item = office.item(id);
    assert_eq!(
        (item.state, item.complaint),
        (MailState::Complaint, Some(complaint))
    );
    // Nothing of the second is left, not even its number.
    let (_, next) = office.log(None, None).unwrap();
    assert_eq!(
        (first.as_str(), next.as_str()),
        ("SC-2026-000001", "SC-2026-000002")
    );
}

#[test]
fn complaints_are_suggested_and_never_joined() {
    let office = staffed();
    let (_, older) = office.log(None, None).unwrap();
    let (_, newer) = office.log(None, None).unwrap();
    let (_, walled) = office.log(None, Some(2)).unwrap();
    let item = office.letter("Re: sc-2026-1 and SC-2026-000003");
    let of = |item: &MailItem, who: i64| {
        let found = office.db.read_now(|c| suggested(c, item, &person(who)));
        let found = found.unwrap().into_iter();
        found.map(|s| (s.reference, s.why)).collect::<Vec<_>>()
    };
    let (named, sender) = (WhySuggested::Reference, WhySuggested::Sender);
    assert_eq!(
        of(&item, 1),
        [
            (walled, named),
            (older.clone(), named),
            (newer.clone(), sender)
        ]
    );
    // The person complained about does not hear of it; who is not Customer Relations, of none.
    assert_eq!(of(&item, 2), [(older, named), (newer, sender)]);
    assert_eq!(of(&item, 3), []);
    let stranger = office.take(b"From: bob@post.example\nSubject: Hello\n\nhi");
    let nobody = office.take(b"Subject: Hello\n\nhi");
    assert_eq!((of(&stranger, 1), of(&nobody, 1)), (vec![], vec![]));
    assert_eq!((item.state, item.complaint), (MailState::New, None));
}

#[test]
fn a_message_is_seen_by_those_who_see_its_complaint() {
    let office = staffed();
    let waiting = office.letter("Waiting").id;
    let walled = office.letter("About you").id;
    office.log(Some(walled), Some(2)).unwrap();
    let sees = |id, who| match office.db.read_now(|c| find(c, id, &person(who))) {
        Ok(_) => true,
        Err(StorageError::NotFound) => false,
        Err(error) => panic!("{error}"),
    };
    assert_eq!([1, 2, 3].map(|who| sees(waiting, who)), [true, true, false]);
    assert_eq!([1, 2, 3].map(|who| sees(walled, who)), [true, false, false]);
}
