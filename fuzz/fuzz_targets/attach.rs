//! Any bytes as an object, or as edits of a valid one.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| shm_typed_tests::fuzz::attach(data));
