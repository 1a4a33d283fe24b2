//! What stands around every letter: who writes to whom, how to reach us, and who signs.
use super::block::Block;
use super::clean;
use super::common::{Common, Signatory};
use super::draft::{Draft, routes, rows};
use super::facts::{Facts, Source};
use super::gap::FrameGap;
use super::size;
use super::template;
use super::tree::Letter;
use super::words;
use procedure::vocabulary::LetterKind;

/// The letter of this kind: its template with its facts, in its frame.
pub(super) fn letter(kind: LetterKind, mut told: Facts, common: &Common) -> Letter {
    told.part("how_to_contact_us", |part| contact(part, common, kind));
    told.part("formats_offer", |part| formats(part, common));
    let template = common.templates.get(kind);
    let written = template::write(&template, &told);
    let frame = Letter {
        kind,
        subject: written.subject,
        reference: clean::line(&common.reference),
        date: common.date,
        letterhead: rows(
            std::iter::once(&common.organisation.name).chain(&common.organisation.address),
        ),
        addressee: rows(&common.addressee),
        salutation: clean::line(&common.salutation),
        blocks: Vec::new(),
        valediction: valediction(&common.salutation).to_owned(),
        signatory: common.signatory.as_ref().map(signed).unwrap_or_default(),
        format: common.format,
        source: Some(Source {
            template: template.version,
            facts: told,
        }),
    };
    size::bounded(Letter {
        blocks: framed(&frame, written.blocks),
        ..frame
    })
}

/// The blocks between the gaps of the letter's own frame.
pub(super) fn framed(letter: &Letter, blocks: Vec<Block>) -> Vec<Block> {
    let facts = [
        (letter.letterhead.is_empty(), FrameGap::Organisation),
        (letter.addressee.is_empty(), FrameGap::Addressee),
        (letter.salutation.is_empty(), FrameGap::Greeting),
        (letter.reference.is_empty(), FrameGap::Reference),
    ];
    let gap = |(missing, gap): (bool, FrameGap)| missing.then(|| Block::Gap(gap.into()));
    let mut all: Vec<Block> = facts.into_iter().filter_map(gap).collect();
    all.extend(blocks);
    if letter.signatory.is_empty() {
        all.push(Block::Gap(FrameGap::Signatory.into()));
    }
    all
}

fn contact(part: &mut Draft, common: &Common, kind: LetterKind) {
    // Who the contact is from now on stands in that letter itself.
    let named = kind != LetterKind::ChangeOfContact;
    let person = common
        .signatory
        .as_ref()
        .and_then(|who| clean::given(Some(&who.name)));
    let person = person
        .filter(|_| named)
        .map(|name| format!("Your contact for this letter is {name}."));
    match routes(&common.organisation) {
        Some(routes) => {
            let quoting = format!("You can {routes}. Please quote {}.", common.reference);
            part.say_all(&[person, Some(quoting)]);
        }
        None => part.gap(FrameGap::Routes),
    }
}

/// "This factsheet is also available in Braille, large print and audio compact disc", and so is every
/// letter (rule 86): the offer is in all of them and costs nothing.
fn formats(part: &mut Draft, common: &Common) {
    let channel = words::by_reply_channel(common.reply_channel);
    let format = words::in_format(common.format);
    part.say(&format!(
        "We are sending you this letter {channel}{format}. We can send any of our letters, and our complaints \
         factsheet, in Braille, in large print or on audio compact disc, free of charge. If one of these, or \
         another way of contacting you, would suit you better, please tell us."
    ));
}

fn signed(who: &Signatory) -> Vec<String> {
    if clean::line(&who.name).is_empty() {
        return Vec::new();
    }
    rows(
        std::iter::once(&who.name)
            .chain(&who.job_title)
            .chain(&who.contact),
    )
}

fn valediction(salutation: &str) -> &'static str {
    let lower = salutation.to_lowercase();
    if lower.starts_with("dear sir") || lower.starts_with("dear madam") {
        "Yours faithfully"
    } else {
        "Yours sincerely"
    }
}
