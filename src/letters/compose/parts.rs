//! What several letters take from a complaint in the same way.
use super::Writer;
use crate::{Adjustments, Common, Wanted};
use chrono::{DateTime, NaiveDate, Utc};
use procedure::complaint::{RefusalOf, RefusalRecord};
use procedure::dispatch::{Addressee, Dispatch, addressee};
use procedure::vocabulary::{NeedsAsked, Promise};
use procedure::working_time::uk_time::local_date;
use procedure::{Area, Complaint, Context};

/// The frame of the letter. Nobody is addressed, and the letter has a gap, while there is no address for the way
/// it goes, or it would go to a representative whose authority we do not hold (rule 6).
pub(super) fn common(c: &Complaint, dispatch: &Dispatch, writer: &Writer) -> Common {
    let date = writer.ctx.today();
    let (addressee, salutation) = addressed(c, dispatch, date).unwrap_or_default();
    Common {
        reference: c.reference.to_string(),
        date,
        addressee,
        salutation,
        format: dispatch.format,
        reply_channel: dispatch.channel,
        organisation: writer.organisation.clone(),
        signatory: Some(writer.signatory.clone()),
        about_data: c.data_protection.is_some(),
        passed_on: was_passed_on(c),
        templates: writer.templates.clone(),
    }
}

/// Something went to human resources; once they asked for stage 2, since then: the letters of stage 1 told the rest.
fn was_passed_on(c: &Complaint) -> bool {
    let asked = c.escalation.as_ref().map(|e| local_date(e.requested_at));
    let mut passed = c.human_resources.iter();
    passed.any(|one| asked.is_none_or(|asked| one.on >= asked))
}

fn addressed(
    c: &Complaint,
    dispatch: &Dispatch,
    today: NaiveDate,
) -> Option<(Vec<String>, String)> {
    let details = &c.details;
    let who = addressee(c, today).ok()?;
    let (name, email, address, postcode) = match (who, &details.representative) {
        (Addressee::Representative, Some(rep)) => (&rep.name, &rep.email, &rep.address, ""),
        _ => (
            &details.name,
            &details.email,
            &details.address,
            details.postcode.as_str(),
        ),
    };
    let mut lines = vec![name.clone()];
    if who == Addressee::Representative {
        lines.push(format!("On behalf of {}", details.name));
    }
    if dispatch.goes_by_post() {
        given(address)?;
        lines.extend(address.lines().map(str::to_owned));
        if !squeezed(address).contains(&squeezed(postcode)) {
            lines.push(postcode.to_owned());
        }
    } else {
        lines.push(given(email)?);
    }
    // The whole name: a title and a surname cannot be told from it safely.
    Some((lines, format!("Dear {}", given(name)?)))
}

fn squeezed(text: &str) -> String {
    let solid = text.chars().filter(|one| !one.is_whitespace());
    solid.flat_map(char::to_lowercase).collect()
}

/// The words, unless there are none.
pub(super) fn given(words: &str) -> Option<String> {
    Some(words.trim())
        .filter(|trimmed| !trimmed.is_empty())
        .map(str::to_owned)
}

/// The lines that hold something.
pub(super) fn lines(words: &str) -> Vec<String> {
    words.lines().filter_map(given).collect()
}

/// What they want now: at the second stage what they said then, if they did (rule 51).
pub(super) fn wanted(c: &Complaint) -> Wanted {
    let later = c.escalation.as_ref().and_then(|asked| given(&asked.wanted));
    later
        .or_else(|| given(&c.details.wanted))
        .map_or(Wanted::NotStated, Wanted::Said)
}

/// What was agreed to make it easier for them; `asked` is triage's answer (rule 10).
pub(super) fn adjustments(c: &Complaint, asked: Option<NeedsAsked>) -> Adjustments {
    let mut agreed = lines(&c.details.needs);
    if let Some(note) = given(&c.details.format_note) {
        agreed.push(format!("Letters in the format you asked for: {note}"));
    }
    match asked {
        _ if !agreed.is_empty() => Adjustments::Agreed(agreed),
        None => Adjustments::NotAsked,
        Some(NeedsAsked::Yes) => Adjustments::NoneNeeded,
        Some(NeedsAsked::No | NeedsAsked::NotPossible) => Adjustments::AskedHere,
    }
}

/// When a promise that starts with this letter falls due.
pub(super) fn due(ctx: &Context, promise: Promise) -> DateTime<Utc> {
    ctx.calendar.due(ctx.now, ctx.promises.span(promise), &[])
}

/// The day such a promise falls due, in London.
pub(super) fn due_on(ctx: &Context, promise: Promise) -> NaiveDate {
    local_date(due(ctx, promise))
}

/// The day a running promise falls due, in London.
pub(super) fn running_on(c: &Complaint, promise: Promise) -> Option<NaiveDate> {
    c.running(promise).map(|clock| local_date(clock.due_at))
}

/// When the answer is due at this stage; from now while nothing runs.
pub(super) fn answer_on(c: &Complaint, ctx: &Context) -> NaiveDate {
    let promise = if c.at_stage_2() {
        Promise::FinalResponse
    } else {
        Promise::Respond
    };
    running_on(c, promise).unwrap_or_else(|| due_on(ctx, promise))
}

/// The next update that is still to come: a letter that is an update itself starts a new one (rule 36).
pub(super) fn next_update(c: &Complaint, ctx: &Context) -> NaiveDate {
    running_on(c, Promise::Update)
        .filter(|day| *day > ctx.today())
        .unwrap_or_else(|| due_on(ctx, Promise::Update))
}

/// "the Energy team", for the middle of a sentence.
pub(super) fn team(area: &Area) -> String {
    if area.name.to_lowercase().ends_with("team") {
        format!("the {}", area.name)
    } else {
        format!("the {} team", area.name)
    }
}

/// The refusal a letter is about: proposed or approved, never one that was sent back.
pub(super) fn refusal(c: &Complaint, of: RefusalOf) -> Option<&RefusalRecord> {
    let stands = |one: &&RefusalRecord| one.of == of && one.approved != Some(false);
    c.refusals.iter().rev().find(stands)
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use procedure::complaint::Representative;
    use procedure::steps::testing::a_complaint;
    use procedure::vocabulary::{Authority, LetterFormat, ReplyChannel};

    fn frame(change: impl FnOnce(&mut Complaint, &mut Dispatch)) -> Common {
        let stationery = Stationery::new();
        let mut complaint = a_complaint(&stationery.world);
        let mut dispatch = Dispatch::preferred(&complaint);
        change(&mut complaint, &mut dispatch);
        common(
            &complaint,
            &dispatch,
            &stationery.writer(&stationery.world.ctx()),
        )
    }

    #[test]
    fn it_goes_by_email_or_to_the_whole_address() {
        let by_email = frame(|_, _| {});
        assert_eq!(
            by_email.addressee,
            ["Janet Whitlock", "janet.whitlock@example.co.uk"]
        );
        assert_eq!(by_email.salutation, "Dear Janet Whitlock");
        let posted = ["Janet Whitlock", "14 Fernhill Close, Stockport", "SK2 5QB"];
        let by_post = frame(|_, dispatch| dispatch.channel = ReplyChannel::Post);
        assert_eq!(by_post.addressee, posted);
        let braille = frame(|_, dispatch| dispatch.format = LetterFormat::Braille);
        assert_eq!(braille.addressee, posted);
        let once = frame(|c, dispatch| {
            dispatch.channel = ReplyChannel::Post;
            c.details.address = "14 Fernhill Close\nStockport sk25qb".into();
        });
        assert_eq!(
            once.addressee,
            ["Janet Whitlock", "14 Fernhill Close", "Stockport sk25qb"]
        );
    }

    /// Rule 15: the letters of stage 1 tell what went to human resources then, and the final response what went since.
    #[test]
    fn what_went_to_human_resources_is_told_by_the_letters_of_its_stage() {
        let stationery = Stationery::new();
        let mut c = stationery.world.investigated();
        assert!(!was_passed_on(&c));
        let today = stationery.world.ctx().today();
        let passed = |on| procedure::complaint::PassedOn {
            on,
            to: "The people team".into(),
            by: stationery.world.relations().id,
        };
        c.human_resources.push(passed(today.pred_opt().unwrap()));
        assert!(was_passed_on(&c));
        c.escalation = stationery.world.escalated().escalation;
        assert!(!was_passed_on(&c));
        c.human_resources.push(passed(today));
        assert!(was_passed_on(&c));
    }

    /// Rule 6: no letter to a representative until authority is held.
    #[test]
    fn a_representative_is_addressed_only_with_authority() {
        let with = |authority| {
            frame(|c, _| {
                c.details.write_to_representative = true;
                c.details.representative = Some(Representative {
                    name: "Mr Omar Rahman".into(),
                    email: "omar@example.co.uk".into(),
                    address: String::new(),
                    authority,
                    expires: None,
                });
            })
        };
        assert_eq!(
            with(Authority::Held).addressee,
            [
                "Mr Omar Rahman",
                "On behalf of Janet Whitlock",
                "omar@example.co.uk"
            ]
        );
        assert_eq!(with(Authority::Asked).addressee, Vec::<String>::new());
    }

    #[test]
    fn without_an_address_nobody_is_addressed() {
        let nowhere = frame(|c, dispatch| {
            dispatch.channel = ReplyChannel::Post;
            c.details.address = " ".into();
        });
        assert_eq!(nowhere.addressee, Vec::<String>::new());
    }

    #[test]
    fn a_need_not_asked_about_is_asked_in_the_letter() {
        let stationery = Stationery::new();
        let mut c = a_complaint(&stationery.world);
        assert_eq!(adjustments(&c, None), Adjustments::NotAsked);
        assert_eq!(
            adjustments(&c, Some(NeedsAsked::Yes)),
            Adjustments::NoneNeeded
        );
        assert_eq!(
            adjustments(&c, Some(NeedsAsked::No)),
            Adjustments::AskedHere
        );
        c.details.needs = "Phone after 4pm\n".into();
        assert_eq!(
            adjustments(&c, None),
            Adjustments::Agreed(vec!["Phone after 4pm".into()])
        );
    }
}
