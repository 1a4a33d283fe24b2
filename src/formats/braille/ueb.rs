//! Uncontracted Unified English Braille, sign by sign, written as Braille ASCII.
//!
//! Used where no contraction may be (references, codes, addresses of mail), and for everything when liblouis is
//! not installed. Compared with its `en-ueb-g1` table in `tests/it/formats/braille.rs`.

/// Our own word indicator for grade 1: up to the next space, every sign is itself.
pub(super) const GRADE_ONE: &str = ";;";

/// Print to Braille ASCII. Letters are in [`letter`].
const SIGNS: &[(char, &str)] = &[
    ('.', "4"),
    (',', "1"),
    (';', "2"),
    (':', "3"),
    ('!', "6"),
    ('?', "8"),
    ('\'', "'"),
    ('\u{2019}', "'"),
    ('\u{2018}', ",8"),
    ('\u{201C}', "8"),
    ('\u{201D}', "0"),
    ('-', "-"),
    ('\u{2010}', "-"),
    ('\u{2011}', "-"),
    ('\u{2013}', ",-"),
    ('\u{2014}', ",-"),
    ('(', "\"<"),
    (')', "\">"),
    ('[', ".<"),
    (']', ".>"),
    ('{', "_<"),
    ('}', "_>"),
    ('/', "_/"),
    ('\\', "_*"),
    ('&', "@&"),
    ('@', "@A"),
    ('#', "_?"),
    ('%', ".0"),
    ('*', "\"9"),
    ('+', "\"6"),
    ('=', "\"7"),
    ('<', "@<"),
    ('>', "@>"),
    ('_', ".-"),
    ('~', "@9"),
    ('^', "@5"),
    ('|', "_\\"),
    ('`', ".*"),
    ('$', "@S"),
    ('\u{A3}', "@L"),
    ('\u{20AC}', "@E"),
    ('\u{A2}', "@C"),
    ('\u{A5}', "@Y"),
    ('\u{B0}', "^J"),
    ('\u{A7}', "^S"),
    ('\u{B6}', "^P"),
    ('\u{A9}', "^C"),
    ('\u{AE}', "^R"),
    ('\u{2122}', "^T"),
    ('\u{2022}', "_4"),
    ('\u{B7}', "_4"),
    ('\u{D7}', "\"8"),
    ('\u{F7}', "\"/"),
    ('\u{2026}', "444"),
    ('\u{2212}', "\"-"),
    ('\u{B1}', "_6"),
    ('\u{2032}', "7"),
    ('\u{2033}', "77"),
    ('\u{AB}', "_8"),
    ('\u{BB}', "_0"),
    ('\u{BD}', "#A/B"),
    ('\u{BC}', "#A/D"),
    ('\u{BE}', "#C/D"),
];

/// Sign of the accent, the accented small letters, the letters under them.
const ACCENTS: &[(&str, &str, &str)] = &[
    ("^/", "áéíóúýćĺńŕśźẃ", "aeiouyclnrszw"),
    ("^*", "àèìòùẁỳ", "aeiouwy"),
    ("^%", "âêîôûŵŷĉĝĥĵŝ", "aeiouwycghjs"),
    ("^3", "äëïöüÿẅ", "aeiouyw"),
    ("^]", "ãñõĩũ", "anoiu"),
    ("^&", "çşţķļ", "cstkl"),
    ("^$", "åů", "au"),
    ("^+", "čďěňřšťžǧ", "cdenrstzg"),
    ("@-", "āēīōū", "aeiou"),
    ("@+", "ăğŭ", "agu"),
    ("@*", "øłđ", "old"),
];

/// Whether [`uncontracted`] has a sign of Braille for it.
pub(super) fn knows(c: char) -> bool {
    c == ' ' || c.is_ascii_digit() || letter(c).is_some() || sign(c).is_some()
}

/// The text in Braille ASCII; what has no sign is named: `[U+4E2D]`.
pub(super) fn uncontracted(text: &str) -> String {
    let named: String = text.chars().map(name_unknown).collect();
    let words = named.split(' ').map(word);
    words.collect::<Vec<_>>().join(" ")
}

/// The character itself, or what stands for it.
pub(super) fn name_unknown(c: char) -> String {
    match c {
        '\n' | '\t' | '\r' | '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' => " ".to_owned(),
        '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FE00}'..='\u{FE0F}' => String::new(),
        c if knows(c) => c.to_string(),
        c => format!("[U+{:04X}]", u32::from(c)),
    }
}

fn word(word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    let at = |i: usize| chars.get(i).copied();
    let mut out = String::with_capacity(word.len() * 2);
    // In a run of capitals this is how many are left; in a number, digits need no sign of their own.
    let (mut capitals, mut number) = (0_usize, false);
    for (i, &c) in chars.iter().enumerate() {
        if c.is_ascii_digit() {
            if !number {
                out.push('#');
            }
            out.push(digit(c));
            number = true;
            continue;
        }
        if number && matches!(c, '.' | ',') && at(i + 1).is_some_and(|next| next.is_ascii_digit()) {
            out.push_str(sign(c).unwrap_or_default());
            continue;
        }
        if let Some(signs) = letter(c) {
            if is_capital(c) {
                if capitals == 0 {
                    capitals = chars.iter().skip(i).take_while(|c| is_capital(**c)).count();
                    out.push_str(if capitals > 1 { ",," } else { "," });
                }
            } else if number && ('a'..='j').contains(&c) {
                // Else it would be read as a digit.
                out.push(';');
            }
            out.push_str(&signs);
            if capitals > 0 {
                capitals -= 1;
                let run = i > 0 && at(i - 1).is_some_and(is_capital);
                if capitals == 0 && run && at(i + 1).is_some_and(|next| letter(next).is_some()) {
                    out.push_str(",'");
                }
            }
        } else if c == '"' {
            out.push(
                if at(i + 1).is_some() && opens(i.checked_sub(1).and_then(at)) {
                    '8'
                } else {
                    '0'
                },
            );
        } else {
            out.push_str(sign(c).unwrap_or_default());
        }
        number = false;
    }
    out
}

/// A straight quotation mark opens after nothing or after what itself opens.
fn opens(before: Option<char>) -> bool {
    before.is_none_or(|c| {
        matches!(
            c,
            '(' | '[' | '{' | '\u{2018}' | '\u{201C}' | '-' | '\u{2013}' | '\u{2014}' | '/'
        )
    })
}

fn sign(c: char) -> Option<&'static str> {
    if c == '"' {
        return Some("0");
    }
    SIGNS
        .iter()
        .find(|(print, _)| *print == c)
        .map(|(_, signs)| *signs)
}

fn digit(c: char) -> char {
    match c {
        '0' => 'J',
        '1'..='9' => char::from(u8::try_from(c).unwrap_or(b'1') - b'1' + b'A'),
        _ => '?',
    }
}

fn is_capital(c: char) -> bool {
    c.is_uppercase() && letter(c).is_some()
}

/// The signs of a letter without its capital sign.
fn letter(c: char) -> Option<String> {
    if c.is_ascii_alphabetic() {
        return Some(c.to_ascii_uppercase().to_string());
    }
    let small = c.to_lowercase().next()?;
    let joined = match small {
        'æ' => Some("A^6E"),
        'œ' => Some("O^6E"),
        'ß' => Some("^!"),
        _ => None,
    };
    if let Some(signs) = joined {
        return Some(signs.to_owned());
    }
    ACCENTS.iter().find_map(|(accent, accented, plain)| {
        let nth = accented.chars().position(|one| one == small)?;
        let under = plain.chars().nth(nth)?;
        Some(format!("{accent}{}", under.to_ascii_uppercase()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_capitals_and_signs() {
        for (print, braille) in [
            ("Dear Ms Rahman", ",DEAR ,MS ,RAHMAN"),
            ("SC-2026-000123", ",,SC-#BJBF-#JJJABC"),
            ("£1,250.00.", "@L#A1BEJ4JJ4"),
            ("24a 24B 24k 10:30", "#BD;A #BD,B #BDK #AJ3#CJ"),
            ("ABCd NHS ABc A", ",,ABC,'D ,,NHS ,,AB,'C ,A"),
            ("É Ŵen ñ ÆON", ",^/E ,^%WEN ^]N ,,A^6EON"),
            ("\"Hello,\" (\"x\") it\u{2019}s", "8,HELLO10 \"<8X0\"> IT'S"),
            ("C:\\x0041", ",C3_*X#JJDA"),
            ("中\u{200B}a\u{A0}b", ".<,U\"6#D,E#B,D.>A B"),
        ] {
            assert_eq!(uncontracted(print), braille, "{print}");
        }
    }

    #[test]
    fn every_sign_is_braille_ascii() {
        let all: String = ('\u{0}'..='\u{FFFF}')
            .step_by(7)
            .chain(' '..='\u{24F}')
            .collect();
        let braille = uncontracted(&all);
        assert!(braille.bytes().all(|b| (32..=95).contains(&b)));
        for (_, accented, plain) in ACCENTS {
            assert_eq!(accented.chars().count(), plain.len());
        }
    }
}
