//! Whose facts a preview is made with: an imagined complaint's, or those of a letter that was really sent.
use ::letters::template::{Facts, Template, Templates, rewritten};
use ::letters::{Letter, example};
use procedure::vocabulary::LetterKind;
use procedure::{Actor, Reference};
use storage::{Connection, StorageError, complaints, letters};

/// The facts every example of this kind is made from.
pub fn examples(kind: LetterKind) -> Vec<Facts> {
    example::letters(kind, &Templates::default())
        .into_iter()
        .filter_map(|letter| letter.source.map(|source| source.facts))
        .collect()
}

/// The first example in these words.
pub fn example_letter(template: &Template) -> Option<Letter> {
    let templates = Templates::of([template.clone()]);
    example::letters(template.kind, &templates)
        .into_iter()
        .next()
}

/// The latest letter of this kind in a complaint, in these words. An administrator opens no complaint by being
/// one: it must be theirs to see, and letters about restricting somebody are not shown here at all.
///
/// # Errors
/// `NotFound` when there is none, it is not theirs, or it was sent before facts were kept.
pub fn live(
    conn: &mut Connection,
    actor: &Actor,
    reference: &Reference,
    template: &Template,
) -> Result<Letter, StorageError> {
    let complaint = complaints::find(conn, reference, actor)?;
    let tree = letters::latest_tree(conn, complaint.id, template.kind)?;
    let sent: Letter =
        serde_json::from_str(&tree).map_err(|e| StorageError::Corrupt(e.to_string()))?;
    rewritten(&sent, template).ok_or(StorageError::NotFound)
}
