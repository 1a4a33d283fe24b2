//! Evidence beside the allegation it is about.
use crate::web::forms::{self, FieldErrors};
use crate::web::signed_in::SignedIn;
use crate::web::step::{At, Reading, StepPage, View};
use procedure::StepKind;
use procedure::steps::evidence::AddEvidence;
use storage::files::With;

#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default)]
pub struct EvidenceForm {
    allegation: String,
    what: String,
    source: String,
    dated: String,
}

#[derive(askama::Template)]
#[template(path = "complaints/evidence.html")]
pub struct EvidencePage {
    view: View<EvidenceForm>,
}

impl EvidencePage {
    /// (number, words) of each allegation.
    fn allegations(&self) -> Vec<(String, String)> {
        let all = self.view.case.complaint.allegations.iter();
        all.map(|a| (a.number.to_string(), format!("{}. {}", a.number, a.alleged)))
            .collect()
    }
}

impl StepPage for EvidencePage {
    const KIND: StepKind = StepKind::Evidence;
    const ORDER: &'static [&'static str] = &["allegation", "what", "source", "dated", "files"];
    const FILES: Option<With> = Some(With::Evidence);
    type Form = EvidenceForm;
    type More = ();

    fn blank(_: &At) -> EvidenceForm {
        EvidenceForm::default()
    }
    fn read(form: &EvidenceForm, _: &At) -> Reading {
        let mut errors = FieldErrors::default();
        let dated = errors.keep("dated", forms::date(&form.dated));
        Reading::of(AddEvidence {
            allegation: form.allegation.parse().ok(),
            what: forms::text(&form.what),
            source: forms::line(&form.source),
            dated,
        })
        .despite(errors)
    }
    fn page(view: View<EvidenceForm>, _: &SignedIn) -> Self {
        Self { view }
    }
}
