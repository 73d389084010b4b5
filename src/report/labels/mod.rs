//! Layer 6. Every word of a report, in Dutch (B1 level where it is prose) and in English.
//!
//! One struct, one file per language: a forgotten translation does not compile. Sentences are templates with `{names}`
//! that `fill` replaces; no other module of `report` holds words that a reader sees.

mod council;
mod council_en;
mod council_nl;
mod en;
mod more_charts;
mod nl;
mod precision;

pub use council::{CouncilWords, SetupWords};
pub use more_charts::MoreChartWords;
pub use precision::PrecisionWords;

use super::numbers::Magnitude;
use super::view::{Grade, Lang, Measure, Unit};

/// The words of one language.
#[derive(Debug)]
pub struct Labels {
    /// Value of the `lang` attribute.
    pub code: &'static str,
    pub unknown: &'static str,
    /// Between the bounds of an interval.
    pub to: &'static str,
    pub less_than: &'static str,
    pub more_than: &'static str,
    /// Short names of the months.
    pub months: [&'static str; 12],
    /// Words for one, thousand, million and billion.
    pub magnitudes: [&'static str; 4],
    pub measure: fn(Measure) -> &'static str,
    /// Names of the standing parties, where they are not those of scenarios.
    pub parties: &'static [(&'static str, &'static str)],
    pub grade: fn(Grade) -> &'static str,
    pub units: UnitWords,
    pub page: PageWords,
    pub tables: TableWords,
    pub budgets: BudgetWords,
    pub sentences: SentenceWords,
    pub charts: ChartWords,
    pub more: MoreChartWords,
    pub workbook: WorkbookWords,
    pub precision: PrecisionWords,
    pub council: CouncilWords,
    /// Headings of the reproduction box: program, seed, draws, method, scenario, hash, command.
    pub reproduction: [&'static str; 7],
}

/// Names of units; those that can be counted as `one|several`.
#[derive(Debug)]
pub struct UnitWords {
    pub euro: &'static str,
    pub per_year: &'static str,
    pub months: &'static str,
    pub households: &'static str,
    pub household_months: &'static str,
    pub hours: &'static str,
    pub percent: &'static str,
}

/// Headings and prose of the page.
#[derive(Debug)]
pub struct PageWords {
    pub skip: &'static str,
    pub contents: &'static str,
    pub kind: &'static str,
    pub subtitle: &'static str,
    pub synthetic: &'static str,
    pub summary: &'static str,
    pub remarks: &'static str,
    pub reference_mark: &'static str,
    pub reference_short: &'static str,
    pub key_table: &'static str,
    pub charts: &'static str,
    pub chart_data: &'static str,
    /// `{list}`: measures.
    pub withheld: &'static str,
    pub overrun: &'static str,
    pub welfare: &'static str,
    pub assumptions: &'static str,
    pub unknowns: &'static str,
    pub method: &'static str,
    pub reproduction: &'static str,
    pub reproduction_intro: &'static str,
    /// `{list}`: effects that are not counted.
    pub pro_memorie: &'static str,
    pub unknowns_list: &'static [&'static str],
    /// `{draws}`, `{households}`, `{price_year}`.
    pub method_list: &'static [&'static str],
    pub footer: &'static str,
}

/// Captions and heads of the tables.
#[derive(Debug)]
pub struct TableWords {
    pub key_caption: &'static str,
    pub measure: &'static str,
    pub difference: &'static str,
    pub monte_carlo_error: &'static str,
    pub overrun_caption: &'static str,
    pub area: &'static str,
    pub overrun_any_year: &'static str,
    /// `{year}`.
    pub overrun_year: &'static str,
    pub overrun_average_year: &'static str,
    pub party: &'static str,
    pub parties_total: &'static str,
    /// `{unit}`.
    pub parties_caption: &'static str,
    pub parties_reading: &'static str,
    pub recouped_for: &'static str,
    /// `{years}`.
    pub recouped_caption: &'static str,
    pub assumptions_caption: &'static str,
    /// Path, value, range, unit, source, grade, note.
    pub assumptions_heads: [&'static str; 7],
    /// `{without}`, `{total}`.
    pub assumptions_without_source: &'static str,
    /// What stands before the note of a converted amount; {value} and {year}.
    pub written_in_prices_of: &'static str,
    pub no_source: &'static str,
    /// `{source}`: one that does not give the number.
    pub no_source_of_it: &'static str,
    pub period: &'static str,
    pub month: &'static str,
    pub alternative: &'static str,
}

/// Words of the sections on reserves and burdens.
#[derive(Debug)]
pub struct BudgetWords {
    pub reserve: &'static str,
    pub reserve_reading: &'static str,
    /// `{unit}`.
    pub reserve_caption: &'static str,
    pub reserve_certainty: &'static str,
    /// `{certainty}`: a percentage.
    pub reserve_at: &'static str,
    pub reserve_separate: &'static str,
    pub reserve_gain: &'static str,
    pub reserve_note: &'static str,
    /// Where a figure has no interval.
    pub reserve_unknown: &'static str,
    pub bearing: &'static str,
    pub bearing_reading: &'static str,
    /// `{unit}`.
    pub bearing_caption: &'static str,
    pub area_budgets: &'static str,
    pub from_reserve: &'static str,
    pub general_funds: &'static str,
    pub outside_area_budgets: &'static str,
    pub delivered: &'static str,
    pub question: &'static str,
    pub recouped: &'static str,
    pub absorbed: &'static str,
    pub cuts_caption: &'static str,
}

/// What a difference may be called; `{likely} {amount} {low} {high}`, and `{below} {above}`: the chances with their bounds.
#[derive(Debug)]
pub struct ClaimWords {
    pub less: &'static str,
    pub more: &'static str,
    pub unclear: &'static str,
    pub same: &'static str,
    pub unknown: &'static str,
}

/// Templates of the summary.
#[derive(Debug)]
pub struct SentenceWords {
    /// `{years} {first} {last} {amount} {low} {high}`.
    pub reference_cost: &'static str,
    /// The same without an interval.
    pub reference_cost_one_draw: &'static str,
    pub reference_wait: &'static str,
    /// `{likely}` for a chance of at least 2 in 3, 9 in 10 and 99 in 100.
    pub likelihoods: [&'static str; 3],
    pub cost: ClaimWords,
    pub net_present_value: ClaimWords,
    pub wait: ClaimWords,
    pub crisis: ClaimWords,
    pub matrix_points: ClaimWords,
    /// `{count} {total} {period}`.
    pub overrun: &'static str,
    pub overrun_none: &'static str,
    /// Where there is one area only.
    pub overrun_only: &'static str,
    pub how_to_read: &'static str,
}

/// Words of one figure.
#[derive(Debug)]
pub struct FigureWords {
    pub title: &'static str,
    /// How to read it; stands above the picture.
    pub reading: &'static str,
    /// One line of the description for those who do not see the picture.
    pub line: &'static str,
}

/// Words in and around charts.
#[derive(Debug)]
pub struct ChartWords {
    pub cumulative_cost: FigureWords,
    pub uitputting: FigureWords,
    pub waiting: FigureWords,
    pub severity: FigureWords,
    pub areas: FigureWords,
    pub net_benefit: FigureWords,
    pub key_p90: &'static str,
    pub key_p50: &'static str,
    pub key_median: &'static str,
    /// What the line of a fan is, beside tables of means.
    pub median_line: &'static str,
    /// `{name} {unit}`: head of a column of medians with their intervals; `{name}` where the cells have their unit.
    pub median_head: &'static str,
    pub median_head_alone: &'static str,
    pub key_reference: &'static str,
    pub key_budget: &'static str,
    pub key_clear: &'static str,
    pub key_unclear: &'static str,
    /// `{range}`: interval at the end of a fan.
    pub end_range: &'static str,
    /// `{chance}`.
    pub overrun_chance: &'static str,
    /// The same for a phone.
    pub overrun_chance_short: &'static str,
    /// `{shown} {total}`.
    pub worst_areas: &'static str,
    /// Behind it, where it is not certain which ones they are.
    pub worst_areas_unclear: &'static str,
    /// `{name} {count} {chance}`.
    pub areas_unclear: &'static str,
    pub society: &'static str,
    pub purse: &'static str,
    pub worse: &'static str,
    pub better: &'static str,
    /// `{shown} {total}`.
    pub first_alternatives: &'static str,
    pub cell: &'static str,
}

/// Words of the workbook. A pair is what stands behind a column's head, and its meaning in the data dictionary
/// with `{head}` for the head.
#[derive(Debug)]
pub struct WorkbookWords {
    pub front: &'static str,
    pub front_meaning: &'static str,
    pub dictionary: &'static str,
    pub dictionary_columns: [(&'static str, &'static str); 3],
    pub row_meaning: &'static str,
    pub unit: &'static str,
    pub unit_meaning: &'static str,
    pub text_meaning: &'static str,
    pub number_meaning: &'static str,
    /// Mean, 5%, 95%, error of each.
    pub estimate: [(&'static str, &'static str); 6],
    /// Chance, lower bound, upper bound.
    pub chance: [(&'static str, &'static str); 3],
    /// 5, 25, 50, 75 and 95%.
    pub quantiles: [(&'static str, &'static str); 5],
    pub year: &'static str,
    pub year_meaning: &'static str,
    pub month_meaning: &'static str,
    /// Numbers are not shortened to millions.
    pub true_size: &'static str,
    pub chart_note: &'static str,
}

impl Labels {
    /// The words of a language.
    pub fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Nl => &nl::LABELS,
            Lang::En => &en::LABELS,
        }
    }

    /// What a party of a scenario is called.
    pub fn party<'a>(&self, name: &'a str) -> &'a str {
        self.parties.iter().find(|(own, _)| *own == name).map_or(name, |(_, shown)| *shown)
    }

    /// What stands after a number, as it is printed without its sign: "miljoen", "maanden", "maand" after 1, or nothing.
    pub fn unit_after(&self, unit: Unit, magnitude: Magnitude, number: &str) -> String {
        let size = self.magnitudes[magnitude as usize];
        match unit {
            Unit::Euro => size.to_owned(),
            Unit::EuroPerYear => format!("{size} {}", self.units.per_year).trim().to_owned(),
            Unit::Share => String::new(),
            _ => self.name_for(unit, magnitude, number),
        }
    }

    /// What stands beside an axis or a row: "miljoen euro", "maanden", "%".
    pub fn unit_name(&self, unit: Unit, magnitude: Magnitude) -> String {
        self.name_for(unit, magnitude, "")
    }

    fn name_for(&self, unit: Unit, magnitude: Magnitude, number: &str) -> String {
        let size = self.magnitudes[magnitude as usize];
        let name = match unit {
            Unit::Euro => self.units.euro.to_owned(),
            Unit::EuroPerYear => format!("{} {}", self.units.euro, self.units.per_year),
            Unit::Months => form(self.units.months, number).to_owned(),
            Unit::Households => form(self.units.households, number).to_owned(),
            Unit::HouseholdMonths => form(self.units.household_months, number).to_owned(),
            Unit::Hours => form(self.units.hours, number).to_owned(),
            Unit::Points => form(self.council.points, number).to_owned(),
            Unit::Share => self.units.percent.to_owned(),
        };
        format!("{size} {name}").trim().to_owned()
    }
}

/// Replaces every `{name}` of a template in one pass, so that braces inside a value stay what they are. Of
/// `{name:one|several}` remains the first form where the value is 1 and the second elsewhere, filled likewise: "{total}
/// {total:gebied|gebieden}".
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, after) = rest.split_at(open);
        text.push_str(before);
        rest = after;
        let Some(close) = closing(after) else { break };
        let inside = &after[1..close];
        let (name, forms) = inside.split_once(':').unwrap_or((inside, ""));
        match values.iter().find(|(key, _)| *key == name) {
            Some((_, value)) if forms.is_empty() => text.push_str(value),
            Some((_, value)) => text.push_str(&fill(form(forms, value), values)),
            None => text.push_str(&after[..=close]),
        }
        rest = &after[close + 1..];
    }
    text.push_str(rest);
    text
}

/// Place of the brace that closes the one a text begins with.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut ends = text.char_indices().filter(|(_, sign)| {
        match sign {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    });
    ends.next().map(|(place, _)| place)
}

/// The form for this number, of `one|several`.
fn form<'a>(forms: &'a str, value: &str) -> &'a str {
    let mut depth = 0_usize;
    let mut bars = forms.char_indices().filter(|(_, sign)| {
        match sign {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && *sign == '|'
    });
    let (one, several) =
        bars.next().map_or((forms, forms), |(bar, _)| (&forms[..bar], &forms[bar + 1..]));
    if value == "1" { one } else { several }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_in_a_value_are_not_filled_again() {
        assert_eq!(fill("a {x} {y}", &[("x", "{y}"), ("y", "2")]), "a {y} 2");
        assert_eq!(fill("{unknown} {", &[]), "{unknown} {");
    }

    #[test]
    fn the_form_of_a_word_follows_its_number() {
        let areas = |total| fill("{total} {total:gebied|gebieden}.", &[("total", total)]);
        assert_eq!(
            [areas("1"), areas("0"), areas("11")],
            ["1 gebied.", "0 gebieden.", "11 gebieden."]
        );
        let whole = |total| {
            let values = [("total", total), ("x", "{total:a|b}")];
            fill("{total:Het ene {x}|Van de {total} {total:i|ii}}", &values)
        };
        assert_eq!([whole("1"), whole("3")], ["Het ene {total:a|b}", "Van de 3 ii"]);
        assert_eq!(fill("{none:a|b} {", &[]), "{none:a|b} {");
    }

    #[test]
    fn units_have_words_in_both_languages() {
        let (nl, en) = (Labels::of(Lang::Nl), Labels::of(Lang::En));
        assert_eq!(nl.unit_name(Unit::Euro, Magnitude::Million), "miljoen euro");
        assert_eq!(en.unit_after(Unit::EuroPerYear, Magnitude::One, "1"), "per year");
        assert_eq!(nl.unit_after(Unit::Euro, Magnitude::One, "1"), "");
        assert_eq!(nl.unit_name(Unit::Months, Magnitude::One), "maanden");
        let after = ["1", "2", "1,0"].map(|own| nl.unit_after(Unit::Months, Magnitude::One, own));
        assert_eq!(after, ["maand", "maanden", "maanden"]);
        assert_eq!(nl.unit_after(Unit::Hours, Magnitude::One, "1"), "uur");
    }
}
