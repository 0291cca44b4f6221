//! A process of its own that counts in a live object of `Tally`.
//!
//! ```text
//! bumper NAME WORKER ROUNDS    opens NAME, prints `ready`, waits for a line, counts ROUNDS times (0: for ever)
//! ```

use shm_typed::{Error, LiveBox};
use shm_typed_tests::tally::Tally;

fn main() -> Result<(), Error> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [name, worker, rounds] = &args[..] else {
        panic!("bumper: what is {args:?}?");
    };
    let worker: u8 = worker.parse().expect("a number");
    let rounds: u64 = rounds.parse().expect("a number");
    let tally = LiveBox::<Tally>::open(name)?;
    println!("ready");
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .expect("its input can be read");
    let place = usize::from(worker);
    let number = i32::from(worker) + 1;
    let mut round = 0;
    while rounds == 0 || round < rounds {
        round += 1;
        tally.sum.add(1);
        tally.halves.add(0.5);
        tally.most.max(number);
        tally.least.min(-number);
        tally.small[place % 8].add(1);
        tally.each[place].add(1);
    }
    Ok(())
}
