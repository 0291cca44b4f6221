/// What the pump does.
#[repr(i16)]
#[shared(version = 2)]
enum State {
    /// Nothing.
    Off = -1,
    #[shared(rename = "Running")]
    On,
    r#Fault = FAULT,
}
