//! On what terms `wijkraming value` values a run: its options checked and turned into a [`Basis`], and the variants
//! that it shows beside it.

use super::Complaint;
use super::stored::StoredRun;
use super::value::ValueArgs;
use crate::analysis::{Appraisal, Basis, Bias, appraise};
use crate::scenario::{price_factor, price_index_years};
use crate::study::{Model, SampleTable, sampling};
use crate::tables::RunManifest;
use crate::tables::valuation_data::{self, DiscountRate, EffectSize, RateKind, standard_rate};

/// The tables that terms and variants come from.
pub struct Data {
    rates: Vec<DiscountRate>,
    sizes: Vec<EffectSize>,
}

impl Data {
    pub fn read() -> Result<Self, Complaint> {
        // They are in the program: what is wrong with them is our fault.
        Ok(Self {
            rates: valuation_data::discount_rates().map_err(Complaint::ours)?,
            sizes: valuation_data::effect_sizes().map_err(Complaint::ours)?,
        })
    }
}

/// A run is valued by the version that made it: another one may count other things.
pub fn check_version(manifest: &RunManifest) -> Result<(), Complaint> {
    let own = env!("CARGO_PKG_VERSION");
    if manifest.version == own {
        return Ok(());
    }
    let message = format!(
        "this run was made by version {} of the program, and this is version {own}",
        manifest.version
    );
    Err(Complaint::input(message).hint("value it with the version that made it, or run it again"))
}

/// There must be something to compare, and something to compare it with.
pub fn check_comparable(run: &StoredRun) -> Result<(), Complaint> {
    let names = run.alternatives.iter().map(|index| &run.scenario.alternatives()[*index]);
    let (references, projects): (Vec<_>, Vec<_>) = names.partition(|name| name.reference);
    let again = "run it again without --alternatives, or with the reference and a project";
    if references.is_empty() {
        let message = "this run has no reference alternative, so there is nothing to compare with";
        return Err(Complaint::input(message).hint(again));
    }
    if projects.is_empty() {
        let message =
            format!("this run has one alternative only, the reference {}", references[0].id);
        return Err(Complaint::input(message).hint(again));
    }
    Ok(())
}

/// What is laid over the scenario of the run.
pub fn sets(args: &ValueArgs, data: &Data) -> Result<Vec<String>, Complaint> {
    let rate = match (&args.discount, &args.discount_date) {
        (Some(rate), _) => Some(checked_rate(*rate)?),
        (None, Some(day)) => Some(rate_of_day(day, data)?),
        (None, None) => None,
    };
    let rate = rate.map(|rate| format!("valuation.discount_rate={rate}"));
    let bias = match (args.optimism_bias, args.no_optimism_bias) {
        (false, false) => None,
        (on, _) => Some(format!("valuation.optimism_bias={on}")),
    };
    Ok(args.sets.iter().cloned().chain(rate).chain(bias).collect())
}

fn checked_rate(rate: f64) -> Result<f64, Complaint> {
    if rate > -1.0 && rate.is_finite() {
        return Ok(rate);
    }
    Err(Complaint::input(format!("--discount must be above -1, found {rate}"))
        .hint("a discount rate is a fraction per year; write 0.0225 for 2.25 %"))
}

fn rate_of_day(day: &str, data: &Data) -> Result<f64, Complaint> {
    if !is_day(day) {
        let message = format!("--discount-date must be a day like 2021-01-01, found {day:?}");
        return Err(Complaint::input(message));
    }
    let rate = standard_rate(&data.rates, day);
    let none = || Complaint::ours(format!("data/discontovoet.csv has no standard rate for {day}"));
    rate.map(|row| row.rate).ok_or_else(none)
}

/// Year, month and day with dashes, each possible.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let number = |index: usize| parts[index].parse::<u32>().ok();
    lengths == [4, 2, 2]
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
        && number(1).is_some_and(|month| (1..=12).contains(&month))
        && number(2).is_some_and(|day| (1..=31).contains(&day))
}

/// The options as a basis.
pub fn basis(args: &ValueArgs, run: &StoredRun, data: &Data) -> Result<Basis, Complaint> {
    let years = run.scenario.years as usize;
    if let Some(horizon) = args.horizon.filter(|horizon| !(1..=years).contains(horizon)) {
        let message = format!("--horizon must be between 1 and {years}, found {horizon}");
        return Err(Complaint::input(message)
            .hint("this run has no more years; for a longer horizon run it with more time.years"));
    }
    if args.within == 0 {
        return Err(Complaint::input("--within must be at least 1, found 0"));
    }
    Ok(Basis {
        discount_rate: None,
        horizon: args.horizon,
        price_factor: price_level(args, run)?,
        effect_size: effect_size(&args.effect_size, data)?,
        bias: Bias::AsRun,
        receivers_lose: args.household_benefits == "count",
    })
}

/// Largest factor on effects: what is larger still is a slip, and could come to more than can be counted.
const LARGEST_EFFECT_SIZE: f64 = 100.0;

fn effect_size(text: &str, data: &Data) -> Result<f64, Complaint> {
    if let Some(known) = data.sizes.iter().find(|size| size.variant == text) {
        return Ok(known.factor);
    }
    let factor = text.parse().ok().filter(|factor| (0.0..=LARGEST_EFFECT_SIZE).contains(factor));
    factor.ok_or_else(|| {
        let most = LARGEST_EFFECT_SIZE;
        let message =
            format!("--effect-size must be low, high or a factor from 0 to {most}, found {text:?}");
        Complaint::input(message)
            .hint("a factor multiplies; write 0.8 for effects that are 20 % smaller")
    })
}

fn price_level(args: &ValueArgs, run: &StoredRun) -> Result<f64, Complaint> {
    let Some(to) = args.price_year else { return Ok(1.0) };
    price_factor(run.scenario.price_year, to).map_err(|unknown| {
        let (first, last) = price_index_years();
        Complaint::input(format!("--price-year: there is no price index of {unknown}"))
            .hint(format!("data/nl_cpi_2012_2024.csv knows {first} to {last}"))
    })
}

/// The same on other terms, one at a time.
pub struct Variant {
    /// What differs: a key of [`WHAT`].
    pub what: &'static str,
    pub setting: String,
    /// Where the setting comes from.
    pub note: String,
    pub appraisals: Vec<Appraisal>,
}

/// Horizons that are shown where the run is longer: the usual term of recoupment, and every five years.
fn horizons(years: usize) -> impl Iterator<Item = usize> {
    std::iter::once(3).chain((1..).map(|times| 5 * times)).take_while(move |known| *known < years)
}

/// All variants of a basis.
pub fn variants(table: &SampleTable, run: &StoredRun, basis: &Basis, data: &Data) -> Vec<Variant> {
    let mut list = Variants { table, basis, list: Vec::new() };
    list.discount(run, data);
    for years in horizons(basis.years(table)) {
        let other = Basis { horizon: Some(years), ..basis.clone() };
        list.add("horizon", years.to_string(), "the first years only".to_owned(), other);
    }
    for size in &data.sizes {
        let factor = basis.effect_size * size.factor;
        let note = format!("effects times {factor}, grade {}", size.grade);
        let other = Basis { effect_size: factor, ..basis.clone() };
        list.add("effect_size", size.variant.clone(), note, other);
    }
    let (from, last) = (run.scenario.price_year, price_index_years().1);
    if let Ok(factor) = price_factor(from, last) {
        let note = format!("consumer prices, {factor:.3} times those of {from}");
        let other = Basis { price_factor: factor, ..basis.clone() };
        list.add("price_year", last.to_string(), note, other);
    }
    list.switches(run);
    list.list
}

struct Variants<'a> {
    table: &'a SampleTable,
    basis: &'a Basis,
    list: Vec<Variant>,
}

impl Variants<'_> {
    fn add(&mut self, what: &'static str, setting: String, note: String, other: Basis) {
        self.list.push(Variant { what, setting, note, appraisals: appraise(self.table, &other) });
    }

    /// Every rate of the table.
    fn discount(&mut self, run: &StoredRun, data: &Data) {
        let day = format!("{}-01-01", base_year(run));
        let own = standard_rate(&data.rates, &day);
        for row in &data.rates {
            let other = Basis { discount_rate: Some(row.rate), ..self.basis.clone() };
            let note = rate_note(row, own.as_ref() == Some(row), &day);
            self.add("discount", percent(row.rate), note, other);
        }
    }

    /// What is on or off, the other way.
    fn switches(&mut self, run: &StoredRun) {
        let (setting, bias) = match run.scenario.optimism_bias() {
            true => ("off", Bias::Off),
            false => ("on", Bias::On(run.scenario.corrections())),
        };
        let note = "gains on effects by the grade of their evidence".to_owned();
        let other = Basis { bias, ..self.basis.clone() };
        self.add("optimism_bias", setting.to_owned(), note, other);
        if self.table.postings.iter().any(|p| p.receiver.is_some() && !p.item.is_programme()) {
            let setting = if self.basis.receivers_lose { "ignore" } else { "count" };
            let note = "what receivers of benefits lose".to_owned();
            let other = Basis { receivers_lose: !self.basis.receivers_lose, ..self.basis.clone() };
            self.add("household_benefits", setting.to_owned(), note, other);
        }
    }
}

fn base_year(run: &StoredRun) -> i32 {
    let central = sampling::central(run.scenario.quantities());
    run.scenario.valuation(&central).base_year
}

fn rate_note(row: &DiscountRate, own: bool, day: &str) -> String {
    let dates = match (&row.from, &row.to) {
        (None, None) => String::new(),
        (None, Some(to)) => format!(" until {to}"),
        (Some(from), None) => format!(" from {from}"),
        (Some(from), Some(to)) => format!(" from {from} to {to}"),
    };
    let own = if own { format!(", in force on {day}") } else { String::new() };
    let kind = match row.kind {
        RateKind::Standaard => "standard",
        RateKind::Uitzondering => "exception",
        RateKind::Gevoeligheid => "sensitivity",
    };
    format!("{kind}{dates}, grade {}{own}", row.grade)
}

/// A rate as people write it: 2.25%.
pub fn percent(rate: f64) -> String {
    let text = format!("{:.4}", 100.0 * rate);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_year_month_and_day() {
        assert!(is_day("2021-01-01") && is_day("2015-12-31"));
        for text in [
            "2021",
            "2021-13-01",
            "2021-00-10",
            "2021-1-1",
            "01-01-2021",
            "2021-02-3x",
            "+021-01-01",
        ] {
            assert!(!is_day(text), "{text}");
        }
    }

    #[test]
    fn rates_are_written_without_idle_zeros() {
        let written: Vec<String> = [0.0225, 0.03, 0.055, -0.01, 0.0].map(percent).to_vec();
        assert_eq!(written, ["2.25%", "3%", "5.5%", "-1%", "0%"]);
    }

    #[test]
    fn horizons_are_three_years_and_every_five_below_the_run() {
        assert_eq!(horizons(10).collect::<Vec<_>>(), [3, 5]);
        assert_eq!(horizons(16).collect::<Vec<_>>(), [3, 5, 10, 15]);
        assert_eq!(horizons(3).count(), 0);
    }
}
