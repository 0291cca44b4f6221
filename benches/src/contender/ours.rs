//! This library.

use shm_typed::{SharedBox, SharedRef};

use super::{Contender, Read, Role, TakeOver, Write};
use crate::{Outcome, payload};

/// As the tables call it.
pub const NAME: &str = "shm-typed";

/// `publish`, and `read_into` a buffer that is there: the same job as `memcpy`'s.
pub struct ReadInto;

pub struct Writer<const N: usize>(SharedBox<[u64; N]>);

pub struct Into<const N: usize> {
    reader: SharedRef<[u64; N]>,
    buffer: Box<[u64; N]>,
}

impl<const N: usize> Contender<N> for ReadInto {
    const NAME: &'static str = NAME;
    const ROLE: Role = Role::Ours;
    type Writer = Writer<N>;
    type Reader = Into<N>;

    fn create(name: &str) -> Outcome<Writer<N>> {
        Ok(Writer(SharedBox::create_with(name, |_| {})?))
    }

    fn open(name: &str) -> Outcome<Into<N>> {
        Ok(Into {
            reader: SharedRef::open(name)?,
            buffer: payload::of(0),
        })
    }
}

impl<const N: usize> TakeOver<N> for ReadInto {
    fn take_over(name: &str) -> Outcome<Writer<N>> {
        Ok(Writer(SharedBox::open(name)?))
    }
}

impl<const N: usize> Write<N> for Writer<N> {
    #[inline(always)]
    fn publish(&mut self, value: &[u64; N]) {
        self.0.publish(value);
    }
}

impl<const N: usize> Read<N> for Into<N> {
    #[inline(always)]
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        self.reader.read_into(&mut self.buffer);
        look(&self.buffer)
    }
}

/// `read`, which returns the value.
pub struct ByValue;

pub struct Reader<const N: usize>(SharedRef<[u64; N]>);

impl<const N: usize> Contender<N> for ByValue {
    const NAME: &'static str = "shm-typed, by value";
    const ROLE: Role = Role::Ours;
    const WRITES: bool = false;
    type Writer = Writer<N>;
    type Reader = Reader<N>;

    fn create(name: &str) -> Outcome<Writer<N>> {
        ReadInto::create(name)
    }

    fn open(name: &str) -> Outcome<Reader<N>> {
        Ok(Reader(SharedRef::open(name)?))
    }
}

impl<const N: usize> Read<N> for Reader<N> {
    #[inline(always)]
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        look(&self.0.read())
    }
}
