//! Promise: which types may cross threads, be shared between them, be moved when pinned, and be
//! seen after a panic. A change here breaks users, so it shows here first.

use std::hash::Hash;
use std::panic::{RefUnwindSafe, UnwindSafe};

use shm_typed::inspect::{
    Children, Class, Content, Discipline, Elements, Entry, Facts, Finding, Inspector, Invalid,
    Leaves, Listing, Node, Object, Reading, Users, UsersOf,
};
use shm_typed::layout::{
    self, EnumDescriptor, FieldDescriptor, Kind, Level, Number, Scalar, StructDescriptor,
    TypeDescriptor, VariantDescriptor,
};
use shm_typed::schema::{
    self, Aspect, DecodeError, Diff, Difference, Enum, Field, Fingerprint, Located, Struct, Type,
    Variant,
};
use shm_typed::{
    Change, Compatible, Error, ErrorKind, FixedStr, FixedVec, Frozen, InvalidValue, Live,
    LiveArray, LiveBox, LiveRef, OnDrop, Pinned, ReadError, ReaderOptions, Schema, SharedBox,
    SharedRef, Staged, TooLong, TrustedRef, WriteGuard, WriterOptions, WriterState, WriterStatus,
};
use static_assertions::{assert_impl_all, assert_not_impl_any};

type Value = [u64; 3];

// ---- handles -----------------------------------------------------------------------------------

// Both are values like a `Box` and an `Arc`: usable from any thread. Only one can write: what
// changes the value takes `&mut self`, and there is no second handle of a writer.
assert_impl_all!(SharedBox<Value>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe);
assert_not_impl_any!(SharedBox<Value>: Clone, Copy);
assert_impl_all!(SharedBox<bool>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe);
assert_impl_all!(SharedRef<Value>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone);
assert_not_impl_any!(SharedRef<Value>: Copy);
assert_impl_all!(Frozen<Value>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone);
assert_impl_all!(Frozen<bool>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone);
assert_not_impl_any!(Frozen<Value>: Copy, std::ops::DerefMut);
// Each owns a place that is its own.
assert_impl_all!(TrustedRef<Value>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe);
assert_not_impl_any!(TrustedRef<Value>: Clone, Copy);
// A `&Value`, and the promise that it stays.
assert_impl_all!(Pinned<'static, Value>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe);
assert_not_impl_any!(Pinned<'static, Value>: Clone, Copy);
assert_impl_all!(LiveBox<Value>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe);
assert_not_impl_any!(LiveBox<Value>: Clone, Copy);
assert_impl_all!(LiveRef<Value>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone);
assert_not_impl_any!(LiveRef<Value>: Copy);
// Shared by threads, so that one can wait while another reads.
assert_impl_all!(Object: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe);
assert_impl_all!(Live<u64>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe);
assert_not_impl_any!(Live<u64>: Clone, Copy);
assert_impl_all!(LiveArray<'static, u64>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Copy);

// A guard is a `&mut`: after a panic half of a change may be in it, so it says so. It publishes
// nothing then.
assert_impl_all!(WriteGuard<'static, Value>: Send, Sync, Unpin, RefUnwindSafe);
assert_not_impl_any!(WriteGuard<'static, Value>: Clone, Copy, UnwindSafe);
assert_impl_all!(Staged<'static, Value>: Send, Sync, Unpin, RefUnwindSafe);
assert_not_impl_any!(Staged<'static, Value>: Clone, Copy, UnwindSafe, std::ops::DerefMut);

// ---- settings ----------------------------------------------------------------------------------

assert_impl_all!(WriterOptions<Value>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone);
assert_impl_all!(ReaderOptions<Value>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone);
assert_impl_all!(Inspector: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone);

// ---- what is looked into -----------------------------------------------------------------------

assert_impl_all!(Node<'static>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Copy);
assert_impl_all!(Invalid<'static>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Copy);
assert_impl_all!(Content<'static>: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone);
assert_impl_all!(Elements<'static>: Send, Sync, ExactSizeIterator, Clone);
assert_impl_all!(Children<'static>: Send, Sync, ExactSizeIterator, Clone);
assert_impl_all!(Leaves<'static>: Send, Sync, Iterator, Clone);
assert_impl_all!(Reading: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone);
assert_impl_all!(Listing: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone);
assert_impl_all!(Users: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone);
assert_impl_all!(UsersOf: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone, Eq);
assert_impl_all!(Entry: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone, Eq);
assert_impl_all!(Facts: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone, Eq);
assert_impl_all!(Finding: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone, Eq);
assert_impl_all!(Class: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Copy, Ord, Hash);
assert_impl_all!(Discipline: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Copy, Eq, Hash);

// ---- errors ------------------------------------------------------------------------------------

// What `Box<dyn Error + Send + Sync>` asks for. It holds the kernel's answer as an `io::Error`,
// which is not unwind safe.
assert_impl_all!(Error: std::error::Error, Send, Sync, Unpin);
assert_not_impl_any!(Error: Clone, Copy, UnwindSafe, RefUnwindSafe);
assert_impl_all!(ReadError: std::error::Error, Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Copy);
assert_impl_all!(DecodeError: std::error::Error, Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, Clone);
// An error is returned by value and on its way for long: one word.
static_assertions::assert_eq_size!(Error, usize);
static_assertions::assert_eq_size!(Result<(), Error>, usize);

// ---- plain data --------------------------------------------------------------------------------

macro_rules! plain_data {
    ($($data:ty: $($more:ident),*;)*) => {
        $(assert_impl_all!($data: Send, Sync, Unpin, UnwindSafe, RefUnwindSafe, $($more),*);)*
    };
}

plain_data! {
    Change: Copy, Eq;
    FixedStr<3>: Copy, Ord, Hash;
    FixedVec<u16, 3>: Copy, Ord, Hash;
    TooLong: Copy, Eq;
    Compatible: Copy, Eq, Default;
    ErrorKind: Copy, Eq;
    OnDrop: Copy, Eq, Default;
    WriterState: Copy, Eq;
    WriterStatus: Copy, Eq;

    InvalidValue: Copy, Eq;

    Schema: Clone;
    Aspect: Copy, Eq;
    Diff: Clone, Eq;
    Difference: Clone, Eq;
    Field: Clone, Eq;
    Fingerprint: Copy, Eq;
    Located<'static>: Clone;
    schema::Shape: Clone, Eq;
    Struct: Clone, Eq;
    Type: Clone, Eq;
    Enum: Clone, Eq;
    Variant: Clone, Eq;

    FieldDescriptor: Copy;
    Kind: Copy, Eq;
    Level: Copy, Eq;
    Number: Copy, Eq;
    Scalar: Copy, Eq;
    layout::Shape: Copy;
    StructDescriptor: Copy;
    TypeDescriptor: Copy;
    EnumDescriptor: Copy;
    VariantDescriptor: Copy, Eq;
}

#[test]
fn a_writer_and_a_reader_can_be_moved_to_threads_and_shared_by_them() {
    let name = shm_typed_tests::Name::unique("threads");
    let writer = SharedBox::create(&name, [1_u64, 2, 3]).unwrap();
    let reader = SharedRef::<Value>::open(&name).unwrap();

    let read = std::thread::scope(|scope| {
        let threads = [(); 4].map(|()| scope.spawn(|| (*writer, reader.read())));
        threads.map(|thread| thread.join().unwrap())
    });

    assert_eq!(read, [([1, 2, 3], [1, 2, 3]); 4]);
    let moved = std::thread::spawn(move || {
        let mut writer = writer;
        writer.publish(&[4, 5, 6]);
        writer
    });
    let writer = moved.join().unwrap();
    assert_eq!((*writer, reader.read()), ([4, 5, 6], [4, 5, 6]));
}
