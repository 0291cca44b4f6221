// What the derive asks the compiler cannot be answered by hand.
use shm_typed::__private::{
    AnyBits, Bytes, FitsUnchecked, IsChecked, NoPadding, OpaqueField, SameAs, SharedField,
    TypeDescriptor, UNKNOWN,
};

struct Mine;

impl SharedField for Mine {
    const OF_FIELD: &'static TypeDescriptor = UNKNOWN;
}

impl SharedField<AnyBits> for Mine {
    const OF_FIELD: &'static TypeDescriptor = UNKNOWN;
}

impl OpaqueField for Mine {
    const UNNAMED: TypeDescriptor = *UNKNOWN;
}

impl FitsUnchecked<Mine, Mine> for IsChecked<true> {}

impl NoPadding<Mine, 7> for Bytes<7> {}

impl SameAs<u8> for Mine {}

fn main() {}
