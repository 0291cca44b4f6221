//! Pins: a real `&T` into the shared object, from a reader that trusts its writer.

#![allow(
    unsafe_code,
    reason = "the one place that makes a reference to a value in shared memory"
)]

use core::fmt;
use core::mem::MaybeUninit;
use core::ops::Deref;
use core::ptr::NonNull;

use super::cell::PinCell;
use super::read_error::ReadError;
use super::shared_ref::SharedRef;
use super::slots::Slots;
use crate::error::{Action, Cause, Error};
use crate::layout::{Plain, Shared};
use crate::sync::snapshot::{Head, head};

/// A reader that trusts its writer, and so can look at values where they are, without a copy.
///
/// [`pin`](Self::pin) gives a [`Pinned`], which is a `&T` into the shared object: the current value, whole,
/// and unchanged for as long as it is held. That costs the same for every size. The writer is never
/// held up: it fills other slots meanwhile. A handle holds one value at a time;
/// [`try_clone`](Self::try_clone) makes another handle. How many there can be is set by
/// [`pinning_readers`](crate::WriterOptions::pinning_readers).
///
/// Made by [`SharedRef::trust_writer`], and otherwise used as that reader. When a writer has started
/// again, [`reopen`](Self::reopen) follows it. If the process is killed, the kernel frees its place.
///
/// ```
/// use shm_typed::{SharedBox, SharedRef};
/// # let name = &format!("shm-typed-doc-trusted-{}", std::process::id());
///
/// let mut writer = SharedBox::<[u64; 100_000]>::create_with(name, |v| v[7] = 1)?;
/// let reader = SharedRef::<[u64; 100_000]>::open(name)?;
///
/// // SAFETY: only this program opens the object, and only by this library.
/// let mut reader = unsafe { reader.trust_writer() }?;
/// let value = reader.pin();
/// assert_eq!((value[7], value.version()), (1, 1));
///
/// writer.update(|v| v[7] = 2);
/// assert_eq!(value[7], 1, "it stays as it was");
/// assert!(!value.is_latest());
///
/// drop(value);
/// assert_eq!(reader.pin()[7], 2);
/// # Ok::<(), shm_typed::Error>(())
/// ```
///
/// # After a fork
///
/// The handle stays its parent's, and a `Pinned` that a child inherits does nothing when it is dropped;
/// the child must not look at it (see [`trust_writer`](SharedRef::trust_writer)). `pin` in the child
/// panics. `try_clone` there makes a handle of the child's own.
pub struct TrustedRef<T: Shared> {
    /// Dropped first: while it is owned, the mapping is there.
    cell: PinCell,
    reader: SharedRef<T>,
}

impl<T: Shared> SharedRef<T> {
    /// A handle that can [pin](TrustedRef::pin) values: from here on this program trusts whoever may
    /// write the object.
    ///
    /// It claims one of the object's
    /// [places for pinning readers](crate::WriterOptions::pinning_readers), which costs some system calls
    /// and is given back when the handle is dropped or the process ends. While any handle lives, a
    /// publish looks at all such places, which takes it some nanoseconds more.
    ///
    /// # Safety
    ///
    /// A `&T` promises that its bytes do not change, and no kernel promises that of a named object. So,
    /// from the creation of the object until the last [`Pinned`] of this handle, or of a clone of it, is
    /// dropped:
    ///
    /// - Nobody writes to the object but a [`SharedBox`](crate::SharedBox) of this library, and nobody to
    ///   its reader table but handles of this library; nobody shortens either. Those who can are the
    ///   processes of the object's owner, those that the
    ///   [reader table's mode](crate::WriterOptions::reader_table) lets in, and root. (What they wrote
    ///   before counts as well: a state that no writer has stored may lead to a slot that is being filled.)
    /// - No lock of the object, of its lock file or of its reader table is taken or released by other
    ///   means, and no file of it is removed or replaced by hand while a writer may start.
    /// - A forked child does not look at a `Pinned` that it inherited: its parent may let go of the
    ///   value.
    ///
    /// Readers that only copy need no such trust, and nothing is asked of them here.
    ///
    /// # Errors
    ///
    /// [`PinsTaken`](crate::ErrorKind::PinsTaken) if as many handles as there are places live already;
    /// [`NotPinnable`](crate::ErrorKind::NotPinnable) if the object was created without any, or has
    /// been replaced; [`PermissionDenied`](crate::ErrorKind::PermissionDenied) if this process may not
    /// write the [reader table](crate::WriterOptions::reader_table); and the answers of the kernel.
    ///
    /// ```
    /// use shm_typed::{ErrorKind, SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-trust-{}", std::process::id());
    ///
    /// let _writer = SharedBox::options().pinning_readers(0).create(name, 5_u64)?;
    /// let reader = SharedRef::<u64>::open(name)?;
    ///
    /// // SAFETY: only this program opens the object, and only by this library.
    /// let error = unsafe { reader.trust_writer() }.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::NotPinnable);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub unsafe fn trust_writer(&self) -> Result<TrustedRef<T>, Error> {
        TrustedRef::claim(self.clone())
    }
}

impl<T: Shared> TrustedRef<T> {
    /// Another handle, with a place of its own, for another value at the same time.
    ///
    /// # Errors
    ///
    /// As [`SharedRef::trust_writer`].
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-try-clone-{}", std::process::id());
    ///
    /// let mut writer = SharedBox::create(name, 1_u64)?;
    /// let reader = SharedRef::<u64>::open(name)?;
    /// // SAFETY: only this program opens the object, and only by this library.
    /// let mut reader = unsafe { reader.trust_writer() }?;
    /// let mut other = reader.try_clone()?;
    ///
    /// let old = reader.pin();
    /// writer.publish(&2);
    /// let new = other.pin();
    /// assert_eq!((*old, *new), (1, 2));
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub fn try_clone(&self) -> Result<Self, Error> {
        Self::claim(self.reader.clone())
    }

    /// Follows the name to the object that is there now, as [`SharedRef::reopen`] does, and claims a
    /// place there.
    ///
    /// If the name still leads to the same object, the handle stays as it is.
    ///
    /// # Safety
    ///
    /// That of [`trust_writer`](SharedRef::trust_writer), of the object that has the name now.
    ///
    /// # Errors
    ///
    /// Those of [`SharedRef::open`] and of [`trust_writer`](SharedRef::trust_writer). The handle is then
    /// as it was.
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-trusted-reopen-{}", std::process::id());
    ///
    /// let first = SharedBox::create(name, 1_u64)?;
    /// let reader = SharedRef::<u64>::open(name)?;
    /// // SAFETY: only this program opens the object, and only by this library.
    /// let mut reader = unsafe { reader.trust_writer() }?;
    /// drop(first);
    /// let _second = SharedBox::create(name, 2_u64)?;
    /// assert_eq!(*reader.pin(), 1);
    ///
    /// // SAFETY: as above.
    /// unsafe { reader.reopen() }?;
    /// assert_eq!(*reader.pin(), 2);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    pub unsafe fn reopen(&mut self) -> Result<(), Error> {
        let mut reader = self.reader.clone();
        reader.reopen()?;
        let is_same = reader.parts().0.instance() == self.reader.parts().0.instance();
        if !is_same {
            *self = Self::claim(reader)?;
        }
        Ok(())
    }

    fn claim(reader: SharedRef<T>) -> Result<Self, Error> {
        let claim = || {
            let (attached, origin) = reader.parts();
            if !reader.slots().are_aligned() {
                return Err(Cause::Corrupt(
                    "its values are not aligned as their type is",
                ));
            }
            PinCell::claim(attached, origin)
        };
        match claim() {
            Ok(cell) => Ok(Self { cell, reader }),
            Err(cause) => Err(Error::new(Action::Pin, reader.name(), cause)),
        }
    }

    /// The current value, where it is: one whole value as it was published, which stays as it is
    /// until the guard is dropped.
    ///
    /// Wait-free, and its cost does not depend on the size of `T`. The value counts as
    /// [seen](SharedRef::has_changed). Of an object that holds no complete value (see
    /// [`read`](SharedRef::read)) it gives the bits that are found, with version 0.
    ///
    /// A checked type is pinned by [`try_pin`](Self::try_pin): this one does not compile.
    ///
    /// # Panics
    ///
    /// In a forked child of the process that made the handle.
    ///
    /// ```
    /// use shm_typed::{Shared, SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-pin-{}", std::process::id());
    ///
    /// #[derive(Clone, Copy, Shared)]
    /// #[repr(C)]
    /// struct Model {
    ///     weights: [f32; 100_000],
    /// }
    ///
    /// let _writer = SharedBox::<Model>::create_with(name, |m| m.weights[99] = 0.5)?;
    /// let reader = SharedRef::<Model>::open(name)?;
    ///
    /// // SAFETY: only this program opens the object, and only by this library.
    /// let mut reader = unsafe { reader.trust_writer() }?;
    /// let model = reader.pin();
    /// assert_eq!(model.weights.iter().sum::<f32>(), 0.5);
    /// # Ok::<(), shm_typed::Error>(())
    /// ```
    #[inline]
    pub fn pin(&mut self) -> Pinned<'_, T>
    where
        T: Plain,
    {
        let (head, value) = self.hold();
        self.guard(head, value)
    }

    /// The current value, where it is, if all of it is valid: of a checked type every field is looked at
    /// once, now.
    ///
    /// Otherwise as [`pin`](Self::pin).
    ///
    /// # Errors
    ///
    /// [`ReadError::Corrupt`] if the object holds no complete value; [`ReadError::Invalid`], which names
    /// the field, if its bits are none of its values. Nothing is pinned then.
    ///
    /// # Panics
    ///
    /// As [`pin`](Self::pin).
    ///
    /// ```
    /// use shm_typed::{SharedBox, SharedRef};
    /// # let name = &format!("shm-typed-doc-try-pin-{}", std::process::id());
    ///
    /// let _writer = SharedBox::create(name, [true, false])?;
    /// let reader = SharedRef::<[bool; 2]>::open(name)?;
    /// // SAFETY: only this program opens the object, and only by this library.
    /// let mut reader = unsafe { reader.trust_writer() }?;
    /// assert_eq!(*reader.try_pin()?, [true, false]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn try_pin(&mut self) -> Result<Pinned<'_, T>, ReadError> {
        let (head, value) = self.hold();
        let checked = if head.version() == 0 {
            Err(ReadError::Corrupt)
        } else {
            // SAFETY: `hold` says that the bytes are there, aligned, and that they stay as they are
            // while they are held, as they are here. A `MaybeUninit` takes any.
            let bytes = unsafe { value.cast::<MaybeUninit<T>>().as_ref() };
            // SAFETY: the same; a writer has stored every byte of a value.
            unsafe { Slots::checked(bytes) }.map_err(ReadError::from)
        };
        if let Err(error) = checked {
            self.cell.unpin();
            return Err(error);
        }
        Ok(self.guard(head, value))
    }

    /// Pins the current value: its version and slot, and where it is.
    ///
    /// `size_of::<T>()` bytes are mapped readable there, aligned, while `self` lives. By the contract of
    /// `trust_writer` nobody writes them until the cell is stored to again: the writer fills no slot
    /// that is pinned, and what it stored before is ordered before this returns.
    #[inline(always)]
    fn hold(&mut self) -> (Head, NonNull<T>) {
        let slots = self.reader.slots();
        let head = self.cell.pin(slots.region());
        if head.version() != 0 {
            self.reader.saw(head.word());
        }
        // Aligned, as `claim` has found; T1 says that a value has as many bytes.
        (head, slots.address(head.slot()))
    }

    /// The guard of what `hold` has given.
    #[inline(always)]
    fn guard(&self, head: Head, value: NonNull<T>) -> Pinned<'_, T> {
        Pinned {
            value,
            head,
            handle: self,
        }
    }
}

impl<T: Shared> Deref for TrustedRef<T> {
    type Target = SharedRef<T>;

    /// The same reader, for all that needs no trust: [`read`](SharedRef::read),
    /// [`changed`](SharedRef::changed), [`writer`](SharedRef::writer).
    fn deref(&self) -> &SharedRef<T> {
        &self.reader
    }
}

impl<T: Shared> fmt::Debug for TrustedRef<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TrustedRef")
            .field("name", &self.name())
            .field("version", &self.version())
            .finish_non_exhaustive()
    }
}

/// A value in the shared object, which stays as it is until this guard is dropped.
///
/// It is a `&T` that leads into the object: nothing was copied. While it is held, the writer fills
/// other slots. Made by [`TrustedRef::pin`] and [`try_pin`](TrustedRef::try_pin).
#[must_use = "the value is pinned for as long as this is held"]
pub struct Pinned<'a, T: Shared> {
    // Invariant:
    //
    // - I1 `value` leads to a `T` in the mapping of `handle`, in the slot that its cell holds; so by the
    //   contract of `trust_writer` nobody writes it while this value lives.
    // No `&T`, which would have to hold until the end of the call that drops it.
    value: NonNull<T>,
    head: Head,
    /// Borrowed from a `&mut`: a handle pins one value at a time.
    handle: &'a TrustedRef<T>,
}

// SAFETY: it is a `&T` and a shared reference to a handle that any thread may use; letting go is one
// atomic store.
unsafe impl<T: Shared + Sync> Send for Pinned<'_, T> {}
// SAFETY: as for `Send`; shared, it gives out `&T` and two numbers.
unsafe impl<T: Shared + Sync> Sync for Pinned<'_, T> {}

impl<T: Shared> Pinned<'_, T> {
    /// Which version this is: 1 for the first that was ever published in this object; 0 if the object
    /// held no complete value.
    #[inline]
    #[must_use]
    pub fn version(&self) -> u64 {
        self.head.version()
    }

    /// Whether nothing newer has been published. Costs one load.
    #[inline]
    #[must_use]
    pub fn is_latest(&self) -> bool {
        head(self.handle.reader.slots().region()) == self.head
    }
}

impl<T: Shared> Deref for Pinned<'_, T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: I1: aligned, mapped and initialised; its bytes are a `T`, since they were checked or
        // any are (`Plain`); nobody writes them while `self` is borrowed.
        unsafe { self.value.as_ref() }
    }
}

impl<T: Shared> Drop for Pinned<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.handle.cell.unpin();
    }
}

impl<T: Shared + fmt::Debug> fmt::Debug for Pinned<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
