//! Files that are zip archives: Word, Excel and `PowerPoint` since 2007, `OpenDocument`, and real archives.
//!
//! The list at the end of the file is read, whatever order its parts are in, and two small parts to a limit. Nothing
//! is unpacked, so there is nothing to explode.
use super::{EXCEL, Look, POWERPOINT, WORD};
use crate::files::{Mark, names};
use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipFileHeaderRecord};
use std::io::{Read, Seek};

/// Entries that are looked at.
const ENTRIES: usize = 65_536;
/// Bytes of a part that are read once unpacked: `[Content_Types].xml` of 5,000 slides has 700,000.
const PART: u64 = 1024 * 1024;
/// Bytes of one line of the list: a name and what stands beside it.
const LINE: usize = 256 * 1024;

/// What a main part is called in `[Content_Types].xml`, in small letters.
const MAIN: &[(&str, &str)] = &[
    ("wordprocessingml.document.main", WORD),
    ("wordprocessingml.template.main", WORD),
    ("ms-word.document.macroenabled.main", WORD),
    ("ms-word.template.macroenabledtemplate.main", WORD),
    ("spreadsheetml.sheet.main", EXCEL),
    ("spreadsheetml.template.main", EXCEL),
    ("ms-excel.sheet.macroenabled.main", EXCEL),
    ("ms-excel.sheet.binary.macroenabled.main", EXCEL),
    ("ms-excel.template.macroenabled.main", EXCEL),
    ("presentationml.presentation.main", POWERPOINT),
    ("presentationml.slideshow.main", POWERPOINT),
    ("presentationml.template.main", POWERPOINT),
    ("ms-powerpoint.presentation.macroenabled.main", POWERPOINT),
    ("ms-powerpoint.slideshow.macroenabled.main", POWERPOINT),
    ("ms-powerpoint.template.macroenabled.main", POWERPOINT),
];

/// What `mimetype` says in `OpenDocument`; templates have it with more behind.
const OPEN: &[&str] = &[
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
];

/// What the list of an archive says.
#[derive(Default)]
struct List {
    content_types: Option<Part>,
    mimetype: Option<Part>,
    manifest: Option<Part>,
    macros: bool,
    encrypted: bool,
    program: bool,
}

type Part = (ZipArchiveEntryWayfinder, CompressionMethod);

impl List {
    fn see(&mut self, entry: &ZipFileHeaderRecord) {
        let path = entry.file_path();
        let path = String::from_utf8_lossy(path.as_ref())
            .replace('\\', "/")
            .to_lowercase();
        self.encrypted |= entry.flags().is_encrypted();
        let part = Some((entry.wayfinder(), entry.compression_method()));
        match path.as_str() {
            "[content_types].xml" => self.content_types = part,
            "mimetype" => self.mimetype = part,
            "meta-inf/manifest.xml" => self.manifest = part,
            _ => {}
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        // VBA; sheets of Excel 4 macros; Basic and scripts of LibreOffice.
        self.macros |= name == "vbaproject.bin"
            || path.starts_with("xl/macrosheets/")
            || path.starts_with("basic/")
            || path.starts_with("scripts/");
        self.program |= names::program(name).is_some();
    }
}

/// What an archive is.
pub(super) fn look(file: &mut (impl Read + Seek)) -> Look {
    read(file).unwrap_or_else(|_| Look::other(Mark::Damaged))
}

fn read(file: &mut (impl Read + Seek)) -> Result<Look, rawzip::Error> {
    let mut buffer = vec![0; LINE];
    let archive = ZipArchive::from_seekable(file, &mut buffer)?;
    let mut list = List::default();
    let mut entries = archive.entries(&mut buffer);
    let mut count = 0;
    while let Some(entry) = entries.next_entry()? {
        list.see(&entry);
        count += 1;
        if count > ENTRIES {
            return Ok(Look::other(Mark::Archive));
        }
    }
    let part = |part: &Option<Part>| {
        part.map(|part| unpacked(&archive, part))
            .unwrap_or_default()
    };
    let types = part(&list.content_types);
    if let Some((_, kind)) = MAIN.iter().find(|(main, _)| types.contains(main)) {
        let macros = list.macros || types.contains("vnd.ms-office.vbaproject");
        return Ok(office(kind, macros, list.encrypted));
    }
    let (said, manifest) = (part(&list.mimetype), part(&list.manifest));
    let said = if said.is_empty() { &manifest } else { &said };
    if let Some(kind) = OPEN.iter().find(|kind| said.contains(*kind)) {
        let encrypted = list.encrypted || manifest.contains("encryption-data");
        return Ok(office(kind, list.macros, encrypted));
    }
    let mut look = Look::other(Mark::Archive);
    look.marks
        .extend(list.program.then_some(Mark::HoldsProgram));
    Ok(look)
}

fn office(kind: &'static str, macros: bool, encrypted: bool) -> Look {
    let macros = macros.then_some(Mark::Macros);
    let encrypted = encrypted.then_some(Mark::Encrypted);
    Look::known(kind, macros.into_iter().chain(encrypted))
}

/// A part in small letters, to a limit; empty when it cannot be read.
fn unpacked<R: rawzip::ReaderAt>(archive: &ZipArchive<R>, (place, method): Part) -> String {
    let Ok(entry) = archive.get_entry(place) else {
        return String::new();
    };
    let mut bytes = Vec::new();
    let read = match method {
        CompressionMethod::STORE => entry.reader().take(PART).read_to_end(&mut bytes),
        CompressionMethod::DEFLATE => DeflateDecoder::new(entry.reader())
            .take(PART)
            .read_to_end(&mut bytes),
        _ => Ok(0),
    };
    if read.is_err() {
        bytes.clear();
    }
    // Some programs write it in UTF-16.
    bytes.retain(|b| *b != 0);
    String::from_utf8_lossy(&bytes).to_lowercase()
}
