//! The budget table of real realisations: what parties pay adds up exactly under every financing and payment model, and
//! the division of a rung's cost is what households really received.

use toml::{Table, Value};
use wijkraming::analysis::bearing::{BearingKind, bearing_of};
use wijkraming::analysis::taakveld_bookings::bookings;
use wijkraming::domain::{DOMAINS, RUNGS};
use wijkraming::engine::{AreaYear, Case, Note, Observer, Parameters, Scratch, Status, observe};
use wijkraming::scenario::Scenario;
use wijkraming::study::{BudgetTable, CostShares, Header, Layout, Model, Unit, sampling};
use wijkraming::units::Money;

use crate::example;

const FINANCING: [(&str, &str); 3] = [
    ("gemeente", "gemeente = {}"),
    (
        "wijkbudget",
        "wijkbudget = { history_weight = 0.5, corridor = 0.05, consortium_risk = 0.5, consortium_retains = 0.4, \
         steer = 1.5, steer_max = 0.6, defer = 1.0, defer_max = 0.5 }",
    ),
    (
        "populatiebekostiging",
        "populatiebekostiging = { history_weight = 0.5, review_months = [6, 9], tolerance = 0.02, transfer_share = 0.8, \
         reserve_share = 0.05, steer = 1.0, steer_max = 0.5, defer = 0.5, defer_max = 0.3 }",
    ),
];

const PAYMENT: [&str; 3] = [
    "prestatiebekostiging = { hours_factor = 1.05 }",
    "trekkingsrecht = { utilisation = { dist = \"beta\", mean = 0.90, sd = 0.03 }, admin_cost = 6.3 }",
    "resultaatbekostiging = { hours_factor = 0.9, price_margin = 0.03 }",
];

/// The example, small, with one alternative per model of the first line and of specialists; budgets times `budgets`.
fn every_pair(financing: &str, budgets: f64, covers: &str) -> Scenario {
    let mut table = example::reduced(0.1, 3);
    for area in example::areas(&mut table) {
        example::scale(area, "historic_budget", budgets);
    }
    example::lay_over(&mut table, &format!("budget.covers_rungs = {covers}"));
    example::lay_over(
        &mut table,
        r#"team.costs = [
            { item = "a", amount = 30_000.0, per = "team", when = "annual", payer = "gemeente" },
            { item = "b", amount = 7_000.0, per = "municipality", when = "one_off", payer = "rijk", years = [2016] },
            { item = "c", amount = 5_000.0, per = "team", when = "annual", payer = "welzijn", taakveld = "6.1" },
            { item = "d", amount = 1_000.1, per = "municipality", when = "one_off", payer = "gemeente", taakveld = "6.1" },
        ]"#,
    );
    let mut alternatives = Table::new();
    for (one, first_line) in PAYMENT.iter().enumerate() {
        for (two, specialist) in PAYMENT.iter().enumerate() {
            let text = format!(
                "reference = {}\nfinancing.{financing}\npayment.first_line.{first_line}\npayment.specialist.{specialist}",
                one + two == 0
            );
            alternatives.insert(format!("p{one}{two}"), Value::Table(text.parse().expect("TOML")));
        }
    }
    table.insert("alternatives".into(), Value::Table(alternatives));
    example::scenario(&example::text(&table))
}

/// Runs draws of every alternative; gives the table with the rows it was made of.
fn run(scenario: &Scenario, draws: u64) -> (BudgetTable, Vec<(usize, Unit)>) {
    let places: Vec<usize> = (0..scenario.alternatives().len()).collect();
    let central = sampling::central(scenario.quantities());
    let header = Header::new(scenario, &places, &central);
    let mut table = BudgetTable::new(header, Layout::default(), true);
    let sample = sampling::sample(scenario.quantities(), &scenario.sampling_plan()).expect("rows");
    let (mut scratch, mut units) = (Scratch::default(), Vec::new());
    for draw in 0..draws {
        let row = sample.row(draw as usize);
        for place in &places {
            let unit = Unit::compute(scenario, *place, draw, row, 7, &mut scratch);
            table.accept(scenario, *place, &unit, row);
            units.push((*place, unit));
        }
    }
    (table, units)
}

fn total(rows: &[AreaYear], amount: impl Fn(&AreaYear) -> Money) -> Money {
    rows.iter().map(amount).sum()
}

/// By the words of the model page: what the municipality pays for the area budgets.
fn municipal_for_areas(financing: &str, rows: &[AreaYear]) -> Money {
    let spent = total(rows, |row| row.spent);
    match financing {
        "wijkbudget" => {
            let deficit = total(rows, |row| (row.spent - row.budget).positive_part());
            let surplus = total(rows, |row| (row.budget - row.spent).positive_part());
            let kept = total(rows, |row| row.consortium_result.positive_part());
            let borne = total(rows, |row| (-row.consortium_result).positive_part());
            total(rows, |row| row.budget) + (deficit - borne) - (surplus - kept)
        }
        "populatiebekostiging" => {
            total(rows, |row| row.budget + row.reserve_used + row.general_funds)
        }
        _ => spent,
    }
}

/// One year of one alternative: every part against the columns of the results.
fn check_year(table: &BudgetTable, financing: &str, place: usize, unit: &Unit, year: usize) {
    let areas = table.header.areas.len();
    let rows = &unit.realisation.years[year * areas..(year + 1) * areas];
    let terms = &table.terms[place];
    let record = &table.records[place][unit.draw as usize];
    let money = &record.years[year];
    let sum = |amounts: &[Money; RUNGS]| amounts.iter().copied().sum::<Money>();
    // Parts by rung are those of the columns.
    assert_eq!(sum(&money.eigen_bijdrage), total(rows, |row| row.eigen_bijdrage));
    assert_eq!(sum(&money.admin_cost), total(rows, |row| row.admin_cost));
    assert_eq!(money.municipal_team(terms), total(rows, |row| row.team_cost));
    assert_eq!(money.other_team(terms), total(rows, |row| row.team_cost_other));
    let covered: Money =
        (0..RUNGS).filter(|rung| money.covers[*rung]).map(|rung| money.net(rung)).sum();
    assert_eq!(covered + money.municipal_team(terms), total(rows, |row| row.spent));
    assert!(money.eigen_bijdrage.iter().all(|amount| *amount >= Money::ZERO), "{money:?}");

    let lines = bearing_of(record, terms, year, areas);
    let of = |kind: BearingKind| lines.iter().find(|(own, _)| *own == kind).expect("the line").1;
    let uncovered: Money =
        (0..RUNGS).filter(|rung| !money.covers[*rung]).map(|rung| money.net(rung)).sum();
    assert_eq!(of(BearingKind::Municipality), municipal_for_areas(financing, rows) + uncovered);
    if financing == "populatiebekostiging" {
        assert_eq!(of(BearingKind::GeneralFunds), total(rows, |row| row.general_funds));
    }
    // The identity of section 5, to the millionth: hours used at their tariff, administration and teams.
    let gross = total(rows, |row| row.gross.into_iter().sum());
    let delivered = gross - total(rows, |row| row.provider_margin)
        + total(rows, |row| row.admin_cost + row.team_cost + row.team_cost_other);
    assert_eq!(of(BearingKind::AllParties), delivered);
    assert_eq!(of(BearingKind::Delivered), delivered);
    assert_eq!(of(BearingKind::Other("welzijn".into())), Money::from_f64(5_000.0 / 12.0) * 24);

    // What is booked is what the municipality pays, but for the consortium's part.
    let booked: Money = bookings(record, terms, year).iter().map(|(_, own)| own.saldo()).sum();
    assert_eq!(booked + money.consortium_result, of(BearingKind::Municipality));
    let paid = unit.accounts.municipal_cost[year];
    assert!((paid - of(BearingKind::Municipality).to_f64()).abs() < 1e-6 * paid.max(1.0));
}

#[test]
fn what_parties_bear_adds_up_for_every_financing_and_payment_model() {
    let mut happened = [false; 4];
    for (financing, text) in FINANCING {
        for (budgets, covers) in [(0.5, "[2, 3]"), (2.0, "[3]"), (1.0, "[0, 1, 2, 3]")] {
            let (table, units) = run(&every_pair(text, budgets, covers), 2);
            for (place, unit) in &units {
                for year in 0..table.header.years {
                    check_year(&table, financing, *place, unit, year);
                }
                for row in &unit.realisation.years {
                    happened[0] |= row.consortium_result > Money::ZERO;
                    happened[1] |= row.consortium_result < Money::ZERO;
                    happened[2] |= row.reserve_used > Money::ZERO;
                    happened[3] |= row.provider_margin < Money::ZERO;
                }
            }
        }
    }
    assert_eq!(happened, [true; 4], "kept, borne, drawn from the reserve, a loss of providers");
}

#[test]
fn the_table_keeps_months_areas_and_reserves_as_they_were() {
    let (table, units) = run(&every_pair(FINANCING[2].1, 1.0, "[2, 3]"), 2);
    for (place, unit) in units {
        let record = &table.records[place][unit.draw as usize];
        let months = unit.realisation.months.iter();
        for (own, month) in record.months.iter().zip(months) {
            assert_eq!(
                (own.budget, own.spent_to_date, own.forecast),
                (month.budget, month.spent_to_date, month.forecast)
            );
        }
        for (own, row) in record.areas.iter().zip(&unit.realisation.years) {
            assert_eq!(
                (own.budget, own.spent, own.transfer),
                (row.budget, row.spent, row.transfer)
            );
        }
        // 5% of the historic budgets of the example, 5 million, a tenth of them here.
        assert_eq!(record.opening_reserve, Money::from_f64(25_000.0));
        assert_eq!(record.available_reserve, None);
        // 900,000 euro before cuts of 5% in the second year.
        assert_eq!(record.years[1].specialist_budget, Money::from_f64(855_000.0));
    }
}

/// What households received, by rung, household group and domain.
struct Received<'a> {
    parameters: &'a Parameters,
    cost: [[[f64; DOMAINS]; 2]; RUNGS],
}

impl Observer for Received<'_> {
    const ACTIVE: bool = true;

    fn note(&mut self, _case: &Case, _month: u32, _note: Note) {}

    fn month_end(&mut self, cases: &[Case], _month: u32) {
        for case in cases.iter().filter(|case| case.status == Status::Supported) {
            let rung = usize::from(case.rung);
            let provision = &self.parameters.process.provisions[rung];
            // Households with children are the last two types.
            let group = usize::from(case.kind >= 4);
            for domain in case.domains.indices() {
                let primary = domain == usize::from(case.primary);
                let share =
                    if primary { 1.0 } else { 1.0 - self.parameters.process.invulling.integration };
                let hours = provision.hours[domain] * share * case.multiplier;
                self.cost[rung][group][domain] +=
                    hours.min(provision.max_hours[domain]) * provision.tariff[domain];
            }
        }
    }
}

/// The division that taakvelden rest on, against 32 draws of the example in full (scenario 2, P * Q with a factor of 1
/// here). Shares of the cost of rungs 2 to 4 must agree to one and a half points: chance leaves half a point on rungs
/// with few households, what the division leaves out (saturation of types with many needs, hours cut off at the
/// maximum) no more than the rest.
#[test]
fn the_division_of_a_rung_is_what_households_received() {
    let mut table: Table = example::TEXT.parse().expect("TOML");
    let alternative = example::at(example::at(&mut table, "alternatives"), "scenario2");
    example::lay_over(alternative, "payment.first_line.prestatiebekostiging = {}");
    let scenario = example::scenario(&example::text(&table));
    let parameters = example::central(&scenario, "scenario2");
    let mut received = Received { parameters: &parameters, cost: [[[0.0; DOMAINS]; 2]; RUNGS] };
    for draw in 0..32 {
        observe(&parameters, 5, draw, &mut Scratch::default(), &mut received);
    }
    let place = 2;
    let central = sampling::central(scenario.quantities());
    let header = Header::new(&scenario, &[place], &central);
    let mut budgets = BudgetTable::new(header, Layout::default(), false);
    let unit = Unit::compute(&scenario, place, 0, &central, 5, &mut Scratch::default());
    budgets.accept(&scenario, 0, &unit, &central);
    let CostShares(shares) = budgets.records[0][0].cost_shares(0);
    let mut furthest = 0.0_f64;
    for (rung, (cost, shares)) in received.cost.iter().zip(shares).enumerate().skip(2) {
        let all: f64 = cost.iter().flatten().sum();
        for (cost, share) in cost.iter().flatten().zip(shares.iter().flatten()) {
            furthest = furthest.max((cost / all - share).abs());
        }
        let with_children: f64 = cost[1].iter().sum::<f64>() / all;
        let expected: f64 = shares[1].iter().sum();
        println!("rung {rung}: with children {with_children:.4}, divided as {expected:.4}");
        assert!((with_children - expected).abs() < 0.015, "rung {rung}");
        assert!((shares.iter().flatten().sum::<f64>() - 1.0).abs() < 1e-12);
    }
    println!("largest difference of a domain {furthest:.4}");
    assert!(furthest < 0.015, "{furthest}");
    // Household help costs less an hour, so its share is not that of its needs.
    assert!(shares[0].iter().flatten().all(|share| *share == 0.0), "rung 0 costs nothing");
}

/// A project that begins in the second year: until then it is the nulalternatief on the books too, with its taakvelden,
/// payers and division.
#[test]
fn a_project_that_begins_later_is_booked_as_the_nulalternatief_until_then() {
    let mut table = example::reduced(0.1, 3);
    let costs = |payer: &str, taakveld: &str| {
        format!(
            "team.costs = [{{ item = \"a\", amount = 12_000.0, per = \"team\", when = \"annual\", payer = \"{payer}\", taakveld = \"{taakveld}\" }}]"
        )
    };
    example::lay_over(&mut table, &costs("gemeente", "6.5"));
    let later = format!(
        "start_year = 2016\ninvulling = {{ integration = 0.6 }}\n{}",
        costs("welzijn", "6.1")
    );
    let text = format!("nul = {{ reference = true }}\n[later]\n{later}");
    let mut alternatives: Table = text.parse().expect("TOML");
    for (_, alternative) in &mut alternatives {
        let alternative = alternative.as_table_mut().expect("a table");
        let both = format!("financing.{}\npayment.first_line.{}", FINANCING[0].1, PAYMENT[0]);
        example::lay_over(alternative, &both);
    }
    table.insert("alternatives".into(), Value::Table(alternatives));
    let scenario = example::scenario(&example::text(&table));
    let (budgets, units) = run(&scenario, 2);
    for (place, unit) in &units {
        let (record, terms) =
            (&budgets.records[*place][unit.draw as usize], &budgets.terms[*place]);
        let nul = &budgets.records[0][unit.draw as usize];
        assert_eq!(
            bookings(record, terms, 0)
                .iter()
                .filter(|(_, own)| own.lasten > Money::ZERO)
                .collect::<Vec<_>>(),
            bookings(nul, &budgets.terms[0], 0)
                .iter()
                .filter(|(_, own)| own.lasten > Money::ZERO)
                .collect::<Vec<_>>()
        );
        for year in 0..3 {
            let areas = budgets.header.areas.len();
            let lines = bearing_of(record, terms, year, areas);
            let of = |kind: BearingKind| {
                lines
                    .iter()
                    .find(|(own, _)| *own == kind)
                    .map_or(Money::ZERO, |(_, amount)| *amount)
            };
            assert_eq!(of(BearingKind::AllParties), of(BearingKind::Delivered));
            let others = if *place == 1 && year > 0 { 24_000.0 } else { 0.0 };
            assert_eq!(of(BearingKind::Other("welzijn".into())), Money::from_f64(others));
            let booked: Money = bookings(record, terms, year).iter().map(|(_, b)| b.saldo()).sum();
            assert_eq!(booked, of(BearingKind::Municipality));
        }
    }
}
