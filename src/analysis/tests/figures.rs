//! Figures for charts, comparisons and warnings, from the same table.

use super::*;
use crate::analysis::chart_figures::{cumulative_net_benefit, depletion, steps};
use crate::analysis::compare::{COMPARED, Compared, Pair, Verdict, compare, is_money};
use crate::analysis::policy::Figure;
use crate::analysis::sensitivity::OutputName;

/// The project costs 5 more in 2015 and 10, 20 or 30 less in 2016, when the police has 20 less; 0.8 of 2016 counts.
#[test]
fn net_benefit_adds_up_over_the_years() {
    let mut table = table();
    let fans = cumulative_net_benefit(&table);
    assert_eq!(fans[0].p50, [0.0, 0.0]);
    assert_eq!(fans[1].p50, [-5.0, -5.0 + 0.8 * 20.0 + 16.0]);
    // Type 7 at 0.05 and 0.95 of 19, 27 and 35.
    close(fans[1].p5[1], 19.8);
    close(fans[1].p95[1], 34.2);
    table.header.alternatives[0].reference = false;
    assert_eq!(cumulative_net_benefit(&table), []);
}

/// In 2016 Dorp spends 95, 90 or 85 of 90 under the plan, in equal parts by month, and Stad 171 of 180; under the
/// nulalternatief 95 of 90 and 181 of 180.
#[test]
fn a_budget_is_gone_in_the_month_that_passes_it() {
    let table = table();
    let chances = |alternative: usize| -> Vec<Vec<f64>> {
        let areas = depletion(&table, alternative);
        areas.iter().map(|months| months.iter().map(|chance| chance.p).collect()).collect()
    };
    let only_december = |p: f64| [vec![0.0; 11], vec![p]].concat();
    assert_eq!(chances(1), [only_december(1.0 / 3.0), only_december(0.0)]);
    assert_eq!(chances(0), [only_december(1.0), only_december(1.0)]);
}

/// Of 100, 101 and 102 needs 80 were reported, 10 + 20 + 5 of them were not queued.
#[test]
fn steps_are_counts_and_what_is_left_of_them() {
    let mut table = table();
    let (columns, all) = (table.columns.clone(), 2 * table.columns.len());
    let counts = [
        ("aanmeldingen", 80.0),
        ("simple", 10.0),
        ("sectoral", 20.0),
        ("complex", 5.0),
        ("gesprekken", 40.0),
        ("queue_end", 3.0),
        ("supported_0", 7.0),
        ("supported_4", 11.0),
        ("closed", 30.0),
    ];
    for (draw, outcome) in table.outcomes[1].iter_mut().enumerate() {
        let onsets = ("onsets", 100.0 + draw as f64);
        for (column, value) in counts.into_iter().chain([onsets]) {
            let place = columns.iter().position(|own| own == column).expect("a column");
            outcome.totals[all + place] = value;
        }
    }
    let found = steps(&table, 1).expect("there are draws");
    let means = [
        found.onsets.mean,
        found.reported.mean,
        found.unreported.mean,
        found.simple.mean,
        found.sectoral.mean,
        found.complex.mean,
        found.queued.mean,
        found.gesprekken.mean,
        found.waiting.mean,
        found.closed.mean,
    ];
    assert_eq!(means, [101.0, 80.0, 21.0, 10.0, 20.0, 5.0, 45.0, 40.0, 3.0, 30.0]);
    let support: Vec<f64> = found.support.iter().map(|rung| rung.mean).collect();
    assert_eq!(support, [7.0, 0.0, 0.0, 0.0, 11.0]);
    table.outcomes[1].clear();
    assert_eq!(steps(&table, 1), None);
}

/// The table with a plan that costs `by` - 2, `by` and `by` + 2 more.
fn dearer(by: f64) -> SampleTable {
    let mut table = table();
    for (outcome, more) in table.outcomes[1].iter_mut().zip([by - 2.0, by, by + 2.0]) {
        outcome.municipal_cost[0] += more;
    }
    table
}

fn compared(second: &SampleTable, price_factor: f64, alternative: usize) -> Vec<Compared> {
    let first = table();
    let pair = Pair { first: &first, second, paired: true, price_factor };
    compare(&pair, &[[alternative; 2]]).swap_remove(0)
}

/// Three pairs of draws have two degrees of freedom, for which Student's t is (2p - 1) / sqrt(2p (1 - p)): with p = 1 -
/// 0.05 / (2 * 13) for 13 figures 16.1, and 4.3 for a figure by itself. Differences of 2 around a mean have the error
/// 2 / sqrt(3): 20 is 17.3 of it, 11 is 9.5.
#[test]
fn a_difference_is_shown_where_it_is_clear_among_all_figures() {
    let found = compared(&dearer(20.0), 1.0, 1);
    assert_eq!(found.len(), COMPARED.len());
    let verdict = |list: &[Compared], place: usize| list[place].difference.expect("both").verdict;
    let shift = found[0].difference.expect("both have it");
    close(shift.mean, 20.0);
    close(shift.error.expect("three draws"), 2.0 / 3.0_f64.sqrt());
    // The cost and its difference with the reference; the net present value is of the journal, which is the same.
    assert_eq!(
        [0, 1, 2].map(|place| verdict(&found, place)),
        [Verdict::Shown, Verdict::Shown, Verdict::Equal]
    );
    assert_eq!(verdict(&compared(&dearer(11.0), 1.0, 1), 0), Verdict::NotShown);
    assert_eq!(verdict(&compared(&dearer(-20.0), 1.0, 1), 0), Verdict::Shown);
}

/// The reference has eight of the thirteen: five are differences with it.
#[test]
fn figures_that_neither_run_has_are_left_out() {
    let found = compared(&table(), 1.0, 0);
    assert_eq!(found.len(), 8);
    assert!(found.iter().all(|own| !own.against_reference));
}

/// 571, 561 and 551 euro at twice the price are 561 more on average; waiting times have no price.
#[test]
fn euros_of_the_second_run_are_converted_and_nothing_else_is() {
    let found = compared(&table(), 2.0, 1);
    close(found[0].difference.expect("both have it").mean, 561.0);
    let wait = found.iter().find(|own| own.measure == Measure::MeanWait).expect("a wait");
    assert_eq!(wait.difference.expect("both have it").verdict, Verdict::Equal);
    let money = Measure::ALL.into_iter().filter(|measure| is_money(*measure)).collect::<Vec<_>>();
    assert_eq!(
        money,
        [
            Measure::MunicipalCost,
            Measure::MunicipalCostPerYear,
            Measure::NetPresentValue,
            Measure::MunicipalNetPresentValue,
            Measure::EigenBijdrage,
            Measure::Overrun,
        ]
    );
}

/// As many draws, the three of the table over and over.
fn repeated(draws: usize) -> SampleTable {
    let mut table = table();
    table.draws = (0..draws as u64).collect();
    for outcomes in &mut table.outcomes {
        *outcomes = outcomes.iter().cycle().take(draws).cloned().collect();
    }
    table
}

/// Chances of an overrun in an average year: Dorp 1/2 and 1/6, Stad 1 and 1/2. Of 3 draws that is 1.5, 0.5, 0 and 1.5 on
/// the rarer side.
#[test]
fn chances_rest_on_the_draws_on_their_rarer_side() {
    let shortage = Shortage::of(&repeated(3));
    close(shortage.quantiles.expect("few rows").beyond, 0.15);
    let few = shortage.chances.expect("few draws");
    assert_eq!((few.few, few.all), (4, 4));
    assert_eq!((few.rarest.area, few.rarest.alternative, few.rarest.events), (1, 0, 0.0));
    assert_eq!(few.needed, 30, "ten times as many where none is seen");
    // Of 12 draws 6, 2, 0 and 6: two of these are at least 5.
    let few = Shortage::of(&repeated(12)).chances.expect("few draws");
    assert_eq!((few.few, few.all, few.needed), (2, 4, 120));
    assert_eq!(Shortage::of(&repeated(1)), Shortage::default());
}

/// Without its overruns of 2016 Stad has 1.5 of 3 draws too; the rarest is the plan in Dorp: ten events take twenty
/// times as many draws as half an event.
#[test]
fn the_rarest_chance_tells_how_many_draws_it_takes() {
    let mut table = repeated(3);
    table.outcomes[0].iter_mut().for_each(|outcome| outcome.spent[3] = 180.0);
    let few = Shortage::of(&table).chances.expect("few draws");
    assert_eq!((few.rarest.area, few.rarest.alternative), (0, 1));
    close(few.rarest.events, 0.5);
    assert_eq!(few.needed, 60);
    // Now all have 1.5: the first of them is named.
    table.outcomes[1].iter_mut().for_each(|outcome| outcome.spent[1] = 91.0);
    let few = Shortage::of(&table).chances.expect("few draws");
    assert_eq!((few.rarest.area, few.rarest.alternative, few.needed), (0, 0, 20));
    // Five of ten is enough.
    table.draws = (0..10).collect();
    for outcomes in &mut table.outcomes {
        *outcomes = vec![outcomes[0].clone(); 10];
    }
    assert_eq!(Shortage::of(&table).chances, None);
}

#[test]
fn net_present_values_are_differences_of_which_more_is_better() {
    let better = |figure: Figure| (figure.is_difference(), figure.more_is_better());
    assert_eq!(better(Figure::Measure(Measure::NetPresentValue)), (true, true));
    assert_eq!(better(Figure::Measure(Measure::MunicipalCost)), (false, false));
    assert_eq!(better(Figure::OverrunEver), (false, false));
    assert!(Measure::MunicipalNetPresentValue.more_is_better());
    assert!(!Measure::MeanWait.more_is_better());
}

/// Of the four area-years the plan overspends Dorp in 2016 in the first draw, and Stad in 2015 always: then by 5 of all
/// 300, while 2016 has room. Severities 1 to 4 in 12, 24, 48 and 24, 36 or 72 of 24 months.
#[test]
fn policies_are_judged_on_overruns_and_severity() {
    let mut table = table();
    let width = table.columns.len();
    for outcome in &mut table.outcomes[1] {
        for (column, months) in [("severity_1", 12.0), ("severity_2", 24.0), ("severity_3", 48.0)] {
            let place = table.columns.iter().position(|own| own == column).expect("a column");
            outcome.totals[2 * width + place] = months;
        }
    }
    assert_eq!(Figure::OverrunYear.values(&table, 1), [0.5, 0.25, 0.25]);
    assert_eq!(Figure::OverrunEver.values(&table, 1), [1.0, 1.0, 1.0]);
    assert_eq!(Figure::OverrunTogether.values(&table, 1), [0.5, 0.5, 0.5]);
    let mild = 12.0 + 2.0 * 24.0 + 3.0 * 48.0;
    let severity = [24.0, 36.0, 72.0].map(|crisis| (mild + 4.0 * crisis) / 24.0);
    assert_eq!(Figure::Severity.values(&table, 1), severity);
}

#[test]
fn an_output_in_words_names_what_it_is_compared_with() {
    let name = |against: Option<&str>| OutputName {
        measure: "mean_wait".into(),
        alternative: "plan".into(),
        against: against.map(str::to_owned),
    };
    assert_eq!(name(None).words(), "mean_wait of plan");
    assert_eq!(name(Some("nul")).words(), "mean_wait of plan against nul");
}
