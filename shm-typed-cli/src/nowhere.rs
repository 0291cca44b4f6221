//! What to say of a path that leads to no field.

use shm_typed::Schema;

use crate::exit::Exit;
use crate::failure::Failure;

/// That `path` leads to nothing, and what there is where it leaves the values of `schema`.
pub(crate) fn nowhere(schema: &Schema, path: &str) -> Failure {
    let name = schema.name();
    let has = beyond(schema, path).unwrap_or_else(|| match names(schema.fields()) {
        None => format!("it is a `{name}`, without fields"),
        Some(names) => format!("it has {names}"),
    });
    let text = format!("`{path}` leads to nothing in a `{name}`: {has}");
    Failure::new(Exit::NotFound, text)
}

/// What is at the longest beginning of `path` that leads somewhere.
fn beyond(schema: &Schema, path: &str) -> Option<String> {
    let ends = path.rmatch_indices(['.', '[']).map(|(at, _)| at);
    ends.filter_map(|at| path.get(..at))
        .filter(|part| !part.is_empty())
        .find_map(|part| {
            let located = schema.field(part)?;
            Some(match names(located.ty().fields()) {
                None => format!("`{part}` is a {}", located.ty()),
                Some(names) => format!("`{part}` has {names}"),
            })
        })
}

fn names(fields: &[shm_typed::schema::Field]) -> Option<String> {
    let names: Vec<&str> = fields.iter().map(shm_typed::schema::Field::name).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use shm_typed::Shared;

    use super::*;

    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Engine {
        speed: u64,
        cylinders: [Cylinder; 4],
    }

    #[derive(Clone, Copy, Shared)]
    #[repr(C)]
    struct Cylinder {
        pressure: u32,
        misfires: u32,
    }

    #[test]
    fn it_says_what_there_is_where_the_path_ends() {
        let schema = Schema::of::<Engine>();
        for (path, has) in [
            ("sped", "it has speed, cylinders"),
            ("", "it has speed, cylinders"),
            (".speed", "it has speed, cylinders"),
            ("speed.x", "`speed` is a u64"),
            ("cylinders[9].pressure", "`cylinders` is a [Cylinder; 4]"),
            ("cylinders.0", "`cylinders` is a [Cylinder; 4]"),
            ("cylinders[1].gear", "`cylinders[1]` has pressure, misfires"),
        ] {
            let failure = nowhere(&schema, path);
            let text = format!("`{path}` leads to nothing in a `Engine`: {has}");
            assert_eq!(
                (failure.exit(), failure.message()),
                (Exit::NotFound, text.as_str())
            );
        }
        assert!(
            nowhere(&Schema::of::<u64>(), "x")
                .message()
                .ends_with("it is a `u64`, without fields")
        );
    }
}
