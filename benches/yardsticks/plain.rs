//! The model page as a good programmer writes it in an afternoon: one file, one loop over all households in every
//! month, an ordinary fast generator (xoshiro256++), no cleverness. It takes the engine's parameters, and nothing
//! else of it; `cargo bench --no-default-features --bench yardsticks` holds its volumes against the engine's before it
//! compares the speed.
//!
//! What an ordinary programmer does without thinking is done: tables are looked up, not computed again; the chance of
//! an onset is computed once a year for each household; what a household receives is computed when its support starts.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Beta, Distribution, Gamma};
use wijkraming::engine::Parameters;
use wijkraming::financing::Financing;
use wijkraming::payment::{PaymentModel, Scheme};
use wijkraming::process::{Frequency, Level};

const GEMEENTE: &str = "gemeente";
const DOMAINS: usize = 11;

/// Volumes of an area in a year, in the order of section 8 of the model page.
#[derive(Clone, Copy, Default)]
pub struct Row {
    onsets: u64,
    aanmeldingen: u64,
    categories: [u64; 3],
    gesprekken: u64,
    waited_months: u64,
    served_wait_months: u64,
    queue_end: u64,
    closed: u64,
    clients: u64,
    severity: [u64; 4],
    supported: [u64; 5],
    hours: [f64; 5],
    gross: [f64; 5],
    eigen_bijdrage: f64,
    admin_cost: f64,
    informal_hours: f64,
    provider_margin: f64,
    team_cost: f64,
    team_cost_other: f64,
    budget: f64,
    spent: f64,
    overrun: f64,
    transfer: f64,
    reserve_used: f64,
    general_funds: f64,
    consortium_result: f64,
    zrm_gain: i64,
}

impl Row {
    /// The columns of the results table before the effects.
    pub fn columns(&self) -> Vec<f64> {
        let counts = [self.onsets, self.aanmeldingen];
        let queue = [self.gesprekken, self.waited_months, self.served_wait_months, self.queue_end];
        let ends = [self.closed, self.clients];
        let counts = counts.iter().chain(&self.categories).chain(&queue).chain(&ends);
        let counts = counts.chain(&self.severity).chain(&self.supported).map(|n| *n as f64);
        let money = [
            self.eigen_bijdrage,
            self.admin_cost,
            self.informal_hours,
            self.provider_margin,
            self.team_cost,
            self.team_cost_other,
            self.budget,
            self.spent,
            self.overrun,
            self.transfer,
            self.reserve_used,
            self.general_funds,
            self.consortium_result,
            self.zrm_gain as f64,
        ];
        counts.chain(self.hours).chain(self.gross).chain(money).collect()
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Status {
    Idle,
    Unreported,
    Queued,
    Supported,
}

#[derive(Clone, Copy, PartialEq)]
enum Route {
    Simple,
    Complex,
    Sectoral,
    Team,
}

#[derive(Clone, Copy, Default)]
struct Delivery {
    hours: f64,
    gross: f64,
    eigen_bijdrage: f64,
    admin_cost: f64,
    provider_margin: f64,
}

#[derive(Clone, Copy)]
struct Household {
    /// Chance of an onset in a month of this year without relapse.
    onset: f64,
    /// Onsets a year, before the trend.
    rate: f64,
    network: f64,
    kind: u8,
    band: u8,
    status: Status,
    severity: u8,
    /// Last episode: whether it ended, directed and closed at a review, in month `ended`.
    ended: Option<u32>,
    guarded: bool,
    /// A set of domains, and the primary one.
    domains: u16,
    primary: u8,
    route: Route,
    directed: bool,
    severity_at_gesprek: u8,
    since: u32,
    rung: u8,
    review: u32,
    delivery: Delivery,
    /// The year, from 1, in which it was last counted as a client.
    client: u32,
}

impl Household {
    fn weight(&self, desks: u32) -> f64 {
        f64::from(desks.min(self.domains.count_ones()))
    }
}

/// Everything looked up in the months.
struct Tables<'a> {
    p: &'a Parameters,
    effects: Vec<(u16, [f64; 4])>,
    /// By support (none, rung 0 to 4) and severity: chances of worse and better.
    course: [[(f64, f64); 4]; 6],
    report: [f64; 4],
    multipliers: [Option<Gamma<f64>>; 5],
}

impl<'a> Tables<'a> {
    fn new(p: &'a Parameters) -> Self {
        let process = &p.process;
        let course = std::array::from_fn(|support| {
            std::array::from_fn(|s| {
                let (mut reduction, mut gain) = (0.0, 0.0);
                if support > 0 {
                    let gap = process.course.needed_rung[s].saturating_sub(support - 1);
                    let fit = process.course.under_fit.powi(gap as i32);
                    reduction = process.provisions[support - 1].worsen_reduction * fit;
                    gain = process.provisions[support - 1].improve_gain * fit;
                }
                let up = process.course.worsen[s] * (1.0 - reduction);
                (up, (process.course.improve[s] * (1.0 + gain)).min(1.0 - up))
            })
        });
        let aanmelding = &process.aanmelding;
        let report = std::array::from_fn(|s| {
            let signal = (aanmelding.signal[s] * aanmelding.outreach).min(1.0);
            1.0 - (1.0 - aanmelding.own_initiative[s]) * (1.0 - signal)
        });
        let multipliers = std::array::from_fn(|rung| {
            let cv = process.provisions[rung].hours_cv;
            (cv > 0.0).then(|| Gamma::new(1.0 / (cv * cv), cv * cv).expect("a positive spread"))
        });
        let mask = |set: wijkraming::domain::DomainSet| set.indices().map(|d| 1u16 << d).sum();
        let effects = p.effects.iter().map(|effect| (mask(effect.domains), effect.rate)).collect();
        Self { p, effects, course, report, multipliers }
    }

    /// Step E for a household that starts on a rung.
    fn deliver(&self, h: &Household, rung: usize, multiplier: f64) -> Delivery {
        let as_delivered = PaymentModel::as_delivered();
        let provision = &self.p.process.provisions[rung];
        let informal = provision.informal_value.is_some();
        let payment = match rung {
            3 if !informal => &self.p.first_line,
            4 if !informal => &self.p.specialist,
            _ => &as_delivered,
        };
        let (mut hours, mut delivered, mut norm) = (0.0, 0.0, 0.0);
        for d in (0..DOMAINS).filter(|d| h.domains & 1 << d != 0) {
            let primary = d == usize::from(h.primary);
            let share = if primary { 1.0 } else { 1.0 - self.p.process.invulling.integration };
            let full = provision.hours[d] * share;
            let given = (full * multiplier * payment.hours_factor).min(provision.max_hours[d]);
            let tariff = if informal { 0.0 } else { provision.tariff[d] };
            hours += given;
            delivered += given * tariff;
            norm += full.min(provision.max_hours[d]) * tariff;
        }
        let (gross, admin_cost, provider_margin) = match &payment.scheme {
            Scheme::Prestatiebekostiging(_) => (delivered, 0.0, 0.0),
            Scheme::Trekkingsrecht(own) => (delivered * own.utilisation, own.admin_cost, 0.0),
            Scheme::Resultaatbekostiging(own) => {
                let price = norm * (1.0 + own.price_margin);
                (price, 0.0, price - delivered)
            }
        };
        let contribution = &self.p.process.eigen_bijdrage;
        let most = contribution.maximum[usize::from(h.band)];
        let asked = if provision.eigen_bijdrage { contribution.share_of_cost * gross } else { 0.0 };
        Delivery { hours, gross, eigen_bijdrage: asked.min(most), admin_cost, provider_margin }
    }

    /// Step G: team cost of a month for each area, paid by the municipality or by others.
    fn team_cost(&self, month: u32, by_gemeente: bool) -> Vec<f64> {
        let p = self.p;
        let year = p.start_year + (month / 12) as i32;
        let areas = &p.population.areas;
        let size = |g: usize| f64::from(areas[g].household_count());
        let mut sizes = vec![0.0; p.population.teams.len()];
        (0..areas.len()).for_each(|g| sizes[areas[g].team] += size(g));
        let mut cost = vec![0.0; areas.len()];
        let items = p.process.team.costs.iter();
        for item in items.filter(|item| (item.payer == GEMEENTE) == by_gemeente) {
            let listed = item.years.is_empty() || item.years.contains(&year);
            let amount = match item.when {
                Frequency::Annual if listed => item.amount / 12.0,
                Frequency::OneOff if item.years.is_empty() && month == 0 => item.amount,
                Frequency::OneOff
                    if !item.years.is_empty() && listed && month.is_multiple_of(12) =>
                {
                    item.amount
                }
                _ => continue,
            };
            let per_team = item.per == Level::Team;
            for (g, cost) in cost.iter_mut().enumerate() {
                let total = if per_team { sizes[areas[g].team] } else { sizes.iter().sum() };
                *cost += amount * pro_rata(size(g), total);
            }
        }
        cost
    }

    /// Section 4: the budgets of a year.
    fn budgets(&self, year: usize) -> Vec<f64> {
        let p = self.p;
        let areas = &p.population.areas;
        let historic: f64 = areas.iter().map(|area| area.historic_budget).sum();
        let cuts = p.budget.annual_cut.iter().take(year + 1);
        let total = historic * cuts.map(|cut| 1.0 - cut).product::<f64>();
        let predicted: Vec<f64> = areas
            .iter()
            .map(|area| {
                let low = 1.0 + area.low_income_share * (p.need.low_income_factor - 1.0);
                let each = area.households.iter().zip(p.need.annual_rate);
                each.map(|(count, rate)| f64::from(*count) * rate * low).sum()
            })
            .collect();
        let formula: f64 = predicted.iter().sum();
        let weight = match &p.financing {
            Financing::Gemeente(_) => 1.0,
            Financing::Wijkbudget(own) => own.history_weight,
            Financing::Populatiebekostiging(own) => own.history_weight,
        };
        let shares = areas.iter().zip(&predicted).map(|(area, predicted)| {
            weight * pro_rata(area.historic_budget, historic)
                + (1.0 - weight) * pro_rata(*predicted, formula)
        });
        shares.map(|share| total * share).collect()
    }

    /// Section 5: chances of steering and of deferral.
    fn response(&self, pressure: f64) -> (f64, f64) {
        let reaction = match &self.p.financing {
            Financing::Gemeente(_) => return (0.0, 0.0),
            Financing::Wijkbudget(own) => own.reaction,
            Financing::Populatiebekostiging(own) => own.reaction,
        };
        let chance = |slope: f64, most: f64| {
            if slope == 0.0 { 0.0 } else { (slope * (pressure - 1.0)).max(0.0).min(most) }
        };
        (chance(reaction.steer, reaction.steer_max), chance(reaction.defer, reaction.defer_max))
    }
}

fn pro_rata(part: f64, total: f64) -> f64 {
    if total > 0.0 { part / total } else { 0.0 }
}

fn pressure(forecast: f64, budget: f64) -> f64 {
    if budget > 0.0 {
        forecast / budget
    } else if forecast > 0.0 {
        f64::INFINITY
    } else {
        1.0
    }
}

/// What changes in an area from month to month.
struct Area {
    households: Vec<Household>,
    /// Chance of an onset this month of households that had none yet, -1 for the others: most months need no more, and
    /// the loop reads eight bytes of a household instead of all.
    first: Vec<f64>,
    row: Row,
    effects: Vec<f64>,
    budget: f64,
    month_spent: f64,
    steering: f64,
    deferral: f64,
}

/// Volumes by year and area, and effects by year, area and effect.
pub struct Volumes {
    pub rows: Vec<Row>,
    pub effects: Vec<f64>,
}

pub struct Plain<'a> {
    t: Tables<'a>,
    random: Xoshiro256PlusPlus,
    areas: Vec<Area>,
    /// Per team: hours that are spoken for this month, directed cases and their weight.
    used: Vec<(f64, u32, f64)>,
    open: Vec<(u16, u32)>,
    /// Per team: severity (highest first), month since, household and area.
    queues: Vec<Vec<(u8, u32, u32, u16)>>,
    reserve: (f64, f64),
}

/// One realisation.
pub fn run(p: &Parameters, seed: u64) -> Volumes {
    let mut plain = Plain::new(p, seed);
    let mut volumes = Volumes { rows: Vec::new(), effects: Vec::new() };
    for month in 0..p.years * 12 {
        plain.month(month);
        if month % 12 == 11 {
            plain.close_year();
            volumes.rows.extend(plain.areas.iter().map(|area| area.row));
            volumes.effects.extend(plain.areas.iter().flat_map(|area| area.effects.iter()));
        }
    }
    volumes
}

impl<'a> Plain<'a> {
    fn new(p: &'a Parameters, seed: u64) -> Self {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let population = &p.population;
        let shape = population.frailty_shape;
        let frailty = Gamma::new(shape, 1.0 / shape).expect("a positive shape");
        let [a, b] = population.network_beta;
        let network = Beta::new(a, b).expect("positive parameters");
        let mut areas = Vec::new();
        for area in &population.areas {
            let mut households = Vec::new();
            for (kind, count) in area.households.iter().enumerate() {
                for _ in 0..*count {
                    let band = if random.random::<f64>() < area.low_income_share {
                        0
                    } else if random.random::<f64>() < population.middle_income_share {
                        1
                    } else {
                        2
                    };
                    let low = if band == 0 { p.need.low_income_factor } else { 1.0 };
                    let base = p.need.annual_rate[kind] * low * area.need_factor;
                    households.push(Household {
                        onset: 0.0,
                        rate: base * frailty.sample(&mut random),
                        network: network.sample(&mut random),
                        kind: kind as u8,
                        band,
                        status: Status::Idle,
                        severity: 0,
                        ended: None,
                        guarded: false,
                        domains: 0,
                        primary: 0,
                        route: Route::Team,
                        directed: false,
                        severity_at_gesprek: 0,
                        since: 0,
                        rung: 0,
                        review: 0,
                        delivery: Delivery::default(),
                        client: 0,
                    });
                }
            }
            areas.push(Area {
                first: vec![0.0; households.len()],
                households,
                row: Row::default(),
                effects: Vec::new(),
                budget: 0.0,
                month_spent: 0.0,
                steering: 0.0,
                deferral: 0.0,
            });
        }
        let opening = match &p.financing {
            Financing::Populatiebekostiging(own) => {
                own.reserve_share
                    * population.areas.iter().map(|area| area.historic_budget).sum::<f64>()
            }
            _ => 0.0,
        };
        let used = vec![(0.0, 0, 0.0); population.teams.len()];
        Self {
            t: Tables::new(p),
            random,
            areas,
            used,
            open: Vec::new(),
            queues: vec![Vec::new(); population.teams.len()],
            reserve: (opening, opening),
        }
    }

    fn coin(&mut self, chance: f64) -> bool {
        self.random.random::<f64>() < chance
    }

    fn month(&mut self, month: u32) {
        if month.is_multiple_of(12) {
            self.open_year(month / 12);
        }
        self.used.fill((0.0, 0, 0.0));
        self.open.clear();
        for g in 0..self.areas.len() {
            for i in 0..self.areas[g].first.len() {
                let first = self.areas[g].first[i];
                if first < 0.0 || self.random.random::<f64>() < first {
                    self.household(g, i, month);
                }
            }
        }
        self.line_up();
        for team in 0..self.used.len() {
            self.serve(team, month);
        }
        let open = std::mem::take(&mut self.open);
        for (g, i) in &open {
            self.uitvoering(usize::from(*g), *i as usize, month);
        }
        for (g, i) in &open {
            let h = &self.areas[usize::from(*g)].households[*i as usize];
            if h.status == Status::Supported && h.review == month {
                self.review(usize::from(*g), *i as usize, month);
            }
        }
        self.open = open;
        self.money(month);
    }

    fn open_year(&mut self, year: u32) {
        let p = self.t.p;
        let budgets = self.t.budgets(year as usize);
        let growth = (1.0 + p.need.annual_trend).powi(year as i32);
        for (area, budget) in self.areas.iter_mut().zip(budgets) {
            area.row = Row::default();
            area.effects = vec![0.0; p.effects.len()];
            area.budget = budget;
            if year > 0 {
                let pressure = pressure(12.0 * area.month_spent, budget);
                (area.steering, area.deferral) = self.t.response(pressure);
            } else {
                (area.steering, area.deferral) = self.t.response(1.0);
            }
            area.month_spent = 0.0;
            for (h, first) in area.households.iter_mut().zip(&mut area.first) {
                h.onset = 1.0 - (-h.rate * growth / 12.0).exp();
                if *first >= 0.0 {
                    *first = h.onset;
                }
            }
        }
    }

    /// Steps A, B, occupancy and C of one household.
    #[inline]
    fn household(&mut self, g: usize, i: usize, month: u32) {
        let team = self.t.p.population.areas[g].team;
        let h = &self.areas[g].households[i];
        match h.status {
            Status::Idle => {
                let (chance, waakvlam) = match h.ended {
                    // The coin of a first onset is tossed already.
                    None => (1.0, false),
                    Some(ended) => self.relapse(h, month, ended),
                };
                if self.random.random::<f64>() >= chance {
                    if waakvlam {
                        self.used[team].0 += self.t.p.process.monitoring.waakvlam_hours;
                    }
                    return;
                }
                self.onset(g, i);
            }
            status if h.severity > 0 => {
                let support = if status == Status::Supported { 1 + h.rung } else { 0 };
                let (up, down) = self.t.course[usize::from(support)][usize::from(h.severity) - 1];
                let u: f64 = self.random.random();
                let h = &mut self.areas[g].households[i];
                if u < up {
                    h.severity = (h.severity + 1).min(4);
                } else if u < up + down {
                    h.severity -= 1;
                }
                if h.severity == 0 && status != Status::Supported {
                    h.status = Status::Idle;
                    h.ended = Some(month);
                    h.guarded = false;
                    return;
                }
            }
            _ => {}
        }
        self.open.push((g as u16, i as u32));
        let area = &mut self.areas[g];
        let h = &area.households[i];
        if h.severity > 0 {
            let s = usize::from(h.severity) - 1;
            area.row.severity[s] += 1;
            for ((domains, rate), units) in self.t.effects.iter().zip(&mut area.effects) {
                if domains & h.domains != 0 {
                    *units += rate[s];
                }
            }
        }
        if h.directed {
            let used = &mut self.used[team];
            used.1 += 1;
            used.2 += h.weight(self.t.p.process.team.desks);
        }
        if h.status == Status::Unreported {
            let chance = self.t.report[usize::from(h.severity) - 1];
            if self.coin(chance) {
                self.orientatie(g, i, month);
            }
        }
    }

    /// Chance of an onset after an episode, and whether the household is in its waakvlam.
    fn relapse(&self, h: &Household, month: u32, ended: u32) -> (f64, bool) {
        let p = self.t.p;
        let ago = month - ended;
        let monitoring = &p.process.monitoring;
        let waakvlam = h.guarded && ago <= monitoring.waakvlam_months;
        if ago > p.need.relapse_months {
            return (h.onset, waakvlam);
        }
        let reduction = if waakvlam { monitoring.relapse_reduction } else { 0.0 };
        let factor = 1.0 + (p.need.relapse_factor - 1.0) * (1.0 - reduction);
        // (1 - p)^factor is the chance that nothing comes at `factor` times the rate.
        (1.0 - (1.0 - h.onset).powf(factor), waakvlam)
    }

    fn pick(&mut self, weights: &[f64]) -> usize {
        let mut u = self.random.random::<f64>() * weights.iter().sum::<f64>();
        for (i, weight) in weights.iter().enumerate() {
            if u < *weight {
                return i;
            }
            u -= weight;
        }
        weights.iter().rposition(|weight| *weight > 0.0).expect("a positive weight")
    }

    fn onset(&mut self, g: usize, i: usize) {
        let need = &self.t.p.need;
        let severity = 1 + self.pick(&need.initial_severity) as u8;
        let count = 1 + self.pick(&need.extra_domains);
        let mut weights = need.domain_weights[usize::from(self.areas[g].households[i].kind)];
        let primary = self.pick(&weights);
        let mut domains = 1u16 << primary;
        weights[primary] = 0.0;
        for _ in 1..count {
            if weights.iter().all(|weight| *weight == 0.0) {
                break;
            }
            let next = self.pick(&weights);
            weights[next] = 0.0;
            domains |= 1 << next;
        }
        let area = &mut self.areas[g];
        area.first[i] = -1.0;
        area.row.onsets += 1;
        let h = &mut area.households[i];
        (h.severity, h.domains, h.primary) = (severity, domains, primary as u8);
        h.status = Status::Unreported;
        h.directed = false;
    }

    /// Step C.
    fn orientatie(&mut self, g: usize, i: usize, month: u32) {
        let orientatie = &self.t.p.process.orientatie;
        let team = self.t.p.population.areas[g].team;
        self.used[team].0 += orientatie.hours;
        self.areas[g].row.aanmeldingen += 1;
        let h = &self.areas[g].households[i];
        let (s, domains) = (usize::from(h.severity) - 1, h.domains.count_ones());
        let u: f64 = self.random.random();
        let (route, rung) = if u < orientatie.simple_share[s] {
            self.areas[g].row.categories[0] += 1;
            (Route::Simple, 2)
        } else if u < orientatie.simple_share[s] + orientatie.complex_share[s] {
            self.areas[g].row.categories[1] += 1;
            (Route::Complex, 4)
        } else if domains < orientatie.focus_min_domains {
            self.areas[g].row.categories[2] += 1;
            (Route::Sectoral, self.choose(g, i))
        } else {
            let h = &mut self.areas[g].households[i];
            h.status = Status::Queued;
            h.since = month;
            return;
        };
        self.areas[g].households[i].route = route;
        self.start(g, i, rung);
        self.areas[g].households[i].review = month + self.review_months(rung) - 1;
    }

    fn review_months(&self, rung: usize) -> u32 {
        self.t.p.process.provisions[rung].review_months
    }

    /// Step D: the rung chosen.
    fn choose(&mut self, g: usize, i: usize) -> usize {
        let opstelling = &self.t.p.process.opstelling;
        let h = self.areas[g].households[i];
        let steering = self.areas[g].steering;
        let mut rung = self.pick(&opstelling.rung[usize::from(h.severity) - 1]);
        if rung > 0 && self.coin(opstelling.kanteling * h.network) {
            rung -= 1;
        }
        if rung < 4 && self.coin(opstelling.upward) {
            rung += 1;
        }
        if rung > 1 && self.coin(steering) {
            rung -= 1;
        }
        rung
    }

    /// Starts support on a rung.
    fn start(&mut self, g: usize, i: usize, rung: usize) {
        let multiplier = match &self.t.multipliers[rung] {
            None => 1.0,
            Some(gamma) => gamma.sample(&mut self.random),
        };
        let h = &mut self.areas[g].households[i];
        h.status = Status::Supported;
        h.rung = rung as u8;
        h.delivery = self.t.deliver(h, rung, multiplier);
    }

    /// Step D: who waits for which team, without those that are passed over this month.
    fn line_up(&mut self) {
        for place in 0..self.open.len() {
            let (g, i) = self.open[place];
            let area = &self.areas[usize::from(g)];
            let h = area.households[i as usize];
            if h.status != Status::Queued {
                continue;
            }
            let deferral = area.deferral;
            if deferral > 0.0 && h.severity <= 2 && self.coin(deferral) {
                continue;
            }
            let team = self.t.p.population.areas[usize::from(g)].team;
            self.queues[team].push((4 - h.severity, h.since, i, g));
        }
    }

    /// Step D: the queue of a team.
    fn serve(&mut self, team: usize, month: u32) {
        let process = &self.t.p.process;
        let own = &process.team;
        let (used, mut directed, weight) = self.used[team];
        let hours = own.members * own.hours_per_member * (1.0 - own.bureaucracy)
            + own.volunteers * own.hours_per_volunteer;
        let mut left = (hours - process.uitvoering.regie_hours * weight - used).max(0.0);
        let room = own.members * own.caseload_per_member;
        let mut queue = std::mem::take(&mut self.queues[team]);
        queue.sort_unstable();
        for (_, since, i, g) in queue.drain(..) {
            let (g, i) = (usize::from(g), i as usize);
            let needed = self.areas[g].households[i].weight(own.desks) * process.gesprek.hours;
            if needed > left || f64::from(directed + 1) > room {
                break;
            }
            left -= needed;
            directed += 1;
            let rung = self.choose(g, i);
            self.start(g, i, rung);
            let review = month + self.review_months(rung) - 1;
            let area = &mut self.areas[g];
            area.row.gesprekken += 1;
            area.row.served_wait_months += u64::from(month - since);
            let h = &mut area.households[i];
            (h.route, h.directed, h.review) = (Route::Team, true, review);
            h.severity_at_gesprek = h.severity;
        }
        self.queues[team] = queue;
    }

    /// Step E, and waiting.
    fn uitvoering(&mut self, g: usize, i: usize, month: u32) {
        let covers = &self.t.p.budget.covers_rungs;
        let area = &mut self.areas[g];
        let h = &mut area.households[i];
        match h.status {
            Status::Queued => area.row.waited_months += 1,
            Status::Supported => {
                let rung = usize::from(h.rung);
                let (row, delivery) = (&mut area.row, h.delivery);
                row.supported[rung] += 1;
                row.hours[rung] += delivery.hours;
                row.gross[rung] += delivery.gross;
                row.eigen_bijdrage += delivery.eigen_bijdrage;
                row.admin_cost += delivery.admin_cost;
                row.provider_margin += delivery.provider_margin;
                if self.t.p.process.provisions[rung].informal_value.is_some() {
                    row.informal_hours += delivery.hours;
                }
                if rung >= 3 && h.client != month / 12 + 1 {
                    h.client = month / 12 + 1;
                    row.clients += 1;
                }
                if covers[rung] {
                    area.month_spent +=
                        delivery.gross - delivery.eigen_bijdrage + delivery.admin_cost;
                }
            }
            _ => {}
        }
    }

    /// Step F.
    fn review(&mut self, g: usize, i: usize, month: u32) {
        let monitoring = &self.t.p.process.monitoring;
        let h = self.areas[g].households[i];
        let old = usize::from(h.rung);
        if h.severity == 0 {
            let next = month + self.review_months(old);
            let closed = self.coin(monitoring.close);
            let area = &mut self.areas[g];
            let h = &mut area.households[i];
            if !closed {
                h.review = next;
                return;
            }
            area.row.closed += 1;
            if h.directed {
                area.row.zrm_gain += i64::from(h.severity_at_gesprek);
            }
            h.status = Status::Idle;
            h.ended = Some(month);
            h.guarded = h.directed;
            h.directed = false;
            return;
        }
        if h.route == Route::Simple {
            let h = &mut self.areas[g].households[i];
            h.status = Status::Queued;
            h.since = month + 1;
            return;
        }
        let mut rung = self.choose(g, i);
        if rung < old && !self.coin(monitoring.downscale) {
            rung = old;
        }
        if h.route == Route::Complex {
            let h = &mut self.areas[g].households[i];
            (h.route, h.directed, h.severity_at_gesprek) = (Route::Team, true, h.severity);
        }
        if rung != old {
            self.start(g, i, rung);
        }
        self.areas[g].households[i].review = month + self.review_months(rung);
    }

    /// Step G, forecasts, redistribution and pressure.
    fn money(&mut self, month: u32) {
        let of_year = month % 12;
        let own = self.t.team_cost(month, true);
        let other = self.t.team_cost(month, false);
        let mut forecasts = Vec::new();
        for (g, area) in self.areas.iter_mut().enumerate() {
            area.month_spent += own[g];
            area.row.team_cost += own[g];
            area.row.team_cost_other += other[g];
            area.row.spent += area.month_spent;
            forecasts.push(area.row.spent + f64::from(11 - of_year) * area.month_spent);
        }
        if let Financing::Populatiebekostiging(own) = &self.t.p.financing
            && own.review_months.contains(&of_year)
        {
            let offers: Vec<f64> = (self.areas.iter().zip(&forecasts))
                .map(|(area, f)| {
                    own.transfer_share * ((1.0 - own.tolerance) * area.budget - f).max(0.0)
                })
                .collect();
            let asks: Vec<f64> = (self.areas.iter().zip(&forecasts))
                .map(|(area, f)| (f - area.budget).max(0.0))
                .collect();
            let (offered, asked): (f64, f64) = (offers.iter().sum(), asks.iter().sum());
            let moved = offered.min(asked);
            for (g, area) in self.areas.iter_mut().enumerate() {
                let transfer = moved * (pro_rata(asks[g], asked) - pro_rata(offers[g], offered));
                area.budget += transfer;
                area.row.transfer += transfer;
            }
        }
        for (area, forecast) in self.areas.iter_mut().zip(forecasts) {
            (area.steering, area.deferral) = self.t.response(pressure(forecast, area.budget));
            if of_year < 11 {
                area.month_spent = 0.0;
            }
        }
    }

    fn close_year(&mut self) {
        for area in &mut self.areas {
            let queued = area.households.iter().filter(|h| h.status == Status::Queued).count();
            area.row.queue_end = queued as u64;
            area.row.budget = area.budget;
            area.row.overrun = (area.row.spent - area.budget).max(0.0);
        }
        match &self.t.p.financing {
            Financing::Gemeente(_) => {}
            Financing::Wijkbudget(own) => {
                for area in &mut self.areas {
                    let (deficit, corridor) = (area.row.overrun, own.corridor * area.budget);
                    let surplus = (area.budget - area.row.spent).max(0.0);
                    let beyond = (deficit - corridor).max(0.0);
                    area.row.consortium_result = own.consortium_retains * surplus
                        - deficit.min(corridor)
                        - own.consortium_risk * beyond;
                }
            }
            Financing::Populatiebekostiging(_) => self.settle(),
        }
    }

    /// Deficits draw on the reserve, surpluses refill it.
    fn settle(&mut self) {
        let deficit: f64 = self.areas.iter().map(|area| area.row.overrun).sum();
        let surplus = |area: &Area| (area.budget - area.row.spent).max(0.0);
        let surpluses: f64 = self.areas.iter().map(surplus).sum();
        let (opening, balance) = self.reserve;
        let drawn = deficit.min(balance);
        let refill = surpluses.min(opening - (balance - drawn));
        self.reserve.1 = balance - drawn + refill;
        for area in &mut self.areas {
            let used = drawn * pro_rata(area.row.overrun, deficit)
                - refill * pro_rata(surplus(area), surpluses);
            area.row.reserve_used = used;
            area.row.general_funds = area.row.spent - area.budget - used;
        }
    }
}
