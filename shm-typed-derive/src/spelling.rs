//! What can be read from the spelling of a type, and what cannot.
//!
//! References, pointers and the like are facts of syntax. A name is not: the compiler decides
//! about it, and its spelling picks the words only.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Type, TypeArray};

/// The type inside of parentheses and of what a macro put around it.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        _ => ty,
    }
}

/// The array that a type is spelled as, if it is.
pub(crate) fn array(ty: &Type) -> Option<&TypeArray> {
    match bare(ty) {
        Type::Array(array) => Some(array),
        _ => None,
    }
}

/// The type without its layers of array.
pub(crate) fn element(ty: &Type) -> &Type {
    array(ty).map_or_else(|| bare(ty), |array| element(&array.elem))
}

/// Why a type that is spelled so holds no shared bytes, if its syntax tells.
pub(crate) fn refusal(ty: &Type) -> Option<&'static str> {
    let message = match ty {
        Type::Reference(reference) => return Some(refused_reference(&reference.elem)),
        Type::Ptr(_) => {
            "a shared type holds no address, and a raw pointer is one: use an index or an offset \
             such as `u32`"
        }
        Type::BareFn(_) => {
            "a shared type holds no address, and a function pointer is one: use a number such as \
             `u32` that says which function"
        }
        Type::TraitObject(_) => {
            "a shared type has a fixed size, and `dyn` has none: use a struct of its own"
        }
        Type::Slice(_) => {
            "a shared type has a fixed size, and a slice has none: use `FixedVec<T, N>`, such as \
             `FixedVec<u32, 16>`"
        }
        Type::Tuple(tuple) if tuple.elems.is_empty() => {
            "the fields of a shared type have bytes with a meaning, and `()` has none: leave it out"
        }
        Type::Tuple(_) => {
            "a shared type has the same layout in every build, and a tuple has not: use a \
             `#[repr(C)]` struct with `#[derive(Clone, Copy, Shared)]`"
        }
        Type::Never(_) => "a field of a shared type has values, and `!` has none: leave it out",
        Type::Path(path) if path.path.is_ident("str") => {
            "a shared type has a fixed size, and `str` has none: use `FixedStr<N>`, such as \
             `FixedStr<64>`"
        }
        _ => return None,
    };
    Some(message)
}

fn refused_reference(target: &Type) -> &'static str {
    match bare(target) {
        Type::Slice(_) => {
            "a shared type holds its elements itself, and a reference is an address: use \
             `FixedVec<T, N>`, such as `FixedVec<u32, 16>`"
        }
        Type::Path(path) if path.path.is_ident("str") => {
            "a shared type holds its bytes itself, and a reference is an address: use \
             `FixedStr<N>`, such as `FixedStr<64>`"
        }
        _ => {
            "a shared type holds no address, and a reference is one: use the value itself, or its \
             index as a `u32`"
        }
    }
}

/// Whether a type that is spelled so has no size, so that a struct that ends in it has none.
pub(crate) fn is_unsized(ty: &Type) -> bool {
    match ty {
        Type::TraitObject(_) | Type::Slice(_) => true,
        Type::Path(path) => path.path.is_ident("str"),
        _ => false,
    }
}

/// The hidden trait that words the compiler's refusal of a type, picked by its last name.
pub(crate) fn wording(ty: &Type) -> &'static str {
    let Type::Path(path) = ty else {
        return "SharedField";
    };
    let Some(last) = path.path.segments.last() else {
        return "SharedField";
    };
    match last.ident.to_string().as_str() {
        "String" | "CString" | "OsString" | "PathBuf" | "Cow" => "SharedText",
        "Vec" | "VecDeque" if is_of_text(ty) => "SharedTexts",
        "Vec" | "VecDeque" => "SharedList",
        "Box" | "Rc" | "Arc" if text(ty).ends_with("<str>") => "SharedText",
        "Box" | "Rc" | "Arc" if text(ty).ends_with("]>") && !text(ty).contains(';') => "SharedList",
        "FixedVec" => "SharedElements",
        "HashMap" | "BTreeMap" | "HashSet" | "BTreeSet" => "SharedMap",
        "Box" | "Rc" | "Arc" | "Weak" | "NonNull" => "SharedPointee",
        "Option" if is_of_text(ty) => "SharedOptionalText",
        "Option" => "SharedOption",
        "usize" | "isize" => "SharedWidth",
        "bool" => "SharedBool",
        "char" => "SharedChar",
        "Cell" | "RefCell" | "UnsafeCell" | "OnceCell" | "Mutex" | "RwLock" | "OnceLock" => {
            "SharedCell"
        }
        "Duration" | "Instant" | "SystemTime" => "SharedTime",
        "IpAddr" | "Ipv4Addr" | "Ipv6Addr" | "SocketAddr" | "SocketAddrV4" | "SocketAddrV6" => {
            "SharedAddress"
        }
        "Result" | "ControlFlow" | "Ordering" | "Range" | "RangeInclusive" | "File"
        | "ThreadId" => "SharedForeign",
        "PhantomData" => "SharedMarker",
        name if name.starts_with("Atomic") => "SharedCell",
        "NonZeroUsize" | "NonZeroIsize" => "SharedWidth",
        "NonZero" if text(ty).ends_with("<usize>") || text(ty).ends_with("<isize>") => {
            "SharedWidth"
        }
        name if name.starts_with("NonZero") => "SharedNonZero",
        _ => "SharedField",
    }
}

/// Whether the argument of a type is spelled as text is.
fn is_of_text(ty: &Type) -> bool {
    let text = text(ty);
    text.ends_with("<String>") || text.ends_with("str>") || text.contains("<FixedStr<")
}

/// Whether the words are for a type that is shared, and has bit patterns that are no value.
pub(crate) fn is_checked(wording: &str) -> bool {
    matches!(wording, "SharedBool" | "SharedChar" | "SharedNonZero")
}

/// Whether it is spelled `bool` or `char`.
pub(crate) fn is_bool_or_char(ty: &Type) -> bool {
    matches!(wording(ty), "SharedBool" | "SharedChar")
}

/// The type as its author spelled it, without spaces but those after commas.
pub(crate) fn text(ty: &Type) -> String {
    let mut text = String::new();
    write(ty.to_token_stream(), &mut text);
    text
}

fn write(tokens: TokenStream, text: &mut String) {
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => {
                let inner = group.stream();
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    proc_macro2::Delimiter::Bracket => ("[", "]"),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                text.push_str(open);
                write(inner, text);
                text.push_str(close);
            }
            TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';') => {
                text.push(punct.as_char());
                text.push(' ');
            }
            tree @ (TokenTree::Ident(_) | TokenTree::Literal(_)) => {
                if text.ends_with(|last: char| last.is_alphanumeric() || last == '_') {
                    text.push(' ');
                }
                text.push_str(&tree.to_string());
            }
            tree @ TokenTree::Punct(_) => text.push_str(&tree.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_as_their_authors_do() {
        let ty: Type = syn::parse_quote!(a::b::Map<[u8; 4], <T as Trait>::Out, { N }>);

        assert_eq!(text(&ty), "a::b::Map<[u8; 4], <T as Trait>::Out, {N}>");
    }

    #[test]
    fn every_layer_of_array_is_taken_off() {
        let ty: Type = syn::parse_quote!([[(u8); 4]; N]);

        assert_eq!(text(element(&ty)), "u8");
    }
}
