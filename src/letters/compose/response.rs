//! The stage 1 response, from the editor.
use super::Writer;
use super::answer::{Answer, decided_by, finding, inquiry};
use super::parts::{common, due_on};
use crate::{Letter, ResponseFacts};
use procedure::Complaint;
use procedure::dispatch::Dispatch;
use procedure::vocabulary::Promise;

/// The letter as it stands: every allegation in scope, with the finding the editor has for it or a gap. The day
/// suggested for escalating is the one whose clock starts when it is sent (rule 54).
pub fn response(
    complaint: &Complaint,
    answer: &Answer,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    crate::response(&ResponseFacts {
        common: common(complaint, dispatch, writer),
        inquiry: inquiry(complaint, answer),
        findings: complaint
            .in_scope()
            .map(|a| finding(a, answer, writer))
            .collect(),
        decided_by: decided_by(writer),
        escalate_by: Some(due_on(writer.ctx, Promise::Escalate)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::sections::{ResponseSections, default_sections};
    use super::super::testing::Stationery;
    use super::*;
    use crate::gap::{AllegationGap, AnswerGap};
    use crate::sample::{day, flat, has};
    use procedure::allegation::Evidence;
    use procedure::steps::response::DraftFinding;
    use procedure::steps::testing::upheld;
    use procedure::vocabulary::{Exclusion, Outcome, RemedyKind};
    use procedure::{AllegationId, PersonId, Scope};

    /// The first draft, and what only staff can say.
    fn sections(c: &Complaint, drafts: &[DraftFinding]) -> ResponseSections {
        ResponseSections {
            looked: "I listened to the call of 3 September.".into(),
            ..default_sections(c, drafts)
        }
    }

    fn told(c: &Complaint, drafts: &[DraftFinding], sections: &ResponseSections) -> Letter {
        let stationery = Stationery::new();
        let ctx = stationery.world.ctx();
        let evidence = ["complainant", "Call system"].map(|source| Evidence {
            allegation: AllegationId(1),
            what: "Call of 3 September".into(),
            source: source.into(),
            dated: Some(day("2026-09-03")),
            by: PersonId(2),
            at: ctx.now,
        });
        let answer = Answer {
            sections,
            drafts,
            evidence: &evidence,
        };
        response(
            c,
            &answer,
            &Dispatch::preferred(c),
            &stationery.writer(&ctx),
        )
    }

    #[test]
    fn what_the_step_asks_for_and_the_first_draft_make_the_letter() {
        let c = Stationery::new().world.investigated();
        let drafts = [upheld(1)];
        let letter = told(&c, &drafts, &sections(&c, &drafts));
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "1. Keeping you updated: upheld.",
                "You gave us: - What you told us by email on 24 November 2026 - Call of 3 September, 3 September 2026",
                "We also looked at: - Call system: Call of 3 September, 3 September 2026",
                "What happened, and why we decided this: Nobody opened the letter for eleven weeks",
                "We measured this against: Ten working days.",
                "What this meant for you: She had to ring",
                "Apology: A written apology. Officer A will do this by 4 December 2026.",
                "One action is still open. The Energy team will keep you updated",
                "Post is opened daily",
                "Officer A, complaint handler, looked into your complaint",
                "It helps us if you ask by 24 December 2026.",
            ],
        );
    }

    #[test]
    fn only_what_staff_must_write_is_a_gap() {
        let c = Stationery::new().world.investigated();
        let drafts = [DraftFinding {
            number: 1,
            outcome: Some(Outcome::Upheld),
            remedy: Some(RemedyKind::ChangePolicy),
            ..DraftFinding::default()
        }];
        assert_eq!(
            told(&c, &drafts, &default_sections(&c, &drafts)).gaps(),
            [
                "Nothing written yet on how we looked into it",
                "Allegation 1: nothing written on what happened yet",
                "Allegation 1: nothing written on what should have happened yet",
                "Allegation 1: no reasons written yet",
                "Allegation 1: nothing written on what it meant yet",
                "Allegation 1: a remedy does not say what we will do yet",
                "Allegation 1: a remedy has no date yet",
                "Nothing written yet on what we have learned",
            ]
        );
        let nothing = told(&c, &[], &ResponseSections::default());
        assert!(nothing.gaps().contains(&&AllegationGap::Outcome.of(1)));
        assert!(nothing.gaps().contains(&&AnswerGap::Told.into()));
    }

    #[test]
    fn without_a_standard_the_published_one_is_named_and_no_remedy_where_nothing_is_upheld() {
        let c = Stationery::new().world.investigated();
        let mut draft = upheld(1);
        draft.standard.clear();
        draft.outcome = Some(Outcome::NotUpheld);
        let drafts = [draft];
        let letter = told(&c, &drafts, &sections(&c, &drafts));
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &["poor service where we have failed to keep you updated on progress."],
        );
        assert!(!flat(&letter).contains("A written apology"));
    }

    /// What is outside keeps its number too, so the letter counts as the pages do: 2 and 4 here.
    #[test]
    fn the_numbers_are_the_complaints_own() {
        let mut c = Stationery::new().world.investigated();
        let first = c.allegations[0].clone();
        for number in [2, 3, 4] {
            let mut further = first.clone();
            (further.id, further.number) = (AllegationId(i64::from(number)), number);
            further.alleged = format!("Thing {number}");
            c.allegations.push(further);
        }
        for outside in [0, 2] {
            c.allegations[outside].scope = Scope::Outside {
                exclusion: Exclusion::HandlersDecision,
                reason: "The decision".into(),
            };
        }
        let drafts = [upheld(2), upheld(4)];
        let letter = told(&c, &drafts, &sections(&c, &drafts));
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "Our findings in short 2. Keeping you updated: upheld. 4. Keeping you updated: upheld.",
                "This is what you told us: 2. Thing 2 4. Thing 4",
                "2. Keeping you updated You told us that we failed to keep you updated on progress: Thing 2",
                "4. Keeping you updated You told us that we failed to keep you updated on progress: Thing 4",
                "For part 2 of your complaint:",
                "For part 4 of your complaint:",
            ],
        );
        assert!(!flat(&letter).contains("For part 1"));
    }
}
