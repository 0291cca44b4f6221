//! Any bytes in the reader table of an object that is in use.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| shm_typed_tests::fuzz::table(data));
