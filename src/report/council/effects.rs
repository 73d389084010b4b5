//! Effects on inhabitants in their own units: matrix points, and every effect of the scenario before it is priced.

use crate::analysis::{self, PhysicalLine, physical};
use crate::report::build::{estimate, probability};
use crate::report::view::{Difference, EffectRow, Grade, KeyCell};
use crate::scenario::{Evidence, Scenario};
use crate::study::{Model, SampleTable, sampling};

/// The column of the results with points between gesprek and closing.
const MATRIX_POINTS: &str = "zrm_gain";

/// Per alternative; empty where there is nothing to compare.
pub fn matrix_points(table: &SampleTable) -> Vec<KeyCell> {
    cells(table, MATRIX_POINTS)
}

pub fn effects(table: &SampleTable, scenario: &Scenario) -> Vec<EffectRow> {
    let central = sampling::central(scenario.quantities());
    let known = scenario.parameters(0, &central).effects;
    let row = |(effect, evidence): (crate::mkba::Effect, Evidence)| {
        // A number of units rests on the rates; what a unit costs is among the assumptions.
        EffectRow {
            cells: cells(table, &format!("effect_{}", effect.id)),
            label: effect.label,
            unit: effect.unit,
            pm: effect.pm,
            source: evidence.rate.source.unwrap_or_default(),
            grade: grade(evidence.rate.grade.as_deref().unwrap_or("D")),
        }
    };
    let rows = known.into_iter().zip(scenario.evidence()).map(row);
    rows.filter(|row| !row.cells.is_empty()).collect()
}

pub fn grade(letter: &str) -> Option<Grade> {
    match letter {
        "A" => Some(Grade::A),
        "B" => Some(Grade::B),
        "C" => Some(Grade::C),
        "D" => Some(Grade::D),
        _ => None,
    }
}

fn cells(table: &SampleTable, column: &str) -> Vec<KeyCell> {
    let lines = physical(table, column, table.header.years);
    let Some(first) = lines.first() else { return Vec::new() };
    let reference = KeyCell { level: Some(estimate(first.reference)), ..KeyCell::default() };
    let cell = |index: usize| {
        let line = lines.iter().find(|line| line.alternative == index);
        line.map_or(reference, project)
    };
    (0..table.header.alternatives.len()).map(cell).collect()
}

fn project(line: &PhysicalLine) -> KeyCell {
    KeyCell {
        level: Some(estimate(line.project)),
        difference: Some(difference(line.difference)),
        few: false,
    }
}

pub fn difference(from: analysis::Difference) -> Difference {
    Difference {
        estimate: estimate(from.estimate),
        below: probability(from.below_zero),
        above: probability(from.above_zero),
    }
}
