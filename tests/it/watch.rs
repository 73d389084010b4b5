//! A window on single decisions of the engine: every note goes to a closure.

use wijkraming::engine::{
    Case, Note, Observer, Parameters, Realisation, Switch, observe_switching,
};

struct Notes<F>(F);

impl<F: FnMut(&Case, u32, Note)> Observer for Notes<F> {
    const ACTIVE: bool = true;

    fn note(&mut self, case: &Case, month: u32, note: Note) {
        (self.0)(case, month, note);
    }

    fn month_end(&mut self, _cases: &[Case], _month: u32) {}
}

/// Runs one realisation and hands every decision over, with the household and the month.
pub fn watch(parameters: &Parameters, seed: u64, see: impl FnMut(&Case, u32, Note)) -> Realisation {
    watch_switching(parameters, &[], seed, see)
}

/// The same where other parameters hold from the start of later years on.
pub fn watch_switching(
    parameters: &Parameters,
    switches: &[Switch],
    seed: u64,
    see: impl FnMut(&Case, u32, Note),
) -> Realisation {
    observe_switching(parameters, switches, seed, 0, &mut Notes(see))
}
