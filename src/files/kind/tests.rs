use super::*;
use std::io::{Cursor, Write};

fn looked(bytes: &[u8], name: &str) -> Look {
    look(&mut Cursor::new(bytes), name).unwrap()
}

fn kind(bytes: &[u8], name: &str) -> Result<&'static str, Refused> {
    looked(bytes, name).kept(name)
}

fn office(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/data/office/{name}")).unwrap()
}

#[test]
fn what_is_kept() {
    for (bytes, name, expected) in [
        (&b"%PDF-1.7\n"[..], "x", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n0000", "x.jpg", "image/png"),
        (b"\xFF\xD8\xFF\xE0", "x", "image/jpeg"),
        ("a,b\n\u{2013},é\n".as_bytes(), "figures.csv", TEXT),
        (b"caf\xE9", "x.txt", TEXT),
        (
            b"MZ was the number of the bus, BMW the car\n",
            "x.txt",
            TEXT,
        ),
        (b"BM Motors sold it\n", "x.txt", TEXT),
        (b"From: a@b.example\n\nHi", "letter.eml", MESSAGE),
        (b"From: caf\xE9\n\nHi", "letter.eml", MESSAGE),
        (b"From: a@b.example\n\n\0\x01", "letter.eml", MESSAGE),
        (b"{\\rtf1\\ansi", "x", "application/rtf"),
    ] {
        assert_eq!(kind(bytes, name), Ok(expected), "{name}");
    }
}

/// T19, f20: whatever wrote it, and however large it is.
#[test]
fn real_office_files_are_what_they_are() {
    let open = |what: &str| format!("application/vnd.oasis.opendocument.{what}");
    let (odt, ods, odp) = (open("text"), open("spreadsheet"), open("presentation"));
    for (name, expected) in [
        ("f20-letter.docx", WORD),
        ("python-docx.docx", WORD),
        ("large.docx", WORD),
        ("libreoffice.docx", WORD),
        ("openpyxl.xlsx", EXCEL),
        ("libreoffice.xlsx", EXCEL),
        ("python-pptx.pptx", POWERPOINT),
        ("libreoffice.pptx", POWERPOINT),
        ("large.doc", WORD_97),
        ("large.xls", EXCEL_97),
        ("xlwt.xls", EXCEL_97),
        ("large.ppt", POWERPOINT_97),
        ("outlook.msg", OUTLOOK),
        ("libreoffice.odt", &odt),
        ("libreoffice.ods", &ods),
        ("libreoffice.odp", &odp),
        ("libreoffice.rtf", "application/rtf"),
        ("phone.heic", "image/heif"),
        ("windows-1252.txt", TEXT),
        ("latin-1.csv", TEXT),
        ("utf-16.txt", TEXT),
        ("utf-16-no-mark.txt", TEXT),
        ("utf-16-big.csv", TEXT),
    ] {
        let look = looked(&office(name), name);
        assert_eq!(look.kept(name), Ok(expected), "{name}");
        assert_eq!(look.marks, [], "{name}");
        // Its name changes nothing.
        assert_eq!(kind(&office(name), "x.pdf"), Ok(expected), "{name}");
    }
}

#[test]
fn macros_passwords_and_programs_inside_are_marked() {
    for (name, expected, mark) in [
        ("macros.docm", WORD, Mark::Macros),
        ("password.docx", WORD, Mark::Encrypted),
        ("password.xlsx", EXCEL, Mark::Encrypted),
        ("outlook-program.msg", OUTLOOK, Mark::HoldsProgram),
    ] {
        let look = looked(&office(name), name);
        assert_eq!((look.kind, &look.marks[..]), (Some(expected), &[mark][..]));
        assert_eq!(look.kept(name), Ok(expected));
    }
}

/// A compound file of streams, and of storages whose names end in a slash.
fn compound(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (path, bytes) in parts {
        if path.ends_with('/') {
            file.create_storage(path).unwrap();
        } else {
            file.create_stream(path).unwrap().write_all(bytes).unwrap();
        }
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn older_office_files_say_that_they_hold_macros_or_need_a_password() {
    let fib = |flags: u8| [&[0xEC, 0xA5, 0, 0, 0, 0, 0, 0, 0, 0, 0][..], &[flags]].concat();
    let plain = fib(0x12);
    let locked = fib(0x13);
    let xls = |kind: u8, body: &[u8]| {
        let size = u8::try_from(body.len()).unwrap();
        [&[0x09, 0x08, 2, 0, 0, 6, kind, 0, size, 0][..], body].concat()
    };
    let (file_pass, sheet) = (xls(0x2F, &[1, 0]), xls(0x85, &[0, 0, 0, 0, 0, 1, 0]));
    let ordinary = xls(0x85, &[0, 0, 0, 0, 0, 0, 0]);
    let atom = b"....\x02\0\0\x04\x0C\0\0\0\x01\0\0\0\x01\0\0\0....";
    let user = b"\0\0\xF6\x0F\0\0\0\0\x14\0\0\0\xDF\xC4\xD1\xF3";
    for (parts, expected, marks) in [
        (&[("/WordDocument", &plain[..])][..], WORD_97, &[][..]),
        (&[("/WordDocument", &locked)], WORD_97, &[Mark::Encrypted]),
        (
            &[
                ("/WordDocument", &plain),
                ("/Macros/", b""),
                ("/Macros/VBA/", b""),
            ],
            WORD_97,
            &[Mark::Macros],
        ),
        (&[("/Workbook", &ordinary)], EXCEL_97, &[]),
        (&[("/Workbook", &file_pass)], EXCEL_97, &[Mark::Encrypted]),
        (&[("/Book", &sheet)], EXCEL_97, &[Mark::Macros]),
        (
            &[("/PowerPoint Document", atom)],
            POWERPOINT_97,
            &[Mark::Macros],
        ),
        (
            &[("/PowerPoint Document", b"...."), ("/Current User", user)],
            POWERPOINT_97,
            &[Mark::Encrypted],
        ),
    ] {
        let look = looked(&compound(parts), "x");
        assert_eq!((look.kind, &look.marks[..]), (Some(expected), marks));
    }
    let other = looked(&compound(&[("/Contents", b"x")]), "x.pub");
    assert_eq!(other, Look::other(Mark::Unknown));
}

#[test]
fn what_is_not_kept_whatever_its_name_says() {
    let large = office("large.docx");
    let elf = [&b"\x7fELF\x02\x01\x01"[..], &[0; 60]].concat();
    for (bytes, mark) in [
        (
            &b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xFF\xFF\0\0"[..],
            Mark::Program,
        ),
        (b"#!/bin/sh\n", Mark::Program),
        (&elf, Mark::Program),
        (b"PK\x03\x04\x14\0\0\0\x08\0", Mark::Damaged),
        (&large[..70_000], Mark::Damaged),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Mark::Damaged),
        (b"text with \0 in it", Mark::Unknown),
        (b"\x1f\x8b\x08\0\0\0", Mark::Archive),
        (b"\x78\x9F\x3E\x22\0\0", Mark::Outlook),
        (b"RIFF\0\0\0\0AVI LIST", Mark::Film),
    ] {
        assert_eq!(looked(bytes, "bill.pdf"), Look::other(mark), "{mark:?}");
        assert!(matches!(kind(bytes, "bill.pdf"), Err(Refused::Kind(_))));
    }
}

/// T4: the name counts as well as the bytes.
#[test]
fn a_name_that_computers_run_is_refused_and_marked_whatever_the_bytes_are() {
    for name in ["a.exe", "pay.bat", "x.hta", "invoice.pdf.js"] {
        let look = looked(b"%PDF-1.7\n", name);
        assert_eq!(look.marks, [Mark::Program]);
        assert!(matches!(look.kept(name), Err(Refused::Program(_))));
    }
}

/// T4: kept, and known as what they are.
#[test]
fn pages_are_marked() {
    for (bytes, name) in [
        (&b"<!DOCTYPE html><script>x</script>"[..], "page.html"),
        (b"  <html>", "x.pdf"),
        (b"\xEF\xBB\xBF<svg xmlns='x'>", "x.svg"),
        (b"<?xml version=\"1.0\"?><svg/>", "x"),
        (b"\xFF\xFE<\0h\0t\0m\0l\0>\0", "x"),
    ] {
        let look = looked(bytes, name);
        assert_eq!(look, Look::known(PAGE, [Mark::Page]), "{bytes:?}");
    }
    let named = looked(b"only words", "x.html");
    assert_eq!(
        (named.kind, &named.marks[..]),
        (Some(TEXT), &[Mark::Page][..])
    );
}

/// A zip archive of parts, each stored or packed.
fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut out);
    for (name, bytes) in parts {
        let (mut entry, config) = archive
            .new_file(name)
            .compression_method(rawzip::CompressionMethod::DEFLATE)
            .start()
            .unwrap();
        let packed = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
        let mut writer = config.wrap(packed);
        writer.write_all(bytes).unwrap();
        let (packed, descriptor) = writer.finish().unwrap();
        packed.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    out
}

#[test]
fn archives_are_listed_and_never_unpacked() {
    let types = b"<Types><Override ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let word = ("[Content_Types].xml", &types[..]);
    let mimetype = ("mimetype", &b"application/vnd.oasis.opendocument.text"[..]);
    let zeros = vec![0; 5_000_000];
    for (parts, expected, marks) in [
        (
            &[("a.txt", &b"x"[..]), ("b/c.pdf", b"y")][..],
            None,
            &[Mark::Archive][..],
        ),
        (
            &[("a.txt", b"x"), ("b/invoice.pdf.js", b"y")],
            None,
            &[Mark::Archive, Mark::HoldsProgram],
        ),
        // In any order, with whatever beside it; a bomb is only a name.
        (&[("word/bomb.bin", &zeros[..]), word], Some(WORD), &[]),
        (
            &[("word/vbaProject.bin", b"x"), word],
            Some(WORD),
            &[Mark::Macros],
        ),
        (
            &[("[Content_Types].xml", &zeros[..])],
            None,
            &[Mark::Archive],
        ),
        (
            &[mimetype, ("Basic/script-lc.xml", b"x")],
            Some("application/vnd.oasis.opendocument.text"),
            &[Mark::Macros],
        ),
        (
            &[
                mimetype,
                ("META-INF/manifest.xml", b"<manifest:encryption-data/>"),
            ],
            Some("application/vnd.oasis.opendocument.text"),
            &[Mark::Encrypted],
        ),
    ] {
        let look = looked(&zipped(parts), "x");
        assert_eq!((look.kind, &look.marks[..]), (expected, marks));
    }
}

/// A chain of sectors that comes back to its beginning, or is far longer than the file: gigabytes, were it followed.
#[test]
fn a_compound_file_that_would_take_gigabytes_is_not_opened() {
    let mut file = office("xlwt.xls");
    // The first sector of the table of tables: itself, for ever.
    file[68..72].copy_from_slice(&0_u32.to_le_bytes());
    let sector = 512;
    file[sector + 508..sector + 512].copy_from_slice(&0_u32.to_le_bytes());
    assert_eq!(looked(&file, "x.xls"), Look::other(Mark::Damaged));
    // Broken in every place, it is looked at without a word.
    let whole = office("xlwt.xls");
    for at in (0..whole.len()).step_by(7) {
        let mut broken = whole.clone();
        broken[at] ^= 0xFF;
        let _whatever = looked(&broken, "x.xls");
    }
}
