//! serde, for both: a string and a sequence, which are checked for their length on the way in.

use core::fmt;
use core::marker::PhantomData;

use bytemuck::Zeroable;
use serde::de::{Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{FixedStr, FixedVec, TooLong};
use crate::layout::Shared;

impl<const N: usize> Serialize for FixedStr<N> {
    /// As a string. Bytes that are no UTF-8 are an error: a lossy text would not come back as what
    /// it was.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.as_str().map_err(S::Error::custom)?;
        serializer.serialize_str(text)
    }
}

impl<'de, const N: usize> Deserialize<'de> for FixedStr<N> {
    /// From a string; one that is too long is an error that says by how much.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text<const N: usize>;

        impl<const N: usize> Visitor<'_> for Text<N> {
            type Value = FixedStr<N>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a string of at most {N} bytes")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                FixedStr::try_from(text).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Text)
    }
}

impl<T: Serialize, const N: usize> Serialize for FixedVec<T, N> {
    /// As a sequence.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.as_slice())
    }
}

impl<'de, T: Shared + Zeroable + Deserialize<'de>, const N: usize> Deserialize<'de>
    for FixedVec<T, N>
{
    /// From a sequence; one that is too long is an error that says by how much.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<T, const N: usize>(PhantomData<T>);

        impl<'de, T: Shared + Zeroable + Deserialize<'de>, const N: usize> Visitor<'de> for List<T, N> {
            type Value = FixedVec<T, N>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a sequence of at most {N} elements")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut list = FixedVec::new();
                while list.len() < N {
                    let Some(item) = items.next_element()? else {
                        return Ok(list);
                    };
                    list.push(item).map_err(A::Error::custom)?;
                }
                let mut more = 0_usize;
                while items.next_element::<IgnoredAny>()?.is_some() {
                    more = more.saturating_add(1);
                }
                match more {
                    0 => Ok(list),
                    _ => Err(A::Error::custom(TooLong::list(N, N.saturating_add(more)))),
                }
            }
        }

        deserializer.deserialize_seq(List(PhantomData))
    }
}
