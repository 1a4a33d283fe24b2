//! The prefix of references must be read the same in print, aloud and in Braille.

/// The shortforms of Unified English Braille, in the letters they are made of: written as a word of their own they
/// stand for another word, so that FRS-2026-000123 is read "friends-2026-000123".
const SHORTFORMS: [&str; 75] = [
    "AB", "ABV", "AC", "ACR", "AF", "AFN", "AFW", "AG", "AGST", "AL", "ALM", "ALR", "ALT", "ALTH",
    "ALW", "BEC", "BEF", "BEH", "BEL", "BEN", "BES", "BET", "BEY", "BL", "BRL", "CD", "CHN",
    "CONCV", "CONCVG", "DCL", "DCLG", "DCV", "DCVG", "EI", "FR", "FST", "GD", "GRT", "HERF", "HM",
    "HMF", "IMM", "LL", "LR", "MCH", "MST", "MYF", "NEC", "NEI", "ONEF", "OURVS", "PD", "PERCV",
    "PERCVG", "PERH", "QK", "RCV", "RCVG", "RJC", "RJCG", "SCH", "SD", "SHD", "TD", "TGR",
    "THEMVS", "THYF", "TM", "TN", "WD", "XF", "XS", "YR", "YRF", "YRVS",
];

/// Pairs of letters whose one sign stands for a word ("child", "shall", "this", "which", "out", "still").
const WORDSIGNS: [&str; 6] = ["CH", "SH", "TH", "WH", "OU", "ST"];

/// Why something cannot stand before the year in a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPrefix {
    /// It is not 1 to 8 capital letters.
    NotCapitals,
    /// Braille reads it as another word.
    Shortform,
}

/// Whether this can stand before the year in a reference: 1 to 8 capital letters that Braille does not read as
/// another word, nor as that word's plural.
///
/// # Errors
/// What is wrong with it.
pub fn check_prefix(prefix: &str) -> Result<(), BadPrefix> {
    let capitals = prefix.bytes().all(|b| b.is_ascii_uppercase());
    if !capitals || !(1..=8).contains(&prefix.len()) {
        return Err(BadPrefix::NotCapitals);
    }
    let singular = prefix.strip_suffix('S').unwrap_or(prefix);
    if [SHORTFORMS.as_slice(), &WORDSIGNS]
        .iter()
        .any(|list| list.contains(&prefix) || list.contains(&singular))
    {
        return Err(BadPrefix::Shortform);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_few_capitals_and_no_braille_shortform() {
        for good in ["SC", "CASE", "OMB", "REF", "C", "REDRESSX"] {
            assert_eq!(check_prefix(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "sc",
            "S C",
            "S1",
            "É",
            "TOOLONGAB",
            "FRS",
            "FR",
            "AB",
            "IMM",
            "XS",
            "RCVS",
            "YRS",
            "SH",
        ] {
            assert!(check_prefix(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_shortform_is_listed_twice() {
        let mut once = SHORTFORMS.to_vec();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), SHORTFORMS.len());
    }
}
