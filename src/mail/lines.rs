//! Raw bytes line by line: header lines, boundaries and bodies are read before anything is text.

/// One line and the position after it.
pub(super) fn next_line(raw: &[u8], from: usize) -> Option<(&[u8], usize)> {
    let rest = raw.get(from..).filter(|rest| !rest.is_empty())?;
    let length = rest
        .iter()
        .position(|b| *b == b'\n')
        .map_or(rest.len(), |at| at + 1);
    Some((rest.get(..length)?, from + length))
}
