//! `redress letters`.
use super::{Place, Result};
use ::letters::Letter;
use formats::braille::braille;
use formats::{Failed, pdf, speech, tools};
use procedure::vocabulary::LetterKind;
use redress::clock::Clock;
use redress::jobs::message::{Parts, message};
use redress::web::assessor_pack;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use storage::letters;

/// Proof sheets are sent to nobody.
const FROM: &str = "redress@redress.invalid";

#[derive(clap::Args)]
pub struct Letters {
    #[command(flatten)]
    place: Place,
    /// The folder that they are written to; made if it is not there.
    #[arg(long)]
    out: PathBuf,
}

impl Letters {
    /// Writes the newest letter of each kind in every format. A kind of which there is none is named and left out.
    pub fn run(&self) -> Result<ExitCode> {
        let db = self.place.open()?;
        std::fs::create_dir_all(&self.out)
            .map_err(|e| format!("the folder {} cannot be used: {e}", self.out.display()))?;
        let bound = db.read_now(|conn| assessor_pack::newest(conn, Clock::System.now()))?;
        if let Some((cover, papers)) = &bound {
            self.write(cover)?;
            whole(&self.out.join("assessor_pack.pdf"), [pdf::bundle(papers)?])?;
        }
        let with_cover = |kind: &LetterKind| *kind == LetterKind::AssessorCover && bound.is_some();
        for kind in LetterKind::ALL.iter().copied().filter(|k| !with_cover(k)) {
            match db.read_now(|conn| letters::newest(conn, kind))? {
                None => println!(
                    "{}: no letter of this kind is in the database.",
                    kind.as_str()
                ),
                Some(tree) => {
                    let letter = serde_json::from_str(&tree).map_err(|e| {
                        format!("the newest letter {} cannot be read: {e}", kind.as_str())
                    })?;
                    self.write(&letter)?;
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn write(&self, letter: &Letter) -> Result<()> {
        let kind = letter.kind.as_str();
        let to = |ending: &str| self.out.join(format!("{kind}{ending}"));
        whole(&to(".pdf"), [pdf::pdf(letter, pdf::Print::Standard)?])?;
        whole(&to("-large.pdf"), [pdf::pdf(letter, pdf::Print::Large)?])?;
        whole(&to(".txt"), [letter.text().into_bytes()])?;
        whole(&to(".html"), [letter.email_html().into_bytes()])?;
        whole(&to(".eml"), [email(letter)?])?;
        let braille = braille(
            letter,
            tools::look_up(tools::LOU_TRANSLATE).as_deref(),
            false,
        );
        whole(&to(".brf"), [braille.brf().into_bytes()])?;
        let spoken =
            match speech::speech(letter, tools::look_up(tools::ESPEAK_NG).as_deref(), false) {
                Ok(spoken) => {
                    whole(
                        &to(".cue"),
                        [spoken.cue(&format!("{kind}.wav")).into_bytes()],
                    )?;
                    whole(&to(".wav"), spoken.wav())?;
                    "audio".to_owned()
                }
                Err(why @ (Failed::NotInstalled(_) | Failed::TooLong)) => {
                    format!("no audio, because {why}")
                }
                Err(other) => return Err(other.into()),
            };
        println!(
            "{kind}: print, large print, text, HTML, {}, {spoken}.",
            braille.grade.label()
        );
        Ok(())
    }
}

/// As it would be mailed to an address of nobody's.
fn email(letter: &Letter) -> Result<Vec<u8>> {
    let print = pdf::pdf(letter, pdf::Print::Standard)?;
    let to = letter.addressee.first().map_or("", String::as_str);
    let midday = letter.date.and_hms_opt(12, 0, 0).unwrap_or_default();
    Ok(message(&Parts {
        letter: 0,
        from: (letter.letterhead.first().map_or("", String::as_str), FROM),
        to: (to, "proof@redress.invalid"),
        reply_to: None,
        subject: &letter.subject,
        message_id: "<proof@redress.invalid>",
        date: midday.and_utc(),
        thread: &[],
        text: &letter.text(),
        html: letter.email_html(),
        pdf: Some((&format!("{}.pdf", letter.kind.as_str()), print)),
    })?)
}

/// The file whole or not at all: written beside its place, then moved there.
fn whole(path: &Path, pieces: impl IntoIterator<Item = Vec<u8>>) -> Result<()> {
    let beside = path.with_added_extension("part");
    let written = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&beside)?;
        for piece in pieces {
            file.write_all(&piece)?;
        }
        file.sync_all()?;
        std::fs::rename(&beside, path)
    };
    written().map_err(|e| format!("{} cannot be written: {e}", path.display()).into())
}
