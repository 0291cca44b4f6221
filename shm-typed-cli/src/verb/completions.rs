//! `completions`: what a shell needs to complete this command.

use std::io::Write;

use clap_complete::Shell;

use crate::exit::Exit;
use crate::failure::Failure;

/// Print the completions for a shell
///
/// For bash: `shm-typed completions bash > /etc/bash_completion.d/shm-typed`
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// Which shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        // It panics if it cannot write, which to memory it can.
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut crate::command(), "shm-typed", &mut text);
        out.write_all(&text)?;
        Ok(Exit::Ok)
    }
}
