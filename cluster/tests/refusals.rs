//! What must not come in, and what the user is told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ballista::prelude::SessionContextExt;
use ballista_core::execution_plans::execute_physical_plan;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::{CsvReadOptions, SessionContext};
use datafusion_proto::physical_plan::DefaultPhysicalExtensionCodec;
use datafusion_proto::protobuf::PhysicalPlanNode;
use futures::StreamExt;
use wijkraming::batch::Plan;
use wijkraming_cluster::dispatch::{self, Manner, Sink, Task};
use wijkraming_cluster::engine::{Address, Engine};
use wijkraming_cluster::failure::Failure;
use wijkraming_cluster::job;
use wijkraming_cluster::ledger::Whole;
use wijkraming_cluster::program;
use wijkraming_cluster::security::Security;
use wijkraming_cluster::wave::Wave;
use wijkraming_cluster::wire::Unit;

use crate::support::{Driver, Process, plan, program as run_program};

async fn engine(scheduler: &Process) -> Engine {
    Engine::new(Address::parse(&scheduler.url()).unwrap(), Security::default()).await.unwrap()
}

fn units() -> Vec<Unit> {
    let (_directory, path) = plan(3, 1);
    Plan::read(&path).unwrap().units().iter().map(|unit| job::pack(unit).unwrap()).collect()
}

#[derive(Default)]
struct Kept(Mutex<Vec<Whole>>);

impl Sink for Kept {
    fn keep(&self, unit: &Whole) -> Result<(), Failure> {
        self.0.lock().unwrap().push(unit.clone());
        Ok(())
    }
}

fn manner(fail_fast: bool) -> Manner {
    Manner {
        wave_seconds: 5.0,
        partitions: 100,
        in_flight: 2,
        patience: Duration::from_secs(60),
        fail_fast,
    }
}

#[tokio::test]
async fn a_unit_that_cannot_be_computed_is_named_and_stops_no_other() {
    let scheduler = Process::scheduler(&[]);
    let _worker = Process::executor(&scheduler.url(), &[]);
    let mut units = units();
    units[1].job = b"no job".to_vec();
    units[2].key = "x".into();
    let tasks =
        |units: &[Unit]| units.iter().map(|unit| Task { unit: unit.clone(), weight: 1 }).collect();
    let kept = Arc::new(Kept::default());
    let engine = engine(&scheduler).await;
    let sink = Arc::clone(&kept) as Arc<dyn Sink>;
    let summary =
        dispatch::run(&engine, tasks(&units), sink, &manner(false), &|_, _| ()).await.unwrap();
    assert_eq!((summary.units, summary.failed, summary.lost_waves), (3, 2, 0));
    let kept = std::mem::take(&mut *kept.0.lock().unwrap());
    let reason = |key: &str| kept.iter().find(|whole| whole.key == key).unwrap().outcome.clone();
    assert!(reason(&units[0].key).is_ok());
    assert!(reason(&units[1].key).unwrap_err().contains("a job that cannot be read"));
    assert_eq!(reason("x").unwrap_err(), "a job under the key of another");

    let sink: Arc<dyn Sink> = Arc::new(Kept::default());
    let failure = dispatch::run(&engine, tasks(&units[1..2]), sink, &manner(true), &|_, _| ())
        .await
        .unwrap_err();
    assert!(failure.to_string().contains(&units[1].key), "{failure}");
}

#[tokio::test]
async fn another_program_is_refused_at_once_with_what_differs() {
    let scheduler = Process::scheduler(&[]);
    let _worker = Process::executor(&scheduler.url(), &[]);
    let wave = Wave::of_program(&program::of_version("0.0.9"), &[units()]).unwrap();
    let mut flight = engine(&scheduler).await.send(wave).await.unwrap();
    let error = flight.results.next().await.unwrap().unwrap_err().to_string();
    assert!(error.contains("another program") && error.contains("0.0.9"), "{error}");
}

#[tokio::test]
async fn plans_that_read_files_of_the_cluster_are_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("secret.csv");
    std::fs::write(&path, "a\n1\n").unwrap();
    let path = path.display().to_string();
    let scheduler = Process::scheduler(&[]);
    let _worker = Process::executor(&scheduler.url(), &[]);

    let context = SessionContext::remote(&scheduler.url()).await.unwrap();
    let read = context.read_csv(&path, CsvReadOptions::new()).await.unwrap();
    let error = read.collect().await.unwrap_err().to_string();
    assert!(error.contains("refused: a plan that reads or does something else"), "{error}");
    let error = context.sql("SELECT 1").await.unwrap().collect().await.unwrap_err().to_string();
    assert!(error.contains("refused"), "{error}");

    // A physical plan, made elsewhere.
    let local = SessionContext::new();
    let read = local.read_csv(&path, CsvReadOptions::new()).await.unwrap();
    let read: Arc<dyn ExecutionPlan> = read.create_physical_plan().await.unwrap();
    let state = context.state();
    let result = execute_physical_plan::<PhysicalPlanNode>(
        format!("http://127.0.0.1:{}", scheduler.port()),
        &ballista::prelude::SessionConfigExt::ballista_config(state.config()),
        read,
        &DefaultPhysicalExtensionCodec {},
        "session".into(),
        state.config().clone(),
    )
    .await;
    let error = result.err().expect("a refusal").to_string();
    assert!(error.contains("refused: a plan that was made elsewhere"), "{error}");
}

#[test]
fn other_machines_need_a_word_and_wrong_words_are_explained() {
    let busy = Process::scheduler(&[]);
    let port = busy.port().to_string();
    for (arguments, message, hint) in [
        (
            &["scheduler", "--bind", "0.0.0.0"][..],
            "0.0.0.0 is open to other machines, without TLS",
            "--tls DIR",
        ),
        (&["executor", "--bind", "0.0.0.0"], "0.0.0.0 is open to other machines", "--without-tls"),
        (
            &["executor", "--bind", "0.0.0.0", "--without-tls"],
            "says not where drivers reach",
            "--advertise",
        ),
        (&["executor", "--url", "df://192.0.2.1:1"], "connecting to 192.0.2.1", "--tls DIR"),
        (
            &["executor", "--url", "http://localhost"],
            "not an address of a scheduler",
            "df://host:50050",
        ),
        (
            &["executor", "--url", "df://127.0.0.1:9", "--wait", "0"],
            "no scheduler at 127.0.0.1:9",
            "start",
        ),
        (&["scheduler", "--port", &port], "cannot listen on", "another port"),
        (&["scheduler", "--tls", "/nowhere"], "/nowhere/ca.pem", "ca.pem, cert.pem and key.pem"),
        (&["run", "/nowhere.toml"], "nowhere.toml", ""),
    ] {
        let output = run_program(arguments).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains(message) && stderr.contains(hint), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_plan_with_errors_is_told_as_the_main_program_does_and_nothing_is_sent() {
    let directory = tempfile::tempdir().unwrap();
    let plan = directory.path().join("plan.toml");
    std::fs::write(&plan, "format = 1\ndraws = 0\n[scenarios.x]\nfile = \"geen.toml\"\n").unwrap();
    let out = directory.path().join("out");
    let ended = Driver::start(&plan, &out, "df://127.0.0.1:9", &[]).wait();
    assert_eq!(ended.code, Some(2));
    assert!(
        ended.stderr.contains("draws must be") && ended.stderr.contains("plan.toml:2"),
        "{}",
        ended.stderr
    );
    assert!(!out.exists());
}
