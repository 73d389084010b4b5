//! The layers of `src/lib.rs` held against the code: which module names which other one.
//!
//! The scanner reads every `crate::` path outside comments, in `use` lists and elsewhere, and the paths that climb to
//! the root of the crate with `super`. Unit tests inside `src` count too: a test that needs a higher layer belongs in
//! `tests/it`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Layer of each module; arrows point to a lower one.
const LAYERS: &[(&str, u32)] = &[
    ("cli", 7),
    ("scenario", 6),
    ("tables", 6),
    ("report", 6),
    ("municipality", 6),
    ("calibration", 6),
    ("sensitivity", 6),
    ("optimisation", 6),
    ("psa", 6),
    ("batch", 6),
    ("analysis", 5),
    ("study", 4),
    ("engine", 3),
    ("population", 2),
    ("process", 2),
    ("financing", 2),
    ("payment", 2),
    ("mkba", 2),
    ("domain", 1),
    ("units", 0),
    ("diagnostics", 0),
    ("digest", 0),
    ("random", 0),
    ("stats", 0),
];

/// Arrows within a layer, each with its reason.
const WITHIN_A_LAYER: &[(&str, &str, &str)] = &[
    ("batch", "scenario", "a plan is read as scenarios are, and its units are scenarios"),
    ("batch", "municipality", "starting scenarios are those of `new`"),
    ("batch", "tables", "results of units are kept as tables"),
    ("calibration", "scenario", "targets and overlays are read and written as scenarios are"),
    (
        "municipality",
        "scenario",
        "new scenarios extend the base, whose onset rates are read as any scenario is",
    ),
    ("municipality", "tables", "the open data are read from tables"),
    ("calibration", "scenario", "scenarios are loaded again with their parameters loose"),
    (
        "optimisation",
        "scenario",
        "levers are numbers of a scenario, which is loaded at every point",
    ),
    ("report", "scenario", "report::build lists the assumptions of a scenario"),
    ("report", "tables", "report::build shows what run.json says of the run"),
    ("stats", "random", "designs shuffle and scramble"),
];

/// Arrows that point down and are still not wanted, each with its reason.
const NEVER: &[(&str, &str, &str)] = &[
    ("analysis", "engine", "analysis takes the sample table, whatever made it"),
    ("tables", "analysis", "tables store, and compute no statistics"),
    ("report", "engine", "a report prints finished numbers"),
];

/// The only files that may name polars.
const POLARS: [&str; 2] = ["src/tables/parquet.rs", "src/tables/parquet_pages.rs"];

#[test]
fn modules_name_lower_layers_only() {
    let faults: Vec<String> =
        sources().iter().flat_map(|(path, text)| faults(path, text)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_of_the_crate_has_a_layer_and_every_layer_its_modules() {
    let root = fs::read_to_string("src/lib.rs").expect("src/lib.rs");
    let declared: BTreeSet<&str> =
        root.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let listed: BTreeSet<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    assert_eq!(declared, listed, "src/lib.rs and LAYERS differ");
}

#[test]
fn the_tour_in_lib_rs_gives_the_same_layers() {
    let root = fs::read_to_string("src/lib.rs").expect("src/lib.rs");
    let mut told = BTreeSet::new();
    for row in root.lines().filter_map(|line| line.strip_prefix("//! | ")) {
        let cells: Vec<&str> = row.split('|').collect();
        let Ok(layer) = cells[0].trim().parse::<u32>() else { continue };
        for name in cells[1].split(',') {
            told.insert((name.trim().trim_matches(['[', '`', ']']).to_owned(), layer));
        }
    }
    let listed = LAYERS.iter().map(|(name, layer)| ((*name).to_owned(), *layer)).collect();
    assert_eq!(told, listed, "the table in src/lib.rs and LAYERS differ");
}

#[test]
fn every_exception_is_still_in_use() {
    let mut used = BTreeSet::new();
    for (path, text) in sources() {
        let from = module_of(&path);
        used.extend(targets(&path, &text).into_iter().map(|to| (from.clone(), to)));
    }
    for (from, to, _) in WITHIN_A_LAYER {
        let arrow = ((*from).to_owned(), (*to).to_owned());
        assert!(used.contains(&arrow), "{from} no longer names {to}: take the exception away");
    }
}

#[test]
fn the_scanner_finds_planted_violations() {
    let planted = [
        (
            "src/domain/mod.rs",
            "use crate::engine::Case;",
            "domain (layer 1) names engine (layer 3)",
        ),
        ("src/process/team.rs", "use crate::payment::Scheme;", "process (layer 2) names payment"),
        ("src/analysis/fans.rs", "fn f() { crate::engine::realise() }", "analysis names engine"),
        (
            "src/study/run.rs",
            "use crate::{\n  units::{Money, Hours},\n  cli::Complaint,\n};",
            "cli",
        ),
        ("src/stats/mod.rs", "use super::study::run;", "stats (layer 0) names study"),
        (
            "src/stats/fit/tests.rs",
            "use super::super::super::cli::main;",
            "stats (layer 0) names cli",
        ),
        ("src/tables/csv.rs", "use polars_core::frame::DataFrame;", "polars"),
        (
            "src/tables/reader.rs",
            "use crate::scenario::Scenario;",
            "tables (layer 6) names scenario",
        ),
        ("src/engine/mod.rs", "pub(in crate::study) fn f() {}", "engine (layer 3) names study"),
        ("src/newcomer/mod.rs", "use crate::units::Money;", "newcomer has no layer"),
    ];
    for (path, text, expected) in planted {
        let found = faults(Path::new(path), text);
        assert_eq!(found.len(), 1, "{path}: {text}: {found:?}");
        assert!(found[0].contains(expected), "{found:?} should say {expected:?}");
    }
}

#[test]
fn the_scanner_lets_what_is_allowed_pass() {
    let allowed = [
        ("src/engine/mod.rs", "use crate::units::Money;"),
        ("src/report/build.rs", "use crate::{scenario::Scenario, tables::RunManifest};"),
        (
            "src/units.rs",
            "/// See [`crate::engine`] and super::cli.\n// use crate::cli;\nfn f() {}",
        ),
        ("src/domain/names.rs", "use super::Domain; use crate::domain::RUNGS;"),
        ("src/engine/ledger.rs", "use super::tables::Tables;"),
        ("src/tables/parquet.rs", "use polars_core::frame::DataFrame;"),
        ("src/lib.rs", "pub mod cli;"),
        ("src/main.rs", "fn main() { wijkraming::cli::main() }"),
    ];
    for (path, text) in allowed {
        assert_eq!(faults(Path::new(path), text), Vec::<String>::new(), "{path}: {text}");
    }
}

/// What is wrong with the arrows of one file.
fn faults(path: &Path, text: &str) -> Vec<String> {
    let from = module_of(path);
    if from == "lib" || from == "main" {
        return Vec::new();
    }
    let mut faults: Vec<String> = targets(path, text)
        .into_iter()
        .filter(|to| *to != from)
        .filter_map(|to| objection(&from, &to))
        .map(|fault| format!("{}: {fault}", path.display()))
        .collect();
    if without_comments(text).contains("polars_")
        && !POLARS.iter().any(|known| path == Path::new(known))
    {
        faults.push(format!("{}: only {POLARS:?} may name polars", path.display()));
    }
    faults
}

fn objection(from: &str, to: &str) -> Option<String> {
    let layer = |name: &str| LAYERS.iter().find(|(own, _)| *own == name).map(|(_, layer)| *layer);
    let Some(own) = layer(from) else { return Some(format!("{from} has no layer in LAYERS")) };
    let other = layer(to)?;
    if let Some((.., reason)) = NEVER.iter().find(|(a, b, _)| (*a, *b) == (from, to)) {
        return Some(format!("{from} names {to}, but {reason}"));
    }
    let within = WITHIN_A_LAYER.iter().any(|(a, b, _)| (*a, *b) == (from, to));
    (other >= own && !within)
        .then(|| format!("{from} (layer {own}) names {to} (layer {other}); arrows point down only"))
}

/// Top module that a file belongs to.
fn module_of(path: &Path) -> String {
    let inside: PathBuf = path.components().skip(1).collect();
    let first = inside.components().next().expect("a file in src");
    Path::new(first.as_os_str()).with_extension("").display().to_string()
}

/// Names that follow the root of the crate in paths.
fn targets(path: &Path, text: &str) -> BTreeSet<String> {
    let text = without_comments(text);
    let mut names = after(&text, "crate::");
    names.extend(after(&text, &to_root(path)));
    names.retain(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
    names
}

/// The `super::` steps from the module of a file to the root of the crate.
fn to_root(path: &Path) -> String {
    let depth = path.components().count() - 2;
    let is_mod = path.file_name().is_some_and(|name| name == "mod.rs");
    "super::".repeat(if is_mod { depth } else { depth + 1 })
}

/// The first names after each `prefix`: one, or those at the top of a list in braces. A longer path that merely ends
/// in `prefix` does not count.
fn after(text: &str, prefix: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (place, _) in text.match_indices(prefix) {
        let before = text[..place].chars().next_back();
        if before.is_some_and(|c| c == ':' || c == '_' || c.is_alphanumeric()) {
            continue;
        }
        let rest = &text[place + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(list) => names.extend(top_of_list(list)),
            None => names.extend(identifier(rest)),
        }
    }
    names
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

fn top_of_list(list: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut fresh) = (0, true);
    for (place, c) in list.char_indices() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if c.is_whitespace() => {}
            _ if fresh => {
                names.extend(identifier(&list[place..]));
                fresh = false;
            }
            _ => {}
        }
    }
    names
}

fn without_comments(text: &str) -> String {
    let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    code.collect::<Vec<_>>().join("\n")
}

/// Every file of the crate with its text.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut directories = vec![PathBuf::from("src")];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(&directory).expect("a directory of src") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(&path).expect("a source file");
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 100, "the scanner sees {} files", found.len());
    found
}
