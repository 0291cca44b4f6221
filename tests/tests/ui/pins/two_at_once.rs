//! A handle pins one value at a time.
#![allow(unsafe_code)]

use shm_typed::SharedRef;

fn main() {
    let reader = SharedRef::<u64>::open("two").unwrap();
    let mut reader = unsafe { reader.trust_writer() }.unwrap();
    let first = reader.pin();
    let second = reader.pin();
    println!("{}", *first + *second);
}
