//! The guard that publishes when it goes out of scope.

use core::fmt;
use core::ops::{Deref, DerefMut};
use std::thread;

use super::SharedBox;
use crate::layout::Shared;

/// `&mut T` to the value of a [`SharedBox`], published when it goes out of scope.
///
/// Made by [`SharedBox::write`]. Readers see nothing of the changes until then, and then all of
/// them. If it was never dereferenced mutably, or is dropped by a panic, nothing is published.
/// One that is leaked ([`core::mem::forget`]) publishes nothing; its changes, which only the
/// writer sees, go out with the next `update` or `write`; a [`publish`](SharedBox::publish) discards
/// them.
///
/// ```
/// use shm_typed::SharedBox;
/// # let name = &format!("shm-typed-doc-guard-{}", std::process::id());
///
/// let mut speed = SharedBox::create(name, 0.0_f64)?;
/// *speed.write() = 3000.0;
/// assert_eq!((*speed, speed.version()), (3000.0, 2));
///
/// let unused = speed.write();
/// assert_eq!(*unused, 3000.0);
/// drop(unused);
/// assert_eq!(speed.version(), 2, "only looked at");
/// # Ok::<(), shm_typed::Error>(())
/// ```
#[must_use = "a guard that is dropped at once changes nothing"]
pub struct WriteGuard<'a, T: Shared> {
    owner: &'a mut SharedBox<T>,
    /// Whether somebody had `&mut T`.
    changed: bool,
    /// Whether the thread was unwinding already when the guard was made.
    unwinding: bool,
}

impl<'a, T: Shared> WriteGuard<'a, T> {
    #[inline]
    pub(super) fn new(owner: &'a mut SharedBox<T>) -> Self {
        Self {
            owner,
            changed: false,
            unwinding: thread::panicking(),
        }
    }
}

impl<T: Shared> Deref for WriteGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.owner
    }
}

impl<T: Shared> DerefMut for WriteGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        self.changed = true;
        self.owner.value_mut()
    }
}

impl<T: Shared> Drop for WriteGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if !self.changed {
            return;
        }
        if thread::panicking() && !self.unwinding {
            self.owner.undo();
        } else {
            self.owner.publish_value();
        }
    }
}

impl<T: Shared + fmt::Debug> fmt::Debug for WriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WriteGuard").field(&**self).finish()
    }
}
