//! Passwords that stand in addresses are never repeated: not in errors, not in log lines.

/// What stands where a password was.
const HIDDEN: &str = "***";

/// A text with the user and password taken out of every address in it: `imaps://***@mail.example`. Text without an
/// address comes back as it is.
pub fn masked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        out.push_str(before);
        out.push_str("://");
        let end = after.find(ends_an_address).unwrap_or(after.len());
        let (address, tail) = after.split_at_checked(end).unwrap_or((after, ""));
        let shown = match address.rsplit_once('@') {
            Some((_, place)) => {
                out.push_str(HIDDEN);
                out.push('@');
                place
            }
            None => address,
        };
        out.push_str(&without_parameters(shown));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Whether an address holds a password.
pub fn holds_a_password(address: &str) -> bool {
    let after = address.split_once("://").map_or(address, |(_, rest)| rest);
    let in_front = after
        .rsplit_once('@')
        .is_some_and(|(login, _)| login.contains(':'));
    in_front || address.to_ascii_lowercase().contains("password=")
}

fn ends_an_address(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | '\\')
}

/// `?password=...` is one, too.
fn without_parameters(address: &str) -> String {
    let Some((place, query)) = address.split_once('?') else {
        return address.to_owned();
    };
    let shown: Vec<String> = query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((name, _)) if name.to_ascii_lowercase().ends_with("password") => {
                format!("{name}={HIDDEN}")
            }
            _ => pair.to_owned(),
        })
        .collect();
    format!("{place}?{}", shown.join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lose_their_passwords_and_nothing_else() {
        for (text, shown) in [
            ("nothing here", "nothing here"),
            (
                "no route to mail.example:993",
                "no route to mail.example:993",
            ),
            (
                "cannot open 'postgres://u:se@cret@h/d?sslmode=require': no",
                "cannot open 'postgres://***@h/d?sslmode=require': no",
            ),
            (
                "smtp://u:secret@a, imaps://u:sec/ret@b/INBOX",
                "smtp://***@a, imaps://***@b/INBOX",
            ),
            (
                "{\"why\":\"postgres:///d?user=u&password=secret\"}",
                "{\"why\":\"postgres:///d?user=u&password=***\"}",
            ),
            ("https://redress.example/", "https://redress.example/"),
            ("ends ://", "ends ://"),
        ] {
            assert_eq!(masked(text), shown);
        }
    }

    #[test]
    fn a_user_alone_is_no_password() {
        assert!(!holds_a_password("postgres://redress@localhost/redress"));
        assert!(!holds_a_password("127.0.0.1:3310"));
        assert!(!holds_a_password("/srv/redress.sqlite"));
        assert!(holds_a_password("postgres://u:secret@localhost/redress"));
        assert!(holds_a_password("postgres://h/d?password=secret"));
    }
}
