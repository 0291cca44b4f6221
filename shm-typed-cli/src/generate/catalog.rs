//! The types of a schema that need a name, each once, those that are used before those that use them.

use std::collections::HashMap;

use shm_typed::schema::{Shape, Type};

/// What tells types apart: all that is known of them.
///
/// Not `==`, by which a type that holds a NaN is not even itself.
fn key(ty: &Type) -> String {
    format!("{ty:?}")
}

/// Types in order of use, with names.
#[derive(Debug)]
pub(super) struct Catalog<'a> {
    types: Vec<(&'a Type, String)>,
    places: HashMap<String, usize>,
}

impl<'a> Catalog<'a> {
    /// The types in `root`, itself included, for which `name` has a name.
    pub(super) fn of(root: &'a Type, mut name: impl FnMut(&'a Type) -> Option<String>) -> Self {
        let mut catalog = Self {
            types: Vec::new(),
            places: HashMap::new(),
        };
        catalog.visit(root, &mut name);
        catalog
    }

    fn visit(&mut self, ty: &'a Type, name: &mut impl FnMut(&'a Type) -> Option<String>) {
        match ty.shape() {
            Shape::Array { element, .. } | Shape::List { element, .. } => self.visit(element, name),
            Shape::Struct(structure) => {
                for field in structure.fields() {
                    self.visit(field.ty(), name);
                }
            }
            _ => {}
        }
        let key = key(ty);
        if self.places.contains_key(&key) {
            return;
        }
        if let Some(name) = name(ty) {
            self.places.insert(key, self.types.len());
            self.types.push((ty, name));
        }
    }

    /// The types and their names.
    pub(super) fn types(&self) -> impl Iterator<Item = (&'a Type, &str)> {
        self.types.iter().map(|(ty, name)| (*ty, name.as_str()))
    }

    /// The name of a type; empty if it has none.
    pub(super) fn name(&self, ty: &Type) -> &str {
        self.places
            .get(&key(ty))
            .and_then(|place| self.types.get(*place))
            .map_or("", |(_, name)| name)
    }
}
