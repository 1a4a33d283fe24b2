//! What HTML bodies turn into, and what hostile ones do not.
use super::to_text;

#[test]
fn paragraphs_lists_tables_and_breaks() {
    let html = "<html><body><p>Dear team,</p>\n<p>Two   things\nwent wrong:<ul><li>no reply<li>a late bill</ul><table><tr><td>Bill<td>£20</tr><tr><td>Paid<td>£10</tr></table>Yours<br>Ann</body>";
    assert_eq!(
        to_text(html),
        "Dear team,\n\nTwo things went wrong:\n\n- no reply\n- a late bill\n\nBill £20\nPaid £10\n\nYours\nAnn"
    );
}

#[test]
fn entities_and_signs_people_type() {
    assert_eq!(
        to_text("caf&eacute; &pound;5 &#8217; &#x2019; &#146; &amp;lt; R&D &nosuch; 3 < 4 <3 a&b;"),
        "café £5 ’ ’ ’ &lt; R&D &nosuch; 3 < 4 <3 a&b;"
    );
}

#[test]
fn links_show_where_they_lead() {
    assert_eq!(
        to_text("<a href='https://bank.example/x'>your bank</a>."),
        "your bank (https://bank.example/x)."
    );
    assert_eq!(
        to_text("<a href=\"https://www.a.example/\">a.example</a>"),
        "a.example"
    );
    assert_eq!(
        to_text("<A HREF=mailto:a@b.example>a@b.example</A>"),
        "a@b.example"
    );
    assert_eq!(
        to_text("<a href='https://x.example'><img src='https://t.example/p.gif'></a>"),
        "(https://x.example)"
    );
    assert_eq!(
        to_text("<a title='a>b' href='https://x.example'>here"),
        "here (https://x.example)"
    );
}

#[test]
fn nothing_runs_and_nothing_is_fetched() {
    let html = "<head><title>t</title><style>p{}</style></head><script>alert(1)</script><SCRIPT src=//e.example>x</SCRIPT >Hello<img src=https://t.example/p.gif onerror=alert(1)> <a href='javascript:alert(2)'>click</a><!-- hidden --><iframe srcdoc='<b>'></iframe>";
    assert_eq!(to_text(html), "Hello click");
    assert_eq!(
        to_text("<img alt='A photo of the meter' src=x>"),
        "[A photo of the meter]"
    );
}

#[test]
fn quotations_become_quoted_lines() {
    assert_eq!(
        to_text(
            "<div>Thanks.</div><blockquote><div>Dear Ann</div><br><div>Sorry.</div></blockquote>Bye"
        ),
        "Thanks.\n\n> Dear Ann\n> \n> Sorry.\n\nBye"
    );
}

#[test]
fn verbatim_text_keeps_its_lines() {
    assert_eq!(to_text("<pre>one\n  two</pre>"), "one\n  two");
}

#[test]
fn what_never_ends_hides_nothing() {
    assert_eq!(to_text("before <!-- I complain"), "before I complain");
    assert_eq!(to_text("before <style> I complain"), "before I complain");
    assert_eq!(
        to_text("before <a href=\"x I complain"),
        "before <a href=\"x I complain"
    );
}

/// Each of these takes minutes when any search starts again from every sign.
#[test]
fn hostile_input_takes_time_in_proportion() {
    let start = std::time::Instant::now();
    for piece in [
        "<",
        "<a href=\"",
        "<!--",
        "<!",
        "<style>",
        "<a href=x>",
        "<blockquote>",
        "&",
        "&amp",
        "<pre>\n",
        "<p",
        "</",
        "<a b='",
        "<li>",
    ] {
        let text = to_text(&piece.repeat(1_000_000 / piece.len()));
        assert!(text.len() < 8_000_000, "{piece}");
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
