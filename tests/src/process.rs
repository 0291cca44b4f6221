//! What this process holds, by the kernel's word: descriptors and mappings.

use std::fs;

/// How many descriptors are open, the one that counts them not included.
///
/// # Panics
///
/// If `/proc` is not mounted.
#[must_use]
pub fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd").expect("/proc").count() - 1
}

/// Where the open descriptors lead whose target contains `text`.
///
/// # Panics
///
/// If `/proc` is not mounted.
#[must_use]
pub fn descriptors_of(text: &str) -> Vec<String> {
    fs::read_dir("/proc/self/fd")
        .expect("/proc")
        .filter_map(|entry| fs::read_link(entry.ok()?.path()).ok())
        .map(|target| target.to_string_lossy().into_owned())
        .filter(|target| target.contains(text))
        .collect()
}

/// The lines of `/proc/self/maps` that contain `text`.
///
/// # Panics
///
/// If `/proc` is not mounted.
#[must_use]
pub fn mappings_of(text: &str) -> Vec<String> {
    fs::read_to_string("/proc/self/maps")
        .expect("/proc")
        .lines()
        .filter(|line| line.contains(text))
        .map(str::to_owned)
        .collect()
}
