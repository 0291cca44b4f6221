//! A real terminal that tests can look at: tmux, with a server of its own.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use shm_typed_tests::Name;

/// A terminal in which a program runs.
pub(crate) struct Tmux {
    socket: String,
}

impl Tmux {
    /// Runs `command`, as a shell would, on a screen of this size.
    pub(crate) fn run(width: u16, height: u16, command: &str) -> Self {
        let tmux = Self {
            socket: Name::unique("tmux").to_string(),
        };
        let size = [width, height].map(|n| n.to_string());
        tmux.tell(&["new-session", "-d", "-x", &size[0], "-y", &size[1], command]);
        tmux
    }

    fn tell(&self, args: &[&str]) -> String {
        let output = Command::new("tmux")
            .args(["-u", "-f", "/dev/null", "-L", &self.socket])
            .args(args)
            .env("LC_ALL", "C.UTF-8")
            .env_remove("TMUX")
            .output()
            .expect("tmux is installed");
        assert!(output.status.success(), "{args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What is on the screen, without blanks at the ends of lines and empty lines at the end.
    pub(crate) fn screen(&self) -> String {
        let text = self.tell(&["capture-pane", "-p"]);
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        lines.join("\n").trim_end().to_owned()
    }

    /// The same with its colours, as escape sequences.
    pub(crate) fn painted(&self) -> String {
        self.tell(&["capture-pane", "-e", "-p"])
    }

    /// Looks until the screen is as wanted.
    pub(crate) fn until(&self, what: &str, mut is_wanted: impl FnMut(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let screen = self.screen();
            if is_wanted(&screen) {
                return screen;
            }
            // A watchdog that shows the screen.
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "never {what}:\n{screen}"
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Looks until the screen is `golden`.
    pub(crate) fn shows(&self, golden: &str) {
        self.until(&format!("as below\n{golden}\nbut"), |screen| {
            screen == golden
        });
    }

    pub(crate) fn press(&self, keys: &[&str]) {
        self.tell(&[&["send-keys"], keys].concat());
    }

    pub(crate) fn resize(&self, width: u16, height: u16) {
        let size = [width, height].map(|n| n.to_string());
        self.tell(&["resize-window", "-x", &size[0], "-y", &size[1]]);
    }

    /// The process that runs in it.
    pub(crate) fn pid(&self) -> u32 {
        let pid = self.tell(&["display-message", "-p", "#{pane_pid}"]);
        pid.trim().parse().unwrap()
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        let server = ["-L", &self.socket, "kill-server"];
        let _ = Command::new("tmux").args(server).output();
    }
}
