//! How large a schema may be: what a reader of hostile bytes accepts, and what a type must keep to.

/// Bytes of JSON.
pub(super) const MAX_JSON_LEN: usize = 1 << 20;
/// JSON values in one document, which bounds the reader's memory.
pub(super) const MAX_JSON_VALUES: usize = 1 << 18;
/// Brackets inside brackets: three for a struct, one for an array, two around the root.
pub(super) const MAX_JSON_DEPTH: usize = 3 * MAX_TYPE_DEPTH + 8;

/// Types inside types; a number is 1, an array of numbers 2.
pub(super) const MAX_TYPE_DEPTH: usize = 32;
/// Fields in all structs and variants in all enums of one schema together, each type counted where it
/// is used.
pub(super) const MAX_FIELDS: usize = 1 << 14;
/// Bytes in the name of a field or type.
pub(super) const MAX_NAME_LEN: usize = 255;
/// Bytes in one value.
pub(super) const MAX_SIZE: usize = 1 << 40;
/// Alignment in bytes.
pub(super) const MAX_ALIGN: usize = 4096;
