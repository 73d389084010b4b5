//! Results repeat to the last bit: for equal alternatives, any number of threads, any order and division of
//! the draws, used memory, and areas in another order.

use std::convert::Infallible;
use std::ops::Range;

use rayon::ThreadPoolBuilder;
use toml::{Table, Value};
use wijkraming::domain::DomainSet;
use wijkraming::engine::{Parameters, Realisation, Scratch, realise};
use wijkraming::scenario::Scenario;
use wijkraming::study::{self, AlternativeName, Model, Plan, SampleMatrix, Unit, sampling};

use crate::example::{self, ALTERNATIVES};
use crate::fixture;
use crate::watch::watch;

const SEED: u64 = 3;
const DRAWS: u64 = 10;

struct Study {
    scenario: Scenario,
    sample: SampleMatrix,
}

impl Study {
    /// The example with its uncertain quantities, in small.
    fn new() -> Self {
        let mut table = example::reduced(0.15, 3);
        example::lay_over(&mut table, "sampling = { draws = 10 }");
        let scenario = example::scenario(&example::text(&table));
        let plan = scenario.sampling_plan();
        let sample = sampling::sample(scenario.quantities(), &plan).expect("a design");
        Self { scenario, sample }
    }

    fn run(&self, draws: Range<u64>) -> Vec<Unit> {
        let plan = Plan { seed: SEED, draws, alternatives: vec![0, 1, 2, 3, 4] };
        let mut units = Vec::new();
        let mut accept = |place: usize, unit: &Unit| -> Result<(), Infallible> {
            assert_eq!(place, unit.alternative);
            units.push(unit.clone());
            Ok(())
        };
        study::run(&self.scenario, &plan, &self.sample, &|| (), &mut accept).expect("no errors");
        units
    }

    fn unit(&self, alternative: usize, draw: u64, scratch: &mut Scratch) -> Unit {
        let row = self.sample.row(draw as usize);
        Unit::compute(&self.scenario, alternative, draw, row, SEED, scratch)
    }
}

#[test]
fn the_number_of_threads_changes_no_bit_and_no_order() {
    let study = Study::new();
    let with = |threads: usize| {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| study.run(0..DRAWS))
    };
    let one = with(1);
    let order: Vec<(u64, usize)> = one.iter().map(|unit| (unit.draw, unit.alternative)).collect();
    let expected = (0..DRAWS).flat_map(|draw| (0..5).map(move |alternative| (draw, alternative)));
    assert_eq!(order, expected.collect::<Vec<_>>());
    for threads in [2, 8] {
        assert!(with(threads) == one, "{threads} threads give other results");
    }
}

#[test]
fn a_run_in_two_parts_equals_the_whole() {
    let study = Study::new();
    let whole = study.run(0..DRAWS);
    let parts: Vec<Unit> = study.run(0..4).into_iter().chain(study.run(4..DRAWS)).collect();
    assert!(parts == whole);
}

/// Draws and alternatives backwards, one after the other through the same memory.
#[test]
fn units_do_not_depend_on_what_was_computed_before() {
    let study = Study::new();
    let whole = study.run(0..DRAWS);
    let mut scratch = Scratch::default();
    for expected in whole.iter().rev() {
        let again = study.unit(expected.alternative, expected.draw, &mut scratch);
        assert!(again == *expected, "draw {} of {}", expected.draw, expected.alternative);
    }
}

/// Used memory of another size: more areas, effects, months and teams, and fewer.
#[test]
fn used_memory_leaves_no_trace() {
    let parameters =
        |table: &Table, id: &str| example::central(&example::scenario(&example::text(table)), id);
    let small = parameters(&example::reduced(0.1, 2), "scenario2");
    let large = parameters(&example::reduced(0.3, 4), "nul");
    let mut no_effects = example::reduced(0.1, 1);
    no_effects.insert("effects".into(), Value::Array(Vec::new()));
    share_a_team(&mut no_effects);
    let bare = parameters(&no_effects, "populatie");
    let mut scratch = Scratch::default();
    let mut first: Vec<Option<Realisation>> = vec![None; 3];
    let all = [&small, &large, &bare];
    for index in [0, 1, 0, 2, 1, 2, 0, 2] {
        let run = realise(all[index], SEED, 5, &mut scratch);
        let known = first[index].get_or_insert_with(|| run.clone());
        assert!(run == *known, "parameters {index} give other results after others");
        assert!(run == realise(all[index], SEED, 5, &mut Scratch::default()));
    }
}

/// With a window nothing is worked out ahead; the calendar has every change of severity.
/// Alternatives of a draw share what happens before the first aanmelding where it is the same, and nothing where one
/// thing of it differs: years, households, needs, aanmelding, course, what effects count, or the draw.
#[test]
fn beginnings_are_shared_only_by_realisations_that_begin_alike() {
    let base = fixture::chain(300);
    let changes: [fn(&mut Parameters); 7] = [
        |parameters| parameters.years = 5,
        |parameters| parameters.population.areas[0].need_factor = 2.0,
        |parameters| parameters.need.annual_rate = [0.6; 6],
        |parameters| parameters.process.aanmelding.own_initiative = [0.5; 4],
        |parameters| parameters.process.course.worsen = [0.2, 0.2, 0.2, 0.0],
        |parameters| parameters.effects[0].domains = DomainSet::EMPTY,
        // Differs after the gesprek only.
        |parameters| parameters.process.monitoring.close = 0.1,
    ];
    let alone = |parameters: &Parameters, draw: u64| {
        realise(parameters, SEED, draw, &mut Scratch::default())
    };
    for (place, change) in changes.into_iter().enumerate() {
        let mut other = base.clone();
        change(&mut other);
        let mut scratch = Scratch::default();
        for (parameters, draw) in [(&base, 0), (&other, 0), (&other, 0), (&other, 1), (&base, 1)] {
            let found = realise(parameters, SEED, draw, &mut scratch);
            assert!(found == alone(parameters, draw), "change {place}, draw {draw}");
        }
        assert!(alone(&base, 0) != alone(&other, 0), "change {place} changes something");
    }
}

#[test]
fn a_window_on_households_changes_no_bit() {
    let scenario = example::scenario(&example::text(&example::reduced(0.15, 4)));
    for id in ALTERNATIVES {
        let parameters = example::central(&scenario, id);
        let mut notes = 0;
        let watched = watch(&parameters, SEED, |_, _, _| notes += 1);
        let unwatched = realise(&parameters, SEED, 0, &mut Scratch::default());
        assert!(watched.years == unwatched.years, "{id}");
        assert!(watched.months == unwatched.months, "{id}");
        assert!(watched.effects == unwatched.effects, "{id}");
        assert!(notes > 1_000, "{id}: {notes} notes");
    }
}

#[test]
fn equal_alternatives_give_equal_bits() {
    for id in ALTERNATIVES {
        let mut table = example::reduced(0.15, 3);
        let alternatives = example::at(&mut table, "alternatives");
        let mut copy = alternatives[id].clone();
        copy.as_table_mut().expect("a table").remove("reference");
        alternatives.insert("copy".into(), copy);
        let scenario = example::scenario(&example::text(&table));
        let sample = sampling::sample(scenario.quantities(), &scenario.sampling_plan());
        let sample = sample.expect("a design");
        let central = sampling::central(scenario.quantities());
        // A quantity that an alternative overrides is drawn for it alone: there only the means are equal.
        let sampled = if id == "scenario1" { 0 } else { 2 };
        for (draw, row) in
            [&central[..], sample.row(0), sample.row(1)][..=sampled].iter().enumerate()
        {
            let unit = |id: &str| {
                let is_named = |name: &AlternativeName| name.id == id;
                let place = scenario.alternatives().iter().position(is_named).expect(id);
                Unit::compute(&scenario, place, draw as u64, row, SEED, &mut Scratch::default())
            };
            let (own, copy) = (unit(id), unit("copy"));
            assert!(own.realisation == copy.realisation, "{id}, draw {draw}");
            assert!(own.accounts == copy.accounts, "{id}, draw {draw}");
        }
    }
}

/// The tests above can fail: another seed or draw does change the results.
#[test]
fn seeds_and_draws_change_the_results() {
    let scenario = example::scenario(&example::text(&example::reduced(0.15, 3)));
    let parameters = example::central(&scenario, "nul");
    let run = |seed, draw| realise(&parameters, seed, draw, &mut Scratch::default());
    assert!(run(1, 1) != run(1, 2));
    assert!(run(1, 1) != run(2, 1));
}

fn share_a_team(table: &mut Table) {
    for area in example::areas(table) {
        area.insert("team".into(), "samen".into());
    }
}

/// Three areas, so that sums in another order would show; the third has a team of its own.
fn three_areas(shared: bool) -> Table {
    let mut table = example::reduced(0.15, 3);
    let list = table.get_mut("areas").and_then(Value::as_array_mut).expect("areas");
    let mut third = list[1].clone();
    let area = third.as_table_mut().expect("a table");
    area.insert("name".into(), "Driel".into());
    area.insert("team".into(), "driel".into());
    area.insert("historic_budget".into(), 123_456.7.into());
    list.push(third);
    if shared {
        share_a_team(&mut table);
    }
    table
}

/// Rows of an area under its name, whatever its place.
fn by_area(parameters: &Parameters, draw: u64) -> Vec<(String, Vec<String>)> {
    let run = realise(parameters, SEED, draw, &mut Scratch::default());
    let areas = &parameters.population.areas;
    let effects = parameters.effects.len();
    let mut rows: Vec<(String, Vec<String>)> = (0..areas.len())
        .map(|area| {
            let of_area = |row: &usize| row % areas.len() == area;
            let years = (0..run.years.len()).filter(of_area);
            let years = years.map(|row| {
                format!("{:?} {:?}", run.years[row], &run.effects[row * effects..][..effects])
            });
            let months = (0..run.months.len()).filter(of_area);
            let months = months.map(|row| format!("{:?}", run.months[row]));
            (areas[area].name.clone(), years.chain(months).collect())
        })
        .collect();
    rows.sort();
    rows
}

#[test]
fn the_order_of_areas_does_not_matter() {
    for shared in [false, true] {
        let table = three_areas(shared);
        let mut turned = table.clone();
        turned.get_mut("areas").and_then(Value::as_array_mut).expect("areas").rotate_left(1);
        let (table, turned) = (example::text(&table), example::text(&turned));
        let (ordered, turned) = (example::scenario(&table), example::scenario(&turned));
        for id in ALTERNATIVES {
            let expected = by_area(&example::central(&ordered, id), 0);
            let found = by_area(&example::central(&turned, id), 0);
            for ((name, expected), (_, found)) in expected.iter().zip(&found) {
                let differs = expected.iter().zip(found).position(|(a, b)| a != b);
                assert_eq!(differs, None, "{id}, shared team {shared}: {name}");
            }
        }
    }
}

/// An area keeps its results when another one joins the file, where neither team nor budget is shared.
#[test]
fn an_area_more_changes_nothing_for_the_others() {
    let three = example::scenario(&example::text(&three_areas(false)));
    let two = example::scenario(&example::text(&example::reduced(0.15, 3)));
    let of = |scenario: &Scenario| {
        let mut parameters = example::central(scenario, "resultaat");
        // Cost of the municipality and shares of the total budget do depend on the others.
        parameters.process.team.costs.clear();
        let run = realise(&parameters, SEED, 1, &mut Scratch::default());
        let areas = parameters.population.areas.len();
        let rows = run.years.chunks_exact(areas).map(|rows| {
            let row = rows[0];
            (row.onsets, row.gesprekken, row.severity, row.hours, row.gross, row.closed)
        });
        rows.collect::<Vec<_>>()
    };
    assert_eq!(of(&three), of(&two));
}
