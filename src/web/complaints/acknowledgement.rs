//! Triage and acknowledgement: one page for what is decided about a complaint and the letter that says so.
pub(super) mod form;
pub(super) mod lists;
mod marks;

use super::refusal;
use crate::casework::Case;
use crate::web::clock_view::ClockView;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::paths;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use form::TriageForm;
use letters::compose::{self, NewContact};
use lists::Lists;
use marks::Span;
use procedure::steps::AnyStep;
use procedure::steps::acknowledgement::{Acknowledge, AcknowledgeRepeat};
use procedure::steps::scope::DecideScope;
use procedure::vocabulary::{Channel, Exclusion, Ground, Level, NeedsAsked, Promise};
use procedure::working_time::{SixMonthTest, six_month_test};
use procedure::{Complaint, StepKind, permits};

#[derive(askama::Template)]
#[template(path = "complaints/acknowledgement.html")]
pub struct TriagePage {
    view: View<TriageForm, Lists>,
    limit: Option<SixMonthTest>,
    clock: Option<ClockView>,
    /// A refusal can be proposed now.
    may_refuse: bool,
}

impl TriagePage {
    /// A piece of the message with the passages that became allegations.
    fn spans<'a>(&self, text: &'a str) -> Vec<Span<'a>> {
        marks::spans(text, &self.view.form.blocks)
    }
    /// Routed before and handed back: the letter is a change of contact.
    fn again(&self) -> bool {
        self.view.case.complaint.acknowledged_at.is_some()
    }
    /// Acknowledged, and not sent to any area: whether it is covered is being decided.
    fn deciding(&self) -> bool {
        self.view.case.complaint.is_being_decided()
    }
    /// Everything on the page is outside the procedure.
    fn outside(&self) -> bool {
        let said = |block: &&form::Block| !block.alleged.trim().is_empty();
        let mut all = self.view.form.blocks.iter().filter(said).peekable();
        all.peek().is_some() && all.all(|block| Exclusion::parse(&block.scope).is_some())
    }
    /// What the button that sends the letter says.
    fn sends(&self) -> &'static str {
        let undecided = self.outside() || !self.view.form.repeats.is_empty();
        match (self.again(), self.deciding(), undecided) {
            (false, _, false) => "Send acknowledgement and route",
            (false, _, true) => "Send acknowledgement",
            (true, true, _) => "Send it to the area, and tell them",
            (true, false, _) => "Send change of contact and route",
        }
    }
    fn finished(&self) -> Vec<(String, String)> {
        refusal::choices(&self.view.more.finished)
    }
    /// "email", for the page's title.
    fn came_as(&self) -> &'static str {
        match self.view.case.complaint.received.channel {
            Channel::Email => "email",
            Channel::Post => "letter",
            Channel::Phone => "call",
            Channel::InPerson => "visit",
            Channel::SocialMedia | Channel::ExecutiveOrBoard => "complaint",
        }
    }
    /// Whether the six-month limit is to be decided: likely late, not known, or decided before (rule 16).
    fn asks_about_the_limit(&self) -> bool {
        !self.view.form.six_month.is_empty() || self.limit.as_ref().is_none_or(|test| !test.within)
    }
    fn grounds() -> Vec<(&'static str, &'static str)> {
        forms::options(Ground::ALL, Ground::as_str, Ground::label)
    }
    fn limits() -> Vec<(&'static str, &'static str)> {
        vec![
            ("waived", "Waive it: investigate anyway"),
            ("applied", "Apply it to what is too old"),
        ]
    }
    fn levels() -> Vec<(&'static str, &'static str)> {
        forms::options(Level::ALL, Level::as_str, Level::label)
    }
    fn needs() -> Vec<(&'static str, &'static str)> {
        forms::options(NeedsAsked::ALL, NeedsAsked::as_str, NeedsAsked::label)
    }
}

/// Three buttons: `save` decides what is typed, `acknowledge` sends the letter and routes the complaint in the same
/// act, and `add` makes room for another allegation.
impl StepPage for TriagePage {
    const KIND: StepKind = StepKind::Acknowledgement;
    type Form = TriageForm;
    type More = Lists;

    fn kind(form: &TriageForm) -> StepKind {
        if form.acknowledges() {
            StepKind::Acknowledgement
        } else {
            StepKind::Scope
        }
    }
    fn blank(at: &At<Lists>) -> TriageForm {
        TriageForm::saved(at.complaint())
    }
    fn read(form: &TriageForm, at: &At<Lists>) -> Reading {
        let c = at.complaint();
        let (triaged, errors) = form.numbered(c).read(c, at.more);
        let (area, way) = (form.area(at.more), form.sending.dispatch(c));
        let repeats = refusal::named(&form.repeats, &at.more.finished);
        // Routed before and handed back: then it is a change of contact.
        let letter = at.write(|c, writer| match c.acknowledged_at {
            Some(_) => {
                let to = match area {
                    None => NewContact::NotChosen,
                    Some(area) if c.is_being_decided() => NewContact::Covered(area, Some(&triaged)),
                    Some(area) => NewContact::Area(area),
                };
                compose::change_of_contact(c, to, "", &way, writer)
            }
            None => match repeats {
                Some(one) => {
                    let told = (Some(&triaged), &one.reference);
                    compose::acknowledgement_of_repeat(c, told, area, &way, writer)
                }
                None => compose::acknowledgement(c, Some(&triaged), area, &way, writer),
            },
        });
        if !form.acknowledges() {
            return Reading::read(errors.or(DecideScope { triaged })).showing(letter);
        }
        let repeats = repeats.map(|one| Box::new(one.clone()));
        let acknowledge = Acknowledge {
            area: area.cloned(),
            dispatch: way.clone(),
            triaged: Some(triaged),
        };
        let step = errors.or(acknowledge).map(|acknowledge| match repeats {
            Some(repeats) => AnyStep::from(AcknowledgeRepeat {
                repeats,
                acknowledge,
            }),
            None => AnyStep::from(acknowledge),
        });
        Reading::read(step).sending(letter, way)
    }
    fn next(form: &TriageForm, before: &Case, _: &SignedIn) -> String {
        if form.acknowledges() {
            paths::complaint(before.reference())
        } else {
            paths::step(before.reference(), &StepKind::Acknowledgement)
        }
    }
    fn page(mut view: View<TriageForm, Lists>, who: &SignedIn) -> Self {
        let complaint = &view.case.complaint;
        let errors: FieldErrors = form::placed(&view.problems.errors);
        view.problems.errors = errors.in_page_order(&form::PAGE);
        view.form = view.form.numbered(complaint);
        view.form.make_room();
        let details = &complaint.details;
        Self {
            limit: details
                .latest_event
                .map(|latest| six_month_test(latest, details.first_raised)),
            clock: clock(complaint, who),
            may_refuse: permits(StepKind::Refusal, complaint, &who.actor, &who.ctx()).is_ok(),
            view,
        }
    }
}

fn clock(complaint: &Complaint, who: &SignedIn) -> Option<ClockView> {
    let promise = match complaint.acknowledged_at {
        Some(_) if complaint.is_being_decided() => Promise::Respond,
        Some(_) => Promise::Assign,
        None => Promise::Acknowledge,
    };
    let (clock, ctx) = (complaint.running(promise)?, who.ctx());
    let view = ClockView::of(clock, ctx.calendar, ctx.now);
    Some(ClockView {
        due: format!("{} by {}", promise.label(), view.due),
        ..view
    })
}
