//! Any bytes as the text of a schema.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| shm_typed_tests::fuzz::schema_decode(data));
