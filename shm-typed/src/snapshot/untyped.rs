//! A mapped object whose type this program does not know: its values are bytes.

use core::time::Duration;
use std::path::Path;

use super::attach::{Attached, Origin};
use super::change::{self, Change, Seen};
use super::status::{self, WriterStatus};
use crate::error::Cause;
use crate::layout::header::{Geometry, Header};
use crate::os::{Access, Memory, Object, ObjectName, Owners, Sealing};
use crate::primitive::Ordering::Relaxed;
use crate::sync::snapshot::{Miss, head, try_read};

/// A reader of bytes.
#[derive(Debug)]
pub(crate) struct Untyped {
    attached: Attached,
    /// For the reader table, which is looked for beside the object.
    origin: Origin,
    seen: Seen,
}

impl Untyped {
    /// Maps `object`, which was found under `name` in `directory` and begins with `header`.
    pub(crate) fn map(
        name: ObjectName,
        object: Object,
        header: Header,
        directory: Option<&Path>,
        owners: &Owners,
    ) -> Result<Self, Cause> {
        let geometry = Geometry::check(&header, object.len()).map_err(Cause::Header)?; // A2
        let origin = Origin {
            directory: directory.map(Path::to_owned),
            owners: owners.clone(),
            ..Origin::default()
        };
        let memory = Memory::default();
        let attached = Attached::map(name, object, header, geometry, Access::Read, memory)?; // A1
        Ok(Self {
            attached,
            origin,
            seen: Seen::default(),
        })
    }

    /// Maps `object`, which has no name, was received, is sealed so and begins with `header`.
    pub(crate) fn map_received(
        label: ObjectName,
        object: Object,
        sealing: Sealing,
        header: Header,
    ) -> Result<Self, Cause> {
        let geometry = Geometry::check(&header, object.len()).map_err(Cause::Header)?; // A2
        let memory = Memory::default();
        let attached = Attached::map_received(label, object, sealing, header, geometry, memory)?; // A1
        Ok(Self {
            attached,
            // There is nothing beside it.
            origin: Origin::default(),
            seen: Seen::default(),
        })
    }

    /// Copies the current value, of which `into` has the first bytes, in at most `tries` attempts;
    /// its version. Without one, `into` holds bytes of several values.
    pub(crate) fn read(&self, tries: u32, into: &mut [u8]) -> Result<u64, Miss> {
        let region = self.attached.region();
        let (head, ()) = try_read(&region, tries, |slot| region.load_bytes(slot, into))?;
        self.seen.head.store(head.word(), Relaxed);
        Ok(head.version())
    }

    /// The version of the current value.
    pub(crate) fn version(&self) -> u64 {
        head(&self.attached.region()).version()
    }

    /// What is known of the writer.
    pub(crate) fn writer(&self) -> Result<WriterStatus, Cause> {
        status::ask(&self.attached, &self.attached.region())
    }

    /// Waits for a value that [`read`](Self::read) has not given yet.
    pub(crate) fn changed(&self, timeout: Duration) -> Change {
        change::changed(
            &self.attached,
            &self.origin,
            &self.attached.region(),
            &self.seen,
            timeout,
        )
    }
}
