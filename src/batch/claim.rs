//! Who computes what, where several processes work on one directory: advisory locks on files, which the system takes
//! from a process that dies. On a network they hold as far as its file system carries `flock` between machines.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::tables::TableError;

/// A unit that this process computes; let go when dropped.
pub struct Claim {
    path: PathBuf,
    /// The lock is that of the open file.
    _file: File,
}

fn open(path: &Path) -> Result<File, TableError> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .read(true)
        .open(path)
        .map_err(|error| TableError::new(path, error))
}

impl Claim {
    /// Claims a unit; none where another process, or another thread of this one, computes it.
    pub fn of(directory: &Path, key: &str) -> Result<Option<Self>, TableError> {
        let path = directory.join("locks").join(format!("{key}.lock"));
        let file = open(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { path, _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(no_locks(&path, &error)),
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // Whoever has opened the file meanwhile gets the lock of a file without a name, and then sees that the unit is
        // done: results are kept before their claim is dropped.
        let _ = fs::remove_file(&self.path);
    }
}

fn no_locks(path: &Path, error: &std::io::Error) -> TableError {
    TableError::new(path, format!("cannot be locked: {error}")).hint(
        "this file system has no locks; give a directory on another one, or a directory of its own to each \
         process with --shard",
    )
}

/// The lock of a directory: shared by all processes that work on one plan, alone for whoever changes it.
pub struct Entrance {
    path: PathBuf,
    file: File,
}

impl Entrance {
    pub fn of(directory: &Path) -> Result<Self, TableError> {
        let path = directory.join("locks").join("batch.lock");
        Ok(Self { file: open(&path)?, path })
    }

    /// Whether nobody else is in.
    pub fn alone(&self) -> Result<bool, TableError> {
        match self.file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(no_locks(&self.path, &error)),
        }
    }

    /// Enters beside others; waits for one that is alone inside.
    pub fn share(&self) -> Result<(), TableError> {
        let problem = |error: std::io::Error| no_locks(&self.path, &error);
        self.file.unlock().map_err(problem)?;
        self.file.lock_shared().map_err(problem)
    }
}
