//! The live form of a struct: the same fields at the same offsets, every number a cell.
//!
//! Whether a field's type has a live form is asked once, where the type is spelled. Everything else takes it
//! for granted, by a `where` clause, so that a field without one is one mistake and not a dozen.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, Ident, Member};

use crate::attr::is_named;
use crate::descriptor::at;
use crate::input::{Field, Input};
use crate::number::Primitive;
use crate::spelling;

/// The live form, its view and what joins both to the struct; nothing unless it was asked for.
pub(crate) fn live_form(input: &Input<'_>) -> Option<TokenStream> {
    let name = input.attrs.live.as_ref()?.value.clone();
    let form = Form {
        cells: name.unwrap_or_else(|| format_ident!("{}Live", input.ident)),
        door: input.door(),
        input,
    };
    let (structure, view, joined) = (form.structure(), form.view(), form.implementation());
    let questions = form.questions();
    Some(quote!(#structure #view #joined #questions))
}

/// A live form in the making.
struct Form<'a> {
    input: &'a Input<'a>,
    cells: Ident,
    door: TokenStream,
}

impl Form<'_> {
    fn view_ident(&self) -> Ident {
        format_ident!("{}View", self.cells)
    }

    /// The struct of cells.
    fn structure(&self) -> TokenStream {
        let Self { input, cells, door } = self;
        let (vis, docs, repr) = (
            input.vis,
            attributes_named(input.attributes, "doc"),
            attributes_named(input.attributes, "repr"),
        );
        let granted = self.granted();
        let about = format!(
            "The live form of `{}`: the same layout, every number an atomic cell.",
            input.ident.unraw()
        );
        let fields = input.fields.iter().map(|field| {
            let (vis, docs) = (field.vis, attributes_named(field.attributes, "doc"));
            let ty = self.of_field(field, &quote!(Live));
            match &field.member {
                Member::Named(ident) => {
                    quote!(#(#docs)* #vis #ident: #ty)
                }
                Member::Unnamed(_) => quote!(#(#docs)* #vis #ty),
            }
        });
        let body = match input.fields.first().map(|field| &field.member) {
            Some(Member::Named(_)) => quote!(#granted { #(#fields),* }),
            Some(Member::Unnamed(_)) => quote!((#(#fields),*) #granted;),
            None => quote!({}),
        };
        quote! {
            #[doc = #about]
            #[doc = ""]
            #(#docs)*
            #(#repr)*
            #[derive(#door::Debug)]
            #[allow(dead_code, reason = "not every program uses every cell")]
            #vis struct #cells #body
        }
    }

    /// The reader's view.
    fn view(&self) -> TokenStream {
        let Self { input, cells, door } = self;
        let (vis, view, granted) = (input.vis, self.view_ident(), self.granted());
        let about =
            format!("What a reader sees of `{cells}`: a method per field, which loads it.",);
        let methods = input.fields.iter().map(|field| {
            let (vis, docs) = (field.vis, attributes_named(field.attributes, "doc"));
            let (method, member) = (method(field), &field.member);
            let seen = self.of_field(field, &quote!(View<'live>));
            let look = self.of_field(field, &quote!(view));
            let undocumented = docs
                .is_empty()
                .then(|| format!("Loads `{}`.", field.name()))
                .map(|text| quote!(#[doc = #text]));
            quote! {
                #undocumented
                #(#docs)*
                #[inline]
                #[must_use]
                #vis fn #method(self) -> #seen {
                    // SAFETY: `LiveShared::view` does nothing to a cell but load it (L4).
                    let cells = unsafe { #door::LiveCells::get(self.cells) };
                    #look(&cells.#member)
                }
            }
        });
        quote! {
            #[doc = #about]
            #[derive(#door::Clone, #door::Copy, #door::Debug)]
            #[allow(dead_code, reason = "not every program looks at every field")]
            #vis struct #view<'live> #granted {
                cells: #door::LiveCells<'live, #cells>,
            }

            #[automatically_derived]
            #[allow(dead_code, reason = "not every program looks at every field")]
            impl<'live> #view<'live> #granted {
                #(#methods)*
            }
        }
    }

    /// `LiveShared` for the struct, with the layout asserted.
    fn implementation(&self) -> TokenStream {
        let Self { input, cells, door } = self;
        let (this, view, granted) = (input.ident, self.view_ident(), self.granted());
        let offsets = input.fields.iter().map(|field| {
            let member = &field.member;
            quote! {
                #door::same_offset(#door::offset_of!(#this, #member), #door::offset_of!(#cells, #member));
            }
        });
        let (mut loads, mut layouts) = (Vec::new(), Vec::new());
        for field in &input.fields {
            let (member, ty) = (&field.member, field.ty);
            let load = self.of_field(field, &quote!(load_into));
            layouts.push(self.of_field(field, &quote!(LAYOUT)));
            loads.push(quote! {
                #load(
                    &live.#member,
                    #door::part(bytes, #door::offset_of!(#this, #member), #door::size_of::<#ty>()),
                );
            });
        }
        quote! {
            #[automatically_derived]
            unsafe impl #door::LiveShared for #this #granted {
                type Live = #cells;
                type View<'live> = #view<'live>;

                const LAYOUT: () = {
                    #door::same_size::<#this, #cells>();
                    #(#offsets)*
                    #(let () = #layouts;)*
                };

                #[inline]
                fn view(live: &#cells) -> #view<'_> {
                    #view {
                        cells: #door::LiveCells::new(live),
                    }
                }

                #[inline]
                #[allow(unused_variables, reason = "a struct may have no fields")]
                fn load_into(live: &#cells, bytes: &mut [#door::u8]) {
                    #(#loads)*
                }
            }
        }
    }

    /// What is taken for granted of the fields' types.
    ///
    /// `for<'__any>` makes the compiler take it instead of looking it up at once.
    fn granted(&self) -> Option<TokenStream> {
        let door = &self.door;
        let mut asked: Vec<String> = Vec::new();
        let bounds: Vec<TokenStream> = self
            .fields_to_ask()
            .filter_map(|field| {
                let ty = spelling::element(field.ty);
                let spelled = spelling::text(ty);
                let known = asked.contains(&spelled);
                asked.push(spelled);
                (!known).then(|| quote!(for<'__any> #ty: #door::LiveShared))
            })
            .collect();
        (!bounds.is_empty()).then(|| quote!(where #(#bounds),*))
    }

    /// The question, once a field.
    fn questions(&self) -> Option<TokenStream> {
        let door = &self.door;
        let questions: Vec<TokenStream> = self
            .fields_to_ask()
            .map(|field| {
                let ty = spelling::element(field.ty);
                quote!(#door::has_live_form::<#ty>();)
            })
            .collect();
        (!questions.is_empty()).then(|| quote!(const _: () = { #(#questions)* };))
    }

    /// The fields whose type is not known to have a live form by its spelling.
    fn fields_to_ask(&self) -> impl Iterator<Item = &Field<'_>> {
        self.input.fields.iter().filter(|field| {
            let element = spelling::element(field.ty);
            Primitive::of(element).is_none() && !spelling::is_bool_or_char(element)
        })
    }
}

impl Form<'_> {
    /// What `LiveShared` says of the field's type, placed where that type is spelled, as far as
    /// messages are concerned; for lints it stays the macro's.
    fn of_field(&self, field: &Field<'_>, what: &TokenStream) -> TokenStream {
        let ty = field.ty;
        let span = Span::call_site().located_at(ty.span());
        let (door, what) = (at(span, &self.door), at(span, what));
        quote_spanned!(span=> <#ty as #door::LiveShared>::#what)
    }
}

/// The name of the view's method for a field.
fn method(field: &Field<'_>) -> Ident {
    match &field.member {
        Member::Named(ident) => ident.clone(),
        Member::Unnamed(index) => format_ident!("field_{}", index.index, span = field.ty.span()),
    }
}

fn attributes_named<'a>(attributes: &'a [Attribute], name: &str) -> Vec<&'a Attribute> {
    attributes
        .iter()
        .filter(|attribute| is_named(attribute, name))
        .collect()
}
