//! The forms of administration that carry a version, sent with an old one: both texts, and nothing written over.
use crate::support::Cast::Admin;
use crate::support::TestApp;
use crate::support::dump::written;
use procedure::vocabulary::Promise;

const MINE: &str = "My own words <b>";

/// (page, document, its fields, the one two people change, to what they, to what I)
type Kept = (
    &'static str,
    &'static str,
    Vec<String>,
    &'static str,
    &'static str,
    &'static str,
);

fn administration() -> Vec<Kept> {
    let names = |list: &[&str]| {
        list.iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    let organisation = "/administration/organisation";
    let promises = Promise::ALL.iter().map(|p| p.as_str().to_owned()).collect();
    let days = (0..7).flat_map(|n| [format!("open_{n}"), format!("close_{n}")]);
    let calendar = days.chain(names(&["model", "nation", "closed", "why"]));
    vec![
        (
            "/administration/people/3",
            "",
            names(&[
                "name",
                "email",
                "job_title",
                "role",
                "area",
                "caseload_limit",
            ]),
            "job_title",
            "Theirs",
            MINE,
        ),
        (
            "/administration/areas/1",
            "",
            names(&["name", "leader", "deputy", "open"]),
            "name",
            "Power",
            MINE,
        ),
        (
            "/administration/calendar",
            "",
            calendar.collect(),
            "close_1",
            "19:00",
            "18:00",
        ),
        (
            organisation,
            "organisation",
            names(&["name", "address", "email", "phone", "prefix", "executives"]),
            "name",
            "Theirs",
            MINE,
        ),
        (
            organisation,
            "assessor",
            names(&["assessor_name", "assessor_address", "assessor_email"]),
            "assessor_name",
            "Theirs",
            MINE,
        ),
        (organisation, "promises", promises, "respond", "15", "12"),
        (
            organisation,
            "sessions",
            names(&["idle_minutes", "absolute_hours"]),
            "idle_minutes",
            "45",
            "50",
        ),
    ]
}

#[actix_web::test]
async fn every_administration_form_that_is_stale_is_refused() {
    for (path, what, fields, field, theirs, mine) in administration() {
        let app = TestApp::start().await;
        let page = app.get(Admin, path).await;
        let held = |name: &String| (name.clone(), page.value(name));
        let mut kept: Vec<(String, String)> = fields.iter().map(held).collect();
        kept.push(("what".into(), what.into()));
        kept.push(("why".into(), "Because".into()));
        let version = if what.is_empty() {
            page.value("version")
        } else {
            "0".into()
        };
        kept.push(("version".into(), version));
        let with = |words: &str| -> Vec<(String, String)> {
            let mut form = kept.clone();
            form.retain(|(name, _)| name != field);
            form.push((field.to_owned(), words.to_owned()));
            form
        };
        let send = async |form: Vec<(String, String)>| {
            let form: Vec<(&str, &str)> = form.iter().map(|(n, w)| (&**n, &**w)).collect();
            app.post(Admin, path, &form).await
        };
        let first = send(with(theirs)).await;
        assert_eq!(
            first.status.as_u16(),
            303,
            "{path} {what}: {}",
            first.text("main")
        );
        let before = app.everything().await;
        let stale = send(with(mine)).await;
        assert_eq!(
            stale.status.as_u16(),
            409,
            "{path} {what}: {}",
            stale.text("main")
        );
        stale.says("While you were writing");
        stale.says(theirs);
        assert_eq!(stale.value(field), mine, "{path} {what}");
        let written = written(&before, &app.everything().await);
        assert!(written.is_empty(), "{path} {what} wrote {written:#?}");
    }
}
