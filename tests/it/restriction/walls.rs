//! Who sees what of it: staff what they must keep to, deciders the reasons, others nothing.
use super::{SHOUTS, Whitlock};
use crate::support::Cast::{
    Admin, Executive, Executive2, Leader, Leader2, Relations, SeniorLeader, Staff, Staff2,
};
use crate::support::cast::ENERGY;
use procedure::Subject;

#[actix_web::test]
async fn staff_are_told_what_to_keep_to_and_not_why() {
    let who = Whitlock::restricted().await;
    let staff = who.page(Staff).await;
    staff.is(200);
    staff.says("In writing only");
    staff.says("Write to us, and we answer each letter");
    staff.says_not("Shouts at whoever answers");
    staff.says_not("Rang again");
    assert!(staff.link("main a[href*='letters']").is_none());
    for reads in [Leader, Relations, SeniorLeader, Executive] {
        who.page(reads)
            .await
            .says("Shouts at whoever answers &#60;b&#62;");
    }
    for outside in [Leader2, Staff2, Admin] {
        who.page(outside).await.is(404);
    }
    assert!(SHOUTS.starts_with("Shouts"));
}

/// Rule 95: the letters are kept with the person and not among those of the complaint.
#[actix_web::test]
async fn the_letters_are_read_only_with_the_file() {
    let who = Whitlock::restricted().await;
    let letter = who.file().await.restrictions[0].letter.unwrap();
    let here = format!("{}/letters/{letter}", who.path());
    who.app.get(Leader, &here).await.is(200);
    for other in [Staff, Leader2, Admin] {
        who.app.get(other, &here).await.is(404);
    }
    let among = format!("/complaints/{}/letters/{letter}", who.reference);
    who.app.get(Executive, &among).await.is(404);
    let correspondence = format!("/complaints/{}/correspondence", who.reference);
    let page = who.app.get(Executive, &correspondence).await;
    page.says_not("Shouts at whoever");
    page.says_not("Decision on their appeal");
    let foreign = format!("{}/letters/1", who.path());
    who.app.get(Executive, &foreign).await.is(404);
}

/// Somebody complained about in a complaint they cannot see learns nothing of it here, and decides nothing.
#[actix_web::test]
async fn a_person_complained_about_does_not_learn_of_it_here() {
    let who = Whitlock::complains().await;
    let id = who.id;
    let hidden = who
        .app
        .logged_as(|intake| {
            intake.complainant = Some(id);
            intake.details.summary = "Walled away".into();
            intake.subjects = vec![Subject {
                person: Some(Executive2.id()),
                name: Executive2.name().into(),
                allegation: None,
            }];
        })
        .await;
    who.send(Executive, "warn", &who.warning()).await.is(303);
    let of_both = who.but(&[
        ("example_2_complaint", hidden.as_str()),
        ("example_2_on", "2026-11-24"),
        ("example_2_what", "Called Magda Nowak a liar"),
    ]);
    who.send(Executive, "propose", &of_both).await.is(303);
    let page = who.page(Executive2).await;
    page.is(200);
    for secret in [
        hidden.as_str(),
        "Walled away",
        "a liar",
        "Rang again",
        "Restriction proposed",
        "Waits for",
    ] {
        page.says_not(secret);
    }
    page.says("Not restricted.");
    who.app
        .get(Executive2, "/")
        .await
        .says_not("A restriction is proposed");
    let forged = who.send(Executive2, "decide", super::APPROVE).await;
    forged.is(403);
    for secret in [hidden.as_str(), "Walled away", "a liar", "complained about"] {
        forged.says_not(secret);
    }
    let evidence = who.but(&[("example_1_complaint", hidden.as_str())]);
    let guessed = who.send(Executive2, "propose", &evidence).await;
    guessed.says_not("Walled away");
    // Agreed without them: what everybody must keep to, and not the words.
    who.send(SeniorLeader, "decide", super::APPROVE)
        .await
        .is(403);
}

/// A leader who sees one complaint of two reads nothing that is built on the other.
#[actix_web::test]
async fn what_is_built_on_a_complaint_they_do_not_see_is_not_read() {
    let who = Whitlock::complains().await;
    let id = who.id;
    let other = who
        .app
        .logged_as(|intake| intake.complainant = Some(id))
        .await;
    let warning: Vec<_> = who
        .warning()
        .into_iter()
        .map(|(name, value)| match name {
            "example_1_complaint" => (name, other.as_str()),
            _ => (name, value),
        })
        .collect();
    who.send(Executive, "warn", &warning).await.is(303);
    who.page(Executive).await.says("Formal warning");
    let leader = who.page(Leader).await;
    leader.says_not("Shouts at whoever");
    leader.says_not(other.as_str());
    leader.says_not("Formal warning sent");
    let own = who.send(Leader, "warn", &warning).await;
    own.is(422);
    own.says("Example 1: choose the complaint");
    assert_eq!(ENERGY, 1);
}

/// Rule 82: neither involved nor complained about; and whoever decides is told when the proposer is.
#[actix_web::test]
async fn whoever_has_a_part_does_not_decide() {
    let who = Whitlock::complains().await;
    let id = who.id;
    who.app
        .logged_as(|intake| {
            intake.complainant = Some(id);
            intake.subjects = vec![Subject {
                person: Some(Leader.id()),
                name: Leader.name().into(),
                allegation: None,
            }];
        })
        .await;
    who.send(Leader, "warn", &who.warning()).await.is(303);
    who.send(Leader, "propose", &who.proposal()).await.is(303);
    who.page(Executive)
        .await
        .says("Helen Marsh (complained about by this person: weigh that)");
    who.page(Leader).await.says_not("weigh that");
    let reference = who.reference.clone();
    who.app
        .write(move |conn| {
            use diesel::prelude::*;
            use storage::schema::complaints;
            diesel::update(complaints::table.filter(complaints::reference.eq(reference.as_str())))
                .set(complaints::decider_id.eq(Executive.id().0))
                .execute(conn)?;
            Ok(())
        })
        .await;
    let refused = who.send(Executive, "decide", super::APPROVE).await;
    refused.is(403);
    refused.says("no part in this person&#39;s complaints");
    who.send(Executive2, "decide", super::APPROVE).await.is(303);
}
