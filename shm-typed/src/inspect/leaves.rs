//! Going through a value, part by part.

use core::iter::FusedIterator;

use super::content::Content;
use super::elements::Children;
use super::node::{Node, Step};

/// The iterator of [`Node::leaves`].
#[derive(Clone, Debug)]
pub struct Leaves<'a> {
    /// What was asked for, until it is looked at.
    root: Option<Node<'a>>,
    fold: usize,
    /// The way down to where it is now: what is left on each level, and the length of the path there.
    /// As deep as the schema at most.
    way: Vec<(Children<'a>, usize)>,
    path: String,
}

impl<'a> Leaves<'a> {
    pub(super) fn new(root: Node<'a>, fold: usize) -> Self {
        Self {
            root: Some(root),
            fold,
            way: Vec::new(),
            path: String::new(),
        }
    }

    /// What is to be gone through below `node`; `None` if it is a leaf.
    fn below(&self, node: &Node<'a>) -> Option<Children<'a>> {
        // What has no bytes may have any number of parts, and says nothing.
        if node.ty().size() == 0 {
            return None;
        }
        let children = match node.content() {
            Content::Fields(fields) => fields,
            Content::Elements(elements) if elements.len() <= self.fold => {
                Children::elements(elements)
            }
            _ => return None,
        };
        (children.len() > 0).then_some(children)
    }

    fn enter(&mut self, node: &Node<'a>) {
        match (node.step(), node.field()) {
            (Step::Index(_), _) => self.path.push_str(&node.name()),
            (Step::Field, Some(field)) => {
                if !self.path.is_empty() {
                    self.path.push('.');
                }
                self.path.push_str(field.name());
            }
            _ => {}
        }
    }
}

impl<'a> Iterator for Leaves<'a> {
    type Item = (String, Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(root) = self.root.take() {
            match self.below(&root) {
                Some(children) => self.way.push((children, 0)),
                None => return Some((String::new(), root)),
            }
        }
        loop {
            let (children, len) = self.way.last_mut()?;
            self.path.truncate(*len);
            let Some(node) = children.next() else {
                self.way.pop();
                continue;
            };
            self.enter(&node);
            match self.below(&node) {
                Some(children) => self.way.push((children, self.path.len())),
                None => return Some((self.path.clone(), node)),
            }
        }
    }
}

impl FusedIterator for Leaves<'_> {}
