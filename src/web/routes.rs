//! Every address, once: the router and the tests that visit them all read this table.
use super::{account, assets, complaint, complaints, guard, health, home, sessions};
use super::{administration, complainants, guidance, queues, reports};
use actix_web::web;

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    /// Reached without signing in.
    pub open: bool,
}

macro_rules! routes {
    (open { $($om:ident $op:literal => $oh:path;)* } signed_in { $($method:ident $path:literal => $handler:path;)* }) => {
        /// The table.
        pub const ROUTES: &[Route] = &[
            $(Route { method: stringify!($om), path: $op, open: true },)*
            $(Route { method: stringify!($method), path: $path, open: false },)*
        ];
        fn add(cfg: &mut web::ServiceConfig) {
            $(cfg.route($op, web::$om().to($oh));)*
            $(cfg.route($path, web::$method().to($handler));)*
        }
    };
}

routes! {
    open {
        get "/health" => health::show;
        get "/static/{stamp}/{file:.*}" => assets::show;
        get "/sign-in" => sessions::sign_in::show;
        post "/sign-in" => sessions::sign_in::submit;
    }
    signed_in {
        post "/sign-out" => sessions::sign_out::submit;
        get "/sign-in/return/{token}" => sessions::parked::show;
        post "/sign-in/return/{token}" => sessions::parked::discard;
        // Home, account, help

        get "/procedure" => guidance::procedure;
        get "/help" => guidance::help;
        get "/account" => account::show;
        post "/account/password" => account::password::submit;
        post "/account/preferences" => account::preferences::submit;
        post "/account/sessions" => account::sessions::submit;
        get "/" => home::show;

        // Inbox, mail, logging a complaint


        // Lists, search, complainants, reports

        get "/complaints" => queues::complaints::show;
        get "/complainants" => complainants::list;
        get "/complainants/{id}" => complainants::show;
        get "/reports" => reports::show;


        // Boards: assignment, stage 2


        // Administration

        get "/administration/people" => administration::people::list;
        get "/administration/people/new" => administration::people::new;
        post "/administration/people/new" => administration::people::add;
        get "/administration/people/{id}" => administration::people::show;
        post "/administration/people/{id}" => administration::people::submit;
        post "/administration/people/{id}/password" => administration::people::reset;
        post "/administration/people/{id}/state" => administration::people::state;
        get "/administration/areas" => administration::areas::list;
        post "/administration/areas" => administration::areas::add;
        get "/administration/areas/{id}" => administration::areas::show;
        post "/administration/areas/{id}" => administration::areas::submit;
        get "/administration/calendar" => administration::calendar::show;
        post "/administration/calendar" => administration::calendar::submit;
        get "/administration/organisation" => administration::organisation::show;
        post "/administration/organisation" => administration::organisation::submit;
        get "/administration/history" => administration::history::show;


        // One complaint: its page, letters, history

        get "/complaints/{reference}" => complaint::overview::show;
        get "/complaints/{reference}/correspondence" => complaint::correspondence::show;
        get "/complaints/{reference}/letters/{letter}" => complaint::letters::show;
        get "/complaints/{reference}/history" => complaint::history::show;
        get "/complaints/{reference}/clocks/{promise}" => complaint::clocks::show;
        post "/complaints/{reference}/presence" => complaint::presence::submit;

        // One complaint: triage and acknowledgement


        // One complaint: stage 1 work


        // One complaint: responses and drafts

        get "/complaints/{reference}/response" => complaints::response::show;
        post "/complaints/{reference}/response" => complaints::response::submit;
        get "/complaints/{reference}/final-response" => complaints::final_response::show;
        post "/complaints/{reference}/final-response" => complaints::final_response::submit;
        post "/complaints/{reference}/drafts/{step}" => complaints::drafts::save;
        post "/complaints/{reference}/drafts/{step}/preview" => complaints::drafts::preview;


        // One complaint: stage 2 and the Independent Assessor


        // One complaint: assignment

        get "/complaints/{reference}/assignment" => complaints::assignment::show;
        post "/complaints/{reference}/assignment" => complaints::assignment::submit;
    }
}

/// Adds every route, with a page of ours for what is not there and for forms that cannot be read.
pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.app_data(
        web::FormConfig::default()
            .limit(1_000_000)
            .error_handler(|error, _| {
                use actix_web::error::UrlencodedError;
                match error {
                    UrlencodedError::Overflow { .. } => super::error::WebError::TooLarge.into(),
                    _ => super::error::WebError::BadForm.into(),
                }
            }),
    );
    cfg.app_data(
        web::PathConfig::default().error_handler(|_, _| super::error::WebError::NotFound.into()),
    );
    cfg.app_data(
        web::QueryConfig::default().error_handler(|_, _| super::error::WebError::NotFound.into()),
    );
    add(cfg);
    cfg.default_service(web::to(guard::nothing_here));
}
