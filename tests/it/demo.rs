//! The demonstration: something of everything, the same each time, and every page of it opens.
use crate::support::demonstration::{app, database, made, now, stories};
use crate::support::whole::{count, open, words, wrong};
use crate::support::{Cast, Page, TestApp};
use diesel::sqlite::SqliteConnection;
use procedure::vocabulary::{Closure, LetterKind, Outcome, Promise, Role, Stage};
use procedure::{ComplainantId, Complaint, ComplaintId, PersonId, sees};
use redress::demo::sign_ins;
use std::collections::BTreeSet;
use storage::{StorageError, complaints, lists, people, recognition};

/// Every word of a closed list stands in a column.
fn holds(conn: &mut SqliteConnection, column: &str, list: impl Iterator<Item = &'static str>) {
    let (table, column) = column.split_once('.').unwrap();
    let query =
        format!("SELECT DISTINCT {column} AS found FROM {table} WHERE {column} IS NOT NULL");
    let there: BTreeSet<String> = words(conn, &query).into_iter().collect();
    let wanted: BTreeSet<String> = list.map(str::to_owned).collect();
    let missing: Vec<_> = wanted.difference(&there).collect();
    assert!(missing.is_empty(), "{table}.{column} has no {missing:?}");
}

#[test]
fn it_holds_something_of_everything() {
    let data = stories();
    let mut conn = open(data.path());
    assert_eq!(wrong(&mut conn), [""; 0]);
    clocks_are_late_soon_on_track_and_paused(&mut conn);
    the_people_who_sign_in_are_the_first_ten(&mut conn);
    holds(
        &mut conn,
        "complaints.stage",
        Stage::ALL.iter().map(|w| w.as_str()),
    );
    holds(
        &mut conn,
        "complaints.closure",
        Closure::ALL.iter().map(|w| w.as_str()),
    );
    holds(
        &mut conn,
        "findings.outcome",
        Outcome::ALL.iter().map(|w| w.as_str()).take(3),
    );
    holds(
        &mut conn,
        "clocks.promise",
        Promise::ALL.iter().map(|w| w.as_str()),
    );
    holds(
        &mut conn,
        "people.role",
        Role::ALL.iter().map(|w| w.as_str()),
    );
    let classes = ["person", "auto_reply", "bounce", "report", "loop"];
    holds(&mut conn, "mail_items.class", classes.into_iter());
    let sent = LetterKind::ALL
        .iter()
        // It lies on top of papers that are bound, and is never sent by itself.
        .filter(|k| **k != LetterKind::AssessorCover);
    holds(&mut conn, "letters.kind", sent.map(|w| w.as_str()));
    people_of_every_kind_are_there(&mut conn);
    what_stands_beside_a_complaint_is_there(&mut conn);
}

/// The states of a complaint that no closed list has.
fn what_stands_beside_a_complaint_is_there(conn: &mut SqliteConnection) {
    for (what, query) in [
        (
            "handed back once",
            "SELECT count(*) FROM complaints WHERE hand_backs = 1",
        ),
        (
            "nobody is free to decide stage 2",
            "SELECT count(*) FROM complaints c WHERE stage = 'escalated' AND NOT EXISTS \
             (SELECT 1 FROM people p WHERE active = 1 AND role <> 'staff' AND NOT EXISTS \
              (SELECT 1 FROM involvements i WHERE i.complaint_id = c.id AND i.person_id = p.id))",
        ),
        (
            "handed back twice, for an executive",
            "SELECT count(*) FROM complaints WHERE hand_backs = 2 AND area_id IS NULL AND owner_id IS NULL",
        ),
        (
            "how long an area had it",
            "SELECT count(*) FROM hand_backs WHERE held_minutes > 0",
        ),
        (
            "an office that was told",
            "SELECT count(*) FROM complaints WHERE office_told_on IS NOT NULL",
        ),
        (
            "an office that was not told",
            "SELECT count(*) FROM complaints WHERE addressed_to <> '' AND office_told_on IS NULL",
        ),
        (
            "at risk",
            "SELECT count(*) FROM complaints WHERE at_risk = 1 AND priority = 0",
        ),
        (
            "a plan",
            "SELECT count(*) FROM plans WHERE due_on IS NOT NULL",
        ),
        (
            "who was late, corrected",
            "SELECT count(*) FROM events WHERE kind = 'lateness_corrected'",
        ),
        (
            "a change that was not told",
            "SELECT count(*) FROM events WHERE kind = 'assigned' AND json_extract(facts, '$.not_told') <> ''",
        ),
        (
            "answered, actions open",
            "SELECT count(*) FROM complaints c WHERE stage = 'answered' AND EXISTS \
             (SELECT 1 FROM remedies r WHERE r.complaint_id = c.id AND done_on IS NULL)",
        ),
        (
            "resolved by agreement, with its letter",
            "SELECT count(*) FROM letters l JOIN complaints c ON c.id = l.complaint_id \
             WHERE kind = 'resolved_by_agreement' AND closure = 'accepted'",
        ),
    ] {
        assert!(count(conn, query) > 0, "{what}");
    }
}

fn people_of_every_kind_are_there(conn: &mut SqliteConnection) {
    for (who, query) in [
        ("Customer Relations", "customer_relations = 1"),
        ("an administrator", "administrator = 1"),
        ("somebody away", "away_from IS NOT NULL"),
        ("a deputy", "id IN (SELECT deputy_id FROM areas)"),
    ] {
        let query = format!("SELECT count(*) FROM people WHERE {query}");
        assert!(count(conn, &query) > 0, "{who}");
    }
}

/// In the lists, where a person sees them: the date a stage owes, and for the hold the complaint's own page.
fn clocks_are_late_soon_on_track_and_paused(conn: &mut SqliteConnection) {
    let at = now().format("%Y-%m-%d %H:%M:%S");
    for (condition, query) in [
        ("late", format!("due_at < '{at}'")),
        ("soon", format!("due_at >= '{at}' AND warn_at <= '{at}'")),
        ("on track", format!("warn_at > '{at}'")),
        (
            "paused",
            "id IN (SELECT complaint_id FROM pauses WHERE until_at IS NULL AND stops_the_clock = 1)".into(),
        ),
        (
            "held with the clock running",
            "id IN (SELECT complaint_id FROM pauses WHERE until_at IS NULL AND stops_the_clock = 0)".into(),
        ),
    ] {
        let query = format!("SELECT count(*) FROM complaints WHERE closure IS NULL AND {query}");
        assert!(count(conn, &query) > 0, "none is {condition}");
    }
    for stage in [
        "triage",
        "assignment",
        "investigation",
        "escalated",
        "final_review",
    ] {
        let late =
            format!("SELECT count(*) FROM complaints WHERE stage = '{stage}' AND due_at < '{at}'");
        let all = format!("SELECT count(*) FROM complaints WHERE stage = '{stage}'");
        let (late, all) = (count(conn, &late), count(conn, &all));
        assert!(late < all, "{stage}: everything is late");
    }
}

/// Every table, every row, every column, in order.
fn everything(conn: &mut SqliteConnection) -> Vec<String> {
    let tables = words(
        conn,
        "SELECT name AS found FROM sqlite_master WHERE type = 'table' \
         AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY name",
    );
    let mut all = Vec::new();
    for table in tables {
        let columns = words(
            conn,
            &format!("SELECT name AS found FROM pragma_table_info('{table}')"),
        );
        let quoted: Vec<String> = columns.iter().map(|c| format!("quote(\"{c}\")")).collect();
        let row = quoted.join(" || ' ' || ");
        let rows = words(
            conn,
            &format!("SELECT {row} AS found FROM {table} ORDER BY 1"),
        );
        all.extend(rows.into_iter().map(|row| format!("{table} {row}")));
    }
    all
}

#[test]
fn it_is_the_same_twice() {
    let (one, two) = (made(300), made(300));
    let (one, two) = (
        everything(&mut open(one.1.path())),
        everything(&mut open(two.1.path())),
    );
    assert!(one.len() > 5_000, "{}", one.len());
    let differ = one.iter().zip(&two).find(|(a, b)| a != b);
    assert_eq!(differ, None);
    assert_eq!(one.len(), two.len());
}

fn the_people_who_sign_in_are_the_first_ten(conn: &mut SqliteConnection) {
    let printed: Vec<String> = sign_ins()
        .map(|(email, name, _)| format!("{email} {name}"))
        .collect();
    let first = "SELECT email || ' ' || name AS found FROM people ORDER BY id LIMIT 10";
    assert_eq!(words(conn, first), printed);
    assert_eq!(printed.len(), 10);
}

#[actix_web::test]
async fn every_page_of_every_complaint_opens_for_customer_relations() {
    let data = stories();
    let mut conn = open(data.path());
    let app = app(data);
    let all = words(&mut conn, "SELECT reference AS found FROM complaints");
    assert!(all.len() >= 110);
    for reference in &all {
        let path = format!("/complaints/{reference}");
        let shown = app.get(Cast::Relations, &path).await;
        assert_eq!(shown.status.as_u16(), 200, "{path}: {}", shown.text("main"));
        shown.says(reference);
    }
    // One of each kind of the rest.
    let mut others = words(
        &mut conn,
        "SELECT c.reference || '/letters/' || min(l.id) AS found FROM letters l \
         JOIN complaints c ON c.id = l.complaint_id WHERE kind NOT LIKE 'restriction%' GROUP BY kind, l.channel, format",
    );
    let of_each = "SELECT max(reference) AS found FROM complaints GROUP BY stage, closure";
    for reference in words(&mut conn, of_each) {
        others.extend(["correspondence", "history"].map(|page| format!("{reference}/{page}")));
    }
    for page in others {
        app.get(Cast::Relations, &format!("/complaints/{page}"))
            .await
            .is(200);
    }
}

/// `procedure::sees` is said twice more in SQL: for the list of complaints, and for who is known from them.
#[test]
fn each_finds_what_the_rule_lets_them_see() {
    let data = stories();
    let mut conn = open(data.path());
    let mut ids = |table: &str| -> Vec<i64> {
        let query = format!("SELECT id || '' AS found FROM {table}");
        let found = words(&mut conn, &query);
        found.iter().map(|id| id.parse().unwrap()).collect()
    };
    let (everything, everybody) = (ids("complaints"), ids("people"));
    let known_to_us: Vec<ComplainantId> =
        ids("complainants").into_iter().map(ComplainantId).collect();
    let db = database(data.path());
    let compared = db.read_now(|conn| {
        let mut all = Vec::new();
        for id in everything {
            all.push(complaints::get(conn, ComplaintId(id))?);
        }
        let mut views = BTreeSet::new();
        for id in everybody {
            let person = people::find(conn, PersonId(id))?;
            let actor = people::actor(conn, &person)?;
            let theirs: Vec<&Complaint> = all.iter().filter(|c| sees(c, &actor)).collect();
            let rule: BTreeSet<String> = theirs.iter().map(|c| c.reference.to_string()).collect();
            let (rows, next) =
                lists::page(conn, &actor, &lists::Filter::default(), None, 10_000, now())?;
            let listed: BTreeSet<String> = rows.iter().map(|r| r.reference.to_string()).collect();
            assert!(next.is_none());
            assert_eq!(listed, rule, "the list of {}", person.name);
            for complainant in &known_to_us {
                let of_them: Vec<_> = theirs
                    .iter()
                    .filter(|c| c.complainant_id == *complainant)
                    .collect();
                let open = of_them.iter().filter(|c| c.stage != Stage::Closed);
                let open: BTreeSet<String> = open.map(|c| c.reference.to_string()).collect();
                let expected = (!of_them.is_empty()).then_some(open);
                let found = match recognition::find(conn, *complainant, &actor) {
                    Err(StorageError::NotFound) => None,
                    found => Some(
                        found?
                            .open
                            .into_iter()
                            .map(|(r, _)| r.to_string())
                            .collect(),
                    ),
                };
                assert_eq!(
                    found, expected,
                    "{complainant} as {} knows them",
                    person.name
                );
            }
            views.insert(rule);
        }
        Ok(views.len())
    });
    // It has looked at people who see different things.
    assert!(compared.unwrap() > 6);
}

/// One restricted, one warned, one proposal, one who appealed and was released; and each of their pages opens.
#[actix_web::test]
async fn it_tells_of_restrictions_in_every_state() {
    let data = stories();
    let mut conn = open(data.path());
    let today = now().format("%Y-%m-%d");
    for (what, query) in [
        (
            "live",
            format!(
                "approved = 1 AND lifted_on IS NULL AND '{today}' BETWEEN starts_on AND ends_on"
            ),
        ),
        ("waiting", "approved IS NULL".to_owned()),
        (
            "appealed and lifted",
            "appeal_upheld = 0 AND lifted_on IS NOT NULL".to_owned(),
        ),
    ] {
        let found = format!("SELECT count(*) FROM restrictions WHERE {query}");
        assert_eq!(count(&mut conn, &found), 1, "{what}");
    }
    let warned = "SELECT count(*) FROM restriction_warnings w WHERE NOT EXISTS \
         (SELECT 1 FROM restrictions r WHERE r.complainant_id = w.complainant_id)";
    assert_eq!(count(&mut conn, warned), 1, "warned and no more");
    let mut pages = words(
        &mut conn,
        "SELECT DISTINCT complainant_id || '/restriction' AS found FROM restriction_events",
    );
    assert_eq!(pages.len(), 4);
    let letters = "SELECT c.complainant_id || '/restriction/letters/' || l.id AS found FROM letters l \
         JOIN complaints c ON c.id = l.complaint_id WHERE kind LIKE 'restriction%'";
    pages.extend(words(&mut conn, letters));
    let app = app(data);
    for page in pages {
        app.get(Cast::Executive, &format!("/complainants/{page}"))
            .await
            .is(200);
    }
    let mut decide = 0;
    for executive in [Cast::Executive, Cast::Executive2] {
        let home = app.get(executive, "/").await.html;
        decide += usize::from(home.contains("A restriction is proposed"));
    }
    assert!(decide > 0, "somebody who has no part in it can decide");
    app.get(Cast::Relations, "/inbox?tab=triage&owner=anyone")
        .await
        .is(200);
}

/// Every row of a list, page after page, each once.
async fn walk(app: &TestApp, first: &str, rows: &str) -> usize {
    let (mut total, mut seen, mut next) = (0, BTreeSet::new(), Some(first.to_owned()));
    while let Some(path) = next {
        let page = app.get(Cast::Relations, &path).await;
        page.is(200);
        let found = page.all(rows);
        total += found.len();
        seen.extend(found);
        next = page.link("a[rel=next]");
    }
    if rows == ".work .ref" {
        assert_eq!(seen.len(), total, "{first} shows one twice");
    }
    total
}

#[actix_web::test]
async fn three_thousand_are_three_thousand_and_every_list_agrees_with_a_count() {
    let (db, data) = made(3_000);
    let mut conn = open(data.path());
    assert_eq!(count(&mut conn, "SELECT count(*) FROM complaints"), 3_000);
    assert_eq!(
        count(
            &mut conn,
            "SELECT count(DISTINCT reference) FROM complaints"
        ),
        3_000
    );
    let app = TestApp::on(db, now(), data);
    let mut seen_by_priya = |which: &str| {
        let query = format!(
            "SELECT count(*) FROM complaints c WHERE {which} AND NOT EXISTS \
             (SELECT 1 FROM subjects s WHERE s.complaint_id = c.id AND person_id = 1)"
        );
        usize::try_from(count(&mut conn, &query)).unwrap()
    };
    for (path, which) in [
        ("/complaints?state=all", "true"),
        ("/complaints?state=open", "closure IS NULL"),
        // At stage 2 what stage 1 found is looked at again.
        (
            "/complaints?outcome=upheld",
            "outcome = 'upheld' AND stage NOT IN ('escalated', 'final_review')",
        ),
    ] {
        assert_eq!(
            walk(&app, path, ".work .ref").await,
            seen_by_priya(which),
            "{path}"
        );
    }
    every_tab_of_the_inbox_holds_what_it_says(&app).await;
}

async fn every_tab_of_the_inbox_holds_what_it_says(app: &TestApp) {
    let inbox: Page = app.get(Cast::Relations, "/inbox").await;
    let tabs = inbox.all("nav.subnav a");
    assert!(tabs.len() >= 6, "{tabs:?}");
    for (n, tab) in tabs.iter().enumerate() {
        let link = format!("nav.subnav a:nth-of-type({})", n + 1);
        let says: usize = tab.rsplit(' ').next().unwrap().parse().unwrap();
        let path = inbox.link(&link).unwrap();
        assert_eq!(walk(app, &path, "#rows tr:not(.none)").await, says, "{tab}");
    }
}
