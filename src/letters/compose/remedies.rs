//! What we promised, in the sentences of a letter (rule 69).
use super::Writer;
use super::parts::given;
use super::typed::one_line;
use crate::Remedy;
use crate::words::{date, sentence};
use procedure::vocabulary::RemedyKind;
use procedure::{AllegationId, Complaint};

/// A remedy kept on the complaint, done or still to do.
pub(super) fn kept(remedy: &procedure::Remedy, writer: &Writer) -> Remedy {
    let owner = remedy.owner.and_then(|who| writer.names.get(&who));
    Remedy {
        kind: remedy.kind,
        what: what(remedy.kind, &remedy.detail),
        owner: owner.cloned().or_else(|| Some("We".to_owned())),
        due: remedy.due,
        done_on: remedy.done_on,
        pence: remedy.amount,
    }
}

/// The remedies of one allegation that the first stage promised: the second stage leaves none out.
pub(super) fn of_first_stage(
    c: &Complaint,
    allegation: AllegationId,
    writer: &Writer,
) -> Vec<Remedy> {
    c.remedies
        .iter()
        .filter(|one| one.stage == 1 && one.allegation == allegation)
        .map(|one| kept(one, writer))
        .collect()
}

/// What is done, in the words typed; for what the letter itself does, words of our own when none were typed.
pub(super) fn what(kind: RemedyKind, detail: &str) -> Option<String> {
    let standing = match kind {
        RemedyKind::Apology => Some("our apology is in this letter"),
        RemedyKind::Acknowledgement => Some("we accept in this letter that it went wrong"),
        RemedyKind::Explanation => Some("our explanation is in this letter"),
        RemedyKind::Payment => Some("to recognise what this meant for you"),
        _ => None,
    };
    given(detail).or_else(|| standing.map(str::to_owned))
}

/// What is still to be done, as sentences with who and when; plain text.
pub(super) fn still_to_do(c: &Complaint, writer: &Writer) -> Vec<String> {
    c.open_remedies()
        .map(|one| {
            let remedy = kept(one, writer);
            let owner = remedy.owner.unwrap_or_default();
            let by = remedy
                .due
                .map_or(String::new(), |day| format!(" by {}", date(day)));
            format!("{} {owner} will do this{by}.", titled(one))
        })
        .collect()
}

/// What was done, as a Markdown list; empty when nothing was promised.
pub(super) fn done(c: &Complaint) -> String {
    let rows = c.remedies.iter().filter_map(|one| {
        let day = date(one.done_on?);
        Some(format!(
            "- {} We did this on {day}.\n",
            one_line(&titled(one))
        ))
    });
    rows.collect()
}

fn titled(remedy: &procedure::Remedy) -> String {
    let money = remedy.amount.map(crate::words::money);
    let title = money.map_or_else(
        || remedy.kind.label().to_owned(),
        |sum| format!("Payment of {sum}"),
    );
    match what(remedy.kind, &remedy.detail) {
        Some(words) => sentence(&format!("{title}: {words}")),
        None => sentence(&title),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use procedure::steps::testing::a_remedy;

    #[test]
    fn promises_are_told_with_who_and_when() {
        let stationery = Stationery::new();
        let ctx = stationery.world.ctx();
        let mut c = stationery.world.answered();
        let mut payment = a_remedy(None);
        payment.kind = RemedyKind::Payment;
        payment.detail.clear();
        payment.amount = Some(7500);
        payment.owner = Some(stationery.world.staff().id);
        payment.due = Some(ctx.today());
        c.remedies = vec![payment, a_remedy(Some(ctx.today()))];
        assert_eq!(
            still_to_do(&c, &stationery.writer(&ctx)),
            [
                "Payment of £75.00: to recognise what this meant for you. Sian Bevan will do this by 24 November 2026."
            ]
        );
        assert_eq!(
            done(&c),
            "- Apology: A written apology. We did this on 24 November 2026.\n"
        );
        assert_eq!(what(RemedyKind::ChangePolicy, " "), None);
    }
}
