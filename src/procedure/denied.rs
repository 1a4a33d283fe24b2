//! When the procedure says no: why, and who can.

/// What a refusal is about; the web layer turns it into a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeniedKind {
    /// Somebody else's to do (403).
    NotYours,
    /// Not at this point of the procedure (409).
    NotNow,
    /// What was asked for breaks a rule; the fields say which (422).
    Invalid,
}

/// A sentence for the person who asked. Invalid ones name the field they belong beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    pub kind: DeniedKind,
    pub why: String,
    /// (field, message), at least one when the kind is `Invalid`.
    pub fields: Vec<(String, String)>,
}

impl Denied {
    pub fn not_yours(why: impl Into<String>) -> Self {
        Self {
            kind: DeniedKind::NotYours,
            why: why.into(),
            fields: Vec::new(),
        }
    }
    pub fn not_now(why: impl Into<String>) -> Self {
        Self {
            kind: DeniedKind::NotNow,
            why: why.into(),
            fields: Vec::new(),
        }
    }
    pub fn invalid(field: impl Into<String>, why: impl Into<String>) -> Self {
        let why = why.into();
        Self {
            kind: DeniedKind::Invalid,
            why: why.clone(),
            fields: vec![(field.into(), why)],
        }
    }
    /// All the gaps at once, so that a form is mended in one go. Ok when there are none.
    pub fn unless_empty(fields: Vec<(String, String)>) -> Result<(), Self> {
        match fields.first() {
            None => Ok(()),
            Some((_, first)) => Err(Self {
                kind: DeniedKind::Invalid,
                why: first.clone(),
                fields,
            }),
        }
    }
}

impl std::fmt::Display for Denied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.why)
    }
}
impl std::error::Error for Denied {}

/// (field, message) in the order of the page.
#[derive(Debug, Default, Clone)]
pub struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    pub fn on(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self(vec![(field.into(), message.into())])
    }
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push((field.into(), message.into()));
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn iter(&self) -> impl Iterator<Item = &(String, String)> {
        self.0.iter()
    }
    /// The message beside a field; empty when there is none.
    pub fn of(&self, field: &str) -> &str {
        self.0
            .iter()
            .find(|(f, _)| f == field)
            .map_or("", |(_, message)| message)
    }
    /// As the fields stand on the page, so that the summary leads down it; a name that ends in `*` is every field
    /// that begins so. What the page does not name comes last.
    #[must_use]
    pub fn in_page_order(mut self, page: &[&str]) -> Self {
        let is = |field: &str, name: &str| match name.strip_suffix('*') {
            Some(start) => field.starts_with(start),
            None => field == name,
        };
        self.0.sort_by_key(|(field, _)| {
            let place = page.iter().position(|name| is(field, name));
            place.unwrap_or(page.len())
        });
        self
    }
    /// What was read of a field; what was wrong with it is kept, and then it is nothing.
    pub fn keep<T>(&mut self, field: &str, read: Result<Option<T>, &'static str>) -> Option<T> {
        read.unwrap_or_else(|why| {
            self.add(field, why);
            None
        })
    }
    /// With others, of fields about which nothing is said yet.
    #[must_use]
    pub fn and(mut self, others: Vec<(String, String)>) -> Self {
        let known = |errors: &Self, field: &str| errors.0.iter().any(|(f, _)| f == field);
        for (field, why) in others {
            // Above the form there is room for everything.
            if field == "form" || !known(&self, &field) {
                self.0.push((field, why));
            }
        }
        self
    }
    /// What was read, when nothing of this is wrong either; else everything that is, at once, this first.
    ///
    /// # Errors
    /// Both lists together.
    pub fn beside<T>(mut self, read: Result<T, Self>) -> Result<T, Self> {
        match read {
            Ok(read) => self.or(read),
            Err(errors) => {
                self.0.extend(errors.0);
                Err(self)
            }
        }
    }
    /// Ok when nothing is wrong.
    ///
    /// # Errors
    /// Itself, when there is something.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

impl From<&Denied> for FieldErrors {
    /// Above the form, where it is about no field.
    fn from(denied: &Denied) -> Self {
        if denied.fields.is_empty() {
            return Self::on("form", denied.why.clone());
        }
        Self(denied.fields.clone())
    }
}

impl From<FieldErrors> for Denied {
    fn from(errors: FieldErrors) -> Self {
        let first = errors.0.first();
        Self {
            kind: DeniedKind::Invalid,
            why: first.map_or(String::new(), |(_, why)| why.clone()),
            fields: errors.0,
        }
    }
}
