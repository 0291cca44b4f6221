//! Promise: every number of a live object is a cell of its own; no change of one is lost, whoever
//! makes it, and a reader maps read-only.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::thread;
use std::time::Duration;

use bytemuck::Zeroable;
use shm_typed::{
    CacheLine, Compatible, ErrorKind, Live, LiveBox, LiveRef, LiveShared, OnDrop, Schema, Shared,
    SharedBox, SharedRef,
};
use shm_typed_tests::process::{descriptors_of, mappings_of};
use shm_typed_tests::tally::Tally;
use shm_typed_tests::{Name, Peer, Watchdog};

const BUMPER: &str = env!("CARGO_BIN_EXE_bumper");

/// A service.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[shared(live)]
#[repr(C)]
struct Service {
    /// Requests since start.
    #[shared(kind = "counter", unit = "1", cache_line)]
    requests: CacheLine<u64>,
    workers: [Worker; 3],
    low: i8,
    flags: [u8; 3],
    peak: Celsius,
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

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[shared(live)]
#[repr(transparent)]
struct Celsius(f32);

// What the derive is to make: the names, and the layout.
static_assertions::assert_eq_size!(Service, ServiceLive);
static_assertions::assert_eq_align!(Service, ServiceLive);
static_assertions::assert_eq_size!(Worker, WorkerCells);
static_assertions::assert_impl_all!(ServiceLiveView<'static>: Copy, std::fmt::Debug, Send, Sync);

// ---- cells and views ---------------------------------------------------------------------------

#[test]
fn every_field_is_a_cell_and_a_reader_sees_it() {
    let name = Name::unique("live");
    let service = LiveBox::create(&name, Service::zeroed()).unwrap();
    let reader = LiveRef::<Service>::open(&name).unwrap();

    service.requests.add(5);
    service.workers[1].busy.add(0.5);
    service.workers[2].state.max(7);
    service.low.sub(1);
    service.flags[2].store(9);
    service.peak.0.store(21.5);

    let view = reader.view();
    assert_eq!(view.requests(), 5);
    assert_eq!(view.workers().at(1).busy(), 0.5);
    assert_eq!(
        view.workers().iter().map(WorkerCellsView::state).max(),
        Some(7)
    );
    assert!(view.workers().get(3).is_none());
    assert_eq!(view.low(), -1);
    assert_eq!(view.flags().iter().collect::<Vec<u8>>(), [0, 0, 9]);
    assert_eq!(view.peak().field_0(), 21.5);

    let mut expected = Service::zeroed();
    *expected.requests = 5;
    expected.workers[1].busy = 0.5;
    expected.workers[2].state = 7;
    expected.low = -1;
    expected.flags[2] = 9;
    expected.peak.0 = 21.5;
    assert_eq!(reader.read(), expected);
    assert!(format!("{reader:?}").contains("busy: 0.5"), "{reader:?}");
}

#[test]
#[should_panic(expected = "there are 3 elements, and the index is 3")]
fn an_index_is_checked() {
    let cells = [Live::new(1_u8), Live::new(2), Live::new(3)];

    let _ = <[u8; 3]>::view(&cells).at(3);
}

#[test]
fn what_is_created_is_what_is_read() {
    let name = Name::unique("live");
    let mut value = Service::zeroed();
    value.workers[2].done = 17;
    *value.requests = u64::MAX;
    let service = LiveBox::create(&name, value).unwrap();

    assert_eq!(service.workers[2].done.load(), 17);
    assert_eq!(LiveRef::<Service>::open(&name).unwrap().read(), value);
    assert_eq!(
        LiveRef::<Service>::open(&name).unwrap().schema().unwrap(),
        Schema::of::<Service>()
    );
}

#[test]
fn a_large_value_needs_no_stack() {
    let name = Name::unique("live");
    let table = LiveBox::<[[u64; 1024]; 4096]>::options().create_with(&name, |t| t[4095][1023] = 7);
    let table = table.unwrap();
    let reader = LiveRef::<[[u64; 1024]; 4096]>::open(&name).unwrap();

    table[0][0].add(1);

    assert_eq!(reader.view().at(4095).at(1023), 7);
    assert_eq!(reader.view().at(0).at(0), 1);
}

#[test]
fn a_cache_line_field_shows_its_bytes_in_the_schema() {
    let schema = Schema::of::<Service>().to_json();

    assert!(
        schema.contains(r#"{"struct":"CacheLine","size":64,"align":64"#),
        "{schema}"
    );
}

// ---- many processes ----------------------------------------------------------------------------

#[test]
fn many_processes_count_exactly() {
    const WORKERS: u64 = 6;
    const ROUNDS: u64 = 20_000;
    let _watchdog = Watchdog::new("many_processes_count_exactly", 120);
    let name = Name::unique("bump");
    let tally = LiveBox::create(&name, Tally::ZERO).unwrap();
    let mut workers: Vec<Peer> = (0..WORKERS)
        .map(|n| Peer::start(BUMPER, [&*name, &n.to_string(), &ROUNDS.to_string()]))
        .collect();
    for worker in &mut workers {
        assert_eq!(worker.line(), "ready");
    }

    workers.iter_mut().for_each(|worker| worker.say("go"));
    for worker in workers {
        assert!(worker.finish().success());
    }

    let counted = LiveRef::<Tally>::open(&name).unwrap().read();
    let mut each = [0; 16];
    each[..6].fill(ROUNDS);
    let mut small = [0; 8];
    small[..6].fill((ROUNDS % 256) as u8);
    let expected = Tally {
        sum: WORKERS * ROUNDS,
        halves: (WORKERS * ROUNDS) as f64 / 2.0,
        each,
        most: 6,
        least: -6,
        small,
    };
    assert_eq!(counted, expected);
    drop(tally);
    assert!(name.exists(), "it stays, whoever goes");
}

#[test]
fn killing_who_counts_loses_nothing_that_was_counted() {
    const KILLS: u64 = 30;
    let _watchdog = Watchdog::new("killing_who_counts", 120);
    let name = Name::unique("kill");
    let tally = LiveBox::create(&name, Tally::ZERO).unwrap();

    for kill in 0..KILLS {
        let place = (kill % 16) as usize;
        let before = tally.each[place].load();
        let mut worker = Peer::start(BUMPER, [&*name, &place.to_string(), "0"]);
        assert_eq!(worker.line(), "ready");
        worker.say("go");
        while tally.each[place].load() < before + 1000 {
            thread::yield_now();
        }
        worker.kill();
    }

    // A worker adds to the sum, then to its own: each kill may have come between the two.
    let noted: u64 = tally.each.iter().map(Live::load).sum();
    let sum = tally.sum.load();
    assert!((noted..=noted + KILLS).contains(&sum), "{sum} of {noted}");
    let halves = tally.halves.load() * 2.0;
    assert!(
        (noted as f64..=sum as f64).contains(&halves),
        "{halves} of {noted}"
    );
}

#[test]
fn of_many_that_open_or_create_one_creates() {
    let name = Name::unique("race");

    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let counter = LiveBox::open_or_create(&name, 100_u64).unwrap();
                counter.add(1);
            });
        }
    });

    assert_eq!(LiveRef::<u64>::open(&name).unwrap().read(), 108);
}

// ---- the object --------------------------------------------------------------------------------

#[test]
fn a_reader_maps_read_only_and_opens_read_only() {
    let name = Name::unique("prot");
    LiveBox::create(&name, 1_u64).unwrap();

    let reader = LiveRef::<u64>::open(&name).unwrap();

    let maps = mappings_of(&name);
    assert_eq!(maps.len(), 1, "{maps:?}");
    assert!(maps[0].contains(" r--s "), "{maps:?}");
    assert_eq!(descriptors_of(&name).len(), 1);
    assert_eq!(reader.read(), 1);
}

#[test]
fn an_object_stays_unless_it_is_told_to_go() {
    let name = Name::unique("stay");
    let going = LiveBox::options()
        .on_drop(OnDrop::Unlink)
        .create(&name, 1_u64)
        .unwrap();
    let other = LiveBox::<u64>::open(&name).unwrap();
    drop(other);
    assert!(name.exists());

    let reader = LiveRef::<u64>::open(&name).unwrap();
    drop(going);
    assert!(!name.exists() && !name.has_companions());
    assert_eq!(reader.read(), 1, "whoever has it mapped keeps it");

    // Not what somebody else has put there since.
    let first = LiveBox::options()
        .on_drop(OnDrop::Unlink)
        .create(&name, 1_u64)
        .unwrap();
    shm_typed::remove(&name).unwrap();
    LiveBox::create(&name, 2_u64).unwrap();
    drop(first);
    assert_eq!(LiveRef::<u64>::open(&name).unwrap().read(), 2);
}

#[test]
fn another_layout_is_refused_with_the_field_that_differs() {
    let name = Name::unique("layout");
    LiveBox::create(&name, Tally::ZERO).unwrap();

    for error in [
        LiveBox::<[u64; 21]>::open(&name).unwrap_err(),
        LiveRef::<[u64; 21]>::open(&name).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
        assert!(error.diff().is_some());
        assert!(!error.to_string().contains("Prefix"), "{error}");
    }
    let left_by_an_older_build = LiveBox::<[u64; 21]>::open(&name).unwrap_err();
    let repair = "remove it with `shm_typed::remove`";
    assert!(left_by_an_older_build.to_string().contains(repair));
    let error = LiveBox::create(&name, 0_u64).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
}

#[test]
fn snapshots_and_live_objects_are_told_apart_in_words() {
    let live = Name::unique("live");
    let snapshot = Name::unique("snapshot");
    LiveBox::create(&live, 1_u64).unwrap();
    let _writer = SharedBox::create(&snapshot, 1_u64).unwrap();

    for error in [
        SharedRef::<u64>::open(&live).unwrap_err(),
        SharedBox::<u64>::open(&live).unwrap_err(),
        SharedBox::replace(&live, 1_u64).unwrap_err(),
        SharedRef::<u64>::options()
            .compatible(Compatible::Prefix)
            .open(&live)
            .unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
        assert!(
            error.to_string().contains("with `LiveBox` or `LiveRef`"),
            "{error}"
        );
    }
    for error in [
        LiveRef::<u64>::open(&snapshot).unwrap_err(),
        LiveBox::<u64>::open(&snapshot).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::LayoutMismatch);
        assert!(
            error
                .to_string()
                .contains("with `SharedBox` or `SharedRef`"),
            "{error}"
        );
    }
}

#[test]
fn others_write_only_where_both_sides_say_so() {
    let name = Name::unique("group");
    let shared = || LiveBox::<u64>::options().mode(0o660);
    let counter = shared().create(&name, 0).unwrap();
    assert_eq!(
        fs::metadata(name.path()).unwrap().permissions().mode() & 0o777,
        0o660
    );

    let refused = LiveBox::<u64>::open(&name).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Untrusted);
    let refused = LiveRef::<u64>::open(&name).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Untrusted);

    shared().open(&name).unwrap().add(1);
    let reader = LiveRef::<u64>::options().any_writer().open(&name).unwrap();
    assert_eq!((counter.load(), reader.read()), (1, 1));

    // More than was asked for.
    fs::set_permissions(name.path(), fs::Permissions::from_mode(0o662)).unwrap();
    assert_eq!(
        shared().open(&name).unwrap_err().kind(),
        ErrorKind::Untrusted
    );
    shm_typed::remove(&name).unwrap();
    assert!(!name.exists());

    let refused = LiveBox::options()
        .mode(0o600 | 0o1000)
        .create(&name, 0_u64)
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidOption);
}

// ---- hostile objects ---------------------------------------------------------------------------

#[test]
fn no_number_of_a_header_leads_out_of_the_object() {
    let _watchdog = Watchdog::new("live: evil headers", 120);
    let name = Name::unique("evil");
    drop(LiveBox::create(&name, [1_u64, 2, 3]).unwrap());
    let good = fs::read(name.path()).unwrap();
    let mut refused = 0;

    for at in 0..64 {
        for evil in [0_u32, 1, 7, 255, 4096, 8192, 1 << 30, 0x8000_0000, u32::MAX] {
            let mut bytes = good.clone();
            bytes[at * 4..at * 4 + 4].copy_from_slice(&evil.to_le_bytes());
            fs::write(name.path(), &bytes).unwrap();
            match LiveRef::<[u64; 3]>::open(&name) {
                Ok(reader) => drop(std::hint::black_box(reader.read())),
                Err(error) => {
                    refused += 1;
                    assert!(
                        error
                            .to_string()
                            .starts_with("cannot open the shared object")
                    );
                }
            }
            if let Ok(counters) = LiveBox::<[u64; 3]>::open(&name) {
                counters[2].add(1);
            }
        }
    }

    assert!(refused > 100, "{refused}");
}

#[test]
fn files_that_are_no_whole_objects_are_refused() {
    let name = Name::unique("short");
    drop(LiveBox::create(&name, [1_u64, 2, 3]).unwrap());
    let good = fs::read(name.path()).unwrap();

    for (len, kind) in [
        (0, ErrorKind::NotAnObject),
        (7, ErrorKind::NotAnObject),
        (256, ErrorKind::Truncated),
        (4096, ErrorKind::Truncated),
        (good.len() - 1, ErrorKind::Truncated),
    ] {
        fs::write(name.path(), &good[..len]).unwrap();
        assert_eq!(
            LiveRef::<[u64; 3]>::open(&name).unwrap_err().kind(),
            kind,
            "{len}"
        );
        assert_eq!(
            LiveBox::<[u64; 3]>::open(&name).unwrap_err().kind(),
            kind,
            "{len}"
        );
    }
}

#[test]
fn any_bytes_are_numbers() {
    let name = Name::unique("bytes");
    let tally = LiveBox::create(&name, Tally::ZERO).unwrap();
    let mut bytes = fs::read(name.path()).unwrap();
    bytes[4096..].fill(0xff);
    fs::write(name.path(), &bytes).unwrap();

    assert_eq!(tally.sum.load(), u64::MAX);
    assert!(tally.halves.load().is_nan());
    assert_eq!(tally.least.load(), -1);
}

// ---- life --------------------------------------------------------------------------------------

#[test]
fn threads_share_a_handle_and_readers_see_them_live() {
    let _watchdog = Watchdog::new("live: threads", 60);
    let name = Name::unique("threads");
    let counter = LiveBox::create(&name, 0_u64).unwrap();
    let reader = LiveRef::<u64>::open(&name).unwrap();

    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| (0..10_000).for_each(|_| _ = counter.add(1)));
        }
        let mut last = 0;
        while last < 30_000 {
            let now = reader.read();
            assert!(now >= last, "a counter that only grows");
            last = now;
            thread::sleep(Duration::from_micros(50));
        }
    });

    assert_eq!(reader.clone().read(), 30_000);
}
