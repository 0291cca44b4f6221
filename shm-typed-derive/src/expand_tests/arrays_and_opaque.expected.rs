const _: () = {
    const __SHM_TYPED_DESCRIPTOR: &::shm_typed::__private::TypeDescriptor = {
        ::shm_typed::__private::made_of::<
            Mixed,
        >(|
            Mixed {
                grid: __shm_typed_field_0,
                halves: __shm_typed_field_1,
                names: __shm_typed_field_2,
            }|
        {
            ::shm_typed::__private::is_field(
                __shm_typed_field_0,
                ::shm_typed::__private::PhantomData::<[[u32; 4]; ROWS]>,
            );
            ::shm_typed::__private::is_field(
                __shm_typed_field_1,
                ::shm_typed::__private::PhantomData::<[half::f16; 2]>,
            );
            ::shm_typed::__private::is_field(
                __shm_typed_field_2,
                ::shm_typed::__private::PhantomData::<[String; 3]>,
            );
        });
        const __SHM_TYPED_CHECKED_0: ::shm_typed::__private::bool = {
            use ::shm_typed::__private::Unknown as _;
            ::shm_typed::__private::Probe::<String>::SHARED
                && !::shm_typed::__private::Probe::<String>::PLAIN
        };
        let () = <::shm_typed::__private::IsChecked<
            __SHM_TYPED_CHECKED_0,
        > as ::shm_typed::__private::FitsUnchecked<Mixed, String>>::ASKED;
        const __SHM_TYPED_PADDING_0: ::shm_typed::__private::usize = ::shm_typed::__private::padding_after::<
            [[u32; 4]; ROWS],
        >(
            ::shm_typed::__private::offset_of!(Mixed, grid),
            ::shm_typed::__private::offset_of!(Mixed, halves),
            {
                use ::shm_typed::__private::Unknown as _;
                ::shm_typed::__private::Probe::<[[u32; 4]; ROWS]>::SHARED
                    && ::shm_typed::__private::Probe::<[half::f16; 2]>::POD
            },
        );
        let () = <::shm_typed::__private::Bytes<
            __SHM_TYPED_PADDING_0,
        > as ::shm_typed::__private::NoPadding<Mixed, __SHM_TYPED_PADDING_0>>::CHECKED;
        const __SHM_TYPED_PADDING_1: ::shm_typed::__private::usize = ::shm_typed::__private::padding_after::<
            [half::f16; 2],
        >(
            ::shm_typed::__private::offset_of!(Mixed, halves),
            ::shm_typed::__private::offset_of!(Mixed, names),
            {
                use ::shm_typed::__private::Unknown as _;
                ::shm_typed::__private::Probe::<[half::f16; 2]>::POD
                    && ::shm_typed::__private::Probe::<[String; 3]>::SHARED
            },
        );
        let () = <::shm_typed::__private::Bytes<
            __SHM_TYPED_PADDING_1,
        > as ::shm_typed::__private::NoPadding<Mixed, __SHM_TYPED_PADDING_1>>::CHECKED;
        const __SHM_TYPED_PADDING_2: ::shm_typed::__private::usize = ::shm_typed::__private::padding_after::<
            [String; 3],
        >(
            ::shm_typed::__private::offset_of!(Mixed, names),
            ::shm_typed::__private::size_of::<Mixed>(),
            {
                use ::shm_typed::__private::Unknown as _;
                ::shm_typed::__private::Probe::<[String; 3]>::SHARED
            },
        );
        let () = <::shm_typed::__private::Bytes<
            __SHM_TYPED_PADDING_2,
        > as ::shm_typed::__private::NoPadding<Mixed, __SHM_TYPED_PADDING_2>>::CHECKED;
        &::shm_typed::__private::TypeDescriptor::structure::<
            Mixed,
        >(
            ::shm_typed::__private::StructDescriptor::new(
                "Mixed",
                const {
                    &[
                        ::shm_typed::__private::FieldDescriptor::new(
                            "grid",
                            ::shm_typed::__private::offset_of!(Mixed, grid),
                            const {
                                &::shm_typed::__private::array_of(
                                    ::shm_typed::__private::PhantomData::<[[u32; 4]; ROWS]>,
                                    const {
                                        &::shm_typed::__private::array_of(
                                            ::shm_typed::__private::PhantomData::<[u32; 4]>,
                                            <u32 as ::shm_typed::__private::SharedField<
                                                ::shm_typed::__private::AnyBits,
                                            >>::OF_FIELD,
                                        )
                                    },
                                )
                            },
                        ),
                        ::shm_typed::__private::FieldDescriptor::new(
                            "halves",
                            ::shm_typed::__private::offset_of!(Mixed, halves),
                            const {
                                &::shm_typed::__private::array_of(
                                    ::shm_typed::__private::PhantomData::<[half::f16; 2]>,
                                    const {
                                        &<half::f16 as ::shm_typed::__private::OpaqueField>::UNNAMED
                                            .named("half::f16")
                                    },
                                )
                            },
                        ),
                        ::shm_typed::__private::FieldDescriptor::new(
                            "names",
                            ::shm_typed::__private::offset_of!(Mixed, names),
                            const {
                                &::shm_typed::__private::array_of(
                                    ::shm_typed::__private::PhantomData::<[String; 3]>,
                                    <String as ::shm_typed::__private::SharedText>::OF_FIELD,
                                )
                            },
                        ),
                    ]
                },
            ),
        )
    };
    #[automatically_derived]
    impl ::shm_typed::__private::DeriveCloneCopy for Mixed {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Shared for Mixed
    where
        for<'__any> Mixed: ::shm_typed::__private::DeriveCloneCopy,
    {
        const DESCRIPTOR: &'static ::shm_typed::__private::TypeDescriptor = __SHM_TYPED_DESCRIPTOR;
    }
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Zeroable for Mixed {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Pod for Mixed
    where
        for<'__any> Mixed: ::shm_typed::__private::DeriveCloneCopy,
    {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Plain for Mixed
    where
        for<'__any> Mixed: ::shm_typed::__private::DeriveCloneCopy,
    {}
    ///A view of a `Mixed` in shared memory.
    pub struct MixedView<'__view>(::shm_typed::__private::Place<'__view, Mixed>);
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Clone for MixedView<'__view> {
        #[inline(always)]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Copy for MixedView<'__view> {}
    #[automatically_derived]
    impl<'__view> MixedView<'__view>
    where
        for<'__any> Mixed: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> [half::f16; 2]: ::shm_typed::__private::Pod,
        for<'__any> String: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        #[must_use]
        fn grid(self) -> ::shm_typed::__private::View<'__view, [[u32; 4]; ROWS]> {
            ::shm_typed::__private::Place::field::<
                [[u32; 4]; ROWS],
            >(self.0, ::shm_typed::__private::offset_of!(Mixed, grid))
        }
        #[inline(always)]
        #[must_use]
        fn halves(self) -> [half::f16; 2] {
            ::shm_typed::__private::Place::opaque::<
                [half::f16; 2],
            >(self.0, ::shm_typed::__private::offset_of!(Mixed, halves))
        }
        #[inline(always)]
        #[must_use]
        fn names(self) -> ::shm_typed::__private::View<'__view, [String; 3]> {
            ::shm_typed::__private::Place::field::<
                [String; 3],
            >(self.0, ::shm_typed::__private::offset_of!(Mixed, names))
        }
    }
    #[automatically_derived]
    impl ::shm_typed::__private::Viewed for Mixed
    where
        for<'__any> Mixed: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> [half::f16; 2]: ::shm_typed::__private::Pod,
        for<'__any> String: ::shm_typed::__private::Viewed,
    {
        type View<'__view> = MixedView<'__view>;
        type ViewMut<'__view> = MixedViewMut<'__view>;
        #[inline(always)]
        fn view(place: ::shm_typed::__private::Place<'_, Self>) -> Self::View<'_> {
            MixedView(place)
        }
        #[inline(always)]
        fn view_mut(part: ::shm_typed::__private::Part<'_, Self>) -> Self::ViewMut<'_> {
            MixedViewMut {
                __shm_typed_part: part,
            }
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::From<MixedView<'__view>> for Mixed
    where
        for<'__any> Mixed: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> [half::f16; 2]: ::shm_typed::__private::Pod,
        for<'__any> String: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        fn from(view: MixedView<'__view>) -> Self {
            ::shm_typed::__private::Place::get(view.0)
        }
    }
    ///A `Mixed` that is being changed, by its fields.
    struct MixedViewMut<'__view> {
        __shm_typed_part: ::shm_typed::__private::Part<'__view, Mixed>,
    }
    #[automatically_derived]
    impl<'__view> MixedViewMut<'__view>
    where
        for<'__any> Mixed: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> [half::f16; 2]: ::shm_typed::__private::Pod,
        for<'__any> String: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        #[must_use]
        fn grid(&mut self) -> ::shm_typed::__private::ViewMut<'_, [[u32; 4]; ROWS]> {
            ::shm_typed::__private::Part::field::<
                [[u32; 4]; ROWS],
            >(&mut self.__shm_typed_part, |value| &mut value.grid)
        }
        #[inline(always)]
        #[must_use]
        fn halves(&mut self) -> &mut [half::f16; 2] {
            ::shm_typed::__private::Part::opaque::<
                [half::f16; 2],
            >(&mut self.__shm_typed_part, |value| &mut value.halves)
        }
        #[inline(always)]
        #[must_use]
        fn names(&mut self) -> ::shm_typed::__private::ViewMut<'_, [String; 3]> {
            ::shm_typed::__private::Part::field::<
                [String; 3],
            >(&mut self.__shm_typed_part, |value| &mut value.names)
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Deref for MixedViewMut<'__view> {
        type Target = Mixed;
        #[inline(always)]
        fn deref(&self) -> &Mixed {
            ::shm_typed::__private::Part::get(&self.__shm_typed_part)
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::DerefMut for MixedViewMut<'__view> {
        #[inline(always)]
        fn deref_mut(&mut self) -> &mut Mixed {
            ::shm_typed::__private::Part::get_mut(&mut self.__shm_typed_part)
        }
    }
};
