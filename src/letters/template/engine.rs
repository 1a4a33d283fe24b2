//! The sandbox a template runs in: no filter, no function, no file, and so much work and no more.
use crate::facts::{Fact, Facts};
use minijinja::value::{Object, ObjectRepr, Value};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The most characters of a template.
pub const LONGEST: usize = 20_000;
/// Steps and bytes a template may use; the longest of ours needs a tenth of it.
const FUEL: u64 = 200_000;
/// How deep a template may nest.
const DEPTH: usize = 50;
/// Around the number of a fact. Private-use characters: nothing typed holds them, and Markdown leaves them alone.
pub(super) const OPEN: char = '\u{E000}';
pub(super) const CLOSE: char = '\u{E001}';

/// The fact of this number in [`Facts::iter`], as a template holds it.
#[derive(Debug)]
struct Mark {
    nth: usize,
    there: bool,
}

impl Object for Mark {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }
    fn is_true(self: &Arc<Self>) -> bool {
        self.there
    }
    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{OPEN}{}{CLOSE}", self.nth)
    }
}

/// Markdown with a mark where each fact is said.
///
/// # Errors
/// A sentence with the line, for the administrator who wrote the template.
pub(super) fn render(source: &str, facts: &Facts) -> Result<String, String> {
    if source.chars().count() > LONGEST {
        return Err(format!("it is longer than {LONGEST} characters"));
    }
    let source = source.replace([OPEN, CLOSE], "");
    let env = environment();
    let template = env.template_from_str(&source).map_err(|e| sentence(&e))?;
    if let Some(unknown) = unknown(&template, facts) {
        return Err(unknown);
    }
    template.render(context(facts)).map_err(|e| sentence(&e))
}

fn environment() -> Environment<'static> {
    let mut env = Environment::empty();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_fuel(Some(FUEL));
    env.set_recursion_limit(DEPTH);
    env.set_formatter(|out, _state, value| {
        if value.is_undefined() || value.is_none() {
            let why = "a fact of this name is not known";
            return Err(Error::new(ErrorKind::UndefinedError, why));
        }
        if value.kind() == minijinja::value::ValueKind::Bool {
            let why = "something that is only yes or no cannot be said; use it with “if”";
            return Err(Error::new(ErrorKind::BadSerialization, why));
        }
        fmt::Write::write_fmt(out, format_args!("{value}")).map_err(Error::from)
    });
    env
}

fn context(facts: &Facts) -> BTreeMap<String, Value> {
    let value = |(nth, (name, fact)): (usize, (&str, &Fact))| {
        let value = match fact {
            Fact::Flag(so) => Value::from(*so),
            said => Value::from_object(Mark {
                nth,
                there: said.is_there(),
            }),
        };
        (name.to_owned(), value)
    };
    facts.iter().enumerate().map(value).collect()
}

fn unknown(template: &minijinja::Template<'_, '_>, facts: &Facts) -> Option<String> {
    let mut names: Vec<String> = template
        .undeclared_variables(false)
        .into_iter()
        .filter(|name| !facts.iter().any(|(known, _)| known == name))
        .collect();
    names.sort();
    let first = names.first()?;
    Some(format!("this letter has no fact called “{first}”"))
}

/// "line 3: …", in words an administrator understands.
fn sentence(error: &Error) -> String {
    let what = match error.kind() {
        ErrorKind::OutOfFuel => "it goes round too often",
        ErrorKind::UnknownFilter => {
            "there are no filters here: take out the “|” and the word after it"
        }
        ErrorKind::UnknownFunction | ErrorKind::UnknownMethod => "there are no functions here",
        ErrorKind::UndefinedError => "a fact of this name is not known",
        _ => error.detail().unwrap_or("it cannot be understood"),
    };
    match error.line() {
        Some(line) => format!("line {line}: {what}"),
        None => what.to_owned(),
    }
}
