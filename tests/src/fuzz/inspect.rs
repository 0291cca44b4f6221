//! Any bytes as an object that is looked into without its type.

use std::sync::OnceLock;
use std::time::Duration;

use shm_typed::inspect::{Content, Discipline, Finding, Inspector, Node, Object};
use shm_typed::{FixedStr, FixedVec, LiveBox, OnDrop, Shared};

use super::{BYTES, INSTANCE, Sample, Template, printable, refused, sealed};
use crate::tally::Tally;

/// [`inspect`]: the object is a live one.
pub const LIVE: u8 = 32;
/// [`inspect`]: the object's values are of a type of which some bits are no value.
pub const RICH: u8 = 64;

/// Of everything.
#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[shared(checked)]
#[repr(C)]
struct Rich {
    label: FixedStr<16>,
    recent: FixedVec<Part, 2>,
    wide: i128,
    letter: char,
    lit: bool,
    state: State,
    odd: [bool; 2],
    float: f64,
    #[shared(range = -0.5..=0.5, invalid = 9)]
    small: f32,
    left: std::num::NonZeroU32,
    last: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(C)]
struct Part {
    what: u32,
    how: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Shared)]
#[repr(u8)]
enum State {
    Off,
    On = 200,
}

fn rich() -> Rich {
    Rich {
        label: "\u{1b}[2J".parse().expect("it fits"),
        recent: FixedVec::try_from_slice(&[Part { what: 1, how: -1 }]).expect("it fits"),
        wide: i128::MIN,
        letter: 'ü',
        lit: true,
        state: State::On,
        odd: [true, false],
        float: f64::NAN,
        small: 9.0,
        left: std::num::NonZeroU32::MIN,
        last: 0,
    }
}

impl Template {
    fn of_rich() -> Self {
        let name = crate::Name::unique("template");
        let keep = shm_typed::SharedBox::options().on_drop(OnDrop::Keep);
        let mut writer = keep.create(&name, rich()).expect("an object can be made");
        writer.publish(&rich());
        drop(writer);
        Self {
            object: std::fs::read(name.path()).expect("it is there"),
            table: Vec::new(),
        }
    }

    fn of_live() -> Self {
        let name = crate::Name::unique("template");
        let keep = LiveBox::<Tally>::options();
        drop(
            keep.create(&name, Tally::ZERO)
                .expect("an object can be made"),
        );
        let mut object = std::fs::read(name.path()).expect("it is there");
        object[INSTANCE..INSTANCE + 16].fill(7);
        Self {
            object,
            table: Vec::new(),
        }
    }
}

/// Any bytes as an object, or as edits of a valid one, looked into without its type, by name and by descriptor: every call gives an
/// error, a finding or a value, what is printed holds nothing that a terminal would obey, and each path
/// is followed.
///
/// # Panics
///
/// If not.
pub fn inspect(data: &[u8]) {
    static SAMPLE: OnceLock<Template> = OnceLock::new();
    static ODD: OnceLock<Template> = OnceLock::new();
    static CHECKED: OnceLock<Template> = OnceLock::new();
    static NUMBERS: OnceLock<Template> = OnceLock::new();

    let Some((&flags, rest)) = data.split_first() else {
        return;
    };
    let template = match flags & (LIVE | RICH | BYTES) {
        0 => SAMPLE.get_or_init(|| Template::of([1, 2, 3].map(Sample::numbered))),
        BYTES => ODD.get_or_init(|| Template::of([[1_u8; 13], [2; 13], [3; 13]])),
        LIVE => NUMBERS.get_or_init(Template::of_live),
        _ => CHECKED.get_or_init(Template::of_rich),
    };
    let name = template.place(flags, rest);
    let inspector = Inspector::new().max_value(1 << 22);

    let listing = inspector.list().expect("the directory is there");
    let is_listed = listing.objects().iter().any(|entry| entry.name() == *name);
    let found = inspector.open(&name);
    assert!(is_listed || found.is_err(), "what can be opened is listed");
    let findings = inspector.verify(&name);
    let is_snapshot = matches!(&found, Ok(object) if object.discipline() == Discipline::Snapshot);
    judge(found, findings);

    // The same bytes, of which this process knows a descriptor and no name.
    if let (Some(file), Some(again)) = (sealed(&name), sealed(&name)) {
        let found = inspector.open_fd(file);
        assert_eq!(found.is_ok(), is_snapshot, "{found:?}");
        judge(found, inspector.verify_fd(again));
    }
}

/// What was opened can be looked at; what cannot be opened is at fault.
fn judge(
    found: Result<Object, shm_typed::Error>,
    findings: Result<Vec<Finding>, shm_typed::Error>,
) {
    if let Some(object) = refused(found) {
        look(&object);
        for finding in findings.expect("it can be looked at") {
            let _ = (finding.class(), finding.text().len());
        }
    } else if let Some(findings) = refused(findings) {
        assert!(!findings.is_empty(), "what cannot be opened is at fault");
    }
}

fn look(object: &Object) {
    if let Some(facts) = object.facts() {
        let _ = (facts.created(), facts.is_of_this_boot(), facts.generation());
        let _ = (facts.layout_fingerprint(), facts.crate_version());
    }
    if let Some(pins) = object.pins() {
        assert!(pins.holding() <= pins.places() && pins.owned() <= Some(pins.places()));
    }
    let _ = (object.is_awaited(), refused(object.is_linked()));
    if let Some(schema) = refused(object.schema()) {
        printable(schema);
    }
    refused(object.version());
    refused(object.writer());
    refused(object.changed(Duration::ZERO));
    let Some(mut reading) = refused(object.read()) else {
        return;
    };
    assert_eq!(reading.bytes().len(), reading.schema().size());
    for (path, node) in reading.root().leaves(3).take(10_000) {
        describe(node);
        // A hostile name may read like a path, so it need not lead back.
        let _ = reading.node(&path);
    }
    refused(object.read_into(&mut reading));
}

fn describe(node: Node<'_>) {
    let content = node.content();
    let _ = (node.is_none(), node.is_out_of_range(), content.as_f64());
    let _ = (
        node.name(),
        node.unit(),
        node.kind(),
        node.level(),
        node.help(),
    );
    match content {
        Content::Invalid(invalid) => printable(&invalid),
        Content::Elements(elements) => {
            let last = elements.len().checked_sub(1);
            assert_eq!(elements.get(elements.len()), None);
            if let Some(last) = last.and_then(|last| elements.get(last)) {
                assert!(last.offset() >= node.offset());
                let _ = last.content();
            }
        }
        _ => {}
    }
}
