//! Several objects at once: a thread for each, which all report to one channel.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use shm_typed::ErrorKind;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::follow::{Event, Follow};
use crate::place::Place;
use crate::which::Which;

/// What comes out of the channel.
pub(crate) enum Message<T> {
    /// Something was seen.
    News(T),
    /// Of one of the objects nothing will come any more: it has no name that another could take.
    Ended,
    /// Nobody reads the output any more.
    Unread,
    /// Nothing more can be told.
    Failed(Failure),
    /// This process was asked to end, by this signal.
    Signal(i32),
}

/// Messages that may wait: a follower whose reports are not taken waits, and then reads the latest
/// value, so a slow terminal costs values and no memory.
const ROOM: usize = 64;

/// The channel.
pub(crate) struct Hub<T> {
    pub(crate) sender: SyncSender<Message<T>>,
    pub(crate) receiver: Receiver<Message<T>>,
}

impl<T: Send + 'static> Hub<T> {
    /// One that nobody reports to yet.
    pub(crate) fn new() -> Self {
        let (sender, receiver) = sync_channel(ROOM);
        Self { sender, receiver }
    }

    /// Opens the objects `names`, and follows each with what `make` makes for it: that turns what is
    /// seen into what is sent, if it is worth sending.
    pub(crate) fn follow<F>(
        &self,
        place: &Place,
        names: &[Which],
        interval: Option<Duration>,
        mut make: impl FnMut(usize, &str) -> F,
    ) -> Result<(), Failure>
    where
        F: FnMut(Event<'_>) -> Result<Option<T>, Failure> + Send + 'static,
    {
        let inspector = place.inspector();
        let mut opened = Vec::new();
        for which in names {
            let object = which.open(&inspector)?;
            // What cannot be understood or read is told at once, and not by an empty screen.
            match object.read() {
                Err(error) if error.kind() != ErrorKind::Lapped => return Err(error.into()),
                _ => opened.push((which, object)),
            }
        }
        for (index, (which, object)) in opened.into_iter().enumerate() {
            let follow = Follow {
                inspector: inspector.clone(),
                which: which.clone(),
                interval,
            };
            let mut turn = make(index, which.called(&object));
            self.spawn(move |sender| {
                follow.run(object, &mut |event| {
                    let message = match turn(event) {
                        Ok(None) => return ControlFlow::Continue(()),
                        Ok(Some(news)) => Message::News(news),
                        Err(failure) => Message::Failed(failure),
                    };
                    match sender.send(message) {
                        Ok(()) => ControlFlow::Continue(()),
                        Err(_) => ControlFlow::Break(()),
                    }
                });
                // If nobody listens any more, nobody misses it.
                let _ = sender.send(Message::Ended);
            })?;
        }
        Ok(())
    }

    /// The next message, waited for until `end`; nothing if that is over. Before it waits, `out` is flushed:
    /// whoever reads it has everything.
    pub(crate) fn next(
        &self,
        out: &mut dyn Write,
        end: Option<Instant>,
    ) -> Result<Option<Message<T>>, Failure> {
        let left = || end.map(|end| end.saturating_duration_since(Instant::now()));
        // What is on its way then is of a later time.
        if left() == Some(Duration::ZERO) {
            return Ok(None);
        }
        if let Ok(message) = self.receiver.try_recv() {
            return Ok(Some(message));
        }
        out.flush()?;
        Ok(match left() {
            Some(left) => self.receiver.recv_timeout(left).ok(),
            None => self.receiver.recv().ok(),
        })
    }

    /// From now on it is told when nobody reads the standard output any more: of objects that do not change there
    /// is nothing to write, by which that would be noticed.
    pub(crate) fn watch_output(&self) -> Result<(), Failure> {
        self.spawn(|sender| {
            let stdout = io::stdout();
            let mut polled = [PollFd::new(&stdout, PollFlags::empty())];
            // Sleeps for good if it is a file. An error is noticed by whoever writes.
            while let Err(Errno::INTR) = poll(&mut polled, None) {}
            if polled
                .iter()
                .any(|polled| polled.revents().intersects(PollFlags::ERR | PollFlags::HUP))
            {
                let _ = sender.send(Message::Unread);
            }
        })
    }

    /// Runs `work` in a thread, whose panic is told instead of leaving a channel on which nothing comes.
    pub(crate) fn spawn(
        &self,
        work: impl FnOnce(&SyncSender<Message<T>>) + Send + 'static,
    ) -> Result<(), Failure> {
        let last = LastWords(self.sender.clone());
        thread::Builder::new().spawn(move || work(&last.0))?;
        Ok(())
    }

    /// From now on the signals that end a process are told instead.
    pub(crate) fn catch_signals(&self) -> Result<(), Failure> {
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
        self.spawn(move |sender| {
            for signal in signals.forever() {
                if sender.send(Message::Signal(signal)).is_err() {
                    return;
                }
            }
        })
    }
}

/// What a thread of the hub holds: it says so if it ends by a panic.
struct LastWords<T>(SyncSender<Message<T>>);

impl<T> Drop for LastWords<T> {
    fn drop(&mut self) {
        if thread::panicking() {
            let failure = Failure::new(Exit::Differs, "a thread of this command has panicked");
            let _ = self.0.send(Message::Failed(failure));
        }
    }
}
