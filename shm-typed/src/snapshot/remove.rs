//! Removing an object that has no writer.

use super::table::Table;
use crate::error::{Action, Cause, Error};
use crate::fault;
use crate::layout::header::{DISCIPLINE_LIVE, HeaderFault, MAGIC};
use crate::object::read_header;
use crate::os::{
    Access, Claim, Directory, Object, ObjectName, Owners, Refusal, beacon, sweep, unlink_if_same,
};

/// Removes the object `name` from `/dev/shm`.
///
/// Readers that have it mapped keep its last value. A writer removes its object by itself when its
/// [`SharedBox`](crate::SharedBox) is dropped; this is for what a killed writer, or one with
/// [`OnDrop::Keep`](crate::OnDrop::Keep), has left behind.
///
/// # Errors
///
/// [`NotFound`](crate::ErrorKind::NotFound); [`WriterTaken`](crate::ErrorKind::WriterTaken) while a
/// writer lives; [`NotAnObject`](crate::ErrorKind::NotAnObject) for a directory, a link or anything
/// else that no object is, which is left alone; [`Untrusted`](crate::ErrorKind::Untrusted) for
/// another user's object, also to root.
///
/// An object in another [directory](crate::WriterOptions::directory) is removed by hand, with its
/// `.lock` and `.readers`.
///
/// ```
/// use shm_typed::{ErrorKind, OnDrop, SharedBox, SharedRef};
/// # let name = &format!("shm-typed-doc-remove-{}", std::process::id());
///
/// let writer = SharedBox::options().on_drop(OnDrop::Keep).create(name, 1_u8)?;
/// assert_eq!(shm_typed::remove(name).unwrap_err().kind(), ErrorKind::WriterTaken);
///
/// drop(writer);
/// shm_typed::remove(name)?;
/// assert_eq!(SharedRef::<u8>::open(name).unwrap_err().kind(), ErrorKind::NotFound);
/// # Ok::<(), shm_typed::Error>(())
/// ```
pub fn remove(name: &str) -> Result<(), Error> {
    remove_from(name).map_err(|cause| Error::new(Action::Remove, name, cause))
}

fn remove_from(name: &str) -> Result<(), Cause> {
    let name = ObjectName::new(name).map_err(Cause::Name)?;
    let directory = Directory::open_default()?;
    // Kept open, so that its identity stays its own.
    let object = open(&directory, &name)?;
    require_magic(&object)?;
    let _claim = Claim::acquire(&directory, &name)?;
    // The claim's file was removed by hand under a writer that lives.
    if beacon::writer_lives(&object)? {
        return Err(Cause::Taken { pid: None });
    }
    fault::point("remove.claimed");
    sweep(&directory, &name);
    unlink_if_same(&directory, name.object(), object.identity())?;
    fault::point("remove.unlinked");
    Table::discard(&directory, &name).map_err(Cause::table)?;
    fault::point("remove.table");
    Ok(())
}

/// Opens what is to be removed. A live object may be one that others may write too.
fn open(directory: &Directory, name: &ObjectName) -> Result<Object, Cause> {
    let (name, owners) = (name.object(), Owners::default());
    let refused = match Object::open(directory, name, Access::Read, &owners) {
        Ok(object) => return Ok(object),
        Err(error) => error,
    };
    if let Some(Refusal::ForeignWritable { .. }) = refused.refusal() {
        let object = Object::open_joint(directory, name, Access::Read, &owners, 0o022)?;
        let header = read_header(&object)?;
        if header.magic == MAGIC && header.discipline == DISCIPLINE_LIVE {
            return Ok(object);
        }
    }
    Err(refused.into())
}

/// Refuses a file that does not even begin as an object does. A broken object does.
fn require_magic(object: &Object) -> Result<(), Cause> {
    let mut magic = [0; MAGIC.len()];
    let is_long_enough = usize::try_from(object.len()).is_ok_and(|len| len >= magic.len());
    if is_long_enough {
        object.read_at(&mut magic, 0)?;
    }
    if magic == MAGIC {
        Ok(())
    } else {
        Err(Cause::Header(HeaderFault::NotOurs))
    }
}
