//! Entering a directory to work on a plan: it must be of this plan and this program, what died in it is swept, and what
//! earlier plans left is put aside. Nothing is thrown away.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::claim::{Claim, Entrance};
use super::plan::Plan;
use super::records::{BatchRecord, UnitManifest, read_json};
use super::store::{Store, TABLES};
use crate::tables::{TableError, TableFormat, UNFINISHED_PREFIX};

/// What a batch wants of its directory.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub tables: TableFormat,
    /// Number of the shard, from 1, and how many there are.
    pub shard: Option<(u32, u32)>,
    /// Puts the results of another version of the program aside.
    pub replace: bool,
}

impl Default for Entry {
    fn default() -> Self {
        Self { tables: TableFormat::DEFAULT, shard: None, replace: false }
    }
}

/// A process at work in a directory; others may work beside it on the same plan.
pub struct Session {
    pub store: Store,
    /// Units of earlier plans that were put aside.
    pub put_aside: u64,
    /// Units that were taken back from there.
    pub taken_back: u64,
    _entrance: Entrance,
}

impl Session {
    /// Enters the directory, and makes it where there is none.
    ///
    /// # Errors
    /// Where it holds something else, results of another version, or another plan that is worked on right now.
    pub fn enter(directory: &Path, plan: &Plan, entry: &Entry) -> Result<Self, TableError> {
        check_place(directory)?;
        let store = Store::open(directory)?.with_format(entry.tables);
        let entrance = Entrance::of(directory)?;
        let wanted = BatchRecord::new(plan, entry.tables, entry.shard);
        let (mut put_aside, mut taken_back) = (0, 0);
        if entrance.alone()? {
            check_program(directory, entry.replace)?;
            let keys: BTreeSet<&str> = wanted.units.iter().map(|unit| unit.key.as_str()).collect();
            sweep(directory)?;
            put_aside = put_unused(directory, &keys)?;
            taken_back = take_back(directory, &keys)?;
            remove_strays(directory)?;
            wanted.write(directory)?;
            write_municipalities(directory, &wanted)?;
        }
        entrance.share()?;
        // Another plan may have come in between.
        let found = BatchRecord::read(directory)?;
        let same = found.as_ref().is_some_and(|found| {
            found.plan_sha256 == wanted.plan_sha256 && found.tables == wanted.tables
        });
        if !same {
            let other = found.map_or_else(|| "another plan".to_owned(), |found| found.plan);
            let message = format!("another batch is at work here, with {other}");
            return Err(TableError::new(directory, message)
                .hint("wait until it has ended, or give another directory with --out"));
        }
        Ok(Self { store, put_aside, taken_back, _entrance: entrance })
    }

    /// Claims a unit; none where another process computes it.
    pub fn claim(&self, key: &str) -> Result<Option<Claim>, TableError> {
        Claim::of(self.store.directory(), key)
    }
}

/// Names that may stand in a directory of results.
const OWN: [&str; 5] = [BatchRecord::FILE, MUNICIPALITIES, "units", "locks", "unused"];
/// What is known of the municipalities, to be joined with the tables.
const MUNICIPALITIES: &str = "municipalities.csv";

/// Nothing of someone else is ever mixed with results.
fn check_place(directory: &Path) -> Result<(), TableError> {
    if !directory.exists() || directory.join(BatchRecord::FILE).exists() {
        return Ok(());
    }
    if !directory.is_dir() {
        return Err(TableError::new(directory, "is a file, not a directory")
            .hint("give the name of a directory with --out"));
    }
    let problem = |error: std::io::Error| TableError::new(directory, error);
    for entry in fs::read_dir(directory).map_err(problem)? {
        let name = entry.map_err(problem)?.file_name().to_string_lossy().into_owned();
        let own = OWN.contains(&name.as_str()) || TABLES.contains(&name.as_str());
        if !own && !name.starts_with(UNFINISHED_PREFIX) {
            let message = format!("holds {name}, which is not of a batch of this program");
            return Err(TableError::new(directory, message)
                .hint("give an empty or new directory with --out"));
        }
    }
    Ok(())
}

fn check_program(directory: &Path, replace: bool) -> Result<(), TableError> {
    let record = match BatchRecord::read(directory) {
        Err(_) if replace => return Ok(()),
        other => other?,
    };
    let difference = record.and_then(|record| record.program.difference());
    match difference {
        Some(how) if !replace => {
            let message = format!("holds results that do not belong to this program: {how}");
            Err(TableError::new(directory, message).hint(
                "give another directory with --out, or put them aside with --replace and compute all units again",
            ))
        }
        _ => Ok(()),
    }
}

/// All files below a directory; nothing where there is none.
fn files_below(directory: &Path) -> Result<Vec<PathBuf>, TableError> {
    let mut files = Vec::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(directory) = directories.pop() {
        let problem = |error: std::io::Error| TableError::new(&directory, error);
        if !directory.exists() {
            continue;
        }
        for entry in fs::read_dir(&directory).map_err(problem)? {
            let path = entry.map_err(problem)?.path();
            if path.is_dir() { directories.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

fn remove(path: &Path) -> Result<(), TableError> {
    fs::remove_file(path).map_err(|error| TableError::new(path, error))
}

/// Removes half-written files and the locks of processes that died: nobody else is in.
fn sweep(directory: &Path) -> Result<(), TableError> {
    for path in files_below(directory)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let lock = path.parent() == Some(&directory.join("locks")) && name != "batch.lock";
        if name.starts_with(UNFINISHED_PREFIX) || lock {
            remove(&path)?;
        }
    }
    Ok(())
}

/// Moves a unit from one directory of results to another: its tables first, its manifest last.
fn move_unit(from: &Path, to: &Path, manifest: &Path) -> Result<(), TableError> {
    let Some(record) = read_json::<UnitManifest>(manifest).ok().flatten() else {
        // A manifest that says nothing goes alone; its tables are strays then.
        return move_file(from, to, manifest);
    };
    for name in record.files.keys() {
        let path = from.join(name);
        if path.exists() {
            move_file(from, to, &path)?;
        }
    }
    move_file(from, to, manifest)
}

fn move_file(from: &Path, to: &Path, path: &Path) -> Result<(), TableError> {
    let problem = |error: std::io::Error| TableError::new(path, error);
    let inside = path.strip_prefix(from).unwrap_or(path);
    let target = to.join(inside);
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).map_err(problem)?;
    }
    fs::rename(path, target).map_err(problem)
}

/// Manifests in a directory of results, with the keys they are named after.
pub(super) fn manifest_keys(directory: &Path) -> Result<Vec<(String, PathBuf)>, TableError> {
    let files = files_below(&directory.join("units"))?;
    let key = |path: &PathBuf| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(files.into_iter().map(|path| (key(&path), path)).collect())
}

/// Puts units aside that are not of the plan, so that whoever scans the tables sees the plan and nothing else.
fn put_unused(directory: &Path, keys: &BTreeSet<&str>) -> Result<u64, TableError> {
    let unused = directory.join("unused");
    let mut count = 0;
    for (key, manifest) in manifest_keys(directory)? {
        if !keys.contains(key.as_str()) {
            move_unit(directory, &unused, &manifest)?;
            count += 1;
        }
    }
    Ok(count)
}

/// Takes units back that are of the plan again.
fn take_back(directory: &Path, keys: &BTreeSet<&str>) -> Result<u64, TableError> {
    let unused = directory.join("unused");
    let mut count = 0;
    for (key, manifest) in manifest_keys(&unused)? {
        if keys.contains(key.as_str()) {
            move_unit(&unused, directory, &manifest)?;
            count += 1;
        }
    }
    Ok(count)
}

/// Removes tables without a manifest: their process died between the two, and whoever scans must not see them.
fn remove_strays(directory: &Path) -> Result<(), TableError> {
    let mut known = BTreeSet::new();
    for (_, manifest) in manifest_keys(directory)? {
        let record = read_json::<UnitManifest>(&manifest).ok().flatten();
        known.extend(record.into_iter().flat_map(|record| record.files.into_keys()));
    }
    for table in TABLES {
        for path in files_below(&directory.join(table))? {
            let inside =
                path.strip_prefix(directory).unwrap_or(&path).to_string_lossy().into_owned();
            if !known.contains(&inside) && is_table_of_a_unit(&path) {
                remove(&path)?;
            }
        }
    }
    Ok(())
}

/// Whether a file bears a name as [`Store::file`] gives: nothing of someone else is removed.
fn is_table_of_a_unit(path: &Path) -> bool {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let parts: Vec<&str> = name.split('-').collect();
    let digits = |text: &str| text.len() >= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
    let hex = |text: &str| text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    matches!(parts[..], [from, to, key] if digits(from) && digits(to) && hex(key))
}

/// What is known of the municipalities, by the name of their directories.
pub(super) fn write_municipalities(
    directory: &Path,
    record: &BatchRecord,
) -> Result<(), TableError> {
    let path = directory.join(MUNICIPALITIES);
    let problem = |error: csv::Error| TableError::new(&path, error);
    let mut rows: Vec<_> = record.units.iter().map(|unit| &unit.cell).collect();
    rows.sort_by(|a, b| a.municipality.cmp(&b.municipality));
    rows.dedup_by(|a, b| a.municipality == b.municipality);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head =
        ["municipality", "name", "code", "province", "size", "type", "inhabitants", "households"];
    writer.write_record(head).map_err(problem)?;
    for cell in rows {
        let place = &cell.place;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let inhabitants = place.inhabitants.map_or_else(String::new, |count| count.to_string());
        writer
            .write_record([
                cell.municipality.clone(),
                place.name.clone(),
                text(&place.code),
                text(&place.province),
                text(&place.size),
                text(&place.kind),
                inhabitants,
                place.households.to_string(),
            ])
            .map_err(problem)?;
    }
    let bytes = writer.into_inner().map_err(|error| TableError::new(&path, error.error()))?;
    crate::tables::AtomicFile::write_whole(&path, &bytes)
}
