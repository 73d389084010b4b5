//! Made-up numbers of the demo for what a council asks beside the key table: five alternatives, three years.

use super::demo::{difference, estimate, probability};
use wijkraming::report::view::*;

/// A red square of one pixel.
pub const PIXEL: [u8; 69] = [
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53,
    0xde, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0xf8, 0xcf, 0xc0, 0x00,
    0x00, 0x03, 0x01, 0x01, 0x00, 0xf7, 0x03, 0x41, 0x43, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e,
    0x44, 0xae, 0x42, 0x60, 0x82,
];

pub fn council() -> Council {
    Council {
        brand: Brand {
            name: "Gemeente Overbetuwe".to_owned(),
            logo: Some(PIXEL.to_vec()),
            colours: Some(["#7a1f4b".to_owned(), "#e79abf".to_owned()]),
            date: Some((2026, 11, 24)),
            author: "Team Onderzoek".to_owned(),
        },
        setups: setups(),
        changes: changes(),
        matrix_points: cells(41_000.0, [900.0, 2_100.0, 1_300.0, -40.0], 800.0),
        effects: effects(),
        taakvelden: (0..5).map(|_| taakvelden()).collect(),
        society: society(),
        certainty: certainty(),
        stress: StressTests {
            known: vec![
                ("Hogere instroom".to_owned(), 2018),
                ("Tarieven stijgen".to_owned(), 2017),
            ],
            command: "wijkraming stress scenarios/overbetuwe.toml --out stress".to_owned(),
            ..StressTests::default()
        },
        is_calibrated: false,
        leaves_out: vec!["beschermd wonen".to_owned()],
        hashes: vec![
            (Hashed::Library, "aa".repeat(32)),
            (Hashed::Table("results.csv".to_owned()), "bb".repeat(32)),
        ],
    }
}

fn setups() -> Vec<Setup> {
    let setup = |financing: &str, payment: &str, start_year| Setup {
        financing: financing.to_owned(),
        first_line: payment.to_owned(),
        specialist: "prestatiebekostiging".to_owned(),
        start_year,
    };
    vec![
        setup("gemeente", "prestatiebekostiging", None),
        setup("gemeente", "trekkingsrecht", Some(2016)),
        setup("wijkbudget", "prestatiebekostiging", Some(2016)),
        setup("populatiebekostiging", "resultaatbekostiging", Some(2016)),
        setup("gemeente", "resultaatbekostiging", Some(2016)),
    ]
}

fn changes() -> Vec<Change> {
    let change = |path: &str, values: [Option<&str>; 5]| Change {
        path: path.to_owned(),
        values: values.map(|value| value.map(str::to_owned)).to_vec(),
    };
    vec![
        change("team.members", [Some("0"), Some("4"), Some("4.5"), Some("4"), Some("4")]),
        change("financing.corridor", [None, None, Some("0.05"), None, None]),
    ]
}

/// The level of the reference, and differences of the others with one spread.
fn cells(level: f64, differences: [f64; 4], spread: f64) -> Vec<KeyCell> {
    let reference = KeyCell { level: Some(estimate(level, 2.0 * spread)), ..KeyCell::default() };
    let project = |change: f64| KeyCell {
        level: Some(estimate(level + change, 2.0 * spread)),
        difference: Some(difference(change, spread)),
        few: false,
    };
    std::iter::once(reference).chain(differences.map(project)).collect()
}

fn effects() -> Vec<EffectRow> {
    let row = |label: &str, unit: &str, pm, level| EffectRow {
        label: label.to_owned(),
        unit: unit.to_owned(),
        pm,
        source: "Aedes 2015".to_owned(),
        grade: Some(Grade::C),
        cells: cells(level, [-12.0, -31.0, -14.0, 1.0], 9.0),
    };
    vec![
        row("Huisuitzetting", "uitzettingen", false, 210.0),
        row("Verlies aan vertrouwen", "meldingen", true, 900.0),
    ]
}

/// A budget of a million of which 0.9, 1.0 and 1.2 million are spent: 100 left, nothing clear, 200 short.
fn taakvelden() -> TaakveldTable {
    let cell = |(spent, nadeel): (f64, Option<bool>)| {
        Some(TaakveldCell {
            budget: Some(1e6),
            actual: estimate(spent, 5e4),
            difference: Some(estimate(1e6 - spent, 5e4)),
            nadeel,
            chance: Some(probability((spent / 1e6 - 0.5).min(1.0))),
        })
    };
    let cells = || [(9e5, Some(false)), (1e6, None), (1.2e6, Some(true))].map(cell).to_vec();
    let row = |kind, code: &str, name: &str| TaakveldRow {
        kind,
        code: code.to_owned(),
        name: name.to_owned(),
        cells: cells(),
    };
    let mut reserve = row(TaakveldKind::Reserve, "0.10", "Mutaties reserves");
    for cell in reserve.cells.iter_mut().flatten() {
        (cell.budget, cell.difference, cell.nadeel, cell.chance) = (None, None, None, None);
    }
    TaakveldTable {
        years: vec![2015, 2016, 2017],
        rows: vec![
            row(TaakveldKind::Taakveld, "6.2", "Wijkteams"),
            row(TaakveldKind::Total, "", ""),
            reserve,
        ],
    }
}

fn projects<T: Copy>(values: [T; 4]) -> Vec<Option<T>> {
    std::iter::once(None).chain(values.map(Some)).collect()
}

fn euros(means: [f64; 4]) -> Vec<Option<Estimate>> {
    projects(means.map(|mean| estimate(mean, 0.4 * mean.abs() + 1e5)))
}

/// Costs and benefits of the same balance as the key table; the purse pays less and gains less.
fn society() -> Society {
    let total = |looker, total, means| TotalRow { looker, total, cells: euros(means) };
    let ratio = |looker| RatioRow {
        looker,
        cells: projects([
            (Ratio::Dominant, probability(0.9)),
            (Ratio::Benefits { value: 1.8, se: Some(0.07) }, probability(0.95)),
            (Ratio::Saving { value: 2.5, se: None }, probability(0.8)),
            (Ratio::Dominated, probability(0.5)),
        ]),
    };
    let payback = |looker| PaybackRow {
        looker,
        cells: projects([
            Payback { median: Some(1), never: probability(0.01) },
            Payback { median: Some(4), never: probability(0.2) },
            Payback { median: None, never: probability(0.8) },
            Payback { median: None, never: probability(1.0) },
        ]),
    };
    let party = |name: &str, gains: [(f64, f64); 4]| {
        (name.to_owned(), projects(gains.map(|(mean, spread)| difference(mean, spread))))
    };
    let variant = |variant, factor: f64| VariantRow {
        variant,
        cells: euros([12.3e6, 7.7e6, 15.2e6, -2.2e6].map(|mean| factor * mean)),
    };
    Society {
        totals: vec![
            total(Looker::Society, Total::Costs, [-4.0e6, -1.0e6, -3.0e6, 3.0e6]),
            total(Looker::Society, Total::Benefits, [8.3e6, 6.7e6, 12.2e6, 0.8e6]),
            total(Looker::Society, Total::Net, [12.3e6, 7.7e6, 15.2e6, -2.2e6]),
            total(Looker::Purse, Total::Costs, [-3.0e6, -0.5e6, -2.0e6, 3.5e6]),
            total(Looker::Purse, Total::Benefits, [1.1e6, 0.4e6, 0.6e6, 0.3e6]),
            total(Looker::Purse, Total::Net, [4.1e6, 0.9e6, 2.6e6, -3.2e6]),
        ],
        ratios: vec![ratio(Looker::Society), ratio(Looker::Purse)],
        paybacks: vec![payback(Looker::Society), payback(Looker::Purse)],
        items: vec![
            ItemRow {
                item: ItemName::Programme("team".to_owned()),
                cells: euros([-1e6, -1e6, -1e6, -1e6]),
            },
            ItemRow {
                item: ItemName::Effect("Huisuitzetting".to_owned()),
                cells: euros([1e5, 3e5, 2e5, 0.0]),
            },
        ],
        transfers: vec![TransferRow {
            item: ItemName::Programme("eigen_bijdrage".to_owned()),
            from: "huishouden".to_owned(),
            to: "gemeente".to_owned(),
            cells: euros([-3e5, -1e5, -2e5, 1e5]),
        }],
        parties: vec![
            party("gemeente", [(4.1e6, 2.0e6), (0.9e6, 2.7e6), (2.6e6, 1.3e6), (-3.2e6, 1.8e6)]),
            party("huishouden", [(8.4e6, 3.0e6), (7.9e6, 3.0e6), (11.0e6, 3.0e6), (1.3e6, 3.0e6)]),
        ],
        variants: vec![
            variant(Variant::AsRun, 1.0),
            variant(Variant::DiscountRate(0.055), 0.8),
            variant(Variant::Years(3), 0.2),
            variant(Variant::EffectSize(0.75), 0.75),
        ],
    }
}

fn certainty() -> Certainty {
    let precise = |value: f64| Precise { value, se: Some(0.05 * value.abs() + 1e-3), range: None };
    let judged = |best, close, chances: [f64; 5], behind: [f64; 5]| Judged {
        best,
        close,
        chances: chances.map(probability).to_vec(),
        behind: behind.map(precise).to_vec(),
        evpi: precise(4.1e5),
    };
    Certainty {
        society: Some(judged(
            3,
            None,
            [0.0, 0.1, 0.05, 0.84, 0.01],
            [15.2e6, 2.9e6, 7.5e6, 0.0, 17.4e6],
        )),
        purse: Some(judged(
            1,
            Some(3),
            [0.05, 0.4, 0.15, 0.4, 0.0],
            [4.1e6, 0.0, 3.2e6, 1e5, 7.3e6],
        )),
        worth: vec![Worth {
            name: "provisions.3.tariff".to_owned(),
            evppi: Some(precise(9.1e4)),
            is_worth_knowing: true,
            share: Some(precise(0.31)),
        }],
        shares_of: Some(3),
        too_large: false,
        quantities: 64,
        unclear: Some(63),
    }
}

/// The same with the outcome of one stress test.
pub fn with_stress(mut council: Council) -> Council {
    council.stress.draws = 60;
    council.stress.results = vec![StressResult {
        title: "Hogere instroom".to_owned(),
        start_year: 2018,
        note: "een kwart meer aanmeldingen".to_owned(),
        source: "aanname".to_owned(),
        rows: vec![StressRow {
            measure: Measure::MunicipalCost,
            cells: vec![Some(difference(2.5e6, 5e5)); 5],
        }],
    }];
    council
}
