//! How objects are called, and how the files around them are.
//!
//! An object is one file in a flat directory. Its companions carry its name and a suffix, which
//! user names may therefore not end in.

use core::fmt;

/// What a shared object is called: `engine`, or `/engine` as POSIX spells it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ObjectName(FileName);

/// The name of one file in the object directory: not empty, no slash, no NUL, not `.` or `..`.
///
/// Only this module makes one, so a name can never lead out of the directory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct FileName(Box<str>);

/// Holds the writer's lock.
const LOCK: &str = ".lock";
/// Holds the reader table.
const READERS: &str = ".readers";
/// Around a name, marks a successor of it that is not finished.
const SUCCESSOR: &str = "..new";
/// What a file name may be long, in bytes (`NAME_MAX`).
const FILE_NAME_MAX: usize = 255;
/// What an object's name may be long, so that each companion's, and its
/// successor's, still fits.
pub(crate) const NAME_MAX: usize = FILE_NAME_MAX - READERS.len() - SUCCESSOR.len();

impl ObjectName {
    /// Checks `text`, with or without the leading slash.
    pub(crate) fn new(text: &str) -> Result<Self, NameError> {
        let name = text.strip_prefix('/').unwrap_or(text);
        match fault(name) {
            None => Ok(Self(FileName(name.into()))),
            Some(fault) => Err(NameError {
                text: text.into(),
                fault,
            }),
        }
    }

    /// What an object is called of which nobody knows a name.
    pub(crate) fn unknown() -> Self {
        Self(FileName("anonymous".into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The object itself.
    pub(crate) fn object(&self) -> &FileName {
        &self.0
    }

    /// The writer's lock.
    pub(crate) fn lock(&self) -> FileName {
        FileName(format!("{}{LOCK}", self.as_str()).into())
    }

    /// The reader table.
    pub(crate) fn readers(&self) -> FileName {
        FileName(format!("{}{READERS}", self.as_str()).into())
    }
}

/// What a file in the directory of objects is by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileSort {
    /// The object of this name.
    Object(ObjectName),
    /// A file that belongs to the object of this name: its lock, its reader table, or an unfinished
    /// successor of the object or of the table.
    Companion(ObjectName),
    /// No object could be called so.
    Other,
}

impl FileSort {
    /// What `file` is.
    pub(crate) fn of(file: &str) -> Self {
        if let Ok(name) = ObjectName::new(file)
            && !file.starts_with('/')
        {
            return Self::Object(name);
        }
        let finished = file
            .strip_prefix('.')
            .and_then(|file| file.strip_suffix(".new"));
        let name = [LOCK, READERS]
            .into_iter()
            .find_map(|suffix| finished.unwrap_or(file).strip_suffix(suffix))
            .or(finished);
        match name.map(ObjectName::new) {
            Some(Ok(name)) => Self::Companion(name),
            _ => Self::Other,
        }
    }
}

impl FileName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What the successor is called for the moment before it takes this name.
    ///
    /// No object may be called so, as it starts with a dot. It is the same each time, so that one
    /// that a killed process left behind is found and removed by the next.
    pub(super) fn successor(&self) -> Self {
        let (dot, new) = SUCCESSOR.split_at(1);
        Self(format!("{dot}{}{new}", self.as_str()).into())
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that no object may have. Says what is wrong with it and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameError {
    text: Box<str>,
    fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Empty,
    Path,
    Slash,
    LeadingDot,
    TooLong,
    Unprintable(char),
    Companion(&'static str),
}

impl NameError {
    /// A name close to the refused one that is accepted.
    pub(crate) fn suggestion(&self) -> String {
        repaired(&self.text)
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, fault } = self;
        match fault {
            Fault::Empty => write!(f, "an object's name is empty")?,
            Fault::Path => write!(f, "{text:?} is a path, and an object's name is not")?,
            Fault::Slash => write!(
                f,
                "{text:?} has a slash inside, and objects live side by side"
            )?,
            Fault::LeadingDot => {
                write!(
                    f,
                    "{text:?} begins with a dot, which marks unfinished objects"
                )?;
            }
            Fault::TooLong => write!(
                f,
                "an object's name of {} bytes is too long, {NAME_MAX} are the most",
                text.len()
            )?,
            Fault::Unprintable(c) => {
                write!(
                    f,
                    "{text:?} contains U+{:04X}, which does not print",
                    u32::from(*c)
                )?;
            }
            Fault::Companion(suffix) => {
                write!(
                    f,
                    "{text:?} ends in `{suffix}`, which marks a companion of an object"
                )?;
            }
        }
        write!(f, ": write `{}`", self.suggestion())
    }
}

impl core::error::Error for NameError {}

fn fault(name: &str) -> Option<Fault> {
    if name.is_empty() {
        Some(Fault::Empty)
    } else if name.starts_with("dev/shm/") || name.starts_with('/') {
        Some(Fault::Path)
    } else if name.contains('/') {
        Some(Fault::Slash)
    } else if name.starts_with('.') {
        Some(Fault::LeadingDot)
    } else if let Some(c) = name.chars().find(|c| !is_printable(*c)) {
        Some(Fault::Unprintable(c))
    } else if let Some(suffix) = [LOCK, READERS].into_iter().find(|s| name.ends_with(s)) {
        Some(Fault::Companion(suffix))
    } else if name.len() > NAME_MAX {
        Some(Fault::TooLong)
    } else {
        None
    }
}

/// Whether a terminal shows `c`: what `Debug` would escape (controls, format characters,
/// lone combining marks, blanks other than the space), it does not.
fn is_printable(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\') || c.escape_debug().len() == 1
}

/// The accepted name nearest to `text`.
fn repaired(text: &str) -> String {
    let flat = text
        .trim_matches('/')
        .trim_start_matches("dev/shm/")
        .replace('/', ".");
    let mut name: String = flat.chars().filter(|c| is_printable(*c)).collect();
    while name.len() > NAME_MAX {
        name.pop();
    }
    let mut name = name.trim_start_matches('.');
    while let Some(shorter) = name
        .strip_suffix(LOCK)
        .or_else(|| name.strip_suffix(READERS))
    {
        name = shorter;
    }
    if name.is_empty() {
        "engine".into()
    } else {
        name.into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn refused(text: &str) -> String {
        ObjectName::new(text).unwrap_err().to_string()
    }

    #[test]
    fn one_leading_slash_is_the_same_name() {
        let plain = ObjectName::new("engine").unwrap();
        let posix = ObjectName::new("/engine").unwrap();

        assert_eq!(plain, posix);
        assert_eq!(posix.as_str(), "engine");
    }

    #[test]
    fn companions_carry_the_name_and_a_suffix() {
        let name = ObjectName::new("/engine.left").unwrap();

        assert_eq!(name.object().as_str(), "engine.left");
        assert_eq!(name.lock().as_str(), "engine.left.lock");
        assert_eq!(name.readers().as_str(), "engine.left.readers");
        assert_eq!(name.object().successor().as_str(), ".engine.left.new");
    }

    #[test]
    fn each_refusal_names_the_spelling_to_use() {
        for (text, fault, instead) in [
            ("", "is empty", "engine"),
            ("/", "is empty", "engine"),
            ("/dev/shm/engine", "is a path", "engine"),
            ("dev/shm/engine", "is a path", "engine"),
            ("//engine", "is a path", "engine"),
            ("car/engine", "slash inside", "car.engine"),
            ("engine/", "slash inside", "engine"),
            (".", "begins with a dot", "engine"),
            ("..", "begins with a dot", "engine"),
            ("../engine", "slash inside", "engine"),
            (".engine.new", "begins with a dot", "engine.new"),
            ("engine\0", "U+0000", "engine"),
            ("en\u{202e}gine\n", "U+202E", "engine"),
            ("engine.lock", "`.lock`", "engine"),
            ("engine.readers", "`.readers`", "engine"),
            (".lock.readers", "begins with a dot", "lock"),
        ] {
            let message = refused(text);

            assert!(message.contains(fault), "{text:?}: {message}");
            assert!(
                message.ends_with(&format!(": write `{instead}`")),
                "{text:?}: {message}"
            );
        }
    }

    #[test]
    fn the_longest_name_leaves_room_for_the_longest_companion() {
        let longest = "n".repeat(NAME_MAX);
        let name = ObjectName::new(&longest).unwrap();

        for file in [
            name.object().clone(),
            name.lock(),
            name.readers(),
            name.object().successor(),
            name.readers().successor(),
        ] {
            assert!(
                file.as_str().len() <= FILE_NAME_MAX,
                "{}",
                file.as_str().len()
            );
        }
        assert!(refused(&"n".repeat(NAME_MAX + 1)).contains("243 bytes is too long, 242"));
    }

    #[test]
    fn a_file_is_told_by_its_name() {
        let engine = ObjectName::new("engine").unwrap();

        assert_eq!(FileSort::of("engine"), FileSort::Object(engine.clone()));
        for file in [
            "engine.lock",
            "engine.readers",
            ".engine.new",
            ".engine.readers.new",
        ] {
            assert_eq!(
                FileSort::of(file),
                FileSort::Companion(engine.clone()),
                "{file}"
            );
        }
        for file in ["", ".", "..", ".new", ".lock", ".a", "a\u{1b}", "/engine"] {
            assert_eq!(FileSort::of(file), FileSort::Other, "{file:?}");
        }
    }

    #[test]
    fn letters_of_any_script_and_spaces_are_accepted() {
        for text in ["zähler", "発動機", "left engine", "it's"] {
            assert_eq!(ObjectName::new(text).unwrap().as_str(), text);
        }
    }

    proptest! {
        #[test]
        fn what_a_refusal_suggests_is_accepted(text in "(/|\\.|dev/shm/|\\.lock|\\.readers|\\PC|.){0,300}") {
            if let Err(error) = ObjectName::new(&text) {
                prop_assert!(ObjectName::new(&error.suggestion()).is_ok(), "{error}");
            }
        }

        #[test]
        fn an_accepted_name_cannot_leave_the_directory(text in "(/|\\.|\\PC){0,9}") {
            if let Ok(name) = ObjectName::new(&text) {
                for file in [name.object().clone(), name.lock(), name.readers()] {
                    prop_assert!(!file.as_str().contains(['/', '\0']));
                    prop_assert!(!matches!(file.as_str(), "" | "." | ".."));
                }
            }
        }
    }
}
