//! The list of complaints and its search: exact, walled, and the same for nobody but those who see the same.
use crate::support::Cast::{
    Admin, Executive, Leader, Leader2, Relations, Relations2, SeniorLeader, Staff, Staff2,
};
use crate::support::steps::an_intake;
use crate::support::{Cast, Page, TestApp};
use chrono::Duration;
use procedure::Reference;
use procedure::allegation::Subject;

fn references(page: &Page) -> Vec<String> {
    page.all(".work .ref")
}

/// About Owen Rees of Customer Relations.
async fn about_owen(app: &TestApp) -> Reference {
    app.logged_as(|intake| {
        intake.details.name = "Tomasz Nowak".into();
        intake.details.email = "tomasz@example.org".into();
        intake.details.postcode = "WA4 4HS".into();
        intake.details.dispute_reference = "EN-1".into();
        intake.subjects = vec![Subject {
            person: Some(Relations2.id()),
            name: "Owen Rees".into(),
            allegation: None,
        }];
    })
    .await
}

/// Follows "Older" to the end.
async fn walk(app: &TestApp, who: Cast, first: &str) -> Vec<String> {
    let mut seen = Vec::new();
    let mut next = Some(first.to_owned());
    while let Some(path) = next {
        let page = app.get(who, &path).await;
        page.is(200);
        seen.extend(references(&page));
        next = page.link("a[rel=next]");
    }
    seen
}

#[actix_web::test]
async fn pages_join_without_a_gap_or_a_repeat() {
    let app = TestApp::start().await;
    let mut logged = Vec::new();
    for n in 0..60 {
        // Three at each instant: the id decides between them.
        if n % 3 == 0 {
            app.later(Duration::minutes(1));
        }
        logged.push(app.logged().await.to_string());
    }
    logged.reverse();
    assert_eq!(walk(&app, Relations, "/complaints").await, logged);
    assert_eq!(
        walk(&app, Executive, "/complaints?state=open").await,
        logged
    );
    assert!(
        walk(&app, Relations, "/complaints?state=closed")
            .await
            .is_empty()
    );
    assert!(
        walk(&app, Relations, "/complaints?outcome=upheld")
            .await
            .is_empty()
    );
}

#[actix_web::test]
async fn each_sees_their_own_and_leaders_are_apart() {
    let app = TestApp::start().await;
    let inbox = app.logged().await.to_string();
    let energy = app.assigned().await.to_string();
    let seen = async |who| walk(&app, who, "/complaints").await;
    assert_eq!(seen(Relations).await, [energy.clone(), inbox.clone()]);
    for who in [Leader, Staff, SeniorLeader] {
        assert_eq!(seen(who).await, std::slice::from_ref(&energy), "{who:?}");
    }
    for who in [Leader2, Staff2, Admin] {
        assert!(seen(who).await.is_empty(), "{who:?}");
        let page = app.get(who, "/complaints?q=whitlock").await;
        page.says_not(&energy);
        page.says("Nothing that you may see matches.");
    }
}

#[actix_web::test]
async fn a_complaint_seen_in_two_ways_is_listed_once() {
    let app = TestApp::start().await;
    let reference = app.in_final_review().await.to_string();
    // Decided by Dev Patel, who leads Communications, after Energy answered it.
    assert_eq!(
        references(&app.get(Leader2, "/complaints").await),
        std::slice::from_ref(&reference)
    );
    assert_eq!(
        references(&app.get(Leader2, "/complaints?q=Janet").await),
        [reference]
    );
}

#[actix_web::test]
async fn the_person_complained_about_finds_nothing() {
    let app = TestApp::start().await;
    let reference = about_owen(&app).await.to_string();
    let asked = [
        "",
        "?q=Tomasz",
        "?q=tomasz%40example.org",
        "?q=wa44hs",
        "?q=EN-1",
        "?state=open",
    ];
    for query in asked {
        let path = format!("/complaints{query}");
        assert_eq!(
            references(&app.get(Relations, &path).await),
            std::slice::from_ref(&reference),
            "{query}"
        );
        let page = app.get(Relations2, &path).await;
        page.is(200);
        page.says_not(&reference);
        page.says_not("Tomasz Nowak");
    }
    let jump = format!("/complaints?q={reference}");
    assert_eq!(
        app.get(Relations, &jump).await.location,
        Some(format!("/complaints/{reference}"))
    );
    let page = app.get(Relations2, &jump).await;
    page.is(200);
    page.says("Nothing that you may see matches.");
    let none = app.get(Relations2, "/complainants?q=Tomasz").await;
    none.says("Nobody you may see matches.");
    app.get(Relations2, "/complainants")
        .await
        .says_not("Tomasz");
}

#[actix_web::test]
async fn it_is_found_as_people_type_it() {
    let app = TestApp::start().await;
    let reference = app.logged().await.to_string();
    let other = app
        .logged_as(|i| i.details = other(i.received_at))
        .await
        .to_string();
    for typed in [
        "whit",
        "JANET",
        "janet+whitl",
        "Janet.Whitlock%40example.co.uk",
        "sk25qb",
        "en-778120",
    ] {
        let page = app.get(Relations, &format!("/complaints?q={typed}")).await;
        assert_eq!(
            references(&page),
            std::slice::from_ref(&reference),
            "{typed}"
        );
    }
    assert_eq!(
        references(&app.get(Relations, "/complaints?q=janet+davies").await),
        Vec::<String>::new()
    );
    assert_eq!(
        references(&app.get(Relations, "/complaints?q=d%27ar").await),
        [other]
    );
    for typed in ["sc-2026-1", "SC+2026+000001", "sc2026000001", "2026-1", "1"] {
        let page = app.get(Relations, &format!("/complaints?q={typed}")).await;
        assert_eq!(
            page.location,
            Some(format!("/complaints/{reference}")),
            "{typed}"
        );
    }
}

fn other(at: chrono::DateTime<chrono::Utc>) -> procedure::Details {
    procedure::Details {
        name: "Marie D'Arcy".into(),
        email: String::new(),
        postcode: String::new(),
        dispute_reference: String::new(),
        ..an_intake(at).details
    }
}

#[actix_web::test]
async fn filters_narrow_and_wrong_ones_are_told() {
    let app = TestApp::start().await;
    let old = app.answered().await.to_string();
    app.later(Duration::days(20));
    let new = app.logged().await.to_string();
    let found =
        async |query: &str| references(&app.get(Relations, &format!("/complaints?{query}")).await);
    assert_eq!(found("state=triage").await, std::slice::from_ref(&new));
    assert_eq!(found("outcome=upheld").await, std::slice::from_ref(&old));
    assert_eq!(found("area=1").await, std::slice::from_ref(&old));
    assert_eq!(found("from=2026-12-01").await, std::slice::from_ref(&new));
    assert_eq!(found("to=2026-11-24").await, std::slice::from_ref(&old));
    assert_eq!(
        found("from=2026-11-24&to=2026-12-14&state=nonsense&before=x").await,
        [new, old]
    );
    let wrong = app
        .get(Relations, "/complaints?from=31/02/2026&to=yesterday")
        .await;
    wrong.is(422);
    wrong.says("Enter a date, like 24/11/2026");
    app.get(Relations, "/complaints?from=2026-12-02&to=2026-12-01")
        .await
        .is(422);
}

#[actix_web::test]
async fn hostile_words_are_only_words() {
    let app = TestApp::start().await;
    app.logged().await;
    for typed in [
        "%27%20OR%201%3D1--",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%25",
        "_",
        "%F0%9F%92%A9",
    ] {
        let page = app.get(Relations, &format!("/complaints?q={typed}")).await;
        page.is(200);
        assert!(references(&page).is_empty(), "{typed}");
        page.says_not("<script>alert");
    }
    app.get(Relations, "/complaints?q=%00")
        .await
        .says("All complaints");
}
