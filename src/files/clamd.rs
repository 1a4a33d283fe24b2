//! A virus scanner of our own network, when there is one: clamd, asked with INSTREAM.
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The longest wait for one file.
const LONGEST: Duration = Duration::from_mins(1);
/// Bytes sent at once.
const PIECE: usize = 64 * 1024;

/// What is known about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Clean,
    /// What it is called.
    Infected(String),
    /// There is no scanner, or none that answers, or it would not look at this file.
    Unavailable(&'static str),
}

/// Has a file looked over by the clamd at `host:port`. Never fails: what could not be scanned is said to be so.
pub async fn scan(address: &str, bytes: impl AsyncRead + Unpin) -> Verdict {
    match timeout(LONGEST, ask(address, bytes)).await {
        Ok(Ok(answer)) => verdict(&answer),
        Ok(Err(_)) => Verdict::Unavailable("the virus scanner cannot be reached"),
        Err(_) => Verdict::Unavailable("the virus scanner did not answer in time"),
    }
}

async fn ask(address: &str, mut bytes: impl AsyncRead + Unpin) -> std::io::Result<String> {
    let mut clamd = TcpStream::connect(address).await?;
    clamd.write_all(b"zINSTREAM\0").await?;
    let mut piece = vec![0_u8; PIECE];
    loop {
        let read = bytes.read(&mut piece).await?;
        let length = u32::try_from(read).unwrap_or_default().to_be_bytes();
        // It hangs up on what is too large, and has said so then: the answer is read all the same.
        if clamd.write_all(&length).await.is_err() || read == 0 {
            break;
        }
        let sent = piece.get(..read).unwrap_or_default();
        if clamd.write_all(sent).await.is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    clamd.take(1000).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer)
        .trim_matches(['\0', '\n', ' '])
        .to_owned())
}

/// `stream: OK`, `stream: Eicar-Test-Signature FOUND`; anything else is no verdict.
fn verdict(answer: &str) -> Verdict {
    let said = answer.strip_prefix("stream:").map(str::trim);
    match said {
        Some("OK") => Verdict::Clean,
        Some(said) => match said.strip_suffix(" FOUND") {
            Some(name) => Verdict::Infected(
                name.chars()
                    .filter(|c| c.is_ascii_graphic())
                    .take(100)
                    .collect(),
            ),
            None => Verdict::Unavailable("the virus scanner refused to scan it"),
        },
        None => Verdict::Unavailable("the virus scanner refused to scan it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    /// A clamd of twenty lines: finds one word, and hangs up on more than `most` bytes.
    async fn fake(most: usize) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(async move {
            while let Ok((mut peer, _)) = listener.accept().await {
                let mut hello = [0_u8; 10];
                peer.read_exact(&mut hello).await.unwrap();
                let mut all = Vec::new();
                loop {
                    let length = peer.read_u32().await.unwrap() as usize;
                    let mut piece = vec![0_u8; length];
                    peer.read_exact(&mut piece).await.unwrap();
                    all.extend(piece);
                    if length == 0 || all.len() > most {
                        break;
                    }
                }
                let said: &[u8] = if all.len() > most {
                    b"INSTREAM size limit exceeded. ERROR\0"
                } else if all.windows(5).any(|w| w == b"EICAR") {
                    b"stream: Eicar-Test FOUND\0"
                } else {
                    b"stream: OK\0"
                };
                peer.write_all(said).await.unwrap();
            }
        });
        address
    }

    #[tokio::test]
    async fn what_it_says() {
        let clamd = fake(200_000).await;
        assert_eq!(scan(&clamd, &b"hello"[..]).await, Verdict::Clean);
        let long = [vec![b'x'; 150_000], b"EICAR".to_vec()].concat();
        assert_eq!(
            scan(&clamd, &long[..]).await,
            Verdict::Infected("Eicar-Test".into())
        );
        let larger = vec![b'x'; 300_000];
        assert!(matches!(
            scan(&clamd, &larger[..]).await,
            Verdict::Unavailable(_)
        ));
        assert!(matches!(
            scan("127.0.0.1:1", &b"x"[..]).await,
            Verdict::Unavailable(_)
        ));
    }
}
