//! Promise: `record` keeps every value that it can catch, and `replay` and `plot` make of the file what they would
//! have made of the object.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use shm_typed::Schema;
use shm_typed_tests::Watchdog;

use kit::motor::{Mode, Motor};
use kit::running::Running;
use kit::tmux::Tmux;
use kit::{Engine, Folder};

fn json(line: &str) -> serde_json::Value {
    serde_json::from_str(line).unwrap()
}

/// A recording of a motor: a speed for every second.
fn recording(folder: &Folder, speeds: &[Option<f64>]) -> String {
    let schema = Schema::of::<Motor>().to_json();
    let mut text = format!(
        r#"{{"shm-typed":1,"name":"motor","seconds":0,"time":"T0","opened":{{"type":"Motor","schema":{schema}}}}}"#
    );
    for (second, speed) in speeds.iter().enumerate() {
        let mode = if second % 2 == 0 { "Off" } else { "On" };
        let value = serde_json::json!({
            "shm-typed": 1, "name": "motor", "seconds": second, "time": format!("T{second}"),
            "version": second + 1,
            "value": {
                "speed": speed, "faults": 10 * second, "mode": mode,
                "_pad": [0, 0, 0, 0, 0, 0, 0], "label": "a",
            },
        });
        text.push_str(&format!("\n{value}"));
    }
    text.push_str("\n{\"shm-typed\":1,\"name\":\"motor\",\"seconds\":9,\"time\":\"T9\",\"writer\":{\"state\":\"dead\",\"pid\":5}}\n");
    let path = folder.path().join("motor.jsonl");
    fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn every_value_is_a_line_with_its_version_and_time() {
    let _watchdog = Watchdog::new("cli: record", 60);
    let folder = Folder::new("cli-record");
    let mut motor = folder.options().create("motor", Motor::new()).unwrap();
    let mut record = Running::start(&folder, &["record", "motor", "speed", "mode"]);
    assert_eq!(json(&record.line())["opened"]["type"], "Motor");
    assert_eq!(json(&record.line())["writer"]["state"], "live");
    let first = json(&record.line());
    assert_eq!(
        first["fields"],
        serde_json::json!({"speed": 3000.5, "mode": "Off"})
    );
    assert_eq!(first["version"], 1);
    motor.publish(&Motor {
        speed: f64::NAN,
        mode: Mode::On,
        ..Motor::new()
    });
    let second = json(&record.line());
    assert_eq!(
        second["fields"],
        serde_json::json!({"speed": null, "mode": "On"})
    );
    assert_eq!(second["version"], 2);
    assert!(second["seconds"].as_f64().unwrap() > first["seconds"].as_f64().unwrap());

    // As Ctrl-C does: it is the end of the recording, and no failure.
    let kill = Command::new("kill")
        .args(["-s", "INT", &record.pid().to_string()])
        .status();
    assert!(kill.unwrap().success());
    assert_eq!(record.end(), (Some(0), String::new()));
}

#[test]
fn a_file_whose_name_ends_in_csv_has_a_column_for_every_number() {
    let _watchdog = Watchdog::new("cli: csv", 60);
    let folder = Folder::new("cli-csv");
    let mut engine = Engine::new();
    engine.label = "a,\"b\"\n".parse().unwrap();
    let _engine = folder.options().create("engine", engine).unwrap();
    let file = folder.path().join("engine.csv");

    let args = [
        "record",
        "engine",
        "--count",
        "1",
        "--out",
        file.to_str().unwrap(),
    ];
    assert_eq!(folder.run(&args).text(), "", "it is silent");

    let text = fs::read_to_string(&file).unwrap();
    let (head, line) = text.split_once('\n').unwrap();
    assert_eq!(
        head,
        "seconds,time,version,speed,faults,wide,\
         cylinders[0].pressure,cylinders[0].gear,cylinders[0].lit,cylinders[0]._pad[0],cylinders[0]._pad[1],\
         cylinders[1].pressure,cylinders[1].gear,cylinders[1].lit,cylinders[1]._pad[0],cylinders[1]._pad[1],\
         cylinders[2].pressure,cylinders[2].gear,cylinders[2].lit,cylinders[2]._pad[0],cylinders[2]._pad[1],\
         ratio,letter,samples[0],samples[1],samples[2],samples[3],samples[4],samples[5],samples[6],\
         samples[7],samples[8],samples[9],samples[10],samples[11],key.bytes[0],key.bytes[1],key.more,\
         label,recent"
    );
    let values = line.splitn(3, ',').nth(2).unwrap();
    assert_eq!(
        values,
        "1,3000.5,18446744073709551615,340282366920938463463374607431768211455,\
         ,Neutral,false,0,0,17,First,true,0,0,8,Reverse,true,0,0,\
         -0.1,ü,0,1,4,9,16,25,36,49,64,81,100,121,,,,\"a,\"\"b\"\"\\n\",\"[7,8]\"\n"
    );
}

#[test]
fn a_recording_lasts_as_long_as_asked_for() {
    let _watchdog = Watchdog::new("cli: for", 60);
    let folder = Folder::new("cli-for");
    let _motor = folder.options().create("motor", Motor::new()).unwrap();
    let start = Instant::now();

    let text = folder.run(&["record", "motor", "--for", "300ms"]).text();

    assert!(start.elapsed() >= Duration::from_millis(300));
    assert_eq!(text.lines().count(), 3, "{text}");
    folder
        .run(&["record", "motor", "sped", "--for", "1s"])
        .refused(3);
    folder.run(&["record", "motor", "--for", "soon"]).refused(2);
    let nowhere = [
        "record",
        "motor",
        "--for",
        "1s",
        "--out",
        "/nonexistent/file",
    ];
    let error = folder.run(&nowhere).refused(3);
    assert!(error.contains("/nonexistent/file"), "{error}");
}

#[test]
fn a_replay_prints_what_watch_would_have() {
    let _watchdog = Watchdog::new("cli: replay", 60);
    let folder = Folder::new("cli-replay");
    let mut engine = folder.options().create("engine", Engine::new()).unwrap();
    let mut watch = Running::start(&folder, &["watch", "engine", "--count", "2"]);
    let mut record = Running::start(&folder, &["record", "engine", "--count", "2"]);
    let mut watched = vec![watch.timeless(), watch.timeless()];
    let mut recorded: Vec<String> = (0..3).map(|_| record.line()).collect();
    let mut other = Engine::new();
    other.speed = 0.1 + 0.2;
    other.cylinders[0].pressure = 5;
    other.recent = [1, 2, 3].as_slice().try_into().unwrap();
    engine.publish(&other);
    watched.push(watch.timeless());
    recorded.push(record.line());
    let file = folder.path().join("engine.jsonl");
    fs::write(&file, recorded.join("\n")).unwrap();

    let text = folder
        .run(&["replay", file.to_str().unwrap(), "--speed", "0"])
        .text();

    let replayed: Vec<&str> = text.lines().map(kit::running::timeless).collect();
    // What means "none" is a number in memory, and nothing in a recording.
    let watched: Vec<String> = watched
        .iter()
        .map(|line| line.replace("pressure=-1", "pressure="))
        .collect();
    assert_eq!(replayed, watched);
}

#[test]
fn a_replay_takes_the_time_that_it_took() {
    let _watchdog = Watchdog::new("cli: replay time", 60);
    let folder = Folder::new("cli-replay-time");
    let file = recording(&folder, &[Some(1.0), Some(2.5), None]);
    let pad = "_pad[0]=0\t_pad[1]=0\t_pad[2]=0\t_pad[3]=0\t_pad[4]=0\t_pad[5]=0\t_pad[6]=0";
    let golden = format!(
        "T0\tmotor\t1\tspeed=1\tfaults=0\tmode=0\t{pad}\tlabel=a\n\
         T1\tmotor\t2\tspeed=2.5\tfaults=10\tmode=1\n\
         T2\tmotor\t3\tspeed=\tfaults=20\tmode=0\n\
         T9\tmotor\t-\t!dead, writer 5\n"
    );
    let start = Instant::now();
    assert_eq!(
        folder.run(&["replay", &file, "--speed", "20"]).text(),
        golden
    );
    assert!(start.elapsed() >= Duration::from_millis(450));
    let documents = folder
        .run(&["replay", &file, "--speed", "0", "--json"])
        .text();
    assert_eq!(documents, fs::read_to_string(&file).unwrap());

    let screen = format!(
        "exec {} replay --speed 9 {file}",
        env!("CARGO_BIN_EXE_shm-typed")
    );
    let tmux = Tmux::run(80, 8, &screen);
    let screen = tmux.until("over", |screen| screen.contains("end of the recording"));
    assert!(screen.starts_with("motor  Motor  version 3"), "{screen}");
    assert!(screen.contains("speed   none"), "{screen}");
}

#[test]
fn what_is_no_recording_is_refused_with_its_line() {
    let folder = Folder::new("cli-no-recording");
    let good = fs::read_to_string(recording(&folder, &[Some(1.0)])).unwrap();
    let lines: Vec<&str> = good.lines().collect();
    for (text, wrong) in [
        ("{}", "line 1: it is none of a recording: missing field"),
        (
            "\u{1b}[2J",
            "line 1: it is none of a recording: expected value",
        ),
        (lines[1], "line 1: there is a value and no schema before it"),
        (
            &good.replace("\"shm-typed\":1", "\"shm-typed\":2"),
            "line 1: it is of shape 2",
        ),
        (
            &good.replace("\"seconds\":0", "\"seconds\":-1"),
            "line 1: `seconds` is no time",
        ),
        (&good.replacen("\"f64\"", "\"f63\"", 1), "line 1: "),
        (&format!("{good}\n[]"), "line 5: "),
    ] {
        let path = folder.path().join("wrong.jsonl");
        fs::write(&path, text).unwrap();
        let path = path.to_str().unwrap();
        let done = folder.run(&["replay", path, "--speed", "0"]);
        assert_eq!(done.code, Some(4), "{text}: {done:?}");
        assert!(done.err.contains(wrong), "{wrong}: {}", done.err);
        assert!(!done.err.contains('\u{1b}'));
    }
    // Values that are not of their type are shown as such.
    let odd = good
        .replace("\"label\":\"a\"", "\"label\":[[{}]]")
        .replace("\"mode\":\"Off\"", "\"mode\":{\"x\":1}");
    let path = folder.path().join("odd.jsonl");
    fs::write(&path, odd).unwrap();
    let text = folder
        .run(&["replay", path.to_str().unwrap(), "--speed", "0"])
        .text();
    assert!(text.contains("\tlabel=?\n"), "{text}");
    folder.run(&["replay", "/nonexistent.jsonl"]).refused(3);
    folder.run(&["replay", "x", "--speed", "-1"]).refused(2);
}

/// The texts of a picture, as boxes that are at least as large: left, top, right, bottom.
fn texts(svg: &str) -> Vec<(String, [f64; 4])> {
    let number = |element: &str, name: &str| {
        let value = element.split_once(&format!(" {name}=\"")).unwrap().1;
        value.split_once('"').unwrap().0.parse::<f64>().unwrap()
    };
    svg.lines()
        .filter_map(|line| line.strip_prefix("<text")?.strip_suffix("</text>"))
        .filter(|element| !element.contains("rotate"))
        .map(|element| {
            let text = element.split_once('>').unwrap().1.to_owned();
            let width = f64::from(u32::try_from(text.chars().count()).unwrap()) * 7.2;
            let (x, y) = (number(element, "x"), number(element, "y"));
            let left = match element {
                _ if element.contains("\"end\"") => x - width,
                _ if element.contains("\"middle\"") => x - width / 2.0,
                _ => x,
            };
            (text, [left, y - 10.0, left + width, y + 3.0])
        })
        .collect()
}

#[test]
fn a_picture_has_units_on_its_axes_and_no_label_on_another() {
    let folder = Folder::new("cli-plot");
    let file = recording(
        &folder,
        &[Some(1000.0), Some(2500.0), None, Some(1e3), Some(4e3)],
    );
    let out = folder.path().join("motor.svg");
    let plot = [
        "plot",
        &file,
        "speed",
        "faults",
        "mode",
        "--out",
        out.to_str().unwrap(),
    ];
    assert_eq!(folder.run(&plot).text(), "");
    let svg = fs::read_to_string(&out).unwrap();
    let texts_of = texts(&svg);
    let has = |text: &str| texts_of.iter().any(|(other, _)| other == text);
    for text in [
        "motor: Motor, T0",
        "speed",
        "faults",
        "mode",
        "4000",
        "Off",
        "On",
        "seconds",
    ] {
        assert!(has(text), "{text}: {texts_of:?}");
    }
    assert!(svg.contains("rotate(-90)\" text-anchor=\"middle\" fill=\"#333333\">rpm</text>"));
    // The gap where there was no number: two lines of the speed, and one each of the others.
    assert_eq!(svg.matches("<path").count(), 4);
    for (n, (text, a)) in texts_of.iter().enumerate() {
        for (other, b) in texts_of.iter().skip(n + 1) {
            let is_apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
            assert!(is_apart, "`{text}` and `{other}` overlap");
        }
        assert!(
            a[0] >= 0.0 && a[2] <= 900.0 + 7.2,
            "`{text}` is in the picture: {a:?}"
        );
    }

    let rate = [
        "plot",
        &file,
        "faults",
        "--rate",
        "--out",
        out.to_str().unwrap(),
    ];
    folder.run(&rate).text();
    let svg = fs::read_to_string(&out).unwrap();
    assert!(
        svg.contains(">/s</text>") && svg.contains(">10.0</text>"),
        "10 faults a second: {svg}"
    );
}

#[test]
fn a_live_object_is_drawn_and_a_png_is_a_png() {
    let _watchdog = Watchdog::new("cli: plot", 60);
    let folder = Folder::new("cli-plot-live");
    let _engine = folder.options().create("engine", Engine::new()).unwrap();
    let out = folder.path().join("engine.png");
    let out = out.to_str().unwrap();

    let plot = [
        "plot",
        "engine",
        "speed",
        "samples",
        "cylinders",
        "--for",
        "200ms",
        "--out",
        out,
    ];
    assert_eq!(folder.run(&plot).text(), "");

    let png = fs::read(out).unwrap();
    assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
    let width = u32::from_be_bytes(png[16..20].try_into().unwrap());
    assert_eq!(width, 1800);

    for (args, code) in [
        (
            &["plot", "engine", "sped", "--for", "1s", "--out", out][..],
            3,
        ),
        (&["plot", "engine", "label", "--for", "1s", "--out", out], 3),
        (&["plot", "engine", "key", "--for", "1s", "--out", out], 3),
        (&["plot", "engine", "speed", "--out", out], 2),
        (
            &["plot", "engine", "speed", "--for", "1s", "--out", "x.gif"],
            2,
        ),
        (&["plot", "engine", "--for", "1s", "--out", out], 2),
        (&["plot", "none", "speed", "--for", "1s", "--out", out], 3),
        (
            &["plot", "x.jsonl", "speed", "--for", "1s", "--out", out],
            2,
        ),
        (&["plot", "/nonexistent.jsonl", "speed", "--out", out], 3),
    ] {
        folder.run(args).refused(code);
    }
}
