//! What a reader can know of the writer.

use core::sync::atomic::Ordering::Relaxed;
use core::time::Duration;

use super::attach::Attached;
use super::lifecycle::Lifecycle;
use super::region::Region;
use crate::error::Cause;
use crate::os;

/// Whether, and how, the writer of an object goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WriterState {
    /// It lives: the kernel sees its lock.
    Live,
    /// It lives, and the [period](crate::WriterOptions::period) in which it promised to publish is
    /// over.
    Stalled,
    /// It was killed, or ended without dropping its box. The object waits for a new writer, unless it is
    /// [anonymous](crate::SharedBox::anonymous), which has no second one. (For the
    /// rare case in which that is not so, see [`is_alive`](WriterStatus::is_alive).)
    Dead,
    /// It has ended in good order.
    Closed,
    /// A new object was put under the name by [`replace`](crate::SharedBox::replace).
    Superseded,
    /// No name leads to the object any more, and the writer has not said why: somebody removed it by
    /// hand, or a `replace` was killed before it could say so. A writer may still live;
    /// [`WriterStatus::is_alive`] tells.
    Orphaned,
}

/// What [`SharedRef::writer`](crate::SharedRef::writer) found out: as of then, and not kept up.
///
/// ```
/// use shm_typed::{SharedBox, SharedRef, WriterState};
/// # let name = &format!("shm-typed-doc-status-{}", std::process::id());
///
/// let _writer = SharedBox::create(name, 1_u64)?;
/// let status = SharedRef::<u64>::open(name)?.writer()?;
/// assert_eq!((status.state(), status.is_alive()), (WriterState::Live, true));
/// assert_eq!(status.generation(), 1);
/// assert_eq!(status.value_age(), None, "this writer does not keep the time");
/// # Ok::<(), shm_typed::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriterStatus {
    state: WriterState,
    is_alive: bool,
    pid: Option<u32>,
    since: Option<Duration>,
    value_age: Option<Duration>,
    generation: u64,
}

impl WriterStatus {
    /// In one word.
    #[must_use]
    pub fn state(&self) -> WriterState {
        self.state
    }

    /// Whether a process holds the writer's lock on this object: the kernel's word, which no process
    /// can forge without being allowed to write the object.
    ///
    /// It can be hidden: whoever may read an object that a killed writer has left can keep its next
    /// writer from showing this sign. And a child that the writer has forked keeps it up until it ends
    /// or executes another program, if the writer is killed.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        self.is_alive
    }

    /// The number of the last process that was the writer, as that process calls itself; for people
    /// to read. In another PID namespace it means nothing.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.pid
    }

    /// How long ago the last writer began to be it, on `CLOCK_MONOTONIC`, which stands still while
    /// the machine is suspended. In another time namespace it is off by the difference of the clocks.
    #[must_use]
    pub fn since(&self) -> Option<Duration> {
        self.since
    }

    /// How long ago the value was published, if the writer keeps
    /// [that time](crate::WriterOptions::publish_time), on `CLOCK_MONOTONIC` as
    /// [`since`](Self::since). The time is stored after the value: while a publish goes on, it may be
    /// that of the value before.
    #[must_use]
    pub fn value_age(&self) -> Option<Duration> {
        self.value_age
    }

    /// Which incarnation of the object this is; see
    /// [`SharedRef::generation`](crate::SharedRef::generation).
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }
}

/// Asks the kernel and the object.
pub(super) fn ask(attached: &Attached, region: &Region) -> Result<WriterStatus, Cause> {
    let is_alive = os::beacon::writer_lives(&attached.object)?;
    // What has no name loses none.
    let is_linked = attached.is_anonymous() || attached.object.is_linked()?;
    let now = os::process::monotonic_ns();
    let ago = |then: u64| (then != 0).then(|| Duration::from_nanos(now.saturating_sub(then)));

    let pid = region.writer_pid().load(Relaxed);
    let value_age = ago(region.published_at().load(Relaxed));
    let period = region.period().load(Relaxed);
    let is_late = period != 0 && value_age.is_some_and(|age| age > Duration::from_nanos(period));
    // With the end of a writer its last value is visible.
    let state = match region.lifecycle_now() {
        Lifecycle::Closed => WriterState::Closed,
        Lifecycle::Superseded => WriterState::Superseded,
        Lifecycle::Ready if !is_linked => WriterState::Orphaned,
        Lifecycle::Ready if !is_alive => WriterState::Dead,
        Lifecycle::Ready if is_late => WriterState::Stalled,
        Lifecycle::Ready => WriterState::Live,
    };
    Ok(WriterStatus {
        state,
        is_alive,
        pid: (pid != 0).then_some(pid),
        since: ago(region.writer_since().load(Relaxed)),
        value_age,
        generation: attached.generation(),
    })
}
