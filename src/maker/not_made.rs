//! Why there is no document.

/// Why a document was not made. What it says is for the log and holds no words of a letter; [`NotMade::plainly`] is
/// for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotMade {
    /// One of this person's is being made and another waits.
    #[error("one document of this person is being made and another waits")]
    Yours,
    /// So many large files of this person are still being read that no other is made.
    #[error("this person has not read the large files that were made before")]
    Unread,
    /// Too many people wait.
    #[error("too many documents wait to be made")]
    Busy,
    #[error("the program that makes documents cannot be started: {0}")]
    NotStarted(String),
    #[error("a document took too long and was stopped")]
    Slow,
    #[error("a document needed more memory or room than it may")]
    TooLarge,
    #[error("the program that makes documents ended: {0}")]
    Died(String),
    #[error("making a document panicked at {0}")]
    Panicked(String),
    #[error("a document could not be made: {0}")]
    Failed(String),
    #[error("{0} is not installed")]
    NotInstalled(String),
    #[error("the letter is too long to be spoken on one disc")]
    TooLong,
}

impl NotMade {
    /// Whether the same document can be made a little later: nothing is wrong with it.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Yours | Self::Unread | Self::Busy | Self::NotStarted(_)
        )
    }
    /// In a sentence for a person: why this document is not there.
    pub fn plainly(&self) -> String {
        match self {
            Self::Yours => "Another document of yours is still being made, and one more is waiting".to_owned(),
            Self::Unread => "Large files that were made for you are still on their way to your browser".to_owned(),
            Self::Busy => "Many people are waiting for a document".to_owned(),
            Self::NotStarted(_) => "The part of Redress that makes documents could not be started".to_owned(),
            Self::Slow => "Making it took too long and was stopped: it is very long, or made of very many small pieces such as list items".to_owned(),
            Self::TooLarge => "It needs more memory than one document may use: it is very long, or made of very many small pieces such as list items".to_owned(),
            Self::Died(_) | Self::Panicked(_) | Self::Failed(_) => "Making it failed because of a fault in Redress or something unusual in its words or its address".to_owned(),
            Self::NotInstalled(_) | Self::TooLong => self.to_string(),
        }
    }
}
