//! Files that appear under their name only when they are complete, and the directory of a run.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::TableError;

/// A file being written beside its place; renamed to it by [`Self::commit`], removed when dropped before.
pub struct AtomicFile {
    path: PathBuf,
    file: BufWriter<NamedTempFile>,
}

impl AtomicFile {
    pub fn create(path: &Path) -> Result<Self, TableError> {
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let file = tempfile::Builder::new()
            .prefix(".wijkraming-")
            .tempfile_in(directory)
            .map_err(|error| TableError::new(path, error))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::with_capacity(1 << 16, file) })
    }

    /// Another handle on the file being written, for writers that want to own one.
    pub fn handle(&self) -> Result<File, TableError> {
        self.file.get_ref().as_file().try_clone().map_err(|error| self.error(&error))
    }

    pub fn commit(self) -> Result<(), TableError> {
        let path = self.path.clone();
        let file = self.file.into_inner().map_err(|error| TableError::new(&path, error.error()))?;
        set_ordinary_permissions(file.as_file()).map_err(|error| TableError::new(&path, error))?;
        file.as_file().sync_all().map_err(|error| TableError::new(&path, error))?;
        file.persist(&path).map_err(|error| TableError::new(&path, error.error))?;
        Ok(())
    }

    pub fn write_whole(path: &Path, content: &[u8]) -> Result<(), TableError> {
        let mut file = Self::create(path)?;
        file.write_all(content).map_err(|error| TableError::new(path, error))?;
        file.commit()
    }

    fn error(&self, error: &io::Error) -> TableError {
        TableError::new(&self.path, error)
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Temporary files are private; results are for colleagues too.
#[cfg(unix)]
fn set_ordinary_permissions(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_ordinary_permissions(_file: &File) -> io::Result<()> {
    Ok(())
}

/// Where a run puts its files. All of them are written in a directory beside it, which takes its name at the
/// end: an interrupted run leaves an older one whole.
pub struct RunDirectory {
    path: PathBuf,
    work: tempfile::TempDir,
}

impl RunDirectory {
    /// Opens the directory before the long work starts, so that what cannot be written is known at once.
    pub fn create(path: &Path, force: bool) -> Result<Self, TableError> {
        if path.exists() {
            check_replaceable(path, force)?;
        }
        let parent = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).map_err(|error| TableError::new(parent, error))?;
        let work = tempfile::Builder::new()
            .prefix(".wijkraming-")
            .tempdir_in(parent)
            .map_err(|error| TableError::new(path, format!("cannot be written: {error}")))?;
        Ok(Self { path: path.to_owned(), work })
    }

    /// The place of a file while the run is on.
    pub fn file(&self, name: &str) -> PathBuf {
        self.work.path().join(name)
    }

    /// Gives the directory its name, in the place of an older run.
    pub fn commit(self) -> Result<PathBuf, TableError> {
        let problem = |error: io::Error| TableError::new(&self.path, error);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(self.work.path(), fs::Permissions::from_mode(0o755))
                .map_err(problem)?;
        }
        if self.path.exists() {
            // The older run moves into a directory that is removed when this function ends.
            let parent = self.work.path().parent().unwrap_or(Path::new("."));
            let grave = tempfile::Builder::new()
                .prefix(".wijkraming-old-")
                .tempdir_in(parent)
                .map_err(problem)?;
            fs::rename(&self.path, grave.path().join("old")).map_err(problem)?;
            let path = self.work.keep();
            fs::rename(&path, &self.path).map_err(|error| TableError::new(&self.path, error))?;
        } else {
            let path = self.work.keep();
            fs::rename(&path, &self.path).map_err(|error| TableError::new(&self.path, error))?;
        }
        Ok(self.path)
    }
}

/// Only directories that hold nothing, or an older run, are replaced.
fn check_replaceable(path: &Path, force: bool) -> Result<(), TableError> {
    if !path.is_dir() {
        return Err(TableError::new(path, "is a file, not a directory")
            .hint("give the name of a directory with --out"));
    }
    let mut entries = fs::read_dir(path).map_err(|error| TableError::new(path, error))?;
    let empty = entries.next().is_none();
    let is_run = path.join("run.json").exists();
    match (empty, is_run, force) {
        (true, ..) | (_, true, true) => Ok(()),
        (_, true, false) => Err(TableError::new(path, "holds the results of an earlier run")
            .hint("write to another directory with --out, or replace it with --force")),
        (_, false, _) => Err(TableError::new(path, "holds other files than the results of a run")
            .hint("give an empty or new directory with --out")),
    }
}
