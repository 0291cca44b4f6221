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
            ::shm_typed::__private::made_of::<
                Self,
            >(|Self { corner: __shm_typed_field_0, cells: __shm_typed_field_1 }| {
                ::shm_typed::__private::is_field(
                    __shm_typed_field_0,
                    ::shm_typed::__private::PhantomData::<T>,
                );
                ::shm_typed::__private::is_field(
                    __shm_typed_field_1,
                    ::shm_typed::__private::PhantomData::<[[T; 2]; ROWS]>,
                );
            });
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
    ///A view of a `Matrix` in shared memory.
    pub struct MatrixView<'__view, T, const ROWS: usize>(
        ::shm_typed::__private::Place<'__view, Matrix<T, ROWS>>,
    )
    where
        T: PartialEq;
    #[automatically_derived]
    impl<'__view, T, const ROWS: usize> ::shm_typed::__private::Clone
    for MatrixView<'__view, T, ROWS>
    where
        T: PartialEq,
    {
        #[inline(always)]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl<'__view, T, const ROWS: usize> ::shm_typed::__private::Copy
    for MatrixView<'__view, T, ROWS>
    where
        T: PartialEq,
    {}
    #[automatically_derived]
    impl<'__view, T, const ROWS: usize> MatrixView<'__view, T, ROWS>
    where
        T: PartialEq,
        T: ::shm_typed::__private::Plain,
        for<'__any> Matrix<T, ROWS>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        #[must_use]
        fn corner(self) -> ::shm_typed::__private::View<'__view, T> {
            ::shm_typed::__private::Place::field::<
                T,
            >(self.0, ::shm_typed::__private::offset_of!(Matrix < T, ROWS >, corner))
        }
        #[inline(always)]
        #[must_use]
        fn cells(self) -> ::shm_typed::__private::View<'__view, [[T; 2]; ROWS]> {
            ::shm_typed::__private::Place::field::<
                [[T; 2]; ROWS],
            >(self.0, ::shm_typed::__private::offset_of!(Matrix < T, ROWS >, cells))
        }
    }
    #[automatically_derived]
    impl<T, const ROWS: usize> ::shm_typed::__private::Viewed for Matrix<T, ROWS>
    where
        T: PartialEq,
        T: ::shm_typed::__private::Plain,
        for<'__any> Matrix<T, ROWS>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Viewed,
    {
        type View<'__view> = MatrixView<'__view, T, ROWS>;
        type ViewMut<'__view> = MatrixViewMut<'__view, T, ROWS>;
        #[inline(always)]
        fn view(place: ::shm_typed::__private::Place<'_, Self>) -> Self::View<'_> {
            MatrixView(place)
        }
        #[inline(always)]
        fn view_mut(part: ::shm_typed::__private::Part<'_, Self>) -> Self::ViewMut<'_> {
            MatrixViewMut {
                __shm_typed_part: part,
            }
        }
    }
    #[automatically_derived]
    impl<
        '__view,
        T,
        const ROWS: usize,
    > ::shm_typed::__private::From<MatrixView<'__view, T, ROWS>> for Matrix<T, ROWS>
    where
        T: PartialEq,
        T: ::shm_typed::__private::Plain,
        for<'__any> Matrix<T, ROWS>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        fn from(view: MatrixView<'__view, T, ROWS>) -> Self {
            ::shm_typed::__private::Place::get(view.0)
        }
    }
    ///A `Matrix` that is being changed, by its fields.
    struct MatrixViewMut<'__view, T, const ROWS: usize>
    where
        T: PartialEq,
    {
        __shm_typed_part: ::shm_typed::__private::Part<'__view, Matrix<T, ROWS>>,
    }
    #[automatically_derived]
    impl<'__view, T, const ROWS: usize> MatrixViewMut<'__view, T, ROWS>
    where
        T: PartialEq,
        T: ::shm_typed::__private::Plain,
        for<'__any> Matrix<T, ROWS>: ::shm_typed::__private::DeriveCloneCopy,
        for<'__any> T: ::shm_typed::__private::Viewed,
    {
        #[inline(always)]
        #[must_use]
        fn corner(&mut self) -> ::shm_typed::__private::ViewMut<'_, T> {
            ::shm_typed::__private::Part::field::<
                T,
            >(&mut self.__shm_typed_part, |value| &mut value.corner)
        }
        #[inline(always)]
        #[must_use]
        fn cells(&mut self) -> ::shm_typed::__private::ViewMut<'_, [[T; 2]; ROWS]> {
            ::shm_typed::__private::Part::field::<
                [[T; 2]; ROWS],
            >(&mut self.__shm_typed_part, |value| &mut value.cells)
        }
    }
    #[automatically_derived]
    impl<'__view, T, const ROWS: usize> ::shm_typed::__private::Deref
    for MatrixViewMut<'__view, T, ROWS>
    where
        T: PartialEq,
    {
        type Target = Matrix<T, ROWS>;
        #[inline(always)]
        fn deref(&self) -> &Matrix<T, ROWS> {
            ::shm_typed::__private::Part::get(&self.__shm_typed_part)
        }
    }
    #[automatically_derived]
    impl<'__view, T, const ROWS: usize> ::shm_typed::__private::DerefMut
    for MatrixViewMut<'__view, T, ROWS>
    where
        T: PartialEq,
    {
        #[inline(always)]
        fn deref_mut(&mut self) -> &mut Matrix<T, ROWS> {
            ::shm_typed::__private::Part::get_mut(&mut self.__shm_typed_part)
        }
    }
};
