//! A struct that holds itself, as lists and trees do elsewhere.
//!
//! The compiler finds that too, and then goes around in the expansion; and its repair, a `Box`, is none here.

use syn::{GenericArgument, Ident, PathArguments, Type};

use crate::input::{Field, Input};

/// Types that hold, or point to, what they are spelled with. Of others a derive does not know what they
/// do with their arguments; of those that a user may well have of his own, under such a name, neither.
const HOLDERS: &[&str] = &["Arc", "Box", "CacheLine", "FixedVec", "Option", "Rc", "Vec"];

/// Where they come from, if that is written.
const HOMES: &[&str] = &["alloc", "core", "shm_typed", "std"];

/// Where the type of a field names the struct that has it, in itself or in what it is made of.
///
/// What is opaque is plain old data of another crate, which neither holds nor points to anything.
pub(crate) fn itself<'a>(input: &Input<'_>, field: &Field<'a>) -> Option<&'a Type> {
    if field.attrs.opaque.is_some() {
        return None;
    }
    find(field.ty, input.ident)
}

fn find<'a>(ty: &'a Type, this: &Ident) -> Option<&'a Type> {
    match ty {
        Type::Array(array) => find(&array.elem, this),
        Type::Group(group) => find(&group.elem, this),
        Type::Paren(paren) => find(&paren.elem, this),
        Type::Ptr(pointer) => find(&pointer.elem, this),
        Type::Reference(reference) => find(&reference.elem, this),
        Type::Slice(slice) => find(&slice.elem, this),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(|part| find(part, this)),
        Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last()?;
            let alone = path.path.segments.len() == 1;
            if alone && last.ident == *this {
                return Some(ty);
            }
            let PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return None;
            };
            let first = path.path.segments.first()?;
            let is_at_home = alone || HOMES.iter().any(|home| first.ident == home);
            if !is_at_home || !HOLDERS.iter().any(|holder| last.ident == holder) {
                return None;
            }
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => find(ty, this),
                _ => None,
            })
        }
        _ => None,
    }
}

/// Why that is refused.
pub(crate) fn refusal(this: &Ident) -> String {
    format!(
        "a shared type has a fixed size and holds no address, so `{this}` cannot hold itself: hold the index of \
         another one as a `u32`, and all of them in an array of another struct"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds_itself(ty: &str) -> bool {
        let ast: syn::DeriveInput =
            syn::parse_str(&format!("struct Node<T> {{ field: {ty} }}")).unwrap();
        let syn::Data::Struct(data) = &ast.data else {
            panic!("a struct");
        };
        let field = data.fields.iter().next().unwrap();
        find(&field.ty, &ast.ident).is_some()
    }

    #[test]
    fn it_is_found_in_what_holds_or_points_to_its_arguments() {
        for ty in [
            "Node",
            "Node<T>",
            "[Node; 4]",
            "[[(Node); 2]; 2]",
            "(u64, Node)",
            "Option<Node>",
            "std::option::Option<Box<Node>>",
            "FixedVec<Node, 4>",
            "Vec<Node>",
            "&'static Node",
            "*mut Node",
            "&'static [Node]",
        ] {
            assert!(holds_itself(ty), "{ty}");
        }
    }

    #[test]
    fn a_type_of_the_same_name_elsewhere_is_another_one() {
        for ty in [
            "other::Node",
            "Id<Node>",
            "arena::Box<Node>",
            "Weak<Node>",
            "<T as Tree>::Node",
            "PhantomData<Node>",
            "T",
        ] {
            assert!(!holds_itself(ty), "{ty}");
        }
    }
}
