//! What a Bayesian calibration says: on screen, as JSON, and as comments in the overlay and the rows.

use std::path::Path;

use serde_json::{Value, json};

use super::calibrate_text::{Told, chance, figure, texts};
use super::columns::{Row, columns};
use crate::calibration::bayesian::{Weighed, WeighedQuantity, WeighedTarget};
use crate::calibration::targets::Target;

/// The target furthest from what the prior expects, in words.
pub fn furthest(told: &Told<'_>, found: &Weighed) -> String {
    let off = |(own, weighed): &(&Target, &WeighedTarget)| {
        let (mean, sd) = weighed.prior;
        (mean - own.observed.value).abs() / libm::hypot(sd, own.observed.sd)
    };
    let pairs = told.targets.targets.iter().zip(&found.targets);
    let worst = pairs.max_by(|a, b| off(a).total_cmp(&off(b)));
    worst.map_or_else(String::new, |(own, weighed)| {
        format!(
            "`{}`: {} with sd {}, where the prior has {} with sd {}",
            own.name,
            figure(own.observed.value),
            figure(own.observed.sd),
            figure(weighed.prior.0),
            figure(weighed.prior.1)
        )
    })
}

/// Quantities shown on screen: those that the targets tell most of.
const MOST_SHOWN: usize = 12;

/// The tables of a posterior on screen; `files` are the overlay and the rows.
pub fn tables(told: &Told<'_>, found: &Weighed, files: [&Path; 2]) -> String {
    let worth = found.found.weights.effective();
    let mut parts = vec![format!(
        "{}, held against {}\nalternative {}, {} draws in {} stages, seed {}\n",
        told.scenario.title,
        told.targets.title.as_deref().unwrap_or(&told.targets.name),
        told.alternatives(),
        found.rows.draws,
        found.found.stages.len(),
        told.scenario.sampling.seed,
    )];
    let stages: Vec<String> =
        found.found.stages.iter().map(|worth| format!("{worth:.0}")).collect();
    let tail = found.found.weights.tail().map_or("none".to_owned(), |k| format!("{k:.2}"));
    parts.push(format!(
        "effective sample size {worth:.0} of {} draws (after each stage: {}); Pareto k of the weights {tail}\n\
         chance of targets as far from what the prior expects: {}\n",
        found.rows.draws,
        stages.join(", "),
        chance(found.prior_p)
    ));
    let heads = texts(&["observed", "sd", "prior", "sd", "posterior", "sd", "\u{b1} simulation"]);
    let target = |(own, weighed): (&Target, &WeighedTarget)| {
        let error = weighed.posterior.1 / libm::sqrt(worth);
        let numbers = [
            own.observed.value,
            own.observed.sd,
            weighed.prior.0,
            weighed.prior.1,
            weighed.posterior.0,
            weighed.posterior.1,
            error,
        ];
        (own.name.clone(), numbers.map(figure).to_vec())
    };
    let rows: Vec<Row> = told.targets.targets.iter().zip(&found.targets).map(target).collect();
    parts.push(format!("targets: mean and sd over the draws\n{}", columns(heads, &rows)));
    parts.push(told_of(found, worth));
    parts.push(format!("overlay: {}\nrows:    {}\n", files[0].display(), files[1].display()));
    parts.join("\n")
}

/// The quantities that the targets tell most of.
fn told_of(found: &Weighed, worth: f64) -> String {
    let mut order: Vec<&WeighedQuantity> = found.quantities.iter().collect();
    order.sort_by(|a, b| b.told().total_cmp(&a.told()));
    let heads = texts(&["prior", "sd", "posterior", "sd", "\u{b1} simulation", "5%", "95%"]);
    let row = |own: &&WeighedQuantity| {
        let error = own.posterior.1 / libm::sqrt(worth);
        let numbers =
            [own.prior.0, own.prior.1, own.posterior.0, own.posterior.1, error, own.p5, own.p95];
        (own.path.clone(), numbers.map(figure).to_vec())
    };
    let rows: Vec<Row> = order.iter().take(MOST_SHOWN).map(row).collect();
    let rest = order.len().saturating_sub(MOST_SHOWN);
    let more = if rest > 0 { format!("  and {rest} more\n") } else { String::new() };
    format!(
        "quantities, those that the targets tell most of first\n{}{more}",
        columns(heads, &rows)
    )
}

/// The same as JSON, with all quantities.
pub fn json(told: &Told<'_>, found: &Weighed, files: [&Path; 2]) -> Value {
    let target = |(own, weighed): (&Target, &WeighedTarget)| {
        json!({
            "name": own.name, "observed": own.observed.value, "sd": own.observed.sd,
            "prior_mean": weighed.prior.0, "prior_sd": weighed.prior.1,
            "posterior_mean": weighed.posterior.0, "posterior_sd": weighed.posterior.1,
        })
    };
    let quantity = |own: &WeighedQuantity| {
        json!({
            "path": own.path, "prior_mean": own.prior.0, "prior_sd": own.prior.1,
            "posterior_mean": own.posterior.0, "posterior_sd": own.posterior.1,
            "p5": own.p5, "p95": own.p95,
        })
    };
    let targets = told.targets.targets.iter().zip(&found.targets);
    json!({
        "overlay": files[0],
        "rows": files[1],
        "scenario_sha256": told.scenario.hash(),
        "alternatives": told.alternatives(),
        "draws": found.rows.draws,
        "seed": told.scenario.sampling.seed,
        "effective": found.found.weights.effective(),
        "effective_by_stage": found.found.stages,
        "pareto_k": found.found.weights.tail(),
        "prior_p": found.prior_p,
        "targets": targets.map(target).collect::<Vec<_>>(),
        "quantities": found.quantities.iter().map(quantity).collect::<Vec<_>>(),
    })
}

/// Lines of comment in the file of the rows.
pub fn head(told: &Told<'_>, found: &Weighed, kernel: &str) -> Vec<String> {
    vec![
        format!("version = {}", env!("CARGO_PKG_VERSION")),
        format!("scenario = {}", told.scenario.title),
        format!("targets = {}", told.targets.title.as_deref().unwrap_or(&told.targets.name)),
        format!("kernel = {kernel}"),
        format!("seed = {}", told.scenario.sampling.seed),
        format!("draws = {}", found.rows.draws),
        format!("effective = {:.1}", found.found.weights.effective()),
    ]
}

/// The posterior as comments in the overlay, in Dutch.
pub fn comments(told: &Told<'_>, found: &Weighed) -> Vec<String> {
    let mut lines = vec![
        "Overlay van wijkraming calibrate --bayes: een scenario met de a-posterioriverdeling van zijn onzekere getallen."
            .to_owned(),
        format!(
            "Doelen: {}. Vergeleken alternatief: {}. {} trekkingen, effectief {:.0}, seed {}.",
            told.targets.title.as_deref().unwrap_or(&told.targets.name),
            told.alternatives(),
            found.rows.draws,
            found.found.weights.effective(),
            told.scenario.sampling.seed
        ),
    ];
    for (own, weighed) in told.targets.targets.iter().zip(&found.targets) {
        lines.push(format!(
            "  {}: waargenomen {} (sd {}), vooraf {} (sd {}), achteraf {} (sd {})",
            own.name,
            figure(own.observed.value),
            figure(own.observed.sd),
            figure(weighed.prior.0),
            figure(weighed.prior.1),
            figure(weighed.posterior.0),
            figure(weighed.posterior.1)
        ));
    }
    lines
}
