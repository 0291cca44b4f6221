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
};
