//! What is pinned does not outlive its handle, nor a `&T` what is pinned.
#![allow(unsafe_code)]

use shm_typed::{SharedRef, TrustedRef};

fn escape(mut reader: TrustedRef<u64>) -> &'static u64 {
    let pinned = reader.pin();
    let value: &u64 = &pinned;
    drop(pinned);
    println!("{value}");
    &*reader.pin()
}

fn main() {
    let reader = SharedRef::<u64>::open("outlives").unwrap();
    escape(unsafe { reader.trust_writer() }.unwrap());
}
