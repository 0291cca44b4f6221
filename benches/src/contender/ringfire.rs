//! ringfire's blackboard: a table of seqlocks, here of one.
//!
//! A reader that meets a writer in the middle of a value gets an error after 100 ms; here it goes on.

use std::path::PathBuf;

use ringfire::blackboard::{BlackboardConsumer, BlackboardProducer};

use super::{Contender, Read, Write};
use crate::Outcome;
use crate::name::DIRECTORY;

/// The only key.
const KEY: usize = 0;

/// A table with one value.
pub struct Blackboard;

pub struct Writer<const N: usize>(BlackboardProducer<[u64; N]>);

pub struct Reader<const N: usize>(BlackboardConsumer<[u64; N]>);

fn path(name: &str) -> PathBuf {
    PathBuf::from(DIRECTORY).join(name)
}

impl<const N: usize> Contender<N> for Blackboard {
    const NAME: &'static str = "ringfire blackboard";
    type Writer = Writer<N>;
    type Reader = Reader<N>;

    fn create(name: &str) -> Outcome<Writer<N>> {
        Ok(Writer(BlackboardProducer::create(path(name), 1)?))
    }

    fn open(name: &str) -> Outcome<Reader<N>> {
        Ok(Reader(BlackboardConsumer::attach(path(name))?))
    }
}

impl<const N: usize> Write<N> for Writer<N> {
    #[inline(always)]
    fn publish(&mut self, value: &[u64; N]) {
        self.0.write(KEY, value).expect("the key is in the table");
    }
}

impl<const N: usize> Read<N> for Reader<N> {
    #[inline(always)]
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        loop {
            if let Ok(Some(value)) = self.0.read(KEY) {
                break look(&value);
            }
        }
    }
}
