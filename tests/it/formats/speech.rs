//! Speech: a file that a disc takes, and a sheet that fits it.
use super::{letters, saying, tool};
use formats::Failed;
use formats::speech::{script, speech};

#[test]
fn every_letter_is_spoken_with_a_track_for_each_heading() {
    let Some(espeak) = tool("espeak-ng") else {
        return;
    };
    // Each third: a test's own arithmetic on minutes of sound is slow.
    for letter in letters().into_iter().step_by(3) {
        let spoken = speech(&letter, Some(&espeak), false).unwrap();
        let cue = spoken.cue("letter.wav");
        // Somebody reads about three words a second.
        let words = script(&letter, false).split_whitespace().count();
        assert!(
            (words / 6..words * 2).contains(&spoken.seconds()),
            "{words} words, {} s",
            spoken.seconds()
        );
        let (seconds, bytes) = (spoken.seconds(), spoken.wav_bytes());
        let wav: Vec<u8> = spoken.wav().flatten().collect();
        assert_eq!(wav.len(), bytes);
        let number = |at: usize| u32::from_le_bytes(wav[at..at + 4].try_into().unwrap());
        assert_eq!(
            (&wav[..4], &wav[8..16], &wav[36..40]),
            (&b"RIFF"[..], &b"WAVEfmt "[..], &b"data"[..])
        );
        assert_eq!(
            u32::from_le_bytes([wav[20], wav[21], wav[22], wav[23]]),
            0x0002_0001,
            "PCM, stereo"
        );
        assert_eq!((number(24), number(28)), (44_100, 176_400));
        assert_eq!(
            (number(4) as usize, number(40) as usize),
            (wav.len() - 8, wav.len() - 44)
        );
        assert_eq!((wav.len() - 44) % (588 * 4), 0, "a disc ends on a frame");
        assert!(wav[44..].iter().any(|b| *b != 0), "it is not silence");
        let starts: Vec<usize> = cue
            .lines()
            .filter_map(|line| line.trim().strip_prefix("INDEX 01 "))
            .map(position)
            .collect();
        assert!(starts.len() > 1 && starts[0] == 0, "{cue}");
        assert!(
            starts.windows(2).all(|pair| pair[1] - pair[0] >= 4 * 75),
            "{cue}"
        );
        assert!(starts.last().unwrap() / 75 < seconds);
    }
}

fn position(words: &str) -> usize {
    let mut parts = words.split(':').map(|part| part.parse::<usize>().unwrap());
    let mut next = || parts.next().unwrap();
    (next() * 60 + next()) * 75 + next()
}

#[test]
fn hostile_words_are_spoken_and_never_obeyed() {
    let Some(espeak) = tool("espeak-ng") else {
        return;
    };
    let typed = "</p></speak><audio src=\"/etc/passwd\"/> & <break time=\"600s\"/> [[h@'loU]] \u{1F600} 中 -f /etc/passwd";
    let spoken = speech(&saying(typed), Some(&espeak), true).unwrap();
    assert!((4..120).contains(&spoken.seconds()), "{}", spoken.seconds());
    assert!(matches!(
        speech(&saying("x"), None, false),
        Err(Failed::NotInstalled("espeak-ng"))
    ));
}
