//! Waiting for the next value.

use core::cell::Cell;
use core::sync::atomic::Ordering::{Acquire, Relaxed};
use core::time::Duration;
use std::time::Instant;

use super::attach::{Attached, Origin};
use super::lifecycle::Lifecycle;
use super::region::Region;
use crate::layout::header::FLAG_READERS_FENCE;
use crate::os;
use crate::os::futex::Wait;
use crate::sync::snapshot::{Cells, head};
use crate::sync::waiting::wait;

/// Why [`SharedRef::changed`](crate::SharedRef::changed) returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Change {
    /// There is a value that this handle has not read yet.
    Published,
    /// The time is over, and nothing happened.
    TimedOut,
    /// The writer has ended in good order. Its last value was read already.
    Closed,
    /// Nothing will come any more, and nobody said so: no name leads to the object, and no writer
    /// lives. Its writer was killed and the object then [removed](crate::remove), or a
    /// [`replace`](crate::SharedBox::replace) was killed right after its rename; try
    /// [`reopen`](crate::SharedRef::reopen). Told half a second late at most.
    Orphaned,
    /// A new object has taken the name; [`reopen`](crate::SharedRef::reopen) leads to it.
    Superseded,
}

/// Whoever sleeps with a table looks again after this time by itself: for the case that the writer
/// was killed between publishing and waking.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// Without a table nobody wakes a reader, so it looks again after this time.
const STEP: Duration = Duration::from_millis(10);

/// Waits until `head` is no longer the word `seen`, the object ends or is orphaned, or `timeout` is over.
pub(super) fn changed(
    attached: &Attached,
    origin: &Origin,
    region: &Region,
    seen: u64,
    timeout: Duration,
) -> Change {
    let deadline = Instant::now().checked_add(timeout);
    // How many looks in a row found the object without a name and without a writer. One may fall
    // between the rename of a `replace` and its word on it.
    let mut orphaned = 0;
    loop {
        // Before `head`: a publish after this one changes the event again, and the kernel sees it.
        let event = region.event().load(Acquire);
        let current = head(region);
        if current.word() != seen {
            return Change::Published;
        }
        // Acquire: pairs with the end of the writer; its last value would be seen above next time.
        match Lifecycle::of(region.lifecycle().load(Acquire)) {
            Lifecycle::Ready => {}
            ended => {
                // The last value may have come between the two looks.
                if head(region).word() != seen {
                    return Change::Published;
                }
                return match ended {
                    Lifecycle::Superseded => Change::Superseded,
                    _ => Change::Closed,
                };
            }
        }
        let left = match deadline {
            Some(deadline) => deadline.saturating_duration_since(Instant::now()),
            None => Duration::MAX,
        };
        if left.is_zero() {
            return Change::TimedOut;
        }
        let slept = sleep(
            attached,
            origin,
            region,
            event,
            seen,
            current.version(),
            left,
        );
        if slept != Some(Wait::TimedOut) || !is_orphaned(attached) {
            orphaned = 0;
        } else {
            orphaned += 1;
            // Whatever the dead writer did last is seen by now.
            if orphaned > 1
                && head(region).word() == seen
                && Lifecycle::of(region.lifecycle().load(Acquire)) == Lifecycle::Ready
            {
                return Change::Orphaned;
            }
        }
    }
}

/// Whether nobody can publish in the object any more: it has no name to be taken over by.
fn is_orphaned(attached: &Attached) -> bool {
    // If the kernel refuses to answer, nothing is known.
    matches!(attached.object.is_linked(), Ok(false))
        && matches!(os::beacon::writer_lives(&attached.object), Ok(false))
}

/// Sleeps once: until woken, or for the time after which a sleeper looks again. `None` if there was
/// no need.
fn sleep(
    attached: &Attached,
    origin: &Origin,
    region: &Region,
    event: u32,
    seen: u64,
    version: u64,
    left: Duration,
) -> Option<Wait> {
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
    let is_over = || head(region).word() != seen;
    wait(waiting, version, remote, is_over, || {
        let relies = region.writer_flags().load(Relaxed) & FLAG_READERS_FENCE != 0;
        doze(if relies && !fenced.get() {
            STEP
        } else {
            LOOK_AGAIN
        })
    })
}
