//! Machines die, come late and come back; nothing is lost and nothing is counted twice.

use std::path::Path;

use crate::support::{Driver, Process, Results, batch, by_worker, kept, plan, until};

const UNITS: u64 = 48;
/// Draws of a unit: long enough that most of the run is still to come when something dies.
const DRAWS: u64 = 5;
const WAVES: [&str; 2] = ["--wave-seconds", "1"];

/// The run went well, every unit was counted once, and the bits are those of one machine.
fn check(figures: &serde_json::Value, plan: &Path, out: &Path) {
    assert_eq!(figures["units"], UNITS);
    assert_eq!(by_worker(figures).values().sum::<u64>(), UNITS, "each unit of one worker");
    Results::read(out).must_be(&batch(plan, &out.with_extension("alone")));
}

/// Waits for the first units, with most of the run ahead.
fn mid_run(out: &Path, driver: &mut Driver) {
    until("the first units", || kept(out) > 0);
    assert!(driver.is_running() && kept(out) < UNITS as usize, "the run is over too early");
}

#[test]
fn a_worker_killed_in_mid_run_costs_nothing_but_time() {
    let (directory, plan) = plan(UNITS, DRAWS);
    let out = directory.path().join("out");
    let scheduler = Process::scheduler(&[]);
    let survivor = Process::executor(&scheduler.url(), &[]);
    let mut victim = Process::executor(&scheduler.url(), &[]);
    let mut driver = Driver::start(&plan, &out, &scheduler.url(), &WAVES);
    mid_run(&out, &mut driver);
    victim.kill();
    let figures = driver.wait().good();
    check(&figures, &plan, &out);
    assert!(by_worker(&figures)[survivor.name()] > 0);
}

#[test]
fn a_worker_that_is_told_to_stop_takes_its_leave() {
    let (directory, plan) = plan(UNITS, DRAWS);
    let out = directory.path().join("out");
    let scheduler = Process::scheduler(&["--executor-timeout", "3600"]);
    let _survivor = Process::executor(&scheduler.url(), &[]);
    let mut leaver = Process::executor(&scheduler.url(), &[]);
    let mut driver = Driver::start(&plan, &out, &scheduler.url(), &WAVES);
    mid_run(&out, &mut driver);
    assert!(leaver.terminate().success());
    // With a timeout of an hour only its word can have told the scheduler.
    check(&driver.wait().good(), &plan, &out);
}

#[test]
fn a_worker_that_joins_late_gets_its_share() {
    let (directory, plan) = plan(UNITS, DRAWS);
    let out = directory.path().join("out");
    let scheduler = Process::scheduler(&[]);
    let mut driver = Driver::start(&plan, &out, &scheduler.url(), &WAVES);
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert!(driver.is_running(), "a run waits for its first worker");
    let first = Process::executor(&scheduler.url(), &[]);
    mid_run(&out, &mut driver);
    let late = Process::executor(&scheduler.url(), &[]);
    let figures = driver.wait().good();
    check(&figures, &plan, &out);
    let units = by_worker(&figures);
    assert!(units[first.name()] > 0 && units[late.name()] > 0, "{units:?}");
}

#[test]
fn a_scheduler_killed_and_started_again_loses_waves_and_no_units() {
    let (directory, plan) = plan(UNITS, DRAWS);
    let out = directory.path().join("out");
    let mut scheduler = Process::scheduler(&[]);
    let url = scheduler.url();
    let workers = [Process::executor(&url, &[]), Process::executor(&url, &[])];
    let mut driver = Driver::start(&plan, &out, &url, &WAVES);
    mid_run(&out, &mut driver);
    scheduler.kill();
    std::thread::sleep(std::time::Duration::from_secs(2));
    let _again = Process::scheduler_on(scheduler.port(), &[]);
    let figures = driver.wait().good();
    check(&figures, &plan, &out);
    assert!(figures["lost_waves"].as_u64() >= Some(1), "{figures}");
    let known = by_worker(&figures);
    assert!(
        known.keys().all(|name| workers.iter().any(|worker| worker.name() == name)),
        "{known:?}"
    );
}

#[test]
fn a_driver_killed_in_mid_run_goes_on_with_what_it_kept() {
    let (directory, plan) = plan(UNITS, DRAWS);
    let out = directory.path().join("out");
    let scheduler = Process::scheduler(&[]);
    let _worker = Process::executor(&scheduler.url(), &[]);
    let mut driver = Driver::start(&plan, &out, &scheduler.url(), &WAVES);
    mid_run(&out, &mut driver);
    driver.kill();
    let before = kept(&out) as u64;
    let figures = Driver::start(&plan, &out, &scheduler.url(), &WAVES).wait().good();
    assert_eq!(figures["units"], UNITS - before, "only what was missing");
    Results::read(&out).must_be(&batch(&plan, &directory.path().join("alone")));
}

#[test]
fn a_run_without_workers_ends_when_patience_does() {
    let (directory, plan) = plan(2, 1);
    let scheduler = Process::scheduler(&[]);
    let ended =
        Driver::start(&plan, &directory.path().join("out"), &scheduler.url(), &["--patience", "3"])
            .wait();
    assert_eq!(ended.code, Some(3));
    assert!(ended.stderr.contains("no unit came in for 3 seconds"), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("hint: look whether scheduler and executors run"),
        "{}",
        ended.stderr
    );
}
