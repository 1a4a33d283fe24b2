//! Typst as a library, shut in: it sees one template of ours, the fonts, and the data as `/data.json`.
//!
//! Data is only ever read as strings by `json()`, so no word of a letter is Typst markup; there is no other
//! file and no package to read.
use crate::Failed;
use chrono::{Datelike, NaiveDate};
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// What a PDF says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Shown in the window's title; never empty.
    pub title: String,
    /// What makes the document this one and no other; hashed into its identifier.
    pub ident: String,
    /// Stands as the date of creation, so that the same document is always the same bytes.
    pub date: NaiveDate,
}

/// How many documents a remembered layout outlives. Without this, memory grows with every letter.
const REMEMBERED: usize = 10;

/// The document that `template` makes of `data` (read there by `json("/data.json")`) and of the title.
///
/// `template` is Typst source of ours, never made from anything typed.
///
/// # Errors
/// When the template or the PDF standards refuse.
pub fn typeset(
    template: &'static str,
    data: &serde_json::Value,
    about: &About,
) -> Result<Vec<u8>, Failed> {
    let made = made(template, data, about);
    typst::comemo::evict(REMEMBERED);
    made
}

fn made(
    template: &'static str,
    data: &serde_json::Value,
    about: &About,
) -> Result<Vec<u8>, Failed> {
    let world = Shut::new(template, data, &about.title)?;
    let document = typst::compile::<PagedDocument>(&world)
        .output
        .map_err(|errors| refused(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a])
        .map_err(|e| Failed::Typesetting(e.message().to_string()))?;
    let options = PdfOptions {
        ident: Smart::Custom(about.ident.clone()),
        creator: Smart::Custom(Some("Redress".to_owned())),
        timestamp: midnight(about.date).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| refused(&errors))
}

/// What was wrong, without hints: those may quote the text.
fn refused(errors: &[SourceDiagnostic]) -> Failed {
    let said: Vec<&str> = errors.iter().map(|e| e.message.as_str()).collect();
    Failed::Typesetting(said.join("; "))
}

fn midnight(date: NaiveDate) -> Option<Datetime> {
    let (month, day) = (date.month().try_into().ok()?, date.day().try_into().ok()?);
    Datetime::from_ymd_hms(date.year(), month, day, 0, 0, 0)
}

/// The fonts of `fonts/`, in the order of their faces.
const FACES: [&[u8]; 8] = [
    include_bytes!("fonts/AtkinsonHyperlegibleNext_400Regular.ttf"),
    include_bytes!("fonts/AtkinsonHyperlegibleNext_400Regular_Italic.ttf"),
    include_bytes!("fonts/AtkinsonHyperlegibleNext_700Bold.ttf"),
    include_bytes!("fonts/AtkinsonHyperlegibleNext_700Bold_Italic.ttf"),
    include_bytes!("fonts/LiberationSans-Regular.ttf"),
    include_bytes!("fonts/LiberationSans-Italic.ttf"),
    include_bytes!("fonts/LiberationSans-Bold.ttf"),
    include_bytes!("fonts/LiberationSans-BoldItalic.ttf"),
];
/// How many of them are Atkinson Hyperlegible Next; the rest are Liberation Sans.
pub(super) const ATKINSON: usize = 4;

/// The faces, read once.
pub(super) static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let face = |bytes: &&'static [u8]| Font::new(Bytes::new(*bytes), 0);
    FACES.iter().filter_map(face).collect()
});
static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));
static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(<Library as LibraryExt>::default()));

/// All that Typst can see.
struct Shut {
    main: Source,
    data: FileId,
    json: Bytes,
}

impl Shut {
    fn new(template: &'static str, data: &serde_json::Value, title: &str) -> Result<Self, Failed> {
        let with_title = serde_json::json!({ "title": title, "body": data });
        let json =
            serde_json::to_vec(&with_title).map_err(|e| Failed::Typesetting(e.to_string()))?;
        Ok(Self {
            main: Source::new(file("/main.typ")?, template.to_owned()),
            data: file("/data.json")?,
            json: Bytes::new(json),
        })
    }
}

fn file(path: &str) -> Result<FileId, Failed> {
    let path = VirtualPath::new(path).map_err(|e| Failed::Typesetting(e.to_string()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Shut {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }
    fn main(&self) -> FileId {
        self.main.id()
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            Ok(self.main.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }
    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data {
            Ok(self.json.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }
    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }
    /// A document that asked for today would be another one tomorrow.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
