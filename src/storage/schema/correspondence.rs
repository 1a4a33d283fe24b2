//! What comes in and goes out: messages, letters, their deliveries, files, and the papers for the Assessor.

diesel::table! {
    mail_originals (sha256) {
        sha256 -> Text, bytes -> Binary,
    }
}
diesel::table! {
    mail_items (id) {
        id -> BigInt, sha256 -> Text, from_name -> Text, from_address -> Text, sent_to -> Text,
        subject -> Text, message_id -> Text, body -> Text, attachments -> Text, class -> Text,
        class_why -> Text, flags -> Text, received_at -> Timestamp, received_known -> Bool,
        taken_in_at -> Timestamp, due_at -> Timestamp, warn_at -> Timestamp, state -> Text,
        complaint_id -> Nullable<BigInt>, decided_by -> Nullable<BigInt>, decided_at -> Nullable<Timestamp>,
        decided_why -> Text, offered_id -> Nullable<BigInt>, scan -> Text, scan_note -> Text,
    }
}
diesel::table! {
    mailboxes (name) {
        name -> Text, uid_validity -> BigInt, last_uid -> BigInt, read_at -> Nullable<Timestamp>,
        failed_since -> Nullable<Timestamp>, error -> Text, holder -> Text, held_until -> Nullable<Timestamp>,
    }
}
diesel::table! {
    mail_owed (mailbox, uid_validity, uid) {
        mailbox -> Text, uid_validity -> BigInt, uid -> BigInt, why -> Text, attempts -> Integer, since -> Timestamp,
    }
}
diesel::table! {
    files (id) {
        id -> BigInt, complaint_id -> BigInt, evidence_id -> Nullable<BigInt>, contact_id -> Nullable<BigInt>, name -> Text,
        sha256 -> Text, bytes -> BigInt, kind -> Text, scan -> Text, scan_note -> Text, by_id -> BigInt, at -> Timestamp,
        marks -> Text,
    }
}
diesel::table! {
    kept_files (sha256) {
        sha256 -> Text, keep_until -> Timestamp, removing_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    file_holds (id) {
        id -> BigInt, token -> Text, sha256 -> Text, at -> Timestamp,
    }
}
diesel::table! {
    letters (id) {
        id -> BigInt, complaint_id -> BigInt, kind -> Text, subject -> Text, addressee -> Text,
        email -> Text, channel -> Text, format -> Text, dispatch_reason -> Text, tree -> Text, html -> Text,
        body -> Text, sha256 -> Text, sent_at -> Timestamp, sent_by -> BigInt, corrects_id -> Nullable<BigInt>,
    }
}
diesel::table! {
    deliveries (id) {
        id -> BigInt, letter_id -> BigInt, number -> Integer, way -> Text, channel -> Text, format -> Text,
        email -> Text, address -> Text, reason -> Text, state -> Text, leaves_at -> Timestamp,
        changed_at -> Timestamp, next_at -> Timestamp, attempts -> Integer, last_error -> Text,
        message_id -> Text, batch_id -> Nullable<BigInt>, known_at -> Nullable<Timestamp>,
        due_at -> Nullable<Timestamp>, warn_at -> Nullable<Timestamp>, owed_by -> Nullable<Timestamp>,
        dated -> Nullable<Date>, last_day -> Nullable<Date>, left_at -> Nullable<Timestamp>,
        escalate_by -> Nullable<Date>,
    }
}
diesel::table! {
    delivery_events (id) {
        id -> BigInt, delivery_id -> BigInt, at -> Timestamp, by_id -> Nullable<BigInt>, before -> Text,
        state -> Text, why -> Text, on_day -> Nullable<Date>,
    }
}
diesel::table! {
    letter_files (id) {
        id -> BigInt, delivery_id -> BigInt, name -> Text, sha256 -> Text, size -> BigInt, bytes -> Binary,
        made_at -> Timestamp,
    }
}
diesel::table! {
    print_batches (id) {
        id -> BigInt, made_at -> Timestamp, made_by -> BigInt, sha256 -> Text, bytes -> Binary,
        removed_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    assessor_packs (id) {
        id -> BigInt, complaint_id -> BigInt, papers -> Integer, left_out -> Integer, why -> Text,
        sha256 -> Text, bytes -> Binary, made_by -> BigInt, made_at -> Timestamp,
        opened_at -> Nullable<Timestamp>, removed_at -> Nullable<Timestamp>,
    }
}
diesel::table! {
    assessor_pack_files (id) {
        id -> BigInt, pack_id -> BigInt, file_id -> Nullable<BigInt>, mail_id -> Nullable<BigInt>,
        place -> Nullable<Integer>, name -> Text, kind -> Text, bytes -> BigInt, sha256 -> Text,
    }
}
diesel::table! {
    letter_templates (id) {
        id -> BigInt, kind -> Text, version -> Integer, source -> Text, why -> Text,
        made_by -> BigInt, made_at -> Timestamp,
    }
}
