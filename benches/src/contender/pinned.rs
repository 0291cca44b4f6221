//! This library's pins: the value is lent where it is, and stays as it is until it is given back.

#![allow(
    unsafe_code,
    reason = "a program that pins says that it trusts the writer"
)]

use shm_typed::{SharedRef, TrustedRef};

use super::ours::{ReadInto, Writer};
use super::{Contender, Read, Role};
use crate::Outcome;
use crate::job::Job;

/// As the tables call it.
pub const NAME: &str = "shm-typed, pinned";

/// `pin`, a look, and the end of the pin.
pub struct Pin;

pub struct Reader<const N: usize>(TrustedRef<[u64; N]>);

impl<const N: usize> Contender<N> for Pin {
    const NAME: &'static str = NAME;
    const ROLE: Role = Role::Ours;
    const WRITES: bool = false;
    const ONLY: Option<&'static [Job]> = Some(&[Job::Read, Job::Sum, Job::Field, Job::Fields]);
    type Writer = Writer<N>;
    type Reader = Reader<N>;

    fn create(name: &str) -> Outcome<Writer<N>> {
        ReadInto::create(name)
    }

    fn open(name: &str) -> Outcome<Reader<N>> {
        let reader = SharedRef::open(name)?;
        // SAFETY: only this run knows the name; it opens the object by this library only, and does not
        // fork while a value is pinned.
        Ok(Reader(unsafe { reader.trust_writer() }?))
    }
}

impl<const N: usize> Read<N> for Reader<N> {
    #[inline(always)]
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        look(&self.0.pin())
    }
}
