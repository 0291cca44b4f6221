::core::compile_error! {
    "a shared type has the same layout in every build: add `#[repr(C)]` above `struct Engine`"
}
::core::compile_error! {
    "a shared type holds its bytes itself, and a reference is an address: use `FixedStr<N>`, such as `FixedStr<64>`"
}
::core::compile_error! {
    "`unit` is text in quotes: write `unit = \"3\"`"
}
const _: () = {
    impl<'a> ::shm_typed::__private::DeriveCloneCopy for Engine<'a>
    where
        'a: 'static,
    {}
    unsafe impl<'a> ::shm_typed::__private::Zeroable for Engine<'a>
    where
        'a: 'static,
    {}
    unsafe impl<'a> ::shm_typed::__private::Pod for Engine<'a>
    where
        'a: 'static,
        for<'__any> Engine<'a>: ::shm_typed::__private::DeriveCloneCopy,
    {}
    unsafe impl<'a> ::shm_typed::__private::Shared for Engine<'a>
    where
        'a: 'static,
        for<'__any> Engine<'a>: ::shm_typed::__private::DeriveCloneCopy,
    {
        const DESCRIPTOR: &'static ::shm_typed::__private::TypeDescriptor = {
            let _ = <f64 as ::shm_typed::__private::PlainField<
                ::shm_typed::__private::AnyBits,
            >>::OF_FIELD;
            let _ = <usize as ::shm_typed::__private::SharedWidth<
                ::shm_typed::__private::AnyBits,
            >>::OF_FIELD;
            ::shm_typed::__private::UNKNOWN
        };
    }
    unsafe impl<'a> ::shm_typed::__private::Plain for Engine<'a>
    where
        'a: 'static,
        for<'__any> Engine<'a>: ::shm_typed::__private::DeriveCloneCopy,
    {}
};
