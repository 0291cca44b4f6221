//! The terminal screen of `watch` and `replay`.
//!
//! It is drawn when something has changed, and a few times after that until highlights and rates have
//! faded; then nothing runs until the next message.

mod draw;
mod history;
mod keys;
mod meter;
mod model;
mod terminal;

use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use ratatui::crossterm::event::{self, Event as Input};
use signal_hook::low_level::emulate_default_handler;

pub(crate) use model::{News, Seen};

use crate::cell::from_node;
use crate::clock::Clock;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::follow::Event;
use crate::hub::{Hub, Message};
use crate::lines::state;
use crate::place::Place;
use crate::which::Which;
use keys::Next;
use model::Model;
use terminal::Terminal;

/// What comes to a screen.
pub(crate) enum Told {
    News(News),
    Input(Input),
}

/// Arrays of more elements than this are one line.
pub(crate) const FOLD: usize = 16;

/// The least time between two values of an object: more than eyes can follow.
const INTERVAL: Duration = Duration::from_millis(100);

/// The least time between two drawings.
const FRAME: Duration = Duration::from_millis(40);

/// Shows the objects `names` until the user has seen enough.
pub(crate) fn watch(
    place: &Place,
    names: &[Which],
    interval: Option<Duration>,
) -> Result<Exit, Failure> {
    let clock = Clock::start();
    let hub = Hub::new();
    hub.follow(
        place,
        names,
        Some(interval.unwrap_or(INTERVAL)),
        |index, _| {
            move |event: Event<'_>| {
                let seen = match event {
                    Event::Opened(object) => Seen::Opened(object.schema()?.name()),
                    Event::Value(reading) => Seen::Value {
                        version: reading.is_consistent().then(|| reading.version()),
                        cells: from_node(reading.root(), FOLD),
                    },
                    Event::Writer(status) => Seen::Standing(state(&status)),
                    Event::Lost(failure) => Seen::Standing(format!("lost: {}", failure.message())),
                };
                let at = clock.now().since;
                Ok(Some(Told::News(News { index, at, seen })))
            }
        },
    )?;
    let names: Vec<String> = names.iter().map(Which::to_string).collect();
    run(&hub, &names, clock)
}

/// Shows what the hub brings.
pub(crate) fn run(hub: &Hub<Told>, names: &[String], clock: Clock) -> Result<Exit, Failure> {
    let mut model = Model::new(names);
    hub.catch_signals()?;
    let mut terminal = Terminal::enter()?;
    hub.spawn(|sender| {
        // Without a terminal there is nobody to press a key, and a signal says the rest.
        while let Ok(input) = event::read() {
            if sender.send(Message::News(Told::Input(input))).is_err() {
                return;
            }
        }
    })?;
    let mut drawn: Option<Instant> = None;
    let mut is_due = true;
    loop {
        let now = clock.now().since;
        let rest = drawn.map_or(Duration::ZERO, |drawn| {
            FRAME.saturating_sub(drawn.elapsed())
        });
        if is_due && rest.is_zero() {
            terminal.draw(|frame| draw::draw(frame, &mut model, now))?;
            drawn = Some(Instant::now());
            is_due = false;
        }
        let wait = if is_due {
            Some(rest)
        } else {
            model.fades_in(now)
        };
        let message = match wait {
            Some(wait) => hub.receiver.recv_timeout(wait),
            None => hub
                .receiver
                .recv()
                .map_err(|_| RecvTimeoutError::Disconnected),
        };
        match message {
            Ok(Message::News(Told::News(news))) => is_due |= model.take(news),
            Ok(Message::News(Told::Input(input))) => match keys::press(&mut model, &input) {
                Next::Quit => return Ok(Exit::Ok),
                Next::Draw => is_due = true,
                Next::Nothing => {}
            },
            // Its last value stays, with what became of its writer.
            Ok(Message::Ended | Message::Unread) => {}
            Ok(Message::Failed(failure)) => return Err(failure),
            Ok(Message::Signal(signal)) => {
                drop(terminal);
                // As if it had not been caught, so that whoever waits for this process sees why it ended.
                emulate_default_handler(signal)?;
                return Ok(Exit::Ok);
            }
            Err(RecvTimeoutError::Timeout) => is_due = true,
            Err(RecvTimeoutError::Disconnected) => return Ok(Exit::Ok),
        }
    }
}
