//! What makes a new password too weak: too short, or little more than our own words, common passwords and patterns.
//!
//! Nothing is demanded of its kinds of character (NIST SP 800-63B 5.1.1.2, ASVS 6.2.5). What is looked for is what is
//! left when all that a guesser tries first has been taken away, in whatever order it stands.
use std::collections::HashSet;
use std::sync::LazyLock;

/// Fifteen characters where a password is the only factor, a thousand at most, nothing else demanded.
pub const SHORTEST: usize = 15;
const LONGEST: usize = 1_000;
/// A new password is worth at least this; see [`worth`].
const ENOUGH: usize = 13;
/// A common password inside another is worth no more than this many characters.
const COMMON_WORTH: usize = 4;
/// A year, or a run of neighbouring keys.
const PATTERN_WORTH: usize = 2;
const SHORTEST_RUN: usize = 4;

/// The words an attacker tries first here; those of the organisation's settings are added to them.
const OURS: [&str; 32] = [
    "acknowledgement",
    "administrator",
    "alliance",
    "assessor",
    "complaint",
    "complaints",
    "consumer",
    "customer",
    "daresbury",
    "escalation",
    "executive",
    "flexible",
    "group",
    "independent",
    "leader",
    "manager",
    "ombudsman",
    "password",
    "redress",
    "relations",
    "resolution",
    "response",
    "senior",
    "service",
    "services",
    "staff",
    "supplier",
    "team",
    "trust",
    "upheld",
    "warrington",
    "welcome",
];

/// Passphrases that everybody knows, without their spaces.
const FAMOUS: [&str; 6] = [
    "correcthorsebatterystaple",
    "thequickbrownfox",
    "tobeornottobethatisthequestion",
    "maytheforcebewithyou",
    "godsavethequeen",
    "thisismypassword",
];

/// Neighbours on a keyboard, in the alphabet and among the digits; read backwards, too.
const RUNS: [&str; 7] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "qazwsxedcrfvtgbyhnujmikolp",
];

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let list = include_str!("../../assets/common-passwords.txt");
    list.lines().filter(|l| !l.starts_with('#')).collect()
});
/// The longest that is looked for inside another.
const LONGEST_COMMON: usize = 24;

/// Why a new password will not do, for beside the field; None when it will. `own`: names, addresses and texts whose
/// words a guesser would try: the person's, the organisation's.
pub fn weakness(password: &str, own: &[&str]) -> Option<String> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(format!(
            "Use at least {SHORTEST} characters. Four or more random words are easy to remember"
        ));
    }
    if length > LONGEST {
        return Some(format!("Use at most {LONGEST} characters"));
    }
    let words = own_words(own);
    let lower = password.to_lowercase();
    let least = [plain(&lower), plain(&as_letters(&lower))]
        .iter()
        .map(|text| worth(text, &words))
        .min();
    (least.unwrap_or(0) < ENOUGH).then(|| {
        "That is too easy to guess: it is mostly our own words, a name, a common password or a pattern. \
         Four or more random words are easy to remember"
            .to_owned()
    })
}

fn own_words(own: &[&str]) -> HashSet<String> {
    let typed = own
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() > 2);
    OURS.iter().map(|w| (*w).to_owned()).chain(typed).collect()
}

/// Without what people put between words.
fn plain(text: &str) -> String {
    let between = |c: char| c.is_whitespace() || "-_.,;:/+&'\"".contains(c);
    text.chars().filter(|c| !between(*c)).collect()
}

/// `p4$$w0rd` as it is meant.
fn as_letters(text: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    text.chars().map(letter).collect()
}

/// How many characters' worth of guessing it takes: one for each that belongs to nothing known, little for what is
/// common, nothing for our own words and for what stands there already.
fn worth(text: &str, own: &HashSet<String>) -> usize {
    let chars: Vec<char> = text.chars().collect();
    let mut rest = shortest_period(&chars);
    let whole: String = rest.iter().collect();
    if FAMOUS.contains(&whole.as_str()) {
        return 0;
    }
    let mut seen = HashSet::new();
    let mut worth = 0;
    let mut before = None;
    while let Some((first, after)) = rest.split_first() {
        if let Some((length, value)) = known(rest, own) {
            let (part, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            if seen.insert(part.iter().collect::<String>()) {
                worth += value;
            }
            (rest, before) = (after, None);
        } else {
            worth += usize::from(before != Some(*first));
            (rest, before) = (after, Some(*first));
        }
    }
    worth
}

/// The part that is repeated from beginning to end; the whole when nothing is.
fn shortest_period(chars: &[char]) -> &[char] {
    let repeats = |length: &usize| {
        let unit = chars.get(..*length).unwrap_or_default();
        chars.chunks(*length).all(|part| unit.starts_with(part))
    };
    let length = (1..=chars.len() / 2).find(repeats).unwrap_or(chars.len());
    chars.get(..length).unwrap_or(chars)
}

/// The longest known thing that `rest` begins with: its length, and what it is worth.
fn known(rest: &[char], own: &HashSet<String>) -> Option<(usize, usize)> {
    let run = run(rest);
    let longest = rest.len().min(LONGEST_COMMON);
    for length in (3..=longest).rev() {
        let part: String = rest.get(..length)?.iter().collect();
        if own.contains(&part) {
            return Some((length, 0));
        }
        if run.is_some_and(|run| run >= length) {
            return Some((length, PATTERN_WORTH));
        }
        if length == 4 && is_year(&part) {
            return Some((length, PATTERN_WORTH));
        }
        if length >= 4 && COMMON.contains(part.as_str()) {
            return Some((length, COMMON_WORTH));
        }
    }
    None
}

fn is_year(part: &str) -> bool {
    (part.starts_with("19") || part.starts_with("20")) && part.chars().all(|c| c.is_ascii_digit())
}

/// How much of the beginning is a run of neighbours, forwards or backwards.
fn run(rest: &[char]) -> Option<usize> {
    let starts = |text: &str| {
        let longest = rest.len().min(text.len());
        (SHORTEST_RUN..=longest)
            .rev()
            .find(|length| {
                let part: String = rest.iter().take(*length).collect();
                let back: String = part.chars().rev().collect();
                text.contains(&part) || text.contains(&back)
            })
            .unwrap_or(0)
    };
    let longest = RUNS.iter().map(|text| starts(text)).max()?;
    (longest >= SHORTEST_RUN).then_some(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weak(password: &str) -> bool {
        let own = [
            "Priya Nair",
            "priya@redress.example",
            "Flexible Resolution Services, 3300 Daresbury Park",
        ];
        weakness(password, &own).is_some()
    }

    #[test]
    fn what_a_guesser_tries_first_is_refused() {
        for bad in [
            "short",
            "redresspriya123",
            "aaaaaaaaaaaaaaaaaaaa",
            "12345678901234567890",
            "1q2w3e4r5t6y7u8i9o",
            "iloveyouiloveyou",
            "ILoveYou ILoveYou!",
            "correcthorsebatterystaple",
            "Correct Horse Battery Staple",
            "Summer2026Summer2026",
            "Summer2026!Summer2026",
            "redress complaint leader",
            "leader complaint redress",
            "Complaint-Leader-Redress-1",
            "R3dr3ss C0mplaint L3ader",
            "Priya Nair 2026 password",
            "park 3300 daresbury flexible",
            "qwertyuiop123456",
            "qazwsxedcrfvtgbyhn",
            "passwordpassword1",
            "dragon monkey football",
            "abcabcabcabcabcabc",
            "2026202520242023",
        ] {
            assert!(weak(bad), "{bad}");
        }
    }

    #[test]
    fn random_words_and_random_characters_will_do() {
        for good in [
            "tidy lanterns follow rivers",
            "purple lantern of mine",
            "seven wet pigeons argue loudly",
            "xw7kd-q2mzp-t9hcv-bn4ry",
            "kX9#vv2!qLm7&zTp",
            "long and winding road to nowhere",
            "Żółta łódź płynie wolno",
        ] {
            assert!(!weak(good), "{good}");
        }
        assert!(weak(&"x".repeat(1_001)));
    }
}
