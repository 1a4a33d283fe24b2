//! One moment of a story: the complaint as it stands, who acts on it, and how a step of theirs is taken.
use super::house::House;
use super::story::Story;
use super::whom::Whom;
use crate::casework::{Case, CaseKey, Proposal, act};
use letters::compose::Writer;
use letters::{Letter, Signatory};
use procedure::allegation::Evidence;
use procedure::dispatch::Dispatch;
use procedure::{By, Candidate, Complaint, Context, Step};
use std::collections::HashMap;
use storage::{Connection, Result, people};

/// A complaint at the moment of a step, and who takes it.
pub struct Scene<'a> {
    pub house: &'a House,
    pub story: &'a Story,
    pub complaint: &'a Complaint,
    pub who: Whom,
    pub ctx: Context<'a>,
    /// What has been put on the file so far.
    pub evidence: &'a mut Vec<Evidence>,
}

impl Scene<'_> {
    /// Who writes, for letters.
    pub fn writer(&self) -> Writer<'_> {
        let of = |map: &HashMap<_, String>| map.get(&self.who.id()).cloned().unwrap_or_default();
        Writer {
            organisation: &self.house.organisation,
            assessor: &self.house.assessor,
            signatory: Signatory {
                name: of(&self.house.names),
                job_title: Some(of(&self.house.titles)),
                contact: None,
            },
            templates: &self.house.templates,
            names: &self.house.names,
            ctx: &self.ctx,
        }
    }
    /// Somebody to assign or to choose, as they are on the day.
    pub fn candidate(&self, conn: &mut Connection, who: Whom) -> Result<Option<Candidate>> {
        let all = people::candidates(conn, None, self.ctx.today())?;
        Ok(all.into_iter().find(|one| one.id == who.id()))
    }
}

/// Decides and records one step, with its letter.
pub fn carry_out<S: Step + Send + 'static>(
    conn: &mut Connection,
    scene: &Scene,
    step: S,
    letter: Option<&Letter>,
) -> Result<()> {
    let Scene { complaint, ctx, .. } = scene;
    let by = By::Person(scene.house.actor(scene.who)?);
    let on = (&CaseKey::Of(complaint.id), S::KIND);
    let proposal = Proposal::from(step).sending(letter, dispatch(complaint));
    act::<Case>(conn, (by, ctx), on, |_, _| Ok(proposal))
        .map(|_| ())
        .map_err(|ended| {
            let story = &complaint.details.summary;
            ended.into_storage(&format!("demonstration: a step of \"{story}\""))
        })
}

/// As the complainant prefers.
pub fn dispatch(complaint: &Complaint) -> Dispatch {
    Dispatch::preferred(complaint)
}
