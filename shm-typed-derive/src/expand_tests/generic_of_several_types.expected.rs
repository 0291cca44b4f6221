const _: () = {
    #[automatically_derived]
    impl<T, U> ::shm_typed::__private::DeriveCloneCopy for Pair<T, U>
    where
        T: ::shm_typed::__private::Plain,
        U: ::shm_typed::__private::Plain,
    {}
    #[automatically_derived]
    unsafe impl<T, U> ::shm_typed::__private::AnyBitPattern for Pair<T, U>
    where
        T: ::shm_typed::__private::Plain,
        U: ::shm_typed::__private::Plain,
        for<'__any> Pair<T, U>: ::shm_typed::__private::DeriveCloneCopy,
    {}
    #[automatically_derived]
    unsafe impl<T, U> ::shm_typed::__private::Shared for Pair<T, U>
    where
        T: ::shm_typed::__private::Plain,
        U: ::shm_typed::__private::Plain,
        for<'__any> Pair<T, U>: ::shm_typed::__private::DeriveCloneCopy,
    {
        const DESCRIPTOR: &'static ::shm_typed::__private::TypeDescriptor = {
            ::shm_typed::__private::made_of::<
                Self,
            >(|Self { first: __shm_typed_field_0, second: __shm_typed_field_1 }| {
                ::shm_typed::__private::is_field(
                    __shm_typed_field_0,
                    ::shm_typed::__private::PhantomData::<T>,
                );
                ::shm_typed::__private::is_field(
                    __shm_typed_field_1,
                    ::shm_typed::__private::PhantomData::<U>,
                );
            });
            ::shm_typed::__private::refuse_padding::<
                T,
            >(
                "Pair",
                "first",
                ::shm_typed::__private::offset_of!(Self, first),
                ::shm_typed::__private::offset_of!(Self, second),
            );
            ::shm_typed::__private::refuse_padding::<
                U,
            >(
                "Pair",
                "second",
                ::shm_typed::__private::offset_of!(Self, second),
                ::shm_typed::__private::size_of::<Self>(),
            );
            ::shm_typed::__private::belongs_to_number(
                <U as ::shm_typed::__private::PlainField<
                    ::shm_typed::__private::AnyBits,
                >>::OF_FIELD,
                "unit",
                "second",
            );
            &::shm_typed::__private::TypeDescriptor::structure::<
                Self,
            >(
                ::shm_typed::__private::StructDescriptor::new(
                    "Pair",
                    const {
                        &[
                            ::shm_typed::__private::FieldDescriptor::new(
                                "first",
                                ::shm_typed::__private::offset_of!(Self, first),
                                <T as ::shm_typed::__private::PlainField<
                                    ::shm_typed::__private::AnyBits,
                                >>::OF_FIELD,
                            ),
                            ::shm_typed::__private::FieldDescriptor::new(
                                    "second",
                                    ::shm_typed::__private::offset_of!(Self, second),
                                    <U as ::shm_typed::__private::PlainField<
                                        ::shm_typed::__private::AnyBits,
                                    >>::OF_FIELD,
                                )
                                .with_unit("m"),
                        ]
                    },
                ),
            )
        };
    }
    #[automatically_derived]
    unsafe impl<T, U> ::shm_typed::__private::Zeroable for Pair<T, U>
    where
        T: ::shm_typed::__private::Plain,
        U: ::shm_typed::__private::Plain,
    {}
    #[automatically_derived]
    unsafe impl<T, U> ::shm_typed::__private::Plain for Pair<T, U>
    where
        T: ::shm_typed::__private::Plain,
        U: ::shm_typed::__private::Plain,
        for<'__any> Pair<T, U>: ::shm_typed::__private::DeriveCloneCopy,
    {}
    ///A view of a `Pair` in shared memory.
    pub struct PairView<'__view, T, U>(
        ::shm_typed::__private::Place<'__view, Pair<T, U>>,
    );
    #[automatically_derived]
    impl<'__view, T, U> ::shm_typed::__private::Clone for PairView<'__view, T, U> {
        #[inline(always)]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl<'__view, T, U> ::shm_typed::__private::Copy for PairView<'__view, T, U> {}
    #[automatically_derived]
    impl<'__view, T, U> PairView<'__view, T, U>
    where
        T: ::shm_typed::__private::Plain,
        U: ::shm_typed::__private::Plain,
        for<'__any> Pair<T, U>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Viewed,
        for<'__any> U: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        #[must_use]
        fn first(self) -> ::shm_typed::__private::View<'__view, T> {
            ::shm_typed::__private::Place::field::<
                T,
            >(self.0, ::shm_typed::__private::offset_of!(Pair < T, U >, first))
        }
        #[inline(always)]
        #[must_use]
        fn second(self) -> ::shm_typed::__private::View<'__view, U> {
            ::shm_typed::__private::Place::field::<
                U,
            >(self.0, ::shm_typed::__private::offset_of!(Pair < T, U >, second))
        }
    }
    #[automatically_derived]
    impl<T, U> ::shm_typed::__private::Viewed for Pair<T, U>
    where
        T: ::shm_typed::__private::Plain,
        U: ::shm_typed::__private::Plain,
        for<'__any> Pair<T, U>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Viewed,
        for<'__any> U: ::shm_typed::__private::Viewed,
    {
        type View<'__view> = PairView<'__view, T, U>;
        type ViewMut<'__view> = PairViewMut<'__view, T, U>;
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
    impl<'__view, T, U> ::shm_typed::__private::From<PairView<'__view, T, U>>
    for Pair<T, U>
    where
        T: ::shm_typed::__private::Plain,
        U: ::shm_typed::__private::Plain,
        for<'__any> Pair<T, U>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Viewed,
        for<'__any> U: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        fn from(view: PairView<'__view, T, U>) -> Self {
            ::shm_typed::__private::Place::get(view.0)
        }
    }
    ///A `Pair` that is being changed, by its fields.
    struct PairViewMut<'__view, T, U> {
        __shm_typed_part: ::shm_typed::__private::Part<'__view, Pair<T, U>>,
    }
    #[automatically_derived]
    impl<'__view, T, U> PairViewMut<'__view, T, U>
    where
        T: ::shm_typed::__private::Plain,
        U: ::shm_typed::__private::Plain,
        for<'__any> Pair<T, U>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Viewed,
        for<'__any> U: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        #[must_use]
        fn first(&mut self) -> ::shm_typed::__private::ViewMut<'_, T> {
            ::shm_typed::__private::Part::field::<
                T,
            >(&mut self.__shm_typed_part, |value| &mut value.first)
        }
        #[inline(always)]
        #[must_use]
        fn second(&mut self) -> ::shm_typed::__private::ViewMut<'_, U> {
            ::shm_typed::__private::Part::field::<
                U,
            >(&mut self.__shm_typed_part, |value| &mut value.second)
        }
    }
    #[automatically_derived]
    impl<'__view, T, U> ::shm_typed::__private::Deref for PairViewMut<'__view, T, U> {
        type Target = Pair<T, U>;
        #[inline(always)]
        fn deref(&self) -> &Pair<T, U> {
            ::shm_typed::__private::Part::get(&self.__shm_typed_part)
        }
    }
    #[automatically_derived]
    impl<'__view, T, U> ::shm_typed::__private::DerefMut for PairViewMut<'__view, T, U> {
        #[inline(always)]
        fn deref_mut(&mut self) -> &mut Pair<T, U> {
            ::shm_typed::__private::Part::get_mut(&mut self.__shm_typed_part)
        }
    }
};
