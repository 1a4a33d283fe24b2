//! A migration that is only a new folder changes no file that Cargo knows of: look at the folders themselves.
fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
