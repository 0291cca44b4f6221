// A bound on `Shared` says what shared types are.
use shm_typed::Shared;

fn share<T: Shared>(_: T) {}

fn main() {
    share(1_u64);
    share(true);
    share(String::new());
}
