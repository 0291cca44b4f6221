//! Where output goes, which says in its errors what could not be written.

use std::fmt::Display;
use std::io::{self, Write};

/// A file or the standard output, and what it is called.
pub(crate) struct Output<W, N> {
    inner: W,
    name: N,
}

impl<W, N: Display> Output<W, N> {
    pub(crate) fn new(inner: W, name: N) -> Self {
        Self { inner, name }
    }

    fn named(&self, error: &io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("cannot write {}: {error}", self.name))
    }
}

impl<W: Write, N: Display> Write for Output<W, N> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes).map_err(|error| self.named(&error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush().map_err(|error| self.named(&error))
    }
}
