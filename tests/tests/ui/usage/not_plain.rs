// A bound on `Plain` says what it is about.
use shm_typed::Plain;

fn read<T: Plain>(_: T) {}

fn main() {
    read(1_u64);
    read('x');
}
