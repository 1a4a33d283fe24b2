//! Restricting a complainant, over HTTP (rules 77 to 84).
mod ladder;
mod lists;
mod rules;
mod walls;

use crate::support::Cast::{self, Executive, Leader};
use crate::support::{Page, TestApp};
use procedure::restriction::RestrictionFile;
use procedure::{ComplainantId, Reference};

pub const SHOUTS: &str = "Shouts at whoever answers <b>";

/// One complainant, by the page about restricting them.
pub struct Whitlock {
    pub app: TestApp,
    pub id: ComplainantId,
    pub reference: Reference,
}

impl Whitlock {
    /// Janet Whitlock, with a complaint that Sian Bevan answers in Energy.
    pub async fn complains() -> Self {
        let app = TestApp::start().await;
        let reference = app.assigned().await;
        let id = app.complaint(&reference).await.complainant_id;
        Self { app, id, reference }
    }
    /// Warned by letter and restricted to writing, by Helen Marsh and Ruth Adeyemi.
    pub async fn restricted() -> Self {
        let who = Self::complains().await;
        who.send(Leader, "warn", &who.warning()).await.is(303);
        who.send(Leader, "propose", &who.proposal()).await.is(303);
        who.send(Executive, "decide", APPROVE).await.is(303);
        who
    }
    pub fn path(&self) -> String {
        format!("/complainants/{}/restriction", self.id)
    }
    pub async fn page(&self, who: Cast) -> Page {
        self.app.get(who, &self.path()).await
    }
    pub async fn file(&self) -> RestrictionFile {
        let id = self.id;
        let read = move |conn: &mut _| storage::restrictions::file(conn, id);
        self.app.read(read).await
    }
    /// A form of the page as it stands, sent by one of the cast.
    pub async fn send(&self, who: Cast, step: &str, fields: &[(&str, &str)]) -> Page {
        let version = self.file().await.version.0.to_string();
        self.send_as_of(who, step, &version, fields).await
    }
    pub async fn send_as_of(
        &self,
        who: Cast,
        step: &str,
        version: &str,
        fields: &[(&str, &str)],
    ) -> Page {
        let mut form = vec![("step", step), ("version", version)];
        form.extend_from_slice(fields);
        self.app.post(who, &self.path(), &form).await
    }
    pub fn warning(&self) -> Vec<(&str, &str)> {
        vec![
            ("act", "warn"),
            ("kind", "formal"),
            ("behaviour", SHOUTS),
            ("effect", "Nobody else can be answered"),
            ("needs", "Asked on 20 November: none"),
            ("change", "Please write"),
            ("example_1_complaint", self.reference.as_str()),
            ("example_1_on", "2026-11-23"),
            ("example_1_what", "Rang eleven times before noon"),
            ("channel", "email"),
            ("format", "standard"),
        ]
    }
    pub fn proposal(&self) -> Vec<(&str, &str)> {
        vec![
            ("act", "propose"),
            ("ground", "nature"),
            ("behaviour", SHOUTS),
            ("effect", "Two people cannot answer other callers"),
            ("needs_checked", "yes"),
            ("needs", "Asked on 20 November: none"),
            ("immediate", ""),
            ("measure_writing_only", "yes"),
            ("exactly", "Write to us, and we answer each letter"),
            ("starts_on", "2026-11-24"),
            ("ends_on", "2027-05-24"),
            ("example_1_complaint", self.reference.as_str()),
            ("example_1_on", "2026-11-24"),
            ("example_1_what", "Rang again and shouted"),
        ]
    }
    /// The proposal with some fields otherwise.
    pub fn but<'a>(&'a self, other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut fields = self.proposal();
        fields.retain(|(name, _)| !other.iter().any(|(changed, _)| changed == name));
        fields.extend_from_slice(other);
        fields
    }
}

pub const APPROVE: &[(&str, &str)] = &[
    ("act", "approve"),
    ("channel", "email"),
    ("format", "standard"),
];
