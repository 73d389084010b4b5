//! Files that appear under their name only when they are complete.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::TableError;
use super::run_directory::{Listed, UNFINISHED_PREFIX};

/// A file being written beside its place; renamed to it by [`Self::commit`], removed when dropped before.
pub struct AtomicFile {
    path: PathBuf,
    /// Where it is until then.
    place: TempPath,
    file: BufWriter<File>,
    listed: Listed,
}

impl AtomicFile {
    pub fn create(path: &Path) -> Result<Self, TableError> {
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        // Renaming over a device or a pipe would take it away from everyone.
        if std::fs::metadata(path).is_ok_and(|data| !data.is_file()) {
            let problem = "exists and is not a regular file";
            return Err(TableError::new(path, problem).hint("give the name of a new file"));
        }
        let make = || tempfile::Builder::new().prefix(UNFINISHED_PREFIX).tempfile_in(directory);
        let (file, listed) = Listed::made(make, tempfile::NamedTempFile::path)
            .map_err(|error| TableError::new(path, error))?;
        let (file, place) = file.into_parts();
        let file = BufWriter::with_capacity(1 << 16, file);
        Ok(Self { path: path.to_owned(), place, file, listed })
    }

    /// Another handle on the file being written, for writers that want to own one.
    pub fn handle(&self) -> Result<File, TableError> {
        self.file.get_ref().try_clone().map_err(|error| self.error(&error))
    }

    pub fn commit(self) -> Result<(), TableError> {
        let Self { path, place, file, listed } = self;
        let file = file.into_inner().map_err(|error| TableError::new(&path, error.error()))?;
        let problem = |error: io::Error| TableError::new(&path, error);
        set_ordinary_permissions(&file).map_err(problem)?;
        file.sync_all().map_err(problem)?;
        drop(file);
        place.persist(&path).map_err(|error| problem(error.error))?;
        drop(listed);
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
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_ordinary_permissions(_file: &File) -> io::Result<()> {
    Ok(())
}
