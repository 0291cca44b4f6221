//! A checked type is pinned by `try_pin`.
#![allow(unsafe_code)]

use shm_typed::SharedRef;

fn main() {
    let reader = SharedRef::<bool>::open("checked").unwrap();
    let mut reader = unsafe { reader.trust_writer() }.unwrap();
    println!("{}", *reader.pin());
}
