//! Joins directories of parts of a batch into one, by a ledger: every unit of the plan exactly once, each with the bytes
//! that its manifest says. Anything else is refused and named, all at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::records::{BatchRecord, UnitManifest, read_json, write_json};
use super::session::{manifest_keys, write_municipalities};
use super::shard::divide;
use super::store::Store;
use super::summary::{Problem, some_of};
use crate::tables::{TableError, UNFINISHED_PREFIX};

/// `ledger.json`: where each part of a joined directory came from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ledger {
    pub plan_sha256: String,
    pub units: u64,
    pub household_months: u64,
    pub uniforms: u64,
    /// Time of all units together.
    pub seconds: f64,
    pub parts: Vec<LedgerPart>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LedgerPart {
    pub directory: String,
    pub shard: Option<(u32, u32)>,
    /// Keys of its units with the hash of their numbers.
    pub units: BTreeMap<String, String>,
}

impl Ledger {
    pub const FILE: &str = "ledger.json";
}

/// A directory of a part.
struct Part {
    directory: PathBuf,
    record: BatchRecord,
    manifests: BTreeMap<String, UnitManifest>,
}

/// Joins directories into a new one, which has its name only when it is whole.
///
/// # Errors
/// All that is missing, double, foreign or damaged, by name.
pub fn merge(directories: &[PathBuf], out: &Path, force: bool) -> Result<Ledger, Vec<Problem>> {
    let parts = read(directories)?;
    let mut problems = foreign(&parts);
    if problems.is_empty() {
        problems.extend(double(&parts));
        problems.extend(missing(&parts));
        problems.extend(damaged(&parts));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    join(&parts, out, force).map_err(|error| vec![error.into()])
}

fn read(directories: &[PathBuf]) -> Result<Vec<Part>, Vec<Problem>> {
    let (mut parts, mut problems) = (Vec::new(), Vec::new());
    for directory in directories {
        match part(directory) {
            Ok(part) => parts.push(part),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(parts) } else { Err(problems) }
}

fn part(directory: &Path) -> Result<Part, Problem> {
    let record = BatchRecord::read(directory)?.ok_or_else(|| {
        Problem::new(format!("{} holds no results of a batch", directory.display()))
            .hint("all directories must be of the same batch; runs are joined with runs")
    })?;
    let mut manifests = BTreeMap::new();
    for (key, path) in manifest_keys(directory)? {
        if let Some(manifest) = read_json::<UnitManifest>(&path)? {
            manifests.insert(key, manifest);
        }
    }
    Ok(Part { directory: directory.to_owned(), record, manifests })
}

impl Part {
    fn shown(&self) -> String {
        self.directory.display().to_string()
    }
}

/// Parts of another plan, program, format or division, and units that the plan does not have.
fn foreign(parts: &[Part]) -> Vec<Problem> {
    let Some(first) = parts.first() else { return Vec::new() };
    let mut problems = Vec::new();
    for part in &parts[1..] {
        let (one, other) = (&first.record, &part.record);
        let shards = |record: &BatchRecord| record.shard.map(|(_, count)| count);
        let differs = [
            (one.program != other.program, "the program that computed them"),
            (one.plan_sha256 != other.plan_sha256, "their plan"),
            (one.tables != other.tables, "the format of their tables"),
            (shards(one) != shards(other), "the number of parts"),
        ];
        if let Some((_, what)) = differs.iter().find(|(differs, _)| *differs) {
            let (one, other) = (first.shown(), part.shown());
            let message = format!("foreign: {one} and {other} differ in {what}");
            problems.push(Problem::new(message).hint(
                "only parts of one plan can be joined, computed by one program and divided in one way",
            ));
        }
    }
    for part in parts {
        let keys: BTreeSet<&String> = part.record.units.iter().map(|unit| &unit.key).collect();
        let strange: Vec<String> =
            part.manifests.keys().filter(|key| !keys.contains(key)).cloned().collect();
        if !strange.is_empty() {
            let message = format!(
                "foreign: {} holds units of no plan of its own: {}",
                part.shown(),
                some_of(&strange)
            );
            problems.push(Problem::new(message));
        }
        problems.extend(misnamed(part));
    }
    problems
}

/// Manifests under the name of another unit.
fn misnamed(part: &Part) -> Option<Problem> {
    let wrong: Vec<String> = part
        .manifests
        .iter()
        .filter(|(key, manifest)| **key != manifest.key || manifest.program != part.record.program)
        .map(|(key, _)| key.clone())
        .collect();
    (!wrong.is_empty()).then(|| {
        let message = format!(
            "foreign: {} holds manifests that are not of their units: {}",
            part.shown(),
            some_of(&wrong)
        );
        Problem::new(message)
            .hint("they were edited or renamed; remove them and run the part again")
    })
}

fn double(parts: &[Part]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        for other in &parts[..place] {
            let (one, two) = (other.shown(), part.shown());
            if let Some((shard, count)) =
                part.record.shard.filter(|own| other.record.shard == Some(*own))
            {
                let message = format!("double: part {shard} of {count} is in {one} and in {two}");
                problems.push(Problem::new(message).hint("leave one of them out"));
                continue;
            }
            let both: Vec<String> = part
                .record
                .units
                .iter()
                .filter(|unit| {
                    part.manifests.contains_key(&unit.key)
                        && other.manifests.contains_key(&unit.key)
                })
                .map(|unit| unit.name())
                .collect();
            if !both.is_empty() {
                let message = format!("double: in {one} and in {two}: {}", some_of(&both));
                problems.push(Problem::new(message).hint("every unit must be in one directory"));
            }
        }
    }
    problems
}

/// Units that are in no directory: whole parts by their number, others by name.
fn missing(parts: &[Part]) -> Vec<Problem> {
    let Some(first) = parts.first() else { return Vec::new() };
    let units = &first.record.units;
    let works: Vec<u64> = units.iter().map(|unit| unit.household_months).collect();
    let count = first.record.shard.map(|(_, count)| count);
    let shards = divide(&works, count.unwrap_or(1));
    let mut lost: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for (unit, shard) in units.iter().zip(&shards) {
        if !parts.iter().any(|part| part.manifests.contains_key(&unit.key)) {
            lost.entry(*shard).or_default().push(unit.name());
        }
    }
    let told = |(shard, names): (u32, Vec<String>)| {
        let whole = shards.iter().filter(|own| **own == shard).count() == names.len();
        let of = |part: &&Part| part.record.shard.is_some_and(|(own, _)| own == shard);
        let directory = parts.iter().find(of).map(Part::shown);
        let what = match (count, whole, &directory) {
            (Some(count), true, None) => format!("part {shard} of {count} ({} units)", names.len()),
            (Some(count), _, Some(directory)) => {
                format!(
                    "{} units of part {shard} of {count} ({directory}): {}",
                    names.len(),
                    some_of(&names)
                )
            }
            _ => format!("{} units: {}", names.len(), some_of(&names)),
        };
        let hint = match count {
            Some(count) => format!(
                "run it (again): wijkraming batch {} --shard {shard}/{count}",
                first.record.plan
            ),
            None => "run the batch again, which goes on where it was".to_owned(),
        };
        Problem::new(format!("missing: {what}")).hint(hint)
    };
    lost.into_iter().map(told).collect()
}

/// Files that are not what was written.
fn damaged(parts: &[Part]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for part in parts {
        let store = Store::at(&part.directory).with_format(part.record.tables);
        for manifest in part.manifests.values() {
            if let Err(error) = store.verify(manifest) {
                problems.push(Problem {
                    message: format!("damaged: {error}"),
                    hint: error.hint.clone(),
                });
            }
        }
    }
    problems
}

fn join(parts: &[Part], out: &Path, force: bool) -> Result<Ledger, TableError> {
    check_free(out, force)?;
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(|error| TableError::new(parent, error))?;
    let work = tempfile::Builder::new()
        .prefix(UNFINISHED_PREFIX)
        .tempdir_in(parent)
        .map_err(|error| TableError::new(out, error))?;
    let store = Store::open(work.path())?;
    for part in parts {
        for (key, manifest) in &part.manifests {
            for name in manifest.files.keys() {
                take(&part.directory.join(name), &work.path().join(name))?;
            }
            write_json(&store.manifest_path(key), manifest)?;
        }
    }
    let record = BatchRecord { shard: None, ..parts[0].record.clone() };
    let ledger = ledger(parts, &record);
    write_municipalities(work.path(), &record)?;
    write_json(&work.path().join(Ledger::FILE), &ledger)?;
    record.write(work.path())?;
    finish(work, out)?;
    Ok(ledger)
}

/// A file in another place: another name for the same bytes where the file system can, else a copy.
fn take(from: &Path, to: &Path) -> Result<(), TableError> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(|error| TableError::new(parent, error))?;
    }
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to).map(|_| ()).map_err(|error| TableError::new(to, error))
}

fn ledger(parts: &[Part], record: &BatchRecord) -> Ledger {
    let all = || parts.iter().flat_map(|part| part.manifests.values());
    let hashes = |part: &Part| {
        let hash = |(key, manifest): (&String, &UnitManifest)| {
            (key.clone(), manifest.values_sha256.clone())
        };
        part.manifests.iter().map(hash).collect()
    };
    Ledger {
        plan_sha256: record.plan_sha256.clone(),
        units: record.units.len() as u64,
        household_months: all().map(|manifest| manifest.household_months).sum(),
        uniforms: all().map(|manifest| manifest.uniforms).sum(),
        seconds: all().map(|manifest| manifest.seconds).sum(),
        parts: parts
            .iter()
            .map(|part| LedgerPart {
                directory: part.shown(),
                shard: part.record.shard,
                units: hashes(part),
            })
            .collect(),
    }
}

/// Only what does not exist, is empty, or is an older set of results is replaced.
fn check_free(out: &Path, force: bool) -> Result<(), TableError> {
    let problem = |error: std::io::Error| TableError::new(out, error);
    if !out.exists() {
        return Ok(());
    }
    if !out.is_dir() {
        return Err(TableError::new(out, "is a file, not a directory"));
    }
    let empty = fs::read_dir(out).map_err(problem)?.next().is_none();
    match (empty, out.join(BatchRecord::FILE).exists(), force) {
        (true, ..) | (_, true, true) => Ok(()),
        (_, true, false) => Err(TableError::new(out, "holds the results of an earlier batch")
            .hint("write to another directory with --out, or replace it with --force")),
        _ => Err(TableError::new(out, "holds files that are not of a batch of this program")
            .hint("give an empty or new directory with --out")),
    }
}

fn finish(work: tempfile::TempDir, out: &Path) -> Result<(), TableError> {
    let problem = |error: std::io::Error| TableError::new(out, error);
    let locks = work.path().join("locks");
    fs::remove_dir_all(&locks).map_err(problem)?;
    open_to_others(work.path()).map_err(problem)?;
    // The older set goes when the new one has its name.
    let grave = work.path().with_extension("old");
    let older = out.exists();
    if older {
        fs::rename(out, &grave).map_err(problem)?;
    }
    let path = work.keep();
    fs::rename(&path, out).map_err(problem)?;
    if older {
        fs::remove_dir_all(&grave).map_err(|error| TableError::new(&grave, error))?;
    }
    Ok(())
}

/// Temporary directories are private; results are for colleagues too.
#[cfg(unix)]
fn open_to_others(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_others(_path: &Path) -> std::io::Result<()> {
    Ok(())
}
