//! As little of HTTP/1.1 as a load needs: one connection, one request after another.
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

pub struct Client {
    address: String,
    stream: BufReader<TcpStream>,
    pub cookie: String,
}

impl Client {
    pub fn new(address: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            address: address.to_owned(),
            stream: BufReader::new(stream),
            cookie: String::new(),
        }
    }
    pub fn sign_in(address: &str, email: &str, password: &str) -> Self {
        let mut client = Self::new(address);
        let body = format!(
            "email={}&password={}",
            email.replace('@', "%40"),
            password.replace(' ', "+")
        );
        let (status, head, _) = client.send("POST", "/sign-in", &body);
        assert_eq!(status, 303, "signing in");
        // The session's, and the one by which a browser is known again.
        let cookies = head.lines().filter_map(|line| {
            let set = line
                .split_once(':')
                .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
            set.and_then(|(_, value)| value.split(';').next())
        });
        client.cookie = cookies.map(str::trim).collect::<Vec<_>>().join("; ");
        client
    }
    /// Status, head and body.
    pub fn send(&mut self, method: &str, path: &str, body: &str) -> (u16, String, String) {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nCookie: {1}\r\n",
            self.address, self.cookie
        );
        if method == "POST" {
            request += &format!(
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
                body.len()
            );
        }
        request += "\r\n";
        request += body;
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(
                self.stream.read_line(&mut head).unwrap() > 0,
                "the connection ended"
            );
        }
        let status = head[9..12].parse().unwrap();
        let field = |name: &str| {
            head.lines().find_map(|l| {
                l.to_lowercase()
                    .strip_prefix(name)
                    .map(|v| v.trim().to_owned())
            })
        };
        let mut body = Vec::new();
        if let Some(length) = field("content-length:") {
            body.resize(length.parse().unwrap(), 0);
            self.stream.read_exact(&mut body).unwrap();
        } else if field("transfer-encoding:").is_some() {
            self.chunks(&mut body);
        }
        (status, head, String::from_utf8_lossy(&body).into_owned())
    }
    fn chunks(&mut self, body: &mut Vec<u8>) {
        loop {
            let mut size = String::new();
            self.stream.read_line(&mut size).unwrap();
            let size = usize::from_str_radix(size.trim(), 16).unwrap();
            let mut chunk = vec![0; size + 2];
            self.stream.read_exact(&mut chunk).unwrap();
            if size == 0 {
                return;
            }
            body.extend_from_slice(&chunk[..size]);
        }
    }
    /// The first complaint a page links to.
    pub fn first_reference(&self, path: &str) -> Option<String> {
        let mut client = Self::new(&self.address);
        client.cookie.clone_from(&self.cookie);
        let (_, _, html) = client.send("GET", path, "");
        let at = html.find("/complaints/SC-")? + "/complaints/".len();
        Some(
            html[at..]
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect(),
        )
    }
}
