//! One value, with what is needed to understand it.

use std::sync::Arc;

use super::node::{Node, Step};
use crate::schema::Schema;

/// A value that was read from an object: private bytes, which nobody changes any more, and their
/// schema.
#[derive(Clone, Debug)]
pub struct Reading {
    pub(super) schema: Arc<Schema>,
    /// As many as the schema says.
    pub(super) bytes: Vec<u8>,
    pub(super) version: u64,
    pub(super) is_consistent: bool,
}

impl Reading {
    /// The whole value.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node::new(Step::Root, None, self.schema.root(), &self.bytes, 0)
    }

    /// What `path` leads to: see [`Node::at`].
    #[must_use]
    pub fn node(&self, path: &str) -> Option<Node<'_>> {
        self.root().at(path)
    }

    /// What the bytes mean.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The bytes of the value.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Which publish it was; 0 for live and bare objects, whose numbers change one by one.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Whether all of it was published together. Of live and bare objects, only each number is one
    /// that was really there.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        self.is_consistent
    }
}
