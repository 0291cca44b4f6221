//! The page.

use std::fmt::Write;

use super::table::Table;
use super::{Report, format, losses};
use crate::case::uncontended;
use crate::case::{crash, hostile, hot, life, live, pin, readers, size_name, wake};
use crate::contender::ours;
use crate::job::Job;
use crate::payload;

/// What is put in place of a number that does not exist.
const NONE: &str = "–";

pub fn page(report: &Report) -> String {
    let mut out = String::new();
    head(report, &mut out);
    for job in Job::ALL {
        uncontended(report, job, &mut out);
    }
    pins(report, &mut out);
    hostile_readers(report, &mut out);
    for size in hot::SIZES {
        hot_writer(report, size, &mut out);
    }
    many_readers(report, &mut out);
    counters(report, &mut out);
    life(report, &mut out);
    waking(report, &mut out);
    nobody(report, &mut out);
    crashes(report, &mut out);
    losing(report, &mut out);
    out
}

fn head(report: &Report, out: &mut String) {
    let machine = &report.machine;
    let versions: Vec<String> = machine
        .versions
        .iter()
        .map(|(name, version)| format!("{name} {version}"))
        .collect();
    *out += "# shm-typed beside its rivals\n\n";
    if report.is_quick {
        *out += "**A quick run, which shows that every case works. The numbers mean nothing.**\n\n";
    }
    if machine.was_busy() {
        *out += "**The machine was busy (see the load): of these numbers only the coarse ratios mean \
                 something.**\n\n";
    }
    let _ = write!(
        out,
        "{}\\\n{}\n\n",
        machine.line(&report.load_after),
        versions.join(" · "),
    );
    *out += "Made by `cargo run --release --manifest-path benches/Cargo.toml`. Medians over interleaved \
             batches; the lowest and highest batch are in `latest.json`. × is relative to shm-typed, and \
             a second × to the limit: above 1 is slower.\n";
}

/// `17.9 ns · 7.8× · 22×`.
fn cell(report: &Report, case: &str, who: &str, metric: &str, limit: &str) -> String {
    let Some(value) = report.results.get(case, who, metric) else {
        return NONE.to_owned();
    };
    let ratio = |to| match report.results.get(case, to, metric) {
        Some(base) => format::ratio(value / base),
        None => NONE.to_owned(),
    };
    format!(
        "{} · {} · {}",
        format::time(value),
        ratio(ours::NAME),
        ratio(limit)
    )
}

fn is_ours(who: &str) -> bool {
    who.starts_with(ours::NAME)
}

fn uncontended(report: &Report, job: Job, out: &mut String) {
    let whos = report.results.contenders(&format!("{}/", job.name()));
    if whos.is_empty() {
        return;
    }
    *out += match job {
        Job::Read => {
            "\n## Read: the value in hand\n\n\
             In a buffer of the reader's; a pin and mmap-sync lend the value where it is instead, which \
             costs the same for every size. For the socket and the pipe: one message sent and received by one \
             thread, so without a switch to another. Time · × shm-typed · × memcpy.\n\n"
        }
        Job::Sum => {
            "\n## Read and use every word\n\n\
             The same, and the sum of it: what a copy costs that a view does not. `fold` hands out chunks \
             of 2 KiB, each checked before it is seen.\n\n"
        }
        Job::Field => {
            "\n## Read one field\n\n\
             A word in the middle. iceoryx2, ringfire and the tutorials have no way but to read the whole \
             value.\n\n"
        }
        Job::Fields => {
            "\n## Read two fields of one value\n\n\
             The first word and the middle one, by `read_with`; `memcpy` and \"shared_memory, memcpy\" \
             do not care whether they belong together.\n\n"
        }
        Job::Write => {
            "\n## Write: one value published\n\n\
             With nobody reading or waiting. shm-typed also looks whether somebody waits.\n\n"
        }
        Job::Update => {
            "\n## Change one field, and publish\n\n\
             By `update`, by the guard of `write`, and by `update_with`, which stores what was changed. The others change a copy of their own and write \
             it.\n\n"
        }
    };
    let case = |size: usize| format!("{}/{}", job.name(), size_name(size));
    let was_run = |size: &usize| !report.results.contenders(&case(*size)).is_empty();
    let sizes: Vec<usize> = uncontended::SIZES.into_iter().filter(was_run).collect();
    let heads = sizes.iter().map(|size| payload::size(*size));
    let mut table = Table::new(std::iter::once(String::new()).chain(heads));
    for who in whos {
        let cells = sizes
            .iter()
            .map(|size| cell(report, &case(*size), who, "time", "memcpy"));
        table.row(who, is_ours(who), cells);
    }
    *out += &table.render();
}

fn pins(report: &Report, out: &mut String) {
    let whos = report.results.contenders("pin/");
    if whos.is_empty() {
        return;
    }
    *out += "\n## Have a value lent, and give it back\n\n\
             `pin` of a reader that trusts the writer, and the end of the pin: what it lends stays as it is so \
             long. So does mmap-sync's view, until the grace that the writer gives is over. The others copy. Time · \
             × shm-typed's copy · × memcpy.\n\n";
    let heads = pin::SIZES.map(payload::size);
    let mut table = Table::new(std::iter::once(String::new()).chain(heads));
    for who in whos {
        let cells = pin::SIZES.map(|size| cell(report, &pin::case(size), who, "time", "memcpy"));
        table.row(who, is_ours(who), cells);
    }
    *out += &table.render();
}

fn hostile_readers(report: &Report, out: &mut String) {
    let whos = report.results.contenders(hostile::CASE);
    if whos.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "\n## Publish {} while readers that have it lent are killed, stopped, and write nonsense\n\n\
         The writer has a processor for itself and times every publish, which the clock makes some 15 ns longer. On the \
         other processor one reader has the value lent and is stopped (`SIGSTOP`), one is killed (`kill -9`) and \
         replaced again and again, one has it lent without a pause, and for shm-typed one process writes nonsense into the reader \
         table without a pause. \"Elsewhere\" they do the same to another object: what that \
         does to the writer, the machine does.\n\n",
        payload::size(hostile::SIZE)
    );
    let mut table = Table::new(["", "the readers are"].into_iter().chain(hostile::METRICS));
    for who in whos {
        for beside in hostile::Beside::ALL {
            let get = |metric| report.results.get(&beside.case(), who, metric);
            let cells = hostile::METRICS.map(|metric| text(get(metric), format::time));
            let cells = [beside.name().to_owned()].into_iter().chain(cells);
            table.row(who, is_ours(who), cells);
        }
    }
    *out += &table.render();
}

fn hot_writer(report: &Report, size: usize, out: &mut String) {
    let case = format!("hot/{}", size_name(size));
    let whos = report.results.contenders(&case);
    if whos.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "\n## Read {} against a writer without a pause\n\n\
         In another process, on the other processor. Every value is checked, within the time; `memcpy` \
         has no writer, and shows what the check and the clock cost. For the socket and the pipe a read \
         is a message received. × is of reads/s, relative to shm-typed: below 1 is slower.\n\n",
        payload::size(size)
    );
    let get = |who: &str, metric: &str| report.results.get(&case, who, metric);
    let mut table = Table::new([
        "",
        "reads",
        "×",
        "p50",
        "p99",
        "p99.9",
        "max",
        "torn values",
        "writes",
    ]);
    for who in whos {
        let reads = get(who, "reads");
        let ratio = reads.zip(get(ours::NAME, "reads")).map(|(a, b)| a / b);
        let mut cells = vec![text(reads, format::rate), text(ratio, format::ratio)];
        for metric in ["p50", "p99", "p99.9", "max"] {
            cells.push(text(get(who, metric), format::time));
        }
        cells.push(text(get(who, "torn"), |n| format!("{n:.0}")));
        cells.push(text(get(who, "writes"), format::rate));
        table.row(who, is_ours(who), cells);
    }
    *out += &table.render();
}

fn text(value: Option<f64>, format: impl Fn(f64) -> String) -> String {
    value.map_or_else(|| NONE.to_owned(), format)
}

fn many_readers(report: &Report, out: &mut String) {
    let whos = report.results.contenders("readers/");
    if whos.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "\n## Readers at once\n\n\
         So many processes read {} on {} processors while nobody writes: reads per second of all of them \
         together, every value checked. × is relative to one reader of the same contender: as many as \
         there are processors is the best there can be.\n\n",
        payload::size(readers::SIZE),
        report.machine.all_cpus,
    );
    let heads = readers::COUNTS.map(|count| match count {
        1 => "1 reader".to_owned(),
        _ => format!("{count} readers"),
    });
    let mut table = Table::new(std::iter::once(String::new()).chain(heads));
    for who in whos {
        let get = |count| report.results.get(&readers::case(count), who, "reads");
        let cells = readers::COUNTS.map(|count| match (get(count), get(1)) {
            (Some(reads), Some(one)) => {
                format!("{} · {}", format::rate(reads), format::ratio(reads / one))
            }
            (reads, _) => text(reads, format::rate),
        });
        table.row(who, is_ours(who), cells);
    }
    *out += &table.render();
}

fn counters(report: &Report, out: &mut String) {
    let whos = report.results.contenders("add/");
    if whos.is_empty() {
        return;
    }
    *out += "\n## Add to a counter\n\n\
             In a live object by `add`, and in private memory by the bare instruction. One addition of each \
             thread; two threads have a processor each. Time · × shm-typed · × bare.\n\n";
    let heads = live::Way::ALL.map(|way| way.case().trim_start_matches("add/"));
    let mut table = Table::new([""].into_iter().chain(heads));
    for who in whos {
        let cells = live::Way::ALL.map(|way| cell(report, way.case(), who, "time", live::BARE));
        table.row(who, is_ours(who), cells);
    }
    *out += &table.render();
}

fn life(report: &Report, out: &mut String) {
    let cases = [
        "create",
        life::FIRST,
        "open",
        life::CLOSE[0],
        life::CLOSE[1],
    ];
    // Everybody in one case is in the others, unless only one was run.
    let whos = cases.map(|case| report.results.contenders(case));
    let whos = whos.into_iter().max_by_key(Vec::len).unwrap_or_default();
    if whos.is_empty() {
        return;
    }
    *out += "\n## Create, open, close\n\n\
             64 B: until the first value is published, and until it is read. The bench has more than one \
             thread. Bare system calls: \
             `open`, `ftruncate` or `fstat`, `mmap`, `close`, and no check of anything. By hand there is \
             nothing to create, open and close but what each value needs. Time · × shm-typed · × bare calls.\n\n";
    let mut table = Table::new([""].into_iter().chain(cases));
    for who in whos {
        let cells = cases.map(|case| cell(report, case, who, "time", "bare system calls"));
        table.row(who, is_ours(who), cells);
    }
    *out += &table.render();
}

fn waking(report: &Report, out: &mut String) {
    let whos = report.results.contenders(wake::WAKE);
    if whos.is_empty() {
        return;
    }
    *out += "\n## Wake-up\n\n\
             From before 64 B are published until a process that slept for it, on the other processor, \
             has it. Time · × shm-typed · × bare futex.\n\n";
    let mut table = Table::new(["", "p50", "p99", "p99.9", "max"]);
    for who in whos {
        let cells = ["p50", "p99", "p99.9", "max"]
            .map(|metric| cell(report, wake::WAKE, who, metric, wake::BARE));
        table.row(who, is_ours(who), cells);
    }
    *out += &table.render();
}

fn nobody(report: &Report, out: &mut String) {
    let whos = report.results.contenders(wake::NOBODY);
    if whos.is_empty() {
        return;
    }
    *out += "\n## Publish 64 B with nobody waiting\n\n\
             The bare futex has to ask the kernel whether somebody sleeps. Time · × shm-typed · × bare \
             futex.\n\n";
    let mut table = Table::new(["", "time"]);
    for who in whos {
        let cells = [cell(report, wake::NOBODY, who, "time", wake::BARE)];
        table.row(who, is_ours(who), cells);
    }
    *out += &table.render();
}

fn crashes(report: &Report, out: &mut String) {
    let whos = report.results.contenders(crash::CASE);
    if whos.is_empty() {
        return;
    }
    *out += "\n## After `kill -9` of a writer\n\n\
             That writes 1 MiB without a pause, with one reader attached. A new writer tries for \
             half a second. Of so many kills:\n\n";
    let heads = crash::COUNTS.map(|(_, head)| head);
    let mut table = Table::new(
        ["", "kills"]
            .into_iter()
            .chain(heads)
            .chain(["takes (median)"]),
    );
    for who in whos {
        let get = |metric: &str| report.results.get(crash::CASE, who, metric);
        let count = |n: f64| format!("{n:.0}");
        let mut cells = vec![text(get("kills"), count)];
        cells.extend(crash::COUNTS.map(|(metric, _)| text(get(metric), count)));
        cells.push(text(get("takeover time"), format::time));
        table.row(who, is_ours(who), cells);
    }
    *out += &table.render();
    for note in report
        .results
        .notes
        .iter()
        .filter(|note| note.starts_with(crash::CASE))
    {
        let _ = write!(out, "\n`{note}`\n");
    }
}

fn losing(report: &Report, out: &mut String) {
    *out += "\n## Where shm-typed loses\n\n\
             Every case above in which a rival was more than 5 % better than the best way of this library, and by how much:\n\n";
    let sentences = losses::sentences(&report.results);
    if sentences.is_empty() {
        *out += "- none in this run\n";
    }
    for sentence in sentences {
        let _ = writeln!(out, "- {sentence}");
    }
}
