//! One file for each step's page, named by the step's noun.

// Triage and acknowledgement

pub mod acknowledgement;
pub mod details;
pub mod joining;
pub mod on_the_spot;
pub mod refusal;
pub mod scope;
pub mod taking;

// Its page and stage 1 work

pub mod closure;
pub mod contact;
pub mod correction;
pub mod data_protection;
pub mod delivery;
pub mod evidence;
pub mod facts;
pub mod lateness;
pub mod note;
pub mod pause;
pub mod plan;
pub mod remedy;
pub mod reopening;
pub mod timescale;
pub mod undo;
pub mod withdrawal;

// Responses

pub mod drafts;
pub mod final_response;
pub mod response;

// Stage 2 and the Independent Assessor

pub mod appointment;
pub mod assessor_referral;
pub mod escalation;
pub mod own_view;
pub mod reviewer;

// Assignment

pub mod assignment;
pub mod hand_back;
pub mod human_resources;
