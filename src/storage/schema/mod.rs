//! The tables, written by hand: `print-schema` reads a STRICT table's dates as text.
//! `tests/it/schema.rs` compares every column with what the migrations make on each database.

mod correspondence;

pub use correspondence::*;

diesel::table! {
    areas (id) {
        id -> BigInt, name -> Text, leader_id -> Nullable<BigInt>, deputy_id -> Nullable<BigInt>,
        active -> Bool, version -> BigInt,
    }
}
diesel::table! {
    people (id) {
        id -> BigInt, name -> Text, email -> Text, job_title -> Text, role -> Text,
        area_id -> Nullable<BigInt>, customer_relations -> Bool, administrator -> Bool, active -> Bool,
        away_from -> Nullable<Date>, away_until -> Nullable<Date>, caseload_limit -> Integer,
        password_hash -> Text, theme -> Text, shortcuts -> Bool, version -> BigInt,
        password_given_at -> Nullable<Timestamp>, password_used_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    settings (name) {
        name -> Text, value -> Text, version -> BigInt,
    }
}
diesel::table! {
    calendars (version) {
        version -> BigInt, nation -> Text, settings -> Text, made_at -> Timestamp,
        made_by -> Nullable<BigInt>, why -> Text,
    }
}
diesel::table! {
    complainants (id) {
        id -> BigInt, name -> Text, email -> Text, phone -> Text, address -> Text, postcode -> Text,
        reply_channel -> Text, letter_format -> Text, format_note -> Text, needs -> Text, email_key -> Text,
        postcode_key -> Text, created_at -> Timestamp,
    }
}
diesel::table! {
    complainant_words (word, complainant_id) {
        word -> Text, complainant_id -> BigInt,
    }
}
diesel::table! {
    complaints (id) {
        id -> BigInt, reference -> Text, version -> BigInt, complainant_id -> BigInt, stage -> Text,
        closure -> Nullable<Text>, channel -> Text, received_at -> Timestamp, known_by -> Text,
        addressed_to -> Text, entered_at -> Timestamp, entered_by -> BigInt, mail_id -> Nullable<BigInt>,
        rep_name -> Nullable<Text>, rep_email -> Text, rep_address -> Text, rep_authority -> Text,
        rep_expires -> Nullable<Date>, write_to_rep -> Bool, summary -> Text, what_happened -> Text,
        wanted -> Text, latest_event -> Nullable<Date>, first_raised -> Date, dispute_reference -> Text,
        supplier -> Text, dispute_state -> Text, priority -> Integer, urgent_why -> Text,
        needs_asked -> Nullable<Text>, six_month -> Nullable<Text>, six_month_reason -> Text,
        likely_area_id -> Nullable<BigInt>, tried_on_the_spot -> Text, owner_id -> Nullable<BigInt>,
        area_id -> Nullable<BigInt>, assignee_id -> Nullable<BigInt>, decider_id -> Nullable<BigInt>,
        holder_id -> Nullable<BigInt>, due_from -> Nullable<Timestamp>, due_at -> Nullable<Timestamp>, warn_at -> Nullable<Timestamp>,
        due_promise -> Nullable<Text>, acted_version -> BigInt,
        update_due_at -> Nullable<Timestamp>, outcome -> Nullable<Text>, hand_backs -> Integer,
        acknowledged_at -> Nullable<Timestamp>, answered_at -> Nullable<Timestamp>,
        final_at -> Nullable<Timestamp>, closed_at -> Nullable<Timestamp>,
        assessor_last_date -> Nullable<Date>, joined_into_id -> Nullable<BigInt>,
        own_received_at -> Nullable<Timestamp>, own_known_by -> Nullable<Text>, own_first_raised -> Nullable<Date>,
        routed_at -> Nullable<Timestamp>,
        is_urgent -> Bool, at_risk -> Bool, severity -> Nullable<Text>, complexity -> Nullable<Text>,
        impact -> Nullable<Text>, office_told_on -> Nullable<Date>,
    }
}
diesel::table! {
    hand_backs (id) {
        id -> BigInt, complaint_id -> BigInt, area_id -> BigInt, area_name -> Text, by_id -> BigInt,
        at -> Timestamp, held_minutes -> Nullable<BigInt>, day_minutes -> Nullable<BigInt>, reason -> Text,
    }
}
diesel::table! {
    reference_counters (year) {
        year -> Integer, last -> BigInt,
    }
}
diesel::table! {
    allegations (id) {
        id -> BigInt, complaint_id -> BigInt, number -> Integer, ground -> Nullable<Text>, alleged -> Text,
        scope -> Text, exclusion -> Nullable<Text>, scope_reason -> Text,
    }
}
diesel::table! {
    subjects (id) {
        id -> BigInt, complaint_id -> BigInt, person_id -> Nullable<BigInt>, name -> Text,
        allegation_number -> Nullable<Integer>,
    }
}
diesel::table! {
    stages (id) {
        id -> BigInt, complaint_id -> BigInt, number -> Integer, opened_at -> Timestamp,
        responder_id -> Nullable<BigInt>, answered_at -> Nullable<Timestamp>, outcome -> Nullable<Text>,
    }
}
diesel::table! {
    involvements (complaint_id, person_id, what) {
        complaint_id -> BigInt, person_id -> BigInt, what -> Text, at -> Timestamp,
    }
}
diesel::table! {
    assignments (id) {
        id -> BigInt, complaint_id -> BigInt, to_id -> BigInt, by_id -> BigInt, at -> Timestamp,
        reason -> Text, ended_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    clocks (id) {
        id -> BigInt, complaint_id -> BigInt, promise -> Text, started_at -> Timestamp, due_at -> Timestamp,
        warn_at -> Timestamp, span_unit -> Nullable<Text>, span_amount -> Nullable<BigInt>,
        calendar_version -> BigInt, stopped_at -> Nullable<Timestamp>, in_time -> Nullable<Bool>, kept -> Bool,
    }
}
diesel::table! {
    timescales (id) {
        id -> BigInt, complaint_id -> BigInt, promise -> Text, old_due -> Timestamp, new_due -> Timestamp,
        contacted_at -> Timestamp, channel -> Text, reason -> Text, agreed -> Bool, late -> Bool,
        by_id -> BigInt, at -> Timestamp,
    }
}
diesel::table! {
    pauses (id) {
        id -> BigInt, complaint_id -> BigInt, reason -> Text, stops_the_clock -> Bool, from_at -> Timestamp,
        until_at -> Nullable<Timestamp>, review_on -> Date, by_id -> BigInt,
    }
}
diesel::table! {
    contacts (id) {
        id -> BigInt, complaint_id -> BigInt, from_us -> Bool, channel -> Text, happened_at -> Timestamp,
        entered_at -> Timestamp, by_id -> BigInt, note -> Text, reply_due_at -> Nullable<Timestamp>,
        replied_at -> Nullable<Timestamp>, mail_id -> Nullable<BigInt>, agreed_allegations -> Nullable<Integer>,
        by_itself -> Bool,
    }
}
diesel::table! {
    evidence (id) {
        id -> BigInt, complaint_id -> BigInt, allegation_id -> BigInt, what -> Text, source -> Text,
        dated -> Nullable<Date>, by_id -> BigInt, at -> Timestamp,
    }
}
diesel::table! {
    refusals (id) {
        id -> BigInt, complaint_id -> BigInt, of_what -> Text, reason -> Text, evidence -> Text,
        belongs -> Text, proposed_by -> BigInt, proposed_at -> Timestamp, decided_by -> Nullable<BigInt>,
        decided_at -> Nullable<Timestamp>, approved -> Nullable<Bool>, decision_reason -> Text,
        answer_seen_at -> Nullable<Timestamp>,
        repeats_id -> Nullable<BigInt>, repeats_completed_on -> Nullable<Date>, repeats_last_date -> Nullable<Date>,
    }
}
diesel::table! {
    escalations (id) {
        id -> BigInt, complaint_id -> BigInt, requested_at -> Timestamp, channel -> Text,
        unhappy_about -> Text, wanted -> Text, no_response -> Bool, late_reason -> Text,
        circumstances -> Text, chosen_reason -> Text, chosen_by -> Nullable<BigInt>,
        chosen_at -> Nullable<Timestamp>, appointed -> Bool,
    }
}
diesel::table! {
    plans (id) {
        id -> BigInt, complaint_id -> BigInt, allegation_id -> BigInt, standard -> Text, evidence -> Text,
        due_on -> Nullable<Date>,
    }
}
diesel::table! {
    own_views (id) {
        id -> BigInt, complaint_id -> BigInt, allegation_id -> BigInt, by_id -> BigInt, at -> Timestamp,
        outcome -> Text, reasons -> Text,
    }
}
diesel::table! {
    findings (id) {
        id -> BigInt, complaint_id -> BigInt, allegation_id -> BigInt, stage -> Integer, outcome -> Text,
        reasons -> Text, standard -> Text, impact -> Text, root_cause -> Nullable<Text>, learning -> Text,
        learning_none -> Bool, changed -> Nullable<Bool>,
    }
}
diesel::table! {
    remedies (id) {
        id -> BigInt, complaint_id -> BigInt, allegation_id -> BigInt, stage -> Integer, kind -> Text,
        detail -> Text, amount_pence -> Nullable<BigInt>, owner_id -> Nullable<BigInt>,
        due_on -> Nullable<Date>, done_on -> Nullable<Date>, done_by -> Nullable<BigInt>, evidence -> Text,
    }
}
diesel::table! {
    final_responses (id) {
        id -> BigInt, complaint_id -> BigInt, issued_at -> Timestamp, by_id -> BigInt, outcome -> Text,
        closing_version -> Integer, assessor_last_date -> Date,
    }
}
diesel::table! {
    data_protection (complaint_id) {
        complaint_id -> BigInt, since -> Timestamp, about -> Text, answered_on -> Nullable<Date>,
        letter_id -> Nullable<BigInt>, answer -> Text,
    }
}
diesel::table! {
    human_resources (id) {
        id -> BigInt, complaint_id -> BigInt, passed_on -> Date, passed_to -> Text, words -> Text,
        by_id -> BigInt, at -> Timestamp,
    }
}
diesel::table! {
    assessor_referrals (id) {
        id -> BigInt, complaint_id -> BigInt, received_on -> Date, timing -> Text, about -> Text,
        is_repeat -> Bool, papers_asked_on -> Nullable<Date>, papers_sent_on -> Nullable<Date>,
        concluded_on -> Nullable<Date>, report_due -> Nullable<Date>, chased_on -> Nullable<Date>,
        chase_on -> Nullable<Date>,
    }
}
diesel::table! {
    assessor_findings (id) {
        id -> BigInt, referral_id -> BigInt, allegation_id -> BigInt, outcome -> Text, comment -> Text,
    }
}
diesel::table! {
    recommendations (id) {
        id -> BigInt, referral_id -> BigInt, recommendation -> Text, accepted -> Nullable<Bool>,
        reason -> Text, due_on -> Nullable<Date>, done_on -> Nullable<Date>, evidence -> Text,
    }
}
diesel::table! {
    events (id) {
        id -> BigInt, complaint_id -> BigInt, version -> BigInt, at -> Timestamp, by_id -> BigInt,
        kind -> Text, facts -> Text,
    }
}
diesel::table! {
    administration_events (id) {
        id -> BigInt, at -> Timestamp, by_id -> Nullable<BigInt>, what -> Text, facts -> Text,
    }
}
diesel::table! {
    drafts (id) {
        id -> BigInt, complaint_id -> BigInt, step -> Text, version -> BigInt, fields -> Text,
        by_id -> BigInt, at -> Timestamp,
    }
}
diesel::table! {
    undoables (complaint_id) {
        complaint_id -> BigInt, version -> BigInt, step -> Text, by_id -> BigInt, at -> Timestamp,
        delivery_id -> Nullable<BigInt>, before -> Text, words -> Nullable<Text>,
    }
}
diesel::table! {
    undone_words (complaint_id, step) {
        complaint_id -> BigInt, step -> Text, by_id -> BigInt, at -> Timestamp, words -> Text,
    }
}
diesel::table! {
    sessions (key_hash) {
        key_hash -> Text, person_id -> Nullable<BigInt>, state -> Text, created_at -> Timestamp,
        seen_at -> Timestamp, expires_at -> Timestamp, ended_at -> Nullable<Timestamp>, device -> Text,
    }
}
diesel::table! {
    sign_in_attempts (id) {
        id -> BigInt, account -> Text, address -> Text, at -> Timestamp, succeeded -> Bool,
        device -> Text,
    }
}
diesel::table! {
    open_forms (id) {
        id -> BigInt, person_id -> BigInt, session_hash -> Text, page_hash -> Text, form_hash -> Text,
        words_hash -> Text, token -> Text, key_id -> Text, place -> Binary, words -> Binary, saved_at -> Timestamp,
    }
}
diesel::table! {
    submissions (token_hash) {
        token_hash -> Text, person_id -> BigInt, words_hash -> Text, path -> Text, at -> Timestamp,
    }
}
diesel::joinable!(assessor_packs -> people (made_by));
diesel::joinable!(letter_templates -> people (made_by));
diesel::table! {
    exports (id) {
        id -> BigInt, person_id -> BigInt, kind -> Text, at -> Timestamp, what -> Text,
        size -> Nullable<Integer>, refused -> Bool,
    }
}
diesel::joinable!(exports -> people (person_id));
diesel::table! {
    presence (complaint_id, person_id) {
        complaint_id -> BigInt, person_id -> BigInt, since -> Timestamp, seen_at -> Timestamp,
    }
}
diesel::table! {
    restriction_warnings (id) {
        id -> BigInt, complainant_id -> BigInt, formal -> Bool, given_on -> Date, behaviour -> Text,
        effect -> Text, must_change -> Text, needs -> Text, by_id -> BigInt, at -> Timestamp,
        letter_id -> Nullable<BigInt>,
    }
}
diesel::table! {
    restrictions (id) {
        id -> BigInt, complainant_id -> BigInt, extends_id -> Nullable<BigInt>, ground -> Text,
        behaviour -> Text, effect -> Text, needs -> Text, warning_id -> Nullable<BigInt>, immediate -> Text,
        exactly -> Text, starts_on -> Date, ends_on -> Date, proposed_by -> BigInt, proposer_role -> Text,
        proposed_at -> Timestamp, decided_by -> Nullable<BigInt>, decided_at -> Nullable<Timestamp>,
        approved -> Nullable<Bool>, decision_reason -> Text, letter_id -> Nullable<BigInt>,
        lifted_on -> Nullable<Date>, lifted_by -> Nullable<BigInt>, lift_reason -> Text,
        lift_letter_id -> Nullable<BigInt>,
        appeal_on -> Nullable<Date>, appeal_words -> Text, appeal_recorded_by -> Nullable<BigInt>,
        appeal_decided_by -> Nullable<BigInt>, appeal_decided_at -> Nullable<Timestamp>,
        appeal_upheld -> Nullable<Bool>, appeal_reason -> Text, appeal_letter_id -> Nullable<BigInt>,
    }
}
diesel::table! {
    restriction_measures (restriction_id, measure) {
        restriction_id -> BigInt, measure -> Text,
    }
}
diesel::table! {
    restriction_examples (id) {
        id -> BigInt, warning_id -> Nullable<BigInt>, restriction_id -> Nullable<BigInt>,
        complaint_id -> BigInt, happened_on -> Date, what -> Text,
    }
}
diesel::table! {
    restriction_events (id) {
        id -> BigInt, complainant_id -> BigInt, number -> BigInt, at -> Timestamp, by_id -> BigInt,
        kind -> Text, facts -> Text,
    }
}
diesel::joinable!(complaints -> complainants (complainant_id));
diesel::joinable!(clocks -> complaints (complaint_id));
diesel::joinable!(contacts -> complaints (complaint_id));
diesel::joinable!(remedies -> complaints (complaint_id));
diesel::joinable!(refusals -> complaints (complaint_id));
diesel::joinable!(escalations -> complaints (complaint_id));
diesel::joinable!(letters -> complaints (complaint_id));
diesel::joinable!(assessor_referrals -> complaints (complaint_id));
diesel::joinable!(data_protection -> complaints (complaint_id));
diesel::joinable!(human_resources -> complaints (complaint_id));
diesel::joinable!(deliveries -> letters (letter_id));
diesel::joinable!(delivery_events -> deliveries (delivery_id));
diesel::joinable!(letter_files -> deliveries (delivery_id));
diesel::joinable!(restrictions -> complainants (complainant_id));
diesel::joinable!(restriction_measures -> restrictions (restriction_id));
diesel::allow_tables_to_appear_in_same_query!(
    areas,
    people,
    settings,
    calendars,
    complainants,
    complainant_words,
    mail_originals,
    mail_items,
    mailboxes,
    mail_owed,
    files,
    kept_files,
    file_holds,
    complaints,
    reference_counters,
    allegations,
    subjects,
    stages,
    involvements,
    hand_backs,
    assignments,
    clocks,
    timescales,
    pauses,
    contacts,
    evidence,
    refusals,
    escalations,
    plans,
    own_views,
    findings,
    remedies,
    final_responses,
    data_protection,
    human_resources,
    assessor_referrals,
    assessor_findings,
    recommendations,
    events,
    administration_events,
    letters,
    deliveries,
    delivery_events,
    letter_files,
    print_batches,
    drafts,
    undoables,
    undone_words,
    sessions,
    sign_in_attempts,
    open_forms,
    submissions,
    letter_templates,
    assessor_packs,
    assessor_pack_files,
    exports,
    presence,
    restriction_warnings,
    restrictions,
    restriction_measures,
    restriction_examples,
    restriction_events,
);
