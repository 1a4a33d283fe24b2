//! When the procedure says no: why, and who can.

/// What a refusal is about; the web layer turns it into a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// Somebody else's to do (403).
    NotYours,
    /// Not at this point of the procedure (409).
    NotNow,
    /// What was asked for breaks a rule; the fields say which (422).
    Invalid,
}

/// A sentence for the person who asked. Invalid ones name the field they belong beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub kind: RefusalKind,
    pub why: String,
    /// (field, message), at least one when the kind is `Invalid`.
    pub fields: Vec<(String, String)>,
}

impl Refusal {
    pub fn not_yours(why: impl Into<String>) -> Self {
        Self {
            kind: RefusalKind::NotYours,
            why: why.into(),
            fields: Vec::new(),
        }
    }
    pub fn not_now(why: impl Into<String>) -> Self {
        Self {
            kind: RefusalKind::NotNow,
            why: why.into(),
            fields: Vec::new(),
        }
    }
    pub fn invalid(field: impl Into<String>, why: impl Into<String>) -> Self {
        let why = why.into();
        Self {
            kind: RefusalKind::Invalid,
            why: why.clone(),
            fields: vec![(field.into(), why)],
        }
    }
    /// All the gaps at once, so that a form is mended in one go. Ok when there are none.
    pub fn unless_empty(fields: Vec<(String, String)>) -> Result<(), Self> {
        match fields.first() {
            None => Ok(()),
            Some((_, first)) => Err(Self {
                kind: RefusalKind::Invalid,
                why: first.clone(),
                fields,
            }),
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.why)
    }
}
impl std::error::Error for Refusal {}
