//! This library.

use shm_typed::{SharedBox, SharedRef};

use super::{Contender, Read, Role, TakeOver, Write};
use crate::job::Job;
use crate::{Outcome, payload};

/// As the tables call it.
pub const NAME: &str = "shm-typed";

/// `publish` and `update`; `read_into` a buffer that is there, the same job as `memcpy`'s; `read_with` for
/// single words.
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

    #[inline(always)]
    fn update(&mut self, _: &mut [u64; N], index: usize, word: u64) {
        self.0.update(|value| value[index] = word);
    }
}

impl<const N: usize> Read<N> for Into<N> {
    #[inline(always)]
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        self.reader.read_into(&mut self.buffer);
        look(&self.buffer)
    }

    #[inline(always)]
    fn field(&mut self, index: usize) -> u64 {
        let word = self.reader.read_with(|words| words.at(index));
        word.expect("as many words")
    }

    #[inline(always)]
    fn fields(&mut self, [a, b]: [usize; 2]) -> [u64; 2] {
        let words = self
            .reader
            .read_with(|words| Some([words.at(a)?, words.at(b)?]));
        words.expect("as many words")
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

/// `fold`, which sums the value where it is, in chunks that were checked.
pub struct InPlace;

pub struct Folder<const N: usize>(SharedRef<[u64; N]>);

impl<const N: usize> Contender<N> for InPlace {
    const NAME: &'static str = "shm-typed, fold";
    const ROLE: Role = Role::Ours;
    const WRITES: bool = false;
    const ONLY: Option<&'static [Job]> = Some(&[Job::Sum]);
    type Writer = Writer<N>;
    type Reader = Folder<N>;

    fn create(name: &str) -> Outcome<Writer<N>> {
        ReadInto::create(name)
    }

    fn open(name: &str) -> Outcome<Folder<N>> {
        Ok(Folder(SharedRef::open(name)?))
    }
}

impl<const N: usize> Read<N> for Folder<N> {
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        look(&self.0.read_boxed())
    }

    #[inline(always)]
    fn sum(&mut self) -> u64 {
        let add = |sum: u64, chunk: &[u64]| {
            let words = chunk.iter();
            words.fold(sum, |sum, word| sum.wrapping_add(*word))
        };
        self.0.fold(|words| *words, 0, add)
    }
}

/// `write`, whose guard publishes when it is dropped.
pub struct Guarded;

pub struct GuardWriter<const N: usize>(SharedBox<[u64; N]>);

impl<const N: usize> Contender<N> for Guarded {
    const NAME: &'static str = "shm-typed, write guard";
    const ROLE: Role = Role::Ours;
    const READS: bool = false;
    const ONLY: Option<&'static [Job]> = Some(&[Job::Update]);
    type Writer = GuardWriter<N>;
    type Reader = Into<N>;

    fn create(name: &str) -> Outcome<GuardWriter<N>> {
        Ok(GuardWriter(SharedBox::create_with(name, |_| {})?))
    }

    fn open(name: &str) -> Outcome<Into<N>> {
        ReadInto::open(name)
    }
}

impl<const N: usize> Write<N> for GuardWriter<N> {
    fn publish(&mut self, value: &[u64; N]) {
        self.0.publish(value);
    }

    #[inline(always)]
    fn update(&mut self, _: &mut [u64; N], index: usize, word: u64) {
        self.0.write()[index] = word;
    }
}

/// `update_with`, which copies the changed words of the value and no others.
pub struct Parts;

pub struct PartsWriter<const N: usize>(SharedBox<[u64; N]>);

impl<const N: usize> Contender<N> for Parts {
    const NAME: &'static str = "shm-typed, update_with";
    const ROLE: Role = Role::Ours;
    const READS: bool = false;
    const ONLY: Option<&'static [Job]> = Some(&[Job::Update]);
    type Writer = PartsWriter<N>;
    type Reader = Into<N>;

    fn create(name: &str) -> Outcome<PartsWriter<N>> {
        Ok(PartsWriter(SharedBox::create_with(name, |_| {})?))
    }

    fn open(name: &str) -> Outcome<Into<N>> {
        ReadInto::open(name)
    }
}

impl<const N: usize> Write<N> for PartsWriter<N> {
    fn publish(&mut self, value: &[u64; N]) {
        self.0.publish(value);
    }

    #[inline(always)]
    fn update(&mut self, _: &mut [u64; N], index: usize, word: u64) {
        self.0.update_with(|mut words| {
            *words.at(index).expect("as many words") = word;
        });
    }
}
