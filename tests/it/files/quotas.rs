//! How much may be kept: for a complaint, for a person and day, and on the disk.
use crate::support::Cast::{Leader, Staff};
use crate::support::TestApp;
use chrono::Duration;
use procedure::Reference;
use storage::files::{self, NewFile, Scan, With};

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n";

impl TestApp {
    /// Writes down files of so many bytes without any bytes.
    async fn written_down(&self, reference: &Reference, sizes: Vec<i64>) {
        let id = self.complaint(reference).await.id;
        let by = (Staff.id(), self.now());
        let new: Vec<NewFile> = sizes
            .into_iter()
            .map(|bytes| NewFile {
                name: "scan.pdf".into(),
                sha256: "0".repeat(64),
                bytes,
                kind: "application/pdf",
                scan: Scan::NotScanned,
                marks: Vec::new(),
            })
            .collect();
        self.write(move |conn| files::add(conn, (id, With::Evidence), &new, by))
            .await;
    }
    async fn refused(&self, reference: &Reference, why: &str) {
        let before = self.files(reference).await.len();
        let page = self.evidence(Staff, reference, &[("bill.pdf", PDF)]).await;
        page.is(422);
        let said = page.text("#files-error");
        assert!(said.contains(why), "{said}");
        assert_eq!(page.value("what"), "A call of <b>2</b> October");
        page.errors_follow_the_page();
        assert_eq!(self.files(reference).await.len(), before);
        assert_eq!(self.on_disk(), (0, 0));
    }
}

const MB: i64 = 1024 * 1024;

#[actix_web::test]
async fn a_complaint_holds_500_mb() {
    let app = TestApp::start().await;
    let (full, other) = (app.assigned().await, app.assigned().await);
    app.written_down(&full, vec![500 * MB - 10]).await;
    app.refused(
        &full,
        "“bill.pdf” brings the files of this complaint above 500 MB",
    )
    .await;
    // Without a file the step goes on, and so does every other complaint.
    app.evidence(Staff, &full, &[]).await.is(303);
    app.evidence(Staff, &other, &[("bill.pdf", PDF)])
        .await
        .is(303);
}

#[actix_web::test]
async fn a_person_adds_1_gb_and_500_files_a_day() {
    let app = TestApp::start().await;
    let (one, two, three) = (
        app.assigned().await,
        app.assigned().await,
        app.assigned().await,
    );
    app.written_down(&one, vec![500 * MB]).await;
    app.written_down(&two, vec![499 * MB, 25 * MB]).await;
    app.refused(&three, "in the last 24 hours above 1 GB").await;
    app.evidence(Leader, &three, &[("bill.pdf", PDF)])
        .await
        .is(303);
    app.later(Duration::hours(25));
    app.evidence(Staff, &three, &[("bill.pdf", PDF)])
        .await
        .is(303);
    let app = TestApp::start().await;
    let reference = app.assigned().await;
    app.written_down(&reference, vec![1; 500]).await;
    app.refused(&reference, "in the last 24 hours above 500 files")
        .await;
}

#[actix_web::test]
async fn a_nearly_full_disk_refuses_files_and_nothing_else() {
    let mut app = TestApp::start().await;
    let reference = app.assigned().await;
    let roomy = app.app.files.clone();
    app.app.files = roomy.clone().leaving_free(u64::MAX);
    app.refused(&reference, "the server's disk is nearly full")
        .await;
    app.get(Staff, &format!("/complaints/{reference}"))
        .await
        .is(200);
    app.evidence(Staff, &reference, &[]).await.is(303);
    app.app.files = roomy;
    app.evidence(Staff, &reference, &[("bill.pdf", PDF)])
        .await
        .is(303);
}
