//! Kills writers, readers and waiters at random instants, and looks whether anybody noticed.
//!
//! ```text
//! killstorm [--kills N] [--seed SEED] [--plant FAULT]
//! ```
//!
//! One writer publishes flat out values of 64 bytes, then of 4 KiB, then of 1 MiB; two readers copy
//! and check them, one waits for each with `changed`, and two pin values and look at each twice, some
//! of them after the writer has gone round all slots. One of them at a time is killed by SIGKILL,
//! or stopped and continued, or killed while it is stopped; after each kill a new process takes its
//! place. In between, processes that create, replace and drop an object in a loop are killed.
//!
//! It prints one line. `torn`: values that are not whole, or have changed while they were pinned. `stuck`: a reader that had no value, or a
//! new writer that could not take over, within its attempts. `lost`: a version that went back, a value
//! that is not of its version, or one that the writer had acknowledged before it was killed and that
//! a later read does not have. The status is 0 if all three are.
//!
//! A green run means something because it sees planted faults: `--plant torn` publishes values whose
//! ends are of different rounds, `--plant idle` never takes over, `--plant early` acknowledges before
//! it publishes, `--plant stale` publishes the value before, `--plant loose` erases what readers have
//! pinned.

#![allow(
    unsafe_code,
    reason = "forks, which is a hundred times cheaper than a new program, shares counters with the \
              children, and trusts the writers, which are its own"
)]

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::*};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rustix::mm::{MapFlags, ProtFlags};
use rustix::process::{
    Pid, Signal, WaitOptions, kill_process, set_parent_process_death_signal, waitpid,
};
use shm_typed::{Change, Error, ErrorKind, OnDrop, ReadError, SharedBox, SharedRef, TrustedRef};
use shm_typed_tests::{Name, checked};

/// What the processes count together.
#[derive(Default)]
struct Counters {
    /// The newest version that a writer has published and knows of.
    acknowledged: AtomicU64,
    take_overs: AtomicU64,
    publishes: AtomicU64,
    reads: AtomicU64,
    changes: AtomicU64,
    pins: AtomicU64,
    laps: AtomicU64,
    births: AtomicU64,
    torn: AtomicU64,
    stuck: AtomicU64,
    lost: AtomicU64,
    over: AtomicBool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Plant {
    Nothing,
    Torn,
    Idle,
    Early,
    Stale,
    Loose,
}

/// What a child does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Writer,
    Reader,
    Waiter,
    Pinner,
}

/// How long it may take until a process has begun or ended that nobody keeps from it.
const LONG: Duration = Duration::from_secs(30);
/// How often `try_read` may say that it was lapped, with 1000 attempts each.
const LAPS: u32 = 20;

fn main() -> ExitCode {
    let mut kills = 1000;
    let mut seed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(1, |t| t.subsec_nanos().into());
    let mut plant = Plant::Nothing;
    let args: Vec<String> = std::env::args().skip(1).collect();
    for pair in args.chunks(2) {
        match [pair[0].as_str(), pair.get(1).map_or("", String::as_str)] {
            ["--kills", n] => kills = n.parse().expect("a number of kills"),
            ["--seed", n] => seed = n.parse().expect("a seed"),
            ["--plant", "torn"] => plant = Plant::Torn,
            ["--plant", "idle"] => plant = Plant::Idle,
            ["--plant", "early"] => plant = Plant::Early,
            ["--plant", "stale"] => plant = Plant::Stale,
            ["--plant", "loose"] => plant = Plant::Loose,
            what => panic!("killstorm: what is {what:?}?"),
        }
    }

    let counters = share(Counters::default());
    let random = Random(seed | 1);
    let began = Instant::now();
    let mut tally = Tally::default();
    storm::<8>(counters, kills / 2, random.fork(1), plant, &mut tally);
    storm::<512>(counters, kills / 3, random.fork(2), plant, &mut tally);
    let rest = kills - kills / 2 - kills / 3;
    storm::<131_072>(counters, rest, random.fork(3), plant, &mut tally);

    let of = |counter: &AtomicU64| counter.load(Relaxed);
    let (torn, stuck, lost) = (of(&counters.torn), of(&counters.stuck), of(&counters.lost));
    println!(
        "kills={} torn={torn} stuck={stuck} lost={lost} seed={seed} killed: writers={} readers={} \
         waiters={} pinners={} births={}; stops={} of which killed={} take-overs={} publishes={} \
         reads={} laps={} changes={} pins={} created={} in {:.1} s",
        tally.writers + tally.readers + tally.waiters + tally.pinners + tally.births,
        tally.writers,
        tally.readers,
        tally.waiters,
        tally.pinners,
        tally.births,
        tally.stops,
        tally.stopped_kills,
        of(&counters.take_overs),
        of(&counters.publishes),
        of(&counters.reads),
        of(&counters.laps),
        of(&counters.changes),
        of(&counters.pins),
        of(&counters.births),
        began.elapsed().as_secs_f64(),
    );
    ExitCode::from(u8::from(torn + stuck + lost != 0))
}

/// What the parent did.
#[derive(Default)]
struct Tally {
    writers: u64,
    readers: u64,
    waiters: u64,
    pinners: u64,
    births: u64,
    stops: u64,
    stopped_kills: u64,
}

/// `kills` kills around one object with values of `N` words.
fn storm<const N: usize>(
    counters: &'static Counters,
    kills: u64,
    mut random: Random,
    plant: Plant,
    tally: &mut Tally,
) {
    let name = Name::unique("storm");
    let nursery = Name::unique("nursery");
    let keep = SharedBox::<[u64; N]>::options()
        .on_drop(OnDrop::Keep)
        .pinning_readers(3);
    drop(
        keep.create_with(&name, |value| checked::set(value, 1))
            .expect("the object is made"),
    );
    counters.acknowledged.store(1, SeqCst);
    counters.over.store(false, SeqCst);
    let start = |role| spawn(|| child::<N>(role, &name, counters, plant));
    let witness = SharedRef::<[u64; N]>::open(&name).expect("the object is there");
    let mut value = boxed::<N>();
    let mut last = 1;
    // Held through the whole storm.
    let mut holder = trust(&witness).expect("the first place");
    let held = holder.pin();

    let mut writer = start_writer(counters, || start(Role::Writer));
    let mut others = [
        Role::Reader,
        Role::Reader,
        Role::Waiter,
        Role::Pinner,
        Role::Pinner,
    ]
    .map(|role| (role, start(role)));
    let mut done = 0;
    while done < kills && counters.stuck.load(Relaxed) == 0 {
        let die = random.below(100);
        if die < 10 {
            give_birth::<N>(&nursery, counters, &mut random);
            tally.births += 1;
            done += 1;
            continue;
        }
        random.pause(1500);
        let is_writer = die < 70;
        let which = random.index(others.len());
        let victim = if is_writer { writer } else { others[which].1 };
        // One in five is stopped for a while, and one of two of those never goes on.
        if random.below(5) == 0 {
            signal(victim, Signal::STOP);
            tally.stops += 1;
            if is_writer {
                let refused = SharedBox::<[u64; N]>::open(&name).map(drop).unwrap_err();
                assert!(refused.kind() == ErrorKind::WriterTaken, "{refused}");
            }
            random.pause(1500);
            if random.below(2) == 0 {
                signal(victim, Signal::CONT);
                continue;
            }
            tally.stopped_kills += 1;
        }
        kill(victim);
        done += 1;
        if !is_writer {
            let (role, pid) = &mut others[which];
            match role {
                Role::Waiter => tally.waiters += 1,
                Role::Pinner => tally.pinners += 1,
                _ => tally.readers += 1,
            }
            *pid = start(*role);
            continue;
        }
        tally.writers += 1;
        // What it said before its death is there, and what was there before that.
        let known = counters.acknowledged.load(SeqCst);
        let version = witness.read_into(&mut value);
        last = check(counters, version, &value[..], last.max(known));
        // A reader that comes now finds the same.
        match SharedRef::<[u64; N]>::open(&name) {
            Ok(reader) if reader.version() == last => {}
            Ok(_) => add(&counters.lost),
            Err(_) => add(&counters.stuck),
        }
        writer = start_writer(counters, || start(Role::Writer));
    }

    counters.over.store(true, SeqCst);
    for (_, pid) in others {
        end(counters, pid);
    }
    kill(writer);
    check(counters, held.version(), &held[..], 1);
    shm_typed::remove(&name).expect("nobody holds it");
    assert_eq!(name.files(), [""; 0]);
}

/// Starts a writer, and waits until it has taken over.
fn start_writer(counters: &Counters, start: impl FnOnce() -> Pid) -> Pid {
    let before = counters.take_overs.load(SeqCst);
    let pid = start();
    let began = Instant::now();
    while counters.take_overs.load(SeqCst) == before {
        let has_ended = !matches!(waitpid(Some(pid), WaitOptions::NOHANG), Ok(None));
        if has_ended || began.elapsed() > LONG {
            add(&counters.stuck);
            break;
        }
        thread::yield_now();
    }
    pid
}

/// Counts what is wrong with a value of `version` that is read after version `known` was there;
/// returns its version.
fn check(counters: &Counters, version: u64, value: &[u64], known: u64) -> u64 {
    match checked::round(value) {
        None => add(&counters.torn),
        Some(round) if round != version || version < known => add(&counters.lost),
        Some(_) => {}
    }
    version
}

/// Kills a process that makes objects and ends them, at a random instant; the next one is to find
/// the name free or an object to go on with, and to leave nothing.
fn give_birth<const N: usize>(name: &Name, counters: &'static Counters, random: &mut Random) {
    let mut life = random.fork(u64::from(random.0 as u32));
    let pid = spawn(|| {
        loop {
            let keep = if life.below(2) == 0 {
                OnDrop::Keep
            } else {
                OnDrop::Unlink
            };
            let options = SharedBox::<[u64; N]>::options().on_drop(keep);
            let mut value = boxed::<N>();
            checked::set(&mut value[..], 1);
            let made = match life.below(3) {
                0 => options.create_with(name, |value| checked::set(value, 1)),
                1 => options.open(name),
                // Large ones would be moved over the stack.
                _ if N > 1024 => options.open(name),
                _ => options.replace(name, *value),
            };
            let mut writer = match made {
                Ok(writer) => writer,
                Err(error) => {
                    // The one that was chosen does not suit what is there: another time.
                    let fits = [ErrorKind::NotFound, ErrorKind::AlreadyExists];
                    if !fits.contains(&error.kind()) {
                        add(&counters.stuck);
                    }
                    continue;
                }
            };
            let next = writer.version() + 1;
            checked::set(&mut value[..], next);
            writer.publish(&value);
            drop(writer);
            add(&counters.births);
        }
    });
    random.pause(1500);
    kill(pid);
    let mut found = boxed::<N>();
    if let Ok(reader) = SharedRef::<[u64; N]>::open(name) {
        let version = reader.read_into(&mut found);
        check(counters, version, &found[..], 1);
    }
    let options = SharedBox::<[u64; N]>::options();
    let next = match options.open(name) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            options.create_with(name, |value| checked::set(value, 1))
        }
        done => done,
    };
    match next {
        Ok(writer) => drop(writer),
        Err(_) => add(&counters.stuck),
    }
    if !name.files().is_empty() {
        add(&counters.stuck);
    }
}

/// What a child does until it is killed, or until all is over.
fn child<const N: usize>(role: Role, name: &str, counters: &Counters, plant: Plant) {
    match role {
        Role::Writer => write::<N>(name, counters, plant),
        Role::Reader => read::<N>(name, counters),
        Role::Waiter => wait::<N>(name, counters),
        Role::Pinner => pin::<N>(name, counters, plant),
    }
}

fn write<const N: usize>(name: &str, counters: &Counters, plant: Plant) {
    if plant == Plant::Idle {
        return;
    }
    // One attempt: the one before is dead.
    let Ok(mut writer) = SharedBox::<[u64; N]>::open(name) else {
        return;
    };
    let mut value = boxed::<N>();
    if checked::round(&writer[..]) != Some(writer.version())
        || writer.version() < counters.acknowledged.load(SeqCst)
    {
        add(&counters.lost);
    }
    add(&counters.take_overs);
    loop {
        let next = writer.version() + 1;
        checked::set(&mut value[..], next);
        match plant {
            Plant::Torn if next % 64 == 0 => value[N - 1] ^= 1,
            Plant::Stale if next % 64 == 0 => checked::set(&mut value[..], next - 1),
            Plant::Early => counters.acknowledged.store(next, SeqCst),
            _ => {}
        }
        // A lap by parts, and a lap of whole values.
        if next % 32 < 16 {
            writer.update_with(|mut parts| {
                let (first, second) = value.split_at(N / 2);
                parts.range(..N / 2).expect("half").copy_from_slice(first);
                parts.range(N / 2..).expect("half").copy_from_slice(second);
            });
        } else {
            writer.publish(&value);
        }
        counters.acknowledged.store(next, SeqCst);
        counters.publishes.fetch_add(1, Relaxed);
    }
}

/// Reads one value in a bounded number of attempts and checks it; its version.
fn read_one<const N: usize>(
    reader: &SharedRef<[u64; N]>,
    counters: &Counters,
    last: u64,
) -> Option<u64> {
    let known = counters.acknowledged.load(SeqCst).max(last);
    for _ in 0..LAPS {
        match reader.try_read() {
            Ok(value) => {
                // The value says of which version it is.
                let version = checked::round(&value).unwrap_or(known);
                return Some(check(counters, version, &value, known));
            }
            Err(ReadError::Lapped) => add(&counters.laps),
            Err(_) => break,
        };
    }
    add(&counters.stuck);
    None
}

fn read<const N: usize>(name: &str, counters: &Counters) {
    let Ok(reader) = SharedRef::<[u64; N]>::open(name) else {
        return add(&counters.stuck);
    };
    let mut last = 0;
    while !counters.over.load(Relaxed) {
        let Some(version) = read_one(&reader, counters, last) else {
            return;
        };
        last = version;
        add(&counters.reads);
    }
}

fn wait<const N: usize>(name: &str, counters: &Counters) {
    let Ok(reader) = SharedRef::<[u64; N]>::open(name) else {
        return add(&counters.stuck);
    };
    let mut last = 0;
    while !counters.over.load(Relaxed) {
        let known = counters.acknowledged.load(SeqCst);
        match reader.changed(Duration::from_secs(5)) {
            Change::Published => {}
            // The writer may have been stopped, but not while others have seen a newer value.
            Change::TimedOut if known <= last => continue,
            _ => return add(&counters.stuck),
        }
        let Some(version) = read_one(&reader, counters, last) else {
            return;
        };
        last = version;
        add(&counters.changes);
    }
}

fn trust<const N: usize>(reader: &SharedRef<[u64; N]>) -> Result<TrustedRef<[u64; N]>, Error> {
    // SAFETY: nothing but this program opens its objects, and no child looks at what its parent has
    // pinned. (What is planted breaks the rest, and is to be seen.)
    unsafe { reader.trust_writer() }
}

fn pin<const N: usize>(name: &str, counters: &Counters, plant: Plant) {
    let handle = SharedRef::<[u64; N]>::open(name).and_then(|reader| trust(&reader));
    // There is a place for each, since the one before is dead.
    let Ok(mut handle) = handle else {
        return add(&counters.stuck);
    };
    let mut last = 0;
    let mut turn = 0_u64;
    while !counters.over.load(Relaxed) {
        let known = counters.acknowledged.load(SeqCst).max(last);
        let value = handle.pin();
        last = check(counters, value.version(), &value[..], known);
        if plant == Plant::Loose {
            let table = OpenOptions::new()
                .write(true)
                .open(format!("/dev/shm/{name}.readers"));
            let _ = table.and_then(|table| table.write_all_at(&[0; 3 * 64], 256));
        }
        turn += 1;
        if turn.is_multiple_of(16) {
            // Until the writer has been in every slot, or takes too long, since it is stopped, say.
            for _ in 0..10_000 {
                if counters.acknowledged.load(SeqCst) > last + 16 {
                    break;
                }
                thread::yield_now();
            }
        }
        // Whether it was overwritten in part or whole by now is a matter of time.
        if checked::round(&value[..]) != Some(last) {
            add(&counters.torn);
        }
        add(&counters.pins);
    }
}

fn boxed<const N: usize>() -> Box<[u64; N]> {
    vec![0; N]
        .into_boxed_slice()
        .try_into()
        .expect("as many as asked for")
}

// --- processes ----------------------------------------------------------------------------------

/// Forks a child that does `what` and ends.
fn spawn(what: impl FnOnce()) -> Pid {
    // SAFETY: this process has one thread, so the child finds no lock held and no state half changed.
    let pid = unsafe { libc::fork() };
    match Pid::from_raw(pid) {
        None => {
            // If the parent is killed, so is the child.
            let _ = set_parent_process_death_signal(Some(Signal::KILL));
            what();
            // SAFETY: ends the process at once. Nothing of the parent's is to be dropped or flushed
            // here.
            unsafe { libc::_exit(0) }
        }
        Some(pid) => {
            assert!(pid.as_raw_nonzero().get() > 0, "fork");
            pid
        }
    }
}

fn signal(pid: Pid, signal: Signal) {
    // One that has ended by itself has counted why.
    let _ = kill_process(pid, signal);
}

fn kill(pid: Pid) {
    signal(pid, Signal::KILL);
    let _ = waitpid(Some(pid), WaitOptions::empty());
}

/// Waits for a child that has been told to end.
fn end(counters: &Counters, pid: Pid) {
    signal(pid, Signal::CONT);
    let began = Instant::now();
    while matches!(waitpid(Some(pid), WaitOptions::NOHANG), Ok(None)) {
        if began.elapsed() > LONG {
            add(&counters.stuck);
            return kill(pid);
        }
        thread::sleep(Duration::from_millis(1));
    }
}

fn add(counter: &AtomicU64) {
    counter.fetch_add(1, Relaxed);
}

/// Puts counters where children share them.
fn share(counters: Counters) -> &'static Counters {
    // SAFETY: a new private range, wherever the kernel likes.
    let page = unsafe {
        rustix::mm::mmap_anonymous(
            std::ptr::null_mut(),
            size_of::<Counters>(),
            ProtFlags::READ | ProtFlags::WRITE,
            MapFlags::SHARED,
        )
    }
    .expect("memory")
    .cast::<Counters>();
    // SAFETY: a page of its own, aligned, and large enough.
    unsafe { page.write(counters) };
    // SAFETY: never unmapped; from here on only its atomics are used.
    unsafe { &*page }
}

// --- chance -------------------------------------------------------------------------------------

/// Xorshift: the same storm for the same seed, as far as the scheduler allows.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 11) % n
    }

    fn index(&mut self, n: usize) -> usize {
        self.below(n as u64) as usize
    }

    /// Up to `micros` microseconds, and every fourth time none at all, which hits beginnings.
    fn pause(&mut self, micros: u64) {
        if self.below(4) != 0 {
            thread::sleep(Duration::from_micros(self.below(micros)));
        }
    }

    fn fork(&self, n: u64) -> Self {
        Self((self.0 ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15)) | 1)
    }
}
