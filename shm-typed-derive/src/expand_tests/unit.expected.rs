const _: () = {
    const __SHM_TYPED_DESCRIPTOR: &::shm_typed::__private::TypeDescriptor = {
        ::shm_typed::__private::made_of::<Nothing>(|Nothing {}| {});
        &::shm_typed::__private::TypeDescriptor::structure::<
            Nothing,
        >(::shm_typed::__private::StructDescriptor::new("Nothing", const { &[] }))
    };
    #[automatically_derived]
    impl ::shm_typed::__private::DeriveCloneCopy for Nothing {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Shared for Nothing
    where
        for<'__any> Nothing: ::shm_typed::__private::DeriveCloneCopy,
    {
        const DESCRIPTOR: &'static ::shm_typed::__private::TypeDescriptor = __SHM_TYPED_DESCRIPTOR;
    }
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Zeroable for Nothing {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Pod for Nothing
    where
        for<'__any> Nothing: ::shm_typed::__private::DeriveCloneCopy,
    {}
    #[automatically_derived]
    unsafe impl ::shm_typed::__private::Plain for Nothing
    where
        for<'__any> Nothing: ::shm_typed::__private::DeriveCloneCopy,
    {}
    ///A view of a `Nothing` in shared memory.
    pub struct NothingView<'__view>(::shm_typed::__private::Place<'__view, Nothing>);
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Clone for NothingView<'__view> {
        #[inline(always)]
        fn clone(&self) -> Self {
            *self
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Copy for NothingView<'__view> {}
    #[automatically_derived]
    impl<'__view> NothingView<'__view>
    where
        for<'__any> Nothing: ::shm_typed::__private::DeriveCloneCopy,
    {}
    #[automatically_derived]
    impl ::shm_typed::__private::Viewed for Nothing
    where
        for<'__any> Nothing: ::shm_typed::__private::DeriveCloneCopy,
    {
        type View<'__view> = NothingView<'__view>;
        type ViewMut<'__view> = NothingViewMut<'__view>;
        #[inline(always)]
        fn view(place: ::shm_typed::__private::Place<'_, Self>) -> Self::View<'_> {
            NothingView(place)
        }
        #[inline(always)]
        fn view_mut(part: ::shm_typed::__private::Part<'_, Self>) -> Self::ViewMut<'_> {
            NothingViewMut {
                __shm_typed_part: part,
            }
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::From<NothingView<'__view>> for Nothing
    where
        for<'__any> Nothing: ::shm_typed::__private::DeriveCloneCopy,
    {
        #[inline(always)]
        fn from(view: NothingView<'__view>) -> Self {
            ::shm_typed::__private::Place::get(view.0)
        }
    }
    ///A `Nothing` that is being changed, by its fields.
    struct NothingViewMut<'__view> {
        __shm_typed_part: ::shm_typed::__private::Part<'__view, Nothing>,
    }
    #[automatically_derived]
    impl<'__view> NothingViewMut<'__view>
    where
        for<'__any> Nothing: ::shm_typed::__private::DeriveCloneCopy,
    {}
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::Deref for NothingViewMut<'__view> {
        type Target = Nothing;
        #[inline(always)]
        fn deref(&self) -> &Nothing {
            ::shm_typed::__private::Part::get(&self.__shm_typed_part)
        }
    }
    #[automatically_derived]
    impl<'__view> ::shm_typed::__private::DerefMut for NothingViewMut<'__view> {
        #[inline(always)]
        fn deref_mut(&mut self) -> &mut Nothing {
            ::shm_typed::__private::Part::get_mut(&mut self.__shm_typed_part)
        }
    }
};
