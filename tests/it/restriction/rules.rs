//! What is refused: every HARD rule, every wrong person, every stale page; and nothing is written.
use super::{APPROVE, SHOUTS, Whitlock};
use crate::support::Cast::{self, Executive, Executive2, Leader, SeniorLeader};
use procedure::restriction::RestrictionFile;
use storage::schema::{letters, restriction_events};

/// Rules 77 and 79 to 81, each with one field wrong: 422 beside that field, the words kept, nothing written.
#[actix_web::test]
async fn a_proposal_that_breaks_a_rule_is_refused_and_kept_as_typed() {
    let who = Whitlock::complains().await;
    who.send(Leader, "warn", &who.warning()).await.is(303);
    let broken: &[(&str, &[(&str, &str)])] = &[
        ("#ground", &[("ground", "")]),
        (
            "#examples",
            &[
                ("example_1_complaint", ""),
                ("example_1_on", ""),
                ("example_1_what", ""),
            ],
        ),
        ("#examples", &[("ground", "number")]),
        ("#examples", &[("example_1_complaint", "SC-2031-000009")]),
        ("#examples", &[("example_1_on", "2026-11-25")]),
        ("#effect", &[("effect", " ")]),
        ("#needs_checked", &[("needs_checked", "")]),
        ("#needs_checked", &[("needs_checked", "no")]),
        ("#measures", &[("measure_writing_only", "")]),
        ("#exactly", &[("exactly", "")]),
        ("#starts_on", &[("starts_on", "2026-11-23")]),
        ("#ends_on", &[("ends_on", "")]),
        ("#ends_on", &[("ends_on", "2027-11-25")]),
        ("#ends_on", &[("ends_on", "2026-11-24")]),
    ];
    for (field, change) in broken {
        let page = who.send(Leader, "propose", &who.but(change)).await;
        page.is(422);
        let links = page.all(&format!("#error-summary a[href='{field}']"));
        assert_eq!(
            links.len(),
            1,
            "{field} {change:?}: {}",
            page.text("#error-summary")
        );
        assert!(
            page.attribute(field, "id").is_some(),
            "{field} is on the page"
        );
        assert_eq!(page.value("behaviour"), SHOUTS);
    }
    assert!(who.file().await.restrictions.is_empty());
    let year = who.but(&[("ends_on", "2027-11-24")]);
    who.send(Leader, "propose", &year).await.is(303);
}

/// Rule 79: whoever may propose is refused without one, and an informal warning is none.
#[actix_web::test]
async fn without_a_formal_warning_nobody_is_restricted() {
    let who = Whitlock::complains().await;
    for kind in [None, Some("informal")] {
        if let Some(kind) = kind {
            let mut warning = who.warning();
            warning.retain(|(name, _)| *name != "kind");
            warning.push(("kind", kind));
            warning.push(("told_on", "2026-11-24"));
            who.send(Leader, "warn", &warning).await.is(303);
        }
        let before = who.file().await;
        for proposer in [Leader, SeniorLeader, Executive, Executive2] {
            let page = who.send(proposer, "propose", &who.proposal()).await;
            page.is(422);
            let beside = page.all("#error-summary a[href='#immediate']");
            assert_eq!(beside.len(), 1, "{}", page.text("#error-summary"));
        }
        assert_eq!(who.file().await, before, "after {kind:?}");
    }
}

/// Rule 79: the other way is immediate safety.
#[actix_web::test]
async fn immediate_safety_stands_in_for_a_warning() {
    let who = Whitlock::complains().await;
    let threat = who.but(&[("immediate", "Threatened to come with a knife")]);
    who.send(Leader, "propose", &threat).await.is(303);
    who.page(Executive)
        .await
        .says("for reasons of immediate safety");
}

/// Every act by every one of the cast who may not: 403 or 404, and the file as it was.
#[actix_web::test]
async fn what_is_forged_by_the_wrong_person_writes_nothing() {
    let who = Whitlock::complains().await;
    let warning = who.warning();
    let leaders = [Leader, SeniorLeader, Executive, Executive2];
    forged(&who, "warn", &warning, &leaders).await;
    who.send(Leader, "warn", &warning).await.is(303);
    let proposal = who.proposal();
    forged(&who, "propose", &proposal, &leaders).await;
    who.send(Leader, "propose", &proposal).await.is(303);
    forged(&who, "decide", APPROVE, &[Executive, Executive2]).await;
    who.send(Executive, "decide", APPROVE).await.is(303);
    let lift = [("act", "lift"), ("lift_reason", "Because")];
    forged(&who, "lift", &lift, &[SeniorLeader, Executive, Executive2]).await;
    let none = who.send(Leader, "burn", &[]).await;
    none.is(422);
}

async fn forged(who: &Whitlock, step: &str, fields: &[(&str, &str)], may: &[Cast]) {
    let before = who.file().await;
    for other in Cast::ALL.into_iter().filter(|one| !may.contains(one)) {
        let page = who.send(other, step, fields).await;
        let refused = [403, 404].contains(&page.status.as_u16());
        assert!(
            refused,
            "{other:?} {step}: {} {}",
            page.status,
            page.text("main")
        );
    }
    assert_eq!(who.file().await, before, "{step}");
}

/// Rule 82: the proposer never agrees, whatever their rank; a senior leader may for an executive.
#[actix_web::test]
async fn the_proposer_does_not_agree() {
    let who = Whitlock::complains().await;
    who.send(Executive, "warn", &who.warning()).await.is(303);
    who.send(Executive, "propose", &who.proposal())
        .await
        .is(303);
    let own = who.send(Executive, "decide", APPROVE).await;
    own.is(403);
    own.says("did not propose it");
    who.send(Leader, "decide", APPROVE).await.is(403);
    let silent = who
        .send(SeniorLeader, "decide", &[("act", "turn_down")])
        .await;
    silent.is(422);
    silent.says("Say why you do not agree");
    let why = [
        ("act", "turn_down"),
        ("decision_reason", "Not proportionate"),
    ];
    who.send(SeniorLeader, "decide", &why).await.is(303);
    let page = who.page(Executive).await;
    page.says("Not agreed");
    page.says("Not proportionate");
    page.says("Not restricted.");
}

/// Two at once: the second is told what the first did and keeps the words.
#[actix_web::test]
async fn two_people_at_once_are_told() {
    let who = Whitlock::complains().await;
    who.send(Leader, "warn", &who.warning()).await.is(303);
    who.send(Leader, "propose", &who.proposal()).await.is(303);
    let late = who
        .send_as_of(SeniorLeader, "propose", "1", &who.proposal())
        .await;
    late.is(409);
    late.says("While you were writing");
    late.says("Restriction proposed");
    assert_eq!(late.value("behaviour"), SHOUTS);
    assert_eq!(late.value("version"), "2");
    let again = who.send(SeniorLeader, "propose", &who.proposal()).await;
    again.is(409);
    again.says("A proposal is already waiting for a second person");
    let agreed = who.send(Executive, "decide", APPROVE).await;
    agreed.is(303);
    let second = who.send_as_of(Executive2, "decide", "2", APPROVE).await;
    second.is(409);
    assert_eq!(who.file().await.restrictions.len(), 1);
}

/// A letter that cannot reach them stops the decision whole.
#[actix_web::test]
async fn no_letter_no_restriction() {
    let who = Whitlock::complains().await;
    who.send(Leader, "warn", &who.warning()).await.is(303);
    who.send(Leader, "propose", &who.proposal()).await.is(303);
    let braille = [
        ("act", "approve"),
        ("channel", "post"),
        ("format", "braille"),
    ];
    let page = who.send(Executive, "decide", &braille).await;
    page.is(422);
    page.says("Say why this letter goes another way");
    let file: RestrictionFile = who.file().await;
    assert!(file.waiting().is_some());
}

/// History and letters stay as they were written.
#[actix_web::test]
async fn the_history_is_only_added_to() {
    use diesel::prelude::*;
    let who = Whitlock::restricted().await;
    who.app
        .write(|conn| {
            assert!(
                diesel::delete(restriction_events::table)
                    .execute(conn)
                    .is_err()
            );
            Ok(())
        })
        .await;
    let count = who
        .app
        .read(|conn| {
            let sent = letters::table.filter(letters::kind.like("restriction%"));
            Ok(sent.count().get_result::<i64>(conn)?)
        })
        .await;
    assert_eq!(count, 2, "the warning and the restriction");
}
