//! Units by themselves: the numbers of a run, on any number of threads, in any division, over a wire.

use wijkraming::analysis::net_present_values;
use wijkraming::batch::{Meaning, UnitError, UnitJob, UnitResult, WrongSize, compute};
use wijkraming::engine::COLUMNS;
use wijkraming::mkba::View;
use wijkraming::scenario::{LoadOptions, Scenario};
use wijkraming::study::{Header, Model, Plan as Study, SampleTable, run, sampling};

use super::{place, plan};

fn in_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    pool.install(work)
}

fn results(units: &[UnitJob]) -> Vec<UnitResult> {
    units.iter().map(|unit| compute(unit).expect("a result")).collect()
}

/// What `run` makes of the scenario of a unit, all draws at once.
fn table(unit: &UnitJob) -> SampleTable {
    let options = LoadOptions { sets: unit.sets.clone(), ..LoadOptions::default() };
    let scenario = Scenario::from_text("run", &unit.scenario, &options).expect("a scenario");
    let plan = Study {
        seed: scenario.sampling.seed,
        draws: 0..6,
        alternatives: (0..scenario.alternatives().len()).collect(),
    };
    let sample = sampling::sample(scenario.quantities(), &scenario.sampling_plan()).unwrap();
    let central = sampling::central(scenario.quantities());
    let mut table = SampleTable::new(Header::new(&scenario, &plan.alternatives, &central));
    run::<()>(&scenario, &plan, &sample, &|| (), &mut |place, unit| {
        table.accept(place, unit);
        Ok(())
    })
    .unwrap();
    table
}

/// The totals that a run tells, and the net present values that its analysis makes of all draws together.
#[test]
fn the_units_of_a_cell_hold_the_numbers_of_a_run() {
    let place = place();
    let plan = plan(&place);
    let units: Vec<&UnitJob> =
        plan.units().iter().filter(|unit| unit.cell.variant == "leden_2").collect();
    assert_eq!(units.len(), 3);
    let table = table(units[0]);
    for (at, unit) in units.iter().enumerate() {
        let result = compute(unit).expect("a result");
        let column = |name: &str| result.column(unit, "draws", name).expect("a column").to_vec();
        let row = |draw: usize, alternative: usize| draw * 5 + alternative;
        for alternative in 0..5 {
            let societal = net_present_values(&table, alternative, View::Society);
            let municipal = net_present_values(&table, alternative, View::Municipality);
            for draw in 0..2 {
                let outcome = &table.outcomes[alternative][2 * at + draw];
                for known in COLUMNS {
                    let whole = column(known.name)[row(draw, alternative)];
                    let expected = table.total(outcome, known.name).unwrap();
                    let scale = match known.kind {
                        wijkraming::engine::Kind::Count => 1.0,
                        wijkraming::engine::Kind::Amount => 1e6,
                    };
                    assert_eq!(whole as f64 / scale, expected, "{} {draw}", known.name);
                }
                for effect in &unit.shape.effects {
                    let name = format!("effect_{effect}");
                    let bits = column(&name)[row(draw, alternative)];
                    assert_eq!(f64::from_bits(bits as u64), table.total(outcome, &name).unwrap());
                }
                let cost: f64 = outcome.municipal_cost.iter().sum();
                let stored = column("municipal_cost")[row(draw, alternative)] as f64 / 1e6;
                assert!((stored - cost).abs() < 1e-4, "{stored} {cost}");
                if alternative > 0 {
                    let net = column("net_present_value")[row(draw, alternative)];
                    assert_eq!(net as f64 / 1e6, societal[2 * at + draw]);
                    let net = column("municipal_net_present_value")[row(draw, alternative)];
                    assert_eq!(net as f64 / 1e6, municipal[2 * at + draw]);
                } else {
                    assert_eq!(column("net_present_value")[row(draw, 0)], 0);
                }
            }
        }
    }
}

#[test]
fn years_and_areas_add_up_to_the_draws_exactly() {
    let place = place();
    for detail in ["years", "areas"] {
        let text = super::PLAN.replace("detail = \"years\"", &format!("detail = {detail:?}"));
        place.write("plan.toml", &text);
        let plan = plan(&place);
        let unit = &plan.units()[0];
        let result = compute(unit).expect("a result");
        let tables = unit.tables();
        assert_eq!(tables[1].name, detail);
        let rows_per_total = (tables[1].rows / tables[0].rows) as usize;
        for shape in &tables[1].columns {
            let stock = shape.name == "queue_end";
            let sums = matches!(shape.meaning, Meaning::Whole | Meaning::Millionths);
            if !sums || stock || ["draw", "year"].contains(&shape.name.as_str()) {
                continue;
            }
            let parts = result.column(unit, detail, &shape.name).unwrap();
            let whole = result.column(unit, "draws", &shape.name).unwrap();
            for (part, whole) in parts.chunks(rows_per_total).zip(whole) {
                assert_eq!(part.iter().sum::<i64>(), *whole, "{detail} {}", shape.name);
            }
        }
    }
}

#[test]
fn threads_division_and_json_change_no_bit() {
    let place = place();
    let units = plan(&place).into_units();
    let one = in_pool(1, || results(&units));
    let three = in_pool(3, || results(&units));
    assert_eq!(one, three);
    let sent: Vec<UnitJob> = units
        .iter()
        .map(|unit| serde_json::from_str(&serde_json::to_string(unit).unwrap()).unwrap())
        .collect();
    assert_eq!(sent, units);
    assert_eq!(results(&sent), one);
    // Other units of the same cells: the same rows of every column.
    place.write("plan.toml", &super::PLAN.replace("draws_per_unit = 2", "draws_per_unit = 6"));
    let whole = plan(&place).into_units();
    assert_eq!((units.len(), whole.len()), (6, 2));
    for (cell, unit) in whole.iter().enumerate() {
        let result = compute(unit).unwrap();
        for table in unit.tables() {
            for column in &table.columns {
                let joined: Vec<i64> = (3 * cell..3 * cell + 3)
                    .flat_map(|at| one[at].column(&units[at], table.name, &column.name).unwrap())
                    .copied()
                    .collect();
                let all = result.column(unit, table.name, &column.name).unwrap();
                assert_eq!(joined, all, "{} {}", table.name, column.name);
            }
        }
    }
}

#[test]
fn a_job_that_was_changed_or_is_of_another_program_is_refused() {
    let place = place();
    let unit = plan(&place).into_units().remove(0);
    let changed = UnitJob { rows: 0..3, ..unit.clone() };
    assert_eq!(compute(&changed), Err(UnitError::Key));
    let with_key = |unit: UnitJob| UnitJob { key: unit.made_key(), ..unit };
    let other = with_key(UnitJob { scenario_sha256: "0".into(), ..unit.clone() });
    assert_eq!(compute(&other), Err(UnitError::Changed));
    let other = with_key(UnitJob { scenario: "format = 1".into(), ..unit.clone() });
    assert!(matches!(compute(&other), Err(UnitError::Scenario(_))));
    for change in ["version", "data", "fingerprint"] {
        let mut other = unit.clone();
        let field = match change {
            "version" => &mut other.program.version,
            "data" => &mut other.program.data_sha256,
            _ => &mut other.program.fingerprint,
        };
        field.push('x');
        let Err(UnitError::Foreign(how)) = compute(&with_key(other)) else { panic!("{change}") };
        assert!(!how.is_empty());
    }
    assert!(compute(&unit).is_ok());
}

#[test]
fn a_result_comes_back_from_its_numbers_and_from_no_others() {
    let place = place();
    let unit = plan(&place).into_units().remove(0);
    let result = compute(&unit).unwrap();
    let (values, expected) = (&result.values, UnitResult::size(&unit));
    assert_eq!(values.len() as u64, expected);
    let again = UnitResult::of(&unit, values.clone(), result.uniforms);
    assert_eq!(again, Ok(result.clone()));
    for other in [values[1..].to_vec(), [&values[..], &[0]].concat(), vec![]] {
        let found = other.len() as u64;
        assert_eq!(UnitResult::of(&unit, other, 0), Err(WrongSize { found, expected }));
    }
}

#[test]
fn keys_tell_units_apart_by_all_that_they_are_made_of() {
    let place = place();
    let keys = |text: &str| -> Vec<String> {
        place.write("plan.toml", text);
        plan(&place).into_units().into_iter().map(|unit| unit.key).collect()
    };
    let first = keys(super::PLAN);
    assert_eq!(keys(super::PLAN), first, "the same plan has the same keys");
    let mut all = first.clone();
    for (from, to) in [
        ("draws = 6", "draws = 8"),
        ("draws_per_unit = 2", "draws_per_unit = 3"),
        ("detail = \"years\"", "detail = \"draws\""),
        ("format = 1", "format = 1\nseed = 9"),
        ("values = [1, 2]", "values = [3, 4]"),
        ("\"sampling.method=random\"", "\"sampling.method=random\", \"time.years=1\""),
        ("[scenarios.small]", "[scenarios.other]"),
    ] {
        all.extend(keys(&super::PLAN.replace(from, to)));
    }
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "no two of them share a key");
    // The scenario itself.
    place.write("small.toml", &super::scenario(1));
    assert!(keys(super::PLAN).iter().all(|key| !all.contains(key)));
}
