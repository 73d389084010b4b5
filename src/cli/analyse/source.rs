//! What is analysed: a stored run, or files of another program.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::AnalyseArgs;
use crate::analysis::decision::{
    DecisionTable, EffectChoice, Group, Lens, Perspective, default_groups, everything, from_run,
};
use crate::cli::Complaint;
use crate::cli::load::render;
use crate::cli::stored::StoredRun;
use crate::psa::{self, ColumnSource};
use crate::study::{Model, sampling};

/// A decision table and what is known of it.
pub struct Subject {
    pub title: String,
    pub table: DecisionTable,
    /// What net benefit is, without a willingness to pay.
    pub net_benefit: String,
    /// What cost is, and a unit of effect.
    pub cost: String,
    pub effect_unit: String,
    /// Draws before those with the same quantities were averaged.
    pub draws: usize,
    pub groups: Vec<Group>,
    pub grid: Option<Vec<f64>>,
    pub seed: u64,
    /// Discount rate per year.
    pub rate: Option<f64>,
    /// Where it comes from.
    origin: Value,
}

impl Subject {
    /// With the draws averaged that have the same quantities.
    pub fn averaged(self) -> Self {
        Self { table: self.table.averaged(), ..self }
    }

    pub fn description(&self) -> Value {
        json!({
            "title": self.title,
            "from": self.origin,
            "draws": self.draws,
            "net_benefit": self.net_benefit,
            "cost": self.cost,
            "effect_unit": self.effect_unit,
        })
    }
}

/// Willingness to pay for a QALY up to which curves go: twice the lower end of what is used in the Netherlands (NTvG,
/// "Hoeveel mag een gewonnen levensjaar kosten", 2013: 50,000 to 100,000 euro).
const MOST_FOR_A_QALY: f64 = 100_000.0;
/// Points on that curve.
const POINTS: u32 = 41;

/// The alternatives of a stored run.
pub fn of_run(directory: &Path, args: &AnalyseArgs) -> Result<Subject, Complaint> {
    let run = StoredRun::open(directory, &args.sets)?;
    let (table, sample) = run.yearly_table()?;
    let perspective = args.perspective.unwrap_or_default();
    let quantities = run.scenario.quantities();
    let build = |effect: &EffectChoice| {
        let discounted = !args.undiscounted_effect;
        let lens = Lens { perspective, effect: effect.clone(), discounted };
        from_run(&table, &sample, quantities, &lens)
    };
    let asked = args.effect.as_deref().map(EffectChoice::parse).transpose();
    let asked = asked.map_err(|message| Complaint::input(format!("--effect: {message}")))?;
    let (effect, decision) = match asked {
        Some(effect) => {
            let decision = build(&effect).ok_or_else(|| {
                Complaint::input(format!("--effect: the run has no column {:?}", effect.column))
                    .hint(format!("the columns are {}", table.columns.join(", ")))
            })?;
            (effect, decision)
        }
        // The matrix stands in where a scenario has no effect on quality of life.
        None => [EffectChoice::quality_of_life(), EffectChoice::matrix_points()]
            .into_iter()
            .find_map(|effect| build(&effect).map(|decision| (effect, decision)))
            .ok_or_else(|| Complaint::ours("the run has no column zrm_gain"))?,
    };
    let is_qaly = effect == EffectChoice::quality_of_life();
    let step = MOST_FOR_A_QALY / f64::from(POINTS - 1);
    let central = sampling::central(quantities);
    let price_year = run.scenario.price_year;
    let whom = match perspective {
        Perspective::Society => "society",
        Perspective::Municipality => "the municipality",
    };
    Ok(Subject {
        title: run.scenario.title.clone(),
        net_benefit: format!("minus the cost to {whom}, discounted euro of {price_year}"),
        cost: format!("what the municipality pays, discounted euro of {price_year}"),
        effect_unit: effect.unit,
        draws: table.draws.len(),
        groups: default_groups(&decision.quantities),
        grid: is_qaly.then(|| (0..POINTS).map(|i| f64::from(i) * step).collect()),
        seed: run.manifest.seed,
        rate: Some(run.scenario.valuation(&central).discount_rate),
        origin: json!({ "run": directory, "scenario_sha256": run.scenario.hash() }),
        table: decision,
    })
}

/// Draws of another program.
pub fn of_files(files: &[PathBuf], columns: &str) -> Result<Subject, Complaint> {
    let sample = psa::read(files, &ColumnSource::parse(columns))
        .map_err(|report| Complaint::rendered(render(&report)))?;
    let names: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    let mut groups = sample.groups;
    groups.extend(everything(&sample.table.quantities));
    Ok(Subject {
        title: names.join(" + "),
        net_benefit: "net benefit as given".to_owned(),
        cost: "cost as given".to_owned(),
        effect_unit: sample.effect_unit.unwrap_or_else(|| "unit of effect".to_owned()),
        draws: sample.table.draws(),
        groups,
        grid: None,
        seed: 1,
        rate: None,
        origin: json!({ "files": files, "columns": columns }),
        table: sample.table,
    })
}
