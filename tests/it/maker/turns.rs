//! Whose turn it is, over HTTP. The program that is to make the documents reads and never answers.
use crate::support::Cast::{Leader, Relations, Staff};
use crate::support::{Page, TestApp};
use crate::trust::{ask, get, post};
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test;
use formats::tools;
use redress::application;
use redress::maker::Maker;
use std::path::Path;
use std::pin::Pin;
use std::time::{Duration, Instant};

/// Never answers, and is stopped after so long.
fn never(app: &mut TestApp, longest: Duration) {
    let folder = app.app.config.data.clone();
    app.app.maker = Maker::within(longest, Some(Path::new("/bin/grep")), &folder);
}

/// A request under way, which has begun.
async fn begun<'a>(
    page: impl Future<Output = Page> + 'a,
) -> Pin<Box<dyn Future<Output = Page> + 'a>> {
    let mut page = Box::pin(page);
    let early = tokio::time::timeout(Duration::from_millis(300), &mut page).await;
    assert!(
        early.is_err(),
        "it was answered: {:?}",
        early.map(|p| p.status)
    );
    page
}

#[actix_web::test]
async fn one_is_made_one_waits_and_a_third_is_refused_at_once_with_its_words() {
    let mut app = TestApp::start().await;
    let reference = app.assigned().await;
    never(&mut app, Duration::from_secs(6));
    let service = test::init_service(application!(app.app)).await;
    let cookie = app.cookie(Staff).await;
    let address = format!("/complaints/{reference}/withdrawal");
    let typed = [
        ("act", "preview-pdf"),
        ("version", "1"),
        ("told_on", "2026-11-24"),
        ("reason", "Zanzibar"),
    ];
    let form = || post(&address, &typed).cookie(cookie.clone()).to_request();
    let first = begun(ask(&service, form())).await;
    let second = begun(ask(&service, form())).await;
    let asked = Instant::now();
    let third = ask(&service, form()).await;
    assert!(asked.elapsed() < Duration::from_secs(2), "it waited");
    third.is(429);
    third.says("Another document of yours is still being made");
    assert!(third.headers.contains_key("retry-after"));
    assert_eq!(third.value("reason"), "Zanzibar");
    // A download is refused alike, and pages are served.
    let pdf = format!("/complaints/{reference}/letters/1/pdf");
    let download = ask(&service, get(&pdf).cookie(cookie.clone()).to_request()).await;
    download.is(429);
    download.says("Another document of yours is still being made");
    ask(&service, get("/").cookie(cookie.clone()).to_request())
        .await
        .is(200);
    // Stopped when its time is over, and said so beside the words.
    for page in [first.await, second.await] {
        page.is(422);
        page.says("Making it took too long");
        assert_eq!(page.value("reason"), "Zanzibar");
    }
}

/// T15: sixty at once.
#[actix_web::test]
async fn sixty_bundles_at_once_are_two_and_fifty_eight_refusals() {
    let mut app = TestApp::start().await;
    let reference = app.finally_answered().await;
    let address = format!("/complaints/{reference}/assessor-pack");
    let fields = app.get(Relations, &address).await.names("paper_");
    let version = app.complaint(&reference).await.version.0.to_string();
    let mut typed = vec![("version", version.as_str())];
    typed.extend(fields.iter().map(|name| (name.as_str(), "in")));
    never(&mut app, Duration::from_secs(8));
    let service = test::init_service(application!(app.app)).await;
    let cookie = app.cookie(Relations).await;
    let all = (0..60).map(|_| {
        let form = post(&address, &typed).cookie(cookie.clone());
        ask(&service, form.to_request())
    });
    let mut pages = futures_util::future::join_all(all).await;
    pages.sort_by_key(|page| page.status);
    let count = |status| pages.iter().filter(|page| page.status == status).count();
    // The rest are told at once: theirs is being made, they have had many, or it is too much at once.
    assert_eq!(count(422), 2, "{:?}", pages[0].status);
    assert_eq!(count(429) + count(503), 58);
}

/// An answer of which nobody reads the body.
async fn unread<S, R, B>(service: &S, request: R) -> ServiceResponse<B>
where
    S: Service<R, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    let answer = test::call_service(service, request).await;
    assert_eq!(answer.status(), 200);
    answer
}

/// T10: two who do not read their sound to its end.
#[actix_web::test]
async fn slow_readers_of_sound_stop_nobody_else() {
    if tools::look_up(tools::ESPEAK_NG).is_none() {
        return;
    }
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    let service = test::init_service(application!(app.app)).await;
    let cookie = app.cookie(Staff).await;
    // So long that it lies on the disk.
    let reason = "She wrote that she does not want us to look into it any more. ".repeat(20);
    let typed = [
        ("act", "preview-audio"),
        ("version", "1"),
        ("told_on", "2026-11-24"),
        ("reason", reason.as_str()),
    ];
    let address = format!("/complaints/{reference}/withdrawal");
    let request = || post(&address, &typed).cookie(cookie.clone()).to_request();
    let one = unread(&service, request()).await;
    let two = unread(&service, request()).await;
    let audio = format!("/complaints/{reference}/letters/1/audio");
    app.get(Leader, &audio).await.is(200);
    let braille = format!("/complaints/{reference}/letters/1/braille");
    app.get(Relations, &braille).await.is(200);
    // Theirs alone: so much lies on the disk for them.
    let third = app.post(Staff, &address, &typed).await;
    third.is(429);
    third.says("Large files that were made for you are still on their way");
    drop(one);
    app.post(Staff, &address, &typed).await.is(200);
    drop(two);
}
