/// An engine.
#[repr(C)]
#[shared(crate = memory, name = "engine", version = 3)]
struct Engine {
    /// Crankshaft speed.
    ///
    /// At the flywheel.
    #[shared(unit = "rpm", kind = "gauge", range = -1..=9000, invalid = "nan")]
    speed: f64,
    #[shared(level = "diag", since = 2, rename = "errors", sensitive)]
    faults: u64,
    #[shared(unit = "K", invalid = -1)]
    r#type: Temperature,
}
