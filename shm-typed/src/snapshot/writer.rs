//! The untyped half of the writer: its claim, its mapping, and the end of its object.

#![allow(
    unsafe_code,
    reason = "promises the typed half that the mapping is writable"
)]

use core::sync::atomic::Ordering::{Relaxed, Release};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use super::attach::Attached;
use super::lifecycle::Lifecycle;
use super::region::Region;
use super::slots::Slots;
use super::table::Table;
use crate::fault;
use crate::layout::Shared;
use crate::object::OnDrop;
use crate::os::beacon::Beacon;
use crate::os::fork::Era;
use crate::os::{self, Claim, Directory};
use crate::sync::behind::Behind;
use crate::sync::pins;
use crate::sync::snapshot::{Cells, Publisher};
use crate::sync::waiting::{Barrier, may_sleep, wake};

/// The one writer of one object.
///
/// # Invariants
///
/// - **W1** `attached` is mapped writable, and `region` leads into it.
/// - **W2** `home` has the claim, which is held, so no other `Writer` of this name exists on this host;
///   or the object is sealed, so no other mapping of it can be written.
#[derive(Debug)]
pub(super) struct Writer {
    publisher: Publisher,
    region: Region,
    era: Era,
    publish_time: bool,
    on_drop: OnDrop,
    table: Option<Table>,
    tidying: pins::Round,
    barrier: Barrier,
    /// Whether a publish asks for no time and runs no barrier.
    is_plain: bool,
    // Dropped in this order: the beacon goes out, the mapping goes, the claim is let go last.
    _beacon: Option<Beacon>,
    attached: Attached,
    home: Home,
}

/// Where an object is found.
#[derive(Debug)]
pub(super) enum Home {
    /// Under its name.
    Named { directory: Directory, _claim: Claim },
    /// By this descriptor, which is of a read-only description of its own.
    Anonymous { for_readers: OwnedFd },
}

/// What a writer is made of.
pub(super) struct Parts {
    pub(super) publisher: Publisher,
    pub(super) attached: Attached,
    pub(super) home: Home,
    pub(super) beacon: Option<Beacon>,
    pub(super) table: Option<Table>,
    pub(super) barrier: Barrier,
    pub(super) publish_time: bool,
    pub(super) on_drop: OnDrop,
}

impl Writer {
    /// Puts the parts together. `attached` is mapped writable.
    pub(super) fn new(parts: Parts) -> Self {
        let Parts {
            publisher,
            attached,
            home,
            beacon,
            table,
            barrier,
            publish_time,
            on_drop,
        } = parts;
        let region = attached.region();
        let mut writer = Self {
            publisher,
            region,
            era: Era::now(),
            publish_time,
            on_drop,
            table,
            tidying: pins::Round::default(),
            barrier,
            is_plain: barrier == Barrier::Remote && !publish_time,
            _beacon: beacon,
            attached,
            home,
        };
        // Before the first publish. What a reader looked at before it pinned, the flags of this
        // writer among it, is ordered by a fence here too.
        Barrier::Here.pass();
        writer.pass_by();
        writer
    }

    /// Refuses to go on in a forked child, where the mapping is not.
    ///
    /// # Panics
    ///
    /// In a forked child of the process that became the writer.
    #[inline(always)]
    pub(super) fn require_here(&self) {
        assert!(
            self.is_here(),
            "a forked child cannot use its parent's `SharedBox`, whose object is not mapped here: create the \
             box after the fork, or read the object with `SharedRef`"
        );
    }

    /// Publishes `value` in `slots`, which lead into this writer's object.
    ///
    /// # Panics
    ///
    /// As [`require_here`](Self::require_here).
    #[inline(always)]
    pub(super) fn publish<T: Shared>(&mut self, slots: &Slots<T>, value: &T) {
        // The last thing is a call, here and in `published`: it then costs no registers where it is not made.
        if !self.era.is_surely_now() {
            return self.publish_if_here(slots, value);
        }
        // SAFETY: W1: the slots are those of a mapping made for writing.
        unsafe { slots.publish(&mut self.publisher, value) };
        self.published();
    }

    #[cold]
    #[inline(never)]
    fn publish_if_here<T: Shared>(&mut self, slots: &Slots<T>, value: &T) {
        self.require_here();
        // SAFETY: W1: the slots are those of a mapping made for writing.
        unsafe { slots.publish(&mut self.publisher, value) };
        self.published();
    }

    /// As [`publish`](Self::publish), by storing only the parts in which the next slot is `behind`.
    ///
    /// # Panics
    ///
    /// As [`require_here`](Self::require_here).
    pub(super) fn publish_parts<T: Shared>(
        &mut self,
        slots: &Slots<T>,
        value: &T,
        behind: &mut Behind,
    ) {
        self.require_here();
        // SAFETY: W1: the slots are those of a mapping made for writing.
        unsafe { slots.publish_parts(&mut self.publisher, value, behind) };
        self.published();
    }

    /// What follows a publish: the time of it, the choice of the next slot, and the wakes.
    #[inline(always)]
    fn published(&mut self) {
        if !self.is_plain {
            return self.published_slowly();
        }
        Barrier::Remote.pass();
        // One branch for both.
        if let Some(table) = &self.table
            && (pins::may_be_held(table) | may_sleep(table.waiting()))
        {
            self.attend();
        }
    }

    /// The same with the time, or with a barrier of its own.
    #[inline(never)]
    fn published_slowly(&mut self) {
        if self.publish_time {
            // Relaxed: for display.
            self.region
                .published_at()
                .store(os::process::monotonic_ns(), Relaxed);
        }
        if let Some(table) = &self.table {
            self.barrier.pass();
            if pins::may_be_held(table) || may_sleep(table.waiting()) {
                self.attend();
            }
        }
    }

    /// What a publish owes to readers: passes slots by that they hold, and wakes them.
    // Out of line: a publish that nobody pins under or waits for is not to pay for its registers.
    #[inline(never)]
    fn attend(&mut self) {
        self.pass_by();
        let Some(table) = &self.table else { return };
        wake(table.waiting(), self.version(), || {
            // There is nobody to tell that the kernel could not wake anybody; sleepers look again
            // by themselves.
            let _ = os::futex::wake_all(self.region.event());
        });
    }

    /// Passes slots by that readers hold. (W4, behind the barrier of K1 and Q1.)
    fn pass_by(&mut self) {
        let Some(table) = &self.table else { return };
        let (current, slots) = (self.publisher.current(), self.region.slots());
        let is_owned = |cell| table.is_owned(cell);
        if let Some(held) = pins::held(table, current, slots, &mut self.tidying, is_owned) {
            self.publisher.avoid(&self.region, &held);
        }
    }

    /// The version that was published last.
    #[inline]
    pub(super) fn version(&self) -> u64 {
        self.publisher.current().version()
    }

    pub(super) fn name(&self) -> &str {
        self.attached.name()
    }

    /// What is handed to the readers of an anonymous object.
    pub(super) fn for_readers(&self) -> Option<BorrowedFd<'_>> {
        match &self.home {
            Home::Named { .. } => None,
            Home::Anonymous { for_readers } => Some(for_readers.as_fd()),
        }
    }

    /// Whether this is the process that became the writer, and not a child that it forked.
    #[inline(always)]
    fn is_here(&self) -> bool {
        self.era.is_now()
    }

    pub(super) fn generation(&self) -> u64 {
        self.attached.generation()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // In a forked child nothing of this is ours, and the mapping is not even there.
        if !self.is_here() {
            return;
        }
        end(&self.region, Lifecycle::Closed);
        if let Home::Named { directory, .. } = &self.home
            && self.on_drop == OnDrop::Unlink
        {
            // Only if the name is still this object's. A failure leaves a closed object behind,
            // which the next writer takes over.
            let identity = self.attached.object.identity();
            let _ = os::unlink_if_same(directory, self.attached.name.object(), identity);
            fault::point("close.unlinked");
            if let Some(table) = &self.table {
                table.unlink(directory, &self.attached.name);
                fault::point("close.table");
            }
        }
    }
}

/// Says how the object ended, and wakes everybody.
pub(super) fn end(region: &Region, how: Lifecycle) {
    // Release: whoever sees the end sees the last value.
    fault::point("end.begun");
    region.lifecycle().store(how.word(), Release);
    fault::point("end.marked");
    // A sleeper on the last version sees another event, and looks.
    region.event().fetch_xor(1 << 31, Release);
    fault::point("end.event");
    let _ = os::futex::wake_all(region.event());
    fault::point("end.woken");
}
