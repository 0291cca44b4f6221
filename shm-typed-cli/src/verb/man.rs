//! `man`: the manual page, of the command or of a verb.

use std::io::Write;

use crate::exit::Exit;
use crate::failure::Failure;

/// Print the manual page, as roff
///
/// To read it: `shm-typed man | man -l -`
#[derive(Debug, clap::Args)]
pub(crate) struct Man {
    /// Of this verb; of the whole command if none is named
    verb: Option<String>,
}

impl Man {
    pub(crate) fn run(&self, out: &mut dyn Write) -> Result<Exit, Failure> {
        let mut command = crate::command().disable_help_subcommand(true);
        command.build();
        let source = format!("shm-typed {}", env!("CARGO_PKG_VERSION"));
        let title = match &self.verb {
            None => "shm-typed".to_owned(),
            Some(verb) => format!("shm-typed-{verb}"),
        };
        let page = match &self.verb {
            None => command,
            Some(verb) => {
                let found = command.find_subcommand(verb).cloned();
                found.ok_or_else(|| unknown(verb, &command))?
            }
        };
        clap_mangen::Man::new(page)
            .title(title)
            .source(source)
            .render(&mut &mut *out)?;
        Ok(Exit::Ok)
    }
}

fn unknown(verb: &str, command: &clap::Command) -> Failure {
    let verbs: Vec<&str> = command
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    let verbs = verbs.join(", ");
    Failure::new(
        Exit::Usage,
        format!("there is no verb `{verb}`: it is one of {verbs}"),
    )
}
