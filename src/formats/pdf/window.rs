//! The address where a window envelope shows it.

/// Lines that stand in the window of a DL or C5 envelope at our sizes of print.
const LINES: usize = 5;

/// The address in at most [`LINES`] lines: the shortest neighbours share a line, the name keeps its own.
pub(super) fn lines(address: &[String]) -> Vec<String> {
    let mut rows: Vec<String> = address
        .iter()
        .filter(|row| !row.trim().is_empty())
        .cloned()
        .collect();
    while rows.len() > LINES {
        let length = |at: &usize| {
            rows.iter()
                .skip(*at)
                .take(2)
                .map(|row| row.chars().count())
                .sum::<usize>()
        };
        let Some(at) = (1..rows.len() - 1).min_by_key(length) else {
            break;
        };
        let second = rows.remove(at + 1);
        if let Some(first) = rows.get_mut(at) {
            first.push_str(", ");
            first.push_str(&second);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_address_shares_lines_and_keeps_its_order() {
        let rows = [
            "Ms A Rahman",
            "Flat 3",
            "The Old Mill",
            "88 Cathays Terrace",
            "Cathays",
            "Cardiff",
            "CF24 4HU",
        ];
        let rows: Vec<String> = rows.map(String::from).to_vec();
        let shown = lines(&rows);
        assert_eq!(
            shown,
            [
                "Ms A Rahman",
                "Flat 3, The Old Mill",
                "88 Cathays Terrace",
                "Cathays, Cardiff",
                "CF24 4HU"
            ]
        );
        assert_eq!(lines(&rows[..5]), rows[..5]);
        assert_eq!(lines(&[String::new(), " ".into()]), Vec::<String>::new());
    }
}
