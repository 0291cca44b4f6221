// What the expansion asks about types that are spelled alike: a macro may spell two types so.
use shm_typed::__private::same_type;

fn main() {
    same_type::<u8, u8>();
    same_type::<u8, u64>();
}
