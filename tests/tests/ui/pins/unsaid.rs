//! That the writer is trusted is said in `unsafe`.

use shm_typed::SharedRef;

fn main() {
    let reader = SharedRef::<u64>::open("unsaid").unwrap();
    let mut reader = reader.trust_writer().unwrap();
    println!("{}", *reader.pin());
}
