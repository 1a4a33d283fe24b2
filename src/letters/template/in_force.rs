//! The templates in force, and those Redress came with.
use super::built_in;
use procedure::vocabulary::LetterKind;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The words of one kind of letter, in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub kind: LetterKind,
    /// 0 is what Redress came with; an administrator's are 1, 2, 3 …
    pub version: i32,
    pub source: String,
}

impl Template {
    /// The words Redress came with.
    pub fn built_in(kind: LetterKind) -> Self {
        Self {
            kind,
            version: 0,
            source: built_in::source(kind).to_owned(),
        }
    }
}

/// The templates in force: those an administrator changed, and else what Redress came with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Templates(Arc<BTreeMap<&'static str, Template>>);

impl Templates {
    /// From the changed ones, the newest version of each.
    pub fn of(changed: impl IntoIterator<Item = Template>) -> Self {
        let named = |one: Template| (one.kind.as_str(), one);
        Self(Arc::new(changed.into_iter().map(named).collect()))
    }

    pub fn get(&self, kind: LetterKind) -> Template {
        let changed = self.0.get(kind.as_str());
        changed.cloned().unwrap_or_else(|| Template::built_in(kind))
    }
}
