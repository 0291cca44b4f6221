const _: () = {
    #[automatically_derived]
    impl<T> ::shm_typed::__private::DeriveCloneCopy for Wrapper<T>
    where
        T: ::shm_typed::__private::Plain,
    {}
    #[automatically_derived]
    unsafe impl<T> ::shm_typed::__private::Pod for Wrapper<T>
    where
        T: ::shm_typed::__private::Plain,
        for<'__any> Wrapper<T>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Pod,
        for<'__any> u8: ::shm_typed::__private::Pod,
    {}
    #[automatically_derived]
    unsafe impl<T> ::shm_typed::__private::Shared for Wrapper<T>
    where
        T: ::shm_typed::__private::Plain,
        for<'__any> Wrapper<T>: ::shm_typed::__private::DeriveCloneCopy,
    {
        const DESCRIPTOR: &'static ::shm_typed::__private::TypeDescriptor = {
            ::shm_typed::__private::made_of::<
                Self,
            >(|Self { 0: __shm_typed_field_0, 1: __shm_typed_field_1 }| {
                ::shm_typed::__private::is_field(
                    __shm_typed_field_0,
                    ::shm_typed::__private::PhantomData::<T>,
                );
                ::shm_typed::__private::is_field(
                    __shm_typed_field_1,
                    ::shm_typed::__private::PhantomData::<[u8; 0]>,
                );
            });
            ::shm_typed::__private::adds_up::<
                Self,
            >(
                "Wrapper",
                &[
                    ::shm_typed::__private::size_of::<T>(),
                    ::shm_typed::__private::size_of::<[u8; 0]>(),
                ],
            );
            &::shm_typed::__private::TypeDescriptor::structure::<
                Self,
            >(
                ::shm_typed::__private::StructDescriptor::new(
                    "Wrapper",
                    const {
                        &[
                            ::shm_typed::__private::FieldDescriptor::new(
                                "0",
                                ::shm_typed::__private::offset_of!(Self, 0),
                                <T as ::shm_typed::__private::PlainField<
                                    ::shm_typed::__private::AnyBits,
                                >>::OF_FIELD,
                            ),
                            ::shm_typed::__private::FieldDescriptor::new(
                                "1",
                                ::shm_typed::__private::offset_of!(Self, 1),
                                const {
                                    &::shm_typed::__private::array_of(
                                        ::shm_typed::__private::PhantomData::<[u8; 0]>,
                                        <u8 as ::shm_typed::__private::PlainField<
                                            ::shm_typed::__private::AnyBits,
                                        >>::OF_FIELD,
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
    unsafe impl<T> ::shm_typed::__private::Zeroable for Wrapper<T>
    where
        T: ::shm_typed::__private::Plain,
    {}
    #[automatically_derived]
    unsafe impl<T> ::shm_typed::__private::Plain for Wrapper<T>
    where
        T: ::shm_typed::__private::Plain,
        for<'__any> Wrapper<T>: ::shm_typed::__private::DeriveCloneCopy,
    {}
    ///A view of a `Wrapper` in shared memory.
    pub struct WrapperView<'__view, T>(
        ::shm_typed::__private::Place<'__view, Wrapper<T>>,
    );
    #[automatically_derived]
    impl<'__view, T> ::shm_typed::__private::Clone for WrapperView<'__view, T> {
        #[inline(always)]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl<'__view, T> ::shm_typed::__private::Copy for WrapperView<'__view, T> {}
    #[automatically_derived]
    impl<'__view, T> WrapperView<'__view, T>
    where
        T: ::shm_typed::__private::Plain,
        for<'__any> Wrapper<T>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        #[must_use]
        fn _0(self) -> ::shm_typed::__private::View<'__view, T> {
            ::shm_typed::__private::Place::field::<
                T,
            >(self.0, ::shm_typed::__private::offset_of!(Wrapper < T >, 0))
        }
        #[inline(always)]
        #[must_use]
        fn _1(self) -> ::shm_typed::__private::View<'__view, [u8; 0]> {
            ::shm_typed::__private::Place::field::<
                [u8; 0],
            >(self.0, ::shm_typed::__private::offset_of!(Wrapper < T >, 1))
        }
    }
    #[automatically_derived]
    impl<T> ::shm_typed::__private::Viewed for Wrapper<T>
    where
        T: ::shm_typed::__private::Plain,
        for<'__any> Wrapper<T>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Viewed,
    {
        type View<'__view> = WrapperView<'__view, T>;
        type ViewMut<'__view> = WrapperViewMut<'__view, T>;
        #[inline(always)]
        fn view(place: ::shm_typed::__private::Place<'_, Self>) -> Self::View<'_> {
            WrapperView(place)
        }
        #[inline(always)]
        fn view_mut(part: ::shm_typed::__private::Part<'_, Self>) -> Self::ViewMut<'_> {
            WrapperViewMut {
                __shm_typed_part: part,
            }
        }
    }
    #[automatically_derived]
    impl<'__view, T> ::shm_typed::__private::From<WrapperView<'__view, T>> for Wrapper<T>
    where
        T: ::shm_typed::__private::Plain,
        for<'__any> Wrapper<T>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        fn from(view: WrapperView<'__view, T>) -> Self {
            ::shm_typed::__private::Place::get(view.0)
        }
    }
    ///A `Wrapper` that is being changed, by its fields.
    struct WrapperViewMut<'__view, T> {
        __shm_typed_part: ::shm_typed::__private::Part<'__view, Wrapper<T>>,
    }
    #[automatically_derived]
    impl<'__view, T> WrapperViewMut<'__view, T>
    where
        T: ::shm_typed::__private::Plain,
        for<'__any> Wrapper<T>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        #[must_use]
        fn _0(&mut self) -> ::shm_typed::__private::ViewMut<'_, T> {
            ::shm_typed::__private::Part::field::<
                T,
            >(&mut self.__shm_typed_part, |value| &mut value.0)
        }
        #[inline(always)]
        #[must_use]
        fn _1(&mut self) -> ::shm_typed::__private::ViewMut<'_, [u8; 0]> {
            ::shm_typed::__private::Part::field::<
                [u8; 0],
            >(&mut self.__shm_typed_part, |value| &mut value.1)
        }
    }
    #[automatically_derived]
    impl<'__view, T> ::shm_typed::__private::Deref for WrapperViewMut<'__view, T> {
        type Target = Wrapper<T>;
        #[inline(always)]
        fn deref(&self) -> &Wrapper<T> {
            ::shm_typed::__private::Part::get(&self.__shm_typed_part)
        }
    }
    #[automatically_derived]
    impl<'__view, T> ::shm_typed::__private::DerefMut for WrapperViewMut<'__view, T> {
        #[inline(always)]
        fn deref_mut(&mut self) -> &mut Wrapper<T> {
            ::shm_typed::__private::Part::get_mut(&mut self.__shm_typed_part)
        }
    }
};
