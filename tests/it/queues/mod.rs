mod assignment;
mod escalation;
mod inbox;
mod leaving;
mod orders;
mod post;
mod undelivered;
mod unowned;
