//! What the layer promises, one file per promise.

mod decoding;
mod diffs;
mod encoding;
mod fingerprints;
mod properties;
mod samples;
