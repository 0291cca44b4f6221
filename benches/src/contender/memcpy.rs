//! The limit: `memcpy` between private buffers of one process, which nobody writes meanwhile.

#![allow(unsafe_code, reason = "copies by pointer, as C does")]

use std::any::Any;
use std::cell::{RefCell, UnsafeCell};
use std::collections::HashMap;
use std::hint::black_box;
use std::ptr::copy_nonoverlapping;
use std::rc::Rc;
use std::sync::atomic::{Ordering::SeqCst, compiler_fence};

use super::{Contender, Read, Role, Write};
use crate::{Outcome, payload};

thread_local! {
    /// What stands for the objects, by name.
    static OBJECTS: RefCell<HashMap<String, Rc<dyn Any>>> = RefCell::default();
}

/// Private memory.
pub struct Memcpy;

type Object<const N: usize> = UnsafeCell<Box<[u64; N]>>;

pub struct Writer<const N: usize> {
    object: Rc<Object<N>>,
    name: String,
}

pub struct Reader<const N: usize> {
    object: Rc<Object<N>>,
    buffer: Box<[u64; N]>,
}

impl<const N: usize> Contender<N> for Memcpy {
    const NAME: &'static str = "memcpy";
    const ROLE: Role = Role::Limit;
    type Writer = Writer<N>;
    type Reader = Reader<N>;

    fn create(name: &str) -> Outcome<Writer<N>> {
        let object = Rc::new(UnsafeCell::new(payload::of::<N>(0)));
        OBJECTS.with_borrow_mut(|all| all.insert(name.to_owned(), object.clone()));
        Ok(Writer {
            object,
            name: name.to_owned(),
        })
    }

    fn open(name: &str) -> Outcome<Reader<N>> {
        let object = OBJECTS.with_borrow(|all| all.get(name).cloned());
        let object = object.ok_or("no such buffer")?;
        let object = object.downcast().map_err(|_| "a buffer of another size")?;
        Ok(Reader {
            object,
            buffer: payload::of(0),
        })
    }
}

impl<const N: usize> Drop for Writer<N> {
    fn drop(&mut self) {
        OBJECTS.with_borrow_mut(|all| all.remove(&self.name));
    }
}

impl<const N: usize> Write<N> for Writer<N> {
    #[inline(always)]
    fn publish(&mut self, value: &[u64; N]) {
        // SAFETY: `Rc` keeps the cell to this thread, and no other borrow of it is alive here.
        let object = unsafe { &mut **self.object.get() };
        // SAFETY: both are whole arrays, and a borrowed one does not overlap one that is borrowed
        // mutably.
        unsafe { copy_nonoverlapping(value, object, 1) };
        compiler_fence(SeqCst);
    }
}

impl<const N: usize> Read<N> for Reader<N> {
    #[inline(always)]
    fn look<R>(&mut self, look: impl FnOnce(&[u64; N]) -> R) -> R {
        // SAFETY: as in `publish`.
        let object = unsafe { &**self.object.get() };
        // SAFETY: as in `publish`.
        unsafe { copy_nonoverlapping(object, &raw mut *self.buffer, 1) };
        look(black_box(&self.buffer))
    }

    #[inline(always)]
    fn field(&mut self, index: usize) -> u64 {
        // SAFETY: as in `publish`.
        black_box(unsafe { &**self.object.get() })[index]
    }

    #[inline(always)]
    fn fields(&mut self, at: [usize; 2]) -> [u64; 2] {
        // SAFETY: as in `publish`.
        let object = black_box(unsafe { &**self.object.get() });
        at.map(|index| object[index])
    }
}
