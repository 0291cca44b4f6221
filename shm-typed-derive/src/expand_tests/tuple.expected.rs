const _: () = {
    const __SHM_TYPED_DESCRIPTOR: &::shm_typed::__private::TypeDescriptor = {
        const __SHM_TYPED_CHECKED_0: ::shm_typed::__private::bool = {
            use ::shm_typed::__private::Unknown as _;
            ::shm_typed::__private::Probe::<Inner>::SHARED
                && !::shm_typed::__private::Probe::<Inner>::PLAIN
        };
        let () = <::shm_typed::__private::IsChecked<
            __SHM_TYPED_CHECKED_0,
        > as ::shm_typed::__private::FitsUnchecked<Pair, Inner>>::ASKED;
        const __SHM_TYPED_PADDING_0: ::shm_typed::__private::usize = ::shm_typed::__private::padding_after::<
            u64,
        >(
            ::shm_typed::__private::offset_of!(Pair, 0),
            ::shm_typed::__private::offset_of!(Pair, 1),
            {
                use ::shm_typed::__private::Unknown as _;
                ::shm_typed::__private::Probe::<u64>::SHARED
                    && ::shm_typed::__private::Probe::<Inner>::SHARED
            },
        );
        let () = <::shm_typed::__private::Bytes<
            __SHM_TYPED_PADDING_0,
        > as ::shm_typed::__private::NoPadding<Pair, __SHM_TYPED_PADDING_0>>::CHECKED;
        const __SHM_TYPED_PADDING_1: ::shm_typed::__private::usize = ::shm_typed::__private::padding_after::<
            Inner,
        >(
            ::shm_typed::__private::offset_of!(Pair, 1),
            ::shm_typed::__private::size_of::<Pair>(),
            {
                use ::shm_typed::__private::Unknown as _;
                ::shm_typed::__private::Probe::<Inner>::SHARED
            },
        );
        let () = <::shm_typed::__private::Bytes<
            __SHM_TYPED_PADDING_1,
        > as ::shm_typed::__private::NoPadding<Pair, __SHM_TYPED_PADDING_1>>::CHECKED;
        &::shm_typed::__private::TypeDescriptor::structure::<
            Pair,
        >(
            ::shm_typed::__private::StructDescriptor::new(
                "Pair",
                const {
                    &[
                        ::shm_typed::__private::FieldDescriptor::new(
                            "0",
                            ::shm_typed::__private::offset_of!(Pair, 0),
                            <u64 as ::shm_typed::__private::SharedField<
                                ::shm_typed::__private::AnyBits,
                            >>::OF_FIELD,
                        ),
                        ::shm_typed::__private::FieldDescriptor::new(
                            "1",
                            ::shm_typed::__private::offset_of!(Pair, 1),
                            <Inner as ::shm_typed::__private::SharedField>::OF_FIELD,
                        ),
                    ]
                },
            ),
        )
    };
    #[automatically_derived]
    impl ::shm_typed::__private::DeriveCloneCopy for Pair {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Shared for Pair
    where
        for<'__any> Pair: ::shm_typed::__private::DeriveCloneCopy,
    {
        const DESCRIPTOR: &'static ::shm_typed::__private::TypeDescriptor = __SHM_TYPED_DESCRIPTOR;
    }
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Zeroable for Pair {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Pod for Pair
    where
        for<'__any> Pair: ::shm_typed::__private::DeriveCloneCopy,
    {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Plain for Pair
    where
        for<'__any> Pair: ::shm_typed::__private::DeriveCloneCopy,
    {}
};
