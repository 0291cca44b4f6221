//! Waiting for the next value.

use core::cell::Cell;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};
use core::time::Duration;
use std::time::Instant;

use super::attach::{Attached, Origin};
use super::lifecycle::Lifecycle;
use super::region::Region;
use crate::layout::header::FLAG_READERS_FENCE;
use crate::os::futex::Wait;
use crate::os::{self, Identity};
use crate::sync::snapshot::{Cells, Head, head};
use crate::sync::waiting::wait;

/// Why [`SharedRef::changed`](crate::SharedRef::changed) returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Change {
    /// There is a value that this handle has not read yet.
    Published,
    /// The time is over, and nothing happened.
    TimedOut,
    /// The writer has ended in good order, and its last value was read already. Told once: after it
    /// a handle waits for what comes next.
    Closed,
    /// Nothing will come any more, and nobody said so: no name leads to the object, and no writer
    /// lives. Its writer was killed and the object then [removed](crate::remove), or a
    /// [`replace`](crate::SharedBox::replace) was killed right after its rename; try
    /// [`reopen`](crate::SharedRef::reopen). Or the writer of an [anonymous](crate::SharedBox::anonymous)
    /// object was killed. Told a quarter to half a second late, and only to a wait that lasts as long.
    Orphaned,
    /// A new object has taken the name; [`reopen`](crate::SharedRef::reopen) leads to it. Told at
    /// once after a [`replace`](crate::SharedBox::replace), and within 250 ms when a writer that had
    /// ended has started again; and again as long as the handle is not reopened.
    Superseded,
}

/// Whoever sleeps with a table looks again after this time by itself: for the case that the writer
/// was killed between publishing and waking.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Without a table nobody wakes a reader, so it looks again after this time.
const STEP: Duration = Duration::from_millis(10);

/// What one handle has been given.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// The `version << 8 | slot` word of the value that it read last; 0 if none.
    pub(super) head: AtomicU64,
    /// The version and the lifecycle word of the last end that it was told; 0 if none.
    end: AtomicU64,
}

impl Seen {
    /// Whether this end is news; it is not the next time.
    fn end_is_news(&self, version: u64, how: Lifecycle) -> bool {
        let end = version << 8 | u64::from(how.word());
        self.end.swap(end, Relaxed) != end
    }
}

impl Clone for Seen {
    fn clone(&self) -> Self {
        Self {
            head: AtomicU64::new(self.head.load(Relaxed)),
            end: AtomicU64::new(self.end.load(Relaxed)),
        }
    }
}

/// What there was when there was nothing new.
#[derive(Clone, Copy, Debug)]
pub(super) struct Still {
    event: u32,
    head: Head,
}

/// Whether there is a value that was not seen, or an end that was not told.
pub(super) fn look(region: &Region, seen: &Seen) -> Result<Change, Still> {
    // Before `head`: a publish after this one changes the event again, and the kernel sees it.
    let event = region.event_now();
    // With the end of the writer its last value is seen below.
    let lifecycle = region.lifecycle_now();
    let head = head(region);
    if head.word() != seen.head.load(Relaxed) {
        return Ok(Change::Published);
    }
    let end = match lifecycle {
        Lifecycle::Ready => None,
        Lifecycle::Closed => Some(Change::Closed),
        Lifecycle::Superseded => Some(Change::Superseded),
    };
    match end {
        Some(end) if seen.end_is_news(head.version(), lifecycle) => Ok(end),
        _ => Err(Still { event, head }),
    }
}

/// Until when a wait may last; `None` for ever.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline(Option<Instant>);

impl Deadline {
    /// `timeout` from now.
    pub(super) fn after(timeout: Duration) -> Self {
        Self(Instant::now().checked_add(timeout))
    }

    /// What is left of it; `None` if it is over.
    pub(super) fn left(self) -> Option<Duration> {
        let left = match self.0 {
            Some(end) => end.saturating_duration_since(Instant::now()),
            None => Duration::MAX,
        };
        (!left.is_zero()).then_some(left)
    }
}

/// Waits until there is something new, or `timeout` is over.
pub(super) fn changed(
    attached: &Attached,
    origin: &Origin,
    region: &Region,
    seen: &Seen,
    timeout: Duration,
) -> Change {
    let deadline = Deadline::after(timeout);
    let mut orphan = Orphan::default();
    loop {
        let still = match look(region, seen) {
            Ok(change) => return change,
            Err(still) => still,
        };
        let Some(left) = deadline.left() else {
            return over(attached, origin, region, seen);
        };
        let slept = sleep(attached, origin, region, still, left);
        if orphan.is_certain(attached, region, still, slept) {
            return Change::Orphaned;
        }
        if slept == Some(Wait::TimedOut)
            && let Some(change) = succeeded(attached, origin, region, seen)
        {
            return change;
        }
    }
}

/// What a wait says whose time is over: one that never slept has not looked for a successor yet.
pub(super) fn over(attached: &Attached, origin: &Origin, region: &Region, seen: &Seen) -> Change {
    succeeded(attached, origin, region, seen).unwrap_or(Change::TimedOut)
}

/// What there is to tell if another object has taken the name. The old one's last value and end come first, if
/// they have come since the last look.
pub(super) fn succeeded(
    attached: &Attached,
    origin: &Origin,
    region: &Region,
    seen: &Seen,
) -> Option<Change> {
    has_successor(attached, origin, region)
        .then(|| look(region, seen).unwrap_or(Change::Superseded))
}

/// Whether, behind an end that was told, another object has taken the name: that of a writer that
/// started again, say.
fn has_successor(attached: &Attached, origin: &Origin, region: &Region) -> bool {
    !attached.is_anonymous()
        && region.lifecycle_now() != Lifecycle::Ready
        && matches!(attached.object.is_linked(), Ok(false))
        && origin
            .open_directory()
            .is_ok_and(|directory| Identity::at(&directory, attached.name.object()).is_ok())
}

/// Whether an object is past all hope, which takes two looks some time apart.
#[derive(Debug, Default)]
pub(super) struct Orphan {
    /// Since when every look has found the object without a name and without a writer. One alone
    /// may fall between the rename of a `replace` and its word on the old object.
    since: Option<Instant>,
}

impl Orphan {
    /// Whether nothing will come any more, after a sleep that ended as `slept` and with nothing new
    /// since `still`.
    pub(super) fn is_certain(
        &mut self,
        attached: &Attached,
        region: &Region,
        still: Still,
        slept: Option<Wait>,
    ) -> bool {
        // If the kernel refuses to answer, nothing is known.
        let is_orphaned = slept == Some(Wait::TimedOut)
            && matches!(attached.object.is_linked(), Ok(false))
            && matches!(os::beacon::writer_lives(&attached.object), Ok(false));
        let since = is_orphaned.then(|| *self.since.get_or_insert_with(Instant::now));
        self.since = since;
        // Whatever the dead writer did last is seen by now.
        since.is_some_and(|since| since.elapsed() >= LOOK_AGAIN)
            && head(region) == still.head
            && region.lifecycle_now() == Lifecycle::Ready
    }
}

/// Sleeps once: until woken, or for the time after which a sleeper looks again, or for `left`.
/// `None` if there was no need.
pub(super) fn sleep(
    attached: &Attached,
    origin: &Origin,
    region: &Region,
    still: Still,
    left: Duration,
) -> Option<Wait> {
    let Still {
        event,
        head: current,
    } = still;
    let doze = |most: Duration| {
        os::futex::wait(region.event(), event, Some(left.min(most))).unwrap_or_else(|_| {
            // A kernel that knows no futex here still has a clock.
            std::thread::sleep(left.min(STEP));
            Wait::TimedOut
        })
    };
    let Some(waiting) = attached
        .table(origin)
        .and_then(|table| table.waiting_here())
    else {
        return Some(doze(STEP));
    };
    let fenced = Cell::new(false);
    let remote = || fenced.set(os::membarrier::issue());
    let is_over = || head(region) != current;
    wait(waiting, current.version(), remote, is_over, || {
        let relies = region.writer_flags().load(Relaxed) & FLAG_READERS_FENCE != 0;
        doze(if relies && !fenced.get() {
            STEP
        } else {
            LOOK_AGAIN
        })
    })
}
