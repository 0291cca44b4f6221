//! Bytes that change under a live writer and its readers.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| shm_typed_tests::fuzz::live_scribble(data));
