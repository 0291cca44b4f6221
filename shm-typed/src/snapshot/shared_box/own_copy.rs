//! The writer's own copy of its value: what it derefs to, and where changes are made.

use std::sync::{Mutex, OnceLock, PoisonError};

use crate::layout::Shared;
use crate::snapshot::slots::{Slots, boxed, overwrite, overwrite_part};
use crate::sync::behind::{Behind, Changes};
use crate::view::{Part, ViewMut, Viewed};

/// The largest value that is always stored whole.
const WHOLE: usize = 2048;

/// A copy of the value on the writer's heap, made when somebody looks for it. That of a checked type is always
/// there, since the shared bytes are no `T` before they are checked.
///
/// `fetch`, wherever it is asked for, makes the value that was published last, in the memory that it is handed if
/// there is one.
///
/// # Invariants
///
/// - **X1** If `T` is checked, `value` is never empty.
/// - **X2** If `changed`, `T` is checked and `spare` holds the value that was published last.
// In this order: `publish` looks at the first two.
#[repr(C)]
pub(super) struct OwnCopy<T: Shared> {
    /// The value that was published last, once somebody changed it. Empty after a `publish`.
    value: Option<Box<T>>,
    /// The same where somebody only looked at it. Empty if `value` is not.
    fetched: OnceLock<Box<T>>,
    /// The memory of a value that `publish` has overtaken; of a checked type, the value to go back
    /// to.
    spare: Mutex<Option<Box<T>>>,
    /// Whether `value` was lent to be changed, and not published since.
    changed: bool,
    /// How far each slot, and behind them `spare`, differs from `value`, once parts were lent.
    behind: Option<Box<Behind>>,
}

impl<T: Shared> OwnCopy<T> {
    /// Whether it is always kept.
    pub(super) const KEPT: bool = Slots::<T>::CHECKED;
    /// Whether changes of parts are stored as parts. The sets of a smaller value cost more than its copy.
    pub(super) const HAS_PARTS: bool = size_of::<T>() > WHOLE;

    /// `value` is what was published last, if it is at hand, as that of a checked type is (X1).
    pub(super) const fn new(value: Option<Box<T>>) -> Self {
        Self {
            value,
            fetched: OnceLock::new(),
            spare: Mutex::new(None),
            changed: false,
            behind: None,
        }
    }

    /// The copy, if there is one.
    #[inline]
    pub(super) fn get(&self) -> Option<&T> {
        match &self.value {
            Some(value) => Some(value),
            None => self.fetched.get().map(|value| &**value),
        }
    }

    /// Makes the copy, for somebody who looks.
    pub(super) fn load(&self, fetch: impl FnOnce(Option<Box<T>>) -> Box<T>) -> &T {
        self.fetched.get_or_init(|| {
            let spare = self
                .spare
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take();
            fetch(spare)
        })
    }

    /// Makes the copy one that may be changed. That of a checked type is one (X1).
    #[inline]
    fn own(&mut self, fetch: impl FnOnce(Option<Box<T>>) -> Box<T>) {
        if self.value.is_none() {
            self.fetch(fetch);
        }
    }

    #[cold]
    fn fetch(&mut self, fetch: impl FnOnce(Option<Box<T>>) -> Box<T>) {
        self.load(fetch);
        self.value = self.fetched.take();
    }

    /// Another value is about to be published, and there is a copy, which is then an old one.
    pub(super) fn overtake(&mut self) {
        let old = self.value.take().or_else(|| self.fetched.take());
        let spare = self.spare.get_mut().unwrap_or_else(PoisonError::into_inner);
        *spare = old;
    }

    /// Makes `value`, which is about to be published, the copy of a checked type.
    pub(super) fn keep(&mut self, value: &T) {
        match &mut self.value {
            Some(kept) => overwrite(&mut **kept, value),
            None => unreachable!("X1"),
        }
        self.changed = false;
    }

    /// The copy, to be changed.
    #[inline]
    pub(super) fn change(&mut self, fetch: impl FnOnce(Option<Box<T>>) -> Box<T>) -> &mut T {
        self.own(fetch);
        if Self::KEPT {
            self.save();
        }
        if Self::HAS_PARTS
            && let Some(behind) = &mut self.behind
        {
            behind.forget();
        }
        match &mut self.value {
            Some(value) => value,
            None => unreachable!("made above"),
        }
    }

    /// Keeps what was published last of a checked type, before somebody changes it (X2).
    fn save(&mut self) {
        let (Some(value), false) = (&self.value, self.changed) else {
            return;
        };
        let spare = self.spare.get_mut().unwrap_or_else(PoisonError::into_inner);
        match spare {
            Some(spare) => overwrite(&mut **spare, &**value),
            None => *spare = Some(boxed(value)),
        }
        self.changed = true;
    }

    /// Begins a change by parts of what was published as `version`, in one of `slots` slots.
    pub(super) fn begin_parts(
        &mut self,
        version: u64,
        slots: u8,
        fetch: impl FnOnce(Option<Box<T>>) -> Box<T>,
    ) {
        self.own(fetch);
        let slots = usize::from(slots);
        let sets = slots + usize::from(Self::KEPT);
        let behind = self
            .behind
            .get_or_insert_with(|| Box::new(Behind::new(size_of::<T>(), sets)));
        behind.begin(version);
        if let (true, false, Some(value)) = (Self::KEPT, self.changed, &self.value) {
            let spare = self.spare.get_mut().unwrap_or_else(PoisonError::into_inner);
            match spare {
                Some(spare) => {
                    for part in behind.parts(slots) {
                        overwrite_part(&mut **spare, &**value, part);
                    }
                }
                None => *spare = Some(boxed(value)),
            }
            behind.caught_up(slots);
            self.changed = true; // X2
        }
    }

    /// Lends the fields of the copy, after a change of it was begun.
    #[inline(always)]
    pub(super) fn lend(&mut self) -> ViewMut<'_, T>
    where
        T: Viewed,
    {
        let Some(value) = &mut self.value else {
            unreachable!("made when the change was begun")
        };
        let changes = match &mut self.behind {
            Some(behind) if Self::HAS_PARTS => {
                behind.changes(core::ptr::from_mut(&mut **value).addr())
            }
            _ => Changes::ALL,
        };
        T::view_mut(Part::new(value, changes))
    }

    /// The copy of which parts were lent, and what is to be stored of it.
    pub(super) fn parts(&mut self) -> Option<(&T, &mut Behind)> {
        let (Some(value), Some(behind)) = (&self.value, &mut self.behind) else {
            return None;
        };
        behind.note();
        Some((value, behind))
    }

    /// The copy, if it may have been changed.
    #[inline]
    pub(super) fn lent(&self) -> Option<&T> {
        self.value.as_deref()
    }

    /// The copy was published.
    #[inline]
    pub(super) fn published(&mut self) {
        if Self::KEPT {
            self.changed = false;
        }
    }

    /// Undoes a change: the next look at the copy finds what was published. What the sets say was forgotten when
    /// it was begun.
    #[cold]
    pub(super) fn undo(&mut self) {
        if !Self::KEPT {
            self.value = None;
            return;
        }
        let spare = self.spare.get_mut().unwrap_or_else(PoisonError::into_inner);
        // X2, and X1 holds: the old value takes the place of the new one.
        if let (true, Some(old), Some(value)) = (self.changed, spare, &mut self.value) {
            core::mem::swap(old, value);
        }
        self.changed = false;
    }
}
