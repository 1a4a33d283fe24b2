//! The memory that Argon2 fills, kept and used again. Left to the allocator, 19 MiB here and there on every thread
//! that ever checked a password stays with the process: fifty sign-ins at once left 290 MB.
use argon2::{Argon2, Block};
use std::sync::{Mutex, PoisonError};

/// As many as are at work at once; see `App::hashing`.
const KEPT: usize = 2;

static FREE: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

/// The hash of a password with a salt, into `out`.
///
/// # Errors
/// Argon2's, when a length is out of bounds.
pub(super) fn fill(
    argon2: &Argon2,
    password: &[u8],
    salt: &[u8],
    out: &mut [u8],
) -> Result<(), argon2::Error> {
    let blocks = argon2.params().block_count();
    let mut memory = take();
    if memory.len() < blocks {
        memory = vec![Block::new(); blocks];
    }
    let filled = memory.get_mut(..blocks).unwrap_or_default();
    let done = argon2.hash_password_into_with_memory(password, salt, out, filled);
    give_back(memory);
    done
}

fn take() -> Vec<Block> {
    let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
    free.pop().unwrap_or_default()
}

fn give_back(memory: Vec<Block>) {
    let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
    if free.len() < KEPT {
        free.push(memory);
    }
}
