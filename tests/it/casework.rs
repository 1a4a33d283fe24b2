//! The one room in which anything changes: acts of several steps, acts by nobody, and taking something back.
use crate::support::Cast::{self, Leader, Relations};
use crate::support::{TestApp, steps};
use procedure::delivery::State;
use procedure::dispatch::Dispatch;
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::assignment::Assign;
use procedure::steps::contact::RecordContact;
use procedure::steps::delivery::{Act, SeeTo};
use procedure::steps::hand_back::HandBack;
use procedure::steps::note::AddNote;
use procedure::vocabulary::{LetterKind, Stage};
use procedure::{
    Actor, AreaId, By, Cause, Context, DeliveryId, DeniedKind, MailId, Reference, StepKind,
};
use redress::casework::delivery::{Next, bounced, move_on};
use redress::casework::{Case, CaseKey, Ended, Proposal, act};
use redress::web::Rules;
use storage::record::Recorded;
use storage::{Connection, areas, people};

/// What a test acts with: somebody, at this moment.
struct Hand {
    actor: Actor,
    rules: Rules,
    now: chrono::DateTime<chrono::Utc>,
}

impl Hand {
    async fn of(app: &TestApp, who: Cast) -> Self {
        let of = app.app.clone();
        Self {
            actor: app.actor(who).await,
            rules: app.read(move |conn| of.rules(conn)).await,
            now: app.now(),
        }
    }
    fn ctx(&self) -> Context<'_> {
        Context {
            now: self.now,
            calendar: &self.rules.calendar,
            promises: &self.rules.settings.promises,
            assessor_known: true,
            undo: chrono::Duration::minutes(10),
        }
    }
    fn act(
        &self,
        conn: &mut Connection,
        reference: &Reference,
        (kind, proposal): (StepKind, Proposal),
    ) -> Result<Recorded, Ended> {
        let who = (By::Person(&self.actor), &self.ctx());
        let on = (&CaseKey::At(reference.clone()), kind);
        act::<Case>(conn, who, on, |_, _| Ok(proposal))
    }
}

fn note(words: &str) -> AddNote {
    AddNote {
        happened_at: None,
        note: words.into(),
    }
}

fn hand_back(reason: &str) -> HandBack {
    HandBack {
        reason: reason.into(),
    }
}

async fn history(app: &TestApp) -> Vec<String> {
    use diesel::prelude::*;
    use storage::schema::events;
    app.read(|conn| {
        Ok(events::table
            .order(events::id)
            .select(events::kind)
            .load(conn)?)
    })
    .await
}

#[actix_web::test]
async fn several_steps_are_recorded_together_or_not_at_all() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let leader = Hand::of(&app, Leader).await;
    let before = (app.complaint(&reference).await, history(&app).await);

    // The second is refused: the first is not kept either.
    let of = reference.clone();
    let (leader, ended) = app
        .app
        .db
        .try_write(move |conn| {
            let both = Proposal::from(note("It is Communications' matter")).and(hand_back(" "));
            let ended = leader.act(conn, &of, (StepKind::Note, both));
            // The rest of the transaction goes on, and is kept.
            let alone = Proposal::from(note("Kept"));
            leader.act(conn, &of, (StepKind::Note, alone))?;
            Ok::<_, Ended>((leader, ended))
        })
        .await
        .unwrap();
    assert!(matches!(ended, Err(Ended::Refused(d)) if d.kind == DeniedKind::Invalid));
    let mut expected = before.1.clone();
    expected.push("noted".into());
    assert_eq!(history(&app).await, expected);

    let of = reference.clone();
    let recorded = app
        .app
        .db
        .try_write(move |conn| {
            let both = Proposal::from(note("It is Communications' matter"))
                .and(hand_back("Billing is not ours"));
            leader.act(conn, &of, (StepKind::Note, both))
        })
        .await
        .unwrap();
    let after = app.complaint(&reference).await;
    assert_eq!(after.stage, Stage::Triage);
    assert_eq!(after.version, recorded.version);
    assert_eq!(after.version.0, before.0.version.0 + 3);
    expected.extend(["noted".into(), "handed_back".into()]);
    assert_eq!(history(&app).await, expected);
}

/// Each is asked of what the one before leaves, and the letter goes with the last.
#[actix_web::test]
async fn a_later_step_is_asked_of_what_the_earlier_leaves() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let leader = Hand::of(&app, Leader).await;
    let today = app.now().date_naive();
    let of = reference.clone();
    let ended = app
        .app
        .db
        .try_write(move |conn| {
            let to = people::candidates(conn, None, today)?;
            let to = to.into_iter().find(|c| c.id == Cast::Staff2.id());
            let assign = Assign {
                to,
                reason: "To somebody else".into(),
                accepts_absence: false,
            };
            let both = Proposal::from(hand_back("Billing is not ours")).and(assign);
            leader.act(conn, &of, (StepKind::HandBack, both))
        })
        .await
        .unwrap_err();
    assert!(matches!(ended, Ended::Refused(d) if d.kind != DeniedKind::Invalid));
    assert_eq!(app.complaint(&reference).await.stage, Stage::Investigation);

    let logged = app.logged().await;
    let relations = Hand::of(&app, Relations).await;
    let complaint = app.complaint(&logged).await;
    let of = logged.clone();
    let recorded = app
        .app
        .db
        .try_write(move |conn| {
            let acknowledge = Acknowledge {
                area: Some(areas::get(conn, AreaId(crate::support::cast::ENERGY))?),
                dispatch: Dispatch::preferred(&complaint),
                triaged: Some(steps::a_triage()),
            };
            let letter = steps::a_paper(LetterKind::Acknowledgement);
            let both = Proposal::from(note("She rang as well"))
                .and(acknowledge)
                .sending(Some(&letter), Dispatch::preferred(&complaint));
            relations.act(conn, &of, (StepKind::Note, both))
        })
        .await
        .unwrap();
    assert!(recorded.letter.is_some());
    assert_eq!(app.complaint(&logged).await.stage, Stage::Assignment);
}

/// One act sends one letter.
#[actix_web::test]
async fn two_steps_that_each_send_a_letter_are_refused() {
    let app = TestApp::start().await;
    let reference = app.logged().await;
    let relations = Hand::of(&app, Relations).await;
    let before = app.complaint(&reference).await;
    let complaint = before.clone();
    let ended = app
        .app
        .db
        .try_write(move |conn| {
            let way = Dispatch::preferred(&complaint);
            let acknowledge = Acknowledge {
                area: Some(areas::get(conn, AreaId(crate::support::cast::ENERGY))?),
                dispatch: way.clone(),
                triaged: Some(steps::a_triage()),
            };
            let letter = steps::a_paper(LetterKind::Acknowledgement);
            let both = Proposal::from(acknowledge)
                .and(note("And a note after it"))
                .sending(Some(&letter), way);
            relations.act(conn, &reference, (StepKind::Acknowledgement, both))
        })
        .await
        .unwrap_err();
    assert!(matches!(ended, Ended::Refused(d) if d.kind == DeniedKind::NotNow));
    let events = history(&app).await;
    assert_eq!(events, ["received"]);
    assert_eq!(before.stage, Stage::Triage);
}

#[actix_web::test]
async fn what_nobody_does_is_recorded_as_such_and_only_what_may_happen_so() {
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let complaint = app.complaint(&reference).await;
    let hand = Hand::of(&app, Relations).await;
    let key = CaseKey::Of(complaint.id);
    let (hand, refused) = app
        .app
        .db
        .try_write(move |conn| {
            let who = (By::Itself(Cause::MessageArrived), &hand.ctx());
            let on = (&key, StepKind::Contact);
            let joined = RecordContact::joined(MailId(1), "A question", hand.now, &hand.ctx());
            let joined = RecordContact {
                mail: None,
                ..joined
            };
            act::<Case>(conn, who, on, |_, _| Ok(joined.into()))?;
            let noted = act::<Case>(conn, who, (&key, StepKind::Note), |_, _| {
                Ok(note("By nobody").into())
            });
            // Nobody finds a complaint by what people write.
            let named = CaseKey::At(reference);
            let found = act::<Case>(conn, who, (&named, StepKind::Contact), |_, _| {
                panic!("nothing is proposed")
            });
            assert!(matches!(found, Err(Ended::NotFound)));
            let other = (By::Itself(Cause::LetterLeft), &hand.ctx());
            let contact = act::<Case>(conn, other, on, |_, _| panic!("nothing is proposed"));
            assert!(matches!(contact, Err(Ended::Refused(_))));
            Ok::<_, Ended>((hand, noted))
        })
        .await
        .unwrap();
    assert!(matches!(refused, Err(Ended::Refused(d)) if d.kind == DeniedKind::NotYours));
    let page = app
        .get(
            Relations,
            &format!("/complaints/{}/history", complaint.reference),
        )
        .await;
    page.says("joined automatically");
    page.says("Automatic");
    drop(hand);
}

/// A letter leaves, and bounces; a person says neither, and a mail server does not say that it was posted.
#[actix_web::test]
async fn a_letter_leaves_and_bounces_by_itself() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    let delivery = app.complaint(&reference).await.deliveries[0].clone();
    assert_eq!(delivery.state, State::Held);
    let actor = app.actor(Relations).await;
    let now = app.now();
    let moved = move |conn: &mut Connection, by: By, id: DeliveryId, to: State| {
        let next = Next {
            to,
            at: now,
            why: "",
            on_day: None,
        };
        move_on(conn, by, id, &next)
    };
    app.app
        .db
        .try_write(move |conn| {
            let (id, left) = (delivery.id, By::Itself(Cause::LetterLeft));
            let person = By::Person(&actor);
            for to in [State::Waiting, State::Sent, State::Bounced] {
                let refused = moved(conn, person, id, to);
                assert!(matches!(refused, Err(Ended::Refused(_))), "{to:?}");
            }
            for to in [State::Posted, State::Stopped, State::Bounced] {
                let refused = moved(conn, left, id, to);
                assert!(matches!(refused, Err(Ended::Refused(_))), "{to:?}");
            }
            moved(conn, left, id, State::Waiting)?;
            moved(conn, left, id, State::Sent)?;
            moved(conn, By::Itself(Cause::LetterBounced), id, State::Bounced)?;
            // It bounced already, and has no Message-ID of ours.
            assert!(bounced(conn, &["<x@y>".into()], "550", now)?.is_empty());
            Ok::<_, Ended>(())
        })
        .await
        .unwrap();
    let after = app.complaint(&reference).await;
    assert_eq!(after.deliveries[0].state, State::Bounced);
}

/// What was sent a moment ago is taken back by an act like any other: with its reason, and once.
#[actix_web::test]
async fn a_letter_is_taken_back_by_an_act() {
    let app = TestApp::start().await;
    app.letters_stay();
    let reference = app.acknowledged().await;
    let before = app.complaint(&reference).await;
    let stop = |id| SeeTo {
        delivery: Some(id),
        reason: "The wrong area".into(),
        act: Some(Act::Stop),
    };
    let id = before.deliveries[0].id;
    let relations = Hand::of(&app, Relations).await;
    let of = reference.clone();
    let again = app
        .app
        .db
        .try_write(move |conn| {
            relations.act(conn, &of, (StepKind::Delivery, stop(id).into()))?;
            let again = relations.act(conn, &of, (StepKind::Delivery, stop(id).into()));
            Ok::<_, Ended>(again)
        })
        .await
        .unwrap();
    assert!(matches!(again, Err(Ended::Refused(_))));
    let after = app.complaint(&reference).await;
    assert_eq!(after.deliveries[0].state, State::TakenBack);
    assert_eq!(after.version.0, before.version.0 + 1);
}
