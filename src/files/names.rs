//! What a name says of a file: computers choose what to open it with by its ending.
use super::Mark;
use unicode_normalization::UnicodeNormalization;

/// Endings that computers run, or that start something else: those that Outlook and Gmail keep back ("Blocked
/// attachments in Outlook", "File types blocked in Gmail"), disks that open like folders, shortcuts, and what other
/// systems run. Certificates and databases, which they block too, run nothing.
const PROGRAMS: &str = "\
    ade adp apk app appcontent-ms appinstaller application appref-ms appx appxbundle arc bas bash bat chm class \
    cmd cnt com command cpl csh deb desktop diagcab dll dmg drv ex ex_ exe fxp gadget grp hlp hpj hta htc img inf ins \
    ipa iqy iso isp its jar jnlp job js jse ksh library-ms lnk mad maf mag mam maq mar mas mat mau mav maw mcf mda mde \
    mjs msc msh msh1 msh1xml msh2 msh2xml mshxml msi msix msixbundle msp mst msu ocx one onepkg ops osd paf pcd php \
    pif pkg pl plg ppa ppam prf prg printerexport ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psdm1 psm1 py pyc pyo pyw pyz \
    pyzw rb reg rgs rpm run scf scr sct search-ms searchconnector-ms settingcontent-ms sh shb shs slk swf sys theme \
    themepack u3p url vb vbe vbp vbs vhd vhdx vsmacros vsw vxd webpnp website wll workflow ws wsb wsc wsf wsh xbap xla \
    xlam xll xnk xpi zsh";

/// Endings that browsers open as a page, in which scripts run.
const PAGES: &str = "htm html mht mhtml rdf rss shtm shtml stm svg svgz xht xhtml xml xsd xsl xslt";

/// Endings that open as text.
const TEXTS: &str = "csv log txt";

/// Letters of other scripts, and full stops, that look like ours. What NFKC folds (`ｅｘｅ`, `․`) is not repeated.
const LOOK_ALIKES: &[(char, char)] = &[
    ('а', 'a'),
    ('α', 'a'),
    ('в', 'b'),
    ('β', 'b'),
    ('с', 'c'),
    ('ϲ', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('ε', 'e'),
    ('ɡ', 'g'),
    ('һ', 'h'),
    ('н', 'h'),
    ('і', 'i'),
    ('ι', 'i'),
    ('ı', 'i'),
    ('ј', 'j'),
    ('ϳ', 'j'),
    ('к', 'k'),
    ('κ', 'k'),
    ('ӏ', 'l'),
    ('м', 'm'),
    ('ո', 'n'),
    ('о', 'o'),
    ('ο', 'o'),
    ('р', 'p'),
    ('ρ', 'p'),
    ('ԛ', 'q'),
    ('г', 'r'),
    ('ѕ', 's'),
    ('т', 't'),
    ('τ', 't'),
    ('υ', 'u'),
    ('ѵ', 'v'),
    ('ν', 'v'),
    ('ԝ', 'w'),
    ('ѡ', 'w'),
    ('х', 'x'),
    ('χ', 'x'),
    ('у', 'y'),
    ('γ', 'y'),
    ('。', '.'),
    ('ꓸ', '.'),
    ('܁', '.'),
    ('܂', '.'),
];

/// The ending that a computer runs, if this name has one, whatever it is made to look like: `exe` of `bill.pdf.exe`,
/// `bill.EXE .`, `bill.ｅｘｅ`, `bill.ехе` in Cyrillic, `a.pdf:x.exe` and `a.exe:x.pdf`.
pub fn program(name: &str) -> Option<String> {
    // An alternate stream is written to the file before its colon.
    let pieces = name.split([':', '：']).map(folded);
    pieces
        .filter_map(|piece| ending(&piece).map(str::to_owned))
        .find(|ending| is_in(PROGRAMS, ending))
}

/// What a name says that its bytes may not.
pub(super) fn marks(name: &str) -> Option<Mark> {
    if program(name).is_some() {
        return Some(Mark::Program);
    }
    let folded = folded(name);
    if folded == "winmail.dat" {
        return Some(Mark::Outlook);
    }
    ending(&folded)
        .is_some_and(|ending| is_in(PAGES, ending))
        .then_some(Mark::Page)
}

/// The name to hand a file out under: a program's opens with nothing (`bill.js.blocked`), a page's opens as text
/// (`page.html.txt`), any other is as it was.
pub fn handed_out(name: &str, marks: &[Mark]) -> String {
    if marks.contains(&Mark::Program) {
        return format!("{name}.blocked");
    }
    let is_text = ending(&folded(name)).is_some_and(|ending| is_in(TEXTS, ending));
    if marks.contains(&Mark::Page) && !is_text {
        return format!("{name}.txt");
    }
    name.to_owned()
}

fn is_in(list: &str, ending: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == ending)
}

fn ending(folded: &str) -> Option<&str> {
    folded.rsplit_once('.').map(|(_, ending)| ending.trim())
}

/// As the eye reads it: in small plain letters, without what cannot be seen and without dots and blanks at the end,
/// which Windows drops.
fn folded(name: &str) -> String {
    let seen = name.nfkd().filter(|c| !is_unseen(*c));
    let plain: String = seen
        .flat_map(char::to_lowercase)
        .map(|c| {
            let like = LOOK_ALIKES.iter().find(|(other, _)| *other == c);
            like.map_or(c, |(_, ours)| *ours)
        })
        .collect();
    plain
        .trim_end_matches(|c: char| c == '.' || c.is_whitespace())
        .to_owned()
}

/// Controls, marks of direction, joiners, and accents that stand alone after NFKD.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || unicode_normalization::char::is_combining_mark(c)
        || matches!(c, '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_known_by_its_ending_whatever_it_looks_like() {
        for name in [
            "pay.bat",
            "x.js",
            "x.hta",
            "a.exe",
            "A.EXE",
            "invoice.pdf.js",
            "bill.exe.",
            "bill.exe . .",
            "bill.exe\u{00A0}",
            "bill\u{202E}fdp.exe",
            "bill.e\u{200B}xe",
            "bill.ｅｘｅ",
            "bill．exe",
            "bill․exe",
            "bill。exe",
            "bill.ехе",
            "bill.ехe",
            "bill.ｊｓ",
            "bill.jѕ",
            "bill.e\u{0301}xe",
            "a.pdf:x.exe",
            "a.exe:x.pdf",
            "a.exe::$DATA",
            "a.pdf_x.exe",
            ".bat",
            "notes.one",
            "disk.iso",
            "link.url",
            "x.PS1",
        ] {
            assert!(program(name).is_some(), "{name:?}");
            assert_eq!(marks(name), Some(Mark::Program));
        }
        assert_eq!(program("a.pdf.js"), Some("js".to_owned()));
    }

    #[test]
    fn ordinary_names_are_left_alone() {
        for name in [
            "bill.pdf",
            "Siân’s bill.docx",
            "letter.docm",
            "js",
            "a.js.pdf",
            "figures.csv",
            "счёт.pdf",
            "photo.HEIC",
            "mail.msg",
            "",
            "...",
            "notes 2.10.2026",
        ] {
            assert_eq!((program(name), marks(name)), (None, None), "{name:?}");
            assert_eq!(handed_out(name, &[Mark::Macros, Mark::Encrypted]), name);
        }
    }

    #[test]
    fn pages_and_programs_are_handed_out_under_other_names() {
        for (name, marks, out) in [
            ("page.html", &[Mark::Page][..], "page.html.txt"),
            ("drawing.svg", &[Mark::Page], "drawing.svg.txt"),
            ("page", &[Mark::Page], "page.txt"),
            ("page.txt", &[Mark::Page], "page.txt"),
            ("bill.pdf.js", &[Mark::Program], "bill.pdf.js.blocked"),
            ("bill.pdf", &[Mark::Program], "bill.pdf.blocked"),
        ] {
            assert_eq!(handed_out(name, marks), out);
        }
        for name in ["a.htm", "a.XHTML", "a.svg", "a.xml", "a.mht", "a.ｈｔｍｌ"] {
            assert_eq!(marks(name), Some(Mark::Page), "{name}");
        }
        assert_eq!(marks("WinMail.dat"), Some(Mark::Outlook));
    }
}
