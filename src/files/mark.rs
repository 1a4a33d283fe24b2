//! What people should know of a file before they open it: shown as a tag wherever the file is listed.
use super::names;

/// One thing to know. The words are stored for ever, so this is only ever added to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Its name or its bytes are those of a program.
    Program,
    /// An archive or message with a program in it.
    HoldsProgram,
    /// An office file with macros.
    Macros,
    /// It cannot be read without a password.
    Encrypted,
    /// HTML, SVG or XML: handed out under a name that opens as text.
    Page,
    Archive,
    /// An archive or an office file whose table of contents cannot be read.
    Damaged,
    Film,
    Picture,
    /// A format that only Outlook reads.
    Outlook,
    /// A known kind that is not for letters.
    Unfit,
    Unknown,
}

const ALL: &[(Mark, &str, &str)] = &[
    (Mark::Program, "program", "A program: do not open"),
    (
        Mark::HoldsProgram,
        "holds_program",
        "Holds a program: do not open what is in it",
    ),
    (
        Mark::Macros,
        "macros",
        "Holds macros: do not allow them to run",
    ),
    (Mark::Encrypted, "encrypted", "Needs a password"),
    (
        Mark::Page,
        "page",
        "A web page or a drawing made of text: opens as text",
    ),
    (
        Mark::Archive,
        "archive",
        "Open with care: this is an archive of files",
    ),
    (
        Mark::Damaged,
        "damaged",
        "Open with care: this is damaged or not whole",
    ),
    (
        Mark::Film,
        "film",
        "Open with care: this is a film of a kind that not everybody can play",
    ),
    (
        Mark::Picture,
        "picture",
        "Open with care: this is a picture of a kind that not everybody can open",
    ),
    (
        Mark::Outlook,
        "outlook",
        "Outlook format: ask the sender for a PDF",
    ),
    (
        Mark::Unfit,
        "unfit",
        "Open with care: this is of a kind that is not for letters",
    ),
    (
        Mark::Unknown,
        "unknown",
        "Open with care: this is of a kind that we do not know",
    ),
];

impl Mark {
    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        self.entry().1
    }
    /// What people read.
    pub fn label(self) -> &'static str {
        self.entry().2
    }
    fn entry(self) -> &'static (Self, &'static str, &'static str) {
        ALL.iter().find(|(mark, _, _)| *mark == self).unwrap_or(&(
            Mark::Unknown,
            "unknown",
            "Open with care",
        ))
    }
    /// A stored word; none for one that nobody ever stored.
    pub fn parse(word: &str) -> Option<Self> {
        let found = ALL.iter().find(|(_, stored, _)| *stored == word);
        found.map(|(mark, _, _)| *mark)
    }
    /// It may harm whoever opens it.
    pub fn is_danger(self) -> bool {
        matches!(self, Self::Program | Self::HoldsProgram | Self::Macros)
    }
    /// What the file is, where that is a reason not to keep it with a complaint.
    pub fn refusal(self) -> Option<&'static str> {
        match self {
            Self::Program => Some("a program"),
            Self::Archive => Some("an archive of files"),
            Self::Damaged => Some("damaged or not whole"),
            Self::Film => Some("a film of a kind that not everybody can play"),
            Self::Picture => Some("a picture of a kind that not everybody can open"),
            Self::Outlook => Some("in a format that only Outlook reads"),
            Self::Unfit => Some("of a kind that is not for letters"),
            Self::Unknown => Some("of a kind that we do not know"),
            Self::HoldsProgram | Self::Macros | Self::Encrypted | Self::Page => None,
        }
    }
}

/// All there is to know of a file of this name: what its bytes said when it came, as stored words, and what its name
/// says. A word that is not known is passed over.
pub fn all<'a>(name: &str, stored: impl IntoIterator<Item = &'a str>) -> Vec<Mark> {
    let by_bytes = stored.into_iter().filter_map(Mark::parse);
    let mut all: Vec<Mark> = by_bytes.chain(names::marks(name)).collect();
    all.sort_unstable();
    all.dedup();
    if all.contains(&Mark::Program) {
        // Nothing else matters then.
        all.retain(|mark| *mark == Mark::Program);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_has_its_word_and_comes_back() {
        for (mark, word, _) in ALL {
            assert_eq!((mark.as_str(), Mark::parse(word)), (*word, Some(*mark)));
        }
        let words: std::collections::BTreeSet<_> = ALL.iter().map(|(_, word, _)| word).collect();
        assert_eq!(words.len(), ALL.len());
        assert_eq!(Mark::parse("other"), None);
    }

    #[test]
    fn the_name_counts_as_well_as_the_bytes() {
        assert_eq!(all("bill.pdf", ["encrypted", "?"]), [Mark::Encrypted]);
        assert_eq!(all("bill.pdf", ["program"]), [Mark::Program]);
        assert_eq!(all("bill.pdf.js", ["unknown"]), [Mark::Program]);
        assert_eq!(all("page.html", ["page"]), [Mark::Page]);
        assert_eq!(all("bill.pdf", []), []);
    }
}
