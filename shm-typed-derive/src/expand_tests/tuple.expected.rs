const _: () = {
    const __SHM_TYPED_DESCRIPTOR: &::shm_typed::__private::TypeDescriptor = {
        ::shm_typed::__private::made_of::<
            Pair,
        >(|Pair { 0: __shm_typed_field_0, 1: __shm_typed_field_1 }| {
            ::shm_typed::__private::is_field(
                __shm_typed_field_0,
                ::shm_typed::__private::PhantomData::<u64>,
            );
            ::shm_typed::__private::is_field(
                __shm_typed_field_1,
                ::shm_typed::__private::PhantomData::<Inner>,
            );
        });
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
        > as ::shm_typed::__private::NoPaddingInTuple<
            Pair,
            __SHM_TYPED_PADDING_0,
        >>::CHECKED;
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
        > as ::shm_typed::__private::NoPaddingInTuple<
            Pair,
            __SHM_TYPED_PADDING_1,
        >>::CHECKED;
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
    ///A view of a `Pair` in shared memory.
    pub struct PairView<'__view>(::shm_typed::__private::Place<'__view, Pair>);
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Clone for PairView<'__view> {
        #[inline(always)]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Copy for PairView<'__view> {}
    #[automatically_derived]
    impl<'__view> PairView<'__view>
    where
        for<'__any> Pair: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> Inner: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        #[must_use]
        fn _0(self) -> ::shm_typed::__private::View<'__view, u64> {
            ::shm_typed::__private::Place::field::<
                u64,
            >(self.0, ::shm_typed::__private::offset_of!(Pair, 0))
        }
        #[inline(always)]
        #[must_use]
        fn _1(self) -> ::shm_typed::__private::View<'__view, Inner> {
            ::shm_typed::__private::Place::field::<
                Inner,
            >(self.0, ::shm_typed::__private::offset_of!(Pair, 1))
        }
    }
    #[automatically_derived]
    impl ::shm_typed::__private::Viewed for Pair
    where
        for<'__any> Pair: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> Inner: ::shm_typed::__private::Viewed,
    {
        type View<'__view> = PairView<'__view>;
        type ViewMut<'__view> = PairViewMut<'__view>;
        #[inline(always)]
        fn view(place: ::shm_typed::__private::Place<'_, Self>) -> Self::View<'_> {
            PairView(place)
        }
        #[inline(always)]
        fn view_mut(part: ::shm_typed::__private::Part<'_, Self>) -> Self::ViewMut<'_> {
            PairViewMut {
                __shm_typed_part: part,
            }
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::From<PairView<'__view>> for Pair
    where
        for<'__any> Pair: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> Inner: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        fn from(view: PairView<'__view>) -> Self {
            ::shm_typed::__private::Place::get(view.0)
        }
    }
    ///A `Pair` that is being changed, by its fields.
    struct PairViewMut<'__view> {
        __shm_typed_part: ::shm_typed::__private::Part<'__view, Pair>,
    }
    #[automatically_derived]
    impl<'__view> PairViewMut<'__view>
    where
        for<'__any> Pair: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> Inner: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        #[must_use]
        fn _0(&mut self) -> ::shm_typed::__private::ViewMut<'_, u64> {
            ::shm_typed::__private::Part::field::<
                u64,
            >(&mut self.__shm_typed_part, |value| &mut value.0)
        }
        #[inline(always)]
        #[must_use]
        fn _1(&mut self) -> ::shm_typed::__private::ViewMut<'_, Inner> {
            ::shm_typed::__private::Part::field::<
                Inner,
            >(&mut self.__shm_typed_part, |value| &mut value.1)
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Deref for PairViewMut<'__view> {
        type Target = Pair;
        #[inline(always)]
        fn deref(&self) -> &Pair {
            ::shm_typed::__private::Part::get(&self.__shm_typed_part)
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::DerefMut for PairViewMut<'__view> {
        #[inline(always)]
        fn deref_mut(&mut self) -> &mut Pair {
            ::shm_typed::__private::Part::get_mut(&mut self.__shm_typed_part)
        }
    }
};
