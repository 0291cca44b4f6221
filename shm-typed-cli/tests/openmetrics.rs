//! Promise: `export` and `serve` give OpenMetrics that Prometheus's own parser takes, with the values that the
//! objects have.
//!
//! The parser is `prometheus_client` of PyPI, in an environment of its own: this needs python3 with its `venv`.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use serde_json::Value;
use shm_typed::{FixedStr, OnDrop, Shared};
use shm_typed_tests::{Watchdog, tally::Tally};

use kit::{Folder, Gear};

#[test]
#[ignore = "a process of its own"]
fn hold() {
    kit::hold();
}

/// Where the parser is; installed once.
static PYTHON: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prometheus-client-0.26");
    let python = folder.join("bin/python");
    let done = folder.join("done");
    if !done.exists() {
        let run = |program: &Path, args: &[&str]| {
            let output = Command::new(program).args(args).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{program:?} {args:?}: {said}");
        };
        let to = folder.to_str().unwrap();
        run(Path::new("python3"), &["-m", "venv", "--clear", to]);
        run(
            &python,
            &[
                "-m",
                "pip",
                "install",
                "--quiet",
                "prometheus_client==0.26.0",
            ],
        );
        fs::write(done, "").unwrap();
    }
    python
});

/// What the parser understood: of each sample its value as Python writes it, by its name and labels.
struct Parsed {
    families: Vec<Value>,
    samples: BTreeMap<String, String>,
}

impl Parsed {
    fn new(text: &str) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openmetrics/parse.py");
        let mut child = Command::new(&*PYTHON)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}\n{text}");
        let families: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        let mut samples = BTreeMap::new();
        for family in &families {
            for sample in family["samples"].as_array().unwrap() {
                let labels: BTreeMap<String, String> =
                    serde_json::from_value(sample[1].clone()).unwrap();
                let labels: Vec<String> = labels
                    .iter()
                    .map(|(name, value)| format!("{name}={value}"))
                    .collect();
                let key = format!("{}{{{}}}", sample[0].as_str().unwrap(), labels.join(","));
                let before = samples.insert(key.clone(), sample[2].as_str().unwrap().to_owned());
                assert_eq!(before, None, "{key} is there twice");
            }
        }
        Self { families, samples }
    }

    fn family(&self, name: &str) -> (&str, &str, &str) {
        let family = self.families.iter().find(|family| family["name"] == name);
        let family = family.unwrap_or_else(|| panic!("no {name}"));
        let text = |member: &str| family[member].as_str().unwrap();
        (text("type"), text("unit"), text("help"))
    }

    fn get(&self, sample: &str) -> Option<&str> {
        self.samples.get(sample).map(String::as_str)
    }
}

/// Of every sort of metric.
#[derive(Clone, Copy, Shared)]
#[shared(checked)]
#[repr(C)]
struct Service {
    /// Time that requests waited.
    #[shared(unit = "ms", kind = "counter")]
    wait_ms: u64,
    #[shared(kind = "counter")]
    requests_total: u64,
    #[shared(kind = "counter")]
    negative: i64,
    #[shared(unit = "%", kind = "gauge")]
    load: f64,
    #[shared(unit = "KiB", kind = "gauge")]
    heap: u32,
    #[shared(kind = "flags")]
    flags: u8,
    ready: bool,
    gear: Gear,
    _pad: u8,
    #[shared(unit = "ns", kind = "timestamp")]
    started: u64,
    #[shared(unit = "°C", kind = "gauge", invalid = -300)]
    temperatures: [i32; 2],
    ratio: f32,
    #[shared(unit = "B/ms", kind = "gauge")]
    speed: u32,
    #[shared(sensitive)]
    key: u64,
    label: FixedStr<24>,
    endless: f64,
}

fn service() -> Service {
    Service {
        wait_ms: 1500,
        requests_total: u64::MAX,
        negative: -1,
        load: 12.5,
        heap: 3,
        flags: 0b101,
        ready: true,
        gear: Gear::First,
        _pad: 0,
        started: 1_700_000_000_250_000_000,
        temperatures: [-300, 21],
        ratio: 0.1,
        speed: 2,
        key: 48879,
        label: "a\"b\\c\nd\u{1b}[2J".parse().unwrap(),
        endless: f64::NEG_INFINITY,
    }
}

#[test]
fn the_parser_has_the_values_in_base_units() {
    let _watchdog = Watchdog::new("the parser", 300);
    let folder = Folder::new("cli-metrics");
    let options = folder.options().publish_time(true);
    let mut writer = options.create("api", service()).unwrap();
    writer.update(|service| service.heap = 4);

    let text = folder.run(&["export", "--openmetrics"]).text();
    let parsed = Parsed::new(&text);

    assert!(text.ends_with("# EOF\n"));
    assert!(
        !text.contains("48879") && !text.contains('\u{1b}'),
        "{text}"
    );
    for (name, family) in [
        (
            "shm_service_wait_seconds",
            ("counter", "seconds", "Time that requests waited."),
        ),
        ("shm_service_requests", ("counter", "", "")),
        ("shm_service_load_ratio", ("gauge", "ratio", "")),
        ("shm_service_heap_bytes", ("gauge", "bytes", "")),
        ("shm_service_flags", ("stateset", "", "")),
        ("shm_service_ready", ("gauge", "", "")),
        ("shm_service_gear", ("stateset", "", "")),
        (
            "shm_service_started_timestamp_seconds",
            ("gauge", "seconds", ""),
        ),
        ("shm_service_temperatures_celsius", ("gauge", "celsius", "")),
        ("shm_service_ratio", ("unknown", "", "")),
        (
            "shm_service_speed_bytes_per_second",
            ("gauge", "bytes_per_second", ""),
        ),
        ("shm_service_label", ("info", "", "")),
    ] {
        assert_eq!(parsed.family(name), family, "{name}");
    }
    for (sample, value) in [
        ("shm_service_wait_seconds_total{object=api}", "1.5"),
        (
            "shm_service_requests_total{object=api}",
            "1.8446744073709552e+19",
        ),
        ("shm_service_load_ratio{object=api}", "0.125"),
        ("shm_service_heap_bytes{object=api}", "4096.0"),
        (
            "shm_service_flags{object=api,shm_service_flags=bit_0}",
            "1.0",
        ),
        (
            "shm_service_flags{object=api,shm_service_flags=bit_1}",
            "0.0",
        ),
        (
            "shm_service_flags{object=api,shm_service_flags=bit_2}",
            "1.0",
        ),
        ("shm_service_ready{object=api}", "1.0"),
        ("shm_service_gear{object=api,shm_service_gear=First}", "1.0"),
        (
            "shm_service_gear{object=api,shm_service_gear=Neutral}",
            "0.0",
        ),
        (
            "shm_service_started_timestamp_seconds{object=api}",
            "1700000000.25",
        ),
        (
            "shm_service_temperatures_celsius{index=1,object=api}",
            "21.0",
        ),
        ("shm_service_ratio{object=api}", "0.1"),
        ("shm_service_speed_bytes_per_second{object=api}", "2000.0"),
        (
            "shm_service_label_info{object=api,value=a\"b\\c\nd\\u{1b}[2J}",
            "1.0",
        ),
        ("shm_service_endless{object=api}", "-inf"),
        ("shm_object_up{object=api}", "1.0"),
        ("shm_object_generation{object=api}", "1.0"),
        ("shm_object_publishes_total{object=api}", "2.0"),
        (
            "shm_object_writer_state{object=api,shm_object_writer_state=live}",
            "1.0",
        ),
    ] {
        // The parser may give an integer where the text has one.
        let found = parsed
            .get(sample)
            .map(|found| found.parse::<f64>().unwrap());
        assert_eq!(found, Some(value.parse().unwrap()), "{sample}\n{text}");
    }
    // What means "none", and a counter that no parser would take.
    assert_eq!(
        parsed.get("shm_service_temperatures_celsius{index=0,object=api}"),
        None
    );
    assert_eq!(parsed.get("shm_service_negative_total{object=api}"), None);
    for sample in [
        "shm_service_wait_seconds_created{object=api}",
        "shm_object_last_publish_timestamp_seconds{object=api}",
        "shm_object_writer_start_timestamp_seconds{object=api}",
    ] {
        let seconds: f64 = parsed.get(sample).unwrap().parse().unwrap();
        assert!(seconds > 1.7e9, "{sample} {seconds}");
    }
}

/// What is different each time, as what it is.
fn steady(text: &str) -> String {
    let lines = text.lines().map(|line| match line.rsplit_once(' ') {
        Some((name, _)) if name.contains("_created{") || name.contains("_start_timestamp") => {
            if line.starts_with('#') {
                line.to_owned()
            } else {
                format!("{name} TIME")
            }
        }
        _ => match line.split_once("instance=\"") {
            Some((before, after)) => {
                format!("{before}instance=\"32 DIGITS{}", after.get(32..).unwrap())
            }
            None => line.to_owned(),
        },
    });
    lines.map(|line| line + "\n").collect()
}

#[test]
fn the_text_is_as_it_always_was() {
    let folder = Folder::new("cli-metrics-golden");
    let engine = kit::Engine::new();
    let _writer = folder.options().create("engine", engine).unwrap();

    let text = steady(&folder.run(&["export"]).text());

    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openmetrics/engine.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&golden, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(golden).unwrap());
}

#[test]
fn a_dead_writer_gives_up_0_and_no_values() {
    let _watchdog = Watchdog::new("a dead writer's metrics", 300);
    let folder = Folder::new("cli-metrics-dead");
    let mut peer = folder.writer("held");
    let parsed = Parsed::new(&folder.run(&["export"]).text());
    assert_eq!(parsed.get("shm_object_up{object=held}"), Some("1.0"));
    assert_eq!(parsed.get("shm_u64{object=held}"), Some("7.0"));

    peer.kill();

    let parsed = Parsed::new(&folder.run(&["export"]).text());
    assert_eq!(parsed.get("shm_object_up{object=held}"), Some("0.0"));
    assert_eq!(parsed.get("shm_u64{object=held}"), None);
    let state = "shm_object_writer_state{object=held,shm_object_writer_state=dead}";
    assert_eq!(parsed.get(state), Some("1.0"));
    let parsed = Parsed::new(&folder.run(&["export", "--keep-stale"]).text());
    assert_eq!(parsed.get("shm_u64{object=held}"), Some("7.0"));
}

mod twice {
    /// Two fields that have one name in metrics, and one that would be the name of an object's health.
    #[derive(Clone, Copy, shm_typed::Shared)]
    #[repr(C)]
    pub(super) struct Object {
        #[shared(kind = "gauge")]
        pub(super) up: u64,
        pub(super) a_b: u64,
        pub(super) a: Inner,
        #[shared(kind = "counter")]
        pub(super) hits: u64,
        #[shared(kind = "gauge")]
        pub(super) hits_total: u64,
    }

    #[derive(Clone, Copy, shm_typed::Shared)]
    #[repr(C)]
    pub(super) struct Inner {
        pub(super) b: u64,
    }
}

#[test]
fn names_that_collide_get_numbers_and_objects_of_one_type_share_theirs() {
    let _watchdog = Watchdog::new("names that collide", 300);
    let folder = Folder::new("cli-metrics-names");
    let value = twice::Object {
        up: 3,
        a_b: 4,
        a: twice::Inner { b: 5 },
        hits: 6,
        hits_total: 7,
    };
    let _one = folder.options().create("one", value).unwrap();
    let _two = folder.options().create("two", value).unwrap();

    let parsed = Parsed::new(&folder.run(&["export", "--prefix", "app"]).text());

    for object in ["one", "two"] {
        for (sample, value) in [
            ("app_object_up", "1.0"),
            ("app_object_up_2", "3.0"),
            ("app_object_a_b", "4.0"),
            ("app_object_a_b_2", "5.0"),
            ("app_object_hits_total", "6.0"),
            ("app_object_hits_total_2", "7.0"),
        ] {
            let found = parsed.get(&format!("{sample}{{object={object}}}"));
            assert_eq!(found, Some(value), "{sample} of {object}");
        }
    }
}

#[test]
fn broken_objects_are_told_beside_the_others() {
    let _watchdog = Watchdog::new("broken objects", 300);
    let folder = Folder::new("cli-metrics-broken");
    let _writer = folder.options().create("api", service()).unwrap();
    let options = shm_typed::LiveBox::options().directory(folder.path());
    let cells = options
        .on_drop(OnDrop::Unlink)
        .create("tally", Tally::ZERO)
        .unwrap();
    cells.sum.add(3);
    let whole = fs::read(folder.path().join("api")).unwrap();
    fs::write(folder.path().join("evil\u{1b}[2J\"}"), &whole[..600]).unwrap();
    fs::write(folder.path().join("short"), &whole[..600]).unwrap();
    fs::write(folder.path().join("notes"), "hello").unwrap();

    let done = folder.run(&["export"]);
    assert_eq!(done.code, Some(0));
    assert!(
        done.err.starts_with("error: ") && !done.err.contains('\u{1b}'),
        "{}",
        done.err
    );
    let parsed = Parsed::new(&done.out);
    assert_eq!(parsed.get("shm_object_up{object=api}"), Some("1.0"));
    assert_eq!(parsed.get("shm_tally_sum{object=tally}"), Some("3.0"));
    assert_eq!(
        parsed.get("shm_tally_each{index=15,object=tally}"),
        Some("0.0")
    );
    assert_eq!(
        parsed.get(r#"shm_object_up{object=evil\u{1b}[2J"}}"#),
        Some("0.0")
    );
    assert_eq!(
        parsed.get(r#"shm_object_error{object=evil\u{1b}[2J"}}"#),
        Some("2.0")
    );

    assert_eq!(parsed.get("shm_object_error{object=short}"), Some("4.0"));

    assert_eq!(folder.run(&["export", "gone"]).code, Some(3));
    let document = folder.run(&["export", "api", "--json"]).json();
    let families = document["families"].as_array().unwrap();
    let wait = families
        .iter()
        .find(|family| family["name"] == "shm_service_wait_seconds");
    assert_eq!(wait.unwrap()["samples"][0]["value"], 1.5);
}

#[test]
fn an_object_that_is_named_twice_is_told_once() {
    let folder = Folder::new("cli-twice");
    let _seven = folder.options().create("seven", 7_u64).unwrap();
    let once = folder.run(&["export", "seven"]).text();
    let twice = folder.run(&["export", "seven", "/seven"]).text();
    assert_eq!(steady(&twice), steady(&once));
}

#[test]
fn what_is_too_much_is_left_out_and_counted() {
    let _watchdog = Watchdog::new("too many metrics", 300);
    let folder = Folder::new("cli-metrics-most");
    let _writer = folder.options().create("wide", [7_u8; 1000]).unwrap();

    let parsed = Parsed::new(&folder.run(&["export", "--most", "10"]).text());

    assert_eq!(parsed.get("shm_u8_1000{index=9,object=wide}"), Some("7.0"));
    assert_eq!(parsed.get("shm_u8_1000{index=10,object=wide}"), None);
    assert_eq!(
        parsed.get("shm_object_left_out{object=wide}"),
        Some("990.0")
    );
}

/// `serve`, until it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Folder) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_shm-typed"))
            .arg("--dir")
            .arg(folder.path())
            .args(["serve", "--listen", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let out = child.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on http://");
        let address = address.and_then(|rest| rest.strip_suffix("/metrics"));
        Self {
            address: address.unwrap().to_owned(),
            child,
        }
    }

    fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).unwrap()
    }

    /// Sends `request`, and gives what comes back: the head, and what is behind it.
    fn ask(&self, request: &[u8]) -> (String, String) {
        let mut connection = self.connect();
        connection.write_all(request).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const GET: &[u8] = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

#[test]
fn scrapers_are_served_at_once_on_this_host_only() {
    let _watchdog = Watchdog::new("scrapers", 300);
    let folder = Folder::new("cli-serve");
    let _writer = folder.options().create("api", service()).unwrap();
    let server = Server::start(&folder);
    assert!(
        server.address.starts_with("127.0.0.1:"),
        "{}",
        server.address
    );

    // Some that say nothing do not keep the others from their answers.
    let _silent: Vec<TcpStream> = (0..4).map(|_| server.connect()).collect();
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| {
                let (head, body) = server.ask(GET);
                assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
                let kind =
                    "Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8";
                assert!(head.contains(kind), "{head}");
                assert!(
                    head.contains(&format!("Content-Length: {}", body.len())),
                    "{head}"
                );
                assert!(body.contains("shm_service_wait_seconds_total{object=\"api\"} 1.5\n"));
            });
        }
    });
    let (_, body) = server.ask(GET);
    assert_eq!(
        Parsed::new(&body).get("shm_object_up{object=api}"),
        Some("1.0")
    );
    let threads = fs::read_dir(format!("/proc/{}/task", server.child.id())).unwrap();
    assert!(threads.count() <= 9);
}

#[test]
fn what_is_no_scrape_is_refused() {
    let _watchdog = Watchdog::new("no scrapes", 300);
    let folder = Folder::new("cli-serve-wrong");
    let server = Server::start(&folder);

    for (request, status) in [
        (&b"GET / HTTP/1.1\r\n\r\n"[..], "200"),
        (b"GET /other HTTP/1.1\r\n\r\n", "404"),
        (
            b"POST /metrics HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello",
            "405",
        ),
        (b"nonsense\r\n\r\n", "400"),
        (b"\0\xff\xfe\r\n\r\n", "400"),
        (&[b'a'; 9 << 10], "431"),
    ] {
        let (head, _) = server.ask(request);
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{head}");
    }
    let (head, body) = server.ask(b"HEAD /metrics HTTP/1.1\r\n\r\n");
    assert!(
        head.starts_with("HTTP/1.1 200 OK\r\n") && body.is_empty(),
        "{head} {body}"
    );
}

#[test]
fn a_request_that_does_not_arrive_is_given_up() {
    let _watchdog = Watchdog::new("a slow request", 300);
    let folder = Folder::new("cli-serve-slow");
    let server = Server::start(&folder);

    let (head, _) = server.ask(b"GET /metrics HTTP/1.1\r\n");

    assert!(head.starts_with("HTTP/1.1 408 "), "{head}");
}

#[test]
fn it_ends_in_good_order_when_it_is_told_to() {
    let _watchdog = Watchdog::new("SIGTERM", 300);
    let folder = Folder::new("cli-serve-end");
    let mut server = Server::start(&folder);

    let pid = server.child.id().to_string();
    let killed = Command::new("kill").args(["-TERM", &pid]).status().unwrap();

    assert!(killed.success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}
