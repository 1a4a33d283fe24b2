//! From a letter that is written to one that goes out, and from what is set to who writes.
//!
//! The one room that knows the procedure, the storage and the letters at once.
use chrono::NaiveDate;
use formats::pdf;
use letters::Letter;
use letters::template::{Template, Templates};
use procedure::delivery::Way;
use procedure::dispatch::{Addressee, Dispatch};
use procedure::vocabulary::ReplyChannel;
use procedure::{Complaint, Denied};
use storage::record::OutgoingLetter;
use storage::{self, Connection, StorageError, settings};

/// Found when the letter is approved, not when the mail server refuses it.
pub const NOT_AN_ADDRESS: &str = "The email address we have is not one that mail can be sent to. Put it right in the details first, or send the letter another way";

/// The letter as it is frozen and sent. `today` is the date in London.
///
/// # Errors
/// Invalid, beside `letter`, while it has gaps, is longer than [`letters::limits`] or holds what print cannot show,
/// naming each; beside `channel` when its
/// email address is none; what [`Dispatch::check`] refuses.
pub fn outgoing(
    letter: &Letter,
    dispatch: &Dispatch,
    complaint: &Complaint,
    today: NaiveDate,
) -> Result<OutgoingLetter, Denied> {
    let addressee = dispatch.check(complaint, today)?;
    let gaps = letter.gap_words();
    if !gaps.is_empty() {
        let why = format!("The letter cannot go yet. {}", gaps.join(". "));
        return Err(Denied::invalid("letter", why));
    }
    if let Some(why) = letters::size::wrong(letter).or_else(|| unprintable(letter)) {
        return Err(Denied::invalid("letter", why));
    }
    let tree = serde_json::to_string(letter)
        .map_err(|e| Denied::invalid("letter", format!("The letter cannot be kept: {e}")))?;
    let details = &complaint.details;
    let email = match (addressee, &details.representative) {
        (Addressee::Representative, Some(rep)) => &rep.email,
        _ => &details.email,
    };
    let by_email = Way::of(dispatch.channel, dispatch.format) == Way::Email;
    if by_email && email.trim().parse::<lettre::Address>().is_err() {
        return Err(Denied::invalid("channel", NOT_AN_ADDRESS));
    }
    Ok(OutgoingLetter {
        kind: letter.kind,
        subject: letter.subject.clone(),
        addressee: letter.addressee.join("\n"),
        email: Some(email.trim().to_owned())
            .filter(|_| dispatch.channel == ReplyChannel::Email)
            .unwrap_or_default(),
        channel: dispatch.channel,
        format: dispatch.format,
        dispatch_reason: dispatch.reason.trim().to_owned(),
        html: letter.html(),
        body: letter.text(),
        tree,
        corrects: None,
    })
}

/// What the fonts of print have no sign for in our own words, in a sentence that says what to do. Every letter is
/// printed or attached as a PDF, so none goes like this.
pub fn unprintable(letter: &Letter) -> Option<String> {
    let named = names(&pdf::unshowable_in_our_words(letter))?;
    Some(format!(
        "The print fonts cannot show {named}. Use other characters; in a quotation a note replaces them"
    ))
}

/// The same in what is quoted, where it stops nothing.
pub fn quoted_unprintable(letter: &Letter) -> Option<String> {
    let named = names(&pdf::unshowable(letter))?;
    Some(format!(
        "In print and the PDF, a note in the quotation replaces {named}: the print fonts cannot show it"
    ))
}

fn names(lost: &[char]) -> Option<String> {
    let named: Vec<String> = lost.iter().map(|&c| pdf::name(c)).collect();
    (!named.is_empty()).then(|| named.join(", "))
}

/// The words of letters in force.
pub fn templates(conn: &mut Connection) -> Result<Templates, StorageError> {
    let changed = storage::templates::in_force(conn)?;
    Ok(Templates::of(changed.into_iter().map(|one| Template {
        kind: one.kind,
        version: one.version,
        source: one.source,
    })))
}

/// The organisation as letters name it.
pub fn organisation(set: &settings::Organisation) -> letters::Organisation {
    letters::Organisation {
        name: set.name.clone(),
        address: set.address.clone(),
        email: set.email.clone(),
        phone: Some(set.phone.clone()).filter(|number| !number.trim().is_empty()),
    }
}

/// The Independent Assessor as letters name them.
pub fn assessor(set: &settings::Assessor) -> letters::AssessorContact {
    letters::AssessorContact {
        name: set.name.clone(),
        address: set.address.clone(),
        email: set.email.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use letters::compose::{self, Told, Writer};
    use procedure::complaint::Representative;
    use procedure::steps::testing::World;
    use procedure::vocabulary::{Authority, Channel, LetterFormat, LetterKind};
    use std::collections::HashMap;
    use storage::settings::AllSettings;

    fn withdrawal(world: &World, complaint: &Complaint, dispatch: &Dispatch, told: Told) -> Letter {
        let settings = AllSettings::default();
        let writer = Writer {
            organisation: &organisation(&settings.organisation),
            assessor: &assessor(&settings.assessor),
            signatory: letters::Signatory {
                name: "Officer A".into(),
                ..letters::Signatory::default()
            },
            templates: &Templates::default(),
            names: &HashMap::new(),
            ctx: &world.ctx(),
        };
        compose::withdrawal(complaint, told, "", dispatch, &writer)
    }

    fn told(world: &World) -> Told {
        Told {
            on: Some(world.ctx().today()),
            how: Some(Channel::Email),
        }
    }

    #[test]
    fn a_whole_letter_goes_out_in_every_form() {
        let world = World::new();
        let complaint = world.investigated();
        let dispatch = Dispatch::preferred(&complaint);
        let letter = withdrawal(&world, &complaint, &dispatch, told(&world));
        let out = outgoing(&letter, &dispatch, &complaint, world.ctx().today()).unwrap();
        assert_eq!(out.kind, LetterKind::Withdrawal);
        assert_eq!(out.email, "janet.whitlock@example.co.uk");
        assert_eq!(
            out.addressee,
            "Janet Whitlock\njanet.whitlock@example.co.uk"
        );
        assert_eq!(serde_json::from_str::<Letter>(&out.tree).unwrap(), letter);
        assert!(out.html.contains("3300 Daresbury Park") && out.body.contains("SC-2026-000419"));
    }

    #[test]
    fn a_letter_with_gaps_stays_and_each_gap_is_named() {
        let world = World::new();
        let complaint = world.investigated();
        let dispatch = Dispatch::preferred(&complaint);
        let letter = withdrawal(&world, &complaint, &dispatch, Told::default());
        let refusal = outgoing(&letter, &dispatch, &complaint, world.ctx().today()).unwrap_err();
        assert_eq!(refusal.fields[0].0, "letter");
        assert!(
            refusal
                .why
                .contains("When and how the complaint was withdrawn is not known yet")
        );
    }

    /// Rule 24: nothing leaves in another format or another way than they prefer without a reason on record.
    #[test]
    fn a_letter_to_a_braille_reader_leaves_as_print_only_for_a_reason() {
        let world = World::new();
        let mut complaint = world.investigated();
        complaint.details.letter_format = LetterFormat::Braille;
        let today = world.ctx().today();
        for format in LetterFormat::ALL {
            for channel in ReplyChannel::ALL {
                let mut way = Dispatch {
                    channel: *channel,
                    format: *format,
                    reason: "  ".into(),
                };
                let letter = withdrawal(&world, &complaint, &way, told(&world));
                let preferred =
                    *channel == complaint.details.reply_channel && *format == LetterFormat::Braille;
                let tried = outgoing(&letter, &way, &complaint, today);
                assert_eq!(tried.is_ok(), preferred, "{channel:?} {format:?}");
                way.reason = "She rang and asked for it".into();
                let kept = outgoing(&letter, &way, &complaint, today).unwrap();
                assert_eq!(kept.dispatch_reason, way.reason);
            }
        }
    }

    #[test]
    fn a_bad_address_is_refused_before_anything_is_sent() {
        let world = World::new();
        for address in [
            "janet",
            "janet@",
            "j@example.org, k@example.org",
            "j@x.y\nBcc: k@x.y",
        ] {
            let mut complaint = world.investigated();
            complaint.details.email = address.into();
            let dispatch = Dispatch::preferred(&complaint);
            let letter = withdrawal(&world, &complaint, &dispatch, told(&world));
            let refusal =
                outgoing(&letter, &dispatch, &complaint, world.ctx().today()).unwrap_err();
            assert_eq!(refusal.fields[0].0, "channel", "{address}");
            // On paper nobody minds.
            let by_post = Dispatch {
                channel: ReplyChannel::Post,
                reason: "The address is wrong".into(),
                ..dispatch
            };
            let letter = withdrawal(&world, &complaint, &by_post, told(&world));
            outgoing(&letter, &by_post, &complaint, world.ctx().today()).unwrap();
        }
    }

    #[test]
    fn on_paper_there_is_no_email_and_a_representative_gets_theirs() {
        let world = World::new();
        let mut complaint = world.investigated();
        let today = world.ctx().today();
        let by_post = Dispatch {
            channel: ReplyChannel::Post,
            format: LetterFormat::Standard,
            reason: "The email came back".into(),
        };
        let letter = withdrawal(&world, &complaint, &by_post, told(&world));
        let out = outgoing(&letter, &by_post, &complaint, today).unwrap();
        assert_eq!(
            (out.email.as_str(), out.dispatch_reason.as_str()),
            ("", "The email came back")
        );
        complaint.details.write_to_representative = true;
        complaint.details.representative = Some(Representative {
            name: "Mr Omar Rahman".into(),
            email: "omar@example.co.uk".into(),
            address: String::new(),
            authority: Authority::Held,
            expires: None,
        });
        let dispatch = Dispatch::preferred(&complaint);
        let letter = withdrawal(&world, &complaint, &dispatch, told(&world));
        let out = outgoing(&letter, &dispatch, &complaint, today).unwrap();
        assert_eq!(out.email, "omar@example.co.uk");
        if let Some(rep) = &mut complaint.details.representative {
            rep.authority = Authority::Refused;
        }
        let refusal = outgoing(&letter, &dispatch, &complaint, today).unwrap_err();
        assert_eq!(refusal.fields[0].0, "dispatch");
    }

    /// Rule 59: the step asks the settings, the letter asks its contact; both must say the same.
    #[test]
    fn settings_and_letters_agree_on_when_the_assessor_is_known() {
        let mut set = settings::Assessor::default();
        let blank = |set: &settings::Assessor| assessor(set).is_blank();
        assert!(set.is_blank() && blank(&set));
        set.name = "Somebody".into();
        set.address = vec![" ".into()];
        assert!(set.is_blank() && blank(&set));
        set.address.push("PO Box 12".into());
        assert!(!set.is_blank() && !blank(&set));
    }
}
