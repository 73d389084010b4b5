//! What benches with a main of their own share: the scenario at several sizes, interleaved repeats, medians of ratios,
//! and records for `benches/history`.

#![allow(dead_code, reason = "each bench takes what it needs")]

pub mod clock;
pub mod record;
pub mod sizes;

/// Seconds of one thing in every repeat.
pub struct Timed {
    pub name: String,
    pub seconds: Vec<f64>,
}

/// A job with its name.
pub struct Job<'a> {
    name: String,
    run: Box<dyn FnMut() + 'a>,
}

impl<'a> Job<'a> {
    pub fn new(name: impl ToString, run: impl FnMut() + 'a) -> Self {
        Self { name: name.to_string(), run: Box::new(run) }
    }
}

/// Times jobs in turn, `repeats` times, after one round that does not count: what disturbs the machine disturbs all
/// of them. `now` is a clock in seconds.
pub fn interleave(repeats: usize, now: fn() -> f64, mut jobs: Vec<Job<'_>>) -> Vec<Timed> {
    let mut seconds = vec![Vec::new(); jobs.len()];
    for repeat in 0..=repeats {
        for (job, seconds) in jobs.iter_mut().zip(&mut seconds) {
            let start = now();
            (job.run)();
            if repeat > 0 {
                seconds.push(now() - start);
            }
        }
    }
    let timed = |(job, seconds): (Job<'_>, _)| Timed { name: job.name, seconds };
    jobs.into_iter().zip(seconds).map(timed).collect()
}

/// A median with the quartiles beside it.
#[derive(Clone, Copy, Debug)]
pub struct Middle {
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

impl Middle {
    pub fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        // The quantile at a share of the way from the first to the last, between neighbours by proportion.
        let at = |share: f64| {
            let place = share * (sorted.len() - 1) as f64;
            let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
            below + (above - below) * place.fract()
        };
        Self { low: at(0.25), median: at(0.5), high: at(0.75) }
    }

    /// Of the ratios of two jobs, repeat by repeat.
    pub fn ratio(one: &Timed, other: &Timed) -> Self {
        let pairs = one.seconds.iter().zip(&other.seconds);
        Self::of(&pairs.map(|(a, b)| a / b).collect::<Vec<_>>())
    }

    /// Of an amount of work over the times.
    pub fn rate(work: f64, timed: &Timed) -> Self {
        Self::of(&timed.seconds.iter().map(|seconds| work / seconds).collect::<Vec<_>>())
    }

    pub fn json(&self) -> serde_json::Value {
        let short = |value: f64| (value * 1e4).round() / 1e4;
        serde_json::json!({
            "median": short(self.median), "quartiles": [short(self.low), short(self.high)]
        })
    }
}

impl std::fmt::Display for Middle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let digits = if self.median < 20.0 { 2 } else { 0 };
        let Self { low, median, high } = self;
        write!(f, "{median:.digits$} ({low:.digits$} to {high:.digits$})")
    }
}

/// The number after an option of the command line, or what stands here.
pub fn option(name: &str, default: usize) -> usize {
    let mut arguments = std::env::args().skip_while(|argument| argument != name).skip(1);
    match arguments.next().map(|text| text.parse()) {
        None => default,
        Some(Ok(number)) => number,
        Some(Err(_)) => panic!("{name} needs a whole number"),
    }
}

/// Whether a flag stands on the command line.
pub fn flag(name: &str) -> bool {
    std::env::args().any(|argument| argument == name)
}
