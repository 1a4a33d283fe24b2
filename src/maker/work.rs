//! What a child is asked for and what it answers. Both sides are always the same program, so the words between them
//! need no version.
use super::limits::Bounds;
use super::{Line, NotMade, Whose};
use formats::braille::{Grade, braille};
use formats::pdf::{self, Bundle, Print};
use formats::speech::{self, Track};
use formats::{Failed, tools};
use letters::Letter;
use serde::{Deserialize, Serialize};

/// What is to be made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Work {
    /// `proof`: the letter has not gone, and says so.
    Pdf {
        letter: Letter,
        print: Print,
        proof: bool,
    },
    Braille {
        letter: Letter,
        proof: bool,
    },
    /// What comes back is the samples of the voice.
    Speech {
        letter: Letter,
        proof: bool,
    },
    Bundle(Bundle),
    /// PDFs of ours as one document. They follow the request, each in a frame of its own.
    Batch(#[serde(skip)] Vec<Vec<u8>>),
}

impl Work {
    pub(super) fn line(&self, whose: Whose) -> Line {
        match self {
            Self::Bundle(_) | Self::Batch(_) => Line::Background,
            _ if whose == Whose::Outbox => Line::Background,
            _ => Line::Now,
        }
    }
    pub(super) fn bounds(&self) -> Bounds {
        match self {
            Self::Pdf { .. } | Self::Braille { .. } => Bounds::NOW,
            Self::Speech { .. } => Bounds::SOUND,
            Self::Bundle(_) | Self::Batch(_) => Bounds::BACKGROUND,
        }
    }
}

/// The first frame of a request.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    pub work: Work,
    pub cpu_seconds: u64,
    /// So many frames follow.
    pub pieces: usize,
}

impl Request {
    pub(super) fn new(work: Work, bounds: Bounds) -> Self {
        let pieces = match &work {
            Work::Batch(letters) => letters.len(),
            _ => 0,
        };
        Self {
            work,
            cpu_seconds: bounds.cpu_seconds,
            pieces,
        }
    }
}

/// The last frame of an answer, after the bytes and an empty frame.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct End {
    pub failed: Option<Failure>,
    /// Of sound.
    pub tracks: Vec<Track>,
    /// The program that contracts Braille is there and failed.
    pub uncontracted: bool,
    /// The child ends now.
    pub last: bool,
}

/// Why the child could not make it. Nothing in it is a word of the letter.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Failure {
    Typesetting(String),
    Tool(String),
    Slow,
    NotInstalled(String),
    TooLong,
    /// At this line of ours or of a library.
    Panicked(String),
}

impl From<Failed> for Failure {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Typesetting(why) => Self::Typesetting(why),
            Failed::Tool(why) => Self::Tool(why),
            Failed::Slow(_) => Self::Slow,
            Failed::NotInstalled(name) => Self::NotInstalled(name.to_owned()),
            Failed::TooLong => Self::TooLong,
        }
    }
}

impl From<Failure> for NotMade {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Typesetting(why) | Failure::Tool(why) => Self::Failed(why),
            Failure::Slow => Self::Slow,
            Failure::NotInstalled(name) => Self::NotInstalled(name),
            Failure::TooLong => Self::TooLong,
            Failure::Panicked(place) => Self::Panicked(place),
        }
    }
}

/// Makes it; `out` is given the bytes as they are made. In the child.
///
/// # Errors
/// Why it cannot be made, and what `out` refuses.
pub(super) fn make(
    work: Work,
    out: &mut dyn FnMut(&[u8]) -> Result<(), Failed>,
) -> Result<End, Failed> {
    let mut end = End::default();
    match work {
        Work::Pdf {
            letter,
            print,
            proof,
        } => out(&if proof {
            pdf::proof(&letter, print)?
        } else {
            pdf::pdf(&letter, print)?
        })?,
        Work::Braille { letter, proof } => {
            let tool = tools::look_up(tools::LOU_TRANSLATE);
            let made = braille(&letter, tool.as_deref(), proof);
            end.uncontracted = tool.is_some() && made.grade == Grade::Uncontracted;
            out(&serde_json::to_vec(&made).map_err(|e| Failed::Typesetting(e.to_string()))?)?;
        }
        Work::Speech { letter, proof } => {
            let tool = tools::look_up(tools::ESPEAK_NG);
            end.tracks = speech::speak(&letter, tool.as_deref(), proof, &mut |samples| {
                let bytes: Vec<u8> = samples.into_iter().flat_map(i16::to_le_bytes).collect();
                out(&bytes)
            })?;
        }
        Work::Bundle(bundle) => out(&pdf::bundle(&bundle)?)?,
        Work::Batch(letters) => out(&pdf::binding::bound(&letters)?)?,
    }
    Ok(end)
}
