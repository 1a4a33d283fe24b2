//! The people who complain: made of lists by a seeded generator, so that the same seed makes the same people.
use super::house::House;
use super::matters::{Matter, Names};
use super::story::Story;
use chrono::Days;
use procedure::steps::intake::Intake;
use procedure::vocabulary::{
    Channel, DisputeState, LetterFormat, NeedsAsked, ReceivedBy, ReplyChannel,
};
use procedure::working_time::uk_time::local_date;
use procedure::{ComplainantId, Details};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::collections::HashMap;

/// The fixed seed of every demonstration.
const SEED: u64 = 0x5C_2026;

/// Makes one complainant after another.
pub struct People {
    rng: SmallRng,
    names: Names,
    next: usize,
    /// Those who complain again.
    known: HashMap<u8, (ComplainantId, Details)>,
    latest: Option<Details>,
}

impl People {
    pub fn new(names: Names) -> Self {
        Self {
            rng: SmallRng::seed_from_u64(SEED),
            names,
            next: 0,
            known: HashMap::new(),
            latest: None,
        }
    }
    /// The person of the story just begun is this one from now on.
    pub fn remember(&mut self, number: u8, id: ComplainantId) {
        if let Some(details) = self.latest.clone() {
            self.known.entry(number).or_insert((id, details));
        }
    }
    /// Who complains again under this number.
    pub fn known(&self, number: u8) -> Option<ComplainantId> {
        self.known.get(&number).map(|(id, _)| *id)
    }
    /// The form that Customer Relations fills in when the story begins.
    pub fn intake(&mut self, house: &House, story: &Story, matter: &Matter) -> Intake {
        let received_at = house.ago(story.received);
        let known = story.same_person.and_then(|n| self.known.get(&n)).cloned();
        let mut details = match &known {
            Some((_, same)) => same.clone(),
            None => self.person(),
        };
        self.about(&mut details, house, story, matter);
        self.latest = Some(details.clone());
        Intake {
            wanted_not_stated: details.wanted.is_empty(),
            details,
            channel: story.channel,
            received_at,
            received_is_right: true,
            known_by: known_by(story.channel),
            addressed_to: story.addressed_to.to_owned(),
            needs_asked: Some(NeedsAsked::Yes),
            urgent: !story.urgent.is_empty(),
            urgent_why: story.urgent.to_owned(),
            subjects: vec![],
            complainant: known.map(|(id, _)| id),
            mail: None,
            on_the_spot: None,
        }
    }
    fn person(&mut self) -> Details {
        let n = self.next;
        self.next += 1;
        let first = pick(&self.names.first, n * 7 + n / 40);
        let last = pick(&self.names.last, n * 11 + n / 40);
        let street = pick(&self.names.street, self.rng.random_range(0..1000));
        let (town, area) = self
            .names
            .town
            .get(self.rng.random_range(0..self.names.town.len()))
            .cloned()
            .unwrap_or_default();
        let house = self.rng.random_range(1..140_u32);
        let end = self.rng.random_range(0..9_u32);
        Details {
            email: format!("{}.{}@example.org", plain(&first), plain(&last)),
            name: format!("{first} {last}"),
            phone: format!("01632 960{:03}", self.rng.random_range(0..1000_u32)),
            address: format!("{house} {street}\n{town}"),
            postcode: format!("{area} {end}{}", pick(&letters(), n * 3)),
            reply_channel: ReplyChannel::Email,
            letter_format: LetterFormat::Standard,
            format_note: String::new(),
            needs: String::new(),
            representative: None,
            write_to_representative: false,
            summary: String::new(),
            what_happened: String::new(),
            wanted: String::new(),
            latest_event: None,
            first_raised: chrono::NaiveDate::default(),
            dispute_reference: String::new(),
            supplier: String::new(),
            dispute_state: DisputeState::Open,
        }
    }
    fn about(&mut self, details: &mut Details, house: &House, story: &Story, matter: &Matter) {
        let received = local_date(house.ago(story.received));
        let case = self.rng.random_range(100_000..999_999_u32);
        details.summary = pick(&matter.summaries, story.variant);
        details.what_happened.clone_from(&matter.happened);
        details.wanted.clone_from(&matter.wanted);
        details.latest_event = Some(received - Days::new(story.event_days));
        details.first_raised = received;
        details.dispute_reference = format!("{}-{case}", prefix(matter));
        details.supplier.clone_from(&matter.supplier);
        details.dispute_state = if case % 3 == 0 {
            DisputeState::Concluded
        } else {
            DisputeState::Open
        };
        details.reply_channel = story.reply;
        details.letter_format = story.format;
        story.needs.clone_into(&mut details.needs);
        details.representative.clone_from(&story.representative);
        details.write_to_representative = story
            .representative
            .as_ref()
            .is_some_and(|rep| rep.may_be_written_to(local_date(house.ago(story.entered))));
    }
}

fn prefix(matter: &Matter) -> &'static str {
    match matter.area {
        super::people::Place::Energy => "EN",
        _ => "CM",
    }
}

fn known_by(channel: Channel) -> ReceivedBy {
    match channel {
        Channel::Email => ReceivedBy::MailHeader,
        Channel::Post | Channel::ExecutiveOrBoard => ReceivedBy::DateStamp,
        Channel::Phone => ReceivedBy::CallRecord,
        Channel::InPerson | Channel::SocialMedia => ReceivedBy::StaffRecollection,
    }
}

/// One of a list, going round.
fn pick(list: &[String], n: usize) -> String {
    list.get(n % list.len().max(1)).cloned().unwrap_or_default()
}

/// The last two letters of postcodes.
fn letters() -> Vec<String> {
    ["QB", "AX", "JD", "LH", "NP", "RT", "UW", "YZ", "BF"]
        .map(str::to_owned)
        .to_vec()
}

/// A name as it stands in an email address.
fn plain(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}
