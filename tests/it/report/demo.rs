//! A view with made-up numbers, large enough to look at: five alternatives and as many areas as one asks for.

use wijkraming::report::view::*;

const TITLES: [&str; 5] = [
    "Nulalternatief: sectorale loketten",
    "Scenario 1: gemeente regie, trekkingsrecht",
    "Scenario 2: wijkbudget, consortium",
    "Populatiebekostiging met vereveningsreserve, resultaatgebieden",
    "Resultaatbekostiging per huishouden",
];
const IDS: [&str; 5] = ["nul", "scenario1", "scenario2", "populatie", "resultaat"];
const AREAS: [&str; 12] = [
    "Elst Noord",
    "Elst Zuid",
    "Herveld-Andelst",
    "Zetten-Hemmen",
    "Heteren",
    "Driel",
    "Randwijk",
    "Oosterhout",
    "Valburg-Homoet",
    "Slijk-Ewijk",
    "Dodewaard",
    "Snodenhoek",
];
const YEARS: usize = 10;

pub fn estimate(mean: f64, spread: f64) -> Estimate {
    Estimate {
        mean,
        p5: mean - spread,
        p95: mean + spread,
        se: Some(spread / 1.645 / 200f64.sqrt()),
        bounds_se: [Some(2.11 * spread / 1.645 / 200f64.sqrt()); 2],
    }
}

pub fn probability(p: f64) -> Probability {
    let p = p.clamp(0.0, 1.0);
    let half = 1.96 * (p * (1.0 - p) / 200.0).sqrt() + 0.004;
    Probability { p, low: (p - half).max(0.0), high: (p + half).min(1.0) }
}

pub fn difference(mean: f64, spread: f64) -> Difference {
    let z = mean / (spread / 1.645);
    let above = 1.0 / (1.0 + (-1.7 * z).exp());
    Difference {
        estimate: estimate(mean, spread),
        below: probability(1.0 - above),
        above: probability(above),
    }
}

/// The demo with this many areas.
pub fn view(areas: usize) -> View {
    View {
        lang: Lang::Nl,
        title: "Sociale kernteams Overbetuwe: voorbeeld".to_owned(),
        municipality: "Overbetuwe".to_owned(),
        start_year: 2015,
        years: YEARS as u32,
        price_year: 2015,
        households: 18_930,
        alternatives: alternatives(),
        key_table: key_table(),
        overrun: overrun(areas),
        areas: area_counts(areas),
        welfare: welfare(),
        budgets: budgets(),
        charts: charts(areas),
        assumptions: assumptions(),
        pro_memorie: vec![
            "Verlies aan vertrouwen".to_owned(),
            "Minder overlast in de buurt".to_owned(),
        ],
        remarks: vec!["Dit is een voorbeeld met verzonnen cijfers.".to_owned()],
        precision: precision(areas),
        council: super::demo_council::council(),
        reproduction: Reproduction {
            version: "0.1.0".to_owned(),
            seed: 20_150_101,
            draws: 200,
            method: "latin-hypercube".to_owned(),
            scenario_file: "scenarios/overbetuwe.toml".to_owned(),
            scenario_hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
                .to_owned(),
            command: "wijkraming run scenarios/overbetuwe.toml --draws 200 --seed 20150101"
                .to_owned(),
        },
    }
}

/// Five draws of chance for each draw of the assumptions, and few draws.
fn precision(areas: usize) -> Precision {
    let share =
        |index: usize| SpreadShare { share: 0.9 * noise(index), se: Some(0.05), below_zero: false };
    let row = |(index, measure)| SpreadRow {
        measure,
        level: (0..5).map(|column| Some(share(7 * index + column))).collect(),
        difference: (0..5).map(|column| (column > 0).then(|| share(3 * index + column))).collect(),
    };
    let measures = [Measure::MunicipalCost, Measure::MeanWait].into_iter().enumerate();
    Precision {
        rows: 40,
        replications: 5,
        central: false,
        cautious: true,
        batches: 0,
        spread: measures.map(row).collect(),
        few_beyond: Some(FewBeyond { beyond: 2.0, needed: 1000, enough: 50.0 }),
        few_events: (areas > 0).then(|| FewEvents {
            few: 3,
            all: 5 * areas as u64,
            below: 5.0,
            area: area_name(0),
            alternative: 1,
            overrun: true,
            events: 0.0,
            draws: 200,
            bound: 0.019,
            needed: 400,
        }),
    }
}

fn alternatives() -> Vec<Alternative> {
    let one = |index: usize| Alternative {
        id: IDS[index].to_owned(),
        title: TITLES[index].to_owned(),
        short: Alternative::short_of(TITLES[index]),
        is_reference: index == 0,
    };
    (0..5).map(one).collect()
}

fn row(
    measure: Measure,
    unit: Unit,
    level: Option<(f64, f64)>,
    differences: [(f64, f64); 4],
) -> KeyRow {
    let cell = |index: usize| {
        let change = if index == 0 { (0.0, 0.0) } else { differences[index - 1] };
        KeyCell {
            level: level.map(|(mean, spread)| estimate(mean + change.0, spread)),
            difference: (index > 0).then(|| difference(change.0, change.1)),
            few: false,
        }
    };
    KeyRow { measure, unit, cells: (0..5).map(cell).collect() }
}

fn key_table() -> Vec<KeyRow> {
    let cost = [(-4.52e6, 2.1e6), (-1.1e6, 2.9e6), (-2.9e6, 1.4e6), (3.4e6, 1.9e6)];
    let per_year = cost.map(|(mean, spread)| (mean / 10.0, spread / 10.0));
    let value = [(12.3e6, 6.1e6), (7.7e6, 8.0e6), (15.2e6, 6.9e6), (-2.2e6, 5.9e6)];
    let purse = [(4.1e6, 2.0e6), (0.9e6, 2.7e6), (2.6e6, 1.3e6), (-3.2e6, 1.8e6)];
    let wait = [(-3.1, 0.9), (-3.6, 0.8), (-2.2, 1.0), (0.1, 0.7)];
    let crisis = [(-1900.0, 800.0), (-2300.0, 900.0), (-1500.0, 700.0), (-200.0, 650.0)];
    vec![
        row(Measure::MunicipalCost, Unit::Euro, Some((61.2e6, 5.7e6)), cost),
        row(Measure::MunicipalCostPerYear, Unit::EuroPerYear, Some((6.12e6, 0.57e6)), per_year),
        row(Measure::NetPresentValue, Unit::Euro, None, value),
        row(Measure::MunicipalNetPresentValue, Unit::Euro, None, purse),
        row(Measure::MeanWait, Unit::Months, Some((5.6, 1.4)), wait),
        row(
            Measure::CrisisHouseholdMonths,
            Unit::HouseholdMonths,
            Some((12_400.0, 1_900.0)),
            crisis,
        ),
    ]
}

fn welfare() -> Welfare {
    let parties: [(Option<&str>, [f64; 4]); 5] = [
        (None, [12.3e6, 7.7e6, 15.2e6, -2.2e6]),
        (Some("gemeente"), [4.1e6, 0.9e6, 2.6e6, -3.2e6]),
        (Some("huishouden"), [8.4e6, 7.9e6, 11.0e6, 1.3e6]),
        (Some("netwerk"), [-0.2e6, -0.3e6, -0.2e6, -0.1e6]),
        (Some("woningcorporatie"), [0.0, -0.8e6, 1.8e6, -0.2e6]),
    ];
    let row = |(party, means): (Option<&str>, [f64; 4])| PartyRow {
        party: party.map(str::to_owned),
        cells: std::iter::once(None)
            .chain(means.map(|mean| Some(estimate(mean, 0.4 * mean.abs() + 1e5))))
            .collect(),
    };
    let chances = |chances: [f64; 4]| {
        std::iter::once(None).chain(chances.map(|p| Some(probability(p)))).collect()
    };
    Welfare {
        parties: parties.map(row).to_vec(),
        within_years: 3,
        recouped_society: chances([0.9, 0.7, 0.97, 0.2]),
        recouped_purse: chances([0.6, 0.3, 0.5, 0.0]),
    }
}

/// Area budgets of 50 million, general funds of 5; households 4, providers gain 1: 58 million delivered.
fn budgets() -> Budgets {
    let row = |part, mean: f64| BearingRow {
        part,
        cells: vec![Some(estimate(mean, 0.2 * mean.abs())); 5],
    };
    let party = |name: &str| BearingPart::Party(name.to_owned());
    let precise = |value: f64| Precise {
        value,
        se: Some(0.05 * value),
        range: Some((0.9 * value, 1.1 * value)),
    };
    let reserve = |(place, certainty): (usize, &f64)| ReserveRow {
        certainty: *certainty,
        cells: vec![
            ReserveCell {
                pooled: precise(4e6 + 1e6 * place as f64),
                separate: precise(6e6 + 1e6 * place as f64),
                gain: precise(2e6),
            };
            5
        ],
    };
    Budgets {
        bearing: vec![
            row(BearingPart::AreaBudgets, 50e6),
            row(BearingPart::GeneralFunds, 5e6),
            row(party("gemeente"), 55e6),
            row(party("huishouden"), 4e6),
            row(party("aanbieders"), -1e6),
            row(BearingPart::Delivered, 58e6),
        ],
        reserve: [0.70, 0.75, 0.80, 0.85, 0.90, 0.95].iter().enumerate().map(reserve).collect(),
        recouped: std::iter::once(None)
            .chain([0.6, 0.3, 0.5, 0.0].map(|p| Some(probability(p))))
            .collect(),
        absorbed: std::iter::once(None)
            .chain([0.4, 1.1, 0.2, -0.1].map(|part| Some(estimate(part, 0.3))))
            .collect(),
    }
}

fn area_name(index: usize) -> String {
    match AREAS.get(index) {
        Some(name) => (*name).to_owned(),
        None => format!("Wijk {:02} van de kern", index + 1),
    }
}

/// A made-up number between 0 and 1.
fn noise(index: usize) -> f64 {
    (index as f64 * 0.618_034 + 0.37).fract()
}

fn overrun(areas: usize) -> OverrunTable {
    let cell = |area: usize, alternative: usize| {
        probability(noise(area * 3) * 1.25 - 0.15 - 0.12 * ((alternative * 2) % 5) as f64)
    };
    let row = |area: usize| OverrunRow {
        area: area_name(area),
        cells: (0..5).map(|alternative| cell(area, alternative)).collect(),
    };
    OverrunTable { period: OverrunPeriod::Year(2019), areas: (0..areas).map(row).collect() }
}

pub fn bands(count: usize, median: impl Fn(usize) -> f64, spread: impl Fn(usize) -> f64) -> Bands {
    let at =
        |z: f64| (0..count).map(|index| (median(index) + z * spread(index)).max(0.0)).collect();
    let largest = spread(count - 1) / 200f64.sqrt();
    Bands {
        p5: at(-1.645),
        p25: at(-0.674),
        p50: at(0.0),
        p75: at(0.674),
        p95: at(1.645),
        largest_errors: [2.11, 1.25, 2.11].map(|times| Some(times * largest)),
    }
}

fn charts(areas: usize) -> ChartData {
    let months = Periods { start_year: 2015, per_year: 12, count: YEARS * 12 };
    let time = |unit, level: [f64; 5], shape: fn(f64) -> f64, growth: f64| TimeChart {
        unit,
        periods: months,
        series: level
            .map(|level| {
                let median = move |index: usize| {
                    let wiggle = 1.0 + 0.03 * (noise(index) - 0.5);
                    level * shape((index + 1) as f64 / 120.0) * wiggle
                };
                bands(120, median, |index| growth * median(index) * (1.0 + index as f64 / 60.0))
            })
            .to_vec(),
        fewest: 0.0,
    };
    ChartData {
        cumulative_cost: Some(TimeChart {
            unit: Unit::Euro,
            periods: months,
            series: [61.2e6, 56.7e6, 60.1e6, 58.3e6, 64.6e6]
                .map(|end| {
                    let median = move |index: usize| end * (index + 1) as f64 / 120.0;
                    bands(120, median, |index| 0.002 * end * (index + 1) as f64 / 4.0)
                })
                .to_vec(),
            fewest: 0.0,
        }),
        waiting: Some(time(
            Unit::Households,
            [240.0, 40.0, 25.0, 90.0, 245.0],
            |x| 1.0 - (-4.0 * x).exp(),
            0.08,
        )),
        severity: Some(time(
            Unit::Households,
            [118.0, 96.0, 93.0, 101.0, 117.0],
            |x| 0.7 + 0.3 * x,
            0.06,
        )),
        uitputting: Some(uitputting(areas)),
        more: super::demo_charts::more(5, &(0..areas).map(area_name).collect::<Vec<_>>()),
    }
}

fn uitputting(areas: usize) -> Uitputting {
    let panel = |area: usize| {
        let end = 0.82 + 0.34 * noise(area * 3);
        UitputtingPanel {
            area: area_name(area),
            spent_share: bands(
                12,
                |month| end * (month + 1) as f64 / 12.0,
                |month| 0.007 * (month + 1) as f64,
            ),
            overrun: probability((end - 0.86) * 4.5),
            budget_eur: Some(1.1e6),
        }
    };
    Uitputting { alternative: 0, year: 2019, panels: (0..areas).map(panel).collect() }
}

fn assumptions() -> Vec<Assumption> {
    let one =
        |path: &str, value: AssumedValue, range, unit: &str, source: &str, grade, note: &str| {
            Assumption {
                path: path.to_owned(),
                value,
                range,
                unit: unit.to_owned(),
                source: source.to_owned(),
                grade,
                note: note.to_owned(),
                written: None,
            }
        };
    use AssumedValue::{Number, Words};
    vec![
        one(
            "valuation.discount_rate",
            Number(0.0225),
            None,
            "per jaar",
            "Werkgroep discontovoet 2020",
            Some(Grade::A),
            "",
        ),
        one(
            "provisions.3.tariff",
            Number(46.67),
            Some((40.9, 53.6)),
            "euro per uur",
            "",
            Some(Grade::D),
            "aanname, niet onderbouwd",
        ),
        one(
            "team.members",
            Number(5.0),
            None,
            "professionals",
            "Businesscase sociale kernteams",
            Some(Grade::B),
            "",
        ),
        one(
            "need.initial_severity",
            Words("0,45 / 0,35 / 0,15 / 0,05".to_owned()),
            None,
            "aandeel",
            "",
            None,
            "",
        ),
        one(
            "effects.huisuitzetting.value",
            Number(8500.0),
            Some((5900.0, 11_900.0)),
            "euro",
            "Aedes; Stadlander via BN DeStem",
            Some(Grade::C),
            "alleen directe kosten",
        ),
    ]
}

/// Households by area, the first of which are few.
fn area_counts(areas: usize) -> AreaCounts {
    let precise = |value: f64| Precise { value, se: Some(value / 20.0), range: None };
    let cell = |area: usize, alternative: usize| 3.0 + 12.0 * area as f64 + alternative as f64;
    let table = |measure: AreaMeasure| AreaTable {
        measure,
        cells: (0..areas)
            .map(|area| (0..TITLES.len()).map(|own| precise(cell(area, own))).collect())
            .collect(),
        total: (0..TITLES.len())
            .map(|own| precise((0..areas).map(|area| cell(area, own)).sum()))
            .collect(),
    };
    AreaCounts {
        exact: false,
        areas: (0..areas).map(|area| AREAS[area % AREAS.len()].to_owned()).collect(),
        tables: vec![table(AreaMeasure::Clients), table(AreaMeasure::Waiting)],
    }
}
