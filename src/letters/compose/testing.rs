//! A writer for the tests of composed letters.
use super::Writer;
use crate::template::Templates;
use crate::{AssessorContact, Organisation, Signatory, sample};
use procedure::steps::testing::World;
use procedure::{Context, PersonId};
use std::collections::HashMap;

pub(super) struct Stationery {
    pub world: World,
    pub organisation: Organisation,
    pub assessor: AssessorContact,
    names: HashMap<PersonId, String>,
    templates: Templates,
}

impl Stationery {
    pub fn new() -> Self {
        let world = World::new();
        let cast = [world.staff(), world.leader(), world.leader2()];
        let names = cast.into_iter().map(|who| (who.id, who.name)).collect();
        Self {
            world,
            organisation: sample::common().organisation,
            assessor: sample::assessor(),
            names,
            templates: Templates::default(),
        }
    }
    pub fn writer<'a>(&'a self, ctx: &'a Context<'a>) -> Writer<'a> {
        Writer {
            organisation: &self.organisation,
            assessor: &self.assessor,
            signatory: Signatory {
                name: "Officer A".into(),
                job_title: Some("Complaint handler".into()),
                contact: None,
            },
            names: &self.names,
            templates: &self.templates,
            ctx,
        }
    }
}
