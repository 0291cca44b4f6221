const _: () = {
    const __SHM_TYPED_DESCRIPTOR: &memory::__private::TypeDescriptor = {
        memory::__private::made_of::<
            Engine,
        >(|
            Engine {
                speed: __shm_typed_field_0,
                faults: __shm_typed_field_1,
                r#type: __shm_typed_field_2,
            }|
        {
            memory::__private::is_field(
                __shm_typed_field_0,
                memory::__private::PhantomData::<f64>,
            );
            memory::__private::is_field(
                __shm_typed_field_1,
                memory::__private::PhantomData::<u64>,
            );
            memory::__private::is_field(
                __shm_typed_field_2,
                memory::__private::PhantomData::<Temperature>,
            );
        });
        const __SHM_TYPED_CHECKED_0: memory::__private::bool = {
            use memory::__private::Unknown as _;
            memory::__private::Probe::<Temperature>::SHARED
                && !memory::__private::Probe::<Temperature>::PLAIN
        };
        let () = <memory::__private::IsChecked<
            __SHM_TYPED_CHECKED_0,
        > as memory::__private::FitsUnchecked<Engine, Temperature>>::ASKED;
        const __SHM_TYPED_PADDING_0: memory::__private::usize = memory::__private::padding_after::<
            f64,
        >(
            memory::__private::offset_of!(Engine, speed),
            memory::__private::offset_of!(Engine, faults),
            {
                use memory::__private::Unknown as _;
                memory::__private::Probe::<f64>::SHARED
                    && memory::__private::Probe::<u64>::SHARED
            },
        );
        let () = <memory::__private::Bytes<
            __SHM_TYPED_PADDING_0,
        > as memory::__private::NoPadding<Engine, __SHM_TYPED_PADDING_0>>::CHECKED;
        const __SHM_TYPED_PADDING_1: memory::__private::usize = memory::__private::padding_after::<
            u64,
        >(
            memory::__private::offset_of!(Engine, faults),
            memory::__private::offset_of!(Engine, r#type),
            {
                use memory::__private::Unknown as _;
                memory::__private::Probe::<u64>::SHARED
                    && memory::__private::Probe::<Temperature>::SHARED
            },
        );
        let () = <memory::__private::Bytes<
            __SHM_TYPED_PADDING_1,
        > as memory::__private::NoPadding<Engine, __SHM_TYPED_PADDING_1>>::CHECKED;
        const __SHM_TYPED_PADDING_2: memory::__private::usize = memory::__private::padding_after::<
            Temperature,
        >(
            memory::__private::offset_of!(Engine, r#type),
            memory::__private::size_of::<Engine>(),
            {
                use memory::__private::Unknown as _;
                memory::__private::Probe::<Temperature>::SHARED
            },
        );
        let () = <memory::__private::Bytes<
            __SHM_TYPED_PADDING_2,
        > as memory::__private::NoPadding<Engine, __SHM_TYPED_PADDING_2>>::CHECKED;
        memory::__private::belongs_to_number(
            <Temperature as memory::__private::SharedField>::OF_FIELD,
            "unit",
            "type",
        );
        memory::__private::belongs_to_number(
            <Temperature as memory::__private::SharedField>::OF_FIELD,
            "invalid",
            "type",
        );
        &memory::__private::TypeDescriptor::structure::<
            Engine,
        >(
            memory::__private::StructDescriptor::new(
                    "engine",
                    const {
                        &[
                            memory::__private::FieldDescriptor::new(
                                    "speed",
                                    memory::__private::offset_of!(Engine, speed),
                                    <f64 as memory::__private::SharedField<
                                        memory::__private::AnyBits,
                                    >>::OF_FIELD,
                                )
                                .with_kind(memory::__private::Kind::Gauge)
                                .with_unit("rpm")
                                .with_help("Crankshaft speed.\n\nAt the flywheel.")
                                .with_range(
                                    memory::__private::Number::Float(-1.0),
                                    memory::__private::Number::Float(9000.0),
                                )
                                .with_invalid(
                                    memory::__private::Number::Float(memory::__private::NAN),
                                ),
                            memory::__private::FieldDescriptor::new(
                                    "errors",
                                    memory::__private::offset_of!(Engine, faults),
                                    <u64 as memory::__private::SharedField<
                                        memory::__private::AnyBits,
                                    >>::OF_FIELD,
                                )
                                .with_level(memory::__private::Level::Diag)
                                .with_since(2)
                                .with_sensitive(),
                            memory::__private::FieldDescriptor::new(
                                    "type",
                                    memory::__private::offset_of!(Engine, r#type),
                                    <Temperature as memory::__private::SharedField>::OF_FIELD,
                                )
                                .with_unit("K")
                                .with_invalid(memory::__private::Number::Int(-1)),
                        ]
                    },
                )
                .with_version(3)
                .with_help("An engine."),
        )
    };
    #[automatically_derived]
    impl memory::__private::DeriveCloneCopy for Engine {}
    #[automatically_derived]
    unsafe impl memory::__private::Shared for Engine
    where
        for<'__any> Engine: memory::__private::DeriveCloneCopy,
    {
        const DESCRIPTOR: &'static memory::__private::TypeDescriptor = __SHM_TYPED_DESCRIPTOR;
    }
    #[automatically_derived]
    unsafe impl memory::__private::Zeroable for Engine {}
    #[automatically_derived]
    unsafe impl memory::__private::Pod for Engine
    where
        for<'__any> Engine: memory::__private::DeriveCloneCopy,
    {}
    #[automatically_derived]
    unsafe impl memory::__private::Plain for Engine
    where
        for<'__any> Engine: memory::__private::DeriveCloneCopy,
    {}
    ///A view of a `Engine` in shared memory.
    pub struct EngineView<'__view>(memory::__private::Place<'__view, Engine>);
    #[automatically_derived]
    impl<'__view> memory::__private::Clone for EngineView<'__view> {
        #[inline(always)]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl<'__view> memory::__private::Copy for EngineView<'__view> {}
    #[automatically_derived]
    impl<'__view> EngineView<'__view>
    where
        for<'__any> Engine: memory::__private::DeriveCloneCopy,
        for<'__any> Temperature: memory::__private::Viewed,
    {
        /**Crankshaft speed.

At the flywheel.*/
        #[inline(always)]
        #[must_use]
        fn speed(self) -> memory::__private::View<'__view, f64> {
            memory::__private::Place::field::<
                f64,
            >(self.0, memory::__private::offset_of!(Engine, speed))
        }
        #[inline(always)]
        #[must_use]
        fn faults(self) -> memory::__private::View<'__view, u64> {
            memory::__private::Place::field::<
                u64,
            >(self.0, memory::__private::offset_of!(Engine, faults))
        }
        #[inline(always)]
        #[must_use]
        fn r#type(self) -> memory::__private::View<'__view, Temperature> {
            memory::__private::Place::field::<
                Temperature,
            >(self.0, memory::__private::offset_of!(Engine, r#type))
        }
    }
    #[automatically_derived]
    impl memory::__private::Viewed for Engine
    where
        for<'__any> Engine: memory::__private::DeriveCloneCopy,
        for<'__any> Temperature: memory::__private::Viewed,
    {
        type View<'__view> = EngineView<'__view>;
        type ViewMut<'__view> = EngineViewMut<'__view>;
        #[inline(always)]
        fn view(place: memory::__private::Place<'_, Self>) -> Self::View<'_> {
            EngineView(place)
        }
        #[inline(always)]
        fn view_mut(part: memory::__private::Part<'_, Self>) -> Self::ViewMut<'_> {
            EngineViewMut {
                __shm_typed_part: part,
            }
        }
    }
    #[automatically_derived]
    impl<'__view> memory::__private::From<EngineView<'__view>> for Engine
    where
        for<'__any> Engine: memory::__private::DeriveCloneCopy,
        for<'__any> Temperature: memory::__private::Viewed,
    {
        #[inline(always)]
        fn from(view: EngineView<'__view>) -> Self {
            memory::__private::Place::get(view.0)
        }
    }
    ///A `Engine` that is being changed, by its fields.
    struct EngineViewMut<'__view> {
        __shm_typed_part: memory::__private::Part<'__view, Engine>,
    }
    #[automatically_derived]
    impl<'__view> EngineViewMut<'__view>
    where
        for<'__any> Engine: memory::__private::DeriveCloneCopy,
        for<'__any> Temperature: memory::__private::Viewed,
    {
        /**Crankshaft speed.

At the flywheel.*/
        #[inline(always)]
        #[must_use]
        fn speed(&mut self) -> memory::__private::ViewMut<'_, f64> {
            memory::__private::Part::field::<
                f64,
            >(&mut self.__shm_typed_part, |value| &mut value.speed)
        }
        #[inline(always)]
        #[must_use]
        fn faults(&mut self) -> memory::__private::ViewMut<'_, u64> {
            memory::__private::Part::field::<
                u64,
            >(&mut self.__shm_typed_part, |value| &mut value.faults)
        }
        #[inline(always)]
        #[must_use]
        fn r#type(&mut self) -> memory::__private::ViewMut<'_, Temperature> {
            memory::__private::Part::field::<
                Temperature,
            >(&mut self.__shm_typed_part, |value| &mut value.r#type)
        }
    }
    #[automatically_derived]
    impl<'__view> memory::__private::Deref for EngineViewMut<'__view> {
        type Target = Engine;
        #[inline(always)]
        fn deref(&self) -> &Engine {
            memory::__private::Part::get(&self.__shm_typed_part)
        }
    }
    #[automatically_derived]
    impl<'__view> memory::__private::DerefMut for EngineViewMut<'__view> {
        #[inline(always)]
        fn deref_mut(&mut self) -> &mut Engine {
            memory::__private::Part::get_mut(&mut self.__shm_typed_part)
        }
    }
};
