//! Every euro has one payer: for each alternative, draw and year the payments of all parties equal the cost of
//! what was delivered plus provider margin and retained surplus (section 5 of the model page).
//!
//! What was delivered is computed again, household by household and month by month, from hours and tariffs;
//! what parties pay from the volumes, in whole millionths of a euro, by the words of the model page.

use std::collections::{HashMap, HashSet};

use toml::Value;
use wijkraming::domain::{DOMAINS, MUNICIPALITY, RUNGS};
use wijkraming::engine::{
    AreaYear, Case, Note, Observer, Parameters, Scratch, Status, observe, realise,
};
use wijkraming::financing::{Financing, Wijkbudget};
use wijkraming::payment::Scheme;
use wijkraming::process::{Frequency, Level};
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::study::{Model, SampleMatrix, Unit, sampling};
use wijkraming::units::Money;

use crate::example;

const SEED: u64 = 17;
/// A millionth of a euro, to which the engine rounds what one household receives in a month.
const ROUNDING: f64 = 1e-6;

fn sample(scenario: &Scenario) -> SampleMatrix {
    sampling::sample(scenario.quantities(), &scenario.sampling_plan()).expect("a design")
}

fn total(rows: &[AreaYear], amount: impl Fn(&AreaYear) -> Money) -> Money {
    rows.iter().map(amount).sum()
}

fn euro(amount: f64) -> Money {
    Money::from_f64(amount)
}

/// Every alternative in the first draws, each year of it; gives all rows back.
fn check_every_year(scenario: &Scenario, draws: u64) -> Vec<AreaYear> {
    let mut seen = Vec::new();
    let sample = sample(scenario);
    let mut scratch = Scratch::default();
    for alternative in 0..scenario.alternatives().len() {
        for draw in 0..draws {
            let row = sample.row(draw as usize);
            let parameters = scenario.parameters(alternative, row);
            let unit = Unit::compute(scenario, alternative, draw, row, SEED, &mut scratch);
            let areas = parameters.population.areas.len();
            for (year, rows) in unit.realisation.years.chunks_exact(areas).enumerate() {
                check_budgets(&parameters, year, rows);
                check_settlement(&parameters, rows);
                check_identity(&parameters, &unit, year, rows);
            }
            check_reserve(&parameters, &unit.realisation.years);
            seen.extend(unit.realisation.years);
        }
    }
    seen
}

/// Section 4: the budgets of the areas are the total after cuts; transfers move it and add nothing.
fn check_budgets(parameters: &Parameters, year: usize, rows: &[AreaYear]) {
    assert_eq!(total(rows, |row| row.transfer), Money::ZERO);
    let historic: f64 = parameters.population.areas.iter().map(|area| area.historic_budget).sum();
    let left: f64 = parameters.budget.annual_cut[..=year].iter().map(|cut| 1.0 - cut).product();
    let apart = (total(rows, |row| row.budget).to_f64() - historic * left).abs();
    assert!(apart < 1e-5, "budgets of year {year} are {apart} from the total");
    for row in rows {
        assert_eq!(row.overrun, (row.spent - row.budget).positive_part());
    }
}

/// Section 5, who bears what of one area's year.
fn check_settlement(parameters: &Parameters, rows: &[AreaYear]) {
    for row in rows {
        let from_reserve = row.reserve_used + row.general_funds;
        match &parameters.financing {
            Financing::Gemeente(_) => {
                assert_eq!((from_reserve, row.consortium_result), (Money::ZERO, Money::ZERO));
            }
            Financing::Wijkbudget(wijkbudget) => {
                assert_eq!(from_reserve, Money::ZERO);
                let apart = (row.consortium_result.to_f64() - consortium(wijkbudget, row)).abs();
                assert!(apart < 3.0 * ROUNDING, "{row:?}");
            }
            Financing::Populatiebekostiging(_) => {
                assert_eq!(from_reserve, row.spent - row.budget);
                assert_eq!(row.consortium_result, Money::ZERO);
            }
        }
    }
}

/// What the consortium keeps or bears, as the model page words it.
fn consortium(wijkbudget: &Wijkbudget, row: &AreaYear) -> f64 {
    let (spent, budget) = (row.spent.to_f64(), row.budget.to_f64());
    if spent <= budget {
        return wijkbudget.consortium_retains * (budget - spent);
    }
    let deficit = spent - budget;
    let corridor = wijkbudget.corridor * budget;
    -(deficit.min(corridor) + wijkbudget.consortium_risk * (deficit - corridor).max(0.0))
}

/// Populatiebekostiging over the years: deficits first draw on the reserve, surpluses refill it.
fn check_reserve(parameters: &Parameters, years: &[AreaYear]) {
    let Financing::Populatiebekostiging(model) = &parameters.financing else { return };
    let areas = &parameters.population.areas;
    let historic: f64 = areas.iter().map(|area| area.historic_budget).sum();
    let opening = model.reserve_share * historic;
    let mut balance = opening;
    for rows in years.chunks_exact(areas.len()) {
        let deficit = total(rows, |row| (row.spent - row.budget).positive_part()).to_f64();
        let surplus = total(rows, |row| (row.budget - row.spent).positive_part()).to_f64();
        let drawn = deficit.min(balance);
        let refill = surplus.min(opening - (balance - drawn));
        balance += refill - drawn;
        let used = total(rows, |row| row.reserve_used).to_f64();
        assert!((used - (drawn - refill)).abs() < 1e-4, "{used}, not {}", drawn - refill);
        let general = total(rows, |row| row.general_funds).to_f64();
        let expected = deficit - drawn - (surplus - refill);
        assert!((general - expected).abs() < 1e-4, "{general}, not {expected}");
    }
}

/// The identity, exact to the millionth.
fn check_identity(parameters: &Parameters, unit: &Unit, year: usize, rows: &[AreaYear]) {
    let sum = |amount: &dyn Fn(&AreaYear) -> Money| total(rows, amount);
    let gross = sum(&|row| row.gross.into_iter().sum());
    let eigen_bijdrage = sum(&|row| row.eigen_bijdrage);
    let admin = sum(&|row| row.admin_cost);
    let team = sum(&|row| row.team_cost);
    let other_payers = sum(&|row| row.team_cost_other);
    let spent = sum(&|row| row.spent);
    // What the area budgets do not cover: specialists, in these scenarios rungs without a budget too.
    let uncovered = gross - eigen_bijdrage + admin + team - spent;
    let kept = sum(&|row| row.consortium_result.positive_part());
    let borne = sum(&|row| (-row.consortium_result).positive_part());
    let municipality = match &parameters.financing {
        Financing::Gemeente(_) => spent + uncovered,
        Financing::Wijkbudget(_) => {
            let deficit = sum(&|row| (row.spent - row.budget).positive_part());
            let surplus = sum(&|row| (row.budget - row.spent).positive_part());
            sum(&|row| row.budget) + uncovered + (deficit - borne) - (surplus - kept)
        }
        Financing::Populatiebekostiging(_) => {
            sum(&|row| row.budget + row.reserve_used + row.general_funds) + uncovered
        }
    };
    let margin = sum(&|row| row.provider_margin);
    let delivered = gross - margin;
    let payments = municipality + eigen_bijdrage + other_payers + borne;
    assert_eq!(payments, delivered + admin + team + other_payers + margin + kept);

    // The same amounts stand in the accounts of the stakeholders.
    let paid = unit.accounts.municipal_cost[year];
    assert!((paid - municipality.to_f64()).abs() < 1e-6 * paid.abs().max(1.0), "{paid}");
    let (team_cost, other_cost) = team_costs(parameters, year as i32);
    assert!((team.to_f64() - team_cost).abs() < 1e-3, "{team:?} is not {team_cost}");
    assert!((other_payers.to_f64() - other_cost).abs() < 1e-3, "{other_payers:?}");
}

/// Cost of the teams in a year, to the municipality and to others.
fn team_costs(parameters: &Parameters, year: i32) -> (f64, f64) {
    let mut costs = (0.0, 0.0);
    for item in &parameters.process.team.costs {
        let times = match item.per {
            Level::Team => parameters.population.teams.len() as f64,
            Level::Municipality => 1.0,
        };
        let listed = item.years.contains(&(parameters.start_year + year));
        let counts = match item.when {
            Frequency::Annual => listed || item.years.is_empty(),
            Frequency::OneOff => listed || item.years.is_empty() && year == 0,
        };
        let cost = if counts { item.amount * times } else { 0.0 };
        if item.payer == MUNICIPALITY {
            costs.0 += cost;
        } else {
            costs.1 += cost;
        }
    }
    costs
}

/// Three areas: the first and the last share a team. A team's cost goes to its own areas, that of the municipality to all,
/// by households.
#[test]
fn the_cost_of_a_team_is_divided_over_its_own_areas_by_households() {
    let mut table = example::reduced(0.2, 2);
    let areas = table.get_mut("areas").and_then(Value::as_array_mut).expect("areas");
    let mut third = areas[1].clone();
    let own = third.as_table_mut().expect("a table");
    own.insert("name".into(), "Driel".into());
    own.insert("team".into(), areas[0]["team"].clone());
    example::scale_households(own, 0.3);
    areas.push(third);
    example::lay_over(
        &mut table,
        r#"alternatives.nul.team.costs = [
            { item = "a", amount = 120_000.0, per = "team", when = "annual", payer = "gemeente" },
            { item = "b", amount = 60_000.0, per = "municipality", when = "one_off", payer = "gemeente" },
            { item = "c", amount = 24_000.0, per = "team", when = "annual", payer = "welzijn" }]"#,
    );
    let parameters = example::central(&example::scenario(&example::text(&table)), "nul");
    let areas = &parameters.population.areas;
    let households: Vec<f64> = areas.iter().map(|area| f64::from(area.household_count())).collect();
    let all: f64 = households.iter().sum();
    let shared = households[0] + households[2];
    let of_team = [households[0] / shared, 1.0, households[2] / shared];
    let run = realise(&parameters, SEED, 0, &mut Scratch::default());
    for (row, found) in run.years.iter().enumerate() {
        let (year, area) = (row / 3, row % 3);
        let once = if year == 0 { 60_000.0 * households[area] / all } else { 0.0 };
        let expected = 120_000.0 * of_team[area] + once;
        assert!((found.team_cost.to_f64() - expected).abs() < 1e-3, "{row}: {found:?}");
        let others = 24_000.0 * of_team[area];
        assert!((found.team_cost_other.to_f64() - others).abs() < 1e-3, "{row}: {found:?}");
    }
}

#[test]
fn payments_equal_costs_in_every_year_of_the_example() {
    check_every_year(&example::scenario(example::TEXT), 3);
}

#[test]
fn payments_equal_costs_under_tight_and_wide_budgets() {
    let mut seen = Vec::new();
    for factor in [0.4, 0.8, 2.0] {
        let mut table = example::reduced(0.3, 5);
        for area in example::areas(&mut table) {
            example::scale(area, "historic_budget", factor);
        }
        let costs = r#"team.costs = [
            { item = "a", amount = 90_000.0, per = "team", when = "annual", payer = "gemeente" },
            { item = "b", amount = 7_000.0, per = "municipality", when = "one_off", payer = "rijk", years = [2016, 2018] },
            { item = "c", amount = 5_000.0, per = "team", when = "annual", payer = "welzijn", years = [2017] },
        ]"#;
        example::lay_over(&mut table, costs);
        seen.extend(check_every_year(&example::scenario(&example::text(&table)), 3));
    }
    // Every arrangement has been at work.
    let happens = |what: &dyn Fn(&AreaYear) -> Money| {
        seen.iter().any(|row| what(row) > Money::ZERO)
            && seen.iter().any(|row| what(row) < Money::ZERO)
    };
    assert!(happens(&|row| row.consortium_result), "deficits borne and surpluses kept");
    assert!(happens(&|row| row.transfer), "budget given and received");
    assert!(happens(&|row| row.reserve_used), "a reserve drawn on and refilled");
    assert!(happens(&|row| row.general_funds), "general funds that pay and receive");
}

#[test]
fn payments_equal_costs_in_every_year_of_overbetuwe() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/overbetuwe.toml");
    let options = LoadOptions { sets: vec!["sampling.draws=2".into()], ..LoadOptions::new(path) };
    let scenario = Scenario::load(&options).unwrap_or_else(|report| panic!("{report}"));
    check_every_year(&scenario, if cfg!(debug_assertions) { 1 } else { 2 });
}

/// What every household receives and pays, by year and area, computed from hours, tariffs and shares.
struct Recount<'a> {
    parameters: &'a Parameters,
    multipliers: HashMap<(u64, u32), f64>,
    rows: Vec<Recounted>,
}

#[derive(Clone, Default)]
struct Recounted {
    months: f64,
    /// Households with support at rung 3 or 4 in at least one month.
    clients: HashSet<u32>,
    hours: [f64; RUNGS],
    gross: [f64; RUNGS],
    eigen_bijdrage: f64,
    admin_cost: f64,
    informal_hours: f64,
    provider_margin: f64,
    /// Net cost on the rungs that the area budget covers.
    covered: f64,
}

impl Recount<'_> {
    fn add(&mut self, case: &Case, month: u32) {
        let parameters = self.parameters;
        let rung = usize::from(case.rung);
        let provision = &parameters.process.provisions[rung];
        let payment = match rung {
            3 => Some(&parameters.first_line),
            4 => Some(&parameters.specialist),
            _ => None,
        };
        let hours_factor = payment.map_or(1.0, |payment| payment.hours_factor);
        let multiplier = self.multipliers[&(case.site.area_key, case.site.household)];
        let (mut hours, mut cost, mut norm) = (0.0, 0.0, 0.0);
        for domain in (0..DOMAINS).filter(|domain| case.domains.contains(*domain)) {
            let primary = usize::from(case.primary) == domain;
            let share = if primary { 1.0 } else { 1.0 - parameters.process.invulling.integration };
            let full = provision.hours[domain] * share;
            let given = (full * multiplier * hours_factor).min(provision.max_hours[domain]);
            hours += given;
            cost += given * provision.tariff[domain];
            norm += full.min(provision.max_hours[domain]) * provision.tariff[domain];
        }
        let (gross, admin_cost, margin) = match payment.map(|payment| &payment.scheme) {
            None | Some(Scheme::Prestatiebekostiging(_)) => (cost, 0.0, 0.0),
            Some(Scheme::Trekkingsrecht(right)) => {
                (cost * right.utilisation, right.admin_cost, 0.0)
            }
            Some(Scheme::Resultaatbekostiging(price)) => {
                let price = norm * (1.0 + price.price_margin);
                (price, 0.0, price - cost)
            }
        };
        let own = &parameters.process.eigen_bijdrage;
        let most = own.maximum[usize::from(case.band)];
        let asked = if provision.eigen_bijdrage { 1.0 } else { 0.0 };
        let eigen_bijdrage = asked * (own.share_of_cost * gross).min(most);
        let areas = &parameters.population.areas;
        let area = areas.iter().position(|area| area.key == case.site.area_key).expect("an area");
        let row = &mut self.rows[(month / 12) as usize * areas.len() + area];
        row.months += 1.0;
        if rung >= 3 {
            row.clients.insert(case.site.household);
        }
        row.hours[rung] += hours;
        row.gross[rung] += gross;
        row.eigen_bijdrage += eigen_bijdrage;
        row.admin_cost += admin_cost;
        row.provider_margin += margin;
        row.informal_hours += if provision.informal_value.is_some() { hours } else { 0.0 };
        if parameters.budget.covers_rungs[rung] {
            row.covered += gross - eigen_bijdrage + admin_cost;
        }
    }
}

impl Observer for Recount<'_> {
    const ACTIVE: bool = true;

    fn note(&mut self, case: &Case, _month: u32, note: Note) {
        if let Note::Support { multiplier, .. } = note {
            self.multipliers.insert((case.site.area_key, case.site.household), multiplier);
        }
    }

    fn month_end(&mut self, cases: &[Case], month: u32) {
        for case in cases.iter().filter(|case| case.status == Status::Supported) {
            self.add(case, month);
        }
    }
}

#[test]
fn what_was_delivered_and_paid_follows_from_hours_and_tariffs_of_every_household() {
    let mut table = example::reduced(0.5, 5);
    // Between what the incentive leaves of the hours and the norm, so that it binds on one of the two.
    example::provision(&mut table, 3).insert("max_hours".into(), 10.0.into());
    let scenario = example::scenario(&example::text(&table));
    let sample = sample(&scenario);
    for alternative in 0..scenario.alternatives().len() {
        let parameters = scenario.parameters(alternative, sample.row(0));
        let areas = parameters.population.areas.len();
        let rows = vec![Recounted::default(); parameters.years as usize * areas];
        let mut recount = Recount { parameters: &parameters, multipliers: HashMap::new(), rows };
        let run = observe(&parameters, SEED, 0, &mut Scratch::default(), &mut recount);
        for (row, again) in run.years.iter().zip(&recount.rows) {
            assert!(again.months > 0.0);
            assert_eq!(row.clients, again.clients.len() as i64);
            let close = |name: &str, found: f64, expected: f64| {
                let allowed = 3.0 * ROUNDING * again.months;
                assert!((found - expected).abs() < allowed, "{name}: {found}, not {expected}");
            };
            for rung in 0..RUNGS {
                close("hours", row.hours[rung].to_f64(), again.hours[rung]);
                close("gross", row.gross[rung].to_f64(), again.gross[rung]);
            }
            close("eigen bijdrage", row.eigen_bijdrage.to_f64(), again.eigen_bijdrage);
            close("admin cost", row.admin_cost.to_f64(), again.admin_cost);
            close("informal hours", row.informal_hours.to_f64(), again.informal_hours);
            close("margin", row.provider_margin.to_f64(), again.provider_margin);
            close("spent", (row.spent - row.team_cost).to_f64(), again.covered);
        }
    }
}

/// The sums above are exact: a hundred thousand amounts of a third of a euro, and back again.
#[test]
fn money_adds_up_to_nothing_after_taking_off_what_was_added() {
    let amounts: Vec<Money> = (1..100_000).map(|i| euro(f64::from(i) / 3.0)).collect();
    let mut sum: Money = amounts.iter().copied().sum();
    amounts.iter().rev().for_each(|amount| sum -= *amount);
    assert_eq!(sum, Money::ZERO);
}
