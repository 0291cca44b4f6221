//! Why a verb did not do what it was asked.

use std::fmt;
use std::io;
use std::path::Path;

use shm_typed::ErrorKind;

use crate::escape::Escaped;
use crate::exit::Exit;

/// What is written to stderr, and the exit code: `error: …`, then a line `caused by: …` for each
/// cause below, and `hint: …` if there is something else to ask for.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    message: String,
    causes: Vec<String>,
    /// What the user may ask for instead.
    hint: Option<&'static str>,
    kind: Option<ErrorKind>,
    is_broken_pipe: bool,
}

/// Where a name leads to what this user should not map unasked.
const ANY_OWNER: &str = "`--any-owner` reads it all the same; whoever may write it can then end this command by shortening it";

impl Failure {
    /// A failure of this program's own making.
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: message.into(),
            causes: Vec::new(),
            hint: None,
            kind: None,
            is_broken_pipe: false,
        }
    }

    /// What the system says of a file.
    pub(crate) fn about(path: &Path, error: &io::Error) -> Self {
        let exit = Self::from(io::Error::from(error.kind())).exit();
        Self::new(exit, format!("`{}`: {error}", path.display()))
    }

    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }

    /// What could not be done and why.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Which error of the library it was, if it was one.
    pub(crate) fn kind(&self) -> Option<ErrorKind> {
        self.kind
    }

    /// The same, and what the user may ask for instead.
    pub(crate) fn with_hint(self, hint: impl Into<Option<&'static str>>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }

    /// The same, said of `what`.
    pub(crate) fn of(self, what: &str) -> Self {
        Self {
            message: format!("`{what}`: {}", self.message),
            ..self
        }
    }

    /// Whether the reader of the output has gone.
    pub(crate) fn is_broken_pipe(&self) -> bool {
        self.is_broken_pipe
    }

    fn with_causes(mut self, error: &dyn std::error::Error) -> Self {
        let mut below = error.source();
        while let Some(cause) = below {
            self.causes.push(cause.to_string());
            below = cause.source();
        }
        self
    }
}

impl From<shm_typed::Error> for Failure {
    fn from(error: shm_typed::Error) -> Self {
        let failure = Self {
            kind: Some(error.kind()),
            ..Self::new(error.kind().into(), error.to_string())
        };
        failure
            .with_hint((error.kind() == ErrorKind::Untrusted).then_some(ANY_OWNER))
            .with_causes(&error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let exit = match error.kind() {
            io::ErrorKind::NotFound => Exit::NotFound,
            io::ErrorKind::PermissionDenied => Exit::Permission,
            _ => Exit::Differs,
        };
        let failure = Self {
            is_broken_pipe: error.kind() == io::ErrorKind::BrokenPipe,
            ..Self::new(exit, error.to_string())
        };
        failure.with_causes(&error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", Escaped(&self.message))?;
        self.causes
            .iter()
            .try_for_each(|cause| writeln!(f, "caused by: {}", Escaped(cause)))?;
        match self.hint {
            Some(hint) => writeln!(f, "hint: {hint}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_library_keeps_its_words_and_its_causes() {
        let error = shm_typed::remove("a/b").unwrap_err();
        let words = error.to_string();

        let failure = Failure::from(error);

        assert_eq!(failure.exit(), Exit::Usage);
        assert!(
            failure
                .to_string()
                .starts_with(&format!("error: {words}\n"))
        );
    }

    #[test]
    fn a_message_cannot_drive_the_terminal() {
        let failure = Failure::new(Exit::NotFound, "no `\u{1b}[2J\n`");

        assert_eq!(failure.to_string(), "error: no `\\u{1b}[2J\\n`\n");
    }
}
