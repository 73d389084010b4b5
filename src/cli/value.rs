//! `wijkraming value RUN`: the MKBA of a stored run, valued as it was or on other terms. Nothing is simulated.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Complaint;
use super::stored::StoredRun;
use super::value_files::{Records, TableDirectory};
use super::value_terms::{self, Data, Variant};
use super::value_text;
use crate::analysis::{Appraisal, Basis, appraise};
use crate::mkba::{Effect, Item, View};
use crate::scenario::Evidence;
use crate::study::{Model, SampleTable, sampling};
use crate::tables::RunManifest;

#[derive(Debug, clap::Args)]
pub struct ValueArgs {
    /// Directory of a finished run
    #[arg(value_name = "RUN")]
    run: PathBuf,

    /// Set what is valued after the simulation, for example effects.bijstand.value=1200 or
    /// provisions.1.informal_value=18; may be given more than once
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub sets: Vec<String>,

    /// Real discount rate per year; that of the scenario where not given
    #[arg(long, value_name = "RATE", allow_negative_numbers = true)]
    pub discount: Option<f64>,

    /// The standard discount rate for an MKBA that starts on this day, from data/discontovoet.csv
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "discount")]
    pub discount_date: Option<String>,

    /// Count the first years only; all years of the run where not given
    #[arg(long, value_name = "YEARS")]
    pub horizon: Option<usize>,

    /// Multiply the effects of the projects: low, high (data/effectgrootte.csv) or a factor
    #[arg(
        long,
        value_name = "low|high|FACTOR",
        default_value = "1",
        allow_negative_numbers = true
    )]
    pub effect_size: String,

    /// Price level of all euros; that of the scenario where not given
    #[arg(long, value_name = "YEAR")]
    pub price_year: Option<i32>,

    /// Count gains on effects for less, the weaker their evidence
    #[arg(long, overrides_with = "no_optimism_bias")]
    pub optimism_bias: bool,

    /// Count gains on effects in full, also where the scenario does not
    #[arg(long)]
    pub no_optimism_bias: bool,

    /// What a benefit (an effect with transfer_to) that is no longer paid is to those who received it: count it as
    /// their loss, or ignore that
    #[arg(long, value_name = "count|ignore", default_value = "count", value_parser = ["count", "ignore"])]
    pub household_benefits: String,

    /// Years within which a project should be recouped
    #[arg(long, value_name = "YEARS", default_value_t = 3)]
    pub within: usize,

    /// Whose costs and benefits are shown: society, municipality or both
    #[arg(long, default_value = "both", value_parser = ["society", "municipality", "both"])]
    pub view: String,

    /// Print everything as one JSON document
    #[arg(long)]
    json: bool,

    /// Write the tables to this directory too, as CSV files
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Replace tables of an earlier valuation in the directory
    #[arg(long)]
    force: bool,
}

/// Everything that is shown of a valuation.
pub struct Valued<'a> {
    pub run: &'a StoredRun,
    pub table: &'a SampleTable,
    pub basis: Basis,
    /// Year in whose euro everything is.
    pub price_year: i32,
    pub appraisals: Vec<Appraisal>,
    pub variants: Vec<Variant>,
    pub views: Vec<View>,
    pub within: usize,
    pub evidence: Vec<Evidence>,
}

impl Valued<'_> {
    /// Id of an alternative of the run.
    pub fn id(&self, alternative: usize) -> &str {
        &self.table.header.alternatives[alternative].id
    }

    /// Width of the ids of projects.
    pub fn width(&self) -> usize {
        let ids = self.appraisals.iter().map(|a| self.id(a.alternative).chars().count());
        ids.max().unwrap_or(0).max(10)
    }

    /// Every project under every view that is shown.
    pub fn pairs(&self) -> impl Iterator<Item = (&Appraisal, View)> {
        let views = |appraisal| self.views.iter().map(move |view| (appraisal, *view));
        self.appraisals.iter().flat_map(views)
    }

    /// The effects, with the value of their mean.
    pub fn effects(&self) -> Vec<Effect> {
        self.run.scenario.parameters(self.run.alternatives[0], &self.central()).effects
    }

    fn central(&self) -> Vec<f64> {
        sampling::central(self.run.scenario.quantities())
    }

    /// The discount rate, where all draws have the same.
    pub fn discount_rate(&self) -> Option<f64> {
        let mut rates = self.table.outcomes.iter().flatten().map(|o| o.valuation.discount_rate);
        let first = rates.next()?;
        rates.all(|rate| rate == first).then_some(first)
    }

    pub fn base_year(&self) -> i32 {
        self.run.scenario.valuation(&self.central()).base_year
    }

    /// The name of an item in tables: the id of an effect.
    pub fn item(&self, item: Item) -> String {
        match item {
            Item::Effect(index) => self.table.header.effects[index].clone(),
            other => other.key().to_owned(),
        }
    }

    /// The name of an item on screen.
    pub fn label(&self, item: Item) -> String {
        match item {
            Item::Effect(index) => self.effects()[index].label.clone(),
            other => other.key().replace('_', " "),
        }
    }
}

pub fn value(args: &ValueArgs) -> Result<ExitCode, Complaint> {
    let data = Data::read()?;
    let manifest = RunManifest::read(&args.run)?;
    value_terms::check_version(&manifest)?;
    let run = StoredRun::of(&args.run, manifest, &value_terms::sets(args, &data)?)?;
    value_terms::check_comparable(&run)?;
    let basis = value_terms::basis(args, &run, &data)?;
    let out = args.out.as_deref().map(|out| TableDirectory::open(out, args.force)).transpose()?;
    let (table, _) = run.yearly_table()?;
    let shown = |view: &View| args.view == "both" || args.view == view.key();
    let valued = Valued {
        appraisals: appraise(&table, &basis),
        variants: value_terms::variants(&table, &run, &basis, &data),
        price_year: args.price_year.unwrap_or(run.scenario.price_year),
        views: View::ALL.into_iter().filter(shown).collect(),
        within: args.within.clamp(1, basis.years(&table)),
        evidence: run.scenario.evidence(),
        run: &run,
        table: &table,
        basis,
    };
    let records = Records::of(&valued);
    if let Some(out) = &out {
        records.write(out)?;
    }
    let text = match args.json {
        true => records.json(&valued)?,
        false => value_text::text(&valued, args.out.as_deref()),
    };
    super::man::print(text.as_bytes())
}
