//! How a complaint's letters fare: notices above its page, what became of each letter, and the bytes that left.
use crate::web::clock_view::ClockView;
use crate::web::error::WebError;
use crate::web::letter_state::{at_second, departure};
use crate::web::signed_in::SignedIn;
use crate::web::{App, case, handed, neutral};
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use procedure::delivery::{Delivery, State, Way};
use procedure::working_time::uk_time;
use procedure::{Complaint, DeliveryId, LetterId, StepKind, permits};
use storage::deliveries::{self, File, Trail};
use storage::letters::{self, SentLetter};
use storage::people::{self, Names};
use storage::{Connection, Result as Stored};

/// What stands above the tabs of a complaint.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    pub held: Vec<Held>,
    pub unsent: Vec<Unsent>,
    pub undelivered: Vec<NotArrived>,
    pub misdated: Vec<Misdated>,
    /// This person can see to them.
    pub may: bool,
    pub version: i64,
}

/// A letter that has not left.
#[derive(Debug, Clone)]
pub struct Held {
    pub delivery: DeliveryId,
    pub what: &'static str,
    pub to: String,
    /// "10:32:15"
    pub leaves: String,
}

/// A letter that was made and has not left.
#[derive(Debug, Clone)]
pub struct Unsent {
    pub delivery: DeliveryId,
    pub what: &'static str,
    /// "Tue 24 Nov"
    pub written: String,
    /// "not posted"
    pub not: &'static str,
    /// By when it is owed.
    pub clock: Option<ClockView>,
    pub can_be_stopped: bool,
}

impl Unsent {
    pub fn is_late(&self) -> bool {
        self.clock
            .as_ref()
            .is_some_and(|clock| clock.state == "late")
    }
}

/// A letter that left on another day than it bears, and that no letter corrects.
#[derive(Debug, Clone)]
pub struct Misdated {
    pub delivery: DeliveryId,
    pub what: &'static str,
    /// "The final response bears 2 November 2026 and was posted on 5 November 2026."
    pub words: String,
    /// The last day for the Independent Assessor, where the letter names another; empty otherwise.
    pub last_day: String,
}

/// A letter that has not arrived.
#[derive(Debug, Clone)]
pub struct NotArrived {
    pub delivery: DeliveryId,
    pub what: &'static str,
    pub to: String,
    /// "came back undelivered, email, standard print"
    pub how: String,
    /// "Tue 24 Nov, 17:00"
    pub due: String,
    /// What the mail server said; empty when it said nothing.
    pub error: String,
}

/// As this person sees them at this moment.
pub fn notices(complaint: &Complaint, letters: &[SentLetter], who: &SignedIn) -> Notices {
    let all = &complaint.deliveries;
    let waiting = all.iter().filter(|d| State::UNSENT.contains(&d.state));
    let unsent = waiting
        .filter(|d| d.state != State::Held)
        .map(|d| unsent(d, letters, who));
    let misdated = complaint.corrections_owed().filter_map(|d| {
        let (bears, left) = d.misdated()?;
        let last_day = complaint
            .assessor_last_date
            .filter(|_| d.last_day.is_some());
        Some(Misdated {
            delivery: d.id,
            what: d.kind.label(),
            words: format!(
                "The {} bears {} and was {} on {}.",
                d.kind.label().to_lowercase(),
                uk_time::date_long(bears),
                departure(d),
                uk_time::date_long(left)
            ),
            last_day: last_day.map(uk_time::date_long).unwrap_or_default(),
        })
    });
    let held = all.iter().filter(|d| d.state == State::Held).map(|d| Held {
        delivery: d.id,
        what: d.kind.label(),
        to: d.to().to_owned(),
        leaves: at_second(d.leaves_at),
    });
    let failed = all.iter().filter(|d| d.state.is_undelivered());
    let undelivered = failed.map(|d| NotArrived {
        delivery: d.id,
        what: d.kind.label(),
        to: d.to().to_owned(),
        how: format!("{}, {}", d.state.label(), d.how()).to_lowercase(),
        due: d
            .due_at
            .map_or(String::new(), |due| uk_time::short(due, who.now)),
        error: d.last_error.clone(),
    });
    Notices {
        held: held.collect(),
        unsent: unsent.collect(),
        misdated: misdated.collect(),
        undelivered: undelivered.collect(),
        may: permits(StepKind::Delivery, complaint, &who.actor, &who.ctx()).is_ok(),
        version: complaint.version.0,
    }
}

fn unsent(d: &Delivery, letters: &[SentLetter], who: &SignedIn) -> Unsent {
    let letter = letters.iter().find(|letter| letter.id == d.letter);
    let written = letter.map_or(d.leaves_at, |letter| letter.sent_at);
    Unsent {
        delivery: d.id,
        what: d.kind.label(),
        written: uk_time::day(uk_time::local_date(written), who.today()),
        not: match d.way {
            Way::Email => "not sent",
            Way::Post => "not posted",
            Way::Order => "not dispatched",
        },
        clock: ClockView::of_letter(d, written, &who.rules.calendar, who.now),
        can_be_stopped: d.state.can_be_stopped(),
    }
}

/// Everything about one letter's deliveries.
#[derive(Debug, Clone)]
pub struct Deliveries {
    pub deliveries: Vec<Delivery>,
    trail: Vec<Trail>,
    files: Vec<File>,
    names: Names,
    /// Where the bytes are.
    base: String,
    /// Where a delivery is seen to; empty when this person cannot.
    pub step: String,
}

impl Deliveries {
    /// Loads them; `base` is the letter's own address.
    pub fn load(
        conn: &mut Connection,
        letter: LetterId,
        (base, step): (String, String),
    ) -> Stored<Self> {
        let trail = deliveries::trail(conn, letter)?;
        let names = people::names(conn, trail.iter().filter_map(|t| t.by))?;
        Ok(Self {
            deliveries: deliveries::of_letter(conn, letter)?,
            files: deliveries::files(conn, letter)?,
            trail,
            names,
            base,
            step,
        })
    }
    pub fn files(&self, of: &Delivery) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|f| f.delivery == of.id)
    }
    pub fn trail(&self, of: &Delivery) -> impl Iterator<Item = &Trail> {
        self.trail.iter().filter(|t| t.delivery == of.id)
    }
    pub fn by(&self, trail: &Trail) -> String {
        trail.by.map_or_else(
            || "automatic".to_owned(),
            |id| storage::people::name(&self.names, id),
        )
    }
    pub fn address(&self, file: &File) -> String {
        format!("{}/sent/{}", self.base, file.name)
    }
    /// What a file is to its delivery.
    pub fn what(&self, file: &File, of: &Delivery) -> &'static str {
        match (file.is_newest, of.left_at.is_some()) {
            (true, true) => "as it was sent",
            (true, false) => "as it was made",
            (false, _) => "made for an earlier day, not sent",
        }
    }
    /// "34 KB"
    pub fn size(&self, file: &File) -> String {
        match file.size {
            small if small < 10_000 => format!("{small} bytes"),
            kilo if kilo < 1_000_000 => format!("{} KB", kilo / 1000),
            mega => format!("{} MB", mega / 1_000_000),
        }
    }
}

/// GET `/complaints/{reference}/letters/{letter}/sent/{file}`: the bytes as they left.
///
/// # Errors
/// `NotFound` alike for what is not there, not theirs, and another complaint's.
pub async fn sent(
    app: web::Data<App>,
    who: SignedIn,
    path: web::Path<(String, i64, String)>,
) -> Result<HttpResponse, WebError> {
    let (reference, letter, file) = path.into_inner();
    let case = case::load(&app, &who, &reference).await?;
    let (complaint, letter) = (case.complaint.id, LetterId(letter));
    let name = file.clone();
    let (kind, bytes) = app
        .db
        .read(move |conn| {
            let frozen = letters::find(conn, complaint, letter)?;
            Ok((frozen.letter.kind, deliveries::bytes(conn, letter, &name)?))
        })
        .await?;
    super::shut::open_to(&case, kind, &who)?;
    download(&app, &file, bytes).await
}

/// A file of ours, to be kept and opened elsewhere. Its name is one we made.
pub async fn download(app: &App, name: &str, bytes: Vec<u8>) -> Result<HttpResponse, WebError> {
    let kind = match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "eml" => "message/rfc822",
        "pdf" => "application/pdf",
        "wav" => "audio/wav",
        _ => "application/octet-stream",
    };
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(kind)
        .insert_header((
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .insert_header((header::CONTENT_SECURITY_POLICY, neutral::SHUT))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    handed::bytes(app, answer, bytes).await
}
