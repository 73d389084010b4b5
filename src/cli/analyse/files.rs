//! The tables of an analysis as CSV, and everything as JSON.

use std::fs;
use std::path::{Path, PathBuf};

use super::source::Subject;
use crate::analysis::decision::{DecisionAnalysis, Figure, PartialValue, Place};
use crate::cli::Complaint;
use crate::tables::{AtomicFile, TableError};

/// What an analysis may leave in its directory.
const NAMES: [&str; 8] = [
    "analysis.json",
    "decision.csv",
    "plane.csv",
    "frontier.csv",
    "ceac.csv",
    "evpi.csv",
    "evppi.csv",
    "evsi.csv",
];

/// The directory of an analysis.
pub struct Files {
    directory: PathBuf,
}

/// A table: head and rows.
struct Csv {
    name: &'static str,
    head: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

impl Files {
    /// Makes the directory, and makes sure that nothing is overwritten by surprise, before the work starts.
    pub fn open(directory: &Path, force: bool) -> Result<Self, Complaint> {
        fs::create_dir_all(directory).map_err(|error| TableError::new(directory, error))?;
        let present = NAMES.iter().map(|name| directory.join(name)).find(|path| path.exists());
        if let Some(path) = present.filter(|_| !force) {
            let message = format!("{} exists already", path.display());
            return Err(Complaint::input(message).hint("--force replaces an earlier analysis"));
        }
        // Is it possible to write there?
        tempfile::tempfile_in(directory).map_err(|error| TableError::new(directory, error))?;
        Ok(Self { directory: directory.to_owned() })
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Writes every table that the analysis has, and removes those of an earlier one that it has not.
    pub fn write(
        &self,
        subject: &Subject,
        analysis: &DecisionAnalysis,
        document: &str,
    ) -> Result<(), Complaint> {
        let ids: Vec<&str> = analysis.strategies.iter().map(|own| own.id.as_str()).collect();
        let tables = [
            decision(analysis, &ids),
            plane(analysis, &ids),
            frontier(subject, analysis, &ids),
            ceac(analysis, &ids),
            evpi(analysis, &ids),
            evppi(analysis),
            evsi(analysis),
        ];
        for table in tables {
            let path = self.directory.join(table.name);
            if !table.rows.is_empty() {
                AtomicFile::write_whole(&path, &table.bytes()?)?;
            } else if path.exists() {
                fs::remove_file(&path).map_err(|error| TableError::new(&path, error))?;
            }
        }
        Ok(AtomicFile::write_whole(&self.directory.join("analysis.json"), document.as_bytes())?)
    }
}

impl Csv {
    fn bytes(&self) -> Result<Vec<u8>, Complaint> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.head).map_err(Complaint::ours)?;
        for row in &self.rows {
            writer.write_record(row).map_err(Complaint::ours)?;
        }
        writer.into_inner().map_err(|error| Complaint::ours(error.error()))
    }
}

fn number(value: f64) -> String {
    value.to_string()
}

fn maybe(value: Option<f64>) -> String {
    value.map(number).unwrap_or_default()
}

/// Value and error, empty where there is none.
fn pair(figure: Option<Figure>) -> [String; 2] {
    let error = figure.and_then(|figure| figure.standard_error);
    [maybe(figure.map(|figure| figure.value)), maybe(error)]
}

fn decision(analysis: &DecisionAnalysis, ids: &[&str]) -> Csv {
    let row = |standing: &crate::analysis::decision::Standing| {
        let mut row = vec![ids[standing.strategy].to_owned()];
        for figure in [
            standing.cost,
            standing.effect,
            Some(standing.net_benefit),
            standing.over_reference,
            Some(standing.below_best),
            Some(standing.expected_loss),
        ] {
            row.extend(pair(figure));
        }
        let chance = &standing.probability_best;
        row.extend([chance.p, chance.low, chance.high].map(number));
        row
    };
    Csv {
        name: "decision.csv",
        head: &[
            "strategy",
            "cost",
            "cost_standard_error",
            "effect",
            "effect_standard_error",
            "net_benefit",
            "net_benefit_standard_error",
            "over_reference",
            "over_reference_standard_error",
            "below_best",
            "below_best_standard_error",
            "expected_loss",
            "expected_loss_standard_error",
            "probability_best",
            "probability_best_low",
            "probability_best_high",
        ],
        rows: analysis.standings.iter().map(row).collect(),
    }
}

fn plane(analysis: &DecisionAnalysis, ids: &[&str]) -> Csv {
    let clouds = analysis.plane.iter().flat_map(|plane| &plane.strategies);
    let rows = clouds.flat_map(|cloud| {
        let points = cloud.costs.iter().zip(&cloud.effects).enumerate();
        points.map(|(draw, (cost, effect))| {
            vec![ids[cloud.strategy].to_owned(), draw.to_string(), number(*cost), number(*effect)]
        })
    });
    Csv { name: "plane.csv", head: &["strategy", "draw", "cost", "effect"], rows: rows.collect() }
}

fn frontier(subject: &Subject, analysis: &DecisionAnalysis, ids: &[&str]) -> Csv {
    let outcomes = &subject.table.outcomes;
    let mean = |lists: &Option<Vec<Vec<f64>>>, strategy: usize| {
        pair(lists.as_ref().map(|lists| Figure::mean(&lists[strategy], &subject.table.weights)))
    };
    let places = analysis.plane.iter().flat_map(|plane| &plane.frontier).enumerate();
    let rows = places.map(|(strategy, place)| {
        let mut row = vec![ids[strategy].to_owned()];
        row.extend(mean(&outcomes.cost, strategy));
        row.extend(mean(&outcomes.effect, strategy));
        let (word, over, icer) = match place {
            Place::Frontier { over, icer } => {
                ("frontier", over.map_or(String::new(), |over| ids[over].to_owned()), *icer)
            }
            Place::Dominated { by } => ("dominated", ids[*by].to_owned(), None),
            Place::ExtendedDominated { between, and } => {
                ("extended_dominated", format!("{} + {}", ids[*between], ids[*and]), None)
            }
            Place::Equal { to } => ("equal", ids[*to].to_owned(), None),
        };
        row.extend([word.to_owned(), over]);
        row.extend(pair(icer));
        row
    });
    Csv {
        name: "frontier.csv",
        head: &[
            "strategy",
            "cost",
            "cost_standard_error",
            "effect",
            "effect_standard_error",
            "place",
            "against",
            "icer",
            "icer_standard_error",
        ],
        rows: rows.collect(),
    }
}

fn ceac(analysis: &DecisionAnalysis, ids: &[&str]) -> Csv {
    let mut rows = Vec::new();
    if let Some(curves) = &analysis.curves {
        for (point, willingness) in curves.grid.iter().enumerate() {
            for (strategy, id) in ids.iter().enumerate() {
                let chance = &curves.acceptability[strategy][point];
                let mut row = vec![number(*willingness), (*id).to_owned()];
                row.extend([chance.p, chance.low, chance.high].map(number));
                row.push(u8::from(curves.best[point] == strategy).to_string());
                row.extend(pair(Some(curves.expected_loss[strategy][point])));
                rows.push(row);
            }
        }
    }
    Csv {
        name: "ceac.csv",
        head: &[
            "willingness_to_pay",
            "strategy",
            "probability_best",
            "probability_best_low",
            "probability_best_high",
            "highest_expected",
            "expected_loss",
            "expected_loss_standard_error",
        ],
        rows,
    }
}

fn evpi(analysis: &DecisionAnalysis, ids: &[&str]) -> Csv {
    let rows = analysis.curves.iter().flat_map(|curves| {
        curves.grid.iter().enumerate().map(|(point, willingness)| {
            let mut row = vec![number(*willingness), ids[curves.best[point]].to_owned()];
            row.extend(pair(Some(curves.evpi[point])));
            row
        })
    });
    Csv {
        name: "evpi.csv",
        head: &["willingness_to_pay", "highest_expected", "evpi", "evpi_standard_error"],
        rows: rows.collect(),
    }
}

fn evppi(analysis: &DecisionAnalysis) -> Csv {
    let kinds: [(&str, Vec<&PartialValue>); 3] = [
        ("everything", analysis.evppi_everything.iter().collect()),
        ("group", analysis.groups.iter().collect()),
        ("quantity", analysis.evppi.iter().collect()),
    ];
    let rows = kinds.into_iter().flat_map(|(kind, values)| {
        values.into_iter().map(move |value| {
            let mut row = vec![kind.to_owned(), value.name.clone()];
            row.extend(pair(Some(value.value)));
            row.extend([value.bias, value.corrected, value.functions].map(number));
            row.extend([value.method.to_owned(), value.quantities.join(" ")]);
            row
        })
    });
    Csv {
        name: "evppi.csv",
        head: &[
            "kind",
            "name",
            "evppi",
            "standard_error",
            "bias",
            "corrected",
            "functions",
            "method",
            "quantities",
        ],
        rows: rows.collect(),
    }
}

fn evsi(analysis: &DecisionAnalysis) -> Csv {
    let rows = analysis.studies.iter().map(|study| {
        let mut row = vec![study.study.clone()];
        for figure in [Some(study.value), Some(study.perfect), study.population, study.net] {
            row.extend(pair(figure));
        }
        row
    });
    Csv {
        name: "evsi.csv",
        head: &[
            "study",
            "evsi",
            "standard_error",
            "evppi",
            "evppi_standard_error",
            "population_evsi",
            "population_evsi_standard_error",
            "net_benefit_of_sampling",
            "net_benefit_of_sampling_standard_error",
        ],
        rows: rows.collect(),
    }
}
