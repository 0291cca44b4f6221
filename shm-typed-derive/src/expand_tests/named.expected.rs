const _: () = {
    const __SHM_TYPED_DESCRIPTOR: &::shm_typed::__private::TypeDescriptor = {
        ::shm_typed::__private::made_of::<
            Engine,
        >(|Engine { speed: __shm_typed_field_0, faults: __shm_typed_field_1 }| {
            ::shm_typed::__private::is_field(
                __shm_typed_field_0,
                ::shm_typed::__private::PhantomData::<f64>,
            );
            ::shm_typed::__private::is_field(
                __shm_typed_field_1,
                ::shm_typed::__private::PhantomData::<u64>,
            );
        });
        const __SHM_TYPED_PADDING_0: ::shm_typed::__private::usize = ::shm_typed::__private::padding_after::<
            f64,
        >(
            ::shm_typed::__private::offset_of!(Engine, speed),
            ::shm_typed::__private::offset_of!(Engine, faults),
            {
                use ::shm_typed::__private::Unknown as _;
                ::shm_typed::__private::Probe::<f64>::SHARED
                    && ::shm_typed::__private::Probe::<u64>::SHARED
            },
        );
        let () = <::shm_typed::__private::Bytes<
            __SHM_TYPED_PADDING_0,
        > as ::shm_typed::__private::NoPadding<Engine, __SHM_TYPED_PADDING_0>>::CHECKED;
        const __SHM_TYPED_PADDING_1: ::shm_typed::__private::usize = ::shm_typed::__private::padding_after::<
            u64,
        >(
            ::shm_typed::__private::offset_of!(Engine, faults),
            ::shm_typed::__private::size_of::<Engine>(),
            {
                use ::shm_typed::__private::Unknown as _;
                ::shm_typed::__private::Probe::<u64>::SHARED
            },
        );
        let () = <::shm_typed::__private::Bytes<
            __SHM_TYPED_PADDING_1,
        > as ::shm_typed::__private::NoPadding<Engine, __SHM_TYPED_PADDING_1>>::CHECKED;
        &::shm_typed::__private::TypeDescriptor::structure::<
            Engine,
        >(
            ::shm_typed::__private::StructDescriptor::new(
                "Engine",
                const {
                    &[
                        ::shm_typed::__private::FieldDescriptor::new(
                            "speed",
                            ::shm_typed::__private::offset_of!(Engine, speed),
                            <f64 as ::shm_typed::__private::SharedField<
                                ::shm_typed::__private::AnyBits,
                            >>::OF_FIELD,
                        ),
                        ::shm_typed::__private::FieldDescriptor::new(
                            "faults",
                            ::shm_typed::__private::offset_of!(Engine, faults),
                            <u64 as ::shm_typed::__private::SharedField<
                                ::shm_typed::__private::AnyBits,
                            >>::OF_FIELD,
                        ),
                    ]
                },
            ),
        )
    };
    #[automatically_derived]
    impl ::shm_typed::__private::DeriveCloneCopy for Engine {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Shared for Engine
    where
        for<'__any> Engine: ::shm_typed::__private::DeriveCloneCopy,
    {
        const DESCRIPTOR: &'static ::shm_typed::__private::TypeDescriptor = __SHM_TYPED_DESCRIPTOR;
    }
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Zeroable for Engine {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Pod for Engine
    where
        for<'__any> Engine: ::shm_typed::__private::DeriveCloneCopy,
    {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Plain for Engine
    where
        for<'__any> Engine: ::shm_typed::__private::DeriveCloneCopy,
    {}
    ///A view of a `Engine` in shared memory.
    pub struct EngineView<'__view>(::shm_typed::__private::Place<'__view, Engine>);
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Clone for EngineView<'__view> {
        #[inline(always)]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Copy for EngineView<'__view> {}
    #[automatically_derived]
    impl<'__view> EngineView<'__view>
    where
        for<'__any> Engine: ::shm_typed::__private::DeriveCloneCopy,
    {
        #[inline(always)]
        #[must_use]
        fn speed(self) -> ::shm_typed::__private::View<'__view, f64> {
            ::shm_typed::__private::Place::field::<
                f64,
            >(self.0, ::shm_typed::__private::offset_of!(Engine, speed))
        }
        #[inline(always)]
        #[must_use]
        fn faults(self) -> ::shm_typed::__private::View<'__view, u64> {
            ::shm_typed::__private::Place::field::<
                u64,
            >(self.0, ::shm_typed::__private::offset_of!(Engine, faults))
        }
    }
    #[automatically_derived]
    impl ::shm_typed::__private::Viewed for Engine
    where
        for<'__any> Engine: ::shm_typed::__private::DeriveCloneCopy,
    {
        type View<'__view> = EngineView<'__view>;
        type ViewMut<'__view> = EngineViewMut<'__view>;
        #[inline(always)]
        fn view(place: ::shm_typed::__private::Place<'_, Self>) -> Self::View<'_> {
            EngineView(place)
        }
        #[inline(always)]
        fn view_mut(part: ::shm_typed::__private::Part<'_, Self>) -> Self::ViewMut<'_> {
            EngineViewMut {
                __shm_typed_part: part,
            }
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::From<EngineView<'__view>> for Engine
    where
        for<'__any> Engine: ::shm_typed::__private::DeriveCloneCopy,
    {
        #[inline(always)]
        fn from(view: EngineView<'__view>) -> Self {
            ::shm_typed::__private::Place::get(view.0)
        }
    }
    ///A `Engine` that is being changed, by its fields.
    struct EngineViewMut<'__view> {
        __shm_typed_part: ::shm_typed::__private::Part<'__view, Engine>,
    }
    #[automatically_derived]
    impl<'__view> EngineViewMut<'__view>
    where
        for<'__any> Engine: ::shm_typed::__private::DeriveCloneCopy,
    {
        #[inline(always)]
        #[must_use]
        fn speed(&mut self) -> ::shm_typed::__private::ViewMut<'_, f64> {
            ::shm_typed::__private::Part::field::<
                f64,
            >(&mut self.__shm_typed_part, |value| &mut value.speed)
        }
        #[inline(always)]
        #[must_use]
        fn faults(&mut self) -> ::shm_typed::__private::ViewMut<'_, u64> {
            ::shm_typed::__private::Part::field::<
                u64,
            >(&mut self.__shm_typed_part, |value| &mut value.faults)
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Deref for EngineViewMut<'__view> {
        type Target = Engine;
        #[inline(always)]
        fn deref(&self) -> &Engine {
            ::shm_typed::__private::Part::get(&self.__shm_typed_part)
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::DerefMut for EngineViewMut<'__view> {
        #[inline(always)]
        fn deref_mut(&mut self) -> &mut Engine {
            ::shm_typed::__private::Part::get_mut(&mut self.__shm_typed_part)
        }
    }
};
