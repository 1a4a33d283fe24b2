mod assessor_pack;
mod clocks;
mod correspondence;
mod history;
mod letters;
mod overview;
mod presence;
mod walls;
