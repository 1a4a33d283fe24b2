//! Files for a spreadsheet: UTF-8 with the mark that tells Excel so, and nothing in them that it would run.
use actix_web::http::header;

/// What every file begins with.
pub const MARK: &str = "\u{feff}";

/// The header that makes a browser keep it as a file of this name.
pub fn as_file(name: &str) -> (header::HeaderName, String) {
    (
        header::CONTENT_DISPOSITION,
        format!("attachment; filename=\"{name}\""),
    )
}

/// One line, ended.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(cell).collect();
    format!("{}\r\n", cells.join(","))
}

/// One cell: quoted where it must be, and never a formula. What a complainant writes must not run in a spreadsheet.
fn cell(text: &str) -> String {
    let formula =
        text.starts_with(['\t', '\r', '\n']) || text.trim_start().starts_with(['=', '+', '-', '@']);
    let safe = if formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if safe.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_never_a_formula_and_never_two() {
        for (typed, written) in [
            ("Janet Whitlock", "Janet Whitlock"),
            ("=1+1", "'=1+1"),
            ("+44 1925", "'+44 1925"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("  =1", "'  =1"),
            ("a, \"b\"", "\"a, \"\"b\"\"\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
        ] {
            assert_eq!(cell(typed), written, "{typed:?}");
        }
    }
}
