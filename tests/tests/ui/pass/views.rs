// Views: names that collide with nothing, visibility as the fields have it, no import, no lint.
#![forbid(unsafe_code, dead_code)]
#![deny(warnings, unnameable_types, private_interfaces, private_bounds)]

mod engine {
    use shm_typed::Shared;

    // What the expansion might have called its own.
    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    pub struct EngineView(pub u32, u32);

    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    pub struct Engine {
        pub view: EngineView,
        pub(crate) r#type: u32,
        pub(super) clone: u16,
        pub get: u8,
        secret: u8,
        pub(in crate::engine) inner: Inner,
        never_asked_for: [Inner; 2],
    }

    #[derive(Clone, Copy, Shared)]
    #[repr(transparent)]
    struct Inner(u64);

    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    #[allow(non_snake_case, reason = "a name from elsewhere")]
    pub struct r#String<T: PartialEq = u8, const N: usize = 2>
    where
        [T; N]: Copy,
    {
        pub StringView: [T; N],
        pub more: Option<T>,
    }

    #[derive(Clone, Copy, PartialEq, Eq, Debug, Shared)]
    #[repr(transparent)]
    pub struct Option<T>(pub T);

    #[derive(Clone, Copy, PartialEq, Debug, Shared)]
    #[repr(u16)]
    pub enum Ok {
        Err,
        Result,
    }

    #[derive(Clone, Copy, PartialEq, Debug, Shared)]
    #[repr(C)]
    #[shared(checked)]
    pub struct Result {
        pub ok: Ok,
        pub r#in: [bool; 2],
    }

    pub fn secrets(engine: shm_typed::View<'_, Engine>) -> (u8, u64, u32) {
        (engine.secret(), engine.inner()._0(), engine.view()._1())
    }

    pub fn new() -> Engine {
        Engine {
            view: EngineView(1, 2),
            r#type: 3,
            clone: 4,
            get: 5,
            secret: 6,
            inner: Inner(7),
            never_asked_for: [Inner(8); 2],
        }
    }
}

use shm_typed::{Plain, SharedBox, SharedRef, View, Viewed};

fn sum<T: Plain + Viewed + PartialEq>(strings: View<'_, engine::String<T, 2>>) -> usize {
    strings.StringView().iter().count() + size_of_val(&strings.more()._0())
}

fn main() {
    let name = format!("shm-typed-test-ui-views-{}", std::process::id());
    let _writer = SharedBox::create(&name, engine::new()).unwrap();
    let reader = SharedRef::<engine::Engine>::open(&name).unwrap();

    let seen = reader.read_with(|v| (v.view()._0(), v.r#type(), v.clone(), v.get()));
    assert_eq!(seen, (1, 3, 4, 5));
    assert_eq!(reader.read_with(engine::secrets), (6, 7, 2));
    let whole: engine::EngineView = reader.read_with(|v| v.view().into());
    assert_eq!(whole.0, 1);

    let name = format!("shm-typed-test-ui-views-generic-{}", std::process::id());
    let value = engine::String { StringView: [1_u16, 2], more: engine::Option(3) };
    let _writer = SharedBox::create(&name, value).unwrap();
    let reader = SharedRef::<engine::String<u16>>::open(&name).unwrap();
    assert_eq!(reader.read_with(sum::<u16>), 4);
    let more: engine::Option<u16> = reader.read_with(|v| v.more().into());
    assert_eq!(more, engine::Option(3));

    let name = format!("shm-typed-test-ui-views-checked-{}", std::process::id());
    let value = engine::Result { ok: engine::Ok::Result, r#in: [true, false] };
    assert_ne!(engine::Ok::Err, value.ok);
    let _writer = SharedBox::create(&name, value).unwrap();
    let reader = SharedRef::<engine::Result>::open(&name).unwrap();
    assert_eq!(reader.read_with(|v| v.ok()), Ok(engine::Ok::Result));
    assert_eq!(reader.read_with(|v| v.r#in().at(0)), Some(Ok(true)));
    assert_eq!(reader.read_with(|v| engine::Result::try_from(v)), Ok(value));
}
