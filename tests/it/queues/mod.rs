mod assignment;
mod escalation;
mod inbox;
mod post;
mod unowned;
