//! The fixed header.
