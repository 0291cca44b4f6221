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
};
