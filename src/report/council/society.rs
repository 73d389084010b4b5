//! Costs and benefits of the alternatives, and the same on other terms, as `wijkraming value` has them.

use super::effects::difference;
use crate::analysis::{Appraisal, Basis, Estimate, appraise};
use crate::mkba::{BenefitCost, Effect, Item, View};
use crate::report::build::{estimate, probability};
use crate::report::view::{
    ItemName, ItemRow, Looker, Payback, PaybackRow, Probability, Ratio, RatioRow, Society, Total,
    TotalRow, TransferRow, Variant, VariantRow,
};
use crate::scenario::Scenario;
use crate::study::{Model, SampleTable, sampling};
use crate::tables::valuation_data::{discount_rates, effect_sizes};

/// Years that are shown by themselves, where the run is longer: the usual term of recoupment, and half a decade.
const HORIZONS: [usize; 2] = [3, 5];

/// Empty where there is nothing to compare.
pub fn society(table: &SampleTable, scenario: &Scenario) -> Society {
    let appraisals = appraise(table, &Basis::default());
    if appraisals.is_empty() {
        return Society::default();
    }
    let central = sampling::central(scenario.quantities());
    let effects = scenario.parameters(0, &central).effects;
    let each = Each { table, appraisals: &appraisals };
    Society {
        totals: each.totals(),
        ratios: each.by_looker(ratio, |looker, cells| RatioRow { looker, cells }),
        paybacks: each.by_looker(payback, |looker, cells| PaybackRow { looker, cells }),
        items: each.items(&effects),
        transfers: each.transfers(&effects),
        parties: each.parties(),
        variants: variants(table, &each),
    }
}

struct Each<'a> {
    table: &'a SampleTable,
    appraisals: &'a [Appraisal],
}

/// A figure of a project to a view.
type Figure = fn(&Appraisal, View) -> Option<Estimate>;

const LOOKERS: [(Looker, View); 2] =
    [(Looker::Society, View::Society), (Looker::Purse, View::Municipality)];

impl Each<'_> {
    /// One figure per alternative; none for the reference.
    fn cells<T>(&self, figure: impl Fn(&Appraisal) -> Option<T>) -> Vec<Option<T>> {
        let of = |index: usize| self.appraisals.iter().find(|known| known.alternative == index);
        let all = 0..self.table.header.alternatives.len();
        all.map(|index| of(index).and_then(&figure)).collect()
    }

    fn by_looker<T, R>(
        &self,
        figure: fn(&Appraisal, View) -> Option<T>,
        row: fn(Looker, Vec<Option<T>>) -> R,
    ) -> Vec<R> {
        let of = |(looker, view)| row(looker, self.cells(|known| figure(known, view)));
        LOOKERS.into_iter().map(of).collect()
    }

    fn totals(&self) -> Vec<TotalRow> {
        let kinds: [(Total, Figure); 3] = [
            (Total::Costs, Appraisal::costs),
            (Total::Benefits, Appraisal::benefits),
            (Total::Net, |known, view| known.net(view).map(|net| net.estimate)),
        ];
        let row = |looker, view, (total, figure): (Total, Figure)| {
            let cells = self.cells(|known| figure(known, view).map(estimate));
            TotalRow { looker, total, cells }
        };
        let rows = |(looker, view)| kinds.map(|kind| row(looker, view, kind));
        LOOKERS.into_iter().flat_map(rows).collect()
    }

    /// What society gains on each item that matters under some alternative.
    fn items(&self, effects: &[Effect]) -> Vec<ItemRow> {
        let lists = self.cells(|known| Some(known.items(View::Society, self.table)));
        let mut items: Vec<Item> = lists.iter().flatten().flatten().map(|line| line.item).collect();
        items.sort_unstable();
        items.dedup();
        let row = |item: Item| {
            let cells = lists.iter().map(|list| {
                let line = list.as_ref()?.iter().find(|line| line.item == item)?;
                Some(estimate(line.gain))
            });
            ItemRow { item: name(item, effects), cells: cells.collect() }
        };
        items.into_iter().map(row).filter(|row| matters(&row.cells)).collect()
    }

    /// Payments between parties that change under some alternative.
    fn transfers(&self, effects: &[Effect]) -> Vec<TransferRow> {
        let lists = self.cells(|known| Some(known.transfers(self.table)));
        let mut keys: Vec<(Item, String, String)> = Vec::new();
        for line in lists.iter().flatten().flatten() {
            let key = (line.item, line.from.clone(), line.to.clone());
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let row = |(item, from, to): (Item, String, String)| {
            let cells = lists.iter().map(|list| {
                let own = list.as_ref()?.iter();
                let mut own =
                    own.filter(|line| line.item == item && line.from == from && line.to == to);
                own.next().map(|line| estimate(line.amount))
            });
            let cells = cells.collect();
            TransferRow { item: name(item, effects), from, to, cells }
        };
        keys.into_iter().map(row).filter(|row| matters(&row.cells)).collect()
    }

    fn parties(&self) -> Vec<(String, Vec<Option<crate::report::view::Difference>>)> {
        let lists = self.cells(|known| Some(known.parties(self.table)));
        let row = |(place, party): (usize, &String)| {
            let gain = |list: &Option<Vec<crate::analysis::PartyLine>>| {
                list.as_ref().and_then(|lines| lines.get(place)).map(|line| difference(line.gain))
            };
            (party.clone(), lists.iter().map(gain).collect())
        };
        self.table.stakeholders.iter().enumerate().map(row).collect()
    }
}

fn matters(cells: &[Option<crate::report::view::Estimate>]) -> bool {
    cells.iter().flatten().any(|known| known.mean != 0.0 || known.p5 != 0.0 || known.p95 != 0.0)
}

fn name(item: Item, effects: &[Effect]) -> ItemName {
    match item {
        Item::Effect(place) => {
            ItemName::Effect(effects.get(place).map_or(String::new(), |own| own.label.clone()))
        }
        other => ItemName::Programme(other.key().to_owned()),
    }
}

fn ratio(known: &Appraisal, view: View) -> Option<(Ratio, Probability)> {
    let ratio = known.ratio(view)?;
    let se = ratio.standard_error;
    let kind = match ratio.of_means {
        BenefitCost::Ratio(value) => Ratio::Benefits { value, se },
        BenefitCost::Dominant => Ratio::Dominant,
        BenefitCost::Saving(value) => Ratio::Saving { value, se },
        BenefitCost::Dominated => Ratio::Dominated,
        BenefitCost::Nothing => Ratio::Nothing,
    };
    Some((kind, probability(ratio.as_means)))
}

fn payback(known: &Appraisal, view: View) -> Option<Payback> {
    let known = known.payback(view)?;
    Some(Payback { median: known.median, never: probability(known.never) })
}

/// The balance to society on the terms of the run, at every discount rate of `data/discontovoet.csv`, over fewer years,
/// and with the effect sizes of `data/effectgrootte.csv`.
fn variants(table: &SampleTable, run: &Each<'_>) -> Vec<VariantRow> {
    let mut rates: Vec<f64> =
        discount_rates().unwrap_or_default().iter().map(|row| row.rate).collect();
    rates.sort_by(f64::total_cmp);
    rates.dedup();
    let rates = rates.into_iter().map(Variant::DiscountRate);
    let years = HORIZONS.into_iter().filter(|years| *years < table.header.years);
    let sizes = effect_sizes().unwrap_or_default().into_iter();
    let sizes = sizes.map(|size| Variant::EffectSize(size.factor));
    let others = rates.chain(years.map(Variant::Years)).chain(sizes);
    let as_run = VariantRow { variant: Variant::AsRun, cells: balance(run) };
    let row = |variant: Variant| {
        let appraisals = appraise(table, &basis(variant));
        let cells = balance(&Each { table, appraisals: &appraisals });
        VariantRow { variant, cells }
    };
    std::iter::once(as_run).chain(others.map(row)).collect()
}

fn balance(each: &Each<'_>) -> Vec<Option<crate::report::view::Estimate>> {
    each.cells(|known| known.net(View::Society).map(|net| estimate(net.estimate)))
}

fn basis(variant: Variant) -> Basis {
    let own = Basis::default();
    match variant {
        Variant::AsRun => own,
        Variant::DiscountRate(rate) => Basis { discount_rate: Some(rate), ..own },
        Variant::Years(years) => Basis { horizon: Some(years), ..own },
        Variant::EffectSize(factor) => Basis { effect_size: factor, ..own },
    }
}
