//! Sound as it is kept (the voice's own 22,050 samples a second) and as a disc wants it: twice as many, in stereo.
use crate::Failed;

/// Samples a second of the voice.
pub(super) const VOICE: u32 = 22_050;
/// Samples a second of a disc: exactly twice the voice's.
const DISC: u32 = 2 * VOICE;
/// Bytes of one moment on a disc: two channels of 16 bits.
const MOMENT: u32 = 4;
/// A track begins on a frame; there are 75 a second.
const FRAME: usize = 22_050 / 75;
/// A track of a disc lasts four seconds at the least.
const SHORTEST: usize = 4 * 22_050;

/// The samples of a WAV file of the voice. What its header says of its length is not believed: it was written before
/// the end was known.
pub(super) fn samples(wav: &[u8]) -> Result<Vec<i16>, Failed> {
    let odd = |what: &str| Failed::Tool(format!("the voice gave {what}"));
    if wav.get(..4) != Some(b"RIFF") || wav.get(8..12) != Some(b"WAVE") {
        return Err(odd("no WAV file"));
    }
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .rev()
            .fold(0_usize, |n, b| (n << 8) | usize::from(*b))
    };
    let mut at = 12;
    while let Some(head) = wav.get(at..at + 8) {
        let (name, length) = head.split_at(4);
        let body = wav.get(at + 8..).unwrap_or_default();
        match name {
            b"fmt " => {
                // PCM, one channel, the voice's rate, 16 bits.
                let said = [(0..2, 1), (2..4, 1), (4..8, VOICE as usize), (14..16, 16)];
                if said
                    .into_iter()
                    .any(|(place, is)| body.get(place).map(number) != Some(is))
                {
                    return Err(odd("another kind of sound"));
                }
            }
            b"data" => {
                let pairs = body.chunks_exact(2);
                let sample = |pair: &[u8]| Some(i16::from_le_bytes(pair.try_into().ok()?));
                return Ok(pairs.filter_map(sample).collect());
            }
            _ => {}
        }
        at += 8 + number(length);
    }
    Err(odd("no sound"))
}

/// Silence after the samples until a track may end there.
pub(super) fn to_a_track(samples: &mut Vec<i16>) {
    let length = samples.len().max(SHORTEST).next_multiple_of(FRAME);
    samples.resize(length, 0);
}

/// The head of a WAV file for a disc with so many samples of the voice.
pub(super) fn head(samples: usize) -> Vec<u8> {
    let bytes = u32::try_from(samples)
        .unwrap_or(u32::MAX)
        .saturating_mul(2 * MOMENT);
    let mut out = Vec::with_capacity(44);
    out.extend(b"RIFF");
    out.extend(bytes.saturating_add(36).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16_u32.to_le_bytes());
    out.extend(1_u16.to_le_bytes());
    out.extend(2_u16.to_le_bytes());
    out.extend(DISC.to_le_bytes());
    out.extend((DISC * MOMENT).to_le_bytes());
    out.extend(4_u16.to_le_bytes());
    out.extend(16_u16.to_le_bytes());
    out.extend(b"data");
    out.extend(bytes.to_le_bytes());
    out
}

/// The samples as a disc wants them, halfway values between each two; `next` is the sample that follows them.
pub(super) fn for_disc(samples: &[i16], next: i16) -> Vec<u8> {
    let mut out = Vec::with_capacity(samples.len() * 8);
    let following = samples.iter().skip(1).copied().chain([next]);
    for (&now, then) in samples.iter().zip(following) {
        let [a, b] = now.to_le_bytes();
        let [c, d] = now.midpoint(then).to_le_bytes();
        out.extend_from_slice(&[a, b, a, b, c, d, c, d]);
    }
    out
}

/// Minutes, seconds and frames into the disc, `MM:SS:FF`.
pub(super) fn position(samples: usize) -> String {
    let frames = samples / FRAME;
    format!(
        "{:02}:{:02}:{:02}",
        frames / 75 / 60,
        frames / 75 % 60,
        frames % 75
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(channels: u8) -> Vec<u8> {
        let mut wav = b"RIFF\xff\xff\xff\x7fWAVELIST\x02\0\0\0xxfmt \x10\0\0\0\x01\0".to_vec();
        wav.extend([channels, 0]);
        wav.extend(VOICE.to_le_bytes());
        wav.extend([0x44, 0xac, 0, 0, 2, 0, 16, 0]);
        wav.extend(b"data\0\xf0\xff\x7f\x01\0\xff\xff\x07");
        wav
    }

    #[test]
    fn the_voice_is_read_whatever_its_header_says_of_its_length() {
        assert_eq!(samples(&voice(1)).unwrap(), [1, -1]);
        for odd in [
            voice(2),
            b"RIFF".to_vec(),
            voice(1)[..40].to_vec(),
            Vec::new(),
        ] {
            assert!(samples(&odd).is_err());
        }
    }

    #[test]
    fn a_disc_gets_twice_the_samples_twice() {
        assert_eq!(
            for_disc(&[10, 20], 40),
            [10, 0, 10, 0, 15, 0, 15, 0, 20, 0, 20, 0, 30, 0, 30, 0]
        );
        let head = head(2);
        assert_eq!(head.len(), 44);
        assert_eq!(head[40..44], 16_u32.to_le_bytes());
        assert_eq!(head[4..8], 52_u32.to_le_bytes());
        assert_eq!(head[28..32], 176_400_u32.to_le_bytes());
    }

    #[test]
    fn tracks_are_long_enough_and_end_on_a_frame() {
        let mut short = vec![1; 10];
        to_a_track(&mut short);
        assert_eq!(short.len(), 88_200);
        let mut long = vec![1; 88_201];
        to_a_track(&mut long);
        assert_eq!(long.len(), 88_200 + 294);
        assert_eq!(position(88_200 + 294), "00:04:01");
        assert_eq!(position(22_050 * 61), "01:01:00");
    }
}
