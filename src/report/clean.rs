//! Layer 6. Makes a view safe to print: scenario texts without tricks and of bounded length, lists of the right length.
//!
//! Names in a scenario are data from someone else. Markup is escaped where it is written (`html`, `charts::canvas`); here go
//! control characters, marks that turn the direction of text, and lengths that would break the layout. Numbers that are too
//! small to be published go here too (`withheld`), so that no form of a report can print them.

use super::view::{
    Alternative, AssumedValue, Assumption, Bands, BearingPart, Council, Hashed, ItemName,
    MoreCharts, TimeChart, View,
};
use super::{ReportError, withheld};

const TITLE: usize = 200;
const NAME: usize = 80;
const PROSE: usize = 600;
const COMMAND: usize = 2000;

/// A copy that can be printed, or what is wrong with the view.
pub fn clean(view: &View) -> Result<View, ReportError> {
    check(view)?;
    let mut view = view.clone();
    line(&mut view.title, TITLE);
    line(&mut view.municipality, NAME);
    view.alternatives.iter_mut().for_each(alternative);
    view.overrun.areas.iter_mut().for_each(|row| line(&mut row.area, NAME));
    view.areas.areas.iter_mut().for_each(|area| line(area, NAME));
    view.welfare.parties.iter_mut().flat_map(|row| &mut row.party).for_each(|p| line(p, NAME));
    for row in &mut view.budgets.bearing {
        if let BearingPart::Party(name) = &mut row.part {
            line(name, NAME);
        }
    }
    if let Some(chart) = &mut view.charts.uitputting {
        chart.panels.iter_mut().for_each(|panel| line(&mut panel.area, NAME));
    }
    more_charts(&mut view.charts.more);
    view.assumptions.iter_mut().for_each(assumption);
    view.pro_memorie.iter_mut().for_each(|text| line(text, NAME));
    view.remarks.iter_mut().for_each(|text| line(text, PROSE));
    if let Some(few) = &mut view.precision.few_events {
        line(&mut few.area, NAME);
    }
    council(&mut view.council);
    let box_ = &mut view.reproduction;
    for text in
        [&mut box_.version, &mut box_.method, &mut box_.scenario_file, &mut box_.scenario_hash]
    {
        line(text, TITLE);
    }
    line(&mut box_.command, COMMAND);
    withheld::withhold(&mut view);
    Ok(view)
}

fn more_charts(more: &mut MoreCharts) {
    let areas = more.depletion.iter_mut().flat_map(|chart| &mut chart.areas);
    areas.for_each(|area| line(area, NAME));
    let bars = more.tornado.iter_mut().flat_map(|chart| &mut chart.bars);
    bars.for_each(|bar| line(&mut bar.quantity, TITLE));
}

/// Texts of the parts for a council.
fn council(council: &mut Council) {
    line(&mut council.brand.name, NAME);
    line(&mut council.brand.author, NAME);
    for setup in &mut council.setups {
        for text in [&mut setup.financing, &mut setup.first_line, &mut setup.specialist] {
            line(text, NAME);
        }
    }
    for key in &mut council.changes {
        line(&mut key.path, TITLE);
        key.values.iter_mut().flatten().for_each(|text| line(text, TITLE));
    }
    for row in &mut council.effects {
        line(&mut row.label, NAME);
        line(&mut row.unit, NAME);
        line(&mut row.source, PROSE);
    }
    for row in council.taakvelden.iter_mut().flat_map(|table| &mut table.rows) {
        line(&mut row.code, NAME);
        line(&mut row.name, NAME);
    }
    let society = &mut council.society;
    let transfers = society.transfers.iter_mut();
    for row in transfers {
        line(&mut row.from, NAME);
        line(&mut row.to, NAME);
        item(&mut row.item);
    }
    society.items.iter_mut().for_each(|row| item(&mut row.item));
    society.parties.iter_mut().for_each(|(party, _)| line(party, NAME));
    council.certainty.worth.iter_mut().for_each(|row| line(&mut row.name, TITLE));
    let stress = &mut council.stress;
    line(&mut stress.command, COMMAND);
    stress.known.iter_mut().for_each(|(title, _)| line(title, TITLE));
    for result in &mut stress.results {
        line(&mut result.title, TITLE);
        line(&mut result.note, PROSE);
        line(&mut result.source, PROSE);
    }
    council.leaves_out.iter_mut().for_each(|text| line(text, PROSE));
    for (of, hash) in &mut council.hashes {
        line(hash, TITLE);
        if let Hashed::Table(file) = of {
            line(file, NAME);
        }
    }
}

fn item(name: &mut ItemName) {
    match name {
        ItemName::Effect(text) | ItemName::Programme(text) => line(text, NAME),
    }
}

fn alternative(alternative: &mut Alternative) {
    line(&mut alternative.id, NAME);
    line(&mut alternative.title, TITLE);
    line(&mut alternative.short, NAME);
    if alternative.short.is_empty() {
        alternative.short.clone_from(&alternative.id);
    }
    if alternative.title.is_empty() {
        alternative.title.clone_from(&alternative.short);
    }
}

fn assumption(assumption: &mut Assumption) {
    line(&mut assumption.path, TITLE);
    line(&mut assumption.unit, NAME);
    line(&mut assumption.source, PROSE);
    line(&mut assumption.note, PROSE);
    let written = assumption.written.as_mut().map(|(value, _)| value);
    for value in [Some(&mut assumption.value), written].into_iter().flatten() {
        if let AssumedValue::Words(words) = value {
            line(words, PROSE);
        }
    }
}

/// A text as one line of at most `most` letters without characters that act on their surroundings.
pub fn printable(text: &str, most: usize) -> String {
    let mut text = text.to_owned();
    line(&mut text, most);
    text
}

/// Makes a text one line of at most `most` letters without characters that act on their surroundings.
fn line(text: &mut String, most: usize) {
    let shown = text.chars().filter(|letter| !is_trick(*letter));
    let shown: String =
        shown.map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let mut words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(most) {
        words.truncate(end);
        words.push('…');
    }
    *text = words;
}

/// Marks that change the direction of text, and what XML does not allow.
fn is_trick(letter: char) -> bool {
    matches!(
        letter,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    )
}

fn check(view: &View) -> Result<(), ReportError> {
    let count = view.alternatives.len();
    let references =
        view.alternatives.iter().filter(|alternative| alternative.is_reference).count();
    length("reference alternatives", 1, references)?;
    for row in &view.key_table {
        length("cells of a row of the key table", count, row.cells.len())?;
    }
    for row in &view.overrun.areas {
        length("cells of an area", count, row.cells.len())?;
    }
    for table in &view.areas.tables {
        length("areas of a table", view.areas.areas.len(), table.cells.len())?;
        for row in table.cells.iter().chain([&table.total]) {
            length("cells of an area", count, row.len())?;
        }
    }
    let welfare = &view.welfare;
    for row in &welfare.parties {
        length("cells of a stakeholder", count, row.cells.len())?;
    }
    if !welfare.parties.is_empty() {
        length("chances of recouping", count, welfare.recouped_society.len())?;
        length("chances of recouping", count, welfare.recouped_purse.len())?;
    }
    let budgets = &view.budgets;
    for row in &budgets.bearing {
        length("cells of a burden", count, row.cells.len())?;
    }
    for row in &budgets.reserve {
        length("cells of a reserve", count, row.cells.len())?;
    }
    if !budgets.bearing.is_empty() {
        length("chances of recouping", count, budgets.recouped.len())?;
        length("parts of the cuts", count, budgets.absorbed.len())?;
    }
    for row in &view.precision.spread {
        length("shares of a row of the spread", count, row.level.len())?;
        length("shares of a row of the spread", count, row.difference.len())?;
    }
    check_council(&view.council, count)?;
    let charts = &view.charts;
    for chart in [&charts.cumulative_cost, &charts.waiting, &charts.severity].into_iter().flatten()
    {
        check_over_time(chart, count)?;
    }
    check_more(&charts.more, count)?;
    if let Some(chart) = &charts.uitputting {
        length(
            "alternative of the uitputting",
            chart.alternative.min(count.saturating_sub(1)),
            chart.alternative,
        )?;
        chart.panels.iter().try_for_each(|panel| check_bands(&panel.spent_share, 12))?;
    }
    Ok(())
}

fn check_more(more: &MoreCharts, count: usize) -> Result<(), ReportError> {
    if let Some(chart) = &more.net_benefit {
        check_over_time(chart, count)?;
    }
    if let Some(chart) = &more.depletion {
        length("alternatives of the heat map", count, chart.chances.len())?;
        for areas in &chart.chances {
            length("areas of the heat map", chart.areas.len(), areas.len())?;
            areas.iter().try_for_each(|area| length("months of the heat map", 12, area.len()))?;
        }
    }
    if !more.flow.is_empty() {
        length("alternatives of the flow", count, more.flow.len())?;
    }
    let decision = more.decision.as_ref();
    let clouds = decision.iter().flat_map(|own| &own.clouds).map(|cloud| cloud.alternative);
    let curves = decision.and_then(|own| own.acceptability.as_ref());
    if let Some(own) = curves {
        length("alternatives of the curves", count, own.chances.len())?;
        length("points of the curves", own.grid.len(), own.best.len())?;
        for chances in &own.chances {
            length("points of the curves", own.grid.len(), chances.len())?;
        }
    }
    let best = curves.iter().flat_map(|own| own.best.iter().copied());
    let tornados = more.tornado.iter().map(|chart| chart.alternative);
    for index in clouds.chain(best).chain(tornados).chain(more.leading) {
        length("alternative of a chart", index.min(count.saturating_sub(1)), index)?;
    }
    Ok(())
}

/// Every list per alternative is empty as a whole or has one item for each.
fn check_council(council: &Council, count: usize) -> Result<(), ReportError> {
    let society = &council.society;
    let lists = [
        ("matrix points", council.matrix_points.len()),
        ("set-ups", council.setups.len()),
        ("tables of taakvelden", council.taakvelden.len()),
    ];
    let rows = council
        .changes
        .iter()
        .map(|row| ("values of a setting", row.values.len()))
        .chain(council.effects.iter().map(|row| ("cells of an effect", row.cells.len())))
        .chain(society.totals.iter().map(|row| ("cells of a total", row.cells.len())))
        .chain(society.ratios.iter().map(|row| ("ratios", row.cells.len())))
        .chain(society.paybacks.iter().map(|row| ("payback times", row.cells.len())))
        .chain(society.items.iter().map(|row| ("cells of an item", row.cells.len())))
        .chain(society.transfers.iter().map(|row| ("cells of a transfer", row.cells.len())))
        .chain(society.parties.iter().map(|(_, cells)| ("cells of a party", cells.len())))
        .chain(society.variants.iter().map(|row| ("cells of a variant", row.cells.len())));
    let stress = council.stress.results.iter().flat_map(|result| &result.rows);
    let stress = stress.map(|row| ("cells of a stress test", row.cells.len()));
    let judged = [&council.certainty.society, &council.certainty.purse].into_iter().flatten();
    let judged = judged.flat_map(|own| {
        [
            ("chances of being best", own.chances.len()),
            ("distances to the best", own.behind.len()),
            (
                "places of the best",
                if own.best.max(own.close.unwrap_or(0)) < count { count } else { 0 },
            ),
        ]
    });
    let leader = council.certainty.shares_of.filter(|leader| *leader >= count);
    length("places of the leader", 0, usize::from(leader.is_some()))?;
    lists
        .into_iter()
        .filter(|(_, found)| *found > 0)
        .chain(rows)
        .chain(stress)
        .chain(judged)
        .try_for_each(|(what, found)| length(what, count, found))?;
    for table in &council.taakvelden {
        for row in &table.rows {
            length("years of a taakveld", table.years.len(), row.cells.len())?;
        }
    }
    Ok(())
}

fn check_over_time(chart: &TimeChart, alternatives: usize) -> Result<(), ReportError> {
    length("series of a chart", alternatives, chart.series.len())?;
    chart.series.iter().try_for_each(|bands| check_bands(bands, chart.periods.count))
}

fn check_bands(bands: &Bands, count: usize) -> Result<(), ReportError> {
    [&bands.p5, &bands.p25, &bands.p50, &bands.p75, &bands.p95]
        .into_iter()
        .try_for_each(|values| length("points of a band", count, values.len()))
}

fn length(what: &'static str, expected: usize, found: usize) -> Result<(), ReportError> {
    if expected == found { Ok(()) } else { Err(ReportError::Shape { what, expected, found }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str) -> String {
        let mut text = text.to_owned();
        line(&mut text, 10);
        text
    }

    #[test]
    fn control_characters_and_direction_marks_disappear() {
        assert_eq!(cleaned("a\u{202e}b\u{0}c\n d\u{2066}"), "ab c d");
        assert_eq!(cleaned("\u{200f}"), "");
    }

    #[test]
    fn long_names_are_cut_between_letters() {
        assert_eq!(cleaned(&"é".repeat(10_000)), format!("{}…", "é".repeat(10)));
        assert_eq!(cleaned("😀 <b>&\"'"), "😀 <b>&\"'");
    }
}
