//! A withdrawal, confirmed.
use super::parts::{common, given};
use super::{Told, Writer};
use crate::{Letter, WithdrawalFacts};
use procedure::Complaint;
use procedure::dispatch::Dispatch;

/// The letter, from when and how they told us. `said` is what they said, as typed; it may be empty.
pub fn withdrawal(
    complaint: &Complaint,
    told: Told,
    said: &str,
    dispatch: &Dispatch,
    writer: &Writer,
) -> Letter {
    crate::withdrawal(&WithdrawalFacts {
        common: common(complaint, dispatch, writer),
        withdrawn: told.on.zip(told.how),
        said: given(said),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::Stationery;
    use super::*;
    use crate::sample::has;
    use procedure::vocabulary::Channel;

    #[test]
    fn when_and_how_is_all_it_needs() {
        let stationery = Stationery::new();
        let c = stationery.world.investigated();
        let ctx = stationery.world.ctx();
        let write = |told, said| {
            withdrawal(
                &c,
                told,
                said,
                &Dispatch::preferred(&c),
                &stationery.writer(&ctx),
            )
        };
        let told = Told {
            on: Some(ctx.today()),
            how: Some(Channel::Phone),
        };
        let letter = write(told, "It is *settled*.");
        assert_eq!(letter.gaps(), Vec::<&str>::new());
        has(
            &letter,
            &[
                "You told us by phone on 24 November 2026",
                "It is *settled*.",
            ],
        );
        assert_eq!(
            write(Told { how: None, ..told }, "").gaps(),
            ["When and how the complaint was withdrawn is not known yet"]
        );
    }
}
