//! What JSON says of an object besides its value; the members are described in README.md.

use serde::Serialize;

use shm_typed::inspect::{Inspector, Object};
use shm_typed::{WriterState, WriterStatus};

use crate::failure::Failure;
use crate::json::hex;

/// Who writes an object, and whether it still does.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Writer {
    pub(crate) state: &'static str,
    pub(crate) alive: bool,
    pub(crate) pid: Option<u32>,
    pub(crate) since_seconds: Option<f64>,
    pub(crate) value_age_seconds: Option<f64>,
}

impl From<WriterStatus> for Writer {
    fn from(status: WriterStatus) -> Self {
        Self {
            state: state(status.state()),
            alive: status.is_alive(),
            pid: status.pid(),
            since_seconds: status.since().map(|since| since.as_secs_f64()),
            value_age_seconds: status.value_age().map(|age| age.as_secs_f64()),
        }
    }
}

/// Who holds values of an object where they are.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Pins {
    pub(crate) places: u8,
    pub(crate) owned: Option<u8>,
    pub(crate) holding: u8,
}

impl From<shm_typed::inspect::Pins> for Pins {
    fn from(pins: shm_typed::inspect::Pins) -> Self {
        Self {
            places: pins.places(),
            owned: pins.owned(),
            holding: pins.holding(),
        }
    }
}

impl Pins {
    /// Who pins an object's values; nothing if it has no places for that, or they cannot be looked at.
    pub(crate) fn of(object: &Object) -> Option<Self> {
        object.pins().map(Self::from)
    }

    /// In words, if somebody pins or holds a value.
    pub(crate) fn told(self) -> Option<String> {
        let Self {
            places,
            owned,
            holding,
        } = self;
        if holding == 0 && owned.is_none_or(|owned| owned == 0) {
            return None;
        }
        let values = if holding == 1 { "value" } else { "values" };
        Some(match owned {
            Some(owned) => {
                format!("pins: {owned} of {places} places have a reader, {holding} {values} held")
            }
            None => format!("pins: {places} places, {holding} {values} held"),
        })
    }
}

/// The states that a writer can be in, as they are listed.
pub(crate) const STATES: [WriterState; 6] = [
    WriterState::Live,
    WriterState::Stalled,
    WriterState::Dead,
    WriterState::Closed,
    WriterState::Superseded,
    WriterState::Orphaned,
];

/// The word for a state.
pub(crate) fn state(state: WriterState) -> &'static str {
    match state {
        WriterState::Live => "live",
        WriterState::Stalled => "stalled",
        WriterState::Dead => "dead",
        WriterState::Closed => "closed",
        WriterState::Superseded => "superseded",
        WriterState::Orphaned => "orphaned",
        _ => "unknown",
    }
}

/// Whether an object has been left behind: its writer was killed and nobody has taken it over.
pub(crate) fn is_stale(state: WriterState) -> bool {
    matches!(state, WriterState::Dead | WriterState::Orphaned)
}

/// Whether the writer of the object `name` was killed, as far as that can be known.
pub(crate) fn has_dead_writer(inspector: &Inspector, name: &str) -> bool {
    let writer = inspector.open(name).and_then(|object| object.writer());
    writer.is_ok_and(|writer| writer.is_some_and(|it| it.state() == WriterState::Dead))
}

/// The random bytes that tell an object from all others, in hexadecimal; none for bare ones.
pub(crate) fn instance(object: &Object) -> Option<String> {
    object.facts().map(|facts| hex(&facts.instance()))
}

/// Why something could not be done.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Fault {
    /// As the process would exit.
    pub(crate) code: u8,
    pub(crate) message: String,
}

impl From<&Failure> for Fault {
    fn from(failure: &Failure) -> Self {
        Self {
            code: failure.exit().code(),
            message: failure.message().to_owned(),
        }
    }
}
