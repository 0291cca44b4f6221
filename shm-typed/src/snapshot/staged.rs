//! A change by parts that is published by a word, and not by its end.

use core::fmt;
use core::ops::Deref;

use super::SharedBox;
use crate::view::{ViewMut, Viewed};

/// A change of some fields of a large value, which nobody sees before it is [published](Self::publish).
///
/// Made by [`SharedBox::stage`]. It derefs to the value as it is with the change so far. Dropped without
/// `publish`, be it by `?`, by an early `return` or by a panic, it publishes nothing, and the box's value is again
/// what was published last; to find that again the box copies the whole value once, when somebody next looks at
/// it. One that is leaked ([`core::mem::forget`]) publishes nothing; its changes, which only the writer sees, go
/// out with the next `update`, `update_with`, `write` or `stage`; a [`publish`](SharedBox::publish) discards them.
///
/// ```
/// use shm_typed::{Shared, SharedBox, SharedRef};
/// # let name = &format!("shm-typed-doc-staged-{}", std::process::id());
///
/// #[derive(Clone, Copy, Shared)]
/// #[repr(C)]
/// struct Limits {
///     speed: u32,
///     steps: [u32; 100_000],
/// }
///
/// fn set(limits: &mut SharedBox<Limits>, speed: &str, step: &str) -> Result<(), std::num::ParseIntError> {
///     let mut change = limits.stage();
///     *change.view().speed() = speed.parse()?;
///     if let Some(first) = change.view().steps().at(0) {
///         *first = step.parse()?;
///     }
///     change.publish();
///     Ok(())
/// }
///
/// let mut limits = SharedBox::<Limits>::create_with(name, |_| ())?;
/// let reader = SharedRef::<Limits>::open(name)?;
///
/// assert!(set(&mut limits, "130", "fast").is_err());
/// assert_eq!((limits.speed, limits.version()), (0, 1), "nothing was published, and nothing is left of it");
///
/// assert!(set(&mut limits, "130", "5").is_ok());
/// assert_eq!(reader.read_with(|v| (v.speed(), v.steps().at(0))), (130, Some(5)));
/// # Ok::<(), shm_typed::Error>(())
/// ```
#[must_use = "a change that is dropped is undone: call `publish`"]
pub struct Staged<'a, T: Viewed> {
    owner: &'a mut SharedBox<T>,
    /// Whether parts were lent, and neither published nor undone.
    begun: bool,
}

impl<'a, T: Viewed> Staged<'a, T> {
    pub(super) const fn new(owner: &'a mut SharedBox<T>) -> Self {
        Self {
            owner,
            begun: false,
        }
    }

    /// A [`ViewMut`], with a method for each field that lends `&mut` to it.
    ///
    /// May be asked for as often as is convenient: all of it is one change.
    ///
    /// # Panics
    ///
    /// As [`SharedBox`] says of forked children.
    ///
    /// ```
    /// use shm_typed::SharedBox;
    /// # let name = &format!("shm-typed-doc-staged-view-{}", std::process::id());
    ///
    /// let mut table = SharedBox::create(name, [0_u64; 1000])?;
    /// let mut change = table.stage();
    /// if let Some(some) = change.view().range(2..4) {
    ///     some.fill(7);
    /// }
    /// assert_eq!(change[1..5], [0, 7, 7, 0]);
    /// change.publish();
    /// assert_eq!((table[3], table.version()), (7, 2));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn view(&mut self) -> ViewMut<'_, T> {
        self.begin();
        self.owner.lend()
    }

    /// Publishes the change as the next version, even if it is none.
    ///
    /// # Panics
    ///
    /// In a forked child of the process that made the box.
    ///
    /// ```
    /// use shm_typed::SharedBox;
    /// # let name = &format!("shm-typed-doc-staged-publish-{}", std::process::id());
    ///
    /// let mut table = SharedBox::create(name, [0_u64; 1000])?;
    /// table.stage().publish();
    /// assert_eq!(table.version(), 2, "say, to tell the readers that the writer is there");
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn publish(mut self) {
        self.begin();
        self.owner.publish_lent();
        self.begun = false;
    }

    #[inline]
    fn begin(&mut self) {
        if !self.begun {
            self.owner.begin_lending();
            self.begun = true;
        }
    }
}

impl<T: Viewed> Deref for Staged<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.owner
    }
}

impl<T: Viewed> Drop for Staged<'_, T> {
    #[inline]
    fn drop(&mut self) {
        if self.begun {
            self.owner.undo();
        }
    }
}

impl<T: Viewed + fmt::Debug> fmt::Debug for Staged<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Staged").field(&**self).finish()
    }
}
