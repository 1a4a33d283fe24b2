//! Where the database is, as the command line names it.
use super::mailbox::is_loopback;
use super::secrets;

/// The only mode in which `PostgreSQL`'s certificate is checked and its name compared.
const VERIFIED: &str = "verify-full";
/// What is said of an address that cannot be read; it repeats nothing of it.
const WRONG: &str = "the address of the database cannot be read: write it like postgres://user:password@host:5432/database, and in the password %40 for @, %2F for /, %3A for :, %3F for ? and %25 for %";

/// A database's address. Printed, it has no password.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    url: String,
    /// Passwords as they were written and as they are meant.
    passwords: Vec<String>,
    /// On another machine and weaker than it should be: the mode it asks for.
    weak: Option<String>,
    postgres: bool,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&secrets::masked(&self.url))
    }
}

impl Address {
    /// Reads `postgres://user:password@host:5432/database`, or the path of an SQLite file. `PostgreSQL` on another
    /// machine is asked for with `sslmode=verify-full` where the address names no mode. `environment` is asked for
    /// `PGHOST` and `PGSERVICE`, as libpq would.
    ///
    /// # Errors
    /// In a sentence that repeats nothing of it: it may hold a password.
    pub fn parse(
        given: &str,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let given = given.trim();
        let lower = given.to_ascii_lowercase();
        let scheme = ["postgres://", "postgresql://"]
            .into_iter()
            .find(|scheme| lower.starts_with(scheme));
        let Some(scheme) = scheme else {
            // libpq's other way to write it would be taken for the name of a file.
            let no_path =
                given.contains("://") || lower.contains("host=") || lower.contains("password=");
            return if no_path {
                Err(WRONG.to_owned())
            } else {
                Ok(Self::file(given))
            };
        };
        // libpq and we know it by lower case.
        let rest = given.get(scheme.len()..).unwrap_or_default();
        let parts = Parts::read(rest).ok_or(WRONG)?;
        let away = parts.is_away(&environment);
        let mode = parts.of("sslmode");
        let mut url = format!("{scheme}{rest}");
        if away && mode.is_none() {
            url.push(if rest.contains('?') { '&' } else { '?' });
            url.push_str("sslmode=");
            url.push_str(VERIFIED);
        }
        Ok(Self {
            url,
            weak: mode
                .filter(|mode| away && *mode != VERIFIED)
                .map(str::to_owned),
            passwords: parts.passwords(),
            postgres: true,
        })
    }
    /// An SQLite file.
    pub fn file(path: &str) -> Self {
        Self {
            url: path.to_owned(),
            passwords: Vec::new(),
            weak: None,
            postgres: false,
        }
    }
    /// As it is opened.
    pub fn url(&self) -> &str {
        &self.url
    }
    pub fn is_postgres(&self) -> bool {
        self.postgres
    }
    /// The mode it asks for, when that lets somebody between us and `PostgreSQL` read or change what is said.
    pub fn weak_mode(&self) -> Option<&str> {
        self.weak.as_deref()
    }
    /// What a library said about it, without its password.
    pub fn masked(&self, said: &str) -> String {
        let mut shown = secrets::masked(said);
        for password in &self.passwords {
            shown = shown.replace(password.as_str(), "***");
        }
        shown
    }
}

/// An address taken apart as libpq does.
struct Parts {
    /// As written, and decoded.
    password: Option<(String, String)>,
    hosts: Vec<String>,
    parameters: Vec<(String, String)>,
}

impl Parts {
    fn read(rest: &str) -> Option<Self> {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, after) = rest.split_at_checked(end)?;
        // A second @, or one behind a / or a ?, is a password that was not encoded.
        let (login, places) = match authority.split_once('@') {
            Some((login, places)) => (Some(login), places),
            None => (None, authority),
        };
        if places.contains('@') || after.contains('@') {
            return None;
        }
        let password = match login.and_then(|login| login.split_once(':')) {
            Some((_, password)) => Some((password.to_owned(), decode(password)?)),
            None => None,
        };
        decode(login.unwrap_or_default())?;
        let hosts = places.split(',').map(host).collect::<Option<_>>()?;
        let (path, query) = after.split_once('?').unwrap_or((after, ""));
        decode(path)?;
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let parameters = pairs
            .map(|pair| {
                let (name, value) = pair.split_once('=')?;
                Some((name.to_owned(), decode(value)?))
            })
            .collect::<Option<_>>()?;
        Some(Self {
            password,
            hosts,
            parameters,
        })
    }
    fn of(&self, name: &str) -> Option<&str> {
        let last = self.parameters.iter().rfind(|(known, _)| known == name);
        last.map(|(_, value)| value.as_str())
    }
    /// On another machine, or we cannot know.
    fn is_away(&self, environment: &impl Fn(&str) -> Option<String>) -> bool {
        if self.of("service").is_some() || environment("PGSERVICE").is_some() {
            return true;
        }
        let given = |hosts: &str| hosts.split(',').map(str::to_owned).collect();
        let mut hosts: Vec<String> = match self.of("host") {
            Some(hosts) => given(hosts),
            None => self.hosts.clone(),
        };
        if hosts.iter().all(String::is_empty) {
            hosts = environment("PGHOST").map_or(hosts, |hosts| given(&hosts));
        }
        hosts.extend(self.of("hostaddr").map(given).unwrap_or_default());
        !hosts.iter().all(|host| is_here(host))
    }
    fn passwords(&self) -> Vec<String> {
        let (written, meant) = self.password.clone().unwrap_or_default();
        let named = self
            .parameters
            .iter()
            .filter(|(name, _)| name.ends_with("password"));
        let mut all = vec![written, meant];
        all.extend(named.map(|(_, value)| value.clone()));
        all.retain(|password| !password.is_empty());
        all
    }
}

/// A socket of this machine, or this machine itself.
fn is_here(host: &str) -> bool {
    host.is_empty() || host.starts_with(['/', '@']) || is_loopback(&host.to_ascii_lowercase())
}

/// `host:port`, `[::1]:port`, or a socket's folder as `%2Frun`.
fn host(place: &str) -> Option<String> {
    let (host, port) = match place.strip_prefix('[') {
        Some(inner) => {
            let (host, after) = inner.split_once(']')?;
            (
                host,
                after.strip_prefix(':').or(after.is_empty().then_some(""))?,
            )
        }
        None => place.split_once(':').unwrap_or((place, "")),
    };
    let plain = !host.contains(|c: char| c.is_whitespace() || c.is_control());
    (plain && port.bytes().all(|b| b.is_ascii_digit()))
        .then(|| decode(host))
        .flatten()
}

/// `%40` is `@`.
fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let pair = [bytes.next()?, bytes.next()?];
                u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(given: &str) -> Result<Address, String> {
        Address::parse(given, |_| None)
    }

    #[test]
    fn another_machine_must_prove_who_it_is() {
        for away in [
            "postgres://u:secret@db.example/redress",
            "postgresql://u@10.0.0.7:5432/redress",
            "postgres://u@localhost.example/redress",
            "postgres://u@127.0.0.1,db.example/redress",
            "postgres://u@/redress?host=db.example",
            "postgres://u@db.example/redress?hostaddr=127.0.0.1",
            "postgres://u@localhost/redress?hostaddr=10.0.0.7",
            "postgres:///redress?service=house",
            "Postgres://u@db.example",
        ] {
            let address = read(away).unwrap();
            assert!(
                address.url().ends_with("sslmode=verify-full"),
                "{address:?}"
            );
            assert!(address.url().starts_with("postgres"), "{address:?}");
            assert_eq!(address.weak_mode(), None);
        }
        let by_environment = |name: &str| (name == "PGHOST").then(|| "db.example".to_owned());
        let address = Address::parse("postgres:///redress", by_environment).unwrap();
        assert!(address.url().ends_with("sslmode=verify-full"));
    }

    #[test]
    fn this_machine_is_opened_as_it_was_asked_for() {
        for here in [
            "postgres://redress@localhost/redress",
            "postgres://redress@127.0.0.1:5433/postgres?options=-csearch_path%3Dtest",
            "postgres://[::1]/redress",
            "postgres:///redress",
            "postgres://%2Frun%2Fpostgresql/redress",
            "postgres:///redress?host=/run/postgresql",
        ] {
            assert_eq!(read(here).unwrap().url(), here);
        }
        let file = read("/srv/redress/redress.sqlite").unwrap();
        assert!(!file.is_postgres());
    }

    #[test]
    fn a_weaker_mode_is_kept_and_known() {
        let weak = read("postgres://u@db.example/r?sslmode=require").unwrap();
        assert_eq!(weak.weak_mode(), Some("require"));
        assert!(weak.url().ends_with("?sslmode=require"));
        let here = read("postgres://u@localhost/r?sslmode=disable").unwrap();
        assert_eq!(here.weak_mode(), None);
        let full = read("postgres://u@db.example/r?sslmode=verify-full").unwrap();
        assert_eq!(full.weak_mode(), None);
    }

    #[test]
    fn what_cannot_be_read_is_not_repeated() {
        for wrong in [
            "postgres://u:se@cret@db.example/redress",
            "postgres://u:sec/ret@db.example/redress",
            "postgres://u:sec?ret@db.example/redress",
            "postgres://u:secret%@db.example/redress",
            "postgres://u:secret%zz@db.example/redress",
            "postgres://u:p@db.example:secret/redress",
            "postgres://u:p@db.example/redress?secret",
            "mysql://u:secret@db.example/redress",
            "host=db.example password=secret",
        ] {
            let said = read(wrong).unwrap_err();
            assert!(
                !said.contains("secret") && !said.contains("cret@"),
                "{said}"
            );
            assert!(said.contains("write it like postgres://"), "{said}");
        }
    }

    #[test]
    fn what_is_said_about_it_holds_no_password() {
        let address = read("postgres://u:p%40ss@db.example/r?sslpassword=other").unwrap();
        let said = address.masked("no such host p@ss, p%40ss or other in postgres://u:x@h");
        assert_eq!(said, "no such host ***, *** or *** in postgres://***@h");
        assert!(!format!("{address:?}").contains("ss@db"), "{address:?}");
    }
}
