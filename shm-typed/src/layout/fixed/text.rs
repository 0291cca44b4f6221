//! Text of bounded length.

#![allow(
    unsafe_code,
    reason = "implements the unsafe marker traits; holds no unsafe block"
)]

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::{FromStr, Utf8Error};
use std::borrow::Cow;

use super::TooLong;
use super::length::{LENGTH_BYTES, Length};
use crate::layout::words::Words;
use crate::layout::{Plain, Shared, TypeDescriptor};

/// Text of at most `N` bytes, as a field of a shared struct.
///
/// ```
/// use shm_typed::{FixedStr, Shared};
///
/// #[derive(Clone, Copy, Debug, Default, Shared)]
/// #[repr(C)]
/// struct Worker {
///     name: FixedStr<24>,
///     jobs: u64,
/// }
///
/// let mut worker = Worker { name: "worker 1".parse()?, jobs: 0 };
/// worker.name.push_str(" (idle)")?;
///
/// assert_eq!(worker.name, "worker 1 (idle)");
/// assert_eq!(format!("{:>16}", worker.name), " worker 1 (idle)");
/// # Ok::<(), shm_typed::TooLong>(())
/// ```
///
/// # What it is in memory
///
/// 8 bytes of length, little-endian, then `N` bytes: `size_of` is `8 + N`, the alignment 1, for every
/// `N`, so there is never padding in it. With an `N` that is a multiple of 8, none is needed behind it
/// either. In C: `struct { uint8_t len[8]; char bytes[N]; }`; there is no NUL at the end.
///
/// What lies behind the text is zero in a new one, and every operation keeps it so: equal texts are
/// equal bytes. [`clear`](Self::clear) and [`truncate`](Self::truncate) make it zero, whatever another
/// program left there.
///
/// # What another process may have written
///
/// Any bytes are a value. A length beyond `N` counts as `N`. Bytes that are no UTF-8 are kept as they
/// are: [`as_str`](Self::as_str) gives an error, [`to_string_lossy`](Self::to_string_lossy) and
/// `Display` put U+FFFD for them, [`as_bytes`](Self::as_bytes) gives them out. `Display` shows control
/// characters as they are, and `Debug` escapes them: print with `{:?}` what a terminal is not to obey.
///
/// `Eq`, `Ord` and `Hash` look at the bytes of the text, and at nothing behind it.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct FixedStr<const N: usize /* the bytes that it has room for: `FixedStr<64>` */> {
    len: Length,
    bytes: [u8; N],
}

const _: () = assert!(size_of::<FixedStr<0>>() == LENGTH_BYTES);
const _: () = assert!(size_of::<FixedStr<13>>() == LENGTH_BYTES + 13);
const _: () = assert!(align_of::<FixedStr<13>>() == 1);

// SAFETY: zero bytes are a length of 0 and zero bytes of text.
unsafe impl<const N: usize> bytemuck::Zeroable for FixedStr<N> {}

// SAFETY: repr(C), of two byte arrays: any bits are a value; their alignment is 1, so that the second
// follows the first at once and nothing follows the second, for every `N`; no pointer and no
// interior mutability.
unsafe impl<const N: usize> bytemuck::Pod for FixedStr<N> {}

// SAFETY: S1: repr(C). S2, S3: bytes, which are a number and text. S4: no padding, as for `Pod`
// above; the size and alignment are the compiler's, and a text is a length and then the bytes.
#[diagnostic::do_not_recommend]
unsafe impl<const N: usize> Shared for FixedStr<N> {
    const DESCRIPTOR: &'static TypeDescriptor = &TypeDescriptor::text::<Self>(N);
}

// SAFETY: as for `Pod`: any bits are a value.
#[diagnostic::do_not_recommend]
unsafe impl<const N: usize> Plain for FixedStr<N> {}

impl<const N: usize> FixedStr<N> {
    /// The empty text.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            len: Length::ZERO,
            bytes: [0; N],
        }
    }

    /// A text that is known to fit, for constants.
    ///
    /// In a `const` one that does not fit stops the build. For a text from elsewhere there is `TryFrom`, and
    /// `parse`.
    ///
    /// # Panics
    ///
    /// If it has more than `N` bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::{FixedStr, Shared};
    ///
    /// #[derive(Clone, Copy, Shared)]
    /// #[repr(C)]
    /// struct Config {
    ///     region: FixedStr<8>,
    ///     port: u32,
    /// }
    ///
    /// const DEFAULT: Config = Config { region: FixedStr::literal("eu-1"), port: 8080 };
    ///
    /// assert_eq!(DEFAULT.region, "eu-1");
    /// ```
    ///
    /// ```compile_fail,E0080
    /// # use shm_typed::FixedStr;
    /// const REGION: FixedStr<8> = FixedStr::literal("eu-central-1"); // 12 bytes
    /// # REGION.len();
    /// ```
    #[must_use]
    #[track_caller]
    pub const fn literal(text: &str) -> Self {
        let mut whole = Self::new();
        match whole.bytes.split_at_mut_checked(text.len()) {
            Some((place, _)) => place.copy_from_slice(text.as_bytes()),
            None => does_not_fit(N, text.len()),
        }
        whole.len.set(text.len());
        whole
    }

    /// Takes bytes as they are, UTF-8 or not.
    ///
    /// For a `&str` there is `TryFrom`, and `parse`.
    ///
    /// # Errors
    ///
    /// If there are more than `N`.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::FixedStr;
    ///
    /// let path = FixedStr::<8>::try_from_bytes(b"/tmp/\xff")?;
    ///
    /// assert!(path.as_str().is_err());
    /// assert_eq!(path.to_string_lossy(), "/tmp/\u{fffd}");
    /// # Ok::<(), shm_typed::TooLong>(())
    /// ```
    pub fn try_from_bytes(bytes: &[u8]) -> Result<Self, TooLong> {
        let mut text = Self::new();
        text.append(bytes)?;
        Ok(text)
    }

    /// How many bytes the text has: at most `N`.
    #[must_use]
    #[inline]
    pub const fn len(&self) -> usize {
        self.len.within(N)
    }

    /// Whether the text has no bytes.
    #[must_use]
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes fit: `N`.
    #[must_use]
    #[inline]
    pub const fn capacity(&self) -> usize {
        N
    }

    /// The bytes of the text.
    #[must_use]
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        // `len` is at most `N`.
        self.bytes.get(..self.len()).unwrap_or(&self.bytes)
    }

    /// The text.
    ///
    /// # Errors
    ///
    /// If another program wrote bytes that are no UTF-8, or
    /// [`try_from_bytes`](Self::try_from_bytes) took such.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::FixedStr;
    ///
    /// let name = FixedStr::<8>::try_from("idle")?;
    ///
    /// assert_eq!(name.as_str(), Ok("idle"));
    /// # Ok::<(), shm_typed::TooLong>(())
    /// ```
    #[inline]
    pub fn as_str(&self) -> Result<&str, Utf8Error> {
        str::from_utf8(self.as_bytes())
    }

    /// The text, with U+FFFD for what is no UTF-8; it allocates only then.
    #[must_use]
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.as_bytes())
    }

    /// Appends a text.
    ///
    /// # Errors
    ///
    /// If it does not fit whole; nothing is appended then.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::FixedStr;
    ///
    /// let mut name = FixedStr::<8>::new();
    ///
    /// name.push_str("engine")?;
    /// let error = name.push_str(" room").unwrap_err();
    ///
    /// assert_eq!((error.excess(), name.as_str()), (3, Ok("engine")));
    /// # Ok::<(), shm_typed::TooLong>(())
    /// ```
    pub fn push_str(&mut self, text: &str) -> Result<(), TooLong> {
        self.append(text.as_bytes())
    }

    /// Appends a character.
    ///
    /// # Errors
    ///
    /// If its UTF-8 does not fit whole; nothing is appended then.
    pub fn push(&mut self, char: char) -> Result<(), TooLong> {
        self.push_str(char.encode_utf8(&mut [0; 4]))
    }

    /// Shortens the text to at most `len` bytes: to fewer, by up to 3, if a character would be cut in two.
    ///
    /// A `len` that is not less than [`len`](Self::len) leaves the text as it is. What lies behind the
    /// text is zero afterwards.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::FixedStr;
    ///
    /// let mut unit = FixedStr::<8>::try_from("°C")?;
    ///
    /// unit.truncate(2);
    /// assert_eq!(unit, "°");
    /// unit.truncate(1);
    /// assert_eq!(unit, "");
    /// # Ok::<(), shm_typed::TooLong>(())
    /// ```
    pub fn truncate(&mut self, len: usize) {
        let mut end = self.len();
        if len < end {
            end = self.boundary(len);
        }
        if let Some(behind) = self.bytes.get_mut(end..) {
            behind.fill(0);
        }
        self.len.set(end);
    }

    /// Makes it the empty text, and every byte zero.
    pub fn clear(&mut self) {
        *self = Self::new();
    }

    /// The last end of a character that is not behind `at`, which is before the end of the text. A
    /// character has at most 4 bytes: where there is no end within 3, it is no UTF-8.
    fn boundary(&self, at: usize) -> usize {
        let inside = |at: &usize| self.bytes.get(*at).is_some_and(|byte| is_inside(*byte));
        let mut near = (at.saturating_sub(3)..=at).rev();
        near.find(|at| !inside(at)).unwrap_or(at)
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), TooLong> {
        let before = self.len();
        let free = self.bytes.get_mut(before..).unwrap_or_default();
        let Some(place) = free.get_mut(..bytes.len()) else {
            return Err(TooLong::text(N, before.saturating_add(bytes.len())));
        };
        place.copy_from_slice(bytes);
        self.len.set(before + bytes.len());
        Ok(())
    }
}

/// Says what [`TooLong`] would, also to the compiler.
#[cold]
#[track_caller]
const fn does_not_fit(capacity: usize, len: usize) -> ! {
    let words = Words::new()
        .text("the text has ")
        .number(len)
        .text(" bytes, ")
        .number(len - capacity)
        .text(" more than the ")
        .number(capacity)
        .text(" that fit: shorten it, or make it a `FixedStr<")
        .number(len)
        .text(">`");
    panic!("{}", words.as_str());
}

/// Whether the byte is in a character, and not its first.
const fn is_inside(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

impl<const N: usize> Default for FixedStr<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> TryFrom<&str> for FixedStr<N> {
    type Error = TooLong;

    fn try_from(text: &str) -> Result<Self, TooLong> {
        Self::try_from_bytes(text.as_bytes())
    }
}

impl<const N: usize> FromStr for FixedStr<N> {
    type Err = TooLong;

    fn from_str(text: &str) -> Result<Self, TooLong> {
        Self::try_from(text)
    }
}

impl<const N: usize> AsRef<[u8]> for FixedStr<N> {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

/// Appends, so that `write!` fills it without an allocation.
///
/// ```
/// use core::fmt::Write;
/// use shm_typed::FixedStr;
///
/// let mut name = FixedStr::<16>::new();
/// write!(name, "worker {}", 7)?;
///
/// assert_eq!(name, "worker 7");
/// # Ok::<(), core::fmt::Error>(())
/// ```
impl<const N: usize> fmt::Write for FixedStr<N> {
    /// # Errors
    ///
    /// If it does not fit whole. What `write!` wrote before is in it.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.push_str(text).map_err(|_| fmt::Error)
    }
}

impl<const N: usize> fmt::Display for FixedStr<N> {
    /// The text, with U+FFFD for what is no UTF-8; width and alignment as for `str`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_string_lossy())
    }
}

impl<const N: usize> fmt::Debug for FixedStr<N> {
    /// As `str`: in quotes, with control characters escaped; with U+FFFD for what is no UTF-8.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.to_string_lossy(), f)
    }
}

impl<const N: usize> PartialEq for FixedStr<N> {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl<const N: usize> Eq for FixedStr<N> {}

impl<const N: usize> PartialOrd for FixedStr<N> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<const N: usize> Ord for FixedStr<N> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl<const N: usize> Hash for FixedStr<N> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl<const N: usize> PartialEq<str> for FixedStr<N> {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl<const N: usize> PartialEq<&str> for FixedStr<N> {
    fn eq(&self, other: &&str) -> bool {
        self == *other
    }
}

impl<const N: usize> PartialEq<FixedStr<N>> for str {
    fn eq(&self, other: &FixedStr<N>) -> bool {
        other == self
    }
}

impl<const N: usize> PartialEq<FixedStr<N>> for &str {
    fn eq(&self, other: &FixedStr<N>) -> bool {
        other == *self
    }
}
