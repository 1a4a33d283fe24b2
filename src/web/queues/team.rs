//! A team's workload as it is drawn: a bar cut for each complaint, and the names to choose from.
use chrono::{DateTime, Utc};
use procedure::AreaId;
use procedure::PersonId;
use procedure::steps::assignment::cannot_be_given;
use procedure::vocabulary::Role;
use procedure::working_time::uk_time;
use storage::workload::Member;

/// One piece of a bar, in a drawing 240 wide: `c` overdue, `b` due this week, `a` on track, `cap` room left.
pub struct Piece {
    pub class: &'static str,
    pub x: String,
    pub width: String,
}

/// One line of "Team workload".
pub struct TeamView {
    pub name: String,
    /// "Over", "Suggested"; empty for none.
    pub tag: &'static str,
    pub tone: &'static str,
    pub open: i64,
    pub limit: i32,
    pub pieces: Vec<Piece>,
    /// The bar in words.
    pub label: String,
    pub note: String,
}

/// One name to choose.
pub struct OptionView {
    pub id: PersonId,
    /// "Marcus Bell (4 of 8)"
    pub words: String,
    pub disabled: bool,
}

fn room(member: &Member) -> i64 {
    i64::from(member.limit) - member.load.open
}

/// A Leader may take a complaint themselves, and is never the one a picker falls on.
fn rank(member: &Member) -> Role {
    member.who.role
}

fn is_away(member: &Member) -> bool {
    member.who.away_until.is_some()
}

/// "away until 30 Nov", or "away" when nobody knows for how long.
fn away_words(member: &Member) -> String {
    member.away_until.map_or("away".to_owned(), |day| {
        format!("away until {}", day.format("%-d %b"))
    })
}

/// Who could be given a complaint that is with an area and names some people: those with most room first, then
/// the ones it cannot go to, each with why. Being over a limit warns and never refuses.
pub fn options(team: &[Member], area: Option<AreaId>, named: &[PersonId]) -> Vec<OptionView> {
    let mut members: Vec<&Member> = team.iter().filter(|m| m.who.area == area).collect();
    let refused = |m: &Member| cannot_be_given(named, area, &m.who).is_some() || is_away(m);
    members.sort_by_key(|m| (refused(m), rank(m), -room(m)));
    members
        .into_iter()
        .map(|m| {
            let state = match cannot_be_given(named, area, &m.who) {
                Some(why) => why.to_owned(),
                None if is_away(m) => away_words(m),
                None => format!("{} of {}", m.load.open, m.limit),
            };
            OptionView {
                id: m.who.id,
                words: format!("{} ({state})", m.who.name),
                disabled: refused(m),
            }
        })
        .collect()
}

/// The panel. `named_in` says how many of the complaints waiting name this person.
pub fn panel(
    team: &[Member],
    now: DateTime<Utc>,
    named_in: impl Fn(PersonId) -> usize,
) -> Vec<TeamView> {
    let suggested = team
        .iter()
        .filter(|m| !is_away(m) && room(m) > 0 && named_in(m.who.id) == 0)
        .min_by_key(|m| (rank(m), -room(m)))
        .map(|m| m.who.id);
    let mut members: Vec<&Member> = team.iter().collect();
    members.sort_by_key(|m| (is_away(m), rank(m), -room(m)));
    members
        .into_iter()
        .map(|m| {
            let (tag, tone) = tag(m, suggested == Some(m.who.id));
            TeamView {
                name: m.who.name.clone(),
                tag,
                tone,
                open: m.load.open,
                limit: m.limit,
                pieces: pieces(m),
                label: label(m),
                note: note(m, now, named_in(m.who.id)),
            }
        })
        .collect()
}

fn tag(m: &Member, suggested: bool) -> (&'static str, &'static str) {
    match room(m) {
        _ if is_away(m) => ("Away", ""),
        over if over < 0 => ("Over", "late"),
        0 => ("Full", "soon"),
        _ if suggested => ("Suggested", "ok"),
        _ => ("", ""),
    }
}

fn label(m: &Member) -> String {
    let load = m.load;
    format!(
        "{}: {} on track, {} due this week, {} overdue, limit {}",
        m.who.name,
        load.open - load.this_week - load.late,
        load.this_week,
        load.late,
        m.limit
    )
}

fn note(m: &Member, now: DateTime<Utc>, named_in: usize) -> String {
    let mut parts = Vec::new();
    if is_away(m) {
        let mut words = away_words(m);
        words.replace_range(..1, "A");
        parts.push(words);
    }
    if named_in > 0 {
        parts.push(format!("Named in {named_in} of these, cannot take those"));
    }
    match room(m) {
        over if over < 0 => parts.push(format!("Over the limit of {}", m.limit)),
        0 => parts.push("At the limit".to_owned()),
        _ => {}
    }
    parts.push(next_due(m, now));
    if m.load.closed > 0 {
        parts.push(format!("{} closed this month", m.load.closed));
    }
    format!("{}.", parts.join(". "))
}

fn next_due(m: &Member, now: DateTime<Utc>) -> String {
    let day = |at| uk_time::local_date(at);
    match m.load.next_due {
        None => "Nothing to answer".to_owned(),
        Some(at) if at < now => "Next is overdue".to_owned(),
        Some(at) if day(at) == day(now) => "Next due today".to_owned(),
        Some(at) => format!("Next due {}", uk_time::day(day(at), day(now))),
    }
}

/// A bar cut for each complaint and each free place; one over the limit makes every piece narrower.
fn pieces(m: &Member) -> Vec<Piece> {
    let load = m.load;
    let count = load.open.max(i64::from(m.limit)).clamp(1, 60);
    let pitch = 240.0 / f64::from(i32::try_from(count).unwrap_or(1));
    (0..count)
        .zip(0_i32..)
        .map(|(i, place)| Piece {
            class: match i {
                i if i < load.late => "c",
                i if i < load.late + load.this_week => "b",
                i if i < load.open => "a",
                _ => "cap",
            },
            x: format!("{:.1}", f64::from(place) * pitch + 0.8),
            width: format!("{:.1}", pitch - 2.0),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use procedure::Candidate;
    use storage::workload::Load;

    fn member(id: i64, open: i64, limit: i32) -> Member {
        let load = Load {
            open,
            late: 1.min(open),
            ..Load::default()
        };
        let who = Candidate {
            id: PersonId(id),
            name: format!("P{id}"),
            role: Role::Staff,
            area: Some(AreaId(1)),
            area_name: String::new(),
            active: true,
            away_until: None,
        };
        Member {
            who,
            limit,
            away_until: None,
            load,
        }
    }

    #[test]
    fn the_freest_comes_first_and_a_limit_only_warns() {
        let mut away = member(3, 0, 8);
        away.who.away_until = NaiveDate::from_ymd_opt(2026, 11, 30);
        away.away_until = away.who.away_until;
        let team = [member(1, 9, 8), member(2, 4, 8), away, member(4, 0, 8)];
        let found = options(&team, Some(AreaId(1)), &[PersonId(4)]);
        let words: Vec<_> = found
            .iter()
            .map(|o| (o.words.as_str(), o.disabled))
            .collect();
        assert_eq!(
            words,
            [
                ("P2 (4 of 8)", false),
                ("P1 (9 of 8)", false),
                ("P3 (away until 30 Nov)", true),
                ("P4 (named in the complaint)", true),
            ]
        );
        assert!(options(&team, Some(AreaId(2)), &[]).is_empty());
        let mut leader = member(5, 0, 8);
        leader.who.role = Role::Leader;
        let found = options(&[leader, member(6, 7, 8)], Some(AreaId(1)), &[]);
        assert_eq!(found[0].words, "P6 (7 of 8)");
    }

    #[test]
    fn a_bar_is_cut_for_each_complaint() {
        let classes = |m: &Member| pieces(m).iter().map(|p| p.class).collect::<Vec<_>>();
        assert_eq!(classes(&member(1, 2, 4)), ["c", "a", "cap", "cap"]);
        assert_eq!(classes(&member(1, 3, 2)).len(), 3);
        assert_eq!(classes(&member(1, 0, 0)), ["cap"]);
    }
}
