use super::*;
use crate::example;
use crate::sample::{HOSTILE, flat};
use procedure::vocabulary::LetterKind;

fn of(kind: LetterKind, source: &str) -> Templates {
    Templates::of([Template {
        kind,
        version: 1,
        source: source.to_owned(),
    }])
}

fn facts(kind: LetterKind) -> Vec<Facts> {
    example::letters(kind, &Templates::default())
        .into_iter()
        .filter_map(|letter| letter.source)
        .map(|source| source.facts)
        .collect()
}

fn faults(source: &str) -> Vec<String> {
    let template = Template {
        kind: LetterKind::RestrictionLifted,
        version: 1,
        source: source.to_owned(),
    };
    let found = check(&template, &facts(LetterKind::RestrictionLifted));
    found
        .err()
        .unwrap_or_default()
        .into_iter()
        .map(|one| one.0)
        .collect()
}

const GOOD: &str = "# Lifted\n\nUntil {{ last_day }}.\n\n{{ reasons }}\n\n{{ how_to_contact_us }}\n\n{{ formats_offer }}\n";

#[test]
fn every_letter_redress_comes_with_says_all_it_must() {
    for kind in LetterKind::ALL {
        let examples = example::letters(*kind, &Templates::default());
        assert!(!examples.is_empty(), "{kind:?} has no example");
        for letter in &examples {
            assert_eq!(letter.gaps(), Vec::<&str>::new(), "{kind:?}");
            assert!(!letter.subject.is_empty());
        }
        assert_eq!(check(&Template::built_in(*kind), &facts(*kind)), Ok(()));
    }
}

#[test]
fn an_administrators_words_are_the_letters_and_its_version_is_kept() {
    let letters = example::letters(
        LetterKind::RestrictionLifted,
        &of(LetterKind::RestrictionLifted, GOOD),
    );
    let letter = &letters[0];
    assert_eq!(letter.subject, "Lifted");
    assert!(flat(letter).contains("Until 24 May 2027. Nothing has happened since January."));
    assert_eq!(letter.source.as_ref().unwrap().template, 1);
    let again = rewritten(letter, &Template::built_in(LetterKind::RestrictionLifted)).unwrap();
    assert_eq!(again.subject, "The restriction is lifted");
    assert_eq!(again.addressee, letter.addressee);
}

#[test]
fn what_is_left_out_is_a_gap_and_is_named() {
    let without = GOOD.replace("{{ reasons }}", "");
    assert_eq!(faults(GOOD), Vec::<String>::new());
    assert_eq!(
        faults(&without),
        ["The template leaves out what this letter must say: reasons"]
    );
    let never = GOOD.replace("{{ reasons }}", "{% if false %}{{ reasons }}{% endif %}");
    assert_eq!(faults(&never).len(), 1);
    let letters = example::letters(
        LetterKind::RestrictionLifted,
        &of(LetterKind::RestrictionLifted, &without),
    );
    assert_eq!(letters[0].gaps().len(), 1);
}

#[test]
fn locked_parts_cannot_be_left_out_of_any_letter() {
    for (kind, part) in [
        (LetterKind::Response, "{{ second_stage }}"),
        (LetterKind::FinalResponse, "{{ independent_assessor }}"),
        (LetterKind::ProcedureComplete, "{{ independent_assessor }}"),
    ] {
        let source = Template::built_in(kind).source.replace(part, "");
        let template = Template {
            kind,
            version: 1,
            source,
        };
        assert!(check(&template, &facts(kind)).is_err(), "{kind:?}");
    }
}

/// The sandbox: each ends at once, and none says a word of its own.
#[test]
fn hostile_templates_are_refused_with_their_line() {
    for (evil, why) in [
        ("{{ nobody }}", "this letter has no fact called “nobody”"),
        (
            "{{ nobody.__class__ }}",
            "this letter has no fact called “nobody”",
        ),
        (
            "{{ last_day.x }}",
            "line 3: a fact of this name is not known",
        ),
        ("{{ last_day|upper }}", "line 3: there are no filters here"),
        ("{{ \"x\" * 1000000000 }}", "line 3"),
        ("{{ 10**1000 }}", "line 3"),
        (
            "{% for a in [1,2,3] %}{% for b in [1,2,3] %}{{ a }}{% endfor %}{% endfor %}",
            "",
        ),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "line 3"),
        (
            "{% macro m(x) %}{{ m(x ~ x) }}{% endmacro %}{{ m('aaaaaaaa') }}",
            "line 3",
        ),
        ("{% include 'x' %}", "line 3"),
        (
            "{% set x = 1 %}{{ range(10) }}",
            "this letter has no fact called “range”",
        ),
        ("{{ debug() }}", "this letter has no fact called “debug”"),
        ("{{ last_day|safe }}", "line 3: there are no filters here"),
        ("{% if %}", "line 3"),
        ("{{", "line 5"),
        ("{{ true }}", "line 3: something that is only yes or no"),
        ("{{ none }}", "line 3: a fact of this name is not known"),
    ] {
        let found = faults(&GOOD.replace(
            "Until {{ last_day }}.",
            &format!("Until {{{{ last_day }}}}. {evil}"),
        ));
        if why.is_empty() {
            assert_eq!(found, Vec::<String>::new(), "{evil}");
        } else {
            assert!(
                found.iter().any(|one| one.starts_with(why)),
                "{evil}: {found:?}"
            );
        }
    }
    let long = format!("{GOOD}{}", "x".repeat(LONGEST));
    assert_eq!(faults(&long), ["it is longer than 20000 characters"]);
    let round = "{% for a in last_day_list %}x{% endfor %}";
    assert_eq!(
        faults(&format!("{GOOD}{round}")),
        ["this letter has no fact called “last_day_list”"]
    );
}

#[test]
fn a_template_with_a_mistake_blocks_the_letter_and_says_so() {
    let letters = example::letters(
        LetterKind::RestrictionLifted,
        &of(LetterKind::RestrictionLifted, "# A\n\n{{ oops }}"),
    );
    let gaps = letters[0].gaps();
    assert_eq!(
        gaps,
        [
            "The template of this letter has a mistake that an administrator must mend: this letter has no fact called “oops”"
        ]
    );
}

/// Marks are the facts' numbers: a template that writes them itself says that fact and nothing else.
#[test]
fn marks_written_by_hand_do_no_harm() {
    let forged = format!(
        "{GOOD}\n\n\u{E000}0\u{E001} \u{E000}99\u{E001} {{{{ '\\ue0000\\ue001' }}}} \u{E000}x"
    );
    assert_eq!(faults(&forged), Vec::<String>::new());
}

#[test]
fn what_is_typed_is_never_a_template_and_never_markup() {
    let facts = crate::RestrictionLiftedFacts {
        reasons: Some(HOSTILE.into()),
        ..example::restriction_lifted()
    };
    let letter = crate::restriction_lifted(&facts);
    assert!(flat(&letter).contains("{{ 7*7 }}"));
    let facts = crate::WithdrawalFacts {
        said: Some("\u{E000}0\u{E001} # **not** markup".into()),
        ..example::withdrawal()
    };
    let text = flat(&crate::withdrawal(&facts));
    assert!(text.contains("# **not** markup"), "{text}");
}

#[test]
fn html_in_a_template_is_text() {
    let source = GOOD.replace(
        "Until",
        "<script>alert(1)</script> [x](javascript:alert(1)) Until",
    );
    let letters = example::letters(
        LetterKind::RestrictionLifted,
        &of(LetterKind::RestrictionLifted, &source),
    );
    assert!(!letters[0].html().contains("<script"));
}

#[test]
fn the_facts_an_administrator_may_use_are_listed_with_an_example() {
    let known = known_facts(&facts(LetterKind::Acknowledgement));
    let area = known.iter().find(|one| one.name == "area").unwrap();
    assert_eq!(area.example, "Energy Investigations");
    assert!(
        known
            .iter()
            .any(|one| one.name == "was_spoken" && one.is_flag)
    );
}
