//! What is said of every object, whatever its values are.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use shm_typed::inspect::{Object, Reading};
use shm_typed::{WriterState, WriterStatus};

use super::family::{Families, Number, Sample, Sort, Wanted};
use crate::exit::Exit;
use crate::report;

const UP: Wanted<'static> = Wanted {
    name: "object_up",
    sort: Sort::Gauge,
    unit: "",
    help: "Whether the writer lives; of objects of live numbers, whether they can be read.",
};
const ERROR: Wanted<'static> = Wanted {
    name: "object_error",
    sort: Sort::Gauge,
    unit: "",
    help: "Why an object cannot be read: the exit code of the command.",
};
const INFO: Wanted<'static> = Wanted {
    name: "object",
    sort: Sort::Info,
    unit: "",
    help: "The type of the values, and which object it is.",
};
const STATE: Wanted<'static> = Wanted {
    name: "object_writer_state",
    sort: Sort::StateSet,
    unit: "",
    help: "The state of the writer, by the kernel's word.",
};
const GENERATION: Wanted<'static> = Wanted {
    name: "object_generation",
    sort: Sort::Gauge,
    unit: "",
    help: "Which incarnation of the object it is.",
};
const PUBLISHES: Wanted<'static> = Wanted {
    name: "object_publishes",
    sort: Sort::Counter,
    unit: "",
    help: "Values that were published, since the object was created.",
};
const PUBLISHED: Wanted<'static> = Wanted {
    name: "object_last_publish_timestamp",
    sort: Sort::Gauge,
    unit: "seconds",
    help: "When the value was published, if the writer keeps the time.",
};
const START: Wanted<'static> = Wanted {
    name: "object_writer_start_timestamp",
    sort: Sort::Gauge,
    unit: "seconds",
    help: "When the writer began to be it.",
};
const PIN_PLACES: Wanted<'static> = Wanted {
    name: "object_pin_places",
    sort: Sort::Gauge,
    unit: "",
    help: "How many readers can pin values at a time.",
};
const PIN_READERS: Wanted<'static> = Wanted {
    name: "object_pin_readers",
    sort: Sort::Gauge,
    unit: "",
    help: "Readers that can pin values, by the kernel's word.",
};
const PINNED: Wanted<'static> = Wanted {
    name: "object_pinned_values",
    sort: Sort::Gauge,
    unit: "",
    help: "Places that hold a value or ask for one.",
};
const LEFT_OUT: Wanted<'static> = Wanted {
    name: "object_left_out",
    sort: Sort::Gauge,
    unit: "",
    help: "Fields and elements that were left out, since there are too many.",
};

/// Takes the names, before some field does.
pub(super) fn declare(families: &mut Families) {
    for wanted in [
        UP,
        ERROR,
        INFO,
        STATE,
        GENERATION,
        PUBLISHES,
        PUBLISHED,
        START,
        PIN_PLACES,
        PIN_READERS,
        PINNED,
        LEFT_OUT,
    ] {
        families.reserve(&wanted);
    }
}

/// Adds what is known of an object; what follows in `families` is of this one.
pub(super) fn add(
    families: &mut Families,
    object: &Object,
    writer: Option<WriterStatus>,
    is_up: bool,
    reading: &Reading,
) {
    families.next_object();
    let mut told = Told {
        families,
        object: object.name(),
    };
    told.number(&UP, "", Number::UInt(is_up.into()));
    let facts = object.facts();
    told.info(&[
        ("type", reading.schema().name()),
        ("discipline", object.discipline().as_str().to_owned()),
        ("instance", report::instance(object).unwrap_or_default()),
        ("layout", reading.schema().layout_fingerprint().to_string()),
    ]);
    if let Some(facts) = facts {
        told.number(&GENERATION, "", Number::UInt(facts.generation().into()));
    }
    let Some(writer) = writer else {
        return;
    };
    told.state(writer.state());
    told.number(&PUBLISHES, "_total", Number::UInt(reading.version().into()));
    if let Some(created) = created(object) {
        told.number(&PUBLISHES, "_created", Number::Float(created));
    }
    for (wanted, ago) in [(&PUBLISHED, writer.value_age()), (&START, writer.since())] {
        let then = ago.and_then(|ago| SystemTime::now().checked_sub(ago));
        if let Some(then) = then.and_then(unix) {
            told.number(wanted, "", Number::Float(then));
        }
    }
    if let Some(pins) = report::Pins::of(object) {
        told.number(&PIN_PLACES, "", Number::UInt(pins.places.into()));
        if let Some(owned) = pins.owned {
            told.number(&PIN_READERS, "", Number::UInt(owned.into()));
        }
        told.number(&PINNED, "", Number::UInt(pins.holding.into()));
    }
}

/// Adds that an object cannot be read.
pub(super) fn broken(families: &mut Families, name: &str, exit: Exit) {
    families.next_object();
    let mut told = Told {
        families,
        object: name,
    };
    told.number(&UP, "", Number::UInt(0));
    told.number(&ERROR, "", Number::UInt(exit.code().into()));
}

/// Adds how much was left out, if something was.
pub(super) fn left_out(families: &mut Families, object: &str, fields: u64) {
    if fields > 0 {
        let mut told = Told { families, object };
        told.number(&LEFT_OUT, "", Number::UInt(fields.into()));
    }
}

/// When the object was created, in seconds since 1970.
pub(super) fn created(object: &Object) -> Option<f64> {
    object.facts()?.created().and_then(unix)
}

/// In milliseconds: two clocks were read, one after the other.
fn unix(time: SystemTime) -> Option<f64> {
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    let millis = u64::try_from(since.as_millis()).ok()?;
    Some(Duration::from_millis(millis).as_secs_f64())
}

struct Told<'a> {
    families: &'a mut Families,
    object: &'a str,
}

impl Told<'_> {
    fn push(
        &mut self,
        wanted: &Wanted<'_>,
        ending: &'static str,
        more: &[(&str, String)],
        value: Number,
    ) {
        let Some(place) = self.families.declared(wanted) else {
            return;
        };
        let mut labels = vec![("object".to_owned(), self.object.to_owned())];
        let owned = |(name, value): &(&str, String)| ((*name).to_owned(), value.clone());
        labels.extend(more.iter().map(owned));
        self.families.push(
            place,
            Sample {
                ending,
                labels,
                value,
            },
        );
    }

    fn number(&mut self, wanted: &Wanted<'_>, ending: &'static str, value: Number) {
        self.push(wanted, ending, &[], value);
    }

    fn info(&mut self, labels: &[(&str, String)]) {
        self.push(&INFO, "_info", labels, Number::UInt(1));
    }

    fn state(&mut self, now: WriterState) {
        let Some(place) = self.families.declared(&STATE) else {
            return;
        };
        let name = self.families.name(place);
        for state in report::STATES {
            let label = [(name.as_str(), report::state(state).to_owned())];
            self.push(&STATE, "", &label, Number::UInt((state == now).into()));
        }
    }
}
