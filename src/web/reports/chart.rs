//! Columns of a week each: in time below, late on top. Whole numbers of the drawing's own units, 640 wide.
use super::figures::Week;

const LEFT: i64 = 34;
const RIGHT: i64 = 636;
const BOTTOM: i64 = 352;
/// Room for the share above the highest column.
const TOP: i64 = 52;

/// One week's column.
pub struct Column {
    pub x: i64,
    pub width: i64,
    pub middle: i64,
    /// Top and height of what was in time.
    pub in_time: (i64, i64),
    /// Top and height of what was late.
    pub late: (i64, i64),
    /// The share in time, where columns are wide enough for it and something stopped.
    pub share: Option<(String, i64)>,
    pub day: String,
    /// Under the first column and at each new month.
    pub month: Option<String>,
}

pub struct Chart {
    pub columns: Vec<Column>,
    /// Height and number of each line across.
    pub lines: Vec<(i64, i64)>,
}

impl Chart {
    /// Of the weeks, the oldest first.
    pub fn of(weeks: &[Week]) -> Self {
        let most = weeks.iter().map(|week| week.share.of).max().unwrap_or(0);
        let step = step(most);
        let top = ((most + step - 1) / step).max(1) * step;
        let high = |count: i64| (BOTTOM - TOP) * count / top;
        let wide = (RIGHT - LEFT) / i64::try_from(weeks.len()).unwrap_or(1).max(1);
        let column = |(at, week): (usize, &Week)| {
            let x = LEFT + wide * i64::try_from(at).unwrap_or(0) + wide / 6;
            let width = wide * 2 / 3;
            let (kept, late) = (high(week.in_time), high(week.late));
            let top = BOTTOM - kept - late;
            let before = at.checked_sub(1).and_then(|before| weeks.get(before));
            let month = week.from.format("%b").to_string();
            Column {
                x,
                width,
                middle: x + width / 2,
                in_time: (BOTTOM - kept, kept),
                late: (top, (late - 1).max(0)),
                share: (wide >= 40 && week.share.of > 0).then(|| (week.percent(), top - 7)),
                day: week.from.format("%-d").to_string(),
                month: before
                    .is_none_or(|b| b.from.format("%b").to_string() != month)
                    .then_some(month),
            }
        };
        Self {
            columns: weeks.iter().enumerate().map(column).collect(),
            lines: (0..=top / step)
                .map(|n| (BOTTOM - high(n * step), n * step))
                .collect(),
        }
    }
}

/// A round number of complaints between two lines, for five lines at most.
fn step(most: i64) -> i64 {
    let mut tens = 1;
    loop {
        for round in [tens, 2 * tens, 5 * tens] {
            if round * 5 >= most {
                return round;
            }
        }
        tens *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use storage::reports::Share;

    fn a_week(day: u32, in_time: i64, late: i64) -> Week {
        Week {
            from: NaiveDate::from_ymd_opt(2026, 11, day).unwrap(),
            in_time,
            late,
            share: Share {
                part: in_time,
                of: in_time + late,
            },
        }
    }

    #[test]
    fn the_highest_column_stays_under_the_top_line() {
        let chart = Chart::of(&[a_week(2, 30, 7), a_week(9, 0, 0), a_week(16, 10, 0)]);
        assert_eq!(
            chart.lines.iter().map(|l| l.1).collect::<Vec<_>>(),
            [0, 10, 20, 30, 40]
        );
        let [first, second, third] = &chart.columns[..] else {
            panic!()
        };
        assert!(first.late.0 >= TOP && first.in_time.0 + first.in_time.1 == BOTTOM);
        assert_eq!(first.share.as_ref().map(|s| s.0.as_str()), Some("81%"));
        assert!(second.share.is_none() && second.in_time.1 == 0);
        assert_eq!(
            (first.month.as_deref(), third.month.as_deref()),
            (Some("Nov"), None)
        );
    }

    #[test]
    fn nothing_at_all_still_has_a_scale() {
        assert_eq!(Chart::of(&[a_week(2, 0, 0)]).lines, [(352, 0), (52, 1)]);
        assert_eq!(Chart::of(&[]).columns.len(), 0);
        assert_eq!(
            [step(5), step(6), step(11), step(26), step(900)],
            [1, 2, 5, 10, 200]
        );
    }
}
