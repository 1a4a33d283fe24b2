//! Every address, once: the router and the tests that visit them all read this table.
use super::editor::desk;
use super::{
    account, administration, assessor_pack, assets, complainants, complaint, complaints, guard,
    guidance, health, home, intake, open_forms, queues, reports, restriction, sessions, step,
};
use actix_web::http::Method;
use actix_web::web;

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    /// Reached without signing in.
    pub open: bool,
    /// Asked for by the script of an open page and not by a person: it does not keep a session alive by itself.
    pub by_page: bool,
}

impl Route {
    /// The line of the table with this method and path.
    pub fn of(method: &Method, path: &str) -> Option<&'static Self> {
        let same = |route: &&Self| {
            route.method.eq_ignore_ascii_case(method.as_str()) && route.path == path
        };
        ROUTES.iter().find(same)
    }
}

macro_rules! routes {
    (
        open { $($om:ident $op:literal => $oh:path;)* }
        by_page { $($pm:ident $pp:literal => $ph:path;)* }
        steps { $($step:literal => $page:path;)* }
        signed_in { $($method:ident $path:literal => $handler:path;)* }
    ) => {
        /// The table.
        pub const ROUTES: &[Route] = &[
            $(Route { method: stringify!($om), path: $op, open: true, by_page: false },)*
            $(Route { method: stringify!($pm), path: $pp, open: false, by_page: true },)*
            $(
                Route { method: "get", path: $step, open: false, by_page: false },
                Route { method: "post", path: $step, open: false, by_page: false },
            )*
            $(Route { method: stringify!($method), path: $path, open: false, by_page: false },)*
        ];
        fn add(cfg: &mut web::ServiceConfig) {
            $(cfg.route($op, web::$om().to($oh));)*
            $(cfg.route($pp, web::$pm().to($ph));)*
            $(
                cfg.route($step, web::get().to(step::show::<$page>));
                cfg.route($step, web::post().to(step::submit::<$page>));
            )*
            $(cfg.route($path, web::$method().to($handler));)*
        }
    };
}

routes! {
    open {
        get "/health" => health::ready;
        get "/health/live" => health::live;
        get "/health/ready" => health::ready;
        get "/static/{stamp}/{file:.*}" => assets::show;
        get "/sign-in" => sessions::sign_in::show;
        post "/sign-in" => sessions::sign_in::submit;
    }
    by_page {
        get "/session" => sessions::time_left::show;
        post "/open-forms" => open_forms::save;
        get "/inbox/rows" => queues::inbox::rows_alone;
        post "/complaints/{reference}/presence" => complaint::presence::submit;
        post "/complaints/{reference}/drafts/{step}" => complaints::drafts::save;
        post "/complaints/{reference}/drafts/{step}/preview" => complaints::drafts::preview;
    }
    // A page that takes a step: GET shows it, POST takes it.
    steps {
        "/complaints/{reference}/acknowledgement" => complaints::acknowledgement::TriagePage;
        "/complaints/{reference}/refusal" => complaints::refusal::RefusalPage;
        "/complaints/{reference}/joining" => complaints::joining::JoiningPage;
        "/complaints/{reference}/on-the-spot" => complaints::on_the_spot::OnTheSpotPage;
        "/complaints/{reference}/details" => complaints::details::DetailsPage;
        "/complaints/{reference}/facts" => complaints::facts::FactsPage;
        "/complaints/{reference}/scope" => complaints::scope::ScopePage;
        "/complaints/{reference}/timescale" => complaints::timescale::TimescalePage;
        "/complaints/{reference}/plan" => complaints::plan::PlanPage;
        "/complaints/{reference}/note" => complaints::note::NotePage;
        "/complaints/{reference}/contact" => complaints::contact::ContactPage;
        "/complaints/{reference}/evidence" => complaints::evidence::EvidencePage;
        "/complaints/{reference}/closure" => complaints::closure::ClosurePage;
        "/complaints/{reference}/withdrawal" => complaints::withdrawal::WithdrawalPage;
        "/complaints/{reference}/reopening" => complaints::reopening::ReopeningPage;
        "/complaints/{reference}/remedy" => complaints::remedy::RemedyPage;
        "/complaints/{reference}/pause" => complaints::pause::PausePage;
        "/complaints/{reference}/escalation" => complaints::escalation::EscalationPage;
        "/complaints/{reference}/reviewer" => complaints::reviewer::ReviewerPage;
        "/complaints/{reference}/appointment" => complaints::appointment::AppointmentPage;
        "/complaints/{reference}/own-view" => complaints::own_view::OwnViewPage;
        "/complaints/{reference}/data-protection" => complaints::data_protection::DataPage;
        "/complaints/{reference}/human-resources" => complaints::human_resources::PassPage;
        "/complaints/{reference}/assessor-referral" => complaints::assessor_referral::AssessorPage;
        "/complaints/{reference}/assignment" => complaints::assignment::AssignmentPage;
        "/complaints/{reference}/hand-back" => complaints::hand_back::HandBackPage;
        "/complaints/{reference}/lateness" => complaints::lateness::LatenessPage;
        "/complaints/{reference}/delivery" => complaints::delivery::DeliveryPage;
        "/complaints/{reference}/correction" => complaints::correction::CorrectionPage;
        "/complaints/{reference}/undo" => complaints::undo::UndoPage;
    }
    signed_in {
        post "/sign-out" => sessions::sign_out::submit;
        post "/session" => sessions::time_left::stay;
        get "/open-forms/{token}" => open_forms::show;
        post "/open-forms/{token}" => open_forms::discard;
        // Home, account, help

        get "/procedure" => guidance::procedure;
        get "/help" => guidance::help;
        get "/account" => account::show;
        get "/account/password" => account::password::show;
        post "/account/password" => account::password::submit;
        post "/account/preferences" => account::preferences::submit;
        post "/account/sessions" => account::sessions::submit;
        get "/" => home::show;

        // Inbox, mail, logging a complaint

        get "/inbox" => queues::inbox::show;
        post "/inbox/next" => queues::inbox::next;
        post "/inbox/taking" => queues::taking::submit;
        get "/inbox/mail/{id}" => intake::mail::show;
        post "/inbox/mail/{id}" => intake::mail::submit;
        get "/inbox/mail/{id}/original" => intake::mail::original;
        get "/inbox/mail/{id}/attachments/{place}" => intake::attachments::show;
        get "/complaints/new" => intake::show;
        post "/complaints/new" => intake::submit;
        get "/complaints/on-the-spot" => intake::on_the_spot::show;
        post "/complaints/on-the-spot" => intake::on_the_spot::submit;


        // Lists, search, complainants, reports

        get "/complaints" => queues::complaints::show;
        get "/complaints.csv" => queues::export::show;
        get "/complainants" => complainants::list;
        get "/complainants/{id}" => complainants::show;
        get "/complainants/{id}/restriction" => restriction::show;
        post "/complainants/{id}/restriction" => restriction::submit;
        get "/complainants/{id}/restriction/letters/{letter}" => restriction::letters::show;
        get "/complainants/{id}/restriction/letters/{letter}/{format}" => restriction::letters::file;
        get "/reports" => reports::show;
        get "/reports.csv" => reports::export::show;


        // Boards: assignment, stage 2

        get "/assignment" => queues::assignment::show;
        get "/escalation" => queues::escalation::show;
        get "/unowned" => queues::unowned::show;
        get "/data-protection" => queues::data_protection::show;

        // Letters on their way

        get "/undelivered" => queues::undelivered::show;
        post "/undelivered" => queues::undelivered::submit;
        get "/post" => queues::post::show;
        post "/post" => queues::post::submit;
        get "/post/batches/{id}" => queues::post::batch;
        get "/orders" => queues::orders::show;
        post "/orders" => queues::orders::submit;

        // Administration

        get "/administration/people" => administration::people::list;
        get "/administration/people/new" => administration::people::new;
        post "/administration/people/new" => administration::people::add;
        get "/administration/people/{id}" => administration::people::show;
        post "/administration/people/{id}" => administration::people::submit;
        post "/administration/people/{id}/password" => administration::sign_in::reset;
        post "/administration/people/{id}/state" => administration::sign_in::state;
        post "/administration/people/{id}/sessions" => administration::sign_in::end_sessions;
        get "/administration/areas" => administration::areas::list;
        post "/administration/areas" => administration::areas::add;
        get "/administration/areas/{id}" => administration::areas::show;
        post "/administration/areas/{id}" => administration::areas::submit;
        get "/administration/calendar" => administration::calendar::show;
        post "/administration/calendar" => administration::calendar::submit;
        get "/administration/organisation" => administration::organisation::show;
        post "/administration/organisation" => administration::organisation::submit;
        get "/administration/letters" => administration::letters::list;
        get "/administration/letters/{kind}" => administration::letters::show;
        post "/administration/letters/{kind}" => administration::letters::submit;
        get "/administration/system" => administration::system::show;
        get "/administration/history" => administration::history::show;
        get "/administration/exports" => administration::exports::show;


        // One complaint: its page, letters, history

        get "/complaints/{reference}" => complaint::overview::show;
        get "/complaints/{reference}/correspondence" => complaint::correspondence::show;
        get "/complaints/{reference}/letters/{letter}" => complaint::letters::show;
        get "/complaints/{reference}/letters/{letter}/{format}" => complaint::letters::file;
        get "/complaints/{reference}/letters/{letter}/sent/{file}" => complaint::deliveries::sent;
        get "/complaints/{reference}/files/{file}" => complaint::files::show;
        get "/complaints/{reference}/related" => complaint::related::show;
        get "/complaints/{reference}/like-cases" => complaint::like_cases::show;
        get "/complaints/{reference}/history" => complaint::history::show;
        get "/complaints/{reference}/clocks/{promise}" => complaint::clocks::show;

        // One complaint: the inbox's button

        post "/complaints/{reference}/taking" => step::submit::<complaints::taking::TakingPage>;
        // One complaint: responses and drafts

        get "/complaints/{reference}/response" => desk::show::<complaints::response::ResponseEditor>;
        post "/complaints/{reference}/response" => desk::submit::<complaints::response::ResponseEditor>;
        get "/complaints/{reference}/final-response" => desk::show::<complaints::final_response::FinalResponseEditor>;
        post "/complaints/{reference}/final-response" => desk::submit::<complaints::final_response::FinalResponseEditor>;

        // One complaint: stage 2 and the Independent Assessor

        get "/complaints/{reference}/assessor-pack" => assessor_pack::show;
        post "/complaints/{reference}/assessor-pack" => assessor_pack::submit;
        get "/complaints/{reference}/assessor-pack/{id}" => assessor_pack::pdf;
    }
}

/// Adds every route, with a page of ours for what is not there and for forms that cannot be read.
pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.app_data(
        web::FormConfig::default()
            .limit(super::typed::LARGEST)
            .error_handler(|error, _| {
                use actix_web::error::UrlencodedError;
                match error {
                    UrlencodedError::Overflow { .. } => super::error::WebError::TooLarge.into(),
                    _ => super::error::WebError::BadForm.into(),
                }
            }),
    );
    cfg.app_data(web::PayloadConfig::new(super::typed::LARGEST));
    cfg.app_data(
        web::PathConfig::default().error_handler(|_, _| super::error::WebError::NotFound.into()),
    );
    cfg.app_data(
        web::QueryConfig::default().error_handler(|_, _| super::error::WebError::NotFound.into()),
    );
    add(cfg);
    cfg.default_service(web::to(guard::nothing_here));
}
