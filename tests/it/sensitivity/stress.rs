//! Stress tests of a scenario: the same bits until they begin, the same bits where they change nothing, and the same bits
//! as a scenario that has them written in from the first year on.

use toml::Table;
use wijkraming::analysis::sensitivity::stress::Stressed as Result;
use wijkraming::analysis::{Draws, Measure};
use wijkraming::engine::{Parameters, Scratch};
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::sensitivity::{Drawn, Evaluator, Shock, stress};
use wijkraming::study::{Model, SampleMatrix, Unit, sampling};

use crate::example::{self, ALTERNATIVES};

const SEED: u64 = 31;
const DRAWS: u64 = 2;

/// The example in small, with the stress tests of `text` in the place of its own.
fn with(text: &str) -> Scenario {
    example::scenario(&example::text(&table(text)))
}

fn table(text: &str) -> Table {
    let mut table = example::reduced(0.3, 4);
    table.remove("stress");
    example::lay_over(&mut table, "sampling = { draws = 12 }");
    let own: Table = text.parse().expect("TOML");
    table.extend(own);
    table
}

fn sample(scenario: &Scenario) -> SampleMatrix {
    let plan = scenario.stress_sampling_plan();
    sampling::sample(scenario.stress_quantities(), &plan).expect("a design")
}

fn units(model: &dyn Model, sample: &SampleMatrix) -> Vec<Unit> {
    let mut scratch = Scratch::default();
    let jobs = (0..DRAWS).flat_map(|draw| (0..ALTERNATIVES.len()).map(move |a| (draw, a)));
    jobs.map(|(draw, alternative)| {
        let row = sample.row(draw as usize);
        Unit::compute(model, alternative, draw, row, SEED, &mut scratch)
    })
    .collect()
}

#[test]
fn a_stress_that_changes_nothing_gives_the_same_bits() {
    let scenario = with(
        r#"
        [[stress]]
        id = "niets"
        title = "Niets"
        start_year = 2017
        multiply = { "need" = 1.0, "provisions.3.hours" = 1.0, "effects" = 1.0 }
        [stress.overlay]
        gesprek = { hours = 4.0 }
        effects.bijstand.value = 1_150.0
        areas."Elst Noord".need_factor = 1.45
        budget = { annual_cut = [0.9, 0.9, 0.03, 0.02] }
        "#,
    );
    let sample = sample(&scenario);
    let stressed = scenario.stressed("niets").expect("the stress");
    assert!(units(&stressed, &sample) == units(&scenario, &sample));
}

const SHOCK: &str = r#"
    [[stress]]
    id = "schok"
    title = "Schok"
    start_year = YEAR
    multiply = { "need.annual_rate" = 1.3, "provisions.3.hours" = 1.25 }
    [stress.overlay]
    aanmelding = { outreach = 2.0 }
    team = { members = 1.0 }
    provisions.2 = { hours = 4.0, tariff = 35.0 }
    effects.bijstand = { value = 1_300.0, rate = [0.2, 0.3, 0.4, 0.5] }
    areas.herveld-andelst = { need_factor = 1.6, historic_budget = 700_000.0 }
    budget = { annual_cut = [0.0, 0.1, 0.0, 0.2] }
"#;

/// The overlay of the shock laid over every alternative of the text, and its factors worked out.
fn written_in() -> Scenario {
    let mut table = table("");
    let (mut areas, mut effects) = (table["areas"].clone(), table["effects"].clone());
    let area = areas[1].as_table_mut().expect("a table");
    area.insert("need_factor".into(), 1.6.into());
    area.insert("historic_budget".into(), 700_000.0.into());
    let bijstand = effects.as_array_mut().expect("an array").iter_mut();
    for effect in bijstand.filter(|effect| effect["id"].as_str() == Some("bijstand")) {
        let effect = effect.as_table_mut().expect("a table");
        effect.insert("value".into(), 1_300.0.into());
        effect.insert("rate".into(), vec![0.2, 0.3, 0.4, 0.5].into());
    }
    let rung = example::provision(&mut table, 2);
    rung.insert("hours".into(), 4.0.into());
    rung.insert("tariff".into(), 35.0.into());
    example::scale(example::provision(&mut table, 3), "hours", 1.25);
    let need = example::at(&mut table, "need");
    for (_, rate) in example::at(need, "annual_rate") {
        *rate = (rate.as_float().expect("a rate") * 1.3).into();
    }
    let alternatives = example::at(&mut table, "alternatives");
    for (_, alternative) in alternatives.iter_mut() {
        let alternative = alternative.as_table_mut().expect("a table");
        alternative.insert("areas".into(), areas.clone());
        alternative.insert("effects".into(), effects.clone());
        let rest = "aanmelding = { outreach = 2.0 }\nteam = { members = 1.0 }\n\
                    budget = { annual_cut = [0.0, 0.1, 0.0, 0.2] }";
        example::lay_over(alternative, rest);
    }
    example::scenario(&example::text(&table))
}

/// Parameters at the same values of the quantities that both have; written-in copies of an uncertain number of the base are
/// quantities of their own there, so both are taken at their means.
#[test]
fn a_stress_from_the_first_year_on_equals_the_scenario_with_it_written_in() {
    let scenario = with(&SHOCK.replace("YEAR", "2015"));
    let stressed = scenario.stressed("schok").expect("the stress");
    let written = written_in();
    let one = SampleMatrix::repeated(&sampling::central(stressed.quantities()), 2);
    let other = SampleMatrix::repeated(&sampling::central(written.quantities()), 2);
    for (alternative, id) in ALTERNATIVES.iter().enumerate() {
        let of = |model: &dyn Model, sample: &SampleMatrix| -> Parameters {
            model.parameters(alternative, sample.row(0))
        };
        assert_eq!(of(&stressed, &one), of(&written, &other), "{id}");
        assert!(stressed.switches(alternative, one.row(0)).is_empty());
    }
    assert!(units(&stressed, &one) == units(&written, &other));
}

#[test]
fn until_it_begins_a_stress_is_not_felt_and_then_it_is() {
    let scenario = with(&SHOCK.replace("YEAR", "2017"));
    let sample = sample(&scenario);
    let stressed = scenario.stressed("schok").expect("the stress");
    assert!(stressed.begins());
    for (plain, shocked) in units(&scenario, &sample).iter().zip(units(&stressed, &sample)) {
        let (a, b) = (&plain.realisation, &shocked.realisation);
        assert!(a.years[..4] == b.years[..4] && a.months[..48] == b.months[..48]);
        let parties = plain.accounts.stakeholders.len();
        assert_eq!(plain.accounts.stakeholders, shocked.accounts.stakeholders);
        assert_eq!(plain.accounts.costs[..2 * parties], shocked.accounts.costs[..2 * parties]);
        let in_2017 = 4..6;
        let onsets = |years: &[wijkraming::engine::AreaYear]| -> i64 {
            years[in_2017.clone()].iter().map(|row| row.onsets).sum()
        };
        assert!(onsets(&b.years) > onsets(&a.years), "30% more needs, and need in an area doubled");
        // The budget: what was left in 2016 by the old cuts, shared by the new amounts; no cut in 2017.
        assert!(a.years[4..] != b.years[4..]);
    }
}

/// A number that is multiplied is the drawn one times the factor, in every draw; one that is laid over is drawn apart, and
/// the draws of all others stay what they are.
#[test]
fn draws_of_the_scenario_stay_and_stressed_ones_follow_them() {
    let scenario = with(
        r#"
        [[stress]]
        id = "duur"
        title = "Duur"
        start_year = 2016
        multiply = { "provisions.3.tariff" = 1.2, "financing.wijkbudget.steer" = 2.0 }
        [stress.overlay]
        provisions.4.tariff = { dist = "uniform", min = 120.0, max = 140.0 }
        "#,
    );
    let plain =
        sampling::sample(scenario.quantities(), &scenario.sampling_plan()).expect("possible");
    let sample = sample(&scenario);
    let own = scenario.stress_quantities().len();
    assert_eq!(own, scenario.quantities().len() + 1);
    assert_eq!(scenario.stress_quantities()[own - 1].path, "stress.duur.provisions.4.tariff");
    let stressed = scenario.stressed("duur").expect("the stress");
    for draw in 0..12 {
        let row = sample.row(draw);
        assert_eq!(row[..own - 1], *plain.row(draw));
        for (alternative, id) in ALTERNATIVES.iter().enumerate() {
            let before = stressed.parameters(alternative, row);
            assert_eq!(before, scenario.parameters(alternative, plain.row(draw)), "{id}");
            let [switch] = &stressed.switches(alternative, row)[..] else { panic!("one switch") };
            assert_eq!(switch.year, 1);
            let tariffs = |p: &Parameters, rung: usize| p.process.provisions[rung].tariff;
            let times = tariffs(&before, 3).map(|tariff| tariff * 1.2);
            // The domain with a tariff of its own keeps it.
            for (domain, times) in times.into_iter().enumerate() {
                let adl = domain == 7;
                let expected = if adl { tariffs(&before, 3)[domain] } else { times };
                assert_eq!(tariffs(&switch.parameters, 3)[domain], expected, "{id} {domain}");
            }
            assert_eq!(tariffs(&switch.parameters, 4), [row[own - 1]; 11]);
            let steer = |p: &Parameters| format!("{:?}", p.financing);
            let same = steer(&before) == steer(&switch.parameters);
            assert_eq!(same, *id != "scenario2", "{id}");
        }
    }
}

/// An alternative that begins in 2017 is the nulalternatief before, stressed or not, and itself afterwards: whatever comes
/// first. What should hold is taken from the same scenario in which it is there from the first year on.
#[test]
fn alternatives_that_begin_later_are_stressed_before_and_after() {
    let late = |year: &str| -> Scenario {
        let mut table = table(&SHOCK.replace("YEAR", year));
        example::lay_over(&mut table, "alternatives = { scenario1 = { start_year = 2017 } }");
        example::scenario(&example::text(&table))
    };
    const SCENARIO1: usize = 1;
    for (start, stressed_from) in [("2015", 0), ("2016", 1), ("2017", 2), ("2018", 3)] {
        let scenario = late(start);
        let sample = sample(&scenario);
        let row = sample.row(0);
        let stressed = scenario.stressed("schok").expect("the stress");
        let always = with(&SHOCK.replace("YEAR", "2015"));
        let shocked = always.stressed("schok").expect("the stress");
        let expected = |year: u32| -> Parameters {
            let alternative = if year < 2 { 0 } else { SCENARIO1 };
            let model: &dyn Model = if year < stressed_from { &always } else { &shocked };
            model.parameters(alternative, row)
        };
        let switches = stressed.switches(SCENARIO1, row);
        let mut now = stressed.parameters(SCENARIO1, row);
        let mut years = Vec::new();
        for year in 0..4 {
            if let Some(switch) = switches.iter().find(|switch| switch.year == year) {
                now.clone_from(&switch.parameters);
                years.push(year);
            }
            assert!(now == expected(year), "{start}, year {year}");
        }
        let mut wanted = vec![stressed_from, 2];
        wanted.sort_unstable();
        wanted.dedup();
        wanted.retain(|year| *year > 0);
        assert_eq!((switches.len(), years), (wanted.len(), wanted));
        // Whole realisations: until the stress begins the same bits, and then other ones.
        let (plain, shocked) = (units(&scenario, &sample), units(&stressed, &sample));
        let before = 2 * stressed_from as usize;
        for (plain, shocked) in plain.iter().zip(&shocked) {
            let (a, b) = (&plain.realisation.years, &shocked.realisation.years);
            assert!(a[..before] == b[..before] && a[before..] != b[before..], "{start}");
        }
        // Until it begins it is the nulalternatief, to the last bit.
        let years = |alternative: usize| &shocked[alternative].realisation.years;
        assert!(years(0)[..4] == years(SCENARIO1)[..4] && years(0)[4..] != years(SCENARIO1)[4..]);
    }
}

/// For each year the costs of all parties add up to what was delivered, at the prices of that year; transfers cancel out.
#[test]
fn money_adds_up_under_stress() {
    let scenario = with(&SHOCK.replace("YEAR", "2017"));
    let sample = sample(&scenario);
    let stressed = scenario.stressed("schok").expect("the stress");
    for unit in units(&stressed, &sample) {
        let row = sample.row(unit.draw as usize);
        let first = stressed.parameters(unit.alternative, row);
        let later = &stressed.switches(unit.alternative, row)[0].parameters;
        for year in 0..4 {
            let p = if year < 2 { &first } else { later };
            let rows = &unit.realisation.years[year * 2..][..2];
            let sum = |of: &dyn Fn(&wijkraming::engine::AreaYear) -> f64| -> f64 {
                rows.iter().map(of).sum()
            };
            let delivered = sum(&|row| {
                row.gross.iter().map(|money| money.to_f64()).sum::<f64>()
                    - row.provider_margin.to_f64()
                    + row.admin_cost.to_f64()
                    + row.team_cost.to_f64()
                    + row.team_cost_other.to_f64()
            });
            let informal: f64 = p
                .process
                .provisions
                .iter()
                .enumerate()
                .map(|(rung, provision)| {
                    let hours = sum(&|row| row.hours[rung].to_f64());
                    provision.informal_value.unwrap_or(0.0) * hours
                })
                .sum();
            let count = p.effects.len();
            let units = &unit.realisation.effects[year * 2 * count..][..2 * count];
            let effects: f64 = units
                .iter()
                .enumerate()
                .map(|(place, units)| units * p.effects[place % count].value)
                .sum();
            let paid: f64 = unit.accounts.year(year).iter().sum();
            let expected = delivered + informal + effects;
            assert!((paid - expected).abs() < 1e-9 * expected + 0.01, "{paid}, not {expected}");
        }
    }
}

/// Changes are those of the draws of a run, and a stress beyond a run that was made shorter changes nothing at all.
#[test]
fn the_change_under_stress_is_taken_draw_by_draw() {
    let text =
        SHOCK.replace("YEAR", "2016") + &SHOCK.replace("YEAR", "2017").replace("schok", "later");
    let text = example::text(&table(&text));
    let shorter = LoadOptions { sets: vec!["time.years=2".into()], ..LoadOptions::default() };
    let scenario = Scenario::from_text("test", &text, &shorter).expect("a scenario");
    let sample = sample(&scenario);
    let measures = [Measure::MunicipalCost, Measure::NetPresentValue];
    let evaluator = Evaluator::new(&scenario, (0..5).collect(), &measures, SEED);
    let models: Vec<_> = scenario
        .stresses()
        .map(|name| (name.clone(), scenario.stressed(&name.id).expect("it is there")))
        .collect();
    assert!(models[0].1.begins() && !models[1].1.begins());
    let shocks: Vec<Shock> = models
        .iter()
        .map(|(name, model)| Shock {
            id: name.id.clone(),
            title: name.title.clone(),
            start_year: name.start_year,
            source: name.source.clone(),
            note: name.note.clone(),
            model,
        })
        .collect();
    let drawn = Drawn { sample: sample.clone(), draws: Draws::independent(sample.draws) };
    let found: Vec<Result> = stress(&evaluator, &shocks, &measures, &drawn, &|| ());
    let line = |result: &Result, alternative: &str| {
        let is = |line: &&wijkraming::analysis::sensitivity::stress::StressLine| {
            line.output.alternative == alternative && line.output.against.is_none()
        };
        result.lines.iter().find(is).expect("the line").clone()
    };
    for (place, id) in ALTERNATIVES.iter().enumerate() {
        let cost = |model: &dyn Model, draw: usize| -> f64 {
            let mut scratch = Scratch::default();
            let row = sample.row(draw);
            let unit = Unit::compute(model, place, draw as u64, row, SEED, &mut scratch);
            unit.accounts.municipal_cost.iter().sum()
        };
        let changes: Vec<f64> =
            (0..12).map(|draw| cost(&models[0].1, draw) - cost(&scenario, draw)).collect();
        let mean = changes.iter().sum::<f64>() / 12.0;
        let sd = (changes.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / 11.0).sqrt();
        let shown = line(&found[0], id).change.estimate;
        assert!((shown.mean - mean).abs() < 1e-6 * mean.abs() + 1e-6, "{id}");
        let error = shown.standard_error.expect("draws");
        assert!((error / (sd / 12.0_f64.sqrt()) - 1.0).abs() < 1e-9, "{id}");
        let none = line(&found[1], id);
        assert_eq!((none.change.estimate.mean, none.unstressed), (0.0, none.stressed));
    }
}
