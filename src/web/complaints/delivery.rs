//! A letter on its way, or one that did not arrive: stop it, say that it came back, send it again, or close it without.
use crate::casework::Case;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, More, Query, Reading, StepPage, View};
use procedure::StepKind;
use procedure::complaint::Representative;
use procedure::delivery::{Delivery, State};
use procedure::steps::delivery::{Act, Again, SeeTo, may_go_again};
use procedure::vocabulary::{LetterFormat, ReplyChannel};
use storage::{Connection, StorageError};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct DeliveryForm {
    /// `stop`, `came_back`, `again` or `close`.
    act: String,
    reason: String,
    on: String,
    channel: String,
    format: String,
    email: String,
    address: String,
    /// Why it goes to an address that we do not have for them.
    elsewhere: String,
}

impl DeliveryForm {
    fn again(&self) -> Result<Again, FieldErrors> {
        let mut errors = FieldErrors::default();
        let channel = ReplyChannel::parse(&self.channel);
        let format = LetterFormat::parse(&self.format);
        if channel.is_none() {
            errors.add("channel", "Choose how it is sent");
        }
        if format.is_none() {
            errors.add("format", "Choose the format");
        }
        let email = forms::line(&self.email);
        let is_one = email.is_empty() || email.parse::<lettre::Address>().is_ok();
        if channel == Some(ReplyChannel::Email) && !is_one {
            errors.add("email", "Enter one email address, like name@example.org");
        }
        let lines = forms::text(&self.address);
        let lines = lines.lines().map(forms::line).filter(|l| !l.is_empty());
        errors.or(Again {
            channel: channel.unwrap_or(ReplyChannel::Post),
            format: format.unwrap_or(LetterFormat::Standard),
            email,
            address: lines.collect::<Vec<_>>().join("\n"),
            elsewhere: forms::text(&self.elsewhere),
        })
    }
}

/// The delivery that the address names: `?delivery=7`.
impl More for Delivery {
    fn load(
        _: &mut Connection,
        case: &Case,
        _: &SignedIn,
        query: &Query,
    ) -> Result<Self, StorageError> {
        let mut all = case.complaint.deliveries.iter();
        let found = all.find(|d| d.id.to_string() == query.of("delivery").trim());
        found.cloned().ok_or(StorageError::NotFound)
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/delivery.html")]
pub struct DeliveryPage {
    view: View<DeliveryForm, Delivery>,
}

impl DeliveryPage {
    /// What can happen to it now, as (word, words).
    fn acts(&self) -> Vec<(&'static str, &'static str)> {
        let state = self.view.more.state;
        [
            (state.can_be_stopped(), "stop", "Stop it: it has not left"),
            (self.comes_back(), "came_back", "It came back"),
            (
                self.goes_again(),
                "again",
                "Send it again, the way chosen below",
            ),
            (
                state.is_undelivered(),
                "close",
                "Close without delivery: we cannot reach them",
            ),
        ]
        .into_iter()
        .filter(|(may, ..)| *may)
        .map(|(_, word, words)| (word, words))
        .collect()
    }
    fn goes_again(&self) -> bool {
        may_go_again(self.view.more.state)
    }
    fn comes_back(&self) -> bool {
        self.view.more.state.may_become(State::Returned)
    }
}

impl StepPage for DeliveryPage {
    const KIND: StepKind = StepKind::Delivery;
    type Form = DeliveryForm;
    type More = Delivery;

    /// The same way, to the address that the details have now.
    fn blank(at: &At<Delivery>) -> DeliveryForm {
        let details = &at.complaint().details;
        let rep = details.representative.as_ref();
        let today = at.who.today();
        let theirs = |rep: &&Representative| rep.may_be_written_to(today);
        let rep = rep
            .filter(|_| details.write_to_representative)
            .filter(theirs);
        let (name, email, address) = match rep {
            Some(rep) => (&rep.name, &rep.email, &rep.address),
            None => (&details.name, &details.email, &details.address),
        };
        let postcode = match details.postcode.trim() {
            postcode if rep.is_none() && !address.contains(postcode) => postcode,
            _ => "",
        };
        DeliveryForm {
            channel: at.more.channel.as_str().to_owned(),
            format: at.more.format.as_str().to_owned(),
            email: email.clone(),
            address: format!("{name}\n{address}\n{postcode}").trim().to_owned(),
            ..DeliveryForm::default()
        }
    }
    fn read(form: &DeliveryForm, at: &At<Delivery>) -> Reading {
        let act = match form.act.as_str() {
            "stop" => Ok(Some(Act::Stop)),
            "came_back" => forms::date(&form.on)
                .map(|on| Some(Act::CameBack(on)))
                .map_err(|why| FieldErrors::on("on", why)),
            "again" => form.again().map(|again| Some(Act::Again(again))),
            "close" => Ok(Some(Act::CloseWithout)),
            _ => Ok(None),
        };
        Reading::read(act.map(|act| SeeTo {
            delivery: Some(at.more.id),
            reason: forms::text(&form.reason),
            act,
        }))
    }
    fn page(mut view: View<DeliveryForm, Delivery>, who: &SignedIn) -> Self {
        // The button beside a letter sends no words to keep.
        if view.form.act == "stop" && view.form.channel.is_empty() {
            view.form = Self::blank(&At {
                case: &view.case,
                more: &view.more,
                who,
            });
        }
        Self { view }
    }
}
