//! The frontier as files: `frontier.csv` and `.json`, every point searched in `evaluated.csv`, and a scenario for each
//! point shown that can be run.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Complaint;
use super::calibrate::relative;
use super::complaint::say;
use super::load::render;
use super::optimise::{Told, header};
use super::sensitivity_args::{Records, ResultFiles, document as head};
use crate::analysis::policy::{Judged, Spread};
use crate::calibration::overlay::Overlay;
use crate::optimisation::{Found, Judgement, Outcome, Point};
use crate::scenario::{LoadOptions, Scenario};
use crate::tables::{AtomicFile, TableError};

/// The open directory.
pub struct Files {
    results: ResultFiles,
    evaluated: PathBuf,
    directory: PathBuf,
}

impl Files {
    /// Before the long work starts. Files of an earlier search are only replaced with `force`, and with it none of them
    /// is left behind.
    pub fn open(directory: &Path, force: bool, alternatives: &[String]) -> Result<Self, Complaint> {
        let results = ResultFiles::open(directory, "frontier", force)?;
        let evaluated = directory.join("evaluated.csv");
        let entries =
            std::fs::read_dir(directory).map_err(|error| TableError::new(directory, error))?;
        let is_own = |path: &PathBuf| {
            let name = path.file_name().map_or(String::new(), |own| own.to_string_lossy().into());
            let overlay = |id: &String| {
                let number = name.strip_prefix(&format!("frontier-{id}-"));
                let number = number.and_then(|rest| rest.strip_suffix(".toml"));
                number.is_some_and(|number| number.parse::<usize>().is_ok())
            };
            *path == evaluated || alternatives.iter().any(overlay)
        };
        let earlier: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(is_own).collect();
        if let Some(file) = earlier.first().filter(|_| !force) {
            return Err(TableError::new(file, "is there already")
                .hint("write to another directory with --out, or replace it with --force")
                .into());
        }
        for file in earlier {
            std::fs::remove_file(&file).map_err(|error| TableError::new(&file, error))?;
        }
        Ok(Self { results, evaluated, directory: directory.to_owned() })
    }

    pub fn write(&self, told: &Told, found: &[Found]) -> Result<(), Complaint> {
        evaluated(told, found).write(&self.evaluated)?;
        for own in found {
            if let Outcome::Frontier { points, .. } = &own.outcome {
                for (place, point) in points.iter().enumerate() {
                    self.overlay(told, own, (place, point))?;
                }
            }
        }
        self.results.write(&frontier(told, found), &document(told, found))
    }

    pub fn told(&self) -> String {
        let (csv, json) = (self.results.path("csv"), self.results.path("json"));
        format!(
            "\nresults: {} and {}; every point: {}; scenarios: {}\n",
            csv.display(),
            json.display(),
            self.evaluated.display(),
            self.directory.join("frontier-*.toml").display()
        )
    }

    /// Writes the scenario of a point, and reads it back.
    fn overlay(
        &self,
        told: &Told,
        found: &Found,
        (place, point): (usize, &Point),
    ) -> Result<(), Complaint> {
        // The scenario inside the program is no file that another one can extend.
        let Some(file) = told.variant(point.setting[0]) else { return Ok(()) };
        let out = self.directory.join(format!("frontier-{}-{}.toml", found.alternative, place + 1));
        let scenario = told.load(point.setting[0])?;
        let comments = comments(told, found, (place, point));
        let mut overlay = Overlay::new(&scenario, relative(&out, file), comments);
        overlay.title = format!("{} (frontpunt {})", scenario.title, place + 1);
        overlay.settings(&scenario, &settings(told, found, &point.setting));
        AtomicFile::write_whole(&out, overlay.text().as_bytes())?;
        let options =
            LoadOptions { path: out.clone(), allow_outside: true, ..LoadOptions::default() };
        if let Err(report) = Scenario::load(&options) {
            // A file may stand with options over it and not without: a shorter run leaves its stress tests behind.
            say(&format!(
                "warning: {} does not run as it stands; give the same --set with it\n{}",
                out.display(),
                render(&report)
            ));
        }
        Ok(())
    }
}

fn settings(told: &Told, found: &Found, setting: &[usize]) -> Vec<(String, String)> {
    let levers = told.levers(found);
    let pairs = levers.iter().zip(&setting[1..]);
    let of_levers = pairs.map(|(lever, value)| (lever.full.clone(), lever.written(*value)));
    let followers = told.followers(found).iter();
    of_levers
        .chain(followers.map(|own| (own.full.clone(), own.written(levers, &setting[1..]))))
        .collect()
}

/// What stands at the head of an overlay, in Dutch as scenarios are.
fn comments(told: &Told, found: &Found, (place, point): (usize, &Point)) -> Vec<String> {
    let (draws, fresh) = told.draws();
    let mut lines = vec![
        format!("Punt {} van de front van alternatief {}.", place + 1, found.alternative),
        format!(
            "Gezocht met {draws} trekkingen; hieronder gemiddelden van {fresh} nieuwe trekkingen, met hun Monte-Carlo-fout."
        ),
    ];
    for (figure, spread) in told.asked.shown().iter().zip(&point.fresh.figures) {
        let Some(spread) = spread else { continue };
        let error = spread.standard_error.map_or("onbekend".to_owned(), |own| format!("{own}"));
        lines.push(format!("  {}: {} (fout {error})", figure.key(), spread.mean));
    }
    for (bound, judged) in told.asked.constraints.iter().zip(&point.fresh.constraints) {
        let Some(judged) = judged else { continue };
        let interval = judged
            .interval
            .map_or(String::new(), |(low, high)| format!(" (95%-interval {low} tot {high})"));
        lines.push(format!("  eis {}: {}{interval}", bound.text, judged.value));
    }
    lines.push("Geen advies: andere punten kunnen even goed zijn, en wat het model niet kent telt niet mee.".to_owned());
    lines.push(String::new());
    lines.push(super::run::command_line());
    lines
}

fn number(value: Option<f64>) -> Value {
    json!(value)
}

/// One column for each lever of any alternative, by path.
fn lever_paths(told: &Told) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for lever in told.asked.alternatives.iter().flat_map(|own| &own.levers) {
        if !paths.contains(&lever.path) {
            paths.push(lever.path.clone());
        }
    }
    paths
}

fn heads(told: &Told, first: &[&str], sets: &[&str]) -> Vec<String> {
    let mut heads: Vec<String> = first.iter().map(|head| (*head).to_owned()).collect();
    heads.extend(lever_paths(told));
    for set in sets {
        for figure in told.asked.shown() {
            let key = figure.key();
            for part in ["", "_error", "_change", "_change_error"] {
                heads.push(format!("{set}{key}{part}"));
            }
        }
        for bound in &told.asked.constraints {
            for part in ["", " low", " high", " verdict"] {
                heads.push(format!("{set}{}{part}", bound.text));
            }
        }
    }
    heads
}

fn lever_cells(told: &Told, found: &Found, setting: &[usize]) -> Vec<Value> {
    let levers = told.levers(found);
    let of = |path: &String| {
        let place = levers.iter().position(|lever| lever.path == *path)?;
        Some(levers[place].values[setting[place + 1]])
    };
    lever_paths(told).iter().map(|path| number(of(path))).collect()
}

fn judgement_cells(judgement: &Judgement) -> Vec<Value> {
    let spread = |own: &Option<Spread>| {
        [number(own.map(|own| own.mean)), number(own.and_then(|own| own.standard_error))]
    };
    let figures = judgement.figures.iter().zip(&judgement.changes);
    let mut cells: Vec<Value> =
        figures.flat_map(|(level, change)| [spread(level), spread(change)].concat()).collect();
    for judged in &judgement.constraints {
        let interval = judged.and_then(|own| own.interval);
        cells.push(number(judged.map(|own| own.value)));
        cells.push(number(interval.map(|(low, _)| low)));
        cells.push(number(interval.map(|(_, high)| high)));
        cells.push(json!(judged.map(|own| own.verdict)));
    }
    cells
}

/// A row for each point shown: fresh draws, and what the search saw.
fn frontier(told: &Told, found: &[Found]) -> Records {
    let first = ["alternative", "point", "file", "beaten", "not_told_apart_from", "at_end"];
    let mut records = Records { heads: heads(told, &first, &["", "search_"]), rows: Vec::new() };
    for own in found {
        let Outcome::Frontier { points, .. } = &own.outcome else { continue };
        for (place, point) in points.iter().enumerate() {
            let alike: Vec<String> = point.alike.iter().map(|own| (own + 1).to_string()).collect();
            let ends: Vec<&str> =
                point.ends.iter().map(|index| told.levers(own)[*index].path.as_str()).collect();
            let mut row = vec![
                json!(own.alternative),
                json!(place + 1),
                json!(told.variant_name(point.setting[0])),
                json!(point.beaten),
                json!(alike.join(" ")),
                json!(ends.join(" ")),
            ];
            row.extend(lever_cells(told, own, &point.setting));
            row.extend(judgement_cells(&point.fresh));
            row.extend(judgement_cells(&point.search));
            records.rows.push(row);
        }
    }
    records
}

/// A row for each point of the search.
fn evaluated(told: &Told, found: &[Found]) -> Records {
    let first = ["alternative", "order", "file", "on_frontier", "impossible"];
    let mut records = Records { heads: heads(told, &first, &[""]), rows: Vec::new() };
    for own in found {
        for (order, point) in own.evaluated.iter().enumerate() {
            let mut row = vec![
                json!(own.alternative),
                json!(order + 1),
                json!(told.variant_name(point.setting[0])),
                json!(point.on_frontier),
                json!(point.result.as_ref().err()),
            ];
            row.extend(lever_cells(told, own, &point.setting));
            match &point.result {
                Ok(judgement) => row.extend(judgement_cells(judgement)),
                Err(_) => row.resize(records.heads.len(), Value::Null),
            }
            records.rows.push(row);
        }
    }
    records
}

/// Everything as JSON.
pub fn document(told: &Told, found: &[Found]) -> Value {
    let asked = told.asked;
    let objectives = asked.objectives.iter().map(
        |own| json!({ "figure": own.figure.key(), "direction": if own.maximise { "maximise" } else { "minimise" } }),
    );
    let more = json!({
        "objectives": objectives.collect::<Vec<_>>(),
        "constraints": asked.constraints.iter().map(|own| own.text.clone()).collect::<Vec<_>>(),
        "draws": asked.search.draws,
        "confirm_draws": asked.fresh.draws,
        "confirm_seed": asked.fresh.seed,
        "results": found.iter().map(|own| result(told, own)).collect::<Vec<_>>(),
    });
    head("optimise", told.scenario, &header(told), more)
}

fn result(told: &Told, found: &Found) -> Value {
    let keys = told.asked.objectives.iter().map(|own| own.figure.key()).collect::<Vec<_>>();
    let mut all = json!({
        "alternative": found.alternative,
        "points_searched": found.evaluated.len(),
        "impossible": found.evaluated.iter().filter(|own| own.result.is_err()).count(),
        "complete": found.complete,
        "unmoved": found.unmoved.iter().map(|index| keys[*index]).collect::<Vec<_>>(),
        "as_written": judgement(told, &found.as_written_fresh),
        "as_written_search": judgement(told, &found.as_written),
    });
    match &found.outcome {
        Outcome::Frontier { points, more } => {
            all["feasible"] = json!(true);
            all["more_on_frontier"] = json!(more);
            all["frontier"] = points.iter().map(|own| point(told, found, own)).collect();
        }
        Outcome::Infeasible { nearest } => {
            all["feasible"] = json!(false);
            let nearest = nearest.map(|index| &found.evaluated[index]);
            all["nearest"] = nearest.map_or(Value::Null, |own| {
                json!({
                    "settings": lever_values(told, found, &own.setting),
                    "search": own.result.as_ref().ok().map(|own| judgement(told, own)),
                })
            });
        }
    }
    all
}

fn lever_values(told: &Told, found: &Found, setting: &[usize]) -> Value {
    let pairs = told.levers(found).iter().zip(&setting[1..]);
    pairs.map(|(lever, value)| (lever.path.clone(), json!(lever.values[*value]))).collect()
}

fn point(told: &Told, found: &Found, point: &Point) -> Value {
    let levers = told.levers(found);
    json!({
        "file": told.variant_name(point.setting[0]),
        "settings": lever_values(told, found, &point.setting),
        "fresh": judgement(told, &point.fresh),
        "search": judgement(told, &point.search),
        "beaten": point.beaten,
        "not_told_apart_from": point.alike.iter().map(|own| own + 1).collect::<Vec<_>>(),
        "at_end": point.ends.iter().map(|index| levers[*index].path.clone()).collect::<Vec<_>>(),
    })
}

fn judgement(told: &Told, own: &Judgement) -> Value {
    let keys: Vec<&str> = told.asked.shown().iter().map(|figure| figure.key()).collect();
    let figures = keys.iter().zip(own.figures.iter().zip(&own.changes));
    let figures: Value = figures
        .map(|(key, (level, change))| {
            ((*key).to_owned(), json!({ "level": level, "change": change }))
        })
        .collect();
    let bounds = told.asked.constraints.iter().zip(&own.constraints);
    let bounds: Value = bounds
        .map(|(bound, judged): (_, &Option<Judged>)| (bound.text.clone(), json!(judged)))
        .collect();
    json!({ "figures": figures, "constraints": bounds })
}
