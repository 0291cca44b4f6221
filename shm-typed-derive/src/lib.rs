//! The `Shared` derive of the shm-typed crate; use it through that crate.

mod attr;
mod check;
mod descriptor;
mod errors;
mod expand;
#[cfg(test)]
mod expand_tests;
mod fallback;
mod input;
mod item;
mod number;
mod repr;
mod spelling;
mod value;
mod words;

/// TODO docs
#[proc_macro_derive(Shared, attributes(shared))]
pub fn derive_shared(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expand::derive(&syn::parse_macro_input!(input as syn::DeriveInput)).into()
}
