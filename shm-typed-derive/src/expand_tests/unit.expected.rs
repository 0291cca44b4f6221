const _: () = {
    const __SHM_TYPED_DESCRIPTOR: &::shm_typed::__private::TypeDescriptor = {
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
};
