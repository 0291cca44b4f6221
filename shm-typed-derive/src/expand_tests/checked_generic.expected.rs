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
};
