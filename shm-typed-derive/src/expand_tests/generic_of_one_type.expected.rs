const _: () = {
    #[automatically_derived]
    impl<T, const ROWS: usize> ::shm_typed::__private::DeriveCloneCopy
    for Matrix<T, ROWS>
    where
        T: PartialEq,
        T: ::shm_typed::__private::Plain,
    {}
    #[automatically_derived]
    unsafe impl<T, const ROWS: usize> ::shm_typed::__private::Pod for Matrix<T, ROWS>
    where
        T: PartialEq,
        T: ::shm_typed::__private::Plain,
        for<'__any> Matrix<T, ROWS>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Pod,
    {}
    #[automatically_derived]
    unsafe impl<T, const ROWS: usize> ::shm_typed::__private::Shared for Matrix<T, ROWS>
    where
        T: PartialEq,
        T: ::shm_typed::__private::Plain,
        for<'__any> Matrix<T, ROWS>: ::shm_typed::__private::DeriveCloneCopy,
    {
        const DESCRIPTOR: &'static ::shm_typed::__private::TypeDescriptor = {
            ::shm_typed::__private::same_type::<T, T>();
            ::shm_typed::__private::refuse_padding::<
                T,
            >(
                "Matrix",
                "corner",
                ::shm_typed::__private::offset_of!(Self, corner),
                ::shm_typed::__private::offset_of!(Self, cells),
            );
            ::shm_typed::__private::refuse_padding::<
                [[T; 2]; ROWS],
            >(
                "Matrix",
                "cells",
                ::shm_typed::__private::offset_of!(Self, cells),
                ::shm_typed::__private::size_of::<Self>(),
            );
            &::shm_typed::__private::TypeDescriptor::structure::<
                Self,
            >(
                ::shm_typed::__private::StructDescriptor::new(
                    "Matrix",
                    const {
                        &[
                            ::shm_typed::__private::FieldDescriptor::new(
                                "corner",
                                ::shm_typed::__private::offset_of!(Self, corner),
                                <T as ::shm_typed::__private::PlainField<
                                    ::shm_typed::__private::AnyBits,
                                >>::OF_FIELD,
                            ),
                            ::shm_typed::__private::FieldDescriptor::new(
                                "cells",
                                ::shm_typed::__private::offset_of!(Self, cells),
                                const {
                                    &::shm_typed::__private::array_of(
                                        ::shm_typed::__private::PhantomData::<[[T; 2]; ROWS]>,
                                        const {
                                            &::shm_typed::__private::array_of(
                                                ::shm_typed::__private::PhantomData::<[T; 2]>,
                                                <T as ::shm_typed::__private::PlainField<
                                                    ::shm_typed::__private::AnyBits,
                                                >>::OF_FIELD,
                                            )
                                        },
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
    unsafe impl<T, const ROWS: usize> ::shm_typed::__private::Zeroable
    for Matrix<T, ROWS>
    where
        T: PartialEq,
        T: ::shm_typed::__private::Plain,
    {}
    #[automatically_derived]
    unsafe impl<T, const ROWS: usize> ::shm_typed::__private::Plain for Matrix<T, ROWS>
    where
        T: PartialEq,
        T: ::shm_typed::__private::Plain,
        for<'__any> Matrix<T, ROWS>: ::shm_typed::__private::DeriveCloneCopy,
    {}
};
