//! The program as users meet it: the built binary with arguments, its exit codes, messages and files.

mod analyse;
mod bad_input;
mod bench;
mod budget;
mod calibrate;
mod chart;
mod compare;
mod explain;
mod merge;
mod messages;
mod new;
mod optimise;
mod output;
mod report;
mod reproduce;
mod run;
mod sensitivity;
mod shipped;
mod value;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The example scenario, wherever the program runs.
pub const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/example.toml");

/// A run of a fraction of a second: two years, tables that are read as text.
pub const SMALL: [&str; 6] = ["run", EXAMPLE, "--set", "time.years=2", "--format", "csv"];

/// The tables that must not depend on how a run is carried out.
pub const TABLES: [&str; 4] = ["results.csv", "draws.csv", "months.csv", "summary.csv"];

/// What a call of the program left.
#[derive(Debug)]
pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A directory of its own to call the program in.
pub struct Place(TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary directory"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Calls the program here.
    pub fn call(&self, arguments: &[&str]) -> Done {
        self.call_with(arguments, &[])
    }

    pub fn call_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Done {
        let output = Command::new(env!("CARGO_BIN_EXE_wijkraming"))
            .args(arguments)
            .envs(variables.iter().copied())
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .output()
            .expect("the program starts");
        Done {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8 on standard output"),
            err: String::from_utf8(output.stderr).expect("UTF-8 on standard error"),
        }
    }

    /// A small run with more arguments, quietly.
    pub fn run(&self, arguments: &[&str]) -> Done {
        self.call(&[&SMALL[..], &["-q"], arguments].concat())
    }

    /// The same where it must succeed.
    #[track_caller]
    pub fn must_run(&self, arguments: &[&str]) {
        let done = self.run(arguments);
        assert_eq!(done.code, Some(0), "{done:?}");
    }

    /// A call that must be refused as wrong input and leave nothing behind; gives what it says.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str]) -> String {
        let before = self.everything();
        let done = self.call(arguments);
        assert_eq!(done.code, Some(2), "{arguments:?}: {done:?}");
        assert!(done.err.starts_with("error: "), "{done:?}");
        assert_eq!(done.out, "", "{done:?}");
        assert_eq!(self.everything(), before, "{arguments:?} left or changed files");
        done.err
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file can be written");
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Every file here by path, with its size.
    pub fn everything(&self) -> BTreeSet<(PathBuf, u64)> {
        let mut found = BTreeSet::new();
        let mut directories = vec![self.0.path().to_owned()];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(directory).expect("a directory") {
                let path = entry.expect("an entry").path();
                let data = fs::symlink_metadata(&path).expect("its data");
                if data.is_dir() {
                    directories.push(path.clone());
                }
                found.insert((path, if data.is_dir() { 0 } else { data.len() }));
            }
        }
        found
    }

    /// Names in a directory here.
    pub fn names(&self, directory: &str) -> BTreeSet<String> {
        let entries = fs::read_dir(self.path(directory)).expect("a directory");
        entries.map(|entry| entry.expect("an entry").file_name().display().to_string()).collect()
    }

    #[track_caller]
    pub fn assert_same_tables(&self, one: &str, other: &str) {
        for table in TABLES {
            let (a, b) = (format!("{one}/{table}"), format!("{other}/{table}"));
            assert!(self.read(&a) == self.read(&b), "{a} and {b} differ");
        }
    }

    /// A directory of results copied under another name.
    pub fn copy(&self, from: &str, to: &str) {
        fs::create_dir(self.path(to)).expect("a new directory");
        for name in self.names(from) {
            let source = self.path(from).join(&name);
            fs::copy(source, self.path(to).join(&name)).expect("a copy");
        }
    }
}

/// The records of a CSV table as lists of fields, the head first.
pub fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let record = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    reader.records().map(|read| record(read.expect("a record"))).collect()
}

/// A JSON file or output.
#[track_caller]
pub fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

pub fn manifest(path: &Path) -> serde_json::Value {
    json(&fs::read_to_string(path.join("run.json")).expect("run.json"))
}
