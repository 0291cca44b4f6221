// A reader has no way to write.
use shm_typed::LiveRef;

fn main() {
    let reader = LiveRef::<[u64; 2]>::open("counters").unwrap();
    reader.view().at(0).add(1);
    reader[0].store(1);
}
