//! A letter as the files that leave: print, Braille, sound. Each document is made in a child, as any other.
use super::{Maker, NotMade, Whose, Work};
use formats::pdf::Print;
use formats::speech;
use letters::Letter;
use procedure::delivery::Way;
use procedure::vocabulary::LetterFormat;
use std::io::Read;

/// About eight minutes of sound for a disc: more is too much for a row of the database.
const LARGEST_SOUND: usize = 90_000_000;

/// A file with its name.
#[derive(Debug, Clone)]
pub struct Named {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What a letter was made into.
#[derive(Debug, Clone)]
pub struct Files {
    pub files: Vec<Named>,
    /// What whoever makes or sends it should know; usually nothing.
    pub note: String,
}

impl Maker {
    /// The files of a letter that goes this way in this format; their names begin with `stem`. Of an email, the print
    /// that is attached. For a thread that may wait.
    ///
    /// # Errors
    /// As [`Maker::make`].
    pub fn files_here(
        &self,
        whose: Whose,
        letter: Letter,
        (way, format): (Way, LetterFormat),
        stem: &str,
    ) -> Result<Files, NotMade> {
        match (way, format) {
            (Way::Order, LetterFormat::Braille) => self.embossed(whose, letter, stem),
            (Way::Order, LetterFormat::AudioCd) => self.spoken(whose, letter, stem),
            (
                Way::Order,
                LetterFormat::Standard | LetterFormat::LargePrint | LetterFormat::Other,
            )
            | (Way::Email | Way::Post, _) => self.printed(whose, letter, format, stem),
        }
    }

    fn printed(
        &self,
        whose: Whose,
        letter: Letter,
        format: LetterFormat,
        stem: &str,
    ) -> Result<Files, NotMade> {
        let work = Work::Pdf {
            letter,
            print: match format {
                LetterFormat::LargePrint => Print::Large,
                LetterFormat::Standard
                | LetterFormat::Braille
                | LetterFormat::AudioCd
                | LetterFormat::Other => Print::Standard,
            },
            proof: false,
        };
        let bytes = self.make_here(whose, work)?.body().into_bytes()?;
        Ok(Files {
            files: vec![named(stem, "pdf", bytes)],
            note: String::new(),
        })
    }

    fn embossed(&self, whose: Whose, letter: Letter, stem: &str) -> Result<Files, NotMade> {
        let proof = false;
        let work = Work::Braille { letter, proof };
        let made = self.make_here(whose, work)?.braille()?;
        Ok(Files {
            files: vec![named(stem, "brf", made.brf().into_bytes())],
            note: format!(
                "Made as {}; no Braille reader has proof-read it",
                made.grade.label()
            ),
        })
    }

    /// The sound of a disc with its cue sheet. Where no voice is installed, or the letter is too long to keep as
    /// sound, the words for a person to read aloud: the letter is on order all the same.
    fn spoken(&self, whose: Whose, letter: Letter, stem: &str) -> Result<Files, NotMade> {
        let script = speech::script(&letter, false).into_bytes();
        let proof = false;
        let made = self.make_here(whose, Work::Speech { letter, proof });
        let why = match made.map(super::Made::sound) {
            Ok(sound) if sound.wav_bytes() <= LARGEST_SOUND => {
                let cue = sound.cue(&format!("{stem}.wav")).into_bytes();
                let mut bytes = Vec::with_capacity(sound.wav_bytes());
                let read = sound.wav().read_to_end(&mut bytes);
                read.map_err(|e| NotMade::Died(e.to_string()))?;
                return Ok(Files {
                    files: vec![named(stem, "wav", bytes), named(stem, "cue", cue)],
                    note: String::new(),
                });
            }
            Ok(_) => "it is too long to be kept as sound".to_owned(),
            Err(passing) if passing.is_passing() => return Err(passing),
            Err(why) => why.plainly(),
        };
        Ok(Files {
            files: vec![named(stem, "txt", script)],
            note: format!("To be read aloud by a person: {why}"),
        })
    }
}

fn named(stem: &str, end: &str, bytes: Vec<u8>) -> Named {
    Named {
        name: format!("{stem}.{end}"),
        bytes,
    }
}
