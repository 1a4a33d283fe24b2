//! A mail server for tests: it keeps what it is given, and answers as it is told.
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// One message as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub from: String,
    pub to: String,
    /// As it went over the wire, the dots undone.
    pub bytes: Vec<u8>,
}

impl Given {
    /// The Message-ID's line.
    pub fn id(&self) -> String {
        let text = String::from_utf8_lossy(&self.bytes);
        let line = text.lines().find(|l| l.starts_with("Message-ID: "));
        line.unwrap_or_default()["Message-ID: ".len()..].to_owned()
    }
}

#[derive(Clone)]
pub struct Smtp {
    /// `smtp://127.0.0.1:40123`
    pub url: String,
    given: Arc<Mutex<Vec<Given>>>,
    /// What it answers a whole message with; accepted when none.
    answer: Arc<Mutex<Option<String>>>,
}

impl Smtp {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            url: format!("smtp://{}", listener.local_addr().unwrap()),
            given: Arc::default(),
            answer: Arc::default(),
        };
        let ours = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let ours = ours.clone();
                std::thread::spawn(move || ours.talk(stream));
            }
        });
        server
    }
    /// From now on it answers this, such as `451 Later`; accepts when empty.
    pub fn answer(&self, words: &str) {
        *self.answer.lock().unwrap() = Some(words.to_owned()).filter(|w| !w.is_empty());
    }
    /// Everything it accepted.
    pub fn given(&self) -> Vec<Given> {
        self.given.lock().unwrap().clone()
    }
    fn talk(&self, stream: TcpStream) -> Option<()> {
        let mut out = stream.try_clone().ok()?;
        let mut lines = BufReader::new(stream);
        let mut say = |words: &str| out.write_all(format!("{words}\r\n").as_bytes()).ok();
        say("220 test")?;
        let (mut from, mut to) = (String::new(), String::new());
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end();
            match line.get(..4).unwrap_or(line).to_uppercase().as_str() {
                "EHLO" => say("250-test\r\n250 8BITMIME")?,
                "MAIL" => {
                    from = between(line);
                    say("250 OK")?
                }
                "RCPT" => {
                    to = between(line);
                    say("250 OK")?
                }
                "DATA" => {
                    say("354 go on")?;
                    let bytes = message(&mut lines)?;
                    let told = self.answer.lock().unwrap().clone();
                    if let Some(words) = told {
                        say(&words)?;
                        continue;
                    }
                    // Before it is answered: whoever is killed meanwhile has sent it.
                    self.given.lock().unwrap().push(Given {
                        from: from.clone(),
                        to: to.clone(),
                        bytes,
                    });
                    say("250 OK kept")?
                }
                "QUIT" => {
                    say("221 bye")?;
                    return None;
                }
                _ => say("250 OK")?,
            }
        }
    }
}

fn between(line: &str) -> String {
    let inner = line
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or("", |(inner, _)| inner).to_owned()
}

fn message(lines: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line).ok()? == 0 {
            return None;
        }
        if line == b".\r\n" {
            // The line end before the dot is the protocol's.
            bytes.truncate(bytes.len().saturating_sub(2));
            return Some(bytes);
        }
        let dotted = line.first() == Some(&b'.');
        bytes.extend(line.iter().skip(usize::from(dotted)));
    }
}
