//! A checked type is pinned by `try_pin`; and trust is said in `unsafe`.

use shm_typed::SharedRef;

fn main() {
    let reader = SharedRef::<bool>::open("checked").unwrap();
    let mut reader = reader.trust_writer().unwrap();
    println!("{}", *reader.pin());
}
