//! Removing an object that has no writer.

use super::lifecycle::Lifecycle;
use super::table::Table;
use crate::error::{Action, Cause, Error};
use crate::fault;
use crate::layout::header::{DISCIPLINE_LIVE, Geometry, HeaderFault, LIFECYCLE, MAGIC};
use crate::object::read_header;
use crate::os::{
    Access, Claim, ClaimError, Directory, Identity, Object, ObjectName, OsErrorKind, Owners,
    Refusal, beacon, sweep, unlink_if_same,
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
/// An object in another [directory](crate::WriterOptions::directory) is removed with
/// [`Inspector::remove`](crate::inspect::Inspector::remove).
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
    ObjectName::new(name)
        .map_err(Cause::Name)
        .and_then(|name| remove_from(&Directory::open_default()?, &name, Force::No))
        .map_err(|cause| Error::new(Action::Remove, name, cause).within(None))
}

/// Whether the name goes even if a writer lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Force {
    No,
    Yes,
}

/// Removes the object `name` and what belongs to it from `directory`.
///
/// By [`Force::Yes`] a writer that lives loses the name and nothing else: it goes on in an object that
/// nobody can find, and keeps its claim until it ends.
pub(crate) fn remove_from(
    directory: &Directory,
    name: &ObjectName,
    force: Force,
) -> Result<(), Cause> {
    let mut object = open(directory, name)?;
    require_magic(&object)?;
    let claim = match Claim::acquire(directory, name) {
        Ok(claim) => Some(claim),
        Err(ClaimError::Taken { .. }) if force == Force::Yes => None,
        Err(error) => return Err(error.into()),
    };
    if claim.is_some() {
        // A writer may have put another there before the claim; now none can.
        object = open(directory, name)?;
        require_magic(&object)?;
    }
    // The claim's file was removed by hand under a writer that lives.
    if force == Force::No && beacon::writer_lives(&object)? {
        return Err(Cause::Taken { pid: None });
    }
    unlink(directory, name, &object)
}

/// Removes the object `name` if its writer did not say goodbye and lives no more; whether it did.
///
/// All is looked at under the claim: before it, another writer may have taken the object over or put
/// another there, and left it on purpose.
pub(crate) fn remove_stale(directory: &Directory, name: &ObjectName) -> Result<bool, Cause> {
    let _claim = match Claim::acquire(directory, name) {
        Ok(claim) => claim,
        Err(ClaimError::Taken { .. }) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let object = open(directory, name)?;
    let header = read_header(&object)?;
    // Live objects have no one writer who could be dead.
    if header.magic == MAGIC && header.discipline == DISCIPLINE_LIVE {
        return Ok(false);
    }
    Geometry::check(&header, object.len()).map_err(Cause::Header)?;
    let mut word = [0; 4];
    let at = u64::try_from(LIFECYCLE).unwrap_or(u64::MAX);
    object.read_at(&mut word, at)?;
    let lifecycle = Lifecycle::of(u32::from_le_bytes(word));
    if lifecycle != Lifecycle::Ready || beacon::writer_lives(&object)? {
        return Ok(false);
    }
    unlink(directory, name, &object)?;
    Ok(true)
}

/// Takes the name away from `object`, and what belongs to it. It is open, so that its identity stays
/// its own.
fn unlink(directory: &Directory, name: &ObjectName, object: &Object) -> Result<(), Cause> {
    fault::point("remove.claimed");
    sweep(directory, name);
    unlink_if_same(directory, name.object(), object.identity())?;
    fault::point("remove.unlinked");
    Table::discard(directory, name).map_err(Cause::table)?;
    fault::point("remove.table");
    Ok(())
}

/// Removes what a killed process has left of an object that is not there; `false` if it is there.
///
/// The claim removes the lock file when it ends.
pub(crate) fn remove_leftovers(directory: &Directory, name: &ObjectName) -> Result<bool, Cause> {
    let _claim = Claim::acquire(directory, name)?;
    match Identity::at(directory, name.object()) {
        Err(error) if error.kind() == OsErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
        Ok(_) => return Ok(false),
    }
    sweep(directory, name);
    Table::discard(directory, name).map_err(Cause::table)?;
    Ok(true)
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
