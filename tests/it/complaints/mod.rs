// Triage and acknowledgement

mod acknowledgement;
mod details;
mod on_the_spot;
mod refusal;
mod scope;
mod taking;

// Its page and stage 1 work

mod closure;
mod contact;
mod delivery;
mod evidence;
mod note;
mod pause;
pub mod remedy;
mod reopening;
mod timescale;
mod withdrawal;

// Responses

mod drafts;
mod final_response;
pub mod response;

// Stage 2 and the Independent Assessor

mod assessor_referral;
mod escalation;
mod reviewer;

// Assignment

mod assignment;
mod hand_back;
