//! A Unix stream socket: the value is sent as a message.

use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};

use super::{Contender, Read, Way, Write, stream};
use crate::{Outcome, payload};

/// A connection, by a name that is in no file system.
pub struct UnixSocket;

/// Accepts at the first message.
pub struct Writer {
    listener: UnixListener,
    connection: Option<UnixStream>,
}

impl Writer {
    fn connection(&mut self) -> &UnixStream {
        let Self {
            listener,
            connection,
        } = self;
        connection.get_or_insert_with(|| listener.accept().expect("a reader comes").0)
    }
}

pub struct Reader<const N: usize>(UnixStream, Box<[u64; N]>);

impl<const N: usize> Contender<N> for UnixSocket {
    const NAME: &'static str = "Unix socket";
    const WAY: Way = Way::Messages;
    type Writer = Writer;
    type Reader = Reader<N>;

    fn create(name: &str) -> Outcome<Writer> {
        let address = SocketAddr::from_abstract_name(name)?;
        Ok(Writer {
            listener: UnixListener::bind_addr(&address)?,
            connection: None,
        })
    }

    fn open(name: &str) -> Outcome<Reader<N>> {
        let address = SocketAddr::from_abstract_name(name)?;
        Ok(Reader(UnixStream::connect_addr(&address)?, payload::of(0)))
    }

    #[inline(always)]
    fn pass<R>(
        writer: &mut Writer,
        reader: &mut Reader<N>,
        value: &[u64; N],
        look: impl FnOnce(&[u64; N]) -> R,
    ) -> R {
        let to = writer.connection();
        stream::pass(to, &reader.0, &value[..], &mut reader.1[..]);
        look(&reader.1)
    }
}

impl<const N: usize> Write<N> for Writer {
    fn publish(&mut self, value: &[u64; N]) {
        stream::send(self.connection(), &value[..]);
    }
}

impl<const N: usize> Read<N> for Reader<N> {
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        stream::receive(&self.0, &mut self.1[..]);
        look(&self.1)
    }
}
