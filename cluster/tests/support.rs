//! Processes, plans and directories of results.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use wijkraming::batch::{self, Entry, Options, Plan, Session, Watch};

/// No wait lasts longer: a test that hangs fails.
pub const LIMIT: Duration = Duration::from_secs(600);

/// A process of the cluster; killed when the test is over.
pub struct Process {
    child: Child,
    /// The first line it says on stdout.
    pub said: String,
}

/// The program with arguments, its words kept apart from those of the test.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wijkraming-cluster"));
    command.args(arguments).env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

impl Process {
    /// Starts it and waits until it says where it listens.
    pub fn start(arguments: &[&str]) -> Self {
        let mut child =
            program(arguments).stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut said = String::new();
        let stdout = child.stdout.as_mut().expect("a pipe");
        BufReader::new(stdout).read_line(&mut said).expect("a line");
        assert!(!said.is_empty(), "{arguments:?} said nothing");
        Self { child, said: said.trim_end().to_owned() }
    }

    /// A scheduler on a free port that notices deaths as soon as it can.
    pub fn scheduler(more: &[&str]) -> Self {
        Self::scheduler_on(0, more)
    }

    pub fn scheduler_on(port: u16, more: &[&str]) -> Self {
        let port = port.to_string();
        let usual = ["--executor-timeout", "7"];
        let timeout = if more.contains(&usual[0]) { &[][..] } else { &usual };
        Self::start(&[&["scheduler", "--port", &port], timeout, more].concat())
    }

    /// A worker of one core.
    pub fn executor(url: &str, more: &[&str]) -> Self {
        Self::start(&[&["executor", "--url", url, "--port", "0", "--cores", "1"], more].concat())
    }

    /// Port of a scheduler.
    pub fn port(&self) -> u16 {
        self.said.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port")
    }

    pub fn url(&self) -> String {
        format!("df://127.0.0.1:{}", self.port())
    }

    /// Name of a worker.
    pub fn name(&self) -> &str {
        self.said.split(' ').nth(1).expect("a name")
    }

    /// As `kill -9`: it has no time for a word.
    pub fn kill(&mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it is dead");
    }

    /// As `kill`: it takes its leave. What it ended with.
    pub fn terminate(&mut self) -> ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").arg(&pid).status().expect("kill runs").success());
        self.child.wait().expect("it ends")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `run` in the background.
pub struct Driver {
    child: Child,
    figures: PathBuf,
}

/// How a driver ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stderr: String,
    pub figures: Option<serde_json::Value>,
}

impl Driver {
    pub fn start(plan: &Path, out: &Path, url: &str, more: &[&str]) -> Self {
        let figures = out.with_extension("figures.json");
        let text = |path: &Path| path.display().to_string();
        let (plan, out, path) = (text(plan), text(out), text(&figures));
        let fixed = ["run", &plan, "--url", url, "--out", &out, "--figures", &path];
        let child = program(&[&fixed[..], more].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        Self { child, figures }
    }

    pub fn wait(mut self) -> Ended {
        let start = Instant::now();
        let mut stderr = self.child.stderr.take().expect("a pipe");
        let reader = thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).expect("text");
            text
        });
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                break status;
            }
            if start.elapsed() > LIMIT {
                let _ = self.child.kill();
                panic!("the run hangs: {}", reader.join().expect("its words"));
            }
            thread::sleep(Duration::from_millis(50));
        };
        let figures = std::fs::read_to_string(&self.figures).ok();
        Ended {
            code: status.code(),
            stderr: reader.join().expect("its words"),
            figures: figures.map(|text| serde_json::from_str(&text).expect("figures")),
        }
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("a status").is_none()
    }

    pub fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it is dead");
    }
}

impl Ended {
    /// Checks that all went well, and gives the figures.
    pub fn good(self) -> serde_json::Value {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self.figures.expect("figures")
    }
}

/// Units that each worker computed.
pub fn by_worker(figures: &serde_json::Value) -> BTreeMap<String, u64> {
    let workers = figures["workers"].as_object().expect("workers");
    workers.iter().map(|(name, units)| (name.clone(), units.as_u64().expect("a number"))).collect()
}

/// A directory with a plan of `units` units of `draws` draws each, of the example scenario.
pub fn plan(units: u64, draws: u64) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("plan.toml");
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/example.toml");
    let text = format!(
        "format = 1\ndraws = {}\ndraws_per_unit = {draws}\ndetail = \"areas\"\n[scenarios.voorbeeld]\nfile = {:?}\n",
        units * draws,
        scenario.canonicalize().expect("the scenario").display().to_string()
    );
    std::fs::write(&path, text).expect("the plan");
    assert_eq!(Plan::read(&path).expect("a good plan").units().len() as u64, units);
    (directory, path)
}

/// Nobody watches.
pub struct Blind;

impl Watch for Blind {
    fn now(&self) -> f64 {
        0.0
    }
}

/// What `wijkraming batch` makes of a plan, in this process.
pub fn batch(plan: &Path, out: &Path) -> Results {
    let plan = Plan::read(plan).expect("a good plan");
    let session = Session::enter(out, &plan, &Entry::default()).expect("a directory");
    let units: Vec<_> = plan.units().iter().collect();
    let ended = batch::work(&session, &units, Options { at_once: 2, fail_fast: true }, &Blind);
    assert!(ended.stopped.is_none() && ended.failed.is_empty(), "the batch failed");
    drop(session);
    Results::read(out)
}

/// All files of a set of results, but for locks and the time that units took.
#[derive(Debug, PartialEq, Eq)]
pub struct Results(BTreeMap<PathBuf, Vec<u8>>);

impl Results {
    pub fn read(directory: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut left = vec![directory.to_owned()];
        while let Some(place) = left.pop() {
            for entry in std::fs::read_dir(&place).expect("a directory") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    left.push(path);
                    continue;
                }
                let name = path.strip_prefix(directory).expect("inside").to_owned();
                if !name.starts_with("locks") {
                    files.insert(name.clone(), content(&path, &name));
                }
            }
        }
        Self(files)
    }

    /// Units that are done.
    pub fn units(&self) -> usize {
        self.0.keys().filter(|name| name.starts_with("units")).count()
    }

    /// The first difference in words: an assertion would print megabytes.
    pub fn must_be(&self, other: &Self) {
        let names = |results: &Self| results.0.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(self), names(other), "other files");
        for (name, bytes) in &self.0 {
            assert!(*bytes == other.0[name], "{} has other bits", name.display());
        }
    }
}

fn content(path: &Path, name: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).expect("a file");
    if !name.starts_with("units") {
        return bytes;
    }
    let mut manifest: serde_json::Value = serde_json::from_slice(&bytes).expect("a manifest");
    let seconds = manifest.as_object_mut().expect("a table").remove("seconds");
    assert!(seconds.is_some(), "a manifest tells how long its unit took");
    manifest.to_string().into_bytes()
}

/// Waits until `done` says so.
pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < LIMIT, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Units that are done in a directory that is being filled.
pub fn kept(out: &Path) -> usize {
    std::fs::read_dir(out.join("units")).map_or(0, |entries| {
        entries
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|end| end == "json"))
            .count()
    })
}
