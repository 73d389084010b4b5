//! The price of the cluster, measured on one machine. No timed assertions: it prints, and docs/cluster.md tells how to
//! read it. Run by name:
//!
//! ```text
//! cargo test --profile cluster -p wijkraming-cluster -- --ignored --nocapture overhead
//! ```

use std::time::Instant;

use wijkraming_cluster::engine::{Address, Engine};
use wijkraming_cluster::security::Security;
use wijkraming_cluster::wave::Wave;
use wijkraming_cluster::wire::Unit;

use futures::StreamExt;

use crate::support::{Driver, Process, batch, plan};

/// Cores that both sides get.
const CORES: &str = "2";

#[test]
#[ignore = "a measurement of minutes"]
fn overhead_against_a_batch_on_the_same_cores() {
    println!(
        "units  draws  batch s  cluster s  throughput  busy s  keep ms/unit  job bytes  result bytes"
    );
    for (units, draws) in [(40, 400), (60, 200), (200, 40)] {
        let (directory, plan) = plan(units, draws);
        let start = Instant::now();
        rayon::ThreadPoolBuilder::new()
            .num_threads(2)
            .build()
            .unwrap()
            .install(|| batch(&plan, &directory.path().join("alone")));
        let alone = start.elapsed().as_secs_f64();

        let scheduler = Process::scheduler(&[]);
        let url = scheduler.url();
        let _worker = Process::start(&["executor", "--url", &url, "--port", "0", "--cores", CORES]);
        let start = Instant::now();
        let figures = Driver::start(&plan, &directory.path().join("out"), &url, &[]).wait().good();
        let cluster = start.elapsed().as_secs_f64();
        let figure = |name: &str| figures[name].as_f64().unwrap();
        println!(
            "{units:5} {draws:6} {alone:8.1} {cluster:10.1} {:10.0}% {:7.1} {:13.1} {:10.0} {:13.0}",
            100.0 * alone / cluster,
            figure("busy_seconds"),
            1e3 * figure("keep_seconds") / units as f64,
            figure("job_bytes") / units as f64,
            figure("result_bytes") / units as f64,
        );
    }
}

/// What a partition costs that computes nothing: planning, a task, its report, fetching its result.
#[test]
#[ignore = "a measurement of minutes"]
fn overhead_of_a_partition() {
    println!("partitions  seconds  ms/partition  bytes on the wire");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for partitions in [10, 100, 300, 500, 1000, 2000] {
        let scheduler = Process::scheduler(&[]);
        let _worker = Process::start(&[
            "executor",
            "--url",
            &scheduler.url(),
            "--port",
            "0",
            "--cores",
            CORES,
        ]);
        let (seconds, bytes) = runtime.block_on(empty_wave(&scheduler.url(), partitions));
        println!(
            "{partitions:10} {seconds:8.2} {:13.2} {bytes:18}",
            1e3 * seconds / partitions as f64
        );
    }
}

/// Seconds of a wave of units that are refused at once, as large as real ones, and bytes of its plan.
async fn empty_wave(url: &str, partitions: usize) -> (f64, usize) {
    let engine = Engine::new(Address::parse(url).unwrap(), Security::default()).await.unwrap();
    let unit = |number: usize| Unit { key: format!("{number:064}"), job: vec![b' '; 16_000] };
    let deal = |count: usize| (0..count).map(|number| vec![unit(number)]).collect::<Vec<_>>();
    // The first wave opens connections.
    let mut flight = engine.send(Wave::new(&deal(4)).unwrap()).await.unwrap();
    while flight.results.next().await.is_some() {}
    let wave = Wave::new(&deal(partitions)).unwrap();
    let bytes = wave.encode().unwrap().len();
    let start = Instant::now();
    let mut flight = engine.send(wave).await.unwrap();
    let mut rows = 0;
    while let Some(batch) = flight.results.next().await {
        rows += batch.unwrap().num_rows();
    }
    assert_eq!(rows, partitions);
    (start.elapsed().as_secs_f64(), bytes)
}
