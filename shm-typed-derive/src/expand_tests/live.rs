/// An engine.
#[repr(C, align(64))]
#[shared(live = Cells)]
pub struct Engine {
    /// Requests.
    #[shared(cache_line)]
    pub requests: CacheLine<u64>,
    cylinders: [Cylinder; 4],
}
