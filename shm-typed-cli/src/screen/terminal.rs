//! The terminal, and how it is left as it was found: at the end, by an error, in a panic.

use std::fs::File;
use std::io::{self, Write};
use std::panic;
use std::path::Path;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use ratatui::Frame;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};

use crate::failure::Failure;

/// Whether the terminal is ours, and has to be given back.
static IS_OURS: AtomicBool = AtomicBool::new(false);

/// The terminal, as long as it is drawn on.
pub(super) struct Terminal(ratatui::Terminal<CrosstermBackend<Tty>>);

impl Terminal {
    /// Takes it.
    pub(super) fn enter() -> Result<Self, Failure> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                // Else the message would go away with the screen.
                leave();
                before(info);
            }));
        });
        let mut tty = Tty::open().map_err(|error| Failure::about(Path::new(Tty::PATH), &error))?;
        enable_raw_mode()?;
        IS_OURS.store(true, SeqCst);
        // Not `clear` of ratatui, which asks where the cursor is: not every terminal answers.
        let entered = execute!(tty, EnterAlternateScreen, Clear(ClearType::All))
            .and_then(|()| ratatui::Terminal::new(CrosstermBackend::new(tty)));
        if entered.is_err() {
            leave();
        }
        Ok(Self(entered?))
    }

    /// Draws what has changed on it.
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.0.draw(draw).map(|_| ())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        leave();
    }
}

/// Gives it back, once. Whatever fails, there is nobody to tell.
fn leave() {
    if IS_OURS.swap(false, SeqCst) {
        if let Ok(mut tty) = Tty::open() {
            let _ = execute!(tty, LeaveAlternateScreen, Show);
        }
        let _ = disable_raw_mode();
    }
}

/// The terminal of this process. Not its standard output, which may be locked where a panic is told. What
/// was not flushed goes away: half a screen is worth nothing.
struct Tty {
    file: File,
    pending: Vec<u8>,
}

impl Tty {
    const PATH: &str = "/dev/tty";

    fn open() -> io::Result<Self> {
        Ok(Self {
            file: File::options().write(true).open(Self::PATH)?,
            pending: Vec::new(),
        })
    }
}

impl Write for Tty {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.file.write_all(&self.pending);
        self.pending.clear();
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;
    use std::thread;
    use std::time::{Duration, Instant};

    #[test]
    fn a_panic_is_told_on_the_terminal_as_it_was_before() {
        let test = "screen::terminal::tests::panics_on_the_screen";
        let this = std::env::current_exe().unwrap();
        let command = format!(
            "echo before; {} --exact {test} --ignored --nocapture; stty -a | grep -ow -e '-*icanon'; exec cat",
            this.display()
        );
        let socket = format!("shm-typed-panic-{}", std::process::id());
        let tmux = |args: &[&str]| {
            let mut tmux = Command::new("tmux");
            tmux.args(["-f", "/dev/null", "-L", &socket]).args(args);
            String::from_utf8(tmux.env_remove("TMUX").output().unwrap().stdout).unwrap()
        };
        tmux(&["new-session", "-d", "-x", "120", "-y", "60", &command]);
        let start = Instant::now();
        let mut screen = String::new();
        while !screen.contains("icanon") && start.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_millis(20));
            screen = tmux(&["capture-pane", "-p"]);
        }
        tmux(&["kill-server"]);

        assert!(screen.starts_with("before\n"), "{screen}");
        assert!(screen.contains("a mistake"), "{screen}");
        assert!(
            !screen.contains("drawn") && !screen.contains("-icanon"),
            "{screen}"
        );
    }

    #[test]
    #[ignore = "the program of the test above, for a terminal"]
    fn panics_on_the_screen() {
        let mut terminal = Terminal::enter().unwrap();
        terminal
            .draw(|frame| frame.render_widget(ratatui::text::Line::from("drawn"), frame.area()))
            .unwrap();
        panic!("a mistake");
    }
}
