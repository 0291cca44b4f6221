//! What a writer does with its box: publishing a value, and changing it.

use super::{OwnCopy, SharedBox, fetch};
use crate::layout::Shared;
use crate::snapshot::guard::WriteGuard;
use crate::snapshot::staged::Staged;
use crate::sync::behind::Changes;
use crate::sync::snapshot::Cells as _;
use crate::view::{Part, ViewMut, Viewed};

impl<T: Shared> SharedBox<T> {
    /// Publishes `value` as the next version.
    ///
    /// Readers that ask from now on get it; those that are in the middle of the old value get that
    /// one whole, or start again with the new one.
    ///
    /// One copy into shared memory, wait-free. No system call, unless a reader is asleep in
    /// [`changed`](crate::SharedRef::changed), who is then woken.
    ///
    /// # Panics
    ///
    /// In a forked child of the process that made the box.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-publish-{}", std::process::id());
    ///
    /// let mut limits = SharedBox::create(name, [1_u32, 2])?;
    /// let reader = SharedRef::<[u32; 2]>::open(name)?;
    ///
    /// limits.publish(&[3, 4]);
    /// assert_eq!(reader.read(), [3, 4]);
    /// assert_eq!(limits.version(), 2);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn publish(&mut self, value: &T) {
        if OwnCopy::<T>::KEPT {
            self.own.keep(value);
        } else if self.own.get().is_some() {
            return self.publish_anew(value);
        }
        self.writer.publish(&self.slots, value);
    }

    /// Publishes `value` where there is a private copy, which is then an old one.
    // Out of line, and the last call: as in `Writer::publish`.
    #[inline(never)]
    fn publish_anew(&mut self, value: &T) {
        self.own.overtake();
        self.writer.publish(&self.slots, value);
    }

    /// Changes the value in place and publishes it when `change` returns; returns what `change`
    /// does.
    ///
    /// If `change` panics nothing is published, and the value is again what was published last.
    ///
    /// ```
    /// use shm_typed::SharedBox;
    /// # let name = &format!("shm-typed-doc-update-{}", std::process::id());
    ///
    /// let mut totals = SharedBox::create(name, [0_u64; 2])?;
    ///
    /// let first = totals.update(|t| {
    ///     t[0] += 7;
    ///     t[0]
    /// });
    /// assert_eq!((first, *totals, totals.version()), (7, [7, 0], 2));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn update<R>(&mut self, change: impl FnOnce(&mut T) -> R) -> R {
        let mut undo = UndoOnPanic {
            owner: self,
            done: false,
        };
        let result = change(undo.owner.value_mut());
        undo.done = true;
        undo.owner.publish_value();
        result
    }

    /// Changes some fields of a large value and publishes it when `change` returns; returns what `change`
    /// does.
    ///
    /// The closure gets a [`ViewMut`], with a method for each field that lends `&mut` to it. Only what was lent is
    /// stored, and what was lent since the slot that the value goes to was last filled: as a rule the price is that of the
    /// change, whatever the size of the value, where [`update`](Self::update) stores all of it. A value of up to 2 KiB is
    /// stored whole, since that is quicker: then this is `update`, with methods.
    ///
    /// Readers see what they always see: whole values. The fields are those of the private copy, which
    /// the box derefs to, so no other process can change them under the closure; and a reader that copies is
    /// never handed a part of the change.
    ///
    /// It is published even if nothing was changed. If `change` panics nothing is published, and the value is again what was published last.
    ///
    /// The first calls store all of the value, one for each slot, and so do those after a `publish`, an `update` or a `write`: they leave no
    /// trace of what they change. So use this alone, or hardly ever the others. It needs the memory
    /// of one `T` (of a checked type two), which `update` needs as well.
    ///
    /// # Panics
    ///
    /// In a forked child of the process that made the box.
    ///
    /// # Examples
    ///
    /// ```
    /// use shm_typed::{Shared, SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-update-with-{}", std::process::id());
    ///
    /// #[derive(Clone, Copy, Shared)]
    /// #[repr(C)]
    /// struct Engine {
    ///     speed: f64,
    ///     samples: [f64; 100_000],
    ///     cylinders: [Cylinder; 8],
    /// }
    ///
    /// #[derive(Clone, Copy, Shared)]
    /// #[repr(C)]
    /// struct Cylinder {
    ///     pressure: f32,
    ///     misfires: u32,
    /// }
    ///
    /// let mut engine = SharedBox::<Engine>::create_with(name, |_| ())?;
    /// engine.update_with(|mut e| {
    ///     *e.speed() = 3000.0;
    ///     if let Some(mut cylinder) = e.cylinders().at(3) {
    ///         *cylinder.misfires() += 1;
    ///     }
    ///     if let Some(samples) = e.samples().range(40..42) {
    ///         samples.copy_from_slice(&[0.5, 0.25]);
    ///     }
    /// });
    /// assert_eq!((engine.speed, engine.version()), (3000.0, 2));
    ///
    /// let reader = SharedRef::<Engine>::open(name)?;
    /// let seen = reader.read_with(|v| (v.cylinders().at(3).map(|c| c.misfires()), v.samples().at(41)));
    /// assert_eq!(seen, (Some(1), Some(0.25)));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn update_with<R>(&mut self, change: impl FnOnce(ViewMut<'_, T>) -> R) -> R
    where
        T: Viewed,
    {
        if OwnCopy::<T>::HAS_PARTS {
            self.update_parts(change)
        } else {
            self.update(|value| change(T::view_mut(Part::new(value, Changes::ALL))))
        }
    }

    fn update_parts<R>(&mut self, change: impl FnOnce(ViewMut<'_, T>) -> R) -> R
    where
        T: Viewed,
    {
        let mut undo = UndoOnPanic {
            owner: self,
            done: false,
        };
        undo.owner.begin_parts();
        let result = change(undo.owner.lend());
        undo.owner.publish_parts();
        undo.done = true;
        result
    }

    /// Lends fields of the value to be changed, as [`update_with`](Self::update_with) does, and publishes the change
    /// when [`Staged::publish`] is called, or never.
    ///
    /// For a change that may fail half-way: what is dropped without `publish`, by `?` for instance, is undone,
    /// and no reader has seen any of it. [`update`](Self::update), `update_with` and
    /// [`write`](Self::write) undo it for a panic alone.
    ///
    /// Costs what `update_with` costs.
    ///
    /// ```
    /// use shm_typed::SharedBox;
    /// # let name = &format!("shm-typed-doc-stage-{}", std::process::id());
    ///
    /// let mut table = SharedBox::<[u64; 100_000]>::create_with(name, |_| ())?;
    ///
    /// let mut change = table.stage();
    /// if let Some(number) = change.view().at(7) {
    ///     *number = 49;
    /// }
    /// drop(change);
    /// assert_eq!((table[7], table.version()), (0, 1));
    ///
    /// let mut change = table.stage();
    /// if let Some(number) = change.view().at(7) {
    ///     *number = 49;
    /// }
    /// change.publish();
    /// assert_eq!((table[7], table.version()), (49, 2));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn stage(&mut self) -> Staged<'_, T>
    where
        T: Viewed,
    {
        Staged::new(self)
    }

    /// A guard that derefs to `&mut T` and publishes when it goes out of scope.
    ///
    /// A guard that was never used to change anything publishes nothing. One that is dropped by a
    /// panic publishes nothing, and the value is again what was published last. One that is left by `?` publishes
    /// what has been changed by then: for a change that may fail there is [`stage`](Self::stage).
    ///
    /// ```
    /// use shm_typed::SharedBox;
    /// # let name = &format!("shm-typed-doc-write-{}", std::process::id());
    ///
    /// let mut totals = SharedBox::create(name, [0_u64; 2])?;
    ///
    /// let mut guard = totals.write();
    /// guard[0] = 1;
    /// guard[1] = 2;
    /// drop(guard);
    /// assert_eq!(totals.version(), 2, "both changes at once");
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn write(&mut self) -> WriteGuard<'_, T> {
        WriteGuard::new(self)
    }

    /// Begins a change that is lent by [`lend`](Self::lend).
    pub(in crate::snapshot) fn begin_lending(&mut self) {
        if OwnCopy::<T>::HAS_PARTS {
            self.begin_parts();
        } else {
            let _ = self.value_mut();
        }
    }

    fn begin_parts(&mut self) {
        let Self { own, slots, writer } = self;
        own.begin_parts(writer.version(), slots.region().slots(), |spare| {
            fetch(writer, slots, spare)
        });
    }

    /// Lends the fields of the value, after a change of it was begun.
    #[inline(always)]
    pub(in crate::snapshot) fn lend(&mut self) -> ViewMut<'_, T>
    where
        T: Viewed,
    {
        self.own.lend()
    }

    /// Publishes what was lent since [`begin_lending`](Self::begin_lending).
    pub(in crate::snapshot) fn publish_lent(&mut self) {
        if OwnCopy::<T>::HAS_PARTS {
            self.publish_parts();
        } else {
            self.publish_value();
        }
    }

    fn publish_parts(&mut self) {
        if let Some((value, behind)) = self.own.parts() {
            self.writer.publish_parts(&self.slots, value, behind);
            behind.published(self.writer.version());
        }
        self.own.published();
    }

    /// The value, to be changed.
    #[inline]
    pub(in crate::snapshot) fn value_mut(&mut self) -> &mut T {
        let Self { own, slots, writer } = self;
        own.change(|spare| fetch(writer, slots, spare))
    }

    /// Publishes the value that was changed.
    #[inline]
    pub(in crate::snapshot) fn publish_value(&mut self) {
        if let Some(value) = self.own.lent() {
            self.writer.publish(&self.slots, value);
        }
        self.own.published();
    }

    /// Undoes a change: the next look at the value finds what was published.
    #[cold]
    pub(in crate::snapshot) fn undo(&mut self) {
        self.own.undo();
    }
}

/// A change by a closure; undoes it if that panics.
struct UndoOnPanic<'b, T: Shared> {
    owner: &'b mut SharedBox<T>,
    done: bool,
}

impl<T: Shared> Drop for UndoOnPanic<'_, T> {
    fn drop(&mut self) {
        if !self.done {
            // What the sets say is forgotten since before the change.
            self.owner.undo();
        }
    }
}
