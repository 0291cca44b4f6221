//! Promise: every number of a live object is a cell of its own; no change of one is lost, whoever
//! makes it, and a reader maps read-only.

use shm_typed::{CacheLine, ErrorKind, Live, LiveBox, LiveRef, LiveShared, OnDrop, Shared, SharedBox, SharedRef};
use shm_typed_tests::Name;

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[shared(live)]
#[repr(C)]
struct Service {
    /// Requests since start.
    #[shared(kind = "counter", cache_line)]
    requests: CacheLine<u64>,
    /// Of each worker.
    workers: [Worker; 3],
    low: i8,
    flags: [u8; 3],
    #[shared(unit = "s")]
    peak: f32,
    _pad: [u8; 8],
}

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[shared(live = WorkerCells)]
#[repr(C)]
struct Worker {
    busy: f64,
    done: u32,
    state: u16,
    _pad: [i16; 1],
}

fn zero() -> Service {
    bytemuck::Zeroable::zeroed()
}

#[test]
fn a_struct_has_a_live_form() {
    let name = Name::unique("live");
    let service = LiveBox::create(&name, zero()).unwrap();
    service.requests.add(5);
    service.workers[1].busy.add(0.5);
    let reader = LiveRef::<Service>::open(&name).unwrap();
    assert_eq!(reader.view().requests(), 5);
    assert_eq!(reader.view().workers().at(1).busy(), 0.5);
    println!("{reader:?} {service:?}");
}
