//! Any bytes as an object that is looked into without its type.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| shm_typed_tests::fuzz::inspect(data));
