// Triage and acknowledgement

// Its page and stage 1 work

// Responses

// Stage 2 and the Independent Assessor

// Assignment

mod assignment;
