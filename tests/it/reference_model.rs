//! A second, independent implementation of `model.md` sections 1-5 and 8: a plain month-by-month
//! loop over plain households that tosses every coin. It shares no code with the crate, and is
//! written to be read beside the page, not to be fast. It is the statistical check on the engine
//! (column by column) and its yardstick of speed.
//!
//! An uncertain quantity is taken at its mean, as the engine does with `--central`.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Beta, Distribution, Gamma};
use std::cmp::Reverse;
use toml::{Table, Value};

/// Section 2: the household types, in the order in which the households of an area are numbered.
const TYPES: [&str; 6] =
    ["single", "single_65plus", "couple", "couple_65plus", "children", "single_parent"];
/// The domains of the Zelfredzaamheid-Matrix, in its own order.
const DOMAINS: [&str; 11] = [
    "financien",
    "dagbesteding",
    "huisvesting",
    "huiselijke_relaties",
    "geestelijke_gezondheid",
    "lichamelijke_gezondheid",
    "verslaving",
    "adl",
    "sociaal_netwerk",
    "maatschappelijke_participatie",
    "justitie",
];
const BANDS: [&str; 3] = ["low", "middle", "high"];
const RUNGS: usize = 5;

/// Section 8: the columns, beside one `effect_<id>` for every effect of the scenario.
#[rustfmt::skip]
pub const COLUMNS: &[&str] = &[
    "onsets", "aanmeldingen", "simple", "complex", "sectoral", "gesprekken", "waited_months",
    "served_wait_months", "queue_end", "closed", "clients",
    "severity_1", "severity_2", "severity_3", "severity_4",
    "supported_0", "supported_1", "supported_2", "supported_3", "supported_4",
    "hours_0", "hours_1", "hours_2", "hours_3", "hours_4",
    "gross_0", "gross_1", "gross_2", "gross_3", "gross_4",
    "eigen_bijdrage", "admin_cost", "informal_hours", "provider_margin", "team_cost",
    "team_cost_other", "budget", "spent", "overrun", "transfer", "reserve_used", "general_funds",
    "consortium_result", "zrm_gain",
];

// ------------------------------------------------------------------ reading a scenario (section 1)

/// The tables that an alternative replaces as a whole (sections 1 and 5).
const REPLACED_WHOLE: [&str; 3] = ["financing", "payment.first_line", "payment.specialist"];

/// Section 1, Alternative: `over` is laid over `base`. Tables merge key by key; arrays and
/// quantities are replaced as a whole.
fn overlay(base: &mut Table, over: &Table, path: &str) {
    for (key, new) in over {
        let here = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match (base.get_mut(key), new) {
            (Some(Value::Table(old)), Value::Table(new))
                if !is_quantity(old)
                    && !is_quantity(new)
                    && !REPLACED_WHOLE.contains(&here.as_str()) =>
            {
                overlay(old, new, &here);
            }
            _ => {
                base.insert(key.clone(), new.clone());
            }
        }
    }
}

fn is_quantity(table: &Table) -> bool {
    table.contains_key("dist") || table.contains_key("value")
}

/// A number, or the mean of an uncertain quantity.
fn mean(value: &Value) -> f64 {
    let table = match value {
        Value::Float(x) => return *x,
        Value::Integer(x) => return *x as f64,
        Value::Table(table) => table,
        other => panic!("not a number: {other}"),
    };
    let of = |key: &str| table.get(key).map(mean).unwrap_or_else(|| panic!("{key} in {table}"));
    if table.contains_key("value") {
        return of("value");
    }
    if table.contains_key("mean") {
        return of("mean");
    }
    match table.get("dist").and_then(Value::as_str) {
        Some("pert") => (of("min") + 4.0 * of("mode") + of("max")) / 6.0,
        Some("triangular") => (of("min") + of("mode") + of("max")) / 3.0,
        Some("uniform") => (of("min") + of("max")) / 2.0,
        _ => panic!("a distribution without a known mean: {table}"),
    }
}

fn find<'a>(table: &'a Table, path: &str) -> Option<&'a Value> {
    match path.split_once('.') {
        None => table.get(path),
        Some((head, tail)) => find(table.get(head)?.as_table()?, tail),
    }
}

fn get<'a>(table: &'a Table, path: &str) -> &'a Value {
    find(table, path).unwrap_or_else(|| panic!("the scenario lacks {path}"))
}

fn number(table: &Table, path: &str) -> f64 {
    mean(get(table, path))
}

fn number_or(table: &Table, path: &str, default: f64) -> f64 {
    find(table, path).map_or(default, mean)
}

fn whole(value: &Value) -> usize {
    let x = mean(value);
    assert!(x >= 0.0 && x.fract() == 0.0, "a count must be a whole number, not {x}");
    x as usize
}

fn numbers(table: &Table, path: &str) -> Vec<f64> {
    array(get(table, path)).iter().map(mean).collect()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

fn tables(value: &Value) -> impl Iterator<Item = &Table> {
    array(value).iter().map(|item| item.as_table().expect("an array of tables"))
}

fn text<'a>(table: &'a Table, path: &str) -> &'a str {
    get(table, path).as_str().expect("a string")
}

/// The one model of a `financing` or `payment` table, and its own table.
fn only_model(table: &Table) -> (&str, &Table) {
    assert_eq!(table.len(), 1, "exactly one model in {table}");
    let (model, settings) = table.iter().next().expect("one model");
    (model, settings.as_table().expect("a table of settings"))
}

struct Area {
    households: [usize; TYPES.len()],
    low_income_share: f64,
    need_factor: f64,
    historic_budget: f64,
}

/// A provision on one domain.
#[derive(Clone, Copy)]
struct Care {
    hours: f64,
    tariff: f64,
    max_hours: f64,
}

struct Provision {
    worsen_reduction: f64,
    improve_gain: f64,
    review_months: usize,
    hours_cv: f64,
    informal: bool,
    eigen_bijdrage: bool,
    care: [Care; DOMAINS.len()],
    payment: Payment,
}

/// Section 5: how providers are paid.
struct Payment {
    hours_factor: f64,
    kind: PaymentKind,
}

#[derive(Clone, Copy)]
enum PaymentKind {
    Prestatie,
    Trekkingsrecht { utilisation: f64, admin_cost: f64 },
    Resultaat { price_margin: f64 },
}

/// Section 5: who holds the budget.
struct Financing {
    history_weight: f64,
    steer: f64,
    steer_max: f64,
    defer: f64,
    defer_max: f64,
    kind: FinancingKind,
}

enum FinancingKind {
    Gemeente,
    Wijkbudget { corridor: f64, consortium_risk: f64, consortium_retains: f64 },
    Populatie { review_months: Vec<usize>, tolerance: f64, transfer_share: f64, reserve_share: f64 },
}

struct TeamCost {
    amount: f64,
    per_team: bool,
    annual: bool,
    years: Option<Vec<usize>>,
    by_gemeente: bool,
}

struct Effect {
    id: String,
    /// None: every episode counts.
    domains: Option<Vec<usize>>,
    rate: Vec<f64>,
}

/// One scenario under one alternative, every quantity at its mean.
pub struct Reference {
    start_year: usize,
    years: usize,
    areas: Vec<Area>,
    /// The areas of each distinct team.
    teams: Vec<Vec<usize>>,
    frailty_shape: f64,
    network_beta: [f64; 2],
    middle_income_share: f64,
    annual_rate: [f64; TYPES.len()],
    low_income_factor: f64,
    annual_trend: f64,
    /// Where other parameters held before: their trend, and the first year without them.
    trend_before: Option<(f64, i32)>,
    initial_severity: Vec<f64>,
    extra_domains: Vec<f64>,
    relapse_factor: f64,
    relapse_months: usize,
    domain_weights: Vec<Vec<f64>>,
    worsen: Vec<f64>,
    improve: Vec<f64>,
    needed_rung: Vec<usize>,
    under_fit: f64,
    own_initiative: Vec<f64>,
    signal: Vec<f64>,
    outreach: f64,
    orientatie_hours: f64,
    simple_share: Vec<f64>,
    complex_share: Vec<f64>,
    focus_min_domains: usize,
    gesprek_hours: f64,
    rung: Vec<Vec<f64>>,
    kanteling: f64,
    upward: f64,
    integration: f64,
    regie_hours: f64,
    downscale: f64,
    close: f64,
    waakvlam_months: usize,
    waakvlam_hours: f64,
    relapse_reduction: f64,
    provisions: Vec<Provision>,
    share_of_cost: f64,
    maximum: [f64; BANDS.len()],
    team_hours: f64,
    team_room: f64,
    desks: usize,
    costs: Vec<TeamCost>,
    annual_cut: Vec<f64>,
    covered: [bool; RUNGS],
    financing: Financing,
    effects: Vec<Effect>,
}

impl Reference {
    pub fn from_toml(text: &str, alternative: &str) -> Reference {
        let mut base: Table = text.parse().expect("the scenario is TOML");
        let alternatives = base.remove("alternatives").expect("alternatives");
        let over = find(alternatives.as_table().expect("a table of alternatives"), alternative)
            .and_then(Value::as_table)
            .unwrap_or_else(|| panic!("no alternative {alternative}"));
        overlay(&mut base, over, "");
        Reference::from_table(&base)
    }

    fn from_table(t: &Table) -> Reference {
        let mut team_ids: Vec<&str> = Vec::new();
        let mut teams: Vec<Vec<usize>> = Vec::new();
        for (g, area) in tables(get(t, "areas")).enumerate() {
            let id = self::text(area, "team");
            match team_ids.iter().position(|&known| known == id) {
                Some(team) => teams[team].push(g),
                None => {
                    team_ids.push(id);
                    teams.push(vec![g]);
                }
            }
        }
        let members = number(t, "team.members");
        let network = numbers(t, "population.network_beta");
        let covered = numbers(t, "budget.covers_rungs");
        Reference {
            start_year: whole(get(t, "time.start_year")),
            years: whole(get(t, "time.years")),
            areas: tables(get(t, "areas")).map(read_area).collect(),
            teams,
            frailty_shape: number(t, "population.frailty_shape"),
            network_beta: [network[0], network[1]],
            middle_income_share: number(t, "population.middle_income_share"),
            annual_rate: TYPES.map(|kind| number(t, &format!("need.annual_rate.{kind}"))),
            low_income_factor: number(t, "need.low_income_factor"),
            annual_trend: number(t, "need.annual_trend"),
            trend_before: None,
            initial_severity: numbers(t, "need.initial_severity"),
            extra_domains: numbers(t, "need.extra_domains"),
            relapse_factor: number(t, "need.relapse_factor"),
            relapse_months: whole(get(t, "need.relapse_months")),
            domain_weights: TYPES
                .iter()
                .map(|kind| numbers(t, &format!("need.domain_weights.{kind}")))
                .collect(),
            worsen: numbers(t, "course.worsen"),
            improve: numbers(t, "course.improve"),
            needed_rung: array(get(t, "course.needed_rung")).iter().map(whole).collect(),
            under_fit: number(t, "course.under_fit"),
            own_initiative: numbers(t, "aanmelding.own_initiative"),
            signal: numbers(t, "aanmelding.signal"),
            outreach: number(t, "aanmelding.outreach"),
            orientatie_hours: number(t, "orientatie.hours"),
            simple_share: numbers(t, "orientatie.simple_share"),
            complex_share: numbers(t, "orientatie.complex_share"),
            focus_min_domains: whole(get(t, "orientatie.focus_min_domains")),
            gesprek_hours: number(t, "gesprek.hours"),
            rung: array(get(t, "opstelling.rung"))
                .iter()
                .map(|row| array(row).iter().map(mean).collect())
                .collect(),
            kanteling: number(t, "opstelling.kanteling"),
            upward: number(t, "opstelling.upward"),
            integration: number(t, "invulling.integration"),
            regie_hours: number(t, "uitvoering.regie_hours"),
            downscale: number(t, "monitoring.downscale"),
            close: number(t, "monitoring.close"),
            waakvlam_months: whole(get(t, "monitoring.waakvlam_months")),
            waakvlam_hours: number(t, "monitoring.waakvlam_hours"),
            relapse_reduction: number(t, "monitoring.relapse_reduction"),
            provisions: (0..RUNGS).map(|rung| read_provision(t, rung)).collect(),
            share_of_cost: number(t, "eigen_bijdrage.share_of_cost"),
            maximum: BANDS.map(|band| number(t, &format!("eigen_bijdrage.maximum.{band}"))),
            // Step D: what a team has a month.
            team_hours: members
                * number(t, "team.hours_per_member")
                * (1.0 - number(t, "team.bureaucracy"))
                + number(t, "team.volunteers") * number(t, "team.hours_per_volunteer"),
            team_room: members * number(t, "team.caseload_per_member"),
            desks: whole(get(t, "team.desks")),
            costs: tables(get(t, "team.costs")).map(read_team_cost).collect(),
            annual_cut: numbers(t, "budget.annual_cut"),
            covered: std::array::from_fn(|rung| covered.contains(&(rung as f64))),
            financing: read_financing(t),
            effects: find(t, "effects")
                .map_or(Vec::new(), |effects| tables(effects).map(read_effect).collect()),
        }
    }
}

fn read_area(area: &Table) -> Area {
    Area {
        households: TYPES.map(|kind| find(area, &format!("households.{kind}")).map_or(0, whole)),
        low_income_share: number(area, "low_income_share"),
        need_factor: number(area, "need_factor"),
        historic_budget: number(area, "historic_budget"),
    }
}

fn read_provision(t: &Table, rung: usize) -> Provision {
    let provision = tables(get(t, "provisions"))
        .find(|provision| whole(get(provision, "rung")) == rung)
        .unwrap_or_else(|| panic!("no provision at rung {rung}"));
    let base = Care {
        hours: number(provision, "hours"),
        tariff: number(provision, "tariff"),
        max_hours: number_or(provision, "max_hours", f64::INFINITY),
    };
    let flag = |key: &str| find(provision, key).is_some_and(|flag| flag.as_bool() == Some(true));
    Provision {
        worsen_reduction: number(provision, "worsen_reduction"),
        improve_gain: number(provision, "improve_gain"),
        review_months: whole(get(provision, "review_months")),
        hours_cv: number_or(provision, "hours_cv", 0.0),
        informal: find(provision, "informal_value").is_some(),
        eigen_bijdrage: flag("eigen_bijdrage"),
        care: DOMAINS.map(|domain| {
            let own = |key: &str, base: f64| {
                number_or(provision, &format!("domains.{domain}.{key}"), base)
            };
            Care {
                hours: own("hours", base.hours),
                tariff: own("tariff", base.tariff),
                max_hours: own("max_hours", base.max_hours),
            }
        }),
        payment: match rung {
            3 => read_payment(t, "payment.first_line"),
            4 => read_payment(t, "payment.specialist"),
            _ => Payment { hours_factor: 1.0, kind: PaymentKind::Prestatie },
        },
    }
}

fn read_payment(t: &Table, path: &str) -> Payment {
    let (model, settings) = only_model(get(t, path).as_table().expect("a payment table"));
    Payment {
        hours_factor: number_or(settings, "hours_factor", 1.0),
        kind: match model {
            "prestatiebekostiging" => PaymentKind::Prestatie,
            "trekkingsrecht" => PaymentKind::Trekkingsrecht {
                utilisation: number(settings, "utilisation"),
                admin_cost: number(settings, "admin_cost"),
            },
            "resultaatbekostiging" => {
                PaymentKind::Resultaat { price_margin: number(settings, "price_margin") }
            }
            other => panic!("no payment model {other}"),
        },
    }
}

fn read_financing(t: &Table) -> Financing {
    let (model, settings) = only_model(get(t, "financing").as_table().expect("a financing table"));
    let kind = match model {
        "gemeente" => FinancingKind::Gemeente,
        "wijkbudget" => FinancingKind::Wijkbudget {
            corridor: number(settings, "corridor"),
            consortium_risk: number(settings, "consortium_risk"),
            consortium_retains: number(settings, "consortium_retains"),
        },
        "populatiebekostiging" => FinancingKind::Populatie {
            review_months: array(get(settings, "review_months")).iter().map(whole).collect(),
            tolerance: number(settings, "tolerance"),
            transfer_share: number(settings, "transfer_share"),
            reserve_share: number(settings, "reserve_share"),
        },
        other => panic!("no financing model {other}"),
    };
    // "Zero for `gemeente`": it has none of these keys.
    Financing {
        history_weight: number_or(settings, "history_weight", 1.0),
        steer: number_or(settings, "steer", 0.0),
        steer_max: number_or(settings, "steer_max", 0.0),
        defer: number_or(settings, "defer", 0.0),
        defer_max: number_or(settings, "defer_max", 0.0),
        kind,
    }
}

fn read_team_cost(item: &Table) -> TeamCost {
    TeamCost {
        amount: number(item, "amount"),
        per_team: match text(item, "per") {
            "team" => true,
            "municipality" => false,
            other => panic!("a cost per {other}"),
        },
        annual: match text(item, "when") {
            "annual" => true,
            "one_off" => false,
            other => panic!("a cost when {other}"),
        },
        years: find(item, "years").map(|years| array(years).iter().map(whole).collect()),
        by_gemeente: text(item, "payer") == "gemeente",
    }
}

fn read_effect(effect: &Table) -> Effect {
    let index = |name: &Value| {
        let name = name.as_str().expect("the name of a domain");
        DOMAINS.iter().position(|&d| d == name).unwrap_or_else(|| panic!("no domain {name}"))
    };
    Effect {
        id: text(effect, "id").to_owned(),
        domains: find(effect, "domains").map(|names| array(names).iter().map(index).collect()),
        rate: numbers(effect, "rate"),
    }
}

// ------------------------------------------------------------------ the results table (section 8)

/// One row of the results table.
#[derive(Clone, Default)]
struct Row {
    onsets: f64,
    aanmeldingen: f64,
    simple: f64,
    complex: f64,
    sectoral: f64,
    gesprekken: f64,
    waited_months: f64,
    served_wait_months: f64,
    queue_end: f64,
    closed: f64,
    clients: f64,
    /// Of 0 (never counted) to 4.
    severity: [f64; 5],
    supported: [f64; RUNGS],
    hours: [f64; RUNGS],
    gross: [f64; RUNGS],
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
    zrm_gain: f64,
    effects: Vec<f64>,
}

impl Row {
    fn get(&self, column: &str) -> f64 {
        let level = |prefix: &str| -> Option<usize> { column.strip_prefix(prefix)?.parse().ok() };
        if let Some(s) = level("severity_") {
            return self.severity[s];
        }
        if let Some(k) = level("supported_") {
            return self.supported[k];
        }
        if let Some(k) = level("hours_") {
            return self.hours[k];
        }
        if let Some(k) = level("gross_") {
            return self.gross[k];
        }
        match column {
            "onsets" => self.onsets,
            "aanmeldingen" => self.aanmeldingen,
            "simple" => self.simple,
            "complex" => self.complex,
            "sectoral" => self.sectoral,
            "gesprekken" => self.gesprekken,
            "waited_months" => self.waited_months,
            "served_wait_months" => self.served_wait_months,
            "queue_end" => self.queue_end,
            "closed" => self.closed,
            "clients" => self.clients,
            "eigen_bijdrage" => self.eigen_bijdrage,
            "admin_cost" => self.admin_cost,
            "informal_hours" => self.informal_hours,
            "provider_margin" => self.provider_margin,
            "team_cost" => self.team_cost,
            "team_cost_other" => self.team_cost_other,
            "budget" => self.budget,
            "spent" => self.spent,
            "overrun" => self.overrun,
            "transfer" => self.transfer,
            "reserve_used" => self.reserve_used,
            "general_funds" => self.general_funds,
            "consortium_result" => self.consortium_result,
            "zrm_gain" => self.zrm_gain,
            other => panic!("no column {other}"),
        }
    }
}

/// What one realisation counted, per year and area.
pub struct Rows {
    /// Indexed by year, then area.
    rows: Vec<Vec<Row>>,
    effect_ids: Vec<String>,
}

impl Rows {
    pub fn get(&self, year: usize, area: usize, column: &str) -> f64 {
        let row = &self.rows[year][area];
        match column.strip_prefix("effect_") {
            None => row.get(column),
            Some(id) => {
                let known = self.effect_ids.iter().position(|known| known == id);
                row.effects[known.unwrap_or_else(|| panic!("no effect {id}"))]
            }
        }
    }
}

// ------------------------------------------------------------------ households and their episodes

struct Household {
    kind: usize,
    band: usize,
    frailty: f64,
    network: f64,
    episode: Option<Episode>,
    last: Option<Ended>,
    /// Support at rung 3 or 4 in a month of this year.
    client: bool,
}

/// The last episode of a household without an open one.
#[derive(Clone, Copy)]
struct Ended {
    month: usize,
    directed_and_closed: bool,
}

struct Episode {
    onset: usize,
    severity: usize,
    /// The first is the primary domain.
    domains: Vec<usize>,
    status: Status,
}

#[derive(Clone, Copy)]
enum Status {
    Unreported,
    Queued { waited: usize },
    Supported(Support),
}

#[derive(Clone, Copy)]
struct Support {
    rung: usize,
    multiplier: f64,
    /// The month at whose end the review is due.
    review: usize,
    route: Route,
}

#[derive(Clone, Copy)]
enum Route {
    Simple,
    Complex,
    Sectoral,
    Directed { start_severity: usize },
}

impl Episode {
    fn directed(&self) -> bool {
        matches!(self.status, Status::Supported(Support { route: Route::Directed { .. }, .. }))
    }
}

impl Household {
    /// Months since the last episode ended.
    fn since(&self, t: usize) -> Option<(usize, bool)> {
        self.last.map(|last| (t - last.month, last.directed_and_closed))
    }

    /// Steps A and D: no open episode, and the last one directed, closed at a review and that
    /// at most `months` ago.
    fn in_waakvlam(&self, t: usize, months: usize) -> bool {
        self.episode.is_none()
            && self.since(t).is_some_and(|(months_ago, directed_and_closed)| {
                directed_and_closed && (1..=months).contains(&months_ago)
            })
    }
}

// ------------------------------------------------------------------ coins and draws

type Random = Xoshiro256PlusPlus;

fn coin(probability: f64, random: &mut Random) -> bool {
    random.random::<f64>() < probability
}

/// An index, with probability proportional to its weight.
fn pick(weights: &[f64], random: &mut Random) -> usize {
    let mut u = random.random::<f64>() * weights.iter().sum::<f64>();
    for (i, &weight) in weights.iter().enumerate() {
        if u < weight {
            return i;
        }
        u -= weight;
    }
    // Only by rounding.
    weights.iter().rposition(|&weight| weight > 0.0).expect("a positive weight")
}

/// Step A: successive sampling without replacement.
fn pick_several(weights: &[f64], count: usize, random: &mut Random) -> Vec<usize> {
    let mut left = weights.to_vec();
    let mut picked = Vec::new();
    while picked.len() < count && left.iter().any(|&weight| weight > 0.0) {
        let i = pick(&left, random);
        left[i] = 0.0;
        picked.push(i);
    }
    picked
}

fn gamma(shape: f64, mean: f64, random: &mut Random) -> f64 {
    Gamma::new(shape, mean / shape).expect("a positive shape and mean").sample(random)
}

/// Section 4: with nothing to spend from, any spending is infinite pressure; no spending is 1.
fn pressure(forecast: f64, budget: f64) -> f64 {
    match (forecast > 0.0, budget > 0.0) {
        (_, true) => forecast / budget,
        (true, false) => f64::INFINITY,
        (false, false) => 1.0,
    }
}

/// `part` of `total`, pro rata; nothing of nothing.
fn pro_rata(part: f64, total: f64) -> f64 {
    if total > 0.0 { part / total } else { 0.0 }
}

impl Area {
    fn size(&self) -> f64 {
        self.households.iter().sum::<usize>() as f64
    }
}

impl Financing {
    /// Section 5: the steering probability.
    fn steering(&self, pressure: f64) -> f64 {
        if self.steer == 0.0 {
            return 0.0;
        }
        (self.steer * (pressure - 1.0)).max(0.0).min(self.steer_max)
    }

    /// Section 5: the probability of deferral.
    fn deferral(&self, pressure: f64) -> f64 {
        if self.defer == 0.0 {
            return 0.0;
        }
        (self.defer * (pressure - 1.0)).max(0.0).min(self.defer_max)
    }
}

/// What one household receives in one month, and what is paid for it (step E).
struct Delivery {
    hours: f64,
    gross: f64,
    admin_cost: f64,
    provider_margin: f64,
    eigen_bijdrage: f64,
}

impl Reference {
    /// Section 2: the households of area g, numbered by type order.
    fn population(&self, g: usize, random: &mut Random) -> Vec<Household> {
        let area = &self.areas[g];
        let network = Beta::new(self.network_beta[0], self.network_beta[1]).expect("positive");
        let mut households = Vec::new();
        for (kind, &count) in area.households.iter().enumerate() {
            for _ in 0..count {
                let band = if coin(area.low_income_share, random) {
                    0
                } else if coin(self.middle_income_share, random) {
                    1
                } else {
                    2
                };
                households.push(Household {
                    kind,
                    band,
                    frailty: gamma(self.frailty_shape, 1.0, random),
                    network: network.sample(random),
                    episode: None,
                    last: None,
                    client: false,
                });
            }
        }
        households
    }

    /// Section 2: the onset rate per year, and step A: what multiplies it after an episode.
    fn onset_rate(&self, g: usize, household: &Household, t: usize) -> f64 {
        let low = if household.band == 0 { self.low_income_factor } else { 1.0 };
        let base = self.annual_rate[household.kind] * low;
        let trend = self.growth((t / 12) as i32);
        let relapse = match household.since(t) {
            Some((months_ago, _)) if months_ago <= self.relapse_months => {
                if household.in_waakvlam(t, self.waakvlam_months) {
                    1.0 + (self.relapse_factor - 1.0) * (1.0 - self.relapse_reduction)
                } else {
                    self.relapse_factor
                }
            }
            _ => 1.0,
        };
        base * self.areas[g].need_factor * household.frailty * trend * relapse
    }

    /// Section 2: growth of the onset rates since the first year.
    fn growth(&self, year: i32) -> f64 {
        match self.trend_before {
            None => (1.0 + self.annual_trend).powi(year),
            Some((before, from)) => {
                (1.0 + before).powi(from - 1) * (1.0 + self.annual_trend).powi(year - from + 1)
            }
        }
    }

    /// Step A: a new episode.
    fn new_episode(&self, kind: usize, t: usize, random: &mut Random) -> Episode {
        let severity = 1 + pick(&self.initial_severity, random);
        let count = 1 + pick(&self.extra_domains, random);
        let domains = pick_several(&self.domain_weights[kind], count, random);
        Episode { onset: t, severity, domains, status: Status::Unreported }
    }

    /// Step B: the probabilities of a step up and a step down.
    fn course(&self, severity: usize, status: &Status) -> (f64, f64) {
        let (reduction, gain) = match status {
            Status::Supported(support) => {
                let gap = self.needed_rung[severity - 1].saturating_sub(support.rung);
                let fit = self.under_fit.powi(gap as i32);
                let provision = &self.provisions[support.rung];
                (provision.worsen_reduction * fit, provision.improve_gain * fit)
            }
            _ => (0.0, 0.0),
        };
        let up = self.worsen[severity - 1] * (1.0 - reduction);
        let down = (self.improve[severity - 1] * (1.0 + gain)).min(1.0 - up);
        (up, down)
    }

    /// Step C: the probability that an unreported episode is reported.
    fn report_probability(&self, severity: usize) -> f64 {
        let signal = (self.signal[severity - 1] * self.outreach).min(1.0);
        1.0 - (1.0 - self.own_initiative[severity - 1]) * (1.0 - signal)
    }

    /// Step D: what a served episode chooses.
    fn choose_rung(
        &self,
        severity: usize,
        network: f64,
        pressure: f64,
        random: &mut Random,
    ) -> usize {
        let mut k = pick(&self.rung[severity - 1], random);
        if k > 0 && coin(self.kanteling * network, random) {
            k -= 1;
        }
        if k < 4 && coin(self.upward, random) {
            k += 1;
        }
        if k > 1 && coin(self.financing.steering(pressure), random) {
            k -= 1;
        }
        k
    }

    /// Step D: on starting a rung.
    fn start(&self, rung: usize, route: Route, t: usize, random: &mut Random) -> Support {
        let review = t + self.provisions[rung].review_months - 1;
        Support { rung, multiplier: self.multiplier(rung, random), review, route }
    }

    /// Step D: the hours multiplier X.
    fn multiplier(&self, rung: usize, random: &mut Random) -> f64 {
        let cv = self.provisions[rung].hours_cv;
        if cv == 0.0 { 1.0 } else { gamma(1.0 / (cv * cv), 1.0, random) }
    }

    /// Step D: how many desks a case weighs.
    fn weight(&self, episode: &Episode) -> f64 {
        self.desks.min(episode.domains.len()) as f64
    }

    /// Step E, and the payment models of section 5.
    fn deliver(&self, support: &Support, domains: &[usize], band: usize) -> Delivery {
        let provision = &self.provisions[support.rung];
        let factor = support.multiplier * provision.payment.hours_factor;
        let (mut hours, mut delivered_value, mut norm_value) = (0.0, 0.0, 0.0);
        for (i, &d) in domains.iter().enumerate() {
            let care = &provision.care[d];
            let share = if i == 0 { 1.0 } else { 1.0 - self.integration };
            let delivered = (care.hours * share * factor).min(care.max_hours);
            hours += delivered;
            delivered_value += delivered * care.tariff;
            norm_value += (care.hours * share).min(care.max_hours) * care.tariff;
        }
        let (gross, admin_cost, provider_margin) = match provision.payment.kind {
            PaymentKind::Prestatie => (delivered_value, 0.0, 0.0),
            PaymentKind::Trekkingsrecht { utilisation, admin_cost } => {
                (delivered_value * utilisation, admin_cost, 0.0)
            }
            PaymentKind::Resultaat { price_margin } => {
                let price = norm_value * (1.0 + price_margin);
                (price, 0.0, price - delivered_value)
            }
        };
        let eigen_bijdrage = if provision.eigen_bijdrage {
            (self.share_of_cost * gross).min(self.maximum[band])
        } else {
            0.0
        };
        Delivery { hours, gross, admin_cost, provider_margin, eigen_bijdrage }
    }

    /// Step G: the cost of month t of the teams to area g, of items that `gemeente` pays or not.
    fn team_cost(&self, g: usize, t: usize, by_gemeente: bool) -> f64 {
        let calendar_year = self.start_year + t / 12;
        let mut cost = 0.0;
        for item in self.costs.iter().filter(|item| item.by_gemeente == by_gemeente) {
            let in_year = item.years.as_ref().is_none_or(|years| years.contains(&calendar_year));
            let amount = match (item.annual, &item.years) {
                (true, _) if in_year => item.amount / 12.0,
                (false, None) if t == 0 => item.amount,
                (false, Some(_)) if in_year && t.is_multiple_of(12) => item.amount,
                _ => 0.0,
            };
            let sharing: Vec<usize> = if item.per_team {
                self.teams.iter().find(|team| team.contains(&g)).expect("a team").clone()
            } else {
                (0..self.areas.len()).collect()
            };
            let households: f64 = sharing.iter().map(|&g| self.areas[g].size()).sum();
            cost += amount * pro_rata(self.areas[g].size(), households);
        }
        cost
    }

    /// Section 4: the budget of every area in year y, before transfers.
    fn budgets(&self, y: usize) -> Vec<f64> {
        let historic: f64 = self.areas.iter().map(|area| area.historic_budget).sum();
        let cut = |z: usize| self.annual_cut.get(z).copied().unwrap_or(0.0);
        let total = historic * (0..=y).map(|z| 1.0 - cut(z)).product::<f64>();
        let predicted: Vec<f64> = self
            .areas
            .iter()
            .map(|area| {
                let low = 1.0 + area.low_income_share * (self.low_income_factor - 1.0);
                let rates = area.households.iter().zip(&self.annual_rate);
                rates.map(|(&count, rate)| count as f64 * rate * low).sum()
            })
            .collect();
        let predicted_total: f64 = predicted.iter().sum();
        let w = self.financing.history_weight;
        self.areas
            .iter()
            .zip(&predicted)
            .map(|(area, &predicted)| {
                total
                    * (w * pro_rata(area.historic_budget, historic)
                        + (1.0 - w) * pro_rata(predicted, predicted_total))
            })
            .collect()
    }

    /// One realisation.
    pub fn run(&self, seed: u64) -> Rows {
        self.run_changing(None, seed)
    }

    /// These parameters as what holds from a year on, after others: the trend of a year is what it adds to the year
    /// before, and a cut what is cut in it.
    pub fn after(mut self, before: &Reference, from: usize) -> Reference {
        self.trend_before = Some((before.annual_trend, from as i32));
        self.annual_cut[..from].copy_from_slice(&before.annual_cut[..from]);
        self
    }

    /// One realisation in which other parameters hold from the start of a year on.
    pub fn run_changing(&self, later: Option<(usize, &Reference)>, seed: u64) -> Rows {
        let mut random = Random::seed_from_u64(seed);
        let areas = self.areas.len();
        let reserve_opening = match self.financing.kind {
            FinancingKind::Populatie { reserve_share, .. } => {
                reserve_share * self.areas.iter().map(|area| area.historic_budget).sum::<f64>()
            }
            _ => 0.0,
        };
        let mut realisation = Realisation {
            model: self,
            households: (0..areas).map(|g| self.population(g, &mut random)).collect(),
            random,
            orientatie: vec![0.0; areas],
            month_spent: vec![0.0; areas],
            budget: vec![0.0; areas],
            pressure: vec![1.0; areas],
            reserve_opening,
            reserve: reserve_opening,
            rows: Vec::new(),
        };
        let year = |y| {
            if let Some((_, model)) = later.filter(|(from, _)| *from == y) {
                realisation.model = model;
            }
            realisation.year(y)
        };
        let rows = (0..self.years).map(year).collect();
        Rows { rows, effect_ids: self.effects.iter().map(|effect| effect.id.clone()).collect() }
    }
}

// ------------------------------------------------------------------ the month (section 3)

struct Realisation<'a> {
    model: &'a Reference,
    random: Random,
    /// By area, then by number.
    households: Vec<Vec<Household>>,
    /// Team hours that orientatie took this month, per area.
    orientatie: Vec<f64>,
    /// Covered spending of this month, per area.
    month_spent: Vec<f64>,
    /// Of this year, after transfers, per area.
    budget: Vec<f64>,
    /// As the month before left it, per area.
    pressure: Vec<f64>,
    reserve_opening: f64,
    reserve: f64,
    /// Of this year, per area.
    rows: Vec<Row>,
}

impl Realisation<'_> {
    fn year(&mut self, y: usize) -> Vec<Row> {
        let areas = self.model.areas.len();
        let effects = vec![0.0; self.model.effects.len()];
        self.rows = vec![Row { effects, ..Row::default() }; areas];
        self.budget = self.model.budgets(y);
        for household in self.households.iter_mut().flatten() {
            household.client = false;
        }
        // Section 4: pressure at the start of a year; 1 in the first month of the run.
        if y > 0 {
            for g in 0..areas {
                self.pressure[g] = pressure(12.0 * self.month_spent[g], self.budget[g]);
            }
        }
        for m in 0..12 {
            let t = 12 * y + m;
            self.orientatie = vec![0.0; areas];
            self.month_spent = vec![0.0; areas];
            self.step_a_onset(t);
            self.step_b_course(t);
            self.occupancy();
            self.step_c_aanmelding(t);
            self.step_d_gesprek(t);
            self.step_e_uitvoering();
            self.step_f_monitoring(t);
            if m == 11 {
                self.queue_end();
            }
            self.step_g_money(t);
            self.renew_pressure(m);
        }
        self.year_end();
        std::mem::take(&mut self.rows)
    }

    /// Step A.
    fn step_a_onset(&mut self, t: usize) {
        for (g, households) in self.households.iter_mut().enumerate() {
            for household in households.iter_mut().filter(|h| h.episode.is_none()) {
                let rate = self.model.onset_rate(g, household, t);
                if coin(1.0 - (-rate / 12.0).exp(), &mut self.random) {
                    let episode = self.model.new_episode(household.kind, t, &mut self.random);
                    household.episode = Some(episode);
                    self.rows[g].onsets += 1.0;
                }
            }
        }
    }

    /// Step B.
    fn step_b_course(&mut self, t: usize) {
        for household in self.households.iter_mut().flatten() {
            let Some(episode) = &mut household.episode else { continue };
            if episode.onset == t || episode.severity == 0 {
                continue;
            }
            let (up, down) = self.model.course(episode.severity, &episode.status);
            let u: f64 = self.random.random();
            if u < up {
                episode.severity = (episode.severity + 1).min(4);
            } else if u < up + down {
                episode.severity -= 1;
            }
            if episode.severity == 0 && !matches!(episode.status, Status::Supported(_)) {
                household.episode = None;
                household.last = Some(Ended { month: t, directed_and_closed: false });
            }
        }
    }

    /// Occupancy and expected effects, after step B.
    fn occupancy(&mut self) {
        for (households, row) in self.households.iter().zip(&mut self.rows) {
            for episode in households.iter().filter_map(|h| h.episode.as_ref()) {
                if episode.severity == 0 {
                    continue;
                }
                row.severity[episode.severity] += 1.0;
                for (effect, units) in self.model.effects.iter().zip(&mut row.effects) {
                    let meets = match &effect.domains {
                        None => true,
                        Some(domains) => domains.iter().any(|d| episode.domains.contains(d)),
                    };
                    if meets {
                        *units += effect.rate[episode.severity - 1];
                    }
                }
            }
        }
    }

    /// Step C: aanmelding and orientatie.
    fn step_c_aanmelding(&mut self, t: usize) {
        let (model, random) = (self.model, &mut self.random);
        for (g, households) in self.households.iter_mut().enumerate() {
            let row = &mut self.rows[g];
            for household in households {
                let Some(episode) = &mut household.episode else { continue };
                let s = episode.severity;
                if !matches!(episode.status, Status::Unreported)
                    || !coin(model.report_probability(s), random)
                {
                    continue;
                }
                row.aanmeldingen += 1.0;
                self.orientatie[g] += model.orientatie_hours;
                let (simple, complex) = (model.simple_share[s - 1], model.complex_share[s - 1]);
                episode.status = match pick(&[simple, complex, 1.0 - simple - complex], random) {
                    0 => {
                        row.simple += 1.0;
                        Status::Supported(model.start(2, Route::Simple, t, random))
                    }
                    1 => {
                        row.complex += 1.0;
                        Status::Supported(model.start(4, Route::Complex, t, random))
                    }
                    _ if episode.domains.len() < model.focus_min_domains => {
                        row.sectoral += 1.0;
                        let k = model.choose_rung(s, household.network, self.pressure[g], random);
                        Status::Supported(model.start(k, Route::Sectoral, t, random))
                    }
                    _ => Status::Queued { waited: 0 },
                };
            }
        }
    }

    /// Step D: gesprek and opstelling, by team.
    fn step_d_gesprek(&mut self, t: usize) {
        for team in &self.model.teams {
            self.gesprekken_of_team(team, t);
        }
        // Those still queued wait one month more.
        for (households, row) in self.households.iter_mut().zip(&mut self.rows) {
            for episode in households.iter_mut().filter_map(|h| h.episode.as_mut()) {
                if let Status::Queued { waited } = &mut episode.status {
                    *waited += 1;
                    row.waited_months += 1.0;
                }
            }
        }
    }

    fn gesprekken_of_team(&mut self, team: &[usize], t: usize) {
        let (model, random) = (self.model, &mut self.random);
        // What is taken already, by directed cases, the waakvlam and orientatie.
        let (mut directed, mut directed_weight, mut in_waakvlam) = (0.0, 0.0, 0.0);
        for household in team.iter().flat_map(|&g| &self.households[g]) {
            if let Some(episode) = household.episode.as_ref().filter(|e| e.directed()) {
                directed += 1.0;
                directed_weight += model.weight(episode);
            }
            if household.in_waakvlam(t, model.waakvlam_months) {
                in_waakvlam += 1.0;
            }
        }
        let orientatie: f64 = team.iter().map(|&g| self.orientatie[g]).sum();
        let mut hours_left = (model.team_hours
            - model.regie_hours * directed_weight
            - model.waakvlam_hours * in_waakvlam
            - orientatie)
            .max(0.0);
        // The queue, without those passed over this month.
        let mut queue = Vec::new();
        for &g in team {
            for (number, household) in self.households[g].iter().enumerate() {
                let Some(episode) = &household.episode else { continue };
                let Status::Queued { waited } = episode.status else { continue };
                let deferral = model.financing.deferral(self.pressure[g]);
                if episode.severity <= 2 && coin(deferral, random) {
                    continue;
                }
                queue.push((Reverse(episode.severity), Reverse(waited), number, g));
            }
        }
        queue.sort();
        for (Reverse(s), Reverse(waited), number, g) in queue {
            let household = &mut self.households[g][number];
            let episode = household.episode.as_mut().expect("a queued episode is open");
            let needed = model.weight(episode) * model.gesprek_hours;
            if needed > hours_left || directed + 1.0 > model.team_room {
                break;
            }
            hours_left -= needed;
            directed += 1.0;
            let k = model.choose_rung(s, household.network, self.pressure[g], random);
            let route = Route::Directed { start_severity: s };
            episode.status = Status::Supported(model.start(k, route, t, random));
            self.rows[g].gesprekken += 1.0;
            self.rows[g].served_wait_months += waited as f64;
        }
    }

    /// Queued at the end of the year: after step F of December, which sends simple cases back to the queue.
    fn queue_end(&mut self) {
        for (households, row) in self.households.iter().zip(&mut self.rows) {
            let open = households.iter().filter_map(|h| h.episode.as_ref());
            row.queue_end =
                open.filter(|e| matches!(e.status, Status::Queued { .. })).count() as f64;
        }
    }

    /// Step E: invulling and uitvoering.
    fn step_e_uitvoering(&mut self) {
        let model = self.model;
        for (g, households) in self.households.iter_mut().enumerate() {
            let row = &mut self.rows[g];
            for household in households {
                let Some(episode) = &household.episode else { continue };
                let Status::Supported(support) = &episode.status else { continue };
                let k = support.rung;
                let delivery = model.deliver(support, &episode.domains, household.band);
                row.supported[k] += 1.0;
                row.hours[k] += delivery.hours;
                row.gross[k] += delivery.gross;
                row.eigen_bijdrage += delivery.eigen_bijdrage;
                row.admin_cost += delivery.admin_cost;
                row.provider_margin += delivery.provider_margin;
                if model.provisions[k].informal {
                    row.informal_hours += delivery.hours;
                }
                if model.covered[k] {
                    self.month_spent[g] +=
                        delivery.gross - delivery.eigen_bijdrage + delivery.admin_cost;
                }
                if k >= 3 && !household.client {
                    household.client = true;
                    row.clients += 1.0;
                }
            }
        }
    }

    /// Step F: monitoring, of the reviews that are due at the end of month t.
    fn step_f_monitoring(&mut self, t: usize) {
        let (model, random) = (self.model, &mut self.random);
        for (g, households) in self.households.iter_mut().enumerate() {
            let row = &mut self.rows[g];
            for household in households {
                let Some(episode) = &mut household.episode else { continue };
                let Status::Supported(support) = &mut episode.status else { continue };
                if support.review != t {
                    continue;
                }
                let s = episode.severity;
                if s == 0 {
                    if coin(model.close, random) {
                        row.closed += 1.0;
                        let directed_and_closed = match support.route {
                            Route::Directed { start_severity } => {
                                row.zrm_gain += start_severity as f64;
                                true
                            }
                            _ => false,
                        };
                        household.last = Some(Ended { month: t, directed_and_closed });
                        household.episode = None;
                    } else {
                        support.review = t + model.provisions[support.rung].review_months;
                    }
                    continue;
                }
                match support.route {
                    Route::Simple => {
                        episode.status = Status::Queued { waited: 0 };
                        continue;
                    }
                    Route::Complex => support.route = Route::Directed { start_severity: s },
                    Route::Sectoral | Route::Directed { .. } => {}
                }
                let k = model.choose_rung(s, household.network, self.pressure[g], random);
                let carried_through = k >= support.rung || coin(model.downscale, random);
                if carried_through && k != support.rung {
                    support.rung = k;
                    support.multiplier = model.multiplier(k, random);
                }
                support.review = t + model.provisions[support.rung].review_months;
            }
        }
    }

    /// Step G: money of the month.
    fn step_g_money(&mut self, t: usize) {
        for (g, row) in self.rows.iter_mut().enumerate() {
            let team_cost = self.model.team_cost(g, t, true);
            row.team_cost += team_cost;
            row.team_cost_other += self.model.team_cost(g, t, false);
            self.month_spent[g] += team_cost;
            row.spent += self.month_spent[g];
        }
    }

    // -------------------------------------------------------------- budgets (sections 4 and 5)

    /// The forecast of the year at the end of month m.
    fn forecast(&self, g: usize, m: usize) -> f64 {
        self.rows[g].spent + (11 - m) as f64 * self.month_spent[g]
    }

    /// Redistribution and pressure at the end of month m.
    fn renew_pressure(&mut self, m: usize) {
        let forecasts: Vec<f64> = (0..self.rows.len()).map(|g| self.forecast(g, m)).collect();
        if let FinancingKind::Populatie { review_months, tolerance, transfer_share, .. } =
            &self.model.financing.kind
            && review_months.contains(&(m + 1))
        {
            let moved = redistribute(&forecasts, &self.budget, *tolerance, *transfer_share);
            for (g, moved) in moved.into_iter().enumerate() {
                self.budget[g] += moved;
                self.rows[g].transfer += moved;
            }
        }
        // After the last month the start of the next year renews it.
        for (g, &forecast) in forecasts.iter().enumerate() {
            self.pressure[g] = pressure(forecast, self.budget[g]);
        }
    }

    /// Overrun and settlement of the year.
    fn year_end(&mut self) {
        for (row, &budget) in self.rows.iter_mut().zip(&self.budget) {
            row.budget = budget;
            row.overrun = (row.spent - budget).max(0.0);
        }
        match self.model.financing.kind {
            FinancingKind::Gemeente => {}
            FinancingKind::Wijkbudget { corridor, consortium_risk, consortium_retains } => {
                for row in &mut self.rows {
                    let deficit = (row.spent - row.budget).max(0.0);
                    let surplus = (row.budget - row.spent).max(0.0);
                    let band = corridor * row.budget;
                    let borne = deficit.min(band) + consortium_risk * (deficit - band).max(0.0);
                    row.consortium_result = consortium_retains * surplus - borne;
                }
            }
            FinancingKind::Populatie { .. } => self.settle_reserve(),
        }
    }

    /// Populatiebekostiging: deficits draw on the reserve, then surpluses refill it.
    fn settle_reserve(&mut self) {
        let deficits = self.rows.iter().map(|row| (row.spent - row.budget).max(0.0));
        let surpluses = self.rows.iter().map(|row| (row.budget - row.spent).max(0.0));
        let (deficit, surplus): (f64, f64) = (deficits.sum(), surpluses.sum());
        let drawn = deficit.min(self.reserve);
        let refill = surplus.min(self.reserve_opening - (self.reserve - drawn));
        self.reserve += refill - drawn;
        for row in &mut self.rows {
            let of_deficit = pro_rata((row.spent - row.budget).max(0.0), deficit);
            let of_surplus = pro_rata((row.budget - row.spent).max(0.0), surplus);
            row.reserve_used = of_deficit * drawn - of_surplus * refill;
            row.general_funds = of_deficit * (deficit - drawn) - of_surplus * (surplus - refill);
        }
    }
}

/// Populatiebekostiging: what every area receives (positive) or gives (negative) at a review.
fn redistribute(forecasts: &[f64], budgets: &[f64], tolerance: f64, share: f64) -> Vec<f64> {
    let areas = || forecasts.iter().zip(budgets);
    let offers: Vec<f64> =
        areas().map(|(f, b)| share * ((1.0 - tolerance) * b - f).max(0.0)).collect();
    let asks: Vec<f64> = areas().map(|(f, b)| (f - b).max(0.0)).collect();
    let (offered, asked): (f64, f64) = (offers.iter().sum(), asks.iter().sum());
    let moved = offered.min(asked);
    let received = asks.iter().map(|&ask| moved * pro_rata(ask, asked));
    let given = offers.iter().map(|&offer| moved * pro_rata(offer, offered));
    received.zip(given).map(|(received, given)| received - given).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Closed alternatives (section 7): households are independent chains without need, or at
    /// severity 1 to 4. And one with everything on, for the identities.
    const SCENARIO: &str = r#"
format = 1
time = { start_year = 2015, years = 3 }
population = { frailty_shape = 1e9, network_beta = [2.0, 2.0], middle_income_share = 0.6 }
budget = { annual_cut = [0.0, 0.1], covers_rungs = [2, 3], specialist = 1.0 }
eigen_bijdrage = { share_of_cost = 0.5, maximum = { low = 1.0, middle = 10.0, high = 20.0 } }
gesprek = { hours = 4.0 }
invulling = { integration = 0.2 }
uitvoering = { regie_hours = 0.3 }
financing.gemeente = {}
payment.first_line.prestatiebekostiging = {}
payment.specialist.prestatiebekostiging = {}

[[areas]]
name = "a"
team = "x"
households = { single = 900, couple = 100 }
low_income_share = 0.0
need_factor = 1.0
historic_budget = 200_000.0

[[areas]]
name = "b"
team = "x"
households = { single = 500 }
low_income_share = 0.5
need_factor = 0.0
historic_budget = 20_000.0

[need]
annual_rate = { single = 0.5, single_65plus = 0.5, couple = 0.5, couple_65plus = 0.5, children = 0.5, single_parent = 0.5 }
low_income_factor = 2.0
annual_trend = 0.1
initial_severity = [0.4, 0.3, 0.2, 0.1]
extra_domains = [0.5, 0.5, 0.0, 0.0]
relapse_factor = 1.0
relapse_months = 12
[need.domain_weights]
single        = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
single_65plus = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
couple        = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
couple_65plus = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
children      = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
single_parent = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]

[course]
worsen  = [0.1, 0.1, 0.1, 0.1]
improve = [0.2, 0.15, 0.1, 0.1]
needed_rung = [1, 2, 3, 4]
under_fit = 0.5

[aanmelding]
own_initiative = [0.0, 0.0, 0.0, 0.0]
signal = [0.0, 0.0, 0.0, 0.0]
outreach = 1.0
[orientatie]
hours = 1.0
simple_share = [0.0, 0.0, 0.0, 0.0]
complex_share = [0.0, 0.0, 0.0, 0.0]
focus_min_domains = 9
[opstelling]
rung = [[0, 0, 0, 1, 0], [0, 0, 0, 1, 0], [0, 0, 0, 1, 0], [0, 0, 0, 1, 0]]
kanteling = 0.0
upward = 0.0
[monitoring]
downscale = 1.0
close = 1.0
waakvlam_months = 6
waakvlam_hours = 0.25
relapse_reduction = 0.3

[[provisions]]
rung = 0
worsen_reduction = 0.0
improve_gain = 0.0
review_months = 2
hours = 0.0
tariff = 0.0
[[provisions]]
rung = 1
worsen_reduction = 0.0
improve_gain = 0.0
review_months = 2
hours = 5.0
tariff = 0.0
informal_value = 15.0
[[provisions]]
rung = 2
worsen_reduction = 0.1
improve_gain = 0.1
review_months = 2
hours = 2.0
tariff = 30.0
[[provisions]]
rung = 3
worsen_reduction = 0.4
improve_gain = 0.8
review_months = 1
hours = 10.0
tariff = { dist = "triangular", min = 30.0, mode = 40.0, max = 80.0 }
eigen_bijdrage = true
[[provisions]]
rung = 4
worsen_reduction = 0.6
improve_gain = 1.2
review_months = 3
hours = 10.0
tariff = 100.0
hours_cv = 0.5

[team]
members = 6.0
hours_per_member = 50.0
volunteers = 0.0
hours_per_volunteer = 0.0
bureaucracy = 0.2
caseload_per_member = 20.0
desks = 2
costs = [
  { item = "p", amount = 12_000.0, per = "team", when = "annual", payer = "gemeente" },
  { item = "q", amount = 1_400.0, per = "municipality", when = "one_off", payer = "gemeente" },
  { item = "r", amount = 300.0, per = "team", when = "annual", payer = "rijk", years = [2016] },
  { item = "s", amount = 700.0, per = "municipality", when = "one_off", payer = "gemeente", years = [2017] },
]

[alternatives.unreported]
[alternatives.supported]
aanmelding = { own_initiative = [1.0, 1.0, 1.0, 1.0] }
[alternatives.full]
aanmelding = { own_initiative = [0.2, 0.3, 0.4, 0.5] }
orientatie = { focus_min_domains = 1, simple_share = [0.3, 0, 0, 0], complex_share = [0, 0, 0, 0.5] }
opstelling = { rung = [[1, 1, 1, 1, 0], [0, 1, 1, 1, 1], [0, 0, 1, 1, 1], [0, 0, 0, 1, 1]] }
financing.populatiebekostiging = { history_weight = 0.5, review_months = [3, 12], tolerance = 0.02, transfer_share = 0.8, reserve_share = 0.05, steer = 1.0, steer_max = 0.5, defer = 0.5, defer_max = 0.3 }
payment.first_line.resultaatbekostiging = { hours_factor = 0.9, price_margin = 0.05 }
"#;

    /// Expected onsets, occupancy and resolved-in-the-month of one household over three years.
    fn chain(worsen_factor: [f64; 4], improve_factor: [f64; 4]) -> ([f64; 5], f64, f64) {
        let (worsen, improve) = ([0.1; 4], [0.2, 0.15, 0.1, 0.1]);
        let initial = [0.4, 0.3, 0.2, 0.1];
        let mut state = [1.0, 0.0, 0.0, 0.0, 0.0];
        let (mut occupancy, mut onsets, mut resolved) = ([0.0; 5], 0.0, 0.0);
        for t in 0..36 {
            let rate = 0.5 * 1.1_f64.powi(t / 12);
            let onset = state[0] * (1.0 - (-rate / 12.0).exp());
            let mut next = [state[0] - onset, 0.0, 0.0, 0.0, 0.0];
            for s in 1..5 {
                let up = worsen[s - 1] * worsen_factor[s - 1];
                let down = improve[s - 1] * improve_factor[s - 1];
                next[(s + 1).min(4)] += state[s] * up;
                next[s - 1] += state[s] * down;
                next[s] += state[s] * (1.0 - up - down) + onset * initial[s - 1];
            }
            onsets += onset;
            resolved += state[1] * improve[0] * improve_factor[0];
            state = next;
            (1..5).for_each(|s| occupancy[s] += state[s]);
        }
        (occupancy, onsets, resolved)
    }

    fn sum(rows: &Rows, area: usize, column: &str) -> f64 {
        (0..3).map(|year| rows.get(year, area, column)).sum()
    }

    /// The mean over 40 runs is within 4 standard errors of `expected`.
    fn assert_mean(runs: &[Rows], column: &str, expected: f64) {
        let x: Vec<f64> = runs.iter().map(|rows| sum(rows, 0, column)).collect();
        let n = x.len() as f64;
        let mean = x.iter().sum::<f64>() / n;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let z = (mean - expected) / (variance / n).sqrt();
        assert!(z.abs() < 4.0, "{column}: {mean} where {expected} is expected, z = {z}");
    }

    fn runs(alternative: &str) -> Vec<Rows> {
        let reference = Reference::from_toml(SCENARIO, alternative);
        (0..40).map(|seed| reference.run(seed)).collect()
    }

    #[test]
    fn unreported_episodes_follow_the_natural_chain() {
        let runs = runs("unreported");
        let (occupancy, onsets, _) = chain([1.0; 4], [1.0; 4]);
        assert_mean(&runs, "onsets", 1000.0 * onsets);
        for (s, expected) in occupancy.iter().enumerate().skip(1) {
            assert_mean(&runs, &format!("severity_{s}"), 1000.0 * expected);
        }
        assert_eq!(sum(&runs[0], 0, "aanmeldingen"), 0.0);
        assert_eq!(sum(&runs[0], 1, "onsets"), 0.0);
    }

    #[test]
    fn support_at_rung_3_follows_its_chain() {
        let runs = runs("supported");
        // Severity 4 needs rung 4: the fit is one half there.
        let (occupancy, onsets, resolved) = chain([0.6, 0.6, 0.6, 0.8], [1.8, 1.8, 1.8, 1.4]);
        let supported = occupancy.iter().sum::<f64>() + resolved;
        assert_mean(&runs, "sectoral", 1000.0 * onsets);
        assert_mean(&runs, "closed", 1000.0 * resolved);
        assert_mean(&runs, "severity_4", 1000.0 * occupancy[4]);
        assert_mean(&runs, "supported_3", 1000.0 * supported);
        assert_mean(&runs, "hours_3", 1000.0 * supported * 10.0 * (1.0 + 0.5 * 0.8));
        assert_mean(&runs, "gross_3", 1000.0 * supported * 500.0 * (1.0 + 0.5 * 0.8));
    }

    #[test]
    fn money_adds_up() {
        let rows = Reference::from_toml(SCENARIO, "full").run(1);
        let close = |x: f64, y: f64| assert!((x - y).abs() < 1e-6 * (1.0 + y.abs()), "{x} {y}");
        let mut reserve = 0.05 * 220_000.0;
        for year in 0..3 {
            let total = |column: &str| rows.get(year, 0, column) + rows.get(year, 1, column);
            close(total("budget"), 220_000.0 * if year == 0 { 1.0 } else { 0.9 });
            close(total("transfer"), 0.0);
            close(total("team_cost"), 12_000.0 + [1_400.0, 0.0, 700.0][year]);
            close(total("team_cost_other"), if year == 1 { 300.0 } else { 0.0 });
            // Of the covered rungs only 3 asks an eigen bijdrage, and no other does.
            let care = total("gross_2") + total("gross_3") - total("eigen_bijdrage");
            close(total("spent"), total("team_cost") + care);
            close(total("gross_3") - total("provider_margin"), total("hours_3") * 50.0);
            close(total("gross_4"), total("hours_4") * 100.0);
            close(total("informal_hours"), total("hours_1"));
            assert!(total("gesprekken") > 0.0 && total("waited_months") > 0.0);
            // General funds pay only when the reserve is drawn empty, and receive only when it is
            // refilled.
            let drawn: f64 = (0..2).map(|g| rows.get(year, g, "reserve_used").max(0.0)).sum();
            let before = reserve;
            reserve -= total("reserve_used");
            for area in 0..2 {
                let general = rows.get(year, area, "general_funds");
                if general > 0.0 {
                    close(drawn, before);
                } else if general < 0.0 {
                    close(reserve, 11_000.0);
                }
            }
            for area in 0..2 {
                let of = |column: &str| rows.get(year, area, column);
                close(of("reserve_used") + of("general_funds"), of("spent") - of("budget"));
                close(of("overrun"), (of("spent") - of("budget")).max(0.0));
            }
        }
        assert!(reserve < 11_000.0, "a run in which the reserve is drawn on");
        assert!(COLUMNS.iter().all(|column| rows.get(0, 0, column).is_finite()));
    }

    #[test]
    fn the_smaller_total_moves_pro_rata() {
        let moved = redistribute(&[50.0, 140.0, 110.0], &[100.0, 100.0, 100.0], 0.0, 0.5);
        assert_eq!(moved, [-25.0, 20.0, 5.0]);
    }

    #[test]
    fn an_alternative_merges_tables_and_replaces_quantities_and_models() {
        let mut base: Table = "team = { members = 1.0, desks = 2 }\n\
            tariff = { dist = \"pert\", min = 0, mode = 1, max = 2 }\n\
            financing.gemeente = {}\npayment.specialist.trekkingsrecht = {}"
            .parse()
            .expect("toml");
        let over: Table = "team.desks = 1\ntariff = { value = 4.0 }\n\
            financing.wijkbudget = {}\npayment.first_line.prestatiebekostiging = {}"
            .parse()
            .expect("toml");
        overlay(&mut base, &over, "");
        let expected: Table = "team = { members = 1.0, desks = 1 }\ntariff = { value = 4.0 }\n\
            financing.wijkbudget = {}\npayment.specialist.trekkingsrecht = {}\n\
            payment.first_line.prestatiebekostiging = {}"
            .parse()
            .expect("toml");
        assert_eq!(base, expected);
    }
}
