//! The child: reads what to make on its standard input and writes what it made on its standard output, until its input
//! ends. It opens no database and holds no key; its environment names the programs it may use and nothing else.
use super::work::{self, End, Failure, Request, Work};
use super::{frame, limits};
use formats::Failed;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// Bytes of a request: the largest bundle of papers, or the letters of a batch.
const LARGEST_REQUEST: u64 = 64 << 20;
/// Bytes of a frame of what was made.
const PIECE: usize = 256 * 1024;

/// Where the last panic was. What it says may quote a letter, so only the place is kept.
static PANICKED: Mutex<String> = Mutex::new(String::new());

/// Limits this process and serves until `input` ends or the memory of the process is to be given back.
///
/// # Errors
/// When the limits cannot be set, or a pipe breaks.
pub fn serve(mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    limits::limit()?;
    std::panic::set_hook(Box::new(keep_the_place));
    let mut documents = 0;
    while let Some(request) = read(&mut input)? {
        documents += 1;
        limits::allow(request.cpu_seconds)?;
        let work = request.work;
        let mut end = answer(|out| work::make(work, out), &mut output)?;
        // What is left behind by a panic is nothing to build on.
        end.last = limits::is_worn(documents) || matches!(end.failed, Some(Failure::Panicked(_)));
        frame::write(&mut output, &[])?;
        frame::write(&mut output, &serde_json::to_vec(&end)?)?;
        output.flush()?;
        if end.last {
            break;
        }
    }
    Ok(())
}

fn keep_the_place(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    *PANICKED.lock().unwrap_or_else(PoisonError::into_inner) = place.unwrap_or_default();
}

fn read(input: &mut impl Read) -> io::Result<Option<Request>> {
    let Some(first) = frame::read(input, LARGEST_REQUEST)? else {
        return Ok(None);
    };
    let mut request: Request = serde_json::from_slice(&first)?;
    if let Work::Batch(letters) = &mut request.work {
        let mut left = LARGEST_REQUEST;
        for _ in 0..request.pieces {
            let letter = frame::read(input, left)?.ok_or(io::ErrorKind::UnexpectedEof)?;
            left = left.saturating_sub(u64::try_from(letter.len()).unwrap_or(u64::MAX));
            letters.push(letter);
        }
    }
    Ok(Some(request))
}

/// Takes the bytes of a document as they are made.
type Out<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), Failed>;

/// Writes what `make` makes and says how it ended.
fn answer(
    make: impl FnOnce(Out) -> Result<End, Failed>,
    output: &mut impl Write,
) -> io::Result<End> {
    let mut broken = None;
    let mut out = |bytes: &[u8]| {
        for piece in bytes.chunks(PIECE) {
            if let Err(error) = frame::write(output, piece) {
                broken = Some(error);
                return Err(Failed::Tool("the pipe broke".to_owned()));
            }
        }
        Ok(())
    };
    let made = catch_unwind(AssertUnwindSafe(|| make(&mut out)));
    if let Some(error) = broken {
        return Err(error);
    }
    let failed = match made {
        Ok(Ok(end)) => return Ok(end),
        Ok(Err(failed)) => failed.into(),
        Err(_) => Failure::Panicked(
            PANICKED
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        ),
    };
    Ok(End {
        failed: Some(failed),
        ..End::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// T20: what a library says when it panics may quote the letter.
    #[test]
    fn a_panic_is_a_failure_of_that_document_and_says_no_words() {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(keep_the_place));
        let mut output = Vec::new();
        let panics = |out: Out| {
            out(b"half of it")?;
            panic!("Janet Whitlock cannot be set");
        };
        let end = answer(panics, &mut output);
        std::panic::set_hook(before);
        let Some(Failure::Panicked(place)) = end.unwrap().failed else {
            panic!("it did not fail");
        };
        assert!(place.contains("serve.rs:"), "{place}");
        assert!(!place.contains("Whitlock"), "{place}");
        let mut output = Vec::new();
        let good = answer(
            |out| out(b"all of it").map(|()| End::default()),
            &mut output,
        );
        assert!(good.unwrap().failed.is_none());
        assert!(output.ends_with(b"all of it"));
    }
}
