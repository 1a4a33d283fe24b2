//! A demonstration server of its own, on a free port, in a folder that goes with it.
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

pub const PASSWORD: &str = "tidy lanterns follow rivers";

pub struct Server {
    child: Child,
    pub base: String,
    data: tempfile::TempDir,
}

impl Server {
    /// Tuesday 24 November 2026, 10:40 in London, with the demonstration's complaints.
    pub fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_redress"))
            .args([
                "demo",
                "--listen",
                "127.0.0.1:0",
                "--password",
                PASSWORD,
                "--now",
                "2026-11-24T10:40:00Z",
                "--data",
            ])
            .arg(data.path().join("demo"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let base = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split_whitespace()
                    .find(|w| w.starts_with("http://"))
                    .map(|w| w.trim_end_matches('.').to_owned())
            })
            .expect("the demonstration prints its address");
        // The pipe is read to its end, so that the server never waits for us.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, base, data }
    }
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

impl Server {
    fn database(&self) -> SqliteConnection {
        let file = self.data.path().join("demo/redress.sqlite");
        let mut conn = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
        conn.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
        conn
    }
    /// Changes the database beside the server, as time or another person would.
    pub fn sql(&self, statement: &str) {
        self.database().batch_execute(statement).unwrap();
    }
    /// The column `n` of a query.
    pub fn count(&self, query: &str) -> i64 {
        let counted = diesel::sql_query(query).get_result::<Counted>(&mut self.database());
        counted.unwrap().n
    }
    /// `redress intake` while the server runs, as a mail filter would.
    pub fn take_in(&self, message: &std::path::Path) {
        let taken = Command::new(env!("CARGO_BIN_EXE_redress"))
            .args(["intake", "--data"])
            .arg(self.data.path().join("demo"))
            .arg(message)
            .stdout(Stdio::null())
            .status();
        assert!(taken.unwrap().success(), "{}", message.display());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}
