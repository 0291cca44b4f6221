const _: () = {
    const __SHM_TYPED_DESCRIPTOR: &::shm_typed::__private::TypeDescriptor = {
        ::shm_typed::__private::made_of::<
            State,
        >(|value| match *value {
            State::Off | State::On | State::r#Fault => {}
        });
        &::shm_typed::__private::TypeDescriptor::enumeration::<
            State,
        >(
            ::shm_typed::__private::EnumDescriptor::new(
                    "State",
                    ::shm_typed::__private::Scalar::I16,
                    const {
                        &::shm_typed::__private::in_order([
                            ::shm_typed::__private::VariantDescriptor::new(
                                    "Off",
                                    State::Off as ::shm_typed::__private::i16
                                        as ::shm_typed::__private::i128,
                                )
                                .with_help("Nothing."),
                            ::shm_typed::__private::VariantDescriptor::new(
                                "Running",
                                State::On as ::shm_typed::__private::i16
                                    as ::shm_typed::__private::i128,
                            ),
                            ::shm_typed::__private::VariantDescriptor::new(
                                "Fault",
                                State::r#Fault as ::shm_typed::__private::i16
                                    as ::shm_typed::__private::i128,
                            ),
                        ])
                    },
                )
                .with_version(2)
                .with_help("What the pump does."),
        )
    };
    #[automatically_derived]
    impl ::shm_typed::__private::DeriveCloneCopy for State {}
    const _: () = ::shm_typed::__private::has_zero(__SHM_TYPED_DESCRIPTOR);
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Zeroable for State {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::NoUninit for State
    where
        for<'__any> State: ::shm_typed::__private::DeriveCloneCopy,
    {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::CheckedBitPattern for State
    where
        for<'__any> State: ::shm_typed::__private::DeriveCloneCopy,
    {
        type Bits = ::shm_typed::__private::i16;
        fn is_valid_bit_pattern(
            bits: &::shm_typed::__private::i16,
        ) -> ::shm_typed::__private::bool {
            ::shm_typed::__private::is_value::<State, ::shm_typed::__private::i16>(bits)
        }
    }
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Shared for State
    where
        for<'__any> State: ::shm_typed::__private::DeriveCloneCopy,
    {
        const DESCRIPTOR: &'static ::shm_typed::__private::TypeDescriptor = __SHM_TYPED_DESCRIPTOR;
    }
    const _: () = ::shm_typed::__private::same_size::<
        State,
        ::shm_typed::__private::Live<State>,
    >();
    #[automatically_derived]
    impl ::shm_typed::__private::LiveScalar for State
    where
        for<'__any> State: ::shm_typed::__private::DeriveCloneCopy,
    {
        type Number = ::shm_typed::__private::i16;
    }
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::LiveShared for State
    where
        for<'__any> State: ::shm_typed::__private::DeriveCloneCopy,
    {
        type Live = ::shm_typed::__private::Live<Self>;
        type View<'__view> = ::shm_typed::__private::Result<
            Self,
            ::shm_typed::__private::InvalidValue,
        >;
        #[inline]
        fn view(
            live: &::shm_typed::__private::Live<Self>,
        ) -> ::shm_typed::__private::Result<Self, ::shm_typed::__private::InvalidValue> {
            ::shm_typed::__private::Live::try_load(live)
        }
        #[inline]
        fn load_into(
            live: &::shm_typed::__private::Live<Self>,
            bytes: &mut [::shm_typed::__private::u8],
        ) {
            ::shm_typed::__private::Live::load_into(live, bytes);
        }
    }
    #[automatically_derived]
    impl ::shm_typed::__private::Viewed for State
    where
        for<'__any> State: ::shm_typed::__private::DeriveCloneCopy,
    {
        type View<'__view> = ::shm_typed::__private::Result<
            Self,
            ::shm_typed::__private::InvalidValue,
        >;
        type ViewMut<'__view> = &'__view mut Self;
        #[inline(always)]
        fn view(place: ::shm_typed::__private::Place<'_, Self>) -> Self::View<'_> {
            ::shm_typed::__private::Place::try_get(place)
        }
        #[inline(always)]
        fn view_mut(part: ::shm_typed::__private::Part<'_, Self>) -> &mut Self {
            ::shm_typed::__private::Part::lend(part)
        }
    }
};
