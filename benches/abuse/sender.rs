//! A client that expects the worst: every answer and every broken connection is a result, never an end.
use std::io::{BufRead, BufReader, Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

/// The longest that anybody waits for an answer.
const PATIENCE: Duration = Duration::from_secs(70);

#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header, its name in small letters.
    pub fn header(&self, name: &str) -> Option<String> {
        self.head.lines().find_map(|line| {
            let (is, value) = line.split_once(':')?;
            (is.eq_ignore_ascii_case(name)).then(|| value.trim().to_owned())
        })
    }
    pub fn html(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// One browser: its address, its cookies, its connection.
pub struct Sender {
    pub address: String,
    pub cookie: String,
    line: Option<BufReader<TcpStream>>,
}

impl Sender {
    pub fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            cookie: String::new(),
            line: None,
        }
    }
    /// Signs in; the cookies of the answer are kept.
    pub fn sign_in(address: &str, email: &str) -> Result<Self> {
        let mut sender = Self::new(address);
        let form = [("email", email), ("password", super::PASSWORD)];
        let answer = sender.form("/sign-in", &form)?;
        if answer.status != 303 {
            return Err(Error::other(format!("{email} gets {}", answer.status)));
        }
        let cookies = answer.head.lines().filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            let own = name.eq_ignore_ascii_case("set-cookie");
            own.then(|| {
                value
                    .split(';')
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_owned()
            })
        });
        sender.cookie = cookies.collect::<Vec<_>>().join("; ");
        Ok(sender)
    }
    /// The same browser on a connection of its own.
    pub fn again(&self) -> Self {
        Self {
            address: self.address.clone(),
            cookie: self.cookie.clone(),
            line: None,
        }
    }
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.send("GET", path, "", b"")
    }
    pub fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        let body = serde_urlencoded::to_string(fields).unwrap_or_default();
        self.send(
            "POST",
            path,
            "application/x-www-form-urlencoded",
            body.as_bytes(),
        )
    }
    pub fn send(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<Answer> {
        let answer = self.try_send(method, path, kind, body);
        if answer.is_err() {
            self.line = None;
        }
        answer
    }
    fn try_send(&mut self, method: &str, path: &str, kind: &str, body: &[u8]) -> Result<Answer> {
        let head = self.head(method, path, kind, body.len());
        let line = match &mut self.line {
            Some(line) => line,
            none => none.insert(open(&self.address)?),
        };
        line.get_mut().write_all(head.as_bytes())?;
        // Whoever refuses a body before its end has answered all the same.
        let _refused = line.get_mut().write_all(body);
        let answer = read(line)?;
        if answer
            .header("connection")
            .is_some_and(|c| c.eq_ignore_ascii_case("close"))
        {
            self.line = None;
        }
        Ok(answer)
    }
    pub fn head(&self, method: &str, path: &str, kind: &str, length: usize) -> String {
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nCookie: {1}\r\n",
            self.address, self.cookie
        );
        if method == "POST" {
            head += &format!("Content-Type: {kind}\r\nContent-Length: {length}\r\n");
        }
        head + "\r\n"
    }
}

pub fn open(address: &str) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    Ok(BufReader::new(stream))
}

fn read(line: &mut BufReader<TcpStream>) -> Result<Answer> {
    let mut answer = Answer::default();
    while !answer.head.ends_with("\r\n\r\n") {
        if line.read_line(&mut answer.head)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
    }
    let status = answer.head.get(9..12).and_then(|s| s.parse().ok());
    answer.status = status.unwrap_or(0);
    if let Some(length) = answer.header("content-length").and_then(|l| l.parse().ok()) {
        answer.body = vec![0; length];
        line.read_exact(&mut answer.body)?;
    } else if answer.header("transfer-encoding").is_some() {
        chunks(line, &mut answer.body)?;
    }
    Ok(answer)
}

fn chunks(line: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> Result<()> {
    loop {
        let mut size = String::new();
        line.read_line(&mut size)?;
        let size = usize::from_str_radix(size.trim(), 16)
            .map_err(|_| Error::from(ErrorKind::InvalidData))?;
        let mut chunk = vec![0; size + 2];
        line.read_exact(&mut chunk)?;
        if size == 0 {
            return Ok(());
        }
        chunk.truncate(size);
        body.append(&mut chunk);
    }
}
