//! Documents are made in child processes: this program again, as `redress make`, with limits of its own.
//!
//! Typesetting can take any time and memory, and a library can panic; none of that may reach the server. A [`Work`] is
//! sent to a child, and what comes back is a finished [`Body`] or a [`NotMade`]. There are two [`Line`]s with a child
//! each: what somebody looks at now, and what is made in the background. The children are started when they are first
//! needed, make many documents one after another, and end when they have had nothing to do for a while.
mod body;
mod files;
mod frame;
pub mod limits;
mod not_made;
mod process;
mod program;
mod serve;
mod turns;
mod work;

pub use body::{Body, Sound};
pub use files::{Files, Named};
pub use not_made::NotMade;
pub use serve::serve;
pub use turns::{Line, Whose};
pub use work::Work;

use formats::braille::Braille;
use formats::pdf::{Bundle, Print};
use letters::Letter;
use process::Child;
use program::Program;
use rustix::process::{Pid, Signal, kill_process_group};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak};
use std::time::{Duration, Instant};
use turns::{Turn, Turns};
use work::Request;

/// A child that has had nothing to do for so long is ended.
const KEPT: Duration = Duration::from_mins(5);
/// Why nothing is made any more.
const ENDING: &str = "the server is ending";
/// How often that is looked at.
const LOOK: Duration = Duration::from_secs(5);

/// What makes documents. Copies share the children and the turns.
#[derive(Debug, Clone)]
pub struct Maker(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// The program, or why it cannot be started.
    program: Result<Program, String>,
    /// Where finished files lie that are too large for memory.
    folder: PathBuf,
    /// No document may take longer, whatever its own bounds are.
    longest: Duration,
    turns: Turns,
    /// One for each line; empty while it works.
    children: [Mutex<Option<Resting>>; 2],
    /// The children at work, and whether the server ends and nothing more is made.
    at_work: Mutex<AtWork>,
    watched: Once,
}

#[derive(Debug, Default)]
struct AtWork {
    groups: Vec<Pid>,
    ended: bool,
}

/// A child that waits for work, and since when.
#[derive(Debug)]
struct Resting {
    child: Child,
    since: Instant,
}

impl Maker {
    /// `program` makes the documents; none: the file of this program, opened now, so that putting a new version in its
    /// place does not mix the two. `folder` is for finished files that are too large for memory; they have no name there.
    pub fn new(program: Option<&Path>, folder: &Path) -> Self {
        Self::within(Duration::MAX, program, folder)
    }

    /// The same, and no document may take longer than this: for tests of what takes for ever.
    pub fn within(longest: Duration, program: Option<&Path>, folder: &Path) -> Self {
        let program = match program {
            Some(path) => Ok(Program::at(path)),
            None => Program::this().map_err(|e| e.to_string()),
        };
        Self(Arc::new(Inner {
            program,
            folder: folder.to_owned(),
            longest,
            turns: Turns::default(),
            children: Default::default(),
            at_work: Mutex::default(),
            watched: Once::new(),
        }))
    }

    /// The letter as a PDF. `proof`: it has not gone, and says so on every page.
    ///
    /// # Errors
    /// Why it was not made.
    pub async fn pdf(
        &self,
        whose: Whose,
        letter: Letter,
        print: Print,
        proof: bool,
    ) -> Result<Body, NotMade> {
        let work = Work::Pdf {
            letter,
            print,
            proof,
        };
        Ok(self.make(whose, work).await?.body)
    }

    /// The letter in Braille.
    ///
    /// # Errors
    /// Why it was not made.
    pub async fn braille(
        &self,
        whose: Whose,
        letter: Letter,
        proof: bool,
    ) -> Result<Braille, NotMade> {
        self.make(whose, Work::Braille { letter, proof })
            .await?
            .braille()
    }

    /// The letter as sound.
    ///
    /// # Errors
    /// Why it was not made; `NotInstalled` and `TooLong` are no fault.
    pub async fn speech(
        &self,
        whose: Whose,
        letter: Letter,
        proof: bool,
    ) -> Result<Sound, NotMade> {
        Ok(self
            .make(whose, Work::Speech { letter, proof })
            .await?
            .sound())
    }

    /// Papers bound together.
    ///
    /// # Errors
    /// Why they were not bound.
    pub async fn bundle(&self, whose: Whose, bundle: Bundle) -> Result<Vec<u8>, NotMade> {
        self.make(whose, Work::Bundle(bundle))
            .await?
            .body
            .into_bytes()
    }

    /// Finished letters as one document for a printer.
    ///
    /// # Errors
    /// Why they were not bound.
    pub async fn batch(&self, whose: Whose, letters: Vec<Vec<u8>>) -> Result<Vec<u8>, NotMade> {
        self.make(whose, Work::Batch(letters))
            .await?
            .body
            .into_bytes()
    }

    /// Makes it when its turn comes. The turn lasts as long as the work, whether or not anybody still waits for it.
    ///
    /// # Errors
    /// Why it was not made; at once when this person, or everybody together, already waits for too much.
    pub async fn make(&self, whose: Whose, work: Work) -> Result<Made, NotMade> {
        let line = work.line(whose);
        let turn = self.0.turns.enter(line, whose)?.await?;
        let inner = self.0.clone();
        let making = tokio::task::spawn_blocking(move || inner.work(&turn, work));
        making
            .await
            .map_err(|e| NotMade::Died(format!("the server's own thread: {e}")))?
    }

    /// The same for a thread that may wait.
    ///
    /// # Errors
    /// As [`Maker::make`].
    pub fn make_here(&self, whose: Whose, work: Work) -> Result<Made, NotMade> {
        let line = work.line(whose);
        let turn = turns::wait(self.0.turns.enter(line, whose)?)?;
        self.0.work(&turn, work)
    }

    /// The server ends: what is being made is stopped, and nothing more is made.
    pub fn end(&self) {
        let mut at_work = lock(&self.0.at_work);
        at_work.ended = true;
        for group in at_work.groups.drain(..) {
            // It is not buried before it has left this list, so the number is still its own.
            let _gone = kill_process_group(group, Signal::KILL);
        }
    }

    /// The process ids of the children that wait for work: for tests and for the curious.
    pub fn resting(&self) -> Vec<u32> {
        let child = |slot: &Mutex<Option<Resting>>| lock(slot).as_ref().map(|r| r.child.id());
        self.0.children.iter().filter_map(child).collect()
    }
}

/// What was made.
#[derive(Debug)]
pub struct Made {
    body: Body,
    tracks: Vec<formats::speech::Track>,
}

impl Made {
    /// A file.
    pub fn body(self) -> Body {
        self.body
    }
    /// The sound of [`Work::Speech`].
    pub fn sound(self) -> Sound {
        Sound::new(self.body, self.tracks)
    }
    /// The signs of [`Work::Braille`].
    ///
    /// # Errors
    /// `Died` when it is no Braille.
    pub fn braille(self) -> Result<Braille, NotMade> {
        let bytes = self.body.into_bytes()?;
        serde_json::from_slice(&bytes).map_err(|e| NotMade::Died(e.to_string()))
    }
}

impl Inner {
    fn work(self: &Arc<Self>, turn: &Turn, work: Work) -> Result<Made, NotMade> {
        let slot = self.slot(turn.line());
        let rested = lock(slot).take().map(|rested| rested.child);
        let alive = rested.and_then(|mut child| child.is_alive().then_some(child));
        let mut child = alive.map_or_else(|| self.start(), Ok)?;
        let mut bounds = work.bounds();
        bounds.longest = bounds.longest.min(self.longest);
        let asked = Request::new(work, bounds);
        let group = child.group();
        {
            let mut at_work = lock(&self.at_work);
            if at_work.ended {
                return Err(NotMade::NotStarted(ENDING.to_owned()));
            }
            at_work.groups.push(group);
        }
        let answered = child.ask(&asked, bounds, &self.folder);
        {
            let mut at_work = lock(&self.at_work);
            at_work.groups.retain(|one| *one != group);
            if at_work.ended && answered.is_err() {
                return Err(NotMade::NotStarted(ENDING.to_owned()));
            }
        }
        let (mut body, end) = answered?;
        if !end.last {
            let since = Instant::now();
            *lock(slot) = Some(Resting { child, since });
        }
        if end.uncontracted {
            tracing::warn!("no contracted Braille: the program for it failed");
        }
        if let Some(failed) = end.failed {
            return Err(failed.into());
        }
        if let Body::Disk(file) = &mut body {
            file.counted(turn.keeps());
        }
        Ok(Made {
            body,
            tracks: end.tracks,
        })
    }

    fn start(self: &Arc<Self>) -> Result<Child, NotMade> {
        let program = self
            .program
            .as_ref()
            .map_err(|e| NotMade::NotStarted(e.clone()))?;
        let child = Child::start(program).map_err(|e| NotMade::NotStarted(e.to_string()))?;
        let weak = Arc::downgrade(self);
        self.watched.call_once(|| {
            let named = std::thread::Builder::new().name("resting makers".to_owned());
            if let Err(error) = named.spawn(move || watch(&weak)) {
                tracing::error!(%error, "a child that makes documents is kept for ever");
            }
        });
        Ok(child)
    }

    fn slot(&self, line: Line) -> &Mutex<Option<Resting>> {
        let [now, background] = &self.children;
        match line {
            Line::Now => now,
            Line::Background => background,
        }
    }
}

/// Ends children that have had nothing to do for long, and buries those that ended by themselves.
fn watch(maker: &Weak<Inner>) {
    loop {
        std::thread::sleep(LOOK);
        let Some(maker) = maker.upgrade() else { return };
        for slot in &maker.children {
            let mut slot = lock(slot);
            if let Some(resting) = &mut *slot
                && (resting.since.elapsed() > KEPT || !resting.child.is_alive())
            {
                *slot = None;
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
