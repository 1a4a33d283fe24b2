// Triage and acknowledgement

// Its page and stage 1 work

// Responses

mod drafts;
mod final_response;
mod response;

// Stage 2 and the Independent Assessor

// Assignment

mod assignment;
