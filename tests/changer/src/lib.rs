//! Attributes that change a type after a derive above them has seen it.

use proc_macro::TokenStream;

/// Writes one thing for another in the text of the type: `#[changed(from => to)]`.
///
/// # Panics
///
/// If the attribute is of another form.
#[proc_macro_attribute]
pub fn changed(how: TokenStream, item: TokenStream) -> TokenStream {
    let (how, item) = (how.to_string(), item.to_string());
    let (from, to) = how
        .split_once("=>")
        .expect("`#[changed(from => to)]` has an arrow");
    item.replace(from.trim(), to.trim())
        .parse()
        .expect("what comes of the change is a type")
}
