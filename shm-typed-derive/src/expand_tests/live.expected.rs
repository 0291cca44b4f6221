///The live form of `Engine`: the same layout, every number an atomic cell.
///
/// An engine.
#[repr(C, align(64))]
#[derive(::shm_typed::__private::Debug)]
#[allow(dead_code, reason = "not every program uses every cell")]
pub struct Cells
where
    for<'__any> CacheLine<u64>: ::shm_typed::__private::LiveShared,
    for<'__any> Cylinder: ::shm_typed::__private::LiveShared,
{
    /// Requests.
    pub requests: <CacheLine<u64> as ::shm_typed::__private::LiveShared>::Live,
    cylinders: <[Cylinder; 4] as ::shm_typed::__private::LiveShared>::Live,
}
///What a reader sees of `Cells`: a method per field, which loads it.
#[derive(
    ::shm_typed::__private::Clone,
    ::shm_typed::__private::Copy,
    ::shm_typed::__private::Debug
)]
#[allow(dead_code, reason = "not every program looks at every field")]
pub struct CellsView<'live>
where
    for<'__any> CacheLine<u64>: ::shm_typed::__private::LiveShared,
    for<'__any> Cylinder: ::shm_typed::__private::LiveShared,
{
    cells: ::shm_typed::__private::LiveCells<'live, Cells>,
}
#[automatically_derived]
#[allow(dead_code, reason = "not every program looks at every field")]
impl<'live> CellsView<'live>
where
    for<'__any> CacheLine<u64>: ::shm_typed::__private::LiveShared,
    for<'__any> Cylinder: ::shm_typed::__private::LiveShared,
{
    /// Requests.
    #[inline]
    #[must_use]
    pub fn requests(
        self,
    ) -> <CacheLine<u64> as ::shm_typed::__private::LiveShared>::View<'live> {
        let cells = unsafe { ::shm_typed::__private::LiveCells::get(self.cells) };
        <CacheLine<u64> as ::shm_typed::__private::LiveShared>::view(&cells.requests)
    }
    ///Loads `cylinders`.
    #[inline]
    #[must_use]
    fn cylinders(
        self,
    ) -> <[Cylinder; 4] as ::shm_typed::__private::LiveShared>::View<'live> {
        let cells = unsafe { ::shm_typed::__private::LiveCells::get(self.cells) };
        <[Cylinder; 4] as ::shm_typed::__private::LiveShared>::view(&cells.cylinders)
    }
}
#[automatically_derived]
unsafe impl ::shm_typed::__private::LiveShared for Engine
where
    for<'__any> CacheLine<u64>: ::shm_typed::__private::LiveShared,
    for<'__any> Cylinder: ::shm_typed::__private::LiveShared,
{
    type Live = Cells;
    type View<'live> = CellsView<'live>;
    const LAYOUT: () = {
        ::shm_typed::__private::same_size::<Engine, Cells>();
        ::shm_typed::__private::same_offset(
            ::shm_typed::__private::offset_of!(Engine, requests),
            ::shm_typed::__private::offset_of!(Cells, requests),
        );
        ::shm_typed::__private::same_offset(
            ::shm_typed::__private::offset_of!(Engine, cylinders),
            ::shm_typed::__private::offset_of!(Cells, cylinders),
        );
        let () = <CacheLine<u64> as ::shm_typed::__private::LiveShared>::LAYOUT;
        let () = <[Cylinder; 4] as ::shm_typed::__private::LiveShared>::LAYOUT;
    };
    #[inline]
    fn view(live: &Cells) -> CellsView<'_> {
        CellsView {
            cells: ::shm_typed::__private::LiveCells::new(live),
        }
    }
    #[inline]
    #[allow(unused_variables, reason = "a struct may have no fields")]
    fn load_into(live: &Cells, bytes: &mut [::shm_typed::__private::u8]) {
        <CacheLine<
            u64,
        > as ::shm_typed::__private::LiveShared>::load_into(
            &live.requests,
            ::shm_typed::__private::part(
                bytes,
                ::shm_typed::__private::offset_of!(Engine, requests),
                ::shm_typed::__private::size_of::<CacheLine<u64>>(),
            ),
        );
        <[Cylinder; 4] as ::shm_typed::__private::LiveShared>::load_into(
            &live.cylinders,
            ::shm_typed::__private::part(
                bytes,
                ::shm_typed::__private::offset_of!(Engine, cylinders),
                ::shm_typed::__private::size_of::<[Cylinder; 4]>(),
            ),
        );
    }
}
const _: () = {
    ::shm_typed::__private::has_live_form::<CacheLine<u64>>();
    ::shm_typed::__private::has_live_form::<Cylinder>();
};
const _: () = {
    const __SHM_TYPED_DESCRIPTOR: &::shm_typed::__private::TypeDescriptor = {
        ::shm_typed::__private::made_of::<
            Engine,
        >(|Engine { requests: __shm_typed_field_0, cylinders: __shm_typed_field_1 }| {
            ::shm_typed::__private::is_field(
                __shm_typed_field_0,
                ::shm_typed::__private::PhantomData::<CacheLine<u64>>,
            );
            ::shm_typed::__private::is_field(
                __shm_typed_field_1,
                ::shm_typed::__private::PhantomData::<[Cylinder; 4]>,
            );
        });
        const __SHM_TYPED_CHECKED_0: ::shm_typed::__private::bool = {
            use ::shm_typed::__private::Unknown as _;
            ::shm_typed::__private::Probe::<CacheLine<u64>>::SHARED
                && !::shm_typed::__private::Probe::<CacheLine<u64>>::PLAIN
        };
        let () = <::shm_typed::__private::IsChecked<
            __SHM_TYPED_CHECKED_0,
        > as ::shm_typed::__private::FitsUnchecked<Engine, CacheLine<u64>>>::ASKED;
        const __SHM_TYPED_CHECKED_1: ::shm_typed::__private::bool = {
            use ::shm_typed::__private::Unknown as _;
            ::shm_typed::__private::Probe::<Cylinder>::SHARED
                && !::shm_typed::__private::Probe::<Cylinder>::PLAIN
        };
        let () = <::shm_typed::__private::IsChecked<
            __SHM_TYPED_CHECKED_1,
        > as ::shm_typed::__private::FitsUnchecked<Engine, Cylinder>>::ASKED;
        const __SHM_TYPED_PADDING_0: ::shm_typed::__private::usize = ::shm_typed::__private::padding_after::<
            CacheLine<u64>,
        >(
            ::shm_typed::__private::offset_of!(Engine, requests),
            ::shm_typed::__private::offset_of!(Engine, cylinders),
            {
                use ::shm_typed::__private::Unknown as _;
                ::shm_typed::__private::Probe::<CacheLine<u64>>::SHARED
                    && ::shm_typed::__private::Probe::<[Cylinder; 4]>::SHARED
            },
        );
        let () = <::shm_typed::__private::Bytes<
            __SHM_TYPED_PADDING_0,
        > as ::shm_typed::__private::NoPadding<Engine, __SHM_TYPED_PADDING_0>>::CHECKED;
        const __SHM_TYPED_PADDING_1: ::shm_typed::__private::usize = ::shm_typed::__private::padding_after::<
            [Cylinder; 4],
        >(
            ::shm_typed::__private::offset_of!(Engine, cylinders),
            ::shm_typed::__private::size_of::<Engine>(),
            {
                use ::shm_typed::__private::Unknown as _;
                ::shm_typed::__private::Probe::<[Cylinder; 4]>::SHARED
            },
        );
        let () = <::shm_typed::__private::Bytes<
            __SHM_TYPED_PADDING_1,
        > as ::shm_typed::__private::NoPadding<Engine, __SHM_TYPED_PADDING_1>>::CHECKED;
        ::shm_typed::__private::on_own_line(
            ::shm_typed::__private::align_of::<CacheLine<u64>>(),
            "requests",
            "give its type `#[repr(C, align(64))]`, or make it `CacheLine`s of numbers",
        );
        &::shm_typed::__private::TypeDescriptor::structure::<
            Engine,
        >(
            ::shm_typed::__private::StructDescriptor::new(
                    "Engine",
                    const {
                        &[
                            ::shm_typed::__private::FieldDescriptor::new(
                                    "requests",
                                    ::shm_typed::__private::offset_of!(Engine, requests),
                                    <CacheLine<
                                        u64,
                                    > as ::shm_typed::__private::SharedField>::OF_FIELD,
                                )
                                .with_help("Requests."),
                            ::shm_typed::__private::FieldDescriptor::new(
                                "cylinders",
                                ::shm_typed::__private::offset_of!(Engine, cylinders),
                                const {
                                    &::shm_typed::__private::array_of(
                                        ::shm_typed::__private::PhantomData::<[Cylinder; 4]>,
                                        <Cylinder as ::shm_typed::__private::SharedField>::OF_FIELD,
                                    )
                                },
                            ),
                        ]
                    },
                )
                .with_help("An engine."),
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
        for<'__any> CacheLine<u64>: ::shm_typed::__private::Viewed,
        for<'__any> Cylinder: ::shm_typed::__private::Viewed,
    {
        ///Requests.
        #[inline(always)]
        #[must_use]
        pub fn requests(self) -> ::shm_typed::__private::View<'__view, CacheLine<u64>> {
            ::shm_typed::__private::Place::field::<
                CacheLine<u64>,
            >(self.0, ::shm_typed::__private::offset_of!(Engine, requests))
        }
        #[inline(always)]
        #[must_use]
        fn cylinders(self) -> ::shm_typed::__private::View<'__view, [Cylinder; 4]> {
            ::shm_typed::__private::Place::field::<
                [Cylinder; 4],
            >(self.0, ::shm_typed::__private::offset_of!(Engine, cylinders))
        }
    }
    #[automatically_derived]
    impl ::shm_typed::__private::Viewed for Engine
    where
        for<'__any> Engine: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> CacheLine<u64>: ::shm_typed::__private::Viewed,
        for<'__any> Cylinder: ::shm_typed::__private::Viewed,
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
        for<'__any> CacheLine<u64>: ::shm_typed::__private::Viewed,
        for<'__any> Cylinder: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        fn from(view: EngineView<'__view>) -> Self {
            ::shm_typed::__private::Place::get(view.0)
        }
    }
    ///A `Engine` that is being changed, by its fields.
    pub struct EngineViewMut<'__view> {
        __shm_typed_part: ::shm_typed::__private::Part<'__view, Engine>,
    }
    #[automatically_derived]
    impl<'__view> EngineViewMut<'__view>
    where
        for<'__any> Engine: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> CacheLine<u64>: ::shm_typed::__private::Viewed,
        for<'__any> Cylinder: ::shm_typed::__private::Viewed,
    {
        ///Requests.
        #[inline(always)]
        #[must_use]
        pub fn requests(
            &mut self,
        ) -> ::shm_typed::__private::ViewMut<'_, CacheLine<u64>> {
            ::shm_typed::__private::Part::field::<
                CacheLine<u64>,
            >(&mut self.__shm_typed_part, |value| &mut value.requests)
        }
        #[inline(always)]
        #[must_use]
        fn cylinders(&mut self) -> ::shm_typed::__private::ViewMut<'_, [Cylinder; 4]> {
            ::shm_typed::__private::Part::field::<
                [Cylinder; 4],
            >(&mut self.__shm_typed_part, |value| &mut value.cylinders)
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
