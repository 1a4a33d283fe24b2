//! One file for each step's page, named by the step's noun.

// Triage and acknowledgement

// Its page and stage 1 work

// Responses

pub mod drafts;
pub mod final_response;
pub mod response;

// Stage 2 and the Independent Assessor

// Assignment

pub mod assignment;
