//! What a run is at, on standard error: only where that is a terminal, and only once a run has taken a second.

use std::io::IsTerminal;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long a run says nothing.
const QUIET: Duration = Duration::from_secs(1);

/// A run that tells what it is at. Nothing of it is left on the terminal when it ends.
pub struct Progress {
    stages: Option<Sender<String>>,
    shown: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins to wait.
    #[must_use]
    pub fn start() -> Progress {
        if !std::io::stderr().is_terminal() {
            return Progress { stages: None, shown: None };
        }
        let (stages, heard) = channel();
        let begun = Instant::now();
        Progress { stages: Some(stages), shown: Some(std::thread::spawn(move || show(&heard, begun))) }
    }

    /// Says what comes next.
    pub fn stage(&self, words: &str) {
        if let Some(stages) = &self.stages {
            let _ = stages.send(words.to_owned());
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.stages = None;
        if let Some(shown) = self.shown.take() {
            let _ = shown.join();
        }
    }
}

/// Shows the stages as they come, until the run is over.
fn show(stages: &Receiver<String>, begun: Instant) {
    let mut words = String::new();
    let mut bar: Option<ProgressBar> = None;
    loop {
        let wait = if bar.is_some() { Duration::from_millis(100) } else { QUIET.saturating_sub(begun.elapsed()) };
        match stages.recv_timeout(wait) {
            Ok(next) => words = next,
            Err(RecvTimeoutError::Timeout) => {
                let bar = bar.get_or_insert_with(spinner);
                bar.set_message(format!("{words} ({})", HumanDuration(begun.elapsed())));
                bar.tick();
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
}

fn spinner() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.with_style(ProgressStyle::default_spinner())
}
