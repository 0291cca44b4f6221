//! Cells of a value that was just read.

use shm_typed::inspect::{Content, Node};

use super::{Cell, MOST, is_counter, mark, named, unit};
use crate::render;

/// The cells below `node`. Arrays of more than `fold` elements stay in one piece, and so does what is
/// hidden.
pub(crate) fn from_node(node: Node<'_>, fold: usize) -> Vec<Cell> {
    let mut cells = Vec::new();
    walk(node, &mut String::new(), fold, &mut cells);
    cells
}

fn walk(node: Node<'_>, path: &mut String, fold: usize, cells: &mut Vec<Cell>) {
    if cells.len() >= MOST {
        return;
    }
    let is_whole = match node.content() {
        _ if node.is_sensitive() || node.ty().size() == 0 => true,
        Content::Fields(fields) => fields.len() == 0,
        Content::Elements(elements) => !(1..=fold).contains(&elements.len()),
        _ => true,
    };
    if is_whole {
        return cells.push(cell(path, node));
    }
    let len = path.len();
    for child in node.children() {
        let name = child.name();
        if len > 0 && !name.starts_with('[') {
            path.push('.');
        }
        path.push_str(&name);
        walk(child, path, fold, cells);
        path.truncate(len);
    }
}

fn cell(path: &str, node: Node<'_>) -> Cell {
    let content = node.content();
    let has_parts = matches!(content, Content::Elements(_) | Content::Fields(_));
    let is_shown = !node.is_sensitive() && !node.is_none();
    let text = match () {
        () if node.is_sensitive() => "(hidden)".to_owned(),
        () if node.is_none() => "none".to_owned(),
        () => render::bare(node, 8),
    };
    Cell {
        path: named(path),
        raw: if has_parts {
            text.clone()
        } else {
            render::raw(node)
        },
        unit: if is_shown {
            unit(node.field())
        } else {
            String::new()
        },
        number: content.as_f64().filter(|_| is_shown),
        is_counter: is_counter(node.field()),
        mark: if node.is_sensitive() {
            0
        } else {
            mark(node.bytes())
        },
        text,
    }
}
