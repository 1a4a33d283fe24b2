mod assignment;
mod escalation;
mod inbox;
