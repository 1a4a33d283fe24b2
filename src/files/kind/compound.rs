//! Files that are compound files: Word, Excel and `PowerPoint` before 2007, messages of Outlook, and office files with
//! a password.
use super::{
    EXCEL, EXCEL_97, Look, OUTLOOK, POWERPOINT, POWERPOINT_97, WORD, WORD_97, names, read_at,
};
use crate::files::Mark;
use cfb::CompoundFile;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// How each of them begins.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Entries that are looked at.
const ENTRIES: usize = 20_000;
/// Bytes of a stream that are read.
const STREAM: u64 = 64 * 1024;
/// Bytes of a presentation that are looked through for macros.
const PRESENTATION: u64 = 32 * 1024 * 1024;

/// One at a time: a hostile table of contents may take some tens of megabytes.
static TURN: Mutex<()> = Mutex::new(());

/// What a compound file is. The library is kept from chains that would take gigabytes, and if it panics all the same
/// the file is said to be damaged.
pub(super) fn look(file: &mut (impl Read + Seek), name: &str) -> Look {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let looked = catch_unwind(AssertUnwindSafe(|| {
        if !is_bounded(file).unwrap_or(false) {
            return None;
        }
        file.rewind().ok()?;
        CompoundFile::open(file)
            .ok()
            .map(|mut file| of(&mut file, name))
    }));
    looked
        .ok()
        .flatten()
        .unwrap_or_else(|| Look::other(Mark::Damaged))
}

/// Whether the chain of sectors that list the table of sectors is no longer than a file of this length needs: one
/// that names the same sectors again and again is read as often (MS-CFB 2.5).
fn is_bounded(file: &mut (impl Read + Seek)) -> std::io::Result<bool> {
    let length = file.seek(SeekFrom::End(0))?;
    let header = read_at(file, 0, 512)?;
    let word = |at: usize| -> Option<u64> {
        let bytes = header.get(at..at + 4)?;
        Some(u64::from(u32::from_le_bytes(bytes.try_into().ok()?)))
    };
    let sector = match header.get(30..32) {
        Some([9, 0]) => 512,
        Some([12, 0]) => 4096,
        _ => return Ok(false),
    };
    let (sectors, numbers) = (length / sector + 1, sector / 4);
    let needed = (sectors / numbers + 1) / (numbers - 1) + 2;
    let Some(mut next) = word(68) else {
        return Ok(false);
    };
    for _ in 0..=needed {
        // The end of the chain, and sectors that are free.
        if next >= 0xFFFF_FFFA {
            return Ok(true);
        }
        let last = read_at(file, (next + 1) * sector + sector - 4, 4)?;
        let Ok(bytes) = <[u8; 4]>::try_from(last.as_slice()) else {
            return Ok(false);
        };
        next = u64::from(u32::from_le_bytes(bytes));
    }
    Ok(false)
}

fn of<F: Read + Seek>(file: &mut CompoundFile<F>, name: &str) -> Look {
    let root: Vec<String> = file
        .read_root_storage()
        .take(ENTRIES)
        .map(|entry| entry.name().to_owned())
        .collect();
    let has = |name: &str| root.iter().any(|one| one.eq_ignore_ascii_case(name));
    let mut walk = file.walk().take(ENTRIES);
    let vba = walk.any(|entry| entry.is_storage() && entry.name().eq_ignore_ascii_case("VBA"));
    if has("EncryptedPackage") {
        return Look::known(encrypted_kind(name), [Mark::Encrypted]);
    }
    let (kind, macros, encrypted) = if has("WordDocument") {
        (
            WORD_97,
            vba,
            is_encrypted_document(&stream(file, "/WordDocument", STREAM)),
        )
    } else if has("Workbook") || has("Book") {
        let name = if has("Workbook") {
            "/Workbook"
        } else {
            "/Book"
        };
        let (macros, encrypted) = workbook(&stream(file, name, STREAM));
        (EXCEL_97, vba || macros, encrypted)
    } else if has("PowerPoint Document") {
        let slides = stream(file, "/PowerPoint Document", PRESENTATION);
        let user = stream(file, "/Current User", STREAM);
        (
            POWERPOINT_97,
            vba || has_vba_info(&slides),
            user.get(12..16) == Some(b"\xDF\xC4\xD1\xF3"),
        )
    } else if has("__properties_version1.0") {
        let program = attached(file).is_some().then_some(Mark::HoldsProgram);
        return Look::known(OUTLOOK, program);
    } else if file.root_entry().clsid().to_string() == INSTALLER {
        return Look::other(Mark::Program);
    } else {
        return Look::other(Mark::Unknown);
    };
    let macros = macros.then_some(Mark::Macros);
    let encrypted = encrypted.then_some(Mark::Encrypted);
    Look::known(kind, macros.into_iter().chain(encrypted))
}

/// The class of a Windows Installer package.
const INSTALLER: &str = "000c1084-0000-0000-c000-000000000046";

/// A file since 2007 with a password says nothing of what it is (MS-OFFCRYPTO 2.3.4.4): its name does.
fn encrypted_kind(name: &str) -> &'static str {
    let ending = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    match ending.get(..2) {
        Some("xl") => EXCEL,
        Some("pp" | "po") => POWERPOINT,
        _ => WORD,
    }
}

/// The bytes of a stream, `most` at most; none when it cannot be read.
fn stream<F: Read + Seek>(file: &mut CompoundFile<F>, path: &str, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Ok(stream) = file.open_stream(path)
        && stream.take(most).read_to_end(&mut bytes).is_err()
    {
        bytes.clear();
    }
    bytes
}

/// `FibBase.fEncrypted` (MS-DOC 2.5.2).
fn is_encrypted_document(start: &[u8]) -> bool {
    start.get(11).is_some_and(|flags| flags & 1 != 0)
}

/// (it has a sheet of Excel 4 macros, it needs a password): `BoundSheet8.dt` and `FilePass` (MS-XLS 2.4.28, 2.4.117)
/// among the first records, which no password hides.
fn workbook(start: &[u8]) -> (bool, bool) {
    let (mut macros, mut encrypted) = (false, false);
    let mut rest = start;
    while let Some((head, after)) = rest.split_first_chunk::<4>() {
        let [kind, kind_2, size, size_2] = *head;
        let size = usize::from(u16::from_le_bytes([size, size_2]));
        let body = after.get(..size).unwrap_or(after);
        match u16::from_le_bytes([kind, kind_2]) {
            0x002F => encrypted = true,
            0x0085 => macros |= body.get(5) == Some(&1),
            // The end of what stands before the sheets.
            0x000A => break,
            _ => {}
        }
        rest = after.get(size..).unwrap_or_default();
    }
    (macros, encrypted)
}

/// `VBAInfoAtom` with `fHasMacros` (MS-PPT 2.4.11).
fn has_vba_info(slides: &[u8]) -> bool {
    const ATOM: &[u8] = b"\x02\x00\x00\x04\x0C\x00\x00\x00";
    slides
        .windows(ATOM.len() + 8)
        .any(|window| window.starts_with(ATOM) && window.get(12) == Some(&1))
}

/// The name of a program that is attached to a message: `PidTagAttachLongFilename` (MS-OXMSG 2.2.2).
fn attached<F: Read + Seek>(file: &mut CompoundFile<F>) -> Option<String> {
    let attachments: Vec<_> = file
        .read_root_storage()
        .filter(|entry| entry.is_storage() && entry.name().starts_with("__attach_version1.0_"))
        .map(|entry| entry.path().display().to_string())
        .take(500)
        .collect();
    let name_of = |path: String| {
        let long = stream(file, &format!("{path}/__substg1.0_3707001F"), 2_000);
        let units: Vec<u16> = long
            .as_chunks::<2>()
            .0
            .iter()
            .map(|two| u16::from_le_bytes(*two))
            .collect();
        if units.is_empty() {
            let short = stream(file, &format!("{path}/__substg1.0_3707001E"), 2_000);
            return String::from_utf8_lossy(&short).into_owned();
        }
        String::from_utf16_lossy(&units)
    };
    attachments
        .into_iter()
        .map(name_of)
        .find(|name| names::program(name).is_some())
}
