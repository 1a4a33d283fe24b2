// Triage and acknowledgement

mod acknowledgement;
mod details;
pub mod joining;
mod on_the_spot;
mod refusal;
mod scope;
mod taking;

// Its page and stage 1 work

mod closure;
mod contact;
mod correction;
mod data_protection;
mod delivery;
mod evidence;
mod facts;
mod human_resources;
mod note;
mod own_view;
mod pause;
mod plan;
pub mod remedy;
mod reopening;
mod timescale;
mod undo;
mod withdrawal;

// Responses

mod drafts;
mod final_response;
pub mod response;

// Stage 2 and the Independent Assessor

pub mod appointment;
mod assessor_referral;
mod escalation;
mod reviewer;

// Assignment

mod assignment;
mod hand_back;
mod lateness;
