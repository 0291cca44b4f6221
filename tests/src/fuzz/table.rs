//! Any bytes in the reader table of an object that is in use.

#![allow(
    unsafe_code,
    reason = "pins values, and looks at none: the table is not what its readers wrote"
)]

use std::fs;
use std::time::Duration;

use shm_typed::inspect::Inspector;
use shm_typed::{ErrorKind, OnDrop, SharedBox, SharedRef, TrustedRef, WriterOptions};

use super::{Sample, companion, edits, refused, scribble};
use crate::Name;

/// Handles that live at a time: one more than there are places.
const HANDLES: usize = 4;

/// Edits of the reader table while a writer publishes and readers pin, begin and end, and writers take
/// over: nobody panics, what is published arrives at the next version, and a copy is that value.
///
/// The upper three bits of a record say which call follows the edit; a record without a length makes
/// the table as long as its value says, where nobody has it mapped.
///
/// # Panics
///
/// If not.
pub fn table(data: &[u8]) {
    let name = Name::unique("fuzz-table");
    let options = || -> WriterOptions<Sample> {
        SharedBox::options()
            .slots(5)
            .pinning_readers(3)
            .on_drop(OnDrop::Keep)
    };
    let mut writer = options()
        .create(&name, Sample::numbered(0))
        .expect("an object can be made");
    let mut reader = SharedRef::<Sample>::open(&name).expect("it is whole");
    let mut handles: Vec<TrustedRef<Sample>> = Vec::new();
    let file = || {
        let path = companion(&name, "readers");
        fs::File::options().write(true).open(path).ok()
    };

    for (n, edit) in (1..).zip(edits(data)) {
        if let Some(file) = file()
            && edit.what & 15 != 0
        {
            scribble(&file, &edit).expect("the bytes can be changed");
        }
        match edit.what >> 5 {
            0 | 1 => {
                // As many as fill every slot.
                for _ in 0..6 {
                    let version = writer.version();
                    writer.publish(&Sample::numbered(n));
                    assert_eq!(writer.version(), version + 1);
                    assert_eq!(reader.read(), Sample::numbered(n));
                    assert_eq!(*writer, Sample::numbered(n));
                }
            }
            2 if handles.len() < HANDLES => {
                // SAFETY: no value that is pinned is looked at.
                handles.extend(refused(unsafe { reader.trust_writer() }));
            }
            2 | 3 => {
                for handle in &mut handles {
                    let pinned = handle.pin();
                    let _ = (pinned.version(), pinned.is_latest());
                }
            }
            4 => {
                if !handles.is_empty() {
                    handles.remove(usize::from(edit.value[0]) % handles.len());
                }
            }
            5 => {
                let _ = reader.changed(Duration::from_micros(n % 2));
            }
            6 => {
                let object = Inspector::new().open(&name).expect("it is whole");
                let _ = (object.pins(), object.is_awaited());
            }
            _ => {
                let version = writer.version();
                drop(writer);
                drop(reader);
                if edit.what & 15 == 0 && handles.is_empty() {
                    let len = u64::from_le_bytes(edit.value) % (1 << 16);
                    if let Some(file) = file() {
                        file.set_len(len).expect("its length can be changed");
                    }
                }
                (writer, reader) = match options().open(&name) {
                    Ok(writer) => {
                        assert_eq!(writer.version(), version);
                        (writer, SharedRef::open(&name).expect("it is whole"))
                    }
                    Err(error) => {
                        // Only while somebody may pin can it not know what.
                        assert_eq!(error.kind(), ErrorKind::PinsLost, "{error}");
                        assert!(!handles.is_empty(), "{error}");
                        let writer = options()
                            .replace(&name, Sample::numbered(n))
                            .expect("it can be replaced");
                        (writer, SharedRef::open(&name).expect("it is whole"))
                    }
                };
            }
        }
    }
    drop((handles, reader, writer));
    shm_typed::remove(&name).expect("nobody writes it");
}
