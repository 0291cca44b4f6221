//! The `Shared` derive of the shm-typed crate; use it through that crate.

mod attr;
mod check;
mod descriptor;
mod enumeration;
mod errors;
mod expand;
#[cfg(test)]
mod expand_tests;
mod fallback;
mod input;
mod item;
mod live;
mod number;
mod own_name;
mod recursion;
mod repr;
mod spelling;
mod value;
mod view;
mod words;

/// Implements `Shared` for a struct or a fieldless enum, with `Plain` and the marker traits of bytemuck.
///
/// The struct's bytes mean the same in every process. The derive checks what that takes, reports every
/// mistake at its field, and describes the struct as constant data.
///
/// ```
/// use shm_typed::Shared;
/// use shm_typed::layout::{Kind, Shape};
///
/// /// The main engine.
/// #[derive(Clone, Copy, Shared)]
/// #[repr(C)]
/// #[shared(version = 2)]
/// struct Engine {
///     /// Crankshaft speed.
///     #[shared(unit = "rpm", kind = "gauge", range = 0..=9000, invalid = "nan")]
///     speed: f64,
///     #[shared(kind = "counter", since = 2)]
///     faults: u32,
///     _pad: [u8; 4],
/// }
///
/// let Shape::Struct(engine) = Engine::DESCRIPTOR.shape() else { unreachable!() };
/// assert_eq!(engine.help(), "The main engine.");
/// assert_eq!(engine.fields()[0].unit(), "rpm");
/// assert_eq!(engine.fields()[1].kind(), Some(Kind::Counter));
/// assert_eq!(engine.fields()[1].offset(), 8);
/// ```
///
/// # What a struct needs
///
/// - `#[repr(C)]`, `#[repr(C, align(N))]` or `#[repr(transparent)]`.
/// - `#[derive(Clone, Copy)]`.
/// - Fields of shared types: fixed-width numbers, shared structs, and arrays of those; or plain old
///   data of another crate, marked `opaque`.
/// - No padding: bytes between fields are fields, such as `_pad: [u8; 4]`.
/// - No lifetimes. Type parameters get the bound `Plain` (which includes `Shared`) from the derive, or
///   `Shared` in a checked struct.
/// - An alignment of at most 4096, which is what a mapping can promise. The build stops where a type that has more
///   is put into an object:
///
/// ```compile_fail,E0080
/// use shm_typed::{Frozen, Shared};
///
/// #[derive(Clone, Copy, Shared)]
/// #[repr(C, align(8192))]
/// struct Large {
///     bytes: [u8; 8192],
/// }
///
/// let large = Frozen::new("large", &Large { bytes: [0; 8192] });
/// ```
///
/// Any bits are then a value of the struct. Types of which some bits are none, `bool`, `char`, the
/// `NonZero` numbers, enums and structs that hold them, go into a **checked** struct:
///
/// ```
/// use shm_typed::{Shared, SharedBox, SharedRef};
/// use std::num::NonZeroU32;
/// # let name = &format!("shm-typed-doc-derive-{}", std::process::id());
///
/// /// What the pool does.
/// #[derive(Clone, Copy, Debug, PartialEq, Shared)]
/// #[repr(u8)]
/// enum Mode {
///     /// Takes no work.
///     Drain,
///     Run,
/// }
///
/// #[derive(Clone, Copy, Debug, PartialEq, Shared)]
/// #[repr(C)]
/// #[shared(checked)]
/// struct Config {
///     workers: NonZeroU32,
///     mode: Mode,
///     verbose: bool,
///     _pad: [u8; 2],
/// }
///
/// let config = Config { workers: NonZeroU32::MIN, mode: Mode::Run, verbose: false, _pad: [0; 2] };
/// let mut writer = SharedBox::create(name, config)?;
/// writer.update(|config| config.verbose = true);
///
/// // Reading checks every field before there is a value.
/// let reader = SharedRef::<Config>::open(name)?;
/// assert!(reader.try_read()?.verbose);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What an enum needs
///
/// - `#[repr(u8)]`, `u16`, `u32`, `u64`, `i8`, `i16`, `i32` or `i64`: the number that its bytes are.
/// - `#[derive(Clone, Copy)]`, at least one variant, no fields and no parameters. Discriminants may be
///   implied, literals or constants.
///
/// It is checked by nature: some number is none of its variants, or a later version of it has one more.
/// So `#[shared(checked)]` may stand on it and changes nothing, as may `#[shared(live)]`: every enum is a cell as
/// it is. Its values are part of the layout, their
/// names are not; the doc comments of variants become their help texts. A variant may have
/// `#[shared(rename = "other")]`.
///
/// Unions are refused.
///
/// # Attributes of the type
///
/// | attribute | meaning |
/// | --- | --- |
/// | `name = "Engine"` | the name in the schema; without it, the struct's |
/// | `version = 3` | the version of the schema, from 1 |
/// | `live` | also makes the live form, in which every number is an atomic cell; see below |
/// | `live = EngineCells` | the same, with a name for it; without one it is `EngineLive` |
/// | `checked` | fields may have bits that are no value of them; read with `try_read` |
/// | `crate = path` | where shm-typed is, if not at `::shm_typed`: what the derive checks, it asks there |
///
/// # Attributes of a field
///
/// | attribute | meaning |
/// | --- | --- |
/// | `unit = "rpm"` | the unit of the number |
/// | `kind = "gauge"` | what the number is: `counter`, `gauge`, `state`, `info`, `timestamp`, `flags` or `setting` |
/// | `range = 0..=100` | the lowest and the highest number, as literals that the type holds; for tools, and nothing refuses a number outside of it |
/// | `invalid = -1` | the number that means none; `"nan"` for a float |
/// | `level = "diag"` | who wants to see it: `info` (everybody), `diag` or `debug` |
/// | `since = 2` | the version of the type that brought the field |
/// | `rename = "other"` | the name in the schema; without it, the field's, or its index in a tuple struct |
/// | `sensitive` | tools hide the value |
/// | `cache_line` | the field is on cache lines of its own: its type is aligned to 64, as `CacheLine<u64>` is |
/// | `opaque` | the type is plain old data of another crate (`bytemuck::Pod`) |
///
/// A unit, a range and `invalid` belong to numbers and to arrays and lists of them. Doc comments become the help
/// text. Names and units are printable text of at most 255 bytes without quotes and backslashes.
///
/// # The live form
///
/// `#[shared(live)]` makes two more types, as visible as the struct and its fields, with their docs: for
/// `Engine` the struct `EngineLive`, with a `Live` cell in place of every number, and `EngineLiveView`,
/// which is `Copy` and has a method per field, named as the field (`field_0` in a tuple struct), that loads
/// it. The struct implements `LiveShared`, which `LiveBox` and `LiveRef` ask for. That the live form has the
/// size, the alignment and the offsets of the struct is asserted in the expansion. Its fields are
/// numbers of at most 8 bytes, arrays and `CacheLine`s of them, and structs that are `live` themselves; it has
/// no parameters.
///
/// With `#[shared(live, checked)]` also `bool`, `char`, `NonZero` numbers, enums, and structs of the same. A
/// `bool` loads as one, `true` unless all its bits are zero; the others load as a `Result`, since another
/// process may have written bits that are no value.
///
/// ```
/// use shm_typed::{LiveShared, Live, Shared};
///
/// #[derive(Clone, Copy, Shared)]
/// #[shared(live)]
/// #[repr(C)]
/// struct Engine {
///     speed: f64,
///     faults: [u32; 2],
/// }
///
/// let cells = EngineLive { speed: Live::new(0.0), faults: [Live::new(0), Live::new(0)] };
/// cells.faults[1].add(1);
/// assert_eq!(Engine::view(&cells).faults().at(1), 1);
/// ```
///
/// # What is implemented
///
/// `Shared`, `Plain` and bytemuck's `Zeroable`; for a struct without parameters, `Pod` as well. So do not
/// derive those of bytemuck next to this one.
///
/// `Viewed`, if all fields have a view: a method for each field, with its name and visibility, which
/// `SharedRef::read_with` calls. The view's type has no name of its own: it is `View<'_, Engine>`.
/// In a checked struct, the method of a field of which some bits are no value returns a `Result`.
///
/// For enums and checked structs: `Shared` and bytemuck's `NoUninit` and `CheckedBitPattern`, and
/// `Zeroable` where zeros are a value: of every field, or a variant whose number is 0 by a literal or by
/// implication.
///
/// A struct with parameters may have padding with some type arguments and none with others:
///
/// ```
/// use shm_typed::Shared;
///
/// #[derive(Clone, Copy, Shared)]
/// #[repr(C)]
/// struct Pair<T, U> {
///     first: T,
///     second: U,
/// }
///
/// assert_eq!(Pair::<u64, [u32; 2]>::DESCRIPTOR.size(), 16);
/// ```
///
/// Its padding is counted once per instantiation, when `DESCRIPTOR` is evaluated, and the build stops
/// there if there is any:
///
/// ```compile_fail,E0080
/// # use shm_typed::Shared;
/// # #[derive(Clone, Copy, Shared)]
/// # #[repr(C)]
/// # struct Pair<T, U> {
/// #     first: T,
/// #     second: U,
/// # }
/// assert_eq!(Pair::<u8, u64>::DESCRIPTOR.size(), 16);
/// ```
///
/// `Pod` cannot wait for that: `bytemuck::bytes_of` reads every byte of a `Pod` value and evaluates
/// nothing first. So a struct with parameters is `Pod` only where its form rules padding out:
///
/// - a `repr(transparent)` struct, where its fields are `Pod`;
/// - a `repr(C)` struct without `align(N)` whose fields are all made of one type, spelled alike, alone or
///   in arrays, where that type is `Pod`: `struct Point<T> { x: T, y: T, more: [T; 4] }`.
///
/// Any other struct with parameters is `AnyBitPattern` in place of `Pod`, and so is one with an attribute that the
/// derive does not know: it may be a macro that is yet to run, and pad the struct. (The compiler's own, serde's and
/// those of tools are known. An attribute that stands above the derive has run already.) It cannot be both:
/// bytemuck implements `AnyBitPattern` for all that is `Pod`. A checked struct with parameters is
/// `NoUninit` where another would be `Pod`, and `CheckedBitPattern` always.
#[proc_macro_derive(Shared, attributes(shared))]
pub fn derive_shared(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::derive(&syn::parse_macro_input!(input as syn::DeriveInput)).into()
}
