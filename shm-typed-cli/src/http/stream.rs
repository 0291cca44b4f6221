//! A connection that has so much time and no more.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// Reads and writes until the time is over, however often a byte comes through.
#[derive(Debug)]
pub(super) struct Timed<'a> {
    connection: &'a TcpStream,
    deadline: Instant,
}

/// What a scraper may still send after its answer, so that closing does not take the answer from it.
const REST: usize = 64 << 10;

impl<'a> Timed<'a> {
    pub(super) fn new(connection: &'a TcpStream, time: Duration) -> Self {
        Self {
            connection,
            deadline: Instant::now() + time,
        }
    }

    fn left(&self) -> io::Result<Duration> {
        match self.deadline.checked_duration_since(Instant::now()) {
            Some(left) if !left.is_zero() => Ok(left),
            _ => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    /// Says that nothing more comes, and waits until the other side has read it all.
    pub(super) fn end(&mut self) {
        let _ = self.connection.shutdown(Shutdown::Write);
        let mut rest = [0; 1024];
        for _ in 0..REST / rest.len() {
            match self.read(&mut rest) {
                Ok(read) if read > 0 => {}
                _ => return,
            }
        }
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.connection.set_read_timeout(Some(self.left()?))?;
        (&mut &*self.connection).read(into)
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.connection.set_write_timeout(Some(self.left()?))?;
        (&mut &*self.connection).write(from)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
