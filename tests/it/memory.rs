//! What a run keeps of its draws while it is on. Nothing is timed, and no allocator is asked: the writer tells how many
//! rows it holds, and totals are counted from what they consist of.

use wijkraming::engine::{COLUMNS, Scratch};
use wijkraming::scenario::Scenario;
use wijkraming::study::{BudgetTable, Header, Layout, Model, SampleTable, Unit, sampling};
use wijkraming::tables::{ROWS_PER_GROUP, RunWriter, TableFormat, WriterOptions};

use crate::example;

/// A twentieth of the example, two years, and its first alternatives.
struct Small {
    scenario: Scenario,
    alternatives: Vec<usize>,
    central: Vec<f64>,
}

impl Small {
    fn new(alternatives: usize) -> Self {
        let scenario = example::scenario(&example::text(&example::reduced(0.05, 2)));
        let central = sampling::central(scenario.quantities());
        Self { scenario, alternatives: (0..alternatives).collect(), central }
    }

    fn header(&self) -> Header {
        Header::new(&self.scenario, &self.alternatives, &self.central)
    }

    fn unit(&self, place: usize, draw: u64) -> Unit {
        let (alternative, scratch) = (self.alternatives[place], &mut Scratch::default());
        Unit::compute(&self.scenario, alternative, draw, &self.central, 1, scratch)
    }
}

/// The most rows that the writer held after any unit.
fn most_buffered(small: &Small, draws: u64) -> usize {
    let place = tempfile::tempdir().expect("a temporary directory");
    let header = small.header();
    let paths: Vec<String> =
        small.scenario.quantities().iter().map(|quantity| quantity.path.clone()).collect();
    let options = WriterOptions { format: TableFormat::DEFAULT, monthly: true };
    let mut writer = RunWriter::create(|name| place.path().join(name), header, &paths, options)
        .expect("an open writer");
    let mut units: Vec<Unit> =
        (0..small.alternatives.len()).map(|alternative| small.unit(alternative, 0)).collect();
    let mut most = 0;
    for draw in 0..draws {
        for (alternative, unit) in units.iter_mut().enumerate() {
            unit.draw = draw;
            writer.accept(alternative, unit, &small.central).expect("a row");
            most = most.max(writer.buffered_rows());
        }
    }
    writer.finish().expect("whole tables");
    let name = format!("results.{}", TableFormat::DEFAULT.extension());
    assert!(place.path().join(name).metadata().expect("results").len() > 0);
    most
}

#[test]
fn rows_on_their_way_to_the_tables_stay_few_however_many_draws_there_are() {
    let small = Small::new(2);
    // Three tables, each with a group at most; of months there are 96 rows a draw, so a group is 520 draws.
    let (some, many) = (most_buffered(&small, 600), most_buffered(&small, 6_000));
    assert!(some > 40_000, "600 draws fill a group of months: {some}");
    assert!(many <= 3 * ROWS_PER_GROUP, "{many}");
    // Months alone would be 576,000 rows.
    assert!(many < 6_000 * 96 / 3, "{many}");
}

#[test]
fn the_totals_of_a_draw_take_what_their_lists_take() {
    let small = Small::new(2);
    let header = small.header();
    let mut table = SampleTable::new(header.clone());
    assert_eq!(table.bytes_per_draw(), 0);
    for alternative in 0..2 {
        table.accept(alternative, &small.unit(alternative, 0));
    }
    let (areas, years, months) = (header.areas.len(), header.years, header.months());
    let columns = COLUMNS.len() + header.effects.len();
    // Totals by area and of all; by year; spending and budget by area and year; two figures a month; uitputting.
    let values = (areas + 1 + years) * columns + 2 * areas * years + 2 * months + 12 * areas;
    // Cost by year and stakeholder and of the municipality, and the journal.
    let accounts = years * (table.stakeholders.len() + 1 + table.postings.len());
    let expected = 2 * 8 * (values + accounts) as u64;
    let found = table.bytes_per_draw();
    // The first alternative does not know postings that only the second has; the rest are ten lists and the discount.
    assert!(found > expected * 9 / 10 && found < expected + 2 * 400, "{found}, {expected}");
    let outcome = &table.outcomes[1][0];
    for list in [&outcome.totals, &outcome.years, &outcome.spent, &outcome.uitputting] {
        assert_eq!(list.capacity(), list.len(), "room for growth that never comes");
    }
    let before = table.bytes_per_draw();
    for draw in 1..5 {
        (0..2).for_each(|alternative| table.accept(alternative, &small.unit(alternative, draw)));
    }
    assert_eq!(table.bytes_per_draw(), before, "it is that of one draw");
}

#[test]
fn budgets_take_more_with_the_ends_of_months() {
    let small = Small::new(1);
    let size = |monthly| {
        let mut table = BudgetTable::new(small.header(), Layout::default(), monthly);
        table.accept(&small.scenario, 0, &small.unit(0, 0), &small.central);
        table.bytes_per_draw()
    };
    // Three amounts of eight bytes by month and area.
    assert_eq!(size(true) - size(false), 24 * 2 * 3 * 8);
}
