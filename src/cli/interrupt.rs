//! Ctrl-C and kill during a run: no half-written files stay behind.

/// From now on an interrupt or a request to end first removes what is unfinished, and then ends the process as it
/// would have ended without this. Hang-ups are left alone: `nohup` must go on working.
pub fn tidy_up_when_interrupted() {
    say_when_interrupted("interrupted; no results were written\n");
}

/// The same with other words.
#[cfg(unix)]
pub fn say_when_interrupted(words: &'static str) {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    // Where signals cannot be caught, an interrupt leaves a hidden directory; that is no reason not to run.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
    #[expect(clippy::disallowed_methods, reason = "it waits for a signal and computes nothing")]
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            crate::tables::remove_unfinished();
            super::complaint::say(words);
            let _ = emulate_default_handler(signal);
        }
    });
}

#[cfg(not(unix))]
pub fn say_when_interrupted(_words: &'static str) {}
