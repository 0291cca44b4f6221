//! What the derive works on: a struct with its attributes read.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, Data, DeriveInput, Generics, Ident, Member, Type, Visibility};

use crate::attr::{FieldAttrs, TypeAttrs};
use crate::errors::{Errors, Place};
use crate::repr::Repr;

/// A struct.
pub(crate) struct Input<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) attributes: &'a [Attribute],
    pub(crate) generics: &'a Generics,
    pub(crate) attrs: TypeAttrs,
    pub(crate) repr: Repr,
    pub(crate) fields: Vec<Field<'a>>,
}

/// A field of the struct.
pub(crate) struct Field<'a> {
    pub(crate) place: Place,
    pub(crate) member: Member,
    pub(crate) vis: &'a Visibility,
    pub(crate) attributes: &'a [Attribute],
    pub(crate) ty: &'a Type,
    pub(crate) attrs: FieldAttrs,
}

impl<'a> Input<'a> {
    /// Reads the attributes of a struct; reports a type that is none.
    pub(crate) fn parse(ast: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        let data = match &ast.data {
            Data::Struct(data) => data,
            // Those are read in `enumeration`.
            Data::Enum(_) => return None,
            Data::Union(data) => {
                errors.report(
                    Place::Type,
                    data.union_token,
                    "a shared type says what its bytes are, and a union does not: use a struct \
                     with a field for each part",
                );
                return None;
            }
        };
        let attrs = TypeAttrs::parse(&ast.attrs, errors);
        let repr = Repr::parse(&ast.attrs, errors);
        let fields = data.fields.members().zip(&data.fields).enumerate();
        let fields = fields
            .map(|(index, (member, field))| {
                let place = Place::Field(index);
                let attrs = FieldAttrs::parse(&field.attrs, place, errors);
                Field {
                    place,
                    member,
                    vis: &field.vis,
                    attributes: &field.attrs,
                    ty: &field.ty,
                    attrs,
                }
            })
            .collect();
        Some(Self {
            ident: &ast.ident,
            vis: &ast.vis,
            attributes: &ast.attrs,
            generics: &ast.generics,
            attrs,
            repr,
            fields,
        })
    }

    /// The type's name in the schema.
    pub(crate) fn name(&self) -> String {
        self.attrs
            .name
            .as_ref()
            .map_or_else(|| self.ident.unraw().to_string(), |name| name.value.clone())
    }

    /// Whether there are parameters, so that some facts are known per instantiation only.
    pub(crate) fn is_generic(&self) -> bool {
        !self.generics.params.is_empty()
    }

    /// Whether fields may have bit patterns that are no value.
    pub(crate) fn is_checked(&self) -> bool {
        self.attrs.checked.is_some()
    }

    /// The hidden module that expanded code names.
    pub(crate) fn door(&self) -> TokenStream {
        door(&self.attrs)
    }
}

/// The hidden module that expanded code names.
pub(crate) fn door(attrs: &TypeAttrs) -> TokenStream {
    match &attrs.krate {
        Some(path) => {
            let path = &path.value;
            quote!(#path::__private)
        }
        None => quote!(::shm_typed::__private),
    }
}

impl Field<'_> {
    /// The field's name in the schema.
    pub(crate) fn name(&self) -> String {
        match (&self.attrs.rename, &self.member) {
            (Some(name), _) => name.value.clone(),
            (None, Member::Named(ident)) => ident.unraw().to_string(),
            (None, Member::Unnamed(index)) => index.index.to_string(),
        }
    }

    /// Where a message about the field as a whole points: its name, or its type if it has none.
    pub(crate) fn span(&self) -> Span {
        match &self.member {
            Member::Named(ident) => ident.span(),
            Member::Unnamed(_) => self.ty.span(),
        }
    }

    /// The tokens that such a message points at.
    pub(crate) fn culprit(&self) -> TokenStream {
        match &self.member {
            Member::Named(ident) => ident.to_token_stream(),
            Member::Unnamed(_) => self.ty.to_token_stream(),
        }
    }
}
