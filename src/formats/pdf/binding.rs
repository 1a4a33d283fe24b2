//! Many letters as one document for a printer: each as it was sealed, each begun on the front of a sheet.
use crate::Failed;
use hayro_syntax::Pdf;
use hayro_write::{ChunkSettings, ExtractionQuery, extract};
use pdf_writer::{Rect, Ref};

/// Points of an A4 page.
const A4: Rect = Rect {
    x1: 0.0,
    y1: 0.0,
    x2: 595.28,
    y2: 841.89,
};

/// The pages of these documents, one document after another. It is for the printer alone: the letters themselves,
/// with their tags, stay as they were.
///
/// # Errors
/// When one of them cannot be read as a PDF.
pub fn bound(letters: &[Vec<u8>]) -> Result<Vec<u8>, Failed> {
    let mut pdf = pdf_writer::Pdf::new();
    let mut next = Ref::new(1);
    let (catalog, root) = (next.bump(), next.bump());
    let (mut documents, mut pages) = (Vec::new(), 0);
    for bytes in letters {
        let (document, count) = document(&mut pdf, &mut next, root, bytes)?;
        documents.push(document);
        pages += count;
    }
    pdf.catalog(catalog).pages(root);
    pdf.pages(root).kids(documents).count(pages);
    Ok(pdf.finish())
}

/// One letter's branch of the page tree, and how many pages it has.
fn document(
    pdf: &mut pdf_writer::Pdf,
    next: &mut Ref,
    root: Ref,
    bytes: &[u8],
) -> Result<(Ref, i32), Failed> {
    let unreadable = |what: String| Failed::Typesetting(format!("it cannot be bound: {what}"));
    let letter = Pdf::new(bytes.to_vec()).map_err(|e| unreadable(format!("{e:?}")))?;
    let queries: Vec<ExtractionQuery> = (0..letter.pages().len())
        .map(ExtractionQuery::new_page)
        .collect();
    let found = extract(
        &letter,
        Box::new(|| next.bump()),
        ChunkSettings::default(),
        // Asked of pages drawn inside others only.
        |_| {},
        &queries,
    )
    .map_err(|e| unreadable(format!("{e:?}")))?;
    let branch = found.page_tree_parent_ref;
    let mut kids = found
        .root_refs
        .into_iter()
        .collect::<Result<Vec<Ref>, _>>()
        .map_err(|e| unreadable(format!("{e:?}")))?;
    pdf.extend(&found.chunk);
    if kids.len() % 2 == 1 {
        let blank = next.bump();
        pdf.page(blank).parent(branch).media_box(A4);
        kids.push(blank);
    }
    let count = i32::try_from(kids.len()).unwrap_or(i32::MAX);
    pdf.pages(branch).parent(root).kids(kids).count(count);
    Ok((branch, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document of so many empty pages.
    fn empty(pages: usize) -> Vec<u8> {
        let mut pdf = pdf_writer::Pdf::new();
        let mut next = Ref::new(1);
        let (catalog, tree) = (next.bump(), next.bump());
        let kids: Vec<Ref> = (0..pages).map(|_| next.bump()).collect();
        pdf.catalog(catalog).pages(tree);
        pdf.pages(tree)
            .kids(kids.clone())
            .count(i32::try_from(pages).unwrap());
        for kid in kids {
            pdf.page(kid).parent(tree).media_box(A4);
        }
        pdf.finish()
    }

    fn pages(bytes: Vec<u8>) -> usize {
        Pdf::new(bytes).unwrap().pages().len()
    }

    #[test]
    fn every_letter_begins_on_the_front_of_a_sheet() {
        assert_eq!(pages(bound(&[empty(2)]).unwrap()), 2);
        assert_eq!(pages(bound(&[empty(1)]).unwrap()), 2);
        assert_eq!(pages(bound(&[empty(3), empty(1), empty(2)]).unwrap()), 8);
    }

    #[test]
    fn the_same_letters_are_bound_alike_and_what_is_none_is_refused() {
        let letters = [empty(1), empty(2)];
        assert_eq!(bound(&letters).unwrap(), bound(&letters).unwrap());
        assert!(bound(&[empty(1), b"not a letter".to_vec()]).is_err());
    }
}
