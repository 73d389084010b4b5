//! The directory of a run: it takes its name only when everything in it is complete.
//!
//! All files are written in a directory beside it, which is renamed at the end: an interrupted run leaves an older
//! one whole. Nothing but the files of an older run is ever replaced.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{RUN_FILES, RunManifest, TableError};

/// Start of the names of unfinished files and directories.
pub const UNFINISHED_PREFIX: &str = ".wijkraming-";

/// Times that something is tried while others change it: runs that are replaced by each other, threads that still write.
const RETRIES: u32 = 20;

/// Where a run puts its files.
pub struct RunDirectory {
    /// As the user wrote it.
    shown: PathBuf,
    /// Where it really is.
    path: PathBuf,
    work: tempfile::TempDir,
    listed: Listed,
}

impl RunDirectory {
    /// Opens the directory before the long work starts, so that what cannot be written is known at once.
    pub fn create(path: &Path, force: bool) -> Result<Self, TableError> {
        let shown = path.to_owned();
        let path = resolve(path)?;
        if path.exists() {
            check_replaceable(&path, &shown, force)?;
            check_movable(&path, &shown)?;
        }
        let parent = parent_of(&path);
        check_directories(parent)?;
        fs::create_dir_all(parent).map_err(|error| TableError::new(parent, error))?;
        let make = || tempfile::Builder::new().prefix(UNFINISHED_PREFIX).tempdir_in(parent);
        let (work, listed) = Listed::made(make, tempfile::TempDir::path).map_err(|error| {
            let cause = error.get_ref().and_then(|inner| inner.source()).map(ToString::to_string);
            let cause = cause.unwrap_or_else(|| error.kind().to_string());
            TableError::new(&shown, format!("cannot be written: {cause}"))
        })?;
        Ok(Self { shown, path, work, listed })
    }

    /// The place of a file while the run is on.
    pub fn file(&self, name: &str) -> PathBuf {
        self.work.path().join(name)
    }

    /// Moves the directory to its place, or to a free name beside it; gives the name.
    fn take_place(&self) -> Result<PathBuf, TableError> {
        let grave = make_room(&self.path, &self.shown);
        let (place, shown) = match &grave {
            Ok(_) => (self.path.clone(), self.shown.clone()),
            Err(_) => (free_name(&self.path), free_name(&self.shown)),
        };
        fs::rename(self.work.path(), &place).map_err(|error| TableError::new(&place, error))?;
        Ok(shown)
    }

    /// Gives the directory its name, in the place of an older run. Where that place has become something else
    /// during the run, a free name beside it: what was computed is not thrown away. Gives the name.
    pub fn commit(self) -> Result<PathBuf, TableError> {
        let problem = |error: io::Error| TableError::new(&self.path, error);
        open_to_others(self.work.path()).map_err(problem)?;
        // No interrupt between the two renames.
        let unfinished = unfinished();
        let mut shown = self.take_place();
        // Another run may take the place between the two renames; it is then in the way as any older one is.
        for _ in 0..RETRIES {
            if shown.is_ok() {
                break;
            }
            shown = self.take_place();
        }
        drop(unfinished);
        let shown = shown?;
        // Renamed: there is nothing left to remove.
        let _ = self.work.keep();
        drop(self.listed);
        Ok(shown)
    }
}

/// The first of `path`, `path-2`, `path-3`, ... that does not exist.
pub fn free_name(path: &Path) -> PathBuf {
    let numbered = (2_u32..).map(|number| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!("-{number}"));
        path.with_file_name(name)
    });
    let mut names = std::iter::once(path.to_owned()).chain(numbered);
    names.find(|path| fs::symlink_metadata(path).is_err()).unwrap_or_else(|| path.to_owned())
}

/// Removes what unfinished runs of this process have written: for the end of a process that is interrupted. Nothing new can be
/// begun afterwards: threads that are still at work wait for the end.
pub fn remove_unfinished() {
    let mut list = unfinished();
    list.drain(..).for_each(|path| remove(&path));
    std::mem::forget(list);
}

/// Some thread may add a file to a directory while it is being removed.
fn remove(path: &Path) {
    for _ in 0..RETRIES {
        let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        // There is no one left to tell.
        if removed.is_ok() || !path.exists() {
            return;
        }
    }
}

static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A place in the list of unfinished files and directories.
pub struct Listed(PathBuf);

impl Listed {
    /// Makes a file or directory; it is listed as soon as it is there.
    pub fn made<T>(
        make: impl FnOnce() -> io::Result<T>,
        path: impl FnOnce(&T) -> &Path,
    ) -> io::Result<(T, Self)> {
        let mut list = unfinished();
        let made = make()?;
        let path = path(&made).to_owned();
        list.push(path.clone());
        Ok((made, Self(path)))
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        unfinished().retain(|path| *path != self.0);
    }
}

/// Moves an older run into a directory that is removed when it is dropped; nothing where there is none.
fn make_room(path: &Path, shown: &Path) -> Result<Option<tempfile::TempDir>, TableError> {
    if !path.exists() {
        return Ok(None);
    }
    check_replaceable(path, shown, true)?;
    let problem = |error: io::Error| TableError::new(shown, error);
    let prefix = format!("{UNFINISHED_PREFIX}old-");
    let grave = tempfile::Builder::new().prefix(&prefix).tempdir_in(parent_of(path));
    let grave = grave.map_err(problem)?;
    match fs::rename(path, grave.path().join("old")) {
        Ok(()) => Ok(Some(grave)),
        // Another run has made room meanwhile.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(problem(error)),
    }
}

fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The real place of something that exists: links are followed, so that no link is replaced by a directory.
fn resolve(path: &Path) -> Result<PathBuf, TableError> {
    if fs::symlink_metadata(path).is_ok() {
        return fs::canonicalize(path).map_err(|error| TableError::new(path, error));
    }
    if path.file_name().is_none() {
        return Err(TableError::new(path, "is no name of a directory"));
    }
    Ok(path.to_owned())
}

/// Only directories that hold nothing, or an older run and nothing else, are replaced.
fn check_replaceable(path: &Path, shown: &Path, force: bool) -> Result<(), TableError> {
    if path.exists() && !path.is_dir() {
        return Err(TableError::new(shown, "is a file, not a directory")
            .hint("give the name of a directory with --out"));
    }
    let problem = |error: io::Error| TableError::new(shown, error);
    let mut empty = true;
    let entries = match fs::read_dir(path) {
        // Another run has just made room for itself.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(problem)?,
    };
    for entry in entries {
        empty = false;
        let name = entry.map_err(problem)?.file_name();
        let name = name.to_string_lossy();
        // What a killed report left half-written is of this program too.
        if !RUN_FILES.iter().any(|known| name == *known) && !name.starts_with(UNFINISHED_PREFIX) {
            let message = format!("holds {name}, which is not of a run of this program");
            return Err(
                TableError::new(shown, message).hint("give an empty or new directory with --out")
            );
        }
    }
    let replaced = force && (path.join(RunManifest::FILE).exists() || !path.exists());
    match (empty, replaced) {
        (true, _) | (_, true) => Ok(()),
        _ => Err(TableError::new(shown, "holds the results of an earlier run")
            .hint("write to another directory with --out, or replace it with --force")),
    }
}

/// A directory that cannot be renamed cannot be replaced.
fn check_movable(path: &Path, shown: &Path) -> Result<(), TableError> {
    if std::env::current_dir().is_ok_and(|here| here.starts_with(path)) {
        return Err(TableError::new(shown, "is the directory you are in, or holds it")
            .hint("give the name of a directory inside it with --out"));
    }
    if is_mount(path) {
        return Err(TableError::new(shown, "is a file system of its own")
            .hint("give the name of a directory inside it with --out"));
    }
    Ok(())
}

#[cfg(unix)]
fn is_mount(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|data| data.dev()).ok();
    device(path) != device(parent_of(path))
}

#[cfg(not(unix))]
fn is_mount(_path: &Path) -> bool {
    false
}

/// Nothing on the way to a directory is a file.
fn check_directories(path: &Path) -> Result<(), TableError> {
    let existing = path.ancestors().find(|path| path.exists());
    match existing.filter(|path| !path.is_dir()) {
        Some(file) => Err(TableError::new(file, "is a file, not a directory")),
        None => Ok(()),
    }
}

/// Temporary directories are private; results are for colleagues too.
#[cfg(unix)]
fn open_to_others(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_others(_path: &Path) -> io::Result<()> {
    Ok(())
}
