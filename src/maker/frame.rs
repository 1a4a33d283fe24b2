//! Frames on a pipe: four bytes of length, the least first, then so many bytes.
use std::io::{self, Read, Write};

/// Writes one.
///
/// # Errors
/// The pipe's; `InvalidInput` for one of 4 GB or more.
pub(super) fn write(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::InvalidInput)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(bytes)
}

/// Reads one of at most `most` bytes; none when there is no other. A length is not believed: memory is taken for what
/// has come.
///
/// # Errors
/// The pipe's; `UnexpectedEof` for half a frame; `FileTooLarge` for one that is too long.
pub(super) fn read(input: &mut impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    if input.read(&mut length[..1])? == 0 {
        return Ok(None);
    }
    input.read_exact(&mut length[1..])?;
    let length = u64::from(u32::from_le_bytes(length));
    if length > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::new();
    let read = input.take(length).read_to_end(&mut bytes)?;
    if u64::try_from(read) == Ok(length) {
        Ok(Some(bytes))
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_as_they_were_and_half_a_frame_is_none() {
        let mut pipe = Vec::new();
        write(&mut pipe, b"one").unwrap();
        write(&mut pipe, b"").unwrap();
        write(&mut pipe, b"three").unwrap();
        let mut input = pipe.as_slice();
        let mut next = || read(&mut input, 5).unwrap();
        assert_eq!(next().unwrap(), b"one");
        assert_eq!(next().unwrap(), b"");
        assert_eq!(next().unwrap(), b"three");
        assert_eq!(next(), None);
        for cut in [1, 3, 5] {
            assert!(read(&mut &pipe[..cut], 5).is_err(), "{cut}");
        }
        let long = read(&mut &pipe[..], 2).unwrap_err();
        assert_eq!(long.kind(), io::ErrorKind::FileTooLarge);
        // Four gigabytes promised, three bytes there.
        assert!(read(&mut &b"\xff\xff\xff\xffabc"[..], u64::MAX).is_err());
    }
}
