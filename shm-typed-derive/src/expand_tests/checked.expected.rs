const _: () = {
    const __SHM_TYPED_DESCRIPTOR: &::shm_typed::__private::TypeDescriptor = {
        ::shm_typed::__private::made_of::<
            Pump,
        >(|
            Pump {
                state: __shm_typed_field_0,
                flags: __shm_typed_field_1,
                speed: __shm_typed_field_2,
            }|
        {
            ::shm_typed::__private::is_field(
                __shm_typed_field_0,
                ::shm_typed::__private::PhantomData::<State>,
            );
            ::shm_typed::__private::is_field(
                __shm_typed_field_1,
                ::shm_typed::__private::PhantomData::<[bool; 3]>,
            );
            ::shm_typed::__private::is_field(
                __shm_typed_field_2,
                ::shm_typed::__private::PhantomData::<f32>,
            );
        });
        const __SHM_TYPED_PADDING_0: ::shm_typed::__private::usize = ::shm_typed::__private::padding_after::<
            State,
        >(
            ::shm_typed::__private::offset_of!(Pump, state),
            ::shm_typed::__private::offset_of!(Pump, flags),
            {
                use ::shm_typed::__private::Unknown as _;
                ::shm_typed::__private::Probe::<State>::SHARED
                    && ::shm_typed::__private::Probe::<[bool; 3]>::SHARED
            },
        );
        let () = <::shm_typed::__private::Bytes<
            __SHM_TYPED_PADDING_0,
        > as ::shm_typed::__private::NoPadding<Pump, __SHM_TYPED_PADDING_0>>::CHECKED;
        const __SHM_TYPED_PADDING_1: ::shm_typed::__private::usize = ::shm_typed::__private::padding_after::<
            [bool; 3],
        >(
            ::shm_typed::__private::offset_of!(Pump, flags),
            ::shm_typed::__private::offset_of!(Pump, speed),
            {
                use ::shm_typed::__private::Unknown as _;
                ::shm_typed::__private::Probe::<[bool; 3]>::SHARED
                    && ::shm_typed::__private::Probe::<f32>::SHARED
            },
        );
        let () = <::shm_typed::__private::Bytes<
            __SHM_TYPED_PADDING_1,
        > as ::shm_typed::__private::NoPadding<Pump, __SHM_TYPED_PADDING_1>>::CHECKED;
        const __SHM_TYPED_PADDING_2: ::shm_typed::__private::usize = ::shm_typed::__private::padding_after::<
            f32,
        >(
            ::shm_typed::__private::offset_of!(Pump, speed),
            ::shm_typed::__private::size_of::<Pump>(),
            {
                use ::shm_typed::__private::Unknown as _;
                ::shm_typed::__private::Probe::<f32>::SHARED
            },
        );
        let () = <::shm_typed::__private::Bytes<
            __SHM_TYPED_PADDING_2,
        > as ::shm_typed::__private::NoPadding<Pump, __SHM_TYPED_PADDING_2>>::CHECKED;
        &::shm_typed::__private::TypeDescriptor::structure::<
            Pump,
        >(
            ::shm_typed::__private::StructDescriptor::new(
                "Pump",
                const {
                    &[
                        ::shm_typed::__private::FieldDescriptor::new(
                            "state",
                            ::shm_typed::__private::offset_of!(Pump, state),
                            <State as ::shm_typed::__private::SharedField>::OF_FIELD,
                        ),
                        ::shm_typed::__private::FieldDescriptor::new(
                            "flags",
                            ::shm_typed::__private::offset_of!(Pump, flags),
                            const {
                                &::shm_typed::__private::array_of(
                                    ::shm_typed::__private::PhantomData::<[bool; 3]>,
                                    <bool as ::shm_typed::__private::SharedBool>::OF_FIELD,
                                )
                            },
                        ),
                        ::shm_typed::__private::FieldDescriptor::new(
                            "speed",
                            ::shm_typed::__private::offset_of!(Pump, speed),
                            <f32 as ::shm_typed::__private::SharedField>::OF_FIELD,
                        ),
                    ]
                },
            ),
        )
    };
    #[automatically_derived]
    impl ::shm_typed::__private::DeriveCloneCopy for Pump {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Shared for Pump
    where
        for<'__any> Pump: ::shm_typed::__private::DeriveCloneCopy,
    {
        const DESCRIPTOR: &'static ::shm_typed::__private::TypeDescriptor = __SHM_TYPED_DESCRIPTOR;
    }
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Zeroable for Pump
    where
        for<'__any> State: ::shm_typed::__private::Zeroable,
        for<'__any> bool: ::shm_typed::__private::Zeroable,
        for<'__any> f32: ::shm_typed::__private::Zeroable,
    {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::NoUninit for Pump
    where
        for<'__any> Pump: ::shm_typed::__private::DeriveCloneCopy,
    {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::CheckedBitPattern for Pump
    where
        for<'__any> Pump: ::shm_typed::__private::DeriveCloneCopy,
    {
        type Bits = ::shm_typed::__private::Bits<Pump>;
        fn is_valid_bit_pattern(
            bits: &::shm_typed::__private::Bits<Pump>,
        ) -> ::shm_typed::__private::bool {
            bits.are_value()
        }
    }
    ///A view of a `Pump` in shared memory.
    pub struct PumpView<'__view>(::shm_typed::__private::Place<'__view, Pump>);
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Clone for PumpView<'__view> {
        #[inline(always)]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Copy for PumpView<'__view> {}
    #[automatically_derived]
    impl<'__view> PumpView<'__view>
    where
        for<'__any> Pump: ::shm_typed::__private::DeriveCloneCopy,
    {
        #[inline(always)]
        #[must_use]
        fn state(self) -> ::shm_typed::__private::View<'__view, State>
        where
            for<'__any> State: ::shm_typed::__private::Viewed,
        {
            ::shm_typed::__private::Place::field::<
                State,
            >(self.0, ::shm_typed::__private::offset_of!(Pump, state))
        }
        #[inline(always)]
        #[must_use]
        fn flags(self) -> ::shm_typed::__private::View<'__view, [bool; 3]>
        where
            for<'__any> bool: ::shm_typed::__private::Viewed,
        {
            ::shm_typed::__private::Place::field::<
                [bool; 3],
            >(self.0, ::shm_typed::__private::offset_of!(Pump, flags))
        }
        #[inline(always)]
        #[must_use]
        fn speed(self) -> ::shm_typed::__private::View<'__view, f32> {
            ::shm_typed::__private::Place::field::<
                f32,
            >(self.0, ::shm_typed::__private::offset_of!(Pump, speed))
        }
    }
    #[automatically_derived]
    impl ::shm_typed::__private::Viewed for Pump
    where
        for<'__any> Pump: ::shm_typed::__private::DeriveCloneCopy,
    {
        type View<'__view> = PumpView<'__view>;
        type ViewMut<'__view> = PumpViewMut<'__view>;
        #[inline(always)]
        fn view(place: ::shm_typed::__private::Place<'_, Self>) -> Self::View<'_> {
            PumpView(place)
        }
        #[inline(always)]
        fn view_mut(part: ::shm_typed::__private::Part<'_, Self>) -> Self::ViewMut<'_> {
            PumpViewMut {
                __shm_typed_part: part,
            }
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::TryFrom<PumpView<'__view>> for Pump
    where
        for<'__any> Pump: ::shm_typed::__private::DeriveCloneCopy,
    {
        type Error = ::shm_typed::__private::InvalidValue;
        #[inline(always)]
        fn try_from(
            view: PumpView<'__view>,
        ) -> ::shm_typed::__private::Result<Self, ::shm_typed::__private::InvalidValue> {
            ::shm_typed::__private::Place::try_get(view.0)
        }
    }
    ///A `Pump` that is being changed, by its fields.
    struct PumpViewMut<'__view> {
        __shm_typed_part: ::shm_typed::__private::Part<'__view, Pump>,
    }
    #[automatically_derived]
    impl<'__view> PumpViewMut<'__view>
    where
        for<'__any> Pump: ::shm_typed::__private::DeriveCloneCopy,
    {
        #[inline(always)]
        #[must_use]
        fn state(&mut self) -> ::shm_typed::__private::ViewMut<'_, State>
        where
            for<'__any> State: ::shm_typed::__private::Viewed,
        {
            ::shm_typed::__private::Part::field::<
                State,
            >(&mut self.__shm_typed_part, |value| &mut value.state)
        }
        #[inline(always)]
        #[must_use]
        fn flags(&mut self) -> ::shm_typed::__private::ViewMut<'_, [bool; 3]>
        where
            for<'__any> bool: ::shm_typed::__private::Viewed,
        {
            ::shm_typed::__private::Part::field::<
                [bool; 3],
            >(&mut self.__shm_typed_part, |value| &mut value.flags)
        }
        #[inline(always)]
        #[must_use]
        fn speed(&mut self) -> ::shm_typed::__private::ViewMut<'_, f32> {
            ::shm_typed::__private::Part::field::<
                f32,
            >(&mut self.__shm_typed_part, |value| &mut value.speed)
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Deref for PumpViewMut<'__view> {
        type Target = Pump;
        #[inline(always)]
        fn deref(&self) -> &Pump {
            ::shm_typed::__private::Part::get(&self.__shm_typed_part)
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::DerefMut for PumpViewMut<'__view> {
        #[inline(always)]
        fn deref_mut(&mut self) -> &mut Pump {
            ::shm_typed::__private::Part::get_mut(&mut self.__shm_typed_part)
        }
    }
};
