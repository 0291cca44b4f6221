//! `watch`: what objects hold, as it changes.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use crate::clock::Clock;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::follow::Event;
use crate::hub::{Hub, Message};
use crate::lines::{Format, Json, Plain, Told};
use crate::place::Place;
use crate::screen;
use crate::span::span;
use crate::which::{self, Which};

/// Watch objects change: on a screen, or as lines if the output is no terminal
#[derive(Debug, clap::Args)]
pub(crate) struct Watch {
    #[arg(required = true, value_name = "NAME", help = which::HELP_OF_SEVERAL)]
    names: Vec<Which>,
    /// Print a JSON document for each change
    #[arg(long)]
    json: bool,
    /// Print lines even on a terminal
    #[arg(long)]
    lines: bool,
    /// End after so many values; prints lines
    #[arg(long, value_name = "N")]
    count: Option<u64>,
    /// Take at most one value of each object in this time, such as 250ms or 2s. On the screen it is
    /// 100ms if nothing is said; as lines, every value that can be caught. Live objects, whose changes nobody tells,
    /// are read that often, or every 100ms
    #[arg(long, value_name = "TIME", value_parser = span)]
    interval: Option<Duration>,
}

impl Watch {
    pub(crate) fn run(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
        let is_terminal = std::io::stdout().is_terminal() && !is_dumb;
        let is_screen = is_terminal && !self.json && !self.lines && self.count.is_none();
        if is_screen {
            screen::watch(place, &self.names, self.interval)
        } else {
            self.print(place, out)
        }
    }

    fn print(&self, place: &Place, out: &mut dyn Write) -> Result<Exit, Failure> {
        let clock = Clock::start();
        let hub = Hub::new();
        hub.follow(place, &self.names, self.interval, |_, name| {
            let mut format: Box<dyn Format> = if self.json {
                Box::new(Json::new(name, &[]))
            } else {
                Box::new(Plain::new(name))
            };
            move |event: Event<'_>| {
                let line = format.line(&event, clock.now())?;
                let is_value = matches!(event, Event::Value(_));
                Ok(line.map(|line| Told { line, is_value }))
            }
        })?;
        hub.watch_output()?;
        let mut followed = self.names.len();
        let mut left = self.count.unwrap_or(u64::MAX);
        while left > 0 && followed > 0 {
            let Some(message) = hub.next(out, None)? else {
                break;
            };
            match message {
                Message::News(told) => {
                    out.write_all(told.line.as_bytes())?;
                    left -= u64::from(told.is_value);
                }
                Message::Ended => followed -= 1,
                Message::Failed(failure) => return Err(failure),
                Message::Unread | Message::Signal(_) => break,
            }
        }
        Ok(Exit::Ok)
    }
}
