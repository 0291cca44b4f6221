struct Engine<'a> {
    name: &'a str,
    #[shared(unit = 3)]
    speed: f64,
    count: usize,
}
