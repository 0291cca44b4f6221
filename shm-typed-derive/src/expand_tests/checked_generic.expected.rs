const _: () = {
    #[automatically_derived]
    impl<T> ::shm_typed::__private::DeriveCloneCopy for Both<T>
    where
        T: ::shm_typed::__private::Shared,
    {}
    #[automatically_derived]
    unsafe impl<T> ::shm_typed::__private::NoUninit for Both<T>
    where
        T: ::shm_typed::__private::Shared,
        for<'__any> Both<T>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::NoUninit,
    {}
    #[automatically_derived]
    unsafe impl<T> ::shm_typed::__private::Shared for Both<T>
    where
        T: ::shm_typed::__private::Shared,
        for<'__any> Both<T>: ::shm_typed::__private::DeriveCloneCopy,
    {
        const DESCRIPTOR: &'static ::shm_typed::__private::TypeDescriptor = {
            ::shm_typed::__private::made_of::<
                Self,
            >(|Self { one: __shm_typed_field_0, more: __shm_typed_field_1 }| {
                ::shm_typed::__private::is_field(
                    __shm_typed_field_0,
                    ::shm_typed::__private::PhantomData::<T>,
                );
                ::shm_typed::__private::is_field(
                    __shm_typed_field_1,
                    ::shm_typed::__private::PhantomData::<[T; 2]>,
                );
            });
            ::shm_typed::__private::same_type::<T, T>();
            ::shm_typed::__private::refuse_padding::<
                T,
            >(
                "Both",
                "one",
                ::shm_typed::__private::offset_of!(Self, one),
                ::shm_typed::__private::offset_of!(Self, more),
            );
            ::shm_typed::__private::refuse_padding::<
                [T; 2],
            >(
                "Both",
                "more",
                ::shm_typed::__private::offset_of!(Self, more),
                ::shm_typed::__private::size_of::<Self>(),
            );
            &::shm_typed::__private::TypeDescriptor::structure::<
                Self,
            >(
                ::shm_typed::__private::StructDescriptor::new(
                    "Both",
                    const {
                        &[
                            ::shm_typed::__private::FieldDescriptor::new(
                                "one",
                                ::shm_typed::__private::offset_of!(Self, one),
                                <T as ::shm_typed::__private::SharedField>::OF_FIELD,
                            ),
                            ::shm_typed::__private::FieldDescriptor::new(
                                "more",
                                ::shm_typed::__private::offset_of!(Self, more),
                                const {
                                    &::shm_typed::__private::array_of(
                                        ::shm_typed::__private::PhantomData::<[T; 2]>,
                                        <T as ::shm_typed::__private::SharedField>::OF_FIELD,
                                    )
                                },
                            ),
                        ]
                    },
                ),
            )
        };
    }
    #[automatically_derived]
    unsafe impl<T> ::shm_typed::__private::Zeroable for Both<T>
    where
        T: ::shm_typed::__private::Shared,
        for<'__any> T: ::shm_typed::__private::Zeroable,
    {}
    #[automatically_derived]
    unsafe impl<T> ::shm_typed::__private::CheckedBitPattern for Both<T>
    where
        T: ::shm_typed::__private::Shared,
        for<'__any> Both<T>: ::shm_typed::__private::DeriveCloneCopy,
    {
        type Bits = ::shm_typed::__private::Bits<Both<T>>;
        fn is_valid_bit_pattern(
            bits: &::shm_typed::__private::Bits<Both<T>>,
        ) -> ::shm_typed::__private::bool {
            bits.are_value()
        }
    }
    ///A view of a `Both` in shared memory.
    pub struct BothView<'__view, T>(::shm_typed::__private::Place<'__view, Both<T>>);
    #[automatically_derived]
    impl<'__view, T> ::shm_typed::__private::Clone for BothView<'__view, T> {
        #[inline(always)]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl<'__view, T> ::shm_typed::__private::Copy for BothView<'__view, T> {}
    #[automatically_derived]
    impl<'__view, T> BothView<'__view, T>
    where
        T: ::shm_typed::__private::Shared,
        for<'__any> Both<T>: ::shm_typed::__private::DeriveCloneCopy,
    {
        #[inline(always)]
        #[must_use]
        fn one(self) -> ::shm_typed::__private::View<'__view, T>
        where
            for<'__any> T: ::shm_typed::__private::Viewed,
        {
            ::shm_typed::__private::Place::field::<
                T,
            >(self.0, ::shm_typed::__private::offset_of!(Both < T >, one))
        }
        #[inline(always)]
        #[must_use]
        fn more(self) -> ::shm_typed::__private::View<'__view, [T; 2]>
        where
            for<'__any> T: ::shm_typed::__private::Viewed,
        {
            ::shm_typed::__private::Place::field::<
                [T; 2],
            >(self.0, ::shm_typed::__private::offset_of!(Both < T >, more))
        }
    }
    #[automatically_derived]
    impl<T> ::shm_typed::__private::Viewed for Both<T>
    where
        T: ::shm_typed::__private::Shared,
        for<'__any> Both<T>: ::shm_typed::__private::DeriveCloneCopy,
    {
        type View<'__view> = BothView<'__view, T>;
        type ViewMut<'__view> = BothViewMut<'__view, T>;
        #[inline(always)]
        fn view(place: ::shm_typed::__private::Place<'_, Self>) -> Self::View<'_> {
            BothView(place)
        }
        #[inline(always)]
        fn view_mut(part: ::shm_typed::__private::Part<'_, Self>) -> Self::ViewMut<'_> {
            BothViewMut {
                __shm_typed_part: part,
            }
        }
    }
    #[automatically_derived]
    impl<'__view, T> ::shm_typed::__private::TryFrom<BothView<'__view, T>> for Both<T>
    where
        T: ::shm_typed::__private::Shared,
        for<'__any> Both<T>: ::shm_typed::__private::DeriveCloneCopy,
    {
        type Error = ::shm_typed::__private::InvalidValue;
        #[inline(always)]
        fn try_from(
            view: BothView<'__view, T>,
        ) -> ::shm_typed::__private::Result<Self, ::shm_typed::__private::InvalidValue> {
            ::shm_typed::__private::Place::try_get(view.0)
        }
    }
    ///A `Both` that is being changed, by its fields.
    struct BothViewMut<'__view, T> {
        __shm_typed_part: ::shm_typed::__private::Part<'__view, Both<T>>,
    }
    #[automatically_derived]
    impl<'__view, T> BothViewMut<'__view, T>
    where
        T: ::shm_typed::__private::Shared,
        for<'__any> Both<T>: ::shm_typed::__private::DeriveCloneCopy,
    {
        #[inline(always)]
        #[must_use]
        fn one(&mut self) -> ::shm_typed::__private::ViewMut<'_, T>
        where
            for<'__any> T: ::shm_typed::__private::Viewed,
        {
            ::shm_typed::__private::Part::field::<
                T,
            >(&mut self.__shm_typed_part, |value| &mut value.one)
        }
        #[inline(always)]
        #[must_use]
        fn more(&mut self) -> ::shm_typed::__private::ViewMut<'_, [T; 2]>
        where
            for<'__any> T: ::shm_typed::__private::Viewed,
        {
            ::shm_typed::__private::Part::field::<
                [T; 2],
            >(&mut self.__shm_typed_part, |value| &mut value.more)
        }
    }
    #[automatically_derived]
    impl<'__view, T> ::shm_typed::__private::Deref for BothViewMut<'__view, T> {
        type Target = Both<T>;
        #[inline(always)]
        fn deref(&self) -> &Both<T> {
            ::shm_typed::__private::Part::get(&self.__shm_typed_part)
        }
    }
    #[automatically_derived]
    impl<'__view, T> ::shm_typed::__private::DerefMut for BothViewMut<'__view, T> {
        #[inline(always)]
        fn deref_mut(&mut self) -> &mut Both<T> {
            ::shm_typed::__private::Part::get_mut(&mut self.__shm_typed_part)
        }
    }
};
