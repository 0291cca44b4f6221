//! Promise: truth values, characters and enums are live cells too, and bits that are no value of theirs
//! are told, never taken for one.

use std::fs::File;
use std::num::{NonZeroI64, NonZeroU16};
use std::os::unix::fs::FileExt as _;
use std::thread;

use shm_typed::inspect::{Content, Inspector};
use shm_typed::layout::Shape;
use shm_typed::{InvalidValue, Live, LiveBox, LiveRef, LiveShared, OnDrop, Schema, Shared};
use shm_typed_tests::{Name, Watchdog};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Shared)]
#[repr(u8)]
enum State {
    Idle,
    Busy,
    Fault = 9,
}

/// No `Debug`: cells show the names all the same. `live` is allowed and means nothing.
#[derive(Clone, Copy, PartialEq, Eq, Shared)]
#[shared(live)]
#[repr(i32)]
enum Level {
    Low = -3,
    High = 3,
}

#[derive(Clone, Copy, Shared)]
#[shared(live, checked)]
#[repr(C)]
struct Worker {
    jobs: u64,
    level: Level,
    letter: char,
    slots: NonZeroU16,
    state: State,
    gates: [bool; 3],
    _pad: [u8; 2],
}

#[derive(Clone, Copy, Shared)]
#[shared(live, checked)]
#[repr(C)]
struct Pool {
    workers: [Worker; 2],
    limit: NonZeroI64,
}

/// Every bit pattern of every cell is a value, although the struct is checked.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[shared(live, checked)]
#[repr(C)]
struct Switches {
    on: [bool; 4],
    count: u32,
}

const WORKER: Worker = Worker {
    jobs: 1,
    level: Level::Low,
    letter: 'é',
    slots: NonZeroU16::MIN,
    state: State::Idle,
    gates: [false, true, false],
    _pad: [0; 2],
};

const POOL: Pool = Pool {
    workers: [WORKER; 2],
    limit: NonZeroI64::MIN,
};

static_assertions::assert_eq_size!(Pool, PoolLive);
static_assertions::assert_eq_align!(Pool, PoolLive);

/// Writes into the value as something else would that may write the file.
fn spoil(name: &Name, at: u64, bytes: &[u8]) {
    let file = File::options().write(true).open(name.path()).unwrap();
    file.write_all_at(bytes, 4096 + at).unwrap();
}

#[test]
fn what_one_stores_another_sees() {
    let name = Name::unique("live-checked");
    let pool = LiveBox::create(&name, POOL).unwrap();
    let reader = LiveRef::<Pool>::open(&name).unwrap();

    let [first, second] = &pool.workers;
    first.state.store(State::Busy);
    second.state.store(State::Fault);
    second.level.store(Level::High);
    second.gates[2].store(true);
    second.letter.store('¤');
    second.jobs.add(1);
    pool.limit.store(NonZeroI64::MAX);

    let view = reader.view();
    assert_eq!(view.workers().at(0).state(), Ok(State::Busy));
    assert_eq!(view.workers().at(1).state(), Ok(State::Fault));
    assert!(view.workers().at(1).level() == Ok(Level::High));
    assert_eq!(view.workers().at(1).letter(), Ok('¤'));
    assert_eq!(view.workers().at(1).slots(), Ok(NonZeroU16::MIN));
    let gates: Vec<bool> = view.workers().at(1).gates().iter().collect();
    assert_eq!(gates, [false, true, true]);
    assert_eq!(view.limit(), Ok(NonZeroI64::MAX));

    let whole = reader.try_read().unwrap();
    assert_eq!(whole.workers[0].state, State::Busy);
    assert_eq!(whole.workers[1].gates, [false, true, true]);
    assert_eq!((whole.workers[1].jobs, whole.workers[1].letter), (2, '¤'));
    assert_eq!(whole.limit, NonZeroI64::MAX);
}

#[test]
fn bits_that_are_no_value_are_named_by_their_path() {
    const WORKER_SIZE: u64 = 24;
    let name = Name::unique("live-invalid");
    let pool = LiveBox::create(&name, POOL).unwrap();
    let reader = LiveRef::<Pool>::open(&name).unwrap();
    let cases: [(u64, &[u8], &str, u64); 5] = [
        (WORKER_SIZE + 8, &[7, 0, 0, 0], "workers[1].level", 7),
        (12, &[0, 0xd8, 0, 0], "workers[0].letter", 0xd800),
        (WORKER_SIZE + 16, &[0; 2], "workers[1].slots", 0),
        (18, &[8], "workers[0].state", 8),
        (2 * WORKER_SIZE, &[0; 8], "limit", 0),
    ];

    for (at, bytes, path, bits) in cases {
        spoil(&name, at, bytes);
        let Err(bad) = reader.try_read() else {
            panic!("{path} is a value")
        };
        assert_eq!((bad.path().as_str(), bad.bits()), (path, bits));
        assert_eq!(u64::try_from(bad.offset()), Ok(at));
        for worker in &pool.workers {
            worker.level.store(Level::Low);
            worker.letter.store('a');
            worker.slots.store(NonZeroU16::MAX);
            worker.state.store(State::Idle);
        }
        pool.limit.store(NonZeroI64::MIN);
        assert!(reader.try_read().is_ok(), "{path} is stored over");
    }
}

#[test]
fn one_cell_says_what_it_holds_and_what_it_may_hold() {
    let name = Name::unique("live-cell");
    let state = LiveBox::create(&name, State::Idle).unwrap();
    let reader = LiveRef::<State>::open(&name).unwrap();
    let bad = |found: Result<State, InvalidValue>| found.unwrap_err().to_string();
    let words = "the value is 8 (0x08), and a `State` is 0 (Idle), 1 (Busy) or 9 (Fault)";

    for byte in 0..=u8::MAX {
        spoil(&name, 0, &[byte]);
        let value = match byte {
            0 => Some(State::Idle),
            1 => Some(State::Busy),
            9 => Some(State::Fault),
            _ => None,
        };
        assert_eq!(reader.view().ok(), value, "{byte}");
        assert_eq!(reader.try_read().ok(), value, "{byte}");
        assert_eq!(state.try_load().ok(), value, "{byte}");
    }
    spoil(&name, 0, &[8]);
    assert_eq!(bad(reader.view()), words);
    assert_eq!(bad(state.try_load()), words);
    assert!(
        !state.store_if(State::Idle, State::Busy),
        "neither is there"
    );
    assert_eq!(bad(state.try_swap(State::Busy)), words);
    assert!(state.store_if(State::Busy, State::Fault));
    assert_eq!(reader.view(), Ok(State::Fault));
}

#[test]
fn any_bits_but_zero_are_true_for_everybody() {
    let name = Name::unique("live-bool");
    let off = Switches {
        on: [false; 4],
        count: 0,
    };
    let switches = LiveBox::create(&name, off).unwrap();
    let reader = LiveRef::<Switches>::open(&name).unwrap();

    spoil(&name, 0, &[0, 1, 2, 255, 0xff, 0xff, 0xff, 0xff]);

    let on = [false, true, true, true];
    let count = u32::MAX;
    assert_eq!(reader.try_read(), Ok(Switches { on, count }));
    let seen: Vec<bool> = reader.view().on().iter().collect();
    assert_eq!(seen, on);
    assert_eq!(switches.on[3].compare_exchange(true, false), Ok(true));
    assert!(switches.on[2].swap(false));
    assert_eq!(switches.on[2].compare_exchange(true, false), Err(false));
    let seen: Vec<bool> = reader.view().on().iter().collect();
    assert_eq!(seen, [false, true, false, false]);
}

#[test]
fn of_all_who_claim_a_state_one_gets_it() {
    let _watchdog = Watchdog::new("live: one of many", 60);
    let name = Name::unique("live-claim");
    drop(LiveBox::create(&name, (0..100).fold([State::Idle; 100], |all, _| all)).unwrap());

    let won: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let states = LiveBox::<[State; 100]>::open(&name).unwrap();
                let claim = |state: &Live<State>| state.store_if(State::Idle, State::Busy);
                scope.spawn(move || states.iter().filter(|state| claim(state)).count())
            })
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).sum()
    });

    assert_eq!(won, 100);
}

#[test]
fn cells_show_values_as_their_types_do() {
    let name = Name::unique("live-debug");
    let pool = LiveBox::create(&name, POOL).unwrap();
    let reader = LiveRef::<Pool>::open(&name).unwrap();
    spoil(&name, 18, &[8]);

    let worker = "WorkerLive { jobs: 1, level: Low, letter: 'é', slots: 1, state: 8, \
                  gates: [false, true, false], _pad: [0, 0] }";
    assert_eq!(format!("{:?}", pool.workers[0]), worker);
    assert!(format!("{reader:?}").contains("state: Idle"));
    assert!(format!("{:?}", Worker::view(&pool.workers[0])).contains("level: Low"));
}

#[test]
fn the_layout_is_the_same_and_the_schema_has_the_variants() {
    let name = Name::unique("live-schema");
    let _pool = LiveBox::create(&name, POOL).unwrap();
    let schema = LiveRef::<Pool>::open(&name).unwrap().schema().unwrap();

    assert_eq!(schema, Schema::of::<Pool>());
    assert!(schema.to_json().contains("Fault"));
    assert!(matches!(State::DESCRIPTOR.shape(), Shape::Enum(_)));
}

#[test]
fn a_tool_takes_the_bits_of_a_live_truth_value_as_its_readers_do() {
    let name = Name::unique("tool-bool");
    let switches = Switches {
        on: [false, true, false, false],
        count: 0,
    };
    let _writer = LiveBox::<Switches>::options()
        .on_drop(OnDrop::Unlink)
        .create(&name, switches)
        .unwrap();
    spoil(&name, 2, &[7, 128]);
    let typed = LiveRef::<Switches>::open(&name)
        .unwrap()
        .try_read()
        .unwrap();

    let inspector = Inspector::new();
    let reading = inspector.open(&name).unwrap().read().unwrap();

    assert_eq!(typed.on, [false, true, true, true]);
    for (index, is_on) in typed.on.iter().enumerate() {
        let node = reading.node(&format!("on[{index}]")).unwrap();
        assert_eq!(node.content(), Content::Bool(*is_on));
    }
    assert_eq!(inspector.verify(&name).unwrap(), []);
}
