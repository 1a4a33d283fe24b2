//! The letter spoken: for an audio disc, with a track for each heading, and as the text for a person to read.
mod say;
mod sound;

use super::Failed;
use super::flat::{Piece, flat};
use super::tools::{self, ESPEAK_NG};
use letters::Letter;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::{Duration, Instant};

/// The most that fits on one disc and in memory: about an hour.
const MOST_CHARACTERS: usize = 50_000;
/// A disc has 99 tracks; later headings stay in the last.
const MOST_TRACKS: usize = 99;
/// A letter takes less than a second; an hour of speech a few.
const LONGEST: Duration = Duration::from_mins(1);
/// A British voice; SSML; UTF-8.
const ARGUMENTS: &[&str] = &["-v", "en-gb", "-m", "-b", "1", "--stdin", "--stdout"];
/// Samples made into bytes at a time.
pub const CHUNK: usize = 16 * 1024;

/// A letter as sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speech {
    samples: Vec<i16>,
    tracks: Vec<Track>,
}

/// A track of the disc.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    title: String,
    /// Its first sample.
    start: usize,
}

/// How many bytes the WAV file of so many samples has.
pub fn wav_bytes(samples: usize) -> usize {
    44 + samples * 8
}

/// The head of the WAV file of so many samples.
pub fn wav_head(samples: usize) -> Vec<u8> {
    sound::head(samples)
}

/// Some of its samples as the file has them; `next` is the sample that follows, 0 at the end.
pub fn wav_part(samples: &[i16], next: i16) -> Vec<u8> {
    sound::for_disc(samples, next)
}

/// The cue sheet for the file `name`: where each track begins.
pub fn cue(tracks: &[Track], name: &str) -> String {
    let plain = |words: &str| words.replace(['"', '\r', '\n'], "'");
    let mut out = format!("FILE \"{}\" WAVE\r\n", plain(name));
    for (track, nth) in tracks.iter().zip(1..) {
        let (title, start) = (plain(&track.title), sound::position(track.start));
        out.push_str(&format!(
            "  TRACK {nth:02} AUDIO\r\n    TITLE \"{title}\"\r\n    INDEX 01 {start}\r\n"
        ));
    }
    out
}

impl Speech {
    /// The bytes of a WAV file for an audio disc (44,100 samples a second, stereo, 16 bits), a piece at a time: an hour
    /// is 600 MB and need never be in memory whole.
    pub fn wav(self) -> impl Iterator<Item = Vec<u8>> {
        let head = sound::head(self.samples.len());
        let mut at = 0;
        let rest = std::iter::from_fn(move || {
            let end = (at + CHUNK).min(self.samples.len());
            let some = self.samples.get(at..end).filter(|some| !some.is_empty())?;
            at = end;
            Some(sound::for_disc(
                some,
                self.samples.get(end).copied().unwrap_or(0),
            ))
        });
        std::iter::once(head).chain(rest)
    }
    /// How many bytes [`Self::wav`] gives.
    pub fn wav_bytes(&self) -> usize {
        wav_bytes(self.samples.len())
    }
    /// Whole seconds of sound.
    pub fn seconds(&self) -> usize {
        self.samples.len() / sound::VOICE as usize
    }
    /// The cue sheet for the file `name`: where each track begins.
    pub fn cue(&self, name: &str) -> String {
        cue(&self.tracks, name)
    }
}

/// The letter spoken by `tool` (`espeak-ng`, see [`tools::look_up`]). `proof`: it has not gone, and says so first.
///
/// # Errors
/// `NotInstalled` without a tool; `TooLong` for what fits on no disc; when the tool fails or hangs.
pub fn speech(letter: &Letter, tool: Option<&Path>, proof: bool) -> Result<Speech, Failed> {
    let mut samples = Vec::new();
    let tracks = speak(letter, tool, proof, &mut |mut spoken| {
        samples.append(&mut spoken);
        Ok(())
    })?;
    Ok(Speech { samples, tracks })
}

/// The same, each track given to `keep` as soon as it is spoken, so that they are never in memory together.
///
/// # Errors
/// As [`speech`], and what `keep` refuses.
pub fn speak(
    letter: &Letter,
    tool: Option<&Path>,
    proof: bool,
    keep: &mut dyn FnMut(Vec<i16>) -> Result<(), Failed>,
) -> Result<Vec<Track>, Failed> {
    let tool = tool.ok_or(Failed::NotInstalled(ESPEAK_NG))?;
    let parts = parts(letter, proof);
    let length: usize = parts
        .iter()
        .flat_map(|part| &part.said)
        .map(|said| said.chars().count())
        .sum();
    if length > MOST_CHARACTERS {
        return Err(Failed::TooLong);
    }
    let (mut start, mut tracks) = (0, Vec::new());
    let begun = Instant::now();
    for part in parts {
        let left = LONGEST.saturating_sub(begun.elapsed());
        let wav = tools::run(tool, ARGUMENTS, ssml(&part.said).into_bytes(), left)?;
        let mut spoken = sound::samples(&wav)?;
        sound::to_a_track(&mut spoken);
        tracks.push(Track {
            title: part.title,
            start,
        });
        start += spoken.len();
        keep(spoken)?;
    }
    Ok(tracks)
}

/// What is said, for a person to read aloud: as the voice would say it, a blank line where it pauses.
pub fn script(letter: &Letter, proof: bool) -> String {
    let said: Vec<String> = parts(letter, proof)
        .into_iter()
        .flat_map(|part| part.said)
        .collect();
    let mut out = said.join("\n\n");
    out.push('\n');
    out
}

/// What one track says.
struct Part {
    title: String,
    said: Vec<String>,
}

fn parts(letter: &Letter, proof: bool) -> Vec<Part> {
    let mut parts = vec![Part {
        title: "Beginning".into(),
        said: Vec::new(),
    }];
    let mut quoting = false;
    for piece in flat(letter, proof) {
        if let Piece::Title(words) | Piece::Heading(words) = &piece
            && parts.len() < MOST_TRACKS
        {
            parts.push(Part {
                title: words.clone(),
                said: Vec::new(),
            });
        }
        let Some(last) = parts.last_mut() else {
            continue;
        };
        let quoted = matches!(piece, Piece::Quoted(_));
        if quoted != quoting {
            last.said
                .push(if quoted { "Quote." } else { "End of quote." }.into());
            quoting = quoted;
        }
        match piece {
            Piece::Apart => {}
            Piece::Item(Some(nth), words) => last
                .said
                .push(ended(format!("{nth}. {}", say::say(&words)))),
            Piece::Title(words)
            | Piece::Heading(words)
            | Piece::Item(None, words)
            | Piece::Row(words)
            | Piece::Paragraph(words)
            | Piece::Quoted(words)
            | Piece::Gap(words) => last.said.push(ended(say::say(&words))),
        }
    }
    parts.retain(|part| !part.said.is_empty());
    parts
}

/// A voice falls at a full stop.
fn ended(words: String) -> String {
    if words.ends_with(['.', '!', '?', ':', ';', ',']) {
        words
    } else {
        format!("{words}.")
    }
}

/// For the voice: paragraphs with pauses, and no word of the letter a mark-up.
fn ssml(said: &[String]) -> String {
    let mut out = String::from("<speak>");
    for words in said {
        out.push_str("<p>");
        for c in words.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                c if c.is_control() => out.push(' '),
                c => out.push(c),
            }
        }
        out.push_str("</p><break time=\"400ms\"/>");
    }
    out.push_str("</speak>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use letters::{Block, Inline, acknowledgement, final_response, sample};

    #[test]
    fn the_script_says_everything_in_order() {
        let script = script(&final_response(&sample::final_response()), true);
        assert!(script.starts_with(
            "Preview: not sent.\n\nFlexible Resolution Services.\n\n3300 Daresbury Park."
        ));
        let quote = "Quote.\n\nAn apology, and to know what will change.\n\nEnd of quote.\n\nHow we looked into it.";
        assert!(script.contains(quote));
        assert!(
            script.contains("Our reference S C, 2 0 2 6, 0 0 0 3 4 1.")
                && script.contains("75 pounds")
        );
        assert!(script.ends_with(
            "Senior complaint executive.\n\nruth dot adeyemi at redress dot example.\n"
        ));
    }

    #[test]
    fn a_letter_that_leaves_on_another_day_says_that_day() {
        for letter in sample::all_with_places() {
            let said = script(&letter.dated(&sample::other_days()), false);
            let (old, new) = sample::dates(&letter);
            assert!(old.iter().all(|day| !said.contains(day)), "{said}");
            assert!(new.iter().all(|day| said.contains(day)), "{said}");
        }
    }

    #[test]
    fn words_are_no_markup_for_the_voice() {
        let said = ["</p><audio src=\"/etc/passwd\"/> & \u{0}x".to_owned()];
        assert_eq!(
            ssml(&said),
            "<speak><p>&lt;/p&gt;&lt;audio src=\"/etc/passwd\"/&gt; &amp;  x</p><break time=\"400ms\"/></speak>"
        );
    }

    #[test]
    fn without_a_voice_it_says_so_and_too_much_is_refused() {
        let mut letter = acknowledgement(&sample::acknowledgement());
        let none = speech(&letter, None, false);
        assert!(matches!(none, Err(Failed::NotInstalled("espeak-ng"))));
        let false_voice = speech(&letter, Some(Path::new("/bin/cat")), false);
        assert!(matches!(false_voice, Err(Failed::Tool(_))));
        letter.blocks = vec![Block::Paragraph(vec![Inline::Text("word ".repeat(20_000))])];
        assert!(matches!(
            speech(&letter, Some(Path::new("/bin/cat")), false),
            Err(Failed::TooLong)
        ));
    }

    #[test]
    fn the_sheet_names_each_track_and_the_file_has_the_length_it_says() {
        let track = |title: &str, start| Track {
            title: title.into(),
            start,
        };
        let spoken = Speech {
            samples: vec![7; 22_050 * 9],
            tracks: vec![track("Beginning", 0), track("\"A\"", 22_050 * 4)],
        };
        assert_eq!(
            spoken.cue("letter.wav"),
            "FILE \"letter.wav\" WAVE\r\n  TRACK 01 AUDIO\r\n    TITLE \"Beginning\"\r\n    INDEX 01 00:00:00\r\n  \
             TRACK 02 AUDIO\r\n    TITLE \"'A'\"\r\n    INDEX 01 00:04:00\r\n"
        );
        let said = spoken.wav_bytes();
        assert_eq!(spoken.seconds(), 9);
        assert_eq!(spoken.wav().map(|some| some.len()).sum::<usize>(), said);
    }
}
