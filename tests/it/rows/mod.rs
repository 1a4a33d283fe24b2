//! One row never ends a list: what a row lacks is shown, and the rest is served.
mod damage;
mod edges;
mod pages;

mod memory;
