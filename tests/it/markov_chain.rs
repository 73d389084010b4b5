//! The exact chain of one household: section 7 of the model page. Written from sections 2 and 3 of the page;
//! it shares no code with the engine. It propagates the probability of every state, month by month, which is
//! what powers of the transition matrix do.

use std::collections::BTreeMap;

use wijkraming::engine::Parameters;

/// State of a household between months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// Months since the last episode ended, 0 when there was none (or it is long ago); whether a waakvlam
    /// belongs to it.
    Idle {
        since: u32,
        guarded: bool,
    },
    Unreported {
        severity: usize,
    },
    /// Back from a simple referral; served next month, because there is room for all.
    Queued {
        severity: usize,
    },
    Supported {
        route: Route,
        rung: usize,
        severity: usize,
        review_in: u32,
        start: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Route {
    Simple,
    Complex,
    Directed,
}

/// Expected volumes of one household in one year.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    pub onsets: f64,
    pub aanmeldingen: f64,
    pub simple: f64,
    pub complex: f64,
    pub gesprekken: f64,
    pub closed: f64,
    pub severity: [f64; 4],
    pub supported: [f64; 5],
    pub zrm_gain: f64,
}

struct Chain<'a> {
    p: &'a Parameters,
    /// Onset rate per year in the first year.
    rate: f64,
    /// Growth of the onset rate since the first year.
    growth: f64,
    /// Months after an episode that may still matter.
    memory: u32,
    /// Network strength.
    network: f64,
    states: BTreeMap<State, f64>,
    volumes: Expected,
}

/// Expected volumes by year of a household with this onset rate (per year) and network strength.
pub fn expected(p: &Parameters, rate: f64, network: f64) -> Vec<Expected> {
    expected_switching(&[(0, p, rate)], network)
}

/// The same where other parameters, and another onset rate, hold from the start of later years on: the powers of one
/// transition matrix and then of another. Parts: first year (from 0), parameters, onset rate.
pub fn expected_switching(parts: &[(u32, &Parameters, f64)], network: f64) -> Vec<Expected> {
    let idle = State::Idle { since: 0, guarded: false };
    let states = BTreeMap::from([(idle, 1.0)]);
    let (_, p, rate) = parts[0];
    let memory = parts.iter().map(|(_, p, _)| p.need.relapse_months).max().expect("a part");
    let volumes = Expected::default();
    let mut chain = Chain { p, rate, growth: 1.0, memory, network, states, volumes };
    (0..p.years)
        .map(|year| {
            if let Some((_, p, rate)) = parts.iter().find(|(from, ..)| *from == year) {
                (chain.p, chain.rate) = (p, *rate);
            }
            if year > 0 {
                chain.growth *= 1.0 + chain.p.need.annual_trend;
            }
            for _ in 0..12 {
                chain.month();
            }
            std::mem::take(&mut chain.volumes)
        })
        .collect()
}

impl Chain<'_> {
    fn month(&mut self) {
        let before = std::mem::take(&mut self.states);
        let mut next = BTreeMap::new();
        for (state, weight) in before {
            match state {
                State::Idle { since, guarded } => self.idle(since, guarded, weight, &mut next),
                _ => self.course(state, weight, &mut next),
            }
        }
        self.states = next;
    }

    /// Step A.
    fn idle(&mut self, since: u32, guarded: bool, weight: f64, next: &mut Mass) {
        let need = &self.p.need;
        let monitoring = &self.p.process.monitoring;
        let mut factor = 1.0;
        if since > 0 && since <= need.relapse_months {
            factor = need.relapse_factor;
            if guarded && since <= monitoring.waakvlam_months {
                factor = 1.0 + (factor - 1.0) * (1.0 - monitoring.relapse_reduction);
            }
        }
        let yearly = self.rate * self.growth * factor;
        let onset = 1.0 - (-yearly / 12.0).exp();
        let longer = if since == 0 || since > self.memory {
            State::Idle { since: 0, guarded: false }
        } else {
            State::Idle { since: since + 1, guarded }
        };
        add(next, longer, weight * (1.0 - onset));
        self.volumes.onsets += weight * onset;
        for (index, share) in need.initial_severity.into_iter().enumerate() {
            self.unreported(index + 1, weight * onset * share, next);
        }
    }

    /// Step B, and what follows from the new severity.
    fn course(&mut self, state: State, weight: f64, next: &mut Mass) {
        let (severity, support) = match state {
            State::Unreported { severity } | State::Queued { severity } => (severity, None),
            State::Supported { severity, rung, .. } => (severity, Some(rung)),
            State::Idle { .. } => unreachable!("idle households have no course"),
        };
        if severity == 0 {
            return self.occupy(state, 0, weight, next);
        }
        let course = &self.p.process.course;
        let (mut up, mut down) = (course.worsen[severity - 1], course.improve[severity - 1]);
        if let Some(rung) = support {
            let gap = course.needed_rung[severity - 1].max(rung) - rung;
            let fit = course.under_fit.powi(gap as i32);
            let provision = &self.p.process.provisions[rung];
            up *= 1.0 - provision.worsen_reduction * fit;
            down = (down * (1.0 + provision.improve_gain * fit)).min(1.0 - up);
        }
        self.occupy(state, (severity + 1).min(4), weight * up, next);
        self.occupy(state, severity - 1, weight * down, next);
        self.occupy(state, severity, weight * (1.0 - up - down), next);
    }

    /// Occupancy, then steps C to F for an episode with this severity.
    fn occupy(&mut self, state: State, severity: usize, weight: f64, next: &mut Mass) {
        match state {
            State::Unreported { .. } | State::Queued { .. } if severity == 0 => {
                add(next, State::Idle { since: 1, guarded: false }, weight);
            }
            State::Unreported { .. } => self.unreported(severity, weight, next),
            State::Queued { .. } => {
                self.volumes.severity[severity - 1] += weight;
                self.gesprek(severity, weight, next);
            }
            State::Supported { route, rung, review_in, start, .. } => {
                if severity > 0 {
                    self.volumes.severity[severity - 1] += weight;
                }
                self.supported(route, rung, severity, review_in, start, weight, next);
            }
            State::Idle { .. } => unreachable!("idle households have no severity"),
        }
    }

    /// Step C.
    fn unreported(&mut self, severity: usize, weight: f64, next: &mut Mass) {
        self.volumes.severity[severity - 1] += weight;
        let process = &self.p.process;
        let own = process.aanmelding.own_initiative[severity - 1];
        let signal =
            (process.aanmelding.signal[severity - 1] * process.aanmelding.outreach).min(1.0);
        let reported = weight * (1.0 - (1.0 - own) * (1.0 - signal));
        add(next, State::Unreported { severity }, weight - reported);
        self.volumes.aanmeldingen += reported;
        let simple = reported * process.orientatie.simple_share[severity - 1];
        let complex = reported * process.orientatie.complex_share[severity - 1];
        self.volumes.simple += simple;
        self.volumes.complex += complex;
        let review = |rung: usize| process.provisions[rung].review_months;
        self.supported(Route::Simple, 2, severity, review(2), 0, simple, next);
        self.supported(Route::Complex, 4, severity, review(4), 0, complex, next);
        self.gesprek(severity, reported - simple - complex, next);
    }

    /// Step D, with room for all.
    fn gesprek(&mut self, severity: usize, weight: f64, next: &mut Mass) {
        self.volumes.gesprekken += weight;
        for (rung, share) in self.choice(severity).into_iter().enumerate() {
            let review = self.p.process.provisions[rung].review_months;
            self.supported(Route::Directed, rung, severity, review, severity, weight * share, next);
        }
    }

    /// Probabilities of the rung chosen: row, kanteling, client choice.
    fn choice(&self, severity: usize) -> [f64; 5] {
        let opstelling = &self.p.process.opstelling;
        let lighter = opstelling.kanteling * self.network;
        let mut shares = [0.0; 5];
        for (rung, share) in opstelling.rung[severity - 1].into_iter().enumerate() {
            let paths = if rung > 0 {
                vec![(rung - 1, share * lighter), (rung, share * (1.0 - lighter))]
            } else {
                vec![(rung, share)]
            };
            for (rung, share) in paths {
                if rung < 4 {
                    shares[rung + 1] += share * opstelling.upward;
                    shares[rung] += share * (1.0 - opstelling.upward);
                } else {
                    shares[rung] += share;
                }
            }
        }
        shares
    }

    /// Steps E and F: a month of support, and the review when it is due at its end.
    #[allow(clippy::too_many_arguments)]
    fn supported(
        &mut self,
        route: Route,
        rung: usize,
        severity: usize,
        review_in: u32,
        start: usize,
        weight: f64,
        next: &mut Mass,
    ) {
        if weight == 0.0 {
            return;
        }
        self.volumes.supported[rung] += weight;
        let stay = |rung: usize, review_in: u32, route: Route, start: usize| State::Supported {
            route,
            rung,
            severity,
            review_in,
            start,
        };
        if review_in > 1 {
            return add(next, stay(rung, review_in - 1, route, start), weight);
        }
        let monitoring = &self.p.process.monitoring;
        let review = |rung: usize| self.p.process.provisions[rung].review_months;
        if severity == 0 {
            let closed = weight * monitoring.close;
            self.volumes.closed += closed;
            let directed = route == Route::Directed;
            if directed {
                self.volumes.zrm_gain += closed * start as f64;
            }
            add(next, State::Idle { since: 1, guarded: directed }, closed);
            add(next, stay(rung, review(rung), route, start), weight - closed);
            return;
        }
        if route == Route::Simple {
            return add(next, State::Queued { severity }, weight);
        }
        let start = if route == Route::Complex { severity } else { start };
        for (chosen, share) in self.choice(severity).into_iter().enumerate() {
            let carried = if chosen < rung { monitoring.downscale } else { 1.0 };
            add(
                next,
                stay(chosen, review(chosen), Route::Directed, start),
                weight * share * carried,
            );
            add(
                next,
                stay(rung, review(rung), Route::Directed, start),
                weight * share * (1.0 - carried),
            );
        }
    }
}

type Mass = BTreeMap<State, f64>;

fn add(mass: &mut Mass, state: State, weight: f64) {
    if weight > 0.0 {
        *mass.entry(state).or_insert(0.0) += weight;
    }
}
