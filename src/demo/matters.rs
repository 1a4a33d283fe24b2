//! What the stories are about, read from the files beside this one: written for the demonstration, about nobody.
use super::people::Place;
use procedure::vocabulary::{Ground, RemedyKind, RootCause};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use storage::{Result, StorageError};

/// One kind of complaint, with the words for every part of its way through the procedure.
#[derive(Debug, Clone, Deserialize)]
pub struct Matter {
    pub area: Place,
    pub supplier: String,
    pub summaries: Vec<String>,
    pub happened: String,
    pub wanted: String,
    pub points: Vec<Point>,
}

/// One allegation, and what was found when it is upheld (`found`) or not (`not_found`).
#[derive(Debug, Clone, Deserialize)]
pub struct Point {
    pub ground: Ground,
    pub alleged: String,
    pub found: String,
    pub not_found: String,
    pub standard: String,
    pub impact: String,
    pub cause: RootCause,
    pub learning: String,
    pub remedy: RemedyKind,
    pub detail: String,
    #[serde(default)]
    pub pence: Option<i64>,
}

/// Names and addresses to make complainants of.
#[derive(Debug, Clone, Deserialize)]
pub struct Names {
    pub first: Vec<String>,
    pub last: Vec<String>,
    pub street: Vec<String>,
    pub town: Vec<(String, String)>,
}

/// # Errors
/// `Corrupt` when the file in the repository cannot be read.
pub fn matters() -> Result<Vec<Matter>> {
    read(include_str!("matters.json"))
}

/// # Errors
/// `Corrupt` when the file in the repository cannot be read.
pub fn names() -> Result<Names> {
    read(include_str!("names.json"))
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T> {
    serde_json::from_str(json).map_err(|e| StorageError::Corrupt(format!("demonstration: {e}")))
}
