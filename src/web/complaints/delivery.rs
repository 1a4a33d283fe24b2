//! A letter on its way, or one that did not arrive: stop it, say that it came back, send it again, or close it without.
use crate::procedure::delivery::{Delivery, State};
use crate::procedure::steps::delivery::{Act, Again, SeeTo, may_go_again};
use crate::procedure::vocabulary::{LetterFormat, ReplyChannel};
use crate::procedure::{Complaint, Context, DeliveryId, StepKind, permits};
use crate::web::case::{self, Case, Problems, Taken};
use crate::web::error::WebError;
use crate::web::filters;
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::{App, page};
use actix_web::{HttpResponse, web};

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct DeliveryForm {
    pub version: String,
    pub delivery: String,
    /// `stop`, `came_back`, `again` or `close`.
    pub act: String,
    pub reason: String,
    pub on: String,
    pub channel: String,
    pub format: String,
    pub email: String,
    pub address: String,
}

impl DeliveryForm {
    /// As a page about this delivery begins: the same way to the address that the details have now.
    fn new(complaint: &Complaint, delivery: &Delivery) -> Self {
        let details = &complaint.details;
        let rep = details.representative.as_ref();
        let rep = rep.filter(|_| details.write_to_representative);
        let (name, email, address) = match rep {
            Some(rep) => (&rep.name, &rep.email, &rep.address),
            None => (&details.name, &details.email, &details.address),
        };
        let postcode = if rep.is_none() && !address.contains(details.postcode.trim()) {
            details.postcode.trim()
        } else {
            ""
        };
        Self {
            delivery: delivery.id.to_string(),
            channel: delivery.channel.as_str().to_owned(),
            format: delivery.format.as_str().to_owned(),
            email: email.clone(),
            address: format!("{name}\n{address}\n{postcode}").trim().to_owned(),
            ..Self::default()
        }
    }
    fn id(&self) -> Option<DeliveryId> {
        self.delivery.trim().parse().ok().map(DeliveryId)
    }
    fn parse(&self) -> Result<SeeTo, FieldErrors> {
        let act = match self.act.as_str() {
            "stop" => Some(Act::Stop),
            "came_back" => Some(Act::CameBack(
                forms::date(&self.on).map_err(|why| FieldErrors::on("on", why))?,
            )),
            "again" => Some(Act::Again(self.again()?)),
            "close" => Some(Act::CloseWithout),
            _ => None,
        };
        Ok(SeeTo {
            delivery: self.id(),
            reason: forms::text(&self.reason),
            act,
        })
    }
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
        let lines: Vec<String> = forms::text(&self.address)
            .lines()
            .map(forms::line)
            .filter(|l| !l.is_empty())
            .collect();
        errors.or(Again {
            channel: channel.unwrap_or(ReplyChannel::Post),
            format: format.unwrap_or(LetterFormat::Standard),
            email,
            address: lines.join("\n"),
        })
    }
}

#[derive(askama::Template)]
#[template(path = "complaints/delivery.html")]
struct DeliveryPage {
    case: Case,
    form: DeliveryForm,
    problems: Problems,
    delivery: Delivery,
}

impl DeliveryPage {
    /// What can happen to it now, as (word, words).
    fn acts(&self) -> Vec<(&'static str, &'static str)> {
        let state = self.delivery.state;
        [
            (state.can_be_stopped(), "stop", "Stop it: it has not left"),
            (
                state.may_become(State::Returned),
                "came_back",
                "It came back",
            ),
            (
                may_go_again(state),
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
        may_go_again(self.delivery.state)
    }
    fn comes_back(&self) -> bool {
        self.delivery.state.may_become(State::Returned)
    }
}

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    pub delivery: String,
}

/// GET `/complaints/{reference}/delivery?delivery=7`.
///
/// # Errors
/// `NotFound` alike for what is not there and what is not theirs; the refusal when it is not theirs to do.
pub async fn show(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Query(asked): web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    let case = case::load(&app, &who, &path).await?;
    permits(StepKind::Delivery, &case.complaint, &who.actor, &who.ctx())?;
    let delivery = find(&case, &asked.delivery)?;
    let form = DeliveryForm::new(&case.complaint, &delivery);
    render(&who, case, (form, delivery), Problems::default())
}

/// POST `/complaints/{reference}/delivery`.
///
/// # Errors
/// As [`show`].
pub async fn submit(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<String>,
    web::Form(form): web::Form<DeliveryForm>,
) -> Result<HttpResponse, WebError> {
    let parse = |_: &Case, _: &Context| form.parse();
    match case::take(&app, &who, (&path, &form.version), parse, case::no_letter).await? {
        Taken::Done(answer) => Ok(answer),
        Taken::Again(case, problems) => {
            let delivery = find(&case, &form.delivery)?;
            // The button beside a letter sends no words to keep.
            let form = if form.act == "stop" && form.channel.is_empty() {
                DeliveryForm::new(&case.complaint, &delivery)
            } else {
                form
            };
            render(&who, *case, (form, delivery), problems)
        }
    }
}

fn find(case: &Case, id: &str) -> Result<Delivery, WebError> {
    let mut all = case.complaint.deliveries.iter();
    let found = all.find(|d| d.id.to_string() == id.trim());
    found.cloned().ok_or(WebError::NotFound)
}

fn render(
    who: &SignedIn,
    case: Case,
    (mut form, delivery): (DeliveryForm, Delivery),
    problems: Problems,
) -> Result<HttpResponse, WebError> {
    // What is sent next is sent on what they see now.
    form.version = case.complaint.version.0.to_string();
    let status = problems.status();
    let page = DeliveryPage {
        case,
        form,
        problems,
        delivery,
    };
    page::render(&page, status, who)
}
