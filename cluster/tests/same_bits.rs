//! The same results whatever the number of workers.

use crate::support::{Driver, Process, Results, batch, by_worker, plan};

#[test]
fn one_two_and_three_workers_give_the_bits_of_a_batch_on_one_machine() {
    let (directory, plan) = plan(24, 4);
    let alone = batch(&plan, &directory.path().join("alone"));
    assert_eq!(alone.units(), 24);
    for count in 1..=3 {
        let scheduler = Process::scheduler(&[]);
        let workers: Vec<_> =
            (0..count).map(|_| Process::executor(&scheduler.url(), &[])).collect();
        let out = directory.path().join(format!("with-{count}"));
        let figures =
            Driver::start(&plan, &out, &scheduler.url(), &["--wave-seconds", "0.5"]).wait().good();
        assert_eq!(figures["units"], 24);
        assert_eq!(figures["lost_waves"], 0);
        let names: Vec<_> = workers.iter().map(Process::name).collect();
        let known = by_worker(&figures);
        assert!(known.keys().all(|name| names.contains(&name.as_str())), "{known:?} of {names:?}");
        assert_eq!(known.values().sum::<u64>(), 24);
        Results::read(&out).must_be(&alone);
    }
}

#[test]
fn a_batch_and_a_cluster_go_on_where_the_other_stopped() {
    let (directory, plan) = plan(12, 2);
    let alone = batch(&plan, &directory.path().join("alone"));
    let out = directory.path().join("both");
    batch(&plan, &out);
    for name in alone_units(&out).into_iter().step_by(2) {
        std::fs::remove_file(name).expect("a manifest");
    }
    let scheduler = Process::scheduler(&[]);
    let _worker = Process::executor(&scheduler.url(), &[]);
    let figures = Driver::start(&plan, &out, &scheduler.url(), &[]).wait().good();
    assert_eq!(figures["units"], 6, "only what was missing");
    Results::read(&out).must_be(&alone);
    let figures = Driver::start(&plan, &out, &scheduler.url(), &[]).wait().good();
    assert_eq!(
        (figures["units"].as_u64(), figures["waves"].as_u64()),
        (Some(0), Some(0)),
        "nothing is missing"
    );
}

fn alone_units(out: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut names: Vec<_> = std::fs::read_dir(out.join("units"))
        .expect("units")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    names.sort();
    names
}
