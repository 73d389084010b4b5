//! Reserves and weerstandsvermogen on the screen of `wijkraming budget`.

use super::budget_cells::{chance, grades, mean, name_of, needed, resampled};
use super::columns::{Row, columns};
use crate::analysis::budget_figures::BudgetFigures;
use crate::analysis::reserve::{CERTAINTIES, Period, Pooling, RulesOfThumb, USUAL};
use crate::analysis::weerstandsvermogen::Ratio;

/// Separate and pooled reserves for the run and the year that asks most, and the rules of thumb.
pub fn reserves(figures: &BudgetFigures, detailed: bool) -> String {
    let mut text = pool(&figures.verevening, "the areas");
    if detailed {
        text.push_str(&pool(&figures.verevening_total, "areas and specialist budget"));
    }
    text
}

fn pool(poolings: &[Pooling], who: &str) -> String {
    let run = poolings.iter().find(|known| known.period == Period::Run);
    let (Some(run), Some(year)) = (run, hardest(poolings)) else { return String::new() };
    let year_name = period(year.period);
    format!(
        "\nreserve of {who} for the hardest single year, {year_name}: by certainty\n{}{}\
         \nreserve of {who} that lasts the whole run: by certainty\n{}{}",
        levels(year),
        rules(&year.rules),
        levels(run),
        rules(&run.rules)
    )
}

fn levels(pooling: &Pooling) -> String {
    let heads = ["separate, added up", "pooled", "gain of verevening"];
    let rows = pooling.levels.iter().map(|level| {
        let cells = [level.separate, level.pooled, level.gain];
        (format!("{:.0}%", 100.0 * level.level), cells.iter().map(resampled).collect())
    });
    columns(heads.map(str::to_owned).to_vec(), &rows.collect::<Vec<Row>>())
}

fn rules(rules: &RulesOfThumb) -> String {
    let rows: Vec<Row> = vec![
        (
            "70% of gross risk".to_owned(),
            vec![
                resampled(&rules.gross_risk),
                resampled(&rules.share_of_gross),
                resampled(&rules.share_of_gross_difference),
            ],
        ),
        (
            "0.9 times the expected value".to_owned(),
            vec![
                resampled(&rules.expected),
                resampled(&rules.share_of_expected),
                resampled(&rules.share_of_expected_difference),
            ],
        ),
    ];
    let heads = ["of", "rule of thumb", "minus the pooled reserve at 90%"];
    columns(heads.map(str::to_owned).to_vec(), &rows)
}

fn period(period: Period) -> String {
    match period {
        Period::Year(year) => year.to_string(),
        Period::Run => "run".to_owned(),
    }
}

/// The year with the largest pooled reserve at 90%.
fn hardest(poolings: &[Pooling]) -> Option<&Pooling> {
    let years = poolings.iter().filter(|known| known.period != Period::Run);
    years.max_by(|a, b| a.levels[USUAL].pooled.value.total_cmp(&b.levels[USUAL].pooled.value))
}

/// What is at hand over what is required.
pub fn weerstandsvermogen(figures: &BudgetFigures, detailed: bool) -> String {
    let Some(available) = &figures.available else {
        return "\nweerstandsvermogen: the scenario states no reserve; set budget.available_reserve\n"
            .to_owned();
    };
    let row = |ratio: &Ratio| {
        let (whose, when) = (name_of(ratio.kind, ""), period(ratio.period));
        let name = format!("{whose}, {when}, {:.0}%", 100.0 * ratio.required.level);
        let bound =
            |value: Option<f64>| value.map_or("?".to_owned(), |value| format!("{value:.2}"));
        let error =
            ratio.standard_error.map_or(String::new(), |error| format!(" \u{b1}{error:.2}"));
        let number = match ratio.ratio {
            None => "nothing required".to_owned(),
            Some(value) => {
                format!("{value:.2}{error} [{} .. {}]", bound(ratio.low), bound(ratio.high))
            }
        };
        let cells =
            vec![needed(&ratio.required), number, grades(&ratio.grades), chance(&ratio.enough)];
        (name, cells)
    };
    let hard = hardest(&figures.verevening).map(|year| year.period);
    let shown = figures.weerstandsvermogen.iter().filter(|ratio| {
        let usual = ratio.required.level == CERTAINTIES[USUAL];
        (ratio.period == Period::Run || Some(ratio.period) == hard) && (usual || detailed)
    });
    let rows: Vec<Row> = shown.map(row).collect();
    let parts = [
        available.stated.as_ref().map(|known| format!("stated {}", mean(known))),
        available
            .vereveningsreserve
            .as_ref()
            .map(|known| format!("vereveningsreserve {}", mean(known))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let heads = ["required", "available / required", "grade", "enough"];
    format!(
        "\nweerstandsvermogen: available {}\n{}",
        parts.join(", "),
        columns(heads.map(str::to_owned).to_vec(), &rows)
    )
}

/// Separate and pooled reserves at 90% for each year.
pub fn by_year(figures: &BudgetFigures) -> String {
    let row = |pooling: &Pooling| {
        let level = &pooling.levels[USUAL];
        let cells = [level.separate, level.pooled, level.gain];
        (period(pooling.period), cells.iter().map(resampled).collect())
    };
    let rows: Vec<Row> = figures.verevening.iter().map(row).collect();
    let heads = ["separate, added up", "pooled", "gain of verevening"];
    format!(
        "\nreserve of the areas at 90%, by year\n{}",
        columns(heads.map(str::to_owned).to_vec(), &rows)
    )
}
