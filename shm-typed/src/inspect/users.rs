//! Who has an object mapped.

use super::object::Object;
use crate::os::mappers::{self, Mapper};

/// The processes of this host that have objects mapped, as they were when they were looked for.
///
/// For people to read: it is what `/proc` shows this process, which is nothing of other users'
/// processes unless it is privileged. This process itself does not count.
///
/// ```
/// use shm_typed::inspect::{Inspector, Users};
/// # let name = &format!("shm-typed-doc-users-{}", std::process::id());
///
/// let _writer = shm_typed::SharedBox::create(name, 1_u8)?;
/// let object = Inspector::new().open(name)?;
/// let users = Users::look().of(&object);
/// assert!(users.readers().is_empty(), "only this process has it");
/// # Ok::<(), shm_typed::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Users {
    mappers: Vec<Mapper>,
}

/// The processes that have one object mapped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsersOf {
    readers: Vec<u32>,
    writers: Vec<u32>,
}

impl Users {
    /// Looks through `/proc`, once for any number of objects.
    #[must_use]
    pub fn look() -> Self {
        Self {
            mappers: mappers::all(),
        }
    }

    /// Those that have `object` mapped.
    #[must_use]
    pub fn of(&self, object: &Object) -> UsersOf {
        let file = object.numbers();
        let of_file = |writes| {
            let mut pids: Vec<u32> = self
                .mappers
                .iter()
                .filter(|mapper| mapper.file == file && mapper.writes == writes)
                .map(|mapper| mapper.pid)
                .collect();
            pids.sort_unstable();
            pids.dedup();
            pids
        };
        UsersOf {
            readers: of_file(false),
            writers: of_file(true),
        }
    }
}

impl UsersOf {
    /// The processes that may only read it, in order.
    #[must_use]
    pub fn readers(&self) -> &[u32] {
        &self.readers
    }

    /// The processes that may write it, in order.
    #[must_use]
    pub fn writers(&self) -> &[u32] {
        &self.writers
    }
}
