//! A pipe with a name: the value is sent as a message.

use std::fs::{File, OpenOptions};

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::{Contender, Read, Way, Write, stream};
use crate::name::DIRECTORY;
use crate::{Outcome, payload};

/// A fifo.
pub struct Pipe;

pub struct Writer(File, String);

pub struct Reader<const N: usize>(File, Box<[u64; N]>);

impl<const N: usize> Contender<N> for Pipe {
    const NAME: &'static str = "pipe";
    const WAY: Way = Way::Messages;
    type Writer = Writer;
    type Reader = Reader<N>;

    fn create(name: &str) -> Outcome<Writer> {
        let path = format!("{DIRECTORY}/{name}");
        mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)?;
        // For reading too: so it opens before there is a reader.
        let file = OpenOptions::new().read(true).write(true).open(&path)?;
        Ok(Writer(file, path))
    }

    fn open(name: &str) -> Outcome<Reader<N>> {
        let file = File::open(format!("{DIRECTORY}/{name}"))?;
        Ok(Reader(file, payload::of(0)))
    }

    #[inline(always)]
    fn pass<R>(
        writer: &mut Writer,
        reader: &mut Reader<N>,
        value: &[u64; N],
        look: impl FnOnce(&[u64; N]) -> R,
    ) -> R {
        stream::pass(&writer.0, &reader.0, &value[..], &mut reader.1[..]);
        look(&reader.1)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.1);
    }
}

impl<const N: usize> Write<N> for Writer {
    fn publish(&mut self, value: &[u64; N]) {
        stream::send(&self.0, &value[..]);
    }
}

impl<const N: usize> Read<N> for Reader<N> {
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        stream::receive(&self.0, &mut self.1[..]);
        look(&self.1)
    }
}
