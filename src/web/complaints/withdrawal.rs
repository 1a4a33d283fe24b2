//! The complainant withdraws, on their word: when, how, and the letter that confirms it.
use crate::web::forms::{self, FieldErrors};
use crate::web::sending::Sending;
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use letters::compose::{self, Told};
use procedure::StepKind;
use procedure::steps::withdrawal::Withdraw;
use procedure::vocabulary::Channel;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct WithdrawalForm {
    told_on: String,
    how: String,
    reason: String,
    #[serde(flatten)]
    sending: Sending,
}

#[derive(askama::Template)]
#[template(path = "complaints/withdrawal.html")]
pub struct WithdrawalPage {
    view: View<WithdrawalForm>,
}

impl StepPage for WithdrawalPage {
    const KIND: StepKind = StepKind::Withdrawal;
    const ORDER: &'static [&'static str] = &["told_on", "how", "reason", "dispatch"];
    type Form = WithdrawalForm;
    type More = ();

    fn blank(at: &At) -> WithdrawalForm {
        WithdrawalForm {
            sending: Sending::preferred(at.complaint()),
            ..WithdrawalForm::default()
        }
    }
    fn read(form: &WithdrawalForm, at: &At) -> Reading {
        let mut errors = FieldErrors::default();
        let told_on = errors.keep("told_on", forms::date(&form.told_on));
        let how = Channel::parse(&form.how);
        let reason = forms::text(&form.reason);
        let way = form.sending.dispatch(at.complaint());
        let told = Told { on: told_on, how };
        let letter = at.write(|c, writer| compose::withdrawal(c, told, &reason, &way, writer));
        let step = Withdraw {
            told_on,
            how,
            reason,
            dispatch: way.clone(),
        };
        Reading::of(step).despite(errors).sending(letter, way)
    }
    fn page(view: View<WithdrawalForm>, _: &SignedIn) -> Self {
        Self { view }
    }
}
