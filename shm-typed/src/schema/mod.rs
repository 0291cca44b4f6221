//! Layouts as data: text for tools and other languages, fingerprints, and differences in words.
