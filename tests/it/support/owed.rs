//! Letters that are written and have not left, or came back, and complaints that wait for them.
use super::cast::ENERGY;
use super::steps::{a_triage, outside};
use super::{Cast, TestApp};
use procedure::delivery::State;
use procedure::dispatch::Dispatch;
use procedure::steps::acknowledgement::Acknowledge;
use procedure::steps::assignment::Assign;
use procedure::steps::hand_back::HandBack;
use procedure::steps::refusal::{DecideRefusal, ProposeRefusal};
use procedure::steps::scope::DecideScope;
use procedure::{AreaId, By, Cause, Reference};
use redress::casework::delivery::{Next, move_on};
use storage::{areas, people};

impl TestApp {
    /// Acknowledged, as after a click: the letter is held, and has not left.
    pub async fn acknowledgement_written(&self) -> Reference {
        let reference = self.logged().await;
        let area = self.read(|conn| areas::get(conn, AreaId(ENERGY))).await;
        self.step_written(Cast::Relations, &reference, |c| Acknowledge {
            area: Some(area),
            dispatch: Dispatch::preferred(c),
            triaged: Some(a_triage()),
        })
        .await
        .unwrap();
        reference
    }
    /// With somebody of Energy.
    pub async fn assigned_to(&self, who: Cast) -> Reference {
        let reference = self.acknowledged().await;
        let today = self.now().date_naive();
        let staff = self
            .read(move |conn| people::candidates(conn, None, today))
            .await;
        let to = staff.into_iter().find(|c| c.id == who.id());
        self.step(Cast::Leader, &reference, |_| Assign {
            to,
            reason: String::new(),
            accepts_absence: false,
        })
        .await
        .unwrap();
        reference
    }
}

/// The newest letter of a complaint comes to this: a person says so, or nobody.
pub async fn on_the_way(app: &TestApp, reference: &Reference, who: Option<Cast>, to: State) {
    let newest = app.complaint(reference).await.deliveries.remove(0).id;
    let actor = app.actor(who.unwrap_or(Cast::Relations)).await;
    let at = app.now();
    app.write(move |conn| {
        let by = match who {
            Some(_) => By::Person(&actor),
            None if to == State::Bounced => By::Itself(Cause::LetterBounced),
            None => By::Itself(Cause::LetterLeft),
        };
        let next = Next {
            to,
            at,
            why: "A test",
            on_day: None,
        };
        move_on(conn, by, newest, &next).map_err(|ended| ended.into_storage("a letter of a test"))
    })
    .await;
}

/// The time to stop its letter is over, and it is to be printed.
pub async fn to_the_post_room(app: &TestApp, reference: &Reference) {
    on_the_way(app, reference, None, State::ToPrint).await;
}

/// Acknowledged, handed back, found to be outside the procedure, and refused by two: closed.
pub async fn refused_after_a_hand_back(app: &TestApp) -> Reference {
    let reference = app.acknowledged().await;
    let reason = "It is about another area".to_owned();
    app.step(Cast::Leader, &reference, |_| HandBack { reason })
        .await
        .unwrap();
    refusal_proposed(app, &reference).await;
    app.step(Cast::Executive, &reference, |c| DecideRefusal::Approve {
        reason: String::new(),
        dispatch: Dispatch::preferred(c),
    })
    .await
    .unwrap();
    reference
}

/// Found to be outside the procedure by Customer Relations, who acknowledge it if nobody has, and propose to refuse it.
pub async fn refusal_proposed(app: &TestApp, reference: &Reference) {
    if app.complaint(reference).await.acknowledged_at.is_none() {
        app.found_outside(reference).await;
        app.letters_leave(reference).await;
    } else {
        let triaged = outside();
        app.step(Cast::Relations, reference, |_| DecideScope { triaged })
            .await
            .unwrap();
    }
    app.step(Cast::Relations, reference, |_| ProposeRefusal {
        reason: "It is about the outcome only".into(),
        evidence: "The decision of 3 March".into(),
        belongs: "The review of the decision".into(),
    })
    .await
    .unwrap();
}
