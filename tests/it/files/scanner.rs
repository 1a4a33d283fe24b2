//! With a virus scanner: only what it has looked at is opened, and never what holds a virus.
use super::is_neutral;
use crate::support::Cast::{Relations, Staff};
use crate::support::TestApp;
use redress::health::Pulse;
use redress::jobs::scan;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use storage::files::Scan;

/// A clamd that finds one word, and hangs up while it is told to.
fn clamd(away: Arc<AtomicBool>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for peer in listener.incoming().flatten() {
            if !away.load(Ordering::SeqCst) {
                drop(answer(peer));
            }
        }
    });
    address
}

fn answer(mut peer: TcpStream) -> std::io::Result<()> {
    let mut hello = [0_u8; 10];
    peer.read_exact(&mut hello)?;
    let mut all = Vec::new();
    loop {
        let mut length = [0_u8; 4];
        peer.read_exact(&mut length)?;
        let mut piece = vec![0_u8; u32::from_be_bytes(length) as usize];
        peer.read_exact(&mut piece)?;
        if piece.is_empty() {
            break;
        }
        all.extend(piece);
    }
    let found = all.windows(5).any(|word| word == b"EICAR");
    peer.write_all(if found {
        b"stream: Eicar-Test FOUND\0"
    } else {
        b"stream: OK\0"
    })
}

#[actix_web::test]
async fn only_what_was_looked_at_is_opened() {
    let mut app = TestApp::start().await;
    let away = Arc::new(AtomicBool::new(false));
    let address = clamd(away.clone());
    let mut config = (*app.app.config).clone();
    config.incoming.clamd = Some(address.clone());
    app.app.config = Arc::new(config);
    let reference = app.assigned().await;
    // Added: looked at before anything is kept.
    let infected = app
        .evidence(Staff, &reference, &[("a.txt", b"EICAR")])
        .await;
    infected.is(422);
    infected.says("holds a virus (Eicar-Test)");
    app.evidence(Staff, &reference, &[("clean.txt", b"hello")])
        .await
        .is(303);
    away.store(true, Ordering::SeqCst);
    app.evidence(Staff, &reference, &[("later.txt", b"later")])
        .await
        .is(303);
    app.evidence(Staff, &reference, &[("bad.txt", b"later EICAR")])
        .await
        .is(303);
    let place = |id: i64| format!("/complaints/{reference}/files/{id}");
    let kept = app.files(&reference).await;
    assert_eq!(
        kept.iter().map(|f| f.scan).collect::<Vec<_>>(),
        [Scan::Clean, Scan::Unavailable, Scan::Unavailable]
    );
    is_neutral(&app.get(Staff, &place(kept[0].id)).await);
    let waits = app.get(Staff, &place(kept[1].id)).await;
    waits.is(409);
    waits.says("has not looked at this yet");
    app.get(Staff, &format!("/complaints/{reference}"))
        .await
        .says("Waiting for the virus scanner");
    // Mail: nothing of it is opened before.
    let mail = app.mail("Ivy <ivy@example.org>", "Bill", "EICAR").await;
    let good = app.mail("Ivy <ivy@example.org>", "Bills", "fine").await;
    let original = |id| format!("/inbox/mail/{id}/original");
    app.get(Relations, &original(good)).await.is(409);
    away.store(false, Ordering::SeqCst);
    let done = scan::once(&app.app.db, &app.app.files, &address, &Pulse::default())
        .await
        .unwrap();
    assert_eq!(done, 4);
    app.get(Relations, &original(good)).await.is(200);
    app.get(Relations, &original(mail)).await.is(409);
    app.get(Relations, &format!("/complaints/new?mail={mail}"))
        .await
        .says("Holds a virus");
    is_neutral(&app.get(Staff, &place(kept[1].id)).await);
    let bad = app.get(Staff, &place(kept[2].id)).await;
    bad.is(409);
    bad.says("holds a virus");
}
